"""What the names of the rule language mean for the answers of an assessment."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from models.assessment import BUILT, AnswerId
from models.evaluator.dates import RecordDoubt, days, doubt_of
from models.evaluator.facts import FOUNDED, Facts, Ground, Indicators, KpiAnswers
from models.expression import check_quantities, compile_numeric
from models.expression.answers import exceptions_of
from models.expression.ranges import ANYTHING, Range, Truth, exactly
from models.expression.recognition import RECOGNISED
from models.expression.syntax import Call
from models.expression.vocabulary import BENCHMARK_SCOPES, Vocabulary
from models.language import Text
from models.rulebook import IndicatorReading
from models.spelling.places import lies_in, place_of

Logical = Callable[[Facts], Truth]
Numeric = Callable[[Facts], Range]


def _maturity_level(facts: Facts) -> Range:
    low, high = facts.maturity.level
    return (Decimal(low), Decimal(high))


def _computed_level(facts: Facts) -> Range:
    low, high = facts.maturity.computed_level
    return (Decimal(low), Decimal(high))


NUMBERS: Mapping[str, Numeric] = {
    "built_count": Facts.built_count,
    "ai_count": Facts.ai_count,
    "ai_share": Facts.ai_share,
    "stage_count": Facts.stage_count,
    "dimension_count": Facts.dimension_count,
    "applicable_count": Facts.applicable_count,
    "proven_scenario_count": Facts.proven_scenario_count,
    "shared_evidence_count": Facts.shared_evidence_count,
    "investment_sum": Facts.investment_sum,
    "maturity_level": _maturity_level,
    "maturity_score": lambda facts: facts.maturity.score,
    "computed_level": _computed_level,
    "computed_score": lambda facts: facts.maturity.computed_score,
    "today": lambda facts: (facts.today, facts.today),
}


class BookMeaning:
    """The words of one rulebook; satisfies `models.expression.Meaning`.

    Attributes:
        inside: the quantity or rule that is compiled, so that one that divides by zero can be named.
    """

    def __init__(self, ground: Ground) -> None:
        """Compiles the rulebook's quantities.

        Raises:
            QuantityError: when a quantity's formula is wrong or quantities run in a circle.
        """
        self._ground = ground
        self._quantities: dict[str, Numeric] = {}
        self.inside = ""
        for name, formula in check_quantities(Vocabulary.of(ground.rulebook)).items():
            self.inside = name
            self._quantities[name] = _remembered(name, compile_numeric(formula.node, self))

    @property
    def quantities(self) -> Mapping[str, Numeric]:
        """The pack's own figures, each after those that it uses."""
        return self._quantities

    def number(self, name: str) -> Numeric:
        """Returns a built-in number or a quantity of the pack."""
        return self._quantities[name] if name in self._quantities else NUMBERS[name]

    def numeric(self, call: Call) -> Numeric:
        """Returns `value("id")`, `count("id")` or `day("2024-11")`."""
        answer = AnswerId(call.arguments[0])
        if call.name == "day":
            written = days(call.arguments[0])
            return lambda _facts: written
        if call.name == "value":
            return measuring(answer)

        def entries(facts: Facts) -> Range:
            given = facts.answers.get(answer)
            return exactly(len(given)) if isinstance(given, tuple) else exactly(0)

        return entries

    def divided_by_zero(self) -> Callable[[Facts], None]:
        """Returns what notes the quantity or rule whose formula has no value."""
        name = self.inside

        def note(facts: Facts) -> None:
            if name not in facts.problems:
                facts.problems.append(name)

        return note

    def logical(self, call: Call) -> Logical:
        """Returns the question that a call asks.

        Raises:
            KeyError: for a name that is not of the language; `check` refuses such a rule before.
        """
        first, rest = call.arguments[0], call.arguments[1:]
        match call.name:
            case "says":
                return says(AnswerId(f"requirements.{first}.answer"))
            case "says_in_principle":
                return says_in_principle(
                    AnswerId(f"requirements.{first}.answer"), AnswerId(f"requirements.{first}.exception")
                )
            case "answered":
                answer = AnswerId(first)
                return lambda facts: answer in facts.answers
            case "is_one_of":
                return is_one_of(AnswerId(first), frozenset(rest))
            case "built":
                return built(AnswerId(f"scenarios.{first}.status"))
            case "uses_ai":
                return uses_ai(AnswerId(f"scenarios.{first}.status"), AnswerId(f"scenarios.{first}.ai"))
            case "covers" | "covers_in_principle":
                strict = call.name == "covers"
                return covers(call.arguments) if strict else self._covers_in_principle(call.arguments)
            case "recognised":
                return recognised(first, frozenset(rest), self._ground.rulebook.implying(first, rest))
            case "indicators_beat":
                scope, kind = call.arguments
                return lambda facts: judge_indicators(facts, scope, kind).truth
            case "in_region":
                return in_region(tuple(map(AnswerId, call.arguments)), self._ground)
            case "proven":
                evidence = AnswerId(f"{first}.evidence")
                return lambda facts: facts.has_evidence(evidence)
        raise KeyError(call.name)

    def _covers_in_principle(self, dimensions: tuple[str, ...]) -> Logical:
        excuses = excuses_for(dimensions, self._ground)

        def covered(facts: Facts) -> Truth:
            result: Truth = True
            for dimension in dimensions:
                truth = covers_one(facts, dimension)
                if truth is False and any(facts.answers.get(answer) for answer in excuses[dimension]):
                    truth = None
                if truth is False:
                    return False
                if truth is None:
                    result = None
            return result

        return covered


