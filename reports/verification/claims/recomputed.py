"""What a signed document says, recomputed: the evaluation from the answers, and the pages from the payload."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from models.errors import ApplicationError, UnknownPack
from models.language import Sentence, sentence
from reports.layouts import door, earlier
from reports.payload.canonical import canonical
from reports.signature.revision import Irregular
from reports.verification.claims.own_words import catalogue_lines, check_edition, check_history, check_plan, own_words
from reports.verification.integrity.sameness import same_document
from reports.verification.publisher import check_publishers
from reports.verification.soundness import DocumentKind

if TYPE_CHECKING:
    from models.packs.library import Library


_ANOTHER_VERSION = sentence(
    "A different version of Zhijie drew its pages, so they cannot be compared with its data; ask for it to be written again."
)
_NOT_OUR_FORMAT = sentence("its data attachment does not follow our format")
_NO_CASE = sentence("the answers in its data attachment are not a valid case")
_OLD_RESULT = timedelta(days=60)
"""A result that is older than this when it is written down may speak of a factory as it no longer is."""
_SOLVED = sentence("Its plan was solved again: within its limits, none is better.")
_FORMAT_CODES = ("payload_too_large", "payload_not_readable", "invalid_payload", "invalid_reply")
"""How every layout calls a data attachment that it does not accept."""


class CannotJudge(Exception):
    """The file may be sound, but this program cannot work its content out again."""

    def __init__(self, reason: Sentence, *, came_to_its_end: bool = True) -> None:
        super().__init__(reason.text("en"))
        self.sentence = reason
        self.came_to_its_end = came_to_its_end
        """False when time, memory or a process was wanting."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the document says, and whether it is what follows from its own answers."""

    document: DocumentKind
    case: str | None
    version: int | None
    claimed_tier: str | None
    recomputed_tier: str | None
    created: str
    """ISO time at which its data were written, according to themselves."""
    case_id: str | None = None
    proven_tier: str | None = None
    """Of a report: the tier that is reached by conditions with evidence alone."""
    answers: str | None = None
    """Of a reply: the base digest of the report that it answers."""
    author: tuple[str, str] | None = None
    """Name and organisation of who signs a reply or note, according to its data."""
    notes: tuple[Sentence, ...] = ()
    """What was not compared, because it could not be or only the signer can know it."""


@dataclass(frozen=True, slots=True)
class _Attached:
    """A data attachment, looked at only as far as to know who can judge it."""

    payload: bytes
    document: DocumentKind
    value: dict[str, Any]
    """As it was parsed, checked by nobody yet."""
    layout: int

    @property
    def is_present(self) -> bool:
        """Whether this very program draws that layout."""
        return self.layout not in earlier.KEPT


_KINDS = {"zhijie-report": DocumentKind.REPORT, "zhijie-reply": DocumentKind.REPLY, "zhijie-note": DocumentKind.NOTE}


def _attached(payload: bytes) -> _Attached:
    from reports.payload.assemble import FORMAT_VERSION, LAYOUT

    try:
        value = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise Irregular(sentence("its data attachment cannot be read")) from error
    document = _KINDS.get(str(value.get("format"))) if isinstance(value, dict) else None
    if document is None:
        raise Irregular(sentence("its data attachment is not one of ours"))
    program = value.get("program")
    layout = program.get("layout") if isinstance(program, dict) else None
    version = value.get("format_version")
    if type(layout) is not int or type(version) is not int:
        raise Irregular(_NOT_OUR_FORMAT)
    if layout > LAYOUT or version > FORMAT_VERSION:
        raise CannotJudge(
            sentence(
                "It was written by a newer version of Zhijie, and this version cannot redraw it; please update Zhijie."
            )
        )
    if layout != LAYOUT and layout not in earlier.KEPT:
        raise CannotJudge(_ANOTHER_VERSION)
    return _Attached(payload, document, value, layout)


