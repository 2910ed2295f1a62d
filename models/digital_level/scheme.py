"""The scheme as values: fifteen scored questions, sixteen scenes, the rule of the levels, and where sources differ."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from models.assessment import AnswerId
from models.figures import Confidence, Source
from models.language import N_, Text, in_both, sentence
from models.questionnaire import Question, QuestionKind

SECTION = "digital_level"
PREFIX = "digital_level."
"""What the ids of all its answers begin with; no tier of the ladder depends on them."""
HIGHEST = 4
"""The highest level of a scene, and of the whole."""
DATE = AnswerId("digital_level.official.date")
KIND = AnswerId("digital_level.official.kind")
SCORE = AnswerId("digital_level.official.score")
LEVEL = AnswerId("digital_level.official.level")
_YES_NO = (("yes", Text("是", "yes")), ("no", Text("否", "no")))


class ScoringKind(StrEnum):
    """How the options of a scored question count."""

    ONE = "one"
    """The points of the option that holds."""
    SEVERAL = "several"
    """The points of all options that hold, together."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a scored question."""

    id: str
    """A letter; `A` is the lowest and gives nothing."""
    text: Text
    points: Decimal


@dataclass(frozen=True, slots=True)
class FigureField:
    """A figure that a question asks for."""

    id: str
    """Such as `SQ14.staff_last`."""
    text: Text
    unit: str
    whole: bool
    """Whether it is counted in whole numbers."""
    high: int

    @property
    def answer(self) -> AnswerId:
        """The id of its answer."""
        return AnswerId(PREFIX + self.id)


@dataclass(frozen=True, slots=True)
class Share:
    """The option of a question as a share of two figures."""

    part: str
    whole: str
    edges: tuple[Decimal, ...]
    """Percent: the upper bounds of the options, from the lowest; the last option has none."""


@dataclass(frozen=True, slots=True)
class Direction:
    """The option of a question as what became of a ratio from one year to the next."""

    last: str
    last_whole: str
    before: str
    before_whole: str
    lower: str
    same: str
    higher: str


@dataclass(frozen=True, slots=True)
class ScoredQuestion:
    """One of the fifteen questions that give points."""

    id: str
    """`SQ01` to `SQ15`."""
    number: int
    block: str
    kind: ScoringKind
    points: Decimal
    """The most that it gives."""
    name: Text
    ask: Text
    options: tuple[Option, ...]
    figures: tuple[FigureField, ...]
    derived: Share | Direction | None
    """How the option follows from the figures; None where it does not."""
    note: Text | None
    proof: Text | None
    """What an assessor is shown for it; None where no source says."""
    sources: tuple[str, ...]
    confidence: Confidence

    @property
    def choice(self) -> AnswerId:
        """The answer that names the option, of a question with a single choice."""
        return AnswerId(f"{PREFIX}{self.id}.choice")

    def holds(self, option: str) -> AnswerId:
        """Returns the answer that says whether an option holds, for a question that allows several."""
        return AnswerId(f"{PREFIX}{self.id}.{option}")

    @property
    def counting(self) -> tuple[Option, ...]:
        """The options that give points: all but the lowest."""
        return self.options[1:]


@dataclass(frozen=True, slots=True)
class Scene:
    """One of the sixteen scenes of digital operation, judged from nothing to level 4."""

    id: str
    """`SS01` to `SS16`."""
    group: str
    name: Text
    binding: bool
    """约束性: at least some of these must be at the level; the others are 指导性."""
    levels: tuple[Text, ...]
    """What levels 1 to 4 ask, in our own words."""
    sources: tuple[str, ...]
    confidence: Confidence

    @property
    def answer(self) -> AnswerId:
        """The answer that names its level."""
        return AnswerId(f"{PREFIX}{self.id}.level")


@dataclass(frozen=True, slots=True)
class LevelRule:
    """What one level asks; all three must hold."""

    number: int
    name: Text
    points: Decimal
    scenes: int
    """How many scenes are at this level or above."""
    binding: int
    """How many of these are binding."""
    sources: tuple[str, ...]
    confidence: Confidence


class ReadingKind(StrEnum):
    """In which way another source reads the scheme."""

    LEVEL = "level"
    """A level asks for other numbers of scenes."""
    NOT_BINDING = "not_binding"
    """Some scenes are not binding."""
    EXCHANGED = "exchanged"
    """Levels 3 and 4 of some scenes are exchanged."""
    WHOLE = "whole"
    """A share is taken of another figure."""
    EVEN = "even"
    """The points of a question are divided evenly among its options."""


@dataclass(frozen=True, slots=True)
class OtherReading:
    """How the scheme would be read by the source that was not kept."""

    kind: ReadingKind
    level: int = 0
    scenes_needed: int = 0
    binding_needed: int = 0
    scenes: tuple[str, ...] = ()
    question: str = ""
    figure: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A place where the sources differ, with what was kept."""

    id: str
    about: tuple[str, ...]
    """Questions and scenes; empty for the rule of the levels."""
    text: Text
    sources: tuple[str, ...]
    reading: OtherReading | None
    """None where the points and the rule are the same either way."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence about the scheme, with its source and mark."""

    text: Text
    sources: tuple[str, ...]
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Named:
    """A part of the scheme that only has a name, such as a group of scenes; a block also has points."""

    id: str
    name: Text
    points: Decimal = Decimal(0)


