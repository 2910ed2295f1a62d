"""A checker from outside: it reads a case, the measures and what `plan --json` printed, and replays what is said.

It has nothing of the planner: dates, sums, order, money, hands and tiers are worked out here again, with code of its own.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from math import ceil
from typing import Any

from models.assessment import AnswerId, Assessment
from models.catalogue import Catalogue
from models.evaluator import evaluate
from models.rulebook import TIER_IDS, Rulebook

Plan = Mapping[str, Any]
_CENT = Decimal("0.011")
"""Sums of rounded figures may differ by this for each figure."""


def faults(plan: Plan, catalogue: Catalogue, assessment: Assessment, rulebook: Rulebook, day: date) -> list[str]:
    """Returns everything that a printed plan says and that does not come out when it is worked out again.

    Args:
        plan: what `plan --json` printed.
        catalogue: the measures at the size of the factory.
        assessment: the case.
        rulebook: the rules.
        day: of the evaluation.
    """
    return [
        *_sums(plan),
        *_money(plan),
        *_order(plan, catalogue),
        *_means(plan, catalogue),
        *_months(plan, catalogue),
        *_payments(plan),
        *_owned(plan),
        *_public_money(plan),
        *_tiers(plan, assessment, rulebook, day),
    ]


def _number(value: Any) -> Decimal:
    return Decimal(str(value))


def _index(quarter: str) -> int:
    return int(quarter[:4]) * 4 + int(quarter[5]) - 1


def _last_day(quarter: str) -> date:
    month = int(quarter[5]) * 3
    return date(int(quarter[:4]), month, monthrange(int(quarter[:4]), month)[1])


def _sums(plan: Plan) -> Iterator[str]:
    """Cost, running cost and cost by quarter add up; shares lie between 0 and 1."""
    steps, cost, start = plan["steps"], plan["cost"], _index(plan["limits"]["start"])
    one_off = sum((_number(step["one_off"]) for step in steps), Decimal(0))
    if one_off != _number(cost["one_off"]):
        yield f"one-off {cost['one_off']}, the steps {one_off}"
    length = plan["limits"]["quarters"]
    running = Decimal(0)
    for step in steps:
        begun = _index(step["quarter"]) - start
        held = _number(step["running_per_year"]) / 4 * (length - begun)
        if held != _number(step["running"]):
            yield f"{step['measure']} runs for {step['running']}, not {held}"
        running += held
    if running != _number(cost["running"]):
        yield f"running {cost['running']}, the steps {running}"
    if one_off + running - _number(cost["subsidy"]) != _number(cost["total"]):
        yield "the total is not the sum"
    yearly = sum((_number(step["running_per_year"]) for step in steps), Decimal(0))
    if yearly != _number(plan["running_per_year"]):
        yield f"running {plan['running_per_year']} a year, the steps {yearly}"
    for kind in ("one_off", "running"):
        quarters = sum((_number(each[kind]) for each in plan["cost_by_quarter"]), Decimal(0))
        if quarters != _number(cost[kind]):
            yield f"{kind} by quarter {quarters}"
    if plan["certainty"] is not None and not 0 <= plan["certainty"] <= 1:
        yield "certainty is no share"
    if plan["affordable"] is not (plan["certainty"] is None or plan["certainty"] >= 0.5):
        yield "affordable is not what certainty says"


def _spans(limits: Mapping[str, Any]) -> list[tuple[str, Decimal]]:
    """Returns each year, or quarter, of a plan with its money."""
    start, names = limits["start"], []
    for place in range(limits["quarters"]):
        at = _index(start) + place
        name = f"{at // 4}Q{at % 4 + 1}" if limits.get("budget_by_quarter") else str(at // 4)
        if name not in names:
            names.append(name)
    budget = limits["budget"]
    return [(name, _number(budget[min(place, len(budget) - 1)])) for place, name in enumerate(names)]


def _money(plan: Plan) -> Iterator[str]:
    """No year spends more than it has, by quarters and by months; what runs on is affordable for good."""
    limits, left, left_by_month = plan["limits"], Decimal(0), Decimal(0)
    by_quarter = bool(limits.get("budget_by_quarter"))
    for name, budget in _spans(limits):
        spent = sum(
            (
                _number(each["one_off"]) + _number(each["running"])
                for each in plan["cost_by_quarter"]
                if each["quarter"].startswith(name)
            ),
            Decimal(0),
        )
        left = (left if limits["carry_over"] else Decimal(0)) + budget - spent
        if left < 0:
            yield f"{name} spends {-left} too much"
        if by_quarter:
            continue
        months = sum(
            (
                _number(each["one_off"]) + _number(each["running"])
                for each in plan["cost_by_month"]
                if each["month"].startswith(name)
            ),
            Decimal(0),
        )
        left_by_month = (left_by_month if limits["carry_over"] else Decimal(0)) + budget - months
        if left_by_month < -_CENT:
            yield f"{name} spends {-left_by_month} too much by month"
    afterwards = limits.get("running_budget")
    most = _number(limits["budget"][-1]) * (4 if by_quarter else 1) if afterwards is None else _number(afterwards)
    if _number(plan["running_per_year"]) > most:
        yield "what runs on is not affordable"


def _order(plan: Plan, catalogue: Catalogue) -> Iterator[str]:
    """Each measure stands once, after what it needs, without what it excludes and what was ruled out."""
    limits = plan["limits"]
    steps = {step["measure"]: step for step in plan["steps"]}
    if len(steps) != len(plan["steps"]):
        yield "a measure stands twice"
    there = {each["measure"] for each in plan["prerequisites_met"]} | set(limits["done"])
    days = {each["measure"]: each for each in plan["months"]}
    for name, step in steps.items():
        measure = catalogue.measures[name]
        weeks = measure.variants[step["variant"]].duration_weeks.typical
        if _index(step["finish"]) - _index(step["quarter"]) + 1 != max(1, ceil(weeks / 13)):
            yield f"{name} does not take {weeks} weeks"
        if name in limits["forbid"] or name in limits["done"]:
            yield f"{name} was ruled out"
        if step["quarter"] in limits["blackout"] and name not in {lock["measure"] for lock in limits["require"]}:
            yield f"{name} begins in a closed quarter"
        for needed in measure.requires:
            ways = {needed, *(larger for larger, each in catalogue.measures.items() if needed in each.covers)}
            if ways & there:
                continue
            if not any(way in steps and _index(steps[way]["finish"]) < _index(step["quarter"]) for way in ways):
                yield f"{name} begins before {needed} is finished"
            if not any(way in days and days[way]["ends"] < days[name]["begins"] for way in ways):
                yield f"{name} begins before {needed} has ended"
        if any(other in steps for other in measure.excludes):
            yield f"{name} stands beside what it excludes"
    for lock in limits["require"]:
        step = steps.get(lock["measure"])
        if lock["measure"] in limits["done"]:
            continue
        if (
            step is None
            or lock["variant"] not in (None, step["variant"])
            or lock["quarter"] not in (None, step["quarter"])
        ):
            yield f"{lock['measure']} is not as required"


def _means(plan: Plan, catalogue: Catalogue) -> Iterator[str]:
    """Hands and the number at once are enough in every quarter."""
    limits = plan["limits"]
    start = _index(limits["start"])
    for place in range(limits["quarters"]):
        hands, busy = Decimal(0), 0
        for step in plan["steps"]:
            first, last = _index(step["quarter"]) - start, _index(step["finish"]) - start
            if first <= place <= last:
                busy += 1
                hands += _number(step["staff_weeks"]) / (last - first + 1)
        if limits["staff_weeks"] is not None and hands > _number(limits["staff_weeks"]) + Decimal("0.5"):
            yield f"{hands} person-weeks in quarter {place}"
        if limits["most_at_once"] is not None and busy > limits["most_at_once"]:
            yield f"{busy} measures at once in quarter {place}"


def _months(plan: Plan, catalogue: Catalogue) -> Iterator[str]:
    """Steps lie inside the plan, are no later than their quarters, last their weeks; sums and gates come out."""
    steps = {step["measure"]: step for step in plan["steps"]}
    if {each["measure"] for each in plan["months"]} != steps.keys():
        yield "the months are of other steps"
        return
    first = date(int(plan["limits"]["start"][:4]), int(plan["limits"]["start"][5]) * 3 - 2, 1)
    for each in plan["months"]:
        begins, ends = date.fromisoformat(each["begins"]), date.fromisoformat(each["ends"])
        step = steps[each["measure"]]
        weeks = catalogue.measures[each["measure"]].variants[each["variant"]].duration_weeks.typical
        if begins < first or ends > _last_day(step["finish"]):
            yield f"{each['measure']} is outside its quarters"
        if (ends - begins).days + 1 < min(weeks * 7, Decimal(13 * 7 - 5)) - 2:
            yield f"{each['measure']} lasts {(ends - begins).days + 1} days, not {weeks} weeks"
        if (each["start"], each["finish"]) != (each["begins"][:7], each["ends"][:7]):
            yield f"{each['measure']} has other months than days"
    paid = sum((_number(each["one_off"]) for each in plan["cost_by_month"]), Decimal(0))
    if paid != _number(plan["cost"]["one_off"]):
        yield f"one-off by month {paid}"
    balance = Decimal(0)
    for each in plan["cost_by_month"]:
        balance += _number(each["one_off"]) + _number(each["running"]) - _number(each["subsidy"])
        if abs(balance - _number(each["balance"])) > Decimal("0.001"):
            yield f"the balance of {each['month']} is not the sum"
    for gate in plan["gates"]:
        begun = {each["measure"] for each in plan["months"] if each["begins"] <= gate["on"]}
        ended = {each["measure"] for each in plan["months"] if each["ends"] <= gate["on"]}
        spent = sum((_number(steps[name]["one_off"]) for name in begun), Decimal(0))
        if set(gate["measures"]) != ended or set(gate["under_way"]) != begun - ended or spent != _number(gate["spent"]):
            yield f"the gate of {gate['tier']} is of other steps"


def _parts(plan: Plan, step: Mapping[str, Any]) -> list[Decimal]:
    """Returns a step's one-off cost as it is due, quarter by quarter from its start."""
    limits = plan["limits"]
    own = [
        each["payment"]
        for each in limits.get("terms", ())
        if (each["measure"], each["variant"]) == (step["measure"], step["variant"])
    ]
    shares = (own[0] if own else []) or limits.get("payment") or [1]
    whole, parts = _number(step["one_off"]), list[Decimal]()
    for place in range(len(shares)):
        sofar = whole * sum((_number(share) for share in shares[: place + 1]), Decimal(0))
        parts.append(min(sofar.quantize(Decimal("0.01"), ROUND_HALF_UP), whole) - sum(parts, Decimal(0)))
    return parts


