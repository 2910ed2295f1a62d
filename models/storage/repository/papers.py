"""Reports, replies and reviews."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from models.case import KeptReport, ReportKind
from models.review import Finding, FindingKind, Review
from models.storage.encoding import decode_time, encode_time
from models.storage.tables import findings, reports, reviews


class Papers:
    """Reports, replies and reviews, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, report: KeptReport) -> None:
        """Adds a report or reply; one that is there already stays as it was first kept."""
        self._connection.execute(
            upsert(reports)
            .values(
                digest=report.digest,
                kind=report.kind,
                case_number=report.case_number,
                version=report.version,
                name=report.name,
                size_bytes=report.size_bytes,
                kept_at=encode_time(report.kept_at),
                verdict=report.verdict,
                verdict_at=encode_time(report.verdict_at) if report.verdict_at else None,
            )
            .on_conflict_do_nothing()
        )

    def verdict(self, digest: str, verdict: str, at: datetime) -> None:
        """Notes what verification last said of a report."""
        self._connection.execute(
            update(reports).where(reports.c.digest == digest).values(verdict=verdict, verdict_at=encode_time(at))
        )

    def reports(self, case: str | None, kind: ReportKind | None) -> tuple[KeptReport, ...]:
        """Returns the reports and replies of one case, or of all, newest first."""
        query = select(reports).order_by(reports.c.kept_at.desc(), reports.c.digest)
        if case is not None:
            query = query.where(reports.c.case_number == case)
        if kind is not None:
            query = query.where(reports.c.kind == kind)
        return tuple(
            KeptReport(
                digest=row.digest,
                kind=ReportKind(row.kind),
                case_number=row.case_number,
                version=row.version,
                name=row.name,
                size_bytes=row.size_bytes,
                kept_at=decode_time(row.kept_at),
                verdict=row.verdict,
                verdict_at=decode_time(row.verdict_at) if row.verdict_at else None,
            )
            for row in self._connection.execute(query)
        )

    def forget_reports(self, case: str) -> None:
        """Removes the rows of a case's reports, replies and reviews."""
        self._connection.execute(delete(reports).where(reports.c.case_number == case))
        self._connection.execute(delete(reviews).where(reviews.c.case_number == case))

    def keep_review(self, review: Review, at: datetime) -> None:
        """Writes a review; an earlier one of the same person on the same report is replaced."""
        self._connection.execute(
            delete(reviews).where(
                reviews.c.report_digest == review.report_digest,
                reviews.c.reviewer == review.reviewer,
                reviews.c.organisation == review.organisation,
            )
        )
        review_id = self._connection.execute(
            insert(reviews).values(
                case_number=review.case_number,
                version=review.version,
                report_digest=review.report_digest,
                reviewer=review.reviewer,
                organisation=review.organisation,
                conclusion=review.conclusion,
                at=encode_time(at),
            )
        ).lastrowid
        if review.findings:
            self._connection.execute(
                insert(findings),
                [
                    {
                        "review_id": review_id,
                        "position": position,
                        "item": finding.item,
                        "kind": finding.kind,
                        "text": finding.text,
                    }
                    for position, finding in enumerate(review.findings)
                ],
            )

    def reviews(self, case: str | None, report_digest: str | None) -> tuple[Review, ...]:
        """Returns the reviews of one case or one report, or all, newest first."""
        query = select(reviews).order_by(reviews.c.at.desc(), reviews.c.id.desc())
        if case is not None:
            query = query.where(reviews.c.case_number == case)
        if report_digest is not None:
            query = query.where(reviews.c.report_digest == report_digest)
        rows = self._connection.execute(query).all()
        said: defaultdict[int, list[Finding]] = defaultdict(list)
        remarks = self._connection.execute(select(findings).order_by(findings.c.review_id, findings.c.position))
        for row in remarks:
            said[row.review_id].append(Finding(row.item, FindingKind(row.kind), row.text))
        return tuple(
            Review(
                row.case_number,
                row.version,
                row.report_digest,
                row.reviewer,
                row.organisation,
                tuple(said[row.id]),
                row.conclusion,
            )
            for row in rows
        )
