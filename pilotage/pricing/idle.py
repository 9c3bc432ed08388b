"""Hours that stay payable though nobody could work, where the feed does not count them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from pilotage.money import CENT
from pilotage.neutralisation.exclusions import Held, held_of
from pilotage.pricing.lines import Slice, line_of
from pilotage.pricing.measuring import Measured
from pilotage.pricing.model import Desk, Line
from pilotage.trace import Step, Value, computed


def idle_lines(desk: Desk) -> Iterator[Line]:
    """A fee line for each price and day of idle hours decided under a clause that adds them, at the price
    of their day; none for hours that the feed counts already, which nothing deducts.
    """
    found: dict[tuple[str, date], list[Idle]] = {}
    for idle in _decided(desk, "added"):
        found.setdefault((idle.price, idle.day), []).append(idle)
    prices = {price.id: price for price in desk.contract.price}
    for (name, day), parts in sorted(found.items()):
        in_force = prices[name].terms_on(day) if name in prices else None
        if in_force is None or in_force.terms.price is None:
            continue
        inputs: dict[str, Value] = {f"idle_{n}": part.hours for n, part in enumerate(parts, 1)}
        source, note = (
            parts[0].held.in_force.source("idle"),
            ", ".join(part.held.relief.id for part in parts),
        )
        step = computed("fee.idle", " + ".join(inputs), inputs, "hours", source, note)
        alone = len([price for price, _ in found if price == name]) == 1
        suffix = ".idle" if alone else f".idle.{day}"
        part = Slice(suffix, in_force.terms.price, step.value, source, (), (("idle", str(day)),))
        yield line_of(desk, prices[name], Measured((step,)), part, day)


def with_kept_hours(desk: Desk, lines: Iterable[Line]) -> Iterator[Line]:
    """The lines, each price's first one saying first what its idle hours come to where the feed counts
    them: they stand in its quantity already, and nothing takes them out.
    """
    kept: dict[str, list[Idle]] = {}
    for idle in _decided(desk, "counted"):
        kept.setdefault(idle.price, []).append(idle)
    for line in lines:
        parts = kept.pop(line.term, None) if line.unit == "productive_hour" else None
        yield replace(line, steps=(_kept(parts, line), *line.steps)) if parts else line


def _kept(parts: Sequence[Idle], line: Line) -> Step:
    inputs: dict[str, Value] = {f"idle_{n}": part.hours for n, part in enumerate(parts, 1)}
    hours = " + ".join(inputs)
    formula = f"round({hours if len(inputs) == 1 else f'({hours})'} * price, cent)"
    inputs |= {"price": line.unit_price, "cent": CENT}
    source = parts[0].held.in_force.source("idle")
    told = ", ".join(part.held.relief.id for part in parts)
    return computed("fee.idle_kept", formula, inputs, "currency", source, told)


class Idle(NamedTuple):
    """Idle hours of a decision, at a price, on the first day of its spans."""

    held: Held
    price: str
    day: date
    hours: Decimal


def _decided(desk: Desk, how: str) -> Iterator[Idle]:
    """The idle hours that the month's decisions leave payable, under clauses that treat them so."""
    month = desk.month
    for held in held_of(desk.contract, month, desk.extras.relief):
        if held.terms.idle != how or held.terms.may_change == "sla" or held.month != month:
            continue
        day = min((span.start.date() for span in held.relief.spans), default=month.first)
        for price, hours in held.relief.idle_hours:
            yield Idle(held, price, day, hours)
