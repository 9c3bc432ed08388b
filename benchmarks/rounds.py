"""Interleaved rounds: each piece of work in turn, several times, so that a machine that drifts
drifts for all of them alike.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

ROUNDS = 5
Work = Callable[[], object]


@dataclass(frozen=True)
class Row:
    """A line of the table: what was measured, against what, and the goal when there is one."""

    work: str
    seconds: float
    floor: str
    floor_seconds: float | None
    goal: str

    @property
    def ratio(self) -> float | None:
        return self.seconds / self.floor_seconds if self.floor_seconds else None

    @property
    def cells(self) -> tuple[str, ...]:
        floor = f"{self.floor}, {duration(self.floor_seconds)}" if self.floor_seconds else self.floor
        ratio = f"{self.ratio:.1f} x" if self.ratio else "-"
        return self.work, duration(self.seconds), floor, ratio, self.goal


def duration(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.3g} ms"


def interleaved(works: Mapping[str, Work], rounds: int = ROUNDS) -> dict[str, float]:
    """The median seconds of each piece of work over `rounds` rounds, one of each a round."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            gc.collect()
            begun = time.perf_counter()
            work()
            taken[name].append(time.perf_counter() - begun)
    return {name: median(seconds) for name, seconds in taken.items()}


def markdown(rows: list[Row]) -> str:
    """The rows as a table for the README."""
    lines = ["| Work | Median | Against | Ratio | Goal |", "|---|---|---|---|---|"]
    lines += ["| " + " | ".join(row.cells) + " |" for row in rows]
    return "\n".join(lines)
