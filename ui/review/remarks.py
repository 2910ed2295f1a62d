"""The assessor's remarks: one line per condition of the report, and a conclusion."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QPlainTextEdit, QWidget

from models.language import Sentence, counted, sentence
from models.review import Finding, FindingKind
from models.rulebook import CAVEAT
from ui.language import current, tr
from ui.style.sheet import GRID
from ui.widgets.basic import Card, clear, label
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.undrawn import UndrawnNote

LONGEST = 4000
"""Characters of a remark or conclusion that a reply takes."""
_STATUS = {"met": "✓", "not_met": "✗", "unknown": "?", "not_applicable": "-"}


class Remarks(Card):
    """Only lines with a judgement or a text become findings."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lines: dict[str, tuple[QComboBox, QLineEdit]] = {}
        self.conclusion = QPlainTextEdit()

    def show_payload(self, payload: Mapping[str, Any]) -> None:
        """Offers one line for each condition of the first two tiers and of the tier that is claimed."""
        clear(self.column)
        self._lines = {}
        self.column.addWidget(label(tr("Your remarks"), "heading"))
        self.column.addWidget(label(tr("Lines left empty are not part of the reply."), "muted"))
        self.column.addWidget(label(tr(CAVEAT), "small"))
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GRID)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(2, 2)
        place = 0
        for tier in _asked(payload["evaluation"]):
            grid.addWidget(label(_said(tier["name"]), "heading"), place, 0, 1, 3)
            place += 1
            for condition in tier["conditions"]:
                text = f"{_STATUS.get(condition['status'], '')} {_said(condition['text'])}"
                beside = [_said(condition["backing"]), tr("with evidence") if condition["proven"] else ""]
                name = label(" · ".join(filter(None, (text, *beside))))
                name.setToolTip("\n".join(filter(None, (_said(condition["reason"]), _said(condition["caveat"])))))
                choice = ChoiceBox()
                choice.addItem(tr("no remark"), None)
                for kind, words in (
                    (FindingKind.CONFIRMED, tr("confirmed")),
                    (FindingKind.DOUBTFUL, tr("more evidence")),
                    (FindingKind.REFUSED, tr("refused")),
                    (FindingKind.NOTE, tr("note")),
                ):
                    choice.addItem(words, kind.value)
                choice.setAccessibleName(tr("Judgement: {condition}", condition=text))
                remark = QLineEdit()
                remark.setPlaceholderText(tr("remark"))
                remark.setMaxLength(LONGEST)
                remark.setAccessibleName(tr("Remark: {condition}", condition=text))
                choice.activated.connect(lambda _row: self.changed.emit())
                remark.textEdited.connect(lambda _text: self.changed.emit())
                grid.addWidget(name, place, 0, Qt.AlignmentFlag.AlignVCenter)
                grid.addWidget(choice, place, 1)
                grid.addWidget(remark, place, 2)
                self._lines[condition["id"]] = (choice, remark)
                grid.addWidget(UndrawnNote(remark), place + 1, 2)
                place += 2
        self.column.addWidget(box)
        self.conclusion = QPlainTextEdit()
        self.conclusion.setMaximumHeight(96)
        self.conclusion.setPlaceholderText(tr("Conclusion"))
        self.conclusion.setAccessibleName(tr("Conclusion"))
        self.conclusion.textChanged.connect(self.changed)
        self.column.addWidget(self.conclusion)
        self.column.addWidget(UndrawnNote(self.conclusion))

    def findings(self) -> tuple[Finding, ...]:
        """Returns what was said, in the order of the report."""
        findings = []
        for item, (choice, remark) in self._lines.items():
            text = remark.text().strip()
            kind = choice.currentData() or (FindingKind.NOTE if text else None)
            if kind is not None:
                # Qt gives the plain string back.
                findings.append(Finding(item, FindingKind(kind), text))
        return tuple(findings)

    def problem(self) -> Sentence | None:
        """Returns what has to be written before a reply can be signed, and puts the cursor there; None when nothing."""
        for choice, remark in self._lines.values():
            if choice.currentData() not in (None, FindingKind.CONFIRMED.value) and not remark.text().strip():
                remark.setFocus()
                return sentence("Write a remark where you did not simply confirm; nothing was signed.")
        conclusion = self.conclusion.toPlainText().strip()
        if not conclusion:
            self.conclusion.setFocus()
            return sentence("Nothing was signed: write a conclusion first.")
        if len(conclusion) > LONGEST:
            self.conclusion.setFocus()
            return counted(
                "The conclusion is too long: shorten it by {count} character; nothing was signed.",
                "The conclusion is too long: shorten it by {count} characters; nothing was signed.",
                count=len(conclusion) - LONGEST,
            )
        return None

    def written(self) -> str:
        """Returns the remarks as text, to be stored; empty when there are none."""
        said = {finding.item: [finding.kind.value, finding.text] for finding in self.findings()}
        conclusion = self.conclusion.toPlainText()
        return json.dumps([said, conclusion], ensure_ascii=False) if said or conclusion.strip() else ""

    def read(self, text: str) -> None:
        """Fills in what `written` gave; what no longer has a line is left out."""
        try:
            said, conclusion = json.loads(text)
            lines = [(item, FindingKind(kind), str(words)) for item, (kind, words) in said.items()]
        except (ValueError, TypeError, AttributeError):
            return
        for item, kind, words in lines:
            if item in self._lines:
                self.set_finding(item, kind, words)
        self.conclusion.setPlainText(str(conclusion))

    def set_finding(self, item: str, kind: FindingKind, text: str) -> None:
        """Fills in one line, as a person would."""
        choice, remark = self._lines[item]
        choice.setCurrentIndex(choice.findData(kind.value))
        remark.setText(text)
        remark.setCursorPosition(0)
        self.changed.emit()


def _asked(evaluation: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The first two tiers, and all up to the one that is claimed."""
    tiers: Sequence[Mapping[str, Any]] = evaluation["tiers"]
    claimed = next((place for place, tier in enumerate(tiers) if tier["id"] == evaluation.get("reached")), 0)
    return tiers[: max(2, claimed + 1)]


def _said(text: Any) -> str:
    return str(text.get(current(), "")) if isinstance(text, Mapping) else str(text)
