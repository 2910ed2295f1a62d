"""Factories and rulebooks for tests: a complete leading factory to take things away from, and small rules in code.

`rulebook()` is the shape of the national edition with plain names; `leading_factory()` answers everything it asks.
Tests of what ships use `models.packs.library.Library` instead.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from types import MappingProxyType

from models.assessment import AnswerId, Assessment, AssessmentState, Digest, Evidence, Value
from models.figures import Confidence, Source
from models.language import Text
from models.questionnaire import Question, QuestionKind, Section
from models.rulebook import (
    TIER_IDS,
    AiDenominator,
    Condition,
    ConditionId,
    ConditionKind,
    ContradictionRule,
    Dimension,
    DimensionId,
    Kpi,
    MaturityWeights,
    PackId,
    PackInfo,
    Quantity,
    Rulebook,
    Scenario,
    ScenarioId,
    Stage,
    StageId,
    Subdomain,
    SubdomainId,
    Tier,
    TierId,
)

DAY = date(2026, 11, 30)
"""The day on which the tests evaluate."""
PROOF = Digest("a" * 64)
"""Digest of the one piece of evidence that every proven answer of the test factories rests on."""

STAGES: Mapping[str, tuple[str, int]] = {
    "L1": ("GJ", 3),
    "L2": ("YF", 2),
    "L3": ("YF", 2),
    "L4": ("GL", 12),
    "L5": ("ZY", 10),
    "L6": ("YY", 4),
    "L7": ("YY", 3),
    "L8": ("YY", 4),
}
"""Stage to its dimension and number of scenarios, in the guide's order."""
DIMENSIONS = ("GJ", "YF", "ZY", "GL", "YY")
SUBDOMAINS = ("P1", "P2", "T1", "T2", "T3", "R1", "R2", *(f"M{number}" for number in range(1, 14)))
REQUIREMENTS = (
    "BR1",
    "BR2",
    "BR3",
    "BR4",
    *(f"{letter}-{dimension}" for letter in "BAEL" for dimension in DIMENSIONS),
    "A-O2",
    *(f"{letter}-O{number}" for letter in "EL" for number in (3, 4, 5)),
    *(f"E-{name}" for name in ("LEGAL", "BUILT", "AIX", "DUTY")),
    *(f"L-{name}" for name in ("LEADER", "PRODUCT", "MEANS", "FUTURE")),
)
RULES: Mapping[str, Mapping[str, str]] = {
    "basic": {
        "BR1": 'says("BR1")',
        "BR2": 'says("BR2")',
        "BR3": 'says("BR3")',
        "BR4": 'says("BR4")',
        "BR5": "maturity_level >= 2",
        "COVER": 'covers("ZY")',
        "ZY": 'says("B-ZY")',
        "O1": 'indicators_beat("province", "average")',
    },
    "advanced": {
        "PRE": 'recognised("basic", "self_assessed", "reviewed", "recognised")',
        "BR5": "maturity_level >= 2",
        "COVER": 'covers("ZY", "GL", "YY")',
        "ZY": 'says("A-ZY")',
        "GL": 'says("A-GL")',
        "YY": 'says("A-YY")',
        "O1": 'indicators_beat("province", "leading")',
        "O2": 'says("A-O2")',
    },
    "excellent": {
        "PRE": 'recognised("advanced", "recognised")',
        **{name: f'says("E-{name}")' for name in ("LEGAL", "BUILT", "AIX", "DUTY")},
        "BR5": "maturity_level >= 3",
        "COVER": 'covers_in_principle("GJ", "YF", "ZY", "GL", "YY")',
        "AI": "ai_share >= 0.2",
        **{dimension: f'says_in_principle("E-{dimension}")' for dimension in DIMENSIONS},
        "O1": 'indicators_beat("nation", "leading")',
        "O3": 'says("E-O3")',
        "O4": 'says("E-O4")',
        "O5": 'says("E-O5")',
    },
    "leading": {
        "PRE": 'recognised("excellent", "recognised")',
        **{name: f'says("E-{name}")' for name in ("LEGAL", "DUTY")},
        **{name: f'says("L-{name}")' for name in ("LEADER", "PRODUCT", "MEANS", "FUTURE")},
        "BR5": "maturity_level >= 4",
        "COVER": 'covers("GJ", "YF", "ZY", "GL", "YY")',
        "AI": "ai_share >= 0.6",
        **{dimension: f'says("L-{dimension}")' for dimension in DIMENSIONS},
        "O1": 'indicators_beat("world", "leading")',
        "O3": 'says("L-O3")',
        "O4": 'says("L-O4")',
        "O5": 'says("L-O5")',
    },
}
"""The rules of the national edition, as the tests read them."""

