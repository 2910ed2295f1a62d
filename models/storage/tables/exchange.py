"""The tables of an office: what came in, tied to dossiers, and what is said of it.

Facts, not answers: of a report one row of its profile and one for each condition. The files lie in the content store.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from models.storage.tables.base import Whole, metadata

factories = Table(
    "factories",
    metadata,
    Column("id", Integer, primary_key=True),
    # See models.exchange.tying.factory_key: what a stranger writes makes another factory of it.
    Column("known_by", Text, nullable=False, unique=True),
    Column("signer_key", Text, nullable=False),
    Column("credit_code", Text, nullable=False),
    Column("enterprise", Text, nullable=False),
    Column("site", Text, nullable=False),
    Column("province", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("industry_code", Text, nullable=False),
    Column("industry", Text, nullable=False),
    Column("size", Text, nullable=False),
    sqlite_strict=True,
)

dossiers = Table(
    "dossiers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", Text, nullable=False, unique=True),
    Column("factory_id", Integer, ForeignKey("factories.id"), nullable=False),
    Column("number", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("due_on", Text, nullable=False),
    Column("assigned_to", Text, nullable=False),
    # The base digest of the report that was the newest when it was closed; empty while it is open.
    Column("closed_with", Text, nullable=False),
    Column("opened_at", Text, nullable=False),
    Column("changed_at", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    CheckConstraint("state IN ('new', 'in_review', 'waiting', 'answered', 'closed')", name="state"),
    Index(None, "state", "due_on"),
    Index(None, "factory_id"),
    sqlite_strict=True,
)

papers = Table(
    "papers",
    metadata,
    Column("id", Integer, primary_key=True),
    # Of the certified first revision; the whole file's where there is none.
    Column("base_digest", Text, nullable=False, unique=True),
    # Of the file that is shown: the one with the most signatures.
    Column("digest", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("dossier_id", Integer, ForeignKey("dossiers.id")),
    Column("factory_id", Integer, ForeignKey("factories.id")),
    Column("case_id", Text, nullable=False),
    Column("case_number", Text, nullable=False),
    Column("version", Whole),
    # Of a reply: the base digest of the report that it answers.
    Column("answers", Text, nullable=False),
    Column("signer_key", Text, nullable=False),
    Column("signed_at", Text, nullable=False),
    Column("soundness", Text, nullable=False),
    # The whole of it as JSON, and which program and packs worked it out.
    Column("judgement", Text, nullable=False),
    Column("judged_by", Text, nullable=False),
    # `tied`, `waits`, `foreign` or `none`; of a tied report its place in the order: `current`, `earlier`, `aside`.
    Column("bond", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("ours", Integer, nullable=False),
    # Of a report: which answers are others than in the version before, as a list, and that report's base digest.
    Column("changed_answers", Text, nullable=False),
    Column("changed_since", Text, nullable=False),
    # What trust adds, as of the trust list named there; worked out anew when another one is in use.
    Column("verdict", Text, nullable=False),
    Column("trusted_by", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("size_bytes", Whole, nullable=False),
    Column("kept_at", Text, nullable=False),
    CheckConstraint("length(base_digest) = 64 AND length(digest) = 64", name="digest"),
    CheckConstraint("kind IN ('report', 'reply', 'note', 'other')", name="kind"),
    CheckConstraint("soundness IN ('sound', 'changed', 'unverifiable')", name="soundness"),
    Index(None, "dossier_id", "version"),
    Index(None, "answers"),
    Index(None, "kept_at"),
    sqlite_strict=True,
)

stages = Table(
    "stages",
    metadata,
    # SHA-256 of the file after each signature: a copy with fewer signatures is known by it, too.
    Column("digest", Text, primary_key=True),
    Column("paper_id", Integer, ForeignKey("papers.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("role", Text, nullable=False),
    Column("signer_key", Text, nullable=False),
    Column("signed_at", Text, nullable=False),
    # Whether a file of that digest lies in the content store.
    Column("kept", Integer, nullable=False),
    CheckConstraint("length(digest) = 64", name="digest"),
    Index(None, "paper_id"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

import_runs = Table(
    "import_runs",
    metadata,
    Column("id", Integer, primary_key=True),
    # The paths, as JSON.
    Column("source", Text, nullable=False),
    Column("begun_at", Text, nullable=False),
    Column("finished_at", Text),
    # How many files there were to look at; what was seen of them is in `sightings`.
    Column("files", Integer, nullable=False),
    sqlite_strict=True,
)

sightings = Table(
    "sightings",
    metadata,
    Column("run_id", Integer, ForeignKey("import_runs.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("paper_id", Integer, ForeignKey("papers.id", ondelete="CASCADE"), nullable=False),
    Column("seen_at", Text, nullable=False),
    Index(None, "paper_id"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

review_items = Table(
    "review_items",
    metadata,
    Column("paper_id", Integer, ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True),
    # Their name as it stands in the settings: nobody has a key at hand while reading.
    Column("assessor", Text, primary_key=True),
    # `conclusion` holds what is said of the whole.
    Column("item", Text, primary_key=True),
    Column("rating", Text, nullable=False),
    Column("judgement", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("due_on", Text, nullable=False),
    Column("attachments", Text, nullable=False),
    # An item is changed only at the revision that was seen.
    Column("revision", Integer, nullable=False),
    Column("changed_at", Text, nullable=False),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

decisions = Table(
    "decisions",
    metadata,
    # Where assessors differ: whose review of the item counts, by whom that was decided and why.
    Column("paper_id", Integer, ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True),
    Column("item", Text, primary_key=True),
    Column("assessor", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("decided_at", Text, nullable=False),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

finding_answers = Table(
    "finding_answers",
    metadata,
    # What a factory answers to a finding: (base digest of the reply, position of the finding in it).
    Column("case_id", Integer, ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("reply", Text, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("changed_at", Text, nullable=False),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

paper_profile = Table(
    "paper_profile",
    metadata,
    Column("paper_id", Integer, ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True),
    Column("rulebook", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("province", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("industry_code", Text, nullable=False),
    Column("industry", Text, nullable=False),
    Column("size", Text, nullable=False),
    # Tiers; empty for none.
    Column("reached", Text, nullable=False),
    Column("possible", Text, nullable=False),
    Column("proven_tier", Text, nullable=False),
    Column("met", Integer, nullable=False),
    Column("proven", Integer, nullable=False),
    Column("asked", Integer, nullable=False),
    Column("contradictions", Integer, nullable=False),
    Column("staff", Whole),
    Column("revenue_cents", Whole),
    Index(None, "province", "city", "industry_code", "size", "reached"),
    sqlite_strict=True,
)

paper_conditions = Table(
    "paper_conditions",
    metadata,
    Column("paper_id", Integer, ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True),
    Column("tier", Text, primary_key=True),
    Column("condition", Text, primary_key=True),
    Column("status", Text, nullable=False),
    Column("proven", Integer, nullable=False),
    Index(None, "condition", "status"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

latest = Table(
    "latest",
    metadata,
    # The newest report of a case that is valid here: sound, its signers trusted. What a region is counted by.
    Column("dossier_id", Integer, ForeignKey("dossiers.id", ondelete="CASCADE"), primary_key=True),
    Column("paper_id", Integer, ForeignKey("papers.id", ondelete="CASCADE"), nullable=False),
    UniqueConstraint("paper_id"),
    sqlite_strict=True,
)
