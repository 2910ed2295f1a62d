"""An evaluation as JSON: the keys that other programs rely on (`--json`, payload)."""

from typing import Any

from models.evaluation import ConditionResult, Evaluation, EvaluationChange, Item
from models.figures import Confidence, Source
from models.language import Language, Text, joined, once, sentence
from models.rulebook import CAVEAT
from reports.payload.canonical import resolved


def evaluation_json(evaluation: Evaluation, language: Language) -> dict[str, Any]:
    """Returns what the evaluator says as plain JSON values, sentences in `language`."""
    result: dict[str, Any] = resolved({**evaluation_tree(evaluation), **grounds_tree(evaluation)}, language)
    return result


def change_json(change: EvaluationChange, language: Language) -> dict[str, Any]:
    """Returns what changed between two evaluations as plain JSON values, sentences in `language`."""
    result: dict[str, Any] = resolved(
        {
            "reached_before": change.reached_before,
            "reached_after": change.reached_after,
            "possible_before": change.possible_before,
            "possible_after": change.possible_after,
            "cause": change.reached_cause.value if change.reached_cause else None,
            "rules_changed": change.rules_changed,
            "conditions": [
                {
                    "id": each.condition.id,
                    "before": each.before.value if each.before else None,
                    "after": each.after.value if each.after else None,
                    "cause": each.cause.value,
                    "sentence": each.sentence,
                    "answers": [entry.answer for entry in each.answers],
                }
                for each in change.conditions
            ],
            "answers": [{"answer": each.answer, "before": each.before, "after": each.after} for each in change.answers],
            "summary": change.summary,
        },
        language,
    )
    return result


def confidence_word(confidence: Confidence) -> Text:
    """Returns the word beside a figure in both languages."""
    return Text(confidence.text("zh"), confidence.text("en"))


def evaluation_tree(evaluation: Evaluation) -> dict[str, Any]:
    """Returns the evaluation as nested mappings whose texts are still in no language."""
    rulebook = evaluation.rulebook
    return {
        "reached": evaluation.reached,
        "possible": evaluation.possible,
        "in_doubt": evaluation.is_in_doubt,
        "tiers": [
            {
                "id": result.tier.id,
                "number": result.tier.number,
                "name": result.tier.name,
                "positioning": result.tier.positioning,
                "recognised_by": result.tier.recognised_by,
                "status": result.status.value,
                "conditions": [_condition(each, evaluation) for each in result.conditions],
            }
            for result in evaluation.tiers
        ],
        "indices": {
            index.id: {
                "name": index.name,
                "value": index.value,
                "unit": index.unit,
                "formula": index.formula,
                "note": index.note,
            }
            for index in evaluation.indices
        },
        "contradictions": [
            {
                "id": each.id,
                "severity": each.severity.value,
                "sentence": each.sentence,
                "answers": list(each.answers),
            }
            for each in evaluation.contradictions
        ],
        "missing": {
            tier: [[item.answer for item in items] for items in sets] for tier, sets in evaluation.missing.items()
        },
        "missing_items": {
            tier: [[item_tree(item) for item in items] for items in sets] for tier, sets in evaluation.missing.items()
        },
        "missing_remarks": {
            tier: remark for tier in evaluation.missing if (remark := evaluation.missing.remark(tier)) is not None
        },
        "problems": list(evaluation.problems),
        "met_count": evaluation.met_count,
        "proven_count": evaluation.proven_count,
        "rulebook": [str(pack.id) for pack in rulebook.packs],
        "notice": sentence("Self-assessment for reference: recognition is for the authority to decide."),
    }


def grounds_tree(evaluation: Evaluation) -> dict[str, Any]:
    """Returns what a result rests on besides the answers: every source with its address, the maturity weights in use.

    `caveat` says what the marks of the conditions mean.
    """
    rulebook, maturity = evaluation.rulebook, evaluation.maturity
    weights = maturity.weights if maturity else None
    return {
        "caveat": sentence(CAVEAT),
        "sources": {
            key: {"what": source.what, "address": source.where, "no_address": source.no_address}
            for key, source in rulebook.sources.items()
        },
        "weights": None
        if weights is None
        else {
            "id": weights.id,
            "name": weights.name,
            "shares": dict(weights.shares),
            "sources": list(weights.sources),
            "confidence": weights.confidence.value,
            "note": weights.note,
        },
        "ai_denominator": rulebook.ai_denominator.value,
    }


def _condition(each: ConditionResult, evaluation: Evaluation) -> dict[str, Any]:
    condition = each.condition
    sources = evaluation.rulebook.sources
    return {
        "id": condition.id,
        "kind": condition.kind.value,
        "text": condition.text,
        "status": each.status.value,
        "reason": each.reason,
        "rule": condition.rule,
        "rule_text": condition.rule_text,
        "source": once(joined((_cited(key, sources.get(key)) for key in condition.sources), Text("；", "; "))),
        "sources": list(condition.sources),
        "confidence": condition.confidence.value,
        "confidence_word": confidence_word(condition.confidence),
        "backing": evaluation.rulebook.backing(condition),
        "caveat": evaluation.rulebook.caveat(condition),
        "not_asked": list(condition.not_asked),
        "answers": list(each.answers),
        "proven": each.proven,
        "dimension": condition.dimension,
        "pack": condition.pack,
        "informative": condition.informative,
    }


def _cited(key: str, source: Source | None) -> Text:
    return Text(key, key) if source is None else Text(f"{key} {source.what.zh}", f"{key} {source.what.en}")


def item_tree(item: Item) -> dict[str, Any]:
    """Returns an answer with its value as a nested mapping."""
    return {"answer": item.answer, "value": item.value}
