"""What to check before signing: contradictions, what is not sure yet, missing evidence, open questions."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.assessment import AnswerId, Evidence
from models.digital_level.filling import certainty_of, filled_in
from models.document import CREDIT_CODE
from models.evaluation import Evaluation, Status
from models.language import N_
from models.packs.digital_level import shipped_scheme
from models.rulebook import Severity
from models.spelling.credit_code import is_valid
from reports.typeface import UNDRAWN, not_drawn
from ui.language import tr, words
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, Picture, clear, label, row
from ui.widgets.fold import Fold
from ui.wizard.outline import CardState, outline
from ui.words.subjects import answer_name


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the list."""

    good: bool
    text: str
    places: tuple[tuple[str, AnswerId], ...] = ()
    """What to look at: words and answer, the first few."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a version beside its answers."""

    unsound: tuple[Evidence, ...] = ()
    """Evidence whose file is gone, changed or damaged."""
    later: frozenset[str] = frozenset()
    """The cards that were put off."""
    unread: tuple[AnswerId, ...] = ()
    """The answers for which something is typed that is not understood."""


NOTHING_MORE = Kept()


def checks(evaluation: Evaluation, kept: Kept = NOTHING_MORE) -> tuple[Check, ...]:
    """Returns the lines of the list in the window's language, what is wrong first.

    Args:
        evaluation: of the answers.
        kept: what is known beside them.
    """
    assessment, rulebook = evaluation.assessment, evaluation.rulebook
    hard = [contradiction for contradiction in evaluation.contradictions if contradiction.severity is not Severity.NOTE]
    guesses = [
        AnswerId(answer)
        for answer, value in assessment.answers.items()
        if answer.endswith(".certainty") and value == "guess"
    ]
    bare = [
        condition
        for result in evaluation.tiers
        for condition in result.conditions
        if condition.status is Status.MET and not condition.proven and condition.answers
    ]
    open_ones = list(
        dict.fromkeys(
            answer
            for result in evaluation.tiers[:2]
            for condition in result.conditions
            if condition.status is Status.UNKNOWN
            for answer in condition.answers
        )
    )
    lines = (
        Check(
            not hard,
            tr("Contradictory answers: {count}", count=len(hard)),
            tuple(
                (words(contradiction.sentence), contradiction.answers[0])
                for contradiction in hard[:4]
                if contradiction.answers
            ),
        ),
        Check(
            not guesses,
            tr("Answers marked as a guess: {count}", count=len(guesses)),
            tuple((answer_name(rulebook, answer), answer) for answer in guesses[:4]),
        ),
        Check(
            not bare,
            tr("Met conditions without evidence: {count}", count=len(bare)),
            tuple((words(condition.condition.text), condition.answers[0]) for condition in bare[:4]),
        ),
        Check(
            not open_ones,
            tr("Open questions of the first two tiers: {count}", count=len(open_ones)),
            tuple((answer_name(rulebook, answer), answer) for answer in open_ones[:4]),
        ),
    )
    sometimes = (
        *_unsound_checks(evaluation, kept.unsound),
        *_undrawn_check(evaluation),
        *_unsettled_checks(evaluation, kept),
    )
    return tuple(sorted((*sometimes, *lines), key=lambda line: line.good))


def _unsettled_checks(evaluation: Evaluation, kept: Kept) -> tuple[Check, ...]:
    """Returns the lines about what is not settled and not called a guess; each only where there is something."""
    assessment, rulebook = evaluation.assessment, evaluation.rulebook
    cards = [card for section in outline(rulebook) for card in section.cards]
    put_off = [card.main[0].id for card in cards if card.state(assessment, kept.later) is CardState.LATER]
    # The scheme is read only where something may come from it.
    filled = filled_in(assessment, shipped_scheme()) if assessment.below("digital_level") else ()
    unconfirmed = [each.answer for each in filled if certainty_of(each.answer, rulebook) is None]
    asked = [card.certainty.id for card in cards if card.certainty and card.standing(assessment) == "ask"]
    unexplained = [
        card.reason.id
        for card in cards
        if card.reason and not card.applies(assessment) and assessment.get(card.reason.id) is None
    ]
    code = assessment.get(CREDIT_CODE)
    mistyped = [CREDIT_CODE] if code is not None and not is_valid(str(code)) else []
    return (
        *_expired_check(evaluation),
        *_answers_check(evaluation, N_("The credit code is not one, or is mistyped: {count}"), mistyped),
        *_answers_check(evaluation, N_("Somebody is still to be asked: {count}"), asked),
        *_answers_check(evaluation, N_("“Not applicable” without a reason: {count}"), unexplained),
        *_answers_check(evaluation, N_("Cards left for later: {count}"), put_off),
        *_answers_check(evaluation, N_("Answers taken from the digital level and not confirmed: {count}"), unconfirmed),
        *_answers_check(evaluation, N_("Typed, but not understood and so not counted: {count}"), kept.unread),
    )


