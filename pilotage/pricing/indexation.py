"""What a revision clause multiplies an amount by, on a day, from the published values of its series."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pilotage.contract.model import Contract, Index, IndexTerms, InForce, Series
from pilotage.periods import Month, Window
from pilotage.pricing.model import IndexValue, UnmeasuredError
from pilotage.problems import Problem, Severity
from pilotage.trace import Step, Value, computed

_ALERTS = {"index.floor": "pricing.index_floor", "index.cap": "pricing.index_cap"}


@dataclass(frozen=True, slots=True)
class Coefficient:
    """What an amount is multiplied by: the value of the last step. `alert`: a floor or a cap bites."""

    steps: tuple[Step, ...]
    price_round_to: Decimal | None = None
    alert: Problem | None = None

    @property
    def value(self) -> Decimal:
        return self.steps[-1].value

    def applied(self, price: Decimal) -> Step:
        """The indexed price."""
        inputs: dict[str, Value] = {"price": price, "coefficient": self.value}
        formula = "price * coefficient"
        if self.price_round_to is not None:
            inputs["round_to"], formula = self.price_round_to, "round(price * coefficient, round_to)"
        return computed("index.price", formula, inputs, "currency", self.steps[-1].source)


def coefficient(
    contract: Contract, term: str, day: date, index_values: Sequence[IndexValue]
) -> Coefficient | None:
    """The coefficient of a price or a consequence on a day; None when no clause revises it (yet).

    Raises `UnmeasuredError` when a value that it needs is not known.
    """
    index = _index_of(contract, term)
    in_force = index.terms_on(day) if index else None
    if index is None or in_force is None:
        return None
    last = _last_revision(in_force.terms, day)
    if last is None:
        return None
    at_revision = index.terms_on(last) or in_force
    return _revised(index, at_revision, last, term, index_values)


def revisions(contract: Contract, term: str, window: Window) -> Iterator[date]:
    """The days of the window on which the price is revised."""
    index = _index_of(contract, term)
    if index is None:
        return
    for day in window:
        in_force = index.terms_on(day)
        if in_force and _last_revision(in_force.terms, day) == day:
            yield day


def _index_of(contract: Contract, term: str) -> Index | None:
    return next((i for i in contract.index if term in {*i.prices, *i.consequences}), None)


def _last_revision(terms: IndexTerms, day: date) -> date | None:
    """The last revision day up to `day`: the first one, then every so many months."""
    first = terms.first_revision
    if first is None or day < first:
        return None
    elapsed = (day.year - first.year) * 12 + day.month - first.month
    months = elapsed // terms.every_months * terms.every_months
    revision = _months_after(first, months)
    return revision if revision <= day else _months_after(first, months - terms.every_months)


def _months_after(first: date, months: int) -> date:
    """The same day so many months later, or the last one of a month that is shorter."""
    month = Month.of(first).plus(months)
    return month.first.replace(day=min(first.day, month.last.day))


def _revised(
    index: Index,
    in_force: InForce[IndexTerms],
    revision: date,
    term: str,
    index_values: Sequence[IndexValue],
) -> Coefficient:
    terms, source = in_force.terms, in_force.source("series")
    inputs: dict[str, Value] = {"fixed": terms.fixed} if terms.fixed else {}
    parts, read = ["fixed"] if terms.fixed else [], []
    for number, series in enumerate(terms.series or (), 1):
        found = _value(terms, series, revision, term, index_values)
        read.append(f"{series.id} {found.period}: {found.source}")
        inputs |= {
            f"weight_{number}": series.weight,
            f"value_{number}": found.value,
            f"origin_{number}": series.base,
        }
        linked = ""
        if series.link != 1:
            inputs[f"link_{number}"], linked = series.link, f" * link_{number}"
        parts.append(f"weight_{number} * value_{number}{linked} / origin_{number}")
    step = computed("index.coefficient", " + ".join(parts), inputs, "", source, "; ".join(read))
    steps = [step]
    if terms.round_to is not None:
        inputs = {"coefficient": step.value, "round_to": terms.round_to}
        step = computed(
            "index.rounded", "round(coefficient, round_to)", inputs, "", in_force.source("round_to")
        )
        steps.append(step)
    clamped = _clamped(in_force, step.value)
    alert = None
    if clamped is not None:
        params = (
            ("term", index.id),
            ("coefficient", f"{step.value:.6f}"),
            ("edge", f"{clamped.value:f}"),
        )
        alert = Problem(_ALERTS[clamped.rule], Severity.NOTE, params=params)
        steps.append(clamped)
    return Coefficient(tuple(steps), terms.price_round_to, alert)


def _clamped(in_force: InForce[IndexTerms], value: Decimal) -> Step | None:
    """The floor or the cap, where it bites."""
    floor, cap = in_force.terms.floor, in_force.terms.cap
    if floor is not None and value < floor:
        inputs: dict[str, Value] = {"coefficient": value, "floor": floor}
        source = in_force.source("floor")
        return computed("index.floor", "max(coefficient, floor)", inputs, "", source)
    if cap is not None and value > cap:
        inputs = {"coefficient": value, "cap": cap}
        source = in_force.source("cap")
        return computed("index.cap", "min(coefficient, cap)", inputs, "", source)
    return None


def _value(
    terms: IndexTerms,
    series: Series,
    revision: date,
    term: str,
    index_values: Sequence[IndexValue],
) -> IndexValue:
    """The value of the month that the clause names; the last one known that day when it says so."""
    wanted = Month.of(revision).plus(-terms.lag_months)
    known = [v for v in index_values if v.series == series.id and v.period <= wanted]
    if terms.last_known:
        known = [v for v in known if v.published <= revision]
    else:
        known = [v for v in known if v.period == wanted]
    if not known or series.base is None:
        raise UnmeasuredError("pricing.index_missing", term, [f"{series.id} {wanted}"])
    return max(known, key=lambda v: (v.period, v.published))
