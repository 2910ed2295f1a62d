"""The report as a file: archivable, accessible, deterministic, honest about what it cannot draw."""

import io
import re
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType

import page
import pikepdf
import pytest
from PIL import Image

from models.assessment import AnswerId, Assessment, AssessmentState, Value
from reports.content import Content, content_of, report_content
from reports.payload import Cover, ReportOptions, read_payload, visible_claims
from reports.pdf import PAYLOAD_NAME, Spoken, redrawn, same_report, signature_boxes, write_report
from reports.pdf.face import measure
from reports.pdf.typesetting import lines
from reports.typeface import drawable
from tests.reports.factory import (
    CREATED,
    changed_sample,
    content_for,
    evaluated,
    frozen_sample,
    sample_content,
    sample_report,
)
from tests.reports.pdf.pages import page_texts, tag_faults, whole_text

LANGUAGES: tuple[Spoken, ...] = ("zh", "en", "both")
HOSTILE = {
    "scenarios__SC10__comment": "<b>粗体</b> & <script>alert(1)</script> \\) Tj ET (注入) endstream endobj",
    "scenarios__SC10__problem": "W" * 900,
    "scenarios__SC10__object": "很长" * 900,
    "scenarios__SC10__technology": "😀🏭 emoji, \u202eright to left\u202c, \u05e9\u05dc\u05d5\u05dd \u0627\u0644\u0633\u0644\u0627\u0645, tab\tand\u0007bell\u200b",
    "scenarios__SC10__result": "生僻字：喆 堃 翀 䶮 㛃 𬭚",
    "scenarios__SC10__status": "full",
    "scenarios__SC10__instance": "实例（一）\n第二行",
}


