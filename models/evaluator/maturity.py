"""Maturity by GB/T 39116-2020: from the satisfaction of subdomains to a level, with unknowns as a range.

Source: satisfaction 1, 0.8, 0.5, 0 and the aggregation by weights are from a secondary source, and so is that a level
stands on all those below it. That a level is met at 0.8 and counts 1 then, and the first unmet one its own score, is
from recall; the bands from 0.8, 1.8, 2.8, 3.8 and 4.8 (lower bound inside) are from a secondary source that leaves
open to which edition they belong. The weights in use carry their own confidence.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from models.assessment import AnswerId, Value
from models.evaluation import MaturityBasis, MaturityLevel, MaturityResult
from models.evaluator.dates import days, doubt_of
from models.expression.ranges import ANYTHING, ZERO
from models.figures import Confidence
from models.rulebook import MaturityWeights, Rulebook

SATISFACTION: Mapping[object, Decimal] = {
    "full": Decimal(1),
    "most": Decimal("0.8"),
    "part": Decimal("0.5"),
    "none": ZERO,
}
"""What an answer counts, 0 to 1."""
LEVEL_MET = Decimal("0.8")
"""From here on a level is met and counts 1."""
BANDS = (Decimal("0.8"), Decimal("1.8"), Decimal("2.8"), Decimal("3.8"), Decimal("4.8"))
"""Least score of levels 1 to 5."""
METHOD_CONFIDENCE = Confidence.RECALL
"""How sure the formula and its threshold are: the weakest of their parts."""
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class MaturityModel:
    """The answer ids and weights of one rulebook, put together once.

    Satisfaction is summed in whole numbers, weights in exact proportion and satisfaction in tenths, so that sums are
    exact and do not depend on the order of subdomains.
    """

    answers: tuple[tuple[AnswerId, ...], ...]
    """For each level 1 to 5, one id per subdomain."""
    weights: tuple[int, ...]
    """One for each subdomain; they sum to `total`."""
    total: int
    in_use: MaturityWeights | None

    @classmethod
    def of(cls, rulebook: Rulebook) -> "MaturityModel":
        """Returns the model of a rulebook; without weights all subdomains weigh alike."""
        subdomains = rulebook.subdomains
        answers = tuple(
            tuple(AnswerId(f"maturity.{subdomain.id}.level{level}") for subdomain in subdomains)
            for level in range(1, 6)
        )
        in_use = rulebook.weights
        weights = (1,) * len(subdomains)
        if in_use is not None and in_use.shares:
            weights = in_use.whole(subdomain.id for subdomain in subdomains)
        return cls(answers, weights, sum(weights), in_use)

    def result(self, answers: Mapping[AnswerId, Value], today: Decimal) -> MaturityResult:
        """Returns the level and the score that the answers leave possible on a day."""
        get = answers.get
        levels: list[MaturityLevel] = []
        missing: list[AnswerId] = []
        weakest: list[Decimal] = []
        strongest: list[Decimal] = []
        weights = self.weights
        scale = self.total * 10 or 1
        for number, row in enumerate(self.answers, 1):
            low = unknown = 0
            least, most = 10, 0
            for weight, answer in zip(weights, row, strict=True):
                tenths = _TENTHS.get(get(answer))
                if tenths is None:
                    missing.append(answer)
                    unknown += weight
                    least, most = 0, 10
                else:
                    low += weight * tenths
                    least = min(least, tenths)
                    most = max(most, tenths)
            bottom = Decimal(low) / scale
            top = Decimal(low + 10 * unknown) / scale if unknown else bottom
            levels.append(MaturityLevel(number, bottom, top))
            weakest.append(Decimal(least) / 10)
            strongest.append(Decimal(most) / 10)
        score = (total(level.low for level in levels), total(level.high for level in levels))
        if not weights:
            score, strongest = (ZERO, Decimal(5)), [ONE] * 5
        computed = (level_of(score[0]), level_of(score[1]))
        from_answers = MaturityResult(
            basis=MaturityBasis.ANSWERS,
            level=computed,
            score=score,
            computed_level=computed,
            computed_score=score,
            level_any_reading=(min(_readings(weakest)), max(_readings(strongest))),
            levels=tuple(levels),
            declared_level=None,
            missing=tuple(missing),
            weights=self.in_use,
            confidence=METHOD_CONFIDENCE,
        )
        return _with_declared(from_answers, answers, today)


def _with_declared(result: MaturityResult, answers: Mapping[AnswerId, Value], today: Decimal) -> MaturityResult:
    """Returns the result with what was declared: decisive with its proof, open without or where it cannot be so."""
    declared = _whole(answers.get(DECLARED_LEVEL))
    if declared is None:
        return result
    figure = answers.get(DECLARED_SCORE)
    low, high = (BANDS[declared - 1] if declared else ZERO), _top(declared)
    if isinstance(figure, int | Decimal):
        low = high = Decimal(figure)
    lacking = declared_doubts(answers, declared, today)
    if lacking:
        return replace(
            result,
            basis=MaturityBasis.OPEN,
            level=(min(declared, result.level[0]), max(declared, result.level[1])),
            score=(min(low, result.score[0]), max(high, result.score[1])),
            declared_level=declared,
            missing=lacking + result.missing,
        )
    return replace(
        result,
        basis=MaturityBasis.DECLARED,
        level=(declared, declared),
        score=(low, high),
        declared_level=declared,
        missing=(),
    )


_TENTHS: Mapping[object, int] = {answer: int(value * 10) for answer, value in SATISFACTION.items()}
DECLARED_LEVEL = AnswerId("maturity.declared.level")
DECLARED_SCORE = AnswerId("maturity.declared.score")
DECLARED_DATE = AnswerId("maturity.declared.date")
DECLARED_PROOF = tuple(AnswerId(f"maturity.declared.{field}") for field in ("platform", "date", "evidence"))
"""What a declared result needs to decide."""
_STANDARD_SINCE = "2020-10"
"""When GB/T 39116-2020 was published; by secondary sources it is in force since 2021-05-01."""


def declared_doubts(answers: Mapping[AnswerId, Value], level: int, today: Decimal) -> tuple[AnswerId, ...]:
    """Returns the answers for which a declared level does not decide: proof that is missing, a date or a score that cannot be."""
    doubtful = [answer for answer in DECLARED_PROOF if not answers.get(answer)]
    written, founded = answers.get(DECLARED_DATE), answers.get(AnswerId("enterprise.founded"))
    if isinstance(written, str) and written:
        began = days(founded) if isinstance(founded, str) else ANYTHING
        if doubt_of(days(written), today, days(_STANDARD_SINCE), began) is not None:
            doubtful.append(DECLARED_DATE)
    score = answers.get(DECLARED_SCORE)
    if isinstance(score, int | Decimal) and level_of(Decimal(score)) != level:
        doubtful.append(DECLARED_SCORE)
    return tuple(doubtful)


def tenths_of(answer: object) -> int | None:
    """Returns what an answer about a subdomain counts, in tenths; None when it is not answered."""
    return _TENTHS.get(answer)


def level_of(score: Decimal) -> int:
    """Returns the level, 0 to 5, whose band contains a score."""
    level = 0
    for number, low in enumerate(BANDS, 1):
        if score >= low:
            level = number
    return level


def total(satisfactions: Iterable[Decimal]) -> Decimal:
    """Returns the score, 0 to 5: met levels count 1 from the first on, the first unmet one its own satisfaction.

    A level counts only when all below it are met, so nothing above the first unmet one is added.
    """
    score = ZERO
    for satisfaction in satisfactions:
        if satisfaction < LEVEL_MET:
            return score + satisfaction
        score += ONE
    return score


def _readings(satisfactions: Sequence[Decimal]) -> tuple[int, int, int]:
    """Returns the level by every public reading of the method.

    In order, where the bands change nothing; the levels added up without order and read from the bands; and without
    order or bands, where the highest met level is the level.
    """
    added_up = sum((satisfaction if satisfaction < LEVEL_MET else ONE for satisfaction in satisfactions), ZERO)
    highest = max(
        (number for number, satisfaction in enumerate(satisfactions, 1) if satisfaction >= LEVEL_MET), default=0
    )
    return level_of(total(satisfactions)), level_of(added_up), highest


def _top(level: int) -> Decimal:
    """A declared level without its score can be anywhere in its band."""
    return Decimal(5) if level == 5 else BANDS[level]


def _whole(value: object) -> int | None:
    """A level may come as a number or as the text of a choice."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Decimal) and 0 <= value <= 5:
        return int(value)
    if isinstance(value, str) and value in {"0", "1", "2", "3", "4", "5"}:
        return int(value)
    return None
