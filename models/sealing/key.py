"""The one key of an encrypted data folder, and the keys that follow from it for the database and for files."""

import os
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

KEY_BYTES = 32
ID_BYTES = 8
_SALT_BYTES = 16


@dataclass(frozen=True)
class DataKey:
    """The key of a data folder. It is in memory only; on the disk it is wrapped, see `models.storage.sealing`."""

    secret: bytes = field(repr=False)
    """32 random bytes."""

    @classmethod
    def new(cls) -> Self:
        """Returns a new random key."""
        return cls(os.urandom(KEY_BYTES))

    @cached_property
    def id(self) -> bytes:
        """What names the key in sealed files, 8 bytes; the key cannot be worked out from it."""
        return self.derived("id", ID_BYTES)

    @cached_property
    def for_pages(self) -> bytes:
        """The raw key of the database's pages."""
        return self.derived("database", KEY_BYTES)

    @cached_property
    def salt_of_pages(self) -> bytes:
        """The salt from which SQLCipher works out the key of its page sums."""
        return self.derived("database salt", _SALT_BYTES)

    def for_file(self, name: str, salt: bytes) -> bytes:
        """Returns the key of one sealed file: of this name, with this salt, and no other."""
        return self.derived(f"file {name}", KEY_BYTES, salt)

    def derived(self, purpose: str, size: int, salt: bytes | None = None) -> bytes:
        """Returns bytes that only whoever has the key can work out, others for every purpose and salt (HKDF-SHA256)."""
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        return HKDF(SHA256(), size, salt, f"zhijie {purpose}".encode()).derive(self.secret)
