"""The papers and figures that the open questions will ask for, so that they lie ready before one sits down to answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from models.assessment import Assessment
from models.language import Sentence, Text, sentence
from models.questionnaire import Question, QuestionKind
from models.rulebook import Rulebook
from models.spelling.units import unit_word
from models.subjects import group_name

LICENCE = ("enterprise.name", "enterprise.credit_code", "enterprise.founded", "enterprise.address")
"""What stands on the business licence: one paper for several questions."""
_FIGURES = (QuestionKind.NUMBER, QuestionKind.INTEGER)
Words = Text | Sentence


@dataclass(frozen=True, slots=True)
class WantedPaper:
    """One thing to have at hand."""

    id: str
    """The question, or the first of several that one paper answers."""
    name: Words
    why: Words
    """What it is for or where it is found; empty where the name says it."""


@dataclass(frozen=True, slots=True)
class PaperGroup:
    """What one section asks for."""

    section: str
    title: Text
    papers: tuple[WantedPaper, ...]


def papers_needed(assessment: Assessment, rulebook: Rulebook) -> tuple[PaperGroup, ...]:
    """Returns the papers and figures behind questions that decide a tier and are not answered, in asking order.

    Proof is named for what is claimed and has none yet; for a requirement or scenario by what an assessor looks at.
    """
    titles = {section.id: section.title for section in rulebook.sections}
    wanted = (
        (question.section, paper)
        for question in rulebook.questions.values()
        for paper in _of(question, assessment, rulebook)
    )
    return tuple(
        PaperGroup(section, titles[section], tuple(paper for _, paper in papers))
        for section, papers in groupby(wanted, key=lambda pair: pair[0])
        if section in titles
    )


def _of(question: Question, assessment: Assessment, rulebook: Rulebook) -> Iterator[WantedPaper]:
    if question.id == LICENCE[0]:
        if any(assessment.get(answer) is None for answer in LICENCE):
            what = sentence("Name, credit code, date of foundation and address stand on it.")
            yield WantedPaper(question.id, sentence("Business licence"), what)
    elif question.id in LICENCE or assessment.get(question.id) is not None:
        return
    elif question.kind is QuestionKind.EVIDENCE:
        subject = question.id.removesuffix(".evidence")
        if _is_claimed(subject, assessment):
            name = group_name(rulebook, question.section, question.group)
            yield WantedPaper(question.id, sentence("Proof: {subject}", subject=name), _hint(question, rulebook))
    elif question.decisive and question.kind in _FIGURES and question.section in ("enterprise", "factory"):
        unit = unit_word(question.unit) if question.unit else None
        name = sentence("{figure} ({unit})", figure=question.label, unit=unit) if unit and unit.en else question.label
        yield WantedPaper(question.id, name, question.help)


def _is_claimed(subject: str, assessment: Assessment) -> bool:
    """Whether something is said to be there: only then is there something to prove."""
    values = {
        assessment.get(f"{subject}.{end}") for end in ("answer", "status", "level", "kind", "after", "level1", "level2")
    }
    return bool(values - {None, "no", "none", "planned", "not_applicable", 0})


def _hint(question: Question, rulebook: Rulebook) -> Words:
    """What an assessor looks at, where the rules say it; else what the question says."""
    scenario = next((scenario for scenario in rulebook.scenarios if scenario.id == question.group), None)
    if scenario is not None:
        return scenario.hint
    answer = next(
        (
            other
            for other in rulebook.questions.values()
            if other.group == question.group and other.id.endswith(".answer")
        ),
        None,
    )
    return answer.help if answer is not None and answer.section == question.section else question.help
