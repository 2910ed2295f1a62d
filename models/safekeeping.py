"""Values: copies of a person's data, and what was found in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from models import counts
from models.assessment import AnswerId
from models.language import N_, Language, Sentence, counted, sentence, translate


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was written, read back and compared."""

    path: Path
    size_bytes: int
    files: int
    """Evidence and reports in it."""
    left_out: tuple[str, ...]
    """Digests of stored files that were damaged already and are therefore not in it."""


class Origin(StrEnum):
    """Where a state of the data was found."""

    DATABASE = "database"
    CONFLICT = "conflict"
    BACKUP = "backup"
    SET_ASIDE = "set_aside"

    def text(self, language: Language) -> str:
        """Returns the words by which a person knows it."""
        return translate(_ORIGIN_WORDS[self], language)


_ORIGIN_WORDS: Mapping[Origin, str] = {
    Origin.DATABASE: N_("the database in its place"),
    Origin.CONFLICT: N_("a copy under another name"),
    Origin.BACKUP: N_("a copy that Zhijie made"),
    Origin.SET_ASIDE: N_("set aside earlier"),
}


@dataclass(frozen=True, slots=True)
class DataState:
    """One state of the data with which the program could go on."""

    path: Path
    origin: Origin
    with_log: bool
    """Whether the log beside the file is part of it."""
    is_sound: bool
    cases: int = 0
    """Cases that are not in the trash; 0 where it cannot be read."""
    answers: int = 0
    """Answers in the newest version of every case."""
    changed_at: datetime | None = None
    """When the last of its versions was changed; None where there is none or it cannot be read."""


@dataclass(frozen=True, slots=True)
class Unproven:
    """A version whose answers are not proven to be all there and as they were."""

    case_number: str
    version: int
    answers: tuple[AnswerId, ...]
    """Those of which history and table say different things; empty where nothing tells which are missing."""


@dataclass(frozen=True, slots=True)
class Salvage:
    """What was read of a damaged database, row by row."""

    cases: int
    answers: int
    """Over all versions."""
    from_history: int
    """How many of them were lost in their own table and taken from the history."""
    unproven: tuple[Unproven, ...]
    broken: tuple[str, ...]
    """Tables of which some rows cannot be read."""

    @property
    def sentence(self) -> Sentence:
        """What was saved and what was lost, for the person."""
        facts = {
            "answers": counts.answers(self.answers),
            "cases": counts.cases(self.cases),
            "history": self.from_history,
        }
        if not self.unproven:
            return sentence(
                "Read from the damaged file: {answers} in {cases}, {history} of them from the history. Every answer is proven to be as it was saved.",
                **facts,
            )
        doubtful = "; ".join(
            f"{each.case_number} ({each.version}): {', '.join(each.answers) or '?'}" for each in self.unproven
        )
        return sentence(
            "Read from the damaged file: {answers} in {cases}, {history} of them from the history. Some answers may be missing or older; compare these with a copy: {doubtful}",
            **facts,
            doubtful=doubtful,
        )


@dataclass(frozen=True, slots=True)
class Mended:
    """What became of answers that were damaged."""

    restored: tuple[AnswerId, ...]
    """Taken from the history, and proven to be as they were saved."""
    unanswered: tuple[AnswerId, ...]
    """Not proven: they count as not given, and the history keeps what it knows of them."""

    @property
    def sentence(self) -> Sentence:
        """What was done, for the person."""
        if not self.unanswered:
            return counted(
                "{count} answer was brought back from the history and is proven to be as you gave it.",
                "{count} answers were brought back from the history and are proven to be as you gave them.",
                count=len(self.restored),
            )
        return sentence(
            "Not proven, and now not answered: {answers}. The history of each shows what is known of it; please give them again.",
            answers=", ".join(self.unanswered),
        )
