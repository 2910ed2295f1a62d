"""What a report shows that follows from its answers and rules alone: a verifier recomputes it and compares."""

from decimal import Decimal
from typing import Any

from models.assessment import Assessment
from models.evaluation import Evaluation
from models.figures import Source
from models.language import Text, once
from models.rulebook import PackInfo, Rulebook
from models.spelling.units import unit_word
from reports.payload.labels import answer_labels
from reports.payload.result import evaluation_tree
from reports.payload.wording import answer_word, maturity_word, text_of, value_text

_PROFILE = ("enterprise", "factory", "systems")
_SCENARIO_TEXTS = ("instance", "problem", "object", "technology", "result", "started", "completed", "comment")


def shown(evaluation: Evaluation) -> dict[str, Any]:
    """Returns the parts of the payload that a result gives without a plan.

    With a plan, `packs`, `sources` and `labels` hold those of the plan besides. `case` is without its document, from
    which all of this follows.
    """
    assessment, rulebook = evaluation.assessment, evaluation.rulebook
    cited = sorted({key for condition in rulebook.conditions for key in condition.sources})
    return {
        "case": {
            "case_id": assessment.case_id,
            "number": assessment.case_number,
            "version": assessment.version,
            "state": assessment.state.value,
            "frozen_on": assessment.frozen_on,
        },
        "packs": [pack_line(pack) for pack in rulebook.packs],
        "sources": [source_line("rulebook", rulebook.sources[key]) for key in cited if key in rulebook.sources],
        "rulebook": _rulebook(rulebook),
        "labels": answer_labels(evaluation, None),
        "profile": _profile(assessment, rulebook),
        "requirements": _requirements(assessment, rulebook),
        "scenarios": [_scenario(assessment, scenario.id) for scenario in rulebook.scenarios],
        "maturity": _maturity(assessment, rulebook),
        "indicators": _indicators(assessment, rulebook),
        "recognition": _recognition(assessment, rulebook),
        "evaluation": evaluation_tree(evaluation),
        "evidence": _evidence(assessment),
    }


def source_line(book: str, source: Source) -> dict[str, Any]:
    """Returns one line of the list of sources."""
    return {
        "book": book,
        "key": source.key,
        "what": once(source.what),
        "where": source.where,
        "no_address": source.no_address or Text("", ""),
    }


def pack_line(pack: PackInfo) -> dict[str, Any]:
    """Returns one line of the list of packs; whoever signed one is no consequence of the answers and added later."""
    return {
        "id": pack.id,
        "kind": pack.kind,
        "name": pack.name,
        "version": pack.version,
        "date": pack.date,
        "region": pack.region,
        "digest": pack.digest,
        "publisher": None,
    }


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
        "reason": text_of(assessment, f"{prefix}.reason"),
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
                "certainty": _word_or_nothing(text_of(assessment, f"maturity.{each.id}.certainty")),
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
        row["certainty"] = _word_or_nothing(text_of(assessment, f"{prefix}.certainty"))
        row["reason"] = text_of(assessment, f"{prefix}.reason")
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
    """Every piece of evidence with the answers that rest on it, in digest order."""
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
                "valid_until": known.valid_until if known else "",
                "answers": answers,
            }
        )
    return rows
