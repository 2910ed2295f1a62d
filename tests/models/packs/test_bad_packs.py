"""A pack that is wrong is refused with its place, and nothing is installed."""

import io
import zipfile
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import resources
from models.errors import ApplicationError, InvalidPack
from models.evaluator import evaluate
from models.packs.header import PackDatedAhead, PackFromTheFuture
from models.packs.library import EmptyEdition, Library
from models.packs.rules.fitting import LocalRulesDoNotGoTogether
from models.packs.text.tree import InvalidSheet
from tests.factories import assessment

JIANGSU = resources.path("rulebook/jiangsu-2026.yaml").read_text(encoding="utf-8").replace('"1.2"', '"9.1"')
LIBRARY = Library(None)
NATIONAL = LIBRARY.rulebook("national-2025")
TODAY = date(2026, 11, 30)
HEAD = """pack: {id: t-1, kind: overlay, name: {zh: 试, en: T}, version: "1", date: 2026, region: x}
sources: {A: {what: w, where: 'https://a.cn', confidence: O}}
"""


def row(**changes: str) -> str:
    """One condition with some fields changed; an empty text takes the field away."""
    fields = {
        "id": "t-1.a",
        "tier": "basic",
        "kind": "local",
        "text": "{zh: 文, en: t}",
        "rule": "built_count >= 1",
        "rule_text": "{zh: 文, en: t}",
        "sources": "[A]",
        "confidence": "O",
        **changes,
    }
    return "- {" + ", ".join(f"{key}: {value}" for key, value in fields.items() if value) + "}\n"


def conditions(*rows: str) -> str:
    """A small pack with these conditions."""
    return HEAD + "conditions:\n" + "".join(rows)


