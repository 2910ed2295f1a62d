"""A timestamp added by file: the request is written, the service's answer is read in."""

from datetime import datetime
from pathlib import Path

from models.files import read_bytes, write_bytes
from reports.acts.signed_file import SignedFile, write_signed
from reports.signing.timestamp import add_by_file, request_by_file
from reports.verification import DocumentKind

_ANSWER_LIMIT_MB = 1


def write_request(signed: bytes, path: Path) -> None:
    """Writes the request for the last signature of a signed file, and reads it back.

    Raises:
        ApplicationError: when the file takes no timestamp, or the request cannot be written.
    """
    write_bytes(path, request_by_file(signed))


def take_in_answer(signed: bytes, answer: Path, path: Path, now: datetime, data_folder: Path | None) -> SignedFile:
    """Puts a service's answer into the last signature, and writes the file, verified and read back.

    Args:
        signed: the report for which the request was made.
        answer: the file that the service gave.
        path: where to write the file with the timestamp.
        now: with a time zone.
        data_folder: the person's, for the rule packs that they installed.

    Raises:
        NotSoundAfterSigning: when the result does not verify; nothing is written.
        ApplicationError: as `reports.signing.timestamp.add_by_file`, or when a file cannot be read or written.
    """
    stamped = add_by_file(signed, read_bytes(answer, _ANSWER_LIMIT_MB))
    return write_signed(path, stamped, DocumentKind.REPORT, now, data_folder)
