"""The result of the SME digital level: points and level, as ranges where answers are missing, and what is missing.

Points and scenes rise together with the level, and no level asks less than the one below it. So the level with every
unknown at its worst and with every unknown at its best are the exact bounds.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from models.assessment import AnswerId, Assessment, Value
from models.digital_level.scheme import (
    DATE,
    HIGHEST,
    LEVEL,
    SCORE,
    Conflict,
    Direction,
    LevelRule,
    Option,
    OtherReading,
    ReadingKind,
    Scene,
    Scheme,
    ScoredQuestion,
    ScoringKind,
    Share,
)
from models.language import N_, Sentence, Text, sentence

SYSTEM_LEVEL = 2
"""From this level on every scene asks for a system, not for tables."""


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """What one scored question gives."""

    question: ScoredQuestion
    low: Decimal
    high: Decimal
    """With every unknown at its best; equal to `low` when nothing is open."""
    answered: bool
    """Whether nothing is open."""
    from_figures: bool
    """Whether the option follows from the figures, because no option was chosen."""
    options: tuple[str, ...]
    """The options that hold for certain; `A` where none of several does. Two where the chosen one and the figures differ."""


@dataclass(frozen=True, slots=True)
class SceneResult:
    """Which level one scene has."""

    scene: Scene
    low: int
    high: int

    @property
    def answered(self) -> bool:
        """Whether its level is given."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class LevelShortfall:
    """What is missing between the present answers and one level; unknowns are not counted."""

    rule: LevelRule
    points: Decimal
    """How many points are missing; 0 when there are enough."""
    scenes: int
    """How many more scenes must be at this level."""
    binding: int
    """How many of those must be binding scenes."""
    below: tuple[SceneResult, ...]
    """The scenes that are known to be lower, binding ones and the nearest first."""
    open: tuple[SceneResult, ...]
    """The scenes that are not answered, binding ones first."""


@dataclass(frozen=True, slots=True)
class AlternativeReading:
    """The result as it would be by the source that was not kept."""

    conflict: Conflict
    points_low: Decimal
    points_high: Decimal
    level_low: int
    level_high: int


@dataclass(frozen=True, slots=True)
class DigitalLevel:
    """The result of all answers to one scheme."""

    scheme: Scheme
    questions: tuple[QuestionResult, ...]
    scenes: tuple[SceneResult, ...]
    points_low: Decimal
    points_high: Decimal
    level_low: int
    """0 to 4: reached whatever the open answers turn out to be."""
    level_high: int
    """Reached if every open answer turned out at its best."""
    missing: tuple[LevelShortfall, ...]
    """For every level above `level_low`, from the lowest."""
    readings: tuple[AlternativeReading, ...]
    contradictions: tuple[Sentence, ...]

    @property
    def begun(self) -> bool:
        """Whether anything is answered that counts."""
        return any(each.answered or each.low != 0 or each.high != each.question.points for each in self.questions) or (
            any(scene.answered for scene in self.scenes)
        )

    @property
    def answered(self) -> int:
        """How many questions and scenes are answered."""
        return sum(each.answered for each in self.questions) + sum(each.answered for each in self.scenes)

    @property
    def asked(self) -> int:
        """How many there are."""
        return len(self.questions) + len(self.scenes)

    @property
    def holds_by_every_source(self) -> bool:
        """Whether the level is the same however the sources are read."""
        return all((each.level_low, each.level_high) == (self.level_low, self.level_high) for each in self.readings)

    @property
    def points_text(self) -> Sentence:
        """The points as a person reads them."""
        if self.points_low == self.points_high:
            return sentence(N_("{points} of 100 points"), points=self.points_low)
        return sentence(N_("{low} to {high} of 100 points"), low=self.points_low, high=self.points_high)

    @property
    def level_text(self) -> Sentence:
        """The level as a person reads it."""
        if not self.begun:
            return sentence(N_("SME digital level: nothing answered yet"))
        low = self.scheme.level_name(self.level_low)
        if self.level_low == self.level_high:
            return sentence(N_("SME digital level: {level}"), level=low)
        high = self.scheme.level_name(self.level_high)
        return sentence(
            N_("SME digital level: {low}; up to {high} if the open answers turn out well"), low=low, high=high
        )


