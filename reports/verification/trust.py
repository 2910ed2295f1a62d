"""Whether a signer is trusted on this computer, and if not, why and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from models import files
from models.language import N_, Sentence, sentence
from reports.identity.certificate import CertificateFacts, fingerprint
from reports.identity.certificate_file import read_certificates, sound_list
from reports.identity.fitness import Purpose, is_issued_by, may_issue, unfit, weak_link

MINUTES_APART = timedelta(minutes=15)
"""So far a clock may be wrong without a word."""


class Doubt(StrEnum):
    """Why a signature is not believed though it is sound; the one for which the most has to happen first."""

    REVOKED = "revoked"
    NOT_FOR_SIGNING = "not_for_signing"
    CLOCK = "clock"
    """This computer's, or a signer's."""
    OUTSIDE_VALIDITY = "outside_validity"
    SERVICE = "service"
    """A timestamp beside the signature comes from a service that is not confirmed here."""
    NOT_CONFIRMED = "not_confirmed"

    @property
    def advice(self) -> Sentence:
        """What to do, in one sentence."""
        return Sentence(_ADVICE[self], {})


_ADVICE = {
    Doubt.REVOKED: N_(
        "Do not rely on this signature, and do not confirm its certificate: ask for a report that is signed with a certificate which holds."
    ),
    Doubt.NOT_FOR_SIGNING: N_(
        "Confirming the certificate would not help: ask the signer to sign again with a certificate for signing documents."
    ),
    Doubt.CLOCK: N_(
        "Check the date and the time of this computer first, and check the file again; if they are right, ask the signer to set their clock and to sign again."
    ),
    Doubt.OUTSIDE_VALIDITY: N_(
        "Confirming the certificate would not help: ask the signer to sign again with a certificate that is valid."
    ),
    Doubt.SERVICE: N_(
        "Compare the service's code with the one that it publishes and confirm its certificate if they are the same, or ask the signer for the report without this timestamp."
    ),
    Doubt.NOT_CONFIRMED: N_(
        "Call the signer on a number you know, compare the code, and confirm the certificate if it matches."
    ),
}


@dataclass(frozen=True, slots=True)
class Trust:
    """Trusted certificates and revocation lists, as plain bytes so that they can be handed to another process."""

    certificates: tuple[bytes, ...] = ()
    """PEM, of signers or of the offices that issue them; one certificate each."""
    lists: tuple[bytes, ...] = ()
    """Revocation lists, DER."""
    successions: tuple[tuple[str, str], ...] = ()
    """(key of a certificate above, the earlier key that vouched for it), each a SHA-256 of the public key."""

    def person(self, key: str) -> str:
        """Returns the first key of whoever signs with this one: a renewed key does not make another person."""
        earlier = dict(self.successions)
        seen = {key}
        while key in earlier and earlier[key] not in seen:
            key = earlier[key]
            seen.add(key)
        return key

    @classmethod
    def of_files(cls, paths: Iterable[Path]) -> "Trust":
        """Returns the trust in the certificates of some files.

        Raises:
            UnreadableFile: when a file cannot be read.
            NotACertificate: when one holds none.
            UnsupportedKey: when one is only of keys that are not offered here.
        """
        certificates = [
            certificate for path in paths for certificate in read_certificates(files.read_bytes(path, 1), path.name)
        ]
        return cls(tuple(certificate.public_bytes(Encoding.PEM) for certificate in certificates))

    def __add__(self, other: "Trust") -> "Trust":
        return Trust(
            (*self.certificates, *other.certificates),
            (*self.lists, *other.lists),
            (*self.successions, *other.successions),
        )


@dataclass(frozen=True, slots=True)
class TrustJudgement:
    """Whether one signer is trusted, and why."""

    doubt: Doubt | None
    """None for one who is trusted."""
    note: Sentence

    @property
    def trusted(self) -> bool:
        """Whether there is no doubt."""
        return self.doubt is None


class TrustJudge:
    """Answers for one set of trusted certificates."""

    def __init__(self, trust: Trust) -> None:
        certificates = [x509.load_pem_x509_certificate(pem) for pem in trust.certificates]
        self._anchors = {fingerprint(certificate): certificate for certificate in certificates}
        self._lists = tuple(revocations for der in trust.lists if (revocations := sound_list(der)) is not None)
        self._renewed = {key for key, _ in trust.successions}

    def judge(
        self,
        certificate: x509.Certificate,
        chain: tuple[x509.Certificate, ...],
        signed_at: datetime,
        now: datetime,
        carried_lists: tuple[bytes, ...] = (),
        *,
        purpose: Purpose = Purpose.SIGNING,
    ) -> TrustJudgement:
        """Returns whether a sound signature comes from somebody trusted here.

        A person who is not confirmed is asked about last: whoever is told to confirm a certificate shall be able to
        rely on it then.

        Args:
            certificate: of the signer.
            chain: its issuers, nearest first, already checked to have signed one another.
            signed_at: when it was signed, with a time zone.
            now: with a time zone.
            carried_lists: revocation lists that came inside the file; they can only take trust away.
            purpose: signing documents, or timestamps.
        """
        facts = CertificateFacts.of(certificate)
        trusted_path = self._path(certificate, chain)
        path = trusted_path or (certificate, *chain)
        if self._is_revoked(path, chain, carried_lists):
            return TrustJudgement(
                Doubt.REVOKED, sentence("The certificate of {name} was revoked by its office.", name=facts.name)
            )
        why = unfit(certificate, purpose) or weak_link(path)
        if why is None and not all(
            may_issue(certificate, depth, purpose) for depth, certificate in enumerate(path[1:])
        ):
            why = sentence("somebody issued it who may not issue certificates")
        if why is not None:
            return TrustJudgement(
                Doubt.NOT_FOR_SIGNING,
                sentence("The certificate of {name} is not meant for signing: {why}.", name=facts.name, why=why),
            )
        if signed_at > now + MINUTES_APART:
            return TrustJudgement(
                Doubt.CLOCK,
                sentence(
                    "By this computer's clock it is {now}, and {name} signed on {time}, which still lies ahead: one of the clocks is wrong.",
                    now=f"{now:%Y-%m-%d %H:%M}",
                    name=facts.name,
                    time=f"{signed_at.astimezone(now.tzinfo):%Y-%m-%d %H:%M}",
                ),
            )
        if not all(_held(issuer, signed_at) for issuer in path):
            return TrustJudgement(
                Doubt.OUTSIDE_VALIDITY,
                sentence("The certificate of {name} was not valid when it was used to sign.", name=facts.name),
            )
        if trusted_path is None:
            return TrustJudgement(Doubt.NOT_CONFIRMED, _not_confirmed(facts))
        if facts.key in self._renewed:
            return TrustJudgement(
                None,
                sentence(
                    "The certificate of {name} is confirmed on this computer by the signer's earlier key.",
                    name=facts.name,
                ),
            )
        return TrustJudgement(
            None, sentence("The certificate of {name} is confirmed on this computer.", name=facts.name)
        )

    def _path(
        self, certificate: x509.Certificate, chain: tuple[x509.Certificate, ...]
    ) -> tuple[x509.Certificate, ...] | None:
        """Returns the certificates from the signer up to the first trusted one, None when there is none."""
        path: list[x509.Certificate] = []
        for signer_or_issuer in (certificate, *chain):
            path.append(signer_or_issuer)
            if fingerprint(signer_or_issuer) in self._anchors:
                return tuple(path)
        last = path[-1]
        for anchor in self._anchors.values():
            if anchor.subject == last.issuer and is_issued_by(last, anchor):
                return (*path, anchor)
        return None

    def _is_revoked(
        self, path: tuple[x509.Certificate, ...], chain: tuple[x509.Certificate, ...], carried: tuple[bytes, ...]
    ) -> bool:
        """Whether an issuer of any certificate of the path took it back, also where the path to trust ends below it."""
        lists = [*self._lists, *(revocations for der in carried if (revocations := sound_list(der)) is not None)]
        if not lists:
            return False
        issuers = [*chain, *self._anchors.values()]
        return any(
            revocation_list.issuer == issuer.subject
            and revocation_list.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None
            and list_is_from(revocation_list, issuer)
            and is_issued_by(certificate, issuer)
            for certificate in path
            for issuer in issuers
            if issuer.subject == certificate.issuer
            for revocation_list in lists
        )


def _held(certificate: x509.Certificate, moment: datetime) -> bool:
    facts = CertificateFacts.of(certificate)
    return facts.valid_from - MINUTES_APART <= moment <= facts.valid_until


def _not_confirmed(facts: CertificateFacts) -> Sentence:
    return sentence(
        "The certificate of {name} ({organisation}) is not confirmed on this computer; the code to compare by telephone is {code}.",
        name=facts.name,
        organisation=facts.organisation,
        code=facts.telephone_code,
    )


def list_is_from(revocation_list: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    """Returns whether the issuer's key signed a revocation list."""
    try:
        public = issuer.public_key()
        return isinstance(public, (ec.EllipticCurvePublicKey, rsa.RSAPublicKey)) and (
            revocation_list.is_signature_valid(public)
        )
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return False
