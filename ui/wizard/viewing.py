"""Shows stored evidence in the person's own program: always a copy, so that the stored file cannot be changed."""

import tempfile
from pathlib import Path, PurePath

from models import files
from models.assessment import Evidence


def write_copy(evidence: Evidence, data: bytes) -> Path:
    """Writes a read-only copy under the file's own name into a fresh temporary folder and returns its path.

    Raises:
        UnwritableFile: when there is no room for it.
    """
    folder = Path(tempfile.mkdtemp(prefix="zhijie-"))
    copy = folder / (PurePath(evidence.name).name or "evidence")
    files.write_bytes(copy, data)
    copy.chmod(0o400)
    return copy
