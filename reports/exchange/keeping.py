"""A verified file as it is kept, and a kept one as it is shown: soundness once, trust every time."""

import hashlib
import json
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from models.exchange.facts import facts
from models.exchange.inbox import Arrival, KeptPaper
from models.exchange.paper import ExchangePaper, PaperKind, SignedStage, SoundnessKind
from reports.identity.certificate import CertificateFacts
from reports.signature.revision import read_revisions
from reports.verification import DocumentKind, Soundness, Trust, TrustJudge, TrustStore, Verdict, judged_by, verdict_now
from reports.verification.integrity.base import payload_of
from reports.verification.signers import signer_facts

if TYPE_CHECKING:
    from models.packs.library import Library
    from models.workspace.office.place import Office


class Looking:
    """By what files are judged in one sitting: this program and its packs, whom it trusts, and the day."""

    def __init__(self, library: "Library", trust: Trust, now: datetime) -> None:
        """Looks at the packs and at the list of trusted certificates.

        Args:
            library: the packs.
            trust: the list.
            now: with a time zone.
        """
        self.trust, self.now = trust, now
        self.judged_by = judged_by(library.packs())
        whole = hashlib.sha256(f"{now:%Y-%m-%d}".encode())
        for data in (*sorted(trust.certificates), *sorted(trust.lists)):
            whole.update(hashlib.sha256(data).digest())
        self.trusted_by = whole.hexdigest()
        self._judge = TrustJudge(trust)

    @classmethod
    def at(cls, office: "Office", now: datetime) -> "Looking":
        """Returns by what files are judged in a data folder, or in a store on a server.

        Raises:
            DamagedTrustStore: when the list of trusted certificates is damaged.
        """
        return cls(office.library, _trust_of(office), now)

    def verdict(self, kept: KeptPaper) -> Verdict:
        """Returns the verdict on a kept paper as of now; its file is not read."""
        return self.of_judgement(kept.name, kept.judgement)

    def of_judgement(self, name: str, judgement: str) -> Verdict:
        """Returns the verdict on a file whose soundness was kept."""
        return verdict_now(Soundness.read(judgement), name, self._judge, self.now)


def _trust_of(office: "Office") -> Trust:
    """Returns whom an office trusts: this computer's list, or the one that all computers of a store have in common."""
    from models.workspace.office.server import ServerOffice

    own = TrustStore(office.folder).trust()
    if not isinstance(office, ServerOffice):
        return own
    office.share_trust(own.certificates, own.lists)
    return Trust(*office.trusted())


def arrival(soundness: Soundness, name: str, digest: str, looking: Looking, *, ours: bool = False) -> Arrival:
    """Returns a verified file as it is to be kept.

    Args:
        soundness: of the file, with its data attachment.
        name: of the file.
        digest: SHA-256 of the file.
        looking: by what it was judged, and whom this computer trusts.
        ours: whether it was signed here.
    """
    judgement = soundness.kept()
    counted = None
    if soundness.document is DocumentKind.REPORT:
        counted = facts(json.loads(soundness.payload), soundness.proven_tier)
    return Arrival(
        paper=_paper(soundness, digest, ours=ours),
        digest=digest,
        name=name,
        judgement=judgement,
        # What did not come to its end is judged again the next time that the file comes.
        judged_by=looking.judged_by if soundness.judged else "",
        verdict=looking.of_judgement(name, judgement).kind.value,
        trusted_by=looking.trusted_by,
        facts=counted,
    )


def verdict_in_full(looking: Looking, kept: KeptPaper, data: bytes, name: str) -> Verdict:
    """Returns the verdict on a kept paper with its data attachment, as if it had just been verified.

    Args:
        looking: whom this computer trusts, and the day.
        kept: the paper.
        data: its file, known by its digest to be the one that was judged.
        name: under which it is shown.
    """
    verdict = looking.of_judgement(name, kept.judgement)
    if kept.paper.soundness is not SoundnessKind.SOUND:
        return verdict
    return replace(verdict, payload=payload_of(read_revisions(data)[0]))


def soundness_of(verdict: Verdict, digest: str) -> Soundness:
    """Returns the soundness in a fresh verdict; of a file whose check did not come to its end, that and why."""
    return verdict.soundness or Soundness(
        SoundnessKind.UNVERIFIABLE,
        verdict.reason,
        digest,
        judged=verdict.judged,
        notes=verdict.notes,
        advised=verdict.advised,
    )


def _paper(soundness: Soundness, digest: str, *, ours: bool) -> ExchangePaper:
    if soundness.kind is not SoundnessKind.SOUND or soundness.document is None:
        return ExchangePaper(digest, PaperKind.OTHER, soundness.kind)
    signers: tuple[CertificateFacts, ...] = tuple(map(signer_facts, soundness.signatures))
    stages = tuple(
        SignedStage(stage, signature.role.value, signer.key, signature.signed_at)
        for stage, signature, signer in zip(soundness.stages, soundness.signatures, signers, strict=True)
    )
    return ExchangePaper(
        soundness.stages[0],
        PaperKind(soundness.document.value),
        soundness.kind,
        soundness.case_id or "",
        soundness.case or "",
        soundness.version,
        soundness.answers or "",
        stages,
        ours,
    )
