"""The JSON Schema of the case document, generated from the questions of a rulebook.

It says what a schema can say: names, kinds, ranges, choices. That a date exists in the calendar, that evidence is in
the list, and what the chosen local rules ask is found by `models.document.problems` only.
"""

from typing import Any

from models.document.answers import LONGEST_LINE, LONGEST_TEXT, MOST_ENTRIES
from models.document.places import steps
from models.document.reading import MOMENT, TOP
from models.document.text import FORMAT, FORMAT_VERSION
from models.questionnaire import Question, QuestionKind
from models.rulebook import Rulebook

ADDRESS = "https://json-schema.org/draft/2020-12/schema"
_DATE = r"^(19|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"
_DAY = r"^(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"
_DIGEST = "^[0-9a-f]{64}$"
_RANDOM_ID = "^[0-9a-f]{32}$"
_PACK = "^[A-Za-z][A-Za-z0-9_.-]{0,59}$"
_FILLED = r"\S"
"""A text with something in it: an empty answer is left out instead."""
Schema = dict[str, Any]


def schema(rulebook: Rulebook) -> Schema:
    """Returns the schema of the document for one national edition; local answers are described by their form only."""
    root: Schema = {}
    for answer, question in rulebook.questions.items():
        *path, last = steps(answer)
        branch = root
        for part in path:
            branch = branch.setdefault(part, {})
        branch[last] = question
    root.pop("local", None)
    below = {key: branch for key, branch in root.items() if key not in {"enterprise", "factory"}}
    assessment = _object(below)
    assessment["properties"]["local"] = _local()
    text = {"type": "string", "minLength": 1}
    properties: Schema = {
        "format": {"const": FORMAT},
        "format_version": {"const": FORMAT_VERSION},
        "case": {"type": "string", "maxLength": 60},
        "case_id": {"type": "string", "pattern": _RANDOM_ID},
        "case_secret": {"type": "string", "pattern": _RANDOM_ID},
        "version": {"type": "integer", "minimum": 1, "maximum": 1_000_000},
        "state": {"enum": ["draft", "frozen"]},
        "frozen_on": {"type": "string", "pattern": MOMENT, "maxLength": 40},
        "rulebook": {**text, "pattern": _PACK},
        "overlays": {
            "type": "array",
            "items": {"type": "string", "pattern": _PACK},
            "uniqueItems": True,
            "maxItems": 8,
        },
        "enterprise": _object(root.get("enterprise", {})),
        "factory": _object(root.get("factory", {})),
        "assessment": assessment,
        "evidence": _evidence(),
    }
    assert properties.keys() == TOP
    return {
        "$schema": ADDRESS,
        "$id": f"urn:zhijie:case-{FORMAT_VERSION}",
        "title": "Zhijie case document",
        "description": "One version of one factory's self-assessment. Not answered is absent, never null.",
        "type": "object",
        "required": ["format", "format_version", "case", "rulebook"],
        "properties": properties,
        "additionalProperties": False,
        "if": {"properties": {"state": {"const": "frozen"}}, "required": ["state"]},
        "then": {"required": ["frozen_on"]},
        "else": {"not": {"required": ["frozen_on"]}},
    }


def _object(branch: Schema) -> Schema:
    """Returns the schema of an object with exactly these names."""
    properties = {
        key: _answer(entry) if isinstance(entry, Question) else _object(entry) for key, entry in branch.items()
    }
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _answer(question: Question) -> Schema:
    form = _form(question)
    form["title"] = question.label.en
    if question.unit:
        form["description"] = f"Unit: {question.unit}."
    return form


def _form(question: Question) -> Schema:
    match question.kind:
        case QuestionKind.YES_NO | QuestionKind.CHOICE:
            return {"enum": [choice for choice, _ in question.choices]}
        case QuestionKind.INTEGER:
            return {"type": "integer", "minimum": question.low, "maximum": question.high}
        case QuestionKind.NUMBER:
            return {"type": "number", "minimum": question.low, "maximum": question.high}
        case QuestionKind.TEXT:
            return {"type": "string", "pattern": _FILLED, "maxLength": question.longest or LONGEST_LINE}
        case QuestionKind.LONG_TEXT:
            return {"type": "string", "pattern": _FILLED, "maxLength": question.longest or LONGEST_TEXT}
        case QuestionKind.DATE:
            return {"type": "string", "pattern": _DATE}
        case QuestionKind.LIST:
            items: Schema = {"type": "string", "pattern": _FILLED, "maxLength": LONGEST_LINE}
            return {"type": "array", "items": items, "minItems": 1, "maxItems": question.longest or MOST_ENTRIES}
        case QuestionKind.EVIDENCE:
            return {
                "type": "array",
                "items": {"type": "string", "pattern": _DIGEST},
                "minItems": 1,
                "maxItems": question.longest or MOST_ENTRIES,
                "uniqueItems": True,
            }


def _local() -> Schema:
    text: Schema = {"type": "string", "pattern": _FILLED, "maxLength": LONGEST_TEXT}
    entries: Schema = {
        "type": "array",
        "items": {**text, "maxLength": LONGEST_LINE},
        "minItems": 1,
        "maxItems": MOST_ENTRIES,
    }
    value: Schema = {"anyOf": [text, {"type": "number"}, entries]}
    answers: Schema = {
        "type": "object",
        "propertyNames": {"pattern": "^[A-Za-z0-9_-]{1,60}$"},
        "additionalProperties": value,
    }
    return {"type": "object", "propertyNames": {"pattern": _PACK}, "additionalProperties": answers}


def _evidence() -> Schema:
    piece: Schema = {
        "type": "object",
        "required": ["name", "media_type", "size_bytes"],
        "properties": {
            "name": {"type": "string", "pattern": r"^[^/\\]*\S[^/\\]*$", "maxLength": 255},
            "media_type": {"type": "string", "pattern": "^[a-z0-9.+-]+/[A-Za-z0-9.+_-]+$", "maxLength": 100},
            "size_bytes": {"type": "integer", "minimum": 0, "maximum": 10**12},
            "note": {"type": "string", "maxLength": 2000},
            "valid_until": {"type": "string", "pattern": _DAY},
        },
        "additionalProperties": False,
    }
    return {"type": "object", "propertyNames": {"pattern": _DIGEST}, "additionalProperties": piece}
