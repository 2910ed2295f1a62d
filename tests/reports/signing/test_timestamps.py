"""Timestamps: by service and by file."""

import http.server
import threading
from collections.abc import Iterator
from datetime import UTC, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from reports.signing import Options, Role, certify, countersign
from reports.signing.timestamp import (
    NothingToStamp,
    ServiceUnreachable,
    TimestampRefused,
    add_by_file,
    request_by_file,
    service,
)
from reports.verification import Doubt, Trust, VerdictKind
from tests.reports.papers import NOW, assessor, manager, report, trust, verdict
from tests.reports.signing.time_service import Service, time_service

PROVEN = NOW.astimezone(UTC) + timedelta(minutes=5)


@pytest.fixture(scope="module")
def authority() -> Service:
    """A service that says when it was asked."""
    return time_service(PROVEN)


def _with(certificate: x509.Certificate) -> Trust:
    return trust() + Trust((certificate.public_bytes(Encoding.PEM),))


def test_a_service_proves_the_time(authority: Service) -> None:
    """B-T: the stamp says so, and the proven time stands beside the claimed one."""
    ask, certificate = authority
    pdf = certify(report().unsigned, manager(), NOW, Options(timestamp=ask))
    judged = verdict(pdf, _with(certificate))
    assert judged.kind is VerdictKind.VALID
    assert judged.signatures[0].proven_time == PROVEN.replace(microsecond=0)
    assert judged.notes == ()


def test_a_service_that_is_not_confirmed_proves_nothing(authority: Service) -> None:
    """Anybody runs one: its time is not shown, the file is not valid, and the service can be confirmed by its code."""
    pdf = certify(report().unsigned, manager(), NOW, Options(timestamp=authority[0]))
    judged = verdict(pdf)
    assert judged.kind is VerdictKind.UNTRUSTED
    (line,) = judged.signatures
    assert (line.doubt, line.proven_time) == (Doubt.SERVICE, None)
    assert line.confirmation is not None
    assert line.confirmation.facts.telephone_code in judged.reason.text("en")
    assert "confirm its certificate" in judged.advice("en")
    assert verdict(pdf, trust() + Trust((line.confirmation.certificate,))).kind is VerdictKind.VALID


def test_the_answer_is_brought_by_file(authority: Service) -> None:
    """Request carried out, answer carried in, nothing else changed, before anybody countersigns."""
    signed = report().signed
    stamped = add_by_file(signed, authority[0](request_by_file(signed)))
    assert len(stamped) == len(signed)
    judged = verdict(stamped, _with(authority[1]))
    assert judged.kind is VerdictKind.VALID
    assert judged.signatures[0].proven_time is not None
    twice = countersign(stamped, assessor(), Role.ASSESSOR_1, NOW)
    assert verdict(twice, _with(authority[1])).kind is VerdictKind.VALID


def test_an_answer_for_another_report_is_refused(authority: Service) -> None:
    """The signature stays as it was."""
    other = certify(report().unsigned, manager(), NOW)
    with pytest.raises(TimestampRefused):
        add_by_file(report().signed, authority[0](request_by_file(other)))
    for rubbish in (b"", b"hello", b"0" * 100):
        with pytest.raises(TimestampRefused):
            add_by_file(report().signed, rubbish)


def test_there_is_one_timestamp_for_a_signature(authority: Service) -> None:
    """And none for a report that is not signed."""
    stamped = certify(report().unsigned, manager(), NOW, Options(timestamp=authority[0]))
    for pdf in (stamped, report().unsigned):
        with pytest.raises(NothingToStamp):
            request_by_file(pdf)


def test_a_timestamp_taken_out_is_noticed(authority: Service) -> None:
    """The stamp on the page says that there was one."""
    from asn1crypto import cms

    pdf = certify(report().unsigned, manager(), NOW, Options(timestamp=authority[0]))
    start = pdf.index(b"/Contents <", len(report().unsigned)) + len(b"/Contents <")
    end = pdf.index(b">", start)
    container = cms.ContentInfo.load(bytes.fromhex(pdf[start:end].decode()))
    del container["content"]["signer_infos"][0]["unsigned_attrs"]
    bare = container.dump(force=True).hex().upper().encode().ljust(end - start, b"0")
    assert verdict(pdf[:start] + bare + pdf[end:], _with(authority[1])).kind is VerdictKind.CHANGED


@pytest.fixture
def web_service(authority: Service) -> Iterator[str]:
    """The service behind HTTP on this computer."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = authority[0](self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/tsa"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_service_is_asked_over_http(web_service: str, authority: Service) -> None:
    """With a request of its own media type."""
    pdf = certify(report().unsigned, manager(), NOW, Options(timestamp=service(web_service)))
    assert verdict(pdf, _with(authority[1])).signatures[0].proven_time is not None


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/", "file:///etc/hostname", "nonsense"])
def test_a_service_that_does_not_answer_signs_nothing(address: str) -> None:
    """The sentence says that one can sign without it."""
    with pytest.raises(ServiceUnreachable):
        certify(report().unsigned, manager(), NOW, Options(timestamp=service(address, 2)))
