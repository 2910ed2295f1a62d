"""Everything a report shows, gathered into one JSON value: the page is written from nothing else."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from importlib.metadata import version
from typing import Any, Literal, get_args

import resources
from models.assessment import AnswerId, Assessment, Value
from models.catalogue import Catalogue
from models.evaluation import Evaluation
from models.figures import Source
from models.language import Language, Text, sentence
from models.roadmap import Roadmap
from models.rulebook import PackInfo, Rulebook
from reports.payload.canonical import canonical, resolved
from reports.payload.discretion import Discretion, discreet
from reports.payload.labels import answer_labels, label
from reports.payload.result import evaluation_tree, limits_tree, roadmap_tree
from reports.payload.wording import answer_word, maturity_word, text_of, unit_word, value_text

FORMAT = "zhijie-report"
FORMAT_VERSION = 1
LAYOUT = 2
"""Edition of the page layout. Raised whenever the same payload gives other bytes: `write_report` of one
layout is deterministic, so a verifier of the same layout can compare the whole file."""

Edition = Literal["full", "deidentified"]
EDITIONS: tuple[Edition, ...] = get_args(Edition)
ReportLanguage = Literal["zh", "en", "both"]

_DRAWING = ("pikepdf", "pillow", "reportlab", "segno")
"""The libraries whose versions decide the bytes of a report."""
_PROFILE = ("enterprise", "factory", "systems")
_SCENARIO_TEXTS = ("instance", "problem", "object", "technology", "result", "started", "completed", "comment")


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
class Change:
    """One line of the change history."""

    when: str
    """ISO date or time with zone."""
    what: str | Text
    """The answer's id, or in words what happened."""
    old: Value | None = None
    new: Value | None = None
    why: str = ""
    version: int | None = None


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
    history: Sequence[Change] = (),
) -> bytes:
    """Returns the canonical JSON of everything that the report shows.

    Args:
        evaluation: the result for the version that is reported.
        roadmap: the plan; None leaves the roadmap chapter out.
        catalogue: the measures behind `roadmap`; needed when there is one.
        created: ISO time with zone: becomes the date of the file.
        options: language, edition and cover.
        history: the changes to be listed, oldest first.
    """
    chosen = options or ReportOptions()
    discretion = Discretion.none(evaluation)
    if chosen.edition == "deidentified":
        discretion = discreet(evaluation)
    evaluation = discretion.evaluation
    assessment, rulebook = evaluation.assessment, evaluation.rulebook
    planned = roadmap is not None and catalogue is not None
    tree: dict[str, Any] = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "program": program(),
        "created": created,
        "report": _report(chosen, discretion),
        "case": {
            "number": assessment.case_number,
            "version": assessment.version,
            "state": assessment.state.value,
            "frozen_on": assessment.frozen_on,
            "document": discretion.document(),
        },
        "packs": [_pack(pack) for pack in _packs(rulebook, catalogue if planned else None)],
        "sources": _sources(rulebook, roadmap, catalogue if planned else None),
        "rulebook": _rulebook(rulebook),
        "labels": answer_labels(evaluation, roadmap),
        "profile": _profile(assessment, rulebook),
        "requirements": _requirements(assessment, rulebook),
        "scenarios": [_scenario(assessment, scenario.id) for scenario in rulebook.scenarios],
        "maturity": _maturity(assessment, rulebook),
        "indicators": _indicators(assessment, rulebook),
        "recognition": _recognition(assessment, rulebook),
        "evaluation": evaluation_tree(evaluation),
        "roadmap": roadmap_tree(roadmap, catalogue) if roadmap is not None and catalogue is not None else None,
        "limits": limits_tree(roadmap.limits) if roadmap is not None else None,
        "evidence": _evidence(assessment),
        "history": [] if chosen.edition == "deidentified" else [_change(change, rulebook) for change in history],
    }
    return canonical(resolved(tree, None))


def program() -> dict[str, Any]:
    """Returns what writes the page: where all of it is equal, the same payload gives the same file."""
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
    counted = [
        condition for tier in evaluation["tiers"] for condition in tier["conditions"] if not condition["informative"]
    ]
    lines = (
        sentence("Tier reached: {tier}", tier=names.get(evaluation["reached"], nothing)),
        sentence("Tier possible: {tier}", tier=names.get(evaluation["possible"], nothing)),
        sentence(
            "{met} of {all} conditions are met; {proven} of these rest on evidence",
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
            "subtitle": cover.subtitle,
            "prepared_by": cover.prepared_by,
            "prepared_for": cover.prepared_for,
            "note": cover.note,
            "logo": base64.b64encode(cover.logo_png).decode("ascii"),
            "logo_name": cover.logo_name,
        },
    }


