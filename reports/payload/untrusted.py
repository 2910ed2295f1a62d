"""Reading a payload from an untrusted source: strict, with limits, each rejection with its sentence."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import fastjsonschema

import resources
from models.errors import ApplicationError
from models.evaluation import Evaluation
from models.json_text import InvalidJson, read_json
from models.language import N_, sentence
from reports.payload.assemble import FORMAT, FORMAT_VERSION
from reports.payload.canonical import canonical, is_canonical

if TYPE_CHECKING:
    from models.packs.library import Library

LARGEST_BYTES = 16 * 1024 * 1024
"""A payload with every text filled to its limit stays below 4 MB."""
DEEPEST = 24
"""Nesting of honest payloads ends at 9."""


class PayloadTooLarge(ApplicationError):
    """The data attachment is larger than any honest one."""

    code = "payload_too_large"
    message = N_(
        "The data attachment is larger than {limit_mb} MB and was not read. Nothing was changed; ask the sender for the original report."
    )
    exit_code = 1


class PayloadNotReadable(ApplicationError):
    """The data attachment is no JSON of ours: wrong encoding, doubled keys, endless nesting."""

    code = "payload_not_readable"
    message = N_(
        "The data attachment cannot be read ({why}). Nothing was changed; ask the sender for the original report."
    )
    exit_code = 1


class PayloadFromTheFuture(ApplicationError):
    """The data attachment was written by a newer program."""

    code = "payload_from_the_future"
    message = N_(
        "The data attachment was written by a newer version (format {version}; this program reads up to {known}). It was not changed; please update Zhijie."
    )
    exit_code = 1


class InvalidPayload(ApplicationError):
    """The data attachment is JSON, but not of the published schema."""

    code = "invalid_payload"
    message = N_(
        "The data attachment does not follow the published schema at {where}. Nothing was changed; ask the sender for the original report."
    )
    exit_code = 1


def read_payload(data: bytes) -> dict[str, Any]:
    """Returns the payload as plain JSON values, numbers with a point as decimals.

    Only canonical bytes of the published schema are accepted, so that one payload has one spelling.

    Raises:
        PayloadTooLarge: above `LARGEST_BYTES`.
        PayloadNotReadable: not UTF-8, not JSON, doubled keys, too deep, or not canonical.
        PayloadFromTheFuture: a format version that this program does not know.
        InvalidPayload: not of the published schema.
    """
    if len(data) > LARGEST_BYTES:
        raise PayloadTooLarge(limit_mb=LARGEST_BYTES // 1024 // 1024)
    value = _parsed(data)
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise PayloadNotReadable(why=sentence("not a Zhijie report"))
    version = value.get("format_version")
    if isinstance(version, int) and version > FORMAT_VERSION:
        raise PayloadFromTheFuture(version=version, known=FORMAT_VERSION)
    try:
        _validator()(value)
    except fastjsonschema.JsonSchemaException as problem:
        raise InvalidPayload(where=str(problem.name).removeprefix("data.") or "the top") from None
    if not is_canonical(value, data):
        raise PayloadNotReadable(why=sentence("not in canonical spelling"))
    return value


def recompute(data: Mapping[str, Any], library: "Library") -> Evaluation:
    """Returns the evaluation of the payload's own case document, worked out again with the packs that made it, for its day.

    An older edition that `library` keeps beside the one in use serves as well.

    Raises:
        InvalidPayload: when its day is none of the calendar.
        ApplicationError: when the document is not valid or a pack that it names is not installed here.
    """
    from models import document
    from models.evaluator import evaluate

    try:
        day = date.fromisoformat(data["day"])
    except ValueError:
        raise InvalidPayload(where="day") from None
    named = [(pack["id"], pack["digest"]) for pack in data["packs"] if pack["kind"] != "catalogue"]
    rulebook = library.rulebook_made_of(named)
    assessment = document.read(canonical(data["case"]["document"]), "payload", library, rulebook)
    return evaluate(assessment, rulebook, day)


def _parsed(data: bytes) -> Any:
    try:
        value = read_json(data)
    except InvalidJson as error:
        raise PayloadNotReadable(why=error.why) from None
    if _deeper_than(value, DEEPEST):
        raise PayloadNotReadable(why=sentence("nested too deeply"))
    return value


def _deeper_than(value: Any, depth: int) -> bool:
    if isinstance(value, dict):
        return depth == 0 or any(_deeper_than(item, depth - 1) for item in value.values())
    if isinstance(value, list):
        return depth == 0 or any(_deeper_than(item, depth - 1) for item in value)
    return False


@cache
def _validator() -> Callable[[Any], Any]:
    schema = json.loads(resources.text("schema/payload-1.json"))
    validate: Callable[[Any], Any] = fastjsonschema.compile(schema)
    return validate
