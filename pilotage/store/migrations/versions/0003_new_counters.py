"""New counters of the catalogue"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COUNTERS = (
    "self_service", "contained", "flow_outs", "callbacks_due", "callbacks_made", "held",
    "transfers_external", "escalations", "closed", "qualified", "avoidable", "complaints", "idle_s",
    "ivr_s", "abandon_wait_s", "resolution_s", "surveys_sent", "surveys_answered", "csat_sum_sq", "ces_n",
    "ces_easy", "ces_sum", "ces_sum_sq", "fcr_n", "fcr_yes", "quality_sum_sq", "quality_points",
    "quality_points_max", "planned_leave_hours", "paid_hours", "lost_hours", "billable_hours",
    "absent_billable_hours", "training_billable_hours", "adherence_exception_hours", "headcount_start",
    "headcount_end", "joiners", "supervisors", "backlog_age_hours", "open_hours", "closed_hours",
    "attempts", "reached", "net_sales",
    "ordered_hours_ahead", "scheduled_hours_ahead", "trained_headcount",
)  # fmt: skip


def upgrade() -> None:
    for name in COUNTERS:
        op.add_column("projection", sa.Column(name, sa.BigInteger(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("projection") as batch:
        for name in COUNTERS:
            batch.drop_column(name)
