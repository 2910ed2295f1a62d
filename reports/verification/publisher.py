"""Who published a pack of rules, measures or prices: its signature read, and whether the signer is trusted here."""

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding

from models.errors import ApplicationError
from models.language import N_, Sentence, sentence
from models.rulebook import PackInfo
from reports.identity.certificate import CertificateFacts
from reports.signature.revision import Irregular
from reports.verification.integrity.container import SignatureContainer, read_signature
from reports.verification.trust import Trust, TrustJudge


class BrokenPackSignature(ApplicationError):
    """A pack whose publisher's signature does not hold."""

    code = "broken_pack_signature"
    message = N_(
        "The signature of {name} {version} does not hold: {reason}. Nothing was installed; ask its publisher for the file again, or take the signature out of it and answer for the pack yourself."
    )
    exit_code = 1


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who signed a pack."""

    facts: CertificateFacts
    trusted: bool
    note: Sentence
    """Why trusted or not."""
    certificate: bytes
    """PEM: what is confirmed when the code was compared."""

    @property
    def text(self) -> Sentence:
        """Who it is, and whether this computer trusts the certificate."""
        message = N_("signed by {name} ({organisation}), confirmed here")
        if not self.trusted:
            message = N_("signed by {name} ({organisation}), not confirmed here; code {code}")
        return sentence(
            message,
            name=self.facts.name,
            organisation=self.facts.organisation or "–",
            code=self.facts.telephone_code,
        )


def publisher(pack: PackInfo, trust: Trust, now: datetime) -> Publisher | None:
    """Returns who signed a pack; None if nobody did.

    A pack's signature carries no time. So a certificate that has run out since counts as on its last day: whoever is
    trusted stays so, and a certificate that was taken back is not.

    Args:
        pack: with its signature and the digest of what it holds.
        trust: the certificates confirmed on this computer.
        now: with a time zone.

    Raises:
        BrokenPackSignature: when the signature is of other content, or damaged.
    """
    if not pack.signature:
        return None
    container = _signed(pack)
    facts = CertificateFacts.of(container.certificate)
    signed_at = min(now, facts.valid_until)
    judgement = TrustJudge(trust).judge(container.certificate, container.chain, signed_at, now)
    pem = container.certificate.public_bytes(Encoding.PEM)
    return Publisher(facts, judgement.trusted, judgement.note, pem)


def publisher_lines(packs: Iterable[PackInfo]) -> dict[str, dict[str, str]]:
    """Returns what a report says of the publishers of its packs, by the digest of the pack.

    Raises:
        BrokenPackSignature: when a signature is of other content, or damaged.
    """
    lines = {}
    for pack in packs:
        if pack.signature:
            lines[pack.digest] = {
                **_line(CertificateFacts.of(_signed(pack).certificate)),
                "signature": base64.b64encode(pack.signature).decode(),
            }
    return lines


def check_publishers(data: Mapping[str, Any]) -> None:
    """Compares the publishers that a report names with the signatures beside them.

    Raises:
        Irregular: when somebody is named who did not sign that pack.
    """
    for pack in data["packs"]:
        line = pack["publisher"]
        if line is None:
            continue
        try:
            signature = base64.b64decode(line["signature"], validate=True)
            container = read_signature(signature, bytes.fromhex(pack["digest"]))
        except (Irregular, binascii.Error, ValueError) as error:
            raise Irregular(sentence("it names a publisher who did not sign that pack")) from error
        if {**line, "signature": ""} != {**_line(CertificateFacts.of(container.certificate)), "signature": ""}:
            raise Irregular(sentence("it names a publisher who did not sign that pack"))


def _signed(pack: PackInfo) -> SignatureContainer:
    try:
        return read_signature(pack.signature, bytes.fromhex(pack.digest))
    except Irregular as error:
        raise BrokenPackSignature(name=pack.name, version=pack.version, reason=error.sentence) from error


def _line(facts: CertificateFacts) -> dict[str, str]:
    return {
        "name": facts.name,
        "organisation": facts.organisation,
        "fingerprint": facts.fingerprint,
        "code": facts.telephone_code,
    }
