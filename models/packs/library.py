"""The packs on this computer: those that ship with the program and those that the user added."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import resources
from models.catalogue import Catalogue
from models.errors import UnknownPack
from models.packs.combination import Read, combine
from models.packs.content import read_content
from models.packs.header import Header, read_header
from models.packs.reading import Defect, Node, read_tree
from models.rulebook import AiDenominator, MaturityWeights, PackId, PackInfo, Rulebook


@dataclass(frozen=True, slots=True)
class Opened:
    """A pack's file after its text was read."""

    name: str
    root: Node
    header: Header


def open_pack(name: str, data: bytes) -> Opened:
    """Returns a pack's head and tree; the entries are not read yet.

    Raises:
        InvalidPack: when the text or the head is wrong.
    """
    root = read_tree(name, data)
    try:
        return Opened(name, root, read_header(root, name))
    except Defect as defect:
        raise defect.refusal(name) from None


def read_pack(opened: Opened) -> Read:
    """Returns a rulebook's or overlay's entries.

    Raises:
        InvalidPack: when an entry is wrong.
    """
    try:
        return Read(opened.name, read_content(opened.root, opened.header))
    except Defect as defect:
        raise defect.refusal(opened.name) from None


@cache
def _shipped() -> tuple[Opened, ...]:
    folder = resources.path("rulebook")
    return tuple(open_pack(file.name, file.read_bytes()) for file in sorted(folder.glob("*.yaml")))


class Library:
    """Gives rulebooks, overlays and the catalogue by id; reads each file once."""

    def __init__(self, user_folder: Path | None) -> None:
        """Remembers where the user's own packs lie.

        Args:
            user_folder: the user's data folder; None for the shipped packs only.
        """
        self._folder = user_folder / "packs" if user_folder is not None else None
        self._read: dict[str, Read] = {}
        self._rulebooks: dict[tuple[object, ...], Rulebook] = {}

    def _all(self) -> tuple[Opened, ...]:
        return _shipped()

    def _current(self) -> dict[PackId, Opened]:
        return {opened.header.info.id: opened for opened in self._all()}

    def _entries(self, opened: Opened) -> Read:
        digest = opened.header.info.digest
        if digest not in self._read:
            self._read[digest] = read_pack(opened)
        return self._read[digest]

    def _pack(self, key: str, kind: str) -> Opened:
        current = self._current()
        found = current.get(PackId(key))
        if found is None or found.header.kind != kind:
            known = tuple(sorted(name for name, opened in current.items() if opened.header.kind == kind))
            raise UnknownPack(id=key, known=known)
        return found

    def rulebook(
        self,
        id: str,
        overlays: Sequence[str] = (),
        weights: str | MaturityWeights | None = None,
        ai_denominator: AiDenominator | None = None,
    ) -> Rulebook:
        """Returns a national edition with local rules on top.

        Args:
            id: the edition, such as `national-2025`.
            overlays: ids of the local rules, in the order in which they are applied.
            weights: id of one of the pack's weight sets or the user's own; None for the pack's choice.
            ai_denominator: what the AI share is divided by; None for the pack's choice.

        Raises:
            UnknownPack: a pack or a weight set that is not here.
            InvalidPack: a pack that cannot be read or does not fit the others.
        """
        edition = self._pack(id, "rulebook")
        local = [self._pack(overlay, "overlay") for overlay in overlays]
        return self._combined(edition, local, weights, ai_denominator)

    def _combined(
        self,
        edition: Opened,
        overlays: Sequence[Opened],
        weights: str | MaturityWeights | None,
        ai_denominator: AiDenominator | None,
    ) -> Rulebook:
        key = (edition.header.info.digest, *(overlay.header.info.digest for overlay in overlays))
        rulebook = self._rulebooks.get(key)
        if rulebook is None:
            rulebook = combine(self._entries(edition), [self._entries(overlay) for overlay in overlays])
            self._rulebooks[key] = rulebook
        if weights is None and ai_denominator is None:
            return rulebook
        chosen = weights if not isinstance(weights, str) else _weight_set(rulebook, weights)
        variant = (
            *key,
            chosen.id if chosen else "",
            str(sorted(chosen.shares.items())) if chosen else "",
            ai_denominator,
        )
        if variant not in self._rulebooks:
            self._rulebooks[variant] = replace(
                rulebook,
                weights=chosen or rulebook.weights,
                ai_denominator=ai_denominator or rulebook.ai_denominator,
            )
        return self._rulebooks[variant]

    def packs(self) -> tuple[PackInfo, ...]:
        """Returns what is installed: rulebooks, overlays, then the catalogue's packs."""
        return (*(opened.header.info for opened in self._all()), *self.catalogue().packs)

    def catalogue(self) -> Catalogue:
        """Returns the measures that ship with the program."""
        from models.packs.catalogue_pack import shipped_catalogue

        return shipped_catalogue()


def _weight_set(rulebook: Rulebook, key: str) -> MaturityWeights:
    for found in rulebook.weight_sets:
        if found.id == key and found.shares:
            return found
    raise UnknownPack(id=key, known=tuple(found.id for found in rulebook.weight_sets if found.shares))
