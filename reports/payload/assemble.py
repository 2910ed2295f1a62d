"""Everything a report shows, gathered into one JSON value; the pages are written from nothing else."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from types import MappingProxyType
from typing import Any, Literal, get_args

import resources
from models.assessment import AnswerId
from models.catalogue import Catalogue
from models.characters import composed
from models.errors import ApplicationError
from models.evaluation import Evaluation
from models.language import Language, Text, sentence
from models.roadmap import Roadmap
from reports.payload.canonical import canonical, resolved
from reports.payload.discretion import Discretion, discreet
from reports.payload.history import HistoryLine, history_line
from reports.payload.labels import answer_labels
from reports.payload.plan import limits_tree, roadmap_tree
from reports.payload.shown import pack_line, shown, source_line

FORMAT = "zhijie-report"
FORMAT_VERSION = 1
LAYOUT = 1
"""Edition of what is written: raised once a release when the same payload gives other bytes, or the same answers give
another payload. `write_report` of one layout is deterministic, so that a verifier can compare the whole file; how
earlier layouts were drawn is kept in `resources/layouts`."""

Edition = Literal["full", "deidentified"]
EDITIONS: tuple[Edition, ...] = get_args(Edition)
ReportLanguage = Literal["zh", "en", "both"]

_DRAWING = ("pikepdf", "pillow", "reportlab", "segno")
"""The libraries whose versions decide the bytes of a report."""


@dataclass(frozen=True, slots=True)
class Cover:
    """What the person writes on the cover."""

    subtitle: str = ""
    prepared_by: str = ""
    """The department or consultant who prepared the report."""
    prepared_for: str = ""
    """The office to which it goes."""
    note: str = ""
    logo_png: bytes = b""
    """The organisation's own logo as PNG; empty for none."""
    logo_name: str = ""
    """What the logo shows, for readers who do not see it."""


@dataclass(frozen=True, slots=True)
class AnswerTo:
    """The factory's answer, in its own words, to one finding of a reply to an earlier version."""

    reply: str
    """`base_digest` of the reply."""
    position: int
    """Of the finding in it, from 1."""
    reviewer: str
    item: str
    finding: str
    """What the reviewer wrote."""
    text: str
    evidence: tuple[str, ...] = ()
    """SHA-256 of files that show it."""
    changed: tuple[AnswerId, ...] = ()
    """Answers that are others since."""


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """How the report is to be written."""

    language: ReportLanguage = "zh"
    edition: Edition = "full"
    cover: Cover = field(default_factory=Cover)


