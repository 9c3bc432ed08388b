"""Columns to counters: each cell read in its kind, means multiplied by their weight, rows checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from pilotage.counters import parent_of
from pilotage.feeds.cells import MOST, Cell, Cells, Ints, Mask, Parsed, Understand, understood
from pilotage.feeds.credible import weigh
from pilotage.feeds.findings import shown
from pilotage.feeds.grids import Block
from pilotage.feeds.model import Check, Column
from pilotage.feeds.numbers import PICO, durations, plain_numbers, rates
from pilotage.feeds.run import Place, Run
from pilotage.feeds.slots import report
from pilotage.money import MILLION
from pilotage.problems import Severity

_EXPECTED = {
    "count": "number.count",
    "hours": "number.hours",
    "points": "number.points",
    "number": "number.number",
    "rate": "number.rate",
    "duration": "number.duration",
}


@dataclass(frozen=True)
class Values:
    """A counter by row, in millionths, where it is known."""

    values: Ints
    known: Mask


Counters = dict[str, Values]


def whole_expected(column: Column) -> bool:
    """Whether the column should hold whole numbers that need no other understanding."""
    if column.kind in {"count", "points", "number"}:
        return True
    if column.kind == "hours":
        return column.form in {(), ("hours",)}
    return column.kind == "duration" and column.form == ("seconds",)


def understanding(
    run: Run, column: Column, scale: int
) -> tuple[Understand, Callable[[Cell], bool] | None]:
    """How a cell of the column is read, and whether it is in another form than the first declared."""
    marks = run.marks
    match column.kind:
        case "rate":
            return rates(marks, column.form, scale), None
        case "duration":
            return durations(marks, column.form or ("h:mm:ss",), scale)
        case "hours" if column.form not in {(), ("hours",)}:
            return durations(marks, column.form, scale, unit_s=3600)
    return plain_numbers(marks, scale), None


def read_column(run: Run, cells: Cells, column: Column, block: Block, alive: Mask) -> tuple[Parsed, Mask]:
    """The column's values (factors at the scale `PICO`, else millionths), and the rows still good."""
    scale = PICO if column.times or column.check else MILLION
    understand, other_form = understanding(run, column, scale)
    parsed = understood(cells, understand, scale=scale)
    expected = column.form[0] if column.form else _EXPECTED[column.kind]
    alive = report(run, parsed, cells, block.rows, alive, column.title, expected)
    if other_form is not None and cells.codes is not None and len(column.form) > 1:
        _notice_forms(run, cells, column, block, alive, other_form)
    if column.kind not in {"points", "number"}:
        alive = _not_negative(run, parsed, cells, column, block, alive)
    return parsed, alive


def _notice_forms(
    run: Run, cells: Cells, column: Column, block: Block, alive: Mask, other: Callable[[Cell], bool]
) -> None:
    assert cells.codes is not None  # noqa: S101  durations in several forms are read as text
    there = np.array([*(value not in {None, ""} and other(value) for value in cells.values), False])
    here = there[cells.codes] & alive
    if here.any():
        read = shown(cells.at(int(np.flatnonzero(here)[0])))
        run.findings.add(
            "duration.other_form",
            Severity.WARNING,
            rows=block.rows[here],
            column=column.title,
            read=read,
            expected=column.form[0],
            params=(("form", column.form[1]),),
        )


def _not_negative(
    run: Run, parsed: Parsed, cells: Cells, column: Column, block: Block, alive: Mask
) -> Mask:
    below = parsed.known & (parsed.values < 0) & alive
    if below.any():
        read = shown(cells.at(int(np.flatnonzero(below)[0])))
        run.findings.add("number.negative", rows=block.rows[below], column=column.title, read=read)
    return np.asarray(alive & ~below)


def counters_of(
    run: Run, place: Place, block: Block, alive: Mask, columns: Iterable[Column]
) -> tuple[Counters, Mask]:
    """The counters that `columns` (those of one stream) give, and the rows still good."""
    found: Counters = {}
    weighted: list[tuple[Column, Values]] = []
    checks: list[tuple[Column, Check, Values]] = []
    for column in columns:
        position = place.at(*column.name)
        if position is None:
            continue
        cells, here = block.columns[position], block.at(position)
        parsed, alive = read_column(run, cells, column, here, alive)
        values, alive = _with_blanks(run, parsed, cells, column, here, alive)
        if column.check:
            checks.append((column, column.check, values))
        elif column.times:
            weighted.append((column, values))
        elif column.counter:
            found[column.counter] = values
    for column, factor in weighted:
        weight = found.get(str(column.times))
        if weight is not None:
            made, alive = _weighted(run, column, factor, weight, block, alive)
            found[str(column.counter)] = made
    weigh(run, found, block, alive)
    alive = _parents(run, found, block, alive)
    _balance(run, found, block, alive)
    for column, check, printed in checks:
        _printed_rate(run, column, check, printed, found, block, alive)
    return found, alive


