"""What a signed document says, recomputed: the evaluation from the answers, and the pages from the payload."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import resources
from models.errors import ApplicationError, UnknownPack
from models.language import Sentence, sentence
from reports.payload.canonical import canonical, resolved
from reports.signing.revision import Irregular
from reports.verification.verdict import DocumentKind

if TYPE_CHECKING:
    from models.packs.library import Library


class CannotJudge(Exception):
    """The file may be sound, but this program cannot work its content out again."""

    def __init__(self, reason: Sentence) -> None:
        super().__init__(reason.text("en"))
        self.sentence = reason


@dataclass(frozen=True, slots=True)
class Said:
    """What the document says, and whether it is what follows from its own answers."""

    document: DocumentKind
    case: str | None
    version: int | None
    claimed_tier: str | None
    recomputed_tier: str | None
    pages_redrawn: bool
    author: tuple[str, str] | None = None
    """Name and organisation of who signs a reply or note, according to its data."""


def document_kind(payload: bytes) -> DocumentKind:
    """Returns which of our documents a data attachment belongs to.

    Raises:
        Irregular: when it is none of ours.
    """
    try:
        found = json.loads(payload)
        name = found["format"] if isinstance(found, dict) else ""
    except (ValueError, KeyError, RecursionError) as error:
        raise Irregular(sentence("its data attachment cannot be read")) from error
    kinds = {"zhijie-report": DocumentKind.REPORT, "zhijie-reply": DocumentKind.REPLY, "zhijie-note": DocumentKind.NOTE}
    if name not in kinds:
        raise Irregular(sentence("its data attachment is not one of ours"))
    return kinds[name]


def judge_content(base: bytes, payload: bytes, library: "Library", *, redraw: bool) -> Said:
    """Works everything out again and compares.

    Args:
        base: the document as it was before it was signed.
        payload: its data attachment.
        library: rule packs to evaluate with.
        redraw: whether all pages of a report are drawn again and compared byte for byte; else only the claims are
            looked for in the pages' text. Replies and notes are short and always drawn again.

    Raises:
        Irregular: when something printed is not what follows from the answers.
        CannotJudge: when a pack or a layout is not known to this program.
    """
    kind = document_kind(payload)
    if kind is DocumentKind.REPORT:
        return _judge_report(base, payload, library, redraw=redraw)
    try:
        return _judge_reply(base, payload) if kind is DocumentKind.REPLY else _judge_note(base, payload)
    except ApplicationError as error:
        raise Irregular(sentence("its data attachment does not follow our format")) from error


def _judge_reply(base: bytes, payload: bytes) -> Said:
    from reports.reply.document import claims, read_reply, write_reply

    reply = read_reply(payload)
    again = write_reply(reply) if reply.program == resources.version() else None
    _compare(base, again, claims(reply))
    review = reply.review
    return Said(
        DocumentKind.REPLY,
        review.case_number,
        review.version,
        None,
        None,
        pages_redrawn=again is not None,
        author=(review.reviewer, review.organisation),
    )


def _judge_note(base: bytes, payload: bytes) -> Said:
    from reports.reply.note import note_claims, read_note, write_note

    value = read_note(payload)
    again = write_note(payload) if value["program"] == resources.version() else None
    _compare(base, again, note_claims(value))
    said = value["verdict"]
    return Said(
        DocumentKind.NOTE,
        said["case"],
        said["version"],
        None,
        None,
        pages_redrawn=again is not None,
        author=(value["verifier"], value["organisation"]),
    )


def _compare(base: bytes, again: bytes | None, wanted: Sequence[str]) -> None:
    """Compares a document with itself drawn again; with None, looks for what it must say in its pages' text.

    Another version of the program may draw other pages from the same data; only this version can be compared.

    Raises:
        Irregular: when a page shows something else.
    """
    if again is not None:
        from reports.pdf import same_report

        agrees = same_report(again, base)
    else:
        from reports.verification.pages import page_text

        text = page_text(base)
        agrees = all("".join(one.split()) in text for one in wanted)
    if not agrees:
        raise Irregular(sentence("a page shows something else than its data says"))


def _judge_report(base: bytes, payload: bytes, library: "Library", *, redraw: bool) -> Said:
    from reports.payload import PayloadFromTheFuture, read_payload, recompute
    from reports.payload.result import evaluation_tree

    try:
        data = read_payload(payload)
    except PayloadFromTheFuture as error:
        raise CannotJudge(error.sentence) from error
    except ApplicationError as error:
        raise Irregular(sentence("its data attachment does not follow our format")) from error
    _check_packs(data, library)
    try:
        evaluation = recompute(data, library)
    except UnknownPack as error:
        raise CannotJudge(error.sentence) from error
    except ApplicationError as error:
        raise Irregular(sentence("the answers in its data attachment are not a valid case")) from error
    again = json.loads(canonical(resolved(evaluation_tree(evaluation), None)))
    if again != json.loads(canonical(data["evaluation"])):
        raise Irregular(
            sentence(
                "the printed result is not what its answers give (printed: {printed}, recomputed: {recomputed})",
                printed=_tier(data["evaluation"]["reached"]),
                recomputed=_tier(evaluation.reached),
            )
        )
    case = data["case"]
    document = case["document"]
    if (document.get("case"), document.get("assessment", {}).get("version", case["version"])) != (
        case["number"],
        case["version"],
    ):
        raise Irregular(sentence("its case number and its answers do not belong together"))
    redrawn = _pages_agree(base, payload, data, redraw=redraw)
    return Said(
        DocumentKind.REPORT, case["number"], case["version"], data["evaluation"]["reached"], evaluation.reached, redrawn
    )


def _tier(tier: str | None) -> str:
    return tier or "—"


def _check_packs(data: Mapping[str, Any], library: "Library") -> None:
    """An evaluation can only be compared when it was made with the same edition of the same packs."""
    installed = {pack.id: pack for pack in library.packs()}
    for named in data["packs"]:
        here = installed.get(named["id"])
        if here is None or here.digest != named["digest"]:
            raise CannotJudge(
                sentence(
                    "It was made with the pack “{id}” {version}, which is not installed here in that edition.",
                    id=named["id"],
                    version=named.get("version", ""),
                )
            )


def _pages_agree(base: bytes, payload: bytes, data: Mapping[str, Any], *, redraw: bool) -> bool:
    """Returns True when the pages were drawn again, False when their text was searched for the claims."""
    from reports.payload import LAYOUT, claim_sentences

    program = data["program"]
    if redraw and (program["layout"], program["version"]) == (LAYOUT, resources.version()):
        from reports.pdf import redrawn

        _compare(base, redrawn(payload), ())
        return True
    language = data["report"]["language"]
    wanted = [
        wording
        for claim in claim_sentences(data)
        for wording in ([claim.zh] if language == "zh" else [claim.en] if language == "en" else [claim.zh, claim.en])
    ]
    _compare(base, None, wanted)
    return False
