"""Relief and waivers"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "relief_request",
        sa.Column("vendor", sa.String(length=60), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("contract", sa.String(length=60), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("clause", sa.String(length=60), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("outside", sa.Boolean(), nullable=False),
        sa.Column("spans", sa.JSON(), nullable=False),
        sa.Column("streams", sa.JSON(), nullable=False),
        sa.Column("idle_hours", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["vendor", "contract"],
            ["contract.vendor", "contract.ref"],
            name=op.f("fk_relief_request_vendor_contract_contract"),
        ),
        sa.PrimaryKeyConstraint("vendor", "id", name=op.f("pk_relief_request")),
        sa.UniqueConstraint("id", name=op.f("uq_relief_request_id")),
    )
    op.create_index(
        op.f("ix_relief_request_vendor_contract_month"),
        "relief_request",
        ["vendor", "contract", "month"],
        unique=False,
    )
    op.create_table(
        "settlement",
        sa.Column("vendor", sa.String(length=60), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("contract", sa.String(length=60), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("line", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("proposed_cents", sa.BigInteger(), nullable=False),
        sa.Column("agreed_cents", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("in_return", sa.Text(), nullable=False),
        sa.Column("reference", sa.String(length=500), nullable=False),
        sa.Column("signed_by", sa.String(length=200), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["vendor", "contract"],
            ["contract.vendor", "contract.ref"],
            name=op.f("fk_settlement_vendor_contract_contract"),
        ),
        sa.PrimaryKeyConstraint("vendor", "id", name=op.f("pk_settlement")),
        sa.UniqueConstraint("id", name=op.f("uq_settlement_id")),
    )
    op.create_index(
        op.f("ix_settlement_vendor_contract_month"),
        "settlement",
        ["vendor", "contract", "month"],
        unique=False,
    )
    op.create_table(
        "relief_attachment",
        sa.Column("vendor", sa.String(length=60), nullable=False),
        sa.Column("request", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["vendor", "request"],
            ["relief_request.vendor", "relief_request.id"],
            name=op.f("fk_relief_attachment_vendor_request_relief_request"),
        ),
        sa.PrimaryKeyConstraint("vendor", "request", "position", name=op.f("pk_relief_attachment")),
    )
    op.create_table(
        "relief_decision",
        sa.Column("vendor", sa.String(length=60), nullable=False),
        sa.Column("request", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("spans", sa.JSON(), nullable=False),
        sa.Column("streams", sa.JSON(), nullable=False),
        sa.Column("idle_hours", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reference", sa.String(length=500), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["vendor", "request"],
            ["relief_request.vendor", "relief_request.id"],
            name=op.f("fk_relief_decision_vendor_request_relief_request"),
        ),
        sa.PrimaryKeyConstraint("vendor", "request", name=op.f("pk_relief_decision")),
    )


def downgrade() -> None:
    op.drop_table("settlement")
    op.drop_table("relief_attachment")
    op.drop_table("relief_decision")
    op.drop_table("relief_request")
