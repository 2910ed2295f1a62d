"""A timestamp service of our own (RFC 3161), for tests that need one."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Service = tuple[Callable[[bytes], bytes], x509.Certificate]


def time_service(at: datetime) -> Service:
    """Returns a service that always says `at`, as a function from request to answer, and its certificate."""
    from pyhanko.sign.timestamps import DummyTimeStamper
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "某时间戳服务")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(11)
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=1000))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(key, hashes.SHA256())
    )
    stamper = DummyTimeStamper(
        asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)),
        keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
        SimpleCertificateStore(),  # type: ignore[no-untyped-call]
        fixed_dt=at,
    )

    def answer(request: bytes) -> bytes:
        asked = tsp.TimeStampReq.load(request)
        return bytes(asyncio.run(stamper.async_request_tsa_response(asked)).dump())

    return answer, certificate