def _with_blanks(
    run: Run, parsed: Parsed, cells: Cells, column: Column, block: Block, alive: Mask
) -> tuple[Values, Mask]:
    if run.uncalculated and (cells.blank & alive).any():
        blank = cells.blank & alive
        run.findings.add("cell.formula", rows=block.rows[blank], column=column.title)
        alive = np.asarray(alive & ~blank)
    if column.blank == "zero":
        return Values(parsed.values, np.asarray(parsed.known | cells.blank)), alive
    if column.blank == "problem":
        empty = cells.blank & alive
        if empty.any():
            run.findings.add("cell.blank", rows=block.rows[empty], column=column.title)
            alive = np.asarray(alive & ~empty)
    return Values(parsed.values, parsed.known), alive


def _weighted(
    run: Run, column: Column, factor: Values, weight: Values, block: Block, alive: Mask
) -> tuple[Values, Mask]:
    """Factor x weight, in whole numbers. A blank mean of nothing is zero; of something, missing."""
    none = weight.known & (weight.values == 0)
    lost = alive & weight.known & ~none & ~factor.known
    if lost.any():
        run.findings.add(
            "cell.blank_rate",
            Severity.WARNING,
            rows=block.rows[lost],
            column=column.title,
            params=(("counter", str(column.times)),),
        )
    known = np.asarray((factor.known & weight.known) | none)
    rough = factor.values.astype(np.float64) * weight.values / PICO
    huge = known & alive & (np.abs(rough) > MOST * MILLION)
    if huge.any():
        run.findings.add("number.too_big", rows=block.rows[huge], column=column.title)
    product = times(np.where(known & ~huge, factor.values, 0), np.where(huge, 0, weight.values))
    return Values(product, known), np.asarray(alive & ~huge)


def times(factor: Ints, weight: Ints) -> Ints:
    """`factor` (at the scale `PICO`) x `weight` (millionths) in millionths, without leaving integers."""
    high, low = np.divmod(factor, MILLION)
    whole, part = np.divmod(weight, MILLION)
    rest = high * part + low * whole + low * part // MILLION
    return np.asarray(high * whole + (rest + MILLION // 2) // MILLION)


def _titles(run: Run) -> Mapping[str, str]:
    """The column, as the user knows it, of each counter."""
    return {column.counter: column.title for column in run.feed.column if column.counter}


def _parents(run: Run, found: Mapping[str, Values], block: Block, alive: Mask) -> Mask:
    """A counter above the one that it is part of: the row is left out, or kept with a warning."""
    refuses, titles = run.feed.refuses_over_parent, _titles(run)
    for name, child in found.items():
        parent = found.get(parent_of(name))
        if parent is None or name in run.feed.estimated or parent_of(name) in run.feed.estimated:
            continue
        over = alive & child.known & parent.known & (child.values > parent.values)
        if not over.any():
            continue
        first = int(np.flatnonzero(over)[0])
        run.findings.add(
            "row.over_parent" if refuses else "row.over_parent_kept",
            Severity.ROW if refuses else Severity.WARNING,
            rows=block.rows[over],
            column=titles.get(name, name),
            read=shown_units(child.values[first]),
            expected=shown_units(parent.values[first]),
            params=(("parent", titles.get(parent_of(name), parent_of(name))),),
        )
        if refuses:
            alive = np.asarray(alive & ~over)
    return alive


def _balance(run: Run, found: Mapping[str, Values], block: Block, alive: Mask) -> None:
    """Offered against answered and abandoned: told, never corrected."""
    names = ("offered", "answered", "abandoned")
    if not all(name in found and name not in run.feed.estimated for name in names):
        return
    offered, answered, abandoned = (found[name] for name in names)
    known = alive & offered.known & answered.known & abandoned.known & (answered.values <= offered.values)
    gap = offered.values - answered.values - abandoned.values
    for code, wrong in (("row.exceeds_offered", gap < 0), ("row.unbalanced", gap > 0)):
        here = known & wrong
        if here.any():
            first = int(np.flatnonzero(here)[0])
            run.findings.add(
                code,
                Severity.WARNING,
                rows=block.rows[here],
                column=_titles(run)["offered"],
                read=shown_units(offered.values[first]),
                expected=shown_units(answered.values[first] + abandoned.values[first]),
            )


def shown_units(millionths: int | np.int64) -> str:
    """A quantity in millionths as a plain number: `12` or `12.5`."""
    whole, part = divmod(int(millionths), MILLION)
    return f"{whole}.{part:06d}".rstrip("0") if part else str(whole)


def _printed_rate(
    run: Run,
    column: Column,
    check: Check,
    printed: Values,
    found: Mapping[str, Values],
    block: Block,
    alive: Mask,
) -> None:
    """A printed rate that its own counters contradict, beyond the tolerance of the profile."""
    above, below = found.get(check.numerator), found.get(check.denominator)
    if above is None or below is None:
        return
    usable = alive & printed.known & above.known & below.known & (below.values > 0)
    gap = np.abs(times(printed.values, below.values) - above.values)
    tolerance = int(check.tolerance * MILLION)
    over = usable & (gap > below.values // MILLION * tolerance // 100)
    if over.any():
        first = int(np.flatnonzero(over)[0])
        run.findings.add(
            "row.rate_contradicted",
            Severity.WARNING,
            rows=block.rows[over],
            column=column.title,
            read=_percent(int(printed.values[first]), PICO),
            expected=_percent(int(above.values[first]), int(below.values[first])),
        )


def _percent(above: int, below: int) -> str:
    hundredths = (above * 20_000 // below + 1) // 2
    return f"{hundredths // 100}.{hundredths % 100:02d} %"
