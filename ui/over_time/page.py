"""The page of a case over time: its versions and papers, the trend, two versions side by side, factories side by side."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.assessment import AssessmentState
from models.language import N_
from ui.language import current
from ui.over_time.beside import FactoriesCard
from ui.over_time.comparing import Versions
from ui.over_time.mailing import MailAgain
from ui.over_time.trend import TrendCard
from ui.over_time.versions import VersionsCard
from ui.page import Page, ScrolledContent
from ui.session import Session
from ui.style.sheet import GRID
from ui.widgets.basic import label

if TYPE_CHECKING:
    from models.workspace import Workspace
    from reports.acts.over_time import FactoryBeside, VersionStage

    _CaseOverTime = tuple[tuple[VersionStage, ...], tuple[FactoryBeside, ...]]


class OverTimePage(Page):
    """Reads the open case whenever it is shown; draws again only what is not as it was."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._drawn: object = None
        self.stages: tuple[VersionStage, ...] = ()
        """What is shown, newest first."""
        content = ScrolledContent()
        body = QVBoxLayout(content)
        body.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 4 * GRID)
        body.setSpacing(2 * GRID)
        title = label(kind="title")
        self.say(title.setText, N_("Over time"))
        self.versions = VersionsCard(session, self.told.emit, self.fail)
        self.versions.read_wanted.connect(self._read)
        self.mail_again = MailAgain(session, self.fail, self.fail, lambda: self.go.emit("settings", "mail"))
        self.versions.mail_wanted.connect(self.mail_again.offer)
        self.trend = TrendCard()
        self.comparing = Versions(session, partial(self.go.emit, "fill"), self.fail)
        self.factories = FactoriesCard(session.open_case)
        body.addWidget(title)
        for card in (self.versions, self.mail_again, self.trend, self.comparing, self.factories):
            body.addWidget(card)
        body.addStretch(1)
        self._area = self.scrolled(content)

    def refresh(self) -> None:
        """Reads the versions, papers and factories again."""
        assessment = self.session.assessment
        if assessment is None:
            return
        case = assessment.case_number
        self.comparing.refresh()

        def read(workspace: "Workspace") -> "_CaseOverTime":
            from reports.acts.over_time import factories_of, stages_of

            return stages_of(workspace, case), factories_of(workspace, case)

        def show(shown: "_CaseOverTime") -> None:
            now = self.session.assessment
            if now is not None and now.case_number == case:
                self._show(*shown)

        self.session.in_workspace(read, show, self.fail)

    def _show(self, stages: "tuple[VersionStage, ...]", factories: "tuple[FactoryBeside, ...]") -> None:
        drawn = (
            current(),
            [(stage.version, stage.figures, stage.papers) for stage in stages],
            [(factory.case, factory.name, factory.version, factory.figures) for factory in factories],
        )
        if drawn == self._drawn:
            return
        self._drawn, self.stages = drawn, stages
        self.versions.show_stages(stages)
        self.trend.show_stages(stages)
        self.factories.show_factories(factories)

    def retranslate(self) -> None:
        """Shows its words in the new language."""
        self.mail_again.retranslate()
        super().retranslate()

    def _read(self, number: int) -> None:
        """Opens a version: the draft where it is filled in, a frozen one at its result."""
        assessment = self.session.assessment
        stage = next((stage for stage in self.stages if stage.version.number == number), None)
        if assessment is None or stage is None:
            return
        page = "fill" if stage.version.state is AssessmentState.DRAFT else "results"
        if assessment.version == number:
            self.go.emit(page, "")
        else:
            self.session.open_case(assessment.case_number, number, then=lambda: self.go.emit(page, ""))
