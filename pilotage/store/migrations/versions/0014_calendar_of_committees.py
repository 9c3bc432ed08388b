"""The calendar of committees: meetings of a series moved or cancelled"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "occurrence_change",
        sa.Column("vendor", sa.String(length=60), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("contract", sa.String(length=60), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("planned", sa.Date(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("at", sa.String(length=5), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["vendor", "contract"],
            ["contract.vendor", "contract.ref"],
            name=op.f("fk_occurrence_change_vendor_contract_contract"),
        ),
        sa.PrimaryKeyConstraint("vendor", "id", name=op.f("pk_occurrence_change")),
        sa.UniqueConstraint("id", name=op.f("uq_occurrence_change_id")),
        sa.UniqueConstraint(
            "vendor",
            "contract",
            "type",
            "planned",
            "sequence",
            name=op.f("uq_occurrence_change_vendor_contract_type_planned_sequence"),
        ),
    )


def downgrade() -> None:
    op.drop_table("occurrence_change")
