"""The tables of a factory: its cases, what it sends and gets back, its plans."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from models.storage.tables.base import Whole, metadata

cases = Table(
    "cases",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", Text, nullable=False, unique=True),
    Column("random_id", Text, nullable=False, unique=True),
    Column("secret", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("trashed_at", Text),
    sqlite_strict=True,
)

versions = Table(
    "versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("rulebook", Text, nullable=False),
    Column("overlays", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("begun_at", Text, nullable=False),
    Column("begun_by", Text, nullable=False),
    Column("changed_at", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("frozen_at", Text),
    Column("frozen_by", Text, nullable=False),
    Column("frozen_why", Text, nullable=False),
    Column("frozen_digest", Text, nullable=False),
    # The proofs of all its answers, one laid over the other: a row that is gone, or another's, does not go unnoticed.
    Column("answers_proof", Whole, nullable=False),
    UniqueConstraint("case_id", "number"),
    CheckConstraint("state IN ('draft', 'frozen')", name="state"),
    CheckConstraint("(state = 'frozen') = (frozen_at IS NOT NULL)", name="frozen_at"),
    # A case is filled in at one place: two drafts would part company. A server's index is as partial, by the migration
    # that makes it: to name it here would load that whole dialect at every start.
    Index("uq_versions_one_draft", "case_id", unique=True, sqlite_where=text("state = 'draft'")),
    sqlite_strict=True,
)

answers = Table(
    "answers",
    metadata,
    Column("version_id", Integer, ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True),
    Column("answer", Text, primary_key=True),
    Column("value", Text, nullable=False),
    # See models.storage.encoding.proof.
    Column("proof", Whole, nullable=False),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

unread = Table(
    "unread",
    metadata,
    Column("case_id", Integer, ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("answer", Text, primary_key=True),
    Column("text", Text, nullable=False),
    sqlite_with_rowid=False,
)

confirmed = Table(
    "confirmed",
    metadata,
    # The version whose answers were taken over, and are still true.
    Column("version_id", Integer, ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True),
    Column("answer", Text, primary_key=True),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

put_off = Table(
    "put_off",
    metadata,
    Column("case_id", Integer, ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("card", Text, primary_key=True),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

steps = Table(
    "steps",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version_id", Integer, ForeignKey("versions.id", ondelete="CASCADE"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("standing", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    # In the person's own words; empty where nobody said.
    Column("why", Text, nullable=False),
    CheckConstraint("kind IN ('edit', 'restore', 'import', 'undo', 'redo', 'mend')", name="kind"),
    CheckConstraint("standing IN ('done', 'undone', 'dropped', 'note')", name="standing"),
    Index(None, "version_id", "standing"),
    sqlite_strict=True,
)

changes = Table(
    "changes",
    metadata,
    Column("step_id", Integer, ForeignKey("steps.id", ondelete="CASCADE"), primary_key=True),
    Column("answer", Text, primary_key=True),
    Column("old", Text),
    Column("new", Text),
    # See models.storage.encoding.entry_proof.
    Column("proof", Whole, nullable=False),
    Index(None, "answer"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

comments = Table(
    "comments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version_id", Integer, ForeignKey("versions.id", ondelete="CASCADE"), nullable=False),
    Column("item", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("proof", Whole, nullable=False),
    Index(None, "version_id", "item"),
    sqlite_strict=True,
)

evidence = Table(
    "evidence",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("size_bytes", Whole, nullable=False),
    Column("media_type", Text, nullable=False),
    CheckConstraint("length(digest) = 64", name="digest"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

attachments = Table(
    "attachments",
    metadata,
    Column("version_id", Integer, ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True),
    Column("digest", Text, ForeignKey("evidence.digest"), primary_key=True),
    Column("name", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("valid_until", Text, nullable=False),
    Column("removed", Integer, nullable=False),
    Index(None, "digest"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

outcomes = Table(
    "outcomes",
    metadata,
    Column("version_id", Integer, ForeignKey("versions.id", ondelete="CASCADE"), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("reached", Text),
    Column("possible", Text),
    Column("answered", Integer, nullable=False),
    Column("asked", Integer, nullable=False),
    sqlite_strict=True,
)

reports = Table(
    "reports",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("base_digest", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("case_number", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    # Name and organisation of whoever signed it first; empty where nobody looked.
    Column("signer", Text, nullable=False),
    Column("size_bytes", Whole, nullable=False),
    Column("kept_at", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("verdict_at", Text),
    CheckConstraint("length(digest) = 64", name="digest"),
    CheckConstraint("kind IN ('report', 'reply')", name="kind"),
    Index(None, "case_number", "version"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

replies = Table(
    "replies",
    metadata,
    Column("digest", Text, ForeignKey("reports.digest", ondelete="CASCADE"), primary_key=True),
    Column("base_digest", Text, nullable=False),
    Column("report", Text, nullable=False),
    Column("case_number", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("signer", Text, nullable=False),
    Column("signed_at", Text, nullable=False),
    Column("reply_no", Integer, nullable=False),
    Column("supersedes", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("organisation", Text, nullable=False),
    Column("factory", Text, nullable=False),
    Column("random_id", Text, nullable=False),
    Column("stages", Text, nullable=False),
    Column("conclusion", Text, nullable=False),
    CheckConstraint("scope IN ('full', 'supplement')", name="scope"),
    Index(None, "case_number", "version"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

findings = Table(
    "findings",
    metadata,
    Column("reply_digest", Text, ForeignKey("replies.digest", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("item", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("rating", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("due_on", Text, nullable=False),
    Column("attachments", Text, nullable=False),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

settings = Table(
    "settings",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

plan_limits = Table(
    "plan_limits",
    metadata,
    Column("case_id", Integer, ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("limits", Text, nullable=False),
    sqlite_strict=True,
)

plans = Table(
    "plans",
    metadata,
    Column("case_id", Integer, ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("plan", Text, nullable=False),
    # Of the answers and rules, and of the measures, from which it was worked out.
    Column("answers", Text, nullable=False),
    Column("measures", Text, nullable=False),
    sqlite_strict=True,
)

quotes = Table(
    "quotes",
    metadata,
    Column("case_id", Integer, ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("measure", Text, primary_key=True),
    Column("variant", Text, primary_key=True),
    Column("one_off_cents", Whole, nullable=False),
    Column("running_cents", Whole, nullable=False),
    Column("supplier", Text, nullable=False),
    Column("quoted_on", Text, nullable=False),
    CheckConstraint("one_off_cents >= 0 AND running_cents >= 0", name="price"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

done_steps = Table(
    "done_steps",
    metadata,
    Column("case_id", Integer, ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("measure", Text, primary_key=True),
    Column("variant", Text),
    Column("planned_one_off_cents", Whole),
    Column("planned_finish", Text),
    Column("one_off_cents", Whole),
    Column("finished", Text),
    CheckConstraint("one_off_cents >= 0", name="price"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

generation = Table(
    "generation",
    metadata,
    Column("id", Integer, primary_key=True),
    # See models.storage.file.mark.
    Column("mark", Text, nullable=False),
    CheckConstraint("id = 1", name="one"),
    sqlite_strict=True,
)