def worked_out(assessment: Assessment, scheme: Scheme, today: date) -> DigitalLevel:
    """Returns the result of the answers below `digital_level.`; pure, no answer counts that was not given."""
    answers = assessment.answers
    result = _result(answers, scheme)
    others = (
        (conflict, _read_otherwise(scheme, conflict.reading)) for conflict in scheme.conflicts if conflict.reading
    )
    readings = tuple(_reading(conflict, _result(answers, other)) for conflict, other in others)
    return replace(result, readings=readings, contradictions=tuple(_contradictions(answers, result, today)))


def _reading(conflict: Conflict, result: DigitalLevel) -> AlternativeReading:
    return AlternativeReading(conflict, result.points_low, result.points_high, result.level_low, result.level_high)


def _result(answers: Mapping[AnswerId, Value], scheme: Scheme) -> DigitalLevel:
    questions = tuple(_question_result(answers, question) for question in scheme.questions)
    scenes = tuple(_scene_result(answers, scene, scheme.exchanged) for scene in scheme.scenes)
    low = sum((each.low for each in questions), Decimal(0))
    high = sum((each.high for each in questions), Decimal(0))
    level_low = _level(scheme, low, [(scene.scene, scene.low) for scene in scenes])
    return DigitalLevel(
        scheme=scheme,
        questions=questions,
        scenes=scenes,
        points_low=low,
        points_high=high,
        level_low=level_low,
        level_high=_level(scheme, high, [(scene.scene, scene.high) for scene in scenes]),
        missing=tuple(_shortfall(rule, low, scenes) for rule in scheme.levels if rule.number > level_low),
        readings=(),
        contradictions=(),
    )


def _level(scheme: Scheme, points: Decimal, scenes: list[tuple[Scene, int]]) -> int:
    """Returns the highest level with enough points, scenes and binding scenes; 0 for none."""
    reached = 0
    for rule in scheme.levels:
        there = [scene for scene, level in scenes if level >= rule.number]
        binding = sum(scene.binding for scene in there)
        if points >= rule.points and len(there) >= rule.scenes and binding >= rule.binding:
            reached = rule.number
    return reached


def _shortfall(rule: LevelRule, points: Decimal, scenes: tuple[SceneResult, ...]) -> LevelShortfall:
    there = [each for each in scenes if each.low >= rule.number]
    binding = max(0, rule.binding - sum(each.scene.binding for each in there))
    below = [each for each in scenes if each.high < rule.number]
    open_ones = [each for each in scenes if each.low < rule.number <= each.high]
    return LevelShortfall(
        rule=rule,
        points=max(Decimal(0), rule.points - points),
        # A binding scene that is missing is one more scene even where the number of scenes is there.
        scenes=max(binding, rule.scenes - len(there)),
        binding=binding,
        below=tuple(sorted(below, key=lambda each: (not each.scene.binding, -each.low))),
        open=tuple(sorted(open_ones, key=lambda each: not each.scene.binding)),
    )


# Questions


