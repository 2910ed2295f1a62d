"""Findings as a file: written by an assessor or another program, read by `review`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from models.characters import composed
from models.errors import ApplicationError
from models.language import N_, sentence
from models.review import Attachment, Finding, FindingKind, RemarkSeverity, Scope
from reports.reply.checked_json import checked

_LIMIT_BYTES = 4 * 1024 * 1024


class InvalidFindings(ApplicationError):
    """A file with findings that does not follow the published schema."""

    code = "invalid_findings"
    message = N_("{name} is not a valid findings file: {why} Nothing was written; correct the file and try again.")
    exit_code = 1


class NotFindings(InvalidFindings):
    """A file that is no file of findings at all, or one of a later format."""

    code = "not_findings"
    message = N_(
        "{name} is not a findings file: {why} Nothing was written; choose the findings file, or save it again as JSON in UTF-8."
    )
    exit_code = 2


@dataclass(frozen=True, slots=True)
class Findings:
    """What an assessor says, before it is bound to a report."""

    findings: tuple[Finding, ...]
    conclusion: str
    scope: Scope = Scope.FULL
    reply_no: int = 1
    supersedes: str = ""
    """`base_digest` of the reply that it takes the place of; empty for none."""


def read_findings(data: bytes, name: str) -> Findings:
    """Returns the findings in a JSON file.

    Raises:
        NotFindings: when it is not JSON, or not of this format.
        InvalidFindings: when it is not of the published schema; the sentence names the place; or when a remark is missing.
    """
    if len(data) > _LIMIT_BYTES:
        raise NotFindings(name=name, why=sentence("it is larger than {mb} MB.", mb=_LIMIT_BYTES // 1024 // 1024))
    value = checked(
        data,
        "findings-1",
        lambda why: InvalidFindings(name=name, why=why),
        lambda why: NotFindings(name=name, why=why),
    )
    findings = tuple(_composed(finding_of(entry)) for entry in value["findings"])
    for number, finding in enumerate(findings, start=1):
        if finding.kind is not FindingKind.CONFIRMED and not finding.text.strip():
            why = sentence("in finding {number}, the remark is missing; only a confirmation needs none.", number=number)
            raise InvalidFindings(name=name, why=why)
        if finding.kind is FindingKind.CORRECTED and not finding.rating.strip():
            why = sentence("in finding {number}, the rating is missing: a correction needs one.", number=number)
            raise InvalidFindings(name=name, why=why)
    return Findings(
        findings,
        composed(value["conclusion"]),
        Scope(value.get("scope", Scope.FULL)),
        value.get("reply_no", 1),
        value.get("supersedes", ""),
    )


def _composed(finding: Finding) -> Finding:
    """Returns a finding with its letters composed, as they are before it is signed; what was signed is left as it is."""
    return replace(
        finding,
        text=composed(finding.text),
        rating=composed(finding.rating),
        attachments=tuple(Attachment(each.digest, composed(each.name)) for each in finding.attachments),
    )


def finding_of(entry: Mapping[str, Any]) -> Finding:
    """Returns the finding in an entry of our formats; what is not there is empty."""
    severity = entry.get("severity", "")
    return Finding(
        entry["item"],
        FindingKind(entry["kind"]),
        entry.get("text", ""),
        entry.get("rating", ""),
        RemarkSeverity(severity) if severity else None,
        entry.get("due_on", ""),
        tuple(Attachment(each["digest"], each["name"]) for each in entry.get("attachments", ())),
    )


def entry_of(finding: Finding) -> dict[str, Any]:
    """Returns a finding as an entry of a reply, everything named."""
    return {
        "item": finding.item,
        "kind": finding.kind.value,
        "text": finding.text,
        "rating": finding.rating,
        "severity": finding.severity.value if finding.severity else "",
        "due_on": finding.due_on,
        "attachments": [{"digest": each.digest, "name": each.name} for each in finding.attachments],
    }


def write_findings(findings: Findings) -> bytes:
    """Returns the findings as a JSON file that `read_findings` reads."""
    value: dict[str, Any] = {
        "format": "zhijie-findings",
        "format_version": 1,
        "conclusion": findings.conclusion,
        "scope": findings.scope.value,
        "reply_no": findings.reply_no,
    }
    if findings.supersedes:
        value["supersedes"] = findings.supersedes
    value["findings"] = [
        {key: entry for key, entry in entry_of(finding).items() if entry} for finding in findings.findings
    ]
    return json.dumps(value, ensure_ascii=False, indent=1).encode()
