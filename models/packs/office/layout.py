"""The sheets of a pack's workbook and their columns, for those who write and read it."""

from dataclasses import dataclass

TEMPLATE = "2"
"""The version of these sheets and columns; it is written into every template."""
EARLIER = "1"
"""A template without a version. Its sheets are read as they are, and its column `base` is passed over: rules lie on an
edition by what they name."""
GUIDE = "说明 Read me"
"""The first sheet, which is not read."""


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """One sheet of the workbook and its columns."""

    name: str
    columns: tuple[str, ...]
    note: str
    """What to fill in, for the first sheet."""
    national: bool = False
    """Whether only a national edition has it."""


SHEETS: tuple[SheetLayout, ...] = (
    SheetLayout(
        "pack",
        ("id", "name_zh", "name_en", "version", "date", "region", "kind", "template"),
        "规则包本身，一行；template 是模板版本，请勿修改。One row about the pack; template is the version of this template: leave it.",
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
            *("label_zh", "label_en", "help_zh", "help_en", "title_zh", "title_en", "each", "only_exception"),
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
    SheetLayout(
        "contradictions",
        ("id", "severity", "when", "text_zh", "text_en", "confidence", "each", "facts"),
        "回答互相矛盾的情形；facts 一行一个“名称: 公式”。Answers that contradict; facts: “name: formula”, one a line.",
    ),
    SheetLayout(
        "model",
        ("since", "weights", "ai_denominator"),
        "一行：从哪一年起有这套办法，采用哪套权重，人工智能占比除以什么（built、applicable、all）。One row: since which year there is the scheme, the weight set in use and what the AI share is divided by.",
        national=True,
    ),
    SheetLayout(
        "tiers",
        (
            *("id", "name_zh", "name_en", "positioning_zh", "positioning_en"),
            *("recognised_by_zh", "recognised_by_en", "sources", "confidence"),
        ),
        "四个层级。The four tiers.",
        national=True,
    ),
    SheetLayout(
        "dimensions", ("id", "name_zh", "name_en", "sources", "confidence"), "维度。Dimensions.", national=True
    ),
    SheetLayout(
        "stages",
        ("id", "dimension", "name_zh", "name_en", "sources", "confidence"),
        "环节，各属一个维度。Stages, each of a dimension.",
        national=True,
    ),
    SheetLayout(
        "scenarios",
        (
            *("id", "number", "stage", "name_zh", "name_en", "summary_zh", "summary_en"),
            *("question_zh", "question_en", "hint_zh", "hint_en", "sources", "confidence"),
        ),
        "场景，各属一个环节。Scenarios, each of a stage.",
        national=True,
    ),
    SheetLayout(
        "maturity_levels", ("zh", "en"), "成熟度五个等级的名称。Names of the five maturity levels.", national=True
    ),
    SheetLayout(
        "subdomains",
        (
            *("id", "element_zh", "element_en", "domain_zh", "domain_en", "name_zh", "name_en"),
            *("levels_zh", "levels_en", "sources", "confidence"),
        ),
        "成熟度子域；levels 五行，一级一行。Subdomains of maturity; levels: five lines, one a level.",
        national=True,
    ),
    SheetLayout(
        "kpis",
        ("id", "group_zh", "group_en", "name_zh", "name_en", "unit", "better", "low", "high", "sources", "confidence"),
        "指标；unit：percent、count、ratio。Indicators.",
        national=True,
    ),
    SheetLayout("systems", ("id", "name_zh", "name_en", "what_zh", "what_en"), "软件系统。Software.", national=True),
    SheetLayout(
        "sections",
        ("id", "title_zh", "title_en", "lead_zh", "lead_en"),
        "问卷的各页。Pages of questions.",
        national=True,
    ),
    SheetLayout(
        "requirements",
        (
            *("id", "section", "exception", "name_zh", "name_en", "text_zh", "text_en"),
            *("question_zh", "question_en", "hint_zh", "hint_en"),
        ),
        "由企业逐条确认的要求。Requirements that the enterprise confirms.",
        national=True,
    ),
    SheetLayout(
        "weight_sets",
        ("id", "name_zh", "name_en", "parts", "sources", "confidence", "note_zh", "note_en"),
        "成熟度权重；parts 一行一个“子域: 权重”。Weights of maturity; parts: “subdomain: weight”, one a line.",
        national=True,
    ),
)
KEYS = {"sources": "key", "choices": "list", "notes": "about"}
"""Sheets whose rows are held by name in the pack, and the column of the name."""
SINGLE = frozenset({"pack", "model"})
"""Sheets with one row."""
LISTED = frozenset({"sources", "replaces"})
"""Columns that hold several words, with spaces or semicolons between them."""
BY_LINE = frozenset({"not_asked", "levels"})
"""Wordings of several entries, one a line."""
NAMED = frozenset({"facts", "parts"})
"""Columns that hold “name: value”, one a line."""
