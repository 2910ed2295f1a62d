"""What helps to answer a question: an example, what an assessor looks at, a low-cost way; read from `resources/guidance`."""

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache

import resources
from models.language import Text
from models.packs.text.table import PackTable
from models.packs.text.tree import read_tree
from models.questionnaire import Question
from models.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Guidance:
    """Four short texts beside a question. None of them decides anything."""

    meaning: Text
    """What is meant."""
    example: Text
    assessor: Text
    """What an assessor looks at."""
    cheap: Text
    """A low-cost way to get there, or to find the answer."""


def guidance(question: Question, rulebook: Rulebook) -> Guidance | None:
    """Returns what helps to answer a question; None for one of a pack that is not ours.

    An entry for the very question comes first, then one with a star, then that of its subject (`scenarios.SC10`).
    """
    entries = _entries()
    key = _key(question.id)
    if key is None:
        return None
    return Guidance(_meaning(question, rulebook), *entries[key])


def read_guidance() -> None:
    """Reads all texts now, which takes longer than a question may: in a thread, before the first one is shown."""
    _entries()


def _meaning(question: Question, rulebook: Rulebook) -> Text:
    if question.id.startswith("scenarios.") and question.id.endswith(".status"):
        return next((each.summary for each in rulebook.scenarios if each.id == question.group), question.help)
    return question.help


@lru_cache(maxsize=4096)
def _key(answer: str) -> str | None:
    entries = _entries()
    if answer in entries:
        return answer
    pattern = next((key for key in entries if "*" in key and fnmatchcase(answer, key)), None)
    subject = answer.rpartition(".")[0]
    return pattern or (subject if subject in entries else None)


@lru_cache(maxsize=1)
def _entries() -> Mapping[str, tuple[Text, Text, Text]]:
    entries: dict[str, tuple[Text, Text, Text]] = {}
    for file in sorted(resources.path("guidance").glob("*.yaml")):
        for node in PackTable(read_tree(file.name, file.read_bytes())).nodes("guidance"):
            row = PackTable(node)
            key = row.word("for")
            assert key not in entries, key
            entries[key] = (row.text("example"), row.text("assessor"), row.text("cheap"))
            row.done()
    return entries
