"""Schema violations in words: which entry, where, and what is expected there."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from models.json_text import shown
from models.language import N_, Sentence, sentence
from models.spelling.resemblance import nearest

_KINDS = {
    "string": N_("a text"),
    "integer": N_("a whole number"),
    "number": N_("a number"),
    "array": N_("a list"),
    "object": N_("an object"),
    "boolean": N_("true or false"),
}
_FINDING = re.compile(r"findings\[(\d+)\](?:\.(\w+))?")


def fault(path: str, rule: str, wanted: Any, given: Any, definition: Mapping[str, Any]) -> Sentence:
    """Returns one sentence about the first thing that breaks a schema.

    Args:
        path: where in the file, such as `findings[0].kind`; empty for the whole file.
        rule: the schema's word that is broken.
        wanted: what stands beside that word in the schema.
        given: the value in the file.
        definition: the part of the schema that describes it.
    """
    where, key = _where(path)
    match rule:
        case "required":
            missing = [name for name in wanted if not isinstance(given, Mapping) or name not in given]
            todo = [_described(name, definition) for name in missing]
            return sentence("{where} this is missing: {missing}.", where=where, missing=todo)
        case "additionalProperties":
            return _unknown(where, given, tuple(definition.get("properties", ())))
        case "enum":
            allowed = tuple(str(each) for each in wanted)
            near = nearest(given, allowed) if isinstance(given, str) else None
            if near:
                return sentence(
                    "{where} “{key}” is “{value}”; did you mean “{near}”?",
                    where=where,
                    key=key,
                    value=shown(str(given)),
                    near=near,
                )
            return sentence("{where} “{key}” must be one of: {allowed}.", where=where, key=key, allowed=allowed)
        case "const":
            return sentence("{where} “{key}” must be {wanted}.", where=where, key=key, wanted=str(wanted))
        case "type":
            kind = sentence(_KINDS.get(str(wanted), N_("another kind of value")))
            if not key:
                return sentence("it must hold an object: names and values in braces.")
            return sentence("{where} “{key}” must be {kind}.", where=where, key=key, kind=kind)
        case "minLength" | "maxLength":
            return sentence(
                "{where} “{key}” must have {least} to {most} characters, and it has {count}.",
                where=where,
                key=key,
                least=definition.get("minLength", 0),
                most=definition.get("maxLength", wanted),
                count=len(given),
            )
        case "maxItems":
            return sentence("{where} “{key}” may have at most {most} entries.", where=where, key=key, most=wanted)
        case "pattern" if definition.get("examples"):
            return sentence(
                "{where} “{key}” is “{value}”; it is written like one of: {examples}.",
                where=where,
                key=key,
                value=shown(str(given)),
                examples=tuple(definition["examples"]),
            )
    return sentence("{where} the value of “{key}” is not allowed.", where=where, key=key or "/")


def _where(path: str) -> tuple[Sentence, str]:
    """Returns the place as people count, and the name of the entry in it; an empty name for the place itself."""
    match = _FINDING.fullmatch(path)
    if match:
        return sentence("in finding {number},", number=int(match[1]) + 1), match[2] or ""
    before, _, key = path.rpartition(".")
    return (sentence("at “{path}”,", path=before) if before else sentence(N_("in the file,"))), key


def _described(name: str, definition: Mapping[str, Any]) -> Sentence:
    """Returns a missing entry with what it takes, where the schema says so."""
    entry = definition.get("properties", {}).get(name, {})
    if "const" in entry:
        return sentence("“{name}” ({wanted})", name=name, wanted=str(entry["const"]))
    if "enum" in entry:
        return sentence("“{name}” ({choices})", name=name, choices=tuple(map(str, entry["enum"])))
    if entry.get("examples"):
        return sentence("“{name}” (such as {example})", name=name, example=entry["examples"][0])
    return sentence("“{name}” ({kind})", name=name, kind=sentence(_KINDS.get(entry.get("type"), N_("a value"))))


def _unknown(where: Sentence, given: Mapping[str, Any], known: Sequence[str]) -> Sentence:
    strange = next(name for name in given if name not in known)
    near = nearest(strange, known)
    if near:
        return sentence(
            "{where} “{key}” is not known; did you mean “{near}”?", where=where, key=shown(strange), near=near
        )
    return sentence(
        "{where} “{key}” is not known; remove it. Known are: {known}.",
        where=where,
        key=shown(strange),
        known=tuple(known),
    )
