"""A second evaluator, written from the published facts alone: it shares no code and no data with the program.

Every table here was typed from the sources named beside it. The truth of a condition is True, False or None. What is
not answered is thought through to every end: a condition is true when it is so however the open questions turn out.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

Truth = bool | None
Case = Mapping[str, Any]
TIERS = ("basic", "advanced", "excellent", "leading")
# The guide of typical scenarios of 2025 (工信厅通装函〔2025〕155号), 40 scenarios in 8 stages; the dimension of a stage is a reading.
STAGES = (("GJ", 3), ("YF", 2), ("YF", 2), ("GL", 12), ("ZY", 10), ("YY", 4), ("YY", 3), ("YY", 4))
SCENARIOS = tuple((stage, dimension) for stage, (dimension, many) in enumerate(STAGES) for _scenario in range(many))
# GB/T 39116-2020, 20 subdomains in 4 elements (secondary sources); shares of two sets from memory: element, domain, subdomains.
SUBDOMAINS = ("P1", "P2", "T1", "T2", "T3", "R1", "R2", *(f"M{number}" for number in range(1, 14)))
_WITHIN = {"P": {"P1": 50, "P2": 50}, "T": {"T1": 46, "T2": 27, "T3": 27}, "R": {"R1": 67, "R2": 33}}
_DOMAINS = {
    "design": (1, 2),
    "production": (3, 4, 5, 6, 7, 8, 9),
    "logistics": (10,),
    "sales": (11,),
    "service": (12, 13),
}
_SETS = {
    "discrete-recall": ({"P": 6, "T": 11, "R": 6, "M": 77}, (13, 48, 13, 13, 13)),
    "process-recall": ({"P": 6, "T": 11, "R": 15, "M": 68}, (4, 63, 15, 15, 3)),
}
_POINTS = {"full": Fraction(1), "most": Fraction(4, 5), "part": Fraction(1, 2), "none": Fraction(0)}
# Reference indicators of the element conditions, 20 names in 5 groups; in all of them more is better.
_GROUPS = {1: range(1, 5), 2: range(5, 7), 3: range(7, 16), 4: range(16, 20), 5: range(20, 21)}
_SCOPES = ("province", "nation", "world")


def weights(case: Case) -> dict[str, Fraction]:
    """Returns the weight of each subdomain by the set that the case chooses; equal ones where none can be used."""
    chosen = case.get("rules.maturity_weights")
    if chosen in _SETS:
        elements, domains = _SETS[chosen]
        shares = {
            name: Fraction(elements[element] * part)
            for element, parts in _WITHIN.items()
            for name, part in parts.items()
        }
        for part, members in zip(domains, _DOMAINS.values(), strict=True):
            shares |= {f"M{number}": Fraction(elements["M"] * part, len(members)) for number in members}
        return shares
    own = {name: Fraction(str(case.get(f"rules.weight_{name}", 0))) for name in SUBDOMAINS}
    return own if chosen == "custom" and sum(own.values()) > 0 else dict.fromkeys(SUBDOMAINS, Fraction(1))


def days(written: Any) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Returns the first and the last day that a date leaves open."""
    parts = tuple(int(part) for part in str(written)[:10].split("-"))
    return (*parts, 1, 1)[:3], (*parts, 12, 31)[:3] if len(parts) == 1 else (*parts, 31)[:3]


def can_be(case: Case, answer: str, since: str, today: str) -> bool:
    """Whether a dated act can have happened: not after today, not before its kind or the enterprise existed."""
    if not case.get(answer):
        return False
    first, last = days(case[answer])
    founded = case.get("enterprise.founded")
    return first <= days(today)[0] and last >= days(since)[0] and (not founded or last >= days(founded)[0])


