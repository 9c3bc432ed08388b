"""Why an accrual missed: the difference to the month as it came out, by cause and by line, to the cent.

The month is judged step by step from what was known at the cut-off to what is known now, one thing
changing at a time; what a step moves has that step's cause. The causes add up to the difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from pilotage.judgement import MonthResult
from pilotage.money import ZERO, sum_of
from pilotage.pricing import Line, LineKind
from pilotage.pricing.model import Detail
from pilotage.scenarios import SlaChange, compare


class Cause(StrEnum):
    """Why an accrual and a closing differ, in the order in which they are told."""

    MISSING_DAY = "missing_day"
    VOLUME = "volume"
    KPI = "kpi"
    NEUTRALISATION = "neutralisation"
    WAIVER = "waiver"
    PRICE = "price"
    ADJUSTMENT = "adjustment"


_CONSEQUENCES = frozenset({LineKind.BONUS, LineKind.MALUS, LineKind.CAP, LineKind.COEFFICIENT})
_CORRECTIONS = frozenset({LineKind.MANUAL, LineKind.ADJUSTMENT})


@dataclass(frozen=True, slots=True)
class AccruedLine:
    """A line as the accrual has it: before VAT, in the currency of the contract."""

    id: str
    term: str
    kind: LineKind
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Move:
    """What one cause moves in one line, before VAT; `detail` completes the label of the line."""

    cause: Cause
    line: str
    term: str
    kind: LineKind
    amount: Decimal
    detail: Detail = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """The month judged with one thing more than the stage before: `cause` is what that thing is; None
    where the lines say it themselves (counters: a volume or a KPI).
    """

    cause: Cause | None
    result: MonthResult


@dataclass(frozen=True)
class Gap:
    """From the accrual to the month, both before VAT, in the contract's currency. `measured` are the
    SLAs that a cause moved, whether or not any euro followed.
    """

    currency: str
    accrued: Decimal
    reached: Decimal
    moves: tuple[Move, ...]
    measured: tuple[tuple[Cause, SlaChange], ...] = ()

    @property
    def difference(self) -> Decimal:
        return self.reached - self.accrued

    @property
    def by_cause(self) -> Mapping[Cause, Decimal]:
        """The causes that move a line or an SLA, in their order: their sum is the difference."""
        told = {one.cause for one in self.moves} | {cause for cause, _ in self.measured}
        return {cause: sum_of(one.amount for one in self.of(cause)) for cause in Cause if cause in told}

    def of(self, cause: Cause) -> tuple[Move, ...]:
        """What this cause moves, line by line."""
        return tuple(one for one in self.moves if one.cause is cause)


def explain(accrued: Iterable[AccruedLine], stages: Sequence[Stage]) -> Gap:
    """The gap from the lines accrued to the last of the stages. Pure.

    The first stage is the month judged as it stood at the cut-off: what it moves, from the lines that
    were kept, has the first stage's cause. Raises `ValueError` without a stage.
    """
    if not stages:
        raise ValueError("a gap needs the month judged at least once")
    first, kept = stages[0], {one.id: one for one in accrued}
    moves = _from_kept(kept, first)
    measured: list[tuple[Cause, SlaChange]] = []
    for before, after in pairwise(stages):
        moves += _between(before.result, after)
        moved = compare(before.result, after.result).moved_slas
        measured += [(after.cause or Cause.KPI, sla) for sla in moved]
    last = stages[-1].result.bill
    return Gap(
        currency=last.currency,
        accrued=sum_of(one.amount for one in kept.values()),
        reached=last.subtotal,
        moves=_netted(moves),
        measured=tuple(measured),
    )


def _from_kept(kept: Mapping[str, AccruedLine], first: Stage) -> list[Move]:
    there = {line.id: line for line in first.result.bill.lines}
    moves = []
    for name in dict.fromkeys([*there, *kept]):
        line, was = there.get(name), kept.get(name)
        amount = (line.amount if line else ZERO) - (was.amount if was else ZERO)
        told = line or was
        if amount and told:
            cause = first.cause or _own_cause(told.kind, line, None)
            moves.append(Move(cause, name, told.term, told.kind, amount, line.detail if line else ()))
    return moves


def _between(before: MonthResult, stage: Stage) -> list[Move]:
    """What one stage moves, line by line."""
    old = {line.id: line for line in before.bill.lines}
    new = {line.id: line for line in stage.result.bill.lines}
    return [
        Move(
            stage.cause or _own_cause(one.kind, new.get(one.id), old.get(one.id)),
            one.id,
            one.term,
            one.kind,
            one.difference,
            one.detail,
        )
        for one in compare(before, stage.result).moved_lines
        if one.difference
    ]


def _own_cause(kind: LineKind, new: Line | None, old: Line | None) -> Cause:
    """What moved a line when counters did. A bonus or malus at an unchanged rate moves with its base:
    that is the volume; at another rate, it is the KPI.
    """
    if kind in _CORRECTIONS:
        return Cause.ADJUSTMENT
    if kind not in _CONSEQUENCES:
        return Cause.VOLUME
    same_rate = new is not None and old is not None and new.unit == old.unit == "base"
    if same_rate and new is not None and old is not None and new.unit_price == old.unit_price:
        return Cause.VOLUME
    return Cause.KPI


def _netted(moves: Iterable[Move]) -> tuple[Move, ...]:
    """One move a cause and line, in the order of the causes; those that come to nothing are left out."""
    found: dict[tuple[Cause, str], list[Move]] = {}
    for one in moves:
        found.setdefault((one.cause, one.line), []).append(one)
    order = list(Cause)
    netted = []
    for (cause, line), mine in sorted(found.items(), key=lambda item: order.index(item[0][0])):
        amount = sum_of(one.amount for one in mine)
        if amount:
            last = mine[-1]
            netted.append(Move(cause, line, last.term, last.kind, amount, last.detail))
    return tuple(netted)
