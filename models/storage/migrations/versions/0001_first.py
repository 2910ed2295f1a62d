"""First schema: cases, versions, answers with history, evidence, reports, replies, settings.

Revision ID: 1
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "1"
down_revision = None
branch_labels = None
depends_on = None

# Of up to 63 bits: every SQLite integer is one, a PostgreSQL integer has 31.
WHOLE = sa.Integer().with_variant(sa.BigInteger, "postgresql")

# What a frozen version must not lose or gain, whatever program writes. Only emptying the trash removes it, and
# that deletes the version first, so that the rows which follow it find no frozen version any more.
_OF_VERSION = "(SELECT state FROM versions WHERE id = {row}.version_id)"
_OF_STEP = "(SELECT state FROM versions WHERE id = (SELECT version_id FROM steps WHERE id = {row}.step_id))"
_GUARDED = (("answers", _OF_VERSION), ("attachments", _OF_VERSION), ("steps", _OF_VERSION), ("changes", _OF_STEP))


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("random_id", sa.Text, nullable=False),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.Column("trashed_at", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("number", name="uq_cases_number"),
        sa.UniqueConstraint("random_id", name="uq_cases_random_id"),
        sqlite_strict=True,
    )
    op.create_table(
        "versions",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("rulebook", sa.Text, nullable=False),
        sa.Column("overlays", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("begun_at", sa.Text, nullable=False),
        sa.Column("begun_by", sa.Text, nullable=False),
        sa.Column("changed_at", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("frozen_at", sa.Text),
        sa.Column("frozen_by", sa.Text, nullable=False),
        sa.Column("frozen_why", sa.Text, nullable=False),
        sa.Column("frozen_digest", sa.Text, nullable=False),
        sa.Column("answers_proof", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_versions"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_versions_case_id", ondelete="CASCADE"),
        sa.UniqueConstraint("case_id", "number", name="uq_versions_case_id_number"),
        sa.CheckConstraint("state IN ('draft', 'frozen')", name="ck_versions_state"),
        sa.CheckConstraint("(state = 'frozen') = (frozen_at IS NOT NULL)", name="ck_versions_frozen_at"),
        sqlite_strict=True,
    )
    op.create_index(
        "uq_versions_one_draft", "versions", ["case_id"], unique=True,
        sqlite_where=sa.text("state = 'draft'"), postgresql_where=sa.text("state = 'draft'"),
    )
    op.create_table(
        "answers",
        sa.Column("version_id", sa.Integer, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("proof", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("version_id", "answer", name="pk_answers"),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name="fk_answers_version_id", ondelete="CASCADE"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_table(
        "unread",
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "answer", name="pk_unread"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_unread_case_id", ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "confirmed",
        sa.Column("version_id", sa.Integer, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("version_id", "answer", name="pk_confirmed"),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name="fk_confirmed_version_id", ondelete="CASCADE"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_table(
        "put_off",
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("card", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "card", name="pk_put_off"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_put_off_case_id", ondelete="CASCADE"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_table(
        "steps",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("version_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("standing", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_steps"),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name="fk_steps_version_id", ondelete="CASCADE"),
        sa.CheckConstraint("kind IN ('edit', 'restore', 'import', 'undo', 'redo', 'mend')", name="ck_steps_kind"),
        sa.CheckConstraint("standing IN ('done', 'undone', 'dropped', 'note')", name="ck_steps_standing"),
        sqlite_strict=True,
    )
    op.create_index("ix_steps_version_id_standing", "steps", ["version_id", "standing"])
    op.create_table(
        "changes",
        sa.Column("step_id", sa.Integer, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("old", sa.Text),
        sa.Column("new", sa.Text),
        sa.Column("proof", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("step_id", "answer", name="pk_changes"),
        sa.ForeignKeyConstraint(["step_id"], ["steps.id"], name="fk_changes_step_id", ondelete="CASCADE"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_index("ix_changes_answer", "changes", ["answer"])
    op.create_table(
        "comments",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("version_id", sa.Integer, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("proof", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_comments"),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name="fk_comments_version_id", ondelete="CASCADE"),
        sqlite_strict=True,
    )
    op.create_index("ix_comments_version_id_item", "comments", ["version_id", "item"])
    op.create_table(
        "evidence",
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("size_bytes", WHOLE, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_evidence"),
        sa.CheckConstraint("length(digest) = 64", name="ck_evidence_digest"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_table(
        "attachments",
        sa.Column("version_id", sa.Integer, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("valid_until", sa.Text, nullable=False),
        sa.Column("removed", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("version_id", "digest", name="pk_attachments"),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name="fk_attachments_version_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["digest"], ["evidence.digest"], name="fk_attachments_digest"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_index("ix_attachments_digest", "attachments", ["digest"])
    op.create_table(
        "outcomes",
        sa.Column("version_id", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("reached", sa.Text),
        sa.Column("possible", sa.Text),
        sa.Column("answered", sa.Integer, nullable=False),
        sa.Column("asked", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("version_id", name="pk_outcomes"),
        sa.ForeignKeyConstraint(["version_id"], ["versions.id"], name="fk_outcomes_version_id", ondelete="CASCADE"),
        sqlite_strict=True,
    )
    op.create_table(
        "reports",
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("base_digest", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("case_number", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("signer", sa.Text, nullable=False),
        sa.Column("size_bytes", WHOLE, nullable=False),
        sa.Column("kept_at", sa.Text, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("verdict_at", sa.Text),
        sa.PrimaryKeyConstraint("digest", name="pk_reports"),
        sa.CheckConstraint("length(digest) = 64", name="ck_reports_digest"),
        sa.CheckConstraint("kind IN ('report', 'reply')", name="ck_reports_kind"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_index("ix_reports_case_number_version", "reports", ["case_number", "version"])
    op.create_table(
        "replies",
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("base_digest", sa.Text, nullable=False),
        sa.Column("report", sa.Text, nullable=False),
        sa.Column("case_number", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("signer", sa.Text, nullable=False),
        sa.Column("signed_at", sa.Text, nullable=False),
        sa.Column("reply_no", sa.Integer, nullable=False),
        sa.Column("supersedes", sa.Text, nullable=False),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("reviewer", sa.Text, nullable=False),
        sa.Column("organisation", sa.Text, nullable=False),
        sa.Column("factory", sa.Text, nullable=False),
        sa.Column("random_id", sa.Text, nullable=False),
        sa.Column("stages", sa.Text, nullable=False),
        sa.Column("conclusion", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_replies"),
        sa.ForeignKeyConstraint(["digest"], ["reports.digest"], name="fk_replies_digest", ondelete="CASCADE"),
        sa.CheckConstraint("scope IN ('full', 'supplement')", name="ck_replies_scope"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_index("ix_replies_case_number_version", "replies", ["case_number", "version"])
    op.create_table(
        "findings",
        sa.Column("reply_digest", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("rating", sa.Text, nullable=False),
        sa.Column("severity", sa.Text, nullable=False),
        sa.Column("due_on", sa.Text, nullable=False),
        sa.Column("attachments", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("reply_digest", "position", name="pk_findings"),
        sa.ForeignKeyConstraint(
            ["reply_digest"], ["replies.digest"], name="fk_findings_reply_digest", ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_table(
        "settings",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_settings"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_table(
        "plan_limits",
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("limits", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_plan_limits"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_plan_limits_case_id", ondelete="CASCADE"),
        sqlite_strict=True,
    )
    op.create_table(
        "plans",
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("plan", sa.Text, nullable=False),
        sa.Column("answers", sa.Text, nullable=False),
        sa.Column("measures", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_plans"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_plans_case_id", ondelete="CASCADE"),
        sqlite_strict=True,
    )
    op.create_table(
        "quotes",
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("measure", sa.Text, nullable=False),
        sa.Column("variant", sa.Text, nullable=False),
        sa.Column("one_off_cents", WHOLE, nullable=False),
        sa.Column("running_cents", WHOLE, nullable=False),
        sa.Column("supplier", sa.Text, nullable=False),
        sa.Column("quoted_on", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "measure", "variant", name="pk_quotes"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_quotes_case_id", ondelete="CASCADE"),
        sa.CheckConstraint("one_off_cents >= 0 AND running_cents >= 0", name="ck_quotes_price"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_table(
        "done_steps",
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("measure", sa.Text, nullable=False),
        sa.Column("variant", sa.Text),
        sa.Column("planned_one_off_cents", WHOLE),
        sa.Column("planned_finish", sa.Text),
        sa.Column("one_off_cents", WHOLE),
        sa.Column("finished", sa.Text),
        sa.PrimaryKeyConstraint("case_id", "measure", name="pk_done_steps"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_done_steps_case_id", ondelete="CASCADE"),
        sa.CheckConstraint("one_off_cents >= 0", name="ck_done_steps_price"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_table(
        "generation",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("mark", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_generation"),
        sa.CheckConstraint("id = 1", name="ck_generation_one"),
        sqlite_strict=True,
    )
    op.create_table(
        "factories",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("known_by", sa.Text, nullable=False),
        sa.Column("signer_key", sa.Text, nullable=False),
        sa.Column("credit_code", sa.Text, nullable=False),
        sa.Column("enterprise", sa.Text, nullable=False),
        sa.Column("site", sa.Text, nullable=False),
        sa.Column("province", sa.Text, nullable=False),
        sa.Column("city", sa.Text, nullable=False),
        sa.Column("industry_code", sa.Text, nullable=False),
        sa.Column("industry", sa.Text, nullable=False),
        sa.Column("size", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_factories"),
        sa.UniqueConstraint("known_by", name="uq_factories_known_by"),
        sqlite_strict=True,
    )
    op.create_table(
        "dossiers",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Text, nullable=False),
        sa.Column("factory_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("due_on", sa.Text, nullable=False),
        sa.Column("assigned_to", sa.Text, nullable=False),
        sa.Column("closed_with", sa.Text, nullable=False),
        sa.Column("opened_at", sa.Text, nullable=False),
        sa.Column("changed_at", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_dossiers"),
        sa.ForeignKeyConstraint(["factory_id"], ["factories.id"], name="fk_dossiers_factory_id"),
        sa.UniqueConstraint("case_id", name="uq_dossiers_case_id"),
        sa.CheckConstraint("state IN ('new', 'in_review', 'waiting', 'answered', 'closed')", name="ck_dossiers_state"),
        sqlite_strict=True,
    )
    op.create_index("ix_dossiers_factory_id", "dossiers", ["factory_id"])
    op.create_index("ix_dossiers_state_due_on", "dossiers", ["state", "due_on"])
    op.create_table(
        "papers",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("base_digest", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("dossier_id", sa.Integer),
        sa.Column("factory_id", sa.Integer),
        sa.Column("case_id", sa.Text, nullable=False),
        sa.Column("case_number", sa.Text, nullable=False),
        sa.Column("version", WHOLE),
        sa.Column("answers", sa.Text, nullable=False),
        sa.Column("signer_key", sa.Text, nullable=False),
        sa.Column("signed_at", sa.Text, nullable=False),
        sa.Column("soundness", sa.Text, nullable=False),
        sa.Column("judgement", sa.Text, nullable=False),
        sa.Column("judged_by", sa.Text, nullable=False),
        sa.Column("bond", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("ours", sa.Integer, nullable=False),
        sa.Column("changed_answers", sa.Text, nullable=False),
        sa.Column("changed_since", sa.Text, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("trusted_by", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("size_bytes", WHOLE, nullable=False),
        sa.Column("kept_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_papers"),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name="fk_papers_dossier_id"),
        sa.ForeignKeyConstraint(["factory_id"], ["factories.id"], name="fk_papers_factory_id"),
        sa.UniqueConstraint("base_digest", name="uq_papers_base_digest"),
        sa.CheckConstraint("kind IN ('report', 'reply', 'note', 'other')", name="ck_papers_kind"),
        sa.CheckConstraint("length(base_digest) = 64 AND length(digest) = 64", name="ck_papers_digest"),
        sa.CheckConstraint("soundness IN ('sound', 'changed', 'unverifiable')", name="ck_papers_soundness"),
        sqlite_strict=True,
    )
    op.create_index("ix_papers_answers", "papers", ["answers"])
    op.create_index("ix_papers_dossier_id_version", "papers", ["dossier_id", "version"])
    op.create_index("ix_papers_kept_at", "papers", ["kept_at"])
    op.create_table(
        "stages",
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("paper_id", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("signer_key", sa.Text, nullable=False),
        sa.Column("signed_at", sa.Text, nullable=False),
        sa.Column("kept", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_stages"),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name="fk_stages_paper_id", ondelete="CASCADE"),
        sa.CheckConstraint("length(digest) = 64", name="ck_stages_digest"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_index("ix_stages_paper_id", "stages", ["paper_id"])
    op.create_table(
        "import_runs",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("begun_at", sa.Text, nullable=False),
        sa.Column("finished_at", sa.Text),
        sa.Column("files", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_import_runs"),
        sqlite_strict=True,
    )
    op.create_table(
        "sightings",
        sa.Column("run_id", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("paper_id", sa.Integer, nullable=False),
        sa.Column("seen_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("run_id", "position", name="pk_sightings"),
        sa.ForeignKeyConstraint(["run_id"], ["import_runs.id"], name="fk_sightings_run_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name="fk_sightings_paper_id", ondelete="CASCADE"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_index("ix_sightings_paper_id", "sightings", ["paper_id"])
    op.create_table(
        "review_items",
        sa.Column("paper_id", sa.Integer, nullable=False),
        sa.Column("assessor", sa.Text, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("rating", sa.Text, nullable=False),
        sa.Column("judgement", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("severity", sa.Text, nullable=False),
        sa.Column("due_on", sa.Text, nullable=False),
        sa.Column("attachments", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("changed_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("paper_id", "assessor", "item", name="pk_review_items"),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name="fk_review_items_paper_id", ondelete="CASCADE"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_table(
        "decisions",
        sa.Column("paper_id", sa.Integer, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("assessor", sa.Text, nullable=False),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("decided_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("paper_id", "item", name="pk_decisions"),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name="fk_decisions_paper_id", ondelete="CASCADE"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_table(
        "finding_answers",
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("reply", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("changed_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "reply", "position", name="pk_finding_answers"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_finding_answers_case_id", ondelete="CASCADE"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_table(
        "paper_profile",
        sa.Column("paper_id", sa.Integer, nullable=False),
        sa.Column("rulebook", sa.Text, nullable=False),
        sa.Column("day", sa.Text, nullable=False),
        sa.Column("province", sa.Text, nullable=False),
        sa.Column("city", sa.Text, nullable=False),
        sa.Column("industry_code", sa.Text, nullable=False),
        sa.Column("industry", sa.Text, nullable=False),
        sa.Column("size", sa.Text, nullable=False),
        sa.Column("reached", sa.Text, nullable=False),
        sa.Column("possible", sa.Text, nullable=False),
        sa.Column("proven_tier", sa.Text, nullable=False),
        sa.Column("met", sa.Integer, nullable=False),
        sa.Column("proven", sa.Integer, nullable=False),
        sa.Column("asked", sa.Integer, nullable=False),
        sa.Column("contradictions", sa.Integer, nullable=False),
        sa.Column("staff", WHOLE),
        sa.Column("revenue_cents", WHOLE),
        sa.PrimaryKeyConstraint("paper_id", name="pk_paper_profile"),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name="fk_paper_profile_paper_id", ondelete="CASCADE"),
        sqlite_strict=True,
    )
    op.create_index("ix_paper_profile_province_city_industry_code_size_reached", "paper_profile", ["province", "city", "industry_code", "size", "reached"])
    op.create_table(
        "paper_conditions",
        sa.Column("paper_id", sa.Integer, nullable=False),
        sa.Column("tier", sa.Text, nullable=False),
        sa.Column("condition", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("proven", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("paper_id", "tier", "condition", name="pk_paper_conditions"),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name="fk_paper_conditions_paper_id", ondelete="CASCADE"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_index("ix_paper_conditions_condition_status", "paper_conditions", ["condition", "status"])
    op.create_table(
        "latest",
        sa.Column("dossier_id", sa.Integer, nullable=False),
        sa.Column("paper_id", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("dossier_id", name="pk_latest"),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name="fk_latest_dossier_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name="fk_latest_paper_id", ondelete="CASCADE"),
        sa.UniqueConstraint("paper_id", name="uq_latest_paper_id"),
        sqlite_strict=True,
    )
    op.execute("INSERT INTO generation (id, mark) VALUES (1, '')")
    if op.get_bind().dialect.name == "postgresql":
        _guard_on_postgresql()
        _make_server_tables()
    else:
        _guard_on_sqlite()


def _guard_on_sqlite() -> None:
    for table, state in _GUARDED:
        for verb, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
            op.execute(
                f"CREATE TRIGGER {table}_frozen_{verb.lower()}_{row.lower()} BEFORE {verb} ON {table} "
                f"WHEN {state.format(row=row)} = 'frozen' BEGIN SELECT RAISE(ABORT, 'frozen'); END"
            )
    op.execute(
        "CREATE TRIGGER versions_frozen_update BEFORE UPDATE ON versions WHEN OLD.state = 'frozen' "
        "BEGIN SELECT RAISE(ABORT, 'frozen'); END"
    )
    op.execute(
        "CREATE TRIGGER versions_frozen_delete BEFORE DELETE ON versions WHEN OLD.state = 'frozen' AND NOT EXISTS "
        "(SELECT 1 FROM cases WHERE id = OLD.case_id AND trashed_at IS NOT NULL) "
        "BEGIN SELECT RAISE(ABORT, 'frozen'); END"
    )


def _guard_on_postgresql() -> None:
    for table, state in _GUARDED:
        for verb, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
            name = f"{table}_frozen_{verb.lower()}_{row.lower()}"
            _refuse_on_postgresql(name, table, verb, f"{state.format(row=row)} = 'frozen'")
    _refuse_on_postgresql("versions_frozen_update", "versions", "UPDATE", "OLD.state = 'frozen'")
    _refuse_on_postgresql(
        "versions_frozen_delete",
        "versions",
        "DELETE",
        "OLD.state = 'frozen' AND NOT EXISTS "
        "(SELECT 1 FROM cases WHERE id = OLD.case_id AND trashed_at IS NOT NULL)",
    )


def _refuse_on_postgresql(name: str, table: str, verb: str, when: str) -> None:
    kept = "OLD" if verb == "DELETE" else "NEW"
    op.execute(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {when} THEN RAISE EXCEPTION 'frozen'; END IF; RETURN {kept}; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def _make_server_tables() -> None:
    op.create_table(
        "store",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("program", sa.Text, nullable=False),
        sa.Column("queue", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_store"),
        sa.CheckConstraint("id = 1", name="ck_store_one"),
    )
    op.create_table(
        "blobs",
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("part", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("digest", "part", name="pk_blobs"),
        sa.CheckConstraint("length(digest) = 64", name="ck_blobs_digest"),
    )
    # A PDF is compressed already: trying again costs time and wins nothing.
    op.execute("ALTER TABLE blobs ALTER COLUMN content SET STORAGE EXTERNAL")
    op.create_table(
        "handed_in",
        sa.Column("run_id", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("handed_in_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("run_id", "position", name="pk_handed_in"),
        sa.ForeignKeyConstraint(["run_id"], ["import_runs.id"], name="fk_handed_in_run_id", ondelete="CASCADE"),
    )
    op.create_index("ix_handed_in_digest", "handed_in", ["digest"])
    op.create_table(
        "trusted",
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("added_by", sa.Text, nullable=False),
        sa.Column("added_at", sa.Text, nullable=False),
        sa.Column("removed_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_trusted"),
        sa.CheckConstraint("kind IN ('certificate', 'list')", name="ck_trusted_kind"),
    )
    op.create_table(
        "accounts",
        sa.Column("login", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("added_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("login", name="pk_accounts"),
        sa.CheckConstraint(
            "role IN ('reader', 'assessor', 'lead', 'administrator')", name="ck_accounts_role"
        ),
    )
    # Nobody writes under another's name, and what is called signed here was signed with the key of the login. The owner
    # of the tables is not held by it.
    op.execute("ALTER TABLE review_items ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY review_items_seen ON review_items FOR SELECT USING (true)")
    own = "assessor = (SELECT person FROM accounts WHERE login = session_user)"
    op.execute(f"CREATE POLICY review_items_added ON review_items FOR INSERT WITH CHECK ({own})")
    op.execute(f"CREATE POLICY review_items_changed ON review_items FOR UPDATE USING ({own}) WITH CHECK ({own})")
    op.execute(
        "CREATE OR REPLACE FUNCTION papers_signed_here() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF NEW.ours = 1 AND EXISTS (SELECT 1 FROM accounts WHERE login = session_user "
        "AND fingerprint <> NEW.signer_key) THEN "
        "RAISE EXCEPTION 'signed with another key' USING ERRCODE = 'insufficient_privilege'; "
        "END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER papers_signed_here BEFORE INSERT OR UPDATE OF ours ON papers "
        "FOR EACH ROW EXECUTE FUNCTION papers_signed_here()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in ("accounts", "trusted", "handed_in", "blobs", "store"):
            op.drop_table(table)
    for table in (
        "latest",
        "paper_conditions",
        "paper_profile",
        "finding_answers",
        "decisions",
        "review_items",
        "sightings",
        "import_runs",
        "stages",
        "papers",
        "dossiers",
        "factories",
        "generation",
        "done_steps",
        "quotes",
        "plans",
        "plan_limits",
        "settings",
        "findings",
        "replies",
        "reports",
        "outcomes",
        "attachments",
        "evidence",
        "comments",
        "changes",
        "steps",
        "put_off",
        "confirmed",
        "unread",
        "answers",
        "versions",
        "cases",
    ):
        op.drop_table(table)