TIER_NAMES = {"basic": "基础级", "advanced": "先进级", "excellent": "卓越级", "leading": "领航级"}
_SOURCES = ("T1",)
_SURE = Confidence.SECONDARY


def _text(zh: str, en: str | None = None) -> Text:
    return Text(zh, en or zh)


def rulebook(
    rules: Mapping[str, Mapping[str, str]] = RULES,
    *,
    ai_denominator: AiDenominator = AiDenominator.BUILT,
    weights: MaturityWeights | None = None,
    quantities: Mapping[str, Quantity] | None = None,
    contradictions: tuple[ContradictionRule, ...] = (),
    extra: Iterable[Condition] = (),
) -> Rulebook:
    """Returns a rulebook of the national shape with these rules, one mapping of names to rules for each tier."""
    scenarios = _scenarios()
    conditions = [condition(tier, name, rule) for tier, named in rules.items() for name, rule in named.items()]
    pack = PackInfo(PackId("test"), "rulebook", _text("测试", "Test"), "1", "2025-06-20", "national", "0" * 64)
    return Rulebook(
        packs=(pack,),
        sources={"T1": Source("T1", Text("测试", "test"), "")},
        tiers=tuple(
            Tier(tier, number, _text(TIER_NAMES[tier], tier), _text("定位"), _text("认定"), _SOURCES, _SURE)
            for number, tier in enumerate(TIER_IDS, 1)
        ),
        conditions=(*conditions, *extra),
        dimensions=tuple(
            Dimension(DimensionId(dimension), _text(dimension), _SOURCES, _SURE) for dimension in DIMENSIONS
        ),
        stages=tuple(
            Stage(StageId(stage), DimensionId(dimension), _text(stage), _SOURCES, _SURE)
            for stage, (dimension, _count) in STAGES.items()
        ),
        scenarios=scenarios,
        subdomains=tuple(
            Subdomain(
                SubdomainId(subdomain),
                _text("制造"),
                _text("生产"),
                _text(subdomain),
                (_text("要求"),) * 5,
                _SOURCES,
                _SURE,
            )
            for subdomain in SUBDOMAINS
        ),
        maturity_levels=tuple(_text(f"{level} 级") for level in range(1, 6)),
        kpis=tuple(
            Kpi(
                f"K{number:02}",
                _text("效率"),
                _text(f"指标{number}", f"KPI {number}"),
                "percent",
                number not in {5, 9, 14, 16, 17},
                _SOURCES,
                _SURE,
            )
            for number in range(1, 21)
        ),
        sections=(Section("all", _text("全部"), _text("全部")),),
        questions=MappingProxyType({question.id: question for question in _questions()}),
        notes={},
        weights=weights,
        quantities=quantities or {},
        contradictions=contradictions,
        ai_denominator=ai_denominator,
    )


def condition(tier: str, name: str, rule: str, *, applies: str = "", informative: bool = False) -> Condition:
    """Returns one condition with the id `tier.name`."""
    return Condition(
        id=ConditionId(f"{tier}.{name}"),
        tier=TierId(tier),
        kind=ConditionKind.LOCAL,
        text=_text(name),
        rule=rule,
        rule_text=_text(rule),
        dimension=None,
        sources=_SOURCES,
        confidence=_SURE,
        pack=PackId("test"),
        informative=informative,
        applies=applies,
    )


@cache
def _scenarios() -> tuple[Scenario, ...]:
    scenarios: list[Scenario] = []
    for stage, (dimension, count) in STAGES.items():
        for _index in range(count):
            number = len(scenarios) + 1
            name = _text(f"场景{number}", f"Scenario {number}")
            scenarios.append(
                Scenario(
                    ScenarioId(f"SC{number:02}"),
                    number,
                    StageId(stage),
                    DimensionId(dimension),
                    name,
                    name,
                    name,
                    name,
                    _SOURCES,
                    _SURE,
                )
            )
    return tuple(scenarios)


_YES_NO = (("yes", _text("是", "yes")), ("partly", _text("部分做到", "partly")), ("no", _text("否", "no")))
_KINDS = (
    ("none", _text("未认定", "not recognised")),
    ("self_assessed", _text("自评", "self-assessed")),
    ("reviewed", _text("已复核", "reviewed")),
    ("recognised", _text("已认定", "recognised")),
)
_CHOICES: Mapping[str, tuple[tuple[str, Text], ...]] = {
    "answer": _YES_NO,
    "ai": (_YES_NO[0], _YES_NO[2]),
    "status": tuple((status, _text(status)) for status in ("none", "planned", "partial", "full", "not_applicable")),
    "kind": _KINDS,
    "benchmark_scope": tuple((scope, _text(scope)) for scope in ("province", "nation", "world")),
    "benchmark_kind": tuple((kind, _text(kind)) for kind in ("average", "leading")),
    **{
        f"level{level}": tuple((level_word, _text(level_word)) for level_word in ("full", "most", "part", "none"))
        for level in range(1, 6)
    },
}
_KIND_OF = {
    "evidence": QuestionKind.EVIDENCE,
    "date": QuestionKind.DATE,
    "founded": QuestionKind.DATE,
    "started": QuestionKind.DATE,
    "completed": QuestionKind.DATE,
    "benchmark_date": QuestionKind.DATE,
    "suppliers": QuestionKind.LIST,
    "staff": QuestionKind.INTEGER,
    "machines": QuestionKind.INTEGER,
    "machines_connected": QuestionKind.INTEGER,
    "level": QuestionKind.INTEGER,
    **dict.fromkeys(
        ("score", "before", "after", "benchmark", "investment_wan", "general_capability", "revenue_wan"),
        QuestionKind.NUMBER,
    ),
}