def _question_result(answers: Mapping[AnswerId, Value], question: ScoredQuestion) -> QuestionResult:
    if question.kind is ScoringKind.SEVERAL:
        said = [(option, answers.get(question.holds(option.id))) for option in question.counting]
        holding = tuple(option.id for option, word in said if word == "yes")
        # Points that are divided evenly have no end: ten of ten must be ten.
        low = round(sum((option.points for option, word in said if word == "yes"), Decimal(0)), 6)
        high = round(sum((option.points for option, word in said if word != "no"), Decimal(0)), 6)
        answered = all(word is not None for _option, word in said)
        none = (question.options[0].id,) if answered and not holding else ()
        return QuestionResult(question, low, high, answered, from_figures=False, options=holding or none)
    chosen = {
        option.id: option for option in (_chosen(answers, question), option_of_figures(answers, question)) if option
    }
    if not chosen:
        return QuestionResult(question, Decimal(0), question.points, answered=False, from_figures=False, options=())
    # Where the option and the figures differ, nobody knows which is right: both count.
    points = [option.points for option in chosen.values()]
    alone = question.choice not in answers
    return QuestionResult(question, min(points), max(points), len(chosen) == 1, alone, tuple(chosen))


def _chosen(answers: Mapping[AnswerId, Value], question: ScoredQuestion) -> Option | None:
    given = answers.get(question.choice)
    return next((option for option in question.options if option.id == given), None)


def option_of_figures(answers: Mapping[AnswerId, Value], question: ScoredQuestion) -> Option | None:
    """Returns the option that follows from a question's figures; None where they are not there or make no sense."""
    derived = question.derived
    if isinstance(derived, Share):
        share = share_percent(answers, derived)
        if share is None:
            return None
        place = sum(share > edge for edge in derived.edges)
        return question.options[place]
    if isinstance(derived, Direction):
        last = _ratio(answers, derived.last, derived.last_whole)
        before = _ratio(answers, derived.before, derived.before_whole)
        if last is None or before is None:
            return None
        name = derived.lower if last < before else derived.higher if last > before else derived.same
        return next(option for option in question.options if option.id == name)
    return None


def share_percent(answers: Mapping[AnswerId, Value], share: Share) -> Fraction | None:
    """Returns a share of two figures in percent; None where one is missing or the part is larger than the whole."""
    ratio = _ratio(answers, share.part, share.whole)
    return None if ratio is None or ratio > 1 else ratio * 100


def _ratio(answers: Mapping[AnswerId, Value], part: str, whole: str) -> Fraction | None:
    above, below = figure(answers, part), figure(answers, whole)
    return above / below if above is not None and below else None


def figure(answers: Mapping[AnswerId, Value], id: str) -> Fraction | None:
    """Returns a figure of the scheme, such as `SQ14.staff_last`; None where it is not given."""
    value = answers.get(AnswerId(f"digital_level.{id}"))
    return Fraction(value) if isinstance(value, (int, Decimal)) else None


# Scenes


def _scene_result(answers: Mapping[AnswerId, Value], scene: Scene, exchanged: frozenset[str]) -> SceneResult:
    given = answers.get(scene.answer)
    if not isinstance(given, str) or not given.isdigit():
        return SceneResult(scene, 0, HIGHEST)
    level = int(given)
    if scene.id not in exchanged or level < HIGHEST - 1:
        return SceneResult(scene, level, level)
    # What was asked as level 3 is level 4 to the other source, and what was asked as level 4 is its level 3: who has
    # the first without the second is at 4, or at 2 where the level below is asked for, too. Who has the second may
    # have the first as well.
    return SceneResult(scene, level - 1, HIGHEST)


# Other readings


def _read_otherwise(scheme: Scheme, reading: OtherReading) -> Scheme:
    """Returns the scheme as the source reads it that was not kept."""
    match reading.kind:
        case ReadingKind.LEVEL:
            levels = tuple(_of_other_numbers(rule, reading) for rule in scheme.levels)
            return replace(scheme, levels=levels)
        case ReadingKind.NOT_BINDING:
            scenes = tuple(
                replace(scene, binding=False) if scene.id in reading.scenes else scene for scene in scheme.scenes
            )
            return replace(scheme, scenes=scenes)
        case ReadingKind.EXCHANGED:
            return replace(scheme, exchanged=frozenset(reading.scenes))
        case ReadingKind.WHOLE:
            return replace(scheme, questions=tuple(_of_another_whole(each, reading) for each in scheme.questions))
        case ReadingKind.EVEN:
            return replace(scheme, questions=tuple(_evenly(each, reading) for each in scheme.questions))


