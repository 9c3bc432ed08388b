"""The lines of one price: its unit counted day of service by day of service, then its tiers."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from pilotage.contract.model import InForce, Price, PriceTerms, Scope, Tier
from pilotage.money import ZERO, sum_of
from pilotage.periods import Window
from pilotage.pricing.baselines import baseline_lines
from pilotage.pricing.lines import Part, Slice, days_of, line_of, parts_of
from pilotage.pricing.measuring import Measured, counted, known, measure
from pilotage.pricing.model import Desk, Detail, Line
from pilotage.pricing.orders import ORDERED, ordered_lines, set_up_lines
from pilotage.pricing.uplifts import uplift_lines
from pilotage.problems import Problem, Severity
from pilotage.sla import missing_days
from pilotage.trace import Source, Step, Value, computed


def fee_lines(desk: Desk, price: Price) -> list[Line]:
    """The lines of a price: one for each run of days under the same terms and each tier reached.

    Tiers count the volume of the whole month, also when the terms change within it: the later days
    go on from where the earlier ones stopped, in their own table. With `whole_volume` the tier is
    the one that the whole month reaches. Days under a baseline are counted apart from the others.
    Raises `UnmeasuredError` when a counter is not known.
    """
    parts = list(parts_of(desk, price))
    if price.unit in ORDERED:
        return ordered_lines(desk, price)
    if price.unit == "set_up":
        return set_up_lines(desk, price)
    alone, lines = len(parts) == 1, list[Line]()
    runs = [(over, list(run)) for over, run in groupby(parts, lambda part: bool(part[1].terms.baseline))]
    for over, run in runs:
        if over:
            lines += baseline_lines(desk, price, run, whole_month=len(runs) == 1)
        else:
            lines += _unit_lines(desk, price, run, alone=alone)
    return lines


def _unit_lines(desk: Desk, price: Price, parts: list[Part], *, alone: bool) -> list[Line]:
    """What the days `parts` count, at their prices."""
    measured = [(part, in_force, measure(desk, price, part, in_force)) for part, in_force in parts]
    whole = sum_of(quantity.quantity for _, _, quantity in measured)
    before, lines = ZERO, []
    for part, in_force, quantity in measured:
        days = () if alone else days_of(part)
        slices = _slices(in_force, quantity, before, whole)
        if in_force.terms.brackets:
            slices = _bracket(desk, price, in_force, quantity)
        lines += [line_of(desk, price, quantity, slice_, part.first, days) for slice_ in slices]
        lines += uplift_lines(desk, price, part, in_force, quantity, days)
        before += quantity.quantity
    return lines


def holes(desk: Desk, price: Price) -> list[Problem]:
    """The problem of a quantity that lacks past open days, if it does, while the price is in force.

    The hours of an evening or of a Sunday do not come every day; those of the activity do.
    """
    contract, parts = desk.contract, list(parts_of(desk, price))
    names = counted(price.unit, parts[0][1].terms).counters if parts else ()
    if not names:
        return []
    streams = contract.streams_of(price)
    if price.unit == "productive_hour":
        activities = {stream.activity for stream in contract.stream if stream.id in streams}
        streams = contract.streams_of(Scope(activities=tuple(activities)))
    served = Window(parts[0][0].first, parts[-1][0].last)
    days = missing_days(contract, desk.counters, streams, served, desk.today, names)
    if not days:
        return []
    params = (("term", price.id), ("days", len(days)), ("first", days[0].isoformat()))
    return [Problem("pricing.missing_days", Severity.WARNING, params=params)]


def _bracket(
    desk: Desk, price: Price, in_force: InForce[PriceTerms], measured: Measured
) -> Iterator[Slice]:
    """The price of the bracket in which the mean handling time of the month falls."""
    sums = desk.counters.sums(desk.contract.streams_of(price), desk.month.window)
    handled = known(sums, price.id, ("handle_s", "handled"))
    source, brackets = in_force.source("brackets"), in_force.terms.brackets or ()
    if not handled["handled"]:
        yield Slice("", brackets[0].price, measured.quantity, source)
        return
    mean = computed("fee.mean_time", "handle_s / handled", handled, "seconds", source)
    above: Value = None
    for number, bracket in enumerate(brackets, 1):
        if bracket.up_to is None or mean.value <= bracket.up_to:
            inputs: dict[str, Value] = {"mean": mean.value, "at_least": None, "above": above}
            inputs |= {"below": None, "up_to": bracket.up_to, "price": bracket.price}
            formula = "band(mean, at_least, above, below, up_to, price)"
            step = computed("fee.bracket", formula, inputs, "currency", source)
            detail = (("bracket", Decimal(number)), *_edges(above, bracket))
            yield Slice("", bracket.price, measured.quantity, source, (mean, step), detail)
            return
        above = bracket.up_to


def _edges(above: Value, tier: Tier) -> Detail:
    low: Detail = (("above", above),) if above is not None else ()
    return (*low, ("up_to", tier.up_to)) if tier.up_to is not None else low


def _slices(
    in_force: InForce[PriceTerms], measured: Measured, before: Decimal, whole: Decimal
) -> Iterator[Slice]:
    """The quantity cut by tier; `before` was used by earlier days, `whole` is the month's volume.

    A quantity below zero (more withdrawn than sold) is given back at the price of the first tier.
    """
    terms = in_force.terms
    if not terms.tiers:
        if terms.price is None:
            raise ValueError(f"{terms.source}: a price without an amount")
        yield Slice("", terms.price, measured.quantity, in_force.source("price"))
        return
    source = in_force.source("tiers")
    above: Value = None
    for number, tier in enumerate(terms.tiers, 1):
        detail = _tier_detail(number, above, tier)
        if terms.tiering == "marginal":
            step = _marginal(measured, before, above or ZERO, tier, source)
            if number == 1 and measured.quantity <= 0:
                yield Slice(".1", tier.price, measured.quantity, source, (), detail)
                return
            if step.value:
                yield Slice(f".{number}", tier.price, step.value, source, (step,), detail)
        elif tier.up_to is None or whole <= tier.up_to:
            step = _reached(whole, above, tier, source)
            yield Slice(f".{number}", tier.price, measured.quantity, source, (step,), detail)
            return
        above = tier.up_to


def _tier_detail(number: int, above: Value, tier: Tier) -> Detail:
    return (("tier", Decimal(number)), *_edges(above, tier))


def _marginal(measured: Measured, before: Decimal, above: Decimal, tier: Tier, source: Source) -> Step:
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
