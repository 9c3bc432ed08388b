"""The projection: daily sums a stream and a file, which pages, SQL and judgement read.

A row holds what the live slots of its file still contribute, so a figure is a sum over files and
names them. It is written by imports and withdrawals only, and `rebuild` makes the same table again
from the evidence. Every source has its rows here: `pilotage.sources` says which are believed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    String,
    and_,
    cast,
    delete,
    func,
    literal,
    or_,
    select,
    type_coerce,
)
from sqlmodel import Session, col

from pilotage.counters import BASE_COLUMNS, KEY_COLUMNS, CounterTable
from pilotage.periods import Window
from pilotage.store import contracts, settings
from pilotage.store.audit import digest
from pilotage.store.scope import Vendors, in_scope
from pilotage.store.tables import Batch, ContractRow, projection

#: SQLite keeps a day as text, which numpy reads faster than SQLAlchemy does.
_KEYS = [
    type_coerce(projection.c[name], String) if name == "start" else projection.c[name]
    for name in KEY_COLUMNS
]
#: The longest grain is the month: a row that reaches into a window began at most this long before.
_REACH = {"month": timedelta(days=30), "week": timedelta(days=6)}


def holds_zeros(session: Session, vendors: Vendors, contract: str, counters: Iterable[str]) -> bool:
    """Whether a live row of the contract, in scope, counts nothing under one of the counters."""
    nothing = or_(*(projection.c[name] == 0 for name in sorted(counters)))
    query = select(literal(1)).where(projection.c.contract == contract, nothing)
    found = session.execute(query.where(in_scope(projection.c.vendor, vendors)).limit(1))
    return found.first() is not None


def counter_table(
    session: Session,
    vendors: Vendors,
    contract: str,
    *,
    window: Window | None = None,
    streams: Iterable[str] | None = None,
) -> CounterTable:
    """The live rows of a contract that touch the window; none when it is out of scope."""
    row = contracts.find(session, vendors, contract)
    if row is None:
        return CounterTable(frame_of([]))
    names = _given(session, row, window)
    query = _touching(select(*_KEYS, *_columns(session, names)), row.vendor, contract, window)
    if streams is not None:
        query = query.where(projection.c.stream.in_(sorted(streams)))
    ordered = query.order_by(projection.c.start, projection.c.stream, projection.c.batch)
    return CounterTable(frame_of(session.execute(ordered).all(), names))


def _given(session: Session, row: ContractRow, window: Window | None) -> list[str]:
    """The counters that the files of the window give: the other columns are not worth reading."""
    query = select(col(Batch.counters)).distinct()
    query = query.where(col(Batch.vendor) == row.vendor, col(Batch.contract) == row.ref)
    if window is not None:
        since = window.first - max(_REACH.values())
        query = query.where(col(Batch.last_day) >= since, col(Batch.first_day) <= window.last)
    given = {name for text in session.scalars(query) for name in text.split(",") if name}
    given |= set(filter(None, (settings.get(session, _also(row)) or "").split(",")))
    return [name for name in BASE_COLUMNS if name in given] + sorted(given - set(BASE_COLUMNS))


def also_gives(session: Session, row: ContractRow, names: Iterable[str]) -> None:
    """Says that files already received give these counters too, counted at a threshold of today."""
    settings.put(session, _also(row), ",".join(sorted(set(names))))


def _also(row: ContractRow) -> str:
    return f"counters.{digest(row.ref)[:48]}"


def _columns(session: Session, names: Iterable[str]) -> list[ColumnElement[Any]]:
    extra = projection.c.extra
    if session.connection().dialect.name == "sqlite":
        return [
            projection.c[name] if name in projection.c else func.json_extract(extra, f"$.{name}")
            for name in names
        ]
    return [
        projection.c[name] if name in projection.c else cast(extra.op("->>")(name), BigInteger)
        for name in names
    ]


def _touching(query: Select[Any], vendor: str, contract: str, window: Window | None) -> Select[Any]:
    cells = projection.c
    query = query.where(cells.vendor == vendor, cells.contract == contract)
    if window is None:
        return query
    reaching = [
        and_(cells.grain == grain, cells.start >= window.first - reach) for grain, reach in _REACH.items()
    ]
    return query.where(
        cells.start >= window.first - max(_REACH.values()),
        cells.start <= window.last,
        or_(cells.start >= window.first, *reaching),
    )


def reaching(window: Window) -> Window:
    """The window, with the days before it on which a row that reaches into it may begin."""
    return Window(window.first - max(_REACH.values()), window.last)


def touching(frame: pd.DataFrame, window: Window) -> pd.DataFrame:
    """Those rows of a frame that `counter_table` would give for the window, in its order."""
    if frame.empty:
        return frame
    first, last = pd.Timestamp(window.first), pd.Timestamp(window.last)
    reach = frame["grain"].map(lambda grain: _REACH.get(grain, timedelta()))
    kept = frame[(frame["start"] <= last) & (frame["start"] >= first - reach)]
    return kept.sort_values(["start", "stream", "batch"], ignore_index=True)


def frame_of(rows: Sequence[Any], names: Sequence[str] = ()) -> pd.DataFrame:
    """Rows (keys, then `names`) as `CounterTable.frame`: a counter that no row gives has no column."""
    width = len(KEY_COLUMNS) + len(names)
    columns: list[tuple[Any, ...]] = list(zip(*rows, strict=True)) if rows else [()] * width
    data: dict[str, Any] = dict(zip(KEY_COLUMNS, columns, strict=False))
    data["start"] = np.array(data["start"], dtype="datetime64[D]").astype("datetime64[s]")
    data["batch"] = np.array(data["batch"], dtype=np.int64)
    for name in ("stream", "grain", "estimated"):
        data[name] = pd.array(data[name], dtype="str")
    for name, values in zip(names, columns[len(KEY_COLUMNS) :], strict=True):
        array = _integers(values)
        if array is not None:
            data[name] = array
    return pd.DataFrame(data)


def _integers(values: tuple[int | None, ...]) -> pd.arrays.IntegerArray | None:
    """The values of a counter, None when no row gives it."""
    missing = np.array([value is None for value in values], dtype=np.bool_)
    if missing.all():
        return None
    known = np.array([value or 0 for value in values] if missing.any() else values, dtype=np.int64)
    return pd.arrays.IntegerArray(known, missing)


def cells_of(
    session: Session, vendor: str, contract: str, batches: Iterable[int], window: Window | None = None
) -> list[tuple[str, date, str, int]]:
    """(stream, start, grain, batch) of the live rows of these files."""
    cells = projection.c
    query = select(cells.stream, cells.start, cells.grain, cells.batch)
    query = query.where(cells.vendor == vendor, cells.contract == contract)
    query = query.where(cells.batch.in_(sorted(batches)))
    if window is not None:
        query = query.where(cells.start >= window.first, cells.start <= window.last)
    return [(row.stream, row.start, row.grain, row.batch) for row in session.execute(query)]


def insert(session: Session, vendor: str, contract: str, frame: pd.DataFrame) -> None:
    """Adds rows in the shape of `CounterTable.frame`, as fast as the database takes them."""
    if frame.empty:
        return
    names, rows = _tuples(vendor, contract, frame.sort_values(["start", "stream"]))
    columns = ", ".join(f'"{name}"' for name in names)
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        places = ", ".join("?" * len(names))
        connection.exec_driver_sql(f"INSERT INTO projection ({columns}) VALUES ({places})", rows)  # noqa: S608  names of our own columns
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY projection ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _tuples(
    vendor: str, contract: str, frame: pd.DataFrame
) -> tuple[list[str], list[tuple[object, ...]]]:
    """The columns that the frame has, and its rows in their order."""
    count = len(frame)
    extra = [name for name in frame.columns if name not in {*KEY_COLUMNS, *BASE_COLUMNS}]
    columns: dict[str, list[Any]] = {
        "vendor": [vendor] * count,
        "contract": [contract] * count,
        "start": np.datetime_as_string(frame["start"].to_numpy(), unit="D").tolist(),
    }
    for name in (*KEY_COLUMNS, *BASE_COLUMNS):
        if name in frame.columns and name != "start":
            columns[name] = _plain(frame[name])
    if extra:
        columns["extra"] = _extra(frame, extra)
    return list(columns), list(zip(*columns.values(), strict=True))


def _plain(column: Any) -> list[Any]:  # noqa: ANN401  a column of any type
    """A column as Python's own values, None where it is missing."""
    values: list[Any] = column.to_numpy(dtype=object, na_value=None).tolist()
    return values


