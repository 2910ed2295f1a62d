"""Evidence that was handed in: what cannot be read is said in words."""

import zipfile
from pathlib import Path

import pytest

from reports.exchange.evidence import EvidenceNotReadable, handed_in


def test_a_damaged_archive_is_said_to_be_one(tmp_path: Path) -> None:
    """No name of an exception reaches a person."""
    archive = tmp_path / "evidence.zip"
    with zipfile.ZipFile(archive, "w") as written:
        written.writestr("photo.jpg", b"x" * 500)
    data = bytearray(archive.read_bytes())
    data[200] ^= 1
    archive.write_bytes(data)
    with pytest.raises(EvidenceNotReadable, match="the archive is damaged or incomplete"):
        handed_in([archive], (), ())
    with pytest.raises(EvidenceNotReadable, match="no such file or folder"):
        handed_in([tmp_path / "missing.jpg"], (), ())
