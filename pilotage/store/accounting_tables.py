"""The tables of what goes to the books: accruals, budgets, the client's own costs. All insert-only."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Text, UniqueConstraint
from sqlmodel import Field

from pilotage.store.base import Row, Utc, to

_CONTRACT = ("vendor", "ref")


class AccrualRow(Row, table=True):
    """A month as it was accrued at the cut-off: one a month, its key says so. `total` is in cents, with
    the VAT that the vendor will charge; `data` holds the lines, `sha256` is their fingerprint.
    """

    __tablename__ = "accrual"
    __table_args__ = (to("contract", "vendor", "contract", key=_CONTRACT),)
    vendor: str = Field(primary_key=True, max_length=60)
    contract: str = Field(primary_key=True, max_length=60)
    month: str = Field(primary_key=True, max_length=7)
    accrued_on: date
    total: int = Field(sa_type=BigInteger)
    data: dict[str, Any] = Field(sa_type=JSON)
    sha256: str = Field(max_length=64)
    comment: str = Field(default="", sa_type=Text)
    recorded_at: datetime = Field(sa_type=Utc)
    recorded_by: str = Field(max_length=200)


class BudgetRow(Row, table=True):
    """What was budgeted of a term for a month: quantity as decimal text, amount in cents before tax. The
    highest `version` of a month stands, whole.
    """

    __tablename__ = "budget"
    __table_args__ = (to("contract", "vendor", "contract", key=_CONTRACT),)
    vendor: str = Field(primary_key=True, max_length=60)
    contract: str = Field(primary_key=True, max_length=60)
    month: str = Field(primary_key=True, max_length=7)
    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    term: str = Field(primary_key=True, max_length=60)
    family: str = Field(max_length=20)
    unit: str = Field(max_length=40)
    quantity: str = Field(max_length=40)
    amount: int = Field(sa_type=BigInteger)
    source: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_type=Utc)
    recorded_by: str = Field(max_length=200)


class ClientCostRow(Row, table=True):
    """What a vendor's activity costs the client on its own side in a month (steering, licences, telecoms,
    back office ...), in cents before tax; below zero, a correction.
    """

    __tablename__ = "client_cost"
    __table_args__ = (
        to("contract", "vendor", "contract", key=_CONTRACT),
        UniqueConstraint("id"),
        Index(None, "vendor", "contract", "month"),
    )
    vendor: str = Field(primary_key=True, max_length=60)
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    contract: str = Field(max_length=60)
    month: str = Field(max_length=7)
    label: str = Field(max_length=200)
    amount: int = Field(sa_type=BigInteger)
    source: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_type=Utc)
    recorded_by: str = Field(max_length=200)


class JournalSet(Row, table=True):
    """A balanced set of entries that left for the client's books, under its number there: without gap by
    client entity, journal and year. `name` is the set's own, `sha256` the fingerprint of its entries: the
    same set leaves again under the same number, one that has changed under the next.
    """

    __tablename__ = "journal_set"
    __table_args__ = (
        to("contract", "vendor", "contract", key=_CONTRACT),
        Index(None, "vendor", "contract", "kind"),
    )
    client: str = Field(primary_key=True, max_length=300)
    journal: str = Field(primary_key=True, max_length=60)
    year: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    vendor: str = Field(max_length=60)
    contract: str = Field(max_length=60)
    month: str = Field(max_length=7)
    kind: str = Field(max_length=20)
    name: str = Field(max_length=300)
    sha256: str = Field(max_length=64)
    recorded_at: datetime = Field(sa_type=Utc)
    recorded_by: str = Field(max_length=200)
