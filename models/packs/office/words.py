"""What an office writes into a workbook in its own words, and the rules it can copy from the first sheet."""

from collections.abc import Mapping

_YES: Mapping[str, str] = {
    **dict.fromkeys(("是", "yes", "true", "√", "对", "y"), "true"),
    **dict.fromkeys(("否", "no", "false", "×", "不是", "n"), "false"),
}
_TIERS: Mapping[str, str] = {
    "基础级": "basic",
    "先进级": "advanced",
    "卓越级": "excellent",
    "领航级": "leading",
}
MEANT: Mapping[str, Mapping[str, str]] = {
    "informative": _YES,
    "decisive": _YES,
    "transcription": _YES,
    "tier": _TIERS,
    "about": {**_TIERS, "通用": "general"},
    "confidence": {"官方文本": "O", "二手资料": "S", "推断": "I"},
}
"""By column: a word of the office, in small letters, to the word of the format."""

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
    ("… and …   … or …   not …", "并且、或者、不 joined; brackets ( ) as usual"),
)
"""Patterns of rules for the first sheet of the template."""
