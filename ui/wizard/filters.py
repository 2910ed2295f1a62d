"""Which cards are shown: all of them, or only those that are open, unproven, guessed, to be asked, changed or decisive."""

from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.assessment import Assessment
from models.evaluation import Evaluation
from models.interview import interview
from ui.language import tr
from ui.session import Session
from ui.widgets.basic import label
from ui.widgets.choice_box import ChoiceBox
from ui.wizard.outline import CardPlan, CardState, SectionPlan

_UNPROVEN = (None, "none", "planned", "no", "not_applicable")
"""First answers that need no proof."""


class Showing(StrEnum):
    """What the list of cards shows."""

    ALL = "all"
    UNANSWERED = "unanswered"
    WITHOUT_PROOF = "without_proof"
    GUESSED = "guessed"
    ASKED = "asked"
    LATER = "later"
    CHANGED = "changed"
    DECISIVE = "decisive"


def narrowed(
    plans: tuple[SectionPlan, ...],
    showing: Showing,
    evaluation: Evaluation,
    later: frozenset[str],
    before: Assessment | None = None,
) -> tuple[SectionPlan, ...]:
    """Returns the sections with only those cards that are to be shown; sections without any are left out.

    Args:
        plans: all of them.
        showing: which are wanted.
        evaluation: of the answers now.
        later: the cards that were put off.
        before: the last frozen version, for what changed since; None where there is none.
    """
    now = evaluation.assessment
    deciding = {step.key for step in interview(evaluation).steps} if showing is Showing.DECISIVE else set()

    def wanted(card: CardPlan) -> bool:
        state = card.state(now, later)
        match showing:
            case Showing.ALL:
                return True
            case Showing.UNANSWERED:
                return state is not CardState.DONE
            case Showing.WITHOUT_PROOF:
                bare = not any(now.get(question.id) for question in card.evidence)
                return bool(card.evidence) and bare and now.get(card.main[0].id) not in _UNPROVEN
            case Showing.GUESSED:
                return card.standing(now) == "guess"
            case Showing.ASKED:
                return state is CardState.ASKED
            case Showing.LATER:
                return state is CardState.LATER
            case Showing.CHANGED:
                return before is not None and any(
                    now.get(question.id) != before.get(question.id) for question in card.questions
                )
            case Showing.DECISIVE:
                return card.key in deciding

    kept = (SectionPlan(plan.section, tuple(filter(wanted, plan.cards))) for plan in plans)
    return tuple(plan for plan in kept if plan.cards)


class FilterBox(QWidget):
    """Chooses what the list of cards shows, and says how far everything is."""

    chosen = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.before: Assessment | None = None
        """The last frozen version, read when it is asked for."""
        self.box = ChoiceBox()
        self.box.activated.connect(self._choose)
        self._progress = label(kind="small", wrap=False)
        self._nothing = label(kind="small")
        self._nothing.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self.box, self._progress, self._nothing):
            column.addWidget(part)
        self.retranslate()

    @property
    def showing(self) -> Showing:
        """What is shown now."""
        return Showing(self.box.currentData())

    def retranslate(self) -> None:
        """Shows its words in the new language."""
        words = {
            Showing.ALL: tr("All questions"),
            Showing.UNANSWERED: tr("Unanswered"),
            Showing.WITHOUT_PROOF: tr("Without proof"),
            Showing.GUESSED: tr("Guessed"),
            Showing.ASKED: tr("To be asked"),
            Showing.LATER: tr("Left for later"),
            Showing.CHANGED: tr("Changed since the last frozen version"),
            Showing.DECISIVE: tr("Decides the next tier"),
        }
        at = max(self.box.currentIndex(), 0)
        self.box.clear()
        for showing, said in words.items():
            self.box.addItem(said, showing.value)
        self.box.setCurrentIndex(at)
        self.box.setAccessibleName(tr("Which questions are listed"))
        self._nothing.setText(tr("No question is of that kind now; all are listed."))

    def show_all(self) -> None:
        """Lists everything again, without telling anybody."""
        self.box.setCurrentIndex(0)

    def show_progress(self, plans: tuple[SectionPlan, ...], assessment: Assessment) -> None:
        """Says how many cards of all sections are answered."""
        done, count = (sum(column) for column in zip(*(plan.progress(assessment) for plan in plans), strict=True))
        self._progress.setText(tr("{done} of {count} answered", done=done, count=count))

    def narrow(self, plans: tuple[SectionPlan, ...], later: frozenset[str]) -> tuple[SectionPlan, ...]:
        """Returns what is to be listed; everything, with a word about it, where nothing is of the kind."""
        evaluation = self._session.evaluation
        self._nothing.hide()
        if self.showing is Showing.ALL or evaluation is None:
            return plans
        kept = narrowed(plans, self.showing, evaluation, later, self.before)
        if not kept:
            self.show_all()
            self._nothing.show()
        return kept or plans

    def choose(self, showing: Showing) -> None:
        """Lists cards of one kind."""
        self.box.setCurrentIndex(self.box.findData(showing.value))
        self._choose()

    def _choose(self) -> None:
        assessment = self._session.assessment
        if self.showing is not Showing.CHANGED or assessment is None:
            self.chosen.emit()
            return
        case = assessment.case_number

        def show(before: Assessment | None) -> None:
            self.before = before
            self.chosen.emit()

        self._session.in_workspace(lambda workspace: workspace.last_frozen(case), show)
