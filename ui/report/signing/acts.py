"""The three acts in order: freeze, sign, e-mail; below each, what was done and verified."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from models.language import sentence
from ui.language import tr
from ui.report.mailing.letter import LetterCard
from ui.report.paper import Paper
from ui.report.signing.signer import Signer
from ui.report.signing.timestamp import TimestampByFile
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, Picture, label, row
from ui.widgets.files.outside import copy_file, open_file, open_folder_of
from ui.widgets.files.save_place import save_place
from ui.widgets.fold import Fold
from ui.words.times import when_words


class Act(QWidget):
    """One of the three in order, and below it what was done and verified."""

    def __init__(self, what: QWidget) -> None:
        super().__init__()
        self._mark = Picture("circle-dashed", "muted")
        self._told = label(kind="muted")
        self._what = what
        self.done = False
        """Whether the act was done."""
        words = QVBoxLayout()
        words.setSpacing(GRID // 2)
        words.addWidget(what, 0, Qt.AlignmentFlag.AlignLeft)
        words.addWidget(self._told)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(GRID)
        across.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        across.addLayout(words, 1)

    def show_state(self, *, done: bool, text: str) -> None:
        """Shows what was done, or what comes first."""
        self.done = done
        self._mark.show_icon("circle-check" if done else "circle-dashed", "good" if done else "muted")
        self._told.setText(text)
        self._told.setVisible(bool(text))
        # On one middle with the first line of words.
        alone = self._what.isHidden()
        first = self._told.fontMetrics().height() if alone else self._what.sizeHint().height()
        self._mark.setFixedHeight(max(first, self._mark.width()))


class SigningActs(Card):
    """Freeze, sign and e-mail for the version that is open; a report signed earlier is found again.

    What an act asks for is shown when its turn has come, so that there is one thing to do at a time.
    """

    mail_wanted = Signal()
    """The person wants to enter a mail account."""

    def __init__(self, paper: Paper) -> None:
        super().__init__(spacing=2 * GRID)
        self._paper = paper
        self._heading, self._mail_heading = label(kind="heading"), label(wrap=False)
        self.freeze_button = Button(icon_name="lock", on_click=lambda: paper.freeze(tr("Frozen for the report")))
        self.sign_button = Button(icon_name="pen-line", on_click=self._choose_place)
        self.freeze_act, self.sign_act, self.mail_act = (
            Act(what) for what in (self.freeze_button, self.sign_button, self._mail_heading)
        )
        self.by_name = QCheckBox()
        """Of the de-identified edition: sign it although the signature names somebody."""
        self.signer = Signer(paper.fail, paper.say)
        self.stamp = TimestampByFile(paper)
        self.stamp_fold = Fold(self.stamp)
        self.open_file = Button(kind="link", on_click=lambda: self._open(folder=False))
        self.open_folder = Button(kind="link", on_click=lambda: self._open(folder=True))
        self.copy_file = Button(kind="link", on_click=self._copy)
        self.again = Button(kind="link", on_click=paper.sign_again)
        self.letter = LetterCard(paper.session, paper.fail)
        self.letter.set_up.connect(self.mail_wanted)
        self.letter.written.connect(paper.keep_mailed)
        self.column.addWidget(self._heading)
        for part in (
            self.freeze_act,
            self.by_name,
            self.signer,
            self.sign_act,
        ):
            self.column.addWidget(part)
        self.column.addLayout(row(self.open_file, self.open_folder, self.copy_file, 1))
        for below in (self.stamp_fold, self.again, self.mail_act, self.letter):
            self.column.addWidget(below)
        self.signer.know(paper.session.preferences.signing_key)
        self.by_name.toggled.connect(lambda _on: self.refresh())
        for field in (self.signer.key_file, self.signer.passphrase):
            field.textChanged.connect(lambda _text: self.refresh())
        paper.changed.connect(self.refresh)
        paper.session.case_changed.connect(lambda: self.by_name.setChecked(False))
        self.retranslate()

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        self._heading.setText(tr("Freeze, sign, e-mail"))
        self.freeze_button.setText(tr("1 Freeze this version"))
        self.sign_button.setText(tr("2 Sign and save…"))
        self._mail_heading.setText(tr("3 Send by e-mail"))
        self.by_name.setText(tr("Sign this edition, although the signature names me"))
        self.stamp_fold.set_text(tr("Bring a timestamp by file…"))
        self.open_file.setText(tr("Open the signed report"))
        self.open_folder.setText(tr("Open its folder"))
        self.copy_file.setText(tr("Copy the file, to paste it into WeChat"))
        self.again.setText(tr("Sign again with other options…"))
        self.signer.retranslate()
        self.stamp.retranslate()
        self.letter.retranslate()
        self.refresh()

    @property
    def _asks_key(self) -> bool:
        """Whether the key is needed now; a de-identified edition is signed only on explicit request."""
        wanted = not self._paper.is_discreet or self.by_name.isChecked()
        return self._paper.is_frozen and self._paper.signed is None and wanted

    def refresh(self) -> None:
        """Shows how far the three acts are, and why the next one cannot be done yet."""
        paper = self._paper
        if paper.assessment is None:
            return
        is_signed = paper.signed is not None
        self.freeze_button.setVisible(not paper.is_frozen)
        self.freeze_act.show_state(
            done=paper.is_frozen,
            text=tr("Version {number} is frozen: its answers can no longer change.", number=paper.assessment.version)
            if paper.is_frozen
            else tr("A frozen version cannot change; a later change begins the next version."),
        )
        self.by_name.setVisible(paper.is_frozen and not is_signed and paper.is_discreet)
        self.signer.setVisible(self._asks_key)
        self.sign_button.setVisible(not is_signed)
        self.sign_button.setEnabled(self._asks_key and self.signer.ready and paper.may_leave and not paper.busy)
        if self._asks_key:
            given = paper.assessment.get
            person, firm = given("enterprise.contact"), given("enterprise.name")
            self.signer.new.offer(str(person or ""), str(firm or ""))
        self.sign_act.show_state(done=is_signed, text=self._sign_words())
        self.stamp_fold.setVisible(paper.signed is not None and not paper.signed.verdict.signatures[-1].is_timestamped)
        # One that was found in the case has a name alone.
        lies = paper.signed is not None and paper.signed.path.is_absolute() and paper.signed.path.exists()
        self.open_file.setVisible(lies)
        self.open_folder.setVisible(lies)
        self.copy_file.setVisible(lies)
        self.again.setVisible(is_signed)
        self.letter.offer(paper.signed, paper.evidence)
        self.letter.setVisible(is_signed)
        mailed = is_signed and bool(paper.mailed)
        text = self._mailed_words() if mailed else "" if is_signed else tr("Sign the report first.")
        self.mail_act.show_state(done=mailed, text=text)

    def _sign_words(self) -> str:
        """What the signature says of itself, or what comes before it."""
        paper = self._paper
        if paper.signed is not None:
            return tr(
                "{name} was signed, saved, read back and verified. Code to read out by telephone: {code}",
                name=paper.signed.path.name,
                code=paper.signed.verdict.signatures[0].facts.telephone_code,
            )
        if not paper.is_frozen:
            return tr("Freeze the version first.")
        if not paper.may_leave:
            return tr("First check what leaves your company, and tick that you have.")
        if not self._asks_key:
            return tr("Without a signature this edition names nobody: save a copy of it above the pages.")
        return "" if self.signer.ready else tr("Choose a key and type its passphrase.")

    def _mailed_words(self) -> str:
        how, _, when = self._paper.mailed.partition(" ")
        time = when_words(datetime.fromisoformat(when), datetime.now().astimezone())
        return tr("Sent from here: {time}", time=time) if how == "sent" else tr("Draft written: {time}", time=time)

    def _open(self, *, folder: bool) -> None:
        """Shows the signed file, or its folder, in the person's own programs."""
        if self._paper.signed is not None:
            (open_folder_of if folder else open_file)(self._paper.signed.path)

    def _copy(self) -> None:
        """Puts the signed file on the clipboard, as the file manager does."""
        if self._paper.signed is not None:
            copy_file(self._paper.signed.path)
            self._paper.say(sentence("The file is on the clipboard: paste it into a chat or a folder."))

    def _choose_place(self) -> None:
        path = save_place(self, tr("Save the signed report"), self._paper.file_name("pdf"), "PDF (*.pdf)")
        if path:
            self.sign_to(path)

    def sign_to(self, path: Path) -> None:
        """Signs the report of the frozen version with the key that is chosen; a passphrase serves once."""
        choice = self.signer.chosen()

        def signed() -> None:
            self.signer.passphrase.clear()
            self._paper.session.preferences.signing_key = str(choice.key)

        self._paper.sign_to(path, choice, signed)
