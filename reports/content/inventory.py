"""What the factory has: the forty scenarios in the official format, maturity, indicators, requirements."""

from typing import Any

from models.language import Text
from reports.content.blocks import (
    EMPTY,
    Align,
    Block,
    Cell,
    Column,
    Heading,
    Paragraph,
    Row,
    Table,
    Voice,
)
from reports.content.front import Data
from reports.content.words import _, further, joined, listed, number, or_dash, plain, read, wan

PARTS = ("problem", "object", "technology", "result")
"""The official shape of a scenario: 面向 – 针对 – 应用 – 达到."""


def part_words() -> tuple[Text, ...]:
    """Returns the four words of the official shape."""
    return (_("Facing"), _("For"), _("Applying"), _("Achieving"))


def filing_name(data: Data, scenario: dict[str, Any]) -> str:
    """Returns 环节名—场景名—实例名, the name under which a scenario is filed; Chinese, as the form is."""
    known = next(each for each in data["rulebook"]["scenarios"] if each["id"] == scenario["id"])
    stage = next(each for each in data["rulebook"]["stages"] if each["id"] == known["stage"])
    names = [stage["name"]["zh"], known["name"]["zh"], scenario["instance"] or "（未命名）"]
    return "—".join(names)


def described(data: Data) -> list[dict[str, Any]]:
    """Returns the scenarios that are built or have a text, in the guide's order."""
    return [
        each for each in data["scenarios"] if each["status"] in ("partial", "full") or any(each[part] for part in PARTS)
    ]


_ENTRY = 120.0
"""Points that the beginning of a described scenario takes: its name and the first of its four parts."""


def scenarios(data: Data) -> list[Block]:
    """Returns the inventory and each described scenario."""
    by_id = {each["id"]: each for each in data["scenarios"]}
    rows: list[Row] = []
    for stage in data["rulebook"]["stages"]:
        group = [each for each in data["rulebook"]["scenarios"] if each["stage"] == stage["id"]]
        if group:
            rows.append(Row((Cell(read(stage["name"])),), group=True))
        for known in group:
            own = by_id[known["id"]]
            rows.append(
                Row(
                    (
                        Cell(plain(known["number"])),
                        Cell(read(known["name"]), note=plain(own["instance"])),
                        Cell(_status(own), note=_reason(own), strong=own["status"] in ("partial", "full")),
                        Cell(or_dash(read(own["ai_word"]))),
                        Cell(or_dash(_evidence(data, own["evidence"])), link=_first(data, own["evidence"])),
                        Cell(or_dash(read(own["certainty_word"]))),
                    )
                )
            )
    blocks: list[Block] = [
        Heading(1, _("Scenarios"), "scenarios"),
        Heading(2, _("Inventory of the typical scenarios"), "scenarios-inventory"),
        Table(
            EMPTY,
            (
                Column(_("No."), 7),
                Column(_("Scenario"), 41),
                Column(_("Status"), 17),
                Column(_("AI"), 11),
                Column(_("Evidence"), 13),
                Column(_("Certainty"), 11),
            ),
            tuple(rows),
        ),
    ]
    descriptions = described(data)
    if descriptions:
        blocks.append(Heading(2, _("Scenarios in the official shape"), "scenarios-texts"))
        blocks.append(
            Paragraph(
                _(
                    "Each entry has the filing name stage—scenario—instance and the guide's four parts: facing, for, applying, achieving."
                ),
                Voice.NOTE,
            )
        )
    for each in descriptions:
        blocks.append(Heading(3, filing(data, each), f"scenario-{each['id']}", room=_ENTRY))
        blocks.append(_entry(data, each))
    return blocks


def filing(data: Data, scenario: dict[str, Any]) -> Text:
    """Returns the filing name in both languages."""
    known = next(each for each in data["rulebook"]["scenarios"] if each["id"] == scenario["id"])
    stage = next(each for each in data["rulebook"]["stages"] if each["id"] == known["stage"])
    instance = scenario["instance"]
    english = " — ".join((stage["name"]["en"], known["name"]["en"], instance or "(unnamed)"))
    return Text(filing_name(data, scenario), english)