def _answers_check(evaluation: Evaluation, text: str, answers: Collection[AnswerId]) -> tuple[Check, ...]:
    """Returns a line about answers with a way to the first of them; none where there is no answer."""
    if not answers:
        return ()
    places = tuple((answer_name(evaluation.rulebook, answer), answer) for answer in tuple(answers)[:4])
    return (Check(False, tr(text, count=len(answers)), places),)


def _undrawn_check(evaluation: Evaluation) -> tuple[Check, ...]:
    """Returns the line about characters that no typeface has, with the answers that contain them; usually none."""
    places = [
        (answer_name(evaluation.rulebook, answer), answer, missing)
        for answer, value in evaluation.assessment.answers.items()
        if (missing := not_drawn(str(value)))
    ]
    for item in evaluation.assessment.evidence.values():
        if missing := not_drawn(item.name):
            places += [(item.name, answer, missing) for answer in evaluation.assessment.answers_behind(item)[:1]]
    if not places:
        return ()
    characters = dict.fromkeys(character for _, _, missing in places for character in missing)
    text = tr(UNDRAWN, characters=" ".join(characters))
    return (Check(False, text, tuple((name, answer) for name, answer, _ in places[:4])),)


def _expired_check(evaluation: Evaluation) -> tuple[Check, ...]:
    """Returns the line about evidence that no longer holds, with an answer that rests on each; usually none."""
    expired = evaluation.assessment.expired(evaluation.day)
    if not expired:
        return ()
    places = tuple((item.name, evaluation.assessment.answers_behind(item)[0]) for item in expired[:4])
    return (Check(False, tr("Evidence that has expired: {count}", count=len(expired)), places),)


def _unsound_checks(evaluation: Evaluation, unsound: Sequence[Evidence]) -> tuple[Check, ...]:
    """Returns the line about evidence that is not on the disk as it was filed, with the answers that rest on it."""
    if not unsound:
        return ()
    places: list[tuple[str, AnswerId]] = []
    for item in unsound[:4]:
        places += [(item.name, answer) for answer in evaluation.assessment.answers_behind(item)[:1]]
    text = tr(
        "Evidence files that are missing or were changed on the disk: {names}",
        names=[item.name for item in unsound[:8]],
    )
    return (Check(False, text, tuple(places)),)


class Checklist(Card):
    """The list as a card. Nothing in it forbids signing: the report declares what is left."""

    def __init__(self, show_answer: Callable[[AnswerId], object]) -> None:
        super().__init__()
        self._show_answer = show_answer
        self._shown: tuple[Check, ...] | None = None
        self.first: Button | None = None
        """Leads to the first answer that the list names; None while it names none."""

    def show_evaluation(self, evaluation: Evaluation, kept: Kept) -> None:
        """Shows the list for this evaluation; lines that were unfolded stay so while the list is the same.

        Args:
            evaluation: of the answers.
            kept: what is known beside them.
        """
        lines = checks(evaluation, kept)
        if lines == self._shown:
            return
        self._shown = lines
        clear(self.column)
        self.first = None
        head = row(label(tr("Before you sign"), "heading"), 1)
        first = next((answer for line in lines for _, answer in line.places), None)
        if first is not None:
            self.first = Button(tr("Go to the first one"), on_click=partial(self._show_answer, first))
            head.addWidget(self.first)
        self.column.addLayout(head)
        for line in lines:
            mark = Picture("circle-check" if line.good else "triangle-alert", "good" if line.good else "unknown")
            if not line.places:
                line_row = row(mark, label(line.text))
                line_row.setStretch(1, 1)
                self.column.addLayout(line_row)
                continue
            fold = Fold(self._places(line), line.text)
            mark.setFixedHeight(fold.button.sizeHint().height())
            line_row = row(mark, fold)
            line_row.setStretch(1, 1)
            line_row.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
            self.column.addLayout(line_row)
        self.column.addWidget(
            label(tr("Nothing here prevents signing; whatever stays open is declared in the report."), "small")
        )

    def _places(self, line: Check) -> QWidget:
        """Links to what to look at."""
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(3 * GRID, 0, 0, 0)
        column.setSpacing(0)
        for text, answer in line.places:
            column.addWidget(Button(text, kind="link", on_click=partial(self._show_answer, answer)))
        return box