def _payments(plan: Plan) -> Iterator[str]:
    """Each price is due as agreed, by quarter and by month; what lives no longer is bought anew in its quarter."""
    limits = plan["limits"]
    start, length = _index(limits["start"]), limits["quarters"]
    quarters: dict[int, Decimal] = {}
    months: dict[int, Decimal] = {}
    anew: dict[int, Decimal] = {}
    running: dict[int, Decimal] = {}
    begins = {each["measure"]: each["begins"] for each in plan["months"]}
    for step in plan["steps"]:
        first, last = _index(step["quarter"]) - start, _index(step["finish"]) - start
        year, month = map(int, begins[step["measure"]].split("-")[:2])
        begun = 12 * year + month - 1 - 3 * start
        for place, part in enumerate(_parts(plan, step)):
            due, paid = min(first + place, length - 1), min(begun + 3 * place, 3 * length - 1)
            quarters[due] = quarters.get(due, Decimal(0)) + part
            months[paid] = months.get(paid, Decimal(0)) + part
        for place in range(begun, 3 * length):
            running[place] = running.get(place, Decimal(0)) + _number(step["running_per_year"]) / 12
        life = ceil(4 * step["life_years"])
        for place in range(last + 1 + life, length, life) if step["one_off"] else ():
            anew[place] = anew.get(place, Decimal(0)) + _number(step["one_off"])
    for place, each in enumerate(plan["cost_by_quarter"]):
        if _number(each["one_off"]) != quarters.get(place, Decimal(0)):
            yield f"{each['quarter']} pays {each['one_off']}, not {quarters.get(place, 0)}"
        if _number(each.get("replacement", 0)) != anew.get(place, Decimal(0)):
            yield f"{each['quarter']} buys anew for {each.get('replacement', 0)}, not {anew.get(place, 0)}"
    for place, each in enumerate(plan["cost_by_month"]):
        if _number(each["one_off"]) != months.get(place, Decimal(0)):
            yield f"{each['month']} pays {each['one_off']}, not {months.get(place, 0)}"
        if abs(_number(each["running"]) - running.get(place, Decimal(0))) > _CENT:
            yield f"{each['month']} runs for {each['running']}, not {running.get(place, 0)}"


