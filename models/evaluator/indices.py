"""Figures shown beside the tiers that are not conditions of any tier, and say so."""

from decimal import Decimal

from models.evaluation import Index
from models.evaluator.compiled import CompiledRulebook
from models.evaluator.facts import Facts, KpiAnswers
from models.evaluator.meaning import beats
from models.expression.ranges import Range
from models.language import Text
from models.rulebook import AiDenominator, Quantity

_NO_CONDITION = Text("仅为参考指标，不是任何层级的要素条件。", "For reference only; it is not a condition of any tier.")
_SHARES = {
    AiDenominator.BUILT: (
        Text("智能场景渗透率", "Intelligent penetration rate"),
        Text("智能场景数 ÷ 已建场景数", "scenarios with AI ÷ scenarios built"),
        Text(
            "本程序自定义的参考指标，不是要素条件；国家文件未给出定义。媒体报道首批 15 家领航级工厂超过 80%，口径不明，仅供对照。",
            "This program's own index, not a condition; no official text defines it. The press reports over 80 % for the first fifteen leading factories, basis not stated: for comparison only.",
        ),
    ),
    AiDenominator.APPLICABLE: (
        Text("智能场景占适用场景比例", "Share of AI among applicable scenarios"),
        Text("智能场景数 ÷ 适用场景数", "scenarios with AI ÷ scenarios that concern the factory"),
        Text(
            "换一种分母的算法，供对照；公开文件未说明分母。",
            "Another denominator, for comparison; no public text names one.",
        ),
    ),
    AiDenominator.ALL: (
        Text("智能场景占全部场景比例", "Share of AI among all scenarios"),
        Text("智能场景数 ÷ 场景指引全部场景数", "scenarios with AI ÷ all scenarios of the guide"),
        Text(
            "换一种分母的算法，供对照；公开文件未说明分母。",
            "Another denominator, for comparison; no public text names one.",
        ),
    ),
}
_IDS = {
    AiDenominator.BUILT: "intelligent_penetration",
    AiDenominator.APPLICABLE: "ai_share_of_applicable",
    AiDenominator.ALL: "ai_share_of_all",
}


def indices(facts: Facts, book: CompiledRulebook) -> tuple[Index, ...]:
    """Returns the indices: AI shares, counts, reference indicators, and the pack's own figures."""
    indices = [
        Index(_IDS[kind], name, _known(facts.ai_share(kind)), "share", formula, note)
        for kind, (name, formula, note) in _SHARES.items()
    ]
    indices.append(
        Index("built_scenarios", *_BUILT[:1], _known(facts.built_count()), "count", _BUILT[1], _NO_CONDITION)
    )
    indices.append(
        Index("stages_covered", *_STAGES[:1], _known(facts.stage_count()), "count", _STAGES[1], _NO_CONDITION)
    )
    given = improved = beating = 0
    for entry in facts.ground.kpis:
        if entry.after in facts.answers:
            given += 1
            improved += _improved(facts, entry)
            beating += beats(facts, entry) is True
    for name, value in (("kpi_given", given), ("kpi_improved", improved), ("kpi_beating_benchmark", beating)):
        title, formula = _KPIS[name]
        indices.append(Index(name, title, Decimal(value), "count", formula, _NO_CONDITION))
    indices.extend(_quantity(quantity, formula(facts)) for quantity, formula in book.quantities)
    return tuple(indices)


_BUILT = (
    Text("已建场景数", "Scenarios built"),
    Text("状态为“部分在用”或“全面在用”的场景数", "scenarios in use in part or throughout"),
)
_STAGES = (
    Text("已覆盖环节数", "Stages covered"),
    Text("至少有一个已建场景的环节数", "stages with at least one built scenario"),
)
_KPIS = {
    "kpi_given": (
        Text("已填参考指标数", "Reference indicators given"),
        Text("填有现值的指标数", "indicators with a present figure"),
    ),
    "kpi_improved": (
        Text("有改善的参考指标数", "Reference indicators improved"),
        Text("现值优于改造前的指标数", "indicators whose present figure is better than before"),
    ),
    "kpi_beating_benchmark": (
        Text("优于对标值的参考指标数", "Reference indicators that beat their benchmark"),
        Text("现值优于所填对标值的指标数", "indicators whose present figure beats the benchmark entered"),
    ),
}


def _improved(facts: Facts, entry: KpiAnswers) -> bool:
    before, after = facts.measured(entry.before), facts.measured(entry.after)
    if before[0] != before[1] or after[0] != after[1]:
        return False
    return after[0] > before[0] if entry.kpi.higher_is_better else after[0] < before[0]


def _known(value: Range) -> Decimal | None:
    return value[0] if value[0] == value[1] else None


def _quantity(quantity: Quantity, value: Range) -> Index:
    formula = Text(quantity.formula, quantity.formula)
    return Index(quantity.name, quantity.text, _known(value), quantity.unit, formula, _NO_CONDITION)
