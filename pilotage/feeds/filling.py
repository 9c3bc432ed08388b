"""Cells merged down: a blank one repeats the one above."""

from __future__ import annotations

import numpy as np

from pilotage.feeds.cells import Cell, Cells
from pilotage.feeds.run import Place, Run


def filled(run: Run, place: Place, columns: dict[int, Cells], carried: dict[int, Cell]) -> None:
    """Fills the `fill_down` columns of a block in place; `carried` keeps the last cell of each for the
    next block. A blank cell with nothing above it stays blank.
    """
    for name in run.feed.fill_down:
        at = place.at(name)
        if at is None or at not in columns:
            continue
        cells = columns[at]
        codes = cells.codes
        if codes is None or not len(codes):
            continue
        values = list(cells.values)
        if at in carried and codes[0] < 0:
            values.append(carried[at])
            codes = codes.copy()
            codes[0] = len(values) - 1
        known = np.where(codes >= 0, np.arange(len(codes)), -1)
        above = np.maximum.accumulate(known)
        codes = np.where(above < 0, -1, codes[above]).astype(np.int32)
        columns[at] = Cells(values, codes)
        if codes[-1] >= 0:
            carried[at] = values[codes[-1]]
