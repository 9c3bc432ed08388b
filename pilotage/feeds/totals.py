"""The arithmetic of totals: which rows of a block another row is the sum of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from pilotage.feeds.cells import Cells, Ints, Mask, understood
from pilotage.feeds.columns import shown_units, understanding
from pilotage.feeds.grids import Block
from pilotage.feeds.model import Column
from pilotage.feeds.run import Place, Run
from pilotage.money import MILLION

_OPEN = 40
_LIKE_ROWS, _LIKE_SIZE = 5, 100 * MILLION
_HUGE = np.iinfo(np.int64).max
_SNAPSHOTS = ("backlog", "headcount", "supervisors")


@dataclass(frozen=True)
class Figures:
    """The columns of a block that add up: by column and row the value in millionths, where known."""

    columns: tuple[Column, ...]
    values: Ints
    known: Mask

    def at(self, row: int) -> Ints:
        """The columns in which the row has a figure."""
        return np.flatnonzero(self.known[:, row])

    def like_a_total(self, alive: Mask) -> Mask:
        """The rows that are exactly the sum of all above, in two columns at least that differ, after
        five rows with figures: too much for a coincidence.
        """
        values = self.values * alive
        above = np.cumsum(values, axis=1) - values
        filled_rows = np.asarray((values > 0).any(axis=0), bool)
        busy: Ints = np.cumsum(filled_rows) - filled_rows
        filled = self.known & (self.values >= _LIKE_SIZE)
        same = ((values == above) | ~self.known).all(axis=0) & (filled.sum(axis=0) >= 2)
        most = np.where(filled, values, 0).max(axis=0, initial=0)
        least = np.where(filled, values, _HUGE).min(axis=0, initial=_HUGE)
        differ = most != least
        return np.asarray(alive & same & differ & (busy >= _LIKE_ROWS))


def figures_of(run: Run, place: Place, block: Block) -> Figures:
    """The counts, hours, scores and durations of the block that are neither means, rates nor levels."""
    found: list[tuple[Column, Cells]] = []
    for column in run.feed.column:
        at = place.at(*column.name)
        level = (column.counter or "").startswith(_SNAPSHOTS)
        if column.counter and not column.times and not level and at is not None and at in block.columns:
            found.append((column, block.columns[at]))
    shape = (len(found), len(block.rows))
    values, known = np.zeros(shape, np.int64), np.zeros(shape, bool)
    for rank, (column, cells) in enumerate(found):
        parsed = understood(cells, understanding(run, column, MILLION)[0])
        values[rank], known[rank] = parsed.values, parsed.known
    return Figures(tuple(column for column, _ in found), values * known, known)


@dataclass(frozen=True, slots=True)
class Total:
    """What a row may be the sum of: how many `rows` from which one on, whether its figures agree; of
    the first column that decides, its title, the figure printed and the one that the rows make; and
    whether that is `sure` without a word: three rows, or two columns.
    """

    rows: int
    start: int
    agrees: bool
    column: str
    read: str
    expected: str
    sure: bool


class Sums:
    """Sums of the data rows of a block. `above` is what earlier blocks make by column."""

    def __init__(self, figures: Figures, data: Mask, moment: Ints, above: Mapping[str, int]) -> None:
        self.figures, self._moment = figures, moment
        values = figures.values * data
        size = len(data)
        self._before = np.zeros((len(figures.columns), size + 1), np.int64)
        np.cumsum(values, axis=1, out=self._before[:, 1:])
        self._count = np.concatenate([[0], np.cumsum(data & figures.known.any(axis=0))])
        self._above = np.array([above.get(column.title, 0) for column in figures.columns], np.int64)
        self._open = [0]
        _, self._slot = np.unique(moment, return_inverse=True)
        slots = int(self._slot.max(initial=0)) + 1
        self._rows = np.bincount(self._slot, weights=data, minlength=slots).astype(np.int64)
        self._made = np.zeros((len(figures.columns), slots), np.int64)
        for at, row in enumerate(values):
            np.add.at(self._made[at], self._slot, row)

    def of(self, row: int) -> Total | None:
        """What the row sums up: the rows since an earlier total, all above, those of its moment, or
        those below. The likeliest of them when it agrees with none; None when there is no other row.
        """
        columns = self.figures.at(row)
        made = [found for found in self._ways(row) if found[0] > 0]
        if not len(columns) or not made:
            return None
        printed = self.figures.values[columns, row]
        slack = np.array([self._slack(at, row) for at in columns], np.int64)
        for rows, start, sums in made:
            if rows > 1 and printed.any() and (np.abs(sums[columns] - printed) <= slack).all():
                return self._total(row, rows, start, columns[int(np.argmax(printed))], sums, agrees=True)
        rows, start, sums = made[0]
        wrong = np.abs(sums[columns] - printed) > slack
        at = columns[int(np.argmax(wrong))]
        return self._total(row, rows, start, at, sums, agrees=not wrong.any())

    def closed(self, row: int, total: Total) -> None:
        """The rows of that total are summed up: the next ones begin after it."""
        if total.agrees and total.start >= 0:
            self._open = [start for start in self._open if start <= total.start]
        self._open = [*self._open[-_OPEN:], row + 1]

    def _ways(self, row: int) -> list[tuple[int, int, Ints]]:
        """(rows, where they begin, what they make by column), the likeliest first."""
        ways: list[tuple[int, int, Ints]] = []
        if self._moment[row] >= 0:
            slot = self._slot[row]
            ways.append((int(self._rows[slot]), -1, self._made[:, slot]))
        for start in reversed(self._open):
            made = self._before[:, row] - self._before[:, start]
            ways.append((int(self._count[row] - self._count[start]), start, made))
        if self._above.any():
            rows = int(self._count[row]) + 2
            ways.append((rows, 0, self._before[:, row] + self._above))
        below = self._before[:, -1] - self._before[:, row]
        ways.append((int(self._count[-1] - self._count[row]), -1, below))
        return ways

    def _slack(self, at: int, row: int) -> int:
        """Hours and durations are printed rounded; counts are exact."""
        if self.figures.columns[at].kind in {"count", "points"}:
            return 0
        return int(abs(self.figures.values[at, row])) // 1000

    def _total(self, row: int, rows: int, start: int, at: int, sums: Ints, *, agrees: bool) -> Total:
        read, made = shown_units(self.figures.values[at, row]), shown_units(sums[at])
        several = int((self.figures.values[:, row] > 0).sum()) > 1
        sure = agrees and rows > 1 and (several or rows > 2)
        return Total(rows, start, agrees, self.figures.columns[at].title, read, made, sure)
