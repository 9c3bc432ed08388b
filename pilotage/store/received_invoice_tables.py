"""The tables of what vendors invoiced: documents, their layouts, decisions on gaps. All insert-only."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Text, UniqueConstraint
from sqlmodel import Field

from pilotage.store.base import Row, Utc, to

_CONTRACT = ("vendor", "ref")
_INVOICE = ("vendor", "id")


class InvoiceRow(Row, table=True):
    """An invoice or a credit note of a vendor for a month, as it was received: its bytes in `blob`
    (`sha256` is empty for totals that were typed), `document` what was read of them, exactly. `content`
    is the fingerprint of its lines, by which the same content under another number is known.
    """

    __tablename__ = "received_invoice"
    __table_args__ = (
        to("contract", "vendor", "contract", key=_CONTRACT),
        UniqueConstraint("id"),
        Index(None, "vendor", "contract", "month"),
    )
    vendor: str = Field(primary_key=True, max_length=60)
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    contract: str = Field(max_length=60)
    month: str = Field(max_length=7)
    number: str = Field(max_length=200)
    credit: bool
    form: str = Field(max_length=20)
    issued_on: date | None = None
    received_on: date
    currency: str = Field(max_length=3)
    subtotal_cents: int = Field(sa_type=BigInteger)
    name: str = Field(default="", max_length=500)
    size: int = Field(default=0, sa_type=BigInteger)
    sha256: str = Field(default="", max_length=64)
    content: str = Field(max_length=64)
    document: dict[str, Any] = Field(sa_type=JSON)
    problems: list[dict[str, Any]] = Field(sa_type=JSON)
    recorded_at: datetime = Field(sa_type=Utc)
    recorded_by: str = Field(max_length=200)


class InvoiceAside(Row, table=True):
    """A received document that counts no more, with its reason: refused to the vendor, or recorded by
    mistake. Its key is the document, so that it happens once.
    """

    __tablename__ = "received_invoice_aside"
    __table_args__ = (to("received_invoice", "vendor", "invoice", key=_INVOICE),)
    vendor: str = Field(primary_key=True, max_length=60)
    invoice: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    kind: str = Field(max_length=20)
    reason: str = Field(sa_type=Text)
    aside_on: date
    role: str = Field(max_length=20)
    recorded_at: datetime = Field(sa_type=Utc)
    recorded_by: str = Field(max_length=200)


class InvoiceLayout(Row, table=True):
    """How a vendor lays out its workbooks: the latest of a vendor stands."""

    __tablename__ = "invoice_layout"
    __table_args__ = (to("vendor", "vendor", key=("id",)), UniqueConstraint("id"))
    vendor: str = Field(primary_key=True, max_length=60)
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    layout: dict[str, Any] = Field(sa_type=JSON)
    recorded_at: datetime = Field(sa_type=Utc)
    recorded_by: str = Field(max_length=200)


class GapDecision(Row, table=True):
    """What was decided of a gap, with the amounts that were looked at: once they are others, the gap is
    to be decided again. The latest of a gap stands. `outcome` is `accept`, `dispute` or `credit_note`;
    `due_on` the day by which the vendor answers, or sends its credit note.
    """

    __tablename__ = "gap_decision"
    __table_args__ = (
        to("contract", "vendor", "contract", key=_CONTRACT),
        UniqueConstraint("id"),
        Index(None, "vendor", "contract", "month"),
    )
    vendor: str = Field(primary_key=True, max_length=60)
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    contract: str = Field(max_length=60)
    month: str = Field(max_length=7)
    gap: str = Field(max_length=300)
    outcome: str = Field(max_length=20)
    expected_cents: int = Field(sa_type=BigInteger)
    invoiced_cents: int = Field(sa_type=BigInteger)
    reason: str = Field(sa_type=Text)
    decided_on: date
    due_on: date | None = None
    role: str = Field(max_length=20)
    recorded_at: datetime = Field(sa_type=Utc)
    recorded_by: str = Field(max_length=200)


class GapExchange(Row, table=True):
    """What one side said of a disputed gap. `outcome` ends the dispute: `upheld` (the vendor gives in),
    `given_up` (the client does), `shared`; empty for a message.
    """

    __tablename__ = "gap_exchange"
    __table_args__ = (
        to("contract", "vendor", "contract", key=_CONTRACT),
        UniqueConstraint("id"),
        Index(None, "vendor", "contract", "month"),
    )
    vendor: str = Field(primary_key=True, max_length=60)
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    contract: str = Field(max_length=60)
    month: str = Field(max_length=7)
    gap: str = Field(max_length=300)
    side: str = Field(max_length=10)
    said_on: date
    text: str = Field(sa_type=Text)
    outcome: str = Field(default="", max_length=20)
    due_on: date | None = None
    role: str = Field(max_length=20)
    recorded_at: datetime = Field(sa_type=Utc)
    recorded_by: str = Field(max_length=200)
