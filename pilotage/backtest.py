"""A draft tried on past months: the same counters judged twice, under what was signed and under it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from pilotage.contract.model import (
    CoefficientConsequence,
    Consequence,
    Contract,
    Dated,
    EarnBackConsequence,
    Gate,
    Limit,
    Named,
    PaymentShareConsequence,
    Scope,
    Sla,
    Terms,
)
from pilotage.counters import CounterTable
from pilotage.counters.joining import joined
from pilotage.judgement import MonthInputs, MonthResult, judge, reach
from pilotage.money import ZERO
from pilotage.periods import Month
from pilotage.problems import Problem, Severity
from pilotage.scenarios import Comparison, compare

_CLAUSES = ("price", "sla", "consequence", "limit", "gate", "neutralisation")
"""The tables whose terms a draft changes; what is counted, forecast and taxed stays as it was."""
Clause = TypeVar("Clause", bound=Named)


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
    begins after it, is not in it. Each value keeps the document and the clause that set it.
    """
    update = {
        table: tuple(
            one.model_copy(update={"terms": terms})
            for one in getattr(contract, table)
            if (terms := _always(one, contract.starts, on))
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
    """Another vendor's contract with the promises and consequences of the draft, its prices, minimums,
    ceilings and floors its own.

    A clause concerns the activities, and the prices, of the channel of those that it names; one that
    finds none there is left out, with what hangs on it (`left_out`).
    """
    there = _There(draft, onto)
    update: dict[str, object] = {"sla": there.slas(), "consequence": there.consequences()}
    update["gate"] = tuple(one for gate in draft.gate if (one := there.gate(gate)))
    limits = (there.limit(limit) for limit in draft.limit if _on_due(limit))
    own_limits = (limit for limit in onto.limit if not _on_due(limit))
    update["limit"] = (*own_limits, *(limit for limit in limits if limit))
    own = {definition.id for definition in draft.kpi}
    update["kpi"] = (*draft.kpi, *(one for one in onto.kpi if one.id not in own))
    return onto.model_copy(update=update)


def left_out(draft: Contract, tried: Contract) -> tuple[Problem, ...]:
    """The clauses of a draft that have nothing to be about in another vendor's contract."""
    asked: Mapping[str, Iterable[Named]] = {
        "sla": draft.sla,
        "consequence": draft.consequence,
        "gate": draft.gate,
        "limit": tuple(limit for limit in draft.limit if _on_due(limit)),
    }
    return tuple(
        Problem("backtest.left_out", Severity.NOTE, params=(("id", one.id), ("contract", tried.ref)))
        for table, clauses in asked.items()
        for one in clauses
        if one.id not in {kept.id for kept in getattr(tried, table)}
    )


def _on_due(limit: Limit) -> bool:
    """Whether a limit is on bonus and malus (a cap, what makes up for what, a waiver): those are tried,
    while what a vendor bills at least or at most stays its own.
    """
    return hasattr(limit, "consequences")


class _There:
    """The clauses of a draft as they stand in another vendor's contract; None, or absent, without a
    channel to concern.
    """

    def __init__(self, draft: Contract, onto: Contract) -> None:
        self._draft, self._onto = draft, onto
        self._channels = {one.id: one.channel for one in draft.activity}
        self._activity_of = {one.id: one.activity for one in draft.stream}
        self._slas = {sla.id for sla in self.slas()}
        self._kept = {one.id for one in self.consequences()}

    def slas(self) -> tuple[Sla, ...]:
        placed = ((sla, self._activities(sla)) for sla in self._draft.sla)
        return tuple(_moved(sla, activities=found, streams=()) for sla, found in placed if found)

    def consequences(self) -> tuple[Consequence, ...]:
        """Those that find what they are about, an earn-back after the clause that it gives back."""
        first = {one.id: self._consequence(one) for one in self._draft.consequence}
        return tuple(
            one
            for one in first.values()
            if one and (not isinstance(one, EarnBackConsequence) or first.get(one.of))
        )

    def _consequence(self, clause: Consequence) -> Consequence | None:
        changed: dict[str, object] = {"slas": tuple(name for name in clause.slas if name in self._slas)}
        if isinstance(clause, Scope):
            changed |= {"activities": self._activities(clause), "streams": ()}
        if isinstance(clause, PaymentShareConsequence | CoefficientConsequence):
            changed["prices"] = self._prices(clause.prices)
        lost = [name for name, found in changed.items() if name != "streams" and not found]
        if any(name != "slas" or clause.slas for name in lost):
            return None
        return _moved(clause, **changed)

    def gate(self, gate: Gate) -> Gate | None:
        """The condition on what is left of its consequences, when all that it asks for can be shown."""
        named = tuple(name for name in gate.consequences if name in self._kept)
        wanted = {
            name
            for block in gate.terms
            if block.requires is not None
            for name in (block.requires.sla, *(block.requires.all_met or ()))
            if name
        }
        found = self._activities(gate)
        if not named or not found or not wanted <= self._slas:
            return None
        return _moved(gate, consequences=named, activities=found, streams=())

    def limit(self, limit: Limit) -> Limit | None:
        asked: tuple[str, ...] = getattr(limit, "consequences", ())
        named = tuple(name for name in asked if name in self._kept)
        return _moved(limit, consequences=named) if named or not asked else None

    def _activities(self, scope: Scope) -> tuple[str, ...]:
        named = {*scope.activities, *(self._activity_of[name] for name in scope.streams)}
        wanted = {self._channels[name] for name in named or self._channels}
        return tuple(one.id for one in self._onto.activity if one.channel in wanted)

    def _prices(self, names: Iterable[str]) -> tuple[str, ...]:
        """The prices of the same channel, of the same unit where there are; those of no activity stand
        for those of none.
        """
        asked = [price for price in self._draft.price if price.id in set(names)]
        wanted = {self._channels.get(price.activity or "") for price in asked}
        channels = {one.id: one.channel for one in self._onto.activity}
        alike = [one for one in self._onto.price if channels.get(one.activity or "") in wanted]
        units = {price.unit for price in asked}
        return tuple(one.id for one in [one for one in alike if one.unit in units] or alike)


def _moved(clause: Clause, **changed: object) -> Clause:
    return clause.model_copy(update=changed)
