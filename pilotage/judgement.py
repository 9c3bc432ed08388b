"""The road, walked once: counters to KPI to SLA to bonus and malus to the bill of a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pilotage.billing import Bill, bill_month
from pilotage.consequences import ConsequenceResult, PastMonth, settle
from pilotage.contract.model import Contract
from pilotage.counters import CounterTable
from pilotage.money import ZERO
from pilotage.periods import Month, Window
from pilotage.pricing import LineKind, price_month
from pilotage.problems import Problem, Severity
from pilotage.sla import Maturity, SlaResult, assess

_CONSEQUENCES = (LineKind.BONUS, LineKind.MALUS, LineKind.CAP)


@dataclass(frozen=True)
class MonthInputs:
    """Everything that a month's judgement depends on; there is no other input, and no clock.

    `history` holds the results of earlier months of the same contract, oldest first: yearly caps
    are read from it.
    """

    contract: Contract
    month: Month
    counters: CounterTable
    today: date
    history: tuple[MonthResult, ...] = ()


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
    judged = [assess(contract, sla, inputs.counters, month, today) for sla in contract.sla]
    slas = tuple(result for result, _ in judged if result is not None)
    fees, unpriced = price_month(contract, inputs.counters, month, today)
    past = [PastMonth(m.month, m.bill.lines, m.consequences) for m in inputs.history]
    settled = settle(contract, slas, fees, inputs.counters, month, today, past)
    bill = bill_month(contract, month, (*fees, *settled.lines))
    moving = today <= month.last or any(line.provisional for line in bill.lines)
    moving = moving or any(sla.maturity is Maturity.PROVISIONAL for sla in slas)
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
        bill=bill_month(contract, month, ()),
        maturity=Maturity.FINAL,
        problems=(Problem("judgement.not_in_force", Severity.NOTE, params=params),),
    )
