"""What there is to review in a report: each condition, scenario, maturity level and indicator, the riskiest first."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from models.assessment import BUILT, AnswerId, Assessment, Value
from models.evaluation import ConditionResult, Evaluation, Status
from models.language import N_, Language, Sentence, Text, in_both, sentence, translate
from models.questionnaire import Question, QuestionKind
from models.rulebook import Severity


class ItemKind(StrEnum):
    """What an item is."""

    CONDITION = "condition"
    SCENARIO = "scenario"
    MATURITY = "maturity"
    INDICATOR = "indicator"

    def text(self, language: Language) -> str:
        """Returns the word by which items are filtered."""
        return translate(_KIND_WORDS[self], language)


_KIND_WORDS = {
    ItemKind.CONDITION: N_("Conditions"),
    ItemKind.SCENARIO: N_("Scenarios"),
    ItemKind.MATURITY: N_("Maturity"),
    ItemKind.INDICATOR: N_("Indicators"),
}


class Risk(StrEnum):
    """Why an item deserves a look, the gravest first."""

    CONTRADICTED = "contradicted"
    CARRIES_UNPROVEN = "carries_unproven"
    GUESSED = "guessed"
    EXPIRED = "expired"
    UNLIKELY = "unlikely"
    UNPROVEN = "unproven"

    def text(self, language: Language) -> str:
        """Returns the words shown beside the item."""
        return translate(_RISK_WORDS[self], language)


_RISK_WORDS = {
    Risk.CONTRADICTED: N_("contradicts another answer"),
    Risk.CARRIES_UNPROVEN: N_("carries the claimed tier without evidence"),
    Risk.GUESSED: N_("a guess"),
    Risk.EXPIRED: N_("its evidence has expired"),
    Risk.UNLIKELY: N_("unlikely beside another answer"),
    Risk.UNPROVEN: N_("claimed without evidence"),
}
_RATABLE = (QuestionKind.CHOICE, QuestionKind.YES_NO, QuestionKind.INTEGER, QuestionKind.NUMBER)


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One item of a report with everything that the factory says of it."""

    id: str
    """By which findings name it."""
    kind: ItemKind
    name: Text
    asked: Question | None
    """The question whose answer a rating replaces; None where the item follows from several answers."""
    answers: tuple[AnswerId, ...]
    """On which it rests."""
    given: Value | None
    """The factory's answer to the question."""
    status: Status | None
    """Of a condition."""
    reason: Sentence | None
    """Why a condition came out as it did."""
    said: tuple[str, ...]
    """The factory's own words: reason, exception, comment."""
    evidence: tuple[str, ...]
    """SHA-256 of the files behind it."""
    claimed: bool
    """Whether the factory claims anything here: a condition met, a scenario built, a level or a figure reached."""
    proven: bool
    risks: tuple[Risk, ...]
    changed: bool
    """Whether it is otherwise than in the version before."""

    @property
    def place(self) -> tuple[int, int]:
        """Its place among the others: by its gravest risk, then by how many it has; what claims nothing comes last."""
        gravest = list(Risk).index(self.risks[0]) if self.risks else len(Risk)
        return (gravest if self.claimed or self.risks else len(Risk) + 1, -len(self.risks))


def review_items(
    evaluation: Evaluation, changed_answers: Collection[str] = (), changed_conditions: Collection[str] = ()
) -> tuple[ReviewItem, ...]:
    """Returns what there is to review in a report, the riskiest and least proven first, else in the report's order.

    Args:
        evaluation: of the report, worked out again from its answers.
        changed_answers: ids of the answers that differ from the version before.
        changed_conditions: ids of the conditions that came out otherwise than there.
    """
    return tuple(sorted(_Items(evaluation, changed_answers, changed_conditions).all(), key=lambda item: item.place))


