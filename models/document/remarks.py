"""What is doubtful in a valid document: said beside the field in the window, and by `check`."""

from collections.abc import Iterator
from datetime import date

from models.assessment import AnswerId, Assessment
from models.document.problem import Problem
from models.language import N_, Sentence, sentence
from models.region.industry import fault_of_industry
from models.spelling.credit_code import fault_of

CREDIT_CODE = AnswerId("enterprise.credit_code")
INDUSTRY_CODE = AnswerId("enterprise.industry_code")
_FAULTS = {CREDIT_CODE: fault_of, INDUSTRY_CODE: fault_of_industry}


def remarks(assessment: Assessment, day: date) -> tuple[Problem, ...]:
    """Returns what a person should look at before the report is signed, though the document is valid.

    Args:
        assessment: the answers.
        day: the day on which evidence has to hold.
    """
    return (*_answers(assessment), *_expired(assessment, day))


def _answers(assessment: Assessment) -> Iterator[Problem]:
    for answer, fault_in in _FAULTS.items():
        given = assessment.get(answer)
        fault = fault_in(given) if isinstance(given, str) else None
        if fault is not None:
            yield Problem(str(answer), fault, sentence(N_("Correct it before the report is signed.")))


def _expired(assessment: Assessment, day: date) -> Iterator[Problem]:
    for piece in assessment.expired(day):
        what: Sentence = sentence("{name} held until {day} and has expired.", name=piece.name, day=piece.valid_until)
        yield Problem(f"evidence.{piece.digest[:12]}", what, sentence(N_("Renew it before the report is signed.")))