def _status(own: dict[str, Any]) -> Text:
    return read(own["status_word"]) if own["status"] else _("not answered")


def _reason(own: dict[str, Any]) -> Text:
    """Why something does not apply, as the person wrote it, where that is the answer."""
    return plain(own["reason"]) if own.get("status") == "not_applicable" else EMPTY


def _evidence(data: Data, digests: list[str]) -> Text:
    """The numbers that the pieces of evidence have in the index; empty for none."""
    numbers = evidence_numbers(data, digests)
    return _("no. {numbers}", numbers=listed([plain(number) for number in numbers])) if numbers else EMPTY


def evidence_numbers(data: Data, digests: list[str]) -> list[int]:
    """Returns the numbers that pieces of evidence have in the index, from 1."""
    return [place for place, each in enumerate(data["evidence"], start=1) if each["digest"] in digests]


def _first(data: Data, digests: list[str]) -> str:
    """Where a link to evidence goes: its first piece in the index."""
    return next((f"evidence-{place}" for place in evidence_numbers(data, digests)), "")


def _entry(data: Data, own: dict[str, Any]) -> Table:
    rows = [Row((Cell(word), Cell(or_dash(plain(own[part]))))) for word, part in zip(part_words(), PARTS, strict=True)]
    facts = [
        joined(_("status"), _status(own), zh="：", en=": "),
        joined(_("AI"), read(own["ai_word"]), zh="：", en=": ") if own["ai"] else EMPTY,
        joined(_("investment"), wan(own["investment_wan"]), zh="：", en=": ")
        if own["investment_wan"] is not None
        else EMPTY,
        joined(_("begun"), plain(own["started"]), zh="：", en=": ") if own["started"] else EMPTY,
        joined(_("completed"), plain(own["completed"]), zh="：", en=": ") if own["completed"] else EMPTY,
        joined(_("suppliers"), plain(own["suppliers"]), zh="：", en=": ") if own["suppliers"] else EMPTY,
    ]
    rows.append(Row((Cell(_("Facts")), Cell(joined(*facts, zh="；", en="; ")))))
    if own["evidence"]:
        cell = Cell(_evidence(data, own["evidence"]), link=_first(data, own["evidence"]))
        rows.append(Row((Cell(_("Evidence")), cell)))
    if own["comment"]:
        rows.append(Row((Cell(_("Comment")), Cell(plain(own["comment"])))))
    return Table(
        EMPTY,
        (Column(_("Part"), 14), Column(_("Text"), 86)),
        tuple(rows),
        show_head=False,
        continued=further(filing(data, own)),
    )


def requirements(data: Data) -> list[Block]:
    """Returns what was said to the requirements that are answered directly."""
    blocks: list[Block] = [Heading(1, _("Requirements as answered"), "requirements")]
    if not data["requirements"]:
        return [*blocks, Paragraph(_("No requirement has been answered yet."))]
    blocks.append(
        Table(
            EMPTY,
            (Column(_("Requirement"), 52), Column(_("Answer"), 14), Column(_("Comment or exception"), 34)),
            tuple(
                Row(
                    (
                        Cell(read(each["text"])),
                        Cell(read(each["answer"]), note=read(each["certainty"])),
                        Cell(
                            or_dash(joined(plain(each["exception"]), plain(each["comment"]), zh="；", en="; ")),
                            note=joined(_("Evidence"), _evidence(data, each["evidence"]))
                            if each["evidence"]
                            else EMPTY,
                        ),
                    )
                )
                for each in data["requirements"]
            ),
        )
    )
    return blocks