def measuring(answer: AnswerId) -> Numeric:
    """Returns what reads an answer as a number, once for an evaluation: rules hold the same dates against many others."""

    def measured(facts: Facts) -> Range:
        number = facts.measurements.get(answer)
        if number is None:
            number = facts.measurements[answer] = facts.measured(answer)
        return number

    return measured


def excuses_for(dimensions: tuple[str, ...], ground: Ground) -> Mapping[str, tuple[AnswerId, ...]]:
    """Returns, for each dimension, the answers in which an exception may be stated."""
    return {
        dimension: tuple(
            AnswerId(f"requirements.{requirement}.exception")
            for requirement in exceptions_of((dimension,), ground.rulebook)
        )
        for dimension in dimensions
    }


def _remembered(name: str, formula: Numeric) -> Numeric:
    """A quantity is worked out once for an evaluation, however many rules use it."""

    def remembered(facts: Facts) -> Range:
        quantity = facts.quantities.get(name)
        if quantity is None:
            quantity = facts.quantities[name] = formula(facts)
        return quantity

    return remembered


def says(answer: AnswerId) -> Logical:
    """Returns whether the answer is yes; partly and no are no."""

    def truth(facts: Facts) -> Truth:
        given = facts.answers.get(answer)
        return None if given is None else given == "yes"

    return truth


def says_in_principle(answer: AnswerId, exception: AnswerId) -> Logical:
    """Returns the same, where anything but yes with a stated exception is unknown: the authority decides."""

    def truth(facts: Facts) -> Truth:
        given = facts.answers.get(answer)
        if given == "yes":
            return True
        return None if given is None or facts.answers.get(exception) else False

    return truth


def is_one_of(answer: AnswerId, values: frozenset[str]) -> Logical:
    """Returns whether the answer is one of some texts."""

    def truth(facts: Facts) -> Truth:
        given = facts.answers.get(answer)
        return None if given is None else given in values

    return truth


