"""The reverse direction: which questions of the SME digital level our answers already settle, exactly or as a bound."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from models.assessment import AnswerId, Assessment, Value
from models.digital_level.crosswalk import BackLine, Crosswalk, How, State, Take
from models.digital_level.evaluation import DigitalLevel
from models.digital_level.implied import as_answer
from models.digital_level.scheme import HIGHEST, PREFIX, ScoredQuestion
from models.language import N_, Sentence, Text, plain_number, sentence
from models.questionnaire import Question
from models.rulebook import Rulebook

DONE = ("full", "most")
"""Answers to a level of a maturity subdomain with which it is counted as there."""


@dataclass(frozen=True, slots=True)
class Known:
    """What our answers say of one question or scene."""

    part: str
    said: Sentence
    why: Text
    how: How
    answers: tuple[AnswerId, ...]
    """Our answers that it rests on."""
    to: AnswerId | None
    """The answer of the digital level that `value` can be taken into; None where it is only a bound."""
    value: Value | None
    state: State


def known(assessment: Assessment, rulebook: Rulebook, result: DigitalLevel, crosswalk: Crosswalk) -> tuple[Known, ...]:
    """Returns what our answers say of its questions and scenes, in the order of the crosswalk."""
    entries = (_known(line, assessment, rulebook, result, crosswalk) for line in crosswalk.back)
    return tuple(each for each in entries if each is not None)


def _known(
    line: BackLine, assessment: Assessment, rulebook: Rulebook, result: DigitalLevel, crosswalk: Crosswalk
) -> Known | None:
    match line.take:
        case Take.STAGES:
            return _stages(line, assessment, result, crosswalk)
        case Take.MATURITY:
            return _maturity(line, assessment, result)
        case Take.DIRECTION:
            return _direction(line, assessment, result)
    given = assessment.get(line.answers[0])
    asked = result.scheme.answers[AnswerId(PREFIX + line.to)]
    if not isinstance(given, (int, Decimal)):
        return None
    number = 100 - Fraction(given) if line.take is Take.HUNDRED_MINUS else Fraction(given)
    value = as_answer(number, asked)
    if value is None:
        return None
    if line.take is Take.LEAST:
        return _least(line, asked, value, assessment)
    said = sentence(N_("{what}: {number} by your answers"), what=asked.label, number=_shown(value))
    present = assessment.get(asked.id)
    return Known(line.part, said, line.why, line.how, line.answers, asked.id, value, _state(present, present == value))


def _state(present: Value | None, agrees: bool) -> State:
    return State.OPEN if present is None else State.AGREES if agrees else State.DIFFERS


def _shown(value: Value) -> str:
    return plain_number(value) if isinstance(value, Decimal) else str(value)


def _least(line: BackLine, asked: Question, value: Value, assessment: Assessment) -> Known:
    said = sentence(N_("{what}: at least {number} by your answers"), what=asked.label, number=_shown(value))
    present = assessment.get(asked.id)
    enough = isinstance(present, (int, Decimal)) and isinstance(value, (int, Decimal)) and present >= value
    return Known(line.part, said, line.why, line.how, line.answers, None, None, _state(present, enough))


def _direction(line: BackLine, assessment: Assessment, result: DigitalLevel) -> Known | None:
    given = assessment.get(line.answers[0])
    question = result.scheme.by_id[line.part]
    if not isinstance(given, (int, Decimal)) or not isinstance(question, ScoredQuestion):
        return None
    place = 0 if given < 0 else 1 if given == 0 else 2
    option = question.options[place]
    said = sentence(N_("{what}: “{option}” by your answers"), what=question.name, option=option.text)
    present = assessment.get(question.choice)
    state = _state(present, present == option.id)
    return Known(line.part, said, line.why, line.how, line.answers, question.choice, option.id, state)


def _stages(line: BackLine, assessment: Assessment, result: DigitalLevel, crosswalk: Crosswalk) -> Known | None:
    """How many of the fourteen stages have a system; SQ05 asks for none, one, two, 80 % and all of them."""
    stages, systems = result.scheme.by_id["SQ04"], result.scheme.by_id["SQ05"]
    assert isinstance(stages, ScoredQuestion)
    assert isinstance(systems, ScoredQuestion)
    names = {option.id: option.text for option in stages.counting}
    used: dict[str, AnswerId] = {}
    for stage, kinds in crosswalk.stages.items():
        for kind in kinds:
            answer = AnswerId(f"systems.{kind}.in_use")
            if assessment.get(answer) == "yes":
                used.setdefault(stage, answer)
    if not used:
        return None
    all_stages = len(names)
    place = 4 if len(used) == all_stages else 3 if len(used) * 10 >= all_stages * 8 else 2 if len(used) > 1 else 1
    option = systems.options[place]
    said = sentence(
        N_("{what}: at least “{option}” by your answers; systems run {stages}"),
        what=systems.name,
        option=option.text,
        stages=tuple(names[stage] for stage in used),
    )
    present = assessment.get(systems.choice)
    enough = isinstance(present, str) and present >= option.id
    answers = tuple(dict.fromkeys(used.values()))
    return Known(line.part, said, line.why, line.how, answers, None, None, _state(present, enough))


def _maturity(line: BackLine, assessment: Assessment, result: DigitalLevel) -> Known | None:
    """The level that a subdomain has reached; the five levels of maturity are not the four of a scene."""
    scene = next(each for each in result.scenes if each.scene.id == line.part)
    answers: list[AnswerId] = []
    for level in range(1, HIGHEST + 1):
        answer = AnswerId(f"{line.answers[0]}.level{level}")
        if assessment.get(answer) not in DONE:
            break
        answers.append(answer)
    if not answers:
        return None
    said = sentence(
        N_("{what}: your maturity answers reach level {level} there"), what=scene.scene.name, level=len(answers)
    )
    state = (
        State.AGREES
        if scene.answered and scene.low >= len(answers)
        else State.DIFFERS
        if scene.answered
        else State.OPEN
    )
    return Known(line.part, said, line.why, line.how, tuple(answers), None, None, state)


def using(chosen: tuple[Known, ...]) -> dict[AnswerId, Value | None]:
    """Returns the changes that take our figures over into open answers of the digital level."""
    return {each.to: each.value for each in chosen if each.to is not None and each.state is State.OPEN}
