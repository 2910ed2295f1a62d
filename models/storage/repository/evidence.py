"""Which evidence belongs to which version; the bytes are in the evidence store."""

from sqlalchemy import Connection, delete, select, union, update

from models.assessment import Digest, Evidence
from models.storage.repository.cases import VersionRow
from models.storage.tables import attachments, evidence, papers, reports, stages
from models.storage.upsert import upsert


class EvidenceRows:
    """Evidence of versions, inside one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def attach(self, version: VersionRow, item: Evidence) -> None:
        """Attaches evidence to a draft; a second time changes what is said of it: name, note, last day."""
        file: dict[str, object] = {
            "digest": item.digest,
            "size_bytes": item.size_bytes,
            "media_type": item.media_type,
        }
        upsert(self._connection, evidence, ("digest",), file, keep=True)
        attached: dict[str, object] = {
            "version_id": version.id,
            "digest": item.digest,
            "name": item.name,
            "note": item.note,
            "valid_until": item.valid_until,
            "removed": 0,
        }
        upsert(self._connection, attachments, ("version_id", "digest"), attached)

    def detach(self, version: VersionRow, digest: Digest) -> None:
        """Takes evidence off a draft, in a way that undo can take back."""
        self._connection.execute(
            update(attachments)
            .where(attachments.c.version_id == version.id, attachments.c.digest == digest)
            .values(removed=1)
        )

    def name(self, digest: Digest) -> str:
        """Returns the name under which evidence was last added; its digest where no version has it."""
        row = self._connection.execute(
            select(attachments.c.name)
            .where(attachments.c.digest == digest)
            .order_by(attachments.c.version_id.desc())
            .limit(1)
        ).first()
        return row.name if row else digest

    def known(self) -> frozenset[str]:
        """Returns the digests of all evidence that any version names, removed or not."""
        return frozenset(self._connection.execute(select(attachments.c.digest)).scalars())

    def drop_unused(self) -> None:
        """Forgets evidence that no version names any more."""
        self._connection.execute(delete(evidence).where(evidence.c.digest.not_in(select(attachments.c.digest))))

    def kept_reports(self) -> frozenset[str]:
        """Returns the digests of all files that are kept of reports and replies: sent, imported, or in the inbox."""
        named = union(select(reports.c.digest), select(papers.c.digest), select(stages.c.digest))
        return frozenset(self._connection.execute(named).scalars())