def _packs(rulebook: Rulebook, catalogue: Catalogue | None) -> list[PackInfo]:
    found = {pack.id: pack for pack in rulebook.packs}
    for pack in catalogue.packs if catalogue else ():
        found.setdefault(pack.id, pack)
    return list(found.values())


def _pack(pack: PackInfo) -> dict[str, Any]:
    return {
        "id": pack.id,
        "kind": pack.kind,
        "name": pack.name,
        "version": pack.version,
        "date": pack.date,
        "region": pack.region,
        "digest": pack.digest,
    }


def _sources(rulebook: Rulebook, roadmap: Roadmap | None, catalogue: Catalogue | None) -> list[dict[str, Any]]:
    """The sources that a condition, a price or a subsidy of this report names, each once."""
    named = sorted({key for condition in rulebook.conditions for key in condition.sources})
    rows = [_source("rulebook", rulebook.sources[key]) for key in named if key in rulebook.sources]
    if roadmap is not None and catalogue is not None:
        plan = roadmap_tree(roadmap, catalogue)
        prices = {key for step in plan["steps"] for key in step["price_sources"]}
        money = {key for subsidy in plan["subsidies"] for key in subsidy["sources"]}
        rows += [
            _source("catalogue", catalogue.sources[key]) for key in sorted(prices | money) if key in catalogue.sources
        ]
    return rows


def _source(book: str, source: Source) -> dict[str, Any]:
    return {"book": book, "key": source.key, "what": source.what, "where": source.where}


def _rulebook(rulebook: Rulebook) -> dict[str, Any]:
    return {
        "dimensions": [{"id": each.id, "name": each.name} for each in rulebook.dimensions],
        "stages": [{"id": each.id, "name": each.name, "dimension": each.dimension} for each in rulebook.stages],
        "scenarios": [
            {
                "id": each.id,
                "number": each.number,
                "name": each.name,
                "stage": each.stage,
                "dimension": each.dimension,
            }
            for each in rulebook.scenarios
        ],
        "maturity_levels": list(rulebook.maturity_levels),
    }


def _profile(assessment: Assessment, rulebook: Rulebook) -> list[dict[str, Any]]:
    """The answers of the profile sections with their questions' labels, in asking order."""
    rows = []
    for answer, question in rulebook.questions.items():
        part = answer.split(".", 1)[0]
        value = assessment.get(answer)
        if part in _PROFILE and value is not None:
            rows.append(
                {
                    "answer": answer,
                    "part": part,
                    "group": question.group,
                    "label": question.label,
                    "value": value_text(value, question),
                }
            )
    return rows


def _requirements(assessment: Assessment, rulebook: Rulebook) -> list[dict[str, Any]]:
    """What was said to each requirement, beside the status that the evaluator gave it."""
    rows = []
    for asked, question in rulebook.questions.items():
        part, _, rest = asked.partition(".")
        key = rest.removesuffix(".answer")
        answer = text_of(assessment, asked)
        if part == "requirements" and key != rest and answer:
            rows.append(
                {
                    "id": key,
                    "text": question.label,
                    "answer": value_text(answer, question),
                    "certainty": _word_or_nothing(text_of(assessment, f"requirements.{key}.certainty")),
                    "comment": text_of(assessment, f"requirements.{key}.comment"),
                    "exception": text_of(assessment, f"requirements.{key}.exception"),
                    "evidence": _digests(assessment, f"requirements.{key}.evidence"),
                }
            )
    return rows


def _word_or_nothing(value: str) -> Text:
    return answer_word(value) if value else Text("", "")


def _scenario(assessment: Assessment, scenario: str) -> dict[str, Any]:
    prefix = f"scenarios.{scenario}"
    investment = assessment.get(f"{prefix}.investment_wan")
    status = text_of(assessment, f"{prefix}.status")
    ai = text_of(assessment, f"{prefix}.ai")
    return {
        "id": scenario,
        "status": status,
        "status_word": _word_or_nothing(status),
        "ai": ai,
        "ai_word": _word_or_nothing(ai),
        "investment_wan": investment if isinstance(investment, (int, Decimal)) else None,
        "suppliers": text_of(assessment, f"{prefix}.suppliers"),
        "certainty": text_of(assessment, f"{prefix}.certainty"),
        "certainty_word": _word_or_nothing(text_of(assessment, f"{prefix}.certainty")),
        "evidence": _digests(assessment, f"{prefix}.evidence"),
        **{name: text_of(assessment, f"{prefix}.{name}") for name in _SCENARIO_TEXTS},
    }