def faults(pdf: bytes, profile: str) -> list[str]:
    """What the validator finds against a profile."""
    return [f"{each.rule_id}: {each.message}" for each in page.validate_pdf_bytes(pdf, profile=profile).failures]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_is_archivable_and_accessible(language: Spoken) -> None:
    """PDF/A-3a and PDF/UA-1 pass in Chinese, in English and side by side."""
    pdf = sample_report(language)
    assert faults(pdf, "3a") == []
    assert faults(pdf, "ua1") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_tags_and_pages_agree(language: Spoken) -> None:
    """Every marked piece has exactly one place in the structure tree; validators do not check this."""
    assert tag_faults(sample_report(language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_content_gives_the_same_bytes(language: Spoken) -> None:
    """Equal input and date, equal file."""
    assert write_report(sample_content(language), language) == sample_report(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_is_redrawn_from_its_attachment(language: Spoken) -> None:
    """The attached data alone gives the whole file again."""
    pdf = sample_report(language)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        attached = document.attachments[PAYLOAD_NAME].get_file().read_bytes()
        assert str(document.Root.AF[0].AFRelationship) == "/Source"
    assert attached == sample_content(language).payload
    assert redrawn(attached) == pdf


def test_a_recompressed_report_is_still_the_same() -> None:
    """Another compressor changes bytes, not the report."""
    pdf = sample_report()
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(target, recompress_flate=True, fix_metadata_version=False)
    assert same_report(pdf, target.getvalue())


def test_a_report_with_one_other_word_is_not_the_same() -> None:
    """A changed page content is seen through the compression."""
    pdf = sample_report()
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        contents = document.pages[2].Contents
        contents.write(contents.read_bytes().replace(b"56 ", b"57 ", 1))
        document.save(target)
    assert not same_report(pdf, target.getvalue())
    assert not same_report(pdf, pdf[:-200])


def test_a_report_without_photos_is_below_two_megabytes() -> None:
    """Even side by side in two languages."""
    assert max(len(sample_report(language)) for language in LANGUAGES) < 2_000_000


def test_there_are_no_object_streams_and_one_revision() -> None:
    """Signing reads the file byte by byte and understands nothing else."""
    pdf = sample_report()
    assert b"/ObjStm" not in pdf
    assert pdf.count(b"%%EOF") == 1
    assert pdf.startswith(b"%PDF-1.")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_show_the_claims_of_the_data(language: Spoken) -> None:
    """The three lines of the claim stand on the summary exactly as the data gives them."""
    data = read_payload(sample_content(language).payload)
    text = whole_text(sample_report(language))
    for claim in visible_claims(data, "en" if language == "en" else "zh"):
        assert "".join(claim.split()) in text


def test_every_page_says_which_of_how_many_it_is() -> None:
    """Page x of y, in the running foot of all pages but the cover."""
    texts = page_texts(sample_report("en"))
    for number, text in enumerate(texts[1:], start=2):
        assert f"Page {number} of {len(texts)}" in " ".join(text.split())


def test_a_draft_says_so_on_every_page_and_a_frozen_report_on_none() -> None:
    """DRAFT stands across all pages until the version is frozen."""
    draft = replace(frozen_sample(), state=AssessmentState.DRAFT, frozen_on="")
    pdf = write_report(content_for(draft, "en"), "en")
    assert faults(pdf, "3a") == []
    assert all("DRAFT" in text for text in page_texts(pdf))
    assert not any("DRAFT" in text for text in page_texts(sample_report("en")))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("factory", ["sample", "sample without a plan", "nothing answered", "all conditions open"])
def test_the_first_four_pages_are_the_summary(language: Spoken, factory: str) -> None:
    """Cover, two pages of summary, signed statement: printed alone they are whole; the contents follow."""
    pages = page_texts(write_report(_content_of(factory, language), language))
    heads = {
        "zh": ("管理摘要", "管理摘要", "真实性承诺", "目录"),
        "en": ("Management summary", "Management summary", "Statement of truthfulness", "Contents"),
    }["en" if language == "en" else "zh"]
    for text, head in zip(pages[1:5], heads, strict=True):
        assert head in text


def _content_of(factory: str, language: Spoken) -> Content:
    empty = Assessment("2026-9", 1, AssessmentState.DRAFT, "national-2025")
    options = ReportOptions(language)
    if factory == "sample":
        return content_for(frozen_sample(), language)
    if factory == "sample without a plan":
        return report_content(evaluated(frozen_sample()), None, None, created=CREATED, options=options)
    if factory == "nothing answered":
        return report_content(evaluated(empty), None, None, created=CREATED, options=options)
    answers = {answer: value for answer, value in frozen_sample().answers.items() if "requirements." not in answer}
    answers |= {AnswerId(f"requirements.BR{number}.answer"): "no" for number in range(1, 5)}
    return content_for(replace(frozen_sample(), answers=MappingProxyType(answers)), language)


def test_the_signature_fields_stand_in_their_boxes() -> None:
    """Manager, consultant and two assessors have an empty field on the page of the statement."""
    boxes = signature_boxes(sample_content(), "zh")
    assert [box.field for box in boxes] == ["manager", "consultant", "assessor1", "assessor2"]
    assert {box.page for box in boxes} == {3}
    with pikepdf.open(io.BytesIO(sample_report())) as document:
        fields = {str(field.T): field for field in document.Root.AcroForm.Fields}
        for box in boxes:
            field = fields[box.field]
            assert [float(edge) for edge in field.Rect] == pytest.approx(list(box.box))
            assert field.P.objgen == document.pages[box.page].obj.objgen
            assert "/V" not in field
            assert str(field.TU) == box.role


def test_outline_and_contents_lead_to_every_chapter() -> None:
    """Every chapter is in the outline, and the contents page links to it."""
    from reports.content.blocks import Heading

    chapters = [block.text.zh for block in sample_content().blocks if isinstance(block, Heading) and block.level == 1]
    with pikepdf.open(io.BytesIO(sample_report())) as document, document.open_outline() as outline:
        assert [item.title for item in outline.root] == chapters
        assert len(document.pages[4].obj.Annots) >= len(chapters)


def test_hostile_texts_are_shown_as_texts() -> None:
    """Markup, endless words, emoji, right-to-left marks, control and rare characters neither break nor act."""
    pdf = write_report(content_for(changed_sample(**HOSTILE)), "zh")
    assert faults(pdf, "3a") == []
    assert faults(pdf, "ua1") == []
    assert tag_faults(pdf) == []
    text = whole_text(pdf)
    assert "<b>粗体</b>&<script>alert(1)</script>" in text
    assert "喆堃翀䶮㛃𬭚" in text
    assert "W" * 60 in text
    assert "\u202e" not in text
    assert "U+1F600" in text


def test_nothing_runs_over_the_margin() -> None:
    """Endless words and long texts stay inside the text column."""
    from reports.style import PAGE

    pdf = write_report(content_for(changed_sample(**HOSTILE)), "zh")
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    for sheet in document:
        words = sheet.get_textpage()
        for index in range(words.count_rects()):
            left, bottom, right, _ = words.get_rect(index)
            assert left >= PAGE.left - 6
            assert right <= PAGE.width - PAGE.right + 6
            assert bottom >= 20
    document.close()


def test_what_goes_on_over_the_page_names_itself_again() -> None:
    """Where a scenario's texts run over the foot of a page, the next page begins with its filing name."""
    long = "针对多品种小批量混线生产中换型频繁的问题，" * 24
    changes: dict[str, Value] = {}
    for number in range(1, 13):
        scenario = f"scenarios__SC{number:02}"
        changes |= {f"{scenario}__status": "full", f"{scenario}__instance": f"实例{number}"}
        changes |= {f"{scenario}__{part}": long for part in ("problem", "object", "technology", "result")}
    pages = page_texts(write_report(content_for(changed_sample(**changes)), "zh"))
    begin = next(place for place, text in enumerate(pages) if "场景说明（官方格式）" in text and place > 5)
    end = next(place for place, text in enumerate(pages) if "能力成熟度" in text and place > begin)
    assert end - begin > 8
    for text in pages[begin + 1 : end]:
        assert re.match(r"[^—]+—[^—]+—(?:实例|班组)", "".join(text.split())[:60])


def test_no_machine_name_login_or_folder_is_in_the_file() -> None:
    """The file says which program wrote it and nothing of where."""
    import getpass
    import platform
    from pathlib import Path

    pdf = sample_report()
    plain = [pdf]
    with pikepdf.open(io.BytesIO(pdf)) as document:
        plain += [each.read_bytes() for each in document.objects if isinstance(each, pikepdf.Stream)]
    haystack = b"\n".join(plain)
    for secret in {platform.node(), str(Path.home()), str(Path.cwd()), f"/{getpass.getuser()}/"}:
        assert len(secret) < 3 or secret.encode() not in haystack
    assert b"ReportLab" not in haystack


def test_a_logo_is_shown_and_described() -> None:
    """The organisation's own logo stands on the cover, as a figure with words."""
    picture = io.BytesIO()
    Image.new("RGBA", (240, 90), (10, 70, 100, 128)).save(picture, "PNG")
    cover = Cover(subtitle="二〇二六年度", prepared_by="质量部", logo_png=picture.getvalue(), logo_name="宏达标志")
    content = content_for(frozen_sample(), cover=cover)
    pdf = write_report(content, "zh")
    assert faults(pdf, "3a") == []
    assert faults(pdf, "ua1") == []
    assert redrawn(content.payload) == pdf
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.pages[0].get_images()
    assert "二〇二六年度" in whole_text(pdf)


def test_english_inside_chinese_and_chinese_inside_english_is_marked() -> None:
    """A reader that speaks hears each stretch in its language."""
    for language, other in (("en", b"/Lang (zh-CN)"), ("zh", b"/Lang (en-GB)")):
        with pikepdf.open(io.BytesIO(sample_report("en" if language == "en" else "zh"))) as document:
            assert any(other in sheet.Contents.read_bytes() for sheet in document.pages)


def test_headings_begin_with_one_and_never_skip_a_level() -> None:
    """The heading tree is sound in reading order."""
    levels: list[int] = []

    def visit(element: pikepdf.Object) -> None:
        kind = str(element.get("/S", ""))
        if re.fullmatch(r"/H[1-6]", kind):
            levels.append(int(kind[2:]))
        kids = element.get("/K")
        for kid in list(kids) if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                visit(kid)

    with pikepdf.open(io.BytesIO(sample_report())) as document:
        visit(document.Root.StructTreeRoot.K)
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_an_empty_case_gives_a_whole_report() -> None:
    """Without answers, evidence or roadmap the report still has every chapter and passes."""
    empty = Assessment("2026-9", 1, AssessmentState.DRAFT, "national-2025")
    content = report_content(evaluated(empty), None, None, created=CREATED)
    pdf = write_report(content, "zh")
    assert faults(pdf, "3a") == []
    assert faults(pdf, "ua1") == []
    assert content_of(content.payload) == content


def test_lines_keep_the_rules_of_chinese_typesetting() -> None:
    """No line begins with a closing mark or ends with an opening one, and none is wider than the column."""
    text = (
        "依据《智能工厂梯度培育要素条件（2025年版）》，“基础级”要求关键工序自动化；用 MES/ERP 等 information systems 管理。"
        * 3
    )
    for width in range(60, 300, 7):
        for line in lines(text, 9.5, width):
            assert measure(line, 9.5) <= width
            assert line[:1] not in "，。、；：？！）》”"
            assert line[-1:] not in "（《“"
        assert "".join("".join(lines(text, 9.5, width)).split()) == "".join(text.split())


def test_names_in_rare_characters_are_drawn_and_the_file_keeps_its_profiles() -> None:
    """Characters of the extensions, of Europe and of no typeface at all: PDF/A and PDF/UA hold, and each can be read."""
    name = "𠮷盛𬱖Škoda 😀 有限公司"
    case = changed_sample(**{"enterprise.name": name})
    content = report_content(evaluated(case), None, None, created=CREATED)
    pdf = write_report(content, "zh")
    assert faults(pdf, "3a") == []
    assert faults(pdf, "ua1") == []
    text = whole_text(pdf)
    assert "𠮷盛𬱖Škoda〔U+1F600〕有限公司" in text
    assert "〓" not in text
    assert pdf == write_report(content, "zh")


def test_what_cannot_be_drawn_is_replaced_and_named() -> None:
    """Control and direction characters go, unknown characters are written as their numbers and are reported."""
    assert drawable("a\x00b\u202ec\u200dd\te") == ("abcd e", frozenset())
    assert drawable("好😀") == ("好〔U+1F600〕", frozenset({"😀"}))
    assert drawable("葛\U000e0100\ufe0f") == ("葛", frozenset())
    assert drawable("喆䶮")[1] == frozenset()
