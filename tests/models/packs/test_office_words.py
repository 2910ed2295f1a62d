"""A workbook filled in by an office: its own words are understood, and the rules on the first sheet can be copied."""

import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from models.errors import InvalidPack
from models.expression import ValueKind, Vocabulary, check
from models.figures import Confidence
from models.language import Language
from models.packs import shipped
from models.packs.change import untranslated
from models.packs.library import Library
from models.packs.office.layout import SHEETS
from models.packs.office.titles import column_of, column_title, sheet_of, sheet_title
from models.packs.office.words import RULES, choices, meant
from models.questionnaire import QuestionKind
from models.rulebook import TIER_IDS, ConditionKind
from tests.models.packs.workbooks import opened


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """The shipped packs and an empty user's folder."""
    return Library(tmp_path / "data")


def filled(library: Library, folder: Path, **cells: str | int | datetime | None) -> Path:
    """Writes the template, fills in cells named like `conditions_B2`, and returns the workbook's path."""
    path = folder / "rules.xlsx"
    library.template(path, "")
    book = opened(path)
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
    own = next(condition for condition in book.conditions if condition.id == "example-2027.scenarios")
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
    letter = "ABCDEFGHIJK"[cell[1] - 1]
    assert f"row {cell[0]}, column {letter}:" in refused.value.text("en")
    assert f"第 {cell[0]} 行 {letter} 列" in refused.value.text("zh")
    assert not any(pack.id == "example-2027" for pack in library.packs())


def _titled(book: Workbook) -> None:
    page = book["conditions"]
    page.insert_rows(1)
    page["A1"] = "中山市先进级要求一览（2026年）"
    page.merge_cells("A1:H1")
    page.insert_rows(3)
    page["A3"] = "一、必备要求"
    page.merge_cells("A3:H3")


def _remarked(book: Workbook) -> None:
    page = book["conditions"]
    page.cell(1, page.max_column + 1).value = "备注"
    page.cell(2, page.max_column).value = "处长已阅"


def _in_chinese(book: Workbook) -> None:
    for page in book.worksheets[1:]:
        layout = next(sheet for sheet in SHEETS if sheet.name == page.title)
        for cell, column in zip(page[1], layout.columns, strict=True):
            cell.value = column_title(column).zh.removesuffix("（中文）")
        page.title = sheet_title(page.title).zh


def _at_ease(book: Workbook) -> None:
    page = book["conditions"]
    page.insert_rows(2, 2)
    page["A3"] = "  "
    page["B4"], page["K4"], page["G4"] = (
        "先进级智能工厂",
        "官方",
        "built_count ≥ １０ and covers（“生产作业”，“生产管理”）",
    )
    book["pack"]["D2"], book["pack"]["E2"] = "１．０", "２０２６年１１月"
    book["sources"]["A3"], book["sources"]["B3"], book["sources"]["D3"] = "A2", "附件", "https://example.invalid/2"
    book["sources"]["G3"], page["J4"] = "官方文本", "A1、A2"
    book["questions"]["B2"], book["questions"]["E2"] = None, None


@pytest.mark.parametrize("fill", [_titled, _remarked, _in_chinese, _at_ease])
def test_a_workbook_is_read_as_an_office_fills_it(
    library: Library, tmp_path: Path, fill: Callable[[Workbook], None]
) -> None:
    """Lines between the rows, remarks of their own, Chinese headings, blank rows, full-width signs, short words."""
    path = filled(library, tmp_path)
    book = opened(path)
    fill(book)
    book.save(path)
    assert library.install(path).version == "1.0"
    rules = library.rulebook("national-2025", ["example-2027"])
    own = next(condition for condition in rules.conditions if condition.id == "example-2027.scenarios")
    assert (own.tier, own.confidence.value) == ("advanced", "O")
    assert "local.example-2027.filed" in rules.questions


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        ("conditions_Q2", "处长已阅", "column Q: this cell has no column heading; head the column “备注”"),
        ("conditions_Q1", "更多", "column Q: “更多” is not a column of this sheet"),
        ("conditions_G2", None, "row 2, column G: “rule” is missing"),
        ("conditions_H2", None, "row 2, column H: “zh” is missing"),
        ("pack_F2", None, "row 2, column F: “region” is missing"),
    ],
)
def test_what_an_office_left_out_is_named_by_its_column(
    library: Library, tmp_path: Path, place: str, value: str | None, words: str
) -> None:
    """A missing cell is named where it should be; what nobody would read is not passed over in silence."""
    with pytest.raises(InvalidPack) as refused:
        library.inspect(filled(library, tmp_path, **{place: value}))
    assert words in refused.value.text("en")


