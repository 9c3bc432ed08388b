"""A draft tried on past months: the same counters judged twice, under what was signed and under it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from pilotage.contract.model import Contract, Dated, Scope, Terms
from pilotage.counters import CounterTable
from pilotage.counters.joining import joined
from pilotage.judgement import MonthInputs, MonthResult, judge, reach
from pilotage.money import ZERO
from pilotage.periods import Month
from pilotage.scenarios import Comparison, compare

_CLAUSES = ("price", "sla", "consequence", "limit", "gate", "neutralisation")
"""The tables whose terms a draft changes; what is counted, forecast and taxed stays as it was."""
_TRIED_ELSEWHERE = ("kpi", "sla", "consequence", "limit", "gate")
"""The tables of a draft that mean something for another vendor; prices are each vendor's own."""


@dataclass(frozen=True, slots=True)
class TriedMonth:
    """A past month under the terms of its time (`current`) and under the draft (`draft`), both before
    what was settled with the vendor: a waiver is no part of a clause.
    """

    current: MonthResult
    draft: MonthResult

    @property
    def month(self) -> Month:
        return self.current.month

    @property
    def comparison(self) -> Comparison:
        return compare(self.current, self.draft)

    @property
    def difference(self) -> Decimal:
        """What the draft would have changed in the month's total before tax."""
        return self.draft.bill.subtotal - self.current.bill.subtotal


def back_test(
    months: Sequence[MonthInputs], draft: Contract, signed: Sequence[MonthResult] | None = None
) -> tuple[TriedMonth, ...]:
    """The months, in order, judged under their own contract (`signed`, when they are already) and under
    the draft. Pure.

    Each side is a fold of its own: what runs over several months (caps, carried excess, repeats) reads
    its own earlier months.
    """
    current, tried = as_signed(months) if signed is None else signed, list[MonthResult]()
    for given in months:
        counters = _counters(months, given, draft)
        asked = replace(given, contract=draft, counters=counters, agreed=())
        tried.append(judge(replace(asked, history=tuple(tried))))
    return tuple(TriedMonth(*pair) for pair in zip(current, tried, strict=True))


def as_signed(months: Sequence[MonthInputs]) -> tuple[MonthResult, ...]:
    """The months, in order, under their own contract, before what was settled. Pure."""
    current = list[MonthResult]()
    for given in months:
        current.append(judge(replace(given, agreed=(), history=tuple(current))))
    return tuple(current)


def _counters(months: Sequence[MonthInputs], given: MonthInputs, draft: Contract) -> CounterTable:
    """The month's counters, and those of the months before it where the draft's windows are longer."""
    first = reach(draft, given.month).counters
    if first >= reach(given.contract, given.month).counters:
        return given.counters
    return joined([(m.month, m.counters) for m in months if first <= m.month <= given.month])


def total(months: Iterable[TriedMonth]) -> tuple[Decimal, Decimal]:
    """Bonus and malus of all the months: as signed, and under the draft."""
    both = [(one.current.bonus_malus, one.draft.bonus_malus) for one in months]
    return sum((a for a, _ in both), ZERO), sum((b for _, b in both), ZERO)


def latest(contract: Contract) -> date:
    """The day from which every clause of the contract is as its last block has it."""
    entities = (one for table in _CLAUSES for one in getattr(contract, table, ()))
    return max((block.since for one in entities for block in one.terms), default=contract.starts)


def pinned(contract: Contract, on: date) -> Contract:
    """The contract whose clauses have always been those in force on a day: what ended before it, or
    begins after it, never was. Each value keeps the document and the clause that set it.
    """
    update = {
        table: tuple(
            one.model_copy(update={"terms": _always(one, contract.starts, on)})
            for one in getattr(contract, table)
        )
        for table in _CLAUSES
        if table in type(contract).model_fields
    }
    return contract.model_copy(update=update)


def _always(entity: Dated[Terms], since: date, on: date) -> tuple[Terms, ...]:
    if entity.terms_on(on) is None:
        return ()
    begun = sorted((block for block in entity.terms if block.since <= on), key=lambda b: b.since)
    return tuple(block.model_copy(update={"since": since, "until": None}) for block in begun)


def transplanted(draft: Contract, onto: Contract) -> Contract:
    """Another vendor's contract with the promises and consequences of the draft, its prices its own.

    A clause concerns the activities that have the channel of those it names; one that finds none there
    is left out, with what hangs on it.
    """
    channels = {one.id: one.channel for one in draft.activity}
    activity_of = {one.id: one.activity for one in draft.stream}

    def there(scope: Scope) -> tuple[str, ...]:
        named = {*scope.activities, *(activity_of[name] for name in scope.streams)} or set(channels)
        wanted = {channels[name] for name in named}
        return tuple(one.id for one in onto.activity if one.channel in wanted)

    slas = [
        sla.model_copy(update={"activities": found, "streams": ()})
        for sla in draft.sla
        if (found := there(sla))
    ]
    kept = {sla.id for sla in slas}
    consequences = []
    for one in draft.consequence:
        named = tuple(name for name in getattr(one, "slas", ()) if name in kept)
        changed: dict[str, object] = {"slas": named}
        if isinstance(one, Scope):
            changed |= {"activities": there(one), "streams": ()}
        if named or (isinstance(one, Scope) and changed["activities"]):
            consequences.append(one.model_copy(update=changed))
    update = {table: getattr(draft, table) for table in _TRIED_ELSEWHERE}
    update |= {"sla": tuple(slas), "consequence": tuple(consequences)}
    update["limit"] = tuple(one for one in draft.limit if hasattr(one, "consequences"))
    own = {definition.id for definition in draft.kpi}
    update["kpi"] = (*draft.kpi, *(one for one in onto.kpi if one.id not in own))
    return onto.model_copy(update=update)
