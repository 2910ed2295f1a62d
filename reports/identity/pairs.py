"""A key with its certificate, chosen when a file or a token holds several."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cryptography import x509

from models.errors import ApplicationError
from models.language import N_
from reports.identity.certificate import CertificateFacts
from reports.identity.fitness import Purpose, may_issue, unfit, unusable_kind
from reports.identity.identity import Key


class SeveralKeysFit(ApplicationError):
    """Several keys could sign, and none was chosen."""

    code = "several_keys_fit"
    message = N_(
        "{name} holds several keys that can sign: {choices}. Nothing was signed; say by its code which one is meant (command line: --certificate CODE)."
    )


class NoSuchKey(ApplicationError):
    """None of the keys has the certificate that was asked for."""

    code = "no_such_key"
    message = N_(
        "{name} holds no key for the certificate “{wanted}”; it holds: {choices}. Nothing was signed; choose one of these."
    )


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate and how to get at its key."""

    certificate: x509.Certificate
    key: Callable[[], Key]


def chosen_pair(pairs: Sequence[Pair], wanted: str, name: str) -> Pair:
    """Returns the pair to sign with: the one that was asked for, else the only one that can sign.

    Args:
        pairs: at least one.
        wanted: fingerprint, telephone code or serial number of the certificate; empty for whichever can sign.
        name: of the file or token, for the sentence of an error.

    Raises:
        SeveralKeysFit: when more than one can sign and none was asked for.
        NoSuchKey: when none is the one that was asked for.
    """
    if wanted:
        meant = [pair for pair in pairs if _is_meant(pair.certificate, wanted)]
        if not meant:
            raise NoSuchKey(name=name, wanted=wanted, choices=_choices(pairs))
        return meant[0]
    if len(pairs) == 1:
        return pairs[0]
    usable = [pair for pair in pairs if not unusable_kind(pair.certificate)]
    fitting = [pair for pair in usable if unfit(pair.certificate, Purpose.SIGNING) is None]
    fitting = fitting or [pair for pair in usable if may_issue(pair.certificate, 0)]
    if len(fitting) > 1:
        raise SeveralKeysFit(name=name, choices=_choices(fitting))
    # Where none fits, the first one says why when it is tried.
    return (fitting or usable or list(pairs))[0]


def _is_meant(certificate: x509.Certificate, wanted: str) -> bool:
    facts, plain = CertificateFacts.of(certificate), "".join(wanted.split()).lower()
    return plain in (
        facts.fingerprint,
        facts.telephone_code.replace(" ", ""),
        str(certificate.serial_number),
        f"{certificate.serial_number:x}",
    )


def _choices(pairs: Sequence[Pair]) -> list[str]:
    facts = [CertificateFacts.of(pair.certificate) for pair in pairs]
    return [f"{each.name} {each.telephone_code} ({each.valid_until:%Y-%m-%d})" for each in facts]