def test_a_sheet_that_nobody_reads_is_named(library: Library, tmp_path: Path) -> None:
    """Rows on a sheet of another name would be lost without a word."""
    path = filled(library, tmp_path)
    book = opened(path)
    book.create_sheet("草稿")["A1"] = "随手记的"
    book.save(path)
    with pytest.raises(InvalidPack, match="草稿"):
        library.inspect(path)


def test_every_sheet_and_column_has_a_name_in_words() -> None:
    """Both languages, and each heading of a sheet means one column."""
    for sheet in SHEETS:
        assert sheet_of(sheet_title(sheet.name).zh) == sheet_of(sheet_title(sheet.name).en) == sheet.name
        for column in sheet.columns:
            assert {
                column_of(sheet, title) for title in (column, column_title(column).zh, column_title(column).en)
            } == {column}


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
        check(rule, vocabulary, ValueKind.LOGICAL)


@pytest.mark.parametrize(
    ("language", "offered"),
    [
        ("zh", {"基础要求,", "是,否", "官方文本,二手资料", "基础级,先进级", "工厂建设,研发设计", "是否题,选择题"}),
        (
            "en",
            {"basic requirement,", "yes,no", "official text,", "basic tier,", "Factory construction,", "yes or no,"},
        ),
    ],
)
def test_kinds_marks_tiers_dimensions_and_flags_are_chosen_from_a_list(
    library: Library, tmp_path: Path, language: Language, offered: set[str]
) -> None:
    """In the person's language, the example's cells included; every word fits into what Excel allows for a list."""
    path = tmp_path / "rules.xlsx"
    library.template(path, "", language)
    book = opened(path)
    lists = [choice for page in book for choice in page.data_validations.dataValidation]
    for words in offered:
        assert any(words in choice.formula1 for choice in lists), words
    assert all(len(choice.formula1) <= 255 for choice in lists)
    for column in ("tier", "kind", "dimension", "confidence", "informative"):
        number = next(cell.column for cell in book["conditions"][1] if cell.value == column)
        letter = get_column_letter(number)
        assert any(
            f"{letter}2:{letter}" in str(choice.sqref) for choice in book["conditions"].data_validations.dataValidation
        )
    assert str(book["conditions"]["C2"].value) == ("地方要求" if language == "zh" else "local")
    library.install(path)


