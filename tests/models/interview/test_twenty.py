"""Twenty named factories (tests/cases/shops.yaml) are asked as little as decides, and come out as with all their answers."""

from statistics import median

import yaml

from models.evaluator import evaluate
from tests.factories import DAY
from tests.models.evaluator.test_cases import FOLDER, book_of, factory_of
from tests.models.interview.walking import walk

CASES = yaml.load((FOLDER / "shops.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
MOST_IN_THE_MEDIAN = 45


def test_twenty_factories_are_decided_in_at_most_forty_five_questions_in_the_median() -> None:
    """Each gets the tier that all its answers give, reached and possible; the median is at most 45 questions."""
    asked: dict[str, int] = {}
    for case in CASES:
        factory, book = factory_of(case), book_of(case)
        whole = evaluate(factory, book, DAY)
        walked = walk(factory, book)
        name = case["case"].partition(",")[0]
        asked[name] = walked.questions
        assert (walked.evaluation.reached, walked.evaluation.possible) == (whole.reached, whole.possible), name
    assert len(asked) == 20
    assert median(asked.values()) <= MOST_IN_THE_MEDIAN
