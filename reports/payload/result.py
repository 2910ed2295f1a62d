"""Evaluation and roadmap as JSON: the keys that other programs rely on (`--json`, payload)."""

from collections.abc import Iterable
from typing import Any

from models.catalogue import Catalogue, CostPart, MeasureId, Variant
from models.evaluation import ConditionResult, Evaluation, EvaluationChange, Item
from models.figures import Confidence, Source
from models.language import Language, Text, joined, once, sentence
from models.roadmap import Alternative, Application, Cost, Limits, Roadmap, Shortfall
from reports.payload.canonical import resolved


def evaluation_json(evaluation: Evaluation, language: Language) -> dict[str, Any]:
    """Returns what the evaluator says as plain JSON values, sentences in `language`."""
    result: dict[str, Any] = resolved({**evaluation_tree(evaluation), **grounds_tree(evaluation)}, language)
    return result


def roadmap_json(roadmap: Roadmap, catalogue: Catalogue, language: Language) -> dict[str, Any]:
    """Returns what the planner says as plain JSON values, sentences in `language`; money in 万元.

    Besides what a report holds of the plan it names what whoever checks the plan needs: the limits, the prerequisites
    that need not be bought, and the answers as they would be afterwards.
    """
    tree = roadmap_tree(roadmap, catalogue)
    rules = {rule.id: rule for rule in catalogue.subsidies}
    beside = {
        "cost": {
            **tree["cost"],
            "ownership": roadmap.ownership_wan,
            "running_after": roadmap.running_wan_a_year,
        },
        "cost_basis": sentence(
            "What is proven lowest is the cost of ownership to one date for all measures, the end of the years of use: one-off cost with replacements and without what is still worth something then, plus running cost, less subsidies. The total is what is spent within the plan; with more money it can rise, because steps start earlier."
        ),
        "possible": roadmap.possible,
        "blockers": _blockers(roadmap.shortfall),
        "limits": limits_tree(roadmap.limits),
        "prerequisites_met": [
            {
                "measure": each.measure,
                "name": catalogue.measures[each.measure].name,
                "before": list(each.before),
                "because": each.because,
            }
            for each in roadmap.waived
        ],
        "changed_answers": dict(roadmap.changed),
        "subsidy_rules": [
            {
                "id": rule.id,
                "name": rule.name,
                "region": rule.region,
                "here": standing.near,
                "touches_plan": standing.touches,
                "open": standing.is_open,
                "counted": standing.why is None,
                "why": standing.why,
            }
            for standing in roadmap.standings
            if (rule := rules.get(standing.rule)) is not None
        ],
        "tax_lines": [
            {"id": line.rule, "name": rules[line.rule].name, "at_most": line.amount_wan, "what": line.words}
            for line in roadmap.tax_lines
            if line.rule in rules
        ],
        "gain_basis": sentence(
            "Gains are cautious figures of the catalogue at the size of this factory, not measured in it."
        ),
    }
    result: dict[str, Any] = resolved({**tree, **beside}, language)
    return result


def change_json(change: EvaluationChange, language: Language) -> dict[str, Any]:
    """Returns what changed between two evaluations as plain JSON values, sentences in `language`."""
    result: dict[str, Any] = resolved(
        {
            "reached_before": change.reached_before,
            "reached_after": change.reached_after,
            "possible_before": change.possible_before,
            "possible_after": change.possible_after,
            "cause": change.reached_cause.value if change.reached_cause else None,
            "rules_changed": change.rules_changed,
            "conditions": [
                {
                    "id": each.condition.id,
                    "before": each.before.value if each.before else None,
                    "after": each.after.value if each.after else None,
                    "cause": each.cause.value,
                    "sentence": each.sentence,
                    "answers": [entry.answer for entry in each.answers],
                }
                for each in change.conditions
            ],
            "answers": [{"answer": each.answer, "before": each.before, "after": each.after} for each in change.answers],
            "summary": change.summary,
        },
        language,
    )
    return result


def alternatives_json(points: Iterable[Alternative], language: Language) -> list[dict[str, Any]]:
    """Returns near-best plans or the points of a frontier as plain JSON values; money in 万元.

    A point of a frontier of conditions has `met`, one with limits of its own `target` and `budget`.
    """
    trees = []
    for each in points:
        tree = _alternative(each)
        if each.met is not None:
            tree["met"] = each.met
        if each.limits is not None:
            tree |= {"target": each.limits.target, "budget": list(each.limits.budget_wan)}
        trees.append(tree)
    result: list[dict[str, Any]] = resolved(trees, language)
    return result


