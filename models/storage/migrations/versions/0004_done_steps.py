"""What measures that are done really cost and took, beside what the plan had said of them.

Revision ID: 4
Revises: 3
"""

import sqlalchemy as sa
from alembic import op

revision = "4"
down_revision = "3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "done_steps",
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("measure", sa.Text, nullable=False),
        sa.Column("variant", sa.Text),
        sa.Column("planned_one_off_cents", sa.Integer),
        sa.Column("planned_finish", sa.Text),
        sa.Column("one_off_cents", sa.Integer),
        sa.Column("finished", sa.Text),
        sa.PrimaryKeyConstraint("case_id", "measure", name="pk_done_steps"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_done_steps_case_id", ondelete="CASCADE"),
        sa.CheckConstraint("one_off_cents >= 0", name="ck_done_steps_price"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("done_steps")
