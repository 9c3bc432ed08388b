"""How much of a price's unit was done over some days: a formula of counters, and its steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from pilotage.contract.model import InForce, Price, PriceTerms, PriceUnit
from pilotage.counters.sums import Sums
from pilotage.money import ZERO
from pilotage.periods import Window
from pilotage.pricing.model import Desk, Detail, UnmeasuredError
from pilotage.sla import Maturity, maturity_on
from pilotage.trace import Source, Step, Value, computed, result

_COUNTED: Mapping[PriceUnit, str] = {
    "handled_contact": "handled",
    "productive_hour": "productive_hours",
    "training_hour": "training_hours",
    "gross_sale": "gross_sales",
    "net_sale": "gross_sales - withdrawals",
    "minute": "handle_s",
    "fte": "headcount",
    "resolution": "resolved",
    "subscription": "quantity",
}
"""What each price unit counts unless the contract says otherwise, as a sum of counters."""
_FIGURES = frozenset({"hours_per_fte", "quantity"})
_KEPT_BY_DAY = frozenset({"fte", "subscription"})


@dataclass(frozen=True, slots=True)
class Measured:
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


class Counted(NamedTuple):
    """A quantity as a formula, over counters and over figures of the contract."""

    formula: str
    counters: tuple[str, ...]
    figures: Mapping[str, Value]

    def of(self, sums: Sums) -> Decimal:
        """The quantity of a half-hour: what it does not give, it does not have."""
        inputs = {name: sums.get(name) or ZERO for name in self.counters}
        return result(self.formula, {**inputs, **self.figures})


def counted(unit: PriceUnit, terms: PriceTerms) -> Counted:
    """What the unit counts under the terms. Of `minute`, exact seconds unless a counter rounds them."""
    sums = " + ".join(terms.billable or ()) or terms.counter or _COUNTED.get(unit, "")
    figures: dict[str, Value] = {}
    if unit == "subscription" and not terms.counter:
        figures["quantity"] = Decimal(1) if terms.quantity is None else terms.quantity
    if unit == "fte" and terms.hours_per_fte is not None:
        figures["hours_per_fte"] = terms.hours_per_fte
        hours = " + ".join(terms.billable or ()) or terms.counter or "productive_hours"
        return Counted(f"({hours}) / hours_per_fte", _names(hours), figures)
    return Counted(f"{sums} / 60" if unit == "minute" else sums, _names(sums), figures)


def _names(formula: str) -> tuple[str, ...]:
    names = formula.replace("-", "+").split(" + ")
    return tuple(name for name in names if name and name not in _FIGURES)


def measure(desk: Desk, price: Price, part: Window, in_force: InForce[PriceTerms]) -> Measured:
    """The price's unit counted over some days; before it matures, a share of another unit if agreed."""
    terms = in_force.terms
    if price.unit == "month":
        return share_of_month(part, desk, in_force)
    maturity = maturity_on(desk.today, desk.month.last, terms.matures_after_days)
    early = maturity is Maturity.PROVISIONAL and terms.provisional is not None
    unit = terms.provisional.unit if early and terms.provisional else price.unit
    own = {"counter": None, "billable": None} if unit != price.unit else {}
    what = counted(unit, terms.model_copy(update=own))
    sums = desk.counters.sums(desk.contract.streams_of(price), part)
    inputs: dict[str, Value] = {**known(sums, price.id, what.counters), **what.figures}
    shown = "hours" if unit.endswith("_hour") else "count"
    steps: tuple[Step, ...] = (computed("fee.quantity", what.formula, inputs, shown, origin(in_force)),)
    detail: Detail = ()
    if early and terms.provisional:
        share = terms.provisional.share
        inputs = {"quantity": steps[0].value, "share": share}
        source = in_force.source("provisional")
        steps += (computed("fee.provisional", "quantity * share / 100", inputs, shown, source),)
        detail = (("share", share), ("of_unit", unit))
    if price.unit in _KEPT_BY_DAY and not (price.unit == "fte" and terms.hours_per_fte):
        share_step = _by_day(part, desk, in_force, steps[-1].value)
        steps += (share_step,) if share_step else ()
    return Measured(
        steps=steps,
        detail=detail,
        batches=sums.batches_of(what.counters),
        estimated=not sums.estimated.isdisjoint(what.counters),
        typed=not sums.typed.isdisjoint(what.counters),
        provisional=maturity is Maturity.PROVISIONAL,
    )


def known(sums: Sums, term: str, names: tuple[str, ...]) -> dict[str, Value]:
    """The values of the counters. Raises `UnmeasuredError` when one of them is not known."""
    for code, absent in (
        ("pricing.grain", [name for name in names if name in sums.coarse]),
        ("pricing.refused_column", [name for name in names if name in sums.refused]),
        ("pricing.counter_missing", [name for name in names if name not in sums.values]),
    ):
        if absent:
            raise UnmeasuredError(code, term, absent)
    return {name: sums.values[name] for name in names}


def share_of_month(part: Window, desk: Desk, in_force: InForce[PriceTerms]) -> Measured:
    """A monthly fee is due by calendar day: `days / of_days`."""
    days, of_days = Decimal(part.days), Decimal(desk.month.window.days)
    inputs: dict[str, Value] = {"days": days, "of_days": of_days}
    step = computed("fee.days", "days / of_days", inputs, "", in_force.source("price"))
    return Measured((step,), () if days == of_days else (("days", days), ("of_days", of_days)))


def _by_day(part: Window, desk: Desk, in_force: InForce[PriceTerms], held: Decimal) -> Step | None:
    """What is kept for a part of the month counts by calendar day."""
    days, of_days = Decimal(part.days), Decimal(desk.month.window.days)
    if days == of_days:
        return None
    inputs: dict[str, Value] = {"quantity": held, "days": days, "of_days": of_days}
    formula = "quantity * days / of_days"
    return computed("fee.days", formula, inputs, "", in_force.source("price"))


def origin(in_force: InForce[PriceTerms]) -> Source:
    """The clause that last set what a unit is worth."""
    terms = in_force.terms
    for name in ("tiers", "brackets", "baseline", "mark_up"):
        if getattr(terms, name) is not None:
            return in_force.source(name)
    return in_force.source("price")