def in_region(places: tuple[AnswerId, ...], ground: Ground) -> Logical:
    """Returns whether one of some answers names the region of the local rules; unknown while none of them is given.

    The first answer is read as the province, the second as the city. Without local rules every place is the right one.
    """
    regions = tuple(pack.region for pack in ground.rulebook.packs[1:])

    def truth(facts: Facts) -> Truth:
        province, city, *_ = [*(str(facts.answers.get(place) or "") for place in places), ""]
        place = place_of(province, city)
        said = [lies_in(place, region) for region in regions]
        return False if False in said else None if None in said else True

    return truth


def built(status: AnswerId) -> Logical:
    """Returns whether a scenario is in use on some or all lines."""

    def truth(facts: Facts) -> Truth:
        given = facts.answers.get(status)
        return None if given is None else given in BUILT

    return truth


def uses_ai(status: AnswerId, ai: AnswerId) -> Logical:
    """Returns whether a scenario is built and uses AI."""

    def truth(facts: Facts) -> Truth:
        given, intelligent = facts.answers.get(status), facts.answers.get(ai)
        if intelligent == "no" or (given is not None and given not in BUILT):
            return False
        return None if given is None or intelligent is None else intelligent == "yes"

    return truth


def covers_one(facts: Facts, dimension: str) -> Truth:
    """Returns whether a dimension has a built scenario."""
    result: Truth = False
    for entry in facts.ground.by_dimension.get(dimension, ()):
        status = facts.answers.get(entry.status)
        if status is None:
            result = None
        elif status in BUILT:
            return True
    return result


def covers(dimensions: tuple[str, ...]) -> Logical:
    """Returns whether every one of some dimensions has a built scenario."""

    def truth(facts: Facts) -> Truth:
        result: Truth = True
        for dimension in dimensions:
            covered = covers_one(facts, dimension)
            if covered is False:
                return False
            if covered is None:
                result = None
        return result

    return truth


def recognised(tier: str, kinds: frozenset[str], higher: tuple[str, ...] = ()) -> Logical:
    """Returns whether a tier was recognised in one of some ways, or a higher one implies that it was.

    Unknown while the record cannot be what it says: undated, dated later than the evaluation, before the scheme or the
    enterprise existed, or an authority's act without proof.
    """
    kind = AnswerId(f"recognition.{tier}.kind")

    def truth(facts: Facts) -> Truth:
        given = facts.answers.get(kind)
        if given is None:
            return True if recognised_above(facts, higher) else None
        if given not in kinds:
            return False
        return True if record_doubt(facts, tier, str(given)) is None else None

    return truth


BY_AUTHORITY = frozenset({"reviewed", RECOGNISED})
"""What an authority did, and has a paper for; a self-assessment is the enterprise's own word."""


def record_doubt(facts: Facts, tier: str, kind: str) -> RecordDoubt | None:
    """Returns why the record of a tier's recognition does not count; None where it does."""
    if not facts.answers.get(AnswerId(f"recognition.{tier}.date")):
        return RecordDoubt.UNDATED
    day = facts.measured(AnswerId(f"recognition.{tier}.date"))
    doubt = doubt_of(day, facts.today, facts.ground.since, facts.measured(FOUNDED))
    if doubt is None and kind in BY_AUTHORITY and not facts.answers.get(AnswerId(f"recognition.{tier}.evidence")):
        return RecordDoubt.UNPROVEN
    return doubt


def recognised_above(facts: Facts, higher: tuple[str, ...]) -> str | None:
    """Returns the first of some higher tiers that was recognised with a date and proof; None where none was."""
    for tier in higher:
        kind, evidence = (AnswerId(f"recognition.{tier}.{field}") for field in ("kind", "evidence"))
        stated = facts.answers.get(kind) == RECOGNISED and facts.has_evidence(evidence)
        if stated and record_doubt(facts, tier, RECOGNISED) is None:
            return tier
    return None


