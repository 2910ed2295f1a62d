"""Where the factory stands: profile, dimensions, every condition with its reason and source."""

from itertools import groupby
from typing import Any

from models.language import Text
from models.rulebook import CAVEAT
from reports import charts
from reports.content.blocks import (
    EMPTY,
    Block,
    Cell,
    ChartFigure,
    Column,
    Heading,
    Paragraph,
    Row,
    Table,
    Voice,
)
from reports.content.front import Data, label_of, ladder, still_to_do
from reports.content.words import _, further, joined, keys, listed, mark, number, or_dash, plain, read, status_word


def profile(data: Data) -> list[Block]:
    """Returns who is assessed."""
    blocks: list[Block] = [Heading(1, _("Profile"), "profile")]
    for part, rows in groupby(data["profile"], key=lambda row: str(row["part"])):
        blocks.append(Heading(2, _part(part), f"profile-{part}"))
        shown = list(rows)
        if part == "systems":
            blocks.append(_systems(shown))
            continue
        blocks.append(
            Table(
                EMPTY,
                (Column(_("Item"), 30), Column(_("Answer"), 70)),
                tuple(Row((Cell(read(row["label"])), Cell(read(row["value"])))) for row in shown),
                show_head=False,
                continued=further(_part(part)),
                abreast=True,
            )
        )
    if not data["profile"]:
        blocks.append(Paragraph(_("Nothing was entered, or it was removed from this edition."), Voice.NOTE))
    return blocks


def _part(part: str) -> Text:
    return {"enterprise": _("Enterprise"), "factory": _("Factory"), "systems": _("Systems in use")}[part]


def _systems(rows: list[dict[str, Any]]) -> Table:
    """One row for each system with details, in one line; systems with the same details share a row."""
    lines = []
    alike: dict[Text, list[Text]] = {}
    kinds: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        kinds.setdefault(str(row["answer"]).split(".")[1], []).append(row)
    for answers in kinds.values():
        label = next((row for row in answers if str(row["answer"]).endswith(".in_use")), answers[0])
        if answers == [label]:
            alike.setdefault(read(label["value"]), []).append(read(label["label"]))
            continue
        details = [
            joined(read(row["label"]), read(row["value"]), zh="：", en=": ") for row in answers if row is not label
        ]
        lines.append(
            Row(
                (
                    Cell(read(label["label"])),
                    Cell(read(label["value"])),
                    Cell(or_dash(joined(*details, zh="；", en="; "))),
                )
            )
        )
    lines += [Row((Cell(listed(labels)), Cell(value), Cell(or_dash(EMPTY)))) for value, labels in alike.items()]
    return Table(EMPTY, (Column(_("System"), 38), Column(_("In use"), 14), Column(_("Details"), 48)), tuple(lines))


def standing(data: Data) -> list[Block]:
    """Returns ladder, radar and the figures beside the tiers."""
    blocks: list[Block] = [
        Heading(1, _("Where the factory stands"), "standing"),
        Paragraph(
            _(
                "A tier is reached when all of its conditions, and all conditions of the tiers below, are met. An unanswered question never counts as a yes or a no."
            )
        ),
        ladder(data),
        Heading(2, _("Scenarios by dimension"), "standing-radar"),
        _radar(data),
    ]
    indices = data["evaluation"]["indices"]
    if indices:
        blocks += [
            Heading(2, _("Reference figures"), "standing-indices"),
            Paragraph(_("These figures are for comparison only. They are not a condition of any tier."), Voice.NOTE),
            Table(
                EMPTY,
                (
                    Column(_("Figure"), 26),
                    Column(_("Value"), 14),
                    Column(_("How it is calculated, and what to compare it with"), 60),
                ),
                tuple(
                    Row(
                        (
                            Cell(read(index["name"])),
                            Cell(_index_value(index)),
                            Cell(read(index["formula"]), note=read(index["note"])),
                        )
                    )
                    for _key, index in sorted(indices.items())
                ),
            ),
        ]
    if data["recognition"]:
        blocks += [
            Heading(2, _("Recognition so far"), "standing-recognition"),
            Table(
                EMPTY,
                (
                    Column(_("Tier"), 20),
                    Column(_("Kind"), 20),
                    Column(_("Date"), 15),
                    Column(_("Authority and document"), 45),
                ),
                tuple(
                    Row(
                        (
                            Cell(read(each["name"])),
                            Cell(read(each["kind"])),
                            Cell(or_dash(plain(each["date"]))),
                            Cell(or_dash(joined(plain(each["authority"]), plain(each["document"]), zh="，", en=", "))),
                        )
                    )
                    for each in data["recognition"]
                ),
            ),
        ]
    return blocks


def _index_value(index: dict[str, Any]) -> Text:
    if index["value"] is None:
        return _("unknown")
    value = number(index["value"])
    unit = str(index["unit"])
    if unit == "share":
        shown = f"{float(str(index['value'])) * 100:.1f}".rstrip("0").rstrip(".")
        return plain(f"{shown}%")
    return plain(f"{value}%" if unit == "percent" else value)


