"""The user's packs as files: all versions side by side, each written completely or not at all."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from models import files
from models.errors import ApplicationError, InvalidPack, UnreadableFile, UnwritableFile, reason
from models.language import N_, sentence
from models.packs.header import PackDatedAhead, check_day
from models.packs.opening import OpenedPack, open_pack
from models.rulebook import PackId
from models.sealing.plain import read_plain

_NUMBER = re.compile(r"\d+")


class SameVersion(ApplicationError):
    """A pack with other content but the id and version of one that is installed."""

    code = "same_pack_version"
    message = N_(
        "{id} {version} is already installed with different content. Nothing was installed; give the new content a higher version."
    )
    exit_code = 1


class OtherKind(ApplicationError):
    """A pack with the id of an installed pack of another kind."""

    code = "pack_of_another_kind"
    message = N_("{id} is installed as {kind}. Nothing was installed; give the new pack another id.")
    exit_code = 1


class Shelf:
    """The folder with the user's packs.

    Attributes:
        damaged: what was wrong with files in the folder that could not be read or whose day has not come; they are
            left alone.
        ahead: the refusal of a pack whose day has not come, by its id.
    """

    def __init__(self, folder: Path | None, today: Callable[[], date]) -> None:
        """Remembers the folder, None for no packs of the user's own, and where to ask for the day."""
        self._folder = folder
        self._today = today
        self.ahead: dict[PackId, PackDatedAhead] = {}
        self.damaged: tuple[InvalidPack, ...] = ()

    def packs(self, id: str = "*") -> tuple[OpenedPack, ...]:
        """Returns every version of every pack of the user's own, or of the one with this id.

        Raises:
            UnreadableFile: when the folder or a file may not be read.
        """
        if self._folder is None or not self._folder.is_dir():
            return ()
        packs: list[OpenedPack] = []
        damaged: list[InvalidPack] = []
        try:
            for file in sorted(self._folder.glob(f"{id}/*.yaml")):
                try:
                    opened = open_pack(file.name, read_plain(file))
                    check_day(opened.header, file.name, self._today())
                    packs.append(opened)
                except PackDatedAhead as refusal:
                    damaged.append(refusal)
                    self.ahead[opened.header.info.id] = refusal
                except InvalidPack as refusal:
                    damaged.append(refusal)
        except OSError as error:
            raise UnreadableFile(name=self._folder.name, why=reason(error)) from error
        if id == "*":
            self.damaged = tuple(damaged)
        return tuple(packs)

    def put(self, opened: OpenedPack) -> None:
        """Writes a pack beside the others; afterwards it is there whole, or nothing changed.

        Raises:
            UnwritableFile: when there is no folder, no space or no permission.
        """
        info = opened.header.info
        if self._folder is None:
            raise UnwritableFile(name=opened.name, why=sentence(N_("there is no data folder")))
        folder = self._folder / info.id
        target = folder / f"{re.sub(r'[^A-Za-z0-9.-]', '-', info.version)[:40]}_{info.digest[:16]}.yaml"
        files.make_folder(folder)
        files.write_bytes(target, opened.data)


def age(opened: OpenedPack) -> tuple[bool, str, tuple[int, ...]]:
    """Returns what orders versions of one pack: an empty one first, then by date, then by the numbers in the version."""
    info = opened.header.info
    return (not opened.header.empty, info.date, tuple(int(part) for part in _NUMBER.findall(info.version)))
