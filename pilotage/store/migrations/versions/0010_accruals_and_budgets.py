"""Accruals and budgets"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def _contract(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["vendor", "contract"],
        ["contract.vendor", "contract.ref"],
        name=op.f(f"fk_{table}_vendor_contract_contract"),
    )


def upgrade() -> None:
    op.create_table(
        "accrual",
        sa.Column("vendor", sa.String(length=60), nullable=False),
        sa.Column("contract", sa.String(length=60), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("accrued_on", sa.Date(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        _contract("accrual"),
        sa.PrimaryKeyConstraint("vendor", "contract", "month", name=op.f("pk_accrual")),
    )
    op.create_table(
        "budget",
        sa.Column("vendor", sa.String(length=60), nullable=False),
        sa.Column("contract", sa.String(length=60), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("term", sa.String(length=60), nullable=False),
        sa.Column("family", sa.String(length=20), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("quantity", sa.String(length=40), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        _contract("budget"),
        sa.PrimaryKeyConstraint("vendor", "contract", "month", "version", "term", name=op.f("pk_budget")),
    )
    op.create_table(
        "client_cost",
        sa.Column("vendor", sa.String(length=60), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("contract", sa.String(length=60), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        _contract("client_cost"),
        sa.PrimaryKeyConstraint("vendor", "id", name=op.f("pk_client_cost")),
        sa.UniqueConstraint("id", name=op.f("uq_client_cost_id")),
    )
    op.create_index(
        op.f("ix_client_cost_vendor_contract_month"), "client_cost", ["vendor", "contract", "month"]
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_client_cost_vendor_contract_month"), table_name="client_cost")
    op.drop_table("client_cost")
    op.drop_table("budget")
    op.drop_table("accrual")
