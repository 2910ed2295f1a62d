"""What a report says: every part that an assessor asks for is there, in both languages, and true to the data."""

import re
from dataclasses import replace

from models.language import Text, sentence
from reports import charts
from reports.content import content_of, data_of, report_content
from reports.content.blocks import (
    Block,
    Bullets,
    Cell,
    ChartFigure,
    Heading,
    Mark,
    Paragraph,
    QrCode,
    Signatures,
    Table,
)
from reports.content.inventory import filing_name
from reports.content.proof import data_code
from reports.payload.canonical import said
from reports.style import PAGE
from tests.reports.factory import (
    CREATED,
    catalogue,
    changed_sample,
    content_for,
    evaluated,
    frozen_sample,
    planned,
    sample_content,
)
from tests.reports.golden.golden import told

CHAPTERS = (
    "summary",
    "statement",
    "profile",
    "standing",
    "conditions",
    "contradictions",
    "requirements",
    "scenarios",
    "maturity",
    "indicators",
    "roadmap",
    "evidence",
    "rules",
    "history",
    "verification",
)


def chapter(anchor: str) -> list[Block]:
    """The blocks of one chapter of the sample's report."""
    blocks = list(sample_content().blocks)
    start = next(i for i, each in enumerate(blocks) if isinstance(each, Heading) and each.anchor == anchor)
    end = next(
        (i for i, each in enumerate(blocks[start + 1 :], start + 1) if isinstance(each, Heading) and each.level == 1),
        len(blocks),
    )
    return blocks[start:end]


def cells(blocks: list[Block]) -> list[Cell]:
    """Every cell of the tables among the blocks."""
    return [cell for block in blocks if isinstance(block, Table) for row in block.rows for cell in row.cells]


def texts() -> list[Text]:
    """Every text of the sample's report that the program wrote as a heading, paragraph or list."""
    texts = []
    for block in sample_content().blocks:
        if isinstance(block, (Heading, Paragraph)):
            texts.append(block.text)
        elif isinstance(block, Bullets):
            texts += block.items
        elif isinstance(block, Table):
            texts += [column.title for column in block.columns]
    return texts


def test_a_report_has_every_chapter_in_reading_order() -> None:
    """From the summary to the verification, each once."""
    anchors = [block.anchor for block in sample_content().blocks if isinstance(block, Heading) and block.level == 1]
    assert anchors == list(CHAPTERS)


def test_every_condition_stands_in_the_report_with_status_reason_source_and_confidence() -> None:
    """All conditions of all tiers, none left out."""
    rows = [row for block in chapter("conditions") if isinstance(block, Table) for row in block.rows]
    results = [each for tier in evaluated(frozen_sample()).tiers for each in tier.conditions]
    assert len(rows) == len(results)
    for row, result in zip(rows, results, strict=True):
        text, status, reason, source = row.cells
        assert text.text == result.condition.text
        assert status.mark == Mark(result.status.value)
        assert status.text.zh
        assert reason.text.zh == result.reason.text("zh")
        assert all(f"[{key}]" in source.text.zh for key in result.condition.sources)
        assert source.note == evaluated(frozen_sample()).rulebook.backing(result.condition)
        assert all(what.zh in text.note.zh for what in result.condition.not_asked)
    legends = [block.text.zh for block in chapter("conditions") if isinstance(block, Paragraph)]
    assert sum("没有与官方附件或地方原文核对" in legend for legend in legends) == 4


def test_a_status_is_always_a_shape_and_a_word() -> None:
    """No mark stands alone."""
    assert all(cell.text.zh and cell.text.en for cell in cells(list(sample_content().blocks)) if cell.mark)


def test_all_forty_scenarios_are_in_the_inventory() -> None:
    """In the guide's order, whether built or not."""
    table = next(block for block in chapter("scenarios") if isinstance(block, Table))
    numbers = [row.cells[0].text.zh for row in table.rows if not row.group]
    assert numbers == [str(number) for number in range(1, 41)]


