"""A note of which computer has a data folder on a shared drive open, where locks of the system may not reach the others.

The computer at work renews the note again and again; one that was switched off does not, and after a while the folder is
free. Ages are told by the clock of the drive alone: the clocks of two computers never agree.
"""

import contextlib
import json
import secrets
import socket
from pathlib import Path

from models.files import put
from models.sealing.plain import open_plain
from models.storage.errors import DataOpenElsewhere, DataTakenOver, disk_error, refuse_special

BEAT_S = 20
"""Seconds between two renewals."""
LEASE_S = 90
"""Seconds without a renewal after which the computer is taken for gone."""
_NOTE = "zhijie.lease"
_LARGEST = 1 << 12


def this_computer() -> str:
    """Returns the name of this computer."""
    return socket.gethostname()


class Lease:
    """The note in a data folder, held from construction until `release`.

    Raises:
        DataOpenElsewhere: when another computer renewed its note a moment ago.
        NotAnOrdinaryFile: when a folder, a pipe or a device has the name of the note.
        StorageError: of `disk_error`, when the note cannot be written.
    """

    def __init__(self, folder: Path, host: str, *, shared: bool) -> None:
        """Takes the lease.

        Args:
            folder: the data folder.
            host: name of this computer.
            shared: whether the folder is on a drive that other computers reach; else only a note of theirs is minded.
        """
        self._path = folder / _NOTE
        self._host, self._id = host, secrets.token_hex(8)
        self.is_held = False
        other = self._read()
        if other is not None and other[0] != host and self._age_s() < LEASE_S:
            raise DataOpenElsewhere(folder=folder.name, host=other[0])
        if shared:
            self._write()
            self.is_held = True
        elif other is not None:
            self._path.unlink(missing_ok=True)

    def beat(self) -> None:
        """Renews the note.

        Raises:
            DataTakenOver: when another computer has taken the folder meanwhile, such as while this one slept.
            StorageError: of `disk_error`, when the note cannot be written.
        """
        if not self.is_held:
            return
        now = self._read()
        if now is not None and now[1] != self._id:
            self.is_held = False
            raise DataTakenOver(folder=self._path.parent.name, host=now[0])
        self._write()

    def release(self) -> None:
        """Takes the note away; one of another computer stays."""
        now = self._read()
        if self.is_held and now is not None and now[1] == self._id:
            with contextlib.suppress(OSError):
                self._path.unlink()
        self.is_held = False

    def _read(self) -> tuple[str, str] | None:
        try:
            with open_plain(self._path) as file:
                noted = json.loads(file.read(_LARGEST))
            return str(noted["host"]), str(noted["id"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None

    def _write(self) -> None:
        try:
            refuse_special(self._path)
            put(self._path, json.dumps({"host": self._host, "id": self._id}).encode(), private=True)
        except OSError as failure:
            raise disk_error(failure, self._path.parent.name) from failure

    def _age_s(self) -> float:
        """Returns how long ago the note was renewed, by the clock of its drive; 0 where that cannot be told."""
        probe = self._path.with_name(f".{secrets.token_hex(6)}.part")
        try:
            probe.write_bytes(b"")
            return probe.stat().st_mtime - self._path.stat().st_mtime
        except OSError:
            return 0.0
        finally:
            with contextlib.suppress(OSError):
                probe.unlink(missing_ok=True)
