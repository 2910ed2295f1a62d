"""A PostgreSQL of the tests' own: in a temporary folder, on loopback, as an unprivileged user, gone with the tests."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
import pytest

ENGINES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.server))
"""For tests of what both engines do alike."""
NAME = "zhijie"
PASSWORD = "geheim-7f3a"
_MADE_BY_DEBIAN = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def programs() -> Path | None:
    """Returns the folder with PostgreSQL's programs; None where this computer has none or could not run them."""
    for folder in (*_MADE_BY_DEBIAN, *(Path(each) for each in os.environ.get("PATH", "").split(os.pathsep) if each)):
        if (folder / "initdb").is_file() and (folder / "postgres").is_file():
            return folder if not _is_root() or _unprivileged() else None
    return None


def _is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0


def _unprivileged() -> list[str]:
    """Returns how root starts a program as somebody else: PostgreSQL refuses to run as root."""
    if sys.platform == "win32" or not shutil.which("runuser"):
        return []
    import pwd

    for user in ("postgres", "nobody"):
        try:
            pwd.getpwnam(user)
        except KeyError:
            continue
        return ["runuser", "-u", user, "--"]
    return []


class Server:
    """A running PostgreSQL; use it in a `with` statement."""

    def __init__(self) -> None:
        folder = programs()
        assert folder is not None, "tests that need a server are left out where there is none"
        self._programs = folder
        self._as_other = _unprivileged() if _is_root() else []
        self._root = Path(tempfile.mkdtemp(prefix="zhijie-server-"))
        self._data = self._root / "data"
        if self._as_other:
            shutil.chown(self._root, self._as_other[2])
        secret = self._root / "password"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self._call("initdb", "-D", self._data, "-U", NAME, "-A", "scram-sha-256", "--pwfile", secret, "-E", "UTF8", "--no-locale", "--no-sync")  # fmt: skip
        self._databases = 0
        self.start()

    def _call(self, program: str, *words: object) -> None:
        with (self._root / "log").open("ab") as log:
            subprocess.run(
                [*self._as_other, str(self._programs / program), *map(str, words)],
                check=True, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self._root,
            )  # fmt: skip

    def start(self) -> None:
        """Starts it, and returns when it takes connections."""
        options = f"-p {self.port} -h 127.0.0.1 -k '' -c fsync=off -c full_page_writes=off -c max_connections=60"
        self._call("pg_ctl", "-D", self._data, "-l", self._root / "server.log", "-w", "-o", options, "start")

    def stop(self) -> None:
        """Stops it at once, as a power cut would."""
        self._call("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")

    def address(self, database: str, login: str = NAME, password: str = PASSWORD) -> str:
        """Returns the address of a database, with the password in it."""
        return f"postgresql+psycopg://{login}:{password}@127.0.0.1:{self.port}/{database}"

    def database(self) -> str:
        """Returns the address of a new and empty database."""
        self._databases += 1
        name = f"office_{self._databases}"
        self.execute("postgres", f"CREATE DATABASE {name}")
        return self.address(name)

    def execute(self, database: str, *statements: str) -> list[tuple[object, ...]]:
        """Executes statements as the owner; returns the rows of the last, if it has any."""
        where = self.address(database).replace("+psycopg", "")
        with psycopg.connect(where, autocommit=True) as connection:
            for statement in statements:
                cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        shutil.rmtree(self._root, ignore_errors=True)
