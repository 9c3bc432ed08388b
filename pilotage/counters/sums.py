"""What a scope counts over a window."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from pilotage.periods import Window


class Compared(NamedTuple):
    """A day's count beside its forecast, over the streams for which both are known."""

    day: date
    actual: Decimal
    forecast: Decimal


@dataclass(frozen=True, slots=True)
class Sums:
    """Counters summed over a scope and a window.

    A counter that no row gives is absent from `values` (which is not zero). `estimated` names those
    made from a printed rate; `coarse` those of rows (a week, a month) that reach out of the window
    or lie beside finer rows of the same stream and counter: they are not part of the sums.
    `partial` names those that some day of some stream lacks though it had what they are part of
    (see `comes_with_parent`), or for which the source that is believed gave nothing. `typed` names
    those of which a part was typed by hand, `refused` those that a file gives in a column that cannot be
    that. `compared` has, for `offered` and `handled`, the days on
    which both the count and its forecast are known.
    `gives` says which counters each file of the table gives. `figures` is for whoever computes on these
    sums: what was asked once is not worked out again for another side judged on the same counters.
    """

    values: Mapping[str, Decimal]
    batches: tuple[int, ...] = ()
    estimated: frozenset[str] = frozenset()
    coarse: frozenset[str] = frozenset()
    partial: frozenset[str] = frozenset()
    typed: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    window: Window | None = None
    compared: Mapping[str, tuple[Compared, ...]] = field(default_factory=dict, compare=False)
    gives: Mapping[int, frozenset[str]] = field(default_factory=dict, compare=False, repr=False)
    figures: dict[int, tuple[object, object]] = field(
        init=False, default_factory=dict, compare=False, repr=False
    )

    def get(self, name: str) -> Decimal | None:
        return self.values.get(name)

    def batches_of(self, names: Iterable[str]) -> tuple[int, ...]:
        """The files, among those summed, that give at least one of these counters."""
        wanted = frozenset(names)
        return tuple(b for b in self.batches if not wanted.isdisjoint(self.gives.get(b, wanted)))
