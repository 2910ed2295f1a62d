"""What was found of damaged data, and how a folder or a case was recovered."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from models import counts
from models.assessment import AnswerId
from models.language import N_, Sentence, counted, sentence
from models.safekeeping.restoring import CAME_IN_CLEAR


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


_HISTORY = N_("the history")
_PAPERS = N_("reports and replies")
_PLANS = N_("plans and prices")
_EVIDENCE = N_("the list of evidence")
_OTHER = N_("settings and notes")
_CASES = N_("the list of cases")
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
    came_in_clear: bool = False
    """Whether the state that took its place was encrypted and this folder is not."""

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
        if self.came_in_clear:
            lines.append(CAME_IN_CLEAR)
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
