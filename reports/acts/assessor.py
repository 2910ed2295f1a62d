"""What an assessor signs about a report that was verified: a reply, a countersignature, a note of the verdict."""

from pathlib import Path

from reports.acts.note import verdict_note
from reports.acts.pen import Pen
from reports.acts.reply import signed_reply
from reports.acts.signed_file import SignedFile, write_signed
from reports.reply import Findings
from reports.signing import Role, countersign
from reports.verification import DocumentKind, Verdict


def sign_reply(verdict: Verdict, findings: Findings, path: Path, pen: Pen) -> SignedFile:
    """Writes the signed reply to a report, verified and read back.

    Args:
        verdict: over the report; a signer who is not confirmed yet may be answered.
        findings: what the assessor says.
        path: where to write it.
        pen: of the assessor.

    Raises:
        NotSoundAfterSigning: when what was signed does not verify; nothing is written.
        ApplicationError: as `reports.acts.reply.signed_reply`, or when it cannot be written.
    """
    reply = signed_reply(verdict, findings, pen.identity, pen.now, pen.options.language, options=pen.options)
    return write_signed(path, reply, DocumentKind.REPLY, pen.now, pen.data_folder)


def sign_note(verdict: Verdict, path: Path, pen: Pen) -> SignedFile:
    """Writes a verdict of any kind as a signed note, verified and read back.

    Args:
        verdict: what the note says.
        path: where to write it.
        pen: of the person who verified.

    Raises:
        NotSoundAfterSigning: when what was signed does not verify; nothing is written.
        ApplicationError: as `reports.acts.note.verdict_note`, or when it cannot be written.
    """
    note = verdict_note(verdict, pen.identity, pen.now, pen.options.language, pen.options)
    return write_signed(path, note, DocumentKind.NOTE, pen.now, pen.data_folder)


def sign_beside(report: bytes, role: Role, path: Path, pen: Pen) -> SignedFile:
    """Writes a copy of a signed report with one more signature, in the box of an assessor or consultant.

    Args:
        report: the whole file, signed by its manager.
        role: in whose box.
        path: where to write the copy.
        pen: of the person who signs.

    Raises:
        NotSoundAfterSigning: when the copy does not verify; nothing is written.
        ApplicationError: as `reports.signing.countersign`, or when it cannot be written.
    """
    signed = countersign(report, pen.identity, role, pen.now, pen.options)
    return write_signed(path, signed, DocumentKind.REPORT, pen.now, pen.data_folder)