def _extra(frame: pd.DataFrame, names: list[str]) -> list[str | None]:
    """The counters without a column as JSON. Their names are plain, their values integers."""
    columns = [_plain(frame[name]) for name in names]
    marks = [f'"{name}": ' for name in names]
    texts = (
        ", ".join(f"{mark}{value}" for mark, value in zip(marks, row, strict=True) if value is not None)
        for row in zip(*columns, strict=True)
    )
    return [f"{{{text}}}" if text else None for text in texts]


def remove(
    session: Session, vendor: str, contract: str, cells: Iterable[tuple[str, date, str, int]]
) -> None:
    """Takes away the rows of these (stream, start, grain, batch)."""
    keys = projection.c
    starts: dict[tuple[str, str, int], list[date]] = {}
    for stream, start, grain, batch in cells:
        starts.setdefault((stream, grain, batch), []).append(start)
    for (stream, grain, batch), days in starts.items():
        where = (
            keys.vendor == vendor,
            keys.contract == contract,
            keys.stream == stream,
            keys.grain == grain,
            keys.batch == batch,
        )
        for at in range(0, len(days), 500):
            session.execute(delete(projection).where(*where, keys.start.in_(days[at : at + 500])))


def clear(session: Session, vendor: str, contract: str) -> None:
    """Takes away every row of a contract, before it is made again from the evidence."""
    where = (projection.c.vendor == vendor, projection.c.contract == contract)
    session.execute(delete(projection).where(*where))


def streams(session: Session, vendors: Vendors, contract: str) -> set[str]:
    """The streams of a contract in scope for which figures stand."""
    cells = projection.c
    query = select(cells.stream).distinct().where(cells.contract == contract)
    return set(session.scalars(query.where(in_scope(cells.vendor, vendors))))


def live_batches(session: Session, vendors: Vendors, window: Window) -> set[int]:
    """The numbers of the files in scope that still count for something in the window."""
    cells = projection.c
    query = select(cells.batch).distinct().where(in_scope(cells.vendor, vendors))
    return set(session.scalars(query.where(cells.start >= window.first, cells.start <= window.last)))
