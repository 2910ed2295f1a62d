"""The evidence behind a report as one archive, tied to the report by digests."""

import hashlib
import io
import json
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.assessment import Evidence
from models.errors import ApplicationError, UnreadableFile, reason
from models.json_text import read_json
from models.language import N_, Sentence, counted, sentence
from reports.mail.draft import Enclosure

_MOST_BYTES = 2_000_000_000
_MANIFEST_BYTES = 4_000_000
_PIECE = 1 << 20
_MANIFEST = "manifest.json"
_DEEPEST = 2
"""Folders around an archive that was unpacked and packed again."""
DAMAGED_ARCHIVE = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, EOFError, OverflowError),
    *(ValueError, KeyError, TypeError, RuntimeError, NotImplementedError, AttributeError, struct.error),
)
"""What the standard library raises over damaged archives, and what a manifest of another shape leads to."""
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def evidence_bundle(name: str, report: bytes, evidence: Iterable[tuple[Evidence, bytes]]) -> Enclosure:
    """Returns the archive: a manifest that names the report's digest, and each file under its own digest.

    The same files give the same bytes. Files are stored under their digests, because names given by people may
    repeat, or hold what another system does not allow in names; the manifest keeps the names.

    Raises:
        ValueError: when a file is not the one that its digest says.
    """
    files = []
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for piece, data in sorted(evidence, key=lambda item: item[0].digest):
            if hashlib.sha256(data).hexdigest() != piece.digest:
                raise ValueError(f"evidence {piece.digest} is not the file that was filed")
            suffix = piece.name.rpartition(".")[2].lower() if "." in piece.name else ""
            inside = f"evidence/{piece.digest}" + (f".{suffix}" if suffix.isascii() and suffix.isalnum() else "")
            files.append(
                {
                    "file": inside,
                    "name": piece.name,
                    "sha256": piece.digest,
                    "media_type": piece.media_type,
                    "note": piece.note,
                }
            )
            # Photos and PDFs are packed already.
            archive.writestr(zipfile.ZipInfo(inside, _ZIP_EPOCH), data, zipfile.ZIP_STORED)
        manifest = {
            "format": "zhijie-evidence",
            "format_version": 1,
            "report_sha256": hashlib.sha256(report).hexdigest(),
            "files": files,
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()
        archive.writestr(zipfile.ZipInfo("manifest.json", _ZIP_EPOCH), text, zipfile.ZIP_DEFLATED)
    return Enclosure(name, written.getvalue(), "application/zip")


class NotAnEvidenceArchive(ApplicationError):
    """A file that is no evidence archive of ours, is damaged, or unpacks to too much."""

    code = "not_an_evidence_archive"
    message = N_(
        "{name} is not an evidence archive written by Zhijie, or it is damaged. Nothing was opened; ask the sender for it again."
    )


@dataclass(frozen=True, slots=True)
class BundleFindings:
    """How an archive compares with the evidence that a report names."""

    made_for: str
    """SHA-256 of the file that the archive was made for, as it says itself."""
    stage: int | None
    """At which stage of this report it was made, see `check_bundle`; None when for another file."""
    signatures_since: int
    """How many signatures this report has got after that; 0 also when the archive was made for another file."""
    sound: tuple[str, ...]
    """Digests that the report names and whose file is here, unchanged."""
    altered: tuple[str, ...]
    """Names of files here that are not what their digest says."""
    missing: tuple[str, ...]
    """Names of evidence that the report names and that is not here."""
    strange: tuple[str, ...]
    """Names of files here that the report does not name."""
    added: tuple[str, ...] = ()
    """Names of files that a system or an office program added; they say nothing of the evidence."""
    unread: tuple[str, ...] = ()
    """Names of files here that could not be read: damaged, or behind a password. Nobody can say what they are."""

    @property
    def for_this_report(self) -> bool:
        """Whether the archive was made for this report, as it is or as it was before the last signatures."""
        return self.stage is not None

    @property
    def complete(self) -> bool:
        """Whether all that the report names is here, and nothing else but what a system added."""
        return self.for_this_report and not (self.altered or self.missing or self.strange or self.unread)


def check_bundle(
    path: Path,
    report: Sequence[str],
    named: Mapping[str, str],
    cancelled: Callable[[], bool] = lambda: False,
) -> BundleFindings:
    """Returns how an evidence archive compares with a report that was verified before.

    No file is unpacked to the disk, and none is read further than two gigabytes in all.

    Args:
        path: the archive.
        report: SHA-256 of the report after each signature, the last one that of the whole
            file: a countersignature adds to the file and not to its evidence. `Verdict.stages` holds them.
        named: the digests of the evidence in the report, each with a name for people.
        cancelled: asked now and then; the rest then counts as missing.

    Raises:
        UnreadableFile: when the file cannot be read.
        NotAnEvidenceArchive: when it is none, or damaged.
    """
    # Imported late: the window needs drafts long before it verifies anything.
    from reports.verification.gathering.kind import is_system
    from reports.verification.gathering.name import harmless

    hidden = set[str]()
    sound, altered, strange, added, unread = set[str](), list[str](), list[str](), list[str](), list[str]()
    room = _MOST_BYTES
    try:
        with zipfile.ZipFile(path) as archive:
            place, manifest = _manifest(archive)
            listed = {str(entry["file"]): entry for entry in manifest["files"]}
            for info in archive.infolist():
                if info.filename == place + _MANIFEST or (info.filename.endswith("/") and not info.file_size):
                    continue
                if cancelled():
                    break
                entry = listed.get(info.filename.removeprefix(place)) if info.filename.startswith(place) else None
                shown = harmless(str(entry["name"]) if entry else info.filename.removeprefix(place)) or "?"
                try:
                    digest, room = _digest(archive, info, room)
                except _Unreadable:
                    unread.append(shown)
                    hidden.add(str(entry["sha256"]) if entry else "")
                    continue
                if digest in named and (entry is None or digest == entry["sha256"]):
                    sound.add(digest)
                elif entry is not None and digest != entry["sha256"]:
                    altered.append(shown)
                elif is_system(info.filename):
                    added.append(shown)
                else:
                    strange.append(shown)
    except OSError as error:
        raise UnreadableFile(name=path.name, why=reason(error)) from error
    except DAMAGED_ARCHIVE as error:
        raise NotAnEvidenceArchive(name=path.name) from error
    made_for = str(manifest["report_sha256"])
    stage = list(report).index(made_for) if made_for in report else None
    return BundleFindings(
        made_for,
        stage,
        0 if stage is None else len(report) - 1 - stage,
        tuple(sorted(sound)),
        tuple(altered),
        tuple(name for digest, name in sorted(named.items()) if digest not in sound | hidden),
        tuple(strange),
        tuple(added),
        tuple(unread),
    )


def bundle_lines(findings: BundleFindings, named: int) -> tuple[Sentence, ...]:
    """Returns what a person should know of an archive, what is wrong after the count.

    Args:
        findings: from `check_bundle`.
        named: how many pieces of evidence the report names.
    """
    lines = [
        sentence(
            "Evidence here, exactly as named by the report: {sound} of {named}.",
            sound=len(findings.sound),
            named=named,
        )
    ]
    if not findings.for_this_report:
        lines.append(
            sentence(
                "The archive was made for another file, whose SHA-256 begins with {digest}: perhaps another version or edition of this report. Its contents were compared all the same.",
                digest=findings.made_for[:12],
            )
        )
    elif findings.signatures_since:
        lines.append(
            counted(
                "The archive was made for this report as it was before its last signature; its evidence is the same.",
                "The archive was made for this report as it was before its last {count} signatures; its evidence is the same.",
                count=findings.signatures_since,
            )
        )
    if findings.altered:
        lines.append(sentence("Changed after it was packed: {names}", names=findings.altered[:8]))
    if findings.missing:
        lines.append(sentence("Not in the archive: {names}", names=findings.missing[:8]))
    if findings.strange:
        lines.append(sentence("Not named by the report: {names}", names=findings.strange[:8]))
    if findings.unread:
        lines.append(
            sentence("Cannot be read, so nobody can say whether they were changed: {names}", names=findings.unread[:8])
        )
    if findings.added:
        lines.append(sentence("Added by a system and left out of the comparison: {names}", names=findings.added[:8]))
    return tuple(lines)


def _manifest(archive: zipfile.ZipFile) -> tuple[str, dict[str, Any]]:
    """Returns the folder of the manifest, as when the unpacked archive was packed again, and the manifest itself.

    Raises:
        ValueError: when there is none, more than one, or a folder that holds something itself.
    """
    from reports.verification.gathering.kind import is_system

    places = []
    names = set[str]()
    for info in archive.infolist():
        if info.filename in names or (info.filename.endswith("/") and info.file_size):
            # Two programs would read two different archives.
            raise ValueError("ambiguous")
        names.add(info.filename)
        folder, _, last = info.filename.rpartition("/")
        if last == _MANIFEST and folder.count("/") <= _DEEPEST and not is_system(info.filename):
            places.append(info.filename.removesuffix(_MANIFEST))
    if len(places) != 1:
        raise ValueError("not one manifest")
    with archive.open(places[0] + _MANIFEST) as file:
        data = file.read(_MANIFEST_BYTES + 1)
    if len(data) > _MANIFEST_BYTES:
        raise ValueError("manifest too large")
    manifest = read_json(data)
    if not isinstance(manifest, dict) or manifest["format"] != "zhijie-evidence":
        raise ValueError("another format")
    keys = {"file", "name", "sha256"}
    if not all(isinstance(entry, dict) and keys <= entry.keys() for entry in manifest["files"]):
        raise ValueError("no list of files")
    if not isinstance(manifest["report_sha256"], str):
        raise TypeError("no digest of the report")
    return places[0], manifest


class _Unreadable(Exception):
    """One file in the archive is damaged or behind a password."""


def _digest(archive: zipfile.ZipFile, info: zipfile.ZipInfo, room: int) -> tuple[str, int]:
    """Returns the SHA-256 of a file in the archive, and how much may still be read.

    Raises:
        ValueError: when all files together unpack to too much.
        _Unreadable: when this one cannot be unpacked.
    """
    digest = hashlib.sha256()
    try:
        with archive.open(info) as file:
            while piece := file.read(_PIECE):
                room -= len(piece)
                if room < 0:
                    break
                digest.update(piece)
    except DAMAGED_ARCHIVE as error:
        raise _Unreadable from error
    if room < 0:
        raise ValueError("unpacks to too much")
    return digest.hexdigest(), room
