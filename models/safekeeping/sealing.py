"""Whether a data folder is encrypted, and what became of it when that was changed."""

from dataclasses import dataclass
from pathlib import Path

from models.language import Sentence, counted, sentence


@dataclass(frozen=True, slots=True)
class SealState:
    """How a data folder is kept."""

    encrypted: bool
    locked: bool
    """Whether it is encrypted, and its key was not given in this program yet."""
    unfinished: bool = False
    """Whether turning the encryption on or off was interrupted; the next opening goes on with it."""


@dataclass(frozen=True, slots=True)
class Resealed:
    """What turning the encryption of a data folder on or off came to."""

    encrypted: bool
    files: int
    """How many were written anew."""
    left: tuple[str, ...] = ()
    """Files that stay as they were: damaged, or links."""
    elsewhere: Path | None = None
    """A second place that was not there: the copies in it are as they were."""

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """What was done, and what a person has to know or to do now."""
        if self.encrypted:
            done = counted(
                "The data folder is encrypted: {count} file was written anew, read back and compared.",
                "The data folder is encrypted: {count} files were written anew, read back and compared.",
                count=self.files,
            )
        else:
            done = counted(
                "The data folder is not encrypted any more: {count} file was written anew, read back and compared.",
                "The data folder is not encrypted any more: {count} files were written anew, read back and compared.",
                count=self.files,
            )
        lines = [done]
        if self.left:
            lines.append(
                counted(
                    "{count} file stays as it was: {names}",
                    "{count} files stay as they were: {names}",
                    count=len(self.left),
                    names=self.left[:20],
                )
            )
        if self.elsewhere is not None:
            lines.append(
                sentence(
                    "The second place {folder} is not there now: the copies in it stay as they were. Plug it in and choose it again, or delete them.",
                    folder=str(self.elsewhere),
                )
            )
        if self.encrypted:
            lines.append(
                sentence(
                    "Backups that you made elsewhere before are not encrypted, and a disk may keep traces of what was deleted: delete old backups, and encrypt the whole disk where that matters."
                )
            )
        return tuple(lines)
