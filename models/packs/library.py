"""The packs on this computer: those shipped with the program and those added by the user."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from models.catalogue import Catalogue, MeasureId
from models.errors import (
    ApplicationError,
    InvalidPack,
    MisspeltPack,
    UnknownEdition,
    UnknownPack,
)
from models.files import write_bytes
from models.language import N_, Language, Sentence
from models.packs import shipped
from models.packs.change import PackChange, difference
from models.packs.file import open_file
from models.packs.header import check_day
from models.packs.office.draft import RulesDraft, draft_of
from models.packs.opening import OpenedPack, read_pack
from models.packs.rules.combination import Read, combine
from models.packs.rules.fitting import LocalRulesDoNotFit, laid_on, misfits
from models.packs.shelf import OtherKind, SameVersion, Shelf, age
from models.rulebook import AiDenominator, MaturityWeights, PackId, PackInfo, Rulebook
from models.spelling.resemblance import nearest


class EmptyEdition(ApplicationError):
    """An edition whose text is not public yet: prepared, and not guessed."""

    code = "empty_edition"
    message = N_(
        "“{id}” is prepared but empty: its text is not public yet and nothing was guessed. Nothing was changed; use another edition, or install the filled pack when there is one."
    )
    exit_code = 1


class Library:
    """Gives rulebooks, overlays and the catalogue by id; reads each file once."""

    def __init__(self, user_folder: Path | None, today: Callable[[], date] = date.today) -> None:
        """Remembers where the user's own packs are.

        Args:
            user_folder: the user's data folder; None for the shipped packs only.
            today: the day on which a pack of the user's must have come to be used.
        """
        self._today = today
        self._shelf = Shelf(user_folder / "packs" if user_folder is not None else None, today)
        self._own: dict[str, tuple[OpenedPack, ...]] = {}
        self._tried: tuple[OpenedPack, ...] = ()
        self._read: dict[tuple[str, bytes], Read] = {}
        self._rulebooks: dict[tuple[object, ...], Rulebook] = {}
        self._catalogue: Catalogue | None = None
        self._catalogues: dict[tuple[tuple[str, str], ...], Catalogue] = {}

    def rulebook(
        self,
        id: str,
        overlays: Sequence[str] = (),
        weights: str | MaturityWeights | None = None,
        ai_denominator: AiDenominator | None = None,
    ) -> Rulebook:
        """Returns a national edition with local rules on top, each in its newest version here.

        Args:
            id: the edition, such as `national-2025`.
            overlays: ids of the local rules, in the order in which they are applied.
            weights: id of one of the pack's weight sets or the user's own; None for the pack's choice.
            ai_denominator: what the AI share is divided by; None for the pack's choice.

        Raises:
            UnknownPack: a pack or a weight set that is not here.
            EmptyEdition: an edition whose text is not public yet.
            InvalidPack: a pack that cannot be read; `PackDatedAhead` when its day has not come.
            LocalRulesDoNotFit: local rules that name what the edition does not have.
        """
        edition = self._pack(id, "rulebook")
        local = [self._pack(overlay, "overlay") for overlay in overlays]
        return self._combined(edition, local, weights, ai_denominator)

    def rulebook_made_of(self, named: Sequence[tuple[str, str]]) -> Rulebook:
        """Returns the rulebook made of exactly these packs, so that an old report is judged by what made it.

        Args:
            named: id and digest of the national edition, then of the local rules in order, as a report names them.

        Raises:
            UnknownPack: when one of them is not here.
        """
        parts = self._made_of(named)
        return self._combined(parts[0], parts[1:], None, None)

    def texts_made_of(self, named: Sequence[tuple[str, str]]) -> tuple[bytes, ...]:
        """Returns the same packs as YAML, for an earlier edition of the program that reads them itself.

        Raises:
            UnknownPack: when one of them is not here.
        """
        return tuple(opened.data for opened in self._made_of(named))

    def measures_made_of(self, named: Sequence[tuple[str, str]]) -> tuple[tuple[str, bytes], ...]:
        """Returns name and content of the files of exactly these packs of measures, in order.

        Args:
            named: id and digest of the catalogue that ships, then of the packs on top, as a report names them.

        Raises:
            UnknownPack: when one of them is not here.
            UnknownEdition: when it is here in another edition.
        """
        chosen: list[tuple[str, bytes]] = []
        for number, (key, digest) in enumerate(named):
            own = [opened for opened in self._here(key) if opened.header.kind == "catalogue"] if number else []
            files = tuple((opened.name, opened.data) for opened in own if opened.header.info.digest == digest)
            files = files[:1] if number else shipped.measures(digest)
            if not files:
                known = {str(pack.id) for pack in self.catalogue().packs}
                if key in known:
                    raise UnknownEdition(id=key, digest=digest[:16])
                raise UnknownPack(id=key or digest[:16], known=tuple(sorted(known)))
            chosen.extend(files)
        return tuple(chosen)

    def catalogue_made_of(self, named: Sequence[tuple[str, str]]) -> Catalogue:
        """Returns the catalogue made of exactly these packs; arguments and errors as of `measures_made_of`."""
        from models.packs.measures.pack import read_catalogue, shipped_catalogue

        for catalogue in (self.catalogue(), shipped_catalogue()):
            if [(str(pack.id), pack.digest) for pack in catalogue.packs] == list(named):
                return catalogue
        key = tuple(named)
        if key not in self._catalogues:
            self._catalogues[key] = read_catalogue(self.measures_made_of(named))
        return self._catalogues[key]

    def check_overlays(self, overlays: Iterable[str]) -> None:
        """Refuses local rules that are not here.

        Raises:
            UnknownPack: with those that there are, or the one that was probably meant.
        """
        for overlay in overlays:
            self._pack(overlay, "overlay")

    def packs(self) -> tuple[PackInfo, ...]:
        """Returns what is in use: rulebooks and overlays by id, then the catalogue's packs."""
        current = sorted(
            self._current().values(), key=lambda opened: (opened.header.kind != "rulebook", opened.header.info.id)
        )
        local = tuple(opened.header.info for opened in current if opened.header.kind != "catalogue")
        return local + self.catalogue().packs

    def versions(self, id: str) -> tuple[PackInfo, ...]:
        """Returns every version of a rulebook or overlay that is here, newest first."""
        by_digest = {opened.header.info.digest: opened for opened in (*self._here(id), *shipped.earlier(id))}
        return tuple(opened.header.info for opened in sorted(by_digest.values(), key=age, reverse=True))

    def damaged(self) -> tuple[InvalidPack, ...]:
        """Returns what is wrong with pack files in the user's folder that were edited by hand or broken."""
        self._every()
        return self._shelf.damaged

    def catalogue(self) -> Catalogue:
        """Returns the measures that ship with the program, with the user's packs on top.

        Raises:
            InvalidPack: when a pack of the user's does not fit the shipped one any more.
        """
        if self._catalogue is None:
            from models.packs.measures.pack import read_catalogue, shipped_catalogue, shipped_files

            files = self._catalogue_files(None)
            own = len(files) > len(shipped_files())
            self._catalogue = read_catalogue(files) if own else shipped_catalogue()
        return self._catalogue

    def inspect(self, path: Path) -> PackChange:
        """Returns what installing a file would change; installs nothing.

        Raises:
            UnreadableFile: when it cannot be read.
            FileTooLarge: when it is larger than a pack can be.
            InvalidPack: with the place of the first thing that is wrong; `PackDatedAhead` when its day has not come.
        """
        new = self._checked(path)
        info = new.header.info
        old = self._current().get(info.id)
        in_use = old is None or age(new) >= age(old)
        return difference(new, old, in_use, self._is_taken(info), self._unfit(new))

    def _unfit(self, new: OpenedPack) -> tuple[Sentence, ...]:
        """Returns where local rules and editions would not fit each other once a pack is installed."""
        editions = local = [new]
        if new.header.kind == "overlay":
            editions = self._editions()
        elif new.header.kind == "rulebook" and not new.header.empty:
            local = [opened for opened in self._current().values() if opened.header.kind == "overlay"]
        else:
            return ()
        return misfits([self._entries(edition) for edition in editions], [self._entries(overlay) for overlay in local])

    def install(self, path: Path) -> PackInfo:
        """Installs a pack from a YAML file or a workbook, beside what is there.

        Raises:
            UnreadableFile: when it cannot be read.
            FileTooLarge: when it is larger than a pack can be.
            InvalidPack: with the place of the first thing that is wrong; `PackDatedAhead` when its day has not come.
            SameVersion: when other content has the same id and version.
            OtherKind: when the id belongs to a pack of another kind.
            UnwritableFile: when there is no space or no permission.
        """
        new = self._checked(path)
        info = new.header.info
        same = [opened for opened in self._here(info.id) if opened.header.info.digest == info.digest]
        if same and (not info.signature or any(opened.key == new.key for opened in same)):
            return info
        if self._is_taken(info):
            raise SameVersion(id=info.id, version=info.version)
        self._shelf.put(new)
        self._own.clear()
        self._catalogue = None
        return info

    def with_pack(self, path: Path) -> "Library":
        """Returns the library as it would be with a file's pack in use; nothing is installed.

        Raises:
            UnreadableFile: when it cannot be read.
            FileTooLarge: when it is larger than a pack can be.
            InvalidPack: with the place of the first thing that is wrong; `PackDatedAhead` when its day has not come.
        """
        new = self._checked(path)
        other = Library(None, self._today)
        other._shelf, other._tried = self._shelf, (new,)
        return other

    def base_of(self, overlay: str) -> str:
        """Returns the newest national edition here that local rules fit; the newest if they fit none.

        Raises:
            UnknownPack: when the local rules are not here.
        """
        names = [str(edition.header.info.id) for edition in self._editions()]
        for name in names:
            try:
                self.rulebook(name, (overlay,))
            except (LocalRulesDoNotFit, InvalidPack):
                continue
            return name
        return names[0]

    def national_template(self, path: Path, language: Language = "zh") -> None:
        """Writes the newest national edition that has a text as a workbook, from which an office writes the next one.

        Args:
            path: where to write; an existing file is replaced.
            language: of the words to choose from.

        Raises:
            UnwritableFile: when it cannot be written.
        """
        from models.packs.office.template import write_template

        write_template(path, self._editions()[0].root, language)

    def template(self, path: Path, overlay: str = "", language: Language = "zh") -> None:
        """Writes a workbook in which local rules are written without a programmer.

        Args:
            path: where to write; an existing file is replaced.
            overlay: id of local rules to begin with; empty for a small example.
            language: of the words to choose from.

        Raises:
            UnknownPack: when there are no such local rules.
            UnwritableFile: when it cannot be written.
        """
        from models.packs.office.template import write_template

        write_template(path, self._pack(overlay, "overlay").root if overlay else None, language)

    def draft(self, id: str, language: Language = "zh") -> RulesDraft:
        """Returns a draft of the next version of a national edition or of local rules that are here.

        Raises:
            UnknownPack: when there is none.
        """
        kind = "overlay" if any(opened.header.kind == "overlay" for opened in self._here(id)) else "rulebook"
        return draft_of(self._pack(id, kind).root, language, self._today())

    def measure_template(self, path: Path, measures: Sequence[MeasureId], today: date) -> None:
        """Writes a measure pack to fill in, as text.

        Args:
            path: where to write; an existing file is replaced.
            measures: those to begin with, with the figures in use here; none for an example.
            today: the date of the pack.

        Raises:
            UnwritableFile: when it cannot be written.
        """
        from models.packs.measures.template import template

        write_bytes(path, template(today, self._catalogue_files(None), measures))

    def _is_taken(self, info: PackInfo) -> bool:
        """Whether other content is here under the id and version of a pack."""
        same = (opened.header.info for opened in self._here(info.id))
        return any(other.version == info.version and other.digest != info.digest for other in same)

    def _made_of(self, named: Sequence[tuple[str, str]]) -> list[OpenedPack]:
        opened_packs: list[OpenedPack] = []
        for number, (key, digest) in enumerate(named):
            opened = _with_digest(self._here(key), digest) or _with_digest(shipped.earlier(key, digest), digest)
            if opened is None or (opened.header.kind == "rulebook") != (number == 0):
                known = tuple(sorted(str(info.id) for info in self.packs() if info.kind != "catalogue"))
                if opened is None and key in known:
                    raise UnknownEdition(id=key, digest=digest[:16])
                raise UnknownPack(id=key or digest[:16], known=known)
            opened_packs.append(opened)
        if not opened_packs:
            raise UnknownPack(id="", known=())
        return opened_packs

    def _every(self) -> tuple[OpenedPack, ...]:
        return (*shipped.packs(), *self._shelved("*"), *self._tried)

    def _shelved(self, key: str) -> tuple[OpenedPack, ...]:
        if key not in self._own:
            self._own[key] = self._shelf.packs(key)
        return self._own[key]

    def _current(self) -> dict[PackId, OpenedPack]:
        current: dict[PackId, OpenedPack] = {}
        for opened in self._every():
            key = opened.header.info.id
            if key not in current or age(opened) >= age(current[key]):
                current[key] = opened
        return current

    def _pack(self, key: str, kind: str) -> OpenedPack:
        """Returns the newest version of one pack; only this pack's files are read."""
        newest = max(
            self._here(key), key=lambda opened: (age(opened), bool(opened.header.info.signature)), default=None
        )
        if newest is None and key in self._shelf.ahead:
            raise self._shelf.ahead[PackId(key)]
        if newest is None or newest.header.kind != kind:
            known = tuple(sorted(str(name) for name, opened in self._current().items() if opened.header.kind == kind))
            near = nearest(key, known)
            if near:
                raise MisspeltPack(id=key, known=known, kind=kind, near=near)
            raise UnknownPack(id=key, known=known, kind=kind)
        return newest

    def _here(self, key: str) -> list[OpenedPack]:
        """Returns every version of one pack; only this pack's files are read."""
        own = self._shelved(key) if shipped.can_name_a_file(key) else ()
        tried = (opened for opened in self._tried if opened.header.info.id == key)
        return [opened for opened in (*tried, shipped.pack(key), *own) if opened is not None]

    def _entries(self, opened: OpenedPack) -> Read:
        if opened.key not in self._read:
            self._read[opened.key] = read_pack(opened)
        return self._read[opened.key]

    def _combined(
        self,
        edition: OpenedPack,
        overlays: Sequence[OpenedPack],
        weights: str | MaturityWeights | None,
        ai_denominator: AiDenominator | None,
    ) -> Rulebook:
        if edition.header.empty:
            raise EmptyEdition(id=edition.header.info.id)
        key = (edition.key, *(overlay.key for overlay in overlays))
        rulebook = self._rulebooks.get(key)
        if rulebook is None:
            rulebook = laid_on(self._entries(edition), [self._entries(overlay) for overlay in overlays])
            self._rulebooks[key] = rulebook
        if weights is None and ai_denominator is None:
            return rulebook
        chosen = _weight_set(rulebook, weights) if isinstance(weights, str) else weights
        shares = tuple(sorted(chosen.shares.items())) if chosen else ()
        variant = (*key, chosen.id if chosen else "", shares, ai_denominator)
        if variant not in self._rulebooks:
            self._rulebooks[variant] = replace(
                rulebook,
                weights=chosen or rulebook.weights,
                ai_denominator=ai_denominator or rulebook.ai_denominator,
            )
        return self._rulebooks[variant]

    def _answers(self) -> frozenset[str]:
        """Returns the ids of the answers that the national editions here ask for."""
        books = [combine(self._entries(opened), []) for opened in self._editions()]
        return frozenset(answer for book in books for answer in book.questions)

    def _catalogue_files(self, new: OpenedPack | None) -> tuple[tuple[str, bytes], ...]:
        """Returns name and content of the shipped catalogue's files, then of the user's packs in use."""
        from models.packs.measures.pack import shipped_files

        own = {o.header.info.id: o for o in self._current().values() if o.header.kind == "catalogue"}
        if new is not None:
            own[new.header.info.id] = new
        ordered = sorted(own.values(), key=lambda opened: opened.header.info.id)
        return (*shipped_files(), *((opened.name, opened.data) for opened in ordered))

    def _checked(self, path: Path) -> OpenedPack:
        """Returns a file's pack that works together with what is here and whose day has come."""
        new = self.opened(path)
        check_day(new.header, new.name, self._today())
        return new

    def opened(self, path: Path) -> OpenedPack:
        """Returns a file's pack that works together with what is here, whether or not its day has come.

        Raises:
            UnreadableFile: when it cannot be read.
            FileTooLarge: when it is larger than a pack can be.
            InvalidPack: with the place of the first thing that is wrong.
            OtherKind: when the id belongs to a pack of another kind.
        """
        new = open_file(path)
        self._check(new)
        return new

    def _check(self, new: OpenedPack) -> None:
        """Refuses a pack that would not work together with what is here."""
        info = new.header.info
        old = self._current().get(info.id)
        if old is not None and old.header.kind != new.header.kind:
            raise OtherKind(id=info.id, kind=old.header.kind)
        if new.header.kind == "catalogue":
            from models.packs.measures.pack import read_catalogue

            read_catalogue(self._catalogue_files(new), self._answers())
            return
        read = read_pack(new)
        if new.header.empty:
            return
        if new.header.kind == "rulebook":
            combine(read, [])
            return
        refusals: list[InvalidPack] = []
        for edition in self._editions():
            try:
                combine(self._entries(edition), [read])
            except InvalidPack as refusal:
                refusals.append(refusal)
            else:
                return
        raise refusals[0]

    def _editions(self) -> list[OpenedPack]:
        """Returns the national editions in use that have a text, the newest first."""
        editions = [opened for opened in self._current().values() if opened.header.kind == "rulebook"]
        filled = (edition for edition in editions if not edition.header.empty)
        return sorted(filled, key=lambda edition: (age(edition), edition.header.info.id), reverse=True)


def _with_digest(versions: Iterable[OpenedPack], digest: str) -> OpenedPack | None:
    """Returns the version with that content, the signed one where there are both."""
    same = (opened for opened in versions if opened.header.info.digest == digest)
    return max(same, key=lambda opened: bool(opened.header.info.signature), default=None)


def _weight_set(rulebook: Rulebook, key: str) -> MaturityWeights:
    for weights_set in rulebook.weight_sets:
        if weights_set.id == key and weights_set.shares:
            return weights_set
    raise UnknownPack(id=key, known=tuple(weights_set.id for weights_set in rulebook.weight_sets if weights_set.shares))
