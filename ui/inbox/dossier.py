"""One dossier: its versions, the replies to them, what changed; who reviews it until when; closed and opened again."""

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from models.exchange.inbox import DossierRow, ReportPlace
from models.exchange.states import DossierAct, DossierState, acts, may
from models.language import Sentence, counted, sentence
from models.typed import read_date
from ui import tasks
from ui.language import current, tr, words
from ui.session import Session
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, clear, label, row

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.workspace import Workspace
    from reports.exchange.dossier import DossierNow


class DossierCard(Card):
    """What is known of one case at the office."""

    changed = Signal()
    """Something was decided: the inbox shows it."""

    def __init__(self, session: Session, failed: tasks.Failed) -> None:
        super().__init__()
        self._session, self._failed = session, failed
        self.now: DossierNow | None = None
        """What is shown; None for nothing."""
        self.assigned, self.due, self.close_or_open = QLineEdit(), QLineEdit(), Button()
        self.hide()

    def show_dossier(self, dossier: DossierRow | None) -> None:
        """Shows a dossier as it is now; nothing for a paper that belongs to none."""
        if dossier is None:
            self.now = None
            self.hide()
            return
        number = str(dossier.id)

        def read(workspace: "Workspace") -> "DossierNow":
            from reports.exchange.dossier import dossier_now

            return dossier_now(workspace, number, datetime.now().astimezone())

        self._session.in_workspace(read, self._show, self._failed)

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        if self.now is not None:
            self._show(self.now)

    def _show(self, now: "DossierNow") -> None:
        self.now = now
        clear(self.column)
        dossier, language = now.row, current()
        name = " ".join(filter(None, (dossier.enterprise, dossier.site))) or dossier.number
        self.column.addWidget(
            label(tr("Dossier: {name} · {state}", name=name, state=dossier.state.text(language)), "heading")
        )
        for kept, verdict in now.reports:
            text = tr("Version {version}: {verdict}", version=kept.paper.version or "—", verdict=verdict.word(language))
            if kept.place is ReportPlace.ASIDE:
                text += " · " + tr("set aside: signed by somebody else than the other versions")
            elif kept.place is ReportPlace.CURRENT:
                text += " · " + tr("the newest")
            self.column.addWidget(label(text))
        if now.before is not None:
            self.column.addWidget(label(words(_since(now)), "muted"))
        for reply in now.replies:
            review = reply.reply.review if reply.reply else None
            said = counted(
                "Reply to version {version} by {name}: {count} remark; {standing}",
                "Reply to version {version} by {name}: {count} remarks; {standing}",
                version=reply.kept.paper.version,
                name=review.reviewer if review else "—",
                count=len(review.findings) if review else 0,
                standing=reply.standing.text(language),
            )
            self.column.addWidget(label(words(said), "muted"))
        for answer in now.payload["answers_to"] if now.payload else ():
            text = tr("The factory on {item}: {text}", item=answer["item"], text=answer["text"] or "—")
            self.column.addWidget(label(text))
        self._show_acts(dossier)
        self.show()

    def _show_acts(self, dossier: DossierRow) -> None:
        role = self._session.settings.role if self._session.settings else ""
        self.assigned, self.due = QLineEdit(dossier.assigned_to), QLineEdit(dossier.due_on)
        self.assigned.setPlaceholderText(tr("Assigned to"))
        self.assigned.setAccessibleName(tr("Assigned to"))
        self.due.setPlaceholderText(tr("Due date"))
        self.due.setAccessibleName(tr("Due date"))
        self.due.setFixedWidth(16 * GRID)
        for field in (self.assigned, self.due):
            field.setEnabled(may(DossierAct.ASSIGN, dossier.state, role))
            field.editingFinished.connect(self._assign)
        closed = dossier.state is DossierState.CLOSED
        self.close_or_open = button = Button(
            tr("Open again") if closed else tr("Close the dossier"), on_click=self._turn
        )
        button.setEnabled(may(DossierAct.REOPEN if closed else DossierAct.CLOSE, dossier.state, role))
        allowed = [act.text(current()) for act in acts(dossier.state, role)]
        may_do = (
            tr("In the role that is set here you may: {acts}", acts=allowed)
            if allowed
            else tr("The role that is set here may only read this dossier.")
        )
        self.column.addWidget(label(may_do, "small"))
        line = row(self.assigned, self.due, button)
        line.setStretch(0, 1)
        self.column.addLayout(line)

    def _assign(self) -> None:
        if self.now is None:
            return
        typed = self.due.text().strip()
        day = read_date(typed).value if typed else ""
        if typed and day is None:
            self._failed_date()
            return
        dossier, to, due = self.now.row, self.assigned.text(), day or ""
        if (to.strip(), due) != (dossier.assigned_to, dossier.due_on):
            self._do(lambda workspace: workspace.exchange.assign(dossier, to, due))

    def _failed_date(self) -> None:
        from models.errors import WrongUsage

        self._failed(WrongUsage(problem=sentence("The due date was not understood; write it as 2027-03-31.")))

    def _turn(self) -> None:
        if self.now is None:
            return
        dossier = self.now.row
        if dossier.state is DossierState.CLOSED:
            self._do(lambda workspace: workspace.exchange.reopen(dossier))
        else:
            self._do(lambda workspace: workspace.exchange.close(dossier))

    def _do(self, act: "Callable[[Workspace], DossierRow]") -> None:
        def done(dossier: DossierRow) -> None:
            self.show_dossier(dossier)
            self.changed.emit()

        self._session.in_workspace(act, done, self._failed)


def _since(now: "DossierNow") -> Sentence:
    before = now.before
    return sentence(
        "Since version {version}: changed answers {answers}; changed conditions {conditions}",
        version=before.paper.version if before else "—",
        answers=list(now.changed_answers) or "—",
        conditions=[each.id for each in now.changed_conditions] or "—",
    )
