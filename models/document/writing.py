"""The canonical bytes of an assessment: exactly one spelling for each assessment, readable by people."""

from decimal import Decimal
from json.encoder import encode_basestring

from models.assessment import Assessment, Value
from models.document.places import steps
from models.document.text import FORMAT, FORMAT_VERSION
from models.language import plain_number

Tree = dict[str, "Tree | Value"]


def write(assessment: Assessment) -> bytes:
    """Returns the assessment as a document: UTF-8, answers in id order, numbers without exponent, a line end at the end.

    An empty text or list is left out, because not answered is absent.
    """
    top: Tree = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "case": assessment.case_number,
        **{
            key: value
            for key, value in (("case_id", assessment.case_id), ("case_secret", assessment.case_secret))
            if value
        },
        "version": assessment.version,
        "state": assessment.state.value,
    }
    if assessment.frozen_on:
        top["frozen_on"] = assessment.frozen_on
    top["rulebook"] = assessment.rulebook
    top["overlays"] = tuple(assessment.overlays)
    enterprise: Tree = {}
    factory: Tree = {}
    below: Tree = {}
    top |= {"enterprise": enterprise, "factory": factory, "assessment": below}
    for answer in sorted(assessment.answers):
        value = assessment.answers[answer]
        if value in ("", ()):
            continue
        first, *path, last = steps(answer)
        branch = enterprise if first == "enterprise" else factory if first == "factory" else _below(below, first)
        for part in path:
            branch = _below(branch, part)
        branch[last] = value
    evidence: Tree = {}
    for digest in sorted(assessment.evidence):
        piece = assessment.evidence[digest]
        entry: Tree = {"name": piece.name, "media_type": piece.media_type, "size_bytes": piece.size_bytes}
        if piece.note:
            entry["note"] = piece.note
        if piece.valid_until:
            entry["valid_until"] = piece.valid_until
        evidence[digest] = entry
    top["evidence"] = evidence
    return tree_bytes(top)


def tree_bytes(top: Tree) -> bytes:
    """Returns a tree of values as JSON: UTF-8, in its order, numbers without exponent, a line end at the end."""
    lines: list[str] = []
    _put(top, "", lines)
    return ("".join(lines) + "\n").encode()


def _below(branch: Tree, key: str) -> Tree:
    below = branch.setdefault(key, {})
    assert isinstance(below, dict)
    return below


def _put(value: "Tree | Value", indent: str, lines: list[str]) -> None:
    if isinstance(value, dict):
        if not value:
            lines.append("{}")
            return
        inner = indent + " "
        lead = "{\n"
        for key, entry in value.items():
            lines.append(f"{lead}{inner}{encode_basestring(key)}: ")
            _put(entry, inner, lines)
            lead = ",\n"
        lines.append(f"\n{indent}}}")
    elif isinstance(value, str):
        lines.append(encode_basestring(value))
    elif isinstance(value, tuple):
        lines.append("[" + ", ".join(encode_basestring(entry) for entry in value) + "]")
    elif isinstance(value, bool):
        lines.append("true" if value else "false")
    elif isinstance(value, Decimal):
        lines.append(plain_number(value) if value else "0")
    else:
        lines.append(str(value))
