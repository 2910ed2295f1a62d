"""The sheets about conditions: every status with all that decided it, and what is missing."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from models.language import Language, Text
from models.rulebook import CAVEAT
from reports.content.front import Data, label_of, reached_name, tier_name
from reports.content.words import _, either, joined, listed, plain, read, status_word
from reports.payload.wording import answer_word, maturity_word
from reports.spreadsheet.book import Book, Look


def result_rows(data: Data, language: Language) -> list[Sequence[object]]:
    """Returns the tiers and counts that come first, one row each."""
    return [
        [_("Tier reached").text(language), reached_name(data).text(language)],
        [_("Tier possible").text(language), tier_name(data, data["evaluation"]["possible"]).text(language)],
        [_("Conditions met").text(language), data["evaluation"]["met_count"]],
        [_("Conditions met with evidence").text(language), data["evaluation"]["proven_count"]],
        *([read(problem).text(language)] for problem in data["evaluation"]["problems"]),
        [_(CAVEAT).text(language)],
    ]


def traces(book: Book, data: Data) -> None:
    """Adds every condition with all that decided it, one row each; then the missing sets."""
    language = book.language
    heads = (
        _("Tier"),
        _("Id"),
        _("Condition"),
        _("Status"),
        _("With evidence"),
        _("Counted"),
        _("Why"),
        _("Rule in words"),
        _("Rule"),
        _("Answers"),
        _("Ids of the answers"),
        _("Source"),
        _("Confidence"),
        _("Not asked"),
        _("Pack"),
    )
    rows: list[list[object]] = [[head.text(language) for head in heads]]
    for tier in data["evaluation"]["tiers"]:
        for each in tier["conditions"]:
            rows.append(
                [
                    read(tier["name"]).text(language),
                    each["id"],
                    read(each["text"]).text(language),
                    status_word(each["status"]).text(language),
                    yes(each["proven"]).text(language),
                    yes(not each["informative"]).text(language),
                    read(each["reason"]).text(language),
                    read(each["rule_text"]).text(language),
                    each["rule"],
                    "\n".join(dict.fromkeys(label_of(data, answer).text(language) for answer in each["answers"])),
                    "\n".join(each["answers"]),
                    either(each["source"]).text(language),
                    joined(read(each["backing"]), read(each["caveat"]), zh="，", en=", ").text(language),
                    "\n".join(read(text).text(language) for text in each["not_asked"]),
                    each["pack"],
                ]
            )
    book.sheet(_("Conditions and traces").text(language), rows, Look(hidden=(2, 9, 11, 15)))
    _missing(book, data)


def _missing(book: Book, data: Data) -> None:
    """What is missing to each tier, one row an answer: in how many of the smallest combinations it stands.

    The combinations themselves may be hundreds; listed one by one, nobody would read them.
    """
    language = book.language
    heads = (_("Tier"), _("What it is"), _("Needed"), _("How often needed"), _("Of so many combinations"), _("Id"))
    rows: list[list[object]] = [[head.text(language) for head in heads]]
    remarks = data["evaluation"]["missing_remarks"]
    for tier_id, sets in sorted(data["evaluation"]["missing_items"].items(), key=lambda pair: _number(data, pair[0])):
        if tier_id in remarks:
            rows.append([tier_name(data, tier_id).text(language), read(remarks[tier_id]).text(language)])
        counts: Counter[tuple[str, str]] = Counter()
        items: dict[tuple[str, str], dict[str, Any]] = {}
        for combination in sets:
            for item in combination:
                key = (item["answer"], str(item["value"]))
                counts[key] += 1
                items.setdefault(key, item)
        # What every combination needs comes first; the rest are ways to choose from.
        for key, count in sorted(counts.items(), key=lambda pair: -pair[1]):
            rows.append(
                [
                    tier_name(data, tier_id).text(language),
                    label_of(data, key[0]).text(language),
                    _needed(data, items[key]).text(language),
                    _("always").text(language) if count == len(sets) else count,
                    len(sets),
                    key[0],
                ]
            )
    book.sheet(_("What is missing").text(language), rows, Look(hidden=(6,)))


def _number(data: Data, tier_id: str) -> int:
    return next((int(tier["number"]) for tier in data["evaluation"]["tiers"] if tier["id"] == tier_id), 0)


def _needed(data: Data, item: dict[str, Any]) -> Text:
    """The answer that a missing item needs, in the words of the questions; evidence by the names of its files."""
    if isinstance(item["value"], list):
        names = {each["digest"]: each["name"] for each in data.get("evidence", ())}
        return listed([plain(names[each]) if each in names else _("a file") for each in item["value"]])
    value = str(item["value"])
    return maturity_word(value) if ".level" in item["answer"] else answer_word(value)


def yes(value: bool) -> Text:
    """Returns yes or no."""
    return _("yes") if value else _("no")
