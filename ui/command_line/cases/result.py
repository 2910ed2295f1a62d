"""An evaluation as lines for people: tiers, conditions, what is missing, contradictions, figures, what changed."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from models import counts
from models.evaluation import ConditionResult, Evaluation, EvaluationChange, Index, Item, Status, TierResult
from models.figures import yuan
from models.language import N_, Text, counted, flowing, plain_number, sentence
from models.rulebook import CAVEAT, Kpi, Rulebook, Scenario, Subdomain, Tier, TierId
from reports.brief import tier_text
from ui.command_line.terminal import Terminal

if TYPE_CHECKING:
    from models.planner import PricedSet

_MARKS = {Status.MET: "✓", Status.NOT_MET: "✗", Status.UNKNOWN: "?", Status.NOT_APPLICABLE: "–"}
_MOST_SETS = 5
_MOST_CHANGES = 20
Priced = dict[TierId, tuple["PricedSet", ...]]
"""For each tier above the one reached, its smallest sets, the cheapest first."""


def tell_evaluation(evaluation: Evaluation, priced: Priced, terminal: Terminal) -> None:
    """Prints the whole result for people."""
    terminal.tell(
        N_("Reached: {reached} · possible: {possible} (if every open question turns out well)"),
        reached=tier_text(evaluation.rulebook, evaluation.reached),
        possible=tier_text(evaluation.rulebook, evaluation.possible),
    )
    if evaluation.is_in_doubt:
        terminal.tell(N_("In doubt: answers contradict each other. Resolve that before you rely on this tier."))
    terminal.tell(N_("Self-assessment for reference; recognition is the authority's."))
    terminal.tell(
        N_("Rules: {packs}"),
        packs=[
            Text(f"{pack.name.zh} {pack.version}", f"{pack.name.en} {pack.version}")
            for pack in evaluation.rulebook.packs
        ],
    )
    for problem in evaluation.problems:
        terminal.say(f"! {terminal.words(problem)}")
    terminal.tell(
        N_("Conditions met: {met}; backed by evidence: {proven}."),
        proven=evaluation.proven_count,
        met=evaluation.met_count,
    )
    for result in evaluation.tiers:
        terminal.say()
        _tell_tier(result, evaluation, priced.get(result.tier.id, ()), terminal)
    if evaluation.contradictions:
        terminal.say()
        terminal.tell(N_("Contradictory answers:"))
        terminal.table(
            ("!", each.severity.text(terminal.language), terminal.words(each.sentence))
            for each in evaluation.contradictions
        )
    terminal.say()
    terminal.tell(N_("Reference figures, not conditions of any tier:"))
    for index in evaluation.indices:
        terminal.tell(
            N_("  {name}: {value} — {formula} — {note}"),
            name=index.name,
            value=_value(index),
            formula=index.formula,
            note=index.note,
        )


def _value(index: Index) -> str:
    if index.value is None:
        return "?"
    if index.unit == "share":
        return f"{plain_number((index.value * 100).quantize(Decimal('0.1')))}%"
    return plain_number(index.value)


def _tell_tier(result: TierResult, evaluation: Evaluation, priced: Sequence["PricedSet"], terminal: Terminal) -> None:
    by_status = Counter(each.status for each in result.conditions if not each.condition.informative)
    terminal.tell(
        N_("{name}: {status} — {met} met, {not_met} not met, {unknown} unknown"),
        name=result.tier.name,
        status=result.status.text(terminal.language),
        met=by_status[Status.MET],
        not_met=by_status[Status.NOT_MET],
        unknown=by_status[Status.UNKNOWN],
    )
    terminal.table(_condition(each, terminal) for each in result.conditions)
    if any(terminal.words(evaluation.rulebook.caveat(each.condition)) for each in result.conditions):
        terminal.tell(CAVEAT)
    if priced:
        _tell_missing(priced, evaluation.rulebook, terminal)
    remark = evaluation.missing.remark(result.tier.id) if result.tier.id in evaluation.missing else None
    if remark is not None:
        terminal.say("  " + terminal.words(remark))


def _condition(each: ConditionResult, terminal: Terminal) -> tuple[str, ...]:
    reasons = [terminal.words(each.reason)]
    if each.condition.informative:
        reasons.append(terminal.words(sentence(N_("(for information, not counted)"))))
    reasons += [terminal.words(sentence(N_("Not asked: {what}."), what=text)) for text in each.condition.not_asked]
    reason = flowing(reasons, terminal.language)
    mark = each.condition.confidence.text(terminal.language)
    return (_MARKS[each.status], each.condition.id, each.status.text(terminal.language), mark, reason)


def _tell_missing(priced: Sequence["PricedSet"], rulebook: Rulebook, terminal: Terminal) -> None:
    """Prints what every set holds once, then the ways in which the sets differ, the cheapest first."""
    named = [dict(_named(priced_set.items, rulebook)) for priced_set in priced]
    common = [group for group in named[0] if all(group in other for other in named)]
    terminal.tell(
        N_("  Smallest sets of answers that would close it, with all tiers below: at least {answers} each."),
        answers=counts.answers(min(len(priced_set.items) for priced_set in priced)),
    )
    if common:
        terminal.tell(N_("  Needed in any case: {names}"), names=[named[0][group] for group in common])
    if len(priced) > 1:
        terminal.tell(N_("  And one of these, cheapest first at catalogue prices:"))
    for priced_set, groups in list(zip(priced, named, strict=True))[:_MOST_SETS]:
        rest = [name for group, name in groups.items() if group not in common]
        terminal.say("  · " + " — ".join(filter(None, (terminal.words(rest), _price(priced_set, terminal)))))
    if len(priced) > _MOST_SETS:
        terminal.tell(N_("  … and {count} more (all with --json)"), count=len(priced) - _MOST_SETS)


def _price(priced_set: "PricedSet", terminal: Terminal) -> str:
    if priced_set.cost_wan is None:
        return terminal.words(sentence(N_("price unknown")))
    if priced_set.unpriced:
        known = counted(
            "in all from {cost}, and {count} answer whose price the catalogue does not know",
            "in all from {cost}, and {count} answers whose price the catalogue does not know",
            cost=yuan(priced_set.cost_wan),
            count=len(priced_set.unpriced),
        )
    else:
        known = sentence(N_("from {cost} in total in the first year"), cost=yuan(priced_set.cost_wan))
    return terminal.words(known)


def _named(items: Sequence[Item], rulebook: Rulebook) -> list[tuple[str, Text]]:
    """Returns what the items belong to, each once: a scenario, subdomain or indicator, else the question in short."""
    entries: tuple[Scenario | Subdomain | Kpi | Tier, ...] = (
        *rulebook.scenarios,
        *rulebook.subdomains,
        *rulebook.kpis,
        *rulebook.tiers,
    )
    names: dict[str, Text] = {entry.id: entry.name for entry in entries}
    groups: dict[str, Text] = {}
    for item in items:
        kind, group, field, *_rest = (*item.answer.split("."), "")
        question = rulebook.questions.get(item.answer)
        if kind == "local":
            groups[item.answer] = question.short if question else Text(item.answer, item.answer)
            continue
        # A subdomain is raised at one level or at several: each level is work of its own.
        level = f" L{field[-1]}" if field.startswith("level") and group in names else ""
        name = names.get(group) or (question.short if question else Text("", ""))
        groups.setdefault(group + level, Text(f"{group}{level} {name.zh}".strip(), f"{group}{level} {name.en}".strip()))
    return list(groups.items())


def tell_change(change: EvaluationChange, rulebook: Rulebook, terminal: Terminal) -> None:
    """Prints what is different from an earlier version, and why."""
    terminal.say()
    terminal.tell(
        N_("Since the earlier version: reached {before} then, {after} now."),
        before=tier_text(rulebook, change.reached_before),
        after=tier_text(rulebook, change.reached_after),
    )
    terminal.say("  " + terminal.words(change.summary))
    tell_conditions(change, terminal)


def tell_conditions(change: EvaluationChange, terminal: Terminal) -> None:
    """Prints the conditions that came out differently, with the reason."""
    for each in change.conditions[:_MOST_CHANGES]:
        terminal.say("  · " + terminal.words(each.sentence))
    if len(change.conditions) > _MOST_CHANGES:
        terminal.tell(N_("  … and {count} more (all with --json)"), count=len(change.conditions) - _MOST_CHANGES)
