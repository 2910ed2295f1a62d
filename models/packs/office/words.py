"""What an office writes into a workbook in its own words, and the rules it can copy from the first sheet."""

import re
import unicodedata
from collections.abc import Mapping

from models.language import Text
from models.typed import read_date

FLAGS = ("informative", "decisive", "transcription", "exception", "only_exception")
"""Columns with yes or no; no is the same as an empty cell."""
_FLAG: Mapping[str, Text] = {"true": Text("是", "yes"), "false": Text("否", "no")}
_TIER: Mapping[str, Text] = {
    "basic": Text("基础级", "basic tier"),
    "advanced": Text("先进级", "advanced tier"),
    "excellent": Text("卓越级", "excellent tier"),
    "leading": Text("领航级", "leading tier"),
}
_CONDITION: Mapping[str, Text] = {
    "basic_requirement": Text("基础要求", "basic requirement"),
    "prerequisite": Text("前提条件", "prerequisite"),
    "maturity": Text("成熟度", "maturity"),
    "coverage": Text("场景覆盖", "coverage"),
    "ai_share": Text("人工智能占比", "share of AI"),
    "content": Text("建设内容", "content"),
    "outcome": Text("建设成效", "outcome"),
    "applicant": Text("申报主体", "applicant"),
    "local": Text("地方要求", "local"),
}
_QUESTION: Mapping[str, Text] = {
    "yes_no": Text("是否题", "yes or no"),
    "choice": Text("选择题", "choice"),
    "number": Text("数字", "number"),
    "integer": Text("整数", "whole number"),
    "text": Text("一行文字", "one line of text"),
    "long_text": Text("多行文字", "several lines of text"),
    "date": Text("日期", "date"),
    "list": Text("清单", "list"),
    "evidence": Text("证明材料", "evidence"),
}
_MARK: Mapping[str, Text] = {
    "O": Text("官方文本", "official text"),
    "S": Text("二手资料", "secondary source"),
    "D": Text("推算", "derived"),
    "I": Text("本程序解读", "our reading"),
    "E": Text("估算", "estimate"),
    "R": Text("未经核实", "unverified"),
    "Q": Text("自有报价", "own quote"),
}
_DIMENSION: Mapping[str, Text] = {
    "GJ": Text("工厂建设", "Factory construction"),
    "YF": Text("研发设计", "R&D and design"),
    "ZY": Text("生产作业", "Production operations"),
    "GL": Text("生产管理", "Production management"),
    "YY": Text("运营管理", "Business operation management"),
}
_SEVERITY: Mapping[str, Text] = {
    "error": Text("互相矛盾", "both cannot be true"),
    "warning": Text("可疑", "unlikely"),
    "note": Text("提示", "worth a look"),
}
_LISTS: Mapping[str, Mapping[str, Text]] = {
    **dict.fromkeys(FLAGS, _FLAG),
    "tier": _TIER,
    "tiers.id": _TIER,
    "better": {"higher": Text("越高越好", "higher"), "lower": Text("越低越好", "lower")},
    "pack.kind": {"overlay": Text("地方规则", "local rules"), "rulebook": Text("国家规则", "national edition")},
    "about": {"general": Text("通用", "general"), **_TIER},
    "confidence": _MARK,
    "dimension": _DIMENSION,
    "severity": _SEVERITY,
    "questions.section": {"local": Text("地方规则", "local rules")},
    "conditions.kind": _CONDITION,
    "questions.kind": _QUESTION,
}
"""By column, or sheet and column where two sheets differ: the word of the format and what a person calls it."""
OPEN = frozenset({"section", "dimension"})
"""Columns where a pack may have words of its own besides those that are offered."""
_RULES = frozenset({"rule", "formula", "when", "facts"})
"""Columns in the language of the rules."""
_FREE = frozenset({"where", "levels", "parts", "zh", "en"})
"""Columns that are taken as they are written."""
_QUOTED = re.compile('["“”„‟＂「」『』]([^"“”„‟＂「」『』\n]*)["“”„‟＂「」『』]')
_ALSO: Mapping[str, str] = {
    **dict.fromkeys(("√", "对", "y"), "true"),
    **dict.fromkeys(("×", "不是", "n"), "false"),
    "推断": "I",
}
"""Other words that offices write."""


def choices(sheet: str, column: str) -> Mapping[str, Text]:
    """Returns what a column may contain, by its word in the format; nothing for a column that is free."""
    return _LISTS.get(f"{sheet}.{column}", _LISTS.get(column, {}))


def meant(sheet: str, column: str, written: str) -> str:
    """Returns the word of the format for what a person wrote in a cell; what is not known stays as it is."""
    if column in _RULES:
        return _QUOTED.sub(_named, written)
    if column.endswith(("_zh", "_en")) or column in _FREE:
        return written
    written = unicodedata.normalize("NFKC", written).strip()
    if column == "date":
        return read_date(written).value or written
    words = choices(sheet, column)
    small = written.casefold()
    for word, text in words.items():
        if small in {word.casefold(), text.zh.casefold(), text.en.casefold()}:
            return word
    other = _ALSO.get(small, "")
    if other in words:
        return other
    # “先进” and “先进级智能工厂” are the advanced tier; what could be two words is none.
    near = [word for word, text in words.items() if len(small) > 1 and _begin_alike(small, text.zh)]
    return near[0] if len(near) == 1 else written


def _begin_alike(written: str, word: str) -> bool:
    return word.startswith(written) or written.startswith(word)


def _named(quoted: re.Match[str]) -> str:
    """Returns a dimension or a tier in quotation marks by its id, as rules name it; anything else as it stands."""
    for word, text in {**_DIMENSION, **_TIER}.items():
        if quoted[1].strip() == text.zh:
            return f'"{word}"'
    return quoted[0]


RULES: tuple[tuple[str, str], ...] = (
    ("规则 rule", "怎么写，照抄后改数字和编号即可 How to write it: copy, then change numbers and ids"),
    ("built_count >= 15", "已建场景不少于15个 at least 15 scenarios built"),
    ("stage_count >= 3", "已建场景覆盖3个环节以上 built scenarios in at least 3 stages"),
    ('covers("ZY", "GL")', "生产作业、生产管理都有已建场景 a built scenario in each dimension (GJ YF ZY GL YY)"),
    ('built("SC24")', "建成了某个场景 one scenario is built"),
    ("ai_share >= 0.2", "应用人工智能的场景比例不低于20% share of scenarios with AI"),
    ("maturity_level >= 2", "成熟度二级及以上 maturity level 2 or above"),
    ('says("BR1")', "某条要求答“是” a requirement is answered yes"),
    ('recognised("basic", "self_assessed", "reviewed", "recognised")', "已是基础级 is basic, in one of these ways"),
    ('is_one_of("local.example-2027.filed", "yes")', "本省问题答“是” a question of these rules is answered yes"),
    ('value("local.example-2027.score") >= 60', "本省填的数字不低于60 a number asked for by these rules"),
    (
        "已建场景数 不少于 15 且 环节数 至少 3",
        "也可以写中文：人工智能场景占比 ≥ 20%，成熟度等级 达到 2 or in Chinese words",
    ),
    ("… and …   … or …   not …", "并且、或者、非 joined; brackets ( ) as usual"),
)
"""Patterns of rules for the first sheet of the template."""
