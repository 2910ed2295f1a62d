"""A report that was signed earlier, e-mailed again."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from models.case import KeptReport
from models.errors import ApplicationError
from models.language import Sentence, sentence
from ui import tasks
from ui.language import tr
from ui.report.mailing.letter import LetterCard
from ui.session import Session
from ui.style.sheet import GRID
from ui.widgets.basic import Card, label

if TYPE_CHECKING:
    from reports.acts.signed_file import SignedFile


class MailAgain(Card):
    """Hidden until a report was chosen and verified once more."""

    def __init__(
        self,
        session: Session,
        refuse: Callable[[Sentence], object],
        fail: Callable[[ApplicationError], None],
        set_up: Callable[[], object],
    ) -> None:
        super().__init__(margin=2 * GRID)
        self._session, self._refuse, self._fail = session, refuse, fail
        self._paper: KeptReport | None = None
        self._heading = label(kind="heading")
        self.letter = LetterCard(session, fail)
        self.letter.set_up.connect(set_up)
        self.letter.written.connect(self._keep)
        self.column.addWidget(self._heading)
        self.column.addWidget(self.letter)
        session.case_changed.connect(self.put_away)
        self.hide()

    def put_away(self) -> None:
        """Hides the letter."""
        self._paper = None
        self.letter.offer(None)
        self.hide()

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        if self._paper is not None:
            self._heading.setText(tr("E-mail {name} again", name=self._paper.name))
        self.letter.retranslate()

    def offer(self, paper: KeptReport) -> None:
        """Verifies a kept report and offers to send it; one that is not sound is not sent."""
        workspace = self._session.workspace
        if workspace is None:
            return
        folder = workspace.folder

        def check(data: bytes) -> None:
            def work(_control: tasks.Control) -> "SignedFile":
                from reports.acts.signed_file import SignedFile, verified

                return SignedFile(
                    Path(paper.name), data, verified(paper.name, data, datetime.now().astimezone(), folder)
                )

            tasks.run(work, show, self._fail)

        def show(report: "SignedFile") -> None:
            from reports.acts.signed_file import SOUND

            verdict = report.verdict
            if verdict.kind not in SOUND:
                self._refuse(sentence("{name} was not sent: {reason}", name=verdict.name, reason=verdict.reason))
                return
            self._paper = paper
            self.letter.offer(report)
            self.retranslate()
            self.show()
            self.letter.address.setFocus()

        self._session.in_workspace(lambda workspace: workspace.report_bytes(paper.digest), check, self._fail)

    def _keep(self, how: str) -> None:
        """Remembers that the letter was made, as the report page does."""
        if self._paper is not None:
            key = f"mailed/{self._paper.digest}"
            text = f"{how} {datetime.now().astimezone().isoformat(timespec='seconds')}"
            self._session.in_workspace(lambda workspace: workspace.remember(key, text))
