"""The tables of closed months: what was closed, the rows that it was judged on, and what was reopened."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint, Text, UniqueConstraint
from sqlmodel import Field

from pilotage.store.base import Row, Utc, to

_VERSION = ("vendor", "contract", "version")
_EDITION = ("vendor", "contract", "month", "edition")
_ASKED = ("vendor", "contract", "month", "edition", "id", "asked_by")
#: Closings made before a month could be reopened are the first of their month.
_FIRST: dict[str, Any] = {"autoincrement": False, "server_default": "1"}


class Closing(Row, table=True):
    """A month of a contract, closed. Insert-only: a month that is reopened keeps this edition of its
    closing, and is closed again under the next one.

    `number` is its rank among the contract's closings: what a month is judged after are those of a
    lower one. `closed_on` is the portal's day, on which it was judged; `batches` are the files that
    stood, `facts` what else was held of their rows (typed by hand, counted by the client, zeros that
    nobody filled); `problems` those that were passed over, `comment` says why; `result` is what it came
    to and `result_sha256` the fingerprint of every figure and step behind it; `adjustments` are those
    of earlier closed months that this one took.
    """

    __tablename__ = "closing"
    __table_args__ = (
        to("contract_version", "vendor", "contract", "contract_version", key=_VERSION),
        UniqueConstraint("vendor", "contract", "number"),
    )
    vendor: str = Field(primary_key=True, max_length=60)
    contract: str = Field(primary_key=True, max_length=60)
    month: str = Field(primary_key=True, max_length=7)
    edition: int = Field(default=1, primary_key=True, sa_column_kwargs=_FIRST)
    number: int
    closed_on: date
    closed_at: datetime = Field(sa_type=Utc)
    closed_by: str = Field(max_length=200)
    comment: str = Field(default="", sa_type=Text)
    contract_version: int
    data_version: int
    batches: list[int] = Field(sa_type=JSON)
    facts: dict[str, Any] = Field(sa_type=JSON)
    problems: list[dict[str, Any]] = Field(sa_type=JSON)
    result: dict[str, Any] = Field(sa_type=JSON)
    result_sha256: str = Field(max_length=64)
    adjustments: list[dict[str, Any]] = Field(sa_type=JSON)


class ClosedRow(Row, table=True):
    """A row of the projection as it stood when its month was closed. Insert-only, and nothing is added
    once the closing is written. `counters` are millionths by name, whatever columns the catalogue has.
    """

    __tablename__ = "closed_projection"
    __table_args__ = (
        to("contract", "vendor", "contract", key=("vendor", "ref")),
        to("batch", "vendor", "batch", key=("vendor", "id")),
    )
    vendor: str = Field(primary_key=True, max_length=60)
    contract: str = Field(primary_key=True, max_length=60)
    month: str = Field(primary_key=True, max_length=7)
    edition: int = Field(default=1, primary_key=True, sa_column_kwargs=_FIRST)
    start: date = Field(primary_key=True)
    stream: str = Field(primary_key=True, max_length=60)
    grain: str = Field(primary_key=True, max_length=5)
    batch: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    counters: dict[str, int] = Field(sa_type=JSON)
    estimated: str = Field(default="", sa_type=Text)


class ReopeningRequest(Row, table=True):
    """That somebody asks to reopen a closed month, and why. Insert-only. `asked_on` is the portal's
    day; `id` counts over the portal.
    """

    __tablename__ = "reopening_request"
    __table_args__ = (
        to("closing", *_EDITION, key=_EDITION),
        UniqueConstraint("id"),
        UniqueConstraint(*_ASKED),
    )
    vendor: str = Field(primary_key=True, max_length=60)
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    contract: str = Field(max_length=60)
    month: str = Field(max_length=7)
    edition: int
    reason: str = Field(sa_type=Text)
    asked_on: date
    asked_at: datetime = Field(sa_type=Utc)
    asked_by: str = Field(max_length=200)
    recorded_by: str = Field(max_length=200)


class Reopening(Row, table=True):
    """That a second person confirmed: the month is open again. Insert-only, once for each edition of a
    closing; the database refuses the person who asked.

    `deputy_for` is whom the second person stands in for; `after` the number of the last closing of the
    contract on that day: those that came later were made without this edition.
    """

    __tablename__ = "reopening"
    __table_args__ = (
        ForeignKeyConstraint(
            (*_EDITION, "request", "asked_by"),
            [f"reopening_request.{name}" for name in _ASKED],
            name="fk_reopening_request_that_was_asked",
        ),
        CheckConstraint("lower(asked_by) <> lower(confirmed_by)", name="two_persons"),
    )
    vendor: str = Field(primary_key=True, max_length=60)
    contract: str = Field(primary_key=True, max_length=60)
    month: str = Field(primary_key=True, max_length=7)
    edition: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    request: int
    asked_by: str = Field(max_length=200)
    confirmed_by: str = Field(max_length=200)
    deputy_for: str = Field(default="", max_length=200)
    comment: str = Field(default="", sa_type=Text)
    after: int
    reopened_on: date
    reopened_at: datetime = Field(sa_type=Utc)
    recorded_by: str = Field(max_length=200)
