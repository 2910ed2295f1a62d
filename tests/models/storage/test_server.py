"""PostgreSQL's room: the same tables by the same migrations, bytes in parts, addresses that keep their password."""

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from models.assessment import Digest
from models.storage.errors import EvidenceChanged, EvidenceMissing, UnknownCase
from models.storage.repository import Repository
from models.storage.server.address import StoreUrl
from models.storage.server.blobs import BlobStore
from models.storage.server.connection import cleaned
from models.storage.server.database import ServerDatabase
from models.storage.server.errors import StoreAddress
from models.storage.server.opening import open_store
from models.storage.server.tables import server_metadata
from models.storage.tables import metadata
from tests.server import Server


@pytest.fixture
def address(server: Server) -> str:
    """A database of the test's own."""
    return server.database()


@pytest.fixture
def store(address: str) -> Iterator[ServerDatabase]:
    """A new store."""
    database = open_store(StoreUrl.read(address))
    yield database
    database.close()


@pytest.mark.server
def test_the_newest_schema_equals_the_tables_of_the_program(store: ServerDatabase) -> None:
    """Migrating from nothing gives exactly the tables, columns and indexes that the code works with."""

    def ours(_thing: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
        return kind != "table" or not (name or "").startswith(("procrastinate_", "alembic_"))

    with store.looking() as connection:
        options = {"compare_type": True, "compare_server_default": True, "include_object": ours}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, [metadata, server_metadata]) == []  # type: ignore[arg-type]
        indexes = {index["name"]: index for index in inspect(connection).get_indexes("versions")}
    # What the comparison does not look at, and the table leaves to the migration.
    assert "draft" in indexes["uq_versions_one_draft"]["dialect_options"]["postgresql_where"]


@pytest.mark.server
def test_two_who_open_an_empty_database_at_once_make_one_store(server: Server) -> None:
    """Whoever comes second finds it made."""
    address = StoreUrl.read(server.database())
    with ThreadPoolExecutor(2) as pool:
        for database in pool.map(open_store, (address, address)):
            database.close()


@pytest.mark.server
def test_bytes_come_back_as_they_were_given(store: ServerDatabase, address: str, server: Server) -> None:
    """Files of no, one and several parts; one that was changed in the database or is not there is told."""
    blobs = BlobStore(store)
    for data in (b"", b"%PDF", bytes(range(256)) * 70_000):
        digest = blobs.add(data, "x.pdf")
        assert digest == hashlib.sha256(data).hexdigest()
        assert blobs.add(data, "again.pdf") == digest
        assert blobs.read(digest, "x.pdf") == data
    server.execute(address.rpartition("/")[2], f"UPDATE blobs SET content = 'x' WHERE digest = '{digest}' AND part = 1")
    with pytest.raises(EvidenceChanged):
        blobs.read(digest, "x.pdf")
    with pytest.raises(EvidenceMissing):
        blobs.read(Digest("0" * 64), "x.pdf")


@pytest.mark.server
def test_the_factorys_part_of_the_repository_speaks_both_languages(store: ServerDatabase) -> None:
    """Settings are written and changed; a case that is not there is told, as in SQLite."""
    with store.writing() as repository:
        repository.preferences.set({"page": "inbox"})
        repository.preferences.set({"page": "region", "theme": "dark"})
    with store.reading() as repository:
        assert repository.preferences.setting("page") == "region"
        assert isinstance(repository, Repository)
        with pytest.raises(UnknownCase):
            repository.cases.version("ZJ-1")


def test_an_address_is_shown_without_its_login() -> None:
    """Host and database are all that a sentence says."""
    address = StoreUrl.read("postgresql+psycopg://li:geheim@db.example:5433/region")
    assert address.name == "db.example:5433/region"
    assert "geheim" not in repr(address)
    assert address.settings["sslmode"] == "require", "a server elsewhere has to encrypt"
    assert "sslmode" not in StoreUrl.read("postgresql://li@127.0.0.1/region").settings
    assert "sslmode" not in StoreUrl.read("postgresql://li@db.example/region?sslmode=verify-full").settings


@pytest.mark.parametrize("text", ["", "x", "sqlite:///x.db", "postgresql+psycopg://host", "postgresql+psycopg2://h/d", str(Path())])  # fmt: skip
def test_what_is_no_address_is_refused_without_quoting_it(text: str) -> None:
    """Only what begins with postgresql and names a database is one."""
    with pytest.raises(StoreAddress):
        StoreUrl.read(text)


def test_texts_lose_only_what_a_server_cannot_keep() -> None:
    """NUL and halves of characters become a mark; everything else stays."""
    assert cleaned("宏达\0机械\ud83d 😀") == "宏达\ufffd机械\ufffd 😀"
