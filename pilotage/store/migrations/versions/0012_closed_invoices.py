"""Guards on the invoices of closed months, and who recorded a line by hand"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_SIGNED = ("manual_line", "manual_line_decision")
_GUARDED = (
    *("preinvoice_step", "issued_document", "manual_line", "manual_line_decision"),
    *("received_invoice", "received_invoice_aside", "gap_decision"),
)


def upgrade() -> None:
    # The guards themselves are put in place at the end of every upgrade.
    for table in _SIGNED:
        op.add_column(
            table, sa.Column("recorded_by", sa.String(length=200), nullable=False, server_default="")
        )


def downgrade() -> None:
    # They read the closings: an earlier step back makes those tables again.
    postgres = op.get_bind().dialect.name == "postgresql"
    for table in _GUARDED:
        op.execute(f"DROP TRIGGER IF EXISTS {table}_month_open" + (f" ON {table}" if postgres else ""))
    for table in _SIGNED:
        op.drop_column(table, "recorded_by")
