"""The tables of neutralisations and of the amounts settled: asked, decided, waived. All insert-only."""

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, Index, Text, UniqueConstraint
from sqlmodel import Field

from pilotage.store.base import Row, Utc, to

_REQUEST = ("vendor", "id")


class ReliefRequest(Row, table=True):
    """A neutralisation asked for one month, by one side. `outside` is what came by e-mail and was
    recorded for the vendor; `spans` are times by the contract's own clock, none for what the clause's
    own rule finds; `idle_hours` are hours by price, as decimal text; `due_on` is the last day to ask.
    """

    __tablename__ = "relief_request"
    __table_args__ = (
        to("contract", "vendor", "contract", key=("vendor", "ref")),
        UniqueConstraint("id"),
        Index(None, "vendor", "contract", "month"),
    )
    vendor: str = Field(primary_key=True, max_length=60)
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    contract: str = Field(max_length=60)
    month: str = Field(max_length=7)
    clause: str = Field(max_length=60)
    side: str = Field(max_length=10)
    outside: bool
    spans: list[list[str]] = Field(sa_type=JSON)
    streams: list[str] = Field(sa_type=JSON)
    idle_hours: dict[str, str] = Field(sa_type=JSON)
    reason: str = Field(sa_type=Text)
    asked_on: date
    due_on: date | None = None
    recorded_at: datetime = Field(sa_type=Utc)
    recorded_by: str = Field(max_length=200)


class ReliefDecision(Row, table=True):
    """What was decided of a request: its key is the request, so that of two decisions one stands."""

    __tablename__ = "relief_decision"
    __table_args__ = (to("relief_request", "vendor", "request", key=_REQUEST),)
    vendor: str = Field(primary_key=True, max_length=60)
    request: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    outcome: str = Field(max_length=20)
    spans: list[list[str]] = Field(sa_type=JSON)
    streams: list[str] = Field(sa_type=JSON)
    idle_hours: dict[str, str] = Field(sa_type=JSON)
    reason: str = Field(sa_type=Text)
    reference: str = Field(default="", max_length=500)
    decided_on: date
    decided_by: str = Field(max_length=200)
    role: str = Field(max_length=60)
    recorded_at: datetime = Field(sa_type=Utc)


class ReliefAttachment(Row, table=True):
    """A piece of evidence of a request, its bytes in `blob`: handed back as a download, never opened."""

    __tablename__ = "relief_attachment"
    __table_args__ = (to("relief_request", "vendor", "request", key=_REQUEST),)
    vendor: str = Field(primary_key=True, max_length=60)
    request: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    name: str = Field(max_length=500)
    size: int = Field(sa_type=BigInteger)
    sha256: str = Field(max_length=64)
    added_at: datetime = Field(sa_type=Utc)
    added_by: str = Field(max_length=200)


class SettlementRow(Row, table=True):
    """The amount settled for a line of a consequence, in cents: the latest of a line stands. `kind` is
    `waiver` (given away, against `in_return`) or `agreed`; `signed_by` is the role that signed.
    """

    __tablename__ = "settlement"
    __table_args__ = (
        to("contract", "vendor", "contract", key=("vendor", "ref")),
        UniqueConstraint("id"),
        Index(None, "vendor", "contract", "month"),
    )
    vendor: str = Field(primary_key=True, max_length=60)
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    contract: str = Field(max_length=60)
    month: str = Field(max_length=7)
    line: str = Field(max_length=200)
    kind: str = Field(max_length=10)
    proposed_cents: int = Field(sa_type=BigInteger)
    agreed_cents: int = Field(sa_type=BigInteger)
    reason: str = Field(sa_type=Text)
    in_return: str = Field(default="", sa_type=Text)
    reference: str = Field(default="", max_length=500)
    signed_by: str = Field(max_length=200)
    decided_on: date
    recorded_at: datetime = Field(sa_type=Utc)
    recorded_by: str = Field(max_length=200)
