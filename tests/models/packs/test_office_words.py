"""A workbook filled in by an office: its own words are understood, and the rules on the first sheet can be copied."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from models.errors import InvalidPack
from models.expression import Kind, Vocabulary, check
from models.packs.library import Library
from models.packs.office.words import RULES


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """The shipped packs and an empty user's folder."""
    return Library(tmp_path / "data")


def filled(library: Library, folder: Path, **cells: object) -> Path:
    """Writes the template, fills in cells named like `conditions_B2`, and returns the workbook's path."""
    path = folder / "rules.xlsx"
    library.template(path, "")
    book = load_workbook(path)
    for place, value in cells.items():
        sheet, _, cell = place.rpartition("_")
        book[sheet][cell] = value
    book.save(path)
    return path


def test_chinese_words_for_tier_yes_and_source_are_understood(library: Library, tmp_path: Path) -> None:
    """先进级, 是 and 二手资料 mean what the format calls advanced, true and S."""
    path = filled(
        library, tmp_path, conditions_B2="先进级", conditions_L2="是", conditions_K2="二手资料", notes_A2="通用"
    )
    library.install(path)
    book = library.rulebook("national-2025", ["example-2027"])
    own = next(one for one in book.conditions if one.id == "example-2027.scenarios")
    assert (own.tier, own.informative, own.confidence.value) == ("advanced", True, "S")


@pytest.mark.parametrize(
    ("place", "value", "cell"),
    [
        ("conditions_B2", "最高级", (2, 2)),
        ("conditions_G2", "built_cnt >= 8", (2, 7)),
        ("conditions_J2", "B9", (2, 10)),
        ("conditions_K2", "很可靠", (2, 11)),
        ("questions_D2", "问答", (2, 4)),
    ],
)
def test_what_is_wrong_is_named_by_sheet_row_and_column(
    library: Library, tmp_path: Path, place: str, value: str, cell: tuple[int, int]
) -> None:
    """An office finds the cell; nothing is installed, and the sentence is Chinese for a Chinese reader."""
    with pytest.raises(InvalidPack) as refused:
        library.install(filled(library, tmp_path, **{place: value}))
    assert refused.value.facts["sheet"] == place.partition("_")[0]
    assert (refused.value.facts["line"], refused.value.facts["column"]) == cell
    assert "行" in refused.value.text("zh")
    assert not any(pack.id == "example-2027" for pack in library.packs())


def test_every_rule_on_the_first_sheet_can_be_copied(library: Library, tmp_path: Path) -> None:
    """The patterns are read by the reader of rules, over the questions of a pack that has them."""
    path = filled(
        library,
        tmp_path,
        questions_A3="local.example-2027.score",
        questions_B3="local",
        questions_D3="number",
        questions_F3="score",
        questions_G3=0,
        questions_H3=100,
        questions_K3="自评得分",
        questions_L3="Score",
        questions_M3="平台上的得分",
        questions_N3="From the platform",
    )
    library.install(path)
    vocabulary = Vocabulary.of(library.rulebook("national-2025", ["example-2027"]))
    for rule, _meaning in RULES[1:-1]:
        check(rule, vocabulary, Kind.LOGICAL)
