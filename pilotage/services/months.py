"""The judged month: one walk of the road for each month of the contract year, kept while true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from pilotage.consequences import ConsequenceResult
from pilotage.contract.model import Contract
from pilotage.counters import CounterTable
from pilotage.counters.joining import joined
from pilotage.judgement import MonthInputs, MonthResult, judge, reach
from pilotage.locale import Language, Words
from pilotage.locale.judged import line_label
from pilotage.money import ZERO
from pilotage.periods import Month
from pilotage.pricing import Line
from pilotage.services.actor import Actor
from pilotage.services.agreed import as_agreed
from pilotage.services.catalogue import contract as read_contract
from pilotage.services.catalogue import counters as read_counters
from pilotage.services.catalogue import data_version, today
from pilotage.services.frozen import (
    closed_months,
    closed_table,
    first_month,
    frozen,
    terms_of,
)
from pilotage.sla import Maturity, Occurrence, SlaResult, Zone
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
    return _walk(db, actor, contract, version, (), month, as_of or today(db))[-1]


def judged_with(
    db: Database,
    actor: Actor,
    *,
    contract: str,
    month: Month,
    counters: Mapping[Month, CounterTable],
    as_of: date | None = None,
    live: bool = False,
) -> MonthResult:
    """The month judged with other counters: those of `counters` for its months, the known ones for the
    rest. Same contract, same history, same day, same frozen forecast; nothing is kept. A month of
    `counters` counts as open; with `live`, every month does.
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
        history += (judge(MonthInputs(terms, past, table, day, history)),)
    return history[-1]


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
    return MonthInputs(contract=terms, month=month, counters=table, today=day, history=history)


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
    kinds: frozenset[str] = frozenset({"ladder"}),
    key: str | None = None,
) -> Worth:
    """What the SLA's own ladders (or clauses of those kinds) give over the month, before the caps,
    or for one of the streams judged apart, or one of the windows (`Occurrence.key`).

    Over several streams, the amounts are added; the zone is the one that they share, dead bands
    aside, or that of the sum when bonus and malus stand together.
    """
    judged_here = [
        found
        for found in result.consequences
        if found.kind in kinds
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


def sla_document(result: MonthResult, contract: Contract) -> dict[str, Any]:
    """The JSON of `sla` (stable keys): amounts and rates as texts with a point.

    `value` is null when there are several occurrences; `zone` and `amount` are null when the SLA has
    no ladder of its own. A consequence judged stream by stream has one object a stream.
    """
    return {
        "contract": result.contract,
        "month": str(result.month),
        "currency": contract.currency,
        "maturity": str(result.maturity),
        "slas": [_sla(sla, result) for sla in result.slas],
        "consequences": [_consequence(consequence) for consequence in result.consequences],
        "bonus_malus": _cents(result.bonus_malus),
    }


def _sla(sla: SlaResult, result: MonthResult) -> dict[str, Any]:
    own = worth(result, sla.id)
    return {
        "id": sla.id,
        "kpi": sla.kpi,
        "window": sla.window,
        "target": _text(sla.target),
        "unit": sla.unit,
        "status": str(sla.status),
        "zone": own.zone and str(own.zone),
        "maturity": str(sla.maturity),
        "value": _text(sla.value),
        "estimated": any(occurrence.figure.estimated for occurrence in sla.occurrences),
        "typed": any(occurrence.figure.typed for occurrence in sla.occurrences),
        "amount": _cents(own.amount),
        "clause": str(sla.source),
        "occurrences": [_occurrence(occurrence, sla, result) for occurrence in sla.occurrences],
    }


def _occurrence(occurrence: Occurrence, sla: SlaResult, result: MonthResult) -> dict[str, Any]:
    """One window or stream. Without relief decided, the figure before it is the figure."""
    own = Worth() if occurrence.ongoing else worth(result, sla.id, occurrence.stream, key=occurrence.key)
    value, amount = _text(occurrence.value), _cents(own.amount)
    figure, interval = occurrence.figure, occurrence.figure.interval
    return {
        "from": occurrence.window.first.isoformat(),
        "to": occurrence.window.last.isoformat(),
        **({"at": f"{occurrence.at:%H:%M}"} if occurrence.at else {}),
        "stream": occurrence.stream or None,
        "value": value,
        "estimated": figure.estimated,
        "typed": figure.typed,
        "n": _text(figure.sample),
        "low": _text(interval.low if interval else None),
        "high": _text(interval.high if interval else None),
        "status": str(occurrence.status),
        "reason": occurrence.reason or None,
        "zone": own.zone and str(own.zone),
        "amount": amount,
        "without_neutralisation": {"value": value, "amount": amount},
    }


def _consequence(found: ConsequenceResult) -> dict[str, Any]:
    """`computed` is what the clause asks, before the caps named in `limit`; `retained` what is left."""
    return {
        "id": found.id,
        "kind": found.kind,
        "slas": list(found.slas),
        "stream": found.stream or None,
        "zone": found.zone and str(found.zone),
        "computed": _cents(found.computed),
        "limit": found.limit or None,
        "gate": found.gated or None,
        "retained": _cents(found.retained),
        "clause": str(found.source),
    }


def state_of(result: MonthResult) -> str:
    """Where a judged month stands: `closed`, else `provisional` or `estimate`."""
    if result.closed_on:
        return "closed"
    return "provisional" if result.maturity is Maturity.PROVISIONAL else "estimate"


def bill_document(result: MonthResult, contract: Contract, language: Language = "fr") -> dict[str, Any]:
    """The JSON of `bill` (stable keys), its labels those of the workbook in that language.

    `vat_treatment` says how finance books the line; a vendor exempt from VAT is `outside` as well,
    and `vat_regime` tells the two apart.
    """
    bill, t = result.bill, Words(language)
    return {
        "contract": result.contract,
        "month": str(result.month),
        "state": state_of(result),
        "closed_on": result.closed_on and result.closed_on.isoformat(),
        "currency": bill.currency,
        "lines": [_line(line, result, contract, t) for line in bill.lines],
        "subtotal": _cents(bill.subtotal),
        "vat": _cents(bill.vat),
        "self_assessed_vat": _cents(sum((vat.self_assessed for vat in bill.vat_lines), ZERO)),
        "total": _cents(bill.total),
    }


def _line(line: Line, result: MonthResult, contract: Contract, t: Words) -> dict[str, Any]:
    vat = result.bill.vat_of(line)
    return {
        "id": line.id,
        "kind": str(line.kind),
        "label": line_label(line, contract, t),
        "quantity": _text(line.quantity),
        "unit": line.unit,
        "unit_price": _text(line.unit_price),
        "amount": _cents(line.amount),
        "vat_rate": _text(vat.rate),
        "vat_treatment": "outside" if vat.treatment == "exempt" else vat.treatment,
        "vat_regime": vat.treatment,
        "basis": "computed",
        "provisional": line.provisional,
        "estimated": line.estimated,
        "typed": line.typed,
        "clause": str(line.source),
    }


def _cents(amount: Decimal | None) -> str | None:
    """An amount as a text with its two decimals."""
    return None if amount is None else f"{amount:.2f}"


def _text(value: Decimal | None) -> str | None:
    """An exact number as a text with a point, never with an exponent."""
    return None if value is None else f"{value:f}"
