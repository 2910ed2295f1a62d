"""A walk-round sheet prints: every question of the part, a code for each subject, archivable and accessible."""

import io

import page
import pikepdf
import pytest

from models.language import Language
from models.sharing.part_file import read_part
from reports.pdf.walkround import ATTACHED, code_of, write_walkround
from tests.models.sharing.parts import part, rules
from tests.reports.pdf.pages import tag_faults, whole_text

CREATED = "2026-11-30T09:00:00+08:00"
PICKS = ("factory", "scenarios.SC10", "maturity.P1", "indicators.K01")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_walk_round_sheet_is_archivable_and_accessible(language: Language) -> None:
    """PDF/A-3a and PDF/UA-1 pass, every marked piece has one place in the tree, and every page is A4."""
    pdf = write_walkround(part(*PICKS), rules(), language, CREATED)
    for profile in ("3a", "ua1"):
        assert page.validate_pdf_bytes(pdf, profile=profile).failures == []
    assert tag_faults(pdf) == []
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert {tuple(round(float(edge)) for edge in each.mediabox) for each in opened.pages} == {(0, 0, 595, 842)}


def test_every_question_and_choice_of_the_part_is_printed() -> None:
    """Nothing is left out, in the words of the wizard, but whom to ask: that is who carries the sheet."""
    sheet = part(*PICKS)
    text = "".join(whole_text(write_walkround(sheet, rules(), "zh", CREATED)).split())
    for answer in sheet.asked:
        question = rules().questions[answer]
        if answer.endswith(".ask_whom"):
            continue
        assert "".join(question.label.zh.split()) in text
        for _choice, words in question.choices:
            assert "".join(words.zh.split()) in text


def test_the_codes_hold_the_ids_and_the_sheet_its_data() -> None:
    """The id of the subject and the case stand in the code; the alternative text names it; the part is attached."""
    sheet = part("scenarios.SC10")
    assert code_of(sheet, "scenarios.SC10") == f"zhijie:scenarios.SC10?case={sheet.head.case_id}"
    with pikepdf.open(io.BytesIO(write_walkround(sheet, rules(), "en", CREATED))) as opened:
        alternatives = [
            str(each.Alt)
            for each in opened.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Figure"
        ]
        attached = opened.attachments[ATTACHED].get_file().read_bytes()
    assert [words.split(":")[0] for words in alternatives] == ["QR code of scenarios", "QR code of scenarios.SC10"]
    assert read_part(ATTACHED, attached, rules()) == sheet
