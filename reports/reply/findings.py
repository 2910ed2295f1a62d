"""Findings as a file: what an assessor writes, or another program, and `review` reads."""

import json
from dataclasses import dataclass

from models.errors import ApplicationError
from models.language import N_, sentence
from models.review import Finding, FindingKind
from reports.reply.reading import checked

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
    findings = tuple(Finding(one["item"], FindingKind(one["kind"]), one["text"]) for one in value["findings"])
    for number, finding in enumerate(findings, start=1):
        if not finding.text.strip() and finding.kind is not FindingKind.CONFIRMED:
            raise InvalidFindings(
                name=name,
                why=sentence(
                    "in finding {number}, the remark is missing; only a confirmation needs none.", number=number
                ),
            )
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