@dataclass(frozen=True)
class Scheme:
    """The whole scheme of one edition; never changed."""

    id: str
    name: Text
    number: str
    """The notice's number."""
    issued: str
    """ISO date of the notice."""
    version: str
    date: str
    """ISO date of these data."""
    sources: Mapping[str, Source]
    about: tuple[Statement, ...]
    blocks: tuple[Named, ...]
    levels: tuple[LevelRule, ...]
    """From level 1 to level 4."""
    questions: tuple[ScoredQuestion, ...]
    groups: tuple[Named, ...]
    scenes: tuple[Scene, ...]
    conflicts: tuple[Conflict, ...]
    exchanged: frozenset[str] = frozenset()
    """Scenes whose levels 3 and 4 are read the other way round than they are asked."""

    @cached_property
    def by_id(self) -> Mapping[str, ScoredQuestion | Scene]:
        """Questions and scenes by their id."""
        parts: tuple[ScoredQuestion | Scene, ...] = (*self.questions, *self.scenes)
        return MappingProxyType({part.id: part for part in parts})

    def level_name(self, number: int) -> Text:
        """Returns the number of a level with its name; 0 is below level 1."""
        if number == 0:
            said = sentence(N_("below level 1"))
        else:
            said = sentence(N_("level {number} ({name})"), number=number, name=self.levels[number - 1].name)
        return in_both(said)

    @cached_property
    def answers(self) -> Mapping[AnswerId, Question]:
        """Every answer that the scheme asks for, in asking order, as questions of the case document."""
        return MappingProxyType({question.id: question for question in _asked(self)})


def _asked(scheme: Scheme) -> Iterator[Question]:
    for question in scheme.questions:
        if question.kind is ScoringKind.ONE:
            choices = tuple((option.id, option.text) for option in question.options)
            yield _question(
                question.choice, question.id, QuestionKind.CHOICE, question.ask, question.name, choices, question.name
            )
        else:
            for option in question.counting:
                title = Text(f"{question.name.zh}：{option.text.zh}", f"{question.name.en}: {option.text.en}")
                yield _question(question.holds(option.id), question.id, QuestionKind.YES_NO, title, title, _YES_NO)
        for figure in question.figures:
            yield Question(
                id=figure.answer,
                section=SECTION,
                group=question.id,
                kind=QuestionKind.INTEGER if figure.whole else QuestionKind.NUMBER,
                label=figure.text,
                help=question.ask,
                unit=figure.unit,
                low=0,
                high=figure.high,
            )
        yield _filled(question.id, question.name)
    for scene in scheme.scenes:
        choices = tuple((str(number), _level_text(scene, number)) for number in range(HIGHEST + 1))
        yield _question(scene.answer, scene.id, QuestionKind.CHOICE, scene.name, scene.name, choices)
        yield _filled(scene.id, scene.name)
    yield _question(
        DATE,
        "official",
        QuestionKind.DATE,
        Text("评测日期", "Day of the test"),
        Text("官方系统出结果或现场评定的日期", "When the official system gave the result, or the assessors came"),
    )
    yield _question(
        KIND,
        "official",
        QuestionKind.CHOICE,
        Text("结果从哪里来", "Where the result comes from"),
        Text("官方系统自测，或试点城市现场评定", "Self-test in the official system, or assessed on site"),
        (("self_test", Text("官方系统自测", "official self-test")), ("on_site", Text("现场评定", "assessed on site"))),
    )
    yield Question(
        id=SCORE,
        section=SECTION,
        group="official",
        kind=QuestionKind.NUMBER,
        label=Text("官方得分", "Official score"),
        help=Text("官方系统给出的总分", "The total that the official system gave"),
        unit="score",
        low=0,
        high=100,
    )
    yield _question(
        LEVEL,
        "official",
        QuestionKind.CHOICE,
        Text("官方等级", "Official level"),
        Text("官方系统给出的等级", "The level that the official system gave"),
        tuple((str(number), scheme.level_name(number)) for number in range(HIGHEST + 1)),
    )


def _question(
    answer: AnswerId,
    group: str,
    kind: QuestionKind,
    label: Text,
    help_text: Text,
    choices: tuple[tuple[str, Text], ...] = (),
    title: Text | None = None,
) -> Question:
    return Question(
        id=answer, section=SECTION, group=group, kind=kind, label=label, help=help_text, choices=choices, title=title
    )


def filled_from(part: str) -> AnswerId:
    """Returns the answer that lists what was filled in from a question or scene, as `answer=value`."""
    return AnswerId(f"{PREFIX}{part}.filled")


def is_origin(answer: str) -> bool:
    """Returns whether an answer is such a list."""
    return answer.startswith(PREFIX) and answer.endswith(".filled")


def _filled(part: str, name: Text) -> Question:
    said = sentence(N_("{name}: answers filled in from it, not confirmed yet"), name=name)
    return Question(
        id=filled_from(part),
        section=SECTION,
        group=part,
        kind=QuestionKind.LIST,
        label=in_both(said),
        help=name,
        longest=100,
    )


def _level_text(scene: Scene, number: int) -> Text:
    if number == 0:
        return Text("还没有", "nothing yet")
    text = scene.levels[number - 1]
    return Text(f"{number} 级：{text.zh}", f"{number}: {text.en}")
