"""A sample factory is compared with where trade and size are the same, and is never more than an example."""

import json

import pytest

import resources
from models import document
from models.assessment import AnswerId
from models.interview import comparable, sample_alike
from models.packs.library import Library
from tests.factories import assessment


@pytest.mark.parametrize(
    ("code", "size", "name"),
    [
        ("C2929", "small", "力佳塑料制品有限公司（示例）"),
        ("c2926", "small", "力佳塑料制品有限公司（示例）"),
        ("3484", "small", "宏达精密机械有限公司（示例）"),
        ("C2929", "medium", None),
        ("C1310", "small", None),
    ],
)
def test_trade_and_size_must_be_the_same(code: str, size: str, name: str | None) -> None:
    """The division of GB/T 4754 and the size; another size or trade has no sample, and that is said."""
    factory = assessment({"enterprise.industry_code": code, "enterprise.size": size})
    sample = sample_alike(factory)
    assert comparable(factory)
    assert (sample.name if sample else None) == name


@pytest.mark.parametrize("answers", [{}, {"enterprise.size": "small"}, {"enterprise.industry_code": "C2929"}])
def test_without_trade_and_size_nothing_is_compared(answers: dict[str, str]) -> None:
    """Nothing is said of a factory that did not say what it is, not even that there is no sample."""
    factory = assessment(dict(answers))
    assert not comparable(factory)
    assert sample_alike(factory) is None


def test_a_case_made_of_a_sample_is_not_compared_with_itself() -> None:
    """The sample factory is nobody's peer in its own case."""
    for file in sorted(resources.path("samples").glob("*.json")):
        assert sample_alike(document.read(file.read_bytes(), file.name, Library(None))) is None


def test_what_the_sample_chose_is_what_its_document_says() -> None:
    """Every choice equals the document's; figures and texts are not offered."""
    factory = assessment({"enterprise.industry_code": "C2929", "enterprise.size": "small"})
    sample = sample_alike(factory)
    assert sample is not None
    data = resources.path("samples/lijia-moulding.json").read_bytes()
    read = document.read(data, "lijia-moulding.json", Library(None))
    assert json.loads(data)["factory"]["staff"] == sample.staff
    assert len(sample.answers) > 100
    assert all(read.get(answer) == value for answer, value in sample.answers.items())
    assert AnswerId("scenarios.SC09.status") in sample.answers
