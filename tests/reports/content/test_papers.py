"""The papers and figures that the open questions ask for."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest

from models.assessment import Assessment, AssessmentState
from models.language import LANGUAGES, Language
from models.packs.library import Library
from models.rulebook import Rulebook
from reports.acts.papers import write_needed
from reports.content.papers import papers_needed


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    """The national edition."""
    return Library(None).rulebook("national-2025")


def case(**answers: object) -> Assessment:
    """A draft with some answers, whose dots are written as two lines."""
    given = {key.replace("__", "."): value for key, value in answers.items()}
    return Assessment("ZJ-1", 1, AssessmentState.DRAFT, "national-2025").with_answers(given)  # type: ignore[arg-type]  # ids as words


def ids(assessment: Assessment, rulebook: Rulebook) -> list[str]:
    """The questions behind the list, in order."""
    return [paper.id for group in papers_needed(assessment, rulebook) for paper in group.papers]


def test_an_empty_case_asks_for_the_licence_and_the_figures(rulebook: Rulebook) -> None:
    """One paper answers several questions; no proof is asked of what nobody claims."""
    wanted = ids(case(), rulebook)
    assert wanted[0] == "enterprise.name"
    assert {"enterprise.staff", "enterprise.revenue_wan"} <= set(wanted)
    assert not {"enterprise.credit_code", "scenarios.SC10.evidence"} & set(wanted)
    assert len(wanted) == len(set(wanted))


def test_what_is_answered_is_not_asked_for_and_what_is_claimed_wants_proof(rulebook: Rulebook) -> None:
    """A figure leaves the list with its answer, a claim brings its proof, a plan does not."""
    wanted = ids(
        case(enterprise__staff=62, scenarios__SC10__status="partial", scenarios__SC11__status="planned"), rulebook
    )
    assert "enterprise.staff" not in wanted
    assert "scenarios.SC10.evidence" in wanted
    assert "scenarios.SC11.evidence" not in wanted


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_is_written_as_pdf(rulebook: Rulebook, tmp_path: Path, language: Language) -> None:
    """The pages hold the data of the questions, and say what the list is."""
    path = tmp_path / "papers.pdf"
    write_needed(path, case(enterprise__name="宏达"), rulebook, datetime(2026, 11, 30, tzinfo=UTC), language)
    with pikepdf.open(io.BytesIO(path.read_bytes())) as opened:
        assert b"enterprise.staff" in opened.attachments["zhijie-papers.json"].get_file().read_bytes()
        assert len(opened.pages) <= 3
