"""Received invoices"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_TABLES = (
    "received_invoice",
    "received_invoice_aside",
    "invoice_layout",
    "gap_decision",
    "gap_exchange",
)


def upgrade() -> None:
    op.create_table(
        "received_invoice",
        *_key("id"),
        *_of_month("received_invoice"),
        sa.Column("number", sa.String(length=200), nullable=False),
        sa.Column("credit", sa.Boolean(), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("subtotal_cents", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        *_who(),
        sa.PrimaryKeyConstraint("vendor", "id", name=op.f("pk_received_invoice")),
        sa.UniqueConstraint("id", name=op.f("uq_received_invoice_id")),
    )
    op.create_table(
        "received_invoice_aside",
        *_key("invoice"),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("aside_on", sa.Date(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        *_who(),
        sa.ForeignKeyConstraint(
            ["vendor", "invoice"],
            ["received_invoice.vendor", "received_invoice.id"],
            name=op.f("fk_received_invoice_aside_vendor_invoice_received_invoice"),
        ),
        sa.PrimaryKeyConstraint("vendor", "invoice", name=op.f("pk_received_invoice_aside")),
    )
    op.create_table(
        "invoice_layout",
        *_key("id"),
        sa.Column("layout", sa.JSON(), nullable=False),
        *_who(),
        sa.ForeignKeyConstraint(["vendor"], ["vendor.id"], name=op.f("fk_invoice_layout_vendor_vendor")),
        sa.PrimaryKeyConstraint("vendor", "id", name=op.f("pk_invoice_layout")),
        sa.UniqueConstraint("id", name=op.f("uq_invoice_layout_id")),
    )
    op.create_table(
        "gap_decision",
        *_key("id"),
        *_of_month("gap_decision"),
        sa.Column("gap", sa.String(length=300), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("expected_cents", sa.BigInteger(), nullable=False),
        sa.Column("invoiced_cents", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=False),
        *_who(),
        sa.PrimaryKeyConstraint("vendor", "id", name=op.f("pk_gap_decision")),
        sa.UniqueConstraint("id", name=op.f("uq_gap_decision_id")),
    )
    op.create_table(
        "gap_exchange",
        *_key("id"),
        *_of_month("gap_exchange"),
        sa.Column("gap", sa.String(length=300), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=False),
        *_who(),
        sa.PrimaryKeyConstraint("vendor", "id", name=op.f("pk_gap_exchange")),
        sa.UniqueConstraint("id", name=op.f("uq_gap_exchange_id")),
    )
    for table in ("received_invoice", "gap_decision", "gap_exchange"):
        name = op.f(f"ix_{table}_vendor_contract_month")
        op.create_index(name, table, ["vendor", "contract", "month"])


def _key(number: str) -> list[sa.Column[Any]]:
    return [
        sa.Column("vendor", sa.String(length=60), nullable=False),
        sa.Column(number, sa.Integer(), autoincrement=False, nullable=False),
    ]


def _of_month(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("contract", sa.String(length=60), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.ForeignKeyConstraint(
            ["vendor", "contract"],
            ["contract.vendor", "contract.ref"],
            name=op.f(f"fk_{table}_vendor_contract_contract"),
        ),
    ]


def _who() -> list[sa.Column[Any]]:
    return [
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
    ]


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)
