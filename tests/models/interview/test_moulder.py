"""The second sample factory, an injection moulder of 62 people: from empty to a decided tier, as its text tells."""

import resources
from models import document
from models.assessment import Assessment
from models.evaluator import evaluate
from models.interview import InterviewState
from models.packs.library import Library
from tests.factories import DAY
from tests.models.evaluator.test_cases import national
from tests.models.interview.walking import walk

NAME = "samples/lijia-moulding"
MOST_QUESTIONS = 45


def moulder() -> Assessment:
    """The sample as its document has it."""
    return document.read(resources.path(f"{NAME}.json").read_bytes(), f"{NAME}.json", Library(None))


def test_the_moulder_goes_from_empty_to_decided_in_at_most_forty_five_questions() -> None:
    """The path ends by itself at basic, as all answers give, with everything asked answered by the sample."""
    walked = walk(moulder(), national())
    whole = evaluate(moulder(), national(), DAY)
    assert (walked.last.outcome, walked.last.target) == (InterviewState.DECIDED, None)
    assert (walked.evaluation.reached, walked.evaluation.possible) == ("basic", "basic") == (whole.reached, "basic")
    assert walked.questions <= MOST_QUESTIONS
    assert whole.contradictions == ()


def test_the_text_tells_what_the_document_says() -> None:
    """In both languages: the people, the machines, the benchmark, and every row of maturity with its two levels."""
    factory, book = moulder(), national()
    words = {"zh": ("全部做到", "大部分", "部分", "没有"), "en": ("fully", "mostly", "in part", "not at all")}
    for language, (full, most, part, none) in words.items():
        text = resources.path(f"{NAME}.{language}.md").read_text(encoding="utf-8")
        for figure in ("62", "76.5", "91330000MA0EXAMPL1"):
            assert figure in text
        said = {"full": full, "most": most, "part": part, "none": none}
        for subdomain in book.subdomains:
            row = next(
                line for line in text.splitlines() if line.startswith(f"| {getattr(subdomain.name, language)} |")
            )
            first, second = (cell.strip() for cell in row.strip("|").split("|")[1:])
            assert first == said[str(factory.get(f"maturity.{subdomain.id}.level1"))]
            assert second.startswith(said[str(factory.get(f"maturity.{subdomain.id}.level2"))])
