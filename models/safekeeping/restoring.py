"""What a copy holds beside what is here, and what became of it when it was put back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from models import counts
from models.assessment import AnswerId
from models.language import N_, Language, Sentence, Text, sentence, translate


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


CAME_IN_CLEAR = sentence(
    "The copy was encrypted and this data folder is not: what was restored is here in clear, readable by whoever uses this computer. You can encrypt the folder now: Settings, or “encrypt on”."
)
"""Said after a restore."""


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


class CaseFate(StrEnum):
    """What restoring a copy would do to one case."""

    ADDED = "added"
    """It is in the copy only."""
    GONE = "gone"
    """It is here only."""
    CHANGED = "changed"
    SAME = "same"

    def text(self, language: Language) -> str:
        """Returns the words shown before the case."""
        return translate(_FATE_WORDS[self], language)


_FATE_WORDS: Mapping[CaseFate, str] = {
    CaseFate.ADDED: N_("comes back"),
    CaseFate.GONE: N_("is not in the copy"),
    CaseFate.CHANGED: N_("differs"),
    CaseFate.SAME: N_("is the same"),
}


@dataclass(frozen=True, slots=True)
class CaseDifference:
    """One case, here and in a copy."""

    number: str
    case_id: str
    fate: CaseFate
    enterprise: str
    """Name of the enterprise, as in the copy where it is there; empty when not given."""
    answers: tuple[AnswerId, ...] = ()
    """Of the newest versions: those that differ, in order."""
    versions_here: int = 0
    versions_there: int = 0

    @property
    def sentence(self) -> Sentence:
        """The line about the case, for the person."""
        facts = {
            "case": self.number,
            "enterprise": self.enterprise or "–",
            "fate": Text(self.fate.text("zh"), self.fate.text("en")),
        }
        if self.fate is not CaseFate.CHANGED:
            return sentence("{case} ({enterprise}) {fate}", **facts)
        return sentence(
            "{case} ({enterprise}) {fate}: {answers}; versions here {here}, in the copy {there}",
            **facts,
            answers=counts.answers(len(self.answers)),
            here=self.versions_here,
            there=self.versions_there,
        )


@dataclass(frozen=True, slots=True)
class RestorePreview:
    """What restoring a copy would change; nothing was changed yet."""

    path: Path
    made_at: datetime | None
    """When the copy was made, by the clock of then; None where it does not say."""
    cases: tuple[CaseDifference, ...]
    """Those that differ first, then the same ones, by number."""
    added_files: int
    """Evidence and papers that are not here."""
    repaired_files: int
    """Evidence and papers that are here but altered, and whole in the copy."""
    lists: tuple[str, ...]
    """Lists and settings that are missing or damaged here and would come back, by file name."""
    letters: int
    """Waiting letters that would come back."""
    missing: tuple[str, ...] = ()
    """Files that the copy names and does not hold."""
    comes_in_clear: bool = False
    """Whether the copy is encrypted and this folder is not, so that what is restored would lie here in clear."""

    @property
    def changes_nothing(self) -> bool:
        """Whether what is here is what the copy holds."""
        same = all(case.fate is CaseFate.SAME for case in self.cases)
        return same and not (self.added_files or self.repaired_files or self.lists or self.letters)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """What would change, a line each."""
        if self.changes_nothing:
            return (sentence("What is here is the same as in {name}.", name=self.path.name),)
        lines = [case.sentence for case in self.cases if case.fate is not CaseFate.SAME]
        same = sum(case.fate is CaseFate.SAME for case in self.cases)
        if same:
            lines.append(sentence("The same here and in the copy: {cases}", cases=counts.cases(same)))
        if self.added_files:
            lines.append(sentence("Evidence and papers that come back: {files}", files=counts.files(self.added_files)))
        if self.repaired_files:
            lines.append(
                sentence(
                    "Altered evidence and papers that are repaired: {files}", files=counts.files(self.repaired_files)
                )
            )
        if self.lists:
            lines.append(sentence("Lists and settings that come back: {names}", names=self.lists))
        if self.letters:
            lines.append(sentence("Waiting e-mails that come back: {files}", files=counts.files(self.letters)))
        if self.missing:
            lines.append(sentence("Not in the copy any more: {files}", files=counts.files(len(self.missing))))
        if self.comes_in_clear:
            lines.append(
                sentence(
                    "The copy is encrypted and this data folder is not: what you restore will be here in clear, readable by whoever uses this computer. To keep it encrypted, encrypt this folder first."
                )
            )
        return tuple(lines)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done by a restore."""

    kept: Path
    """The copy of the database as it was before."""
    repaired_files: int
    """Altered evidence and papers that are whole again."""
    added_files: int
    lists: tuple[str, ...]
    """Lists and settings that were put back, by file name."""
    came_in_clear: bool = False
    """Whether the copy was encrypted and this folder is not, so that what was restored lies here in clear."""

    @property
    def warnings(self) -> tuple[Sentence, ...]:
        """What the person has to know of it."""
        return (CAME_IN_CLEAR,) if self.came_in_clear else ()
