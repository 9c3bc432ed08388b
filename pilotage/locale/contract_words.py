"""A contract read as sentences, by its terms in force on a day: promises, limits, conditions, relief."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pilotage.contract.caps import FloorLimit, OffsetLimit
from pilotage.contract.model import (
    CapLimit,
    Contract,
    Gate,
    Limit,
    MaxQuantityLimit,
    MinimumLimit,
    Neutralisation,
    Sla,
    WaiverLimit,
)
from pilotage.locale import N_, Words
from pilotage.locale.contract_edges import edges_words, unit_of
from pilotage.locale.contract_money import base_words, consequence_words, index_words, price_words
from pilotage.locale.contract_rules import rule_words
from pilotage.locale.counter_names import counter_words
from pilotage.locale.formulas import quantity
from pilotage.locale.judged import consequence_name, kpi_name, name_of, per_words, sla_name, stream_name
from pilotage.trace import Source

Held = Any
"""A clause, or its terms: each function below is given those of its own kind."""


@dataclass(frozen=True, slots=True)
class ClauseRead:
    """A clause in words: `sentences` in their order, the source of its last block, its first day."""

    table: str
    id: str
    title: str
    sentences: tuple[str, ...]
    source: Source


TABLES: Mapping[str, str] = {
    "price": N_("Prices"),
    "index": N_("Price indexation"),
    "sla": N_("What is promised"),
    "consequence": N_("Bonus and malus"),
    "gate": N_("Conditions"),
    "limit": N_("Caps, minimums and limits"),
    "neutralisation": N_("Neutralisation"),
    "delegation": N_("Who may waive"),
    "reference": N_("Whose count is believed"),
    "forecast": N_("Forecasts"),
}
"""The tables of a contract that hold clauses, in the order in which they are read."""
_RULES = ("delegation", "reference", "forecast")
WINDOWS: Mapping[str, str] = {
    "half_hour": N_("half-hour"),
    "day": N_("day"),
    "week": N_("week"),
    "half_month": N_("half-month"),
    "month": N_("month"),
    "quarter": N_("quarter"),
    "half_year": N_("half-year"),
    "contract_year": N_("contract year"),
    "rolling": N_("month, over the months before it"),
}
CAUSES: Mapping[str, str] = {
    "volume_above_forecast": N_("volume above the forecast"),
    "client_outage": N_("outage on the client's side"),
    "force_majeure": N_("force majeure"),
    "client_staffing": N_("staffing imposed by the client"),
    "missing_brief": N_("brief not given by the client"),
    "late_forecast": N_("forecast given late by the client"),
}


def clauses_in_words(contract: Contract, on: date, t: Words) -> tuple[ClauseRead, ...]:
    """Every clause in force on the day, in the order of the contract, table after table."""
    return tuple(
        ClauseRead(table, one.id, one.label(t.language), tuple(said), force.terms.origin)
        for table in TABLES
        for one in getattr(contract, table)
        if (force := one.terms_on(on)) is not None
        if (said := list(_said(table, one, force, contract, t)))
    )


def _said(table: str, clause: Held, force: Held, contract: Contract, t: Words) -> Iterator[str]:
    match clause:
        case _ if table in _RULES:
            yield from rule_words(table, clause, force, contract, t)
        case Sla():
            yield from _sla(clause, force, contract, t)
        case Gate():
            yield from _gate(clause, force, contract, t)
        case Neutralisation():
            yield from _relief(clause, force, contract, t)
        case _ if table == "limit":
            yield from _limit(clause, force, contract, t)
        case _ if hasattr(clause, "unit"):
            yield from price_words(clause, force, contract, t)
        case _ if hasattr(clause, "kind"):
            yield from consequence_words(clause, force, contract, t)
        case _:
            yield from index_words(clause, force, contract, t)


def scope_words(scope: Held, contract: Contract, t: Words) -> str:
    """The activities and streams that a clause names, or nothing when it names none."""
    names = [name_of(one, contract, t) for one in getattr(scope, "activities", ())]
    names += [stream_name(one, contract, t) for one in getattr(scope, "streams", ())]
    return ", ".join(names)


def _sla(sla: Sla, force: Held, contract: Contract, t: Words) -> Iterator[str]:
    terms = force.terms
    unit, direction = unit_of(terms.kpi or sla.kpi, contract)
    name = kpi_name(terms.kpi or sla.kpi, contract, t)
    target = quantity(terms.target, unit, t, contract.currency)
    text = {
        ("higher", "at"): N_("{name}: {target} or more, each {window}."),
        ("higher", "beyond"): N_("{name}: more than {target}, each {window}."),
        ("lower", "at"): N_("{name}: {target} or less, each {window}."),
        ("lower", "beyond"): N_("{name}: less than {target}, each {window}."),
    }[direction, terms.met]
    yield t(text, name=name, target=target, window=t(WINDOWS[sla.window]))
    if scope := scope_words(sla, contract, t):
        yield t(N_("On: {scope}."), scope=scope)
    if sla.window == "rolling" and sla.months:
        yield t(N_("Over the last {n} months."), n=sla.months)
    if sla.per == "stream":
        yield t(N_("Each stream is judged apart."))
    if terms.aggregation == "share_of_compliant" and terms.compliant:
        edges = edges_words(terms.compliant, unit, t)
        grain = t(WINDOWS[terms.grain])
        yield t(N_("It is the share of {grain} periods that show {edges}."), grain=grain, edges=edges)
    if terms.aggregation == "mean":
        yield t(N_("It is the mean of its values by {grain}."), grain=t(WINDOWS[terms.grain]))
    if terms.smoothing and terms.smoothing > 1:
        yield t(N_("Smoothed over {n} periods, this one included."), n=terms.smoothing)
    if terms.round_to is not None:
        judged = "percent" if terms.aggregation == "share_of_compliant" else unit
        step = quantity(terms.round_to, judged, t, contract.currency)
        yield t(N_("Rounded to the nearest {step} before it is compared."), step=step)
    if terms.minimum_sample is not None:
        yield t(N_("Not judged under {n} answers."), n=terms.minimum_sample)


def _gate(gate: Gate, force: Held, contract: Contract, t: Words) -> Iterator[str]:
    terms, names = force.terms, [consequence_name(one, contract, t) for one in gate.consequences]
    what = ", ".join(names)
    side = {
        "bonus": N_("No bonus of {what} unless:"),
        "malus": N_("No malus of {what} unless:"),
        "both": N_("Nothing of {what} unless:"),
    }[gate.applies_to]
    if terms.requires is not None:
        yield f"{t(side, what=what)} {_requirement(terms.requires, contract, t)}."
    if terms.not_before is not None:
        yield t(N_("{what}: no money before {day}."), what=what, day=terms.not_before)
    for phase in terms.phases or ():
        text = N_("{what}: from month {n} on, {share} of the money.")
        yield t(text, what=what, n=phase.from_month, share=t.percent(phase.share, None))
    for cohort in terms.curve or ():
        text = N_("{what}: {counter} answer for {share} of it.")
        name = counter_words(cohort.counter, t)
        yield t(text, what=what, counter=name, share=t.percent(cohort.share, None))


def _requirement(required: Held, contract: Contract, t: Words) -> str:
    sla, kpi = getattr(required, "sla", None), getattr(required, "kpi", None)
    parts = []
    if required.all_met:
        names = ", ".join(sla_name(one, contract, t) for one in required.all_met)
        parts.append(t(N_("all are met ({names})"), names=names))
    if sla or kpi:
        own = next((one.kpi for one in contract.sla if one.id == sla), kpi or "")
        name = sla_name(sla, contract, t) if sla else kpi_name(kpi or "", contract, t)
        if any(getattr(required, edge) is not None for edge in ("at_least", "above", "below", "at_most")):
            edges = edges_words(required, unit_of(own, contract)[0], t)
            parts.append(t(N_("{name} is {edges}"), name=name, edges=edges))
        if required.minimum_sample is not None:
            parts.append(
                t(N_("{name} rests on {n} answers at least"), name=name, n=required.minimum_sample)
            )
    return t(N_(" and ")).join(parts)


def _limit(limit: Limit, force: Held, contract: Contract, t: Words) -> Iterator[str]:
    terms = force.terms
    names = [name_of(one, contract, t) for one in getattr(limit, "consequences", ())]
    prices = [name_of(one, contract, t) for one in getattr(limit, "prices", ())]
    what = ", ".join(names or prices)
    match limit:
        case CapLimit():
            yield from _cap(limit, terms, what, contract, t)
        case MinimumLimit():
            yield from _minimum(limit, terms, what, contract, t)
        case MaxQuantityLimit():
            rate, of = t.percent(terms.rate, None), counter_words(terms.of, t)
            yield t(N_("{what}: at most {rate} of “{of}” is billed."), what=what, rate=rate, of=of)
        case FloorLimit():
            least = _most(terms, limit.base, contract, t)
            yield t(N_("The month is never paid less than {least}."), least=least)
        case OffsetLimit():
            net = N_("Bonus and malus make up for each other: only the difference is due.")
            yield t(net if terms.due == "net" else N_("Bonus and malus do not make up for each other."))
            if what:
                yield t(N_("On: {scope}."), scope=what)
        case WaiverLimit():
            amount = t.money(terms.waived_up_to, contract.currency)
            yield t(
                N_("Malus is waived while its total stays within {amount}; beyond, all is due."),
                amount=amount,
            )


def _cap(limit: CapLimit, terms: Held, what: str, contract: Contract, t: Words) -> Iterator[str]:
    side = N_("Malus") if limit.kind == "cap_malus" else N_("Bonus")
    most = _most(terms, limit.base, contract, t)
    yield t(
        N_("{side}: {most} at most, each {per}."), side=t(side), most=most, per=per_words(limit.per, t)
    )
    if what:
        yield t(N_("On: {scope}."), scope=what)
    if terms.excess == "carried":
        yield t(N_("What exceeds it is carried to the months after."))
    if terms.carried_for:
        yield t(N_("For {n} months at most."), n=terms.carried_for)


def _minimum(limit: MinimumLimit, terms: Held, what: str, contract: Contract, t: Words) -> Iterator[str]:
    each = t(N_("over the whole contract"))
    if limit.per != "contract":
        each = t(N_("each {per}"), per=per_words(limit.per, t))
    if terms.amount is not None:
        amount = t.money(terms.amount, contract.currency)
        yield t(N_("{what}: {amount} guaranteed, {each}."), what=what, amount=amount, each=each)
    elif terms.rate is not None:
        rate, of = t.percent(terms.rate, None), counter_words(terms.of, t)
        yield t(
            N_("{what}: {rate} of “{of}” guaranteed, {each}."), what=what, rate=rate, of=of, each=each
        )
    else:
        yield t(N_("{what}: {n} units guaranteed, {each}."), what=what, n=terms.quantity, each=each)
    if terms.at_price_of:
        name = name_of(terms.at_price_of, contract, t)
        yield t(N_("The shortfall is billed at the price of {name}."), name=name)
    if terms.share != Decimal(100):
        yield t(N_("{share} of the shortfall is due."), share=t.percent(terms.share, None))
    if not terms.pro_rata:
        yield t(N_("It stands whole even where the contract begins or ends within it."))


def _most(terms: Held, base: str, contract: Contract, t: Words) -> str:
    if terms.amount is not None:
        return t.money(terms.amount, contract.currency)
    rate = t.percent(terms.rate, None)
    return t(N_("{rate} of {base}"), rate=rate, base=base_words(base, t))


def _relief(clause: Neutralisation, force: Held, contract: Contract, t: Words) -> Iterator[str]:
    terms = force.terms
    cause = t(CAUSES[clause.cause])
    names = ", ".join(sla_name(one, contract, t) for one in clause.slas)
    yield t(N_("Cause: {cause}."), cause=cause)
    if names:
        yield t(N_("On: {scope}."), scope=names)
    shape = {
        "whole": N_("Once decided, the period is not judged."),
        "slots_out": N_("Once decided, the {grain} periods concerned leave both sums."),
        "pro_rata": N_("Once decided, what lies above is set aside in proportion."),
    }[terms.shape]
    yield t(shape, grain=t(WINDOWS.get(terms.grain, N_("month")))) if "{" in shape else t(shape)
    if terms.above is not None:
        yield t(N_("From {above} of the frozen forecast on."), above=t.percent(terms.above, None))
    if terms.request_days is not None:
        yield t(N_("Asked by D+{n}, working days after the month's end."), n=terms.request_days)
    if terms.decide_days is not None:
        yield t(N_("Decided by D+{n}."), n=terms.decide_days)
    if terms.tacit is not None:
        silence = {
            "accepted": N_("After that day, silence is worth acceptance."),
            "refused": N_("After that day, silence is worth refusal."),
        }
        yield t(silence[terms.tacit])
