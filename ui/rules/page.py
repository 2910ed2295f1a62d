"""Which rules apply to this factory: the edition and local rules to choose, every rule with its source, packs to add."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget

from models import counts
from models.errors import ApplicationError
from models.language import N_, Sentence, sentence
from models.packs.office.draft import RulesDraft, draft_of, kept_draft
from models.rulebook import Condition, PackId, PackInfo, Rulebook, Tier, TierId
from ui.language import current, tr, words
from ui.page import Page
from ui.results.rows import not_asked, source_line
from ui.rules.draft import DraftView
from ui.rules.own_measures import own_measures_button
from ui.session import Session
from ui.style.sheet import GRID
from ui.widgets.banner import Banner
from ui.widgets.basic import Button, Card, as_written, clear, column, label, row
from ui.widgets.files.save_place import open_place
from ui.widgets.flow import FlowLayout
from ui.widgets.fold import Fold
from ui.widgets.pickable import Tick
from ui.words.publishers import Signers, signed_by

if TYPE_CHECKING:
    from models.workspace import Workspace
    from models.workspace.trial import Trial
    from reports.verification.publisher import Publisher

_MOST_LINES = 14
"""Of what a pack would change; the command line prints all."""
_KINDS = {"rulebook": N_("national edition"), "overlay": N_("local rules"), "catalogue": N_("measures")}
_Installed = tuple[tuple[PackInfo, ...], Rulebook, Signers, frozenset[str]]
"""The packs, the rules of the case, who signed which pack, and of which there is a draft."""


class RulesPage(Page):
    """Reads the packs in the background; shows the rules of the open case, or of the usual edition."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.packs: tuple[PackInfo, ...] = ()
        self._rulebook: Rulebook | None = None
        self._signers: Signers = {}
        self._drafts: frozenset[str] = frozenset()
        self._language = current()
        self._drawn: tuple[object, ...] = ()
        self.choices: dict[str, QAbstractButton] = {}
        self.edits: dict[str, Button] = {}
        """Opens a draft of a pack, by its id."""
        self.confirms: dict[str, Button] = {}
        """Confirms who signed a pack, by its id, where that is not confirmed yet."""
        self.tier_folds: dict[TierId, Fold] = {}
        """The rules of each tier."""
        self.view: DraftView | None = None
        """The draft that is open."""
        content = QWidget()
        self._body = QVBoxLayout(content)
        self._body.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 4 * GRID)
        self._body.setSpacing(2 * GRID)
        title, lead = label(kind="title"), label(kind="lead")
        self.say(title.setText, N_("Rules and sources"))
        self.say(
            lead.setText,
            N_("Every rule is data with a source. Nothing was invented: what no public text says stays unknown."),
        )
        self._body.addWidget(title)
        self._body.addWidget(lead)
        self._body.addWidget(self._choosing())
        self._body.addWidget(self._every_rule())
        self._body.addWidget(self._pack_list())
        self._body.addStretch(1)
        self._area = self.scrolled(content)
        session.opened.connect(self._read)
        session.case_changed.connect(self._read)
        self._read()

    def _choosing(self) -> Card:
        self._choosing_card = Card()
        heading, hint = label(kind="heading"), label(kind="muted")
        self.say(heading.setText, N_("Rules for this case"))
        self.say(
            hint.setText,
            N_(
                "Choose a national edition and the local rules of your province or city, if any; the result updates at once."
            ),
        )
        self._editions, self._overlays = QWidget(), QWidget()
        self._edition_flow, self._overlay_flow = FlowLayout(self._editions), FlowLayout(self._overlays)
        for widget in (heading, hint, self._editions, self._overlays):
            self._choosing_card.column.addWidget(widget)
        return self._choosing_card

    def _every_rule(self) -> Card:
        card = Card()
        self._rules_heading = label(kind="heading")
        self._rules = QVBoxLayout()
        self._rules.setSpacing(2)
        card.column.addWidget(self._rules_heading)
        card.column.addLayout(self._rules)
        return card

    def _pack_list(self) -> Card:
        card = Card()
        heading, hint = label(kind="heading"), label(kind="muted")
        self.say(heading.setText, N_("Installed packs"))
        self.say(
            hint.setText,
            N_(
                "A new pack is added alongside the old ones, so that an old report is checked by the rules that made it."
            ),
        )
        self._offer = Banner()
        self._pack_rows = QVBoxLayout()
        self._pack_rows.setSpacing(4)
        add = Button(icon_name="plus", on_click=self._choose_file)
        self.say(add.setText, N_("Add a pack from a file…"))
        for widget in (heading, hint, self._offer):
            card.column.addWidget(widget)
        card.column.addLayout(self._pack_rows)
        # One below the other: side by side they are wider than a small screen.
        card.column.addLayout(row(add, 1))
        card.column.addLayout(row(own_measures_button(self), 1))
        return card

    # What is shown

    def _read(self) -> None:
        """Reads packs and rules in the storage thread; they are shown when they are there."""
        rulebook = self.session.rulebook if self.session.assessment is not None else None

        def show(installed: _Installed) -> None:
            self.packs, self._rulebook, self._signers, self._drafts = installed
            self.refresh()

        def read(workspace: "Workspace") -> _Installed:
            from reports.acts.packs import publishers

            packs = workspace.library.packs()
            now = datetime.now().astimezone()
            drafts = frozenset(path.stem for path in (workspace.folder / "drafts").glob("*.xlsx"))
            signers = publishers(packs, workspace.folder, now)
            return packs, rulebook or workspace.rulebook(), signers, drafts

        self.session.in_workspace(read, show)

    def refresh(self) -> None:
        """Shows packs and rules, rebuilding them only when they or the language changed."""
        if self.view is not None and self._language != current():
            self._language = current()
            self.view.show_all()
            self.view.check()
        rulebook, assessment = self._rulebook, self.session.assessment
        self._choosing_card.setVisible(assessment is not None)
        drawn = (
            id(rulebook),
            self.packs,
            tuple(self._signers.values()),
            self._drafts,
            current(),
            assessment and (assessment.rulebook, assessment.overlays),
        )
        if rulebook is None or drawn == self._drawn:
            return
        self._drawn = drawn
        self._show_choices()
        self._show_rules(rulebook)
        self._show_packs()

    def _show_choices(self) -> None:
        assessment = self.session.assessment
        for flow in (self._edition_flow, self._overlay_flow):
            clear(flow)
        self.choices.clear()
        if assessment is None:
            return
        for pack in self.packs:
            if pack.kind not in ("rulebook", "overlay"):
                continue
            chosen = pack.id == assessment.rulebook or pack.id in assessment.overlays
            button = self._choice(pack)
            button.setChecked(chosen)
            button.setEnabled(self.session.editable)
            button.setToolTip(as_written(f"{pack.region} · {pack.version} · {pack.date}"))
            self.choices[pack.id] = button
            (self._edition_flow if pack.kind == "rulebook" else self._overlay_flow).addWidget(button)

    def _choice(self, pack: PackInfo) -> QAbstractButton:
        """One of several editions is a chip; local rules can be unticked, since there may be none."""
        if pack.kind == "rulebook":
            chip = Button(words(pack.name), kind="chip", on_click=partial(self._choose, pack))
            chip.setCheckable(True)
            return chip
        box = Tick(words(pack.name))
        box.clicked.connect(lambda _on: self._choose(pack))
        return box

    def _show_rules(self, rulebook: Rulebook) -> None:
        clear(self._rules)
        self._rules_heading.setText(
            tr("Every rule: {packs}", packs=tuple(f"{words(pack.name)} {pack.version}" for pack in rulebook.packs))
        )
        self.tier_folds.clear()
        for tier in rulebook.tiers:
            rules = [condition for condition in rulebook.conditions if condition.tier == tier.id]
            said = tr("{tier}: {conditions}", tier=words(tier.name), conditions=counts.conditions(len(rules)))
            # Made when it is unfolded: all of them at once would hold the window for seconds.
            fold = Fold(partial(self._rules_of, rulebook, tier, rules), said)
            self.tier_folds[tier.id] = fold
            self._rules.addWidget(fold)

    def _rules_of(self, rulebook: Rulebook, tier: Tier, rules: Sequence[Condition]) -> QWidget:
        whole = QWidget()
        lines = column(whole, margin=0, spacing=2)
        lines.addWidget(label(words(tier.recognised_by), "small"))
        names: dict[PackId, str] = {pack.id: words(pack.name) for pack in rulebook.packs}
        for condition in rules:
            self._show_rule(lines, rulebook, condition, names)
        return whole

    def _show_rule(
        self, lines: QVBoxLayout, rulebook: Rulebook, condition: Condition, names: dict[PackId, str]
    ) -> None:
        lines.addSpacing(4)
        lines.addWidget(label(words(condition.text)))
        lines.addWidget(label(words(condition.rule_text), "muted"))
        for line in not_asked(condition):
            lines.addWidget(label(line, "muted"))
        line = f"{names.get(condition.pack, condition.pack)}; {source_line(rulebook, condition)}"
        if condition.informative:
            line += "  " + tr("For information only; not counted.")
        lines.addWidget(label(line, "small"))

    def _show_packs(self) -> None:
        clear(self._pack_rows)
        self.edits.clear()
        self.confirms.clear()
        for pack in self.packs:
            line = QHBoxLayout()
            line.setSpacing(GRID)
            self._pack_rows.addLayout(line)
            line.addWidget(
                label(
                    tr(
                        "{name}: {kind}, version {version}, {date}, {publisher}, SHA-256 {digest}…",
                        name=pack.name,
                        kind=sentence(_KINDS[pack.kind]) if pack.kind in _KINDS else pack.kind,
                        version=pack.version,
                        date=pack.date,
                        publisher=signed_by(pack, self._signers),
                        digest=pack.digest[:12],
                    ),
                    "muted",
                ),
                1,
            )
            signer = self._signers.get(pack.id)
            if signer is not None and not isinstance(signer, ApplicationError) and not signer.trusted:
                confirm = Button(kind="link", on_click=partial(self._ask_trust, signer))
                confirm.setText(tr("Confirm the publisher…"))
                confirm.setAccessibleName(f"{confirm.text()} {signer.facts.name}")
                self.confirms[pack.id] = confirm
                line.addWidget(confirm)
            if pack.kind != "catalogue":
                has_draft = pack.id in self._drafts
                edit = Button(kind="link", on_click=partial(self.open_draft, str(pack.id)))
                edit.setText(tr("Continue the draft") if has_draft else tr("Edit as a draft"))
                edit.setAccessibleName(f"{edit.text()}: {words(pack.name)}")
                self.edits[pack.id] = edit
                line.addWidget(edit)

    # Drafts

    def open_draft(self, id: str) -> None:
        """Opens the draft of a pack that was kept, or begins one; it stays until it is installed."""

        def work(workspace: "Workspace") -> tuple[Path, RulesDraft]:
            path = workspace.folder / "drafts" / f"{id}.xlsx"
            return path, kept_draft(path) if path.is_file() else workspace.library.draft(id, current())

        self.session.in_workspace(work, lambda opened: self._show_draft(*opened), self.fail)

    def open_file(self, path: Path) -> None:
        """Begins a draft of the pack in a file."""

        def work(workspace: "Workspace") -> tuple[Path, RulesDraft]:
            opened = workspace.library.opened(path)
            kept = workspace.folder / "drafts" / f"{opened.header.info.id}.xlsx"
            return kept, draft_of(opened.root, current(), date.today())

        self._offer.hide()
        self.session.in_workspace(work, lambda begun: self._show_draft(*begun), self.fail)

    def _show_draft(self, path: Path, draft: RulesDraft) -> None:
        self._close_draft()
        self._language = current()
        self.view = DraftView(self.session, path, draft)
        self.view.closed.connect(self._close_draft)
        self.view.installed.connect(self.install)
        self.view.discarded.connect(partial(self._discard, path))
        self.view.failed.connect(self.fail)
        self.view.told.connect(self.told)
        self._area.hide()
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self.view)

    def _close_draft(self) -> None:
        if self.view is None:
            return
        self.view.hide()
        self.view.deleteLater()
        self.view = None
        self._area.show()
        self._drawn = ()
        self._read()

    def _discard(self, path: Path) -> None:
        """Takes a draft away; the bar brings it back as long as the page is open."""
        view = self.view
        if view is None:
            return
        draft = view.draft
        view.abandon()
        self._close_draft()

        def gone(_nothing: object) -> None:
            self._read()
            self._offer.tell(
                "note",
                tr("The draft was discarded; the installed pack is as it was."),
                (tr("Bring it back"), partial(self._show_again, path, draft)),
                close_name=tr("Close this message"),
            )

        self.session.in_workspace(lambda _workspace: path.unlink(missing_ok=True), gone, self.fail)

    def _show_again(self, path: Path, draft: RulesDraft) -> None:
        self._offer.hide()
        self._show_draft(path, draft)

    def leave(self) -> None:
        """Keeps what was changed in a draft in the last moment."""
        if self.view is not None:
            self.view.finish()

    # What the person does

    def _choose(self, pack: PackInfo) -> None:
        assessment = self.session.assessment
        if assessment is None:
            return
        case, edition, overlays = assessment.case_number, assessment.rulebook, assessment.overlays
        if pack.kind == "rulebook":
            edition = str(pack.id)
        elif pack.id in overlays:
            overlays = tuple(overlay for overlay in overlays if overlay != pack.id)
        else:
            overlays = (*overlays, str(pack.id))
        # The chips show what holds: they change when the choice was accepted, not when it was clicked.
        self._drawn = ()
        self.refresh()
        self.session.take_over(lambda workspace: workspace.use_rules(case, edition, overlays))

    def _ask_trust(self, signer: "Publisher") -> None:
        """Shows the code that the publisher reads out; only a person who compared it confirms."""
        self._offer.tell(
            "note",
            tr(
                "{name} ({organisation}), code {code}: call the publisher on a number you know and ask them to read out their code. Is it the same?",
                name=signer.facts.name,
                organisation=signer.facts.organisation or "–",
                code=signer.facts.telephone_code,
            ),
            (tr("The code matches: confirm this publisher"), partial(self._trust, signer)),
            close_name=tr("Close this message"),
        )

    def _trust(self, signer: "Publisher") -> None:
        def confirm(workspace: "Workspace") -> None:
            from reports.acts.packs import trust_publisher

            trust_publisher(signer, workspace.folder, datetime.now().astimezone())

        def confirmed(_nothing: object) -> None:
            self._offer.hide()
            self._read()

        self.session.in_workspace(confirm, confirmed, self.fail)

    def _choose_file(self) -> None:
        name = open_place(self, tr("Add a pack"), tr("Packs (*.yaml *.yml *.xlsx)"))
        if name:
            self.offer(name)

    def offer(self, path: Path) -> None:
        """Tries a pack's file against the cases here and shows what it would change; nothing is installed yet."""

        def read(workspace: "Workspace") -> "tuple[Trial, Signers]":
            from reports.acts.packs import publishers, refuse_broken

            refuse_broken(workspace.library.inspect(path).pack)
            trial = workspace.try_pack(path)
            return trial, publishers([trial.pack.pack], workspace.folder, datetime.now().astimezone())

        def show(tried: "tuple[Trial, Signers]") -> None:
            trial, signers = tried
            lines = (trial.pack.text, signed_by(trial.pack.pack, signers), *trial.pack.remarks, *trial.sentences)
            if len(lines) > _MOST_LINES:
                rest = len(lines) - _MOST_LINES
                lines = (*lines[:_MOST_LINES], sentence("… and {count} more; all with “packs inspect”", count=rest))
            self._offer.tell(
                "note",
                "\n".join(words(line) for line in lines),
                (tr("Install"), partial(self.install, path)),
                *((tr("Edit as a draft"), partial(self.open_file, path)),) * (trial.pack.pack.kind != "catalogue"),
                close_name=tr("Do not install"),
            )

        self.session.in_workspace(read, show, self.fail)

    def install(self, path: Path) -> None:
        """Installs a pack that was offered."""

        def done(pack: PackInfo) -> None:
            self._offer.hide()
            self._close_draft()
            said: Sentence = sentence("Installed: {name} {version}", name=pack.name, version=pack.version)
            self.told.emit(said)
            self._read()
            self.session.reload_cases()
            self.session.reload_catalogue()

        def install(workspace: "Workspace") -> PackInfo:
            from reports.acts.packs import refuse_broken

            refuse_broken(workspace.library.inspect(path).pack)
            installed = workspace.install_pack(path)
            if path.parent == workspace.folder / "drafts":
                path.unlink(missing_ok=True)
            return installed

        self.session.in_workspace(install, done, self.fail)
