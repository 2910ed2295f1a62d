"""Answers, the history of every change, undo and redo, comments."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, exists, insert, select, update

from models.assessment import AnswerId, AssessmentState, Value
from models.case import Change, ChangeKind, Comment, HistoryDoubt, Saved, Stamp
from models.storage.encoding import decode_time, decode_value, encode_time, encode_value, entry_proof, proof
from models.storage.errors import DamagedStep, FrozenVersion
from models.storage.repository.cases import VersionRow
from models.storage.tables import answers, attachments, cases, changes, comments, steps, unread, versions
from models.storage.upsert import upsert_all

_STEPS = frozenset({ChangeKind.EDIT, ChangeKind.RESTORE, ChangeKind.IMPORT})
"""What can be undone."""
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
"""Shown of a damaged entry whose time cannot be read."""
_TYPING_PAUSE = timedelta(seconds=30)
"""Typing that goes on within this time stays one step of undo."""


# Made once: putting a statement together takes SQLAlchemy longer than SQLite takes to run it, and an answer is
# saved with every pause of typing.
_DROP_UNDONE = (
    update(steps).where(steps.c.version_id == bindparam("of"), steps.c.standing == "undone").values(standing="dropped")
)
_PRESENT = select(answers.c.answer, answers.c.value).where(
    answers.c.version_id == bindparam("of"), answers.c.answer.in_(bindparam("wanted", expanding=True))
)
_INSERT_STEP = insert(steps).returning(steps.c.id)
_INSERT_CHANGE = insert(changes)
_TAKE = delete(answers).where(answers.c.version_id == bindparam("of"), answers.c.answer == bindparam("which"))
_TOUCH = (
    update(versions)
    .where(versions.c.id == bindparam("of"))
    .values(
        revision=versions.c.revision + 1,
        changed_at=bindparam("now"),
        # SQLite has no exclusive or: what either has, less what both have.
        answers_proof=versions.c.answers_proof.bitwise_or(bindparam("turned"))
        - versions.c.answers_proof.bitwise_and(bindparam("turned")),
    )
)
_ATTACHED = (
    update(attachments)
    .where(attachments.c.version_id == bindparam("of"), attachments.c.digest == bindparam("which"))
    .values(removed=bindparam("gone"))
)
_NAMED = select(
    exists().where(
        answers.c.version_id == bindparam("of"),
        answers.c.answer.endswith(".evidence"),
        answers.c.value.contains(bindparam("quoted")),
    )
)
_HAS_STEP = select(exists().where(steps.c.version_id == bindparam("of"), steps.c.standing == bindparam("as")))
_ENTRY = (
    select(
        *(steps.c.at, steps.c.who, steps.c.kind, steps.c.why, versions.c.number),
        *(changes.c.step_id, changes.c.answer, changes.c.old, changes.c.new, changes.c.proof),
    )
    .join(changes, changes.c.step_id == steps.c.id)
    .join(versions, versions.c.id == steps.c.version_id)
)
_ENTRIES = _ENTRY.where(versions.c.id == bindparam("of"), steps.c.id == bindparam("step"))
_BEFORE = (
    select(changes.c.new)
    .join(steps, steps.c.id == changes.c.step_id)
    .join(versions, versions.c.id == steps.c.version_id)
    .where(
        versions.c.case_id == bindparam("of"),
        changes.c.answer == bindparam("which"),
        steps.c.id < bindparam("step"),
    )
    .order_by(steps.c.id.desc())
    .limit(1)
)
_TAKEN_BACK = select(
    exists().where(
        changes.c.step_id == steps.c.id,
        changes.c.answer == bindparam("which"),
        changes.c.old.is_not_distinct_from(bindparam("text")),
        steps.c.version_id == bindparam("of"),
        steps.c.id > bindparam("step"),
        steps.c.kind == ChangeKind.UNDO.value,
    )
)


class StoredAnswers:
    """Answers and their history, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def save(
        self,
        version: VersionRow,
        new: Mapping[AnswerId, Value | None],
        stamp: Stamp,
        typing: bool = False,
        texts: Mapping[AnswerId, str] = MappingProxyType({}),
        kind: ChangeKind = ChangeKind.EDIT,
    ) -> Saved:
        """Writes answers of a draft as one step; what does not differ is left out.

        Args:
            version: the draft.
            new: the new values; None removes an answer.
            stamp: when, and the name or role that the history records.
            typing: whether this goes on from the last step, so that undo takes the typing back as a whole.
            texts: what was typed for answers and is not understood, as it was typed; what was kept so before goes with
                the answer's next value.
            kind: how the history calls the step: one of `_STEPS`.

        Raises:
            FrozenVersion: when the version is not a draft.
            UnstorableAnswer: when a value cannot be kept.
        """
        _refuse_frozen(version)
        self._keep_texts(version, new, texts)
        wanted = {answer: None if value is None else encode_value(answer, value) for answer, value in new.items()}
        present = self._present(version, list(wanted))
        differing = {answer: text for answer, text in wanted.items() if text != present.get(answer)}
        if differing:
            if not (typing and self._continue(version, differing, stamp)):
                self._connection.execute(_DROP_UNDONE, {"of": version.id})
                self._record(version, kind, present, differing, stamp)
            self._write(version, present, differing, stamp)
            # After a new step there is one to undo and none to redo: no need to look.
            return _saved(version, differing, stamp, can_undo=True, can_redo=False)
        return self._looked_up(version, differing, stamp)

    def undo(self, version: VersionRow, stamp: Stamp) -> Saved | None:
        """Takes the last step back; None when there is none.

        Raises:
            DamagedStep: when the history does not prove what was there before.
            FrozenVersion: when the version is not a draft.
        """
        return self._turn(version, ChangeKind.UNDO, stamp)

    def redo(self, version: VersionRow, stamp: Stamp) -> Saved | None:
        """Does the step again that was last taken back; None when there is none.

        Raises:
            DamagedStep: when the history does not prove what was taken back.
            FrozenVersion: when the version is not a draft.
        """
        return self._turn(version, ChangeKind.REDO, stamp)

    def _turn(self, version: VersionRow, kind: ChangeKind, stamp: Stamp) -> Saved | None:
        _refuse_frozen(version)
        back = kind is ChangeKind.UNDO
        now_standing, then_standing = ("done", "undone") if back else ("undone", "done")
        # Steps are undone from the newest and redone from the oldest of those undone.
        order = steps.c.id.desc() if back else steps.c.id.asc()
        step = self._connection.execute(
            select(steps.c.id)
            .where(steps.c.version_id == version.id, steps.c.standing == now_standing)
            .order_by(order)
            .limit(1)
        ).first()
        if step is None:
            return None
        rows = self._entries_of(version, step.id)
        target = {AnswerId(row.answer): row.old if back else row.new for row in rows}
        doubtful = sorted(
            row.answer
            for row in rows
            if not _is_as_saved(row)
            or not self._is_repeated(version, step.id, row.answer, target[AnswerId(row.answer)], back)
        )
        if doubtful:
            raise DamagedStep(case=version.case, answers=", ".join(doubtful))
        present = self._present(version, list(target))
        self._connection.execute(update(steps).where(steps.c.id == step.id).values(standing=then_standing))
        self._record(version, kind, present, target, stamp)
        self._write(version, present, target, stamp)
        self._keep_texts(version, target, {})
        return self._looked_up(version, target, stamp)

    def _is_repeated(self, version: VersionRow, step: int, answer: str, text: str | None, back: bool) -> bool:
        """Returns whether a second entry of the history repeats what a step brings back.

        An undo brings back what the change before left behind, a redo what an undo since then took away.
        """
        if back:
            before = self._connection.execute(_BEFORE, {"of": version.case_id, "which": answer, "step": step})
            return before.scalar() == text
        repeated = {"of": version.id, "which": answer, "step": step, "text": text}
        return bool(self._connection.execute(_TAKEN_BACK, repeated).scalar_one())

    def unread(self, case_id: int) -> dict[AnswerId, str]:
        """Returns what was typed for answers of a case and is not understood."""
        rows = self._connection.execute(select(unread.c.answer, unread.c.text).where(unread.c.case_id == case_id))
        return {AnswerId(row.answer): row.text for row in rows}

    def _keep_texts(self, version: VersionRow, new: Iterable[AnswerId], texts: Mapping[AnswerId, str]) -> None:
        gone = self.unread(version.case_id).keys() & (set(new) | texts.keys())
        for answer in gone:
            self._connection.execute(
                delete(unread).where(unread.c.case_id == version.case_id, unread.c.answer == answer)
            )
        for answer, text in texts.items():
            encode_value(answer, text)  # refuses what cannot be stored
            self._connection.execute(insert(unread).values(case_id=version.case_id, answer=answer, text=text))

    def _present(self, version: VersionRow, wanted: Sequence[AnswerId]) -> dict[AnswerId, str]:
        present: dict[AnswerId, str] = {}
        # SQLite takes a limited number of parameters in one statement.
        for start in range(0, len(wanted), 500):
            part = list(wanted[start : start + 500])
            for answer, value in self._connection.execute(_PRESENT, {"of": version.id, "wanted": part}):
                present[AnswerId(answer)] = value
        return present

    def _continue(self, version: VersionRow, new: Mapping[AnswerId, str | None], stamp: Stamp) -> bool:
        """Adds to the newest step instead of making one, where that is the same typing; returns whether it was."""
        last = self._connection.execute(
            select(steps).where(steps.c.version_id == version.id).order_by(steps.c.id.desc()).limit(1)
        ).first()
        if last is None or last.kind != ChangeKind.EDIT or last.standing != "done" or last.who != stamp.who:
            return False
        typed = self._entries_of(version, last.id)
        # What is damaged stays as it is, to be seen.
        if {row.answer for row in typed} != set(new) or not all(map(_is_as_saved, typed)):
            return False
        if stamp.at - decode_time(last.at) > _TYPING_PAUSE:
            return False
        self._connection.execute(update(steps).where(steps.c.id == last.id).values(at=encode_time(stamp.at)))
        self._rewrite(version, typed, {"at": encode_time(stamp.at)}, new)
        return True

    def _entries_of(self, version: VersionRow, step: int) -> Sequence[Row[*tuple[Any, ...]]]:
        return self._connection.execute(_ENTRIES, {"of": version.id, "step": step}).all()

    def _rewrite(
        self,
        version: VersionRow,
        rows: Iterable[Row[*tuple[Any, ...]]],
        step: Mapping[str, str],
        new: Mapping[AnswerId, str | None] = MappingProxyType({}),
    ) -> None:
        """Proves the entries of a step again after time, reason or new values changed; damaged ones stay unproven."""
        for row in filter(_is_as_saved, rows):
            text = new.get(AnswerId(row.answer), row.new)
            stamped = (step.get("at", row.at), row.who, row.kind, step.get("why", row.why))
            self._connection.execute(
                update(changes)
                .where(changes.c.step_id == row.step_id, changes.c.answer == row.answer)
                .values(new=text, proof=entry_proof(version.number, stamped, row.answer, row.old, text))
            )

    def _record(
        self,
        version: VersionRow,
        kind: ChangeKind,
        old: Mapping[AnswerId, str],
        new: Mapping[AnswerId, str | None],
        stamp: Stamp,
    ) -> None:
        # Only what a person did can be undone; undoing and redoing are written down for the history.
        standing = "done" if kind in _STEPS else "note"
        at = encode_time(stamp.at)
        values = {"version_id": version.id, "kind": kind, "standing": standing, "at": at, "who": stamp.who, "why": ""}
        step = self._connection.execute(_INSERT_STEP, values).scalar_one()
        self._connection.execute(
            _INSERT_CHANGE,
            [
                {
                    "step_id": step,
                    "answer": answer,
                    "old": old.get(answer),
                    "new": text,
                    "proof": entry_proof(version.number, (at, stamp.who, kind, ""), answer, old.get(answer), text),
                }
                for answer, text in new.items()
            ],
        )

    def _write(
        self,
        version: VersionRow,
        old: Mapping[AnswerId, str],
        new: Mapping[AnswerId, str | None],
        stamp: Stamp,
    ) -> None:
        given: list[dict[str, object]] = [
            {"version_id": version.id, "answer": answer, "value": text, "proof": proof(answer, text)}
            for answer, text in new.items()
            if text is not None
        ]
        upsert_all(self._connection, answers, ("version_id", "answer"), given)
        taken = [{"of": version.id, "which": answer} for answer, text in new.items() if text is None]
        if taken:
            self._connection.execute(_TAKE, taken)
        self._follow_evidence(version, old, new)
        turned = 0
        for answer, text in new.items():
            for stored in (old.get(answer), text):
                turned ^= 0 if stored is None else proof(answer, stored)
        self._connection.execute(_TOUCH, {"of": version.id, "now": encode_time(stamp.at), "turned": turned})

    def _follow_evidence(
        self, version: VersionRow, old: Mapping[AnswerId, str], new: Mapping[AnswerId, str | None]
    ) -> None:
        """Attaches what an answer now names, and takes off what no answer names any more; undo turns both round."""
        listed = [answer for answer in new if answer.endswith(".evidence")]
        if not listed:
            return
        before = {digest for answer in listed for digest in _entries(old.get(answer))}
        after = {digest for answer in listed for digest in _entries(new[answer])}
        for digest in after:
            self._connection.execute(_ATTACHED, {"of": version.id, "which": digest, "gone": 0})
        for digest in before - after:
            if not self._connection.execute(_NAMED, {"of": version.id, "quoted": f'"{digest}"'}).scalar_one():
                self._connection.execute(_ATTACHED, {"of": version.id, "which": digest, "gone": 1})

    def _looked_up(self, version: VersionRow, new: Mapping[AnswerId, str | None], stamp: Stamp) -> Saved:
        can = [
            self._connection.execute(_HAS_STEP, {"of": version.id, "as": standing}).scalar_one()
            for standing in ("done", "undone")
        ]
        return _saved(version, new, stamp, can_undo=can[0], can_redo=can[1])

    def history(self, case_id: int, answer: AnswerId | None, most: int) -> tuple[Change, ...]:
        """Returns the changes of one answer, or of all, over all versions of a case, newest first.

        Each entry is proven by itself. Each of a version begins where the one before it ended, and the newest ends in
        the answer that stands; where two do not fit though both are proven, something between them is gone.
        """
        query = _ENTRY.where(versions.c.case_id == case_id).order_by(steps.c.id.desc(), changes.c.answer).limit(most)
        standing = (
            select(versions.c.number, answers.c.answer, answers.c.value)
            .join(versions, versions.c.id == answers.c.version_id)
            .where(versions.c.case_id == case_id)
        )
        if answer is not None:
            query = query.where(changes.c.answer == answer)
            standing = standing.where(answers.c.answer == answer)
        rows = self._connection.execute(query).all()
        follows = {(row.number, row.answer): (-1, row.value) for row in self._connection.execute(standing)}
        doubts = {place: HistoryDoubt.ALTERED for place, row in enumerate(rows) if not _is_as_saved(row)}
        for place, row in enumerate(rows):
            after, begins = follows.get((row.number, row.answer), (-1, None))
            if row.new != begins and HistoryDoubt.ALTERED not in (doubts.get(after), doubts.get(place)):
                doubts |= dict.fromkeys((after, place), HistoryDoubt.GAP)
            follows[row.number, row.answer] = place, row.old
        return tuple(_change(row, doubts.get(place)) for place, row in enumerate(rows))

    def explain(self, version: VersionRow, answer: AnswerId, why: str) -> bool:
        """Keeps the reason for the newest change of an answer in a draft; returns whether there is such a change.

        Raises:
            FrozenVersion: when the version is not a draft.
        """
        _refuse_frozen(version)
        step = self._connection.execute(
            select(steps.c.id)
            .join(changes, changes.c.step_id == steps.c.id)
            .where(steps.c.version_id == version.id, changes.c.answer == answer)
            .order_by(steps.c.id.desc())
            .limit(1)
        ).scalar()
        if step is not None:
            entries = self._entries_of(version, step)
            self._connection.execute(update(steps).where(steps.c.id == step).values(why=why))
            self._rewrite(version, entries, {"why": why})
        return step is not None

    def comment(self, version: VersionRow, item: str, text: str, stamp: Stamp) -> Comment:
        """Adds a remark on one item."""
        at = encode_time(stamp.at)
        self._connection.execute(
            insert(comments).values(
                version_id=version.id,
                item=item,
                text=text,
                at=at,
                who=stamp.who,
                proof=entry_proof(version.number, (at, stamp.who), item, text),
            )
        )
        return Comment(stamp.at, stamp.who, version.number, item, text)

    def comments(self, case_id: int, item: str | None) -> tuple[Comment, ...]:
        """Returns the remarks on one item, or all, over all versions of a case, oldest first."""
        query = (
            select(comments, versions.c.number)
            .join(versions, versions.c.id == comments.c.version_id)
            .join(cases, cases.c.id == versions.c.case_id)
            .where(cases.c.id == case_id)
            .order_by(comments.c.id)
        )
        if item is not None:
            query = query.where(comments.c.item == item)
        return tuple(
            Comment(
                *(_time(row.at), row.who, row.number, row.item, row.text),
                sound=row.proof == entry_proof(row.number, (row.at, row.who), row.item, row.text),
            )
            for row in self._connection.execute(query)
        )


