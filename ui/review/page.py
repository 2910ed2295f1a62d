"""The inbox: drop files, get a verdict on each, compare codes, answer with a signed reply."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QProgressBar,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from models import counts
from models.exchange.inbox import InboxRow
from models.language import N_
from reports.verification import SignatureLine, Verdict, VerdictKind, VerificationTask
from ui import tasks
from ui.inbox.dossier import DossierCard
from ui.inbox.kept import KeptInbox
from ui.inbox.watching import WatchedFolder
from ui.language import current, run_on, tr
from ui.page import Page
from ui.report.mailing.waiting import OutboxCard
from ui.review.changed_pages import PagesBeside
from ui.review.drop import DropZone
from ui.review.earlier import since_earlier
from ui.review.plan_proof import PlanProof
from ui.review.proof import Proof
from ui.review.remarks import Remarks
from ui.review.reply import ReplyCard
from ui.review.trusted import Trusted
from ui.session import Session
from ui.style.icons import icon
from ui.style.palette import colours
from ui.style.sheet import GRID
from ui.verdict.card import VerdictCard, look_of
from ui.widgets.basic import Button, as_written, label, row
from ui.widgets.seen import SeenRows

if TYPE_CHECKING:
    from models.workspace import Workspace

_Found = tuple[tuple[VerificationTask, ...], tuple[Verdict, ...]]
"""Files, and their verdicts in the same order; behind them a line for everything that was not verified."""


class InboxPage(Page):
    """Verification runs in child processes with limits; the window stays alive and can stop it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.verdicts: list[Verdict] = []
        self._paths: tuple[Path, ...] = ()
        self._files: tuple[VerificationTask, ...] = ()
        self._chosen: Verdict | None = None
        self._payload: dict[str, Any] | None = None
        self._task: tasks.Task | None = None
        content = QWidget()
        body = QVBoxLayout(content)
        body.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 3 * GRID)
        body.setSpacing(2 * GRID)
        title = label(kind="title")
        self.say(title.setText, N_("Check reports"))
        body.addWidget(title)
        self.drop = DropZone()
        self.drop.dropped.connect(self.verify)
        body.addWidget(self.drop)
        self.watched = WatchedFolder(session, self.fail)
        self.watched.came.connect(self.reload_kept)
        body.addWidget(self.watched)
        self._busy = QProgressBar()
        self._busy.setTextVisible(False)
        self._busy.hide()
        self._told = label(kind="muted")
        self._stop = Button(on_click=self._cancel)
        self.say(self._stop.setText, N_("Stop"))
        self._stop.hide()
        body.addWidget(self._busy)
        line = row(self._told, self._stop)
        line.setStretch(0, 1)
        body.addLayout(line)
        self.table = self._table()
        body.addWidget(self.table)
        self.kept = KeptInbox(session, self.fail)
        self.kept.chosen.connect(self.open_kept)
        self.kept.hide()
        body.addWidget(self.kept)
        self.dossier = DossierCard(session, self.fail)
        self.dossier.changed.connect(self.kept.reload)
        body.addWidget(self.dossier)
        self.card = VerdictCard(self.trust)
        self.card.hide()
        body.addWidget(self.card)
        self._add_answering(body)
        self.waiting = OutboxCard(session.post)
        body.addWidget(self.waiting)
        self.trusted = Trusted(session, self.fail)
        body.addWidget(self.trusted)
        body.addStretch(1)
        self.scrolled(content)
        session.opened.connect(self.reload_kept)
        self.reload_kept()

    def _add_answering(self, body: QVBoxLayout) -> None:
        """Puts what belongs to one chosen file below its verdict: differing pages, evidence, the plan, the answer."""
        self.pages = PagesBeside()
        self.pages.hide()
        body.addWidget(self.pages)
        self.proof = Proof()
        self.proof.hide()
        body.addWidget(self.proof)
        self.plan_proof = PlanProof()
        self.plan_proof.wanted.connect(self.solve)
        self.plan_proof.hide()
        body.addWidget(self.plan_proof)
        self.remarks = Remarks(self.session, self.fail)
        self.remarks.hide()
        body.addWidget(self.remarks)
        self.reply = ReplyCard(self.session, self.remarks, self.fail)
        self.reply.set_up_mail.connect(lambda: self.go.emit("settings", "mail"))
        self.reply.replied.connect(self._replied)
        self.reply.hide()
        body.addWidget(self.reply)

    def _table(self) -> QTableWidget:
        table = SeenRows(0, 5)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.verticalHeader().hide()
        table.horizontalHeader().setStretchLastSection(True)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setStyleSheet(f"QTableView::item {{ padding: 0 {GRID}px; }}")
        table.verticalHeader().setDefaultSectionSize(4 * GRID)
        self.say(table.setAccessibleName, N_("Files and their verdicts"))
        table.itemSelectionChanged.connect(self._row_chosen)
        table.hide()
        return table

    # ---- verifying

    def take_files(self, paths: tuple[Path, ...]) -> None:
        """Checks files, as dropping them here does."""
        self.verify(paths)

    def verify(self, paths: Sequence[Path]) -> None:
        """Verifies files, mails, archives and folders; shows a table when there is more than one."""
        workspace = self.session.workspace
        self._paths = tuple(paths)
        self.dossier.show_dossier(None)
        folder = workspace.folder if workspace is not None else None
        self._begin(tr("Checking…"))

        def work(control: tasks.Control) -> _Found:
            from reports.exchange.intake import known_verdicts
            from reports.verification import Setting, Trust, TrustStore, collect, verify_many
            from reports.verification.verdict import not_looked_at

            trust = TrustStore(folder).trust() if folder is not None else Trust()
            now = datetime.now().astimezone()
            collections = [collect(path, cancelled=lambda: control.cancelled) for path in paths]
            left_out = tuple(
                not_looked_at(line.name, line.why, passed_over=line.passed_over)
                for collection in collections
                for line in collection.left_out
            )
            files = tuple(task for collection in collections for task in collection.tasks)
            known = known_verdicts(workspace, files, now) if workspace is not None else {}
            unknown = [task for place, task in enumerate(files) if place not in known]
            fresh = iter(
                verify_many(
                    unknown,
                    Setting(trust, now, folder),
                    on_progress=lambda done, of: control.progress((done, of)),
                    cancelled=lambda: control.cancelled,
                )
            )
            verdicts = [known[place] if place in known else next(fresh) for place in range(len(files))]
            return files, (*verdicts, *left_out)

        self._run(work, self._show_and_keep)

    def _show_and_keep(self, checked_files: _Found) -> None:
        self._show(checked_files)
        files, verdicts = checked_files
        if not files or self.session.refusal is not None:
            return

        def keep(workspace: "Workspace") -> None:
            from reports.exchange.intake import keep_judged

            keep_judged(workspace, files, verdicts[: len(files)], datetime.now().astimezone())

        def kept(_none: None) -> None:
            self.kept.reload()
            if self._chosen is not None and self._payload is not None:
                # What is said of it can be kept from now on.
                self.remarks.look_again(self._chosen.stages[0], self._payload)

        self.session.in_workspace(keep, kept, self.fail)

    # ---- what was kept

    def reload_kept(self) -> None:
        """Shows what the store holds, with the trust of today."""

        def judge(workspace: "Workspace") -> None:
            from reports.exchange.intake import judge_trust_again

            if workspace.refusal is None:
                judge_trust_again(workspace, datetime.now().astimezone())

        self.session.in_workspace(judge, lambda _none: self.kept.reload(), self.fail)

    def open_kept(self, row: InboxRow) -> None:
        """Shows a kept paper as if it had just been checked, and its dossier; nothing is verified for it."""

        def read(workspace: "Workspace") -> _Found:
            from reports.exchange.keeping import Looking, verdict_in_full

            data = workspace.exchange.paper_bytes(row.kept)
            looking = Looking.at(workspace, datetime.now().astimezone())
            verdict = verdict_in_full(looking, row.kept, data, row.kept.name)
            return (VerificationTask(row.kept.name, data=data),), (verdict,)

        def show(opened: _Found) -> None:
            self._paths = ()
            self._show(opened)
            self._told.setText("")
            self.dossier.show_dossier(row.dossier)

        self.session.in_workspace(read, show, self.fail)

    def solve(self, seconds: float) -> None:
        """Verifies the chosen report once more and solves its plan again; what is shown stays until that is known.

        Args:
            seconds: how long the solve may take.
        """
        workspace, verdict = self.session.workspace, self._chosen
        file = self._file_of(verdict)
        if file is None or verdict is None:
            return
        folder = workspace.folder if workspace is not None else None
        self._begin(tr("Solving the plan of {name} again…", name=verdict.name))

        def work(control: tasks.Control) -> Verdict:
            from reports.verification import Setting, Trust, TrustStore, verify_many

            trust = TrustStore(folder).trust() if folder is not None else Trust()
            setting = Setting(trust, datetime.now().astimezone(), folder, seconds)
            return verify_many((file,), setting, cancelled=lambda: control.cancelled)[0]

        def show(again: Verdict) -> None:
            if verdict not in self.verdicts:
                return
            if again.judged:
                self._told.setText(tr("The plan of {name} was solved again.", name=verdict.name))
                self.verdicts[self.verdicts.index(verdict)] = again
                self._fill_table()
            else:
                self._told.setText(again.reason.text(current()))
            chosen = self._chosen is verdict
            if not again.judged or again.kind is verdict.kind:
                self.plan_proof.solved(again)
            if chosen and again.judged:
                self._choose(again)

        self._run(work, show)

    def _begin(self, what: str) -> None:
        """Stops what runs and shows that something else does."""
        self._cancel()
        self._busy.setRange(0, 0)
        self._busy.show()
        self._stop.show()
        self._told.setText(what)

    def _run(self, work: Callable[[tasks.Control], Any], show: Callable[[Any], None]) -> None:
        task = tasks.run(work, show, self.fail, self._progressed)
        self._task = task
        # The end of work that was stopped says nothing of what was begun since.
        task.finished.connect(lambda: self._finished() if self._task is task else None)

    def _progressed(self, progress: tuple[int, int]) -> None:
        done, of = progress
        self._busy.setRange(0, of)
        self._busy.setValue(done)
        self._told.setText(tr("{done} of {of} checked", done=done, of=of))

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
            # A task that was stopped does not call back.
            self._told.setText(tr("Stopped; no verdict was reached."))

    def _finished(self) -> None:
        self._task = None
        self._busy.hide()
        self._stop.hide()

    def _show(self, checked_files: _Found) -> None:
        self._files, verdicts = checked_files
        self.verdicts = list(verdicts)
        checked = len(self._files)
        text = tr("{files} checked.", files=counts.files(checked)) if checked else tr("No report was found there.")
        if len(verdicts) > 1:
            by_verdict = Counter(verdict.word(current()) for verdict in verdicts)
            text = run_on(text, " · ".join(f"{word} {count}" for word, count in by_verdict.most_common()))
        self._told.setText(text)
        # A row that stayed marked would not answer a click: its choice would be no change.
        self.table.blockSignals(True)
        self.table.clearSelection()
        self.table.blockSignals(False)
        self._fill_table()
        judged = [verdict for verdict in verdicts if not verdict.passed_over] or verdicts
        self._choose(judged[0] if len(judged) == 1 else None)

    def _fill_table(self) -> None:
        many = len(self.verdicts) > 1
        self.table.setVisible(many)
        if not many:
            return
        self.table.setHorizontalHeaderLabels([tr("File"), tr("Verdict"), tr("Case"), tr("Signed by"), tr("Reason")])
        self.table.setRowCount(len(self.verdicts))
        for place, verdict in enumerate(self.verdicts):
            icon_name, colour, _ = look_of(verdict)
            signers = ", ".join(line.facts.name for line in verdict.signatures)
            case = ""
            if verdict.case:
                case = tr("{number}, version {version}", number=verdict.case, version=verdict.version)
            texts = (verdict.name, verdict.word(current()), case, signers, verdict.reason.text(current()))
            for across, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(as_written(text))
                if across == 1:
                    item.setIcon(icon(icon_name, getattr(colours(), colour)))
                self.table.setItem(place, across, item)
        self.table.resizeColumnsToContents()
        for across in range(4):
            self.table.setColumnWidth(across, min(self.table.columnWidth(across) + 2 * GRID, 260))
        self.table.horizontalHeader().setStretchLastSection(False)
        self.table.horizontalHeader().setStretchLastSection(True)
        shown = min(len(self.verdicts), 10)
        self.table.setFixedHeight(self.table.horizontalHeader().height() + shown * self.table.rowHeight(0) + 4)

    def _row_chosen(self) -> None:
        rows = {index.row() for index in self.table.selectedIndexes()}
        if rows:
            self._choose(self.verdicts[rows.pop()])

    def _replied(self) -> None:
        """Shows what became of the dossier that was answered."""
        self.kept.reload()
        if self.dossier.now is not None:
            self.dossier.show_dossier(self.dossier.now.row)

    @property
    def summary(self) -> str:
        """What the page says of the last check."""
        return self._told.text()

    def _choose(self, verdict: Verdict | None) -> None:
        self._chosen = verdict
        self._payload = None
        sound = verdict is not None and verdict.kind in (VerdictKind.VALID, VerdictKind.UNTRUSTED)
        if verdict is not None and sound and verdict.document == "report":
            from reports.payload import read_payload

            self._payload = read_payload(verdict.payload)
        self.card.setVisible(verdict is not None)
        if verdict is not None:
            self.card.show_verdict(verdict, self._payload, self.session.rulebook, self._earlier(verdict))
        file = self._file_of(verdict)
        changed = verdict is not None and verdict.kind is VerdictKind.CHANGED
        self.pages.setVisible(changed)
        if file is not None and changed:
            self.pages.show_file(file)
        self.proof.show_report(verdict, self._payload)
        self.plan_proof.show_report(verdict, self._payload)
        self.remarks.setVisible(self._payload is not None)
        self.reply.show_verdict(verdict if file is not None else None, file, answerable=self._payload is not None)
        if verdict is not None and self._payload is not None:
            self.remarks.show_report(verdict.stages[0], self._payload)

    def _file_of(self, verdict: Verdict | None) -> VerificationTask | None:
        """Returns the file of a verdict; None for a line about something that was not verified."""
        place = self.verdicts.index(verdict) if verdict is not None else len(self._files)
        return self._files[place] if place < len(self._files) else None

    def _earlier(self, verdict: Verdict) -> str:
        return since_earlier(self.verdicts, verdict, self._payload)

    # ---- trusting and answering

    def trust(self, line: SignatureLine) -> None:
        """Trusts a signer whose telephone code was compared, and checks the files again."""
        workspace = self.session.workspace
        if workspace is None:
            return
        folder = workspace.folder

        def work(_control: tasks.Control) -> None:
            from reports.verification import TrustStore

            if line.confirmation is not None:
                asked = line.confirmation
                TrustStore(folder).add(asked.certificate, asked.facts.name, datetime.now().astimezone())

        def trusted(_none: None) -> None:
            self.trusted.reload()
            self.reload_kept()
            opened = self.dossier.now
            if self._paths:
                self.verify(self._paths)
            elif opened is not None and opened.current is not None:
                row = self.kept.row_of(opened.current.paper.base_digest)
                if row is not None:
                    self.open_kept(row)

        tasks.run(work, trusted, self.fail)

    def retranslate(self) -> None:
        """Shows its words in the new language; the verdicts are shown again."""
        self.drop.retranslate()
        self.watched.retranslate()
        self.kept.retranslate()
        self.dossier.retranslate()
        self.pages.retranslate()
        self.proof.retranslate()
        self.plan_proof.retranslate()
        self.remarks.retranslate()
        self.reply.retranslate()
        self.waiting.retranslate()
        self.trusted.retranslate()
        super().retranslate()
        self._fill_table()
        if self._chosen is not None:
            self.card.show_verdict(self._chosen, self._payload, self.session.rulebook, self._earlier(self._chosen))

    def show_target(self, target: str) -> None:
        """Verifies the file that was named."""
        if target:
            self.verify((Path(target),))
