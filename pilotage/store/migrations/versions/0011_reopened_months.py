"""Reopened months"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_KEYS = {
    "closing": ("vendor", "contract", "month"),
    "closed_projection": ("vendor", "contract", "month", "start", "stream", "grain", "batch"),
}


def _no_late_guard() -> None:
    """Takes away the guards that read both tables, while SQLite makes one of them again: every upgrade
    ends by putting the guards in place.
    """
    for table in _KEYS:
        on = f" ON {table}" if op.get_bind().dialect.name == "postgresql" else ""
        op.execute(f"DROP TRIGGER IF EXISTS {table}_month_open{on}")


def upgrade() -> None:
    _no_late_guard()
    for table, key in _KEYS.items():
        with op.batch_alter_table(table) as batch:
            # What was closed so far is the first edition of its month.
            batch.add_column(sa.Column("edition", sa.Integer(), nullable=False, server_default="1"))
            batch.drop_constraint(f"pk_{table}", type_="primary")
            batch.create_primary_key(f"pk_{table}", [*key[:3], "edition", *key[3:]])
    op.create_table(
        "reopening_request",
        sa.Column("vendor", sa.String(length=60), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("contract", sa.String(length=60), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["vendor", "contract", "month", "edition"],
            ["closing.vendor", "closing.contract", "closing.month", "closing.edition"],
            name=op.f("fk_reopening_request_vendor_contract_month_edition_closing"),
        ),
        sa.PrimaryKeyConstraint("vendor", "id", name=op.f("pk_reopening_request")),
        sa.UniqueConstraint("id", name=op.f("uq_reopening_request_id")),
        sa.UniqueConstraint(
            "vendor",
            "contract",
            "month",
            "edition",
            "id",
            "asked_by",
            name=op.f("uq_reopening_request_vendor_contract_month_edition_id_asked_by"),
        ),
    )
    op.create_table(
        "reopening",
        sa.Column("vendor", sa.String(length=60), nullable=False),
        sa.Column("contract", sa.String(length=60), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("edition", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("request", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.Column("confirmed_by", sa.String(length=200), nullable=False),
        sa.Column("deputy_for", sa.String(length=200), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("reopened_on", sa.Date(), nullable=False),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["vendor", "contract", "month", "edition", "request", "asked_by"],
            [
                "reopening_request.vendor",
                "reopening_request.contract",
                "reopening_request.month",
                "reopening_request.edition",
                "reopening_request.id",
                "reopening_request.asked_by",
            ],
            name=op.f("fk_reopening_request_that_was_asked"),
        ),
        sa.CheckConstraint(
            "lower(asked_by) <> lower(confirmed_by)", name=op.f("ck_reopening_two_persons")
        ),
        sa.PrimaryKeyConstraint("vendor", "contract", "month", "edition", name=op.f("pk_reopening")),
    )


def downgrade() -> None:
    _no_late_guard()
    op.drop_table("reopening")
    op.drop_table("reopening_request")
    for table, key in _KEYS.items():
        # Refused by the older key where a month was closed twice: it would have to lose one of them.
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(f"pk_{table}", type_="primary")
            batch.drop_column("edition")
            batch.create_primary_key(f"pk_{table}", list(key))
