"""What the person notes beside the answers of the open case: kept with the case, so that it goes where the case goes."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from models.assessment import AnswerId
from ui.filing import OpenDraft

if TYPE_CHECKING:
    from models.case import CaseNotes
    from models.sharing import CasePart
    from models.workspace import Workspace

    Beside = tuple[CaseNotes, CasePart | None]


def beside(workspace: "Workspace", case: str) -> "Beside":
    """Returns what is kept beside the answers of a case: notes, and the part of which it was made."""
    notes = workspace.notes(case)
    if not notes.is_part:
        return notes, None
    from reports.acts.sharing import received_part

    return notes, received_part(workspace, case)


class Notes:
    """The notes as they are on screen; each change is saved in the background, after the answers given before it."""

    def __init__(self, draft: OpenDraft) -> None:
        self._draft = draft
        self._kept: CaseNotes | None = None
        self.part: CasePart | None = None
        """What somebody sent, where the open case was made of it: nothing else is asked then."""

    def take(self, kept: "Beside") -> None:
        """Shows what is kept beside the case that was opened."""
        self._kept, self.part = kept

    @property
    def kept(self) -> "CaseNotes":
        """Of the open case; none before the first."""
        if self._kept is None:
            from models.case import CaseNotes

            self._kept = CaseNotes()
        return self._kept

    @property
    def later(self) -> frozenset[str]:
        """The cards that were put off."""
        return self.kept.later

    @property
    def confirmed(self) -> frozenset[AnswerId]:
        """The answers of the last version that were said to be still true."""
        return self.kept.confirmed

    def put_off(self, cards: frozenset[str]) -> None:
        """Notes which cards are left for later, in the place of those before."""
        assessment = self._draft.assessment
        if assessment is None or cards == self.later or not self._draft.editable:
            return
        self._kept = replace(self.kept, later=cards)
        case = assessment.case_number
        self._draft.in_workspace(lambda workspace: workspace.put_off(case, cards))

    def confirm(self, answers: Iterable[AnswerId], *, still_true: bool = True) -> None:
        """Notes that answers are still true, or withdraws that."""
        assessment = self._draft.assessment
        if assessment is None or not self._draft.editable:
            return
        noted: Collection[AnswerId] = frozenset(answers)
        kept = self.confirmed.union(noted) if still_true else self.confirmed.difference(noted)
        self._kept = replace(self.kept, confirmed=kept)
        case = assessment.case_number
        self._draft.in_workspace(lambda workspace: workspace.confirm(case, noted, still_true=still_true))