def judge_content(base: bytes, payload: bytes, library: "Library", solve_s: float | None = None) -> Said:
    """Works everything out again and compares.

    What an earlier layout drew is drawn again by the program of that layout, kept for this, and compared as strictly:
    whoever names another layout than the one that drew the pages gains nothing.

    Args:
        base: the document as it was before it was signed.
        payload: its data attachment.
        library: rule packs to evaluate with.
        solve_s: in how many seconds the plan of a report is to be solved again; None leaves that to the signer's word.

    Raises:
        Irregular: when something printed is not what follows from the answers, or a better plan exists.
        CannotJudge: when a pack or a layout is not known to this program, or the solve took too long.
    """
    attached = _attached(payload)
    if attached.document is DocumentKind.REPORT:
        return _judge_report(base, attached, library, solve_s)
    try:
        return (_judge_reply if attached.document is DocumentKind.REPLY else _judge_note)(base, attached)
    except ApplicationError as error:
        raise Irregular(_NOT_OUR_FORMAT) from error


def _judge_reply(base: bytes, attached: _Attached) -> Said:
    from reports.reply.document import read_reply

    again = door.reply(attached.payload) if attached.is_present else _before(attached, "reply")
    reply = read_reply(attached.payload)
    _compare(base, again["pdf"], reply.program, again["program"])
    review = reply.review
    return Said(
        DocumentKind.REPLY,
        review.case_number,
        review.version,
        None,
        None,
        created=reply.created,
        case_id=review.case_id,
        answers=review.base_digest,
        author=(review.reviewer, review.organisation),
    )


def _judge_note(base: bytes, attached: _Attached) -> Said:
    from reports.reply.note import read_note

    again = door.note(attached.payload) if attached.is_present else _before(attached, "note")
    value = read_note(attached.payload)
    _compare(base, again["pdf"], value["program"], again["program"])
    said = value["verdict"]
    return Said(
        DocumentKind.NOTE,
        said["case"],
        said["version"],
        None,
        None,
        created=value["created"],
        author=(value["verifier"], value["organisation"]),
    )


def _before(attached: _Attached, asked: str, packs: earlier.Packs | None = None) -> door.Again:
    """Returns what the kept program of the attachment's layout answers.

    Raises:
        Irregular: when that program refuses the data.
        CannotJudge: when it gives no answer, or cannot judge either.
    """
    try:
        return earlier.again(attached.layout, asked, attached.payload, packs)
    except (earlier.NotDrawn, OSError) as error:
        raise CannotJudge(
            sentence(
                "The drawing code of the earlier Zhijie version that wrote it did not respond, so it cannot be judged here."
            ),
            came_to_its_end=False,
        ) from error
    except earlier.DataRefused as error:
        if error.code in ("payload_from_the_future", UnknownPack.code):
            raise CannotJudge(_ANOTHER_VERSION) from error
        raise Irregular(_NOT_OUR_FORMAT if error.code in _FORMAT_CODES else _NO_CASE) from error


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
        raise Irregular(sentence("a page shows something other than its data says"))
    raise CannotJudge(_ANOTHER_VERSION)


def _judge_report(base: bytes, attached: _Attached, library: "Library", solve_s: float | None) -> Said:
    # Who answers depends on the layout; what is asked and compared does not, or a liar would name the layout with the gap.
    data, again = (_report_here if attached.is_present else _report_before)(attached, library)
    shown = json.loads(again["shown"])
    same_program = data["program"] == again["program"]
    _check_shown(shown, data, same_program=same_program)
    _check_beyond(data, json.loads(again["beyond"]), same_program=same_program)
    recomputed = shown["evaluation"] if attached.is_present else _recomputed_today(attached, data, again, library)
    case = data["case"]
    pages = door.pages(attached.payload, data) if attached.is_present else _before(attached, "pages")
    _compare(base, pages["pdf"], data["program"], pages["program"])
    is_solved = False
    if solve_s is not None and data["roadmap"] is not None:
        _check_solved(data, library, solve_s)
        is_solved = True
    return Said(
        DocumentKind.REPORT,
        case["number"],
        case["version"],
        data["evaluation"]["reached"],
        recomputed["reached"],
        created=data["created"],
        case_id=case["case_id"],
        proven_tier=_proven_tier(recomputed),
        notes=(
            *((_SOLVED,) if is_solved else ()),
            *((another_day,) if (another_day := _another_day(data)) is not None else ()),
            *own_words(data, solved=is_solved),
        ),
    )


