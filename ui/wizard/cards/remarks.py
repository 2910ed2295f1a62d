"""What the program knows about a typed answer, said beside its field: the check digit, the division of an industry."""

from models.document import CREDIT_CODE, INDUSTRY_CODE
from models.language import Sentence, Text, sentence
from models.region.industry import divisions, fault_of_industry, industry_of
from models.spelling.credit_code import LENGTH, fault_of, folded

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
    unknown = fault_of_industry(answer)
    return ("small", divisions()[industry_of(answer, "")]) if unknown is None else ("unknown", unknown)