def test_a_scenario_has_the_official_shape_and_filing_name() -> None:
    """Named 环节名—场景名—实例名, told as 面向, 针对, 应用, 达到."""
    content = content_for(changed_sample(scenarios__SC10__status="full", scenarios__SC10__instance="车间看板"))
    scenario = next(each for each in data_of(content)["scenarios"] if each["id"] == "SC10")
    name = filing_name(data_of(content), scenario)
    assert name == "生产管理—生产进度跟踪—车间看板"
    blocks = list(content.blocks)
    place = next(i for i, each in enumerate(blocks) if isinstance(each, Heading) and each.text.zh == name)
    table = blocks[place + 1]
    assert isinstance(table, Table)
    assert [row.cells[0].text.zh for row in table.rows][:4] == ["面向", "针对", "应用", "达到"]


def test_the_summary_names_three_cheapest_steps() -> None:
    """The three steps of the roadmap that cost least, the cheapest first."""
    steps = next(
        block
        for block in chapter("summary")
        if isinstance(block, Table) and len(block.columns) == 4 and block.row_heads
    )
    names = [row.cells[0].text for row in steps.rows]
    costs = sorted(step.one_off_wan + step.running_wan - step.subsidy_wan for step in planned().steps)
    chosen = {each["name"]["zh"]: each for each in data_of(sample_content())["roadmap"]["steps"]}
    assert len(names) == 3
    paid = [chosen[name.zh]["one_off"] + chosen[name.zh]["running"] - chosen[name.zh]["subsidy"] for name in names]
    assert [float(each) for each in paid] == [float(each) for each in costs[:3]]


def test_every_measure_of_the_roadmap_is_there_with_its_reason() -> None:
    """Chosen measures with variant, quarters, cost and why; left-out ones with why not."""
    names = {cell.text.zh for cell in cells(chapter("roadmap"))}
    data = data_of(sample_content())["roadmap"]
    assert {step["name"]["zh"] for step in data["steps"]} <= names
    # Reasons that differ in one figure stand under one heading; each measure is still named below it.
    assert all(each["name"]["zh"] in names for each in data["left_out"])


def test_the_cost_by_quarter_adds_up_to_the_total() -> None:
    """What is printed for the quarters is what is printed for the whole."""
    roadmap = data_of(sample_content())["roadmap"]
    for name in ("one_off", "running", "subsidy"):
        assert sum(quarter[name] for quarter in roadmap["cost_by_quarter"]) == roadmap["cost"][name]


def test_every_pack_is_named_with_its_digest() -> None:
    """The rules and measures that made the report can be told from any other edition."""
    shown = {cell.text.zh for cell in cells(chapter("rules"))}
    assert {pack["digest"] for pack in data_of(sample_content())["packs"]} <= shown
    assert len(data_of(sample_content())["packs"]) >= 2


def test_every_source_key_of_the_report_is_explained() -> None:
    """A key in square brackets is found in the list of sources."""
    known = {each["key"] for each in data_of(sample_content())["sources"]}
    used = set()
    for cell in cells(list(sample_content().blocks)):
        used |= set(re.findall(r"\[([A-Za-z]\d+)\]", f"{cell.text.en} {cell.note.en}"))
    assert used
    assert used <= known


def test_every_piece_of_evidence_is_listed_with_its_digest() -> None:
    """The index names each file by its SHA-256 and what it stands behind."""
    shown = {cell.text.zh for cell in cells(chapter("evidence"))}
    assert set(frozen_sample().evidence) <= shown


def test_contradictions_are_printed() -> None:
    """What does not fit together is declared, not hidden."""
    content = content_for(changed_sample(systems__MES__in_use="yes", factory__machines_connected=0))
    data = data_of(content)
    assert data["evaluation"]["contradictions"]
    shown = {
        cell.text.zh for block in content.blocks if isinstance(block, Table) for row in block.rows for cell in row.cells
    }
    assert {said(each["sentence"]).text("zh") for each in data["evaluation"]["contradictions"]} <= shown


def test_the_report_says_that_it_is_a_self_assessment() -> None:
    """On the cover, in the summary, in the statement and on every page's foot."""
    content = sample_content()
    assert "自评参考" in content.cover.notice.zh
    assert "自评参考" in content.footer.zh


def test_the_statement_has_four_rooms_for_signatures() -> None:
    """Manager, consultant (optional), two assessors."""
    spaces = next(block for block in chapter("statement") if isinstance(block, Signatures)).spaces
    assert [(space.field, space.optional) for space in spaces] == [
        ("manager", False),
        ("consultant", True),
        ("assessor1", False),
        ("assessor2", False),
    ]


