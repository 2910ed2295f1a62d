"""A plan as JSON: the keys that other programs rely on (`--json`, payload)."""

from collections.abc import Iterable
from typing import Any

from models.catalogue import Catalogue, CostPart, MeasureId, Variant, VariantId
from models.figures import Confidence
from models.language import Language, Text, once, sentence
from models.limits import Limits, Quarter
from models.roadmap import Alternative, Application, Cost, Roadmap, Shortfall
from reports.payload.canonical import resolved
from reports.payload.result import confidence_word, item_tree


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
        "certainty": None if roadmap.risk is None else roadmap.risk.budget_holds_share,
        "affordable": roadmap.is_affordable,
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
            "Gains are cautious figures of the catalogue at the size of this factory, not measured in it; those of the same machine hours (OEE, output, stops, changeovers) are added and may overlap."
        ),
    }
    result: dict[str, Any] = resolved({**tree, **beside}, language)
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


def certainties_json(plans: Iterable[Roadmap]) -> list[dict[str, Any]]:
    """Returns plans at surer prices as plain JSON values: how sure, what it costs, and in which share the budget holds."""
    trees = [
        {
            "sure": each.limits.sure,
            "status": each.status.value,
            "reached": each.reached,
            "cost": {**_cost(each.cost), "ownership": each.ownership_wan},
            "certainty": None if each.risk is None else each.risk.budget_holds_share,
        }
        for each in plans
    ]
    result: list[dict[str, Any]] = resolved(trees, "en")
    return result


def limits_json(limits: Limits) -> dict[str, Any]:
    """Returns what the planner was asked as plain JSON values."""
    result: dict[str, Any] = resolved(limits_tree(limits), "en")
    return result


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
                "running_per_year": step.running_wan_a_year,
                "gain_per_year": step.gain_wan_a_year,
                "payback_years": step.payback_years,
                "staff_weeks": step.staff_weeks,
                **_way(catalogue, step.measure, variant),
                **_price(variant, own=(step.measure, step.variant) in roadmap.limits.prices_wan),
                "because": list(step.because),
                "closes": [item_tree(item) for item in step.closes],
                "evidence_left": list(known.evidence_left) if known else [],
                "free_options": list(known.free_options) if known else [],
            }
        )
    return {
        "status": roadmap.status.value,
        "gap": roadmap.gap,
        "target": roadmap.limits.target,
        "reached": roadmap.reached,
        "brings": roadmap.brings,
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
                **({"replacement": each.replacement_wan} if each.replacement_wan else {}),
            }
            for each in roadmap.cost_by_quarter
        ],
        "months": [
            {
                "measure": each.measure,
                "variant": each.variant.value,
                "start": f"{each.begins:%Y-%m}",
                "finish": f"{each.ends:%Y-%m}",
                "begins": each.begins.isoformat(),
                "ends": each.ends.isoformat(),
            }
            for each in roadmap.months
        ],
        "months_proven": roadmap.months_proven,
        "reached_on": None if roadmap.reached_on is None else roadmap.reached_on.isoformat(),
        "gates": [
            {
                "tier": each.tier,
                "on": each.on.isoformat(),
                "measures": list(each.measures),
                "spent": each.spent_wan,
                "running_per_year": each.running_wan_a_year,
                "under_way": list(each.under_way),
            }
            for each in roadmap.gates
        ],
        "cost_by_month": [
            {
                "month": each.month,
                "one_off": each.one_off_wan,
                "running": each.running_wan,
                "subsidy": each.subsidy_wan,
                "balance": each.balance_wan,
            }
            for each in roadmap.cost_by_month
        ],
        "shortfall": _shortfall(roadmap.shortfall),
        "margin": None
        if roadmap.margin is None
        else {"price": roadmap.margin.price_wan, "conditions": list(roadmap.margin.hangs)},
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
            "headline_holds_share": roadmap.risk.headline_holds_share,
            "common_share": roadmap.risk.common_share,
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
        "choices": [_choice(*choice) for choice in each.choices],
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


def _choice(measure: str, variant: VariantId, quarter: Quarter) -> dict[str, Any]:
    return {"measure": measure, "variant": variant.value, "quarter": str(quarter)}


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
        "margin": limits.margin,
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
        **({"like": [_choice(*choice) for choice in limits.like]} if limits.like else {}),
        **({"sure": limits.sure} if limits.sure is not None else {}),
        **({"payment": list(limits.payment)} if limits.payment else {}),
        **(
            {
                "terms": [
                    {"measure": measure, "variant": way.value, "stop": terms.stop_wan, "payment": list(terms.payment)}
                    for (measure, way), terms in sorted(limits.terms.items())
                ]
            }
            if limits.terms
            else {}
        ),
    }
