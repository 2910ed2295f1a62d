"""Reports and replies that a workspace keeps."""

from typing import TYPE_CHECKING

from models.assessment import Digest
from models.case import KeptReport, ReportKind
from models.workspace.core import Core

if TYPE_CHECKING:
    from models.review import KeptReply


class Papers(Core):
    """Reports and replies. Every call is thread-safe."""

    def keep_report(
        self,
        case: str,
        version: int,
        name: str,
        data: bytes,
        *,
        base_digest: str = "",
        verdict: str = "",
        signer: str = "",
    ) -> KeptReport:
        """Keeps a report's bytes, read back and compared; the same bytes are kept once.

        The case need not be here: an assessor keeps reports of other people's cases.

        Args:
            case: number of the case.
            version: of the case.
            name: of the file.
            data: the whole file.
            base_digest: SHA-256 of its certified first revision; that of the whole file when empty.
            verdict: what verification said of it.
            signer: name and organisation of whoever signed it.

        Raises:
            DiskFull: when there is no room.
            FileTooLarge: when it is larger than 100 MB.
        """
        with self._files:
            digest = self._reports.add(data, name)
            at = self._clock()
            report = KeptReport(
                digest, base_digest or digest, ReportKind.REPORT, case, version, name, signer, len(data), at, verdict,
                at if verdict else None,
            )  # fmt: skip
            with self._writing() as repository:
                repository.papers.keep(report)
        return report

    def note_verdict(self, digest: str, verdict: str) -> None:
        """Notes what verification now says of a kept report."""
        with self._writing() as repository:
            repository.papers.verdict(digest, verdict, self._clock())

    def reports(self, case: str | None = None, kind: ReportKind | None = None) -> tuple[KeptReport, ...]:
        """Returns the kept reports and replies of one case, or of all, newest first."""
        with self._reading() as repository:
            return repository.papers.reports(case, kind)

    def report_bytes(self, digest: str) -> bytes:
        """Returns a kept report's bytes, checked against its digest.

        Raises:
            EvidenceMissing: when the file is not in the data folder.
            EvidenceChanged: when it was changed or damaged.
        """
        names = {report.digest: report.name for report in self.reports()}
        return self._reports.read(Digest(digest), names.get(digest, digest))

    def keep_reply(self, reply: "KeptReply", name: str, data: bytes, *, verdict: str) -> None:
        """Keeps a sound reply: its bytes, read back and compared, and its findings. The same bytes are kept once.

        Nothing is replaced: which replies are in force is asked of all of them (`models.review.standings`).

        Raises:
            DiskFull: when there is no room.
            FileTooLarge: when it is larger than 100 MB.
        """
        review = reply.review
        with self._files:
            digest = self._reports.add(data, name)
            at = self._clock()
            paper = KeptReport(
                digest, reply.base_digest, ReportKind.REPLY, review.case_number, review.version, name,
                " · ".join(filter(None, (review.reviewer, review.organisation))), len(data), at, verdict, at,
            )  # fmt: skip
            with self._writing() as repository:
                repository.papers.keep(paper)
                repository.papers.keep_reply(reply)

    def replies(self, case: str) -> "tuple[KeptReply, ...]":
        """Returns every kept reply to a case, in force or not, the last signed first."""
        with self._reading() as repository:
            return repository.papers.replies(case)
