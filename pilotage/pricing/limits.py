"""Ceilings on the quantities of several prices together."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from typing import NamedTuple

from pilotage.contract.model import InForce, MaxQuantityLimit, MaxQuantityTerms, Price, PriceTerms
from pilotage.money import ZERO, sum_of
from pilotage.periods import Window
from pilotage.pricing.lines import parts_of, priced
from pilotage.pricing.measuring import Counted, counted
from pilotage.pricing.model import Desk, Detail, Line, UnmeasuredError
from pilotage.pricing.uplifts import by_percent, half_hours_of, tell_gap
from pilotage.problems import Problem, Severity
from pilotage.trace import Source, Step, Value, computed

_Slot = tuple[date, time]
_Key = tuple[str, date, time]
"""A half-hour at a price."""


class _Ceiling(NamedTuple):
    """What the clause sets: `rate` percent of a counter."""

    counter: str
    rate: Decimal
    source: Source


class _Made(NamedTuple):
    """What a half-hour made at a price."""

    price: Decimal
    term: str
    value: Decimal


def at_most(limit: MaxQuantityLimit, desk: Desk, lines: list[Line]) -> list[Line]:
    """The lines, cut so that together they bill at most `rate` percent of a counter: of the month, or of
    each half-hour.

    Terms of the month's first day of service. The excess of the month, or of the half-hour, leaves the
    cheapest unit price first; an uplift is not a quantity, and follows the hours of its half-hour; hours
    decided payable though nobody could work are not cut. Raises `UnmeasuredError` when the counter of
    reference is not known.
    """
    in_force = limit.terms_on(desk.served.first)
    held = [x for x in lines if x.term in limit.prices and not (is_uplift(x) or is_idle(x))]
    if in_force is None or not held:
        return lines
    ceiling = _ceiling(in_force)
    if limit.grain == "half_hour":
        return _Slots(limit, desk, ceiling).cut(lines, held)
    cut = _cut(held, _allowed(desk, held, limit, ceiling), ceiling.source)
    return [cut.get(line.id, line) for line in lines]


def _cut(held: list[Line], allowed: Step, source: Source) -> dict[str, Line]:
    """By their ids, those of the lines that lose what is beyond the quantity allowed to them all: the
    cheapest first.
    """
    done, cut = done_step(held), dict[str, Line]()
    inputs: dict[str, Value] = {"done": done.value, "allowed": allowed.value}
    excess = computed("limit.excess", "max(done - allowed, 0)", inputs, allowed.unit, source)
    left = excess.value
    for line in sorted(held, key=lambda line: line.unit_price):
        if left:
            inputs = {"quantity": line.quantity, "left": left}
            off = computed("limit.cut", "min(quantity, left)", inputs, allowed.unit, source)
            cut[line.id] = _less(line, (done, allowed, excess, off))
            left -= off.value
    return cut


def is_uplift(line: Line) -> bool:
    """Whether the line is a percentage on what another one bills already."""
    return any(name == "uplift" for name, _ in line.detail)


def is_idle(line: Line) -> bool:
    """Whether the line is hours that a decision keeps payable, though nobody could work."""
    return any(name == "idle" for name, _ in line.detail)


def _ceiling(in_force: InForce[MaxQuantityTerms]) -> _Ceiling:
    terms = in_force.terms
    if terms.of is None or terms.rate is None:
        raise ValueError(f"{terms.source}: a ceiling without a rate or a counter")
    return _Ceiling(terms.of, terms.rate, in_force.source("rate"))


def _allowed(desk: Desk, held: list[Line], limit: MaxQuantityLimit, ceiling: _Ceiling) -> Step:
    counter, rate, source = ceiling
    streams = {stream for line in held for stream in line.streams}
    sums = desk.counters.sums(sorted(streams), desk.month.window)
    if counter in sums.coarse or counter not in sums.values:
        raise UnmeasuredError("pricing.ceiling_unknown", limit.id, [counter])
    inputs: dict[str, Value] = {counter: sums.values[counter], "rate": rate}
    formula = f"{counter} * rate / 100"
    return computed("limit.allowed", formula, inputs, unit_of(held[0]), source)


class _Slots:
    """What each half-hour of the month made at each price, and what of it is within its ceiling. A day
    whose half-hours are not known, made or allowed, is not cut: it is `lacking`, with what it made.
    """

    def __init__(self, limit: MaxQuantityLimit, desk: Desk, ceiling: _Ceiling) -> None:
        self.limit, self.desk, self.ceiling = limit, desk, ceiling
        self.prices = [price for price in desk.contract.price if price.id in limit.prices]
        self.made = defaultdict[_Slot, list[_Made]](list)
        self.uncut: dict[_Key, Decimal] = {}
        self.lacking: dict[tuple[str, date], Decimal] = {}
        self.most, self.known = self._ceilings()
        for price in self.prices:
            for part, terms in parts_of(desk, price):
                self._read(price, part, terms)
        self.within = self._within()

    def cut(self, lines: list[Line], held: list[Line]) -> list[Line]:
        """The lines, each without what its own half-hours made beyond their ceiling."""
        made = sum_of(one.value for found in self.made.values() for one in found)
        tell_gap(self.desk, self.limit.id, made + sum_of(self.lacking.values()), done_step(held).value)
        cut = self._uplifts(lines)
        for term, days in dict.fromkeys((line.term, self._days(line)) for line in held):
            together = [line for line in held if (line.term, self._days(line)) == (term, days)]
            allowed = self._allowed(term, days, unit_of(together[0]))
            cut |= _cut(together, allowed, self.ceiling.source)
        return self._waiting([cut.get(line.id, line) for line in lines])

    def _days(self, line: Line) -> Window:
        """The days of the month that a line bills: all of them unless it says."""
        said, month = dict(line.detail), self.desk.month.window
        since, until = str(said.get("since", month.first)), str(said.get("until", month.last))
        return Window(date.fromisoformat(since), date.fromisoformat(until))

    def _ceilings(self) -> tuple[dict[_Slot, Decimal], set[date]]:
        """What each half-hour may bill, and the days of which that is known: also when all is zero."""
        counter, rate, _ = self.ceiling
        streams = sorted({name for price in self.prices for name in self.desk.contract.streams_of(price)})
        window, what = self.desk.month.window, Counted(counter, (counter,), {})
        found = half_hours_of(self.desk, self.limit.id, streams, window, what)
        most = {(day, at): value * rate / 100 for day, at, value in found}
        by_day = self.desk.counters.by(streams, window, "day")
        zero = {day.first for _, day, sums in by_day if sums.get(counter) == 0}
        return defaultdict(Decimal, most), zero | {day for day, _ in most}

    def _read(self, price: Price, part: Window, in_force: InForce[PriceTerms]) -> None:
        what, each = counted(price.unit, in_force.terms), in_force.terms.price or ZERO
        streams, made = self.desk.contract.streams_of(price), defaultdict[date, Decimal](Decimal)
        for day, at, value in half_hours_of(self.desk, price.id, streams, part, what):
            made[day] += value
            if day in self.known:
                self.made[day, at].append(_Made(each, price.id, value))
            else:
                self.uncut[price.id, day, at] = value
        for _, one, sums in self.desk.counters.by(streams, part, "day"):
            if one.first not in made.keys() & self.known:
                done = what.of(sums) or made[one.first]
                if done:
                    self.lacking[price.id, one.first] = done

    def _within(self) -> dict[_Key, Decimal]:
        """What each half-hour bills at each price: what is beyond leaves the cheapest one first."""
        within: dict[_Key, Decimal] = {}
        for (day, at), found in self.made.items():
            left = max(sum_of(one.value for one in found) - self.most[day, at], ZERO)
            for one in sorted(found):
                off = min(one.value, left)
                within[one.term, day, at] = one.value - off
                left -= off
        return within

    def _allowed(self, term: str, days: Window, unit: str) -> Step:
        """What a price may bill over some days: the total, not its 1,400 half-hours."""
        inside = sum_of(v for (name, day, _), v in self.within.items() if name == term and day in days)
        inputs: dict[str, Value] = {"within": inside}
        apart = [v for (name, day), v in self.lacking.items() if name == term and day in days]
        if apart:
            inputs["not_cut"] = sum_of(apart)
        counter, rate, source = self.ceiling
        note = f"{counter}, {rate:f} %"
        return computed("limit.within", " + ".join(inputs), inputs, unit, source, note)

    def _waiting(self, lines: list[Line]) -> list[Line]:
        """The lines, which are provisional while days lack their half-hours."""
        lacking = sorted({day for _, day in self.lacking})
        if not lacking:
            return lines
        params = (("term", self.limit.id), ("days", len(lacking)), ("first", lacking[0].isoformat()))
        self.desk.problems.append(Problem("pricing.half_hours_lack", Severity.WARNING, params=params))
        days: Detail = (("days_lacking", Decimal(len(lacking))),)
        return [
            replace(line, provisional=True, detail=line.detail + (() if is_uplift(line) else days))
            if line.term in self.limit.prices and not is_idle(line)
            else line
            for line in lines
        ]

    def _uplifts(self, lines: list[Line]) -> dict[str, Line]:
        """The lines of the uplifts on what is within: an hour that is not billed is not uplifted."""
        billed, found = {**self.uncut, **self.within}, dict[str, Line]()
        for price in self.prices:
            for part, in_force in parts_of(self.desk, price):
                slots = [
                    (d, at, v) for (name, d, at), v in billed.items() if name == price.id and d in part
                ]
                for percent, left in by_percent(self.desk, price, in_force.terms, slots).items():
                    for line in lines:
                        own = line.term == price.id and ("uplift", percent) in line.detail
                        if own and self._days(line).within(part) and left < line.quantity:
                            found[line.id] = self._uplifted(line, left)
        return found

    def _uplifted(self, line: Line, left: Decimal) -> Line:
        inputs: dict[str, Value] = {"quantity": line.quantity, "within": left}
        unit, source = unit_of(line), self.ceiling.source
        return _less(line, (computed("limit.uplift", "quantity - within", inputs, unit, source),))


def _less(line: Line, reasons: tuple[Step, ...]) -> Line:
    """The line with what is above the ceiling taken off its quantity."""
    off = reasons[-1].value
    inputs: dict[str, Value] = {"quantity": line.quantity, "cut": off}
    billed = computed("limit.billed", "quantity - cut", inputs, reasons[-1].unit, reasons[-1].source)
    return priced(
        replace(
            line,
            quantity=billed.value,
            detail=(*line.detail, ("cut", off)),
            steps=(*line.steps[:-1], *reasons, billed),
        )
    )


def done_step(lines: list[Line]) -> Step:
    """What the lines bill together, before any limit."""
    inputs: dict[str, Value] = {f"quantity_{n}": line.quantity for n, line in enumerate(lines, 1)}
    note = ", ".join(line.id for line in lines)
    formula = " + ".join(inputs) or "0"
    unit = unit_of(lines[0]) if lines else "count"
    return computed("limit.done", formula, inputs, unit, note=note)


def unit_of(line: Line) -> str:
    """In what the quantity of the line is counted."""
    return next((s.unit for s in line.steps if s.rule == "fee.quantity"), line.steps[0].unit)
