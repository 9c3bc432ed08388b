"""The tables of closed months: what was closed, and the rows that it was judged on."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Text, UniqueConstraint
from sqlmodel import Field

from pilotage.store.base import Row, Utc, to

_VERSION = ("vendor", "contract", "version")


class Closing(Row, table=True):
    """A month of a contract, closed for good. Insert-only.

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
    start: date = Field(primary_key=True)
    stream: str = Field(primary_key=True, max_length=60)
    grain: str = Field(primary_key=True, max_length=5)
    batch: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    counters: dict[str, int] = Field(sa_type=JSON)
    estimated: str = Field(default="", sa_type=Text)