def _refuse_frozen(version: VersionRow) -> None:
    if version.state is AssessmentState.FROZEN:
        raise FrozenVersion(case=version.case, version=version.number)


def _saved(
    version: VersionRow, new: Mapping[AnswerId, str | None], stamp: Stamp, *, can_undo: bool, can_redo: bool
) -> Saved:
    return Saved(
        at=stamp.at,
        case_number=version.case,
        version=version.number,
        changes=MappingProxyType(
            {answer: None if text is None else decode_value(text) for answer, text in new.items()}
        ),
        can_undo=can_undo,
        can_redo=can_redo,
    )


def _entries(text: str | None) -> tuple[str, ...]:
    value = None if text is None else decode_value(text)
    return value if isinstance(value, tuple) else ()


def _is_as_saved(row: Row[*tuple[Any, ...]]) -> bool:
    """Whether an entry of the history, with what is shown of its step, is what the program wrote."""
    stamped = (row.at, row.who, row.kind, row.why)
    return bool(row.proof == entry_proof(row.number, stamped, row.answer, row.old, row.new))


def _time(text: str) -> datetime:
    try:
        at = decode_time(text)
    except ValueError:
        return _NO_TIME
    return at if at.tzinfo is not None else _NO_TIME


def _change(row: Row[*tuple[Any, ...]], doubt: HistoryDoubt | None) -> Change:
    values: list[Value | None] = []
    for text in (row.old, row.new):
        try:
            values.append(None if text is None else decode_value(text))
        except (ValueError, ArithmeticError, LookupError, TypeError):
            values.append(None)
            doubt = HistoryDoubt.ALTERED
    return Change(
        at=_time(row.at),
        who=row.who,
        kind=ChangeKind(row.kind) if row.kind in set(ChangeKind) else ChangeKind.EDIT,
        version=row.number,
        answer=AnswerId(row.answer),
        old=values[0],
        new=values[1],
        why=row.why,
        doubt=doubt,
    )
