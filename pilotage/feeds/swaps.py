"""Day and month the other way round: cells that make sense only so, and days that jump.

A file that mixes the two orders, as a spreadsheet of another country leaves it, has no doubtful row:
all of them are, and it is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np

from pilotage.feeds.cells import Cells, Mask, Parsed
from pilotage.feeds.dates import moments, swapped_form
from pilotage.feeds.findings import shown
from pilotage.feeds.grids import Block
from pilotage.feeds.guards import RefusedFileError
from pilotage.feeds.run import Place, Run
from pilotage.problems import Severity

_DAYS_AT_LEAST = 4
_DENSE, _SPARSE = 0.6, 0.2


def notice_swapped(
    run: Run, place: Place, cells: Cells, parsed: Parsed, block: Block, alive: Mask
) -> Parsed:
    """The dates of a block, those that make sense only the other way round told apart.

    Raises `RefusedFileError` when every date of the block may be read that way: the file is swapped.
    """
    form = swapped_form(run.feed.when.format)
    if not form or not (parsed.bad & alive).any() or cells.codes is None:
        return parsed
    understand = moments(form, year=place.year, grain=run.feed.slot_grain)
    used = np.unique(cells.codes[alive & (cells.codes >= 0)]).tolist()

    def reads(code: int) -> bool:
        return not isinstance(understand(cells.values[code]), str)

    only = {code for code in used if parsed.reasons[code] and reads(code)}
    if not only:
        return parsed
    if all(code in only or reads(code) or not _dated(cells.values[code]) for code in used):
        rows = block.rows[np.isin(cells.codes, list(only)) & alive]
        raise RefusedFileError(
            "date.swapped",
            read=shown(cells.values[min(only)]),
            expected=run.feed.when.format,
            row=int(rows[0]),
            column=run.feed.when.date,
            rows=rows[:10].tolist(),
            count=len(rows),
        )
    reasons = ["date.swapped" if code in only else reason for code, reason in enumerate(parsed.reasons)]
    return Parsed(parsed.values, parsed.known, parsed.bad, reasons)


def _dated(value: object) -> bool:
    """Whether a cell may be a date at all: a total's or a remark's words are none."""
    return not isinstance(value, str) or value[:1].isdigit()


def notice_jumps(run: Run, rows: Mapping[date, int]) -> None:
    """Days that jump from month to month and that, swapped, follow each other. `rows` are the distinct
    days that the file gave, each with its first row.

    Raises `RefusedFileError` when the dates are texts whose order was declared; true dates of a
    workbook are only told.
    """
    days = list(rows)
    if len(days) < _DAYS_AT_LEAST or run.feed.slot_grain in {"week", "month"} or not run.feed.when.date:
        return
    others = {day: _swapped(day) for day in days}
    dense = _density(set(others.values()))
    if dense < _DENSE or _density(set(days)) > dense * _SPARSE:
        return
    wrong = [day for day in days if others[day] != day]
    found = sorted(rows[day] for day in wrong)
    read = ", ".join(str(day) for day in wrong[:3])
    form, column = run.feed.when.format, run.feed.when.date
    if not swapped_form(form):
        run.findings.add(
            "date.swapped_days", Severity.WARNING, rows=found, column=column, read=read, expected=form
        )
        return
    raise RefusedFileError(
        "date.swapped_days",
        read=read,
        expected=form,
        row=found[0],
        column=column,
        rows=found[:10],
        count=len(found),
    )


def _swapped(day: date) -> date:
    return date(day.year, day.day, day.month) if day.day <= 12 else day


def _density(days: set[date]) -> float:
    """The share of the days from the first to the last that are there."""
    return len(days) / ((max(days) - min(days)) // timedelta(days=1) + 1)
