"""Reports and replies."""

import json
from collections import defaultdict
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from models.case import KeptReport, ReportKind
from models.review import Attachment, Finding, FindingKind, KeptReply, RemarkSeverity, Review, Scope
from models.storage.encoding import decode_time, encode_time
from models.storage.tables import findings, replies, reports
from models.storage.upsert import upsert


class StoredPapers:
    """Reports and replies, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, report: KeptReport) -> None:
        """Adds a report or reply; one that is there already stays as it was first kept."""
        values: dict[str, object] = {
            "digest": report.digest,
            "base_digest": report.base_digest,
            "kind": report.kind,
            "case_number": report.case_number,
            "version": report.version,
            "name": report.name,
            "signer": report.signer,
            "size_bytes": report.size_bytes,
            "kept_at": encode_time(report.kept_at),
            "verdict": report.verdict,
            "verdict_at": encode_time(report.verdict_at) if report.verdict_at else None,
        }
        upsert(self._connection, reports, ("digest",), values, keep=True)

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
                base_digest=row.base_digest,
                kind=ReportKind(row.kind),
                case_number=row.case_number,
                version=row.version,
                name=row.name,
                signer=row.signer,
                size_bytes=row.size_bytes,
                kept_at=decode_time(row.kept_at),
                verdict=row.verdict,
                verdict_at=decode_time(row.verdict_at) if row.verdict_at else None,
            )
            for row in self._connection.execute(query)
        )

    def forget_reports(self, case: str) -> None:
        """Removes the rows of a case's reports and replies, with the findings in them."""
        self._connection.execute(delete(reports).where(reports.c.case_number == case))

    def keep_reply(self, reply: KeptReply) -> None:
        """Adds a reply with its findings, once; its file is among the kept reports. Nothing is replaced by it."""
        review = reply.review
        values: dict[str, object] = {
            "digest": reply.digest,
            "base_digest": reply.base_digest,
            "report": review.base_digest,
            "case_number": review.case_number,
            "version": review.version,
            "signer": reply.signer,
            "signed_at": encode_time(reply.signed_at),
            "reply_no": review.reply_no,
            "supersedes": review.supersedes,
            "scope": review.scope,
            "reviewer": review.reviewer,
            "organisation": review.organisation,
            "factory": review.factory,
            "random_id": review.case_id,
            "stages": json.dumps(review.stages),
            "conclusion": review.conclusion,
        }
        added = upsert(self._connection, replies, ("digest",), values, keep=True)
        if added and review.findings:
            self._connection.execute(
                insert(findings),
                [
                    {
                        "reply_digest": reply.digest,
                        "position": position,
                        "item": finding.item,
                        "kind": finding.kind,
                        "text": finding.text,
                        "rating": finding.rating,
                        "severity": finding.severity or "",
                        "due_on": finding.due_on,
                        "attachments": json.dumps([[each.digest, each.name] for each in finding.attachments]),
                    }
                    for position, finding in enumerate(review.findings, start=1)
                ],
            )

    def replies(self, case: str) -> tuple[KeptReply, ...]:
        """Returns the replies to one case, the last signed first."""
        chosen = replies.c.case_number == case
        rows = self._connection.execute(
            select(replies).where(chosen).order_by(replies.c.signed_at.desc(), replies.c.digest)
        ).all()
        remarks = self._connection.execute(
            select(findings)
            .join(replies, replies.c.digest == findings.c.reply_digest)
            .where(chosen)
            .order_by(findings.c.reply_digest, findings.c.position)
        )
        said: defaultdict[str, list[Finding]] = defaultdict(list)
        for row in remarks:
            said[row.reply_digest].append(
                Finding(
                    row.item,
                    FindingKind(row.kind),
                    row.text,
                    row.rating,
                    RemarkSeverity(row.severity) if row.severity else None,
                    row.due_on,
                    tuple(Attachment(digest, name) for digest, name in json.loads(row.attachments)),
                )
            )
        return tuple(
            KeptReply(
                row.digest,
                row.base_digest,
                row.signer,
                decode_time(row.signed_at),
                Review(
                    row.case_number,
                    row.version,
                    row.report,
                    row.reviewer,
                    row.organisation,
                    tuple(said[row.digest]),
                    row.conclusion,
                    case_id=row.random_id,
                    factory=row.factory,
                    stages=tuple(json.loads(row.stages)),
                    reply_no=row.reply_no,
                    supersedes=row.supersedes,
                    scope=Scope(row.scope),
                ),
            )
            for row in rows
        )