def judge_indicators(facts: Facts, scope: str, kind: str) -> Indicators:
    """Returns which indicators beat a benchmark of this scope and kind.

    A leading figure counts for its own scope and for every narrower one, since nobody leads a province by more than
    the nation's best; there it can only help: missing the nation's best says nothing about the province's average.
    A figure must be exceeded, with a source and a date: a tie does not beat. By the stricter reading each group of
    the reference list needs an indicator that does. Worked out once for an evaluation.
    """
    judged = facts.indicators.get((scope, kind))
    if judged is None:
        judged = facts.indicators[scope, kind] = _judged_indicators(facts, scope, kind)
    return judged


def _judged_indicators(facts: Facts, scope: str, kind: str) -> Indicators:
    beaten: list[KpiAnswers] = []
    failed: list[KpiAnswers] = []
    unanswered: list[KpiAnswers] = []
    for entry in facts.ground.kpis:
        own_scope, own_kind = facts.answers.get(entry.scope), facts.answers.get(entry.kind)
        if own_scope is None or own_kind is None:
            continue
        if not serves(own_scope, own_kind, scope, kind):
            continue
        same = own_scope == scope and own_kind == kind
        better = beats(facts, entry)
        if better is True:
            beaten.append(entry)
        elif same:
            (failed if better is False else unanswered).append(entry)
    truth: Truth = None
    if failed:
        truth = False
    elif beaten and not unanswered and not groups_without(facts, beaten):
        truth = True
    return Indicators(truth, tuple(beaten), tuple(failed), tuple(unanswered))


def groups_without(facts: Facts, beaten: Iterable[KpiAnswers]) -> tuple[Text, ...]:
    """Returns the groups of indicators that must hold one that beats its benchmark and do not; none by the wider reading."""
    if facts.ground.rulebook.indicator_reading is IndicatorReading.ONE:
        return ()
    have = {entry.kpi.group for entry in beaten}
    return tuple(dict.fromkeys(entry.kpi.group for entry in facts.ground.kpis if entry.kpi.group not in have))


def group_of(entry: KpiAnswers, facts: Facts) -> str:
    """Returns what an indicator belongs to where groups count; empty by the wider reading, where all are alike."""
    return "" if facts.ground.rulebook.indicator_reading is IndicatorReading.ONE else entry.kpi.group.zh


def serves(own_scope: object, own_kind: object, scope: str, kind: str) -> bool:
    """Returns whether beating a benchmark of one scope and kind also beats what is asked for."""
    if own_scope == scope and own_kind == kind:
        return True
    return (
        own_kind == "leading"
        and own_scope in BENCHMARK_SCOPES
        and BENCHMARK_SCOPES.index(str(own_scope)) >= BENCHMARK_SCOPES.index(scope)
    )


def beats(facts: Facts, entry: KpiAnswers) -> Truth:
    """Returns whether an indicator's present figure beats its benchmark.

    None while one of them is missing, or the benchmark has no source or no date that has come: then it decides nothing.
    """
    if ANYTHING in (facts.measured(entry.after), facts.measured(entry.benchmark)):
        return None
    return exceeds(facts, entry) if facts.answers.get(entry.source) and is_dated(facts, entry) else None


def exceeds(facts: Facts, entry: KpiAnswers) -> bool:
    """Returns whether the present figure is better than the benchmark's, whatever that rests on."""
    after, benchmark = facts.measured(entry.after), facts.measured(entry.benchmark)
    return after[0] > benchmark[0] if entry.kpi.higher_is_better else after[0] < benchmark[0]


def is_dated(facts: Facts, entry: KpiAnswers) -> bool:
    """Whether a benchmark has a date that has come."""
    return bool(facts.answers.get(entry.date)) and facts.measured(entry.date)[0] <= facts.today


__all__ = [
    "BY_AUTHORITY",
    "NUMBERS",
    "BookMeaning",
    "Indicators",
    "beats",
    "covers_one",
    "exceeds",
    "excuses_for",
    "group_of",
    "groups_without",
    "is_dated",
    "judge_indicators",
    "recognised_above",
    "record_doubt",
    "serves",
]