def maturity_levels(case: Case, today: str) -> tuple[int, int]:
    """Returns the least and the greatest level: 0.8 meets a level, and a level stands on all below it."""
    shares = weights(case)
    whole, ends = sum(shares.values()), []
    for unanswered in (Fraction(0), Fraction(1)):
        level = 0
        while level < 5:
            given = (_POINTS.get(case.get(f"maturity.{name}.level{level + 1}", ""), unanswered) for name in SUBDOMAINS)
            if sum(share * points for share, points in zip(shares.values(), given, strict=True)) < whole * Fraction(
                4, 5
            ):
                break
            level += 1
        ends.append(level)
    declared, score = case.get("maturity.declared.level"), case.get("maturity.declared.score")
    if declared is None:
        return ends[0], ends[1]
    proven = all(case.get(f"maturity.declared.{field}") for field in ("platform", "date", "evidence"))
    # Bands from 0.8, 1.8, 2.8, 3.8, 4.8 (secondary source). The standard was published in October 2020.
    fits = score is None or declared == sum(Fraction(str(score)) >= number + Fraction(4, 5) for number in range(5))
    if proven and fits and can_be(case, "maturity.declared.date", "2020-10", today):
        return declared, declared
    return min(declared, ends[0]), max(declared, ends[1])


def built(case: Case, number: int) -> Truth:
    """Whether a scenario is in use on some or all lines."""
    status = case.get(f"scenarios.SC{number:02}.status")
    return None if status is None else status in ("partial", "full")


def ai_shares(case: Case) -> tuple[Fraction, Fraction]:
    """Returns the least and the greatest share of scenarios with AI, over every way in which open questions can turn out."""
    below = case.get("rules.ai_denominator", "built")
    sure = opened = base = 0
    unbuilt = {"yes": 0, "no": 0, None: 0}
    for number in range(1, 41):
        status, ai = (case.get(f"scenarios.SC{number:02}.{field}") for field in ("status", "ai"))
        if status is None:
            unbuilt[ai] += 1
        elif status in ("partial", "full"):
            sure, opened, base = sure + (ai == "yes"), opened + (ai is None), base + 1
        elif below == "applicable" and status != "not_applicable":
            base += 1
    shares = set()
    for yes in range(unbuilt["yes"] + 1):  # that many of those said to use AI turn out to be built
        for marked in {0, opened}:
            for no in {0, unbuilt["no"]}:
                for asked in {0, unbuilt[None]}:
                    for with_ai in {0, asked}:
                        joined = yes + no + asked
                        others = sum(unbuilt.values()) - joined if below == "applicable" else 0
                        for idle in {0, others}:  # not built, but of concern to the factory
                            whole = 40 if below == "all" else base + joined + idle
                            shares.add(Fraction(sure + marked + yes + with_ai, whole) if whole else Fraction(0))
    return min(shares), max(shares)


def at_least(ends: tuple[Any, Any], limit: Any) -> Truth:
    """Compares what a number can be with a limit."""
    return True if ends[0] >= limit else False if ends[1] < limit else None


def every(*truths: Truth) -> Truth:
    """All of them."""
    return False if False in truths else None if None in truths else True


def some(*truths: Truth) -> Truth:
    """One of them."""
    return True if True in truths else None if None in truths else False


def said(case: Case, answer: str, *good: str) -> Truth:
    """Whether an answer is a good one."""
    return None if answer not in case else case[answer] in good


def covered(case: Case, dimension: str) -> Truth:
    """Whether a dimension has a built scenario."""
    return some(*(built(case, number) for number, (_stage, own) in enumerate(SCENARIOS, 1) if own == dimension))


def in_principle(case: Case, dimension: str, truth: Truth) -> Truth:
    """What “in principle” makes of a no: with a stated exception the authority decides."""
    return None if truth is False and case.get(f"requirements.E-{dimension}.exception") else truth


def recognised(case: Case, tier: str, today: str, *kinds: str, below: tuple[str, ...] = ()) -> Truth:
    """Whether a tier is recorded with a date that can be, and with proof where an authority acted; or a higher step is."""

    def counts(step: str, kind: str) -> bool:
        proof = kind == "self_assessed" or bool(case.get(f"recognition.{step}.evidence"))
        return proof and can_be(case, f"recognition.{step}.date", "2024", today)

    kind = case.get(f"recognition.{tier}.kind")
    if kind is None:  # the notice of 2025 allows no skipping
        higher = [step for step in below if case.get(f"recognition.{step}.kind") == "recognised"]
        return True if any(counts(step, "recognised") for step in higher) else None
    return False if kind not in kinds else True if counts(tier, kind) else None


