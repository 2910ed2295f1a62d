"""The page that turns a version into a signed report: look, check, then freeze, sign and e-mail in this order."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.language import N_
from ui.handing_on.handouts import Handouts
from ui.page import Page
from ui.report.content.checklist import Checklist, Kept
from ui.report.content.pages import PagesCard
from ui.report.mailing.waiting import OutboxCard
from ui.report.paper import Paper
from ui.report.replies import Replies
from ui.report.signing.acts import SigningActs
from ui.report.signing.kept import KeptReports
from ui.session import Session
from ui.style.sheet import GRID
from ui.widgets.basic import label


class ReportPage(Page):
    """Preview at the left, what to check and the three acts at the right; all of them show one paper."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.paper = Paper(session)
        self.paper.failed.connect(self.fail)
        self._looked = False
        session.evidence_watch.looked.connect(self._show_list)
        content = QWidget()
        body = QVBoxLayout(content)
        body.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 3 * GRID)
        body.setSpacing(2 * GRID)
        title = label(kind="title")
        self.say(title.setText, N_("Report"))
        body.addWidget(title)
        self.pages = PagesCard(self.paper)
        self.pages.plan_wanted.connect(lambda: self.go.emit("roadmap", ""))
        self._checklist = Checklist(lambda answer: self.go.emit("fill", answer))
        self.acts = SigningActs(self.paper)
        self.acts.mail_wanted.connect(lambda: self.go.emit("settings", "mail"))
        self.handouts = Handouts(session, self.fail, self.paper.say)
        self.kept = KeptReports(self.paper)
        self.kept.over_time_wanted.connect(lambda: self.go.emit("over_time", ""))
        self.waiting = OutboxCard(session.post)
        self.replies = Replies(session, self.fail, lambda answer: self.go.emit("fill", answer))
        self.replies.told.connect(self.paper.say)
        side = QVBoxLayout()
        side.setSpacing(2 * GRID)
        for card in (self._checklist, self.acts, self.handouts, self.kept, self.waiting, self.replies):
            side.addWidget(card)
        side.addStretch(1)
        across = QHBoxLayout()
        across.setSpacing(2 * GRID)
        across.addWidget(self.pages, 3)
        across.addLayout(side, 2)
        body.addLayout(across)
        self.scrolled(content)

    def refresh(self) -> None:
        """Shows the list to check; the other cards hear of changes from their paper."""
        if self.session.evaluation is None:
            return
        self._show_list()
        if not self._looked:
            # Once each time that the page is opened.
            self._looked = True
            self.session.evidence_watch.look(again=True)
            # Also what came before the page was made, and by whom this computer trusts since it was last shown.
            self.replies.reload()

    def _show_list(self) -> None:
        evaluation = self.session.evaluation
        if evaluation is not None:
            kept = Kept(
                unsound=tuple(self.session.evidence_watch.unsound),
                later=self.session.notes.later,
                unread=tuple(self.session.unread),
            )
            self._checklist.show_evaluation(evaluation, kept)

    def leave(self) -> None:
        """Has the evidence checked again the next time."""
        self._looked = False

    def retranslate(self) -> None:
        """Shows its words in the new language; the report keeps the one chosen for it."""
        for card in (self.pages, self.acts, self.handouts, self.kept, self.waiting, self.replies):
            card.retranslate()
        super().retranslate()