@pytest.mark.parametrize(
    ("language", "sheets", "headings"),
    [
        ("zh", {"规则包", "依据", "要求", "问题", "权重"}, ["编号", "层级", "种类", "维度", "正文（中文）"]),
        (
            "en",
            {"Pack", "Sources", "Conditions", "Questions", "Weights"},
            ["Id", "Tier", "Kind", "Dimension", "Text (Chinese)"],
        ),
    ],
)
def test_sheets_and_headings_are_in_the_person_s_language(
    library: Library, tmp_path: Path, language: Language, sheets: set[str], headings: list[str]
) -> None:
    """The word of the format is in the heading's note; the workbook is the same pack as the text, and a fault names its sheet."""
    path = tmp_path / "rules.xlsx"
    library.national_template(path, language)
    book = load_workbook(path)
    assert sheets <= set(book.sheetnames)
    page = book[sheet_title("conditions").text(language)]
    assert [cell.value for cell in page[1]][:5] == headings
    comment = page["G1"].comment
    assert comment is not None
    assert comment.text == "rule"
    installed = next(pack for pack in library.packs() if pack.id == "national-2025")
    assert library.inspect(path).pack.digest == installed.digest
    page["B2"] = "最高级"
    book.save(path)
    with pytest.raises(InvalidPack) as refused:
        library.inspect(path)
    assert refused.value.facts["sheet"] == page.title


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_word_of_every_list_is_read_as_its_id(language: Language) -> None:
    """The words of both languages and the ids themselves, in any case; two ids share no word."""
    for sheet in SHEETS:
        for column in sheet.columns:
            for word, text in choices(sheet.name, column).items():
                assert meant(sheet.name, column, text.text(language)) == word
                assert meant(sheet.name, column, word.upper()) == word


def test_the_lists_are_complete(library: Library) -> None:
    """Every tier, kind, mark and severity of the format, and the dimensions of the newest edition in its words."""
    assert set(choices("conditions", "tier")) == set(TIER_IDS)
    assert set(choices("conditions", "kind")) == set(ConditionKind)
    assert set(choices("questions", "kind")) == set(QuestionKind)
    assert {mark: text.zh for mark, text in choices("sources", "confidence").items()} == {
        mark.value: mark.text("zh") for mark in Confidence
    }
    dimensions = library.rulebook("national-2025").dimensions
    assert dict(choices("conditions", "dimension")) == {dimension.id: dimension.name for dimension in dimensions}


def in_chinese_alone(library: Library, folder: Path, overlay: str) -> Path:
    """Writes the template of local rules with every English cell empty."""
    path = folder / "chinese.xlsx"
    library.template(path, overlay)
    book = opened(path)
    for page in book:
        for column in page.iter_cols():
            if str(column[0].value).rpartition("_")[2] == "en":
                for cell in column[1:]:
                    cell.value = None
    book.save(path)
    return path


@pytest.mark.parametrize("overlay", ["", "jiangsu-2026", "liaoning-2026", "zhejiang-2025"])
def test_local_rules_in_chinese_alone_are_read_and_what_lacks_english_is_named(
    library: Library, tmp_path: Path, overlay: str
) -> None:
    """The Chinese stands in for the English; the trial says where, and nothing where both are given."""
    path = in_chinese_alone(library, tmp_path, overlay)
    change = library.inspect(path)
    assert {entry.kind for entry in change.untranslated} >= {"pack", "sources", "conditions"}
    (remark,) = (remark for remark in change.remarks if "English" in remark.text("en"))
    assert "pack" in remark.text("en")
    assert "缺少英文" in remark.text("zh")
    book = library.with_pack(path).rulebook(
        library.base_of(overlay) if overlay else "national-2025", [str(change.pack.id)]
    )
    own = [condition for condition in book.conditions if condition.id.startswith(f"{change.pack.id}.")]
    assert own
    assert all(condition.text.en == condition.text.zh for condition in own)
    path = tmp_path / "both.xlsx"
    library.template(path, overlay)
    assert library.inspect(path).untranslated == ()


def test_no_shipped_rules_lack_english() -> None:
    """What stands in for a missing text is for offices, not for us."""
    for pack in shipped.packs():
        assert untranslated(pack.root) == (), pack.name


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_national_edition_becomes_the_same_pack_as_the_text(
    library: Library, tmp_path: Path, language: Language
) -> None:
    """Every scenario, subdomain, question, weight and rule of the newest edition, in words of either language."""
    path = tmp_path / "national.xlsx"
    library.national_template(path, language)
    change = library.inspect(path)
    assert change.pack == library.rulebook("national-2025").packs[0]
    assert (change.added, change.changed, change.removed) == ((), (), ())


