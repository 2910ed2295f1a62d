"""Values: a case as it is kept and listed, its versions, the history of its answers, its papers."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from models.assessment import AnswerId, AssessmentState, Value
from models.language import N_, Language, Sentence, sentence, translate

if TYPE_CHECKING:
    from models.rulebook import TierId

PLAN_TEXTS = "plan-texts."
"""Begins the name under which what is typed for the plan of a case is kept; the case number follows."""
WINDOW = "ui."
"""Before the key of every small text that the window keeps."""
RECEIVED = "part."
"""Under this and the number of a colleague's case the part is kept as it was received."""
REPORT_CHOICES = "report/"
"""Under this and the number of a case it is kept how its report is to look."""


def settings_of_case(number: str) -> tuple[str, ...]:
    """Returns the keys of all settings that belong to one case: they come, go and are restored with it."""
    return (PLAN_TEXTS + number, WINDOW + RECEIVED + number, WINDOW + REPORT_CHOICES + number)


def new_case_id() -> str:
    """Returns 128 random bits, hexadecimal: what a case is known by, or its secret."""
    return os.urandom(16).hex()


@dataclass(frozen=True, slots=True)
class Stamp:
    """When something was done, and who did it."""

    at: datetime
    who: str
    """The name or role that the person chose in the program, never the system login."""


class ChangeKind(StrEnum):
    """How an answer came to change."""

    EDIT = "edit"
    RESTORE = "restore"
    """An earlier answer was fetched from the history."""
    IMPORT = "import"
    """Taken over from a file."""
    UNDO = "undo"
    REDO = "redo"
    MEND = "mend"
    """The program itself set damaged answers right."""

    def text(self, language: Language) -> str:
        """Returns the word shown in the history."""
        return translate(_CHANGE_WORDS[self], language)


_CHANGE_WORDS: Mapping[ChangeKind, str] = {
    ChangeKind.EDIT: N_("edited"),
    ChangeKind.RESTORE: N_("restored"),
    ChangeKind.IMPORT: N_("taken from a file"),
    ChangeKind.UNDO: N_("undone"),
    ChangeKind.REDO: N_("redone"),
    ChangeKind.MEND: N_("mended after damage"),
}


class WaitsFor(StrEnum):
    """The next thing that has to happen to a case."""

    ANSWERS = "answers"
    FREEZE = "freeze"
    REPORT = "report"
    REPLY = "reply"
    NEXT_VERSION = "next_version"

    def text(self, language: Language) -> str:
        """Returns the words shown beside the case in the list."""
        return translate(_WAITING_WORDS[self], language)


_WAITING_WORDS: Mapping[WaitsFor, str] = {
    WaitsFor.ANSWERS: N_("answers to fill in"),
    WaitsFor.FREEZE: N_("check and freeze"),
    WaitsFor.REPORT: N_("make and sign the report"),
    WaitsFor.REPLY: N_("the assessor's reply"),
    WaitsFor.NEXT_VERSION: N_("reply read; begin a new version if something changes"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the evaluator said of a version, as far as the list of cases shows it."""

    reached: "TierId | None"
    possible: "TierId | None"
    answered: int
    """Cards (a scenario, a requirement, a subdomain) whose first deciding question has an answer."""
    asked: int
    """All cards of the rulebook that ask something the evaluator reads."""


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """One row of the list of cases: the case and its newest version."""

    number: str
    enterprise: str
    """Name of the enterprise; empty when not given yet."""
    factory: str
    """Name of the factory; empty when not given yet."""
    version: int
    state: AssessmentState
    rulebook: str
    overlays: tuple[str, ...]
    outcome: Outcome | None
    """None when the case's rulebook is not installed here."""
    changed_at: datetime
    waits_for: WaitsFor
    trashed_at: datetime | None = None

    @property
    def progress_share(self) -> float:
        """Share of the deciding cards that are answered, 0 to 1."""
        return self.outcome.answered / self.outcome.asked if self.outcome and self.outcome.asked else 0.0


@dataclass(frozen=True, slots=True)
class VersionSummary:
    """One version of a case."""

    number: int
    state: AssessmentState
    rulebook: str
    overlays: tuple[str, ...]
    begun_at: datetime
    begun_by: str
    why: str
    """Why this version was begun; empty for the first."""
    changed_at: datetime
    frozen_at: datetime | None
    frozen_by: str
    frozen_why: str


@dataclass(frozen=True, slots=True)
class CaseNotes:
    """What the person noted beside the answers of a case; none of it is an answer."""

    later: frozenset[str] = frozenset()
    """The cards that were put off."""
    confirmed: frozenset[AnswerId] = frozenset()
    """The answers taken over from the last version that were said to be still true in the newest one."""
    is_part: bool = False
    """Whether the case was made of a part that somebody sent."""


@dataclass(frozen=True, slots=True)
class Saved:
    """Proof that a change is on the disk: made only after the transaction was committed."""

    at: datetime
    case_number: str
    version: int
    changes: Mapping[AnswerId, Value | None]
    """The answers that really changed, with their new values; None was taken away. Empty when nothing differed."""
    can_undo: bool
    can_redo: bool


class HistoryDoubt(StrEnum):
    """Why an entry of the history is not to be relied on: what is in the database is not what the program saved."""

    ALTERED = "altered"
    """Its time, name, reason or values are not those that were saved."""
    GAP = "gap"
    """It does not fit the entry beside it or the answer as it stands: something between them is gone."""

    @property
    def sentence(self) -> Sentence:
        """What is wrong with the entry, for the person."""
        return sentence(_DOUBTS[self])


_DOUBTS: Mapping[HistoryDoubt, str] = {
    HistoryDoubt.ALTERED: N_(
        "This entry is not as it was saved: its time, name, reason or values were changed or damaged on the disk. Do not rely on it; a copy from before has it as it was."
    ),
    HistoryDoubt.GAP: N_(
        "Between this entry and the one beside it, or the answer as it stands, something is missing: it was removed or damaged on the disk."
    ),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the history of an answer."""

    at: datetime
    who: str
    """The name or role that the person chose in the program, never the system login."""
    kind: ChangeKind
    version: int
    answer: AnswerId
    old: Value | None
    new: Value | None
    why: str = ""
    """The reason in the person's own words; empty where nobody gave one."""
    doubt: HistoryDoubt | None = None
    """Why it is not to be relied on; None where it is as it was saved and fits the entry beside it."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark of somebody in the factory on one item."""

    at: datetime
    who: str
    version: int
    item: str
    """Answer id, condition id or a group such as `scenarios.SC10`."""
    text: str
    sound: bool = True
    """False where its time, name or text is not what was saved: it was changed or damaged on the disk."""


class ReportKind(StrEnum):
    """Which of our signed files."""

    REPORT = "report"
    REPLY = "reply"


@dataclass(frozen=True, slots=True)
class KeptReport:
    """A report or reply whose bytes are in the data folder."""

    digest: str
    """SHA-256 of the bytes, hexadecimal."""
    base_digest: str
    """SHA-256 of its certified first revision, by which it is known; the same for its countersigned copies."""
    kind: ReportKind
    case_number: str
    version: int
    name: str
    signer: str
    """Name and organisation of whoever signed it first; empty where nobody looked."""
    size_bytes: int
    kept_at: datetime
    verdict: str
    """Last verdict of verification: `valid`, `untrusted`, `changed`, `unverifiable`; empty when never verified here."""
    verdict_at: datetime | None