def _owned(plan: Plan) -> Iterator[str]:
    """Ownership is price by years and life, and running cost for all years, less public money; what runs after is a year of all."""
    years, owned = _number(plan["limits"]["years_of_use"]), Decimal(0)
    for step in plan["steps"]:
        price = _number(step["one_off"]) * years / _number(step["life_years"])
        owned += (price + _number(step["running_per_year"]) * years).quantize(Decimal("0.01"), ROUND_HALF_UP)
    owned -= _number(plan["cost"]["subsidy"])
    if abs(owned - _number(plan["cost"]["ownership"])) > _CENT:
        yield f"owned for {plan['cost']['ownership']}, not {owned}"
    if plan["cost"]["running_after"] != plan["running_per_year"]:
        yield "what runs afterwards is not what runs a year"


def _public_money(plan: Plan) -> Iterator[str]:
    """What is counted of each rule is what it brings less what applying costs, comes once, and when it may come."""
    applied = [rule["application"] for rule in plan["subsidies"] if rule["application"] is not None]
    counted = sum((_number(each["counted"]) for each in applied), Decimal(0))
    steps = sum((_number(step["subsidy"]) for step in plan["steps"]), Decimal(0))
    if not counted == steps == _number(plan["cost"]["subsidy"]):
        yield f"subsidies of {plan['cost']['subsidy']}, of steps {steps}, of rules {counted}"
    finish = {step["measure"]: _index(step["finish"]) for step in plan["steps"]}
    for each in applied:
        if _number(each["at_most"]) - _number(each["cost"]) != _number(each["counted"]) or each["counted"] <= 0:
            yield "a rule costs more to apply for than it brings"
        if any(_index(each["paid"]) < finish[name] for name in each["measures"]):
            yield "a subsidy comes before acceptance"
    for each in plan["cost_by_quarter"]:
        due = sum((_number(rule["counted"]) for rule in applied if rule["paid"] == each["quarter"]), Decimal(0))
        if due != _number(each["subsidy"]):
            yield f"{each['quarter']} gets {each['subsidy']}, not {due}"


