"""Passphrases on the command line: from a file, from the environment, or asked for; never as a word of the command."""

import codecs
import getpass
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from models.errors import ApplicationError, WrongUsage
from models.files import read_bytes
from models.language import N_, Sentence, sentence
from ui.command_line.terminal import Terminal

VARIABLE = "ZHIJIE_PASSPHRASE"
_PASSPHRASE_LIMIT_MB = 1
Outcome = TypeVar("Outcome")


class NotAPassphrase(ApplicationError):
    """The passphrase file is empty or no UTF-8 text."""

    code = "not_a_passphrase"
    message = N_(
        "{name} holds no passphrase: its first line is empty or is not UTF-8 text. Nothing was signed; put the passphrase on the first line."
    )


class PassphraseMissing(ApplicationError):
    """Encrypted data, and neither a passphrase nor anybody to ask."""

    code = "passphrase_missing"
    message = N_(
        "{name} is encrypted. Nothing was read or changed; give --data-passphrase-file FILE, or set {variable} to the passphrase or the recovery key."
    )


def passphrase_in(path: Path) -> str:
    """Returns the passphrase on the first line of a file.

    Raises:
        NotAPassphrase: when the file holds none.
        UnreadableFile: when it cannot be read.
    """
    try:
        lines = _decoded(read_bytes(path, _PASSPHRASE_LIMIT_MB)).splitlines()
    except UnicodeDecodeError as error:
        raise NotAPassphrase(name=path.name) from error
    if not lines or not lines[0] or "\0" in lines[0]:
        raise NotAPassphrase(name=path.name)
    return lines[0]


def _decoded(data: bytes) -> str:
    """Returns a text as editors and shells of Windows leave it, too: UTF-8 or, with its mark, UTF-16."""
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if wide else "utf-8-sig")


def somebody_is_there() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin is not None and sys.stdin.isatty()


def asked_passphrase(question: Sentence, terminal: Terminal, *, twice: bool = False) -> str:
    """Asks for a passphrase.

    Args:
        question: whose it is, with a colon and a space at its end.
        terminal: for the language of the question.
        twice: asks again and compares, where a new one is made.

    Raises:
        WrongUsage: when the two answers differ.
    """
    answer = getpass.getpass(terminal.words(question))
    if twice and getpass.getpass(terminal.words(sentence("Repeat: "))) != answer:
        raise WrongUsage(problem=sentence("The two passphrases do not match."))
    return answer


def data_secret(name: str, terminal: Terminal, file: Path | None) -> str:
    """Returns passphrase or recovery key of encrypted data: from the file, from the environment, or asked for.

    Args:
        name: of the data folder or backup.
        terminal: for the question.
        file: with the passphrase on its first line; None where none was named.

    Raises:
        NotAPassphrase: when the file holds none.
        PassphraseMissing: when there is neither, nor anybody to ask.
    """
    if file is not None:
        return passphrase_in(file)
    given = os.environ.get(VARIABLE, "")
    if given:
        return given
    if not somebody_is_there():
        raise PassphraseMissing(name=name, variable=VARIABLE)
    return getpass.getpass(terminal.words(sentence("Passphrase or recovery key of {name}: ", name=name)))


def may_be_unlocked(folder: Path, file: Path | None) -> bool:
    """Returns whether a data folder is in clear or unlocked, or there is a passphrase or somebody to ask for it."""
    from models.workspace import sealing

    return not sealing.state_of(folder).locked or bool(file or os.environ.get(VARIABLE) or somebody_is_there())


def unlocked(folder: Path, terminal: Terminal, file: Path | None) -> Path:
    """Returns a data folder, unlocked where it is encrypted.

    Raises:
        PassphraseMissing: when it is encrypted, and there is neither a passphrase nor anybody to ask.
        StorageError: when the passphrase is wrong, or the key file cannot be read.
    """
    from models.workspace import sealing

    if sealing.state_of(folder).locked:
        sealing.unlock(folder, data_secret(folder.name, terminal, file))
    return folder


def with_copy_unlocked(path: Path, terminal: Terminal, file: Path | None, act: Callable[[], Outcome]) -> Outcome:
    """Runs what reads a backup; where that is encrypted under a key that is not known yet, asks for it and runs it again.

    Raises:
        PassphraseMissing: when there is neither a passphrase nor anybody to ask.
        StorageError: when the passphrase is wrong.
    """
    from models.workspace import DataLocked, sealing

    try:
        return act()
    except DataLocked:
        sealing.unlock_copy(path, data_secret(path.name, terminal, file))
        return act()