def _radar(data: Data) -> ChartFigure:
    axes, levels = [], []
    status = {row["id"]: row for row in data["scenarios"]}
    for dimension in data["rulebook"]["dimensions"]:
        applicable = [
            status[each["id"]]
            for each in data["rulebook"]["scenarios"]
            if each["dimension"] == dimension["id"] and status[each["id"]]["status"] != "not_applicable"
        ]
        built = [row for row in applicable if row["status"] in ("partial", "full")]
        smart = [row for row in built if row["ai"] == "yes"]
        count = len(applicable) or 1
        name = read(dimension["name"])
        note = plain(f"{len(built)}/{len(applicable)}")
        axes.append(charts.Axis(name, (len(built) / count, len(smart) / count), note))
        levels.append(
            joined(
                name,
                _(
                    "{built} of {all} scenarios built, {ai} with AI",
                    built=len(built),
                    all=len(applicable),
                    ai=len(smart),
                ),
                zh="：",
                en=": ",
            )
        )
    return ChartFigure(
        charts.Radar(tuple(axes), (_("built, share of applicable scenarios"), _("built with AI"))),
        EMPTY,
        joined(*levels, zh="；", en="; "),
    )


def conditions(data: Data) -> list[Block]:
    """Returns every condition of every tier with status, reason, source and confidence."""
    blocks: list[Block] = [
        Heading(1, _("Every condition"), "conditions"),
        Paragraph(
            _(
                "Each status has a shape and a word: a disc with a tick means met, a square with a cross not met, a triangle unknown, a dash not applicable. Sources are listed by key at the end of the report."
            )
        ),
    ]
    for tier in data["evaluation"]["tiers"]:
        blocks.append(Heading(2, read(tier["name"]), f"tier-{tier['id']}"))
        blocks.append(
            Paragraph(joined(read(tier["positioning"]), read(tier["recognised_by"]), zh="。", en=". "), Voice.NOTE)
        )
        sets = data["evaluation"]["missing"].get(tier["id"])
        if sets:
            blocks.append(
                Paragraph(
                    _(
                        "Items in the smallest set that closes {tier}: {count}. Sets of this kind found: {sets}.",
                        tier=read(tier["name"]),
                        count=still_to_do(sets[0]),
                        sets=len(sets),
                    )
                )
            )
        if any(each["caveat"]["zh"] for each in tier["conditions"]):
            blocks.append(Paragraph(_(CAVEAT), Voice.NOTE))
        blocks.append(
            Table(
                EMPTY,
                (Column(_("Condition"), 38), Column(_("Status"), 15), Column(_("Why"), 31), Column(_("Source"), 16)),
                tuple(
                    Row(
                        (
                            Cell(read(each["text"]), note=_reading(each), anchor=f"condition-{each['id']}"),
                            Cell(
                                status_word(each["status"]),
                                mark(each["status"]),
                                note=_proof(each),
                            ),
                            Cell(read(each["reason"])),
                            Cell(
                                joined(*keys(each["sources"]), zh=" "),
                                note=read(each["backing"]),
                                link="rules-sources",
                            ),
                        )
                    )
                    for each in tier["conditions"]
                ),
            )
        )
    return blocks


def _reading(each: dict[str, Any]) -> Text:
    """How a condition was read, and what else its text asks."""
    asked = [_("Not asked: {what}.", what=read(text)) for text in each["not_asked"]]
    return joined(read(each["rule_text"]), *asked)


def _proof(each: dict[str, Any]) -> Text:
    proof = (_("with evidence") if each["proven"] else _("claimed only")) if each["status"] == "met" else EMPTY
    return joined(proof, _("not counted") if each["informative"] else EMPTY, zh="，", en=", ")


def _concerned(data: Data, answers: list[str]) -> Text:
    """The answers by their labels, at most eight."""
    labels = list(dict.fromkeys(label_of(data, answer) for answer in answers))
    if len(labels) <= 8:
        return listed(labels)
    return joined(listed(labels[:8]), _("({count} more not listed here)", count=len(labels) - 8))


def contradictions(data: Data) -> list[Block]:
    """Returns the answers that do not fit together, declared openly."""
    words = {"error": _("cannot both be true"), "warning": _("unlikely"), "note": _("worth a look")}
    blocks: list[Block] = [Heading(1, _("Contradictions declared"), "contradictions")]
    contradictions = data["evaluation"]["contradictions"]
    problems = data["evaluation"]["problems"]
    if problems:
        rows = tuple(Row((Cell(read(problem)),)) for problem in problems)
        blocks.append(Table(EMPTY, (Column(_("What is doubtful about the rules"), 100),), rows, row_heads=False))
    if not contradictions:
        return [*blocks, Paragraph(_("No contradictory answers were found."))]
    blocks.append(
        Paragraph(
            _("The program found these contradictory answers. They are printed so that an assessor can ask about them.")
        )
    )
    blocks.append(
        Table(
            EMPTY,
            (Column(_("Weight"), 18), Column(_("What is contradictory"), 50), Column(_("Answers"), 32)),
            tuple(
                Row(
                    (
                        Cell(words[each["severity"]]),
                        Cell(read(each["sentence"])),
                        Cell(_concerned(data, each["answers"])),
                    )
                )
                for each in contradictions
            ),
        )
    )
    return blocks
