"""The packs shipped with the program: those of this release, and those of earlier releases for their reports."""

import re
from functools import cache

import resources
from models.packs.opening import OpenedPack, open_pack

_FILE = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,59}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def can_name_a_file(id: str) -> bool:
    """Returns whether an id can be the name of a file: no folder, no pattern."""
    return _FILE.fullmatch(id) is not None


@cache
def pack(id: str) -> OpenedPack | None:
    """Returns the rulebook or overlay of this id, None when none ships; the file is named for its id."""
    if not can_name_a_file(id):
        return None
    file = resources.path("rulebook") / f"{id}.yaml"
    return open_pack(file.name, file.read_bytes()) if file.is_file() else None


@cache
def packs() -> tuple[OpenedPack, ...]:
    """Returns all rulebooks and overlays that ship."""
    names = sorted(file.stem for file in resources.path("rulebook").glob("*.yaml"))
    return tuple(opened for name in names if (opened := pack(name)) is not None)


@cache
def earlier(id: str, digest: str = "*") -> tuple[OpenedPack, ...]:
    """Returns what earlier releases shipped of a pack; read only when an old report or a list of versions asks for it."""
    if not can_name_a_file(id) or not (digest == "*" or _DIGEST.fullmatch(digest)):
        return ()
    files = sorted((resources.path("rulebook") / "earlier").glob(f"{id}_{digest[:16]}.yaml"))
    return tuple(open_pack(file.name, file.read_bytes()) for file in files)


@cache
def measures(digest: str) -> tuple[tuple[str, bytes], ...]:
    """Returns name and content of the catalogue's files as this or an earlier release shipped them; () for neither."""
    from models.packs.measures.pack import read_catalogue, shipped_catalogue, shipped_files

    if shipped_catalogue().packs[0].digest == digest:
        return shipped_files()
    if not _DIGEST.fullmatch(digest):
        return ()
    folder = resources.path("catalogue") / "earlier" / digest[:16]
    files = tuple((file.name, file.read_bytes()) for file in sorted(folder.glob("*.yaml")))
    return files if files and read_catalogue(files).packs[0].digest == digest else ()
