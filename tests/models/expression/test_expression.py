"""The language of the rules: what may be written, where an error stands, and three-valued truth."""

from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.expression import (
    ExpressionError,
    ValueKind,
    Vocabulary,
    answers_read,
    check,
    check_quantities,
    compile_logical,
    compile_numeric,
    names_used,
    parse,
)
from models.expression.notation import as_meant
from models.expression.ranges import ANYTHING, COMPARISONS, Range, Truth, add, divide, exactly, multiply, subtract
from models.expression.syntax import Call, Comparison, Name, Number
from models.expression.vocabulary import QuantityError
from models.figures import Confidence
from models.language import Text
from models.rulebook import Quantity
from tests.factories import rulebook

BOOK = rulebook()
WORDS = Vocabulary.of(BOOK)
Given = dict[str, object]


class Plain:
    """Words over a plain mapping: `says("x")` is its truth, numbers are its ranges."""

    def logical(self, call: Call) -> Callable[[Given], Truth]:
        """Returns the truth given for the first argument."""
        return lambda facts: facts[call.arguments[0]]  # type: ignore[return-value]

    def numeric(self, call: Call) -> Callable[[Given], Range]:
        """Returns the range given for the first argument."""
        return lambda facts: facts[call.arguments[0]]  # type: ignore[return-value]

    def number(self, name: str) -> Callable[[Given], Range]:
        """Returns the range given for a name."""
        return lambda facts: facts[name]  # type: ignore[return-value]

    def divided_by_zero(self) -> Callable[[Given], None]:
        """Notes a division by zero in the mapping itself."""
        return lambda facts: facts.__setitem__("zero", True)


def truth(text: str, **facts: object) -> Truth:
    """Returns what a rule gives over plain facts."""
    return compile_logical(parse(text).node, Plain())(facts)


def number(text: str, **facts: object) -> Range:
    """Returns what a formula gives over plain facts."""
    return compile_numeric(parse(text).node, Plain())(facts)


@pytest.mark.parametrize("left", [True, False, None])
@pytest.mark.parametrize("right", [True, False, None])
def test_logic_is_kleenes(left: Truth, right: Truth) -> None:
    """False settles an *and*, true settles an *or*, and unknown stays unknown otherwise."""
    both = False if False in (left, right) else None if None in (left, right) else True
    wanted = True if True in (left, right) else None if None in (left, right) else False
    assert truth('says("a") and says("b")', a=left, b=right) is both
    assert truth('says("a") or says("b")', a=left, b=right) is wanted
    assert truth('not says("a")', a=left) is (None if left is None else not left)


def test_and_binds_stronger_than_or() -> None:
    """`a or b and c` is `a or (b and c)`; brackets change it."""
    facts = {"a": True, "b": False, "c": False}
    assert truth('says("a") or says("b") and says("c")', **facts) is True
    assert truth('(says("a") or says("b")) and says("c")', **facts) is False


def test_arithmetic_binds_as_on_paper() -> None:
    """Multiplication comes before addition, a minus may stand before anything."""
    assert number("2 + 3 * 4 - 6 / 2") == exactly(11)
    assert number("-(2 + 3) * -2") == exactly(10)
    assert number("min(3, 2, 5) + max(1, 4)") == exactly(6)


def test_a_comparison_of_an_open_number_is_unknown_only_inside_its_range() -> None:
    """With 5 to 8 scenarios, at least 4 is true, at least 9 is false, at least 6 is unknown."""
    open_count = (Decimal(5), Decimal(8))
    assert truth("built_count >= 4", built_count=open_count) is True
    assert truth("built_count >= 9", built_count=open_count) is False
    assert truth("built_count >= 6", built_count=open_count) is None


def test_a_chain_of_comparisons_must_hold_at_every_link() -> None:
    """`1 <= x < 3` means both."""
    assert truth("1 <= built_count < 3", built_count=exactly(2)) is True
    assert truth("1 <= built_count < 3", built_count=exactly(3)) is False


