"""Words of what moves between two judgements of a month: SLAs, lines, and where the money goes."""

from __future__ import annotations

from decimal import Decimal

from pilotage.contract.model import Contract
from pilotage.locale import N_, Words
from pilotage.locale.formulas import quantity
from pilotage.locale.judged import (
    details_words,
    name_of,
    sla_name,
    status_shape,
    status_words,
    stream_name,
)
from pilotage.periods import Month
from pilotage.scenarios import Comparison, LineChange, SlaChange
from pilotage.sla import Status, Zone

_NONE = "—"
_STATES = {
    "open": N_("{month}, open: its pre-invoice moves by {amount} excl. VAT"),
    "closed": N_("{month}, closed: unchanged; adjustment of {amount} excl. VAT, proposed in {into}"),
    "included": N_("{month}, closed with this file: it counts {amount} excl. VAT of it"),
}


def month_words(month: Month, state: str, found: Comparison, into: Month | None, t: Words) -> str:
    """What becomes of a month that a file touches."""
    amount = signed_money(found.difference, found.currency, t)
    taken = t.month(into) if into else ""
    return t(_STATES[state], month=t.month(month), amount=amount, into=taken)


def closed_words(month: Month, into: Month, amount: str, t: Words) -> str:
    """That a month is closed and stays, and where what was typed into it goes: `amount` is the adjustment
    in words, empty when nothing is owed.
    """
    if amount:
        text = N_(
            "{month} is closed and stays as it is: an adjustment of {amount} is proposed in {into}."
        )
        return t(text, month=month, amount=amount, into=into)
    return t(N_("{month} is closed and stays as it is; this moves none of its amounts."), month=month)


def signed_money(amount: Decimal, currency: str, t: Words) -> str:
    """An amount that adds or takes away: `+1 234,00 €`, `−2 625,44 €`."""
    shown = t.money(amount, currency)
    return f"+{shown}" if amount > 0 else shown


def value_words(
    value: Decimal | None, sla: SlaChange, status: Status | None, t: Words, zone: Zone | None = None
) -> str:
    """A value of an SLA with the shape and the word of its status, as its zone has it."""
    if status is None:
        return _NONE
    word = status_words(status, zone, t)
    shown = _NONE if value is None else quantity(value, sla.unit, t, "")
    return f"{shown} {status_shape(status, zone)} {word}"


def sums_words(numerator: Decimal | None, denominator: Decimal | None, t: Words) -> str:
    """The two sums behind a value: `22 025 / 24 310`; empty without them."""
    if numerator is None or denominator is None:
        return ""
    return f"{t.number(numerator, 0)} / {t.number(denominator, 0)}"


def points_words(sla: SlaChange, t: Words) -> str:
    """By how much an SLA moved: points for a percentage, else its own unit."""
    if sla.points is None:
        return _NONE
    return t(N_("{n} pt"), n=t.signed(sla.points)) if sla.unit == "percent" else t.signed(sla.points)


def sla_label(sla: SlaChange, contract: Contract, t: Words) -> str:
    name = sla_name(sla.id, contract, t)
    return f"{name}, {stream_name(sla.stream, contract, t)}" if sla.stream else name


def change_label(line: LineChange, contract: Contract, t: Words) -> str:
    """The label of a line, as the pre-invoice has it."""
    name = name_of(line.term, contract, t, ("price", "consequence", "limit"))
    detail = details_words(dict(line.detail), t)
    return f"{name}, {detail}" if detail else name


def line_quantity(line: LineChange, t: Words) -> str:
    """By how much a line's quantity moved; nothing where the quantity is the amount itself."""
    if line.unit in {"amount", "base", "event", "point"} and not line.quantity:
        return ""
    return "" if line.unit in {"amount", "base"} else t.signed(line.quantity)


def sla_row(sla: SlaChange, contract: Contract, t: Words) -> tuple[str, ...]:
    """SLA, before, after, difference."""
    return (
        sla_label(sla, contract, t),
        value_words(sla.before, sla, sla.status_before, t, sla.zone_before),
        value_words(sla.after, sla, sla.status_after, t, sla.zone_after),
        points_words(sla, t),
    )


def line_row(line: LineChange, contract: Contract, currency: str, t: Words) -> tuple[str, ...]:
    """Line, quantity moved, before, after, difference."""
    return (
        change_label(line, contract, t),
        line_quantity(line, t),
        t.money(line.before, currency),
        t.money(line.after, currency),
        signed_money(line.difference, currency, t),
    )