def test_an_office_writes_the_next_edition_in_the_workbook(library: Library, tmp_path: Path) -> None:
    """New id, date and version, one level raised; the edition is installed and used, and local rules lie on it."""
    path = tmp_path / "national.xlsx"
    library.national_template(path)
    book = opened(path)
    for cell, value in (("A2", "national-2027"), ("D2", "1.0"), ("E2", "2026-11-30")):
        book["pack"][cell].value = value
    rules = {row[0].value: row[6] for row in book["conditions"].iter_rows(min_row=2)}
    rules["advanced.MAT"].value = "maturity_level ≥ 3"
    book.save(path)
    library.install(path)
    edition = Library(tmp_path / "data").rulebook("national-2027", ["jiangsu-2026"])
    assert (
        next(condition.rule for condition in edition.conditions if condition.id == "advanced.MAT")
        == "maturity_level ≥ 3"
    )
    assert len(edition.scenarios) == 40


@pytest.mark.parametrize(
    ("place", "value", "where", "words"),
    [
        ("scenarios_C3", "L99", "sheet “scenarios”, row 3, column C:", "L99"),
        ("weight_sets_D2", "P1 = 1", "sheet “weight_sets”, row 2, column D:", "name: value"),
        ("weight_sets_D2", "P1: 1\nP1: 2", "sheet “weight_sets”, row 2, column D:", "given twice"),
        ("pack_G2", "价目", "sheet “pack”, row 2, column G:", "local rules, national edition"),
        ("pack_G2", None, "sheet “pack”, row 2", "“kind” is missing"),
        ("model_B3", "equal", "sheet “model”, row 3", "single row"),
        ("dimensions_A2", "XX", "sheet “stages”, row 2, column B:", "GJ"),
    ],
)
def test_what_is_wrong_in_a_national_workbook_is_named_by_its_cell(
    library: Library, tmp_path: Path, place: str, value: str | None, where: str, words: str
) -> None:
    """Nothing is installed."""
    path = tmp_path / "national.xlsx"
    library.national_template(path)
    book = opened(path)
    sheet, _, cell = place.rpartition("_")
    book[sheet][cell].value = value
    book.save(path)
    with pytest.raises(InvalidPack) as refused:
        library.install(path)
    assert where in refused.value.text("en")
    assert words in refused.value.text("en")
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ("二", ("template version 二,", "write a new template")),
        ("3", ("template version 3,", "update Zhijie")),
    ],
)
def test_a_template_of_another_version_is_named_with_what_to_do(
    library: Library, tmp_path: Path, version: str | None, words: tuple[str, ...]
) -> None:
    """Before anything else is said of its columns."""
    path = filled(library, tmp_path, pack_H2=version, conditions_N1="更多")
    with pytest.raises(InvalidPack) as refused:
        library.inspect(path)
    assert all(word in refused.value.text("en") for word in words), refused.value.text("en")
    assert "模板" in refused.value.text("zh")


def test_a_template_without_a_version_is_read(library: Library, tmp_path: Path) -> None:
    """The first templates named the editions that the rules lie on, and had no columns for version and kind."""
    path = filled(library, tmp_path, pack_G1="base", pack_G2="national-2025", pack_H1=None, pack_H2=None)
    assert "conditions/example-2027.scenarios" in map(str, library.inspect(path).added)