def _digests(assessment: Assessment, answer: str) -> list[str]:
    value = assessment.get(answer)
    return list(value) if isinstance(value, tuple) else []


def _maturity(assessment: Assessment, rulebook: Rulebook) -> dict[str, Any]:
    declared = {
        name: text_of(assessment, f"maturity.declared.{name}") for name in ("level", "score", "date", "platform")
    }
    return {
        "declared": declared,
        "subdomains": [
            {
                "id": each.id,
                "name": each.name,
                "element": each.element,
                "domain": each.domain,
                "levels": [
                    {"answer": answer, "word": maturity_word(answer) if answer else Text("", "")}
                    for answer in (
                        text_of(assessment, f"maturity.{each.id}.level{level}")
                        for level in range(1, len(each.levels) + 1)
                    )
                ],
                "comment": text_of(assessment, f"maturity.{each.id}.comment"),
                "evidence": _digests(assessment, f"maturity.{each.id}.evidence"),
            }
            for each in rulebook.subdomains
        ],
    }


def _indicators(assessment: Assessment, rulebook: Rulebook) -> list[dict[str, Any]]:
    rows = []
    for kpi in rulebook.kpis:
        prefix = f"indicators.{kpi.id}"
        row: dict[str, Any] = {"id": kpi.id, "name": kpi.name, "group": kpi.group, "unit": kpi.unit}
        row["unit_word"] = unit_word(kpi.unit)
        row["higher_is_better"] = kpi.higher_is_better
        for name in ("before", "after", "benchmark"):
            value = assessment.get(f"{prefix}.{name}")
            row[name] = value if isinstance(value, (int, Decimal)) else None
        for name in ("period", "benchmark_source", "benchmark_date"):
            row[name] = text_of(assessment, f"{prefix}.{name}")
        for name in ("benchmark_scope", "benchmark_kind"):
            row[name] = _word_or_nothing(text_of(assessment, f"{prefix}.{name}"))
        row["evidence"] = _digests(assessment, f"{prefix}.evidence")
        rows.append(row)
    return rows


def _recognition(assessment: Assessment, rulebook: Rulebook) -> list[dict[str, Any]]:
    return [
        {
            "tier": tier.id,
            "name": tier.name,
            "kind": answer_word(kind),
            "date": text_of(assessment, f"recognition.{tier.id}.date"),
            "authority": text_of(assessment, f"recognition.{tier.id}.authority"),
            "document": text_of(assessment, f"recognition.{tier.id}.document"),
        }
        for tier in rulebook.tiers
        if (kind := text_of(assessment, f"recognition.{tier.id}.kind"))
    ]


def _evidence(assessment: Assessment) -> list[dict[str, Any]]:
    """Every piece of evidence with the answers that it stands behind, in digest order."""
    used: dict[str, list[str]] = {digest: [] for digest in assessment.evidence}
    for answer, value in sorted(assessment.answers.items()):
        if answer.endswith(".evidence") and isinstance(value, tuple):
            for digest in value:
                used.setdefault(digest, []).append(answer.removesuffix(".evidence"))
    rows = []
    for digest, answers in sorted(used.items()):
        known = next((each for each in assessment.evidence.values() if each.digest == digest), None)
        rows.append(
            {
                "digest": digest,
                "name": known.name if known else "",
                "media_type": known.media_type if known else "",
                "size": known.size_bytes if known else None,
                "note": known.note if known else "",
                "answers": answers,
            }
        )
    return rows


def _change(change: Change, rulebook: Rulebook) -> dict[str, Any]:
    """One line of the history; answers are told as the page of questions tells them."""
    question = rulebook.questions.get(AnswerId(change.what)) if isinstance(change.what, str) else None

    def told(value: Value | None) -> Text:
        return Text("", "") if value is None or value == "" else value_text(value, question)

    return {
        "when": change.when,
        "what": label(rulebook, change.what) if isinstance(change.what, str) else change.what,
        "old": told(change.old),
        "new": told(change.new),
        "why": change.why,
        "version": change.version,
    }
