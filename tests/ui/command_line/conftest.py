"""The sample factory taken through the whole job once, for every test that needs a signed report."""

import contextlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ui.command_line import run


@dataclass(frozen=True)
class Spoken:
    """What one command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        """The JSON value on standard output; anything beside it fails the test."""
        return json.loads(self.out)


def call(*words: str | Path) -> Spoken:
    """Runs one command in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run([str(word) for word in words])
    return Spoken(code, out.getvalue(), err.getvalue())


@dataclass(frozen=True)
class Journey:
    """What the demonstration wrote, and what it said."""

    folder: Path
    said: Spoken

    @property
    def report(self) -> Path:
        """The signed report."""
        return self.folder / "report.pdf"

    @property
    def key(self) -> tuple[str | Path, ...]:
        """The options that sign with the sample's identity."""
        return ("--sign", self.folder / "signer.p12", "--passphrase-file", self.folder / "passphrase.txt")


@pytest.fixture(scope="session")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Journey:
    """One run of `demo`, in Chinese."""
    folder = tmp_path_factory.mktemp("demo")
    return Journey(folder, call("--lang", "zh", "demo", "--out", folder))
