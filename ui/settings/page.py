"""The settings: language, appearance, text size, role, name, and the data folder."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QVBoxLayout, QWidget

import resources
from models.language import N_, Language
from ui import language
from ui.page import Page
from ui.preferences import SCALES
from ui.roles import ROLES
from ui.session import Session
from ui.settings.backup import BackupCard
from ui.settings.data_folder import DataFolderCard
from ui.settings.encryption import EncryptionCard
from ui.settings.mail import MailCard
from ui.settings.office import OfficeCard
from ui.settings.problem_report import ProblemCard
from ui.settings.updates import UpdatesCard
from ui.style import apply
from ui.style.sheet import GRID
from ui.widgets.basic import Button, Card, label
from ui.widgets.flow import flowing
from ui.widgets.missing_glyphs import UndrawnNote

_LOOKS = (("system", N_("As the system")), ("light", N_("Light")), ("dark", N_("Dark")))
_SIZES = (N_("Normal"), N_("Large"), N_("Very large"))
_LANGUAGES: tuple[tuple[Language, str], ...] = (("zh", "中文"), ("en", "English"))


class SettingsPage(Page):
    """Every choice works at once; there is no button to apply it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        content = QWidget()
        self._body = QVBoxLayout(content)
        self._body.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 4 * GRID)
        self._body.setSpacing(2 * GRID)
        title = label(kind="title")
        self.say(title.setText, N_("Settings"))
        self._body.addWidget(title)
        preferences = session.preferences
        self._choices = Card(spacing=2 * GRID)
        self._body.addWidget(self._choices)
        self._language = self._choice(
            N_("Language"), tuple((code, name, False) for code, name in _LANGUAGES), self._set_language
        )
        self._look = self._choice(N_("Appearance"), tuple((code, name, True) for code, name in _LOOKS), self._set_look)
        self._size = self._choice(
            N_("Size of text"),
            tuple((str(scale), name, True) for scale, name in zip(SCALES, _SIZES, strict=True)),
            self._set_size,
        )
        self._role = self._choice(N_("My role"), tuple((code, name, True) for code, name in ROLES), self._set_role)
        self._look[preferences.appearance].setChecked(True)
        self._size[str(preferences.scale)].setChecked(True)
        self._body.addWidget(self._name_card())
        self.mail = MailCard(session.post)
        self.mail.failed.connect(self.fail)
        self._body.addWidget(self.mail)
        self.office = OfficeCard(session)
        self.office.failed.connect(self.fail)
        self._body.addWidget(self.office)
        self.data_folder = DataFolderCard(session)
        self.data_folder.failed.connect(self.fail)
        self._body.addWidget(self.data_folder)
        self.backup = BackupCard(session)
        self.backup.failed.connect(self.fail)
        self._body.addWidget(self.backup)
        self.encryption = EncryptionCard(session)
        self.encryption.failed.connect(self.fail)
        self._body.addWidget(self.encryption)
        self.updates = UpdatesCard()
        self.updates.failed.connect(self.fail)
        self._body.addWidget(self.updates)
        self.problem = ProblemCard(session.log)
        self.problem.failed.connect(self.fail)
        self._body.addWidget(self.problem)
        self._body.addStretch(1)
        version = label(kind="small")
        self.say(
            version.setText,
            N_(
                "Zhijie {version}. Open source, Apache-2.0. It uses the network only to send or timestamp what you ask it to."
            ),
            version=resources.version(),
        )
        self._body.addWidget(version)
        self._area = self.scrolled(content)
        session.opened.connect(self.refresh)
        session.role_changed.connect(self.refresh)
        self.refresh()

    def _choice(
        self, heading: str, options: tuple[tuple[str, str, bool], ...], choose: Callable[[str], None]
    ) -> dict[str, Button]:
        """One line of the first card: what is chosen, and its chips; the third of each option says whether its word is translated."""
        head = label(kind="heading", wrap=False)
        head.setFixedWidth(22 * GRID)
        self.say(head.setText, heading)
        group = QButtonGroup(self)
        buttons: dict[str, Button] = {}
        for code, word, translated in options:
            button = Button(word, kind="chip", on_click=partial(choose, code))
            button.setCheckable(True)
            if translated:
                self.say(button.setText, word)
            group.addButton(button)
            buttons[code] = button
        self._choices.column.addWidget(flowing(head, *buttons.values()))
        return buttons

    def _name_card(self) -> Card:
        card = Card()
        head, why = label(kind="heading"), label(kind="muted")
        self.say(head.setText, N_("My name"))
        self.say(why.setText, N_("Appears in the history next to your changes. This computer's login is never used."))
        self.person = QLineEdit()
        self.person.setMaxLength(60)
        self.person.setMaximumWidth(40 * GRID)
        self.say(self.person.setAccessibleName, N_("My name"))
        self.person.editingFinished.connect(self._set_person)
        for widget in (head, why, self.person, UndrawnNote(self.person)):
            card.column.addWidget(widget)
        return card

    def retranslate(self) -> None:
        """Shows its words in the new language."""
        self.data_folder.retranslate()
        self.backup.retranslate()
        self.encryption.retranslate()
        self.updates.retranslate()
        self.problem.retranslate()
        self.mail.retranslate()
        self.office.retranslate()
        super().retranslate()

    def refresh(self) -> None:
        """Shows what is chosen now."""
        self._language[language.current()].setChecked(True)
        settings = self.session.settings
        for button in self._role.values():
            button.setEnabled(settings is not None)
        self.office.setVisible(settings is not None and settings.role == "office")
        if settings is not None:
            self._role[settings.role].setChecked(True)
            if not self.person.hasFocus():
                self.person.setText(settings.person)

    def show_target(self, target: str) -> None:
        """Brings the mail account into view, unfolded."""
        if target == "mail":
            self.mail.fold.open_it()
            # The unfolded form gets its place in the next turn of the event loop.
            QTimer.singleShot(0, self, lambda: self._area.ensureWidgetVisible(self.mail))
            self.mail.address.setFocus()

    def choose(self, code: str) -> None:
        """Picks a choice by its code, as a click on its chip does."""
        for chips in (self._language, self._look, self._size, self._role):
            if code in chips:
                chips[code].click()

    def _set_language(self, code: str) -> None:
        language.switch("zh" if code == "zh" else "en")

    def _set_look(self, code: str) -> None:
        self.session.preferences.appearance = "light" if code == "light" else "dark" if code == "dark" else "system"
        settings = self.session.settings
        if settings is not None:
            self.session.save_settings(replace(settings, theme="" if code == "system" else code))
        apply.apply(self.session.preferences.appearance, self.session.preferences.scale)

    def _set_size(self, code: str) -> None:
        self.session.preferences.scale = float(code)
        apply.apply(self.session.preferences.appearance, self.session.preferences.scale)

    def _set_role(self, code: str) -> None:
        if self.session.settings is not None:
            self.session.save_settings(replace(self.session.settings, role=code))

    def _set_person(self) -> None:
        settings = self.session.settings
        if settings is not None and settings.person != self.person.text().strip():
            self.session.save_settings(replace(settings, person=self.person.text().strip()))

    def leave(self) -> None:
        """Keeps the name that is half typed."""
        self._set_person()
