"""The sheets of a pack's workbook and their columns, for those who write and read it."""

from dataclasses import dataclass

GUIDE = "说明 Read me"
"""The first sheet, which is not read."""


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """One sheet of the workbook and its columns."""

    name: str
    columns: tuple[str, ...]
    note: str
    """What to fill in, for the first sheet."""


SHEETS: tuple[SheetLayout, ...] = (
    SheetLayout(
        "pack",
        ("id", "name_zh", "name_en", "version", "date", "region"),
        "规则包本身，一行。One row about the pack.",
    ),
    SheetLayout(
        "sources",
        ("key", "what_zh", "what_en", "where", "no_address_zh", "no_address_en", "confidence", "transcription"),
        "依据，每条一行；confidence 从下拉列表中选；没有网址的写原因。One row a source: its address, or why it has none.",
    ),
    SheetLayout(
        "conditions",
        (
            *("id", "tier", "kind", "dimension", "text_zh", "text_en", "rule", "rule_text_zh", "rule_text_en"),
            *("sources", "confidence", "informative", "replaces", "not_asked_zh", "not_asked_en"),
        ),
        "要求，每条一行；tier、kind、dimension 从下拉列表中选，也可以写编号；not_asked：原文还要求而规则没有问的，一行一句。One row a requirement.",
    ),
    SheetLayout(
        "questions",
        (
            *("id", "section", "group", "kind", "choices", "unit", "low", "high", "longest", "decisive"),
            *("label_zh", "label_en", "help_zh", "help_en"),
        ),
        "要多问的问题；id 以 local.<包名>. 开头。Questions to ask besides; the id begins with local.<pack>.",
    ),
    SheetLayout("choices", ("list", "id", "zh", "en"), "选择题的选项。The choices of questions."),
    SheetLayout(
        "quantities",
        ("name", "formula", "text_zh", "text_en", "unit", "sources", "confidence"),
        "公式，可以在规则里引用。Formulas that rules may use by name.",
    ),
    SheetLayout("notes", ("about", "zh", "en"), "说明：about 选“通用”或层级。Notes: general or a tier."),
)
KEYS = {"sources": "key", "choices": "list", "notes": "about"}
"""Sheets whose rows are held by name in the pack, and the column of the name."""
