"""Closed months: their rows frozen beside the live ones, read back, and made again from the evidence.

The live projection goes on saying what is known now, since an adjustment is worked out from it; what a
month was closed on is a copy that nothing reaches any more. A month that was reopened keeps that edition
of its closing; the one that stands is the last that was not reopened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, and_, exists, func, insert, select
from sqlmodel import Session, col
from sqlmodel import select as select_row

from pilotage.counters import BASE_COLUMNS, KEY_COLUMNS, CounterTable
from pilotage.periods import Month
from pilotage.store import batches, projection, replacing
from pilotage.store.scope import Vendors, in_scope
from pilotage.store.tables import Batch, ClosedRow, Closing, ContractRow, Reopening

_ROWS = ClosedRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class ClosedKey:
    """A closed month in a list. Closings are never rewritten: the fingerprint names what it came to.
    `reopened_on` is None while this edition stands; `after` is then the number of the last closing
    that was made before it was reopened.
    """

    month: Month
    number: int
    closed_on: date
    contract_version: int
    sha256: str
    edition: int = 1
    reopened_on: date | None = None
    after: int | None = None

    def stood_for(self, number: int) -> bool:
        """Whether the closing of that number was made after this one, and while it stood."""
        return self.number < number and (self.after is None or self.after >= number)

    def stood_on(self, day: date) -> bool:
        """Whether the month was closed at the end of that day, under this edition."""
        return self.closed_on <= day and (self.reopened_on is None or self.reopened_on > day)


def every(session: Session, vendors: Vendors, contract: str) -> tuple[ClosedKey, ...]:
    """Every closing of a contract in scope, reopened or not, in the order in which they were made."""
    query = select(
        col(Closing.month),
        col(Closing.number),
        col(Closing.closed_on),
        col(Closing.contract_version),
        col(Closing.result_sha256),
        col(Closing.edition),
        col(Reopening.reopened_on),
        col(Reopening.after),
    ).outerjoin(Reopening, _reopened())
    query = query.where(col(Closing.contract) == contract, in_scope(col(Closing.vendor), vendors))
    rows = session.execute(query.order_by(col(Closing.number)))
    return tuple(ClosedKey(Month.parse(month), *rest) for month, *rest in rows)


def _reopened() -> ColumnElement[bool]:
    """That a reopening is that of a closing."""
    same = ("vendor", "contract", "month", "edition")
    return and_(*(getattr(Reopening, name) == getattr(Closing, name) for name in same))


def keys(session: Session, vendors: Vendors, contract: str) -> tuple[ClosedKey, ...]:
    """The closed months of a contract in scope, in the order in which they were closed."""
    return tuple(key for key in every(session, vendors, contract) if key.reopened_on is None)


def listed(
    session: Session, vendors: Vendors, contract: str, *, reopened: bool = False
) -> Sequence[Closing]:
    """The closings of a contract in scope that stand, in the order in which they were made; with
    `reopened`, those that were reopened since as well.
    """
    query = select_row(Closing).where(Closing.contract == contract)
    if not reopened:
        query = query.where(~exists().where(_reopened()))
    scoped = query.where(in_scope(col(Closing.vendor), vendors))
    return session.exec(scoped.order_by(col(Closing.number))).all()


def get(
    session: Session, vendors: Vendors, contract: str, month: Month, edition: int | None = None
) -> Closing | None:
    """The closing of a month, None while it is open or out of scope; or an edition of it, reopened since
    or not.
    """
    query = select_row(Closing).where(Closing.contract == contract, Closing.month == str(month))
    if edition is None:
        query = query.where(~exists().where(_reopened()))
    else:
        query = query.where(Closing.edition == edition)
    return session.exec(query.where(in_scope(col(Closing.vendor), vendors))).first()


def files_of(session: Session, row: ContractRow, month: Month) -> list[Batch]:
    """The files that stand and touch the month: those that a closing lists."""
    window = projection.reaching(month.window)
    return batches.standing(session, frozenset({row.vendor}), row.ref, window)


def freeze(session: Session, row: ContractRow, month: Month, edition: int = 1) -> None:
    """Copies the live rows that touch the month, as they stand. Raises `ValueError` when rows are there
    already: something else than a closing wrote them.
    """
    mine = {"vendor": row.vendor, "contract": row.ref, "month": str(month), "edition": edition}
    there = select(func.count()).select_from(_ROWS)
    if session.execute(there.where(*(_ROWS.c[name] == own for name, own in mine.items()))).scalar():
        raise ValueError(f"{row.ref}: rows of {month} are frozen already")
    table = projection.counter_table(session, frozenset({row.vendor}), row.ref, window=month.window)
    rows = [{**mine, **_frozen(record)} for record in table.frame.to_dict("records")]
    if rows:
        session.execute(insert(_ROWS), rows)


def _frozen(record: dict[Any, Any]) -> dict[str, Any]:
    counters = {
        name: int(value)
        for name, value in record.items()
        if name not in KEY_COLUMNS and not pd.isna(value)
    }
    keys = {name: record[name] for name in KEY_COLUMNS}
    return {**keys, "start": record["start"].date(), "counters": counters}


def counter_table(
    session: Session, vendors: Vendors, contract: str, month: Month, edition: int = 1
) -> CounterTable:
    """The rows on which an edition of a closing was made; none without it, or out of scope."""
    query = select_row(ClosedRow).where(ClosedRow.contract == contract, ClosedRow.month == str(month))
    query = query.where(ClosedRow.edition == edition)
    query = query.where(in_scope(col(ClosedRow.vendor), vendors))
    rows = session.exec(
        query.order_by(col(ClosedRow.start), col(ClosedRow.stream), col(ClosedRow.batch))
    ).all()
    given = {name for row in rows for name in row.counters}
    names = [name for name in BASE_COLUMNS if name in given] + sorted(given - set(BASE_COLUMNS))
    plain = [
        (*(getattr(row, key) for key in KEY_COLUMNS), *(row.counters.get(name) for name in names))
        for row in rows
    ]
    return CounterTable(projection.frame_of(plain, names))


def rebuilt(session: Session, row: ContractRow, closing: Closing) -> CounterTable:
    """The rows of a closed month made again from the evidence of the files that its closing lists,
    whatever came or left since.
    """
    month, scope = Month.parse(closing.month), frozenset({row.vendor})
    files = [f for number in closing.batches if (f := batches.get(session, scope, number))]
    window = projection.reaching(month.window)
    frame = replacing.made_of(session, row, files, window, closing.contract_version)
    return CounterTable(projection.touching(frame, month.window))


def stands(session: Session, row: ContractRow, closing: Closing) -> bool:
    """Whether the frozen rows of a closing are those that its files give."""
    scope, month = frozenset({row.vendor}), Month.parse(closing.month)
    kept = counter_table(session, scope, row.ref, month, closing.edition).frame
    made = rebuilt(session, row, closing).frame
    empty = [name for name in made.columns if name not in kept.columns and made[name].isna().all()]
    made = made.drop(columns=empty)
    return set(made.columns) == set(kept.columns) and made[kept.columns].equals(kept)
