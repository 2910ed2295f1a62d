"""The result tab: what is missing to each level, what does not fit, where sources differ, the official result, what it is."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from models.assessment import AnswerId, Assessment
from models.digital_level import Account, Scheme
from models.digital_level.scheme import DATE, KIND, LEVEL, SCORE
from reports.digital_level import missing_text
from ui.language import current, tr, words
from ui.style.sheet import GRID
from ui.widgets.basic import Card, clear, label
from ui.widgets.fold import Fold
from ui.wizard.cards.fields import Field, make_field


class ResultTab(QWidget):
    """Cards in a column; the official result can be entered here for comparison."""

    changed = Signal(object)
    typed = Signal(str, str, bool)

    def __init__(self, scheme: Scheme) -> None:
        super().__init__()
        self._scheme = scheme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        self._missing, self._sources, self._about = Card(), Card(), Card()
        self.fields: dict[AnswerId, Field] = {}
        for card in (self._missing, self._official(), self._sources, self._about):
            column.addWidget(card)
        self._drawn: tuple[object, ...] = ()

    def _official(self) -> Card:
        card = Card()
        card.column.addWidget(label(tr("The official result, if there is one"), "heading"))
        grid = QGridLayout()
        grid.setSpacing(GRID)
        for line, answer in enumerate((DATE, KIND, SCORE, LEVEL)):
            question = self._scheme.answers[answer]
            field = make_field(question)
            field.changed.connect(lambda value, asked=answer: self.changed.emit({asked: value}))
            field.typed.connect(lambda text, read, asked=answer: self.typed.emit(asked, text, read))
            self.fields[answer] = field
            grid.addWidget(label(words(question.label)), line, 0)
            grid.addWidget(field, line, 1)
        grid.setColumnStretch(1, 1)
        card.column.addLayout(grid)
        card.column.addWidget(
            label(
                tr("More than a year after this day, nothing is filled in on the ladder any more (our choice)."),
                "small",
            )
        )
        return card

    def show_account(
        self, account: Account, assessment: Assessment, unread: dict[AnswerId, str], *, editable: bool
    ) -> None:
        """Shows the result as it is now."""
        for answer, field in self.fields.items():
            field.show_value(assessment.get(answer), unread.get(answer, ""))
            field.set_editable(editable)
        drawn = (account.result, current())
        if drawn == self._drawn:
            return
        self._drawn = drawn
        self._show_missing(account)
        self._show_sources(account)
        self._show_about(account)

    def shows(self, answer: AnswerId) -> bool:
        """Returns whether the place of an answer is in sight."""
        field = self.fields.get(answer)
        return field is not None and not field.visibleRegion().isEmpty()

    def _show_missing(self, account: Account) -> None:
        column, result = self._missing.column, account.result
        clear(column)
        column.addWidget(label(tr("What is missing"), "heading"))
        column.addWidget(
            label(
                tr(
                    "The points come from the fifteen questions alone; a level also asks for scenes at that level, some of them binding."
                ),
                "muted",
            )
        )
        for said in result.contradictions:
            column.addWidget(label(tr("Does not fit together: {what}", what=said), "bad"))
        if not result.missing:
            column.addWidget(label(tr("Nothing: this is the highest level."), "good"))
        for short in result.missing:
            column.addWidget(label(words(missing_text(short)), "topic"))
            if short.scenes and short.below:
                names = tuple(
                    tr("{name} ({level})", name=each.scene.name, level=each.low)
                    if not each.scene.binding
                    else tr("{name} ({level}, binding)", name=each.scene.name, level=each.low)
                    for each in short.below
                )
                column.addWidget(label(tr("Scenes that are lower, with their level: {scenes}", scenes=names)))
            if short.scenes and short.open:
                column.addWidget(
                    label(tr("Not answered: {scenes}", scenes=tuple(each.scene.name for each in short.open)), "unknown")
                )

    def _show_sources(self, account: Account) -> None:
        column, result = self._sources.column, account.result
        clear(column)
        column.addWidget(label(tr("Where the sources differ"), "heading"))
        same = result.holds_by_every_source
        column.addWidget(
            label(
                tr("The level is the same by each of them.")
                if same
                else tr("The level depends on which source is right."),
                "good" if same else "unknown",
            )
        )
        read = {each.conflict.id: each for each in result.readings}
        for conflict in result.scheme.conflicts:
            column.addWidget(label(f"· {words(conflict.text)}"))
            other = read.get(conflict.id)
            if other is not None and (other.level_low, other.level_high) != (result.level_low, result.level_high):
                low, high = result.scheme.level_name(other.level_low), result.scheme.level_name(other.level_high)
                text = (
                    tr("Read the other way: {level}", level=low)
                    if low == high
                    else tr("Read the other way: {low} to {high}", low=low, high=high)
                )
                column.addWidget(label(text, "unknown"))

    def _show_about(self, account: Account) -> None:
        column, scheme = self._about.column, account.result.scheme
        clear(column)
        column.addWidget(label(tr("What it is"), "heading"))
        column.addWidget(
            label(
                tr("{name}, {number}, {issued}", name=scheme.name, number=scheme.number, issued=scheme.issued), "muted"
            )
        )
        for statement in scheme.about:
            mark = statement.confidence.text(current())
            column.addWidget(label(tr("{text} ({mark})", text=statement.text, mark=mark)))
        column.addWidget(Fold(self._source_list, tr("Sources")))

    def _source_list(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(3 * GRID, 0, 0, 0)
        for key, source in self._scheme.sources.items():
            where = f" {source.where}" if source.where else ""
            column.addWidget(label(f"{key}: {words(source.what)}{where}", "small"))
        return box
