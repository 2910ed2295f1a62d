"""The list of versions, each with what was signed of it and what can be done with that."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.assessment import AssessmentState
from models.case import KeptReport, ReportKind
from models.errors import ApplicationError
from models.language import Sentence, sentence
from ui.language import tr
from ui.over_time.words import conditions_words, score_words
from ui.roles import author_words
from ui.session import Session
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, Picture, clear, label, row
from ui.widgets.files.outside import copy_file, open_file, open_folder_of
from ui.widgets.flow import flowing
from ui.words.tiers import tier_word
from ui.words.times import when_words

if TYPE_CHECKING:
    from models.workspace import Workspace
    from reports.acts.over_time import VersionStage


class VersionsCard(Card):
    """Newest version first; below each its papers, newest first."""

    mail_wanted = Signal(object)
    """The `KeptReport` that is to be e-mailed again."""
    read_wanted = Signal(int)
    """The number of the version that is to be read, or filled in where it is the draft."""

    def __init__(
        self, session: Session, tell: Callable[[Sentence], object], fail: Callable[[ApplicationError], None]
    ) -> None:
        super().__init__(margin=2 * GRID)
        self._session, self._tell, self._fail = session, tell, fail
        self.read_buttons: dict[int, Button] = {}
        """By version."""
        self.paper_buttons: dict[str, dict[str, Button]] = {}
        """By the digest of a paper: `open`, `folder`, `copy` and, of a report, `mail`."""
        self._heading = label(kind="heading")
        self._lead = label(kind="muted")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2 * GRID)
        self.column.addWidget(self._heading)
        self.column.addWidget(self._lead)
        self.column.addLayout(self._rows)

    def show_stages(self, stages: "tuple[VersionStage, ...]") -> None:
        """Shows the versions of the open case."""
        self._heading.setText(tr("Versions and papers"))
        self._lead.setText(
            tr(
                "Every version of this case with what was signed of it. A frozen version never changes; read it any time."
            )
        )
        clear(self._rows)
        self.read_buttons.clear()
        self.paper_buttons.clear()
        for stage in stages:
            self._rows.addWidget(self._stage(stage))

    def _stage(self, stage: "VersionStage") -> QWidget:
        version = stage.version
        frame = Card("note", margin=GRID, spacing=4)
        now = datetime.now().astimezone()
        if version.frozen_at is None:
            title = tr(
                "Version {number}, draft, last change {when}",
                number=version.number,
                when=when_words(version.changed_at.astimezone(), now),
            )
        else:
            title = tr(
                "Version {number}, frozen {when} by {who}",
                number=version.number,
                when=when_words(version.frozen_at.astimezone(), now),
                who=author_words(version.frozen_by) or tr("name not given"),
            )
        is_draft = version.state is AssessmentState.DRAFT
        read = Button(
            tr("Go on filling in") if is_draft else tr("Read this version"),
            kind="link",
            icon_name="clipboard-pen" if is_draft else "eye",
            on_click=partial(self.read_wanted.emit, version.number),
        )
        read.setAccessibleDescription(title)
        self.read_buttons[version.number] = read
        head = row(Picture("pen-line" if is_draft else "lock", "accent"), label(title, "topic"), read)
        head.setStretch(1, 1)
        frame.column.addLayout(head)
        frame.column.addWidget(label(_figures(stage)))
        if version.why:
            frame.column.addWidget(label(tr("Begun because: {why}", why=version.why), "small"))
        for paper in stage.papers:
            frame.column.addWidget(self._paper(paper))
        if not stage.papers and not is_draft:
            frame.column.addWidget(label(tr("Nothing was signed of this version."), "small"))
        return frame

    def _paper(self, paper: KeptReport) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, GRID, 0, 0)
        column.setSpacing(0)
        is_report = paper.kind is ReportKind.REPORT
        facts = {"name": paper.name, "day": f"{paper.kept_at.astimezone():%Y-%m-%d}", "who": paper.signer}
        if not is_report:
            text = tr("Reply {name}, by {who}, {day}", **facts)
        elif paper.signer:
            text = tr("Report {name}, signed by {who}, {day}", **facts)
        else:
            text = tr("Report {name}, {day}", **facts)
        mark = Picture("shield-check" if is_report else "message-square", "good" if is_report else "accent", 18)
        line = row(mark, label(text))
        line.setStretch(1, 1)
        column.addLayout(line)
        buttons = {
            "open": Button(tr("Open"), kind="link", on_click=partial(self._with_file, paper, open_file)),
            "folder": Button(
                tr("Open its folder"), kind="link", on_click=partial(self._with_file, paper, open_folder_of)
            ),
            "copy": Button(
                tr("Copy the file for WeChat"), kind="link", on_click=partial(self._with_file, paper, self._copy)
            ),
        }
        if is_report:
            mail = partial(self.mail_wanted.emit, paper)
            buttons["mail"] = Button(tr("E-mail it again…"), kind="link", on_click=mail)
        for button in buttons.values():
            button.setAccessibleDescription(paper.name)
        self.paper_buttons[paper.digest] = buttons
        column.addWidget(flowing(*buttons.values(), spacing=2 * GRID))
        return whole

    def _with_file(self, paper: KeptReport, act: Callable[[Path], None]) -> None:
        """Does something with the file of a kept paper, which is compared with what was kept before."""

        def find(workspace: "Workspace") -> Path:
            from reports.acts.over_time import located

            return located(workspace, paper)

        self._session.in_workspace(find, act, self._fail)

    def _copy(self, path: Path) -> None:
        copy_file(path)
        self._tell(sentence("The file is on the clipboard: paste it into a chat or a folder."))


def _figures(stage: "VersionStage") -> str:
    figures = stage.figures
    if figures is None:
        return tr("It cannot be evaluated here: its rules are not installed, or its answers are damaged.")
    return tr(
        "{tier}; {conditions}; maturity score {score}",
        tier=tier_word(figures.reached),
        conditions=conditions_words(figures),
        score=score_words(figures),
    )
