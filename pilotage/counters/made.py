"""Quantities that no feed gives and that only days show: the gap to a forecast, the days worked.

A KPI names them as it names counters (`MADE` says of what each is made). They need rows by day: where a
counter they are made of comes by week or month, they are `coarse`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

import numpy as np

from pilotage.counters.catalogue import MADE
from pilotage.counters.slots import Flags, Integers, Slots, day_of
from pilotage.counters.sums import Compared
from pilotage.money import from_millionths

BySlot = Callable[[int, Integers, Integers], Slots]


@dataclass(frozen=True, slots=True)
class Made:
    """What was made for one cell."""

    values: Mapping[str, Decimal] = field(default_factory=dict)
    coarse: frozenset[str] = frozenset()
    compared: Mapping[str, tuple[Compared, ...]] = field(default_factory=dict)


NOTHING = Made(MappingProxyType({}), frozenset(), MappingProxyType({}))


def made(
    by_slot: BySlot, names: Sequence[str], long: Flags, present: Flags, rows: Integers, cell: Integers
) -> Mapping[int, Made]:
    """What the rows make in each cell. `long` marks those of a week or a month, `present` the counters
    that each gives; `by_slot` reads a counter of some rows.
    """
    place = {name: at for at, name in enumerate(names)}
    here = [name for name, sources in MADE.items() if all(source in place for source in sources)]
    if not here:
        return {}
    daily = ~long
    days = {
        name: by_slot(place[name], rows[daily], cell[daily])
        for name in {s for m in here for s in MADE[m]}
    }
    cells: dict[int, dict[str, Decimal]] = {}
    compared: dict[int, dict[str, tuple[Compared, ...]]] = {}
    coarse: dict[int, set[str]] = {}
    if "worked_days" in here:
        worked = days["handled"]
        cells |= {int(at): {"worked_days": Decimal(0)} for at in np.unique(worked.cell)}
        busy = worked.value > 0
        days_of = Slots.of(
            worked.cell[busy], 0 * worked.stream[busy], worked.day[busy], worked.value[busy]
        )
        for at, count in zip(*np.unique(days_of.cell, return_counts=True), strict=True):
            cells[int(at)]["worked_days"] = Decimal(int(count))
    for actual in ("offered", "handled"):
        if f"{actual}_gap" not in here:
            continue
        for at, found in _compared(days[actual], days["forecast"]).items():
            compared.setdefault(at, {})[actual] = tuple(found)
            kept = cells.setdefault(at, {})
            kept[f"{actual}_gap"] = sum((abs(c.actual - c.forecast) for c in found), Decimal(0))
            kept[f"{actual}_forecast"] = sum((c.forecast for c in found), Decimal(0))
    for name in here:
        columns = [place[source] for source in MADE[name]]
        for at in np.unique(cell[long & present[:, columns].any(axis=1)]):
            coarse.setdefault(int(at), set()).add(name)
    return {
        at: Made(cells.get(at, {}), frozenset(coarse.get(at, ())), compared.get(at, {}))
        for at in cells.keys() | coarse.keys()
    }


def _compared(actual: Slots, forecast: Slots) -> Mapping[int, list[Compared]]:
    """By cell, the days on which a stream has both, the streams added up."""
    done, due = actual.beside(forecast)
    found: dict[int, list[Compared]] = {}
    both = zip(
        done.cell.tolist(), done.day.tolist(), done.value.tolist(), due.value.tolist(), strict=True
    )
    for cell, day, came, expected in both:
        pair = Compared(day_of(day), from_millionths(came), from_millionths(expected))
        found.setdefault(cell, []).append(pair)
    return found
