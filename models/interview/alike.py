"""What a sample factory of the same trade and size answered: one invented factory, never a typical value."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import resources
from models.assessment import AnswerId, Assessment
from models.document import INDUSTRY_CODE
from models.json_text import read_json
from models.region.industry import divisions, industry_of

_SIZE = AnswerId("enterprise.size")


@dataclass(frozen=True, slots=True)
class SampleFactory:
    """A sample factory that ships. It is invented."""

    name: str
    division: str
    """Of GB/T 4754, such as C29."""
    size: str
    staff: int
    answers: Mapping[AnswerId, str]
    """What it chose: figures and texts of an invented factory are nobody's measure."""


def comparable(assessment: Assessment) -> bool:
    """Returns whether trade and size are known, so that a sample factory can be of the same."""
    return _division(assessment) in divisions() and assessment.get(_SIZE) is not None


def sample_alike(assessment: Assessment) -> SampleFactory | None:
    """Returns the sample factory of the same division of GB/T 4754 and the same size; None where none ships.

    A case made of a sample is not compared with itself.

    Raises:
        FileNotFoundError: when the samples are not installed.
    """
    if not comparable(assessment):
        return None
    division, size, own = _division(assessment), assessment.get(_SIZE), assessment.get(AnswerId("enterprise.name"))
    return next(
        (each for each in _samples() if (each.division, each.size) == (division, size) and each.name != own), None
    )


def _division(assessment: Assessment) -> str:
    return industry_of(str(assessment.get(INDUSTRY_CODE) or ""), "")


@cache
def _samples() -> tuple[SampleFactory, ...]:
    return tuple(_sample(file.read_bytes()) for file in sorted(resources.path("samples").glob("*.json")))


def _sample(data: bytes) -> SampleFactory:
    """Reads what is compared, and no more: the tests read the samples as documents."""
    document = cast("dict[str, Any]", read_json(data))
    enterprise, answers = document["enterprise"], document["assessment"]
    chosen = {
        AnswerId(f"{section}.{group}.{field}"): value
        for section in ("requirements", "scenarios", "systems", "maturity")
        for group, fields in answers[section].items()
        for field, value in fields.items()
        if isinstance(value, str)
    }
    division = industry_of(enterprise["industry_code"], "")
    return SampleFactory(enterprise["name"], division, enterprise["size"], document["factory"]["staff"], chosen)
