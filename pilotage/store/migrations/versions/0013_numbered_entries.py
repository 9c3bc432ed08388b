"""The numbers that sets of entries bear in the client's books"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "journal_set",
        sa.Column("client", sa.String(length=300), nullable=False),
        sa.Column("journal", sa.String(length=60), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("vendor", sa.String(length=60), nullable=False),
        sa.Column("contract", sa.String(length=60), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["vendor", "contract"],
            ["contract.vendor", "contract.ref"],
            name=op.f("fk_journal_set_vendor_contract_contract"),
        ),
        sa.PrimaryKeyConstraint("client", "journal", "year", "number", name=op.f("pk_journal_set")),
    )
    op.create_index(
        op.f("ix_journal_set_vendor_contract_kind"), "journal_set", ["vendor", "contract", "kind"]
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_journal_set_vendor_contract_kind"), table_name="journal_set")
    op.drop_table("journal_set")
