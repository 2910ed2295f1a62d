"""JSON read strictly: what two programs could read in two ways is refused."""

from decimal import Decimal

import pytest

from models.json_text import Fault, InvalidJson, read_json


@pytest.mark.parametrize(
    ("data", "fault", "why"),
    [
        (b"\xff\xfe", Fault.ENCODING, "UTF-8"),
        (b"", Fault.SYNTAX, "line 1, column 1"),
        (b'{"a": 1,}', Fault.SYNTAX, "line 1"),
        (b'{"a": NaN}', Fault.SYNTAX, "NaN, which is not a number"),
        (b'{"a": -Infinity}', Fault.SYNTAX, "-Infinity"),
        (b"9" * 10_000, Fault.SYNTAX, "thousands of digits"),
        (b'{"a": 1e99999999999999999999}', Fault.SYNTAX, "exponent"),
        (b"[-2.5E-99999999999999999999]", Fault.SYNTAX, "exponent"),
        (b"[" * 200_000, Fault.NESTING, "too deeply"),
        (b'{"a": [{"b": 1, "b": 1}]}', Fault.REPEATED_NAME, "“b” is given twice"),
    ],
)
def test_what_is_no_json_is_refused_with_its_kind_and_place(data: bytes, fault: Fault, why: str) -> None:
    """Wrong encoding, no grammar, no number, endless nesting and a repeated name are told apart."""
    with pytest.raises(InvalidJson, match=why) as caught:
        read_json(data)
    assert caught.value.fault is fault
    assert caught.value.why.text("zh") != caught.value.why.text("en")


def test_numbers_with_a_point_stay_exact() -> None:
    """They come as decimals, whole ones as integers; a byte order mark is no matter."""
    assert read_json(b'\xef\xbb\xbf{"a": 0.1, "b": 2}') == {"a": Decimal("0.1"), "b": 2}
