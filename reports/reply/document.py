"""The reply as a document: its data, and its pages drawn from that data alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.errors import ApplicationError
from models.language import N_, Language, Sentence, Text, in_both, joined, sentence
from models.review import Finding, FindingKind, Review, Scope
from reports.content.blocks import (
    EMPTY,
    Callout,
    Cards,
    Cell,
    Column,
    Content,
    CoverPage,
    Heading,
    KeyFigure,
    Mark,
    Paragraph,
    Row,
    Signatures,
    SignatureSpace,
    Table,
    Voice,
)
from reports.payload.assemble import program
from reports.payload.canonical import canonical
from reports.reply.checked_json import attached
from reports.reply.findings import entry_of, finding_of
from reports.signature.fields import Role

_MARKS = {
    FindingKind.CONFIRMED: Mark.MET,
    FindingKind.CORRECTED: Mark.NOT_MET,
    FindingKind.DOUBTFUL: Mark.UNKNOWN,
    FindingKind.REFUSED: Mark.NOT_MET,
    FindingKind.NOTE: None,
}


class InvalidReply(ApplicationError):
    """The data attachment of a reply does not follow our format."""

    code = "invalid_reply"
    message = N_("The reply's data is not usable: {why} Nothing was imported; ask the sender for the original file.")
    exit_code = 1


@dataclass(frozen=True, slots=True)
class Reply:
    """A review and what else its pages need."""

    review: Review
    created: str
    """ISO time with zone, whole seconds."""
    language: Language
    titles: Mapping[str, Text] = field(default_factory=dict)
    """What the items are called in the report."""
    program: Mapping[str, Any] = field(default_factory=program)
    """What drew the pages: name, version, layout, libraries."""


def reply_payload(reply: Reply) -> bytes:
    """Returns the canonical JSON that is attached to the reply."""
    review = reply.review
    return canonical(
        {
            "format": "zhijie-reply",
            "format_version": 1,
            "program": dict(reply.program),
            "created": reply.created,
            "language": reply.language,
            "review": {
                "case_id": review.case_id,
                "case_number": review.case_number,
                "version": review.version,
                "factory": review.factory,
                "base_digest": review.base_digest,
                "stages": list(review.stages),
                "reply_no": review.reply_no,
                "supersedes": review.supersedes,
                "scope": review.scope.value,
                "reviewer": review.reviewer,
                "organisation": review.organisation,
                "conclusion": review.conclusion,
                "findings": [entry_of(finding) for finding in review.findings],
            },
            "titles": {item: {"zh": title.zh, "en": title.en} for item, title in reply.titles.items()},
        }
    )


def read_reply(payload: bytes) -> Reply:
    """Returns the reply in a data attachment.

    Raises:
        InvalidReply: when it is not of the published schema, or not in canonical spelling.
    """
    value = attached(payload, "reply-1", lambda why: InvalidReply(why=why))
    said = value["review"]
    review = Review(
        case_number=said["case_number"],
        version=said["version"],
        base_digest=said["base_digest"],
        reviewer=said["reviewer"],
        organisation=said["organisation"],
        findings=tuple(finding_of(entry) for entry in said["findings"]),
        conclusion=said["conclusion"],
        case_id=said["case_id"],
        factory=said["factory"],
        stages=tuple(said["stages"]),
        reply_no=said["reply_no"],
        supersedes=said["supersedes"],
        scope=Scope(said["scope"]),
    )
    titles = {item: Text(**title) for item, title in value["titles"].items()}
    return Reply(review, value["created"], value["language"], titles, value["program"])


def write_reply(reply: Reply) -> bytes:
    """Returns the reply as PDF with its data attached and one empty signature box, not yet signed."""
    from reports.pdf import write_report

    return write_report(_content(reply), reply.language)


def plain(text: str) -> Text:
    """Returns what a person wrote, the same in both languages."""
    return Text(text, text)


def _content(reply: Reply) -> Content:
    review = reply.review
    title = in_both(sentence("Reviewer's reply"))
    return Content(
        cover=CoverPage(
            title=title,
            subtitle=in_both(
                sentence(
                    "to the self-assessment in case {case}, version {version}",
                    case=review.case_number,
                    version=review.version,
                )
            ),
            factory=plain(review.organisation),
            tier_label=in_both(sentence("Remarks")),
            tier=plain(str(len(review.findings))),
            facts=(
                (in_both(sentence("Reviewer")), plain(review.reviewer)),
                (in_both(sentence("Organisation")), plain(review.organisation or "—")),
                (in_both(sentence("Date")), plain(reply.created[:10])),
                (in_both(sentence("Case")), plain(review.case_number)),
                (in_both(sentence("Factory")), plain(review.factory or "—")),
                (in_both(sentence("Reply")), in_both(_which(review))),
            ),
            notice=in_both(
                sentence("Remarks on a self-assessment for reference; the competent authority decides on recognition.")
            ),
            hint=EMPTY,
            logo_png=b"",
            logo_alternative=EMPTY,
        ),
        running_title=title,
        footer=in_both(sentence("Case {case} · version {version}", case=review.case_number, version=review.version)),
        draft=False,
        blocks=(
            Heading(1, in_both(sentence("Conclusion")), "conclusion", fresh=True),
            *(Paragraph(plain(part)) for part in review.conclusion.splitlines() if part.strip()),
            Cards(
                tuple(
                    KeyFigure(in_both(Sentence(kind.text("en"), {})), plain(str(review.count(kind))), mark=_MARKS[kind])
                    for kind in FindingKind
                    if kind is not FindingKind.CORRECTED or review.count(kind)
                )
            ),
            Callout(
                in_both(sentence("Report reviewed")),
                in_both(
                    sentence(
                        "SHA-256 as its manager signed it: {digest}; as it was reviewed: {reviewed}",
                        digest=review.base_digest,
                        reviewed=review.stages[-1] if review.stages else review.base_digest,
                    )
                ),
            ),
            *_replaced(review),
            Heading(2, in_both(sentence("Remarks by item")), "remarks"),
            *_remarks(reply),
            Heading(2, in_both(sentence("Signature")), "signature"),
            Paragraph(in_both(sentence("The reviewer's signature covers these remarks and nothing else.")), Voice.NOTE),
            Signatures((reviewer_space(),)),
        ),
        created=reply.created,
        payload=reply_payload(reply),
        producer=f"Zhijie {reply.program['version']}",
    )


def _which(review: Review) -> Sentence:
    if review.scope is Scope.FULL:
        return sentence("no. {number}, in place of all earlier ones of this reviewer", number=review.reply_no)
    return sentence("no. {number}, beside the earlier ones of this reviewer", number=review.reply_no)


def _replaced(review: Review) -> tuple[Callout, ...]:
    if not review.supersedes:
        return ()
    said = sentence("SHA-256 as its reviewer signed it: {digest}", digest=review.supersedes)
    return (Callout(in_both(sentence("The reply that this one replaces")), in_both(said)),)


def _beside(finding: Finding) -> Text:
    """Returns what is printed below a remark: own rating, due date, attachments."""
    parts = []
    if finding.rating:
        parts.append(sentence("own rating: {rating}", rating=finding.rating))
    if finding.due_on:
        parts.append(sentence("answer expected by {date}", date=finding.due_on))
    parts += [
        sentence("attachment: {name} (SHA-256 {digest}…)", name=each.name, digest=each.digest[:12])
        for each in finding.attachments
    ]
    return joined((in_both(part) for part in parts), Text("；", "; "))


def reviewer_space() -> SignatureSpace:
    """Returns the one signature box of replies and notes."""
    return SignatureSpace(
        Role.REVIEWER.value, in_both(sentence("Reviewer")), in_both(sentence("Signed in Zhijie, not by hand."))
    )


def _remarks(reply: Reply) -> tuple[Paragraph | Table, ...]:
    if not reply.review.findings:
        return (Paragraph(in_both(sentence("There are no remarks on individual items."))),)
    rows = tuple(
        Row(
            (
                Cell(reply.titles.get(finding.item, plain(finding.item)), strong=True, note=plain(finding.item)),
                Cell(
                    in_both(Sentence(finding.kind.text("en"), {})),
                    mark=_MARKS[finding.kind],
                    note=in_both(Sentence(finding.severity.text("en"), {})) if finding.severity else EMPTY,
                ),
                Cell(plain(finding.text or "—"), note=_beside(finding)),
            )
        )
        for finding in reply.review.findings
    )
    columns = (
        Column(in_both(sentence("Item")), 0.34),
        Column(in_both(sentence("Opinion")), 0.18),
        Column(in_both(sentence("Remark")), 0.48),
    )
    return (Table(in_both(sentence("Remarks by item")), columns, rows),)
