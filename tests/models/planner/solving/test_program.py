"""The solver's shortcuts never change an answer: compared with trying every solution."""

import itertools
import random

import pytest

from models.planner.solving.program import Ended, Manner, Program

SIZE = 6


def written(seed: int) -> tuple[Program, dict[int, float]]:
    """Returns a random small program of yes-or-no variables and an aim."""
    dice = random.Random(seed)
    program = Program()
    names = [program.binary() for _ in range(SIZE)]
    for _ in range(dice.randint(2, 6)):
        chosen = dice.sample(names, dice.randint(2, 4))
        row = {name: float(dice.randint(-3, 5)) for name in chosen}
        low = dice.randint(-2, 6)
        program.row(row, low=low, high=low + dice.randint(0, 3))
    return program, {name: float(dice.randint(-9, 9)) for name in names}


def all_values(program: Program, aim: dict[int, float]) -> list[float]:
    """Returns the value of the aim at every solution, by trying all."""
    return [
        sum(weight * values[name] for name, weight in aim.items())
        for values in itertools.product((0, 1), repeat=SIZE)
        if all(
            low <= sum(weight * values[name] for name, weight in row.items()) <= high for row, low, high in program.rows
        )
    ]


@pytest.mark.parametrize("seek", [True, False])
def test_the_least_value_is_the_least_of_all(seek: bool) -> None:
    """Looking for solutions apart or not, the least value is that of trying everything, or there is no solution."""
    for seed in range(60):
        program, aim = written(seed)
        known = all_values(program, aim)
        solution = program.minimise(aim, manner=Manner(seek=seek))
        if known:
            assert solution.ended is Ended.PROVEN, seed
            assert solution.objective == pytest.approx(min(known)), seed
        else:
            assert solution.ended is Ended.IMPOSSIBLE, seed


def test_a_question_without_an_aim_is_possible_exactly_when_something_solves_it() -> None:
    """What is ruled out in shares is ruled out; what is possible only in shares is found impossible all the same."""
    verdicts = set()
    for seed in range(100, 180):
        program, _ = written(seed)
        possible = bool(all_values(program, {}))
        solution = program.minimise({})
        assert (solution.ended is Ended.PROVEN) == possible, seed
        assert not possible or all(min(abs(value), abs(value - 1)) < 1e-6 for value in solution.values), seed
        verdicts.add(possible)
    assert verdicts == {True, False}