def payload(
    evaluation: Evaluation,
    roadmap: Roadmap | None,
    catalogue: Catalogue | None,
    *,
    created: str,
    options: ReportOptions | None = None,
    history: Sequence[HistoryLine] = (),
    answers_to: Sequence[AnswerTo] = (),
    publishers: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> bytes:
    """Returns the canonical JSON of everything that the report shows.

    Args:
        evaluation: the result for the version that is reported.
        roadmap: the plan; None leaves the roadmap chapter out.
        catalogue: the measures behind `roadmap`; needed when there is one.
        created: ISO time with zone: becomes the date of the file.
        options: language, edition and cover.
        history: the changes to be listed, oldest first.
        answers_to: what the factory answers to findings of replies; left out of the de-identified edition.
        publishers: who signed which pack, by its digest; left out of the de-identified edition, whose packs may be the
            factory's own.
    """
    chosen = options or ReportOptions()
    discretion = Discretion.none(evaluation)
    if chosen.edition == "deidentified":
        discretion = discreet(evaluation)
        if roadmap is not None and catalogue is not None:
            roadmap = _plan_of(discretion.evaluation, catalogue, roadmap)
            discretion = discretion if roadmap is not None else discretion.without_plan()
    evaluation = discretion.evaluation
    if catalogue is not None:
        catalogue = _sized(catalogue, evaluation)
    tree = shown(evaluation)
    tree["case"]["document"] = discretion.document()
    if roadmap is not None and catalogue is not None:
        known = {pack["id"] for pack in tree["packs"]}
        tree["packs"] += [pack_line(pack) for pack in catalogue.packs if pack.id not in known]
        tree["sources"] += _sources(roadmap, catalogue)
        tree["labels"] = answer_labels(evaluation, roadmap)
    if chosen.edition != "deidentified":
        tree["packs"] = [{**pack, "publisher": publishers.get(pack["digest"])} for pack in tree["packs"]]
    tree |= {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "program": program(),
        "created": created,
        "day": evaluation.day.isoformat(),
        "answers_to": [] if chosen.edition == "deidentified" else [_answer_to(each) for each in answers_to],
        "report": _report(chosen, discretion),
        "roadmap": roadmap_tree(roadmap, catalogue) if roadmap is not None and catalogue is not None else None,
        "limits": limits_tree(roadmap.limits) if roadmap is not None else None,
        "history": []
        if chosen.edition == "deidentified"
        else [history_line(each, evaluation.rulebook) for each in history],
    }
    return canonical(resolved(tree, None))


def _plan_of(evaluation: Evaluation, catalogue: Catalogue, roadmap: Roadmap) -> Roadmap | None:
    """Returns a plan as it follows from the answers of the de-identified edition; None where it does not.

    Whoever verifies that edition has no other answers. A factory's trade or place may be among what is left out.
    """
    from models.planner import NotThisPlan, told_again

    try:
        return told_again(evaluation, catalogue, roadmap)
    except (NotThisPlan, ApplicationError):
        return None


def program() -> dict[str, Any]:
    """Returns what determines the page: if all of it is equal, the same payload gives the same file."""
    return {
        "name": "zhijie",
        "version": resources.version(),
        "layout": LAYOUT,
        "libraries": {name: version(name) for name in _DRAWING},
    }


def visible_claims(data: Mapping[str, Any], language: Language) -> tuple[str, ...]:
    """Returns the lines of the management summary that carry the claim, exactly as the page shows them."""
    return tuple(each.text(language) for each in claim_sentences(data))


def claim_sentences(data: Mapping[str, Any]) -> tuple[Text, ...]:
    """Returns the lines that carry the claim, in both languages: tier reached, tier possible, how much is proven."""
    evaluation = data["evaluation"]
    names = {tier["id"]: Text(**tier["name"]) for tier in evaluation["tiers"]}
    nothing = sentence("no tier yet")
    reached = names.get(evaluation["reached"], nothing)
    counted = [
        condition for tier in evaluation["tiers"] for condition in tier["conditions"] if not condition["informative"]
    ]
    lines = (
        sentence("Tier reached: {tier} (in doubt: answers contradict each other)", tier=reached)
        if evaluation["in_doubt"]
        else sentence("Tier reached: {tier}", tier=reached),
        sentence("Tier possible: {tier}", tier=names.get(evaluation["possible"], nothing)),
        sentence(
            "Conditions met: {met} of {all}; backed by evidence: {proven}",
            met=evaluation["met_count"],
            all=len(counted),
            proven=evaluation["proven_count"],
        ),
    )
    return tuple(Text(line.text("zh"), line.text("en")) for line in lines)


def _report(options: ReportOptions, discretion: Discretion) -> dict[str, Any]:
    cover = options.cover if options.edition == "full" else Cover()
    return {
        "language": options.language,
        "edition": options.edition,
        "removed": list(discretion.removed),
        "cover": {
            "subtitle": composed(cover.subtitle),
            "prepared_by": composed(cover.prepared_by),
            "prepared_for": composed(cover.prepared_for),
            "note": composed(cover.note),
            "logo": base64.b64encode(cover.logo_png).decode("ascii"),
            "logo_name": composed(cover.logo_name),
        },
    }


def _sized(catalogue: Catalogue, evaluation: Evaluation) -> Catalogue:
    from models.planner import sized

    return sized(catalogue, evaluation.assessment)


def _sources(roadmap: Roadmap, catalogue: Catalogue) -> list[dict[str, Any]]:
    """The sources that a price or a subsidy of the plan names, each once."""
    plan = roadmap_tree(roadmap, catalogue)
    prices = {key for step in plan["steps"] for key in step["price_sources"]}
    money = {key for subsidy in plan["subsidies"] for key in subsidy["sources"]}
    return [
        source_line("catalogue", catalogue.sources[key]) for key in sorted(prices | money) if key in catalogue.sources
    ]


def _answer_to(answer: AnswerTo) -> dict[str, Any]:
    return {
        "reply": answer.reply,
        "position": answer.position,
        "reviewer": answer.reviewer,
        "item": answer.item,
        "finding": answer.finding,
        "text": answer.text,
        "evidence": list(answer.evidence),
        "changed": list(answer.changed),
    }
