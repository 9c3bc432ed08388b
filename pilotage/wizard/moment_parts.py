"""When the rows of an unknown file are: its date and format, its times, its grain, or a question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from pilotage.feeds.cells import Cell
from pilotage.feeds.dates import date_within, period_text, weekday, year_within
from pilotage.feeds.guessing import bare
from pilotage.feeds.looks import CellKind, is_range, layout_of, moment_as
from pilotage.feeds.vocabulary import MONTHS
from pilotage.wizard.layouts import Seen
from pilotage.wizard.parts import Board, Part

_IN_NAMES = ("yyyy-mm-dd", "dd-mm-yyyy", "dd/mm/yyyy", "yyyymmdd", "dd.mm.yyyy", "mmmm yyyy", "yyyy-mm")
_FEW = 60


@dataclass
class When:
    """What `[feed.when]` would say; `asked` when the first day is for a person to say."""

    date: str = ""
    format: str = ""
    time: str = ""
    date_in: str = ""
    year: str = ""
    rows: str = ""
    asked: str = ""


def when_of(board: Board) -> When:
    """Finds the date and the time, and sets the grain of the board."""
    found = When()
    dated = _said(board, "date") or _date_column(board)
    timed = _said(board, "time") or _time_column(board, dated)
    if dated is not None and dated.seen.kind == "date":
        found.date, found.format = dated.name, _format(board, dated)
        if found.format:
            dated.play("date", 95, "date_texts", format=found.format)
        else:
            dated.play("date", 95, "date")
        dated.form = (found.format,) if found.format else ()
        if found.format and not re.search("y|w|excel", found.format):
            _year(board, dated, found)
    elif (month := _month_number(board)) is not None:
        month.play("date", 80, "month_number")
        found.date, found.format, found.year = month.name, "m", "asked"
        found.asked = board.asked.ask("period", "year", params=(("column", month.name),))
        board.grain = "month"
        return found
    else:
        _without_date(board, found)
    if timed is not None:
        timed.play("time", 90, "time")
        found.time = timed.name
    if found.date or not found.asked:
        board.grain = _grain(board, dated, timed, found.format)
    return found


def _said(board: Board, role: str) -> Part | None:
    return next((part for part in board.parts if part.said == role), None)


def _date_column(board: Board) -> Part | None:
    """The date that changes most from row to row, a column named so first."""
    dates = [part for part in board.free() if part.seen.kind == "date" and not part.said]
    named = [part for part in dates if "date" in bare(part.name).split()]
    return max(named or dates, key=lambda part: len(part.seen.values), default=None)


def _time_column(board: Board, dated: Part | None) -> Part | None:
    for part in board.free():
        if part is dated or part.said or part.guess is None or part.guess.counter != "time":
            continue
        if part.seen.kind in {"time", "duration", "short_duration"}:
            return part
    return None


def _month_number(board: Board) -> Part | None:
    """A column named month whose whole numbers run from 0 or 1 to 12."""
    for part in board.free():
        if MONTHS.search(bare(part.name)) and part.seen.kind == "whole" and not part.said:
            values = set(part.seen.numbers[part.seen.filled].tolist())
            if values <= set(range(13)) and len(values) > 1:
                return part
    return None


def _format(board: Board, part: Part) -> str:
    """The date format: the one that reads every cell, or the one that the rows settle, or a question."""
    formats = _orders(part.seen.formats)
    if len(formats) < 2:
        return formats[0] if formats else ""
    agreeing = [form for form in formats if _weekdays_agree(board, part.seen, form)]
    if len(agreeing) == 1:
        part.why("weekdays", format=agreeing[0])
        return agreeing[0]
    regular = [form for form in formats if _all_first_days(part.seen, form)]
    proposed = ""
    if len(regular) == 1:
        proposed = regular[0]
        part.why("first_days", format=proposed)
    params = (("column", part.name), ("read", part.seen.sample[0]))
    return board.asked.ask("date_order", "date_order", params=params, choices=formats, proposed=proposed)


def _orders(formats: Sequence[str]) -> list[str]:
    """One format for each order of day and month: `dd/mm/yyyy` and `d/m/yyyy` say the same."""
    seen: dict[str, str] = {}
    for form in formats:
        runs = re.findall(r"d{3,}|d+|m{3,}|m+|y+|w+", form.lower())
        words = (run[0].upper() if len(run) > 2 and run[0] in "dm" else run[0] for run in runs)
        seen.setdefault(" ".join(words), form)
    return list(seen.values())


def _weekdays_agree(board: Board, seen: Seen, form: str) -> bool:
    """Whether a column of day names says the days that the format gives."""
    for part in board.parts:
        if part.seen.kind != "text" or not set(part.seen.values[:3]) or part.seen is seen:
            continue
        days = [weekday(text) for text in part.seen.values]
        if len(days) > 7 or any(isinstance(day, str) for day in days):
            continue
        pairs = {(seen.cells.at(row), part.seen.cells.at(row)) for row in _rows(seen)}
        told = [(moment_as(form, cell), weekday(name)) for cell, name in pairs if cell and name]
        return all(isinstance(moment, datetime) and moment.weekday() == day for moment, day in told)
    return False


def _rows(seen: Seen) -> Sequence[int]:
    filled = np.flatnonzero(seen.filled)
    step = max(1, len(filled) // _FEW)
    return [int(row) for row in filled[::step]]


def _all_first_days(seen: Seen, form: str) -> bool:
    """Whether every date is the first of its month, and the months differ: a monthly file."""
    days = [moment_as(form, cell) for cell in seen.values]
    return all(isinstance(day, datetime) and day.day == 1 for day in days) and len(days) > 1


def _year(board: Board, dated: Part, found: When) -> None:
    """The year of dates that have none: that of the file's name or of its title, else asked."""
    if year_within(board.file):
        found.year = "file"
    elif any(year_within(title) for title in board.table.titles):
        found.year = "title"
    else:
        found.year = "asked"
        found.asked = board.asked.ask("period", "year", params=(("column", dated.name),))