def limits_json(limits: Limits) -> dict[str, Any]:
    """Returns what the planner was asked as plain JSON values."""
    result: dict[str, Any] = resolved(limits_tree(limits), "en")
    return result


def confidence_word(confidence: Confidence) -> Text:
    """Returns the word beside a figure in both languages."""
    return Text(confidence.text("zh"), confidence.text("en"))


def evaluation_tree(evaluation: Evaluation) -> dict[str, Any]:
    """Returns the evaluation as nested mappings whose texts are still in no language."""
    rulebook = evaluation.rulebook
    return {
        "reached": evaluation.reached,
        "possible": evaluation.possible,
        "in_doubt": evaluation.is_in_doubt,
        "tiers": [
            {
                "id": result.tier.id,
                "number": result.tier.number,
                "name": result.tier.name,
                "positioning": result.tier.positioning,
                "recognised_by": result.tier.recognised_by,
                "status": result.status.value,
                "conditions": [_condition(each, evaluation) for each in result.conditions],
            }
            for result in evaluation.tiers
        ],
        "indices": {
            index.id: {
                "name": index.name,
                "value": index.value,
                "unit": index.unit,
                "formula": index.formula,
                "note": index.note,
            }
            for index in evaluation.indices
        },
        "contradictions": [
            {
                "id": each.id,
                "severity": each.severity.value,
                "sentence": each.sentence,
                "answers": list(each.answers),
            }
            for each in evaluation.contradictions
        ],
        "missing": {
            tier: [[item.answer for item in items] for items in sets] for tier, sets in evaluation.missing.items()
        },
        "missing_items": {
            tier: [[_item(item) for item in items] for items in sets] for tier, sets in evaluation.missing.items()
        },
        "met_count": evaluation.met_count,
        "proven_count": evaluation.proven_count,
        "rulebook": [str(pack.id) for pack in rulebook.packs],
        "notice": sentence("Self-assessment for reference: recognition is for the authority to decide."),
    }


def grounds_tree(evaluation: Evaluation) -> dict[str, Any]:
    """Returns what a result rests on besides the answers: every source with its address, the maturity weights in use.

    `problems` says what is wrong with the rules, such as that they are younger than the day of evaluation.
    """
    rulebook, maturity = evaluation.rulebook, evaluation.maturity
    weights = maturity.weights if maturity else None
    return {
        "sources": {
            key: {"what": source.what, "address": source.where, "no_address": source.no_address}
            for key, source in rulebook.sources.items()
        },
        "weights": None
        if weights is None
        else {
            "id": weights.id,
            "name": weights.name,
            "shares": dict(weights.shares),
            "sources": list(weights.sources),
            "confidence": weights.confidence.value,
            "note": weights.note,
        },
        "ai_denominator": rulebook.ai_denominator.value,
        "problems": list(evaluation.problems),
    }


def _condition(each: ConditionResult, evaluation: Evaluation) -> dict[str, Any]:
    condition = each.condition
    sources = evaluation.rulebook.sources
    return {
        "id": condition.id,
        "kind": condition.kind.value,
        "text": condition.text,
        "status": each.status.value,
        "reason": each.reason,
        "rule": condition.rule,
        "rule_text": condition.rule_text,
        "source": once(joined((_cited(key, sources.get(key)) for key in condition.sources), Text("；", "; "))),
        "sources": list(condition.sources),
        "confidence": condition.confidence.value,
        "confidence_word": confidence_word(condition.confidence),
        "backing": evaluation.rulebook.backing(condition),
        "caveat": evaluation.rulebook.caveat(condition),
        "not_asked": list(condition.not_asked),
        "answers": list(each.answers),
        "proven": each.proven,
        "dimension": condition.dimension,
        "pack": condition.pack,
        "informative": condition.informative,
    }


def _cited(key: str, source: Source | None) -> Text:
    return Text(key, key) if source is None else Text(f"{key} {source.what.zh}", f"{key} {source.what.en}")


def _item(item: Item) -> dict[str, Any]:
    return {"answer": item.answer, "value": item.value}


