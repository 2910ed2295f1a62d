"""The words of a trade stand behind the general ones in questions, and nowhere else."""

import pytest

from models.assessment import AnswerId
from models.language import Text
from models.packs.library import Library
from models.packs.trades import shipped_trades, trade_of

ASKED = Text(
    "主要设备联网了吗，订单和车间的进度看得到吗？",
    "Are the machines connected, and do you see orders and the shop floor?",
)


@pytest.mark.parametrize(
    ("code", "trade"),
    [
        ("C2929", "moulding"),
        ("3391", "casting"),
        ("14", "food"),
        ("C1711", "textile"),
        ("3982", "electronics"),
        ("c2614", "chemicals"),
        ("C3444", None),
        ("", None),
        ("29", None),
    ],
)
def test_a_trade_is_known_by_the_first_digits_of_its_code(code: str, trade: str | None) -> None:
    """With or without the letter of manufacturing; another code, or too short a one, has none."""
    known = trade_of(code)
    assert (known.id if known else None) == trade


@pytest.mark.parametrize("trade", shipped_trades(), ids=lambda trade: trade.id)
def test_every_trade_names_machine_order_and_shop_floor(trade: object) -> None:
    """In both languages, each once, in brackets behind the general word, which stays."""
    known = next(each for each in shipped_trades() if each == trade)
    worded = known.worded(ASKED)
    for word in known.words.values():
        assert worded.zh.count(f"（{word.zh}）") == 1
        assert worded.en.count(f" ({word.en})") == 1
    assert worded.zh.startswith("主要设备（")


def test_machines_that_a_factory_sells_and_departments_keep_their_words() -> None:
    """Only what stands on its own shop floor is named as in the trade."""
    known = trade_of("C2929")
    assert known is not None
    for text in (Text("卖出去的设备", "the machines you sold"), Text("设备管理系统", "a system")):
        assert known.worded(text) == text


def test_questions_of_the_shop_floor_are_asked_in_the_words_of_a_moulder() -> None:
    """Of the shipped edition: the machines of the factory, its orders and its shop are named."""
    known = trade_of("C2929")
    assert known is not None
    questions = Library(None).rulebook("national-2025").questions
    worded = {name: known.worded(question.label) for name, question in questions.items()}
    assert "（注塑机、机械手）" in worded[AnswerId("factory.machines")].zh
    assert "(moulding machines, robots)" in worded[AnswerId("factory.machines")].en
    assert "（注塑车间）" in worded[AnswerId("scenarios.SC16.status")].zh
    assert worded[AnswerId("scenarios.SC14.status")] == questions[AnswerId("scenarios.SC14.status")].label
