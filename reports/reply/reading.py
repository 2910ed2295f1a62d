"""JSON of findings, replies and notes, checked against the published schemas; each refusal says what is wrong where."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

import resources
from models.errors import ApplicationError
from models.json_text import Fault, InvalidJson, read_json
from models.language import Sentence, sentence
from reports.payload.canonical import is_canonical

Refusal = Callable[[Sentence], ApplicationError]
"""Makes the error of one kind of file from the sentence that says what is wrong."""


def checked(data: bytes, schema: str, refusal: Refusal) -> dict[str, Any]:
    """Returns the value of a JSON file that follows one of the shipped schemas.

    Raises:
        ApplicationError: what `refusal` makes of the sentence that says what is wrong where.
    """
    faults = {
        Fault.ENCODING: sentence("it is not UTF-8 text."),
        Fault.REPEATED_NAME: sentence("it gives one name twice in the same place."),
    }
    try:
        value: Any = read_json(data)
    except InvalidJson as error:
        raise refusal(faults.get(error.fault, sentence("it is not JSON."))) from error
    _check(value, schema, refusal)
    found: dict[str, Any] = value
    return found


def attached(payload: bytes, schema: str, refusal: Refusal) -> dict[str, Any]:
    """Returns the data attachment of a reply or note: of its schema, in its one spelling, with a date that is one.

    Raises:
        ApplicationError: what `refusal` makes of the sentence that says what is wrong where.
    """
    value = checked(payload, schema, refusal)
    if not is_canonical(value, payload):
        raise refusal(sentence("it is not in canonical spelling."))
    try:
        datetime.fromisoformat(value["created"])
    except ValueError as error:
        raise refusal(sentence("its date is not a date.")) from error
    return value


def written_by(value: Mapping[str, Any]) -> dict[str, Any]:
    """Returns what drew a reply or note, as its data name it: name, version, layout, libraries.

    The first layout named the version alone.
    """
    named = value["program"]
    if isinstance(named, dict):
        return named
    return {"name": "zhijie", "version": named, "layout": 1, "libraries": {}}


def _check(value: object, schema: str, refusal: Refusal) -> None:
    import fastjsonschema

    try:
        _validator(schema)(value)
    except fastjsonschema.JsonSchemaException as error:
        place = str(error.name or "data").removeprefix("data").removeprefix(".")
        rules = {
            "required": sentence("a required entry is missing at “{place}”.", place=place or "/"),
            "additionalProperties": sentence("there is an unknown entry at “{place}”.", place=place or "/"),
            "enum": sentence("the value at “{place}” is none of the allowed ones.", place=place or "/"),
            "const": sentence("the value at “{place}” is not of a format that this program reads.", place=place or "/"),
            "type": sentence("the value at “{place}” is of the wrong kind.", place=place or "/"),
        }
        rule = str(error.rule)
        raise refusal(
            rules.get(
                rule, sentence("the value at “{place}” is too short, too long, or not allowed.", place=place or "/")
            )
        ) from error


@cache
def _validator(schema: str) -> Callable[[Any], Any]:
    import fastjsonschema

    validate: Callable[[Any], Any] = fastjsonschema.compile(json.loads(resources.text(f"schema/{schema}.json")))
    return validate
