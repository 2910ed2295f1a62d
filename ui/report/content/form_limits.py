"""The length limits of the authority's online form: entered once, kept, used for the Word file."""

import json
from collections.abc import Mapping

from PySide6.QtWidgets import QFormLayout, QWidget

from models.language import N_
from ui.language import tr
from ui.session import Session
from ui.style.sheet import GRID
from ui.widgets.basic import label, row
from ui.widgets.doubt import DoubtLine
from ui.widgets.fold import Fold
from ui.widgets.whole_number import WholeNumber

FIELDS: Mapping[str, str] = {
    "instance": N_("Instance"),
    "problem": N_("Facing"),
    "object": N_("For"),
    "technology": N_("Applying"),
    "result": N_("Achieving"),
}
"""The texts of one scenario and what the form calls them."""
MOST = 20_000
"""No form has a longer field."""
_KEPT = "form-limits"


class FormLimits(QWidget):
    """One number for each field, folded away; an empty one means that the form names no limit."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._told = label(kind="small")
        doubts = {name: DoubtLine() for name in FIELDS}
        self.fields = {name: WholeNumber(0, MOST, 0, "characters", doubts[name]) for name in FIELDS}
        self._labels, self._units = ({name: label(wrap=False) for name in FIELDS} for _ in range(2))
        form = QFormLayout(self)
        form.setContentsMargins(3 * GRID, 0, 0, GRID)
        form.addRow(self._told)
        for name, field in self.fields.items():
            field.setFixedWidth(22 * GRID)
            self._labels[name].setBuddy(field)
            form.addRow(self._labels[name], row(field, self._units[name], 1))
            form.addRow(doubts[name])
            field.given.connect(self._keep)
        self.fold = Fold(self)
        self.retranslate()
        session.case_changed.connect(self._recall)

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        self.fold.set_text(tr("Longest texts of the online form"))
        self._told.setText(
            tr("No public text sets their length, and forms differ: enter the limits of the form in front of you.")
        )
        for name, field in self.fields.items():
            field.setPlaceholderText(tr("no length given"))
            self._units[name].setText(tr("characters"))
            field.setAccessibleName(tr(FIELDS[name]))
            self._labels[name].setText(tr(FIELDS[name]))

    @property
    def limits(self) -> dict[str, int]:
        """Most characters of each field that has a limit."""
        return {name: number for name, field in self.fields.items() if (number := field.number())}

    def _keep(self) -> None:
        kept = json.dumps(self.limits)
        self._session.in_workspace(lambda workspace: workspace.remember(_KEPT, kept))

    def _recall(self) -> None:
        def show(text: str | None) -> None:
            try:
                kept = json.loads(text or "{}")
                limits = {name: int(kept.get(name, 0)) for name in FIELDS}
            except (ValueError, TypeError, AttributeError):
                return
            for name, field in self.fields.items():
                field.show_number(limits[name])

        self._session.in_workspace(lambda workspace: workspace.recall(_KEPT), show)
