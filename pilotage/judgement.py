"""The road, walked once: counters to KPI to SLA to bonus and malus to the bill of a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from pilotage import consequences, pricing, sla
from pilotage.billing import Bill, bill_month
from pilotage.consequences import Agreed, ConsequenceResult, PastMonth, settle
from pilotage.contract.model import Contract
from pilotage.counters import CounterTable
from pilotage.counters.half_hours import HalfHours
from pilotage.keeping import kept_by_identity
from pilotage.money import ZERO
from pilotage.neutralisation import Relief
from pilotage.periods import Month, Window
from pilotage.pricing import (
    CORRECTIONS,
    Correction,
    Extras,
    IndexValue,
    Line,
    LineKind,
    Order,
    correction_lines,
    price_month,
)
from pilotage.problems import Problem, Severity
from pilotage.sla import Maturity, SlaResult, assess

_CONSEQUENCES = (LineKind.BONUS, LineKind.MALUS, LineKind.CAP)


@dataclass(frozen=True)
class MonthInputs:
    """Everything that a month's judgement depends on; there is no other input, and no clock.

    `history` holds the results of earlier months of the same contract, oldest first: what runs over
    several months (yearly caps, carried excess, repeats, smoothing) is read from it. `counters` may
    begin before the month, as far as `reach` says. `half_hours` are those of the month, the frozen
    forecast among their counters (`forecast`); without them nothing is measured by half-hour. `relief`
    are the neutralisations decided, `agreed` the amounts settled with the vendor; `corrections` the lines
    entered by hand and the adjustments of closed months that this one takes: outside every base and cap.
    """

    contract: Contract
    month: Month
    counters: CounterTable
    today: date
    history: tuple[MonthResult, ...] = ()
    half_hours: HalfHours | None = None
    relief: tuple[Relief, ...] = ()
    agreed: tuple[Agreed, ...] = ()
    index_values: tuple[IndexValue, ...] = ()
    orders: tuple[Order, ...] = ()
    corrections: tuple[Correction, ...] = ()


class Reach(NamedTuple):
    """What a month's judgement looks at: the first month whose results it depends on, the first one whose
    counters it reads, and whether it needs half-hours.
    """

    results: Month
    counters: Month
    half_hours: bool


@kept_by_identity()
def reach(contract: Contract, month: Month) -> Reach:
    """How far back the judgement of `month` depends on the months before it. Pure.

    The results read depend on earlier ones in their turn, and so on until nothing is read further back,
    or the contract begins: a month then comes to the same whichever later month reads it.
    """
    starts = Month.of(contract.starts)
    first = _reads(contract, month)
    while first > starts and (further := max(_reads(contract, first), starts)) < first:
        first = further
    return Reach(
        results=first,
        counters=min(sla.first_counters(contract, month), consequences.first_counters(contract, month)),
        half_hours=sla.reads_half_hours(contract) or pricing.reads_half_hours(contract),
    )


@kept_by_identity()
def _reads(contract: Contract, month: Month) -> Month:
    """The first month whose result the judgement of `month` itself reads: never after it."""
    return min(
        sla.first_result(contract, month),
        consequences.first_result(contract, month),
        pricing.first_result(contract, month),
    )


@dataclass(frozen=True)
class MonthResult:
    """A judged month. `maturity` is provisional while any figure or quantity may still move; a month
    that was closed says on which day, and is judged as on that day for good.
    """

    contract: str
    month: Month
    today: date
    slas: tuple[SlaResult, ...]
    consequences: tuple[ConsequenceResult, ...]
    bill: Bill
    maturity: Maturity
    problems: tuple[Problem, ...]
    closed_on: date | None = None

    @property
    def bonus_malus(self) -> Decimal:
        """The sum of the bonus, malus and cap lines."""
        return sum((x.amount for x in self.bill.lines if x.kind in _CONSEQUENCES), ZERO)


def judge(inputs: MonthInputs) -> MonthResult:
    """The month judged from its inputs: the only composition of the road. Pure.

    A month with no day of the contract gives an empty bill and says so.
    """
    contract, month, today = inputs.contract, inputs.month, inputs.today
    if month.window.within(Window(contract.starts, contract.ends or date.max)) is None:
        return _outside(inputs)
    before: dict[str, list[SlaResult]] = {}
    for earlier in inputs.history:
        for result in earlier.slas:
            before.setdefault(result.id, []).append(result)
    given = inputs.counters, month, today
    beside = inputs.half_hours, inputs.relief
    judged = [assess(contract, one, *given, before.get(one.id, ()), *beside) for one in contract.sla]
    slas = tuple(result for result, _ in judged if result is not None)
    fees, unpriced = price_month(contract, inputs.counters, month, today, _extras(inputs))
    past = [PastMonth(m.month, _own(m), m.consequences, m.slas) for m in inputs.history]
    settled = settle(
        *(contract, slas, fees, inputs.counters, month, today, past),
        *(inputs.agreed, inputs.index_values, inputs.relief),
    )
    corrected = correction_lines(inputs.corrections)
    bill = bill_month(contract, month, (*fees, *settled.lines, *corrected))
    moving = today <= month.last or any(line.provisional for line in bill.lines)
    moving = moving or any(one.maturity is Maturity.PROVISIONAL for one in slas if one.due)
    return MonthResult(
        contract=contract.ref,
        month=month,
        today=today,
        slas=slas,
        consequences=settled.results,
        bill=bill,
        maturity=Maturity.PROVISIONAL if moving else Maturity.FINAL,
        problems=(*(p for _, found in judged for p in found), *unpriced, *settled.problems),
    )


def _extras(inputs: MonthInputs) -> Extras:
    return Extras(
        half_hours=inputs.half_hours,
        index_values=inputs.index_values,
        orders=inputs.orders,
        relief=inputs.relief,
        past=tuple((m.month, _own(m)) for m in inputs.history),
    )


def _own(result: MonthResult) -> tuple[Line, ...]:
    """The lines that the clauses of the month itself gave: what later months look back at."""
    return tuple(line for line in result.bill.lines if line.kind not in CORRECTIONS)


def _outside(inputs: MonthInputs) -> MonthResult:
    """The result of a month in which the contract is not in force."""
    contract, month = inputs.contract, inputs.month
    params = (("contract", contract.ref), ("month", str(month)))
    return MonthResult(
        contract=contract.ref,
        month=month,
        today=inputs.today,
        slas=(),
        consequences=(),
        bill=bill_month(contract, month, correction_lines(inputs.corrections)),
        maturity=Maturity.FINAL,
        problems=(Problem("judgement.not_in_force", Severity.NOTE, params=params),),
    )
