"""Findings as a file: what an assessor writes, or another program, and `review` reads."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import resources
from models.errors import ApplicationError
from models.language import N_, Sentence, sentence
from models.review import Finding, FindingKind

_LIMIT_BYTES = 4 * 1024 * 1024


class InvalidFindings(ApplicationError):
    """A file with findings that does not follow the published schema."""

    code = "invalid_findings"
    message = N_("{name} is not a valid file of findings: {why} Nothing was written; correct the file and try again.")
    exit_code = 1


@dataclass(frozen=True, slots=True)
class Findings:
    """What an assessor says, before it is bound to a report."""

    findings: tuple[Finding, ...]
    conclusion: str


def read_findings(data: bytes, name: str) -> Findings:
    """Returns the findings in a JSON file.

    Raises:
        InvalidFindings: when it is not JSON, or not of the published schema; the sentence names the place.
    """
    if len(data) > _LIMIT_BYTES:
        raise InvalidFindings(name=name, why=sentence("it is larger than {mb} MB.", mb=_LIMIT_BYTES // 1024 // 1024))
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InvalidFindings(name=name, why=sentence("it is not UTF-8 text.")) from error
    except (ValueError, RecursionError) as error:
        raise InvalidFindings(name=name, why=sentence("it is not JSON.")) from error
    check(value, "findings-1", lambda why: InvalidFindings(name=name, why=why))
    findings = tuple(Finding(one["item"], FindingKind(one["kind"]), one["text"]) for one in value["findings"])
    return Findings(findings, value["conclusion"])


def write_findings(findings: Findings) -> bytes:
    """Returns the findings as a JSON file that `read_findings` reads."""
    value = {
        "format": "zhijie-findings",
        "format_version": 1,
        "conclusion": findings.conclusion,
        "findings": [{"item": one.item, "kind": one.kind.value, "text": one.text} for one in findings.findings],
    }
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def check(value: object, schema: str, refusal: Callable[[Sentence], ApplicationError]) -> None:
    """Checks a value against one of the shipped schemas.

    Raises:
        ApplicationError: what `refusal` makes of the sentence that says what is wrong where.
    """
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
