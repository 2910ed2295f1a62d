"""Values: copies of a person's data, and what was found in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from models import counts
from models.assessment import AnswerId
from models.language import N_, Language, Sentence, Text, counted, sentence, translate


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was written, read back and compared."""

    path: Path
    size_bytes: int
    files: int
    """Evidence and reports in it."""
    left_out: tuple[str, ...]
    """Stored files that were damaged already, and files under names that no backup carries: they are not in it."""


@dataclass(frozen=True, slots=True)
class SecondPlace:
    """A folder on a stick or another disk where the program's own copies are made once more."""

    folder: Path
    chosen_at: datetime
    copied_at: datetime | None
    """When the last copy was made there, or found to be the same; None before the first."""
    is_there: bool
    """Whether the stick is plugged in, the disk mounted."""

    def is_overdue(self, now: datetime) -> bool:
        """Whether no copy was made there for a week, however the clock was turned since."""
        return abs(now - (self.copied_at or self.chosen_at)) > _WEEK

    @property
    def reminder(self) -> Sentence:
        """What to tell the person when it is overdue."""
        return sentence(
            "The second place for copies, {folder}, was not there for a week. Your data is safe on this computer; plug it in, or choose another place under Settings, Backup.",
            folder=str(self.folder),
        )


@dataclass(frozen=True, slots=True)
class OwnCopies:
    """The copies that the program keeps by itself."""

    count: int
    newest_at: datetime | None
    """By the clock of then; None before the first."""
    second: SecondPlace | None


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


_WEEK = timedelta(days=7)


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
    from_copy: int = 0
    """Entries that were lost in the file and taken from a copy."""
    copy: str = ""
    """Name of the copy with which gaps were filled; empty where there was none."""

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """What was saved and what was lost, for the person, a line each."""
        facts = {
            "answers": counts.answers(self.answers),
            "cases": counts.cases(self.cases),
            "history": self.from_history,
        }
        if self.unproven:
            doubtful = "; ".join(
                f"{each.case_number} ({each.version}): {', '.join(each.answers) or '?'}" for each in self.unproven
            )
            first = sentence(
                "Read from the damaged file: {answers} in {cases}, {history} of them from the history. Some answers may be missing or older; compare these with a copy: {doubtful}",
                **facts,
                doubtful=doubtful,
            )
        else:
            first = sentence(
                "Read from the damaged file: {answers} in {cases}, {history} of them from the history. Every answer is proven to be as it was saved.",
                **facts,
            )
        lines = [first]
        if self.from_copy:
            lines.append(
                counted(
                    "{count} entry that could not be read was filled in from the copy {copy}.",
                    "{count} entries that could not be read were filled in from the copy {copy}.",
                    count=self.from_copy,
                    copy=self.copy,
                )
            )
        parts = self.lost_parts
        if parts:
            lines.append(
                sentence("Entries changed since that copy may be lost in: {parts}.", parts=parts)
                if self.copy
                else sentence("Entries may be lost in: {parts}.", parts=parts)
            )
        return tuple(lines)

    @property
    def lost_parts(self) -> tuple[Sentence, ...]:
        """The parts of the data, besides the answers, of which something may be lost."""
        words = dict.fromkeys(_PART_WORDS[name] for name in self.broken if name in _PART_WORDS)
        return tuple(sentence(each) for each in words)

    @property
    def is_whole(self) -> bool:
        """Whether nothing was lost."""
        return not self.unproven and not self.lost_parts


_HISTORY, _PAPERS, _PLANS = N_("the history"), N_("reports and replies"), N_("plans and prices")
_EVIDENCE, _OTHER, _CASES = N_("the list of evidence"), N_("settings and notes"), N_("the list of cases")
_INBOX = N_("the inbox")
_PART_WORDS: Mapping[str, str] = {
    "steps": _HISTORY, "changes": _HISTORY, "comments": N_("remarks"), "reports": _PAPERS, "replies": _PAPERS,
    "findings": _PAPERS, "plan_limits": _PLANS, "plans": _PLANS, "quotes": _PLANS, "done_steps": _PLANS,
    "evidence": _EVIDENCE, "attachments": _EVIDENCE, "settings": _OTHER, "unread": _OTHER,
    "confirmed": _OTHER, "put_off": _OTHER,
    "cases": _CASES, "versions": _CASES, "papers": _INBOX, "dossiers": _INBOX, "factories": _INBOX, "stages": _INBOX,
    "review_items": _INBOX, "decisions": _INBOX, "finding_answers": _INBOX, "sightings": _INBOX,
}  # fmt: skip
"""By table, where loss is not told answer by answer."""


class RecoveryWay(StrEnum):
    """How a data folder was recovered."""

    SOUND = "sound"
    """Nothing was wrong with the database."""
    SALVAGED = "salvaged"
    """Everything that can still be read was read, and gaps were filled from a copy."""
    COPY = "copy"
    """Another state took its place whole."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """What a recovery did."""

    way: RecoveryWay
    salvage: Salvage | None = None
    """Where it was read row by row."""
    state: str = ""
    """Name of the state that took its place whole."""
    kept_in: str = ""
    """Name of the subfolder with what lay there before."""
    repaired_files: tuple[str, ...] = ()
    """Evidence, papers and lists that are whole again, by their names in the folder."""
    lost_files: tuple[str, ...] = ()
    """Evidence and papers that are missing or altered and in no copy, by their names."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing was lost, as far as can be known."""
        known = self.way is RecoveryWay.SOUND or (self.salvage is not None and self.salvage.is_whole)
        return known and not self.lost_files

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """What was done and lost, a line each."""
        lines: list[Sentence] = []
        if self.salvage is not None:
            lines += self.salvage.sentences
        elif self.way is RecoveryWay.COPY:
            lines.append(
                sentence(
                    "Nothing of the database could be used, so {name} took its place; what changed since then is lost.",
                    name=self.state,
                )
            )
        else:
            lines.append(sentence("The database is sound; nothing had to be recovered."))
        if self.repaired_files:
            lines.append(sentence("Repaired from copies: {files}", files=counts.files(len(self.repaired_files))))
        if self.lost_files:
            lines.append(sentence("Missing or altered and in no copy: {names}", names=self.lost_files))
        if self.kept_in:
            lines.append(sentence("What was here before is kept in {folder}.", folder=self.kept_in))
        return tuple(lines)


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
