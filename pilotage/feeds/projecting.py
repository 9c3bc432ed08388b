"""The projection of evidence: daily (or weekly, monthly) sums by stream, counters as columns.

`project` is what an import and a rebuild both call: the same evidence gives the same table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pilotage.counters import ancestors, comes_with_parent, over_time
from pilotage.feeds.model import Derived, Feed, Measure, Where
from pilotage.money import MILLION

_SUM = pc.ScalarAggregateOptions(skip_nulls=True, min_count=1)


def project(rows: pa.Table, feed: Feed) -> pd.DataFrame:
    """Sums of the evidence `rows` by stream and day, week or month, in the shape of
    `pilotage.counters.CounterTable.frame` without `batch`, ordered by stream and start.

    Counters that no row of a stream and day gives are missing, which is not zero. So are those that
    one row lacks beside what they are part of: a half-hour with calls and no word of those answered
    in time leaves the day without them, rather than lower. A stock or a headcount told several times
    a day is the last of them, or their mean.
    """
    counters = feed.counters
    if feed.grain == "contact":
        rows = _measured(rows, feed)
    present = [name for name in counters if name in rows.column_names]
    keys = rows.select(["stream", "day"])
    keys = keys.set_column(0, "stream", pc.cast(keys["stream"], pa.string()))
    table = pa.table({**_columns(keys), **{name: rows[name] for name in present}})
    sums = table.group_by(["stream", "day"]).aggregate([(name, "sum", _SUM) for name in present])
    sums = sums.sort_by([("stream", "ascending"), ("day", "ascending")])
    frame = pd.DataFrame(
        {
            "stream": pd.Series(sums["stream"].to_pylist(), dtype="str"),
            "start": pd.to_datetime(sums["day"].to_numpy()).astype("datetime64[s]"),
            "grain": feed.slot_grain if feed.slot_grain in {"week", "month"} else "day",
        }
    )
    for name in present:
        frame[name] = sums[f"{name}_sum"].to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)
        if over_time(name) != "sum" and "start_utc" in rows.column_names:
            frame[name] = _snapshot(rows, name)
        lacking = _lacking(rows, name, present)
        if lacking:
            cells = zip(frame["stream"], sums["day"].to_pylist(), strict=True)
            frame.loc[[cell in lacking for cell in cells], name] = pd.NA
    frame.insert(3, "estimated", _estimated(frame, feed))
    return frame


def _snapshot(rows: pa.Table, name: str) -> pd.Series[Any]:
    """The first or last value of each stream and day, in their order, or the mean of its values rounded
    half-up to the millionth; the rows of one moment add up.
    """
    keys = ["stream", "day", "start_utc"]
    frame = rows.select([*keys, name]).to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)
    frame["stream"] = frame["stream"].astype("str")
    moments = frame.groupby(keys, observed=True)[name].sum(min_count=1)
    days = moments.groupby(level=["stream", "day"], observed=True)
    found: pd.Series[Any] = days.first() if over_time(name) == "first" else days.last()
    if over_time(name) == "mean":
        count = days.count()
        found = (2 * days.sum(min_count=1) + count) // (2 * count.where(count > 0))
    return found.reset_index(drop=True)


def _lacking(rows: pa.Table, name: str, present: Iterable[str]) -> set[tuple[str, date]]:
    """The (stream, day) of which a row lacks the counter beside a parent of it above zero."""
    parents = [parent for parent in ancestors(name) if parent in present]
    if not comes_with_parent(name) or not rows[name].null_count or not parents:
        return set()
    busy = pc.fill_null(pc.greater(rows[parents[0]], 0), False)
    for parent in parents[1:]:
        busy = pc.or_(busy, pc.fill_null(pc.greater(rows[parent], 0), False))
    found = rows.select(["stream", "day"]).filter(pc.and_(pc.is_null(rows[name]), busy))
    days = zip(pc.cast(found["stream"], pa.string()).to_pylist(), found["day"].to_pylist(), strict=True)
    return set(days)


def _columns(table: pa.Table) -> Mapping[str, pa.ChunkedArray]:
    return {name: table[name] for name in table.column_names}


def _estimated(frame: pd.DataFrame, feed: Feed) -> pd.Series[Any]:
    """The names of the counters made from a printed rate that a row really has, by commas."""
    names = pd.Series("", index=frame.index, dtype="str")
    for name in sorted(feed.estimated & set(frame.columns)):
        given = frame[name].notna()
        names = names.mask(given & (names == ""), name).mask(given & (names != ""), names + "," + name)
    return names


def derive(columns: Mapping[str, pa.ChunkedArray], derived: Derived) -> pa.ChunkedArray:
    """The sum of the `plus` counters less the `minus` ones; missing where one of them is."""
    total = columns[derived.plus[0]]
    for name in derived.plus[1:]:
        total = pc.add(total, columns[name])
    for name in derived.minus:
        total = pc.subtract(total, columns[name])
    return total


def _measured(rows: pa.Table, feed: Feed) -> pa.Table:
    """Contacts with the counters of the feed's measures, each contact standing for one or none."""
    columns = {name: rows[name] for name in ("stream", "day")}
    for measure in feed.measure:
        if measure.within:
            continue  # no KPI of the contract asks for one of its thresholds
        for name, value in _values(rows, measure):
            known = columns.get(name)
            columns[name] = value if known is None else pc.add(known, value)
    for derived in feed.derived:
        columns[derived.counter] = derive(columns, derived)
    return pa.table(columns)


