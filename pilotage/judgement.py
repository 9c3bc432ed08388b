"""The road, walked once: counters to KPI to SLA to bonus and malus to the bill of a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pilotage.billing import Bill
from pilotage.consequences import ConsequenceResult
from pilotage.contract.model import Contract
from pilotage.counters import CounterTable
from pilotage.periods import Month
from pilotage.problems import Problem
from pilotage.sla import Maturity, SlaResult


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
    """A judged month. `maturity` is provisional while any figure or quantity may still move."""

    contract: str
    month: Month
    today: date
    slas: tuple[SlaResult, ...]
    consequences: tuple[ConsequenceResult, ...]
    bill: Bill
    maturity: Maturity
    problems: tuple[Problem, ...]

    @property
    def bonus_malus(self) -> Decimal:
        """The sum of the bonus, malus and cap lines."""
        raise NotImplementedError


def judge(inputs: MonthInputs) -> MonthResult:
    """The month judged from its inputs: the only composition of the road. Pure."""
    raise NotImplementedError
