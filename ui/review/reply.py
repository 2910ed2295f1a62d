"""What the assessor signs about a file: the reply with the remarks, a countersignature, or a note of the verdict."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from models.language import Sentence, sentence
from reports.verification import Verdict, VerificationTask
from ui import tasks
from ui.language import current, tr, words
from ui.report.mailing.letter import LetterCard
from ui.report.signing.signer import Signer
from ui.review.formal import Formal
from ui.review.remarks import Remarks
from ui.session import Session
from ui.widgets.basic import Button, Card, label, row
from ui.widgets.files.save_place import save_place
from ui.widgets.fold import Fold

if TYPE_CHECKING:
    from models.workspace import Workspace
    from reports.acts.signed_file import SignedFile


class ReplyCard(Card):
    """For a sound report the reply comes first; of any other file only the verdict can be kept, signed."""

    set_up_mail = Signal()
    """The person wants to enter a mail account."""
    replied = Signal()
    """A reply was signed, and the inbox knows of it."""

    def __init__(
        self,
        session: Session,
        remarks: Remarks,
        fail: tasks.Failed,
    ) -> None:
        super().__init__()
        self._session, self._remarks, self._fail = session, remarks, fail
        self._verdict: Verdict | None = None
        self._answerable = False
        self._heading, self._told = label(kind="heading"), label(kind="muted")
        self.signer = Signer(fail, self._say)
        self.send = Button(kind="primary", icon_name="pen-line", on_click=self._choose)
        self.formal = Formal(session, self.signer, fail)
        self.fold = Fold(self.formal)
        self.letter = LetterCard(session, fail)
        self.letter.set_up.connect(self.set_up_mail)
        self.letter.hide()
        self.column.addWidget(self._heading)
        self.column.addWidget(self.signer)
        self.column.addLayout(row(self.send, 1))
        for widget in (self._told, self.letter, self.fold):
            self.column.addWidget(widget)
        for field in (self.signer.key_file, self.signer.passphrase):
            field.textChanged.connect(lambda _text: self._show())
        self.retranslate()

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        self.send.setText(tr("Sign the reply and save…"))
        self.signer.retranslate()
        self.formal.retranslate()
        self.letter.retranslate()
        self._show()

    def show_verdict(self, verdict: Verdict | None, file: VerificationTask | None, *, answerable: bool) -> None:
        """Offers what can be signed about a file.

        Args:
            verdict: of the file; None offers nothing.
            file: the file itself, for a countersignature.
            answerable: whether it is a sound report, to which one can reply.
        """
        self._verdict = verdict
        self._answerable = answerable
        self._say(None)
        self.letter.offer(None)
        self.letter.hide()
        self.formal.show_verdict(verdict, file)
        self.fold.open_it(not answerable)
        self.setVisible(verdict is not None)
        self._show()

    def _show(self) -> None:
        answerable = self._verdict is not None and self._answerable
        self._heading.setText(tr("Signed reply") if answerable else tr("Keep the verdict as a signed note"))
        self.fold.set_text(
            tr("Countersign the report, or keep the verdict as a note")
            if answerable
            else tr("A note records which file received which verdict, and when; it can be checked like a report.")
        )
        self.send.setVisible(answerable)
        self.send.setEnabled(answerable and self.signer.ready)

    def _say(self, news: Sentence | None) -> None:
        self._told.setText("" if news is None else words(news))
        self._told.setVisible(news is not None)

    @property
    def told(self) -> str:
        """What the card says of the last action."""
        return self._told.text()

    def _choose(self) -> None:
        if self._verdict is None:
            return
        problem = self._remarks.problem()
        if problem is not None:
            self._say(problem)
            return
        name = f"zhijie-{self._verdict.case}-v{self._verdict.version}-reply.pdf"
        path = save_place(self, tr("Save the signed reply"), name, "PDF (*.pdf)")
        if path:
            self.sign_to(path)

    def sign_to(self, path: Path) -> None:
        """Signs the remarks as a reply, saves it, verifies what was saved and offers to send it."""
        verdict, workspace = self._verdict, self._session.workspace
        if verdict is None or workspace is None:
            return
        chosen, language, folder = self.signer.chosen(), current(), workspace.folder
        findings, conclusion = self._remarks.findings(), self._remarks.reviews.conclusion()

        def work(_control: tasks.Control) -> "SignedFile":
            from reports.acts.assessor import sign_reply
            from reports.exchange.replying import next_number
            from reports.reply import Findings

            number = next_number(workspace, verdict.stages[0])
            with chosen.opened(datetime.now().astimezone(), language, folder) as pen:
                return sign_reply(verdict, Findings(findings, conclusion, reply_no=number), path, pen)

        def done(reply: "SignedFile") -> None:
            self.signer.passphrase.clear()
            self._note(reply)
            self._say(
                sentence(
                    "{name} was signed, saved and read back. Send it back by e-mail. Your telephone code: {code}",
                    name=path.name,
                    code=reply.telephone_code,
                )
            )
            self.letter.offer(reply)
            self.letter.show()

        tasks.run(work, done, self._fail)

    def _note(self, reply: "SignedFile") -> None:
        """Notes the reply in the inbox, whose dossier waits for the factory from now on."""

        def keep(workspace: "Workspace") -> None:
            from reports.exchange.replying import keep_sent

            keep_sent(workspace, reply, datetime.now().astimezone())

        self._session.in_workspace(keep, lambda _none: self.replied.emit(), self._fail)
