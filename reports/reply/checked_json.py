"""JSON of findings, replies and notes, checked against the published schemas; each rejection says what is wrong where."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

import resources
from models.errors import ApplicationError
from models.json_text import Fault, InvalidJson, read_json
from models.language import Sentence, sentence
from reports.payload.canonical import is_canonical
from reports.reply.fault import fault

Refusal = Callable[[Sentence], ApplicationError]
"""Makes the error of one kind of file from the sentence that says what is wrong."""


def checked(data: bytes, schema: str, refusal: Refusal, stranger: Refusal | None = None) -> dict[str, Any]:
    """Returns the value of a JSON file that follows one of the shipped schemas.

    Args:
        data: the file.
        schema: name of the schema.
        refusal: for a file of ours that breaks the schema.
        stranger: for what is no file of ours at all, or one of a later format; the same as `refusal` unless given.

    Raises:
        ApplicationError: what `refusal` or `stranger` makes of the sentence that says what is wrong where.
    """
    stranger = stranger or refusal
    faults = {
        Fault.ENCODING: sentence("it is not UTF-8 text."),
        Fault.REPEATED_NAME: sentence("it uses the same name twice in one place."),
    }
    try:
        value: Any = read_json(data)
    except InvalidJson as error:
        not_json = sentence("it is not JSON: {why}.", why=error.why)
        raise stranger(faults.get(error.fault, not_json)) from error
    _check_format(value, schema, stranger)
    _check(value, schema, refusal)
    checked: dict[str, Any] = value
    return checked


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
        raise refusal(sentence("its date is not valid.")) from error
    return value


def _check_format(value: object, schema: str, stranger: Refusal) -> None:
    """Refuses what calls itself another format, or a later one, before anything else is looked at."""
    known = _schema(schema)["properties"]
    name, number = known["format"]["const"], known["format_version"].get("const")
    if not isinstance(value, dict) or value.get("format", name) != name:
        raise stranger(sentence("“format” is not “{format}”.", format=name))
    given = value.get("format_version")
    if type(given) is int and number is not None and given > number:
        raise stranger(
            sentence(
                "it was written for a newer version (format {version}; this program reads up to {known}): please update Zhijie.",
                version=given,
                known=number,
            )
        )


def _check(value: object, schema: str, refusal: Refusal) -> None:
    import fastjsonschema

    try:
        _validator(schema)(value)
    except fastjsonschema.JsonSchemaValueException as error:
        path = str(error.name or "").removeprefix("data").removeprefix(".")
        raise refusal(
            fault(path, str(error.rule), error.rule_definition, error.value, error.definition or {})
        ) from error


@cache
def _validator(schema: str) -> Callable[[Any], Any]:
    import fastjsonschema

    validate: Callable[[Any], Any] = fastjsonschema.compile(_schema(schema))
    return validate


@cache
def _schema(schema: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(resources.text(f"schema/{schema}.json"))
    return value