def _questions() -> Iterable[Question]:
    ids = [
        "enterprise.founded",
        "enterprise.revenue_wan",
        "factory.staff",
        "factory.machines",
        "factory.machines_connected",
    ]
    ids += ["factory.process_type", "local.jiangsu.general_capability"]
    for requirement in REQUIREMENTS:
        ids += [
            f"requirements.{requirement}.{name}" for name in ("answer", "exception", "certainty", "comment", "evidence")
        ]
    for scenario in _scenarios():
        ids += [
            f"scenarios.{scenario.id}.{name}"
            for name in ("status", "ai", "instance", "investment_wan", "started", "completed", "suppliers", "evidence")
        ]
    for subdomain in SUBDOMAINS:
        ids += [f"maturity.{subdomain}.level{level}" for level in range(1, 6)] + [f"maturity.{subdomain}.evidence"]
    ids += [f"maturity.declared.{name}" for name in ("level", "score", "date", "platform", "evidence")]
    for number in range(1, 21):
        ids += [
            f"indicators.K{number:02}.{name}"
            for name in (
                "before",
                "after",
                "period",
                "evidence",
                "benchmark",
                "benchmark_scope",
                "benchmark_kind",
                "benchmark_source",
                "benchmark_date",
            )
        ]
    for tier in TIER_IDS:
        ids += [f"recognition.{tier}.{name}" for name in ("kind", "date", "authority", "document", "evidence")]
    for answer in ids:
        last = answer.rpartition(".")[2]
        choices = _CHOICES.get(last, ())
        kind = _KIND_OF.get(last, QuestionKind.CHOICE if choices else QuestionKind.TEXT)
        yield Question(
            AnswerId(answer),
            "all",
            answer.split(".")[1],
            kind,
            _text(f"问题 {answer}", answer),
            _text(""),
            choices=choices,
        )


# ------------------------------------------------------------------------------------------ factories


def assessment(answers: Mapping[str, Value], *, proof: bool = True, **facts: object) -> Assessment:
    """Returns a first draft with these answers; `PROOF` is known evidence unless `proof` is False."""
    evidence = {PROOF: Evidence(PROOF, "photo.jpg", "image/jpeg", 1000)} if proof else {}
    return Assessment(
        case_number=str(facts.get("case_number", "T-1")),
        version=1,
        state=AssessmentState.DRAFT,
        rulebook="test",
        answers={AnswerId(answer): value for answer, value in answers.items()},
        evidence=evidence,
    )


def leading_answers() -> dict[str, Value]:
    """Returns the answers of a factory that has everything: leading, with evidence behind every answer."""
    answers: dict[str, Value] = {
        "enterprise.founded": "2008",
        "factory.staff": 300,
        "factory.machines": 60,
        "factory.machines_connected": 60,
    }
    for requirement in REQUIREMENTS:
        answers[f"requirements.{requirement}.answer"] = "yes"
        answers[f"requirements.{requirement}.evidence"] = (PROOF,)
    for scenario in _scenarios():
        answers[f"scenarios.{scenario.id}.status"] = "full"
        answers[f"scenarios.{scenario.id}.ai"] = "yes"
        answers[f"scenarios.{scenario.id}.evidence"] = (PROOF,)
    for subdomain in SUBDOMAINS:
        for level in range(1, 6):
            answers[f"maturity.{subdomain}.level{level}"] = "full" if level < 5 else "part"
        answers[f"maturity.{subdomain}.evidence"] = (PROOF,)
    for number, scope in ((7, "world"), (8, "nation"), (10, "province")):
        answers.update(indicator(f"K{number:02}", Decimal(92), Decimal(90), scope, "leading"))
    for tier, kind in (("basic", "self_assessed"), ("advanced", "recognised"), ("excellent", "recognised")):
        answers[f"recognition.{tier}.kind"] = kind
        answers[f"recognition.{tier}.date"] = "2024-11-01"
        answers[f"recognition.{tier}.evidence"] = (PROOF,)
    return answers


