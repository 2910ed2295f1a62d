"""Evidence that came as a separate file, compared with what the signed report names."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models import counts
from models.errors import ApplicationError
from reports.verification import Verdict
from ui import tasks
from ui.language import tr, words
from ui.style.sheet import set_kind
from ui.widgets.basic import Button, Card, label, row
from ui.widgets.files.save_place import open_place

if TYPE_CHECKING:
    from reports.mail import BundleFindings


class Proof(Card):
    """Offered for a sound report that names evidence."""

    def __init__(self) -> None:
        super().__init__()
        self._digest = ""
        self._named: dict[str, str] = {}
        self._heading, self._told = label(kind="heading"), label()
        self.choose = Button(icon_name="paperclip", on_click=self._choose_archive)
        for widget in (self._heading, self._told):
            self.column.addWidget(widget)
        self.column.addLayout(row(self.choose, 1))
        self.retranslate()

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        self._heading.setText(tr("Evidence"))
        self.choose.setText(tr("Compare an evidence archive…"))
        self._say_what_is_named()

    def _say_what_is_named(self) -> None:
        set_kind(self._told, "muted")
        self._told.setText(
            tr(
                "The report names {files} by their SHA-256. If the evidence came as a separate file, compare it here.",
                files=counts.files(len(self._named)),
            )
        )

    @property
    def told(self) -> str:
        """What the card says."""
        return self._told.text()

    def show_report(self, verdict: Verdict | None, payload: Mapping[str, Any] | None) -> None:
        """Offers the comparison for a report; nothing where it names no evidence."""
        rows = payload["evidence"] if payload is not None else ()
        self._stages = verdict.stages if verdict is not None else ()
        self._named = {row["digest"]: row["name"] or row["digest"][:12] for row in rows}
        self._say_what_is_named()
        self.setVisible(bool(self._named))

    def _choose_archive(self) -> None:
        chosen = open_place(self, tr("Compare an evidence archive…"), tr("Evidence archives") + " (*.zip)")
        if chosen:
            self.compare(chosen)

    def compare(self, path: Path) -> None:
        """Compares an archive with what the report names; nothing is unpacked to the disk."""
        stages, named = self._stages, self._named

        def work(control: tasks.Control) -> "BundleFindings":
            from reports.mail import check_bundle

            return check_bundle(path, stages, named, lambda: control.cancelled)

        def show(findings: "BundleFindings") -> None:
            from reports.mail import bundle_lines

            if stages != self._stages:
                return
            set_kind(self._told, "good" if findings.complete else "bad")
            self._told.setText("\n".join(words(line) for line in bundle_lines(findings, len(named))))

        def wrong(problem: ApplicationError) -> None:
            set_kind(self._told, "bad")
            self._told.setText(words(problem.sentence))

        self._told.setText(tr("Comparing…"))
        tasks.run(work, show, wrong)