def indicators_lead(case: Case, scope: str, kind: str, today: str) -> Truth:
    """Whether some indicator beats such a benchmark and none that has one fails to; the stricter reading: one in each group."""
    beaten, failed, still_open = set(), False, False
    for group, members in _GROUPS.items():
        for number in members:
            after, benchmark = (case.get(f"indicators.K{number:02}.{field}") for field in ("after", "benchmark"))
            about = {
                field: case.get(f"indicators.K{number:02}.benchmark_{field}")
                for field in ("scope", "kind", "source", "date")
            }
            same = (about["scope"], about["kind"]) == (scope, kind)
            wider = about["kind"] == "leading" and about["scope"] in _SCOPES[_SCOPES.index(scope) :]
            dated = bool(about["date"]) and days(about["date"])[0] <= days(today)[0]
            if not (same or wider):
                continue
            if after is None or benchmark is None or not about["source"] or not dated:
                still_open |= same
            elif after > benchmark:
                beaten.add(group)
            else:
                failed |= same
    needed = set(_GROUPS) if case.get("rules.indicator_reading") == "groups" else set()
    return False if failed else True if beaten and beaten >= needed and not still_open else None


Conditions = Iterator[tuple[str, str, bool, Truth]]
"""Tier, name, whether it counts, truth."""


def national(case: Case, today: str) -> Conditions:
    """The edition of 2025: notice 工信厅联通装函〔2025〕251号 for the applicant, transcriptions of its annex for the rest."""

    def yes(name: str) -> Truth:
        return said(case, f"requirements.{name}.answer", "yes")

    levels, shares = maturity_levels(case, today), ai_shares(case)
    for name in ("BR1", "BR2", "BR3", "BR4"):
        yield "basic", name, True, yes(name)
    asked = {"basic": ("ZY",), "advanced": ("ZY", "GL", "YY")} | dict.fromkeys(
        TIERS[2:], ("GJ", "YF", "ZY", "GL", "YY")
    )
    for tier, letter, level in zip(TIERS, "BAEL", (2, 2, 3, 4), strict=True):
        soft = tier == "excellent"
        yield tier, "MAT", True, at_least(levels, level)
        cover = (covered(case, dimension) for dimension in asked[tier])
        yield (
            tier,
            "COV",
            True,
            every(*(in_principle(case, *pair) if soft else pair[1] for pair in zip(asked[tier], cover, strict=True))),
        )
        for dimension in ("GJ", "YF", "ZY", "GL", "YY"):
            truth = yes(f"{letter}-{dimension}")
            yield tier, dimension, dimension in asked[tier], in_principle(case, dimension, truth) if soft else truth
    for tier, scope, kind in zip(
        TIERS, ("province", "province", "nation", "world"), ("average", *["leading"] * 3), strict=True
    ):
        yield tier, "O1", True, indicators_lead(case, scope, kind, today)
    yield "advanced", "O2", True, yes("A-O2")
    for tier, letter, share in (("excellent", "E", Fraction(1, 5)), ("leading", "L", Fraction(3, 5))):
        yield tier, "AI", True, at_least(shares, share)
        for number in (3, 4, 5):
            yield tier, f"O{number}", True, yes(f"{letter}-O{number}")
        for name in ("LEGAL", "DUTY"):
            yield tier, name, True, yes(f"E-{name}")
    for letter, tier, names in (
        ("E", "excellent", ("BUILT", "AIX")),
        ("L", "leading", ("LEADER", "PRODUCT", "MEANS", "FUTURE")),
    ):
        for name in names:
            yield tier, name, True, yes(f"{letter}-{name}")
    ways = ("self_assessed", "reviewed", "recognised")
    yield "advanced", "PRE", True, recognised(case, "basic", today, *ways, below=TIERS[1:])
    yield "excellent", "PRE", True, recognised(case, "advanced", today, "recognised", below=TIERS[2:])
    yield "leading", "PRE", True, recognised(case, "excellent", today, "recognised", below=TIERS[3:])


