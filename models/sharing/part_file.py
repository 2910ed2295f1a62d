"""A part of a case as a file for the same program: JSON, with the answers as they were and as they are."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from models.assessment import AnswerId, Digest, Evidence, Value
from models.document.answers import Wrong, check_of, plain_text
from models.document.reading import plain_piece
from models.document.writing import Tree, tree_bytes
from models.json_text import InvalidJson, read_json, shown
from models.language import N_, Language, Sentence, sentence
from models.rulebook import Rulebook
from models.sharing.errors import UnreadablePart
from models.sharing.part import CasePart, PartFault, PartHead, PartRemark

FORMAT = "zhijie-part"
FORMAT_VERSION = 1
LARGEST_MB = 20
_TEXTS = ("case_id", "case", "rulebook", "factory", "shared_at", "shared_by", "meant_for")
_LONGEST = 300
_DIGEST = re.compile("[0-9a-f]{64}")


def write_part(part: CasePart) -> bytes:
    """Returns a part as JSON, readable by people; what is not answered is absent."""
    head = part.head
    top: Tree = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "case_id": head.case_id,
        "case": head.case_number,
        "version": head.version,
        "rulebook": head.rulebook,
        "overlays": head.overlays,
        "factory": head.factory,
        "sections": head.sections,
        "language": head.language,
        "shared_at": head.shared_at,
        "shared_by": head.shared_by,
        "meant_for": head.meant_for,
        "blind": head.blind,
        "filled_by": part.filled_by,
        "filled_at": part.filled_at,
        "asked": part.asked,
        "base": {answer: part.base[answer] for answer in sorted(part.base)},
        "answers": {answer: part.answers[answer] for answer in sorted(part.answers)},
        "evidence": {
            digest: {
                "name": piece.name,
                "media_type": piece.media_type,
                "size_bytes": piece.size_bytes,
                "note": piece.note,
            }
            for digest, piece in sorted(part.evidence.items())
        },
        "remarks": {remark.answer: remark.text for remark in part.remarks},
    }
    return tree_bytes(top)


def is_part(data: bytes) -> bool:
    """Returns whether a file is meant as a part: JSON that names the format near its beginning."""
    return data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{") and f'"{FORMAT}"'.encode() in data[:2000]


def read_part(name: str, data: bytes, rulebook: Rulebook) -> CasePart:
    """Returns the part that a file holds; an answer that cannot be one becomes a fault of the part.

    Args:
        name: the file's name.
        data: the whole file.
        rulebook: the rules of the case.

    Raises:
        UnreadablePart: no JSON, another format, of a newer program.
    """
    top = _top(name, data)
    faults: list[PartFault] = []
    base, _refused = _answers(top.get("base"), rulebook, [])
    answers, refused = _answers(top.get("answers"), rulebook, faults)
    asked = tuple(AnswerId(entry) for entry in _list(top.get("asked")))
    return CasePart(
        head=_head(top),
        asked=tuple(answer for answer in dict.fromkeys((*asked, *answers)) if answer not in refused),
        base=base,
        answers=answers,
        evidence=_evidence(top.get("evidence")),
        filled_by=_text(top.get("filled_by")),
        filled_at=_text(top.get("filled_at")),
        faults=tuple(faults),
        remarks=_remarks(top.get("remarks")),
    )


def read_head(name: str, data: bytes) -> PartHead:
    """Returns what a part file says of itself: whose part it is and by which rules it goes.

    Raises:
        UnreadablePart: no JSON, another format, of a newer program.
    """
    return _head(_top(name, data))


def _top(name: str, data: bytes) -> Mapping[str, object]:
    try:
        top = read_json(data)
    except InvalidJson as problem:
        raise _unreadable(name, sentence("{why}.", why=problem.why)) from None
    if not isinstance(top, dict) or top.get("format") != FORMAT:
        raise _unreadable(name, sentence(N_("it is no part that Zhijie wrote.")))
    version = top.get("format_version")
    if type(version) is not int or version > FORMAT_VERSION:
        raise _unreadable(name, sentence(N_("a newer version of Zhijie wrote it; please update Zhijie.")))
    return top


def _head(top: Mapping[str, object]) -> PartHead:
    texts = {key: _text(top.get(key)) for key in _TEXTS}
    language: Language = "en" if top.get("language") == "en" else "zh"
    number = top.get("version")
    return PartHead(
        case_id=texts["case_id"],
        case_number=texts["case"],
        version=number if type(number) is int else 0,
        rulebook=texts["rulebook"],
        overlays=_list(top.get("overlays")),
        factory=texts["factory"],
        sections=_list(top.get("sections")),
        language=language,
        shared_at=texts["shared_at"],
        shared_by=texts["shared_by"],
        meant_for=texts["meant_for"],
        blind=top.get("blind") is True,
    )


def _unreadable(name: str, why: Sentence) -> UnreadablePart:
    return UnreadablePart(name=name, why=why)


def _text(value: object) -> str:
    try:
        return plain_text(value, _LONGEST)
    except Wrong:
        return ""


def _list(value: object) -> tuple[str, ...]:
    return tuple(entry for entry in value if isinstance(entry, str)) if isinstance(value, list) else ()


def _answers(
    value: object, rulebook: Rulebook, faults: list[PartFault]
) -> tuple[dict[AnswerId, Value], frozenset[AnswerId]]:
    """Returns the answers that are answers, and the ids of those that are none."""
    answers: dict[AnswerId, Value] = {}
    refused: set[AnswerId] = set()
    for key, given in value.items() if isinstance(value, dict) else ():
        question = rulebook.questions.get(AnswerId(key))
        if question is None:
            refused.add(AnswerId(key))
            faults.append(PartFault(shown(key), sentence(N_("This question is not asked by the rules of this case."))))
            continue
        try:
            answers[question.id] = check_of(question)(given)
        except Wrong as wrong:
            refused.add(question.id)
            faults.append(PartFault(key, sentence("{what} {what_to_do}", what=wrong.what, what_to_do=wrong.what_to_do)))
    return answers, frozenset(refused)


def _evidence(value: object) -> Mapping[Digest, Evidence]:
    given = value.items() if isinstance(value, dict) else ()
    pieces = (plain_piece(Digest(key), entry) for key, entry in given if _DIGEST.fullmatch(key))
    return MappingProxyType({piece.digest: piece for piece in pieces if piece is not None})


def _remarks(value: object) -> tuple[PartRemark, ...]:
    given = value.items() if isinstance(value, dict) else ()
    return tuple(PartRemark(AnswerId(key), text) for key, text in given if isinstance(text, str) and text.strip())
