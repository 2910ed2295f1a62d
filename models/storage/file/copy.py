"""Copies of the database made by SQLite's own backup call and compared with what they were made from."""

import contextlib
import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from models import errors
from models.files import flush_folder
from models.language import Sentence, sentence
from models.sealing import ring
from models.storage.errors import BackupFailed
from models.storage.file.connection import connect, connect_to_reseal, key_of_file, key_words
from models.storage.file.database import Database
from models.storage.file.sealed_pages import CLEAR_HEADER_BYTES, are_sealed, sealed_pages

_STEP_PAGES = 256
"""Copied at a time: a megabyte, between which others write."""


def back_up_database(database: Database, copy: Path) -> None:
    """Copies the live database whole, reads the copy back and compares every row; others can write meanwhile.

    A plain copy of the file would miss what still lies in the write-ahead log.

    Raises:
        BackupFailed: when the copy could not be written or does not hold the same rows.
    """
    with database.moment() as source:
        copy_moment(source, copy, content_digest(source))


def copy_moment(source: sqlite3.Connection, copy: Path, expected: str) -> None:
    """Copies what a connection sees into a file, in steps, reads it back and compares every row.

    Args:
        source: of `Database.moment`, or of a closed file.
        copy: the file; one of that name stays as it was when anything fails.
        expected: the `content_digest` of the source.

    Raises:
        BackupFailed: when the copy could not be written or does not hold the same rows.
    """
    partial = copy.with_name(copy.name + ".part")
    try:
        make_private_folder(copy.parent)
        partial.unlink(missing_ok=True)
        make_private(partial)
        if not _written_from_memory(source, partial):
            with closing(connect(partial)) as target:
                source.backup(target, pages=_STEP_PAGES)
                # A single file: no write-ahead log beside a backup.
                target.execute("PRAGMA journal_mode = DELETE")
        prove(partial, expected, copy.name)
        flush(partial)
        partial.replace(copy)
        flush_folder(copy.parent)
    except (OSError, sqlite3.Error) as failure:
        raise BackupFailed(name=copy.name, why=reason(failure)) from failure
    finally:
        with contextlib.suppress(OSError):
            partial.unlink()


def _written_from_memory(source: sqlite3.Connection, partial: Path) -> bool:
    """Writes the pages of an encrypted database that was opened in memory, which SQLCipher cannot copy; False for any other."""
    key = ring.key_for(partial)
    if key is None or not isinstance(source, sqlite3.Connection):
        return False
    pages = source.serialize()
    if not are_sealed(pages):
        return False
    partial.write_bytes(sealed_pages(pages, key))
    return True


def reseal(path: Path) -> None:
    """Brings a closed database under the key of the folder in which it lies, or under none; read back and compared.

    Raises:
        BackupFailed: when it does not hold the same rows; the file stays as it was.
        OSError: when the disk refuses; the file stays as it was.
        sqlite3.Error: when it cannot be read; the file stays as it was.
    """
    wanted = ring.key_for(path)
    if key_of_file(path) == wanted:
        return
    fresh = path.with_name(f"{path.name}.new")
    try:
        fresh.unlink(missing_ok=True)
        make_private(fresh)
        with closing(connect_to_reseal(path)) as source:
            # A header that promises a log would have one made, and nothing is written to this file.
            source.execute("PRAGMA journal_mode = DELETE")
            expected = content_digest(source)
        with closing(connect_to_reseal(fresh)) as target:
            _attach(target, path)
            _take_over(target)
        prove(fresh, expected, path.name)
        flush(fresh)
        fresh.replace(path)
        flush_folder(path.parent)
    finally:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)


def _attach(target: sqlite3.Connection, path: Path) -> None:
    key = key_of_file(path)
    # What is attached is read at once: there is no moment for a setting of its own.
    target.execute(f"PRAGMA cipher_default_plaintext_header_size = {CLEAR_HEADER_BYTES}")
    target.execute(f"ATTACH ? AS source KEY {key_words(key) if key else repr('')}", (str(path),))


def _take_over(target: sqlite3.Connection) -> None:
    """Fills an empty database from the one that is attached, its tables made in the same order.

    So they begin on the same pages as in any other database of the schema, which a recovery of a damaged one needs;
    SQLCipher's own export puts the indexes last.
    """
    parts = target.execute("SELECT type, name, sql FROM source.sqlite_master ORDER BY rowid").fetchall()
    target.execute("BEGIN IMMEDIATE")
    for kind, name, sql in parts:
        if sql is not None and kind in ("table", "index") and not name.startswith("sqlite_"):
            target.execute(sql)
    for kind, name, _sql in parts:
        if kind == "table":
            target.execute(f'DELETE FROM main."{name}"')
            target.execute(f'INSERT INTO main."{name}" SELECT * FROM source."{name}"')
    for kind, _name, sql in parts:
        if kind in ("trigger", "view"):
            target.execute(sql)
    target.execute("COMMIT")
    for kept in ("user_version", "application_id"):
        target.execute(f"PRAGMA main.{kept} = {target.execute(f'PRAGMA source.{kept}').fetchone()[0]}")


def prove(written: Path, expected: str, name: str) -> None:
    """Reads a copy back and compares every row.

    Args:
        written: the file.
        expected: the `content_digest` of what was to be copied.
        name: what the sentence calls the copy.

    Raises:
        BackupFailed: when it is not sound or holds other rows.
    """
    try:
        with closing(connect(written)) as connection:
            state = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            rows = content_digest(connection)
    except sqlite3.Error as failure:
        raise BackupFailed(name=name, why=reason(failure)) from failure
    if state != "ok":
        raise BackupFailed(name=name, why=state)
    if rows != expected:
        raise BackupFailed(name=name, why=sentence("it holds other rows than were written"))


def content_digest(connection: sqlite3.Connection) -> str:
    """Returns the SHA-256 of all tables, columns and rows of a database, whatever the layout of its pages.

    The mark of the present opening is no content.
    """
    digest = hashlib.sha256()
    parts = connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall()
    for kind, name, sql in parts:
        digest.update(repr((kind, name, sql)).encode())
        if kind == "table" and name != "generation":
            for row in connection.execute(f'SELECT * FROM "{name}"'):
                digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def make_private(path: Path) -> None:
    """Makes an empty file that only its owner may read; SQLite gives its log and journal the same rights.

    Raises:
        OSError: when the disk or the rights do not allow it, or the file is there.
    """
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def make_private_folder(path: Path) -> None:
    """Makes a folder, and those above it that are missing, which only their owner may enter.

    Raises:
        OSError: when the disk or the rights do not allow it, or there is a file in the way.
    """
    if not path.is_dir():
        make_private_folder(path.parent)
        path.mkdir(mode=0o700, exist_ok=True)


def flush(path: Path) -> None:
    """Makes a written file last through a power cut.

    Raises:
        OSError: when the disk refuses.
    """
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def reason(failure: Exception) -> Sentence:
    """Returns why a copy could not be made or read, in words, without the path."""
    if isinstance(failure, OSError) and failure.errno is not None:
        return errors.reason(failure)
    if isinstance(failure, sqlite3.Error):
        return sentence("the database says: {text}", text=str(failure))
    return sentence("it is cut off, damaged, or another kind of file")
