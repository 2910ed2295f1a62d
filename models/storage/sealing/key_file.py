"""The key file of an encrypted data folder: its one key, wrapped under a passphrase and under a recovery key.

Whoever has neither cannot open the folder; nothing in the file or anywhere else helps. A new passphrase or recovery key
wraps the same key anew, so that the data need not be encrypted again.
"""

import base64
import hashlib
import json
import secrets
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from models.sealing.key import KEY_BYTES, DataKey
from models.storage.errors import KeyFileDamaged, OtherRecoveryKey, TooShortPassphrase, WrongDataPassphrase

FORMAT_VERSION = 1
SHORTEST_PASSPHRASE = 8
_LARGEST = 1 << 16
_SALT_BYTES, _NONCE_BYTES = 16, 12
_MEMORY_KIB, _ROUNDS, _LANES = 64 * 1024, 2, 1
"""Argon2id as new passphrases use it: 64 MiB, two rounds; more than OWASP's least (19 MiB, two rounds)."""
_MOST_MEMORY_KIB, _MOST_ROUNDS, _MOST_LANES = 1024 * 1024, 16, 16
"""A key file that asks for more was not written by us, and would only hold the computer up."""
_RECOVERY_BYTES = 20
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O, U, which are taken for others."""
_CHECK_LETTERS = 4
_GROUP = 4


class SealingAct(StrEnum):
    """What is going on with a folder; the next opening goes on with it."""

    NONE = ""
    ENCRYPTING = "encrypting"
    DECRYPTING = "decrypting"


@dataclass(frozen=True, slots=True)
class Wrap:
    """The folder's key under another one."""

    salt: bytes
    nonce: bytes
    sealed: bytes
    memory_kib: int = 0
    """Argon2id's cost; 0 for the recovery key, which is as random as the key itself."""
    rounds: int = 0
    lanes: int = 0


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What a key file says."""

    key_id: bytes
    passphrase: Wrap
    recovery: Wrap
    act: SealingAct = SealingAct.NONE

    def opened_by(self, secret: str) -> DataKey:
        """Returns the folder's key.

        Args:
            secret: the passphrase, or a recovery key as it was printed or in any other spacing and case.

        Raises:
            OtherRecoveryKey: when it is a recovery key, of another folder or replaced since.
            WrongDataPassphrase: when it is neither.
        """
        recovery = recovery_bytes(secret)
        if recovery is not None:
            key = self._unwrapped(self.recovery, _of_recovery(recovery, self.recovery.salt), b"recovery")
            if key is not None:
                return key
        key = self._unwrapped(self.passphrase, _of_passphrase(secret, self.passphrase), b"passphrase")
        if key is not None:
            return key
        if recovery is not None:
            raise OtherRecoveryKey
        raise WrongDataPassphrase

    def _unwrapped(self, wrap: Wrap, under: bytes, kind: bytes) -> DataKey | None:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            key = DataKey(AESGCM(under).decrypt(wrap.nonce, wrap.sealed, kind + self.key_id))
        except InvalidTag:
            return None
        return key if key.id == self.key_id else None

    def with_passphrase(self, key: DataKey, passphrase: str) -> "KeyFile":
        """Returns the file under another passphrase.

        Raises:
            TooShortPassphrase: when it is shorter than `SHORTEST_PASSPHRASE`.
        """
        return replace(self, passphrase=_under_passphrase(key, passphrase))

    def with_recovery(self, key: DataKey) -> "tuple[KeyFile, str]":
        """Returns the file under a new recovery key, and that key as it is printed."""
        recovery = secrets.token_bytes(_RECOVERY_BYTES)
        return replace(self, recovery=_under_recovery(key, recovery)), recovery_text(recovery)

    @property
    def data(self) -> bytes:
        """Its bytes."""
        tree = {
            "format": "zhijie-key",
            "format_version": FORMAT_VERSION,
            "act": self.act.value,
            "key_id": self.key_id.hex(),
            "passphrase": {
                "kdf": "argon2id",
                "memory_kib": self.passphrase.memory_kib,
                "rounds": self.passphrase.rounds,
                "lanes": self.passphrase.lanes,
                **_wrap_tree(self.passphrase),
            },
            "recovery": _wrap_tree(self.recovery),
        }
        return json.dumps(tree, indent=1).encode()


def new_key_file(passphrase: str) -> tuple[KeyFile, DataKey, str]:
    """Returns a new key file, its key, and its recovery key as it is printed.

    Raises:
        TooShortPassphrase: when the passphrase is shorter than `SHORTEST_PASSPHRASE`.
    """
    key, recovery = DataKey.new(), secrets.token_bytes(_RECOVERY_BYTES)
    under = _under_passphrase(key, passphrase)
    return KeyFile(key.id, under, _under_recovery(key, recovery)), key, recovery_text(recovery)


def read_key_file(data: bytes, name: str) -> KeyFile:
    """Returns what the bytes of a key file say.

    Args:
        data: its bytes.
        name: of the file, for the sentence.

    Raises:
        KeyFileDamaged: when they are none of ours.
    """
    try:
        tree = json.loads(data[:_LARGEST])
        if tree["format"] != "zhijie-key" or tree["format_version"] != FORMAT_VERSION:
            raise ValueError(tree["format"])
        cost = tree["passphrase"]
        memory, rounds, lanes = int(cost["memory_kib"]), int(cost["rounds"]), int(cost["lanes"])
        if cost["kdf"] != "argon2id" or not 1 <= lanes <= _MOST_LANES or not 1 <= rounds <= _MOST_ROUNDS:
            raise ValueError(cost["kdf"])
        if not 8 * lanes <= memory <= _MOST_MEMORY_KIB:
            raise ValueError(memory)
        return KeyFile(
            bytes.fromhex(tree["key_id"]),
            replace(_wrap(cost), memory_kib=memory, rounds=rounds, lanes=lanes),
            _wrap(tree["recovery"]),
            SealingAct(tree["act"]),
        )
    except (ValueError, KeyError, TypeError, RecursionError) as failure:
        raise KeyFileDamaged(name=name) from failure


def recovery_text(recovery: bytes) -> str:
    """Returns a recovery key as it is printed: groups of four letters and digits, the last of them a check."""
    number = int.from_bytes(recovery, "big")
    length = len(recovery) * 8 // 5
    letters = "".join(_LETTERS[number >> 5 * place & 31] for place in reversed(range(length))) + _check(recovery)
    return "-".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))


def recovery_bytes(text: str) -> bytes | None:
    """Returns the recovery key that a text spells; None where it is none, or mistyped."""
    plain = unicodedata.normalize("NFKC", text).upper()
    plain = "".join(letter for letter in plain if letter.isalnum())
    plain = plain.translate(str.maketrans("ILO", "110"))
    if len(plain) != _RECOVERY_BYTES * 8 // 5 + _CHECK_LETTERS or not set(plain) <= set(_LETTERS):
        return None
    number = 0
    for letter in plain[:-_CHECK_LETTERS]:
        number = number << 5 | _LETTERS.index(letter)
    recovery = number.to_bytes(_RECOVERY_BYTES, "big")
    return recovery if _check(recovery) == plain[-_CHECK_LETTERS:] else None


def _check(recovery: bytes) -> str:
    number = int.from_bytes(hashlib.sha256(b"zhijie recovery key " + recovery).digest()[:4], "big")
    return "".join(_LETTERS[number >> 5 * place & 31] for place in reversed(range(_CHECK_LETTERS)))


def _under_passphrase(key: DataKey, passphrase: str) -> Wrap:
    if len(_spelt(passphrase)) < SHORTEST_PASSPHRASE:
        raise TooShortPassphrase(least=SHORTEST_PASSPHRASE)
    empty = Wrap(secrets.token_bytes(_SALT_BYTES), b"", b"", _MEMORY_KIB, _ROUNDS, _LANES)
    return _wrapped(key, empty, _of_passphrase(passphrase, empty), b"passphrase")


def _under_recovery(key: DataKey, recovery: bytes) -> Wrap:
    salt = secrets.token_bytes(_SALT_BYTES)
    return _wrapped(key, Wrap(salt, b"", b""), _of_recovery(recovery, salt), b"recovery")


def _wrapped(key: DataKey, empty: Wrap, under: bytes, kind: bytes) -> Wrap:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(_NONCE_BYTES)
    return replace(empty, nonce=nonce, sealed=AESGCM(under).encrypt(nonce, key.secret, kind + key.id))


def _of_passphrase(passphrase: str, wrap: Wrap) -> bytes:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    function = Argon2id(
        salt=wrap.salt, length=KEY_BYTES, iterations=wrap.rounds, lanes=wrap.lanes, memory_cost=wrap.memory_kib
    )
    return function.derive(_spelt(passphrase).encode())


def _of_recovery(recovery: bytes, salt: bytes) -> bytes:
    return DataKey(recovery).derived("recovery", KEY_BYTES, salt)


def _spelt(passphrase: str) -> str:
    # The same letters typed on another system, or as full-width ones, are the same passphrase.
    return unicodedata.normalize("NFKC", passphrase)


def _wrap_tree(wrap: Wrap) -> dict[str, Any]:
    return {
        "salt": base64.b64encode(wrap.salt).decode(),
        "nonce": base64.b64encode(wrap.nonce).decode(),
        "sealed": base64.b64encode(wrap.sealed).decode(),
    }


def _wrap(tree: dict[str, Any]) -> Wrap:
    salt, nonce, sealed = (base64.b64decode(tree[part], validate=True) for part in ("salt", "nonce", "sealed"))
    if len(salt) != _SALT_BYTES or len(nonce) != _NONCE_BYTES:
        raise ValueError(len(salt))
    return Wrap(salt, nonce, sealed)
