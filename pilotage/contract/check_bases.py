"""Bases of what is asked in percent: fees of whole months, that some price makes to the end."""

from __future__ import annotations

from collections.abc import Iterator

from pilotage.contract.base import last_day
from pilotage.contract.consequences import (
    AlertConsequence,
    AtRiskConsequence,
    Consequence,
    EscalatingConsequence,
    LadderConsequence,
    PaymentShareConsequence,
    PerUnitConsequence,
    PointsConsequence,
)
from pilotage.contract.findings import Finding, found, shown
from pilotage.contract.model import Contract
from pilotage.contract.positions import Path
from pilotage.contract.prices import Price
from pilotage.contract.promises import SHORT
from pilotage.problems import Severity


def base_findings(contract: Contract, path: Path, clause: Consequence) -> Iterator[Finding]:
    """Every finding on the base of a clause that asks for a part of the fees."""
    if isinstance(clause, AtRiskConsequence) and any(block.amount for block in clause.terms):
        yield from _by_stream(contract, path, clause)
    if not _of_fees(clause):
        return
    if not isinstance(clause, AlertConsequence):
        yield from _short_windows(contract, path, clause)
    if isinstance(clause, LadderConsequence | EscalatingConsequence):
        yield from _shared(contract, path, clause)
    prices = _prices(contract, clause)
    if prices is None:
        return
    if not prices:
        code = "contract.base_empty" if clause.base == "activity_fees" else "contract.base_unpriced"
        read = ", ".join(_activities(contract, clause)) if clause.base == "activity_fees" else clause.base
        yield found(code, (*path, "base"), read)
        return
    yield from _ended(contract, path, clause, prices)


def _of_fees(clause: Consequence) -> bool:
    """Whether the clause takes a percentage of its base, under any of its terms."""
    match clause:
        case PerUnitConsequence() | AtRiskConsequence():
            return any(block.rate is not None for block in clause.terms)
        case AlertConsequence():
            return any(block.deductions_from is not None for block in clause.terms)
    kinds = LadderConsequence | EscalatingConsequence | PointsConsequence | PaymentShareConsequence
    return isinstance(clause, kinds)


def _short_windows(contract: Contract, path: Path, clause: Consequence) -> Iterator[Finding]:
    """Fees are counted by month: a rate on each week would be taken several times on the same ones."""
    short = {sla.id: sla.window for sla in contract.sla if sla.window in SHORT}
    for number, name in enumerate(clause.slas):
        if name in short:
            yield found("contract.rate_window", (*path, "slas", number), name, window=short[name])


def _by_stream(contract: Contract, path: Path, clause: Consequence) -> Iterator[Finding]:
    """An amount at risk on an SLA judged stream by stream: nobody says what part is each one's."""
    split = {sla.id for sla in contract.sla if sla.per == "stream" and len(contract.streams_of(sla)) > 1}
    for number, name in enumerate(clause.slas):
        if name in split:
            yield found("contract.risk_by_stream", (*path, "slas", number), name)


def _judged(contract: Contract, clause: Consequence) -> set[str]:
    """The streams that a clause judges: all of them for an alert that names no SLA."""
    if isinstance(clause, AlertConsequence) and not clause.slas:
        return {stream.id for stream in contract.stream}
    slas = [sla for sla in contract.sla if sla.id in clause.slas]
    return {name for sla in slas for name in contract.streams_of(sla)}


def _activities(contract: Contract, clause: Consequence) -> list[str]:
    streams = _judged(contract, clause)
    return sorted({stream.activity for stream in contract.stream if stream.id in streams})


def _prices(contract: Contract, clause: Consequence) -> list[Price] | None:
    """The prices that make the base; None when no SLA says what it is of."""
    if isinstance(clause, PaymentShareConsequence):
        return [price for price in contract.price if price.id in clause.prices] or None
    streams, activities = _judged(contract, clause), _activities(contract, clause)
    if not streams:
        return None
    match clause.base:
        case "activity_fees":
            return [price for price in contract.price if price.activity in activities]
        case "stream_fees":
            return [price for price in contract.price if streams.intersection(contract.streams_of(price))]
        case "fixed_part" | "variable_part":
            part = clause.base.removesuffix("_part")
            own = [price for price in contract.price if price.activity in (None, *activities)]
            usual = {"month": "fixed"}
            return [one for one in own if (one.part or usual.get(one.unit, "variable")) == part]
    return list(contract.price)


def _ended(contract: Contract, path: Path, clause: Consequence, prices: list[Price]) -> Iterator[Finding]:
    """A clause that outlives the last price of its base: told, since nothing would be due any more."""
    days = [last_day(tuple(sorted(price.terms, key=lambda one: one.since))) for price in prices]
    known = [day for day in days if day is not None]
    until = last_day(tuple(sorted(clause.terms, key=lambda one: one.since))) or contract.ends
    if len(known) == len(days) and (until is None or until > max(known)):
        at, last = (*path, "base"), shown(max(known))
        yield Finding("contract.base_ended", at, last, severity=Severity.WARNING)


def _shared(
    contract: Contract, path: Path, ladder: LadderConsequence | EscalatingConsequence
) -> Iterator[Finding]:
    """Streams judged apart, and a fee of several of them: nobody says how much of it is each one's."""
    slas = [sla for sla in contract.sla if sla.id in ladder.slas and sla.per == "stream"]
    judged = {stream for sla in slas for stream in contract.streams_of(sla)}
    activities = {stream.activity for stream in contract.stream if stream.id in judged}
    for price in contract.price:
        streams = contract.streams_of(price)
        held = ladder.base == "all_fees" or price.activity in activities
        if held and len(streams) > 1 and judged.intersection(streams):
            yield found("contract.base_shared", (*path, "base"), price.id, ", ".join(streams[:5]))
