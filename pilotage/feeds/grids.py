"""What every reader gives: a grid of cells, its first rows as they stand, the rest in blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from pilotage.feeds.cells import Cell, Cells

HEAD_ROWS = 80
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Block:
    """Some rows of a grid: the wanted columns by position, and the row number of each row as the
    user counts them. `ragged` lists rows with another number of cells: (row, found, expected); they
    are not among the cells. `last` tells the last block of a grid.

    Of a wide column turned into rows, `column` is the header, and `rows_of` the row of each cell where
    the figures of one row stand on several rows of the file.
    """

    columns: Mapping[int, Cells]
    rows: Rows
    ragged: Sequence[tuple[int, int, int]] = field(default=())
    last: bool = True
    column: str = ""
    rows_of: Mapping[int, Rows] = field(default_factory=dict)

    def at(self, position: int) -> Block:
        """The block with the rows where the cells of that column stand."""
        rows = self.rows_of.get(position)
        return self if rows is None else replace(self, rows=rows)


class Grid(Protocol):
    """A sheet of a workbook, or a text file."""

    @property
    def name(self) -> str:
        """The sheet's name, empty for a text file."""

    @property
    def head(self) -> Sequence[Sequence[Cell]]:
        """The first rows, at most `HEAD_ROWS`."""

    def blocks(self, after: int, wanted: Mapping[int, bool], missing: frozenset[str]) -> Iterator[Block]:
        """The rows below row index `after` of the head: the `wanted` positions, each with whether
        whole numbers are expected there; `missing` texts are blank.
        """
