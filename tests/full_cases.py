"""Complete case documents: every question of the national edition answered, as an honest factory would."""

from decimal import Decimal
from hashlib import sha256
from types import MappingProxyType

from models.assessment import BUILT, AnswerId, Assessment, AssessmentState, Digest, Evidence, Value
from models.rulebook import Question, QuestionKind, Rulebook
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