def _another_day(data: Mapping[str, Any]) -> Sentence | None:
    """Returns what is to be said of a report that was worked out for a day other than that on which it was written."""
    day, written = date.fromisoformat(data["day"]), datetime.fromisoformat(data["created"]).date()
    if day <= written <= day + _OLD_RESULT:
        return None
    return sentence(
        "Its result is that of {day}, but it was written on {written}: what holds on one day need not hold on the other.",
        day=day.isoformat(),
        written=written.isoformat(),
    )


def _check_solved(data: dict[str, Any], library: "Library", solve_s: float) -> None:
    """Solves a report's plan again.

    Raises:
        Irregular: when a better plan exists, or the plan says of others what is not so.
        CannotJudge: when that was not known in time.
    """
    from reports.payload.untrusted import recompute
    from reports.verification.claims.solved import Solved, solved

    catalogue = library.catalogue_made_of(_named(catalogue_lines(data)))
    match solved(data, recompute(data, library), catalogue, solve_s):
        case Solved.BETTER:
            raise Irregular(sentence("its plan is not the best: solving again finds a better one"))
        case Solved.OTHER:
            raise Irregular(
                sentence("what its plan says is missing or of measures left out is not what solving again says")
            )
        case Solved.LATE:
            raise CannotJudge(
                sentence(
                    "Everything else agrees, but solving its plan again took longer than {seconds} s. Give it more time.",
                    seconds=round(solve_s),
                ),
                came_to_its_end=False,
            )


def _check_beyond(data: Mapping[str, Any], beyond: Mapping[str, Any], *, same_program: bool) -> None:
    """Compares what a report says beyond its answers.

    Raises:
        Irregular: when something of it is not so.
        CannotJudge: when another program worded it.
    """
    try:
        check_edition(data, beyond)
        check_plan(data, beyond)
        check_history(data, beyond)
        check_publishers(data)
    except Irregular as error:
        if not same_program:
            raise CannotJudge(_ANOTHER_VERSION) from error
        raise


def _report_here(attached: _Attached, library: "Library") -> tuple[dict[str, Any], door.Again]:
    from reports.payload import read_payload

    try:
        data = read_payload(attached.payload)
    except ApplicationError as error:
        raise Irregular(_NOT_OUR_FORMAT) from error
    return data, _worked_out(attached.payload, data, library)


def _worked_out(payload: bytes, data: dict[str, Any], library: "Library") -> door.Again:
    """Returns what this program makes of a report's data.

    Raises:
        Irregular: when they hold no valid case.
        CannotJudge: when a pack is not here.
    """
    measures = _named(catalogue_lines(data))
    try:
        catalogue = library.catalogue_made_of(measures) if measures else None
        return door.report(payload, library, catalogue, data)
    except UnknownPack as error:
        raise CannotJudge(error.sentence) from error
    except ApplicationError as error:
        raise Irregular(_NO_CASE) from error


