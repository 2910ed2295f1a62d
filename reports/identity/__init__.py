"""Signing identities: created here, imported from a file, on a token, or issued by an office."""

from reports.identity.certificate import CertificateFacts, fingerprint, telephone_code
from reports.identity.certificate_file import one_certificate, read_certificates
from reports.identity.identity import Identity, Key
from reports.identity.key_container import holds_key
from reports.identity.key_file import KeyKind, key_facts, load_identity, make_identity, save_identity
from reports.identity.opening import is_token_library, opened_identity
from reports.identity.passphrase import PassphraseStrength, Strength, passphrase_strength

__all__ = [
    "CertificateFacts",
    "Identity",
    "Key",
    "KeyKind",
    "PassphraseStrength",
    "Strength",
    "fingerprint",
    "holds_key",
    "is_token_library",
    "key_facts",
    "load_identity",
    "make_identity",
    "one_certificate",
    "opened_identity",
    "passphrase_strength",
    "read_certificates",
    "save_identity",
    "telephone_code",
]
