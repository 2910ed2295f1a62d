"""What is published of a region tells nobody more of a group under five than that it is under five."""

from collections.abc import Iterator, Mapping
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from models.region.facts import RegionFact
from models.region.inference import differences
from models.region.publication import ALL_RUNGS, SMALLEST, WHOLE, Cell, Counts, Frame, Publication, counted_cells
from models.region.suppression import learnt, publication_of, reader, suppressed
from models.rulebook import TIER_IDS
from tests.models.region.facts import fact

LADDER = (None, *TIER_IDS)
few_facts = st.lists(
    st.tuples(st.sampled_from(("C34", "C36", "")), st.sampled_from(("small", "medium")), st.sampled_from(LADDER[:3])),
    min_size=0,
    max_size=24,
).map(
    lambda rows: [
        fact(number, reached=tier, industry=trade, size=size) for number, (trade, size, tier) in enumerate(rows)
    ]
)
more_facts = st.lists(
    st.tuples(
        st.sampled_from(("C13", "C34", "C36", "C38", "")),
        st.sampled_from(("large", "small", "micro")),
        st.sampled_from(LADDER),
    ),
    max_size=120,
).map(
    lambda rows: [
        fact(number, reached=tier, industry=trade, size=size) for number, (trade, size, tier) in enumerate(rows)
    ]
)


def tables(frame: Frame, publication: Publication, most: int) -> Iterator[Mapping[Cell, int]]:
    """Every way to fill two rows and two rungs with whole counts that agrees with what is published."""
    ((field, rows),) = frame.rows.items()
    inside: list[Cell] = [(field, row, rung) for row in rows for rung in (0, 1)]
    choices = [range(most + 1) if (count := publication.cells[cell]) is None else (count,) for cell in inside]
    whole = publication.cells[WHOLE, "", ALL_RUNGS]
    for numbers in product(*choices):
        if whole is not None and sum(numbers) != whole:
            continue
        filled: dict[Cell, int] = dict.fromkeys(frame.cells(), 0)
        filled |= dict(zip(inside, numbers, strict=True))
        for row in rows:
            filled[field, row, ALL_RUNGS] = sum(filled[field, row, rung] for rung in (0, 1))
        for rung in (ALL_RUNGS, 0, 1):
            filled[WHOLE, "", rung] = sum(filled[field, row, rung] for row in rows)
        if all(filled[cell] == count for cell, count in publication.cells.items() if count is not None):
            yield filled


@settings(max_examples=25)
@given(st.lists(st.integers(0, 6), min_size=4, max_size=4))
def test_whoever_tries_every_table_finds_a_small_group_to_be_anything_under_five(numbers: list[int]) -> None:
    """Filling the open cells in every way that fits, the one to four of a small group are all among what is possible."""
    rows = ("C34", "C36")
    frame = Frame({"industry": rows})
    facts = [
        fact(f"{row} {rung} {number}", reached=LADDER[rung], industry=row)
        for (row, rung), count in zip(product(rows, (0, 1)), numbers, strict=True)
        for number in range(count)
    ]
    counts = only_industry(facts, rows)
    published = suppressed(frame, counts)
    small = [cell for cell in published.suppressed if 0 < counts[cell] < SMALLEST]
    possible: dict[Cell, set[int]] = {cell: set() for cell in small}
    for filled in tables(frame, published, max(sum(numbers), SMALLEST)):
        for cell in small:
            possible[cell].add(filled[cell])
    assert all({1, 4} <= seen for seen in possible.values())
    solved = reader(published, counts).bounds(small)
    assert all(solved[cell].low == min(possible[cell]) for cell in small)
    assert all(solved[cell].high >= max(possible[cell]) for cell in small)


def only_industry(facts: list[RegionFact], rows: tuple[str, ...]) -> Counts:
    """The counts of one table; a row in which nobody stands is there too."""
    _, counts = counted_cells(facts)
    kept: dict[Cell, int] = {
        ("industry", row, rung): counts.get(("industry", row, rung), 0) for row in rows for rung in range(-1, 5)
    }
    return Counts({**{(WHOLE, "", rung): counts[WHOLE, "", rung] for rung in range(-1, 5)}, **kept})


@settings(max_examples=40)
@given(more_facts)
def test_no_group_under_five_is_shown_or_left_over_by_subtraction(facts: list[RegionFact]) -> None:
    """Neither a cell nor what a sum leaves for its open cells is a group under five, and solving finds nothing either."""
    _, counts = counted_cells(facts)
    published = publication_of(facts)
    assert all(count is None or count == 0 or count >= SMALLEST for count in published.cells.values())
    for equation in published.frame.equations():
        if published.cells[equation.total] is not None:
            rest = sum(counts[part] for part in equation.parts if published.cells[part] is None)
            assert rest == 0 or rest >= SMALLEST
    assert learnt(published, counts) == ()


@settings(max_examples=25)
@given(more_facts, st.integers(0, 40), st.lists(st.sampled_from(LADDER), max_size=12))
def test_an_earlier_publication_gives_nothing_away(
    facts: list[RegionFact], joined: int, risen: list[str | None]
) -> None:
    """What changed since is no group under five either, and both publications together tell no more than one."""
    before = publication_of(facts[joined:])
    later = [
        fact(number, reached=tier, industry=each.industry, size=each.size)
        for number, (each, tier) in enumerate(
            zip(facts, [*risen, *(each.reached for each in facts[len(risen) :])], strict=False)
        )
    ]
    _, counts = counted_cells(later)
    published = publication_of(later, [before])
    assert differences(published.cells, before.cells) == ()
    assert learnt(published, counts, [before]) == ()


@settings(max_examples=20)
@given(more_facts)
def test_publishing_the_same_again_publishes_the_same(facts: list[RegionFact]) -> None:
    """Where nothing has changed, the tables are those that are known already."""
    before = publication_of(facts)
    assert publication_of(facts, [before]).cells == before.cells


@settings(max_examples=20)
@given(few_facts)
def test_the_order_of_the_reports_changes_nothing(facts: list[RegionFact]) -> None:
    """The same reports in another order give the same publication."""
    assert publication_of(facts).cells == publication_of(facts[::-1]).cells


def test_who_is_left_alone_by_a_sum_is_hidden_with_another() -> None:
    """One factory beside seventeen of twenty would follow from the sum: the larger group stays open with it."""
    facts = [fact(number, reached=LADDER[0] if number < 17 else LADDER[1], industry="C34") for number in range(20)]
    published = publication_of(facts)
    assert published.cells["industry", "C34", 1] is None
    assert published.cells["industry", "C34", 0] is None
    assert published.cells["industry", "C34", ALL_RUNGS] == 20


def test_a_region_of_four_publishes_nothing() -> None:
    """Where the whole region is under five, not even their number is published."""
    published = publication_of([fact(number) for number in range(4)])
    assert set(published.cells.values()) <= {None, 0}


def test_three_newcomers_are_not_counted_by_comparing_two_publications() -> None:
    """The second publication leaves open what would show that three factories came or rose."""
    first = [fact(number, reached=LADDER[number % 2], industry="C34") for number in range(40)]
    then = [*first, *(fact(100 + number, reached=LADDER[1], industry="C34") for number in range(3))]
    before = publication_of(first)
    assert before.cells["industry", "C34", 1] == 20
    published = publication_of(then, [before])
    assert published.cells["industry", "C34", 1] is None
    assert published.cells[WHOLE, "", ALL_RUNGS] is None