def roadmap_tree(roadmap: Roadmap, catalogue: Catalogue) -> dict[str, Any]:
    """Returns the roadmap as nested mappings whose texts are still in no language."""
    measures = catalogue.measures

    def name(measure: Any) -> Text:
        return measures[measure].name if measure in measures else Text(str(measure), str(measure))

    steps = []
    for step in roadmap.steps:
        known = measures.get(step.measure)
        variant = known.variants.get(step.variant) if known else None
        steps.append(
            {
                "measure": step.measure,
                "name": name(step.measure),
                "what": known.what if known else Text("", ""),
                "variant": step.variant.value,
                "variant_word": Text(step.variant.text("zh"), step.variant.text("en")),
                "form": variant.how if variant else Text("", ""),
                "quarter": str(step.quarter),
                "finish": str(step.finish),
                "one_off": step.one_off_wan,
                "running": step.running_wan,
                "subsidy": step.subsidy_wan,
                "staff_weeks": step.staff_weeks,
                **_way(catalogue, step.measure, variant),
                **_price(variant, own=(step.measure, step.variant) in roadmap.limits.prices_wan),
                "because": list(step.because),
                "closes": [_item(item) for item in step.closes],
                "evidence_left": list(known.evidence_left) if known else [],
                "free_options": list(known.free_options) if known else [],
            }
        )
    return {
        "status": roadmap.status.value,
        "gap": roadmap.gap,
        "target": roadmap.limits.target,
        "reached": roadmap.reached,
        "cost": _cost(roadmap.cost),
        "ownership": roadmap.ownership_wan,
        "gain_per_year": roadmap.gain_wan_a_year,
        "running_per_year": roadmap.running_wan_a_year,
        "payback_years": roadmap.payback_years,
        "steps": steps,
        "left_out": [
            {"measure": each.measure, "name": name(each.measure), "because": each.because} for each in roadmap.left_out
        ],
        "tier_by_quarter": [{"quarter": str(quarter), "tier": tier} for quarter, tier in roadmap.tier_by_quarter],
        "cost_by_quarter": [
            {
                "quarter": str(each.quarter),
                "one_off": each.one_off_wan,
                "running": each.running_wan,
                "subsidy": each.subsidy_wan,
            }
            for each in roadmap.cost_by_quarter
        ],
        "shortfall": _shortfall(roadmap.shortfall),
        "to_do_first": list(roadmap.to_do_first),
        "alternatives": [_alternative(each) for each in roadmap.alternatives],
        "risk": None
        if roadmap.risk is None
        else {
            "low": roadmap.risk.low_wan,
            "high": roadmap.risk.high_wan,
            "p10": roadmap.risk.p10_wan,
            "median": roadmap.risk.median_wan,
            "p90": roadmap.risk.p90_wan,
            "budget_holds_share": roadmap.risk.budget_holds_share,
            "reserve_80": roadmap.risk.reserve_80_wan,
        },
        "subsidies": _subsidies(roadmap, catalogue),
        "catalogue_packs": list(roadmap.catalogue_packs),
    }


def _cost(cost: Cost) -> dict[str, Any]:
    return {
        "one_off": cost.one_off_wan,
        "running": cost.running_wan,
        "subsidy": cost.subsidy_wan,
        "total": cost.total_wan,
    }


def _shortfall(shortfall: Shortfall | None) -> dict[str, Any] | None:
    if shortfall is None:
        return None
    return {
        "budget": shortfall.budget_wan,
        "quarters": shortfall.quarters,
        "conditions": list(shortfall.conditions),
        "sentences": list(shortfall.sentences),
        "blockers": [{"condition": each.condition, "because": each.because} for each in shortfall.blockers],
    }


def _blockers(shortfall: Shortfall | None) -> list[dict[str, Any]]:
    """What keeps the target out of reach: conditions whatever the limits, or else the limits, which belong to none."""
    if shortfall is None:
        return []
    conditions = [{"condition": each.condition, "because": each.because} for each in shortfall.blockers]
    return conditions or [{"condition": None, "because": said} for said in shortfall.sentences]


def _alternative(each: Alternative) -> dict[str, Any]:
    return {
        "label": each.label,
        "cost": _cost(each.cost),
        "ownership": each.ownership_wan,
        "finish": None if each.finish is None else str(each.finish),
        "reached": each.reached,
        "choices": [
            {"measure": measure, "variant": variant.value, "quarter": str(quarter)}
            for measure, variant, quarter in each.choices
        ],
    }


