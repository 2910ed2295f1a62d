"""The key of an office that has none yet: name, passphrase, strength."""

from collections.abc import Callable

from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from ui.language import current, tr
from ui.style.sheet import GRID
from ui.widgets.basic import Button, label, row
from ui.widgets.missing_glyphs import UndrawnNote


class NewOffice(QWidget):
    """Name and passphrase of an office that has no key yet."""

    def __init__(self, choose: Callable[[], None]) -> None:
        super().__init__()
        self.name, self.organisation, self.secret, self.again = (QLineEdit() for _ in range(4))
        self.make_button = Button(on_click=lambda: choose() if self._agree() else None)
        self.setMaximumWidth(70 * GRID)
        form = QFormLayout(self)
        form.setContentsMargins(3 * GRID, 0, 0, 0)
        form.setHorizontalSpacing(2 * GRID)
        self._fields = (self.name, self.organisation, self.secret, self.again)
        self._labels = [label(wrap=False) for _ in self._fields]
        for name, field in zip(self._labels, self._fields, strict=True):
            name.setBuddy(field)
            form.addRow(name, field)
            if field in (self.name, self.organisation):
                form.addRow(UndrawnNote(field))
        for field in (self.secret, self.again):
            field.setEchoMode(QLineEdit.EchoMode.Password)
        self._strength = label(kind="small")
        form.addRow(self._strength)
        form.addRow(row(self.make_button, 1))
        self.secret.textChanged.connect(self._weigh)

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        texts = (tr("Name of the certificate"), tr("Office"), tr("New passphrase"), tr("Passphrase again"))
        for name, field, text in zip(self._labels, self._fields, texts, strict=True):
            name.setText(text)
            field.setAccessibleName(text)
        self.make_button.setText(tr("Make the key and save it…"))
        self._weigh(self.secret.text())

    def values(self) -> tuple[str, str, str]:
        """Returns name, office and passphrase."""
        return self.name.text().strip(), self.organisation.text().strip(), self.secret.text()

    def clear_secrets(self) -> None:
        """Forgets the passphrase that was typed."""
        self.secret.clear()
        self.again.clear()

    def _weigh(self, text: str) -> None:
        from reports.identity import passphrase_strength

        self._strength.setText(passphrase_strength(text).advice.text(current()) if text else "")

    def _agree(self) -> bool:
        if self.secret.text() == self.again.text():
            return True
        self._strength.setText(tr("The two passphrases do not match; type them again."))
        return False
