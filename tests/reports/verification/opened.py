"""What is in one file, found in this process: starting a child for each of hundreds of small files takes minutes."""

from pathlib import Path

from reports.verification import Collection, VerificationTask, collect
from reports.verification.gathering.kind import CONTAINERS, kind_of
from reports.verification.gathering.unpacking import Container, unpacked


def opened(folder: Path, name: str, data: bytes) -> Collection:
    """Returns what `collect` finds in a file of these bytes."""
    path = folder / name
    path.write_bytes(data)
    kind = kind_of(data[:8192], name)
    if kind not in CONTAINERS:
        return collect(path)
    collection = Collection()
    for said in unpacked(Container(path, name, kind)):
        if isinstance(said, VerificationTask):
            collection.add(said, len(said.data or b""))
        else:
            collection.leave_out(said.name, said.why, passed_over=said.passed_over)
    collection.end(name)
    return collection