def indicator(kpi: str, after: Decimal, benchmark: Decimal, scope: str, kind: str) -> dict[str, Value]:
    """Returns the answers of one indicator with its benchmark."""
    return {
        f"indicators.{kpi}.before": Decimal(70),
        f"indicators.{kpi}.after": after,
        f"indicators.{kpi}.benchmark": benchmark,
        f"indicators.{kpi}.benchmark_scope": scope,
        f"indicators.{kpi}.benchmark_kind": kind,
        f"indicators.{kpi}.benchmark_source": "年鉴",
        f"indicators.{kpi}.benchmark_date": "2025",
        f"indicators.{kpi}.evidence": (PROOF,),
    }


def leading_factory() -> Assessment:
    """Returns the factory that has everything."""
    return assessment(leading_answers())


def factory_without(*prefixes: str, changes: Mapping[str, Value] | None = None) -> Assessment:
    """Returns the leading factory with all answers below some prefixes taken away and others changed."""
    answers = {
        answer: value
        for answer, value in leading_answers().items()
        if not any(answer == prefix or answer.startswith(f"{prefix}.") for prefix in prefixes)
    }
    return assessment({**answers, **(changes or {})})


_LETTERS = {"basic": "B", "advanced": "A", "excellent": "E", "leading": "L"}
_MATURITY = {"basic": 2, "advanced": 2, "excellent": 3, "leading": 4}
_BUILT_AT: Mapping[str, tuple[str, ...]] = {
    "basic": ("SC20", "SC24", "SC25", "SC27"),
    "advanced": ("SC08", "SC10", "SC12", "SC16", "SC20", "SC24", "SC25", "SC27", "SC29", "SC31", "SC37"),
    "excellent": (
        "SC01",
        "SC02",
        "SC04",
        "SC06",
        "SC08",
        "SC09",
        "SC10",
        "SC12",
        "SC16",
        "SC20",
        "SC24",
        "SC25",
        "SC27",
        "SC29",
        "SC31",
        "SC37",
    ),
}
"""Which scenarios a factory that just reaches a tier has built; a leading one has all."""
_AI_AT: Mapping[str, tuple[str, ...]] = {
    "basic": (),
    "advanced": ("SC24",),
    "excellent": ("SC09", "SC24", "SC25", "SC27"),
}


def answers_at(tier: str | None) -> dict[str, Value]:
    """Returns the answers of a factory that reaches exactly this tier, everything answered, all of it proven.

    None gives a factory at the foot of the ladder: nothing built, every requirement of substance answered with no.
    """
    if tier == "leading":
        return leading_answers()
    reached = 0 if tier is None else TIER_IDS.index(TierId(tier)) + 1
    answers: dict[str, Value] = {"enterprise.founded": "2008", "factory.staff": 100, "factory.machines": 30}
    for requirement in REQUIREMENTS:
        owner = next((index for index, name in enumerate(TIER_IDS) if requirement.startswith(f"{_LETTERS[name]}-")), -1)
        answers[f"requirements.{requirement}.answer"] = "yes" if owner < reached else "no"
        answers[f"requirements.{requirement}.evidence"] = (PROOF,)
    for scenario in _scenarios():
        built = tier is not None and scenario.id in _BUILT_AT[tier]
        answers[f"scenarios.{scenario.id}.status"] = "partial" if built else "none"
        if built:
            answers[f"scenarios.{scenario.id}.ai"] = "yes" if tier and scenario.id in _AI_AT[tier] else "no"
            answers[f"scenarios.{scenario.id}.evidence"] = (PROOF,)
    for subdomain in SUBDOMAINS:
        for level in range(1, 6):
            high = tier is not None and level <= _MATURITY[tier]
            answers[f"maturity.{subdomain}.level{level}"] = "full" if high else "none"
        answers[f"maturity.{subdomain}.evidence"] = (PROOF,)
    benchmarks = {
        "basic": ("province", "average"),
        "advanced": ("province", "leading"),
        "excellent": ("nation", "leading"),
    }
    if tier is None:
        answers.update(indicator("K08", Decimal(60), Decimal(75), "province", "average"))
    else:
        answers.update(indicator("K08", Decimal(80), Decimal(75), *benchmarks[tier]))
    for below in TIER_IDS[: max(reached - 1, 0)]:
        answers[f"recognition.{below}.kind"] = "self_assessed" if below == "basic" else "recognised"
        answers[f"recognition.{below}.date"] = "2024-11-01"
        answers[f"recognition.{below}.evidence"] = (PROOF,)
    return answers


def factory_at(tier: str | None) -> Assessment:
    """Returns the factory that reaches exactly this tier."""
    return assessment(answers_at(tier))
