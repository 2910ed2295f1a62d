"""What a signed document says, recomputed: the evaluation from the answers, and the pages from the payload."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import resources
from models.errors import ApplicationError, UnknownPack
from models.language import Sentence, sentence
from reports.payload.canonical import canonical, resolved
from reports.signing.revision import Irregular
from reports.verification.sameness import same_document
from reports.verification.verdict import DocumentKind

if TYPE_CHECKING:
    from models.packs.library import Library


_ANOTHER_VERSION = sentence(
    "Another version of Zhijie drew its pages, so they cannot be compared with its data; ask for it to be written again."
)


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
            looked for in the pages' text, which does not notice a manager who paints over his own page. Replies and
            notes are short and always drawn again.

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
    from reports.reply.document import read_reply, write_reply

    reply = read_reply(payload)
    _compare(base, write_reply(reply), reply.program, resources.version())
    review = reply.review
    return Said(
        DocumentKind.REPLY,
        review.case_number,
        review.version,
        None,
        None,
        pages_redrawn=True,
        author=(review.reviewer, review.organisation),
    )


def _judge_note(base: bytes, payload: bytes) -> Said:
    from reports.reply.note import read_note, write_note

    value = read_note(payload)
    _compare(base, write_note(payload), value["program"], resources.version())
    said = value["verdict"]
    return Said(
        DocumentKind.NOTE,
        said["case"],
        said["version"],
        None,
        None,
        pages_redrawn=True,
        author=(value["verifier"], value["organisation"]),
    )


def _compare(base: bytes, again: bytes, program: object, present: object) -> None:
    """Compares a document with itself drawn again.

    Whatever the data says of the program that drew it: equal is equal. Only when the pages differ does it matter
    whether another version drew them; then nothing can be said, least of all that they are sound, or whoever lies
    would name another version.

    Raises:
        Irregular: when this very version draws other pages.
        CannotJudge: when another version drew them.
    """
    if same_document(again, base):
        return
    if program == present:
        raise Irregular(sentence("a page shows something else than its data says"))
    raise CannotJudge(_ANOTHER_VERSION)


def _judge_report(base: bytes, payload: bytes, library: "Library", *, redraw: bool) -> Said:
    from reports.payload import PayloadFromTheFuture, read_payload, recompute
    from reports.payload.assemble import program
    from reports.payload.result import evaluation_tree

    try:
        data = read_payload(payload)
    except PayloadFromTheFuture as error:
        raise CannotJudge(error.sentence) from error
    except ApplicationError as error:
        raise Irregular(sentence("its data attachment does not follow our format")) from error
    try:
        evaluation = recompute(data, library)
    except UnknownPack as error:
        raise CannotJudge(error.sentence) from error
    except ApplicationError as error:
        raise Irregular(sentence("the answers in its data attachment are not a valid case")) from error
    recomputed = resolved(evaluation_tree(evaluation), None)
    if canonical(recomputed) != canonical(data["evaluation"]):
        if data["program"] != program() and _statuses(recomputed) == _statuses(data["evaluation"]):
            # The result is the same and only its wording another: no reason to speak of a change.
            raise CannotJudge(_ANOTHER_VERSION)
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


def _statuses(evaluation: dict[str, Any]) -> list[object]:
    """Returns what an evaluation says without its words: both tiers, and every tier's and condition's status."""
    return [
        evaluation["reached"],
        evaluation["possible"],
        *((tier["id"], tier["status"]) for tier in evaluation["tiers"]),
        *((each["id"], each["status"]) for tier in evaluation["tiers"] for each in tier["conditions"]),
    ]


def _tier(tier: str | None) -> str:
    return tier or "—"


def _pages_agree(base: bytes, payload: bytes, data: dict[str, Any], *, redraw: bool) -> bool:
    """Returns True when the pages were drawn again, False when their text was only searched for the claims."""
    from reports.payload import claim_sentences
    from reports.payload.assemble import program

    if redraw:
        from reports.content import content_of
        from reports.pdf import write_report

        _compare(base, write_report(content_of(payload, data), data["report"]["language"]), data["program"], program())
        return True
    from reports.verification.pages import page_text

    text = page_text(base)
    language = data["report"]["language"]
    for claim in claim_sentences(data):
        wordings = [claim.zh] if language == "zh" else [claim.en] if language == "en" else [claim.zh, claim.en]
        if not all("".join(wording.split()) in text for wording in wordings):
            raise Irregular(sentence("a page shows something else than its data says"))
    return False