def test_a_choice_with_an_unknown_condition_is_one_of_both() -> None:
    """`20 if unknown else 10` lies between 10 and 20."""
    assert number('20 if says("a") else 10', a=None) == (Decimal(10), Decimal(20))
    assert number('20 if says("a") else 10', a=True) == exactly(20)


def test_division_by_zero_is_unknown_and_noted() -> None:
    """A divisor that turns out as zero makes the quotient unknown; nothing is guessed."""
    facts: Given = {"built_count": exactly(0)}
    assert compile_numeric(parse("1 / built_count").node, Plain())(facts) == ANYTHING
    assert facts["zero"] is True


def test_a_divisor_that_may_be_zero_leaves_the_quotient_open() -> None:
    """Between -1 and 1 lies zero."""
    assert number("1 / x", x=(Decimal(-1), Decimal(1))) == ANYTHING


RANGES = st.tuples(st.integers(-20, 20), st.integers(-20, 20)).map(
    lambda pair: (Decimal(min(pair)), Decimal(max(pair)))
)


@given(RANGES, RANGES)
def test_a_range_holds_every_result_of_its_members(left: Range, right: Range) -> None:
    """Whatever the numbers turn out to be, the result lies inside the range, and a settled comparison stays."""
    members = [(low, low + (high - low) // 2, high) for low, high in (left, right)]
    quotient = divide(left, right)
    for first, other in product(*members):
        cases = [
            (add(left, right), first + other),
            (subtract(left, right), first - other),
            (multiply(left, right), first * other),
        ]
        if other and quotient is not None:
            cases.append((quotient, first / other))
        assert all(low <= value <= high for (low, high), value in cases)
        compared = {"<": first < other, "<=": first <= other, ">": first > other, ">=": first >= other}
        for operator, holds in {**compared, "==": first == other, "!=": first != other}.items():
            assert COMPARISONS[operator](left, right) in (None, holds)


@pytest.mark.parametrize(
    ("operator", "equal", "touching", "touched"),
    [
        ("<", False, None, False),
        ("<=", True, True, None),
        (">", False, False, None),
        (">=", True, None, True),
        ("==", True, None, None),
        ("!=", False, None, None),
    ],
)
def test_a_comparison_knows_equality(operator: str, equal: Truth, touching: Truth, touched: Truth) -> None:
    """Of a number with itself it is settled; of ranges that share one bound only as far as every value settles it."""
    low, high = (Decimal(1), Decimal(3)), (Decimal(3), Decimal(5))
    assert COMPARISONS[operator](exactly(3), exactly(3)) is equal
    assert COMPARISONS[operator](low, high) is touching
    assert COMPARISONS[operator](high, low) is touched


def test_nothing_times_anything_is_nothing() -> None:
    """A bound that is never reached cannot lift a zero, on either side; any other number leaves the product open."""
    half_open = (Decimal(0), Decimal("Infinity"))
    assert multiply(exactly(0), ANYTHING) == exactly(0) == multiply(ANYTHING, exactly(0))
    assert multiply((Decimal(0), Decimal(2)), half_open) == half_open
    assert multiply(exactly(2), ANYTHING) == ANYTHING
    assert truth("built_count * built_count >= 1", built_count=half_open) is None


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ('says("BR1") and', 16),
        ('says("BR9")', 6),
        ("built_cuont >= 2", 1),
        ('says("BR1") and frobs("BR2")', 17),
        ('value("factory.staff").real >= 1', 1),
        ('says("BR1") or value("factory.staff")', 16),
        ("maturity_level >= says('BR1')", 19),
        ("maturity_level >= 2 / 0", 23),
        ("maturity_level >= 2 / (3 - 3)", 24),
        ('is_one_of("scenarios.SC01.status", "全部", "ful")', 36),
        ('covers("ZY", "XX")', 14),
        ('recognised("advanced", "bought")', 24),
        ('indicators_beat("moon", "leading")', 17),
        ("built_count", 1),
        ("", 1),
        ("   ", 1),
        ("lambda: 1", 7),
        ("__import__('os').system('x') == 1", 1),
        ("[1][0] == 1", 1),
        ("'a' == 'a'", 1),
        ("1 if says('BR1') else 2", 1),
        ("built_count >= 1_000", 16),
        ("built_count >= 0x10", 16),
        ("built_count >= True", 16),
        ("built_count >= 1e9", 16),
        ("built_count in (1, 2)", 16),
        ("built_count ** 2 > 1", 1),
        ('says("BR1")\\', 12),
        ("built_count > 1; 1", 16),
        ('says(*"BR1")', 6),
        ('says("BR1", "BR2")', 1),
        ('built("SC41")', 7),
        ('value("requirements.BR1.answer") > 1', 7),
        ('count("factory.staff") > 1', 7),
    ],
)
def test_what_is_not_in_the_language_is_refused_with_its_column(text: str, column: int) -> None:
    """Every refusal names the place, counted in characters."""
    with pytest.raises(ExpressionError) as refused:
        check(text, WORDS)
    assert refused.value.column == column
    assert refused.value.why.text("en")
    assert refused.value.why.text("zh") != refused.value.why.text("en")


