"""What is filled in from the SME digital level: guesses that keep their origin, carry no proof and overwrite no sure answer.

The origin of a guess is kept with the answers, as `answer=value` in a list of the question or scene that it was taken
from. It holds while the answer has that value; whoever answers differently, or confirms it, makes the answer their own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from models.assessment import AnswerId, Assessment, Value
from models.digital_level.crosswalk import ImpliedAnswer
from models.digital_level.scheme import Scheme, filled_from
from models.language import plain_number
from models.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Filled:
    """An answer that was filled in from the digital level and is not confirmed."""

    answer: AnswerId
    parts: tuple[str, ...]
    value: str
    """As it was filled in."""


def filled_in(assessment: Assessment, scheme: Scheme) -> tuple[Filled, ...]:
    """Returns what was filled in, still has the value that it was filled in with, and was not confirmed."""
    held: dict[AnswerId, Filled] = {}
    for part, answer, value in _entries(assessment, scheme):
        if _written(assessment.get(answer)) == value:
            before = held[answer].parts if answer in held else ()
            held[answer] = Filled(answer, (*before, part), value)
    return tuple(held.values())


def _entries(assessment: Assessment, scheme: Scheme) -> Iterator[tuple[str, AnswerId, str]]:
    for part in scheme.by_id:
        listed = assessment.get(filled_from(part))
        for entry in listed if isinstance(listed, tuple) else ():
            answer, _, value = entry.partition("=")
            yield part, AnswerId(answer), value


def _written(value: Value | None) -> str:
    return plain_number(value) if isinstance(value, Decimal) else "" if value is None else str(value)


def taking(
    assessment: Assessment, rulebook: Rulebook, scheme: Scheme, chosen: Sequence[ImpliedAnswer]
) -> dict[AnswerId, Value | None]:
    """Returns the changes that fill in what was chosen: value, `guess` where certainty is asked, and origin.

    What may not be taken is left out.
    """
    changes: dict[AnswerId, Value | None] = {}
    taken = [offer for offer in chosen if offer.may_be_taken]
    for offer in taken:
        changes[offer.answer] = offer.value
        certainty = certainty_of(offer.answer, rulebook)
        if certainty is not None:
            changes[certainty] = "guess"
    origins = {(part, offer.answer): _written(offer.value) for offer in taken for part in _origins(offer, scheme)}
    return changes | _lists(assessment, scheme, changes, origins)


def _origins(offer: ImpliedAnswer, scheme: Scheme) -> tuple[str, ...]:
    # The overall level rests on everything; its first question stands for it.
    return offer.parts or (scheme.questions[0].id,)


def confirming(
    assessment: Assessment, rulebook: Rulebook, scheme: Scheme, answers: Sequence[AnswerId]
) -> dict[AnswerId, Value | None]:
    """Returns the changes that make filled-in answers the person's own: sure, and without origin."""
    changes: dict[AnswerId, Value | None] = {}
    for answer in answers:
        certainty = certainty_of(answer, rulebook)
        if certainty is not None:
            changes[certainty] = "sure"
    return changes | _lists(assessment, scheme, answers, {})


def taking_back(
    assessment: Assessment, rulebook: Rulebook, scheme: Scheme, answers: Sequence[AnswerId]
) -> dict[AnswerId, Value | None]:
    """Returns the changes that take filled-in answers away again; what was answered differently since stays."""
    held = {each.answer for each in filled_in(assessment, scheme)}
    changes: dict[AnswerId, Value | None] = {}
    for answer in answers:
        if answer in held:
            changes[answer] = None
            certainty = certainty_of(answer, rulebook)
            if certainty is not None:
                changes[certainty] = None
    return changes | _lists(assessment, scheme, answers, {})


def _lists(
    assessment: Assessment,
    scheme: Scheme,
    without: Mapping[AnswerId, Value | None] | Sequence[AnswerId],
    added: Mapping[tuple[str, AnswerId], str],
) -> dict[AnswerId, Value | None]:
    """Returns the lists of origins that change: without some answers, with others added."""
    lists: dict[str, list[str]] = {part: [] for part in scheme.by_id}
    for part, answer, value in _entries(assessment, scheme):
        if answer not in without:
            lists[part].append(f"{answer}={value}")
    for (part, answer), value in added.items():
        lists[part].append(f"{answer}={value}")
    changes: dict[AnswerId, Value | None] = {}
    for part, entries in lists.items():
        new = tuple(sorted(entries)) or None
        if new != assessment.get(filled_from(part)):
            changes[filled_from(part)] = new
    return changes


def certainty_of(answer: str, rulebook: Rulebook) -> AnswerId | None:
    """Returns the answer that says how sure another one is; None where nothing asks that."""
    certainty = AnswerId(f"{answer.rpartition('.')[0]}.certainty")
    return certainty if certainty in rulebook.questions else None
