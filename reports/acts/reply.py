"""From findings to a signed reply, and from a verified reply back to a review."""

import json
from collections.abc import Mapping
from datetime import datetime

from models.errors import ApplicationError
from models.language import N_, Language, Sentence, Text, sentence
from models.review import Review, VerdictKind
from models.spelling.resemblance import nearest
from reports.identity import Identity
from reports.reply.document import Reply, read_reply, write_reply
from reports.reply.findings import Findings, read_findings, write_findings
from reports.signing import Options, Role, certify
from reports.verification.soundness import DocumentKind
from reports.verification.verdict import Verdict


class ReportNotSound(ApplicationError):
    """A reply was asked for to a file that is not a sound report."""

    code = "report_not_sound"
    message = N_("{name} cannot be reviewed: {reason} No reply was written; ask the sender for the original report.")
    exit_code = 1


class NotASoundReply(ApplicationError):
    """A file that is taken in as a reply and is none, or not as its reviewer signed it."""

    code = "not_a_sound_reply"
    message = N_("{name} was not imported: {reason} Your case was not changed; ask the reviewer for the signed reply.")
    exit_code = 1


_IS_NO_REPLY = {
    DocumentKind.REPORT: sentence("It is a report, not a reply to one."),
    DocumentKind.NOTE: sentence("It is a note on a verification, not a reply."),
}


class UnknownItem(ApplicationError):
    """A finding on something that the report does not hold."""

    code = "unknown_item"
    message = N_(
        "{name} has no item called {items}. No reply was written; name conditions and scenarios as the report does, or use “report” for the whole."
    )
    exit_code = 1


_ANSWERS = (
    "enterprise",
    "factory",
    "systems",
    "requirements",
    "maturity",
    "indicators",
    "recognition",
    "rules",
    "local",
)
"""How the id of an answer begins, where it is no scenario's: also what was not answered may be remarked on."""
_MOST_NAMED = 5


def signed_reply(
    report: Verdict,
    findings: Findings,
    identity: Identity,
    now: datetime,
    language: Language = "zh",
    *,
    options: Options | None = None,
) -> bytes:
    """Returns the signed reply to a verified report.

    Args:
        report: what verification said of it; a signer who is not confirmed yet may be answered.
        findings: what the assessor says.
        identity: of the assessor.
        now: with a time zone.
        language: of the reply.
        options: of the signature.

    Raises:
        ReportNotSound: when the report was changed or cannot be verified, or is no report.
        InvalidFindings: when there is no conclusion, or a text is too long.
        UnknownItem: when a finding is on something that the report does not hold.
        ApplicationError: when it could not be signed, as `reports.signing.certify`.
    """
    sound = report.kind in (VerdictKind.VALID, VerdictKind.UNTRUSTED) and report.document is DocumentKind.REPORT
    if not sound or report.case is None or report.version is None:
        raise ReportNotSound(name=report.name, reason=report.reason)
    # What cannot be read back must not be signed: the same rules as for a file of findings.
    findings = read_findings(write_findings(findings), report.name)
    titles = item_titles(report.payload)
    unknown = [finding.item for finding in findings.findings if not _is_held(finding.item, titles)]
    if unknown:
        raise UnknownItem(name=report.name, items=[_perhaps(item, titles) for item in unknown[:_MOST_NAMED]])
    facts = identity.facts
    review = Review(
        report.case,
        report.version,
        report.stages[0],
        facts.name,
        facts.organisation,
        findings.findings,
        findings.conclusion,
        case_id=report.case_id or "",
        factory=_factory(report.payload),
        stages=report.stages,
        reply_no=findings.reply_no,
        supersedes=findings.supersedes,
        scope=findings.scope,
    )
    now = now.replace(microsecond=0)
    used = {finding.item: titles[finding.item] for finding in findings.findings if finding.item in titles}
    unsigned = write_reply(Reply(review, now.isoformat(), language, used))
    return certify(unsigned, identity, now, options or Options(language=language), Role.REVIEWER)


def _factory(payload: bytes) -> str:
    """Returns the enterprise and its factory as a report names them; empty where it names neither."""
    document = json.loads(payload)["case"]["document"]
    names = [document.get(part, {}).get("name", "") for part in ("enterprise", "factory")]
    return " ".join(name for name in names if name)[:400]


def item_titles(payload: bytes) -> Mapping[str, Text]:
    """Returns what the conditions and scenarios of a report are called, by the ids that findings use.

    A condition is `tier.condition` as well as its bare id; a scenario is `scenarios.SC10` as well as `SC10`.
    """
    data = json.loads(payload)
    titles: dict[str, Text] = {}
    for tier in data["evaluation"]["tiers"]:
        for condition in tier["conditions"]:
            name = condition.get("text") or condition.get("name")
            if isinstance(name, dict):
                text = Text(_short(name["zh"], 60), _short(name["en"], 120))
                titles[condition["id"]] = titles[f"{tier['id']}.{condition['id']}"] = text
    for scenario in data.get("rulebook", {}).get("scenarios", []):
        if isinstance(scenario.get("name"), dict):
            text = Text(scenario["name"]["zh"], scenario["name"]["en"])
            titles[scenario["id"]] = titles[f"scenarios.{scenario['id']}"] = text
    return titles


def _is_held(item: str, titles: Mapping[str, Text]) -> bool:
    """Whether a finding's item is the whole report, a condition, a scenario or one of its answers, or another answer."""
    first, *rest = item.split(".")
    if item == "report" or item in titles:
        return True
    return ".".join((first, *rest[:1])) in titles if first == "scenarios" else bool(rest) and first in _ANSWERS


def _perhaps(item: str, titles: Mapping[str, Text]) -> Sentence:
    """Returns an item that the report does not hold, with the one that was probably meant."""
    near = nearest(item, (*titles, "report"))
    if near is None:
        return sentence("“{item}”", item=item)
    return sentence("“{item}” (did you mean “{near}”?)", item=item, near=near)


def _short(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def review_of(reply: Verdict) -> Review:
    """Returns the review in a verified reply.

    Raises:
        NotASoundReply: when it was changed or cannot be verified, or is no reply.
    """
    sound = reply.kind in (VerdictKind.VALID, VerdictKind.UNTRUSTED) and reply.document is DocumentKind.REPLY
    if not sound:
        reason = _IS_NO_REPLY.get(reply.document, reply.reason) if reply.document else reply.reason
        raise NotASoundReply(name=reply.name, reason=reason)
    return read_reply(reply.payload).review
