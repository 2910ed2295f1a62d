"""What a signature carries for long-term validation: revocation lists and certificates, read from files."""

from collections.abc import Sequence
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from models import files
from reports.identity import read_certificates
from reports.identity.certificate_file import read_revocation_list
from reports.signature.increment import Revocation

_LIMIT_MB = 10


def read_carried(paths: Sequence[Path]) -> Revocation:
    """Returns what the files hold, each a revocation list or certificates, PEM or DER.

    Raises:
        UnreadableFile: when one cannot be read.
        FileTooLarge: when one is larger than 10 MB.
        NotACertificate: when one is neither a revocation list nor a certificate.
    """
    lists: list[bytes] = []
    certificates: list[x509.Certificate] = []
    for path in paths:
        data = files.read_bytes(path, _LIMIT_MB)
        revocations = read_revocation_list(data)
        if revocations is not None:
            lists.append(revocations.public_bytes(Encoding.DER))
        else:
            certificates += read_certificates(data, path.name)
    return Revocation(tuple(certificate.public_bytes(Encoding.DER) for certificate in certificates), tuple(lists))
