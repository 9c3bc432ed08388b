"""Indices and orders"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "index_value",
        sa.Column("vendor", sa.String(length=60), nullable=False),
        sa.Column("contract", sa.String(length=60), nullable=False),
        sa.Column("series", sa.String(length=60), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("published", sa.Date(), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["vendor", "contract"],
            ["contract.vendor", "contract.ref"],
            name=op.f("fk_index_value_vendor_contract_contract"),
        ),
        sa.PrimaryKeyConstraint(
            "vendor", "contract", "series", "period", "published", name=op.f("pk_index_value")
        ),
    )
    op.create_table(
        "order_delivered",
        sa.Column("vendor", sa.String(length=60), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("contract", sa.String(length=60), nullable=False),
        sa.Column("price", sa.String(length=60), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=False),
        sa.Column("quantity", sa.String(length=40), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["vendor", "contract"],
            ["contract.vendor", "contract.ref"],
            name=op.f("fk_order_delivered_vendor_contract_contract"),
        ),
        sa.PrimaryKeyConstraint("vendor", "id", name=op.f("pk_order_delivered")),
        sa.UniqueConstraint("id", name=op.f("uq_order_delivered_id")),
    )


def downgrade() -> None:
    op.drop_table("order_delivered")
    op.drop_table("index_value")
