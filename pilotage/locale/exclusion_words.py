"""What a neutralisation is about and what it moves, in words: times, half-hours, hours, points, euros."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal

from pilotage.contract.model import Contract
from pilotage.locale import N_, Words
from pilotage.locale.changes import signed_money
from pilotage.locale.formulas import quantity
from pilotage.locale.judged import name_of, sla_name
from pilotage.locale.relief_words import OUTCOMES
from pilotage.neutralisation import Span
from pilotage.periods import DAY
from pilotage.scenarios import Comparison

HALF_HOUR = timedelta(minutes=30)


def half_hours(spans: Iterable[Span]) -> tuple[datetime, ...]:
    """The beginnings of the half-hours of the spans, in order, each once."""
    found: set[datetime] = set()
    for span in spans:
        at = span.start
        while at < span.end:
            found.add(at)
            at += HALF_HOUR
    return tuple(sorted(found))


def joined(starts: Iterable[datetime]) -> tuple[Span, ...]:
    """The spans that these half-hours make, those that touch in one."""
    spans: list[Span] = []
    for at in sorted(starts):
        if spans and spans[-1].end == at:
            spans[-1] = Span(spans[-1].start, at + HALF_HOUR)
        else:
            spans.append(Span(at, at + HALF_HOUR))
    return tuple(spans)


def spans_words(spans: Iterable[Span], t: Words) -> str:
    """`mar. 17 mars, 10:00 à 15:30`, one after the other."""
    return " ; ".join(_span(span, t) for span in spans)


def _span(span: Span, t: Words) -> str:
    first, last = span.start.date(), span.end.date()
    if span.start.time() == span.end.time() == time():
        if last - first == DAY:
            return t.date(first, "day")
        return t(N_("{first} to {last}"), first=t.date(first, "day"), last=t.date(last - DAY, "day"))
    start, end = f"{span.start:%H:%M}", f"{span.end:%H:%M}"
    if first == last or (span.end.time() == time() and last - first == DAY):
        end = "24:00" if first != last else end
        return t(N_("{day}, {start} to {end}"), day=t.date(first, "day"), start=start, end=end)
    return t(
        N_("{first} to {last}"),
        first=f"{t.date(first, 'day')} {start}",
        last=f"{t.date(last, 'day')} {end}",
    )


def outcome_words(outcome: str, t: Words) -> str:
    """What became of a request."""
    return t(N_("turned down")) if outcome == "refused" else t(OUTCOMES[outcome])


def scope_words(spans: Sequence[Span], t: Words) -> str:
    """The times asked, or that the clause finds them."""
    return spans_words(spans, t) if spans else t(N_("what the clause's own rule finds"))


def slots_words(slots: int, asked: int, t: Words, *, by_day: bool) -> str:
    """`11 demi-heures sur 12`."""
    if by_day:
        return t(N_("days: {n}"), n=slots)
    if asked > slots:
        return t(N_("half-hours: {n} of {asked}"), n=slots, asked=asked)
    return t(N_("half-hours: {n}"), n=slots)


def idle_words(idle: tuple[str, Decimal, Decimal | None], contract: Contract, t: Words) -> str:
    """`104,5 h · Heures de production, jour · 1 839,20 €`."""
    price, hours, amount = idle
    told = [quantity(hours, "hours", t, ""), name_of(price, contract, t, ("price",))]
    if amount is not None:
        told.append(t.money(amount, contract.currency))
    return " · ".join(told)


def effect_words(effect: Comparison, contract: Contract, t: Words) -> str:
    """`QS : 58,4 → 71,9 %, +13,5 · +2 798,88 €`."""
    told = []
    for sla in effect.moved_slas:
        before, after = (
            "—" if value is None else quantity(value, sla.unit, t, "")
            for value in (sla.before, sla.after)
        )
        points = "" if sla.points is None else f" ({t.signed(sla.points)})"
        name = sla_name(sla.id, contract, t)
        told.append(t(N_("{name}: {value}"), name=name, value=f"{before} → {after}{points}"))
    told.append(signed_money(effect.difference, effect.currency, t))
    return " · ".join(told)
