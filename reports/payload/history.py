"""One line of the change history: values as they are in the document, and the words for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.assessment import AnswerId, Value
from models.language import Sentence, Text, sentence
from models.rulebook import Rulebook
from reports.payload.labels import label
from reports.payload.wording import value_text


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of the change history."""

    when: str
    """ISO date or time with zone."""
    answer: AnswerId | None
    """None where the version was frozen."""
    old: Value | None = None
    new: Value | None = None
    why: str = ""
    """In the person's own words."""
    version: int | None = None


def history_line(change: HistoryLine, rulebook: Rulebook) -> dict[str, Any]:
    """Returns one line of the history as the payload has it: the values, and the words of the page of questions."""
    question = None if change.answer is None else rulebook.questions.get(change.answer)

    def words(value: Value | None) -> Text:
        return Text("", "") if value is None or value == "" else value_text(value, question)

    what: Text | Sentence
    if change.answer is None:
        what = sentence("version {version} frozen", version=change.version)
    else:
        what = label(rulebook, change.answer)
    return {
        "when": change.when,
        "answer": change.answer,
        "old": change.old,
        "new": change.new,
        "what": what,
        "old_words": words(change.old),
        "new_words": words(change.new),
        "why": change.why,
        "version": change.version,
    }


def claimed_line(line: Mapping[str, Any]) -> HistoryLine:
    """Returns the change behind a line of a payload, whatever its words say."""
    return HistoryLine(
        when=line["when"],
        answer=None if line["answer"] is None else AnswerId(line["answer"]),
        old=_value(line["old"]),
        new=_value(line["new"]),
        why=line["why"],
        version=line["version"],
    )


def _value(written: Any) -> Value | None:
    value: Value | None = tuple(written) if isinstance(written, list) else written
    return value
