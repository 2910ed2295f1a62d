"""Whatever is not verified gets a line with its reason."""

import re
from dataclasses import dataclass

from models.language import Sentence, sentence
from reports.verification.gathering.kind import FileKind, closed_reason

PDF_WITHIN = re.compile(rb"%PDF-1\.|(?:^|base64,\s?)JVBERi0xL", re.MULTILINE)
"""A PDF inside another file, as it is or as base64."""
_ENCRYPTED = re.compile(rb"-----BEGIN PGP MESSAGE-----|E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e")

SEARCHED = frozenset({FileKind.TEXT, FileKind.OTHER, FileKind.OUTLOOK})
"""Kinds whose content is looked through for a report."""


@dataclass(frozen=True, slots=True)
class LeftOutFile:
    """A file that gets no verdict."""

    name: str
    why: Sentence
    passed_over: bool = False
    """Whether it holds no report for sure: a system's own file, a photograph, a letter without attachments."""


BEHIND_A_PASSWORD = sentence("It is behind a password: ask the sender for it without one.")
HIDDEN_INSIDE = sentence("A PDF is hidden inside this file: save it as a file of its own and check that.")
NO_FILE_IN_LETTER = sentence("The letter carries no file.")
NOTHING_IN_ARCHIVE = sentence("The archive is empty.")


def not_opened(kind: FileKind, name: str, head: bytes, content: bytes | None) -> LeftOutFile:
    """Returns the line for a file that is neither verified nor opened.

    Args:
        kind: of the file, none that holds others.
        name: to be shown.
        head: its beginning.
        content: all of it; None where it is too large to be searched for a report.
    """
    if kind is FileKind.SYSTEM:
        return LeftOutFile(name, sentence("A file that the system or an office program keeps for itself."), True)
    if kind is FileKind.MEDIA:
        return LeftOutFile(name, sentence("A picture, sound or film; no report."), True)
    if kind is FileKind.KEY:
        return LeftOutFile(name, sentence("A signature, certificate or key; no report."), True)
    if kind is FileKind.EMPTY:
        return LeftOutFile(name, sentence("The file is empty."), True)
    if kind is FileKind.CLOSED:
        return LeftOutFile(name, closed_reason(head, name))
    if content is None:
        return LeftOutFile(name, sentence("The file is too large to be searched for a report."))
    if _ENCRYPTED.search(content):
        return LeftOutFile(name, BEHIND_A_PASSWORD)
    if PDF_WITHIN.search(content):
        return LeftOutFile(name, HIDDEN_INSIDE)
    if kind is FileKind.TEXT:
        return LeftOutFile(name, sentence("A text; no report."), True)
    if kind is FileKind.OUTLOOK:
        return LeftOutFile(name, sentence("An office document; no report is in it."), True)
    return LeftOutFile(name, sentence("A kind of file that is not known here, so it was not looked into."))
