"""The table of trusted certificates goes: trust is kept in one place, the file of `reports.verification.TrustStore`.

No release of the program wrote a row into it.

Revision ID: 3
Revises: 2
"""

import sqlalchemy as sa
from alembic import op

revision = "3"
down_revision = "2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("certificates")


def downgrade() -> None:
    op.create_table(
        "certificates",
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("organisation", sa.Text, nullable=False),
        sa.Column("added_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_certificates"),
    )
