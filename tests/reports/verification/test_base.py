"""The objects of a report are looked at one by one, also those that look like all the others."""

import pytest

from reports.signature.revision import Irregular, read_revisions
from reports.verification.integrity.base import check_base
from tests.reports.papers import report


def test_a_report_of_ours_is_accepted() -> None:
    """As it was before it was signed."""
    check_base(read_revisions(report().unsigned)[0])


@pytest.mark.parametrize(
    ("usual", "put", "named"),
    [
        (b"/S /TD /Type /StructElem", b"/S /JS /Type /StructElem", "JS"),
        (b" /Pg ", b" /AA ", "AA"),
        (b"<< /K ", b"<< /V ", "V"),
        (b"/O /Table /Scope", b"/OC /Tabl /Scope", "OC"),
    ],
)
def test_one_odd_name_in_an_element_of_the_tagged_tree_is_refused(usual: bytes, put: bytes, named: str) -> None:
    """Among thousands of elements that hold nothing but their place and their kind."""
    data = report().unsigned
    assert len(usual) == len(put)
    start = data.rindex(b" 0 obj\n", 0, data.rindex(usual, 0, data.rindex(b"/Type /StructElem")))
    place = data.index(usual, start)
    changed = data[:place] + put + data[place + len(usual) :]
    with pytest.raises(Irregular, match=f"“{named}”"):
        check_base(read_revisions(changed)[0])
