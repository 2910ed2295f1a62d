"""A part of a case for a colleague, and back: cut out, written as a workbook or a file, merged answer by answer."""

from models.sharing.errors import PartOfAnotherCase, UnreadablePart
from models.sharing.merging import AnswerConflict, ChangedAnswer, Merged, Side, merge, taken_over
from models.sharing.part import CasePart, PartFault, PartHead, PartRemark, answered, cut, picked

__all__ = [
    "AnswerConflict",
    "CasePart",
    "ChangedAnswer",
    "Merged",
    "PartFault",
    "PartHead",
    "PartOfAnotherCase",
    "PartRemark",
    "Side",
    "UnreadablePart",
    "answered",
    "cut",
    "merge",
    "picked",
    "taken_over",
]
