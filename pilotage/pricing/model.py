"""A line of the pre-invoice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pilotage.contract.model import Contract
from pilotage.counters import CounterTable
from pilotage.counters.half_hours import HalfHours
from pilotage.neutralisation import Relief
from pilotage.periods import Month, Window
from pilotage.problems import Problem, Severity
from pilotage.trace import Source, Step

Detail = tuple[tuple[str, Decimal | str], ...]


class UnmeasuredError(Exception):
    """A quantity cannot be known: carries the problem."""

    def __init__(self, code: str, term: str, counters: Iterable[str]) -> None:
        params = (("term", term), ("counters", ", ".join(counters)))
        self.problem = Problem(code, Severity.WARNING, params=params)
        super().__init__(code)


class LineKind(StrEnum):
    """What a line of the pre-invoice is. Only `fee` and `minimum` lines enter a base; `manual` ones were
    entered by hand, `adjustment` ones correct a closed month.
    """

    FEE = "fee"
    MINIMUM = "minimum"
    BONUS = "bonus"
    MALUS = "malus"
    CAP = "cap"
    COEFFICIENT = "coefficient"
    MANUAL = "manual"
    ADJUSTMENT = "adjustment"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the pre-invoice: `amount` is `quantity * unit_price`, half-up to the cent.

    `id` is stable from one computation to the next (`appel.2` is the second tier of price `appel`,
    `forfait@2026-08-11` the part of a month from the day on which the terms change).
    `term` is the id of the contract's price, consequence or limit, whose name is the label; `detail`
    is a code and its figures that complete the label, the view makes the words:
    `tier` (number) with `above` and `up_to`; `since` and `until` (days, ISO) when the terms change
    within the month; `days` and `of_days` of a month in part; `share` and `of_unit` of a provisional
    quantity; `cut` (units above the maximum, taken off); `done` and `minimum` of a shortfall; `bracket`
    of handling time with `above` and `up_to`; `uplift` (percent); `order`; `instalment` and `of_months`;
    `baseline` with `more` or `less`; `days_lacking` (days of which no half-hour is known, not cut);
    what a `correcting.Correction` says of itself (`label`, `corrects_month`, `document`, `account` ...).
    `unit` is a price unit; `base` when the quantity is an amount of money and `unit_price` a rate
    (-0.05 for -5 %); `point` when it is the units of a KPI beyond a value; `event`; or `amount` when
    the quantity is the amount itself. `batches` are the received files behind the quantity, `streams`
    those that it counts.
    """

    id: str
    term: str
    kind: LineKind
    quantity: Decimal
    unit: str
    unit_price: Decimal
    amount: Decimal
    source: Source
    activity: str | None = None
    detail: Detail = ()
    provisional: bool = False
    estimated: bool = False
    typed: bool = False
    steps: tuple[Step, ...] = ()
    batches: tuple[int, ...] = ()
    slas: tuple[str, ...] = ()
    vat_treatment: str = "price_reduction"
    streams: tuple[str, ...] = ()
    basis: str = "computed"
    decision: str = ""


@dataclass(frozen=True, slots=True)
class IndexValue:
    """A published value of an index series: `source` says where it was read, `published` when it came."""

    series: str
    period: Month
    value: Decimal
    published: date
    source: str


@dataclass(frozen=True, slots=True)
class Order:
    """So much of a price of the catalogue, ordered by a purchase order and delivered on a day."""

    price: str
    purchase_order: str
    on: date
    quantity: Decimal


@dataclass(frozen=True)
class Extras:
    """What prices read beside the daily counters: half-hours, published indices, orders, decided relief
    (idle hours that stay payable), and the lines of earlier months, oldest first.
    """

    half_hours: HalfHours | None = None
    index_values: tuple[IndexValue, ...] = ()
    orders: tuple[Order, ...] = ()
    relief: tuple[Relief, ...] = ()
    past: tuple[tuple[Month, tuple[Line, ...]], ...] = ()


NONE = Extras()


@dataclass(frozen=True)
class Desk:
    """What every price of the month is computed with; `problems` gathers what it meets on the way."""

    contract: Contract
    counters: CounterTable
    month: Month
    today: date
    extras: Extras = NONE
    problems: list[Problem] = field(default_factory=list)

    @property
    def served(self) -> Window:
        """The days of the month on which the contract is in force."""
        days = Window(self.contract.starts, self.contract.ends or date.max)
        return self.month.window.within(days) or self.month.window

    @property
    def over(self) -> bool:
        """Whether the month is over."""
        return self.today > self.month.last
