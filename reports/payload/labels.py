"""What an answer id means to a person: `scenarios.SC10.status` is “Production progress tracking”."""

from collections.abc import Iterable

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
    parts = answer.split(".")
    kind, key = parts[0], parts[1] if len(parts) > 1 else ""
    if kind == "scenarios":
        for scenario in rulebook.scenarios:
            if scenario.id == key:
                return scenario.name
    if kind == "maturity":
        for subdomain in rulebook.subdomains:
            if subdomain.id == key:
                return _with_level(subdomain.name, parts[2] if len(parts) > 2 else "")
    if kind == "indicators":
        for kpi in rulebook.kpis:
            if kpi.id == key:
                return kpi.name
    if kind == "recognition":
        for tier in rulebook.tiers:
            if tier.id == key:
                said = sentence("recognition as {tier}", tier=tier.name)
                return Text(said.text("zh"), said.text("en"))
    asking = f"requirements.{key}.answer" if kind == "requirements" else answer
    for asked, question in rulebook.questions.items():
        if asked == asking:
            return question.label
    return Text(answer, answer)


def _with_level(name: Text, last: str) -> Text:
    if not last.startswith("level"):
        return name
    said = sentence("{name}, level {level}", name=name, level=last.removeprefix("level"))
    return Text(said.text("zh"), said.text("en"))