def _without_date(board: Board, found: When) -> None:
    """A file that does not say when: by what stands above it or in its name, else a question."""
    for place, texts in (
        ("title", board.table.titles),
        ("sheet", (board.table.sheet,)),
        ("file", (board.file,)),
    ):
        for form in _IN_NAMES:
            if any(date_within(text, form) for text in texts if text):
                found.date_in, found.format = place, form
                board.grain = "month" if "d" not in form else "day"
                return
    rows = len(board.table.rows)
    found.date_in = "asked"
    found.asked = period_text(board.asked.ask("period", "period", params=(("rows", rows),)))
    streams = len(board.contract.stream) if board.contract else 1
    proposed = "same" if rows <= streams else ""
    found.rows = board.asked.ask(
        "rows", "rows", params=(("rows", rows),), choices=("consecutive", "same"), proposed=proposed
    )
    board.grain = "day" if found.rows == "consecutive" else _grain_of_period(found.asked)


def _grain_of_period(period: str) -> str:
    if "W" in period.upper():
        return "week"
    return "month" if len(period) == len("2026-10") else "day"


def _grain(board: Board, dated: Part | None, timed: Part | None, form: str) -> str:
    """What a row is: by the rhythm of the dates and times."""
    if dated is None:
        return board.grain
    if is_range(form):
        return "week"
    cells = [dated.seen.cells.at(row) for row in range(len(dated.seen.cells))]
    columns: list[tuple[CellKind, str, list[Cell]]] = [
        ("date", form, [cell for cell in cells if cell is not None])
    ]
    if timed is None and "hh" in form and _all_midnight(dated.seen, form):
        columns = [("date", "yyyy-mm-dd", list(days_of(dated.seen, form)))]
    if timed is not None:
        clock = [timed.seen.cells.at(row) for row in range(len(timed.seen.cells))]
        columns.append(("time", "", [cell for cell in clock if cell is not None]))
    found = layout_of(columns)
    if found == "day" and _monthly(dated.seen, form):
        return "month"
    return "day" if found == "unknown" else found


def _all_midnight(seen: Seen, form: str) -> bool:
    """Whether the hours that the dates bear say nothing."""
    read = [moment_as(form, value) for value in seen.values]
    return all(isinstance(moment, datetime) and moment.hour + moment.minute == 0 for moment in read)


def _monthly(seen: Seen, form: str) -> bool:
    """The first day of one month alone, under a name that says month."""
    return len(seen.values) == 1 and MONTHS.search(bare(seen.name)) is not None and bool(form)


def days_of(seen: Seen, form: str) -> list[date | None]:
    """Each row's day, as the format reads it."""
    known: dict[object, date | None] = {}
    for value in seen.values:
        found = value if isinstance(value, datetime) else moment_as(form, value) if form else None
        day = found.date() if isinstance(found, datetime) else value if isinstance(value, date) else None
        known[value] = day
    return [known.get(seen.cells.at(row)) for row in range(len(seen.cells))]