def refused(tmp_path: Path, text: str | bytes) -> InvalidPack:
    """The refusal of a pack, by `inspect` and by `install` alike; nothing is left behind."""
    file = tmp_path / "pack.yaml"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    library = Library(tmp_path / "data")
    with pytest.raises(InvalidPack) as looked:
        library.inspect(file)
    with pytest.raises(InvalidPack) as installed:
        library.install(file)
    assert str(looked.value) == str(installed.value)
    assert not (tmp_path / "data").exists()
    return installed.value


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (conditions(row()).replace("t-1,", "CON,"), 1, "“CON” cannot be the name of a folder on Windows"),
        (conditions(row()).replace("t-1,", "lpt1.rules,"), 1, "“lpt1.rules” cannot be the name of a folder"),
        (conditions(row()).replace("t-1,", "t-1.,"), 1, "“t-1.” cannot be the name of a folder"),
        (conditions(row(sources="")), 4, "“sources” is missing"),
        (conditions(row(sources="[]")), 4, "at least one source"),
        (conditions(row(sources="[B]")), 4, "“B” is not in this pack"),
        (conditions(row(), row()), 5, "appears twice"),
        (conditions(row()).replace("confidence: O}}", "confidence: BANANA}}"), 2, "“BANANA” is not one of"),
        (conditions(row()).replace("confidence: O}}", "confidence: S}}"), 4, "marked O"),
        (conditions(row()).replace("where: 'https://a.cn', ", ""), 2, "why it has none"),
        (conditions(row()).replace("where: 'https://a.cn', ", "where: 'https://a.cn', no_address: y, "), 2, "one of the two"),
        *(
            (conditions(row()).replace("https://a.cn", address), 2, f"“{address}” is not the address of a web page")
            for address in (
                "x", "javascript:alert(1)", "file:///C:/Windows/System32/calc.exe", "smb://10.0.0.1/share",
                "//server/share", r"\\server\share", "ftp://a.cn/x", "data:text/html,x", "https://", "https://localhost",
                "https://miit.gov.cn@evil.cn/x", "https://a.cn/ x", "https://a.cn/<b>", "www.miit.gov.cn", "HTTPS:a.cn",
            )
        ),
        *(
            (conditions(row(text=f'{{zh: "文{mark}件", en: t}}')), 4, f"(U+{ord(mark):04X})")
            for mark in "\u202e\u202a\u2066\u2069\u200f\u061c\U000e0041"
        ),
        (HEAD.replace("what: w", 'what: "w\u202e"') + "conditions:\n" + row(), 2, "(U+202E)"),
        (HEAD.replace("name: {zh: 试", 'name: {zh: "试\u2067"'), 1, "(U+2067)"),
        (HEAD.replace("sources: {A:", 'sources: {"A\u202e":'), 2, "(U+202E)"),
        (conditions(row(extra="1")), 4, "“extra” is not a key"),
        (conditions(row(tier="highest")), 4, "not one of"),
        (conditions(row(confidence="sure")), 4, "not one of"),
        (conditions(row(text="{en: t}")), 4, "“zh” is missing"),
        (conditions(row(rule="built_count >")), 4, "cannot be read"),
        (conditions(row(rule="bilt_count > 1")), 4, "built_count"),
        (conditions(row(rule="built_count / 0 > 1")), 4, "divides by zero"),
        (conditions(row(rule="'built(\"SC99\")'")), 4, "SC99"),
        (conditions(row(rule="'__import__(\"os\")'")), 4, "cannot be read"),
        (conditions(row(id="other.a")), 4, "must begin with"),
        (conditions(row(id="basic.BR1")), 4, "name “basic.BR1” under “replaces”"),
        (conditions(row(id="basic.BR1", replaces="[basic.BR1]")), 4, "cannot be rewritten under its own id"),
        (HEAD + "contradictions:\n- {id: TAKEN, severity: error, when: built_count > 1, text: {zh: 文, en: t}, confidence: O}\n".replace("TAKEN", NATIONAL.contradictions[0].id), 4, "give this one another name"),
        (HEAD + "contradictions:\n- {id: t-1.c, severity: error, when: built_count > 1, text: {zh: '{a}', en: t}, confidence: O}\n", 4, "the text names “a”"),
        (HEAD + "contradictions:\n- {id: t-1.c, severity: error, when: built_count > 1, text: {zh: '{a:>999999999}', en: t}, confidence: O, facts: {a: built_count}}\n", 4, "999999999"),
        (HEAD + "questions:\n- {id: local.t-1.x, section: local, kind: number, unit: score, low: 10, high: 1, label: {zh: 文, en: t}, help: {zh: 文, en: t}}\n", 4, "“high” (1) is less than “low” (10)"),
        (conditions(row(replaces="[basic.XX]")), 4, "basic.XX"),
        (conditions(row(replaces="[leading.AI]")), 4, "same tier"),
        (conditions(row(dimension="XX")), 4, "XX"),
        (HEAD + "quantities:\n- {name: a, formula: b + 1, text: {zh: 文, en: t}, unit: x, sources: [A], confidence: O}\n"
         "- {name: b, formula: a + 1, text: {zh: 文, en: t}, unit: x, sources: [A], confidence: O}\n", 4, "circle"),
        (HEAD + "quantities:\n- {name: a, formula: 1 + 1, text: {zh: 文, en: t}, sources: [A], confidence: O}\n", 4, "“unit” is missing"),
        (HEAD + "questions:\n- {id: local.t-1.x, section: local, kind: number, label: {zh: 文, en: t}, help: {zh: 文, en: t}}\n", 4, "“unit”"),
        (HEAD + "questions:\n- {id: enterprise.name, section: local, kind: text, label: {zh: 文, en: t}, help: {zh: 文, en: t}}\n", 4, "must begin with"),
        (HEAD + "questions:\n- {id: 'local.t-1.{x}', each: tiers, section: local, kind: text, label: {zh: 文, en: t}, help: {zh: 文, en: t}}\n", 4, "{x}"),
        (HEAD + "notes: {highest: [{zh: 文, en: t}]}\n", 3, "not one of"),
        (HEAD + "unknown: 1\n", 3, "“unknown” is not a key"),
        (HEAD + "base: [national-2025]\n", 3, "“base” is not a key"),
        ("a: b\n", 1, "“pack” is missing"),
        ("- a\n", 1, "names and values"),
        ("", 1, "empty"),
        ("a: [\n", 2, "YAML"),
        ("a: 1\na: 2\n", 2, "twice"),
        ("a: &x [1]\nb: *x\n", 1, "aliases"),
        ("a: !!python/object/apply:os.system [ls]\n", 1, "tags"),
        ("a: " + "[" * 200_000, 1, "nested"),
        ("- " * 100_000, 1, "nested"),
        ("a:\n" + "- {b: c}\n" * 100_000, 5002, "more than 5000 rows"),
        (b"a: \xff\n", 1, "UTF-8"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_line_and_reason(tmp_path: Path, text: str | bytes, line: int, words: str) -> None:
    """Missing source or unit, double id, unknown word, circle, bombs: each with its place; nothing is installed."""
    error = refused(tmp_path, text)
    assert error.facts["line"] == line
    assert words in error.text("en")
    assert error.text("zh")
    assert error.exit_code == 1


_QUANTITY = "quantities:\n- {name: mine, formula: built_count + 1, text: {zh: 文, en: t}, unit: x, sources: [A], confidence: O}\n"
_RULE = "contradictions:\n- {id: mine, severity: error, when: built_count > 1, text: {zh: 文, en: t}, confidence: O}\n"


def test_local_rules_of_the_same_name_are_told_apart(tmp_path: Path) -> None:
    """“试 and 试 cannot be used together” would name nobody: the ids stand beside the names."""
    library = Library(tmp_path / "data")
    for name in ("t-1", "t-2"):
        file = tmp_path / f"{name}.yaml"
        file.write_text((HEAD + _QUANTITY).replace("t-1", name), "utf-8")
        library.install(file)
    with pytest.raises(LocalRulesDoNotGoTogether) as caught:
        library.rulebook("national-2025", ["t-1", "t-2"])
    assert caught.value.text("en").startswith("T (t-1), T (t-2) cannot be used together: ")
    assert caught.value.text("zh").startswith("试（t-1）、试（t-2）")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEAD + _QUANTITY, "more than one of them defines “mine”. Nothing"),
        (HEAD + _RULE, "more than one of them defines “mine”. Nothing"),
        (conditions(row(replaces="[basic.BR1]")), "“basic.BR1” is already replaced by “t-1.a”"),
    ],
)
def test_local_rules_that_each_fit_and_not_together_are_named(tmp_path: Path, text: str, words: str) -> None:
    """Whoever chooses both learns which two they are and what to do, not the place in a file that nobody knows."""
    library = Library(tmp_path / "data")
    for name in ("t-1", "t-2"):
        file = tmp_path / f"{name}.yaml"
        file.write_text(text.replace("t-1", name).replace("zh: 试, en: T", f"zh: 试, en: Rules {name}"), "utf-8")
        library.install(file)
        assert library.rulebook("national-2025", [name])
    with pytest.raises(LocalRulesDoNotGoTogether) as caught:
        library.rulebook("national-2025", ["t-1", "t-2"])
    said = caught.value.text("en")
    assert said.startswith("Rules t-1, Rules t-2 cannot be used together: ")
    assert words in said
    assert caught.value.text("zh")


