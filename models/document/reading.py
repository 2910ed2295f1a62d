"""From the values of a document to an assessment; every value is checked against the rulebook's questions."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from functools import lru_cache
from types import MappingProxyType
from unicodedata import is_normalized

from models import counts
from models.assessment import AnswerId, Assessment, AssessmentState, Digest, Evidence, Value
from models.document.answers import Wrong, local_answer, plain, plain_text
from models.document.places import Branch, Leaf, places
from models.document.problem import Problem, missing_pack
from models.document.text import parse
from models.errors import InvalidDocument, UnknownPack
from models.json_text import shown
from models.language import N_, Sentence, sentence
from models.packs.library import EmptyEdition, Library
from models.rulebook import Rulebook
from models.spelling.resemblance import nearest

TOP = frozenset(
    {
        *("format", "format_version", "case", "case_id", "case_secret", "version", "state", "frozen_on"),
        *("rulebook", "overlays"),
        *("enterprise", "factory", "assessment", "evidence"),
    }
)
MOST_PROBLEMS = 200
"""Beyond these a person learns nothing new."""
MOMENT = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$"
"""A date and time with its zone."""
RANDOM_ID = re.compile(r"[0-9a-f]{32}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MEDIA_TYPE = re.compile(r"[a-z0-9.+-]+/[A-Za-z0-9.+_-]+")
_PACK = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,59}")


class _TooMany(Exception):
    """Enough problems were found."""


def read(data: bytes, name: str, library: Library, rulebook: Rulebook | None = None) -> Assessment:
    """Returns the assessment that a document holds.

    Args:
        data: the document's bytes.
        name: the file's name, for the sentences.
        library: the packs, which say what may be answered.
        rulebook: whose questions the answers are checked against, for a document that came with an older edition;
            None for the newest edition here of what the document names.

    Raises:
        FileTooLarge: above 20 MB.
        NotADocument: no JSON document of ours.
        DocumentFromTheFuture: written by a newer program.
        UnknownPack: the rulebook or a local rule is not installed.
        InvalidDocument: with the number of problems and the first of them.
    """
    reader = _DocumentReader(parse(data, name), library, rulebook)
    assessment = reader.assessment()
    if reader.problems:
        first = reader.problems[0]
        raise InvalidDocument(
            name=name,
            how_many=counts.problems(len(reader.problems)),
            first=sentence(
                "{where}: {what} {what_to_do}", where=first.where, what=first.what, what_to_do=first.what_to_do
            ),
            problems=tuple(reader.problems),
        )
    return assessment


def problems(data: bytes, name: str, library: Library) -> tuple[Problem, ...]:
    """Returns everything that is wrong in a document, at most 200; nothing for a valid one.

    Where the rulebook or a local rule is not here, that is the last problem: nobody knows what may be answered.

    Raises:
        FileTooLarge: above 20 MB.
        NotADocument: no JSON document of ours.
        DocumentFromTheFuture: written by a newer program.
    """
    reader = _DocumentReader(parse(data, name), library)
    try:
        reader.assessment()
    except (UnknownPack, EmptyEdition) as missing:
        reader.problems.append(missing_pack(missing))
    return tuple(reader.problems)


class _DocumentReader:
    """Reads one document; collects what is wrong."""

    __slots__ = ("_answers", "_attached", "_library", "_listed", "_rulebook", "_top", "problems")

    def __init__(self, top: Mapping[str, object], library: Library, rulebook: Rulebook | None = None) -> None:
        self._top = top
        self._library = library
        self._rulebook = rulebook
        self._answers: dict[AnswerId, Value] = {}
        self._attached: list[tuple[str, tuple[str, ...]]] = []
        listed = top.get("evidence")
        self._listed = frozenset(filter(_DIGEST.fullmatch, listed)) if isinstance(listed, dict) else frozenset[str]()
        self.problems: list[Problem] = []

    def assessment(self) -> Assessment:
        """Returns the assessment; call it only when there are no problems."""
        try:
            return self._read()
        except _TooMany:
            return Assessment("", 1, AssessmentState.DRAFT, "")

    def _problem(self, where: str, what: Sentence, what_to_do: Sentence) -> None:
        self.problems.append(Problem(where, what, what_to_do))
        if len(self.problems) >= MOST_PROBLEMS:
            raise _TooMany

    def _wrong(self, where: str, wrong: Wrong) -> None:
        self._problem(where, wrong.what, wrong.what_to_do)

    def _read(self) -> Assessment:
        top = self._top
        for key in top:
            if key not in TOP:
                self._unknown("", key, TOP)
        number = self._text("case", 60, such_as="HD-2026-1")
        rulebook_id = self._text("rulebook", 60, such_as="national-2025")
        version = top.get("version", 1)
        if type(version) is not int or not 1 <= version <= 1_000_000:
            self._problem(
                "version",
                sentence(N_("This is not a version number.")),
                sentence(N_("Give a whole number, 1 or more.")),
            )
            version = 1
        state, frozen_on = self._state()
        overlays = self._overlays()
        assert isinstance(version, int)
        if not rulebook_id or not _PACK.fullmatch(rulebook_id):
            if rulebook_id:
                self._problem(
                    "rulebook",
                    sentence(N_("This is not a rulebook id.")),
                    sentence(N_("Give an id such as national-2025.")),
                )
            return Assessment(number, version, state, rulebook_id, overlays)
        rulebook = self._rulebook or self._library.rulebook(rulebook_id, overlays)
        tree = places(rulebook)
        for part in ("enterprise", "factory"):
            self._branch(top.get(part, {}), tree.get(part, {}), part, part)
        below = top.get("assessment", {})
        if isinstance(below, dict):
            known = {key: branch for key, branch in tree.items() if key not in {"enterprise", "factory"}}
            self._assessment(below, known)
        else:
            self._not_an_object("assessment")
        evidence = self._evidence()
        for where, digests in self._attached:
            for digest in digests:
                if digest not in evidence:
                    self._problem(
                        where,
                        sentence("The evidence {digest}… is not in the list “evidence”.", digest=shown(digest)[:12]),
                        sentence(N_("Add it to the list, or remove it here.")),
                    )
        return Assessment(
            case_number=number,
            version=version,
            state=state,
            rulebook=rulebook_id,
            overlays=overlays,
            answers=MappingProxyType(self._answers),
            evidence=MappingProxyType(evidence),
            frozen_on=frozen_on,
            case_id=self._random_id("case_id"),
            case_secret=self._random_id("case_secret"),
        )

    def _random_id(self, key: str) -> str:
        """Returns 128 bits as hexadecimal digits; empty when there are none."""
        value = self._text(key, 32)
        if value and not RANDOM_ID.fullmatch(value):
            todo = sentence(N_("Take it away: the case gets a new one when it is taken in."))
            self._problem(key, sentence(N_("This is not 32 digits from 0 to f.")), todo)
        return value

    def _text(self, key: str, longest: int, *, such_as: str = "") -> str:
        """Returns a text at the top; with an example it must be there."""
        value = self._top.get(key)
        if value is None and key not in self._top:
            if such_as:
                todo = sentence("Add it, such as “{example}”.", example=such_as)
                self._problem(key, sentence("“{key}” is missing.", key=key), todo)
            return ""
        try:
            return plain_text(value, longest, empty=key == "case")
        except Wrong as wrong:
            self._wrong(key, wrong)
            return ""

    def _state(self) -> tuple[AssessmentState, str]:
        given = self._top.get("state", "draft")
        if given not in ("draft", "frozen") or not isinstance(given, str):
            self._problem(
                "state",
                sentence(N_("The state is neither draft nor frozen.")),
                sentence("Choose one of: {choices}.", choices=("draft", "frozen")),
            )
            given = "draft"
        frozen_on = self._text("frozen_on", 40)
        if frozen_on:
            zone = None
            if re.fullmatch(MOMENT, frozen_on):
                with suppress(ValueError):
                    zone = datetime.fromisoformat(frozen_on).tzinfo
            if zone is None:
                self._problem(
                    "frozen_on",
                    sentence(N_("This is not a date and time with a time zone.")),
                    sentence(N_("Write it as 2026-11-22T09:30:00+08:00.")),
                )
        if (given == "frozen") != bool(self._top.get("frozen_on")):
            self._problem(
                "frozen_on",
                sentence(N_("A frozen version has a freezing time; a draft has none.")),
                sentence(N_("Make “state” and “frozen_on” agree.")),
            )
        return AssessmentState(given), frozen_on

    def _overlays(self) -> tuple[str, ...]:
        given = self._top.get("overlays", [])
        if not isinstance(given, list) or not all(isinstance(entry, str) and _PACK.fullmatch(entry) for entry in given):
            self._problem(
                "overlays",
                sentence(N_("This is not a list of local rules.")),
                sentence(N_("Give a list of ids, such as jiangsu-2026; an empty list for none.")),
            )
            return ()
        if len(set(given)) < len(given) or len(given) > 8:
            self._problem(
                "overlays",
                sentence(N_("A local rule is listed twice, or there are more than eight.")),
                sentence(N_("List each only once.")),
            )
            return ()
        return tuple(given)

    def _not_an_object(self, where: str) -> None:
        self._problem(
            where, sentence(N_("Names and values in braces are expected here.")), sentence(N_("Write it as an object."))
        )

    def _unknown(self, where: str, key: str, known: Mapping[str, object] | frozenset[str]) -> None:
        place = f"{where}.{shown(key)}" if where else shown(key)
        near = nearest(key, known)
        todo = (
            sentence("Did you mean “{near}”? Otherwise remove it.", near=near) if near else sentence(N_("Remove it."))
        )
        self._problem(place, sentence("“{key}” is not known.", key=shown(key)), todo)

    def _assessment(self, below: Mapping[str, object], known: Branch) -> None:
        for key, value in below.items():
            if key == "local":
                local = known.get("local", {})
                assert isinstance(local, dict)
                self._local(value, local)
            elif key in known:
                branch = known[key]
                assert not isinstance(branch, Leaf)
                self._branch(value, branch, f"assessment.{key}", key)
            else:
                self._unknown("assessment", key, {**known, "local": None})

    def _branch(self, value: object, branch: "Branch | Leaf", where: str, _key: str) -> None:
        """Walks one object; answers are checked in place."""
        if not isinstance(value, dict):
            self._not_an_object(where)
            return
        assert not isinstance(branch, Leaf)
        answers, listed = self._answers, self._listed
        for key, given in value.items():
            place = branch.get(key)
            if type(place) is Leaf:
                # Most answers are a usual text, a plain one or listed evidence: settled here without a call of ours.
                kind = type(given)
                if kind is str:
                    longest = place.longest
                    if (
                        0 < len(given) <= longest
                        and given.isprintable()
                        and is_normalized("NFC", given)
                        and not given.isspace()
                        if longest
                        else given in place.usual
                    ):
                        answers[place.answer] = given
                        continue
                elif place.evidence and kind is list and len(given) == 1:
                    digest = given[0]
                    if type(digest) is str and digest in listed:
                        answers[place.answer] = (digest,)
                        continue
                try:
                    checked = place.check(given)
                except Wrong as wrong:
                    self._wrong(f"{where}.{key}", wrong)
                    continue
                answers[place.answer] = checked
                if place.evidence:
                    self._attached.append((f"{where}.{key}", checked))  # type: ignore[arg-type]  # an evidence check gives digests
            elif place is None:
                self._unknown(where, key, branch)
            else:
                self._branch(given, place, f"{where}.{key}", key)

    def _local(self, value: object, known: Mapping[str, "Branch | Leaf"]) -> None:
        """Reads local answers; those of local rules that are not chosen are kept as they are."""
        if not isinstance(value, dict):
            self._not_an_object("assessment.local")
            return
        for pack, answers in value.items():
            where = f"assessment.local.{shown(pack)}"
            if pack in known:
                self._branch(answers, known[pack], where, pack)
            elif not _PACK.fullmatch(pack) or not isinstance(answers, dict):
                self._not_an_object(where)
            else:
                for name, given in answers.items():
                    if not re.fullmatch(r"[A-Za-z0-9_-]{1,60}", name):
                        self._unknown(where, name, frozenset())
                        continue
                    try:
                        self._answers[AnswerId(f"local.{pack}.{name}")] = local_answer(given)
                    except Wrong as wrong:
                        self._wrong(f"{where}.{name}", wrong)

    def _evidence(self) -> dict[Digest, Evidence]:
        given = self._top.get("evidence", {})
        pieces: dict[Digest, Evidence] = {}
        if not isinstance(given, dict):
            self._not_an_object("evidence")
            return pieces
        for digest, entry in given.items():
            if digest in self._listed:
                piece = plain_piece(digest, entry) or self._piece(digest, entry, f"evidence.{digest[:12]}")
                pieces[piece.digest] = piece
            else:
                self._problem(
                    f"evidence.{shown(digest)[:12]}",
                    sentence(N_("This is not a SHA-256.")),
                    sentence(N_("Give 64 digits and letters from a to f.")),
                )
        return pieces

    def _piece(self, digest: Digest, entry: object, where: str) -> Evidence:
        if not isinstance(entry, dict):
            self._not_an_object(where)
            return Evidence(digest, "", "", 0)
        for key in entry:
            if key not in _PIECE:
                self._unknown(where, key, _PIECE)
        texts: dict[str, str] = {}
        for key, longest in (("name", 255), ("media_type", 100), ("note", 2000)):
            if key in entry:
                try:
                    texts[key] = plain_text(entry[key], longest, empty=key == "note")
                except Wrong as wrong:
                    self._wrong(f"{where}.{key}", wrong)
            elif key != "note":
                self._problem(f"{where}.{key}", sentence("“{key}” is missing.", key=key), sentence(N_("Add it.")))
        name = texts.get("name", "")
        if "/" in name or "\\" in name:
            self._problem(
                f"{where}.name", sentence(N_("The name contains a folder.")), sentence(N_("Give the file's name only."))
            )
        media_type = texts.get("media_type", "")
        if media_type and not _MEDIA_TYPE.fullmatch(media_type):
            self._problem(
                f"{where}.media_type",
                sentence(N_("This is not a media type.")),
                sentence(N_("Give a type such as image/jpeg.")),
            )
        size = entry.get("size_bytes")
        if type(size) is not int or not 0 <= size <= 10**12:
            self._problem(
                f"{where}.size_bytes",
                sentence(N_("This is not a size in bytes.")),
                sentence(N_("Give a whole number, 0 or more.")),
            )
            size = 0
        assert isinstance(size, int)
        return Evidence(digest, name, media_type, size, texts.get("note", ""), self._last_day(entry, where))

    def _last_day(self, entry: dict[str, object], where: str) -> str:
        given = entry.get("valid_until", "")
        if "valid_until" in entry and not _is_day(given):
            self._problem(
                f"{where}.valid_until",
                sentence(N_("This is not a day.")),
                sentence(N_("Write it as 2027-03-31, or leave it out.")),
            )
            return ""
        return str(given)


_PIECE = frozenset({"name", "media_type", "size_bytes", "note", "valid_until"})


def _is_day(value: object) -> bool:
    if type(value) is not str or len(value) != 10:
        return False
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def plain_piece(digest: Digest, entry: object) -> Evidence | None:
    """Returns a piece of evidence at which nothing is wrong, None for a closer look."""
    if type(entry) is not dict:
        return None
    name, media_type, size = entry.get("name"), entry.get("media_type"), entry.get("size_bytes")
    if not (type(name) is str and type(media_type) is str and type(size) is int and 0 <= size <= 10**12):
        return None
    note = entry.get("note", "")
    if type(note) is not str or (note and not plain(note)):
        return None
    last_day = entry.get("valid_until", "")
    if ("valid_until" in entry and not _is_day(last_day)) or not entry.keys() <= _PIECE:
        return None
    if not (len(name) <= 255 and len(note) <= 2000 and plain(name) and _is_media_type(media_type)):
        return None
    if not name or name.isspace() or "/" in name or "\\" in name:
        return None
    return Evidence(digest, name, media_type, size, note, last_day)


@lru_cache(maxsize=256)
def _is_media_type(text: str) -> bool:
    """A folder of photographs has one type for all of them."""
    return len(text) <= 100 and _MEDIA_TYPE.fullmatch(text) is not None
