"""Evidence: files behind the answers, kept by their content."""

import mimetypes
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path, PureWindowsPath

from models.assessment import AnswerId, AssessmentState, Digest, Evidence, Value
from models.characters import composed
from models.storage.errors import FrozenVersion
from models.storage.evidence import LIMIT_MB, ContentStore
from models.workspace.core import Core

LARGEST_FILE_MB = LIMIT_MB
"""The largest file that is taken as evidence."""
_TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".webp": "image/webp",
    ".heic": "image/heic",
    ".ofd": "application/ofd",
    ".md": "text/markdown",
}
"""What Python's own table lacks, or has only in newer versions."""


@cache
def _types() -> mimetypes.MimeTypes:
    """Returns Python's own table and ours, so that a file has the same type on every machine; made when first asked for."""
    types = mimetypes.MimeTypes(filenames=())
    for suffix, media_type in _TYPES.items():
        types.add_type(media_type, suffix)
    return types


def altered_evidence(folder: Path, evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Returns which of this evidence in a data folder is not as it was filed; only the files are opened.

    Args:
        folder: the data folder, which another program may have open.
        evidence: of a version; what is not in the folder is not named.
    """
    store = ContentStore(folder / "evidence")
    return tuple(item for item in evidence if store.has(item.digest) and not store.is_sound(item.digest))


class EvidenceOfCases(Core):
    """Evidence of a workspace. Every call is thread-safe; a large file is read outside the database's lock."""

    def add_evidence(
        self, case: str, source: Path | bytes, name: str = "", note: str = "", answer: AnswerId | None = None
    ) -> Evidence:
        """Takes a copy of a file (or bytes) as evidence into a case's draft; the original stays untouched.

        Args:
            case: the case's number.
            source: the file, or its bytes.
            name: what to call it; the file's own name when empty.
            note: a remark on it.
            answer: the `….evidence` answer that it stands behind; it is added to that list in the same step.

        Raises:
            UnreadableFile: when the file cannot be read.
            FileTooLarge: when it is larger than 100 MB.
            DiskFull: when there is no room.
            FrozenVersion: when the newest version is frozen.
        """
        self._refuse_frozen(case)
        # Windows knows both separators: a path from any system loses its folders.
        called = (
            PureWindowsPath(composed(name or (source.name if isinstance(source, Path) else ""))).name or "evidence.bin"
        )
        media_type = _types().guess_type(called)[0] or "application/octet-stream"
        with self._files:
            if isinstance(source, Path):
                digest, size = self._evidence.add_file(source)
            else:
                digest, size = self._evidence.add(source, called), len(source)
            item = Evidence(digest, called, media_type, size, note)
            with self._writing() as repository:
                version = repository.cases.version(case)
                repository.evidence.attach(version, item)
                if answer is not None:
                    listed = repository.cases.load(case).get(answer)
                    before = listed if isinstance(listed, tuple) else ()
                    if digest not in before:
                        new: Value = (*before, digest)
                        repository.answers.save(version, {answer: new}, self._stamp())
        return item

    def describe_evidence(self, case: str, digest: Digest, *, note: str, valid_until: str) -> None:
        """Keeps what is said of evidence in a case's draft: a note, and the day up to which it holds.

        Args:
            case: the case's number.
            digest: of the evidence; one that the version does not have is no matter.
            note: a remark on it; empty for none.
            valid_until: an ISO day; empty for none.

        Raises:
            FrozenVersion: when the newest version is frozen.
        """
        self._refuse_frozen(case)
        with self._writing() as repository:
            item = repository.cases.load(case).evidence.get(digest)
            if item is not None:
                described = replace(item, note=note, valid_until=valid_until)
                repository.evidence.attach(repository.cases.version(case), described)

    def remove_evidence(self, case: str, digest: Digest) -> None:
        """Takes evidence off a case's draft and out of its answers; undo brings it back, the file stays.

        Raises:
            FrozenVersion: when the newest version is frozen.
        """
        with self._writing() as repository:
            version = repository.cases.version(case)
            changes: dict[AnswerId, Value | None] = {}
            for answer, value in repository.cases.load(case).answers.items():
                if isinstance(value, tuple) and digest in value and answer.endswith(".evidence"):
                    changes[answer] = tuple(entry for entry in value if entry != digest) or None
            repository.answers.save(version, changes, self._stamp())
            repository.evidence.detach(version, digest)

    def evidence_bytes(self, digest: Digest) -> bytes:
        """Returns the bytes of evidence, checked against its digest.

        Raises:
            EvidenceMissing: when the file is not in the data folder.
            EvidenceChanged: when it was changed or damaged.
        """
        with self._reading() as repository:
            name = repository.evidence.name(digest)
        return self._evidence.read(digest, name)

    def missing_evidence(self, case: str, version: int | None = None) -> tuple[Evidence, ...]:
        """Returns the evidence of a version whose file is not in the data folder, by name."""
        with self._reading() as repository:
            assessment = repository.cases.load(case, version)
        missing = (item for item in assessment.evidence.values() if not self._evidence.has(item.digest))
        return tuple(sorted(missing, key=lambda item: item.name))

    def unsound_evidence(
        self, evidence: Iterable[Evidence], cancelled: Callable[[], bool] = lambda: False
    ) -> tuple[Evidence, ...]:
        """Returns what of this evidence is not in the data folder as it was filed: gone, changed or damaged.

        Every file is read; nothing in the database is.

        Args:
            evidence: of a version.
            cancelled: asked before each file; what was not looked at is not named.
        """
        return tuple(item for item in evidence if not cancelled() and not self._evidence.is_sound(item.digest))

    def _refuse_frozen(self, case: str) -> None:
        with self._reading() as repository:
            version = repository.cases.version(case)
        if version.state is AssessmentState.FROZEN:
            raise FrozenVersion(case=case, version=version.number)
