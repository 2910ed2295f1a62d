"""A timestamp service of our own (RFC 3161), for tests that need one."""

import asyncio
import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache

from asn1crypto import cms, keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from reports.signature.cms import signed_data, value
from reports.verification import Trust
from tests.reports.papers import NOW, trust

Service = tuple[Callable[[bytes], bytes], x509.Certificate]


@cache
def confirmed_service() -> Service:
    """The service that assessors know; it says a minute after the manager signed."""
    return elliptic_time_service(NOW + timedelta(minutes=1))


@cache
def foreign_service() -> Service:
    """An attacker's own: it says what he likes."""
    return time_service(NOW + timedelta(minutes=1))


def trust_with(*services: Service) -> Trust:
    """Trust in manager, assessor and these services."""
    return trust() + Trust(tuple(certificate.public_bytes(Encoding.PEM) for _, certificate in services))


def time_service(at: datetime, uses: x509.ObjectIdentifier = ExtendedKeyUsageOID.TIME_STAMPING) -> Service:
    """Returns a service that always says `at`, as a function from request to answer, and its certificate."""
    from pyhanko.sign.timestamps import DummyTimeStamper
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    certificate = _certificate(key, at, uses)
    stamper = DummyTimeStamper(
        asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)),
        keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
        SimpleCertificateStore(),
        fixed_dt=at,
    )

    def answer(request: bytes) -> bytes:
        asked = tsp.TimeStampReq.load(request)
        return bytes(asyncio.run(stamper.async_request_tsa_response(asked)).dump())

    return answer, certificate


def elliptic_time_service(
    at: datetime, key: ec.EllipticCurvePrivateKey | None = None, issued: x509.Certificate | None = None
) -> Service:
    """Returns a service whose key is elliptic, so that its signatures have two forms; by default it stands for itself."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    certificate = issued or _certificate(key, at)

    def answer(request: bytes) -> bytes:
        asked = tsp.TimeStampReq.load(request)
        said = tsp.TSTInfo(
            {
                "version": "v1",
                "policy": "1.3.6.1.4.1.4146.2.2",
                "message_imprint": asked["message_imprint"],
                "serial_number": 7,
                "gen_time": at,
                "nonce": asked["nonce"],
            }
        ).dump()
        named = tsp.SigningCertificateV2(
            {"certs": [{"cert_hash": hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest()}]}
        )
        attributes = b"".join(
            sorted(
                cms.CMSAttribute({"type": name, "values": (content,)}).dump()
                for name, content in (
                    ("content_type", cms.ContentType("tst_info")),
                    ("message_digest", cms.OctetString(hashlib.sha256(said).digest())),
                    ("signing_certificate_v2", named),
                )
            )
        )
        signature = key.sign(value(0x31, attributes), ec.ECDSA(hashes.SHA256()))
        return signed_data([certificate], "sha256", attributes, signature, content=("tst_info", said))

    return answer, certificate


def _certificate(
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey,
    at: datetime,
    uses: x509.ObjectIdentifier = ExtendedKeyUsageOID.TIME_STAMPING,
) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "某时间戳服务")])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(11)
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=1000))
        .add_extension(x509.ExtendedKeyUsage([uses]), critical=True)
        .sign(key, hashes.SHA256())
    )