def _of_other_numbers(rule: LevelRule, reading: OtherReading) -> LevelRule:
    if rule.number != reading.level:
        return rule
    return replace(rule, scenes=reading.scenes_needed, binding=reading.binding_needed)


def _of_another_whole(question: ScoredQuestion, reading: OtherReading) -> ScoredQuestion:
    if question.id != reading.question or not isinstance(question.derived, Share):
        return question
    return replace(question, derived=replace(question.derived, whole=reading.figure))


def _evenly(question: ScoredQuestion, reading: OtherReading) -> ScoredQuestion:
    if question.id != reading.question:
        return question
    lowest, *counting = question.options
    each = question.points / len(counting)
    return replace(question, options=(lowest, *(replace(option, points=each) for option in counting)))


# Answers that do not fit together


def _contradictions(answers: Mapping[AnswerId, Value], result: DigitalLevel, today: date) -> Iterator[Sentence]:
    yield from _against_figures(answers, result)
    yield from _against_systems(answers, result)
    yield from _against_official(answers, result)
    tested = answers.get(DATE)
    # The year or the month alone has not come yet only when all of it lies ahead.
    if isinstance(tested, str) and tested > today.isoformat()[: len(tested)]:
        yield sentence(N_("The date of the official test has not come yet."))


def _against_figures(answers: Mapping[AnswerId, Value], result: DigitalLevel) -> Iterator[Sentence]:
    for each in result.questions:
        question = each.question
        chosen, worked = _chosen(answers, question), option_of_figures(answers, question)
        if chosen and worked and chosen != worked:
            yield sentence(
                N_(
                    "{name}: the answer is “{chosen}”, but the figures make it “{worked}”; both are counted as possible."
                ),
                name=question.name,
                chosen=chosen.text,
                worked=worked.text,
            )
        if isinstance(question.derived, Share):
            ratio = _ratio(answers, question.derived.part, question.derived.whole)
            if ratio is not None and ratio > 1:
                yield sentence(
                    N_("{name}: the part is larger than the whole; the figures are not used."), name=question.name
                )


def _against_systems(answers: Mapping[AnswerId, Value], result: DigitalLevel) -> Iterator[Sentence]:
    systems = next(each.question for each in result.questions if each.question.id == "SQ05")
    chosen = _chosen(answers, systems)
    with_system = tuple(each.scene.name for each in result.scenes if each.low >= SYSTEM_LEVEL)
    most = {"A": 0, "B": 1}.get(chosen.id) if chosen else None
    if chosen and most is not None and len(with_system) > most:
        yield sentence(
            N_("{name}: the answer is “{chosen}”, but these scenes are run with a system: {scenes}."),
            name=systems.name,
            chosen=chosen.text,
            scenes=with_system,
        )
    networks, connected = result.questions[0], result.questions[2]
    if networks.high == 0 and connected.low > 0:
        yield sentence(
            N_("{networks}: there is none, but {connected} says that machines are connected."),
            networks=networks.question.name,
            connected=_quoted(connected.question.name),
        )


def _quoted(name: Text) -> Text:
    return Text(f"“{name.zh}”", f"“{name.en}”")


def _against_official(answers: Mapping[AnswerId, Value], result: DigitalLevel) -> Iterator[Sentence]:
    score, level = answers.get(SCORE), answers.get(LEVEL)
    if isinstance(score, (int, Decimal)) and not result.points_low <= score <= result.points_high:
        yield sentence(
            N_("The official system gave {official} points; the answers here make {worked}."),
            official=score,
            worked=result.points_text,
        )
    if isinstance(level, str) and not result.level_low <= int(level) <= result.level_high:
        yield sentence(
            N_("The official system gave {official}; the answers here do not."),
            official=result.scheme.level_name(int(level)),
        )
