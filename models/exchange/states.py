"""The states of a dossier, and who may do what in each. A state follows from what is there, in whatever order it came."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.exchange.paper import ExchangePaper
from models.exchange.tying import Ordered
from models.language import N_, Language, translate


class DossierState(StrEnum):
    """For whom a dossier waits."""

    NEW = "new"
    IN_REVIEW = "in_review"
    WAITING = "waiting"
    """For the factory, which has a reply to the newest version."""
    ANSWERED = "answered"
    """The factory has sent a version since the last reply."""
    CLOSED = "closed"

    def text(self, language: Language) -> str:
        """Returns the words shown in the inbox."""
        return translate(_STATE_WORDS[self], language)


_STATE_WORDS: Mapping[DossierState, str] = {
    DossierState.NEW: N_("new"),
    DossierState.IN_REVIEW: N_("in review"),
    DossierState.WAITING: N_("waiting for the factory"),
    DossierState.ANSWERED: N_("answered by the factory"),
    DossierState.CLOSED: N_("closed"),
}


class DossierAct(StrEnum):
    """What a person may do with a dossier."""

    REVIEW = "review"
    """Judge items of the newest report."""
    REPLY = "reply"
    ASSIGN = "assign"
    """Also: say until when."""
    CLOSE = "close"
    REOPEN = "reopen"

    def text(self, language: Language) -> str:
        """Returns the words shown in the dossier."""
        return translate(_ACT_WORDS[self], language)


_ACT_WORDS: Mapping[DossierAct, str] = {
    DossierAct.REVIEW: N_("review"),
    DossierAct.REPLY: N_("reply"),
    DossierAct.ASSIGN: N_("assign"),
    DossierAct.CLOSE: N_("close"),
    DossierAct.REOPEN: N_("open again"),
}


_OPEN = frozenset(DossierState) - {DossierState.CLOSED}
_LEADS = frozenset({"lead", "administrator"})
"""Roles of a store on a server alone; whoever has them may do what an assessor may."""
_ASSESSOR = frozenset({"assessor"}) | _LEADS
_BOTH = frozenset({"assessor", "office"}) | _LEADS
_MAY: Mapping[DossierAct, tuple[frozenset[DossierState], frozenset[str]]] = {
    DossierAct.REVIEW: (_OPEN, _ASSESSOR),
    DossierAct.REPLY: (_OPEN, _ASSESSOR),
    DossierAct.ASSIGN: (_OPEN, _BOTH),
    DossierAct.CLOSE: (_OPEN, _BOTH),
    DossierAct.REOPEN: (frozenset({DossierState.CLOSED}), _BOTH),
}
"""In which states, and in which roles of the settings or the store. A second reply supplements or replaces the first."""


def may(act: DossierAct, state: DossierState, role: str) -> bool:
    """Returns whether somebody in a role may do something with a dossier in a state."""
    states, roles = _MAY[act]
    return state in states and role in roles


def acts(state: DossierState, role: str) -> tuple[DossierAct, ...]:
    """Returns all that somebody in a role may do with a dossier in a state."""
    return tuple(act for act in DossierAct if may(act, state, role))


@dataclass(frozen=True, slots=True)
class Doings:
    """What the office has done with one dossier."""

    reviewed: frozenset[str] = frozenset()
    """Base digests of the reports of which an item was judged."""
    closed_with: str = ""
    """Base digest of the report that was the newest when the dossier was closed; empty while it is open."""


def state_of(
    ordered: Ordered, replies: Sequence[ExchangePaper], trusted: Collection[str], doings: Doings
) -> DossierState:
    """Returns the state of a dossier.

    A version that comes after the closing opens it again. A reply counts when its signer is trusted here, or when it was
    signed here; one that does not count changes nothing.

    Args:
        ordered: its reports.
        replies: to any of them.
        trusted: base digests of the papers whose signers are trusted now.
        doings: of the office.
    """
    current = ordered.current
    if current is None:
        return DossierState.NEW
    if doings.closed_with == current.base_digest:
        return DossierState.CLOSED
    answered = {reply.answers for reply in replies if reply.ours or reply.base_digest in trusted}
    if current.base_digest in answered:
        return DossierState.WAITING
    if current.base_digest in doings.reviewed:
        return DossierState.IN_REVIEW
    if answered.intersection(version.base_digest for version in ordered.versions):
        return DossierState.ANSWERED
    return DossierState.NEW
