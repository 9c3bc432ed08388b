"""The tables of what prices read beside counters: published indices, orders delivered. Insert-only."""

from datetime import date, datetime

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field

from pilotage.store.base import Row, Utc, to


class IndexRow(Row, table=True):
    """A published value of a series, as decimal text, with where it was read. A correction is a value
    of its own, with its own day of publication.
    """

    __tablename__ = "index_value"
    __table_args__ = (to("contract", "vendor", "contract", key=("vendor", "ref")),)
    vendor: str = Field(primary_key=True, max_length=60)
    contract: str = Field(primary_key=True, max_length=60)
    series: str = Field(primary_key=True, max_length=60)
    period: str = Field(primary_key=True, max_length=7)
    published: date = Field(primary_key=True)
    value: str = Field(max_length=40)
    source: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_type=Utc)
    recorded_by: str = Field(max_length=200)


class OrderRow(Row, table=True):
    """So much of a price delivered on a day under a purchase order, as decimal text; below zero, a
    correction of what was kept before.
    """

    __tablename__ = "order_delivered"
    __table_args__ = (
        to("contract", "vendor", "contract", key=("vendor", "ref")),
        UniqueConstraint("id"),
    )
    vendor: str = Field(primary_key=True, max_length=60)
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    contract: str = Field(max_length=60)
    price: str = Field(max_length=60)
    number: str = Field(max_length=60)
    delivered_on: date
    quantity: str = Field(max_length=40)
    recorded_at: datetime = Field(sa_type=Utc)
    recorded_by: str = Field(max_length=200)
