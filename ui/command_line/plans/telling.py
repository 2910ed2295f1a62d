"""A plan in words: how it ended, what it costs, quarter by quarter, by months, and what lies beside it."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from models import counts
from models.catalogue import Catalogue, CostPart
from models.figures import yuan
from models.language import N_, Sentence, Text, counted, sentence
from models.limits import Limits, Objective, OwnTerms
from models.roadmap import Alternative, PlanStatus, Roadmap, Shortfall
from models.roadmap.falling_short import best_instead
from models.roadmap.price_risk import of_hundred
from models.rulebook import Rulebook
from models.typed import shares_text
from reports.brief import tier_text
from ui.command_line.plans.public_money import tell_public_money
from ui.command_line.terminal import Terminal

_STATUS = {
    PlanStatus.OPTIMAL: N_("{target} is reached at the lowest cost, proven (gap {gap} %)."),
    PlanStatus.PARTIAL: N_("{target} is not reached within these limits (gap {gap} %)."),
    PlanStatus.INFEASIBLE: N_(
        "{target} cannot be reached: no measure provides what is listed under “What is missing” (gap {gap} %)."
    ),
    PlanStatus.UNPROVEN: N_("Stopped early: the best plan so far, proven to be within {gap} % of the optimum."),
}


_WITHIN_REACH = N_(
    "{target} is not certain yet: this plan brings all that measures can bring, at the best that was asked for, proven (gap {gap} %)."
)
_REACHED = {
    Objective.CHEAPEST: _STATUS[PlanStatus.OPTIMAL],
    Objective.SOONEST: N_(
        "{target} is reached as soon as possible, at the lowest cost for that date, proven (gap {gap} %)."
    ),
    Objective.PAYBACK: N_("{target} is reached with the shortest payback, proven (gap {gap} %)."),
    Objective.BENEFIT: N_("{target} is reached with the highest yearly gain after running cost, proven (gap {gap} %)."),
}


def tell_frontier(points: Sequence[Alternative], rulebook: Rulebook, terminal: Terminal, *, complete: bool) -> None:
    """Prints the plans that no other one beats in both respects, one line each; stopped early, only that."""
    terminal.say()
    if not complete:
        terminal.tell(
            N_(
                "Stopped early, so the plans that no other plan beats are not known; allow more seconds with --solve-limit."
            )
        )
        return
    if not points:
        terminal.tell(N_("No plan reaches the target within these limits, however long it takes."))
        return
    terminal.tell(N_("Plans that no other plan beats:"))
    rows = []
    for point in points:
        money = sentence(
            "cost of ownership {cost}, total {total}", cost=yuan(point.ownership_wan), total=yuan(point.cost.total_wan)
        )
        if point.limits is not None:
            most = yuan(max(point.limits.budget_wan))
            if point.limits.budget_by_quarter:
                money = sentence("needs {money} a quarter", money=most)
            else:
                money = sentence("needs {money} a year", money=most)
        reached = (
            sentence("{conditions} met", conditions=counts.conditions(point.met)) if point.met is not None else None
        )
        rows.append((str(point.finish or "—"), reached or tier_text(rulebook, point.reached), money))
    terminal.table(rows)


def tell_certainties(plans: Iterable[Roadmap], terminal: Terminal) -> tuple[Roadmap, ...]:
    """Prints what certainty costs, one line for each degree of it as soon as it is known, and returns the plans."""
    known: list[Roadmap] = []
    for roadmap in plans:
        if not known:
            terminal.say()
            terminal.tell(
                N_(
                    "What certainty costs (each price at the level that is not exceeded in so many of 100 cases, should all rise together):"
                )
            )
        known.append(roadmap)
        share, risk = roadmap.limits.sure, roadmap.risk
        if roadmap.status is PlanStatus.OPTIMAL:
            said = sentence("cost of ownership {cost}", cost=yuan(roadmap.ownership_wan))
        elif roadmap.status is PlanStatus.UNPROVEN:
            said = sentence("not known in time")
        else:
            said = sentence("not reached within these limits")
        holds: Sentence | str = ""
        if roadmap.status is PlanStatus.OPTIMAL:
            holds = sentence(
                "the budget holds in {share} of 100 cases",
                share=100 if risk is None else of_hundred(risk.budget_holds_share),
            )
        terminal.table([(f"{round((share or 0) * 100)} %", said, holds)])
    return tuple(known)


def _tell_money(asked: Limits, terminal: Terminal) -> None:
    """Prints how the budget was understood: one figure for every year or quarter, or each with its own."""
    by_quarter, figures = asked.budget_by_quarter, asked.budget_wan
    if len(figures) == 1:
        each = N_("Budget: {money} per quarter") if by_quarter else N_("Budget: {money} per year")
        terminal.tell(each, money=yuan(figures[0]))
        return
    horizon = [asked.start.later(place) for place in range(asked.quarters)]
    spans = dict.fromkeys(str(quarter) if by_quarter else str(quarter.year) for quarter in horizon)
    amounts = [
        sentence("{money} in {quarter}", money=yuan(money), quarter=span)
        if by_quarter
        else sentence("{money} in {year}", money=yuan(money), year=span)
        for span, money in zip(spans, figures, strict=False)
    ]
    terminal.tell(N_("Budget: {figures}"), figures=amounts)
    if len(figures) > len(spans):
        terminal.say(
            counted(
                "  The plan ends before the last figure.",
                "  The plan ends before the last {count} figures.",
                count=len(figures) - len(spans),
            )
        )
    elif len(figures) < len(spans):
        terminal.tell(N_("  The last figure applies to all later periods."))


def _tell_margin(roadmap: Roadmap, rulebook: Rulebook, terminal: Terminal) -> None:
    """Prints what the plan can bear, what that costs, and what it cannot."""
    if roadmap.margin is None:
        return
    terminal.say(
        counted(
            "Maturity, coverage and AI share hold if any {count} answer turns out one grade lower.",
            "Maturity, coverage and AI share hold if any {count} answers turn out one grade lower.",
            count=roadmap.limits.margin,
        )
    )
    if roadmap.margin.price_wan is not None:
        terminal.tell(N_("This margin costs {price} more to own."), price=yuan(roadmap.margin.price_wan))
    texts = {condition.id: condition.text for condition in rulebook.conditions}
    terminal.tell(
        N_("By nature these hang on single answers: {conditions}"),
        conditions=[texts[condition] for condition in roadmap.margin.hangs],
    )


def tell_roadmap(roadmap: Roadmap, catalogue: Catalogue, rulebook: Rulebook, terminal: Terminal) -> None:
    """Prints the whole plan for people; of one without anything to buy, or without a plan yet, only that."""
    target = tier_text(rulebook, roadmap.limits.target)
    if roadmap.is_there_already:
        _tell_there_already(roadmap, rulebook, terminal)
        return
    if roadmap.is_nothing_yet:
        terminal.tell(
            N_(
                "Solving was stopped before there was a first plan for {target}. Nothing is proposed; allow more seconds with --solve-limit."
            ),
            target=target,
        )
        return
    reached = roadmap.status is PlanStatus.OPTIMAL
    said = _REACHED[roadmap.limits.objective] if reached else _STATUS[roadmap.status]
    if reached and not roadmap.is_sure:
        said = _WITHIN_REACH
    terminal.tell(said, target=target, gap=roadmap.gap * 100)
    if roadmap.status in {PlanStatus.PARTIAL, PlanStatus.INFEASIBLE} and roadmap.steps:
        tier = None if roadmap.brings is None else tier_text(rulebook, roadmap.brings)
        terminal.say(terminal.words(best_instead(roadmap.limits.objective, tier)))
    if not roadmap.is_affordable:
        terminal.tell(N_("The budget is likely to be too small: see “Before you start”."))
    if reached and not roadmap.is_sure:
        terminal.tell(
            N_("It relies on what is listed under “Before you start”; it is not certain until that is confirmed.")
        )
    terminal.tell(
        N_("Cost: one-off {one_off}, running {running}, subsidy at most {subsidy}, total {total}"),
        one_off=yuan(roadmap.cost.one_off_wan),
        running=yuan(roadmap.cost.running_wan),
        subsidy=yuan(roadmap.cost.subsidy_wan),
        total=yuan(roadmap.cost.total_wan),
    )
    if roadmap.steps:
        terminal.tell(
            N_(
                "Cost of ownership, by which plans are compared: {ownership} over {years} of use; however late a measure starts, it counts with all of its running cost and what has to be replaced, less what is still worth something at the end."
            ),
            ownership=yuan(roadmap.ownership_wan),
            years=counts.years(roadmap.limits.years_of_use),
        )
        terminal.tell(
            N_("Running cost once everything is in use: {running} a year; {most} a year may be spent on it."),
            running=yuan(roadmap.running_wan_a_year),
            most=yuan(roadmap.limits.affordable_wan),
        )
    _tell_margin(roadmap, rulebook, terminal)
    _tell_money(roadmap.limits, terminal)
    if roadmap.limits.payment:
        terminal.tell(
            N_("One-off prices are paid by quarter: {parts} per cent"), parts=shares_text(roadmap.limits.payment)
        )
    if roadmap.risk is not None:
        terminal.tell(
            N_(
                "Prices are ranges: {low} to {high} in total. In about {within} of 100 random draws of all prices the cost above holds, and in {share} of 100 the budget ({common} % of what moves each price is taken to move all of them, our reading)."
            ),
            low=yuan(roadmap.risk.low_wan),
            high=yuan(roadmap.risk.high_wan),
            within=of_hundred(roadmap.risk.headline_holds_share),
            share=of_hundred(roadmap.risk.budget_holds_share),
            common=round(roadmap.risk.common_share * 100),
        )
    _tell_months(roadmap, terminal)
    _tell_quarters(roadmap, catalogue, rulebook, terminal)
    _tell_gates(roadmap, catalogue, rulebook, terminal)
    _tell_what_is_beside(roadmap, catalogue, rulebook, terminal)


def _tell_months(roadmap: Roadmap, terminal: Terminal) -> None:
    """Prints when the goal is reached by months, and when everything is in use."""
    if not roadmap.months:
        return
    last = max(month.ends for month in roadmap.months)
    if roadmap.reached_on is not None:
        terminal.tell(
            N_(
                "By months: the goal is reached on {reached}, everything is in use on {day}. A step may begin before its quarter below, never after it."
            ),
            reached=roadmap.reached_on,
            day=last,
        )
    else:
        terminal.tell(
            N_("By months: everything is in use on {day}. A step may begin before its quarter below, never after it."),
            day=last,
        )


def _tell_gates(roadmap: Roadmap, catalogue: Catalogue, rulebook: Rulebook, terminal: Terminal) -> None:
    """Prints where one may stop and keep what there is."""
    if not roadmap.gates:
        return
    terminal.say()
    terminal.tell(N_("Where you can stop and keep what there is:"))
    for gate in roadmap.gates:
        terminal.tell(
            N_("  {day} {tier}: {measures} finished, one-off {spent} by then, running {running} a year"),
            day=gate.on,
            tier=tier_text(rulebook, gate.tier),
            measures=counts.measures(len(gate.measures)),
            spent=yuan(gate.spent_wan),
            running=yuan(gate.running_wan_a_year),
        )
        if gate.under_way:
            names = [catalogue.measures[measure].name for measure in gate.under_way]
            terminal.tell(N_("      under way then: {measures}"), measures=names)


def _tell_quarters(roadmap: Roadmap, catalogue: Catalogue, rulebook: Rulebook, terminal: Terminal) -> None:
    """Prints the steps, quarter by quarter, with their reasons."""
    from models.planner import price_form

    tiers = dict(roadmap.tier_by_quarter)
    months = {month.measure: month for month in roadmap.months}
    for quarter, steps in groupby(roadmap.steps, key=lambda step: step.quarter):
        terminal.say()
        terminal.tell(
            N_("{quarter} (tier at its end: {tier})"), quarter=quarter, tier=tier_text(rulebook, tiers.get(quarter))
        )
        for step in steps:
            month = months[step.measure]
            terminal.tell(
                N_("  {id} {name} · {variant} · one-off {one_off}, running {running} · {begins} to {ends}"),
                id=step.measure,
                name=catalogue.measures[step.measure].name,
                variant=step.variant.text(terminal.language),
                one_off=yuan(step.one_off_wan),
                running=yuan(step.running_wan),
                begins=month.begins,
                ends=month.ends,
            )
            if (step.measure, step.variant) in roadmap.limits.prices_wan:
                terminal.tell(N_("      This is your own price."))
            terms = roadmap.limits.terms.get((step.measure, step.variant), OwnTerms())
            if terms.payment:
                terminal.tell(N_("      Paid by quarter: {parts} per cent"), parts=shares_text(terms.payment))
            if terms.stop_wan:
                terminal.tell(N_("      Stop of production included: {amount}"), amount=yuan(terms.stop_wan))
            variant = catalogue.measures[step.measure].variants[step.variant]
            terminal.tell(
                N_("      {hands} of own people; price: {form}"),
                hands=counts.person_weeks(step.staff_weeks),
                form=price_form(catalogue, variant, CostPart.CAPEX),
            )
            if variant.kind is not None:
                named = catalogue.services(step.measure, step.variant)
                terminal.tell(
                    N_("      Kind of service: {kind}"),
                    kind=[Text(variant.kind.text("zh"), variant.kind.text("en")), *(each.name for each in named)],
                )
            if step.subsidy_wan:
                terminal.tell(N_("      Subsidy counted: at most {amount}"), amount=yuan(step.subsidy_wan))
            for because in step.because:
                terminal.say(f"      {terminal.words(because)}")


def _tell_there_already(roadmap: Roadmap, rulebook: Rulebook, terminal: Terminal) -> None:
    """Prints that nothing has to be bought, in place of what every measure and tax rule would have brought."""
    terminal.tell(
        N_("{target} is already reached: nothing needs to be bought."),
        target=tier_text(rulebook, roadmap.limits.target),
    )
    terminal.tell(
        N_(
            "No measure is needed, and there is nothing for tax rules to apply to; --json gives the reason for each of {measures}."
        ),
        measures=counts.measures(len(roadmap.left_out)),
    )
    _tell_margin(roadmap, rulebook, terminal)
    _tell_what_to_do_first(roadmap, terminal)


def _tell_what_to_do_first(roadmap: Roadmap, terminal: Terminal) -> None:
    """Prints what to know before one begins."""
    if roadmap.to_do_first:
        terminal.say()
        terminal.tell(N_("Before you start:"))
        for todo in roadmap.to_do_first:
            terminal.say(f"  · {terminal.words(todo)}")


def _conditions(said: Sentence) -> Sequence[object]:
    """Returns the conditions that a sentence names."""
    named = said.facts.get("conditions")
    return named if isinstance(named, (list, tuple)) else ()


def _tell_shortfall(shortfall: Shortfall, rulebook: Rulebook, terminal: Terminal) -> None:
    """Prints what keeps the target out of reach, each condition once, and what else stays open within the limits."""
    texts = {condition.id: condition.text for condition in rulebook.conditions}
    named = [text for said in shortfall.sentences for text in _conditions(said)]
    for blocker in shortfall.blockers:
        if texts[blocker.condition] not in named:
            terminal.tell(N_("  · {condition}: {because}"), condition=texts[blocker.condition], because=blocker.because)
    for missing in shortfall.sentences:
        terminal.say(f"  · {terminal.words(missing)}")
    blocked = {blocker.condition for blocker in shortfall.blockers}
    others = [texts[condition] for condition in shortfall.conditions if condition not in blocked]
    if others:
        terminal.tell(N_("  · Open at the end of this plan, too: {conditions}"), conditions=others)


def _tell_what_is_beside(roadmap: Roadmap, catalogue: Catalogue, rulebook: Rulebook, terminal: Terminal) -> None:
    """Prints what to do first, what is missing, what comes near and what was left out."""
    _tell_what_to_do_first(roadmap, terminal)
    tell_public_money(roadmap, catalogue, terminal)
    if roadmap.shortfall is not None:
        terminal.say()
        terminal.tell(N_("What is missing:"))
        _tell_shortfall(roadmap.shortfall, rulebook, terminal)
    if roadmap.alternatives:
        terminal.say()
        terminal.tell(N_("Close alternatives, each proven:"))
        for alternative in roadmap.alternatives:
            terminal.tell(
                N_("  · {plan}: {total}, to own {more} more"),
                plan=alternative.label,
                total=yuan(alternative.cost.total_wan),
                more=yuan(alternative.ownership_wan - roadmap.ownership_wan),
            )
    if roadmap.left_out:
        terminal.say()
        terminal.tell(N_("Left out, and why:"))
        terminal.table((each.measure, catalogue.measures[each.measure].name, each.because) for each in roadmap.left_out)
