"""The lines of one price: its unit counted day of service by day of service, then its tiers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from pilotage.contract.model import Contract, InForce, Price, PriceTerms, PriceUnit, Scope, Tier
from pilotage.counters import CounterTable
from pilotage.money import CENT, ZERO
from pilotage.periods import DAY, Month, Window
from pilotage.pricing.model import Detail, Line, LineKind
from pilotage.problems import Problem, Severity
from pilotage.sla import Maturity, maturity_on, missing_days
from pilotage.trace import Source, Step, Value, computed

_COUNTED: Mapping[PriceUnit, str] = {
    "handled_contact": "handled",
    "productive_hour": "productive_hours",
    "training_hour": "training_hours",
    "gross_sale": "gross_sales",
    "net_sale": "gross_sales - withdrawals",
}
"""What each price unit counts, as a sum of counters."""


class UnmeasuredError(Exception):
    """A quantity cannot be known: carries the problem."""

    def __init__(self, code: str, term: str, counters: Iterable[str]) -> None:
        params = (("term", term), ("counters", ", ".join(counters)))
        self.problem = Problem(code, Severity.WARNING, params=params)
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class _Measured:
    """How much of a price's unit was done over some days: the value of the last step."""

    steps: tuple[Step, ...]
    detail: Detail = ()
    batches: tuple[int, ...] = ()
    estimated: bool = False
    typed: bool = False
    provisional: bool = False

    @property
    def quantity(self) -> Decimal:
        return self.steps[-1].value


@dataclass(frozen=True, slots=True)
class _Slice:
    """A part of a quantity under one unit price."""

    suffix: str
    price: Decimal
    quantity: Decimal
    source: Source
    steps: tuple[Step, ...] = ()
    detail: Detail = ()


def fee_lines(
    contract: Contract, counters: CounterTable, month: Month, today: date, price: Price
) -> list[Line]:
    """The lines of a price: one for each run of days under the same terms and each tier reached.

    Tiers count the volume of the whole month, also when the terms change within it: the later days
    go on from where the earlier ones stopped, in their own table. With `whole_volume` the tier is
    the one that the whole month reaches. Raises `UnmeasuredError` when a counter is not known.
    """
    parts = list(_parts(contract, price, month))
    measured = [
        _share_of_month(part, month, in_force)
        if price.unit == "month"
        else _measure(contract, counters, month, today, price, part, in_force)
        for part, in_force in parts
    ]
    whole = sum((m.quantity for m in measured), ZERO)
    before, lines = ZERO, []
    for (part, in_force), quantity in zip(parts, measured, strict=True):
        days: Detail = ()
        if len(parts) > 1:
            days = (("since", part.first.isoformat()), ("until", part.last.isoformat()))
        lines += [
            _line(contract, price, quantity, slice_, part.first, days)
            for slice_ in _slices(in_force, quantity, before, whole)
        ]
        before += quantity.quantity
    return lines


def holes(
    contract: Contract, counters: CounterTable, month: Month, today: date, price: Price
) -> list[Problem]:
    """The problem of a quantity that lacks past open days, if it does, while the price is in force.

    The hours of an evening or of a Sunday do not come every day; those of the activity do.
    """
    parts = [part for part, _ in _parts(contract, price, month)]
    if price.unit == "month" or not parts:
        return []
    names = _COUNTED[price.unit].split(" - ")
    streams = contract.streams_of(price)
    if price.unit == "productive_hour":
        activities = {stream.activity for stream in contract.stream if stream.id in streams}
        streams = contract.streams_of(Scope(activities=tuple(activities)))
    served = Window(parts[0].first, parts[-1].last)
    days = missing_days(contract, counters, streams, served, today, names)
    if not days:
        return []
    params = (("term", price.id), ("days", len(days)), ("first", days[0].isoformat()))
    return [Problem("pricing.missing_days", Severity.WARNING, params=params)]


def _line(
    contract: Contract,
    price: Price,
    measured: _Measured,
    part: _Slice,
    since: date,
    days: Detail,
) -> Line:
    line = Line(
        id=price.id + part.suffix + (f"@{since}" if days else ""),
        term=price.id,
        kind=LineKind.FEE,
        quantity=part.quantity,
        unit=price.unit,
        unit_price=part.price,
        amount=ZERO,
        source=part.source,
        activity=price.activity,
        detail=part.detail + measured.detail + days,
        provisional=measured.provisional,
        estimated=measured.estimated,
        typed=measured.typed,
        steps=measured.steps + part.steps,
        batches=measured.batches,
        streams=contract.streams_of(price),
    )
    return priced(line)


def _parts(
    contract: Contract, price: Price, month: Month
) -> Iterator[tuple[Window, InForce[PriceTerms]]]:
    """The days of service of the month, cut where a block of terms begins or the price ends."""
    served = month.window.within(Window(contract.starts, contract.ends or date.max))
    if served is None:
        return
    edges = {block.since for block in price.terms}
    edges |= {block.until + DAY for block in price.terms if block.until is not None}
    firsts = sorted({served.first} | {edge for edge in edges if edge in served})
    lasts = [first - DAY for first in firsts[1:]] + [served.last]
    for first, last in zip(firsts, lasts, strict=True):
        in_force = price.terms_on(first)
        if in_force is not None:
            yield Window(first, last), in_force


def _share_of_month(part: Window, month: Month, in_force: InForce[PriceTerms]) -> _Measured:
    """A monthly fee is due by calendar day: `days / of_days`."""
    days, of_days = Decimal(part.days), Decimal(month.window.days)
    inputs: dict[str, Value] = {"days": days, "of_days": of_days}
    step = computed("fee.days", "days / of_days", inputs, "", in_force.source("price"))
    return _Measured((step,), () if days == of_days else (("days", days), ("of_days", of_days)))


