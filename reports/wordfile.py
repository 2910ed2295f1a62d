"""The scenario texts as DOCX in the order of the authority's online form, ready to copy.

Paper must equal the form: a text that is longer than the field for which a limit was entered is marked.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from models.language import Language, Text, counted
from reports.content import data_of
from reports.content.blocks import Content
from reports.content.front import enterprise, notice
from reports.content.inventory import PARTS, described, filing_name, part_words
from reports.content.words import _, joined, plain, read, wan

NO_LIMITS: Mapping[str, int] = MappingProxyType({})
"""No public text says how long a field of the online form may be, and the forms differ by year: the person enters
the limits of the form before them. Without one, each text only shows its length."""


@dataclass(frozen=True, slots=True)
class TooLong:
    """A text that is longer than its field."""

    scenario: str
    part: str
    length: int
    limit: int


def too_long(content: Content, limits: Mapping[str, int] = NO_LIMITS) -> tuple[TooLong, ...]:
    """Returns every scenario text that is longer than its field, in the order of the form.

    `limits` are most characters for `instance`, `problem`, `object`, `technology` and `result`.
    """
    return tuple(
        TooLong(scenario["id"], part, len(scenario[part]), limits[part])
        for scenario in described(data_of(content))
        for part in ("instance", *PARTS)
        if part in limits and len(scenario[part]) > limits[part]
    )


def write_word(content: Content, language: Language, limits: Mapping[str, int] = NO_LIMITS) -> bytes:
    """Returns the scenario texts as DOCX: filing name, the four parts, the facts, in the order of the form."""
    from docx import Document
    from docx.shared import Pt, RGBColor

    data = data_of(content)
    paper = Document()
    _typeface(paper)
    paper.add_heading(_clean(_("Scenarios for the online form").text(language)), level=0)
    paper.add_paragraph(_clean(enterprise(data).text(language)))
    paper.add_paragraph(_clean(notice().text(language)))
    long_texts = too_long(content, limits)
    if long_texts:
        paragraph = paper.add_paragraph()
        run = paragraph.add_run(
            _("Texts longer than their field, marked below with ▲: {count}", count=len(long_texts)).text(language)
        )
        run.bold = True
    for scenario in described(data):
        paper.add_heading(_clean(filing_name(data, scenario)), level=1)
        for part, word in (("instance", _("Instance")), *zip(PARTS, part_words(), strict=True)):
            text = scenario[part]
            written = paper.add_paragraph()
            label = written.add_run(_clean(word.text(language)) + ("：" if language == "zh" else ": "))
            label.bold = True
            written.add_run(_clean(text) or "—")
            if part in limits and len(text) > limits[part]:
                mark = written.add_run(
                    " ▲ "
                    + _("{length} characters, field of {limit}", length=len(text), limit=limits[part]).text(language)
                )
                mark.bold = True
                mark.font.size = Pt(9)
                mark.font.color.rgb = RGBColor(0x0A, 0x45, 0x66)
            elif text:
                length = counted("({count} character)", "({count} characters)", count=len(text))
                remark = written.add_run("  " + length.text(language))
                remark.font.size = Pt(8)
        paper.add_paragraph(_clean(_facts(scenario).text(language)))
    moment = datetime.fromisoformat(content.created).replace(tzinfo=None)
    properties = paper.core_properties
    properties.author = properties.last_modified_by = "Zhijie"
    properties.title = content.cover.title.text(language)
    properties.created = properties.modified = moment
    target = io.BytesIO()
    paper.save(target)
    return target.getvalue()


def _facts(scenario: Mapping[str, Any]) -> Text:
    parts = [
        joined(_("status"), read(scenario["status_word"]), zh="：", en=": "),
        joined(_("AI"), read(scenario["ai_word"]), zh="：", en=": "),
    ]
    if scenario["investment_wan"] is not None:
        parts.append(_("investment: {sum}", sum=wan(scenario["investment_wan"])))
    for name, word in (("started", _("begun")), ("completed", _("completed")), ("suppliers", _("suppliers"))):
        if scenario[name]:
            parts.append(joined(word, plain(scenario[name]), zh="：", en=": "))
    return joined(*parts, zh="；", en="; ")


def _typeface(paper: Any) -> None:
    """Names a Chinese face for Chinese text; Word would take a Latin one."""
    from docx.oxml.ns import qn

    style = paper.styles["Normal"]
    style.font.name = "Noto Sans SC"
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "Noto Sans SC")


def _clean(value: str) -> str:
    """XML knows no control characters."""
    return "".join(character for character in value if character == "\n" or ord(character) >= 32)
