"""What a person calls the sheets and columns of a pack's workbook: in templates, in the window, and when one is read."""

from collections.abc import Iterable, Iterator, Mapping

from models.language import Language, Text
from models.packs.office.layout import SheetLayout

_SHEETS: Mapping[str, Text] = {
    "pack": Text("规则包", "Pack"),
    "sources": Text("依据", "Sources"),
    "conditions": Text("要求", "Conditions"),
    "questions": Text("问题", "Questions"),
    "choices": Text("选项", "Choices"),
    "quantities": Text("公式", "Formulas"),
    "notes": Text("说明", "Notes"),
    "contradictions": Text("矛盾", "Contradictions"),
    "model": Text("计算办法", "Model"),
    "tiers": Text("层级", "Tiers"),
    "dimensions": Text("维度", "Dimensions"),
    "stages": Text("环节", "Stages"),
    "scenarios": Text("场景", "Scenarios"),
    "maturity_levels": Text("成熟度等级", "Maturity levels"),
    "subdomains": Text("成熟度子域", "Maturity subdomains"),
    "kpis": Text("指标", "Indicators"),
    "systems": Text("系统", "Systems"),
    "sections": Text("问卷页", "Pages of questions"),
    "requirements": Text("确认事项", "Requirements"),
    "weight_sets": Text("权重", "Weights"),
}
_COLUMNS: Mapping[str, Text] = {
    "id": Text("编号", "Id"),
    "key": Text("编号", "Key"),
    "list": Text("选项表", "List"),
    "name": Text("名称", "Name"),
    "version": Text("版本", "Version"),
    "date": Text("日期", "Date"),
    "region": Text("地区", "Region"),
    "kind": Text("种类", "Kind"),
    "template": Text("模板版本", "Template version"),
    "what": Text("文件名称和文号", "Document and number"),
    "where": Text("网址", "Address"),
    "no_address": Text("没有网址的原因", "Why it has no address"),
    "confidence": Text("可信程度", "Mark"),
    "transcription": Text("转录件", "Transcription"),
    "tier": Text("层级", "Tier"),
    "dimension": Text("维度", "Dimension"),
    "text": Text("正文", "Text"),
    "rule": Text("规则", "Rule"),
    "rule_text": Text("规则怎么理解", "Rule in words"),
    "sources": Text("依据", "Sources"),
    "informative": Text("仅供参考", "For information only"),
    "replaces": Text("代替的要求", "Replaces"),
    "not_asked": Text("原文有而没有问的", "Not asked"),
    "section": Text("问卷页", "Page of questions"),
    "group": Text("分组", "Group"),
    "choices": Text("选项表", "Choices"),
    "unit": Text("单位", "Unit"),
    "low": Text("最小值", "Least"),
    "high": Text("最大值", "Greatest"),
    "longest": Text("最多字数", "Longest"),
    "decisive": Text("影响结果", "Decisive"),
    "label": Text("问题", "Question"),
    "help": Text("提示", "Help"),
    "title": Text("标题", "Title"),
    "each": Text("逐项", "For each"),
    "only_exception": Text("只问例外", "Exception only"),
    "formula": Text("公式", "Formula"),
    "about": Text("关于", "About"),
    "severity": Text("轻重", "Severity"),
    "when": Text("何时矛盾", "When"),
    "facts": Text("引用的数", "Facts"),
    "since": Text("起始年份", "Since"),
    "weights": Text("采用的权重", "Weights in use"),
    "ai_denominator": Text("人工智能占比的分母", "AI share of"),
    "positioning": Text("定位", "Positioning"),
    "recognised_by": Text("由谁认定", "Recognised by"),
    "number": Text("序号", "Number"),
    "stage": Text("环节", "Stage"),
    "summary": Text("摘要", "Summary"),
    "question": Text("问法", "Question"),
    "hint": Text("提示", "Hint"),
    "element": Text("要素", "Element"),
    "domain": Text("域", "Domain"),
    "levels": Text("各级说明", "Levels"),
    "better": Text("好的方向", "Better"),
    "lead": Text("导语", "Lead"),
    "exception": Text("可有例外", "Exception"),
    "parts": Text("各项权重", "Parts"),
    "note": Text("备注", "Note"),
}
_ALONE: Mapping[str, Text] = {"zh": Text("中文", "Chinese"), "en": Text("英文", "English")}
REMARKS = frozenset({"备注", "批注", "注释", "注", "remark", "remarks", "comment", "comments", "note", "notes"})
"""Headings of a column that an office keeps for itself; it is not read."""


def sheet_title(name: str) -> Text:
    """Returns what a person calls a sheet."""
    return _SHEETS[name]


def column_title(column: str) -> Text:
    """Returns what a person calls a column; a wording says its language."""
    if column in _ALONE:
        return _ALONE[column]
    stem, _, language = column.rpartition("_")
    if stem in _COLUMNS and language in _ALONE:
        title, words = _COLUMNS[stem], _ALONE[language]
        return Text(f"{title.zh}（{words.zh}）", f"{title.en} ({words.en})")
    return _COLUMNS[column]


def sheet_of(title: str) -> str:
    """Returns the sheet that a title means, whether written as in the format or in words; else the title itself."""
    small = _plain(title)
    for name, words in _SHEETS.items():
        if small in {name, _plain(words.zh), _plain(words.en)}:
            return name
    return title


def column_of(sheet: SheetLayout, title: str) -> str:
    """Returns the column that a heading means; a wording without a language is the Chinese one."""
    small = _plain(title)
    for column in sheet.columns:
        if small == column:
            return column
    for column in sheet.columns:
        words = column_title(column)
        stem = column.removesuffix("_zh")
        alone = {_plain(_COLUMNS[stem].zh)} if stem != column else set[str]()
        if small in {_plain(words.zh), _plain(words.en)} | alone:
            return column
    return title


def columns(sheets: Iterable[SheetLayout], language: Language) -> Iterator[tuple[str, str]]:
    """Yields each sheet with the words for its columns, for the first sheet of a template; both may be typed."""
    for sheet in sheets:
        words = "；".join(f"{column}：{column_title(column).text(language)}" for column in sheet.columns)
        yield f"{sheet.name} {sheet_title(sheet.name).text(language)}", words


def _plain(title: str) -> str:
    return "".join(title.split()).replace("(", "（").replace(")", "）").casefold()
