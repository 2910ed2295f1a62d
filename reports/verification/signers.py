"""The signatures of a sound file as a person reads them: who, when, whether trusted, and any doubts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from models import counts
from models.language import Sentence, sentence
from reports.identity.certificate import CertificateFacts
from reports.identity.fitness import Purpose
from reports.signature.clock import CLOCKS_DIFFER
from reports.signature.fields import CERTIFIERS
from reports.verification.soundness import SoundSignature
from reports.verification.trust import Doubt, TrustJudge, TrustJudgement
from reports.verification.verdict import Confirmation, SignatureLine

_LONG_BEFORE = timedelta(days=7)
"""A clock that is set back by more than this hides something: an expired certificate, a day of reckoning."""
_LONG_AFTER = timedelta(days=60)
"""A report that lay longer than this before it was signed may speak of a factory as it no longer is."""
_SIGNER_CLOCK = sentence(
    "A clock was wrong when it was signed: ask the signers which one, and have the report signed again with the right time."
)


@dataclass(frozen=True, slots=True)
class Signers:
    """All signatures, and what is worth knowing of them."""

    lines: tuple[SignatureLine, ...]
    notes: tuple[Sentence, ...]
    """What does not change the verdict."""

    @property
    def worst(self) -> SignatureLine | None:
        """The signature that speaks most against the file; None when all are trusted."""
        order = list(Doubt)
        doubtful = [(order.index(line.doubt), place) for place, line in enumerate(self.lines) if line.doubt]
        return self.lines[min(doubtful)[1]] if doubtful else None


def read_signers(
    signatures: Sequence[SoundSignature],
    judge: TrustJudge,
    now: datetime,
    created: datetime,
) -> Signers:
    """Returns the signatures of a file with what speaks against each.

    Args:
        signatures: sound ones, the author's first.
        judge: who is trusted.
        now: with a time zone.
        created: when the paper was written, according to itself.
    """
    lines: list[SignatureLine] = []
    notes: list[Sentence] = []
    # The latest moment that must lie before what comes next, whoever's clock or service said it.
    latest = created
    for index, signature in enumerate(signatures):
        line, line_notes = _line(signature, judge, now)
        notes += line_notes
        apart = _LONG_BEFORE if index == 0 else CLOCKS_DIFFER
        if index == 0 and created - _LONG_BEFORE <= line.time < created - CLOCKS_DIFFER:
            notes.append(sentence("Its dates say it was signed before it was written: a clock was wrong."))
        if index == 0 and line.time > created + _LONG_AFTER:
            notes.append(
                sentence(
                    "It was written on {written} and signed {days} later: what it says may no longer be so.",
                    written=f"{created:%Y-%m-%d}",
                    days=counts.days((line.time - created).days),
                )
            )
        if line.time < latest - apart:
            line = _doubted(line, _too_early(line, latest, written=index == 0))
        latest = max(latest, line.time) if index else line.time
        proven = line.proven_time
        if proven is not None:
            if proven < latest - CLOCKS_DIFFER:
                line = _doubted(line, _proven_earlier(line, proven, latest))
            latest = max(latest, proven)
        lines.append(line)
    return Signers(tuple(lines), tuple(notes))


def _line(signature: SoundSignature, judge: TrustJudge, now: datetime) -> tuple[SignatureLine, list[Sentence]]:
    certificate, chain = _loaded(signature.certificate, signature.chain)
    facts = CertificateFacts.of(certificate)
    pem = certificate.public_bytes(Encoding.PEM)
    judged = judge.judge(certificate, chain, signature.signed_at, now, signature.lists)
    confirmation = _confirmation(judged, pem, facts)
    stamp, proven = signature.stamp, None
    if stamp is not None:
        of_stamp, above = _loaded(stamp.certificate, stamp.chain)
        service = judge.judge(of_stamp, above, stamp.time, now, purpose=Purpose.TIMESTAMPING)
        if service.trusted:
            proven = stamp.time
            if judged.trusted and facts.valid_until < stamp.time:
                judged = TrustJudgement(Doubt.OUTSIDE_VALIDITY, _expired_before(facts, stamp.time))
        elif judged.trusted:
            of_service = CertificateFacts.of(of_stamp)
            judged = TrustJudgement(Doubt.SERVICE, _unknown_service(facts, of_service, service))
            confirmation = _confirmation(service, of_stamp.public_bytes(Encoding.PEM), of_service)
    notes = []
    if facts.valid_until < now and judged.doubt is not Doubt.OUTSIDE_VALIDITY:
        notes.append(sentence("The certificate of {name} has expired since it was used.", name=facts.name))
    line = SignatureLine(
        role=signature.role,
        facts=facts,
        certificate=pem,
        doubt=judged.doubt,
        trust_note=judged.note,
        advice=judged.doubt.advice if judged.doubt else None,
        confirmation=confirmation,
        time=signature.signed_at,
        clock=signature.clock,
        proven_time=proven,
        is_timestamped=stamp is not None,
        covers="document" if signature.role in CERTIFIERS else "everything before it",
    )
    return line, notes


def signer_facts(signature: SoundSignature) -> CertificateFacts:
    """Returns who made a sound signature, according to their certificate."""
    return CertificateFacts.of(x509.load_der_x509_certificate(signature.certificate))


def _loaded(certificate: bytes, chain: tuple[bytes, ...]) -> tuple[x509.Certificate, tuple[x509.Certificate, ...]]:
    return x509.load_der_x509_certificate(certificate), tuple(map(x509.load_der_x509_certificate, chain))


def _confirmation(judged: TrustJudgement, certificate: bytes, facts: CertificateFacts) -> Confirmation | None:
    return Confirmation(certificate, facts) if judged.doubt is Doubt.NOT_CONFIRMED else None


def _doubted(line: SignatureLine, why: Sentence) -> SignatureLine:
    """Returns a signature whose time cannot be, where nothing worse speaks against it."""
    if line.doubt in (Doubt.REVOKED, Doubt.NOT_FOR_SIGNING, Doubt.CLOCK):
        return line
    return replace(line, doubt=Doubt.CLOCK, trust_note=why, advice=_SIGNER_CLOCK, confirmation=None)


def _too_early(line: SignatureLine, latest: datetime, *, written: bool) -> Sentence:
    return (
        sentence(
            "By the clock that {name} signed with it was {time}, long before the report was written ({latest}): a clock was wrong.",
            name=line.facts.name,
            time=_shown(line.time),
            latest=_shown(latest, line.time),
        )
        if written
        else sentence(
            "By the clock that {name} signed with it was {time}, before what they signed was signed itself ({latest}): a clock was wrong.",
            name=line.facts.name,
            time=_shown(line.time),
            latest=_shown(latest, line.time),
        )
    )


def _proven_earlier(line: SignatureLine, proven: datetime, latest: datetime) -> Sentence:
    return sentence(
        "A timestamp service saw the signature of {name} on {proven}, before the time that the signatures name ({latest}): a clock was wrong.",
        name=line.facts.name,
        proven=_shown(proven, line.time),
        latest=_shown(latest, line.time),
    )


def _expired_before(facts: CertificateFacts, proven: datetime) -> Sentence:
    return sentence(
        "The certificate of {name} had expired on {until}, before a timestamp service first saw the signature ({proven}): nothing proves that it was valid when it was used.",
        name=facts.name,
        until=f"{facts.valid_until:%Y-%m-%d}",
        proven=f"{proven:%Y-%m-%d}",
    )


def _unknown_service(facts: CertificateFacts, service: CertificateFacts, judged: TrustJudgement) -> Sentence:
    if judged.doubt is Doubt.NOT_CONFIRMED:
        return sentence(
            "The timestamp beside the signature of {name} comes from the service {service}, which is not confirmed on this computer; the code to compare is {code}.",
            name=facts.name,
            service=service.name,
            code=service.telephone_code,
        )
    return sentence(
        "The timestamp beside the signature of {name} cannot be relied on: {why}", name=facts.name, why=judged.note
    )


def _shown(moment: datetime, beside: datetime | None = None) -> str:
    local = moment.astimezone(beside.tzinfo) if beside else moment
    return f"{local:%Y-%m-%d %H:%M}"