def test_the_column_of_a_wrong_formula_is_that_of_the_rule(tmp_path: Path) -> None:
    """An editor can jump to it."""
    text = conditions(row(rule="bilt_count > 1"))
    error = refused(tmp_path, text)
    assert error.facts["column"] == text.splitlines()[3].index("bilt_count") + 1


def test_a_pack_from_the_future_is_refused_as_such(tmp_path: Path) -> None:
    """The person is told to update, not to correct the file."""
    error = refused(tmp_path, HEAD.replace("{id:", "{format: 2, id:"))
    assert type(error) is PackFromTheFuture


def dated(day: str, kind: str = "overlay") -> str:
    """A pack of each kind with its date; the edition is the shipped one under another id."""
    if kind == "rulebook":
        text = resources.path("rulebook/national-2025.yaml").read_text(encoding="utf-8")
        shipped = NATIONAL.packs[0]
        return text.replace("id: national-2025,", "id: t-1,", 1).replace(f"date: {shipped.date}", f"date: {day}", 1)
    head = f'id: t-1, kind: {kind}, name: {{zh: 试, en: T}}, version: "1", date: "{day}", region: x'
    return f"pack: {{{head}}}\n" + (
        "sources: {A: {what: w, where: 'https://a.cn', confidence: O}}\n" if kind == "overlay" else ""
    )


