"""The software token of Debian (SoftHSM2), filled once in each process: its library can be set up only once."""

import os
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key

from reports.identity import Identity
from reports.identity.authority import make_office
from reports.identity.key_file import KeyInMemory, signing_certificate, subject_of
from tests.reports.papers import NOW

LABEL, PIN = "Zhijie", "1234"
_LIBRARIES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")


@cache
def issuing_office() -> Identity:
    """Whoever hands out the tokens."""
    return make_office("某省评审中心", "某省", NOW)


@cache
def software_token() -> Path:
    """The library of a token called Zhijie with PIN 1234 and a key, and of another that is empty."""
    library = next(Path(name) for name in _LIBRARIES if Path(name).exists())
    folder = Path(tempfile.mkdtemp(prefix="zhijie-token-"))
    (folder / "tokens").mkdir()
    configuration = folder / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n", encoding="utf-8")
    os.environ["SOFTHSM2_CONF"] = str(configuration)
    for label in (LABEL, "Empty"):
        command = ["softhsm2-util", "--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "5678"]
        subprocess.run(command, check=True, capture_output=True, env=os.environ)
    _fill(library, issuing_office())
    return library


def _fill(path: Path, office: Identity) -> None:
    """Makes a key on the token and puts a certificate for it beside."""
    import pkcs11
    from pkcs11.util.ec import encode_ec_public_key, encode_named_curve_parameters

    library = pkcs11.lib(str(path))
    with library.get_token(token_label=LABEL).open(user_pin=PIN, rw=True) as session:
        parameters = session.create_domain_parameters(
            pkcs11.KeyType.EC, {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}, local=True
        )
        public, _ = parameters.generate_keypair(store=True, id=b"\1", label="key")
        name = subject_of("张伟", "宏达机械有限公司")
        key = load_der_public_key(encode_ec_public_key(public))
        assert isinstance(key, ec.EllipticCurvePublicKey)
        assert isinstance(office.key, KeyInMemory)
        builder = signing_certificate(name, office.certificate.subject, key, NOW, 3)
        certificate = builder.sign(office.key.private, hashes.SHA256())
        session.create_object(
            {
                pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
                pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                pkcs11.Attribute.TOKEN: True,
                pkcs11.Attribute.ID: b"\1",
                pkcs11.Attribute.LABEL: "key",
                pkcs11.Attribute.SUBJECT: name.public_bytes(),
                pkcs11.Attribute.VALUE: certificate.public_bytes(Encoding.DER),
            }
        )
