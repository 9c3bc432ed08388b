"""A column that cannot be what it is said to be: refused for that use, with its arithmetic.

A row or two above its whole is a call astride two half-hours; a column that is above it in a good part
of the rows counts something else, and no figure made of it would mean anything.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from pilotage.counters import parent_of
from pilotage.feeds.cells import Mask
from pilotage.money import MILLION
from pilotage.problems import Severity

if TYPE_CHECKING:
    from pilotage.feeds.columns import Values
    from pilotage.feeds.grids import Block
    from pilotage.feeds.run import Run

#: Rows above their whole from which a column is refused: half of those that can be compared, or a
#: quarter when their sum is above it as well; never for fewer rows than this.
_HALF, _QUARTER, LEAST_ROWS = 2, 4, 5


@dataclass
class Tally:
    """What the rows said of a counter against the one that it is part of."""

    parent: str
    compared: int = 0
    over: int = 0
    surplus: int = 0
    rows: tuple[int, ...] = ()
    read: int = 0
    expected: int = 0

    @property
    def refused(self) -> bool:
        if self.over < LEAST_ROWS:
            return False
        mostly, often = self.over * _HALF > self.compared, self.over * _QUARTER > self.compared
        return mostly or (often and self.surplus > 0)


def weigh(run: Run, found: MutableMapping[str, Values], block: Block, alive: Mask) -> None:
    """Compares each counter of the block with the one that it is part of; those that cannot be it lose
    their values, so that their rows are kept for the rest.
    """
    for name, child in tuple(found.items()):
        parent = found.get(parent_of(name))
        if parent is None:
            continue
        both = alive & child.known & parent.known & ((child.values > 0) | (parent.values > 0))
        # a printed mean times its weight is rounded: one unit more says nothing
        slack = MILLION if name in run.feed.estimated or parent_of(name) in run.feed.estimated else 0
        over = both & (child.values > parent.values + slack)
        tally = run.tallies.setdefault(name, Tally(parent_of(name)))
        tally.compared += int(both.sum())
        tally.over += int(over.sum())
        tally.surplus += int(child.values[both].sum()) - int(parent.values[both].sum())
        if over.any() and not tally.rows:
            first = int(np.flatnonzero(over)[0])
            tally.rows = tuple(int(row) for row in block.rows[over][:10])
            tally.read, tally.expected = int(child.values[first]), int(parent.values[first])
    for name in refused(run):
        if name in found:
            one = found[name]
            found[name] = type(one)(one.values, np.zeros(len(one.known), bool))


def refused(run: Run) -> frozenset[str]:
    """The counters that no column of the file gives credibly, with those that are made of them."""
    names = {name for name, tally in run.tallies.items() if tally.refused}
    for derived in run.feed.derived:
        if names & {*derived.plus, *derived.minus}:
            names.add(derived.counter)
    return frozenset(names)


def without_refused(run: Run, rows: pa.Table) -> pa.Table:
    """The evidence without them; the problem says why, column by column."""
    gone = [name for name in rows.column_names if name in refused(run)]
    titles = {column.counter: column.title for column in run.feed.column if column.counter}
    for name, tally in _told(run):
        run.findings.add(
            "column.refused_use",
            Severity.WARNING,
            rows=tally.rows,
            count=tally.over,
            column=titles.get(name, name),
            read=_units(tally.read),
            expected=_units(tally.expected),
            params=(
                ("counters", name),
                ("parent", titles.get(tally.parent, tally.parent)),
                ("compared", tally.compared),
            ),
        )
    return rows.drop_columns(gone) if gone else rows


def _told(run: Run) -> Iterator[tuple[str, Tally]]:
    return ((name, tally) for name, tally in run.tallies.items() if tally.refused)


def _units(millionths: int) -> str:
    whole, part = divmod(millionths, MILLION)
    return f"{whole}.{part:06d}".rstrip("0") if part else str(whole)
