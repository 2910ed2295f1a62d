"""The two acts of signing, each read back before it counts as done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter

from models.errors import ApplicationError
from models.language import N_, Language
from reports.identity import CertificateFacts, Identity
from reports.signature.clock import CLOCKS_DIFFER, ClockBehind, check_clocks
from reports.signature.cms import reserved_bytes, signature_container
from reports.signature.fields import CERTIFIERS, COUNTERSIGNERS, Role
from reports.signature.increment import Revocation, increment
from reports.signature.revision import Irregular, Revision, read_revisions
from reports.signature.seal import seal_picture
from reports.signature.stamp import Clock, SignatureStamp
from reports.signing.timestamp import TimestampRefused, stamped_container


class NotSignable(ApplicationError):
    """The file is not a report of ours in a state in which this person can sign it."""

    code = "not_signable"
    message = N_(
        "The report cannot be signed here: {why}. Nothing was changed; write the report again, or ask for the original file."
    )


class AlreadyCertified(ApplicationError):
    """The manager has signed this report already."""

    code = "already_certified"
    message = N_("The manager has already signed this report. Nothing was changed; write it again to sign it anew.")


class NotCertifiedYet(ApplicationError):
    """A countersignature was asked for before the manager's signature."""

    code = "not_certified_yet"
    message = N_("The manager must sign first, and has not signed this report yet. Nothing was changed.")


class BoxTaken(ApplicationError):
    """The box for this role is already signed."""

    code = "box_taken"
    message = N_("The box of {role} is already signed. Nothing was changed; choose another box.")


class SignatureNotReadBack(ApplicationError):
    """What was just signed did not verify."""

    code = "signature_not_read_back"
    message = N_("The signature did not verify when read back ({why}), so the report was not signed. Please try again.")


@dataclass(frozen=True, slots=True)
class Options:
    """What a person may add to a signature."""

    language: Language = "zh"
    """Of the visible signature."""
    seal: bytes | None = None
    """A picture of the company's seal: PNG or JPEG."""
    timestamp: Callable[[bytes], bytes] | None = None
    """Takes a timestamp request to a service and returns its answer (both DER); None: this computer's clock alone."""
    revocation: Revocation = field(default_factory=Revocation)
    """Certificates and revocation lists to carry along (B-LT)."""


def certify(
    pdf: bytes, identity: Identity, signed_at: datetime, options: Options | None = None, role: Role = Role.MANAGER
) -> bytes:
    """Returns the report signed by its author: nothing but the boxes of the countersigners may be filled afterwards.

    Args:
        pdf: what `reports.pdf` wrote.
        identity: of the manager.
        signed_at: with a time zone.
        options: seal, timestamp, revocation data.
        role: the manager for a report, the reviewer for a reply.

    Raises:
        NotSignable: when the file is not such a report.
        AlreadyCertified: when it is signed already.
        UnsupportedKey, NotForSigning, CertificateNotValidNow, KeyDoesNotSign: when the identity cannot sign now.
        TimestampRefused, ServiceUnreachable: when a timestamp was asked for and not had.
        ClocksDiffer: when the timestamp's time cannot be.
        UnusableSeal: when the picture of the seal is none.
        SignatureNotReadBack: when the result did not verify.
        ValueError: for the role of a countersigner.
    """
    if role not in CERTIFIERS:
        raise ValueError(role)
    return _sign(pdf, identity, role, signed_at, options or Options())


def countersign(
    pdf: bytes, identity: Identity, role: Role, signed_at: datetime, options: Options | None = None
) -> bytes:
    """Returns the certified report with one more signature in the role's box.

    Raises:
        ApplicationError: as `certify`; `NotSignable` also when the same key has signed already.
        ClockBehind: when an earlier signature is later than this computer's clock.
        NotCertifiedYet: when the manager has not signed.
        BoxTaken: when the role's box is filled.
        ValueError: for the role of an author.
    """
    if role not in COUNTERSIGNERS:
        raise ValueError(role)
    return _sign(pdf, identity, role, signed_at, options or Options())


def _check_countersigner(
    revisions: Sequence[Revision], identity: Identity, role: Role, signed_at: datetime, language: Language
) -> None:
    from reports.verification.integrity.appended import check_other_person, judge_signatures

    if len(revisions) == 1:
        raise NotCertifiedYet
    try:
        signatures = judge_signatures(revisions)
        if any(signature.role is role for signature in signatures):
            raise BoxTaken(role=role.text(language))
        check_other_person(signatures, identity.certificate)
    except Irregular as error:
        raise NotSignable(why=error.sentence) from error
    moments = [
        (max([signature.signed_at, *([stamp.time] if (stamp := signature.container.timestamp) else [])]), signature)
        for signature in signatures
    ]
    latest, signature = max(moments, key=itemgetter(0))
    if signed_at + CLOCKS_DIFFER < latest:
        raise ClockBehind(
            now=f"{signed_at:%Y-%m-%d %H:%M}",
            name=CertificateFacts.of(signature.container.certificate).name,
            time=f"{latest.astimezone(signed_at.tzinfo):%Y-%m-%d %H:%M}",
        )


def _sign(pdf: bytes, identity: Identity, role: Role, signed_at: datetime, options: Options) -> bytes:
    from reports.verification.integrity.appended import judge_signatures
    from reports.verification.integrity.base import check_base

    if signed_at.tzinfo is None:
        raise ValueError("the time of a signature carries its zone")
    signed_at = signed_at.replace(microsecond=0)
    facts = identity.check(signed_at)
    try:
        revisions = read_revisions(pdf)
        # Nobody puts a name under a file that somebody prepared (shadow attacks).
        check_base(revisions[0])
    except Irregular as error:
        raise NotSignable(why=error.sentence) from error
    if role in CERTIFIERS and len(revisions) > 1:
        raise AlreadyCertified
    if role not in CERTIFIERS:
        _check_countersigner(revisions, identity, role, signed_at, options.language)
    stamp = SignatureStamp(
        role=role,
        name=facts.name,
        organisation=facts.organisation,
        signed_at=signed_at,
        language=options.language,
        clock=Clock.SERVICE if options.timestamp else Clock.COMPUTER,
        seal=seal_picture(options.seal) if options.seal else None,
    )
    try:
        appended = increment(revisions[-1], stamp, reserved_bytes(identity), options.revocation)
    except Irregular as error:
        raise NotSignable(why=error.sentence) from error
    container = signature_container(identity, appended.digest(pdf))
    filled = stamped_container(container, options.timestamp) if options.timestamp else bytes(container.dump())
    if len(filled) > reserved_bytes(identity):
        # Only a timestamp can be so large.
        raise TimestampRefused
    result = pdf + appended.filled(filled)
    try:
        signature = judge_signatures(read_revisions(result))[-1]
    except Irregular as error:
        raise SignatureNotReadBack(why=error.sentence) from error
    stamped = signature.container.timestamp
    check_clocks(facts, signed_at, stamped.time if stamped else None)
    return result
