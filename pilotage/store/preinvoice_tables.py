"""The tables of the pre-invoice: steps of its life, what was issued, lines by hand. All insert-only."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field

from pilotage.store.base import Row, Utc, to

_CONTRACT = ("vendor", "ref")
_LINE = ("vendor", "id", "proposed_by")
#: Lines of before it was kept: who proposed or decided is who recorded.
_RECORDED: dict[str, Any] = {"server_default": ""}


class PreinvoiceStep(Row, table=True):
    """A step in the life of a month's pre-invoice. `rank` counts them from 1: of two people who take the
    next step at once, the key lets one through.

    `day` is the portal's day; `on_behalf` what the vendor did outside the portal and was recorded for it;
    `lines` what a contestation claims, line by line; `amount_cents` what the vendor asks in all; the
    evidence is a file whose bytes are in `blob`, empty without one; `document` is the id of what the step
    issued.
    """

    __tablename__ = "preinvoice_step"
    __table_args__ = (to("contract", "vendor", "contract", key=_CONTRACT),)
    vendor: str = Field(primary_key=True, max_length=60)
    contract: str = Field(primary_key=True, max_length=60)
    month: str = Field(primary_key=True, max_length=7)
    rank: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    kind: str = Field(max_length=30)
    day: date
    recorded_at: datetime = Field(sa_type=Utc)
    recorded_by: str = Field(max_length=200)
    role: str = Field(max_length=60)
    on_behalf: bool
    comment: str = Field(default="", sa_type=Text)
    lines: list[dict[str, Any]] = Field(sa_type=JSON)
    amount_cents: int | None = Field(default=None, sa_type=BigInteger)
    evidence_name: str = Field(default="", max_length=500)
    evidence_size: int = Field(default=0, sa_type=BigInteger)
    evidence_sha256: str = Field(default="", max_length=64)
    document: int | None = None


class IssuedDocument(Row, table=True):
    """What was issued to a vendor: `kind` is `preinvoice`, `credit_note` or `complement`.

    Numbers run without a gap for each client entity and year, over every vendor; a pre-invoice issued
    again after a contestation keeps its number under the next `version`. A credit note or a complement
    names the number and the day of what it corrects. `bill` is the document as JSON and `sha256` that of
    its text; the workbook's bytes are in `blob`.
    """

    __tablename__ = "issued_document"
    __table_args__ = (
        to("contract", "vendor", "contract", key=_CONTRACT),
        UniqueConstraint("id"),
        UniqueConstraint("client", "year", "sequence", "version"),
        Index(None, "vendor", "contract", "month"),
    )
    vendor: str = Field(primary_key=True, max_length=60)
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    contract: str = Field(max_length=60)
    month: str = Field(max_length=7)
    kind: str = Field(max_length=20)
    client: str = Field(max_length=300)
    year: int
    sequence: int
    version: int
    corrects: str = Field(default="", max_length=40)
    corrects_on: date | None = None
    issued_on: date
    issued_at: datetime = Field(sa_type=Utc)
    issued_by: str = Field(max_length=200)
    currency: str = Field(max_length=3)
    subtotal_cents: int = Field(sa_type=BigInteger)
    vat_cents: int = Field(sa_type=BigInteger)
    total_cents: int = Field(sa_type=BigInteger)
    bill: dict[str, Any] = Field(sa_type=JSON)
    sha256: str = Field(max_length=64)
    workbook_name: str = Field(default="", max_length=500)
    workbook_size: int = Field(default=0, sa_type=BigInteger)
    workbook_sha256: str = Field(default="", max_length=64)


class ManualLine(Row, table=True):
    """A line that no clause gives, proposed for a month with its reason and its evidence (bytes in
    `blob`). Quantity and price are decimal text. One above the contract's amount counts once a second
    person approved it (`second`). `recorded_by` is the user, where `proposed_by` may be the name that a
    person gave on a portal that nobody logs into.
    """

    __tablename__ = "manual_line"
    __table_args__ = (
        to("contract", "vendor", "contract", key=_CONTRACT),
        UniqueConstraint("id"),
        UniqueConstraint(*_LINE),
        Index(None, "vendor", "contract", "month"),
    )
    vendor: str = Field(primary_key=True, max_length=60)
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    contract: str = Field(max_length=60)
    month: str = Field(max_length=7)
    label: str = Field(max_length=300)
    quantity: str = Field(max_length=40)
    unit: str = Field(max_length=40)
    unit_price: str = Field(max_length=40)
    amount_cents: int = Field(sa_type=BigInteger)
    account: str = Field(default="", max_length=60)
    cost_centre: str = Field(default="", max_length=60)
    vat_treatment: str = Field(max_length=20)
    reason: str = Field(sa_type=Text)
    evidence_name: str = Field(max_length=500)
    evidence_size: int = Field(sa_type=BigInteger)
    evidence_sha256: str = Field(max_length=64)
    second: bool
    proposed_on: date
    proposed_at: datetime = Field(sa_type=Utc)
    proposed_by: str = Field(max_length=200)
    recorded_by: str = Field(default="", max_length=200, sa_column_kwargs=_RECORDED)


class ManualLineDecision(Row, table=True):
    """What became of a manual line: `approved`, `refused`, or `withdrawn`. Its key is the line: of two
    decisions one stands; the database refuses that who proposed it approves it.
    """

    __tablename__ = "manual_line_decision"
    __table_args__ = (
        to("manual_line", "vendor", "line", "proposed_by", key=_LINE),
        CheckConstraint("outcome <> 'approved' OR proposed_by <> decided_by", name="two_persons"),
    )
    vendor: str = Field(primary_key=True, max_length=60)
    line: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    proposed_by: str = Field(max_length=200)
    outcome: str = Field(max_length=20)
    comment: str = Field(default="", sa_type=Text)
    decided_on: date
    decided_at: datetime = Field(sa_type=Utc)
    decided_by: str = Field(max_length=200)
    recorded_by: str = Field(default="", max_length=200, sa_column_kwargs=_RECORDED)
