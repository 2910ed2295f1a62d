"""A short round of the command that feeds every reader with files that are nearly right."""

from pathlib import Path

import pytest

from tests.packaging.loading import packaging_module

fuzz = packaging_module("fuzz")


@pytest.mark.parametrize("name", sorted(fuzz.readers()))
def test_whatever_is_read_ends_in_a_result_or_a_sentence(name: str, tmp_path: Path) -> None:
    """Every reader, on a few dozen inputs."""
    for number in range(12 if name == "pdf" else 40):
        assert fuzz.tried(name, 2026, number, tmp_path)[1] == ""


def test_the_same_seed_gives_the_same_input(tmp_path: Path) -> None:
    """So that what was found can be looked at again."""
    first, second = (fuzz.tried("findings", 3, 7, tmp_path)[0] for _ in range(2))
    assert first == second
    assert fuzz.tried("findings", 4, 7, tmp_path)[0] != first
