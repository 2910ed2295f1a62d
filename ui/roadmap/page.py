"""The planning page: the questions, the calculation, the plan on screen, and what was done of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from models.assessment import Assessment
from models.catalogue import MeasureId
from models.errors import ApplicationError
from models.language import N_, sentence
from models.limits import Limits, Lock, Quarter
from models.planner import PlannedStep, limits_now
from models.roadmap import DoneStep, PlanStatus, Roadmap
from ui import tasks
from ui.handing_on.handouts import Handouts
from ui.language import tr
from ui.page import Page, ScrolledContent
from ui.results.rows import titled
from ui.roadmap.asking.talk import Talk
from ui.roadmap.done_steps import Afterwards, DoneSoFar
from ui.roadmap.keeping import Keeping
from ui.roadmap.plan.steps import StepActs
from ui.roadmap.plan.view import PlanView
from ui.roadmap.solve_bar import SolveBar
from ui.session import Session
from ui.style.sheet import GRID
from ui.widgets.banner import Banner
from ui.widgets.basic import Card, clear, label

if TYPE_CHECKING:
    from models.roadmap import Quote
    from ui.roadmap.keeping import Kept

_MOST_UNDONE = 50
"""Plans that undo can bring back."""


class RoadmapPage(Page):
    """Plans in the background; the last plan stays on screen until the next is ready."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._ready = False
        self._shown: Roadmap | None = None
        self._before: list[Roadmap] = []
        """The plans shown before, the last at the end: what undo brings back."""
        self._undone: list[Roadmap] = []
        """The plans that undo took from the screen, the last at the end: what redo brings back."""
        self._remembered: Roadmap | None = None
        self._answers_since = False
        self._keeping = Keeping(session)
        self.done_steps: dict[MeasureId, DoneStep] = {}
        self.view: PlanView | None = None
        content = ScrolledContent()
        body = QVBoxLayout(content)
        body.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 3 * GRID)
        body.setSpacing(2 * GRID)
        title = label(kind="title")
        self.say(title.setText, N_("The cheapest way to the next tier, proven"))
        body.addWidget(title)
        self.talk = Talk()
        self.talk.changed.connect(self._limits_changed)
        self.talk.refused.connect(lambda: self._keeping.keep_texts(self.talk.unread_texts))
        self.talk.place_asked.connect(lambda: self.go.emit("fill", "enterprise.city"))
        self.talk.wishes.have.connect(self._mark_done)
        # Without words until the measures are loaded.
        self.talk.hide()
        body.addWidget(self.talk)
        self.bar = SolveBar()
        self.bar.asked.connect(self.plan)
        self.bar.undo_asked.connect(self.take_back)
        self.bar.redo_asked.connect(self.do_again)
        self.start, self.cancel = self.bar.start, self.bar.stop
        body.addWidget(self.bar)
        self._banner = Banner()
        body.addWidget(self._banner)
        self._done_box = QVBoxLayout()
        body.addLayout(self._done_box)
        self._empty = self._what_will_be_here()
        body.addWidget(self._empty)
        self._sections = QVBoxLayout()
        body.addLayout(self._sections)
        self.handouts = Handouts(session, self.fail, self.told.emit)
        body.addWidget(self.handouts)
        self._history = QVBoxLayout()
        body.addLayout(self._history)
        body.addStretch(1)
        self._area: QScrollArea = self.scrolled(content)
        self.bar.retranslate()
        session.case_changed.connect(self._other_case)
        session.catalogue_changed.connect(self._other_catalogue)
        session.answers_changed.connect(self._answered)

    def _what_will_be_here(self) -> Card:
        card = Card()
        for kind, message in (
            ("heading", N_("The plan appears here: which measure, in which quarter, at what cost, and why")),
            ("", N_("1. Enter what you can spend above. Leave what you do not know yet.")),
            ("", N_("2. Click “Make the plan”. It usually takes a few seconds; nothing is bought or sent.")),
            (
                "",
                N_(
                    "3. Review the plan: drag what must come earlier or later, enter your suppliers' prices, remove what you do not want. The rest is planned again each time."
                ),
            ),
            ("muted", N_("Once made, the plan becomes part of the report.")),
        ):
            shown = label(kind=kind)
            self.say(shown.setText, message)
            card.column.addWidget(shown)
        return card

    def refresh(self) -> None:
        """Shows the talk with this factory's tiers and place, and the last plan."""
        evaluation, catalogue = self.session.evaluation, self.session.catalogue
        if evaluation is None or catalogue is None:
            return
        if not self._ready:
            self._ready = True
            self.talk.show_choices(evaluation, catalogue)
            self.talk.show()
            self._keeping.load(self._show_kept)
        else:
            self.talk.show_place(evaluation, catalogue)
        if self.session.roadmap is not self._shown:
            self._show(self.session.roadmap)
        if self.session.plan_is_older:
            self._tell_stale(tr("Answers or measures changed since this plan was worked out."))

    def retranslate(self) -> None:
        """Shows its words in the new language in the talk and in the plan."""
        super().retranslate()
        self.bar.retranslate()
        self.handouts.retranslate()
        evaluation, catalogue = self.session.evaluation, self.session.catalogue
        if self._ready and evaluation is not None and catalogue is not None:
            self.talk.show_choices(evaluation, catalogue)
            self._show(self._shown)
            self._show_history()

    def leave(self) -> None:
        """Reads what was typed into the card; what is not understood is kept as typed."""
        self.talk.hand_over()

    def show_target(self, target: str) -> None:
        """Brings a measure into view; before the first plan, enters it in the field for measures."""
        self._open_measure(MeasureId(target))

    def _other_case(self) -> None:
        self._ready = False
        self.talk.forget_unread()
        self._remembered = None
        self._before.clear()
        self._undone.clear()
        self.done_steps.clear()
        clear(self._done_box)
        clear(self._history)
        self.bar.give_up()

    def _other_catalogue(self) -> None:
        """Measures were added or changed: the talk offers them, and the plan on screen is from before."""
        self._ready = False
        self.refresh()
        if self._shown is not None:
            self._tell_stale(tr("Measures or prices have changed since this plan was made."))

    def _answered(self, _answers: object) -> None:
        self._answers_since = True

    # ---- planning

    def plan(self) -> None:
        """Starts a plan with what the talk says."""
        limits = self.talk.limits() if self._ready else None
        if limits is not None:
            self.plan_with(limits)

    def plan_with(self, limits: Limits, otherwise: Limits | None = None) -> None:
        """Starts a plan in the background; abandons one that is under way.

        Args:
            limits: what to plan with.
            otherwise: what the talk goes back to when these limits cannot be planned with.
        """
        evaluation, catalogue = self.session.evaluation, self.session.catalogue
        if evaluation is None or catalogue is None:
            return

        def failed(problem: ApplicationError) -> None:
            if otherwise is not None:
                self.talk.show_limits(otherwise)
            if self.view is not None and self.view.gantt is not None:
                self.view.gantt.put_back()
            self.fail(problem)

        planned_for = evaluation.assessment
        self.bar.solve(evaluation, catalogue, limits, partial(self._planned, planned_for), failed)

    def _planned(self, planned_for: Assessment, roadmap: Roadmap) -> None:
        if roadmap.is_nothing_yet:
            self.fail(
                sentence("Stopped before a first plan was found. Nothing was changed; you can start again at any time.")
            )
            if self._shown is not None:
                self.talk.show_limits(self._shown.limits)
            return
        if self._shown is not None and self._shown.limits != roadmap.limits:
            self._before = [*self._before[1 - _MOST_UNDONE :], self._shown]
        self._undone.clear()
        self._take_in(roadmap, planned_for)
        self._look_beside(roadmap)

    def _take_in(self, roadmap: Roadmap, planned_for: Assessment | None = None) -> None:
        self._answers_since = False
        self._keeping.keep_limits(roadmap.limits, self.talk.wishes.quotes.values())
        self._show(roadmap)
        self.session.set_roadmap(roadmap, planned_for)
        self._show_history()

    def take_back(self) -> bool:
        """Restores the previous plan and its limits; False when there is none, or an answer was given since."""
        return self._turn(self._before, self._undone)

    def do_again(self) -> bool:
        """Shows again the plan that was undone; False when there is none, or an answer was given since."""
        return self._turn(self._undone, self._before)

    def _turn(self, plans: list[Roadmap], others: list[Roadmap]) -> bool:
        """Shows the last of the plans, and puts the one on screen with the others."""
        if not plans or self._answers_since:
            return False
        self.bar.give_up()
        if self._shown is not None:
            others.append(self._shown)
        roadmap = plans.pop()
        self.talk.show_limits(roadmap.limits)
        self._take_in(roadmap)
        return True

    def _look_beside(self, roadmap: Roadmap) -> None:
        """Works out the near-best plans now that the plan itself is on screen."""
        evaluation, catalogue = self.session.evaluation, self.session.catalogue
        if evaluation is None or catalogue is None or roadmap.status is PlanStatus.UNPROVEN:
            return

        def work(control: tasks.Control) -> Roadmap:
            from models.planner import with_alternatives

            return with_alternatives(
                evaluation, catalogue, roadmap, lambda: control.cancelled or self._shown is not roadmap
            )

        def done(fuller: Roadmap) -> None:
            if self._shown is roadmap and self.view is not None:
                self._shown = fuller
                self.session.set_roadmap(fuller)
                self.view.show_beside(fuller)

        tasks.run(work, done, self.fail)

    def _show_kept(self, remembered: "Kept") -> None:
        """Restores what was entered and done before; an earlier plan is derived again."""
        limits, quotes, done, texts = remembered
        if not self._ready:
            return
        self.done_steps = {step.measure: step for step in done}
        kept = self.session.roadmap.limits if self.session.roadmap is not None else limits
        if kept is None or self.bar.busy:
            self.talk.show_unread(texts)
            return
        self.talk.show_limits(kept, quotes)
        self.talk.show_unread(texts)
        self._show_history()
        if self.session.roadmap is None:
            self.plan()

    def _limits_changed(self) -> None:
        if self._shown is not None:
            self._tell_stale(tr("The limits have changed; the plan below was made before."))

    def _tell_stale(self, text: str) -> None:
        self._banner.tell("note", text, (tr("Plan again"), self.plan), close_name=tr("Close this message"))

    # ---- showing

    def _show(self, roadmap: Roadmap | None) -> None:
        self._shown = roadmap
        clear(self._sections)
        self.view = None
        self._banner.hide()
        catalogue, evaluation = self.session.catalogue, self.session.evaluation
        self._empty.setVisible(roadmap is None)
        self.bar.undo.setVisible(bool(self._before))
        self.bar.redo.setVisible(bool(self._undone))
        if roadmap is None or catalogue is None or evaluation is None:
            return
        acts = StepActs(self.put, self._unlock, self.quote, self._forbid, self._mark_done)
        self.view = PlanView(
            roadmap,
            evaluation,
            catalogue,
            self.talk.wishes.quotes,
            before=self._before[-1] if self._before else None,
            remembered=self._remembered,
            acts=acts,
            remember=self._remember,
            adopt=self.adopt,
            replan=self.replan,
            fail=self.fail,
        )
        if self.view.gantt is not None:
            self.view.gantt.opened.connect(self._open_measure)
        self._sections.addWidget(self.view)

    def _show_history(self) -> None:
        clear(self._history)
        limits, catalogue = self.talk.limits() if self._ready else None, self.session.catalogue
        if limits is None or catalogue is None:
            return
        steps = [self.done_steps.get(measure) or DoneStep(measure) for measure in sorted(limits.done)]
        if steps:
            card, inner = titled(tr("Done so far: plan and actual"))
            inner.addWidget(DoneSoFar(steps, catalogue, self._open_done))
            self._history.addWidget(card)

    def _open_measure(self, measure: MeasureId) -> None:
        widget = self.view.widget_of(measure) if self.view is not None else None
        if widget is None:
            self.talk.wishes.choose(measure)
            return
        # Where it stands is known only after the layout has settled.
        QTimer.singleShot(0, widget, partial(self._area.ensureWidgetVisible, widget, 0, 12 * GRID))

    def _remember(self, roadmap: Roadmap | None) -> None:
        self._remembered = roadmap
        self._show(self._shown)

    # ---- acting on a plan

    def _wish(self, wish: Callable[[], object]) -> None:
        """Adds a wish to the talk and plans with it; a wish that cannot be kept is taken back."""
        before = self.talk.limits()
        wish()
        limits = self.talk.limits()
        if limits is not None:
            self.plan_with(limits, otherwise=before)

    def put(self, lock: Lock) -> None:
        """Puts a measure into its quarter, or into the plan at all, and plans the rest around it."""
        self._wish(partial(self.talk.wishes.lock, lock))

    def _unlock(self, measure: MeasureId) -> None:
        self._wish(partial(self.talk.wishes.unlock, measure))

    def adopt(self, limits: Limits) -> None:
        """Plans with the limits of another plan that was looked at; undo goes back."""
        self._wish(partial(self.talk.show_limits, limits))
        self._area.verticalScrollBar().setValue(0)

    def replan(self) -> None:
        """Plans the rest of the plan on screen: what is done and begun stays, and few other things change."""
        evaluation, catalogue, shown = self.session.evaluation, self.session.catalogue, self._shown
        if evaluation is None or catalogue is None or shown is None:
            return
        today = date.today()
        finished = [step.finished for step in self.done_steps.values() if step.finished is not None]
        now = max([Quarter(today.year, (today.month - 1) // 3 + 1), *finished])
        choices = [PlannedStep(step.measure, step.variant, step.quarter, step.finish) for step in shown.steps]
        # What was marked as done has left the plan; what the plan had said of it is kept with it.
        choices += [
            PlannedStep(step.measure, step.variant, step.planned_finish, step.planned_finish)
            for step in self.done_steps.values()
            if step.variant is not None and step.planned_finish is not None
        ]
        before = replace(shown.limits, done=shown.limits.done - frozenset(self.done_steps))
        limits = limits_now(evaluation, catalogue, before, choices, self.done_steps.values(), now)
        self.plan_with(limits, otherwise=self.talk.limits())
        self.talk.show_limits(limits)

    def quote(self, quote: "Quote") -> None:
        """Plans again with the person's own price."""
        self._wish(partial(self.talk.wishes.quote, quote))

    def _forbid(self, measure: MeasureId) -> None:
        self._wish(partial(self.talk.wishes.forbid, measure))

    def _mark_done(self, name: str) -> None:
        """Takes a measure as done: keeps what the plan had said of it, offers its answers, and plans the rest."""
        measure = MeasureId(name)
        step = next((step for step in self._shown.steps if step.measure == measure), None) if self._shown else None
        done = (
            DoneStep(measure)
            if step is None
            else DoneStep(measure, step.variant, step.one_off_wan, step.finish, None, None)
        )
        self._keep_done(self.done_steps.get(measure) or done)
        self._wish(partial(self.talk.wishes.mark_done, measure))
        self._open_done(measure)

    def _open_done(self, measure: MeasureId) -> None:
        catalogue, limits = self.session.catalogue, self.talk.limits()
        clear(self._done_box)
        if catalogue is None or self.session.evaluation is None or limits is None:
            return
        step = self.done_steps.get(measure) or DoneStep(measure)
        card = Afterwards(
            self.session,
            catalogue,
            step,
            limits.done,
            on_told=self._done_told,
            on_close=partial(clear, self._done_box),
        )
        self._done_box.addWidget(card)
        QTimer.singleShot(0, card, partial(self._area.ensureWidgetVisible, card, 0, 2 * GRID))

    def _done_told(self, step: DoneStep) -> None:
        self._keep_done(step)
        self._show_history()

    def _keep_done(self, step: DoneStep) -> None:
        self.done_steps[step.measure] = step
        self._keeping.keep_done(step)
