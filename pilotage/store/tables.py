"""Every table of the database, and nothing else.

Keys begin with the vendor, so that scope, purge and partition follow it. Amounts are integer cents,
rates decimal text, counters 64-bit integers in millionths. Times are UTC, days are local business
days of the contract. The tables of high volume (`projection`, `blob`) are plain tables: rows travel
as tuples, never as objects.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlmodel import Field

from pilotage.counters import BASE_COLUMNS
from pilotage.store import meeting_tables as _meetings  # noqa: F401  known to metadata
from pilotage.store import preinvoice_tables as _preinvoices  # noqa: F401  known to metadata
from pilotage.store import received_invoice_tables as _received_invoices  # noqa: F401  known to metadata
from pilotage.store.accounting_tables import AccrualRow, BudgetRow, ClientCostRow, JournalSet
from pilotage.store.base import Row, Utc, metadata
from pilotage.store.base import to as _to
from pilotage.store.closed_tables import ClosedRow, Closing, Reopening, ReopeningRequest
from pilotage.store.price_tables import IndexRow, OrderRow
from pilotage.store.relief_tables import ReliefAttachment, ReliefDecision, ReliefRequest, SettlementRow

__all__ = [
    "AccrualRow",
    "Action",
    "AgendaItem",
    "Attendance",
    "AuditEvent",
    "AuditText",
    "Batch",
    "BatchProblem",
    "BudgetRow",
    "ClientCostRow",
    "ClosedRow",
    "Closing",
    "ContractRow",
    "ContractText",
    "ContractVersion",
    "Decision",
    "IndexRow",
    "JournalSet",
    "Meeting",
    "OrderRow",
    "Quarantine",
    "ReliefAttachment",
    "ReliefDecision",
    "ReliefRequest",
    "Reopening",
    "ReopeningRequest",
    "Row",
    "Setting",
    "SettlementRow",
    "Utc",
    "Vendor",
    "Withdrawal",
    "blob",
    "metadata",
    "projection",
]

# --- who and what ---------------------------------------------------------------------------------


class Vendor(Row, table=True):
    """A company that runs contact centres for us."""

    __tablename__ = "vendor"
    id: str = Field(primary_key=True, max_length=60)
    name: str = Field(max_length=500)


class ContractRow(Row, table=True):
    """A contract as it is published now. `data_version` grows with every write that moves a figure."""

    __tablename__ = "contract"
    __table_args__ = (_to("vendor", "vendor", key=("id",)), UniqueConstraint("ref"))
    vendor: str = Field(primary_key=True, max_length=60)
    ref: str = Field(primary_key=True, max_length=60)
    title: str = Field(max_length=500)
    title_en: str = Field(default="", max_length=500)
    currency: str = Field(max_length=3)
    timezone: str = Field(max_length=60)
    starts: date
    ends: date | None = None
    version: int
    data_version: int = 1


class ContractVersion(Row, table=True):
    """A publication: which texts, by their SHA-256, since when. Insert-only."""

    __tablename__ = "contract_version"
    __table_args__ = (_to("contract", "vendor", "contract", key=("vendor", "ref")),)
    vendor: str = Field(primary_key=True, max_length=60)
    contract: str = Field(primary_key=True, max_length=60)
    version: int = Field(primary_key=True)
    sha256: str = Field(max_length=64)
    feeds_sha256: str = Field(max_length=64)
    file: str = Field(default="", max_length=500)
    published_at: datetime = Field(sa_type=Utc)
    published_by: str = Field(max_length=200)


class ContractText(Row, table=True):
    """The text of a contract or of its feeds, kept for good under its SHA-256."""

    __tablename__ = "contract_text"
    vendor: str = Field(primary_key=True, max_length=60)
    sha256: str = Field(primary_key=True, max_length=64)
    text: str = Field(sa_type=Text)


# --- received files -------------------------------------------------------------------------------


class Batch(Row, table=True):
    """A received file, once imported. Insert-only: what it still counts for is in `projection`.

    `rows_sha256` is the hash of the normalised rows: it knows a file that was only saved again.
    `counters` are the names it gives, joined by commas; `slot` is the cell that a later file of the
    feed replaces (`half_hour`, `day`, `week`, `month`); `contract_version` says which profile read it.
    `days_replaced` are those of its days, joined by commas, for which an earlier file gave way.
    """

    __tablename__ = "batch"
    __table_args__ = (
        _to("contract", "vendor", "contract", key=("vendor", "ref")),
        UniqueConstraint("id"),
        Index(None, "vendor", "contract", "feed", "last_day"),
        Index(None, "vendor", "sha256"),
    )
    vendor: str = Field(primary_key=True, max_length=60)
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    contract: str = Field(max_length=60)
    feed: str = Field(max_length=60)
    contract_version: int
    name: str = Field(max_length=500)
    size: int = Field(sa_type=BigInteger)
    sha256: str = Field(max_length=64)
    rows_sha256: str = Field(max_length=64)
    evidence_sha256: str = Field(max_length=64)
    received_at: datetime = Field(sa_type=Utc)
    imported_at: datetime = Field(sa_type=Utc)
    imported_by: str = Field(max_length=200)
    first_day: date
    last_day: date
    slot: str = Field(max_length=20)
    counters: str = Field(sa_type=Text)
    rows_read: int
    rows_kept: int
    days_added: int
    days_replaced: str = Field(default="", sa_type=Text)


class BatchProblem(Row, table=True):
    """What was wrong in a received file, as it was found. Insert-only."""

    __tablename__ = "batch_problem"
    __table_args__ = (_to("batch", "vendor", "batch", key=("vendor", "id")),)
    vendor: str = Field(primary_key=True, max_length=60)
    batch: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    code: str = Field(max_length=100)
    severity: str = Field(max_length=20)
    data: dict[str, Any] = Field(sa_type=JSON)


class Withdrawal(Row, table=True):
    """A received file that no longer counts, and why. Insert-only."""

    __tablename__ = "withdrawal"
    __table_args__ = (_to("batch", "vendor", "batch", key=("vendor", "id")),)
    vendor: str = Field(primary_key=True, max_length=60)
    batch: int = Field(primary_key=True)
    reason: str = Field(sa_type=Text)
    withdrawn_at: datetime = Field(sa_type=Utc)
    withdrawn_by: str = Field(max_length=200)


class Attachment(Row, table=True):
    """What a figure typed by hand rests on: why it was typed, and a document as it was given, its bytes
    in `blob`. It is handed back as a download, never opened. Insert-only.
    """

    __tablename__ = "attachment"
    __table_args__ = (_to("batch", "vendor", "batch", key=("vendor", "id")),)
    vendor: str = Field(primary_key=True, max_length=60)
    batch: int = Field(primary_key=True)
    reason: str = Field(sa_type=Text)
    name: str = Field(max_length=500)
    size: int = Field(sa_type=BigInteger)
    sha256: str = Field(max_length=64)


class Quarantine(Row, table=True):
    """A file that was refused: what it was, what was wrong, how often it came. No bytes are kept.

    `vendor` and `contract` are empty while nobody knows whose file it is.
    """

    __tablename__ = "quarantine"
    vendor: str = Field(primary_key=True, max_length=60)
    sha256: str = Field(primary_key=True, max_length=64)
    contract: str = Field(primary_key=True, default="", max_length=60)
    feed: str = Field(primary_key=True, default="", max_length=60)
    name: str = Field(max_length=500)
    size: int = Field(sa_type=BigInteger)
    problems: list[dict[str, Any]] = Field(sa_type=JSON)
    times: int = 1
    first_at: datetime = Field(sa_type=Utc)
    last_at: datetime = Field(sa_type=Utc)
    last_by: str = Field(max_length=200)


#: Bytes under the SHA-256 of what they hold once decompressed, in parts of 64 MiB at most.
blob = Table(
    "blob",
    metadata,
    Column("vendor", String(60), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("codec", String(10), nullable=False),
    Column("bytes", LargeBinary, nullable=False),
)

#: What the live slots of each batch contribute: a figure is a sum over batches. One column a counter
#: of the catalogue (millionths), the others by name in `extra`; `estimated` names those made from a
#: printed rate. `start` is the local business day (the first one of a week or a month).
projection = Table(
    "projection",
    metadata,
    Column("vendor", String(60), primary_key=True),
    Column("contract", String(60), primary_key=True),
    Column("start", Date, primary_key=True),
    Column("stream", String(60), primary_key=True),
    Column("grain", String(5), primary_key=True),
    Column("batch", Integer, primary_key=True, autoincrement=False),
    *(Column(name, BigInteger) for name in BASE_COLUMNS),
    Column("extra", JSON(none_as_null=True)),
    Column("estimated", Text, nullable=False),
    _to("contract", "vendor", "contract", key=("vendor", "ref")),
    _to("batch", "vendor", "batch", key=("vendor", "id")),
    sqlite_with_rowid=False,
)


# --- the audit trail ------------------------------------------------------------------------------


class AuditEvent(Row, table=True):
    """A link of the chain: one a change, in the transaction of the change. Insert-only.

    The chain is one for the whole database, so its key is its place; `vendor` (empty when none is
    concerned) is there to read it in scope. `before` and `after` are SHA-256 of texts in `audit_text`.
    """

    __tablename__ = "audit_event"
    __table_args__ = (UniqueConstraint("prev_hash"), UniqueConstraint("hash"))
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=Utc)
    actor: str = Field(max_length=200)
    action: str = Field(max_length=100)
    entity: str = Field(max_length=300)
    vendor: str = Field(default="", max_length=60, index=True)
    before: str = Field(default="", max_length=64)
    after: str = Field(default="", max_length=64)
    prev_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class AuditText(Row, table=True):
    """The canonical JSON behind a hash of the trail. Insert-only."""

    __tablename__ = "audit_text"
    sha256: str = Field(primary_key=True, max_length=64)
    text: str = Field(sa_type=Text)


class Setting(Row, table=True):
    """A value of the portal itself: `today` (the demo's clock), `demo` (its marker)."""

    __tablename__ = "setting"
    key: str = Field(primary_key=True, max_length=60)
    value: str = Field(sa_type=Text)


# --- committees -----------------------------------------------------------------------------------


class Meeting(Row, table=True):
    """A committee of one contract on one month's figures. `type`: production, quality, steering or
    strategic. `data_version` is that of the contract when its figures were frozen.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        _to("contract", "vendor", "contract", key=("vendor", "ref")),
        UniqueConstraint("id"),
        UniqueConstraint("vendor", "contract", "type", "month", "held_on"),
    )
    vendor: str = Field(primary_key=True, max_length=60)
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    contract: str = Field(max_length=60)
    type: str = Field(max_length=20)
    month: str = Field(max_length=7)
    held_on: date
    state: str = Field(max_length=20)
    title: str = Field(default="", max_length=500)
    data_version: int
    created_at: datetime = Field(sa_type=Utc)
    created_by: str = Field(max_length=200)
    started_at: datetime | None = Field(default=None, sa_type=Utc)
    closed_at: datetime | None = Field(default=None, sa_type=Utc)
    current_item: int | None = None


class AgendaItem(Row, table=True):
    """A point of the agenda with its figures, frozen when it was prepared (`data`).

    `private_note` is the client's own: it never leaves in an export nor on the shared screen.
    """

    __tablename__ = "agenda_item"
    __table_args__ = (_to("meeting", "vendor", "meeting", key=("vendor", "id")),)
    vendor: str = Field(primary_key=True, max_length=60)
    meeting: int = Field(primary_key=True)
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    position: int
    kind: str = Field(max_length=40)
    title: str = Field(default="", max_length=500)
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    minutes_allotted: int = 5
    owner: str = Field(default="", max_length=200)
    status: str = Field(max_length=20)
    private_note: str = Field(default="", sa_type=Text)
    minutes: str = Field(default="", sa_type=Text)


class Attendance(Row, table=True):
    """A seat at the table: a role of one side, present, excused or represented."""

    __tablename__ = "attendance"
    __table_args__ = (_to("meeting", "vendor", "meeting", key=("vendor", "id")),)
    vendor: str = Field(primary_key=True, max_length=60)
    meeting: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    role: str = Field(max_length=200)
    side: str = Field(max_length=10)
    state: str = Field(max_length=20)
    represented_by: str = Field(default="", max_length=200)


class Decision(Row, table=True):
    """A numbered decision (`COPIL-2026-11-D01`) and the point of the agenda where it was taken."""

    __tablename__ = "decision"
    __table_args__ = (_to("agenda_item", "vendor", "meeting", "item", key=("vendor", "meeting", "id")),)
    vendor: str = Field(primary_key=True, max_length=60)
    contract: str = Field(primary_key=True, max_length=60)
    number: str = Field(primary_key=True, max_length=40)
    meeting: int
    item: int
    text: str = Field(sa_type=Text)
    decided_on: date


class Action(Row, table=True):
    """A numbered action: who owes what, for when. `postponed` counts the dates that were missed."""

    __tablename__ = "action"
    __table_args__ = (
        _to("contract", "vendor", "contract", key=("vendor", "ref")),
        _to("agenda_item", "vendor", "meeting", "item", key=("vendor", "meeting", "id")),
    )
    vendor: str = Field(primary_key=True, max_length=60)
    contract: str = Field(primary_key=True, max_length=60)
    number: str = Field(primary_key=True, max_length=40)
    meeting: int | None = None
    item: int | None = None
    text: str = Field(sa_type=Text)
    owner: str = Field(max_length=200)
    side: str = Field(max_length=10)
    opened_on: date
    due: date
    status: str = Field(max_length=20)
    postponed: int = 0
    closed_on: date | None = None
