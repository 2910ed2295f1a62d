"""What a signature may carry besides name and time: a seal, a timestamp, revocation data."""

from pathlib import Path

from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from ui.language import tr
from ui.style.sheet import GRID
from ui.widgets.basic import Button, label, row
from ui.widgets.files.save_place import open_place, open_places


class Extras(QWidget):
    """Three optional lines; empty, the signature is what it usually is."""

    def __init__(self) -> None:
        super().__init__()
        self.seal, self.timestamp, self._files = QLineEdit(), QLineEdit(), QLineEdit()
        self._files.setReadOnly(True)
        self.revocation: tuple[Path, ...] = ()
        """Revocation lists and certificates to carry along."""
        self._choose_seal = Button(on_click=self._choose_picture)
        self.choose_lists = Button(on_click=self._choose_files)
        self._seal_label, self._timestamp_label, self._files_label = (label(wrap=False) for _ in range(3))
        self._about = label(kind="small")
        form = QFormLayout(self)
        form.setContentsMargins(3 * GRID, 0, 0, 0)
        form.setHorizontalSpacing(2 * GRID)
        form.addRow(self._seal_label, row(self.seal, self._choose_seal))
        form.addRow(self._timestamp_label, self.timestamp)
        form.addRow(self._files_label, row(self._files, self.choose_lists))
        form.addRow(self._about)
        self.retranslate()

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        self._seal_label.setText(tr("Seal (picture)"))
        self._timestamp_label.setText(tr("Timestamp service"))
        self._files_label.setText(tr("Revocation data"))
        self.seal.setPlaceholderText(tr("none"))
        self.timestamp.setPlaceholderText(tr("none; or its address, https://…"))
        self._choose_seal.setText(tr("Choose…"))
        self.choose_lists.setText(tr("Choose…"))
        self._about.setText(
            tr(
                "With a timestamp and revocation data, the signature can be checked years later. Without a network, a timestamp can be added by file after signing."
            )
        )
        self._show_files()
        for field, name in (
            (self.seal, self._seal_label),
            (self.timestamp, self._timestamp_label),
            (self._files, self._files_label),
        ):
            field.setAccessibleName(name.text())

    def carry(self, paths: tuple[Path, ...]) -> None:
        """Carries these files along; none takes all away."""
        self.revocation = paths
        self._show_files()

    def _show_files(self) -> None:
        self._files.setText(", ".join(path.name for path in self.revocation))
        self._files.setPlaceholderText(tr("none"))

    def _choose_picture(self) -> None:
        chosen = open_place(self, tr("Seal (picture)"), tr("Pictures") + " (*.png *.jpg *.jpeg)", self.seal.text())
        if chosen:
            self.seal.setText(str(chosen))

    def _choose_files(self) -> None:
        chosen = open_places(
            self, tr("Revocation data"), tr("Revocation lists and certificates") + " (*.crl *.pem *.crt *.cer)"
        )
        self.carry(chosen)