@pytest.mark.parametrize("day", ["2026-12-01", "2026-12", "2027"])
def test_an_edition_dated_in_the_future_is_refused_until_its_day(tmp_path: Path, day: str) -> None:
    """It is neither inspected, tried nor installed; the sentence names both days, what holds and what to do."""
    file = tmp_path / "pack.yaml"
    file.write_text(dated(day, "rulebook"), "utf-8")
    library = Library(tmp_path / "data", lambda: TODAY)
    for act in (library.inspect, library.with_pack, library.install):
        with pytest.raises(PackDatedAhead) as caught:
            act(file)
        said = caught.value.text("en")
        assert f"is dated {day}, but today is 2026-11-30" in said
        assert "stay as they are" in said
        assert caught.value.text("zh")
        assert caught.value.exit_code == 1
    assert not (tmp_path / "data").exists()
    later = Library(tmp_path / "data", lambda: date(2027, 1, 1))
    assert later.install(file).id == "t-1"


@pytest.mark.parametrize("day", ["2026-11-30", "2026-11", "2026"])
def test_an_edition_of_today_of_this_month_or_year_is_taken(tmp_path: Path, day: str) -> None:
    """A month or a year has come with its first day."""
    file = tmp_path / "pack.yaml"
    file.write_text(dated(day, "rulebook"), "utf-8")
    assert Library(tmp_path / "data", lambda: TODAY).install(file).date == day


@pytest.mark.parametrize("kind", ["overlay", "catalogue"])
@pytest.mark.parametrize("day", ["2026-12-01", "2027"])
def test_an_office_prepares_its_rules_and_prices_before_their_day(tmp_path: Path, kind: str, day: str) -> None:
    """They are inspected and taken; what judges before its day is named by the evaluation."""
    file = tmp_path / "pack.yaml"
    file.write_text(dated(day, kind), "utf-8")
    assert Library(tmp_path / "data", lambda: TODAY).install(file).date == day


def test_an_edition_dated_ahead_in_the_folder_judges_nothing(tmp_path: Path) -> None:
    """A file laid there by hand, or a clock set back: it is named as damaged, never used, and the shipped rules hold."""
    file = tmp_path / "pack.yaml"
    after = Library(tmp_path / "data", lambda: date(2027, 6, 1))
    file.write_text(dated("2027-03-01", "rulebook"), "utf-8")
    after.install(file)
    library = Library(tmp_path / "data", lambda: TODAY)
    with pytest.raises(PackDatedAhead):
        library.rulebook("t-1")
    assert "t-1" not in {str(info.id) for info in library.packs()}
    assert {type(refusal) for refusal in library.damaged()} == {PackDatedAhead}
    assert len(library.damaged()) == 1
    assert after.rulebook("t-1").conditions


def test_rules_younger_than_the_day_of_evaluation_say_so() -> None:
    """Whoever asks for an earlier day is told that the rules came later; on their own day they say nothing."""
    [pack] = NATIONAL.packs
    own = date.fromisoformat(pack.date)
    assert evaluate(assessment({}), NATIONAL, own).problems == ()
    [said] = evaluate(assessment({}), NATIONAL, own - timedelta(days=1)).problems
    assert f"is dated {pack.date}, after the day of evaluation" in said.text("en")
    assert pack.date in said.text("zh")


def test_the_empty_edition_stays_prepared_and_empty() -> None:
    """The edition whose text is not public is listed and refuses to judge."""
    assert "national-2026" in {str(info.id) for info in LIBRARY.packs()}
    with pytest.raises(EmptyEdition):
        LIBRARY.rulebook("national-2026")