def _named(lines: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    return [(line["id"], line["digest"]) for line in lines]


def _report_before(attached: _Attached, library: "Library") -> tuple[dict[str, Any], door.Again]:
    try:
        rules = _named(pack for pack in attached.value["packs"] if pack["kind"] != "catalogue")
        measures = _named(catalogue_lines(attached.value))
        texts = library.texts_made_of(rules)
        files = library.measures_made_of(measures)
    except (KeyError, TypeError) as error:
        raise Irregular(_NOT_OUR_FORMAT) from error
    except UnknownPack as error:
        raise CannotJudge(error.sentence) from error
    packs = earlier.Packs(tuple((*named, text) for named, text in zip(rules, texts, strict=True)), files)
    # The kept program has checked the attachment by its own schema when it answers: it is as that schema says.
    again = _before(attached, "report", packs)
    return attached.value, again


def _recomputed_today(
    attached: _Attached, data: dict[str, Any], then: door.Again, library: "Library"
) -> dict[str, Any]:
    """Returns the evaluation by the present program, which must reach the same statuses and tiers, in its own words.

    Raises:
        CannotJudge: when it does not: a mistake of an earlier program that was put right since must not be used.
    """
    try:
        again = _worked_out(attached.payload, data, library)
    except Irregular as error:
        raise CannotJudge(_ANOTHER_VERSION) from error
    evaluation: dict[str, Any] = json.loads(again["shown"])["evaluation"]
    if _promised(again) != _promised(then):
        raise CannotJudge(
            sentence(
                "This version of Zhijie comes to other tiers along its plan than the one that wrote it; ask for it to be written again."
            )
        )
    if _statuses(evaluation) != _statuses(data["evaluation"]):
        raise CannotJudge(
            sentence(
                "This version of Zhijie arrives at a different result from the one that wrote it (printed: {printed}, recomputed: {recomputed}); ask for it to be written again.",
                printed=_tier(data["evaluation"]["reached"]),
                recomputed=_tier(evaluation["reached"]),
            )
        )
    return evaluation


def _check_shown(shown: dict[str, Any], data: Mapping[str, Any], *, same_program: bool) -> None:
    """Compares everything that follows from the answers with what the data attachment shows.

    Raises:
        Irregular: when it shows something else.
        CannotJudge: when only the wording differs, and another program worded it.
    """
    if _differs(shown["evaluation"], data["evaluation"]):
        if not same_program and _statuses(shown["evaluation"]) == _statuses(data["evaluation"]):
            # The result is the same and only its wording another: no reason to speak of a change.
            raise CannotJudge(_ANOTHER_VERSION)
        raise Irregular(
            sentence(
                "the printed result is not what its answers give (printed: {printed}, recomputed: {recomputed})",
                printed=_tier(data["evaluation"]["reached"]),
                recomputed=_tier(shown["evaluation"]["reached"]),
            )
        )
    if any(_differs(shown[name], _without_plan(name, data[name], shown[name])) for name in shown):
        if not same_program:
            raise CannotJudge(_ANOTHER_VERSION)
        raise Irregular(sentence("it shows something other than its answers say"))


def _differs(first: object, other: object) -> bool:
    return canonical(first) != canonical(other)


def _without_plan(name: str, printed: Any, wanted: Any) -> Any:
    """Returns one part of a payload without what its plan added and without the answers themselves."""
    if name == "packs":
        return [{**line, "publisher": None} for line in printed if line["kind"] != "catalogue"]
    if name == "sources":
        return [line for line in printed if line["book"] == "rulebook"]
    if name in ("labels", "case"):
        return {key: value for key, value in printed.items() if key in wanted}
    return printed


def _statuses(evaluation: dict[str, Any]) -> list[object]:
    """Returns what an evaluation says without its words: both tiers, and every tier's and condition's status."""
    return [
        evaluation["reached"],
        evaluation["possible"],
        *((tier["id"], tier["status"]) for tier in evaluation["tiers"]),
        *((each["id"], each["status"]) for tier in evaluation["tiers"] for each in tier["conditions"]),
    ]


def _proven_tier(evaluation: dict[str, Any]) -> str | None:
    """Returns the highest tier whose conditions, and all below it, are met with evidence or not asked."""
    reached = None
    for tier in evaluation["tiers"]:
        asked = [each for each in tier["conditions"] if not each["informative"]]
        if not all(
            each["status"] == "not_applicable" or (each["status"] == "met" and each["proven"]) for each in asked
        ):
            break
        reached = tier["id"]
    return reached


def _promised(again: door.Again) -> object:
    """Returns the tiers to which a plan leads; None without a plan."""
    plan = json.loads(again["beyond"])["plan"]
    return plan and [plan["tier_by_quarter"], plan["reached"]]


def _tier(tier: str | None) -> str:
    return tier or "—"