class _Items:
    """The items of one report."""

    def __init__(
        self, evaluation: Evaluation, changed_answers: Collection[str], changed_conditions: Collection[str]
    ) -> None:
        self._evaluation, self._assessment = evaluation, evaluation.assessment
        self._questions = evaluation.rulebook.questions
        self._changed = {_card_of(answer) for answer in changed_answers}
        self._changed_answers, self._changed_conditions = frozenset(changed_answers), frozenset(changed_conditions)
        self._carrying = frozenset(_carrying(evaluation))
        self._refuted: dict[str, Severity] = {}
        for contradiction in sorted(evaluation.contradictions, key=lambda each: list(Severity).index(each.severity)):
            for answer in contradiction.answers:
                self._refuted.setdefault(answer, contradiction.severity)
        self._expired = frozenset(piece.digest for piece in self._assessment.expired(evaluation.day))

    def all(self) -> Iterator[ReviewItem]:
        """Yields every item in the report's order."""
        rulebook = self._evaluation.rulebook
        for tier in self._evaluation.tiers:
            for result in tier.conditions:
                if not result.condition.informative:
                    yield self._condition(result)
        for scenario in rulebook.scenarios:
            status = AnswerId(f"scenarios.{scenario.id}.status")
            built = self._assessment.get(status) in BUILT
            yield self._answered(f"scenarios.{scenario.id}", ItemKind.SCENARIO, scenario.name, status, claimed=built)
            ai = AnswerId(f"scenarios.{scenario.id}.ai")
            if built and self._assessment.get(ai) == "yes":
                name = in_both(sentence(N_("{scenario}: artificial intelligence"), scenario=scenario.name))
                yield self._answered(ai, ItemKind.SCENARIO, name, ai, claimed=True)
        for subdomain in rulebook.subdomains:
            for number, _text in enumerate(subdomain.levels, start=1):
                level = AnswerId(f"maturity.{subdomain.id}.level{number}")
                claimed = self._assessment.get(level) not in (None, "none")
                name = in_both(sentence(N_("{subdomain}, level {number}"), subdomain=subdomain.name, number=number))
                yield self._answered(level, ItemKind.MATURITY, name, level, claimed=claimed)
        for kpi in rulebook.kpis:
            after = AnswerId(f"indicators.{kpi.id}.after")
            claimed = self._assessment.get(after) is not None
            yield self._answered(f"indicators.{kpi.id}", ItemKind.INDICATOR, kpi.name, after, claimed=claimed)

    def _condition(self, result: ConditionResult) -> ReviewItem:
        condition, answers = result.condition, result.answers
        cards = tuple(dict.fromkeys(map(_card_of, answers)))
        asked = None
        if len(cards) == 1:
            known = (self._questions.get(answer) for answer in answers)
            asked = next((question for question in known if question and question.kind in _RATABLE), None)
        claimed = result.status is Status.MET
        return ReviewItem(
            condition.id,
            ItemKind.CONDITION,
            condition.text,
            asked,
            answers,
            self._assessment.get(asked.id) if asked else None,
            result.status,
            result.reason,
            self._words(cards) if len(cards) == 1 else (),
            self._files(cards),
            claimed,
            result.proven,
            self._risks(answers, cards, claimed=claimed, proven=result.proven),
            condition.id in self._changed_conditions or bool(self._changed_answers.intersection(answers)),
        )

    def _answered(self, item: str, kind: ItemKind, name: Text, answer: AnswerId, *, claimed: bool) -> ReviewItem:
        card = (_card_of(answer),)
        files = self._files(card)
        return ReviewItem(
            item,
            kind,
            name,
            self._questions.get(answer),
            (answer,),
            self._assessment.get(answer),
            None,
            None,
            self._words(card),
            files,
            claimed,
            bool(files),
            self._risks((answer,), card, claimed=claimed, proven=bool(files)),
            answer in self._changed_answers if item == answer else card[0] in self._changed,
        )

    def _words(self, cards: Collection[str]) -> tuple[str, ...]:
        names = ("instance", "result", "reason", "exception", "comment")
        values = (self._assessment.get(f"{card}.{name}") for card in cards for name in names)
        return tuple(str(value).strip() for value in values if value and str(value).strip())

    def _files(self, cards: Collection[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(digest for card in cards for digest in evidence_at(self._assessment, card)))

    def _risks(
        self, answers: Collection[AnswerId], cards: Collection[str], *, claimed: bool, proven: bool
    ) -> tuple[Risk, ...]:
        refuted = {self._refuted[answer] for answer in answers if answer in self._refuted}
        risks = set()
        if Severity.ERROR in refuted:
            risks.add(Risk.CONTRADICTED)
        if Severity.WARNING in refuted:
            risks.add(Risk.UNLIKELY)
        if claimed:
            if not proven:
                carries = not self._carrying.isdisjoint(answers)
                risks.add(Risk.CARRIES_UNPROVEN if carries else Risk.UNPROVEN)
            if any(self._assessment.get(f"{card}.certainty") == "guess" for card in cards):
                risks.add(Risk.GUESSED)
            if self._expired.intersection(self._files(cards)):
                risks.add(Risk.EXPIRED)
        return tuple(risk for risk in Risk if risk in risks)


def evidence_at(assessment: Assessment, card: str) -> tuple[str, ...]:
    """Returns the files named as evidence on one card of questions, by digest."""
    value = assessment.get(f"{card}.evidence")
    return value if isinstance(value, tuple) else ()


def _card_of(answer: str) -> str:
    return answer.rpartition(".")[0]


def _carrying(evaluation: Evaluation) -> Iterator[AnswerId]:
    """Yields the answers that the conditions of the reached tier, and of those below it, rest on."""
    if evaluation.reached is None:
        return
    for tier in evaluation.tiers:
        for result in tier.conditions:
            if result.status is Status.MET and not result.condition.informative:
                yield from result.answers
        if tier.tier.id == evaluation.reached:
            return
