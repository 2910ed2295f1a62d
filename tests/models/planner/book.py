"""A rulebook in the shape of the national one, small enough to read, and factories that stand under it."""

from decimal import Decimal
from types import MappingProxyType

from models.assessment import AnswerId, Assessment, AssessmentState, Value
from models.evaluation import Evaluation
from models.evaluator import evaluate
from models.figures import Confidence
from models.language import Text
from models.questionnaire import Question, QuestionKind
from models.rulebook import (
    TIER_IDS,
    Condition,
    ConditionId,
    ConditionKind,
    Dimension,
    DimensionId,
    Kpi,
    MaturityWeights,
    PackId,
    PackInfo,
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
from tests.factories import DAY

MARK = Confidence.INFERRED
STAGES = {
    "L1": ("GJ", range(1, 4)),
    "L2": ("YF", range(4, 6)),
    "L3": ("YF", range(6, 8)),
    "L4": ("GL", range(8, 20)),
    "L5": ("ZY", range(20, 30)),
    "L6": ("YY", range(30, 34)),
    "L7": ("YY", range(34, 37)),
    "L8": ("YY", range(37, 41)),
}
SUBDOMAINS = ["P1", "P2", "T1", "T2", "T3", "R1", "R2", *[f"M{number}" for number in range(1, 14)]]
SHARES = [3, 3, 5, 3, 3, 4, 2, 6, 7, 7, 7, 7, 7, 7, 7, 6, 13, 13, 6, 7]
RULES: dict[str, list[tuple[str, ConditionKind, str]]] = {
    "basic": [
        *[(f"BR{number}", ConditionKind.BASIC_REQUIREMENT, f'says("BR{number}")') for number in range(1, 5)],
        ("maturity", ConditionKind.MATURITY, "maturity_level >= 2"),
        ("coverage", ConditionKind.COVERAGE, 'covers("ZY")'),
        ("B-ZY", ConditionKind.CONTENT, 'says("B-ZY")'),
        ("B-O1", ConditionKind.OUTCOME, 'says("B-O1") and indicators_beat("province", "average")'),
    ],
    "advanced": [
        ("basic", ConditionKind.PREREQUISITE, 'recognised("basic", "self_assessed", "reviewed", "recognised")'),
        ("maturity", ConditionKind.MATURITY, "maturity_level >= 2"),
        ("coverage", ConditionKind.COVERAGE, 'covers("ZY", "GL", "YY")'),
        *[(f"A-{dim}", ConditionKind.CONTENT, f'says("A-{dim}")') for dim in ("ZY", "GL", "YY")],
        ("A-O1", ConditionKind.OUTCOME, 'says("A-O1")'),
        ("A-O2", ConditionKind.OUTCOME, 'says("A-O2")'),
    ],
    "excellent": [
        ("advanced", ConditionKind.PREREQUISITE, 'recognised("advanced", "recognised")'),
        ("maturity", ConditionKind.MATURITY, "maturity_level >= 3"),
        ("coverage", ConditionKind.COVERAGE, 'covers_in_principle("GJ", "YF", "ZY", "GL", "YY")'),
        ("ai", ConditionKind.AI_SHARE, "ai_share >= 0.2"),
        *[(f"E-{dim}", ConditionKind.CONTENT, f'says("E-{dim}")') for dim in ("GJ", "YF", "ZY", "GL", "YY")],
    ],
    "leading": [
        ("excellent", ConditionKind.PREREQUISITE, 'recognised("excellent", "recognised")'),
        ("maturity", ConditionKind.MATURITY, "maturity_level >= 4"),
        ("L-ZY", ConditionKind.CONTENT, 'says("L-ZY")'),
    ],
}


def both(text: str) -> Text:
    """Returns one wording for both languages."""
    return Text(text, text)


def rulebook(rules: dict[str, list[tuple[str, ConditionKind, str]]] | None = None) -> Rulebook:
    """Returns the rulebook; with other conditions by tier when given."""
    conditions = tuple(
        Condition(
            id=ConditionId(f"{tier}.{name}"),
            tier=TierId(tier),
            kind=kind,
            text=both(f"{tier} {name}"),
            rule=rule,
            rule_text=both(rule),
            dimension=None,
            sources=(),
            confidence=MARK,
            pack=PackId("small"),
        )
        for tier, listed in (RULES if rules is None else rules).items()
        for name, kind, rule in listed
    )
    scenarios, dimensions = [], {}
    for stage, (dimension, numbers) in STAGES.items():
        dimensions[dimension] = Dimension(DimensionId(dimension), both(dimension), (), MARK)
        for number in numbers:
            scenarios.append(
                Scenario(
                    ScenarioId(f"SC{number:02}"),
                    number,
                    StageId(stage),
                    DimensionId(dimension),
                    both(f"SC{number:02}"),
                    both(f"SC{number:02}"),
                    both(f"SC{number:02}"),
                    both(f"SC{number:02}"),
                    sources=(),
                    confidence=MARK,
                )
            )
    names = [f"requirements.{condition.id.split('.')[1]}.answer" for condition in conditions]
    names += [f"scenarios.SC{number:02}.{field}" for number in range(1, 41) for field in ("status", "ai")]
    names += [f"maturity.{subdomain}.level{level}" for subdomain in SUBDOMAINS for level in range(1, 6)]
    names += [f"recognition.{tier}.{field}" for tier in TIER_IDS for field in ("kind", "date")]
    questions = {
        AnswerId(name): Question(
            AnswerId(name),
            "all",
            name,
            QuestionKind.CHOICE,
            both(name),
            both(name),
            choices=tuple((kind, both(kind)) for kind in ("self_assessed", "reviewed", "recognised"))
            if name.startswith("recognition")
            else (),
        )
        for name in names
    }
    return Rulebook(
        packs=(PackInfo(PackId("small"), "rulebook", both("small"), "1", "2026-01-01", "national", "0" * 64),),
        sources=MappingProxyType({}),
        tiers=tuple(
            Tier(tier, number, both(tier), both(tier), both(tier), (), MARK) for number, tier in enumerate(TIER_IDS, 1)
        ),
        conditions=conditions,
        dimensions=tuple(dimensions.values()),
        stages=tuple(
            Stage(StageId(stage), DimensionId(dimension), both(stage), (), MARK)
            for stage, (dimension, _) in STAGES.items()
        ),
        scenarios=tuple(scenarios),
        subdomains=tuple(
            Subdomain(
                SubdomainId(subdomain),
                both(subdomain),
                both(subdomain),
                both(subdomain),
                (both(subdomain),) * 5,
                (),
                MARK,
            )
            for subdomain in SUBDOMAINS
        ),
        maturity_levels=(both("level"),) * 5,
        kpis=(Kpi("K10", both("K"), both("K10"), "percent", True, (), MARK),),
        sections=(),
        questions=MappingProxyType(questions),
        notes=MappingProxyType({}),
        weights=MaturityWeights(
            "small",
            both("small"),
            MappingProxyType(
                {SubdomainId(subdomain): Decimal(share) for subdomain, share in zip(SUBDOMAINS, SHARES, strict=True)}
            ),
            MARK,
            (),
            both("small"),
        ),
    )


def assessment(answers: dict[str, Value] | None = None) -> Assessment:
    """Returns a draft with some answers."""
    return Assessment(
        case_number="C-1",
        version=1,
        state=AssessmentState.DRAFT,
        rulebook="small",
        answers=MappingProxyType({AnswerId(answer): value for answer, value in (answers or {}).items()}),
    )


SOUND: dict[str, Value] = {
    **{f"requirements.BR{number}.answer": "yes" for number in range(1, 5)},
    **{f"requirements.{requirement}.answer": "yes" for requirement in ("B-O1", "A-O1", "A-O2")},
    "enterprise.industry": "通用零部件机械加工",
    "indicators.K10.after": Decimal(62),
    "indicators.K10.benchmark": Decimal(58),
    "indicators.K10.benchmark_scope": "province",
    "indicators.K10.benchmark_kind": "average",
    "indicators.K10.benchmark_source": "年鉴",
    "indicators.K10.benchmark_date": "2025",
}
"""A machining factory whose requirements and outcomes are sound and which has built nothing."""


def bare(more: dict[str, Value] | None = None, *, book: Rulebook | None = None) -> Evaluation:
    """Returns the evaluation of a sound factory that answered everything and has built nothing."""
    answers: dict[str, Value] = {
        **{f"scenarios.SC{number:02}.status": "none" for number in range(1, 41)},
        **{f"maturity.{subdomain}.level{level}": "none" for subdomain in SUBDOMAINS for level in range(1, 6)},
        **{f"requirements.{requirement}.answer": "no" for requirement in ("B-ZY", "A-ZY", "A-GL", "A-YY")},
        **SOUND,
        **(more or {}),
    }
    return evaluate(assessment(answers), book or rulebook(), DAY)