@given(st.data())
@settings(max_examples=150)
def test_damaged_yaml_is_refused_or_read_but_never_crashes(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Bytes changed, cut, repeated or swapped give a pack or an `ApplicationError`."""
    content = bytearray(JIANGSU.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        match data.draw(st.integers(0, 2)):
            case 0:
                content[place] = data.draw(st.sampled_from(b"\x00\xff {}[]:,-&*!|>'\"%@`#\n\tA0"))
            case 1:
                del content[place : place + data.draw(st.integers(1, 60))]
            case _:
                content[place:place] = content[place : place + data.draw(st.integers(1, 60))]
    file = tmp_path_factory.getbasetemp() / "fuzzed.yaml"
    file.write_bytes(bytes(content))
    try:
        LIBRARY.inspect(file)
    except ApplicationError as error:
        assert "{" not in error.message.format_map(dict.fromkeys(error.facts, ""))  # noqa: PT017 - the sentence is what is tested


def workbook(tmp_path: Path, **cells: str) -> Path:
    """The example workbook with some cells changed, such as `conditions_G2`."""
    from tests.models.packs.workbooks import opened

    file = tmp_path / "pack.xlsx"
    LIBRARY.template(file)
    book = opened(file)
    for place, value in cells.items():
        sheet, _, cell = place.partition("_")
        if sheet not in book.sheetnames:
            book.create_sheet(sheet)
        book[sheet][cell] = value
    book.save(file)
    return file


@pytest.mark.parametrize(
    ("cells", "place", "words"),
    [
        ({"conditions_G2": "bilt_count > 1"}, ("conditions", 2, 7), "built_count"),
        ({"conditions_J2": ""}, ("conditions", 2, 10), "“sources” is missing"),
        ({"conditions_J2": "A1; B9"}, ("conditions", 2, 10), "B9"),
        ({"conditions_B2": "top"}, ("conditions", 2, 2), "not one of"),
        ({"conditions_N1": "more"}, ("conditions", 1, 14), "not a column"),
        ({"conditions_P2": "x"}, ("conditions", 2, 16), "no column heading"),
        ({"sources_A3": "A1", "sources_B3": "again"}, ("sources", 3, 1), "twice"),
        ({"pack_A3": "second"}, ("pack", 3, 1), "single row"),
        ({"Extra_A1": "x"}, ("Extra", 1, 1), "not known"),
        ({"notes_A2": "highest"}, ("notes", 2, 1), "not one of"),
    ],
)
def test_a_wrong_workbook_is_told_with_sheet_row_and_column(
    tmp_path: Path, cells: dict[str, str], place: tuple[str, int, int], words: str
) -> None:
    """The person finds the cell."""
    file = workbook(tmp_path, **cells)
    library = Library(tmp_path / "data")
    with pytest.raises(InvalidSheet) as caught:
        library.install(file)
    assert tuple(caught.value.facts[key] for key in ("sheet", "line", "column")) == place
    assert words in caught.value.text("en")
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    "odd",
    [
        {"date": '"2026-02-30"'},
        {"date": '"2026-13"'},
        {"date": '"2026-1-1"'},
        {"date": '"２０２６"'},
        {"version": '"new one"'},
        {"version": '"../2"'},
        {"version": '"v"'},
        {"version": '"1' + "0" * 40 + '"'},
    ],
)
@pytest.mark.parametrize("kind", ["overlay", "catalogue"])
def test_a_date_that_no_calendar_has_and_an_odd_version_are_refused(
    tmp_path: Path, kind: str, odd: dict[str, str]
) -> None:
    """A pack is dated and numbered so that the newest one can be told; the sentence names the value."""
    head = {"id": "t-1", "name": "{zh: 试, en: T}", "version": '"1.0"', "date": '"2026-02-28"', "region": "x"}
    written = ", ".join(f"{key}: {value}" for key, value in ({**head, "kind": kind} | odd).items())
    text = f"pack: {{{written}}}\n"
    if kind == "overlay":
        text += "sources: {A: {what: w, where: 'https://a.cn', confidence: O}}\n"
    [(key, value)] = odd.items()
    said = refused(tmp_path, text).text("en")
    assert value.strip('"') in said
    assert f"not a {key} such as" in said


def test_a_zip_bomb_and_a_zip_that_is_no_workbook_are_refused(tmp_path: Path) -> None:
    """Nothing is unpacked before its size is known."""
    for size, words in ((100_000_000, "unpacks to more than"), (10, "workbook")):
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", b"0" * size)
        assert words in refused(tmp_path, held.getvalue()).text("en")
    assert "workbook" in refused(tmp_path, b"PK\x03\x04 broken").text("en")


@given(st.data())
@settings(max_examples=40)
def test_a_damaged_workbook_is_refused_or_read_but_never_crashes(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Bytes changed inside the archive's parts or in the archive itself give a pack or an `ApplicationError`."""
    file = tmp_path_factory.getbasetemp() / "fuzzed.xlsx"
    LIBRARY.template(file, "jiangsu-2026")
    parts: dict[str, bytes] = {}
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    content = bytearray(parts[name])
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, max(len(content) - 1, 0)))
        content[place : place + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=8))
    parts[name] = bytes(content)
    with zipfile.ZipFile(file, "w") as archive:
        for part, held in parts.items():
            archive.writestr(part, held)
    if data.draw(st.booleans()):
        raw = bytearray(file.read_bytes())
        raw[data.draw(st.integers(4, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
        file.write_bytes(bytes(raw))
    with suppress(ApplicationError):
        LIBRARY.inspect(file)
