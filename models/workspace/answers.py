"""The answers of a workspace's drafts: saved as they are given, with history, undo and redo."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from models.assessment import AnswerId, Value, composed_answer
from models.case import RECEIVED, WINDOW, CaseNotes, Change, ChangeKind, Comment, Saved
from models.workspace.core import Core


class Answers(Core):
    """Answers, history and comments. Every call is thread-safe; saves are written one after another."""

    def save_answer(self, case: str, answer: AnswerId, value: Value | None, typing: bool = False) -> Saved:
        """Saves one answer of a case's draft; returns only after it was committed to the disk.

        Args:
            case: the case's number.
            answer: the path of the answer.
            value: the new value; None takes the answer away.
            typing: whether this goes on from the last save, so that history and undo see one step.

        Raises:
            FrozenVersion: when the newest version is frozen: ask why, then `new_version`.
            DiskFull: when there is no room; the earlier answer is still there.
            UnstorableAnswer: when the value is too long or no finite number.
        """
        return self.save_answers(case, {answer: value}, typing)

    def save_answers(
        self,
        case: str,
        changes: Mapping[AnswerId, Value | None],
        typing: bool = False,
        unread: Mapping[AnswerId, str] = MappingProxyType({}),
        kind: ChangeKind = ChangeKind.EDIT,
    ) -> Saved:
        """Saves several answers as one step and one transaction: all of them or none. See `save_answer`.

        `unread` is what was typed and is not understood: it is kept as it was typed until the answer is given.
        `kind` is how the history calls the step.
        """
        with self._writing() as repository:
            version = repository.cases.version(case)
            composed_changes = {answer: composed_answer(value) for answer, value in changes.items()}
            return repository.answers.save(version, composed_changes, self._stamp(), typing, unread, kind)

    def unread(self, case: str) -> Mapping[AnswerId, str]:
        """Returns what was typed into a case's fields and not understood; none of it counts as an answer."""
        with self._reading() as repository:
            return repository.answers.unread(repository.cases.version(case).case_id)

    def notes(self, case: str) -> CaseNotes:
        """Returns which cards of a case were put off, and which answers of its newest version are said to be still true."""
        with self._reading() as repository:
            version = repository.cases.version(case)
            is_part = repository.preferences.setting(WINDOW + RECEIVED + case) is not None
            return CaseNotes(repository.notes.put_off(version), repository.notes.confirmed(version), is_part)

    def confirm(self, case: str, answers: Collection[AnswerId], *, still_true: bool = True) -> None:
        """Notes that answers taken over from the last version are still true in the draft, or withdraws that.

        Raises:
            FrozenVersion: when the newest version is frozen.
        """
        with self._writing() as repository:
            repository.notes.confirm(repository.cases.version(case), answers, still_true=still_true)

    def put_off(self, case: str, cards: Collection[str]) -> None:
        """Notes which cards of a case are left for later, in the place of those before."""
        with self._writing() as repository:
            repository.notes.keep_put_off(repository.cases.version(case), cards)

    def undo(self, case: str) -> Saved | None:
        """Takes the draft's last step back; None when there is none. The history keeps both.

        Raises:
            DamagedStep: when the history does not prove what was there before.
            FrozenVersion: when the newest version is frozen.
        """
        with self._writing() as repository:
            version = repository.cases.version(case)
            return repository.answers.undo(version, self._stamp())

    def redo(self, case: str) -> Saved | None:
        """Does the step again that was last taken back; None when there is none, or an answer was given since.

        Raises:
            DamagedStep: when the history does not prove what was taken back.
            FrozenVersion: when the newest version is frozen.
        """
        with self._writing() as repository:
            version = repository.cases.version(case)
            return repository.answers.redo(version, self._stamp())

    def history(self, case: str, answer: AnswerId | None = None, most: int = 1000) -> tuple[Change, ...]:
        """Returns who changed an answer when, from what to what, over all versions, newest first; all answers when none is named.

        Raises:
            UnknownCase: when the case is not here.
        """
        with self._reading() as repository:
            return repository.answers.history(repository.cases.version(case).case_id, answer, most)

    def explain(self, case: str, answer: AnswerId, why: str) -> bool:
        """Keeps a person's reason for the newest change of an answer in the draft; returns whether there is such a change.

        Raises:
            FrozenVersion: when the newest version is frozen.
        """
        with self._writing() as repository:
            return repository.answers.explain(repository.cases.version(case), answer, why)

    def comment(self, case: str, item: str, text: str) -> Comment:
        """Adds a remark on an answer, a condition or a group such as `scenarios.SC10`; frozen versions take remarks too."""
        with self._writing() as repository:
            version = repository.cases.version(case)
            return repository.answers.comment(version, item, text, self._stamp())

    def comments(self, case: str, item: str | None = None) -> tuple[Comment, ...]:
        """Returns the remarks on one item, or all, over all versions, oldest first."""
        with self._reading() as repository:
            return repository.answers.comments(repository.cases.version(case).case_id, item)