def maturity(data: Data) -> list[Block]:
    """Returns the twenty subdomains with what was said of each level."""
    own = data["maturity"]
    names = [read(level) for level in data["rulebook"]["maturity_levels"]]
    blocks: list[Block] = [
        Heading(1, _("Maturity"), "maturity"),
        Paragraph(
            _(
                "Capability maturity under GB/T 39116-2020: four elements, twenty subdomains, five levels. The table shows how far each level is reported as fulfilled. What a level asks is this program's own reading of the standard's structure, not its text."
            ),
        ),
    ]
    declared = own["declared"]
    if declared["level"] or declared["score"]:
        blocks.append(
            Paragraph(
                _(
                    "Declared result: level {level}, score {score}, {date}, {platform}.",
                    level=declared["level"] or "—",
                    score=declared["score"] or "—",
                    date=declared["date"] or "—",
                    platform=declared["platform"] or "—",
                ),
                Voice.STRONG,
            )
        )
    judged = [each for tier in data["evaluation"]["tiers"] for each in tier["conditions"] if each["kind"] == "maturity"]
    if judged:
        # The lowest level that is not reached says most: how far the answers carry, and with which weights.
        open_ones = [each for each in judged if each["status"] != "met"]
        blocks.append(Paragraph(read((open_ones or judged[-1:])[0]["reason"]), Voice.STRONG))
    rows: list[Row] = []
    element = None
    for each in own["subdomains"]:
        if each["element"] != element:
            element = each["element"]
            rows.append(Row((Cell(read(element)),), group=True))
        rows.append(
            Row(
                (
                    Cell(
                        read(each["name"]),
                        note=joined(_unless_sure(each["certainty"]), plain(each["comment"]), zh="；", en="; "),
                    ),
                    *(Cell(or_dash(read(level["word"])), strong=level["answer"] == "full") for level in each["levels"]),
                )
            )
        )
    blocks.append(
        Table(
            EMPTY,
            (
                Column(_("Subdomain"), 30),
                *(Column(joined(plain(level), name, zh=" "), 14) for level, name in enumerate(names, start=1)),
            ),
            tuple(rows),
        )
    )
    return blocks


def indicators(data: Data) -> list[Block]:
    """Returns the indicators before and after, with the benchmark that the factory named."""
    blocks: list[Block] = [
        Heading(1, _("Indicators"), "indicators"),
        Paragraph(
            _(
                "No public text sets a threshold for these indicators. They are compared with the benchmark named by the factory, and its source is given."
            ),
            Voice.NOTE,
        ),
    ]
    given = [
        each
        for each in data["indicators"]
        if each["reason"] or any(each[name] is not None for name in ("before", "after", "benchmark"))
    ]
    if not given:
        return [*blocks, Paragraph(_("No indicator was entered."))]
    blocks.append(
        Table(
            EMPTY,
            (
                Column(_("Indicator"), 27),
                Column(_("Before"), 11, Align.RIGHT),
                Column(_("After"), 11, Align.RIGHT),
                Column(_("Benchmark"), 13, Align.CENTRE),
                Column(_("Benchmark: scope, source, date"), 38),
            ),
            tuple(_indicator(each) for each in given),
        )
    )
    return blocks


def _unless_sure(certainty: dict[str, str]) -> Text:
    """How sure an answer is, where that is worth a word."""
    word = read(certainty)
    return EMPTY if word in (EMPTY, _("sure")) else word


def _indicator(each: dict[str, Any]) -> Row:
    unit = "%" if each["unit"] == "percent" else ""

    def figure(name: str) -> Text:
        return or_dash(plain(f"{number(each[name])}{unit}") if each[name] is not None else EMPTY)

    scope = joined(read(each["benchmark_scope"]), read(each["benchmark_kind"]))
    source = joined(plain(each["benchmark_source"]), plain(each["benchmark_date"]), zh="，", en=", ")
    better = _("higher is better") if each["higher_is_better"] else _("lower is better")
    return Row(
        (
            Cell(
                read(each["name"]),
                note=joined(
                    *(better, plain(each["period"]), _unless_sure(each["certainty"]), plain(each["reason"])),
                    zh="，",
                    en=", ",
                ),
            ),
            Cell(figure("before")),
            Cell(figure("after"), strong=True),
            Cell(figure("benchmark")),
            Cell(or_dash(scope), note=source),
        )
    )
