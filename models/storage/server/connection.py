"""The one way to connect to a server, and what PostgreSQL says in our words."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.types.string import StrDumper
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from models.errors import ApplicationError
from models.language import Sentence, sentence
from models.storage.errors import StorageError
from models.storage.server.address import StoreUrl
from models.storage.server.errors import (
    StoreAddress,
    StoreAway,
    StoreBusy,
    StoreForbidden,
    StoreFull,
    StoreLogin,
    StoreMissing,
    StoreNotEncrypted,
    StoreReadOnly,
)

_AT_ONCE = 4
"""Connections that one program keeps open."""
_LONGEST_WHY = 160
_LOGIN = re.compile(
    r"password authentication failed|no password supplied|no pg_hba\.conf entry|role \"[^\"]*\" does not", re.I
)
_NO_DATABASE = re.compile(r"database \"[^\"]*\" does not exist", re.I)
_ENCRYPTION = re.compile(r"\bSSL\b|certificate", re.I)
_SETTING = re.compile(r"invalid \S+ value|invalid connection option", re.I)
_CROWDED = re.compile(r"too many (clients|connections)|remaining connection slots", re.I)


class _Clean(StrDumper):
    """Texts as PostgreSQL takes them: without NUL and without halves of characters, which SQLite lets pass."""

    def dump(self, obj: str) -> bytes | bytearray | memoryview | None:
        return super().dump(cleaned(obj))


def cleaned(text: str) -> str:
    """Returns a text that can be stored: NUL and lone surrogates are replaced by U+FFFD."""
    return text.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def engine_of(address: StoreUrl) -> Engine:
    """Returns the connections to a store; none is made yet. A connection that died meanwhile is replaced unasked."""
    engine = create_engine(
        address.url,
        connect_args=address.settings,
        pool_size=_AT_ONCE,
        max_overflow=_AT_ONCE,
        pool_pre_ping=True,
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _prepared(connection: psycopg.Connection[object], _record: object) -> None:
        connection.adapters.register_dumper(str, _Clean)

    return engine


@contextmanager
def told(address: StoreUrl) -> Iterator[None]:
    """Turns what the server says of the connection and its disk into our sentences; everything else passes as it is.

    Raises:
        StorageError: what it said, as the sentence for it.
    """
    try:
        yield
    except ApplicationError:
        raise
    except DBAPIError as failure:
        problem = _sentence(failure.orig, address)
        if problem is None:
            raise
        # The chain would show the address in a traceback.
        raise problem from None
    except psycopg.Error as failure:
        problem = _sentence(failure, address)
        if problem is None:
            raise
        raise problem from None


def _sentence(failure: BaseException | None, address: StoreUrl) -> StorageError | None:
    name = address.name
    if not isinstance(failure, psycopg.Error):
        return None
    state = failure.sqlstate or ""
    problem: StorageError | None = None
    if state == "53100":
        problem = StoreFull(name=name)
    elif state == "25006":
        problem = StoreReadOnly(name=name)
    elif state == "42501":
        problem = StoreForbidden(name=name)
    elif state in {"28000", "28P01"}:
        problem = StoreLogin(name=name)
    elif state == "3D000":
        problem = StoreMissing(name=name)
    elif state in {"55P03", "57014", "40P01", "40001", "53200", "53300", "25P03"}:
        problem = StoreBusy(name=name, why=_why(failure))
    elif state.startswith(("08", "57P")) or (not state and isinstance(failure, psycopg.OperationalError)):
        problem = _not_connected(failure, name)
    elif not state and isinstance(failure, psycopg.ProgrammingError):
        problem = StoreAddress(why=_why(failure))
    return problem


def _not_connected(failure: psycopg.Error, name: str) -> StorageError:
    """Tells from the words alone why there is no connection: the server gives no code before it has let anybody in."""
    text = str(failure)
    pgconn = failure.pgconn
    if _NO_DATABASE.search(text):
        return StoreMissing(name=name)
    if _LOGIN.search(text) or (pgconn is not None and pgconn.needs_password):
        return StoreLogin(name=name)
    if _SETTING.search(text):
        return StoreAddress(why=_why(failure))
    if _CROWDED.search(text):
        return StoreBusy(name=name, why=_why(failure))
    if _ENCRYPTION.search(text):
        return StoreNotEncrypted(name=name, why=_why(failure))
    return StoreAway(name=name, why=_why(failure))


def _why(failure: psycopg.Error) -> Sentence | str:
    """Returns the first line of what the server or its library said, for the middle of a sentence."""
    line = str(failure).strip().partition("\n")[0].strip()
    return line[:_LONGEST_WHY].rstrip(".") if line else sentence("no reason was given")
