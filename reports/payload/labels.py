"""What an answer id means to a person: `scenarios.SC10.status` is “Production progress tracking”."""

from collections.abc import Iterable, Iterator

from models.evaluation import Evaluation
from models.language import Text, sentence
from models.roadmap import Roadmap
from models.rulebook import Rulebook


def answer_labels(evaluation: Evaluation, roadmap: Roadmap | None) -> dict[str, Text]:
    """Returns a label for every answer that the result, the plan or a piece of evidence names, in id order."""
    return {answer: label(evaluation.rulebook, answer) for answer in sorted(set(_named(evaluation, roadmap)))}


def _named(evaluation: Evaluation, roadmap: Roadmap | None) -> Iterable[str]:
    for tier in evaluation.tiers:
        for each in tier.conditions:
            yield from each.answers
    for contradiction in evaluation.contradictions:
        yield from contradiction.answers
    for sets in evaluation.missing.values():
        for items in sets:
            yield from (item.answer for item in items)
    for step in roadmap.steps if roadmap else ():
        yield from (item.answer for item in step.closes)
    for answer in evaluation.assessment.answers:
        if answer.endswith(".evidence"):
            yield answer.removesuffix(".evidence")


def label(rulebook: Rulebook, answer: str) -> Text:
    """Returns what an answer, or the thing that it belongs to, is called; the id where nothing is known."""
    kind, key, *rest = [*answer.split("."), ""]
    for known, name in _things(rulebook, kind):
        if known == key:
            return _with_level(name, rest[0]) if kind == "maturity" else name
    asking = f"requirements.{key}.answer" if kind == "requirements" else answer
    for asked, question in rulebook.questions.items():
        if asked == asking:
            return question.label
    return Text(answer, answer)


def _things(rulebook: Rulebook, kind: str) -> Iterator[tuple[str, Text]]:
    """Yields id and name of everything of one kind that answers belong to."""
    match kind:
        case "scenarios":
            yield from ((scenario.id, scenario.name) for scenario in rulebook.scenarios)
        case "maturity":
            yield from ((subdomain.id, subdomain.name) for subdomain in rulebook.subdomains)
        case "indicators":
            yield from ((kpi.id, kpi.name) for kpi in rulebook.kpis)
        case "recognition":
            for tier in rulebook.tiers:
                said = sentence("recognition as {tier}", tier=tier.name)
                yield tier.id, Text(said.text("zh"), said.text("en"))


def _with_level(name: Text, last: str) -> Text:
    if not last.startswith("level"):
        return name
    said = sentence("{name}, level {level}", name=name, level=last.removeprefix("level"))
    return Text(said.text("zh"), said.text("en"))
