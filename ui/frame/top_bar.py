"""The bar above the page: which factory, which version, whether it is saved; language and search."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from models.assessment import AssessmentState
from ui import language
from ui.language import tr
from ui.session import Session
from ui.style.sheet import GRID, set_kind
from ui.widgets.basic import Button, OneLine, Picture, as_written, label


class TopBar(QFrame):
    """Always visible. Says `saved` only after the commit."""

    search = Signal()
    ladder_toggled = Signal(bool)

    def __init__(self, session: Session) -> None:
        super().__init__()
        set_kind(self, "bar")
        self._session = session
        self._problem = False
        self._factory = OneLine()
        self._factory.setTextFormat(Qt.TextFormat.PlainText)
        set_kind(self._factory, "heading")
        self._version = OneLine()
        self._version.setTextFormat(Qt.TextFormat.PlainText)
        set_kind(self._version, "muted")
        self._saved_mark = Picture("check", "good", 16)
        self._saved = label(kind="muted", wrap=False)
        self._search = Button(kind="quiet", icon_name="search", on_click=self.search.emit)
        self._language = Button(kind="quiet", icon_name="languages", on_click=self._switch_language)
        self._ladder = Button(kind="quiet", icon_name="panel-right-close")
        self._ladder.setCheckable(True)
        self._ladder.toggled.connect(self._toggle_ladder)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 4, GRID, 4)
        layout.setSpacing(GRID)
        layout.addWidget(self._factory)
        layout.addWidget(self._version)
        layout.addStretch(1)
        for widget in (self._saved_mark, self._saved, self._search, self._language, self._ladder):
            layout.addWidget(widget)
        self.setFixedHeight(48)
        session.saved.connect(self._show_saved)
        session.saving.connect(self._show_saving)
        session.save_failed.connect(self._show_unsaved)
        session.case_changed.connect(self.refresh)
        session.answers_changed.connect(self.refresh)
        self.retranslate()

    def refresh(self) -> None:
        """Shows the open case."""
        assessment = self._session.assessment
        if assessment is None:
            self._factory.setText(tr("Zhijie"))
            self._version.setText("")
        else:
            names = [assessment.get("enterprise.name"), assessment.get("factory.name")]
            self._factory.setText(" · ".join(str(name) for name in names if name) or tr("Factory without a name"))
            self._factory.setToolTip(as_written(self._factory.text()))
            state = tr("draft") if assessment.state is AssessmentState.DRAFT else tr("frozen, read only")
            self._version.setText(
                tr(
                    "{case}, version {version}, {state}",
                    case=assessment.case_number,
                    version=assessment.version,
                    state=state,
                )
            )
        self._show_saved(self._session.saved_at)

    def _show_saved(self, when: datetime | None) -> None:
        shown = when is not None and self._session.editable and not self._session.unsaved and self._session.settled
        self._saved_mark.setVisible(shown)
        if shown and when is not None:
            self._saved_mark.show_icon("check", "good")
            self._saved.setText(tr("Saved {time}", time=when.strftime("%H:%M")))
            set_kind(self._saved, "muted")
        elif self._session.unsaved:
            self._show_unsaved()
        elif not self._session.settled:
            self._show_saving()
        else:
            self._saved.setText("")

    def _show_saving(self) -> None:
        if not self._session.unsaved and not self._session.settled:
            self._saved_mark.hide()
            self._saved.setText(tr("Saving…"))
            set_kind(self._saved, "muted")

    def _show_unsaved(self, _problem: object = None) -> None:
        self._saved_mark.setVisible(True)
        self._saved_mark.show_icon("triangle-alert", "bad")
        self._saved.setText(tr("Not saved"))
        set_kind(self._saved, "bad")

    @property
    def saved_text(self) -> str:
        """What the bar says of the last save."""
        return self._saved.text()

    @property
    def factory_text(self) -> str:
        """How the bar names the open factory."""
        return self._factory.text()

    def _switch_language(self) -> None:
        language.switch("en" if language.current() == "zh" else "zh")

    def _toggle_ladder(self, shown: bool) -> None:
        self._ladder.set_icon("panel-right-close" if shown else "panel-right-open")
        self.ladder_toggled.emit(shown)

    def set_ladder(self, *, shown: bool) -> None:
        """Shows whether the ladder is open, without asking for it."""
        self._ladder.blockSignals(True)
        self._ladder.setChecked(shown)
        self._ladder.blockSignals(False)
        self._ladder.set_icon("panel-right-close" if shown else "panel-right-open")

    def offer_ladder(self, *, offered: bool) -> None:
        """Shows the button for the ladder only where there is one."""
        self._ladder.setVisible(offered)

    def retranslate(self) -> None:
        """Shows its words in the present language."""
        self._search.setText(tr("Search"))
        self._search.name_it(tr("Search questions, scenarios, measures and cases (Ctrl+K)"))
        # Each language is offered in itself, so that whoever cannot read the window finds the way out.
        self._language.setText("English" if language.current() == "zh" else "中文")
        self._language.name_it("Switch to English" if language.current() == "zh" else "切换为中文")
        self._ladder.name_it(tr("Show or hide the ladder"))
        self.refresh()
