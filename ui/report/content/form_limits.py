"""How long the texts of the authority's online form may be: entered once, kept, used for the Word file."""

import json
from collections.abc import Mapping

from PySide6.QtWidgets import QFormLayout, QSpinBox, QWidget

from models.language import N_
from ui.language import tr
from ui.session import Session
from ui.style.sheet import GRID
from ui.widgets.basic import label
from ui.widgets.fold import Fold

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
    """One number for each field, folded away; 0 means that the form names no limit."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._told = label(kind="small")
        self.fields = {name: QSpinBox() for name in FIELDS}
        self._labels = {name: label(wrap=False) for name in FIELDS}
        form = QFormLayout(self)
        form.setContentsMargins(3 * GRID, 0, 0, GRID)
        form.addRow(self._told)
        for name, field in self.fields.items():
            field.setRange(0, MOST)
            field.setMaximumWidth(16 * GRID)
            # The sheet's padding does not reach the field inside a spin box.
            field.lineEdit().setTextMargins(GRID - 2, 0, 0, 0)
            self._labels[name].setBuddy(field)
            form.addRow(self._labels[name], field)
            field.editingFinished.connect(self._keep)
        self.fold = Fold(self)
        self.retranslate()
        session.case_changed.connect(self._recall)

    def retranslate(self) -> None:
        """Speaks the present language."""
        self.fold.set_text(tr("Longest texts of the online form"))
        self._told.setText(
            tr("No public text sets their length, and forms differ: enter the limits of the form in front of you.")
        )
        for name, field in self.fields.items():
            field.setSpecialValueText(tr("no length given"))
            field.setSuffix(tr(" characters"))
            field.setAccessibleName(tr(FIELDS[name]))
            self._labels[name].setText(tr(FIELDS[name]))

    @property
    def limits(self) -> dict[str, int]:
        """Most characters of each field that has a limit."""
        return {name: field.value() for name, field in self.fields.items() if field.value()}

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
                field.setValue(limits[name])

        self._session.in_workspace(lambda workspace: workspace.recall(_KEPT), show)
