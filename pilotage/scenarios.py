"""What if: two judgements of one month compared, SLA by SLA and line by line, to the cent.

Restatements, retroactive amendments, landings and other formulas are all this, and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar

from pilotage.judgement import MonthResult
from pilotage.kpi.model import Unit
from pilotage.money import ZERO
from pilotage.periods import Month
from pilotage.pricing import LineKind
from pilotage.pricing.model import Detail
from pilotage.sla import Occurrence, SlaResult, Status, Zone

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class SlaChange:
    """An SLA judged twice; `stream` when it is judged stream by stream, `window` (its first day) when
    several end in a month. A value or a status is None
    where it has none: not measured, or not promised in that judgement. The two sums are those of the
    KPI's ratio. The zones are those of the first clause of bonus or malus that has one, None without.
    """

    id: str
    kpi: str
    unit: Unit
    before: Decimal | None
    after: Decimal | None
    status_before: Status | None
    status_after: Status | None
    stream: str = ""
    numerator_before: Decimal | None = None
    denominator_before: Decimal | None = None
    numerator_after: Decimal | None = None
    denominator_after: Decimal | None = None
    window: str = ""
    zone_before: Zone | None = None
    zone_after: Zone | None = None

    @property
    def points(self) -> Decimal | None:
        """`after - before`, in the unit of the KPI (points for a percentage)."""
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def changed(self) -> bool:
        return (self.before, self.status_before) != (self.after, self.status_after)


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line of the bill computed twice, in the currency of the contract. One that stands in a single
    judgement has a quantity of None, and an amount of zero, in the other.
    """

    id: str
    term: str
    kind: LineKind
    unit: str
    quantity_before: Decimal | None
    quantity_after: Decimal | None
    before: Decimal
    after: Decimal
    detail: Detail = ()
    vat_treatment: str = "price_reduction"

    @property
    def difference(self) -> Decimal:
        return self.after - self.before

    @property
    def quantity(self) -> Decimal:
        """How much the quantity moved."""
        return (self.quantity_after or ZERO) - (self.quantity_before or ZERO)

    @property
    def changed(self) -> bool:
        return (self.before, self.quantity_before) != (self.after, self.quantity_after)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A month judged twice. `slas` and `lines` hold all of them, those that do not move included, in
    the order of the second judgement, then what only the first one has; the differences are those of
    the bill before VAT (`difference`) and with it (`total_difference`), `after - before`.
    """

    month: Month
    currency: str
    slas: tuple[SlaChange, ...]
    lines: tuple[LineChange, ...]
    difference: Decimal
    total_difference: Decimal

    @property
    def moved_slas(self) -> tuple[SlaChange, ...]:
        return tuple(sla for sla in self.slas if sla.changed)

    @property
    def moved_lines(self) -> tuple[LineChange, ...]:
        return tuple(line for line in self.lines if line.changed)

    @property
    def changed(self) -> bool:
        """Whether anything moves: a value, a status, a quantity or an amount."""
        return bool(self.moved_slas or self.moved_lines or self.total_difference)


def compare(a: MonthResult, b: MonthResult) -> Comparison:
    """What moves from judgement `a` to judgement `b` of the same month. Pure.

    Raises `ValueError` for two months, two contracts or two currencies: their difference says nothing.
    """
    first, second = (a.contract, a.month, a.bill.currency), (b.contract, b.month, b.bill.currency)
    if first != second:
        raise ValueError(f"not the same month: {first} and {second}")
    return Comparison(
        month=b.month,
        currency=b.bill.currency,
        slas=_slas(a, b),
        lines=_lines(a, b),
        difference=b.bill.subtotal - a.bill.subtotal,
        total_difference=b.bill.total - a.bill.total,
    )


def since(whole: Comparison, told: Comparison) -> Comparison:
    """What moves in `whole` beyond what `told` said already, both starting from the same judgement:
    the part of a restatement that no earlier month took.
    """
    return replace(
        whole,
        slas=tuple(_sla_since(sla, told) for sla in whole.slas),
        lines=tuple(_line_since(line, told) for line in (*whole.lines, *_returned(whole, told))),
        difference=whole.difference - told.difference,
        total_difference=whole.total_difference - told.total_difference,
    )


def _sla_since(sla: SlaChange, told: Comparison) -> SlaChange:
    for known in told.slas:
        if (known.id, known.stream, known.window) == (sla.id, sla.stream, sla.window):
            return replace(
                sla,
                before=known.after,
                status_before=known.status_after,
                zone_before=known.zone_after,
                numerator_before=known.numerator_after,
                denominator_before=known.denominator_after,
            )
    return sla


def _line_since(line: LineChange, told: Comparison) -> LineChange:
    for known in told.lines:
        if known.id == line.id:
            return replace(line, quantity_before=known.quantity_after, before=known.after)
    return line


def _returned(whole: Comparison, told: Comparison) -> tuple[LineChange, ...]:
    """Lines that came with `told` and are gone again."""
    there = {line.id for line in whole.lines}
    return tuple(
        replace(line, quantity_after=None, after=ZERO) for line in told.lines if line.id not in there
    )


def _slas(a: MonthResult, b: MonthResult) -> tuple[SlaChange, ...]:
    before, after = _occurrences(a), _occurrences(b)
    found = []
    for key in _in_order(after, before):
        sla = (after.get(key) or before[key])[0]
        old, new = (side[key][1] if key in side else None for side in (before, after))
        found.append(
            SlaChange(
                id=sla.id,
                kpi=sla.kpi,
                unit=sla.unit,
                before=old.value if old else None,
                after=new.value if new else None,
                status_before=old.status if old else None,
                status_after=new.status if new else None,
                stream=key[1],
                numerator_before=old.figure.numerator if old else None,
                denominator_before=old.figure.denominator if old else None,
                numerator_after=new.figure.numerator if new else None,
                denominator_after=new.figure.denominator if new else None,
                window=key[2],
                zone_before=_zone(a, key),
                zone_after=_zone(b, key),
            )
        )
    return tuple(found)


def _zone(result: MonthResult, key: tuple[str, str, str]) -> Zone | None:
    """What the first clause of the SLA that says one gives to a window or a stream."""
    zones = (
        one.zone
        for one in result.consequences
        if key[0] in one.slas and (one.stream, one.key) == key[1:] and one.zone
    )
    return next(zones, None)


def _occurrences(result: MonthResult) -> dict[tuple[str, str, str], tuple[SlaResult, Occurrence]]:
    return {(sla.id, one.stream, one.key): (sla, one) for sla in result.slas for one in sla.occurrences}


def _lines(a: MonthResult, b: MonthResult) -> tuple[LineChange, ...]:
    before, after = ({line.id: line for line in side.bill.lines} for side in (a, b))
    found = []
    for key in _in_order(after, before):
        line, old, new = after.get(key) or before[key], before.get(key), after.get(key)
        found.append(
            LineChange(
                id=line.id,
                term=line.term,
                kind=line.kind,
                unit=line.unit,
                quantity_before=old.quantity if old else None,
                quantity_after=new.quantity if new else None,
                before=old.amount if old else ZERO,
                after=new.amount if new else ZERO,
                detail=line.detail,
                vat_treatment=line.vat_treatment,
            )
        )
    return tuple(found)


def _in_order(*sides: Mapping[Key, object]) -> list[Key]:
    return list(dict.fromkeys(key for side in sides for key in side))