def test_a_misspelt_word_is_answered_with_the_nearest_one() -> None:
    """The author is told what may have been meant."""
    with pytest.raises(ExpressionError) as refused:
        check("built_cuont >= 2", WORDS)
    assert "built_count" in refused.value.why.text("en")


@pytest.mark.parametrize(
    "text", ["(" * 5000 + "1" + ")" * 5000, "not " * 900 + 'says("BR1")', "1" * 100_000, "-" * 3000 + "1 > 0"]
)
def test_endless_nesting_and_length_are_refused(text: str) -> None:
    """Depth and length have limits, and no stack overflows."""
    with pytest.raises(ExpressionError):
        check(text, WORDS)


@given(st.text(alphabet="abBR1()\"' <>=!+-*/.,andorti\n中\\_0%", max_size=40))
def test_no_text_does_anything_but_parse_or_be_refused(text: str) -> None:
    """Garbage gives an `ExpressionError` and nothing else."""
    with suppress(ExpressionError):
        check(text, WORDS)


def test_the_answers_that_a_rule_reads_are_known() -> None:
    """Coverage reads the dimension's scenarios, a requirement reads its answer, a quantity reads what its formula reads."""
    assert answers_read(parse('says("BR1")'), BOOK) == {"requirements.BR1.answer"}
    read = answers_read(parse('covers("GJ")'), BOOK)
    assert read == {f"scenarios.SC0{number}.status" for number in (1, 2, 3)}
    book = rulebook(quantities={"per_head": quantity("per_head", 'value("factory.machines") / value("factory.staff")')})
    assert answers_read(parse("per_head > 1"), book) == {"factory.machines", "factory.staff"}


def test_the_names_that_a_rule_uses_are_known() -> None:
    """Only names, not calls."""
    assert names_used(parse('built_count + ai_count > 3 and says("BR1")')) == {"built_count", "ai_count"}


def quantity(name: str, formula: str) -> Quantity:
    """Returns a quantity of a pack."""
    return Quantity(name, formula, Text(name, name), "count", (), Confidence.INFERRED)


def checked(**formulas: str) -> list[str]:
    """Returns the names of quantities in the order in which they can be worked out."""
    return list(check_quantities(Vocabulary.of(rulebook(quantities={k: quantity(k, v) for k, v in formulas.items()}))))


def test_quantities_are_ordered_by_use() -> None:
    """A quantity stands after those that its formula names."""
    assert checked(total="part * 2", part="built_count + 1") == ["part", "total"]


@pytest.mark.parametrize(
    "formulas",
    [
        {"a": "a + 1"},
        {"a": "b + 1", "b": "a + 1"},
        {"a": "b", "b": "c", "c": "2 * a"},
    ],
)
def test_quantities_in_a_circle_are_refused_by_name(formulas: dict[str, str]) -> None:
    """The error names the circle."""
    with pytest.raises(QuantityError) as refused:
        checked(**formulas)
    assert refused.value.quantity in formulas
    assert "→" in refused.value.why.text("zh")