def _values(rows: pa.Table, measure: Measure) -> Iterator[tuple[str, pa.ChunkedArray]]:
    """What each contact counts for: one or none, or a figure of its own and the square of it."""
    held = _held(rows, measure.where)
    if not measure.sum:
        yield measure.counter, pc.if_else(held, MILLION, 0)
        return
    value = _billed(pc.if_else(held, pc.coalesce(rows[measure.sum], 0), 0), measure)
    yield measure.counter, value
    if measure.squares:
        yield measure.squares, pc.divide(pc.multiply_checked(value, value), MILLION)


def _billed(value: pa.ChunkedArray, measure: Measure) -> pa.ChunkedArray:
    """The seconds of each contact as they are billed; as they are when nothing is rounded."""
    least, step = (measure.minimum_s or 0) * MILLION, (measure.increment_s or 0) * MILLION
    billed = pc.max_element_wise(value, least)
    if step:
        billed = pc.multiply(pc.divide(pc.add(billed, step - 1), step), step)
    return pc.if_else(pc.greater(value, 0), billed, value) if least or step else value


def _held(rows: pa.Table, conditions: Iterable[Where]) -> pa.Array:
    mask = pa.repeat(True, rows.num_rows)
    for where in conditions:
        mask = pc.and_(mask, pc.fill_null(_holds(rows[where.column], where), False))
    return mask


def _holds(column: pa.ChunkedArray, where: Where) -> Any:  # noqa: ANN401  an Arrow array or chunks
    tests: list[Any] = []
    if where.filled is not None:
        tests.append(pc.equal(pc.is_valid(column), where.filled))
    if where.equals:
        texts = pc.utf8_lower(pc.utf8_trim_whitespace(pc.cast(column, pa.string())))
        tests.append(pc.is_in(texts, pa.array([text.strip().lower() for text in where.equals])))
    edges = (
        (where.at_least, pc.greater_equal),
        (where.above, pc.greater),
        (where.below, pc.less),
        (where.at_most, pc.less_equal),
    )
    for edge, compare in edges:
        if edge is not None:
            tests.append(compare(column, int((edge * MILLION).to_integral_value())))
    held = tests[0]
    for test in tests[1:]:
        held = pc.and_(held, test)
    return held