def local(pack: str, case: Case, today: str) -> Conditions:
    """What a province or city adds, by reports and copies of its notices; a name that the edition has too takes its place."""
    level = maturity_levels(case, today)

    def answer(name: str) -> str:
        return f"local.{pack}.{name}"

    match pack:
        case "hainan-2025":
            small = said(case, "enterprise.honour", "innovative", "specialised", "little_giant")
            yield "basic", "MAT", True, at_least(level, 1)
            yield (
                "basic",
                "BR1",
                True,
                some(
                    said(case, "requirements.BR1.answer", "yes"), every(small, said(case, answer("competitive"), "yes"))
                ),
            )
            yield "basic", "hainan-2025.no-arrears", True, said(case, answer("no_arrears"), "yes")
        case "jiangsu-2026":
            now = [stage for number, (stage, _own) in enumerate(SCENARIOS, 1) if built(case, number)]
            then = [stage for number, (stage, _own) in enumerate(SCENARIOS, 1) if built(case, number) is not False]
            yield "advanced", "jiangsu-2026.scenarios", True, at_least((len(now), len(then)), 15)
            yield "advanced", "jiangsu-2026.stages", True, at_least((len(set(now)), len(set(then))), 3)
            points = case.get(answer("capability"))
            yield "advanced", "jiangsu-2026.capability", True, None if points is None else points >= 60
            yield "advanced", "jiangsu-2026.level", True, said(case, answer("level"), "advanced", "above")
            yield "advanced", "jiangsu-2026.financials", True, said(case, answer("financials"), "yes")
        case "shandong-2025":
            declared = case.get(answer("platform_level"))
            yield "basic", "shandong-2025.MAT", True, None if declared is None else declared >= 2
            city = said(case, answer("city_recognised"), "yes")
            yield "advanced", "PRE", True, every(city, recognised(case, "basic", today, "recognised"))
        case "qingdao-2026":
            declared = case.get(answer("platform_level"))
            yield "advanced", "qingdao-2026.MAT", True, None if declared is None else declared >= 2
            for name in ("legal", "accidents", "built", "filed", "duty"):
                yield "advanced", f"qingdao-2026.{name}", True, said(case, answer(name), "yes")
        case "liaoning-2026":
            yield (
                "advanced",
                "PRE",
                True,
                every(said(case, answer("listed"), "yes"), recognised(case, "basic", today, "reviewed", "recognised")),
            )
            for name in ("integration-report", "video", "commitment"):
                yield "advanced", f"liaoning-2026.{name}", False, said(case, answer(name.replace("-", "_")), "yes")
            table = [
                answer(name) for name in ("infrastructure", "technology", "replicability", "benefits", "follow_up")
            ]
            ends = {sum(case.get(part, 0) for part in table) + (0, 0, 5, 10, 20, 20)[end] > 0 for end in level}
            known = len(ends) == 1 and all(part in case for part in table)
            yield "advanced", "liaoning-2026.score", False, ends.pop() if known else None


def judged(case: Case, today: str, pack: str = "") -> dict[tuple[str, str], tuple[bool, Truth]]:
    """Returns for each condition, by tier and name, whether it counts and its truth."""
    rows = [*national(case, today), *local(pack, case, today)]
    return {(tier, name): (counted, truth) for tier, name, counted, truth in rows}


def highest(rows: Mapping[tuple[str, str], tuple[bool, Truth]], *good: Truth) -> str | None:
    """Returns the highest tier whose counted conditions, and those of all tiers below, are all good."""
    top = None
    for tier in TIERS:
        if not all(truth in good for (own, _name), (counted, truth) in rows.items() if own == tier and counted):
            break
        top = tier
    return top
