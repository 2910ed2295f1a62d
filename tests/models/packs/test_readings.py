"""Where no public text says how to read a rule, the choice is an answer: it travels with the case and is named."""

from decimal import Decimal

from models.assessment import AnswerId, Assessment, AssessmentState, Value
from models.evaluator import evaluate
from models.figures import Confidence
from models.packs.library import Library
from models.packs.rules.interpretations import as_chosen
from models.rulebook import AiDenominator
from tests.factories import DAY

BOOK = Library(None).rulebook("national-2025")


def factory(**answers: Value) -> Assessment:
    """A factory with three answers on AI and with readings under `rules.`."""
    given: dict[AnswerId, Value] = {AnswerId(f"scenarios.{s.id}.status"): "none" for s in BOOK.scenarios}
    given |= {AnswerId("scenarios.SC24.status"): "full", AnswerId("scenarios.SC24.ai"): "yes"}
    given |= {AnswerId(f"rules.{name}"): value for name, value in answers.items()}
    return Assessment("T", 1, AssessmentState.DRAFT, "national-2025", (), given)


def test_without_a_choice_the_rulebook_is_the_packs_own() -> None:
    """The same object, so that nothing is compiled anew."""
    assert as_chosen(factory(), BOOK) is BOOK
    assert as_chosen(factory(maturity_weights="equal", ai_denominator="built"), BOOK) is BOOK


def test_the_denominator_of_the_ai_share_can_be_chosen() -> None:
    """One of one scenario built is 100 percent, one of forty is 2.5."""

    def status(denominator: str) -> str:
        result = evaluate(factory(ai_denominator=denominator), BOOK, DAY)
        return next(c.status.value for c in result.tier("excellent").conditions if c.condition.id == "excellent.AI")  # type: ignore[arg-type]

    assert (status("built"), status("all")) == ("met", "not_met")


def test_weights_of_the_users_own_are_shares_of_their_sum_and_marked_as_own() -> None:
    """Parts of any size; what has no part weighs nothing."""
    book = as_chosen(factory(maturity_weights="custom", weight_P1=Decimal(3), weight_M5=1), BOOK)
    assert book.weights is not None
    shares = {str(key): share for key, share in book.weights.shares.items() if share}
    assert shares == {"P1": Decimal("0.75"), "M5": Decimal("0.25")}
    assert book.weights.confidence is Confidence.QUOTE


def test_own_weights_without_any_part_leave_the_packs_weights() -> None:
    """A half-made choice never divides by zero."""
    assert as_chosen(factory(maturity_weights="custom"), BOOK) is BOOK


def test_the_evaluation_names_the_weights_in_use() -> None:
    """The report can say which weights made the level."""
    result = evaluate(factory(maturity_weights="discrete-recall"), BOOK, DAY)
    assert result.rulebook.weights is not None
    assert result.rulebook.weights.id == "discrete-recall"
    assert result.rulebook.weights.confidence is Confidence.RECALL


def test_the_same_choice_gives_the_same_rulebook_again() -> None:
    """An evaluation at every keystroke does not compile the rules anew."""
    chosen = factory(ai_denominator="applicable")
    book = as_chosen(chosen, BOOK)
    assert book.ai_denominator is AiDenominator.APPLICABLE
    assert as_chosen(chosen, BOOK) is book
    assert as_chosen(chosen, book) is book
