"""Signed papers of our own for the tests: people, keys, reports and replies."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from functools import cache

from cryptography.hazmat.primitives.serialization import Encoding

from models.language import Text
from models.review import Finding, FindingKind, Review
from reports.identity import Identity, KeyKind, make_identity
from reports.reply.document import Reply, write_reply
from reports.signature.cms import reserved_bytes, signature_container
from reports.signature.increment import Increment, Revocation, increment
from reports.signature.revision import read_revisions
from reports.signature.stamp import Clock, SignatureStamp
from reports.signing import Options, Role, certify, countersign
from reports.verification import Trust, Verdict, verify_here
from tests.reports.sample import library, unsigned_report

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=timezone(timedelta(hours=8)))
LATER = NOW + timedelta(days=3)


@cache
def manager() -> Identity:
    """The manager of the sample factory."""
    return make_identity("张伟", "宏达机械有限公司", NOW)


@cache
def assessor() -> Identity:
    """An assessor of the province, whose office wanted an RSA key."""
    return make_identity("李评", "省工业和信息化厅", NOW, KeyKind.RSA3072)


@cache
def stranger() -> Identity:
    """Somebody who calls himself the manager."""
    return make_identity("张伟", "宏达机械有限公司", NOW)


def trust(*identities: Identity) -> Trust:
    """Trust in these people; without any, in manager and assessor."""
    trusted = identities or (manager(), assessor())
    return Trust(tuple(person.certificate.public_bytes(Encoding.PEM) for person in trusted))


@dataclass(frozen=True)
class Paper:
    """One report in the states through which it goes."""

    unsigned: bytes
    signed: bytes
    countersigned: bytes


@cache
def report() -> Paper:
    """The report of a small factory, signed by its manager, then by an assessor."""
    unsigned = unsigned_report()
    signed = certify(unsigned, manager(), NOW)
    return Paper(
        unsigned, signed, countersign(signed, assessor(), Role.ASSESSOR_1, NOW + timedelta(days=1), Options("en"))
    )


def base_digest(signed: bytes) -> str:
    """The SHA-256 of the certified first revision of a signed paper."""
    return hashlib.sha256(signed[: read_revisions(signed)[1].end]).hexdigest()


@cache
def reply(text: str = "请补充设备联网的照片。") -> bytes:
    """The assessor's signed reply: a paper of a few pages."""
    review = Review(
        "2026-2",
        1,
        base_digest(report().signed),
        "李评",
        "省工业和信息化厅",
        (Finding("basic.BR1", FindingKind.DOUBTFUL, text), Finding("scenarios.SC10", FindingKind.CONFIRMED, "属实。")),
        "总体属实。",
        stages=(base_digest(report().signed),),
    )
    unsigned = write_reply(Reply(review, NOW.isoformat(), "zh", {"basic.BR1": Text("设备联网", "Machines connected")}))
    return certify(unsigned, assessor(), NOW, Options("zh"), Role.REVIEWER)


def verdict(
    pdf: bytes,
    trusted: Trust | None = None,
    *,
    now: datetime = LATER,
    name: str = "report.pdf",
    solve_s: float | None = None,
) -> Verdict:
    """The verdict over some bytes, by default with manager and assessor trusted."""
    return verify_here(pdf, name, trust() if trusted is None else trusted, library(), now, solve_s)


def appended(pdf: bytes, identity: Identity, role: Role, *, name: str = "", when: datetime = NOW) -> Increment:
    """What signing would append, without any of the checks that the program makes before it signs."""
    facts = identity.facts
    stamp = SignatureStamp(role, name or facts.name, facts.organisation, when, "zh", Clock.COMPUTER)
    return increment(read_revisions(pdf)[-1], stamp, reserved_bytes(identity), Revocation())


def sign_anyway(
    pdf: bytes, identity: Identity | None = None, role: Role = Role.MANAGER, *, when: datetime = NOW
) -> bytes:
    """Signs whatever lies there, by default as the manager, as an attacker with the program's source could."""
    identity = identity or manager()
    signature = appended(pdf, identity, role, when=when)
    return pdf + signature.filled(signature_container(identity, signature.digest(pdf)).dump())


def signed_increment(pdf: bytes, signature: Increment, identity: Identity) -> bytes:
    """Signs bytes that were made up to look like an appended signature."""
    return pdf + signature.filled(signature_container(identity, signature.digest(pdf)).dump())


def edited(signature: Increment, old: bytes, new: bytes) -> Increment:
    """An appended signature with some of its bytes replaced by as many others."""
    assert old in signature.data, old
    assert len(old) == len(new), (old, new)
    return replace(signature, data=signature.data.replace(old, new, 1))
