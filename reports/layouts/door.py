"""The interface of a layout: all that verification needs from the code that wrote a document.

This module goes into every kept layout and is called there by the programs that come after. So its functions keep
their names, what they take and what they return. What they return are plain values; what they take are plain values and
what the same program made of packs.
"""

from typing import TYPE_CHECKING, Any

from reports.payload.canonical import canonical, resolved

if TYPE_CHECKING:
    from models.catalogue import Catalogue
    from models.packs.library import Library

Again = dict[str, Any]
"""`program`: what draws here: name, version, layout, libraries. `pdf`: the unsigned paper. Of `report` instead `shown` and
`beyond`: the canonical JSON of `reports.payload.shown.shown` and `reports.payload.beyond.beyond`."""


def report(
    payload: bytes, library: "Library", catalogue: "Catalogue | None", data: dict[str, Any] | None = None
) -> Again:
    """Returns a report's result worked out again from its data attachment, and all that follows from its answers and plan.

    Args:
        payload: the data attachment.
        library: where the rules lie that it names.
        catalogue: the measures that it names; None when it names none.
        data: what `read_payload` made of the attachment, where that is at hand.

    Raises:
        ApplicationError: when the attachment is not of the format, names packs that are not here, or holds no case.
    """
    from reports.payload.assemble import program
    from reports.payload.beyond import beyond
    from reports.payload.shown import shown
    from reports.payload.untrusted import read_payload, recompute

    data = read_payload(payload) if data is None else data
    evaluation = recompute(data, library)
    return {
        "program": program(),
        "shown": canonical(resolved(shown(evaluation), None)),
        "beyond": canonical(beyond(data, evaluation, catalogue)),
    }


def pages(payload: bytes, data: dict[str, Any] | None = None) -> Again:
    """Returns a report drawn again from its data attachment; arguments and errors as of `report`."""
    from reports.content import content_of
    from reports.payload.assemble import program
    from reports.payload.untrusted import read_payload
    from reports.pdf import write_report

    data = read_payload(payload) if data is None else data
    return {"program": program(), "pdf": write_report(content_of(payload, data), data["report"]["language"])}


def reply(payload: bytes) -> Again:
    """Returns a reply drawn again from its data attachment.

    Raises:
        ApplicationError: when the attachment is not of the format.
    """
    from reports.payload.assemble import program
    from reports.reply.document import read_reply, write_reply

    return {"program": program(), "pdf": write_reply(read_reply(payload))}


def note(payload: bytes) -> Again:
    """Returns a note on a verification drawn again from its data attachment.

    Raises:
        ApplicationError: when the attachment is not of the format.
    """
    from reports.payload.assemble import program
    from reports.reply.note import write_note

    return {"program": program(), "pdf": write_note(payload)}