def _way(catalogue: Catalogue, measure: MeasureId, variant: Variant | None) -> dict[str, Any]:
    """How a way's price is made, how long what is bought lasts, and of which kind and from whom a shared one is."""
    from models.planner import price_form

    if variant is None:
        empty: dict[str, Any] = {
            "price_form": Text("", ""),
            "running_form": Text("", ""),
            "vat": "",
            "life_years": None,
        }
        return {**empty, "service_kind": "", "service_kind_word": Text("", ""), "services": []}
    kind = variant.kind
    return {
        "price_form": price_form(catalogue, variant, CostPart.CAPEX),
        "running_form": price_form(catalogue, variant, CostPart.OPEX),
        "vat": variant.capex_wan.vat,
        "life_years": variant.life_years.typical,
        "service_kind": "" if kind is None else kind.value,
        "service_kind_word": Text("", "") if kind is None else Text(kind.text("zh"), kind.text("en")),
        "services": [{"id": service.id, "name": service.name} for service in catalogue.services(measure, variant.id)],
    }


def _price(variant: Variant | None, *, own: bool) -> dict[str, Any]:
    """Whose figure a price is: the person's own quote, or the catalogue's with its sources."""
    if own or variant is None:
        return {"price_confidence": Confidence.QUOTE.value if own else "", "price_sources": []}
    return {
        "price_confidence": variant.capex_wan.confidence.value,
        "price_sources": list(variant.capex_wan.sources),
    }


def _subsidies(roadmap: Roadmap, catalogue: Catalogue) -> list[dict[str, Any]]:
    """The rules of public money for this place that touch a chosen measure or the target, what is counted first."""
    rules = {rule.id: rule for rule in catalogue.subsidies}
    applied = {application.rule: application for application in roadmap.applications}
    return [
        {
            "id": rule.id,
            "name": rule.name,
            "region": rule.region,
            "share": rule.share,
            "cap": rule.cap_wan,
            "period": once(rule.period),
            "award_tier": rule.award_tier,
            "award": rule.award_wan,
            "detail": rule.detail,
            "confidence": rule.confidence.value,
            "confidence_word": confidence_word(rule.confidence),
            "sources": list(rule.sources),
            "why": standing.why,
            "application": _application(applied.get(rule.id)),
        }
        for standing in roadmap.standings
        if standing.near and standing.touches and standing.is_open and (rule := rules.get(standing.rule)) is not None
    ]


def _application(application: Application | None) -> dict[str, Any] | None:
    """What is counted of one rule: at most, what applying takes, and when the money may come."""
    if application is None:
        return None
    return {
        "at_most": application.brings_wan,
        "cost": application.costs_wan,
        "counted": application.net_wan,
        "staff_weeks": application.staff_weeks,
        "paid": str(application.paid),
        "measures": list(application.measures),
    }


def limits_tree(limits: Limits) -> dict[str, Any]:
    """Returns the planner's limits as nested mappings."""
    return {
        "target": limits.target,
        "budget": list(limits.budget_wan),
        "start": str(limits.start),
        "quarters": limits.quarters,
        "deadline": None if limits.deadline is None else str(limits.deadline),
        "years_of_use": limits.years_of_use,
        "running_budget": limits.running_budget_wan,
        "staff_weeks": limits.staff_weeks,
        "carry_over": limits.carry_over,
        "most_at_once": limits.most_at_once,
        "blackout": [str(quarter) for quarter in sorted(limits.blackout)],
        "require": [
            {
                "measure": lock.measure,
                "variant": None if lock.variant is None else lock.variant.value,
                "quarter": None if lock.quarter is None else str(lock.quarter),
            }
            for lock in limits.require
        ],
        "forbid": sorted(str(measure) for measure in limits.forbid),
        "forbid_ways": [
            {"measure": measure, "variant": variant.value} for measure, variant in sorted(limits.forbid_ways)
        ],
        "done": sorted(str(measure) for measure in limits.done),
        "prices": [
            {"measure": measure, "variant": variant.value, "one_off": one_off, "running": running}
            for (measure, variant), (one_off, running) in sorted(limits.prices_wan.items())
        ],
        "objective": limits.objective.value,
        # Said only where it is so: a payload of a yearly plan stays as older editions wrote it.
        **({"budget_by_quarter": True} if limits.budget_by_quarter else {}),
        **({"uncounted": sorted(limits.uncounted)} if limits.uncounted else {}),
        **({"eligible": sorted(limits.eligible)} if limits.eligible else {}),
        **(
            {"funding": {fact.value: value for fact, value in sorted(limits.funding.items())}} if limits.funding else {}
        ),
        **({"highest_prices": True} if limits.highest_prices else {}),
    }
