"""The tables of the calendar of committees. All insert-only."""

from datetime import date, datetime

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field

from pilotage.store.base import Row, Utc, to


class OccurrenceChange(Row, table=True):
    """What was decided on one meeting of a series, told by the day of its rule: another day or hour, or,
    with neither, that it is not held. The highest `sequence` of a meeting stands.
    """

    __tablename__ = "occurrence_change"
    __table_args__ = (
        to("contract", "vendor", "contract", key=("vendor", "ref")),
        UniqueConstraint("id"),
        UniqueConstraint("vendor", "contract", "type", "planned", "sequence"),
    )
    vendor: str = Field(primary_key=True, max_length=60)
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    contract: str = Field(max_length=60)
    type: str = Field(max_length=20)
    planned: date
    sequence: int
    day: date | None = None
    at: str = Field(default="", max_length=5)
    why: str = Field(default="", sa_type=Text)
    recorded_at: datetime = Field(sa_type=Utc)
    recorded_by: str = Field(max_length=200)
