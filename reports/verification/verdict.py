"""What verification says: one verdict for a whole file, with its reason and what it is based on."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from models.language import N_, Language, Sentence, sentence, translate
from models.review import VerdictKind
from reports.identity.certificate import CertificateFacts
from reports.signature.fields import Role
from reports.signature.stamp import Clock
from reports.verification.isolation import ChildEnded
from reports.verification.soundness import DocumentKind, Soundness
from reports.verification.trust import Doubt

_PASSED_OVER = N_("Passed over")
ADVICE = {
    VerdictKind.VALID: N_("You can rely on this file."),
    VerdictKind.UNTRUSTED: Doubt.NOT_CONFIRMED.advice.message,
    VerdictKind.CHANGED: N_("Do not use this file; ask the sender for the original."),
    VerdictKind.UNVERIFIABLE: N_("Ask the sender for the signed report exactly as Zhijie wrote it."),
}
"""What to do next with a file of each kind, unless its verdict says something else."""


NOTHING_AGAINST_IT = sentence(
    "This says nothing against the file, which was only read. Close other programs and check it again; if the same happens, ask the sender for the original."
)


NOTHING_TO_DO = sentence("Nothing needs to be done.")
GET_IT_OUT = sentence("Take the report out of it, or ask the sender for the PDF alone, and check that.")


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A certificate that a person may confirm after its code was compared, because nothing else speaks against it."""

    certificate: bytes
    """PEM."""
    facts: CertificateFacts


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One signature, as a person reads it."""

    role: Role
    facts: CertificateFacts
    certificate: bytes
    """The signer's certificate as PEM."""
    doubt: Doubt | None
    """Why the signature is not believed; None when it is."""
    trust_note: Sentence
    """Why it is or is not believed."""
    advice: Sentence | None
    """What to do about the doubt."""
    confirmation: Confirmation | None
    """What to confirm where that is all that is missing: the signer's certificate, or that of a timestamp service."""
    time: datetime
    clock: Clock
    proven_time: datetime | None
    """What a timestamp service says that is confirmed here; None without one."""
    is_timestamped: bool
    """Whether a timestamp stands beside it, confirmed or not."""
    covers: str
    """`document` for the author's signature, `everything before it` for a countersignature."""

    @property
    def trusted(self) -> bool:
        """Whether nothing speaks against the signature."""
        return self.doubt is None


@dataclass(frozen=True, slots=True)
class Verdict:
    """One verdict for a whole file."""

    name: str
    """File name without its folder."""
    kind: VerdictKind
    reason: Sentence
    digest: str = ""
    """SHA-256 of the file; empty when it was not read."""
    document: DocumentKind | None = None
    signatures: tuple[SignatureLine, ...] = ()
    case: str | None = None
    version: int | None = None
    claimed_tier: str | None = None
    """Tier that the report prints as reached; None also for "none yet", see `agrees`."""
    recomputed_tier: str | None = None
    agrees: bool | None = None
    """Whether the recomputed evaluation and the redrawn pages are those of the file; None when not looked at."""
    notes: tuple[Sentence, ...] = ()
    """What is worth knowing and does not change the verdict, such as a certificate that has expired since."""
    payload: bytes = field(default=b"", repr=False)
    """The data attachment of the signed revision; empty unless valid or untrusted."""
    judged: bool = True
    """Whether the check came to its end; else it says nothing of the file, only that time or memory ran out."""

    advised: Sentence | None = None
    """What to do where it is something else than with most files of this kind."""
    stages: tuple[str, ...] = ()
    """SHA-256 of the file after each signature, the author's first; empty unless valid or untrusted."""
    passed_over: bool = False
    """Whether it was not looked at because it holds no report: a system's own file, a photograph, a letter's text."""
    case_id: str | None = None
    """Of the case, the pseudonym of a de-identified report; empty where the paper names none."""
    answers: str | None = None
    """Of a reply: `base_digest` of the report that it answers."""
    proven_tier: str | None = None
    """Tier that is reached by conditions with evidence alone, worked out again."""
    soundness: Soundness | None = field(default=None, repr=False)
    """What holds whoever is trusted, to be kept by the file's digest; None where the bytes were not looked at."""

    @property
    def base_digest(self) -> str | None:
        """SHA-256 of the certified first revision, by which a report or reply is known; None unless it is sound."""
        return self.stages[0] if self.stages else None

    def word(self, language: Language) -> str:
        """Returns the verdict in a word or two, as it is shown large."""
        return translate(_PASSED_OVER, language) if self.passed_over else self.kind.text(language)

    def advice(self, language: Language) -> str:
        """Returns what to do next, in one sentence."""
        return self.advised.text(language) if self.advised else translate(ADVICE[self.kind], language)

    def json(self, language: Language = "en") -> dict[str, Any]:
        """Returns what `verify --json` prints for the file."""
        return {
            "file": self.name,
            "verdict": self.kind.value,
            "reason": self.reason.text(language),
            "advice": self.advice(language),
            "digest": self.digest,
            "document": self.document.value if self.document else None,
            "signatures": [
                {
                    "role": line.role.value,
                    "name": line.facts.name,
                    "organisation": line.facts.organisation,
                    "fingerprint": line.facts.fingerprint,
                    "telephone_code": line.facts.telephone_code,
                    "trusted": line.trusted,
                    "doubt": line.doubt.value if line.doubt else None,
                    "time": line.time.isoformat(),
                    "proven_time": line.proven_time.isoformat() if line.proven_time else None,
                    "covers": line.covers,
                }
                for line in self.signatures
            ],
            "case_id": self.case_id,
            "case": self.case,
            "version": self.version,
            "claimed_tier": self.claimed_tier,
            "recomputed_tier": self.recomputed_tier,
            "proven_tier": self.proven_tier,
            "base_digest": self.base_digest,
            "answers": self.answers,
            "agrees": self.agrees,
            "judged": self.judged,
            "passed_over": self.passed_over,
            "notes": [note.text(language) for note in self.notes],
        }


def unverifiable(name: str, reason: Sentence, digest: str = "") -> Verdict:
    """Returns the verdict for a file that cannot be judged."""
    return Verdict(name, VerdictKind.UNVERIFIABLE, reason, digest, agrees=None)


def not_judged(name: str, ended: ChildEnded) -> Verdict:
    """Returns the verdict for a file over which the check did not come to its end."""
    reason = sentence("The check did not finish: {why}. The file has not been judged.", why=ended.why)
    return Verdict(name, VerdictKind.UNVERIFIABLE, reason, judged=False, advised=NOTHING_AGAINST_IT)


def not_looked_at(name: str, why: Sentence, *, passed_over: bool) -> Verdict:
    """Returns the verdict for a file that was found and not verified.

    Args:
        name: of the file.
        why: it was not.
        passed_over: whether it holds no report for sure.
    """
    advised = NOTHING_TO_DO if passed_over else GET_IT_OUT
    return Verdict(
        name, VerdictKind.UNVERIFIABLE, why, judged=False, advised=advised, passed_over=passed_over, agrees=None
    )


NOT_OURS = sentence("This is not a report or reply written by Zhijie.")
