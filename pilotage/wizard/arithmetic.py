"""What the figures of columns say of one another: sums, ratios, means, parts, constants, row numbers.

Only to propose and to doubt: each answer is a share of rows, with the rows that disagree. Nothing here
is kept; floating point is enough to see that two columns agree within what was printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

MOSTLY = 0.95
"""The share of rows above which a relation is held for true, the others for the file's mistakes."""
_FEW = 2
_WIDEST = 40


@dataclass(frozen=True, eq=False)
class Agreement:
    """On how many of the rows that can be compared a relation holds; `against` marks the others."""

    agree: int
    of: int
    against: Flags

    @property
    def share(self) -> float:
        return self.agree / self.of if self.of else 0.0

    @property
    def holds(self) -> bool:
        """On most rows, and on enough of them to be no chance."""
        return self.of >= _FEW and self.share >= MOSTLY

    @property
    def params(self) -> tuple[tuple[str, str | int], ...]:
        return (("agree", self.agree), ("of", self.of))


def _agreement(good: Flags, usable: Flags) -> Agreement:
    return Agreement(int((good & usable).sum()), int(usable.sum()), np.asarray(usable & ~good))


def sums_to(total: Floats, parts: Sequence[Floats]) -> Agreement:
    """Whether the total is the sum of the parts, row by row."""
    added = np.sum(parts, axis=0)
    usable = np.isfinite(total) & np.isfinite(added)
    return _agreement(np.abs(total - added) <= 1e-6 + 1e-9 * np.abs(total), usable)


def is_ratio(rate: Floats, above: Floats, below: Floats, tolerance: float) -> Agreement:
    """Whether the rate is `above / below` within the tolerance, where there is something below."""
    usable = np.isfinite(rate) & np.isfinite(above) & np.isfinite(below) & (below > 0)
    found = np.divide(above, below, out=np.zeros_like(rate), where=usable)
    return _agreement(np.abs(rate - found) <= tolerance + 1e-9, usable)


def counts_whole(mean: Floats, weight: Floats) -> Agreement:
    """Whether the mean (or the rate) times its weight is a whole number: it was not rounded.

    Rows where any mean would give one (a whole mean, nothing to weigh) say nothing.
    """
    usable = (
        np.isfinite(mean) & np.isfinite(weight) & (weight > 1) & (np.abs(mean - np.rint(mean)) > 1e-9)
    )
    product = np.where(usable, mean * weight, 0.0)
    near = np.abs(product - np.rint(product)) <= 1e-6 * np.maximum(1.0, np.abs(product))
    return _agreement(near, usable)


def within(child: Floats, parent: Floats) -> Agreement:
    """Whether the one never exceeds the other."""
    usable = np.isfinite(child) & np.isfinite(parent)
    return _agreement(child <= parent + 1e-9, usable)


def same(one: Floats, other: Floats, tolerance: float) -> Agreement:
    """Whether two columns print the same within the tolerance."""
    usable = np.isfinite(one) & np.isfinite(other)
    return _agreement(np.abs(one - other) <= tolerance + 1e-9, usable)


def is_constant(values: Floats) -> bool:
    """Whether every row has the same figure (and there are several rows)."""
    known = values[np.isfinite(values)]
    return len(known) > _FEW and bool((known == known[0]).all())


def is_row_number(values: Floats) -> bool:
    """Whether the column only numbers the rows: whole numbers in a run, none twice, in any order."""
    known = values[np.isfinite(values)]
    if len(known) != len(values) or len(known) <= _FEW or (known != np.rint(known)).any():
        return False
    ordered = np.sort(known)
    steps = np.diff(ordered)
    if not (steps > 0).all():
        return False
    return bool((steps == 1).all()) or _follows_the_rows(known)


def _follows_the_rows(known: Floats) -> bool:
    """Numbers that go up or down by one from nearly each row to the next."""
    steps = np.diff(known)
    return len(known) > 10 and bool((np.abs(steps) == 1).mean() >= MOSTLY)


def stretches(constant: Floats, varying: Floats) -> tuple[int, int]:
    """The longest stretch of rows (first, length) where one column stays the same though the other,
    that it should follow, varies; a length of 0 when there is none worth telling.
    """
    best, start = (0, 0), 0
    for row in range(1, len(constant) + 1):
        if row < len(constant) and constant[row] == constant[start]:
            continue
        length = row - start
        moving = len(np.unique(varying[start:row])) > length // 2
        if length > max(best[1], 5) and moving and np.isfinite(constant[start]):
            best = (start, length)
        start = row
    return best


def totals(columns: Mapping[str, Floats], most: int = 3) -> dict[str, tuple[str, ...]]:
    """Each column that is the sum of two or three others on most rows: its parts.

    A sum is told once, of its largest member; columns of zeros and equal columns say nothing.
    """
    usable = {name: values for name, values in columns.items() if np.nansum(np.abs(values)) > 0}
    names = list(usable)[:_WIDEST]
    found: dict[str, tuple[str, ...]] = {}
    sums = {name: float(np.nansum(usable[name])) for name in names}
    for number in range(2, most + 1):
        for parts in combinations(names, number):
            whole = sum(sums[part] for part in parts)
            for name in names:
                if name in parts or name in found or not _near(sums[name], whole):
                    continue
                if sums_to(usable[name], [usable[part] for part in parts]).holds:
                    found[name] = parts
        if len(names) > 2 * most * most:
            break  # triples among many columns are mostly chance
    return found


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= 0.02 * max(abs(one), abs(other), 1.0)


def steps_of(texts: Sequence[str]) -> float:
    """One unit of the last decimal that most cells print: `95,6 %` gives 0.1."""
    places = [len(text.rstrip(" %").replace(",", ".").partition(".")[2]) for text in texts]
    finest = sorted(places)[len(places) // 2] if places else 0
    return float(10.0 ** -min(finest, 9))


def rows_where(flags: Flags, rows: npt.NDArray[np.int64], most: int = 10) -> tuple[int, ...]:
    """The file's row numbers where a flag stands, the first ones."""
    return tuple(int(row) for row in rows[np.flatnonzero(flags)[:most]])
