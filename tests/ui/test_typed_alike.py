"""A typed text means the same in a field of the window and on the command line."""

from argparse import ArgumentTypeError
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

import resources
from models.assessment import AnswerId
from models.packs.library import Library
from models.typed import Reading
from tests.ui.command_line.conftest import call
from tests.ui.looking import page_of
from tests.ui.settings.test_settings import settings
from tests.ui.test_main_job import MakeWindow, open_sample
from ui.command_line.arguments import Kinds
from ui.report.page import ReportPage
from ui.roadmap.asking.talk import Talk
from ui.widgets.whole_number import WholeNumber
from ui.wizard.cards.fields import LineField

SAMPLE = resources.path("samples/hongda-machining.json")
NUMBERS = {
    "enterprise.revenue_wan": (
        *("1.2亿", "１２００", "1,200", "1，200", "1.2万", "1200万元", "12000000元", "3千万", "8,5", "1.200", "12 34"),
        *("1.2亿x", "-3", "1e3", "1.2E+03", "十二万", "￥1,200.50", "12台", "1 200"),
    ),
    "factory.staff": ("12", "１２人", "12 名", "1,200", "12.5", "0", "12台", "1.2万", "一百二十", "约12"),
    "factory.oee_percent": ("12 %", "62.5%", "６２．５", "150", "8，5", "8,5", "百分之五", "0.625", "%"),
    "enterprise.founded": (
        *("2024年5月1号", "2024/5/1 0:00", "2024-05", "2024", "２０２４．５．１", "2024年5月", "2026-W48", "1.5.2024"),
        *("2024-13-01", "05/06/2024", "45413", "2024-02-30", "20240501"),
    ),
}


def as_json(value: object) -> object:
    """A value as `evaluate --json` writes it."""
    return float(value) if isinstance(value, Decimal) else value


@pytest.mark.parametrize(("answer", "texts"), NUMBERS.items())
def test_an_answer_is_read_alike_in_the_wizard_and_by_assume(
    qtbot: QtBot, tmp_path: Path, answer: str, texts: tuple[str, ...]
) -> None:
    """The same value, or refused in both; what has two meanings is asked about here and named there, with exit 2."""
    question = Library(tmp_path).rulebook("national-2025", ()).questions[AnswerId(answer)]
    read: dict[str, object] = {}
    for text in texts:
        field = LineField(question)
        qtbot.addWidget(field)
        changes: list[object] = []
        field.changed.connect(changes.append)
        field.line.setText(text)
        field.hand_over()
        said = call("--lang", "en", "evaluate", SAMPLE, "--json", "--assume", f"{answer}={text}")
        if field.in_doubt:
            assert changes == [], text
            assert field.line.text() == text
            assert said.code == 2, text
            assert ("can mean" in said.out + said.err) == ("can mean" in field.doubt.problem.text()), text
        else:
            assert said.code == 0, (text, said.err)
            assert as_json(changes[-1]) == said.value["assumed"][0]["value"], text
            read[text] = changes[-1]
    assert 3 <= len(read) < len(texts)
    assert read.get("1.2亿", Decimal(12000)) == Decimal(12000)
    assert "2026-W48" not in read


@pytest.mark.parametrize(
    "text", ["30", "30,50,20", "30、50、20", "1,200", "1.2亿", "３０万元", "1,200, 50", "30;x", "-1", ""]
)
def test_a_budget_is_read_alike_in_the_talk_and_by_its_option(qtbot: QtBot, text: str) -> None:
    """One figure, a list, or what could be both."""
    _alike(qtbot, "budget", text, Kinds("en").budget)


@pytest.mark.parametrize("text", ["6", "６．５ 人周", "6人周", "8,5", "两三个人", "1,200", "-1"])
def test_hands_are_read_alike_in_the_talk_and_by_their_option(qtbot: QtBot, text: str) -> None:
    """Person-weeks with and without their unit."""
    _alike(qtbot, "staff", text, Kinds("en").staff_weeks)


@pytest.mark.parametrize("text", ["8", "８ 季度", "8 quarters", "41", "0", "8,5", "1.2亿", "12x"])
def test_whole_numbers_are_read_alike(qtbot: QtBot, text: str) -> None:
    """As `--quarters` does; its unit may stand behind a field that has one."""
    field = WholeNumber(1, 40, 12)
    qtbot.addWidget(field)
    try:
        meant = Kinds("en").whole(1, 40)(text)
    except ArgumentTypeError:
        assert field.read(text).value is None
    else:
        assert field.read(text).value == meant


def _alike(qtbot: QtBot, name: str, text: str, option: Callable[[str], Any]) -> None:
    talk = Talk()
    qtbot.addWidget(talk)
    line, read = talk._readers[name]
    line.setText(text)
    talk.hand_over()
    reading: Reading[Any] = read(text)
    try:
        meant = option(text)
    except ArgumentTypeError:
        assert talk.unread[name] == text
        assert line.property("wrong")
    else:
        assert name not in talk.unread
        assert reading.value == meant


def test_every_number_of_the_settings_stays_as_typed_until_it_is_understood(
    make_window: MakeWindow, qtbot: QtBot
) -> None:
    """Size of an e-mail, port, years of a certificate, length of a text: no first digits, no silent correction."""
    window = make_window()
    open_sample(window, qtbot)
    page = settings(window)
    report = page_of(window, "report", ReportPage)
    fields = (page.mail.limit, page.mail.port, page.office.years, *report.pages.form_limits.fields.values())
    for field in fields:
        before = field.number()
        for text in ("1.2x", "8,5", "1.2亿", "-3"):
            field.setText(text)
            field.editingFinished.emit()
            assert field.number() is None
            assert (field.text(), field.property("wrong")) == (text, True)
        field.setText("１２")
        field.editingFinished.emit()
        assert (field.number(), field.text(), field.property("wrong")) == (12, "12", False)
        assert before != 12
