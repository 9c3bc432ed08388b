"""What a careful reader notices in an unknown file before counting: forms that change, rows that stop."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import numpy as np

from pilotage.problems import Severity
from pilotage.wizard.arithmetic import rows_where
from pilotage.wizard.layouts import Seen
from pilotage.wizard.moment_parts import When, days_of
from pilotage.wizard.parts import Board, Part
from pilotage.wizard.stream_parts import StreamChoice

_DAY_S = 86_400
_COARSE_S = 60
_LONG = frozenset({"week", "month"})


def doubts_of(board: Board, when: When, stream: StreamChoice) -> None:
    """Adds to the board whatever the file shows of its own making."""
    if board.table.titles:
        count, read = len(board.table.titles), board.table.titles[0]
        board.note("titles", count=count, read=read)
    for part in board.parts:
        if not part.seen.filled.any():
            part.because.clear()
            part.why("no_value")
            board.doubt("no_value", part, (), severity=Severity.NOTE)
        elif part.seen.kind == "duration":
            _two_forms(board, part)
    dated = next((part for part in board.parts if part.name == when.date), None)
    if dated is None or when.year:
        return
    days = days_of(dated.seen, when.format)
    _order(board, dated, days)
    by = next((part for part in board.parts if part.name == stream.column), None)
    if by is not None and board.grain in _LONG:
        _ends(board, by, dated, days)


def _two_forms(board: Board, part: Part) -> None:
    """Bare numbers among clocks, told by row; fractions of a day rounded far above the second."""
    bare = np.array([_is_bare(part.seen, row) for row in range(len(part.seen.cells))])
    if not bare.any() or bare.all():
        return
    rows, read = rows_where(bare, board.table.rows), part.seen.by_row[int(np.flatnonzero(bare)[0])]
    board.doubt("two_forms", part, rows, read=read, count=int(bare.sum()))
    coarse = np.array(
        [bool(here) and _step(part.seen.by_row[row]) > _COARSE_S for row, here in enumerate(bare)]
    )
    if coarse.any() and int(coarse.sum()) * 2 < int(bare.sum()):
        first = int(np.flatnonzero(coarse)[0])
        text = part.seen.by_row[first]
        board.doubt(
            "rounded",
            part,
            rows_where(coarse, board.table.rows),
            read=text,
            count=int(coarse.sum()),
            step=int(_step(text)),
        )


def _is_bare(seen: Seen, row: int) -> bool:
    cell = seen.cells.at(row)
    if isinstance(cell, str):
        return ":" not in cell and cell.replace(",", ".").replace(".", "", 1).replace("E-", "").isdigit()
    return isinstance(cell, int | float)


def _step(text: str) -> float:
    """The seconds of one unit of the last decimal of a fraction of a day."""
    if "e" in text.lower():
        return 0.0
    decimals = len(text.replace(",", ".").partition(".")[2])
    return _DAY_S * 10.0**-decimals


def _order(board: Board, dated: Part, days: Sequence[date | None]) -> None:
    """Rows that go neither forward nor backward in time."""
    known = [(row, day) for row, day in enumerate(days) if day is not None]
    back = [b[0] for a, b in pairwise(known) if b[1] < a[1]]
    forth = [b[0] for a, b in pairwise(known) if b[1] > a[1]]
    odd = min((back, forth), key=len)
    streams = len({part.name for part in board.parts if part.role == "stream"})
    if not odd or streams or board.grain not in {*_LONG, "day"}:
        return
    rows = [int(board.table.rows[row]) for row in odd[:10]]
    read = dated.seen.by_row[odd[0]]
    board.doubt("not_in_order", dated, rows, read=read, count=len(odd), severity=Severity.NOTE)


def _ends(board: Board, by: Part, dated: Part, days: Sequence[date | None]) -> None:
    """Streams whose rows stop before the file does."""
    last: dict[str, tuple[date, int]] = {}
    for row, (text, day) in enumerate(zip(by.seen.by_row, days, strict=True)):
        if text and day is not None and (text not in last or last[text][0] < day):
            last[text] = (day, row)
    end = max((day for day, _ in last.values()), default=None)
    closing = next((row for day, row in last.values() if day == end), 0)
    for text, (day, row) in last.items():
        if day != end:
            board.doubt(
                "stream_ends",
                by,
                [int(board.table.rows[row])],
                read=dated.seen.by_row[row],
                expected=dated.seen.by_row[closing],
                severity=Severity.NOTE,
                stream=text,
            )
