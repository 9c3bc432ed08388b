"""Closed months"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "closing",
        sa.Column("vendor", sa.String(length=60), nullable=False),
        sa.Column("contract", sa.String(length=60), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.String(length=200), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("contract_version", sa.Integer(), nullable=False),
        sa.Column("data_version", sa.Integer(), nullable=False),
        sa.Column("batches", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("result_sha256", sa.String(length=64), nullable=False),
        sa.Column("adjustments", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["vendor", "contract", "contract_version"],
            ["contract_version.vendor", "contract_version.contract", "contract_version.version"],
            name=op.f("fk_closing_vendor_contract_contract_version_contract_version"),
        ),
        sa.PrimaryKeyConstraint("vendor", "contract", "month", name=op.f("pk_closing")),
        sa.UniqueConstraint(
            "vendor", "contract", "number", name=op.f("uq_closing_vendor_contract_number")
        ),
    )
    op.create_table(
        "closed_projection",
        sa.Column("vendor", sa.String(length=60), nullable=False),
        sa.Column("contract", sa.String(length=60), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("stream", sa.String(length=60), nullable=False),
        sa.Column("grain", sa.String(length=5), nullable=False),
        sa.Column("batch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("counters", sa.JSON(), nullable=False),
        sa.Column("estimated", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["vendor", "batch"],
            ["batch.vendor", "batch.id"],
            name=op.f("fk_closed_projection_vendor_batch_batch"),
        ),
        sa.ForeignKeyConstraint(
            ["vendor", "contract"],
            ["contract.vendor", "contract.ref"],
            name=op.f("fk_closed_projection_vendor_contract_contract"),
        ),
        sa.PrimaryKeyConstraint(
            "vendor",
            "contract",
            "month",
            "start",
            "stream",
            "grain",
            "batch",
            name=op.f("pk_closed_projection"),
        ),
    )


def downgrade() -> None:
    op.drop_table("closed_projection")
    op.drop_table("closing")
