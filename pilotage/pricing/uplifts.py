"""Night, Sunday and holiday: what is done then, half-hour by half-hour, costs a percentage more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, time
from decimal import Decimal

from pilotage.calendars import is_holiday
from pilotage.contract.model import InForce, Price, PriceTerms, Uplift
from pilotage.money import sum_of
from pilotage.periods import Window
from pilotage.pricing.lines import Slice, line_of
from pilotage.pricing.measuring import Counted, Measured, counted
from pilotage.pricing.model import Desk, Detail, Line, UnmeasuredError
from pilotage.problems import Problem, Severity
from pilotage.trace import Value, computed


def uplift_lines(
    desk: Desk,
    price: Price,
    part: Window,
    in_force: InForce[PriceTerms],
    measured: Measured,
    days: Detail,
) -> list[Line]:
    """A line for each percentage that applies over the days; the highest one applies, or their sum."""
    terms, what = in_force.terms, counted(price.unit, in_force.terms)
    if not terms.uplifts or terms.price is None:
        return []
    try:
        shares = _shares(desk, price, part, terms, what, measured.steps[0].value)
    except UnmeasuredError as absence:
        desk.problems.append(absence.problem)
        return []
    source, lines = in_force.source("uplifts"), []
    for percent, done in sorted(shares.items()):
        inputs: dict[str, Value] = {"done": done}
        step = computed("uplift.quantity", "done", inputs, measured.steps[0].unit, source)
        inputs = {"price": terms.price, "uplift_rate": percent}
        more = computed("uplift.price", "price * uplift_rate / 100", inputs, "currency", source)
        at = replace(measured, steps=(step,), detail=())
        detail: Detail = (("uplift", percent),)
        slice_ = Slice(suffix_of(percent), more.value, done, source, (more,), detail)
        lines.append(line_of(desk, price, at, slice_, part.first, days))
    return lines


def suffix_of(percent: Decimal) -> str:
    """How the line of a percentage is named after its price."""
    return f".uplift-{percent:f}"


def half_hours_of(
    desk: Desk, term: str, streams: Sequence[str], part: Window, what: Counted
) -> Iterator[tuple[date, time, Decimal]]:
    """What each half-hour of the days counts, where it counts it. Raises `UnmeasuredError` when none of
    any day is known, which the clause `term` needs.
    """
    known = desk.extras.half_hours
    absent = [name for name in what.counters if known is None or name not in known.counters()]
    if known is None or absent:
        raise UnmeasuredError("pricing.half_hours_missing", term, absent)
    for slot, sums in known.by(streams, "day", set(part)).items():
        given = any(sums.get(name) is not None for name in what.counters)
        if given and isinstance(slot.day, date):
            yield slot.day, slot.at, what.of(sums)


def _shares(
    desk: Desk, price: Price, part: Window, terms: PriceTerms, what: Counted, whole: Decimal
) -> dict[Decimal, Decimal]:
    """What was done under each percentage. Half-hours that do not add up to the days are told."""
    slots = list(half_hours_of(desk, price.id, desk.contract.streams_of(price), part, what))
    tell_gap(desk, price.id, sum_of(done for *_, done in slots), whole)
    shares = by_percent(desk, price, terms, slots)
    return {percent: done for percent, done in shares.items() if done}


def by_percent(
    desk: Desk, price: Price, terms: PriceTerms, slots: Iterable[tuple[date, time, Decimal]]
) -> dict[Decimal, Decimal]:
    """What half-hours count under each percentage that applies."""
    country = price.country or desk.contract.calendar.country
    shares: dict[Decimal, Decimal] = defaultdict(Decimal)
    for day, at, done in slots:
        percents = [u.percent for u in terms.uplifts or () if _applies(u, day, at, country)]
        if percents:
            shares[sum_of(percents) if terms.cumulate else max(percents)] += done
    return shares


def tell_gap(desk: Desk, term: str, by_half_hour: Decimal, by_day: Decimal) -> None:
    """Says when the half-hours do not add up to what the days count."""
    if by_half_hour != by_day:
        params = (("term", term), ("half_hours", f"{by_half_hour:f}"), ("days", f"{by_day:f}"))
        desk.problems.append(Problem("pricing.half_hours_differ", Severity.WARNING, params=params))


def _applies(uplift: Uplift, day: date, at: time, country: str) -> bool:
    """Whether a half-hour is one that the uplift is for: it belongs to the day on which it falls."""
    right_day = {
        "night": True,
        "saturday": day.weekday() == 5,
        "sunday": day.weekday() == 6,
        "holiday": is_holiday(day, country),
    }[uplift.when]
    begins, ends, clock = uplift.begins, uplift.finishes, f"{at:%H:%M}"
    begun, unfinished = begins is None or clock >= begins, ends is None or clock < ends
    spans_midnight = begins is not None and ends is not None and begins >= ends
    return right_day and (begun or unfinished if spans_midnight else begun and unfinished)
