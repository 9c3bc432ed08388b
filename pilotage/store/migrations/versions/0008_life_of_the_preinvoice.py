"""The life of the pre-invoice"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _steps()
    _documents()
    _manual_lines()


def _steps() -> None:
    op.create_table(
        "preinvoice_step",
        sa.Column("vendor", sa.String(length=60), nullable=False),
        sa.Column("contract", sa.String(length=60), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("rank", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.Column("on_behalf", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=True),
        sa.Column("evidence_name", sa.String(length=500), nullable=False),
        sa.Column("evidence_size", sa.BigInteger(), nullable=False),
        sa.Column("evidence_sha256", sa.String(length=64), nullable=False),
        sa.Column("document", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["vendor", "contract"],
            ["contract.vendor", "contract.ref"],
            name=op.f("fk_preinvoice_step_vendor_contract_contract"),
        ),
        sa.PrimaryKeyConstraint("vendor", "contract", "month", "rank", name=op.f("pk_preinvoice_step")),
    )


def _documents() -> None:
    op.create_table(
        "issued_document",
        sa.Column("vendor", sa.String(length=60), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("contract", sa.String(length=60), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("client", sa.String(length=300), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("corrects", sa.String(length=40), nullable=False),
        sa.Column("corrects_on", sa.Date(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.String(length=200), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("subtotal_cents", sa.BigInteger(), nullable=False),
        sa.Column("vat_cents", sa.BigInteger(), nullable=False),
        sa.Column("total_cents", sa.BigInteger(), nullable=False),
        sa.Column("bill", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("workbook_name", sa.String(length=500), nullable=False),
        sa.Column("workbook_size", sa.BigInteger(), nullable=False),
        sa.Column("workbook_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["vendor", "contract"],
            ["contract.vendor", "contract.ref"],
            name=op.f("fk_issued_document_vendor_contract_contract"),
        ),
        sa.PrimaryKeyConstraint("vendor", "id", name=op.f("pk_issued_document")),
        sa.UniqueConstraint("id", name=op.f("uq_issued_document_id")),
        sa.UniqueConstraint(
            "client",
            "year",
            "sequence",
            "version",
            name=op.f("uq_issued_document_client_year_sequence_version"),
        ),
    )
    op.create_index(
        op.f("ix_issued_document_vendor_contract_month"),
        "issued_document",
        ["vendor", "contract", "month"],
    )


def _manual_lines() -> None:
    op.create_table(
        "manual_line",
        sa.Column("vendor", sa.String(length=60), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("contract", sa.String(length=60), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("quantity", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("unit_price", sa.String(length=40), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.String(length=60), nullable=False),
        sa.Column("cost_centre", sa.String(length=60), nullable=False),
        sa.Column("vat_treatment", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence_name", sa.String(length=500), nullable=False),
        sa.Column("evidence_size", sa.BigInteger(), nullable=False),
        sa.Column("evidence_sha256", sa.String(length=64), nullable=False),
        sa.Column("second", sa.Boolean(), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["vendor", "contract"],
            ["contract.vendor", "contract.ref"],
            name=op.f("fk_manual_line_vendor_contract_contract"),
        ),
        sa.PrimaryKeyConstraint("vendor", "id", name=op.f("pk_manual_line")),
        sa.UniqueConstraint("id", name=op.f("uq_manual_line_id")),
        sa.UniqueConstraint(
            "vendor", "id", "proposed_by", name=op.f("uq_manual_line_vendor_id_proposed_by")
        ),
    )
    op.create_index(
        op.f("ix_manual_line_vendor_contract_month"), "manual_line", ["vendor", "contract", "month"]
    )
    op.create_table(
        "manual_line_decision",
        sa.Column("vendor", sa.String(length=60), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("proposed_by", sa.String(length=200), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "outcome <> 'approved' OR proposed_by <> decided_by",
            name=op.f("ck_manual_line_decision_two_persons"),
        ),
        sa.ForeignKeyConstraint(
            ["vendor", "line", "proposed_by"],
            ["manual_line.vendor", "manual_line.id", "manual_line.proposed_by"],
            name=op.f("fk_manual_line_decision_vendor_line_proposed_by_manual_line"),
        ),
        sa.PrimaryKeyConstraint("vendor", "line", name=op.f("pk_manual_line_decision")),
    )


def downgrade() -> None:
    op.drop_table("manual_line_decision")
    op.drop_index(op.f("ix_manual_line_vendor_contract_month"), table_name="manual_line")
    op.drop_table("manual_line")
    op.drop_index(op.f("ix_issued_document_vendor_contract_month"), table_name="issued_document")
    op.drop_table("issued_document")
    op.drop_table("preinvoice_step")