def test_quantities_that_double_or_pile_up_are_refused() -> None:
    """A few lines written out would have millions of parts, or go deeper than a computer can follow."""
    doubling = {"q0": "built_count", **{f"q{step}": f"q{step - 1} + q{step - 1}" for step in range(1, 19)}}
    piled = {"q0": "built_count", **{f"q{step}": f"q{step - 1} + 1" for step in range(1, 900)}}
    for formulas, words in ((doubling, "2000 parts"), (piled, "20 steps")):
        with pytest.raises(QuantityError) as refused:
            checked(**formulas)
        assert words in refused.value.why.text("en")


@pytest.mark.parametrize(
    "formulas",
    [
        {"a": "1 / 0"},
        {"zero": "2 - 2", "a": "built_count / zero"},
        {"built_count": "1"},
        {"a": 'says("BR1")'},
        {"a": "nope"},
        {"max": "1"},
    ],
)
def test_a_wrong_quantity_is_refused(formulas: dict[str, str]) -> None:
    """Division by a constant zero, a built-in name, a formula that gives yes or no, an unknown word."""
    with pytest.raises(QuantityError):
        checked(**formulas)


def test_a_formula_must_be_numeric_where_a_number_is_wanted() -> None:
    """A rule is no formula and a formula is no rule."""
    with pytest.raises(ExpressionError):
        check('says("BR1")', WORDS, ValueKind.NUMERIC)
    assert check("built_count / 2", WORDS, ValueKind.NUMERIC).kind is ValueKind.NUMERIC


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("built_count ≥ 10", "built_count >=10"),
        ("built_count≤10", "built_count<=10"),
        ("built_count ＝ 10", "built_count ==10"),
        ("built_count = 10", "built_count ==10"),
        ("（built_count＋１）×2　＞ 4", "(built_count+1)*2 > 4"),
        ("is_one_of(“a”， ‘b’)", "is_one_of(\"a\", 'b')"),
        ('is_one_of("a，（b）","≥")', 'is_one_of("a，（b）","≥")'),
        ("built_count >= 10 and built_count != 11", "built_count >= 10 and built_count != 11"),
    ],
)
def test_signs_of_a_chinese_keyboard_are_read_as_meant(typed: str, meant: str) -> None:
    """Full-width signs, ≥ and curly quotation marks; what stands in quotation marks stays as it is."""
    assert as_meant(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("已建场景数不少于15个且环节数至少3个", "built_count >= 15 and stage_count >= 3"),
        ("人工智能场景占比 ≥ ２０％", "ai_share >= 0.2"),
        ("成熟度等级 达到 2 或者 built_count 大于 10", "maturity_level >= 2 or built_count > 10"),
        ("maturity_level ≥2且built_count≥10", "maturity_level >= 2 and built_count >= 10"),
        ("非 built(“SC01”)", "not built('SC01')"),
    ],
)
def test_chinese_words_of_a_rule_are_read_as_meant(typed: str, meant: str) -> None:
    """And, or, not, comparisons, the names of the counts, percentages; measure words say nothing."""
    assert parse(typed).node == parse(meant.replace("'", '"')).node


def test_what_is_quoted_or_named_otherwise_is_no_word_of_a_rule() -> None:
    """A quantity may have a Chinese name, and the column of a mistake is that of what was typed."""
    assert parse("辽宁总分或有 > 1").node == Comparison(">", Name("辽宁总分或有"), Number(Decimal(1)))
    assert parse('is_one_of("local.a.b", "或者")').node == Call("is_one_of", ("local.a.b", "或者"))
    with pytest.raises(ExpressionError) as refused:
        parse('已建场景数 不少于 15 且 且 says("BR1")')
    assert refused.value.column == 16
