"""Figures typed by hand and their evidence"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("vendor", sa.String(length=60), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["vendor", "batch"],
            ["batch.vendor", "batch.id"],
            name=op.f("fk_attachment_vendor_batch_batch"),
        ),
        sa.PrimaryKeyConstraint("vendor", "batch", name=op.f("pk_attachment")),
    )


def downgrade() -> None:
    op.drop_table("attachment")
