"""A note on a verification, as a document: its data read, and its pages drawn from that data alone."""

from typing import Any

from models.language import Sentence, Text, in_both, sentence
from models.review import VerdictKind
from reports.content.blocks import (
    EMPTY,
    Bullets,
    Callout,
    Cell,
    Column,
    Content,
    CoverPage,
    Heading,
    Row,
    Signatures,
    Table,
)
from reports.reply.checked_json import attached
from reports.reply.document import InvalidReply, plain, reviewer_space
from reports.signature.fields import Role

_NO_VALUE = "—"


def read_note(payload: bytes) -> dict[str, Any]:
    """Returns the data of a note.

    Raises:
        InvalidReply: when it is not of the published schema, or not in canonical spelling.
    """
    return attached(payload, "note-1", lambda why: InvalidReply(why=why))


def write_note(payload: bytes) -> bytes:
    """Returns the unsigned note that belongs to a data attachment.

    Raises:
        InvalidReply: when the attachment is not of our format.
    """
    from reports.pdf import write_report

    value = read_note(payload)
    return write_report(_content(value, payload), value["language"])


def _content(value: dict[str, Any], payload: bytes) -> Content:
    said = value["verdict"]
    kind = VerdictKind(said["kind"])
    verdict = in_both(Sentence(kind.text("en"), {}))
    title = in_both(sentence("Note on a verification"))
    return Content(
        cover=CoverPage(
            title=title,
            subtitle=plain(said["file"]),
            factory=plain(value["organisation"]),
            tier_label=in_both(sentence("Verdict")),
            tier=verdict,
            facts=(
                (in_both(sentence("Verified by")), plain(value["verifier"])),
                (in_both(sentence("Organisation")), plain(value["organisation"] or _NO_VALUE)),
                (in_both(sentence("Date")), plain(value["created"][:10])),
            ),
            notice=in_both(sentence("The verdict applies to the file with the digest below and to no other.")),
            hint=EMPTY,
            logo_png=b"",
            logo_alternative=EMPTY,
        ),
        running_title=title,
        footer=verdict,
        draft=False,
        blocks=(
            Heading(1, in_both(sentence("Verdict")), "verdict", fresh=True),
            Callout(verdict, Text(**said["reason"])),
            _facts(value),
            *_notes(said["notes"]),
            *_signatures(said["signatures"]),
            Heading(2, in_both(sentence("Signature")), "signature"),
            Signatures((reviewer_space(),)),
        ),
        created=value["created"],
        payload=payload,
        producer=f"Zhijie {value['program']['version']}",
    )


def _notes(lines: list[dict[str, str]]) -> tuple[Heading | Bullets, ...]:
    """Returns what else is to be known, such as what rests on the signer's word: the verdict says no more than it proves."""
    if not lines:
        return ()
    heading = Heading(2, in_both(sentence("What else the verification says")), "notes")
    return (heading, Bullets(tuple(Text(**line) for line in lines)))


def _facts(value: dict[str, Any]) -> Table:
    said = value["verdict"]
    lines = (
        (in_both(sentence("File")), said["file"]),
        (in_both(sentence("SHA-256")), said["digest"] or _NO_VALUE),
        (in_both(sentence("Case")), said["case"] or _NO_VALUE),
        (in_both(sentence("Version")), _NO_VALUE if said["version"] is None else str(said["version"])),
        (in_both(sentence("Tier as printed")), said["claimed_tier"] or _NO_VALUE),
        (in_both(sentence("Tier as recomputed")), said["recomputed_tier"] or _NO_VALUE),
        (in_both(sentence("Verified at")), value["created"]),
    )
    rows = tuple(Row((Cell(name, strong=True), Cell(plain(text)))) for name, text in lines)
    columns = (Column(in_both(sentence("Fact")), 0.3), Column(in_both(sentence("Value")), 0.7))
    return Table(in_both(sentence("What was verified")), columns, rows)


def _signatures(lines: list[dict[str, Any]]) -> tuple[Table, ...]:
    if not lines:
        return ()
    rows = tuple(
        Row(
            (
                Cell(in_both(Sentence(Role(line["role"]).text("en"), {})), strong=True),
                Cell(plain(line["name"]), note=plain(line["organisation"])),
                Cell(plain(line["time"])),
                Cell(plain(line["telephone_code"])),
            )
        )
        for line in lines
    )
    columns = (
        Column(in_both(sentence("Role")), 0.16),
        Column(in_both(sentence("Signer")), 0.3),
        Column(in_both(sentence("Time")), 0.26),
        Column(in_both(sentence("Telephone code")), 0.28),
    )
    return (Table(in_both(sentence("Signatures")), columns, rows),)
