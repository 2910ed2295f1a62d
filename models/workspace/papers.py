"""Reports, replies and reviews that a workspace keeps."""

from models.assessment import Digest
from models.case import KeptReport, ReportKind
from models.review import Review
from models.workspace.core import Core


class Papers(Core):
    """Reports, replies and reviews. Every call is thread-safe."""

    def keep_report(
        self, kind: ReportKind, case: str, version: int, name: str, data: bytes, *, verdict: str = ""
    ) -> KeptReport:
        """Keeps a report's or reply's bytes, read back and compared; the same bytes are kept once.

        The case need not be here: an assessor keeps reports of other people's cases.

        Raises:
            DiskFull: when there is no room.
            FileTooLarge: when it is larger than 100 MB.
        """
        with self._files:
            digest = self._reports.add(data, name)
            at = self._clock()
            report = KeptReport(digest, kind, case, version, name, len(data), at, verdict, at if verdict else None)
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

    def keep_review(self, review: Review) -> None:
        """Keeps a review with its findings; an earlier one of the same person on the same report is replaced."""
        with self._writing() as repository:
            repository.papers.keep_review(review, self._clock())

    def reviews(self, case: str | None = None, report_digest: str | None = None) -> tuple[Review, ...]:
        """Returns the reviews of one case or one report, or all, newest first."""
        with self._reading() as repository:
            return repository.papers.reviews(case, report_digest)