def _measure(
    contract: Contract,
    counters: CounterTable,
    month: Month,
    today: date,
    price: Price,
    part: Window,
    in_force: InForce[PriceTerms],
) -> _Measured:
    """The price's unit counted over some days; before it matures, a share of another unit if agreed."""
    terms, streams = in_force.terms, contract.streams_of(price)
    maturity = maturity_on(today, month.last, terms.matures_after_days)
    early = maturity is Maturity.PROVISIONAL and terms.provisional is not None
    unit = terms.provisional.unit if early and terms.provisional else price.unit
    formula = _COUNTED[unit]
    names = formula.split(" - ")
    sums = counters.sums(streams, part)
    for code, absent in (
        ("pricing.grain", [name for name in names if name in sums.coarse]),
        ("pricing.refused_column", [name for name in names if name in sums.refused]),
        ("pricing.counter_missing", [name for name in names if name not in sums.values]),
    ):
        if absent:
            raise UnmeasuredError(code, price.id, absent)
    inputs: dict[str, Value] = {name: sums.values[name] for name in names}
    measure = "hours" if unit.endswith("_hour") else "count"
    steps: tuple[Step, ...] = (computed("fee.quantity", formula, inputs, measure, _origin(in_force)),)
    detail: Detail = ()
    if early and terms.provisional:
        share = terms.provisional.share
        inputs = {"quantity": steps[0].value, "share": share}
        source = in_force.source("provisional")
        steps += (computed("fee.provisional", "quantity * share / 100", inputs, measure, source),)
        detail = (("share", share), ("of_unit", unit))
    return _Measured(
        steps=steps,
        detail=detail,
        batches=sums.batches_of(names),
        estimated=not sums.estimated.isdisjoint(names),
        typed=not sums.typed.isdisjoint(names),
        provisional=maturity is Maturity.PROVISIONAL,
    )


def _origin(in_force: InForce[PriceTerms]) -> Source:
    return in_force.source("tiers" if in_force.terms.tiers else "price")


def _slices(
    in_force: InForce[PriceTerms], measured: _Measured, before: Decimal, whole: Decimal
) -> Iterator[_Slice]:
    """The quantity cut by tier; `before` was used by earlier days, `whole` is the month's volume.

    A quantity below zero (more withdrawn than sold) is given back at the price of the first tier.
    """
    terms = in_force.terms
    if not terms.tiers:
        if terms.price is None:
            raise ValueError(f"{terms.source}: a price without an amount")
        yield _Slice("", terms.price, measured.quantity, in_force.source("price"))
        return
    source = in_force.source("tiers")
    above: Value = None
    for number, tier in enumerate(terms.tiers, 1):
        detail = _tier_detail(number, above, tier)
        if terms.tiering == "marginal":
            step = _marginal(measured, before, above or ZERO, tier, source)
            if number == 1 and measured.quantity <= 0:
                yield _Slice(".1", tier.price, measured.quantity, source, (), detail)
                return
            if step.value:
                yield _Slice(f".{number}", tier.price, step.value, source, (step,), detail)
        elif tier.up_to is None or whole <= tier.up_to:
            step = _reached(whole, above, tier, source)
            yield _Slice(f".{number}", tier.price, measured.quantity, source, (step,), detail)
            return
        above = tier.up_to


def _tier_detail(number: int, above: Value, tier: Tier) -> Detail:
    low: Detail = (("above", above),) if above is not None else ()
    high: Detail = (("up_to", tier.up_to),) if tier.up_to is not None else ()
    return (("tier", Decimal(number)), *low, *high)


def _marginal(measured: _Measured, before: Decimal, above: Decimal, tier: Tier, source: Source) -> Step:
    """The part of a quantity that falls in one tier: between `above` and `up_to`."""
    inputs: dict[str, Value] = {"quantity": measured.quantity, "above": above}
    first, last = "above", "quantity"
    if before:
        inputs["before"] = before
        first, last = "max(before, above)", "before + quantity"
    if tier.up_to is not None:
        inputs["up_to"] = tier.up_to
        last = f"min({last}, up_to)"
    unit = measured.steps[-1].unit
    return computed("fee.tier", f"max({last} - {first}, 0)", inputs, unit, source)


def _reached(whole: Decimal, above: Value, tier: Tier, source: Source) -> Step:
    """The price of the tier that the month's whole volume reaches."""
    inputs: dict[str, Value] = {
        "quantity": whole,
        "at_least": None,
        "above": above,
        "below": None,
        "up_to": tier.up_to,
        "price": tier.price,
    }
    formula = "band(quantity, at_least, above, below, up_to, price)"
    return computed("fee.tier_reached", formula, inputs, "currency", source)


def priced(line: Line) -> Line:
    """The line with its amount: rounded here and nowhere else, half-up to the cent."""
    inputs: dict[str, Value] = {"quantity": line.quantity, "price": line.unit_price, "cent": CENT}
    formula = "round(quantity * price, cent)"
    part = line.steps[-1] if line.steps else None
    if part is not None and part.rule == "fee.days":
        # a third of a month has no last decimal: multiply first, so that the cent is exact
        inputs = {**part.inputs, "price": line.unit_price, "cent": CENT}
        formula = "round(price * days / of_days, cent)"
    step = computed("fee.amount", formula, inputs, "currency", line.source)
    return replace(line, amount=step.value, steps=(*line.steps, step))
