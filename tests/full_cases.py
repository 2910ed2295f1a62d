"""Complete case documents: every question of the national edition answered, as an honest factory would."""

from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from random import Random
from types import MappingProxyType

from models.assessment import BUILT, AnswerId, Assessment, AssessmentState, Digest, Evidence, Value
from models.questionnaire import Question, QuestionKind
from models.rulebook import Rulebook
from tests.factories import answers_at

_TEXTS = {
    QuestionKind.TEXT: "东区总装车间，2024年投入使用",
    QuestionKind.LONG_TEXT: "面向多品种小批量生产，针对换产时间长的问题，应用快换夹具和程序自动下发，换产时间从四十分钟降到十五分钟。",
}
_DATES = {"started": "2022-03", "completed": "2023-05", "founded": "2009-06-01", "since": "2021-04"}
_NUMBERS = {
    "enterprise.staff": 320,
    "enterprise.revenue_wan": 24_000,
    "factory.staff": 280,
    "factory.machines": 120,
    "factory.machines_cnc": 45,
    "factory.machines_connected": 55,
    "factory.key_processes": 12,
    "factory.key_processes_automated": 9,
}
_OPEN = ("maturity.declared", "rules.", "recognition.", "requirements.E-GJ.exception")
"""Left out: a declared result would decide instead of the answers, a chosen reading instead of the pack's."""


def full_assessment(rulebook: Rulebook, tier: str | None = "leading") -> Assessment:
    """Returns a factory of a tier that has answered every question there is, some 1,100 of them."""
    answers: dict[AnswerId, Value] = {}
    given = {AnswerId(key): value for key, value in answers_at(tier).items()}
    for answer, question in rulebook.questions.items():
        if not answer.startswith(_OPEN) and not answer.endswith((".exception", ".benchmark_kind", ".benchmark_scope")):
            answers[answer] = _value(answer, question)
    answers.update({answer: value for answer, value in given.items() if not answer.endswith(".evidence")})
    for answer in given:
        if answer.startswith("recognition.") and answer.endswith(".evidence"):
            answers[answer] = _value(answer, rulebook.questions[answer])
    for scenario in rulebook.scenarios:
        if answers.get(AnswerId(f"scenarios.{scenario.id}.status")) not in BUILT:
            del answers[AnswerId(f"scenarios.{scenario.id}.completed")]
    evidence = {
        Digest(value[0]): Evidence(Digest(value[0]), "现场照片.jpg", "image/jpeg", 48_000, "")
        for value in answers.values()
        if isinstance(value, tuple) and len(value[0]) == 64
    }
    return Assessment(
        case_number="ZJ-2026-FULL",
        version=1,
        state=AssessmentState.DRAFT,
        rulebook="national-2025",
        answers=MappingProxyType(answers),
        evidence=MappingProxyType(evidence),
    )


def _value(answer: AnswerId, question: Question) -> Value:
    field = answer.rpartition(".")[2]
    match question.kind:
        case QuestionKind.YES_NO | QuestionKind.CHOICE:
            choices = [choice for choice, _name in question.choices]
            if answer.startswith("systems."):
                return "yes" if "yes" in choices else choices[0]
            return "no" if "no" in choices else "none" if "none" in choices else choices[0]
        case QuestionKind.INTEGER:
            return max(question.low or 0, _NUMBERS.get(answer, 0))
        case QuestionKind.NUMBER:
            return Decimal(max(question.low or 0, _NUMBERS.get(answer, 0)))
        case QuestionKind.DATE:
            return _DATES.get(field, "2024-05")
        case QuestionKind.LIST:
            return ("本地系统集成商",)
        case QuestionKind.EVIDENCE:
            return (sha256(answer.encode()).hexdigest(),)
    return _TEXTS[question.kind][: question.longest or 300]


_WORDS = (
    "数控车床",
    "总装线",
    "立体仓库",
    "视觉检测",
    "排产",
    "刀具寿命",
    "能耗",
    "换产时间",
    "合格率",
    "点检",
    "供应商",
    "来料",
)
_MIDDLES = ("接入系统后", "改造完成，", "（二期）试用中，", "与原流程相比，", "按班次统计，", "在 3 号车间")
_ENDS = ("缩短了一半。", "提高 12%。", "由人工改为自动。", "每周复核一次；", "数据不再手抄。", "仍有例外，逐条登记。")
_KEPT_FIELDS = ("answer", "kind", "date", "benchmark", "benchmark_scope", "benchmark_kind", "after")
"""What decides a tier stays as the tier needs it; everything else is another factory's."""


def varied_assessment(rulebook: Rulebook, seed: int) -> Assessment:
    """Returns a factory that differs from every other seed's in its texts, figures, dates, files and many choices."""
    dice = Random(seed)
    tier = (None, "basic", "advanced", "excellent", "leading")[seed % 5]
    start = full_assessment(rulebook, tier)
    answers: dict[AnswerId, Value] = {}
    evidence: dict[Digest, Evidence] = {}
    for answer, value in start.answers.items():
        if dice.random() < 0.03 and not answer.startswith(("recognition.", "indicators.")):
            continue
        varied = _varied(answer, rulebook.questions[answer], value, dice)
        answers[answer] = varied
        if rulebook.questions[answer].kind is QuestionKind.EVIDENCE and isinstance(varied, tuple):
            for entry in varied:
                name = f"{dice.choice(_WORDS)}{dice.randint(1, 9999)}.{dice.choice(('jpg', 'pdf', 'xlsx'))}"
                evidence[Digest(entry)] = Evidence(Digest(entry), name, "image/jpeg", dice.randint(900, 9_000_000), "")
    return replace(
        start,
        case_number=f"ZJ-2026-{seed:05}",
        answers=MappingProxyType(answers),
        evidence=MappingProxyType(evidence),
        case_id=f"{seed:032x}",
    )


def _varied(answer: AnswerId, question: Question, value: Value, dice: Random) -> Value:
    field = answer.rpartition(".")[2]
    match question.kind:
        case QuestionKind.TEXT | QuestionKind.LONG_TEXT:
            count = 1 if question.kind is QuestionKind.TEXT else dice.randint(1, 5)
            parts = (dice.choice(_WORDS) + dice.choice(_MIDDLES) + dice.choice(_ENDS) for _ in range(count))
            return f"{''.join(parts)}{dice.randint(1, 999)}"[: question.longest or 300]
        case QuestionKind.EVIDENCE:
            return tuple(f"{dice.getrandbits(256):064x}" for _ in range(dice.choice((1, 1, 1, 2))))
        case QuestionKind.LIST:
            return tuple(f"{dice.choice(_WORDS)}公司{dice.randint(1, 999)}" for _ in range(dice.randint(1, 3)))
        case _ if field in _KEPT_FIELDS:
            return value
        case QuestionKind.DATE:
            return f"20{dice.randint(10, 24)}-{dice.randint(1, 12):02}" + dice.choice(
                ("", f"-{dice.randint(1, 28):02}")
            )
        case QuestionKind.NUMBER if field == "investment_wan":
            return Decimal(dice.randint(0, 90_000)) / 100
        case QuestionKind.CHOICE | QuestionKind.YES_NO if answer.startswith("systems.") or field == "certainty":
            return dice.choice(question.choices)[0]
        case QuestionKind.CHOICE if answer.startswith("scenarios.") and value in BUILT:
            return dice.choice(("partial", "full"))
        case QuestionKind.CHOICE if answer.startswith("maturity.") and value == "full":
            return dice.choice(("full", "full", "full", "most"))
    return value
