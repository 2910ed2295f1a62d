"""The pages of an encrypted database as SQLCipher 4 writes them, opened and sealed without it.

Each page of 4,096 bytes ends in 80 of its own: the initialisation vector and the HMAC-SHA-512 over page and number; the
rest is under AES-256-CBC. The first 96 bytes of the file are in clear and no part of the proof, so that what the file is,
its schema and its need of a log are known without a key. Opened here are only pages in memory: SQLCipher gives up a damaged
page, of which a recovery wants what is left.
Source: https://www.zetetic.net/sqlcipher/design/
"""

import hashlib
import hmac
import os
from functools import lru_cache
from pathlib import Path

from models.sealing import ring
from models.sealing.key import DataKey
from models.sealing.plain import read_plain
from models.storage.file.place import PAGE_BYTES

CLEAR_HEADER_BYTES = 96
RESERVED_BYTES = 80
"""At the end of each page."""
_VECTOR_BYTES = 16
_SALT_MASK = 0x3A
_SUM_ROUNDS = 2


def are_sealed(header: bytes) -> bool:
    """Whether a database with this header is encrypted: its pages reserve room for what proves them."""
    return len(header) > 20 and header[20] == RESERVED_BYTES


def key_of_pages(path: Path, first: bytes) -> DataKey | None:
    """Returns which of the unlocked folders' keys an encrypted database is under.

    Args:
        path: the file; where its first page is damaged, the key of its folder is taken.
        first: its first page.
    """
    proving = next((key for key in ring.known_keys() if _is_proven(first[:PAGE_BYTES], 1, key)), None)
    return proving or ring.key_for(path)


def key_of_damaged(path: Path) -> DataKey | None:
    """Returns the key of a database whose first page may be lost; None where it is in clear, or its key is not known.

    Raises:
        OSError: when it cannot be read.
    """
    data = read_plain(path)
    if are_sealed(data):
        return key_of_pages(path, data[:PAGE_BYTES])
    key = ring.key_for(path)
    if key is None:
        return None
    numbers = range(1, len(data) // PAGE_BYTES + 1)
    proven = (_is_proven(data[(number - 1) * PAGE_BYTES : number * PAGE_BYTES], number, key) for number in numbers)
    return key if any(proven) else None


def opened_pages(data: bytes, key: DataKey) -> bytes:
    """Returns the pages of an encrypted database in clear; a damaged page comes out damaged, not more.

    Args:
        data: the file.
        key: of the folder.
    """
    starts = range(0, len(data), PAGE_BYTES)
    return b"".join(opened_page(data[start : start + PAGE_BYTES], start // PAGE_BYTES + 1, key) for start in starts)


def opened_page(page: bytes, number: int, key: DataKey) -> bytes:
    """Returns one page in clear, without a look at its proof.

    Args:
        page: as it is in the file; one that is not whole, or empty, stays as it is.
        number: of the page, from 1.
        key: of the folder.
    """
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    if len(page) < PAGE_BYTES or not any(page):
        return page
    clear = CLEAR_HEADER_BYTES if number == 1 else 0
    end = PAGE_BYTES - RESERVED_BYTES
    cipher = Cipher(algorithms.AES(key.for_pages), modes.CBC(page[end : end + _VECTOR_BYTES])).decryptor()
    return page[:clear] + cipher.update(page[clear:end]) + cipher.finalize() + bytes(RESERVED_BYTES)


def sealed_pages(data: bytes, key: DataKey) -> bytes:
    """Returns the pages of a database, which reserves the room for it, as SQLCipher would write them."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    written = bytearray()
    for start in range(0, len(data), PAGE_BYTES):
        page, number = data[start : start + PAGE_BYTES], start // PAGE_BYTES + 1
        clear = CLEAR_HEADER_BYTES if number == 1 else 0
        vector = os.urandom(_VECTOR_BYTES)
        cipher = Cipher(algorithms.AES(key.for_pages), modes.CBC(vector)).encryptor()
        sealed = cipher.update(page[clear : PAGE_BYTES - RESERVED_BYTES]) + cipher.finalize() + vector
        written += page[:clear] + sealed + _sum(sealed, number, key)
    return bytes(written)


def _is_proven(page: bytes, number: int, key: DataKey) -> bool:
    clear = CLEAR_HEADER_BYTES if number == 1 else 0
    end = PAGE_BYTES - RESERVED_BYTES + _VECTOR_BYTES
    return hmac.compare_digest(_sum(page[clear:end], number, key), page[end:])


def _sum(sealed: bytes, number: int, key: DataKey) -> bytes:
    """Returns the proof of a page: over what is sealed, its vector and its number."""
    return hmac.digest(_key_of_sums(key.for_pages, key.salt_of_pages), sealed + number.to_bytes(4, "little"), "sha512")


@lru_cache(maxsize=8)
def _key_of_sums(key: bytes, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha512", key, bytes(byte ^ _SALT_MASK for byte in salt), _SUM_ROUNDS, len(key))
