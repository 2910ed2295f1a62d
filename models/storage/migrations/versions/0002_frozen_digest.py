"""Frozen versions carry the SHA-256 of what was frozen, so that a change by another program is noticed.

Revision ID: 2
Revises: 1
"""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"
branch_labels = None
depends_on = None

_GUARD = (
    "CREATE TRIGGER versions_frozen_update BEFORE UPDATE ON versions WHEN OLD.state = 'frozen' "
    "BEGIN SELECT RAISE(ABORT, 'frozen'); END"
)


def _digest(connection: sa.Connection, version: int) -> str:
    digest = hashlib.sha256()
    for query in (
        "SELECT answer, value FROM answers WHERE version_id = :version ORDER BY answer",
        "SELECT 'evidence', digest FROM attachments WHERE version_id = :version AND removed = 0 ORDER BY digest",
    ):
        for name, content in connection.execute(sa.text(query), {"version": version}):
            digest.update(f"{name}\n{content}\n".encode())
    return digest.hexdigest()


def upgrade() -> None:
    # The guard of frozen versions steps aside while they get their digest.
    op.execute("DROP TRIGGER versions_frozen_update")
    op.add_column("versions", sa.Column("frozen_digest", sa.Text, nullable=False, server_default=""))
    connection = op.get_bind()
    frozen = connection.execute(sa.text("SELECT id FROM versions WHERE state = 'frozen'")).scalars().all()
    for version in frozen:
        connection.execute(
            sa.text("UPDATE versions SET frozen_digest = :digest WHERE id = :version"),
            {"digest": _digest(connection, version), "version": version},
        )
    op.execute(_GUARD)


def downgrade() -> None:
    op.execute("DROP TRIGGER versions_frozen_update")
    op.drop_column("versions", "frozen_digest")
    op.execute(_GUARD)