def test_the_code_on_the_last_page_is_that_of_the_data() -> None:
    """QR code and telephone code are made from the attachment's SHA-256."""
    import hashlib

    content = sample_content()
    code = next(block for block in chapter("verification") if isinstance(block, QrCode))
    digest = hashlib.sha256(content.payload).hexdigest()
    assert f"payload-sha256={digest}" in code.data
    assert data_code(content.payload).replace(" ", "") == digest[:16].upper()


def test_every_figure_has_words_for_those_who_do_not_see_it() -> None:
    """Alternative texts in both languages, with the figures in them."""
    figures = [block for block in sample_content().blocks if isinstance(block, ChartFigure)]
    assert len(figures) >= 5
    assert all(len(each.alternative.zh) > 10 and len(each.alternative.en) > 10 for each in figures)


def test_program_texts_are_told_in_both_languages() -> None:
    """No heading, sentence or column head of the program is left in English in the Chinese report."""
    untranslated = {
        text.en
        for text in texts()
        if text.zh == text.en and re.search(r"[a-z]{3,}", text.en) and "SHA-256" not in text.en
    }
    assert untranslated == set()


def test_anchors_are_unique_and_links_lead_somewhere() -> None:
    """Each place has one name, and each link inside the report has a place."""
    blocks = sample_content().blocks
    anchors = [block.anchor for block in blocks if isinstance(block, Heading)]
    anchors += [cell.anchor for cell in cells(list(blocks)) if cell.anchor]
    assert len(anchors) == len(set(anchors))
    links = {block.link for block in blocks if isinstance(block, Paragraph) and block.link}
    links |= {cell.link for cell in cells(list(blocks)) if cell.link}
    assert links <= set(anchors)


def test_content_is_made_from_the_payload_alone() -> None:
    """Reading the attachment gives the same content again, so page and data cannot disagree."""
    content = sample_content()
    assert content_of(content.payload) == content


def test_a_chinese_report_holds_no_english_sentence_and_no_key() -> None:
    """Names of products and standards stay; three English words in a row, a missing value or an id would be a defect."""
    text = told(sample_content(), "zh")
    names = {each["name"] for each in data_of(sample_content())["evidence"]}
    lines = [line for line in text.splitlines() if not any(name in line for name in names)]
    english = re.compile(r"[A-Za-z]{2,}(?:[ ,;]+[A-Za-z]{2,}){2,}")
    key = re.compile(r"\b(?:None|null|nan|not_met|not_applicable|BR[1-4]|[BAEL]-(?:GJ|YF|ZY|GL|YY|O\d)|SC\d\d|K\d\d)\b")
    assert [line for line in lines if english.search(line) or key.search(line)] == []


def test_a_long_plan_is_drawn_in_several_charts_that_fit_a_page() -> None:
    """Seventy measures make three Gantt charts, none higher than the page, and each measure has its bar."""
    steps = (planned().steps * 70)[:70]
    content = report_content(evaluated(frozen_sample()), replace(planned(), steps=steps), catalogue(), created=CREATED)
    figures = [
        block for block in content.blocks if isinstance(block, ChartFigure) and isinstance(block.chart, charts.Gantt)
    ]
    assert [len(figure.chart.bars) for figure in figures if isinstance(figure.chart, charts.Gantt)] == [30, 30, 10]
    for language in ("zh", "en", "both"):
        heights = [charts.draw(figure.chart, language, PAGE.measure).height for figure in figures]
        assert max(heights) < PAGE.floor - PAGE.top - 60


def test_a_plan_that_buys_nothing_says_what_is_to_be_done_without_money() -> None:
    """No sum of 0 and no table without rows: what the factory itself has to do stands in the summary."""
    nothing = replace(planned(), steps=(), reached=None, to_do_first=(sentence("no tier yet"),))
    content = report_content(evaluated(frozen_sample()), nothing, catalogue(), created=CREATED)
    text = told(content, "zh")
    assert "不需要再花钱" in text
    assert re.search(r"(?<![\d.])0 万元", text[: text.index("未选举措及原因")]) is None
    assert text.count("- 尚未入级") == 2
    assert all(block.rows for block in content.blocks if isinstance(block, Table))
