"""Timestamps from a service, over the network or by file."""

import hashlib
import re
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING

from models.errors import ApplicationError
from models.language import N_

if TYPE_CHECKING:
    from asn1crypto import cms


class TimestampRefused(ApplicationError):
    """The answer of a timestamp service does not fit the signature."""

    code = "timestamp_refused"
    message = N_(
        "The timestamp service's answer does not belong to this signature or is not a timestamp. The signature is unchanged; ask the service again."
    )


class ServiceUnreachable(ApplicationError):
    """The timestamp service did not answer."""

    code = "timestamp_service_unreachable"
    message = N_(
        "The timestamp service did not answer ({why}). Nothing was signed; sign without it, or bring its answer as a file."
    )


class NotStampable(ApplicationError):
    """The file is no signed report as it was written."""

    code = "not_stampable"
    message = N_(
        "No timestamp can be added to this file: {why}. Nothing was changed; choose the signed report as it was written, before anybody countersigned it."
    )


class NothingToStamp(ApplicationError):
    """The file has no signature that a timestamp could be added to."""

    code = "nothing_to_stamp"
    message = N_(
        "This file has no signature that a timestamp could be added to. Nothing was changed; sign the report first, and add the timestamp before anybody countersigns."
    )


def timestamp_request(signature: bytes) -> bytes:
    """Returns the request (RFC 3161, DER) for a timestamp over a signature's value."""
    from asn1crypto import tsp

    request = tsp.TimeStampReq(
        {
            "version": 1,
            "message_imprint": tsp.MessageImprint(
                {
                    "hash_algorithm": {"algorithm": "sha256"},
                    "hashed_message": hashlib.sha256(signature).digest(),
                }
            ),
            "nonce": secrets.randbits(63),
            "cert_req": True,
        }
    )
    return bytes(request.dump())


def stamped_container(container: "cms.ContentInfo", ask: Callable[[bytes], bytes]) -> bytes:
    """Returns the container (DER) with a timestamp over its signature.

    Args:
        container: just signed.
        ask: takes the request, returns the service's answer.

    Raises:
        TimestampRefused: when the answer does not fit.
    """
    from reports.signature.cms import signature_value, with_token

    signature = signature_value(container)
    return with_token(container, token_of(ask(timestamp_request(signature)), signature))


def token_of(answer: bytes, signature: bytes) -> bytes:
    """Returns the checked token in a service's answer, or the bare token given instead, in its canonical form (DER).

    Raises:
        TimestampRefused: when it does not belong to this signature.
    """
    from asn1crypto import cms, tsp

    from reports.signature.revision import Irregular
    from reports.verification.integrity.timestamp import canonical_token

    try:
        try:
            response = tsp.TimeStampResp.load(answer, strict=True)
            if response["status"]["status"].native not in ("granted", "granted_with_mods"):
                raise TimestampRefused
            token = bytes(response["time_stamp_token"].dump())
        except ValueError:
            token = bytes(cms.ContentInfo.load(answer, strict=True).dump())
        return canonical_token(token, hashlib.sha256(signature).digest())
    except (ValueError, TypeError, KeyError, AttributeError, Irregular) as error:
        raise TimestampRefused from error


def service(address: str, timeout_seconds: float = 10.0) -> Callable[[bytes], bytes]:
    """Returns a function that asks a timestamp service over HTTP.

    Raises (when called):
        ServiceUnreachable: when there is no answer.
    """

    def ask(request: bytes) -> bytes:
        import urllib.error
        import urllib.request

        from reports.mail.delivery import why_failed

        if not re.match(r"https?://", address):
            raise ServiceUnreachable(why=address)
        message = urllib.request.Request(
            address, data=request, headers={"Content-Type": "application/timestamp-query"}, method="POST"
        )
        try:
            with urllib.request.urlopen(message, timeout=timeout_seconds) as answer:
                return bytes(answer.read(1_000_000))
        except urllib.error.HTTPError as error:
            raise ServiceUnreachable(why=f"HTTP {error.code}") from error
        except urllib.error.URLError as error:
            cause = error.reason
            raise ServiceUnreachable(why=why_failed(cause) if isinstance(cause, OSError) else address) from error
        except OSError as error:
            raise ServiceUnreachable(why=why_failed(error)) from error
        except ValueError as error:
            raise ServiceUnreachable(why=address) from error

    return ask


def request_by_file(pdf: bytes) -> bytes:
    """Returns the request for a timestamp over the last signature of a report, to be carried to a service.

    Raises:
        NothingToStamp: when the file is not signed, or its last signature has a timestamp already.
        NotStampable: when it is not a report as it was written.
    """
    from reports.signature.cms import signature_value

    return timestamp_request(signature_value(_last_container(pdf)))


def add_by_file(pdf: bytes, answer: bytes) -> bytes:
    """Returns the report with a timestamp service's answer inside its last signature; nothing else changes.

    It must happen before anybody countersigns: the file with the timestamp is the one to be sent on.

    Raises:
        NothingToStamp: when the file is not signed, or its last signature has a timestamp already.
        NotStampable: when it is not a report as it was written.
        TimestampRefused: when the answer does not belong to this signature.
        ClocksDiffer: when its time cannot be.
    """
    from reports.identity import CertificateFacts
    from reports.signature.clock import check_clocks
    from reports.signature.cms import signature_value, with_token
    from reports.signature.increment import signature_facts
    from reports.signature.revision import Irregular, read_revisions
    from reports.verification.integrity.appended import judge_signatures

    container = _last_container(pdf)
    token = token_of(answer, signature_value(container))
    revisions = read_revisions(pdf)
    reserved = len(signature_facts(revisions[-2], revisions[-1]).contents)
    filled = with_token(container, token)
    if len(filled) > reserved:
        raise TimestampRefused
    place = pdf.index(b"/Contents <", revisions[-1].own[revisions[-2].size][0]) + len(b"/Contents <")
    result: bytes = pdf[:place] + filled.hex().upper().encode().ljust(2 * reserved, b"0") + pdf[place + 2 * reserved :]
    try:
        stamped = judge_signatures(read_revisions(result))[-1]
    except Irregular as error:
        raise TimestampRefused from error
    if stamped.container.timestamp is not None:
        facts = CertificateFacts.of(stamped.container.certificate)
        check_clocks(facts, stamped.signed_at, stamped.container.timestamp.time)
    return result


def _last_container(pdf: bytes) -> "cms.ContentInfo":
    from asn1crypto import cms

    from reports.signature.increment import signature_facts
    from reports.signature.revision import Irregular, read_revisions
    from reports.verification.integrity.appended import judge_signatures

    try:
        revisions = read_revisions(pdf)
        if len(revisions) == 1:
            raise NothingToStamp
        last = judge_signatures(revisions)[-1]
    except Irregular as error:
        raise NotStampable(why=error.sentence) from error
    if last.container.timestamp is not None:
        raise NothingToStamp
    contents = signature_facts(revisions[-2], revisions[-1]).contents
    return cms.ContentInfo.load(contents)
