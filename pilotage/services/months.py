"""The judged month: one walk of the road for each month of the contract year, kept while true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from pilotage.billing import bill_month
from pilotage.consequences.kinds import KINDS
from pilotage.contract.model import Contract
from pilotage.counters import CounterTable
from pilotage.counters.joining import joined
from pilotage.judgement import MonthInputs, MonthResult, judge, reach
from pilotage.money import ZERO
from pilotage.neutralisation import reads_half_hours
from pilotage.periods import Month, Window
from pilotage.pricing import Correction, correction_lines
from pilotage.services import corrections, entered
from pilotage.services.actor import Actor
from pilotage.services.agreed import as_agreed
from pilotage.services.catalogue import contract as read_contract
from pilotage.services.catalogue import counters as read_counters
from pilotage.services.catalogue import data_version, today
from pilotage.services.frozen import (
    closed_inputs,
    closed_months,
    closed_table,
    first_month,
    frozen,
    terms_of,
)
from pilotage.services.relieved import decided, settled
from pilotage.services.slots import half_hours_of
from pilotage.sla import Maturity, Zone
from pilotage.sources import Side
from pilotage.store.closings import ClosedKey
from pilotage.store.database import Database


def judged(
    db: Database, actor: Actor, *, contract: str, month: Month, as_of: date | None = None
) -> MonthResult:
    """The month judged with what is known on `as_of` (today when None). A month closed by then is what
    its closing froze, whatever came since. Pure but for the reading.

    Raises `RefusedError`, and `UnknownContractError` for a reference that is not published.
    """
    version = data_version(db, actor, ref=contract)
    closed = closed_months(db, actor, contract=contract, on=as_of)
    return _walk(db, actor, contract, version, closed, month, as_of or today(db))[-1]


def judged_live(
    db: Database, actor: Actor, *, contract: str, month: Month, as_of: date | None = None
) -> MonthResult:
    """The same from what is known now, as if no month had been closed: what an adjustment goes to."""
    version = data_version(db, actor, ref=contract)
    result = _walk(db, actor, contract, version, (), month, as_of or today(db))[-1]
    return _with_taken(db, actor, result)


def _with_taken(db: Database, actor: Actor, result: MonthResult) -> MonthResult:
    """A month judged live, with the adjustments that its closing took from months closed before it: they
    stay there, whatever is known of the month itself since.
    """
    for key in closed_months(db, actor, contract=result.contract):
        if key.month == result.month:
            found = corrections.taken(closed_inputs(db, actor, result.contract, key).corrections)
            return result if not found else _bearing(db, actor, result, found)
    return result


def _bearing(
    db: Database, actor: Actor, result: MonthResult, found: tuple[Correction, ...]
) -> MonthResult:
    terms = read_contract(db, actor, ref=result.contract)
    lines = (*result.bill.lines, *correction_lines(found))
    return replace(result, bill=bill_month(terms, result.month, lines))


def judged_with(
    db: Database,
    actor: Actor,
    *,
    contract: str,
    month: Month,
    counters: Mapping[Month, CounterTable],
    as_of: date | None = None,
    live: bool = False,
    holder: Side = "reference",
) -> MonthResult:
    """The month judged with other counters: those of `counters` for its months, the known ones for the
    rest. Same contract, same history, same day, same frozen forecast; nothing is kept. A month of
    `counters` counts as open; with `live`, every month does. `holder` says whose half-hours go with
    `counters`: what a neutralisation takes out is counted by whoever counted the whole.
    """
    version, day = data_version(db, actor, ref=contract), as_of or today(db)
    closed = () if live else closed_months(db, actor, contract=contract, on=as_of)
    terms = read_contract(db, actor, ref=contract)
    first = first_month(terms, month)
    other = max(first, min([m for m in counters if m <= month], default=month))
    history = _walk(db, actor, contract, version, closed, other.plus(-1), day, first)
    kept = {key.month: key for key in closed}
    for past in other.to(month):
        if past in kept and past not in counters:
            history += (frozen(db, actor, contract, kept[past]),)
            continue
        table = _reached(db, actor, terms, past, day, closed, counters)
        side: Side = holder if past in counters else "reference"
        inputs = MonthInputs(terms, past, table, day, history)
        history += (judge(beside(db, actor, inputs, side, closed)),)
    return _with_taken(db, actor, history[-1]) if live else history[-1]


def inputs_with(
    db: Database, actor: Actor, *, contract: str, month: Month, counters: CounterTable, as_of: date
) -> MonthInputs:
    """What the month is judged on by `judged_with` when `counters` are its own, to judge it otherwise."""
    version = data_version(db, actor, ref=contract)
    closed = closed_months(db, actor, contract=contract, on=as_of)
    terms, given = read_contract(db, actor, ref=contract), {month: counters}
    past, first = month.plus(-1), first_month(terms, month)
    history = _walk(db, actor, contract, version, closed, past, as_of, first)
    table = _reached(db, actor, terms, month, as_of, closed, given)
    return beside(db, actor, MonthInputs(terms, month, table, as_of, history))


def _counters(db: Database, actor: Actor, ref: str, month: Month, day: date) -> CounterTable:
    """What the month is judged on: the counters known on the day, and the forecast as it was frozen."""
    table = read_counters(db, actor, ref=ref, window=month.window, known_on=day)
    return as_agreed(db, actor, contract=ref, window=month.window, table=table, as_of=day)


def _reached(
    db: Database,
    actor: Actor,
    terms: Contract,
    month: Month,
    day: date,
    closed: tuple[ClosedKey, ...] = (),
    given: Mapping[Month, CounterTable] = MappingProxyType({}),
) -> CounterTable:
    """The counters of the month, and of the months before it that its windows sum: those `given`, those
    of its closing for a month that is `closed`, else those that are known.
    """
    kept, parts = {key.month: key for key in closed}, []
    for one in reach(terms, month).counters.to(month):
        if one in given:
            window, table = one.window, given[one]
            table = as_agreed(db, actor, contract=terms.ref, window=window, table=table, as_of=day)
        elif one in kept and one < month:
            table = closed_table(db, actor, terms.ref, kept[one])
        else:
            table = _counters(db, actor, terms.ref, one, day)
        parts.append((one, table))
    return joined(parts)


def terms_of_month(db: Database, actor: Actor, *, result: MonthResult) -> Contract:
    """The contract under which a month was judged: for a closed one, the version of its closing."""
    keys = closed_months(db, actor, contract=result.contract) if result.closed_on else ()
    for key in keys:
        if key.month == result.month:
            return terms_of(db, actor, contract=result.contract, version=key.contract_version)
    return read_contract(db, actor, ref=result.contract)


def _walk(
    db: Database,
    actor: Actor,
    ref: str,
    data_version: int,
    closed: tuple[ClosedKey, ...],
    month: Month,
    day: date,
    first: Month | None = None,
) -> tuple[MonthResult, ...]:
    """The results of the months on which `month` depends, itself the last; none before `first`."""
    first = first or first_month(read_contract(db, actor, ref=ref), month)
    return _walked(db, actor, ref, data_version, closed, first, month, day) if first <= month else ()


@lru_cache(maxsize=512)
def _walked(
    db: Database,
    actor: Actor,
    ref: str,
    data_version: int,
    closed: tuple[ClosedKey, ...],
    first: Month,
    month: Month,
    day: date,
) -> tuple[MonthResult, ...]:
    """The results of `first` to `month`, each judged with those before it as its history.

    Kept by data version and by closings: a write that moves a figure makes another key.
    """
    terms = read_contract(db, actor, ref=ref)
    history: tuple[MonthResult, ...] = ()
    if first < month:
        history = _walked(db, actor, ref, data_version, closed, first, month.plus(-1), day)
    key = next((key for key in closed if key.month == month), None)
    if key is not None:
        return (*history, frozen(db, actor, ref, key))
    inputs = inputs_of(db, actor, terms=terms, month=month, day=day, history=history, closed=closed)
    return (*history, judge(inputs))


def inputs_of(
    db: Database,
    actor: Actor,
    *,
    terms: Contract,
    month: Month,
    day: date,
    history: tuple[MonthResult, ...] = (),
    closed: tuple[ClosedKey, ...] = (),
) -> MonthInputs:
    """Everything that is known of an open month on the day, as its judgement takes it: the one place
    where it is gathered. The months before it that are `closed` are those of their closings.
    """
    table = _reached(db, actor, terms, month, day, closed)
    return beside(db, actor, MonthInputs(terms, month, table, day, history), closed=closed)


def inputs_for(
    db: Database, actor: Actor, *, contract: str, month: Month, as_of: date | None = None
) -> MonthInputs:
    """What the month is judged on, the months before it included, to judge it otherwise; of a month that
    was closed by then, what its closing froze. Raises `RefusedError`, `UnknownContractError`.
    """
    version, day = data_version(db, actor, ref=contract), as_of or today(db)
    closed = closed_months(db, actor, contract=contract, on=as_of)
    terms = read_contract(db, actor, ref=contract)
    history = _walk(db, actor, contract, version, closed, month.plus(-1), day, first_month(terms, month))
    for key in closed:
        if key.month == month:
            return replace(closed_inputs(db, actor, contract, key), history=history)
    return inputs_of(db, actor, terms=terms, month=month, day=day, history=history, closed=closed)


def beside(
    db: Database,
    actor: Actor,
    inputs: MonthInputs,
    holder: Side = "reference",
    closed: tuple[ClosedKey, ...] = (),
) -> MonthInputs:
    """The inputs with what was decided and settled by their day, the corrections that an open month bears
    (`closed` are the months before it that are), and half-hours where they are read.
    """
    terms, month, day = inputs.contract, inputs.month, inputs.today
    reached = reach(terms, month)
    relief = decided(db, actor, terms=terms, month=month, as_of=day, since=reached.counters)
    agreed = settled(db, actor, ref=terms.ref, month=month, as_of=day)
    inputs = replace(
        inputs,
        relief=relief,
        agreed=agreed,
        index_values=entered.index_values(db, actor, terms=terms, as_of=day),
        orders=entered.delivered(db, actor, terms=terms, month=month, as_of=day),
        corrections=corrections.of_month(db, actor, terms=terms, month=month, day=day, closed=closed),
    )
    clocked = reads_half_hours(terms, month, relief)
    if not reached.half_hours and not clocked:
        return inputs
    first = reached.counters if reached.half_hours else month
    first = min([first, *(one.month or month for one in relief if clocked)])
    window = Window(first.first, month.last)
    found = half_hours_of(db, actor, terms=terms, window=window, day=day, holder=holder)
    return replace(inputs, half_hours=found)


@dataclass(frozen=True, slots=True)
class Worth:
    """What an SLA's own clauses make of it: zone and amount, both None without such a clause or
    without a value.
    """

    zone: Zone | None = None
    amount: Decimal | None = None


def worth(
    result: MonthResult,
    sla: str,
    stream: str | None = None,
    key: str | None = None,
) -> Worth:
    """What the clauses that hold this SLA alone against a base give over the month, before the caps, or
    for one of the streams judged apart, or one of the windows (`Occurrence.key`). What points or payment
    shares make of several SLAs together is said of none of them.

    Over several streams, the amounts are added; the zone is the one that they share, dead bands
    aside, or that of the sum when bonus and malus stand together.
    """
    judged_here = [
        found
        for found in result.consequences
        if found.kind in KINDS
        and found.slas == (sla,)
        and found.zone is not None
        and stream in {None, found.stream}
        and key in {None, found.key}
    ]
    if not judged_here:
        return Worth()
    amount = sum((found.computed for found in judged_here), ZERO)
    zones = {found.zone for found in judged_here} - {Zone.NEUTRAL}
    if len(zones) == 2:
        return Worth(Zone.BONUS if amount > 0 else Zone.MALUS if amount < 0 else Zone.NEUTRAL, amount)
    return Worth(zones.pop() if zones else Zone.NEUTRAL, amount)


def state_of(result: MonthResult) -> str:
    """Where a judged month stands: `closed`, else `provisional` or `estimate`."""
    if result.closed_on:
        return "closed"
    return "provisional" if result.maturity is Maturity.PROVISIONAL else "estimate"