def changed(path: Path, part: str, old: str, new: str) -> Path:
    """Writes a workbook with a piece of one part replaced, as another program would have written it."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def test_a_size_that_another_program_wrote_wrong_loses_no_condition(library: Library, tmp_path: Path) -> None:
    """WPS may leave the size of the sheet as it was; the row below it is a rule all the same."""
    path = changed(filled(library, tmp_path), "xl/worksheets/sheet4.xml", 'ref="A1:O2"', 'ref="A1:M1"')
    assert "conditions/example-2027.scenarios" in map(str, library.inspect(path).added)


def test_a_sheet_of_the_program_s_own_is_passed_over_and_hidden_rules_are_not(library: Library, tmp_path: Path) -> None:
    """WPS keeps a sheet that nobody sees; rules that nobody sees are refused by name."""
    path = filled(library, tmp_path)
    book = opened(path)
    book.create_sheet("WpsReserved_CellImgList")["A1"] = "x"
    book["WpsReserved_CellImgList"].sheet_state = "veryHidden"
    book.create_sheet("Sheet9")
    book.save(path)
    library.inspect(path)
    book["conditions"].sheet_state = "veryHidden"
    book.save(path)
    with pytest.raises(InvalidPack) as refused:
        library.inspect(path)
    assert refused.value.facts["sheet"] == "conditions"
    assert "hidden" in refused.value.text("en")


def test_a_formula_without_a_value_does_not_turn_information_into_a_demand(library: Library, tmp_path: Path) -> None:
    """`=TRUE()` that was never worked out is named with its cell; nothing is installed."""
    path = filled(library, tmp_path)
    book = opened(path)
    book["conditions"]["L2"].data_type = "f"
    book["conditions"]["L2"].value = "=TRUE()"
    book.save(path)
    with pytest.raises(InvalidPack) as refused:
        library.install(path)
    assert (refused.value.facts["sheet"], refused.value.facts["line"], refused.value.facts["column"]) == (
        "conditions",
        2,
        12,
    )


def test_a_version_that_lost_its_zero_is_refused_and_one_that_shows_it_is_read(
    library: Library, tmp_path: Path
) -> None:
    """1.10 as a number is 1.1; shown with two decimals it is 1.10 again; made a date it is no version."""
    path = filled(library, tmp_path)
    book = opened(path)
    cell = book["pack"]["D2"]
    cell.value, cell.number_format = 1.1, "0.00"
    book.save(path)
    assert library.inspect(path).pack.version == "1.10"
    for value, shape, words in ((1.1, "General", "1.10 and 1.1"), (datetime(2026, 1, 10), "m-d", "2026-01-10")):
        cell.value, cell.number_format = value, shape
        book.save(path)
        with pytest.raises(InvalidPack) as refused:
            library.inspect(path)
        assert (refused.value.facts["line"], refused.value.facts["column"]) == (2, 4)
        assert words in refused.value.text("en")


def test_a_date_may_be_a_date_of_the_spreadsheet(library: Library, tmp_path: Path) -> None:
    """The pack's date is the day that the cell shows."""
    path = filled(library, tmp_path, pack_E2=datetime(2026, 1, 15))
    assert library.inspect(path).pack.date == "2026-01-15"


@pytest.mark.parametrize(
    "rule",
    [
        "ai_share ≤ 0.9 and built_count ≧ 10",
        "built_count >= 10 and ai_share <= 0.9",
        "built(‘SC24’)",
        "built_count ＞＝ 10",
        "built_count ≥ 10",
        "built（“SC24”）",
        "built(“SC24”) and （built_count≥１０）",
    ],
)
def test_rules_in_the_signs_of_a_chinese_keyboard_are_read_as_meant(
    library: Library, tmp_path: Path, rule: str
) -> None:
    """Full-width signs and digits and curly quotation marks."""
    library.install(filled(library, tmp_path, conditions_G2=rule))
    assert library.rulebook("national-2025", ["example-2027"])


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("rules.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "(.xls)"),
        ("rules.csv", b"id,tier\n", "(.csv)"),
    ],
)
def test_a_table_in_another_format_is_named_with_what_to_do(
    library: Library, tmp_path: Path, name: str, data: bytes, kind: str
) -> None:
    """Old workbooks and text with columns are not taken for broken YAML."""
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InvalidPack) as refused:
        library.inspect(path)
    assert kind in refused.value.text("en")
    assert "line" not in refused.value.text("en")
