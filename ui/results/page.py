"""The page that says which tier is reached, exactly why, and what is missing for the next one."""

from decimal import Decimal
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from models.assessment import AnswerId, Value
from models.evaluation import Evaluation, Status
from models.evaluator import evaluate
from models.language import N_, counted, plain_number
from models.rulebook import CAVEAT, TierId
from ui.language import run_on, tr, words
from ui.page import Page, ScrolledContent
from ui.results.changes import ChangesCard
from ui.results.missing import MissingCard
from ui.results.radar import RadarView
from ui.results.rows import ConditionRow, ContradictionRow, titled
from ui.results.what_if import Tried, WhatIfCard
from ui.session import Session
from ui.style.sheet import GRID
from ui.widgets.banner import Banner
from ui.widgets.basic import Button, Card, clear, label
from ui.widgets.flow import FlowLayout
from ui.widgets.ladder import LadderView, met_of
from ui.words.subjects import grouped


class ResultsPage(Page):
    """Pyramid, sentence, conditions by tier, radar, proof, contradictions, indices and what-if."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._tier: TierId | None = None
        self._chosen = False
        self._rows: list[ConditionRow] = []
        self._tried: dict[AnswerId, Value | None] = {}
        self._tried_of = ("", 0)
        """Case and version whose answers are tried."""
        self.shown: Evaluation | None = None
        """What the page shows: the facts, or the tried answers in what-if mode."""
        content = ScrolledContent()
        body = QVBoxLayout(content)
        body.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 3 * GRID)
        body.setSpacing(2 * GRID)
        self._banner = Banner(closable=False)
        body.addWidget(self._banner)
        body.addWidget(self._summary())
        self.changes = ChangesCard(session, self._show_answer)
        body.addWidget(self.changes)
        self.what_if = WhatIfCard(self._try, self._show_answer)
        self.what_if.hide()
        body.addWidget(self.what_if)
        body.addWidget(self._conditions())
        side = QHBoxLayout()
        side.setSpacing(2 * GRID)
        self._radar_card, radar = titled("", hint=" ")
        self._radar = RadarView()
        radar.addWidget(self._radar)
        self._proof_card, self._proof = titled("")
        for card in (self._radar_card, self._proof_card):
            card.column.addStretch(1)
        side.addWidget(self._radar_card, 1)
        side.addWidget(self._proof_card, 1)
        body.addLayout(side)
        self._contradiction_card, self._contradictions = titled("")
        body.addWidget(self._contradiction_card)
        self._index_card, self._indices = titled("", hint=" ")
        body.addWidget(self._index_card)
        body.addStretch(1)
        self.scrolled(content)
        self._name_cards()
        self._leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        self._leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._leave.setEnabled(False)
        self._leave.activated.connect(self.end_what_if)

    def _summary(self) -> Card:
        card = Card()
        self._sentence = label(kind="title")
        self._possible = label(kind="lead")
        self._notice = label(kind="small")
        self.say(
            self._notice.setText,
            N_("Self-assessment for reference. Recognition is for the authority to decide."),
        )
        self._next = Button(kind="primary", on_click=lambda: self.go.emit("roadmap", ""))
        self.say(self._next.setText, N_("Plan the cheapest way there"))
        self._try_button = Button(icon_name="sparkles", on_click=self.start_what_if)
        self.say(self._try_button.setText, N_("What if…"))
        self._pyramid = LadderView()
        self._pyramid.chosen.connect(self.show_target)
        left = QVBoxLayout()
        left.setSpacing(GRID)
        left.addWidget(self._sentence)
        left.addWidget(self._possible)
        left.addStretch(1)
        left.addWidget(self._notice)
        ways = QWidget()
        flow = FlowLayout(ways, spacing=GRID)
        for way in (self._next, self._try_button):
            flow.addWidget(way)
        left.addWidget(ways)
        across = QHBoxLayout()
        across.setSpacing(3 * GRID)
        across.addLayout(left, 1)
        across.addWidget(self._pyramid, 1)
        card.column.addLayout(across)
        return card

    def _conditions(self) -> Card:
        card = Card()
        heading = label(kind="heading")
        self.say(heading.setText, N_("Conditions by tier"))
        card.column.addWidget(heading)
        self._tabs = QHBoxLayout()
        self._tabs.setSpacing(GRID)
        card.column.addLayout(self._tabs)
        self._tab_group = QButtonGroup(self)
        self._tab_group.setExclusive(True)
        self._tab_of: dict[TierId, Button] = {}
        self._lead = label(kind="muted")
        card.column.addWidget(self._lead)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        card.column.addLayout(self._list)
        self._apart_heading = label(kind="heading")
        self.say(self._apart_heading.setText, N_("Does not count for the tier, for information only"))
        card.column.addWidget(self._apart_heading)
        self._apart = QVBoxLayout()
        self._apart.setSpacing(0)
        card.column.addLayout(self._apart)
        self.missing = MissingCard(self.session, self._show_answer)
        card.column.addWidget(self.missing)
        return card

    def _name_cards(self) -> None:
        for card, title, hint in (
            (
                self._radar_card,
                N_("Scenarios by dimension"),
                N_("Solid: built; dashed: built with AI."),
            ),
            (self._proof_card, N_("Claimed and proven"), ""),
            (self._contradiction_card, N_("Contradictory answers"), ""),
            (self._index_card, N_("Reference figures"), N_("No tier depends on these figures.")),
        ):
            for place, message in enumerate((title, hint)):
                item = card.column.itemAt(place)
                widget = item.widget() if item else None
                if message and widget is not None and hasattr(widget, "setText"):
                    self.say(widget.setText, message)

    # ---- showing

    def refresh(self) -> None:
        """Shows the evaluation of the draft, or of the tried answers in what-if mode."""
        facts = self.session.evaluation
        if facts is None:
            return
        if self._leave.isEnabled() and _version_of(facts) != self._tried_of:
            self._put_away()
        shown = facts
        if self._tried:
            shown = evaluate(facts.assessment.with_answers(dict(self._tried)), facts.rulebook, facts.day)
        self.shown = shown
        self.what_if.show_effect(facts, shown)
        self._say_tier(shown)
        self._pyramid.show_evaluation(shown)
        if not self._chosen or self._tier is None:
            self._tier = shown.next_tier or shown.tiers[-1].tier.id
        self._show_tabs(shown)
        self._show_rows(shown)
        self.missing.show_tier(shown, self._tier)
        self._radar.show_assessment(shown.assessment, shown.rulebook)
        self._show_proof(shown)
        self._show_contradictions(shown)
        self._show_indices(shown)
        self.changes.refresh(facts)

    def retranslate(self) -> None:
        """Builds the rows again in the new language."""
        self._rows = []
        if self._banner.isVisible():
            self._tell_what_if()
        super().retranslate()
        if self.what_if.isVisible():
            self._offer()

    def _say_tier(self, shown: Evaluation) -> None:
        following = shown.next_tier
        reached = (
            tr(
                "In doubt: your answers give the {tier} tier, but contradict each other.",
                tier=words(shown.tier(shown.reached).tier.name),
            )
            if shown.reached and shown.is_in_doubt
            else tr("You have reached the {tier} tier.", tier=words(shown.tier(shown.reached).tier.name))
            if shown.reached
            else tr("No tier is reached yet.")
        )
        if following is None:
            self._sentence.setText(reached)
            self._possible.setText(tr("This is the top of the ladder."))
            return
        name = words(shown.tier(following).tier.name)
        sets = shown.missing.get(following, ())
        met, of = met_of(shown.tier(following))
        self._sentence.setText(reached)
        if sets:
            text = words(
                counted(
                    "{count} more answer would complete {tier} ({met} of {all} conditions met).",
                    "{count} more answers would complete {tier} ({met} of {all} conditions met).",
                    count=len(grouped(sets[0], shown.rulebook)),
                    tier=name,
                    met=met,
                    all=of,
                )
            )
        else:
            text = tr("Conditions of {tier} met: {met} of {all}.", met=met, all=of, tier=name)
        if shown.possible is not None and shown.possible != shown.reached:
            possible = tr("If every unknown turns out well: {tier}.", tier=words(shown.tier(shown.possible).tier.name))
            text = run_on(text, possible)
        self._possible.setText(text)

    def _show_tabs(self, shown: Evaluation) -> None:
        if not self._tab_of:
            for result in shown.tiers:
                button = Button(kind="chip")
                button.setCheckable(True)
                tier = result.tier.id
                button.clicked.connect(lambda _checked, tier=tier: self._choose(tier))
                self._tab_group.addButton(button)
                self._tabs.addWidget(button)
                self._tab_of[tier] = button
            self._tabs.addStretch(1)
        for result in shown.tiers:
            met, of = met_of(result)
            button = self._tab_of[result.tier.id]
            button.setText(f"{words(result.tier.name)}  {met}/{of}")
            button.setChecked(result.tier.id == self._tier)

    def _choose(self, tier: TierId) -> None:
        self._tier, self._chosen = tier, True
        self._rows = []
        if self.what_if.isVisible():
            self._offer()
        self.refresh()

    def _show_rows(self, shown: Evaluation) -> None:
        if self._tier is None:
            return
        result = shown.tier(self._tier)
        lines = [words(result.tier.positioning), words(result.tier.recognised_by)]
        if any(words(shown.rulebook.caveat(each.condition)) for each in result.conditions):
            lines.append(tr(CAVEAT))
        self._lead.setText("\n".join(lines))
        if [row.result.condition.id for row in self._rows] == [
            condition.condition.id for condition in result.conditions
        ]:
            for old, new in zip(self._rows, result.conditions, strict=True):
                old.show_result(new)
            return
        clear(self._list)
        clear(self._apart)
        self._rows = [ConditionRow(condition, shown.rulebook, self._show_answer) for condition in result.conditions]
        for shown_row in self._rows:
            (self._apart if shown_row.result.condition.informative else self._list).addWidget(shown_row)
        self._apart_heading.setVisible(bool(self._apart.count()))

    def _show_proof(self, shown: Evaluation) -> None:
        clear(self._proof)
        claimed = shown.met_count
        if not claimed:
            self._proof.addWidget(label(tr("No condition is met yet; evidence is counted once one is."), "muted"))
            return
        self._proof.addWidget(
            label(
                tr(
                    "Conditions met: {met}. Backed by evidence: {proven} ({share} %); the others by your word only.",
                    proven=shown.proven_count,
                    met=claimed,
                    share=round(100 * shown.proven_count / claimed),
                )
            )
        )
        bare = [
            condition
            for result in shown.tiers[:2]
            for condition in result.conditions
            if condition.status is Status.MET and not condition.proven and condition.answers
        ]
        for condition in bare[:5]:
            answer = condition.answers[0]
            text = tr("Add evidence: {condition}", condition=words(condition.condition.text))
            self._proof.addWidget(
                Button(
                    text,
                    kind="link",
                    icon_name="paperclip",
                    on_click=partial(self._show_answer, answer),
                ),
                0,
                Qt.AlignmentFlag.AlignLeft,
            )

    def _show_contradictions(self, shown: Evaluation) -> None:
        clear(self._contradictions)
        for problem in shown.problems:
            self._contradictions.addWidget(label(words(problem), "bad"))
        for contradiction in shown.contradictions:
            self._contradictions.addWidget(ContradictionRow(contradiction, shown, self._show_answer))
        if not shown.contradictions:
            self._contradictions.addWidget(label(tr("None found: the answers are consistent."), "muted"))

    def _show_indices(self, shown: Evaluation) -> None:
        clear(self._indices)
        for index in shown.indices:
            value = tr("not known yet") if index.value is None else _index_value(index.value, index.unit)
            self._indices.addWidget(label(tr("{name}: {value}", name=words(index.name), value=value)))
            note = label(" · ".join(filter(None, (words(index.formula), words(index.note)))), "small")
            note.setContentsMargins(0, 0, 0, GRID // 2)
            self._indices.addWidget(note)

    # ---- going to an answer

    def _show_answer(self, answer: AnswerId) -> None:
        self.go.emit("fill", answer)

    def show_target(self, target: str) -> None:
        """Opens the tab of a tier, or of a condition and brings its row into view."""
        shown = self.session.evaluation
        if shown is None:
            return
        for result in shown.tiers:
            if result.tier.id == target:
                self._choose(result.tier.id)
                return
            for place, condition in enumerate(result.conditions):
                if condition.condition.id == target:
                    self._choose(result.tier.id)
                    self._rows[place].setFocus()
                    return

    # ---- what if

    def start_what_if(self) -> None:
        """Shows the answers that can be tried; Escape leaves them again."""
        if self.session.evaluation is None:
            return
        self._tried_of = _version_of(self.session.evaluation)
        self.what_if.show()
        self._leave.setEnabled(True)
        self._tell_what_if()
        self._offer()

    def _tell_what_if(self) -> None:
        self._banner.tell(
            "note",
            tr("What if: this shows what would be, not what is. The draft is not changed."),
            (tr("Back to the facts (Esc)"), self.end_what_if),
        )

    def _offer(self) -> None:
        facts = self.session.evaluation
        if facts is None or self._tier is None:
            return
        self.what_if.show_items(facts, facts.missing.get(self._tier, ()), self._tier)

    def _try(self, changes: Tried) -> None:
        self._tried = dict(changes)
        self.refresh()

    def end_what_if(self) -> None:
        """Goes back to the facts."""
        self._put_away()
        self.refresh()

    def _put_away(self) -> None:
        self.what_if.reset()
        self.what_if.hide()
        self._leave.setEnabled(False)
        self._banner.hide()
        self._tried = {}


def _version_of(evaluation: Evaluation) -> tuple[str, int]:
    return evaluation.assessment.case_number, evaluation.assessment.version


def _index_value(value: Decimal, unit: str) -> str:
    if unit == "share":
        return f"{plain_number((value * 100).quantize(Decimal('0.1')))} %"
    return f"{plain_number(value)} %" if unit == "percent" else plain_number(value)
