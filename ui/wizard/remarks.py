"""What the program knows about a typed answer, said beside its field: the check digit, the division of an industry."""

from models.assessment import AnswerId
from models.credit_code import LENGTH, fault_of, folded
from models.language import Sentence, Text, sentence
from models.region.industry import divisions, industry_of
from ui.wizard.lists import INDUSTRY_CODE

CREDIT_CODE = AnswerId("enterprise.credit_code")
REMARKED = frozenset({CREDIT_CODE, INDUSTRY_CODE})
"""Questions about whose answers something can be said."""
Remark = tuple[str, Sentence | Text]
"""The kind of a label, and what it says."""


def remark_on(question: str, answer: str) -> Remark | None:
    """Returns what can be said of an answer; None for nothing, as of an empty one."""
    if not answer.strip():
        return None
    if question == CREDIT_CODE:
        if len(folded(answer)) < LENGTH:
            # Still being typed: no mistake yet.
            return "small", sentence("{count} of {most} characters", count=len(folded(answer)), most=LENGTH)
        fault = fault_of(answer)
        return ("good", sentence("The check digit is right.")) if fault is None else ("bad", fault)
    division = divisions().get(industry_of(answer, ""))
    if division is None:
        return "unknown", sentence(
            "No division of manufacturing has this code. It begins with C and two digits from 13 to 43, such as C2929."
        )
    return "small", division