def _days(begins: date, ends: date, quarter: int) -> int:
    """Returns how many days of a span lie in a quarter."""
    first = date(quarter // 4, quarter % 4 * 3 + 1, 1)
    last = _last_day(f"{quarter // 4}Q{quarter % 4 + 1}")
    return max(0, (min(ends, last) - max(begins, first)).days + 1)


def loads(plan: Plan, *, months: bool) -> dict[int, float]:
    """Returns the person-weeks of each quarter, evenly over the days of each step or over its quarters."""
    load: dict[int, float] = {}
    days = {each["measure"]: each for each in plan["months"]}
    for step in plan["steps"]:
        first, last = _index(step["quarter"]), _index(step["finish"])
        if months:
            begins, ends = (date.fromisoformat(days[step["measure"]][name]) for name in ("begins", "ends"))
            first, last = begins.year * 4 + (begins.month - 1) // 3, ends.year * 4 + (ends.month - 1) // 3
            spans = {quarter: _days(begins, ends, quarter) for quarter in range(first, last + 1)}
        else:
            spans = dict.fromkeys(range(first, last + 1), 1)
        for quarter, share in spans.items():
            load[quarter] = load.get(quarter, 0.0) + step["staff_weeks"] * share / sum(spans.values())
    return load


def _tiers(plan: Plan, assessment: Assessment, rulebook: Rulebook, day: date) -> Iterator[str]:
    """The evaluator says of the changed answers what the plan promises."""
    after = assessment.with_answers({AnswerId(key): value for key, value in plan["changed_answers"].items()})
    last = max((_last_day(step["finish"]) for step in plan["steps"]), default=day)
    evaluation = evaluate(after, rulebook, max(day, last, _last_day(plan["limits"]["start"])))
    if evaluation.reached != plan["reached"]:
        yield f"reached {plan['reached']}, the evaluator says {evaluation.reached}"
    if evaluation.possible != plan["possible"]:
        yield f"possible {plan['possible']}, the evaluator says {evaluation.possible}"
    ranks = [-1 if each["tier"] is None else TIER_IDS.index(each["tier"]) for each in plan["tier_by_quarter"]]
    if ranks != sorted(ranks):
        yield "a tier is lost on the way"
    if ranks and plan["tier_by_quarter"][-1]["tier"] != plan["reached"]:
        yield "the last quarter has another tier"
    gates = [TIER_IDS.index(gate["tier"]) for gate in plan["gates"]]
    if gates != sorted(set(gates)):
        yield "gates do not rise"


def altered(plan: Plan, **change: Any) -> Plan:
    """Returns a plan with something else said at its top."""
    return {**plan, **change}


def spoiled(plan: Plan) -> Iterator[tuple[str, Plan]]:
    """Yields plans that say something untrue, each with what is wrong."""
    first, *rest = plan["steps"]
    yield "cost", altered(plan, cost={**plan["cost"], "one_off": plan["cost"]["one_off"] + 1})
    yield "a price", altered(plan, steps=[{**first, "one_off": first["one_off"] + 1}, *rest])
    yield "ownership", altered(plan, cost={**plan["cost"], "ownership": plan["cost"]["ownership"] - 1})
    quarter, *later = plan["cost_by_quarter"]
    yield "a renewal", altered(plan, cost_by_quarter=[{**quarter, "replacement": 1}, *later])
    yield "a subsidy", altered(plan, steps=[{**first, "subsidy": 1}, *rest])
    yield "a payment", altered(plan, limits={**plan["limits"], "payment": [0.5, 0.5]})
    yield "a tier", altered(plan, reached="leading")
    yield "certainty", altered(plan, certainty=1.5)
    yield "money", altered(plan, limits={**plan["limits"], "budget": [0.01]})
    yield "a measure", altered(plan, steps=rest)
    month, *others = plan["months"]
    yield "a day", altered(plan, months=[{**month, "ends": "2040-12-31"}, *others])
    yield (
        "a balance",
        altered(plan, cost_by_month=[{**each, "balance": each["balance"] + 1} for each in plan["cost_by_month"]]),
    )
