"""Evidence that was asked for and handed in: files, folders and archives, each known by its SHA-256; nothing is unpacked."""

import hashlib
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

from models.errors import ApplicationError, reason
from models.exchange.sampling import AskedFile, EvidenceCompared, compared, sample
from models.language import N_, sentence
from models.sealing.plain import open_plain
from reports.mail.bundle import DAMAGED_ARCHIVE

if TYPE_CHECKING:
    from reports.exchange.dossier import DossierNow

_MOST_FILES = 5_000
_LARGEST_BYTES = 2 * 1024**3
"""All files together; what unpacks to more is no evidence that anybody looks at."""
_STEP = 1024 * 1024


class EvidenceNotReadable(ApplicationError):
    """Something that was handed in cannot be read, or is more than anybody hands in."""

    code = "evidence_not_readable"
    message = N_("{name} cannot be read as evidence ({why}). Nothing was changed; ask for it once more.")


def asked_of(now: "DossierNow", most: int) -> tuple[AskedFile, ...]:
    """Returns which files behind the newest report of a dossier to ask for; none where it cannot be read."""
    if now.read is None or now.current is None:
        return ()
    return sample(now.read.items, now.current.paper.base_digest, most)


def handed_in(paths: Sequence[Path], asked: Sequence[AskedFile], named: Sequence[str]) -> EvidenceCompared:
    """Returns how files that were handed in compare with what was asked for.

    Args:
        paths: files, folders and ZIP archives.
        asked: the files that were asked for.
        named: digests of all files that the report names.

    Raises:
        EvidenceNotReadable: when one of them cannot be read, or they are too many or too large.
    """
    budget = _Budget()
    known = frozenset(named)
    digests = [each for path in paths for each in _digests(path, known, budget)]
    return compared([each.digest for each in asked], known, digests)


class _Budget:
    """How many files and bytes may still be read."""

    def __init__(self) -> None:
        self._files, self._bytes = _MOST_FILES, _LARGEST_BYTES

    def digest(self, stream: IO[bytes], name: str) -> str:
        """Returns the SHA-256 of a file.

        Raises:
            EvidenceNotReadable: when there are too many files, or too many bytes.
        """
        self._files -= 1
        whole = hashlib.sha256()
        while self._files >= 0 and (data := stream.read(_STEP)):
            self._bytes -= len(data)
            if self._bytes < 0:
                break
            whole.update(data)
        if self._files < 0 or self._bytes < 0:
            raise EvidenceNotReadable(name=name, why=f"> {_MOST_FILES} / {_LARGEST_BYTES // 1024**3} GB")
        return whole.hexdigest()


def _digests(path: Path, named: frozenset[str], budget: _Budget) -> Iterator[tuple[str, str]]:
    """Yields name and digest of every file; a document that is an archive inside is one file where the report names it."""
    try:
        if path.is_dir():
            for inside in sorted(each for each in path.rglob("*") if each.is_file()):
                yield from _digests(inside, named, budget)
            return
        with open_plain(path) as stream:
            digest = budget.digest(stream, path.name)
        if digest in named or not zipfile.is_zipfile(path):
            yield path.name, digest
        else:
            with zipfile.ZipFile(path) as archive:
                for entry in archive.infolist():
                    if not entry.is_dir():
                        with archive.open(entry) as member:
                            yield Path(entry.filename).name, budget.digest(member, path.name)
    except (OSError, *DAMAGED_ARCHIVE) as error:
        damaged = sentence("the archive is damaged or incomplete")
        raise EvidenceNotReadable(
            name=path.name, why=reason(error) if isinstance(error, OSError) else damaged
        ) from error
