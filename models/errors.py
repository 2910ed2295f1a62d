"""Every error that a person or the machine may cause, each with a code and a sentence.

Anything else that is raised is a bug. A sentence says what happened, what is safe and what to do.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from models.language import N_, Language, Sentence

SEAL_BROKEN, SEAL_LOCKED = -1001, -1002
"""Numbers that no system uses: what the reading of encrypted files says in the way in which a disk says it."""
_REASONS = {
    SEAL_BROKEN: N_("the encrypted file was damaged or changed"),
    SEAL_LOCKED: N_("it is encrypted, and its data folder was not unlocked"),
    errno.ENOENT: N_("no such file or folder"),
    errno.EACCES: N_("permission denied"),
    errno.EPERM: N_("permission denied"),
    errno.EEXIST: N_("a file with that name already exists"),
    errno.EISDIR: N_("this is a folder"),
    errno.ENOTDIR: N_("part of the path is not a folder"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("the disk quota is exhausted"),
    errno.EFBIG: N_("the file is too large for this disk"),
    errno.EROFS: N_("the disk is read-only"),
    errno.ENODEV: N_("it is not an ordinary file"),
    errno.ENXIO: N_("it is not an ordinary file"),
    errno.EIO: N_("the disk reported an error"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.EMFILE: N_("too many files are open on this computer"),
    errno.ENFILE: N_("too many files are open on this computer"),
}
_NO_HANDLE = (errno.EMFILE, errno.ENFILE)


def reason(error: OSError) -> Sentence:
    """Returns why the machine refused, in words; its own text where we have none."""
    known = _REASONS.get(error.errno or 0)
    return Sentence(known or "{text}", {"text": error.strerror or str(error)})


class ApplicationError(Exception):
    """The person or the machine went wrong, not the program.

    Subclasses give `code` (stable, for other programs), `message` (English, translated when shown, its
    `{names}` filled from the facts) and, where it is not 2, the exit code of the command line.
    """

    code: ClassVar[str] = "error"
    message: ClassVar[str] = N_("Something went wrong, and nothing was changed. Please try again.")
    exit_code: ClassVar[int] = 2

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.text("en"))

    @property
    def sentence(self) -> Sentence:
        """The sentence for the person, in no language yet."""
        return Sentence(self.message, self.facts)

    def text(self, language: Language) -> str:
        """Returns the sentence in `language`."""
        return self.sentence.text(language)


class NoFileHandle(ApplicationError):
    """The system gives this program no further file, pipe or library."""

    code = "no_file_handle"
    message = N_(
        "This step was not done because too many files are open on this computer. Everything saved before is safe; close some programs and try again."
    )


def check_handles(failure: BaseException) -> None:
    """Raises the sentence for a failure that came of nothing but missing file handles; for any other does nothing.

    What the program loads only when it is needed fails as a file of the person's does, and a reader of strangers' files
    must not say of one that it is damaged when it was not read.

    Raises:
        NoFileHandle: when the system gave no further file.
    """
    seen: list[BaseException] = []
    cause: BaseException | None = failure
    while cause is not None and cause not in seen:
        refused = isinstance(cause, OSError) and cause.errno in _NO_HANDLE
        # Of a shared library the system says it in words alone.
        in_words = isinstance(cause, ImportError | RuntimeError) and any(
            os.strerror(number) in str(cause) for number in _NO_HANDLE
        )
        if refused or in_words or isinstance(cause, NoFileHandle):
            raise NoFileHandle from failure
        seen.append(cause)
        cause = cause.__cause__ or cause.__context__


@contextmanager
def handles_told() -> Iterator[None]:
    """Says of what runs inside, or of a function that it decorates, that file handles were missing, where that is why it failed.

    Raises:
        NoFileHandle: when the system gave no further file.
    """
    try:
        yield
    except ApplicationError:
        raise
    except Exception as failure:
        check_handles(failure)
        raise


class WrongUsage(ApplicationError):
    """The command line was called with words that it does not know."""

    code = "wrong_usage"
    message = N_("{problem} Nothing was done; see “python main.py --help”.")


class UnreadableFile(ApplicationError):
    """A file is missing, is a folder, or may not be read."""

    code = "unreadable_file"
    message = N_("{name} could not be read ({why}). Nothing was changed; check the name and the permissions.")


class UnwritableFile(ApplicationError):
    """A file could not be written: full disk, read-only folder, no permission."""

    code = "unwritable_file"
    message = N_(
        "{name} could not be written ({why}). Everything saved before is safe; free some space or choose another folder."
    )


class FileTooLarge(ApplicationError):
    """A file is larger than the program reads."""

    code = "file_too_large"
    message = N_(
        "{name} is larger than {limit_mb} MB and was not read. Nothing was changed; check that it is the right file."
    )


class InvalidDocument(ApplicationError):
    """An assessment document that is JSON but not a valid case."""

    code = "invalid_document"
    message = N_(
        "{name} is not a valid assessment document: {how_many}, the first: {first} Nothing was changed; correct the file and try again."
    )
    exit_code = 1


class NotADocument(ApplicationError):
    """A file that is not one of our JSON documents at all: no JSON, wrong encoding, endless nesting."""

    code = "not_a_document"
    message = N_("{name} is not an assessment document ({why}). Nothing was changed; choose a case exported by Zhijie.")


class DocumentFromTheFuture(ApplicationError):
    """A document whose format is newer than this program."""

    code = "document_from_the_future"
    message = N_(
        "{name} was written by a newer version (format {version}; this program reads up to {known}). It was not changed; please update Zhijie."
    )


class UnknownPack(ApplicationError):
    """A rulebook, overlay or catalogue that is not installed."""

    code = "unknown_pack"
    message = N_(
        "The rule or measure pack “{id}” is not installed here. Nothing was changed; add it from its file, or choose one of: {known}."
    )


class MisspeltPack(UnknownPack):
    """A pack that is not installed, while one with nearly the same name is."""

    message = N_(
        "The rule or measure pack “{id}” is not installed here; did you mean “{near}”? Nothing was changed; correct the name, or add the pack from its file."
    )


class UnknownEdition(UnknownPack):
    """Another edition of an installed pack than those that are here."""

    message = N_(
        "This was made with another edition of the pack “{id}” (digest {digest}), which is not installed here. Nothing was changed; add that edition from its file."
    )


class InvalidPack(ApplicationError):
    """A rulebook, overlay or catalogue file that breaks a rule of the format.

    Facts: `name` (file), `line` and `column` (1-based), `why` (a `Sentence`).
    """

    code = "invalid_pack"
    message = N_("{name}, line {line}, column {column}: {why} Nothing was installed; correct the file and try again.")
    exit_code = 1
