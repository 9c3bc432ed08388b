"""A year of a contract: each month's bill, budget, client costs and what a contact costs; its totals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pilotage.accounting.variance import CAUSES
from pilotage.contract.model import Contract
from pilotage.money import CENT, ZERO, round_half_up, sum_of
from pilotage.periods import Month
from pilotage.services import budgets, catalogue, full_cost
from pilotage.services.actor import Actor
from pilotage.services.budgets import Standing
from pilotage.services.catalogue import ContractCard
from pilotage.services.full_cost import MonthCost
from pilotage.store.database import Database


@dataclass(frozen=True, slots=True)
class YearMonth:
    """A month of the year; `runs` while it has not ended, its amounts being those of its first days."""

    month: Month
    cost: MonthCost
    standing: Standing
    runs: bool


@dataclass(frozen=True)
class Year:
    """A contract's year. The totals are those of the months that have ended; those that need a budget,
    of the months that have one.
    """

    card: ContractCard
    contract: Contract
    months: tuple[YearMonth, ...]

    @property
    def ended(self) -> tuple[YearMonth, ...]:
        return tuple(one for one in self.months if not one.runs)

    @property
    def channels(self) -> tuple[str, ...]:
        """What its contacts are: only contacts of the same channels cost alike."""
        return tuple(sorted({one.channel for one in self.contract.activity}))

    @property
    def billed(self) -> Decimal:
        return sum_of(one.cost.billed for one in self.ended)

    @property
    def bonus_malus(self) -> Decimal:
        return sum_of(one.cost.bonus_malus for one in self.ended)

    @property
    def own(self) -> Decimal:
        return sum_of(one.cost.own for one in self.ended)

    @property
    def full(self) -> Decimal:
        return self.billed + self.own

    @property
    def budget(self) -> Decimal | None:
        """The budgets of the months that ended; None without any."""
        known = [one.standing.budget for one in self.ended if one.standing.budget is not None]
        return sum_of(known) if known else None

    @property
    def difference(self) -> Decimal | None:
        known = [one.standing.difference for one in self.ended if one.standing.difference is not None]
        return sum((one for one in known), ZERO) if known else None

    @property
    def causes(self) -> Mapping[str, Decimal]:
        """Why the months that have a budget missed it; empty without any."""
        return added(one.standing.causes for one in self.ended)

    @property
    def per_handled(self) -> Decimal | None:
        """The bills of the months in which contacts were counted, over those contacts."""
        return self._per(lambda one: one.billed, lambda one: one.handled)

    @property
    def full_per_handled(self) -> Decimal | None:
        return self._per(lambda one: one.full, lambda one: one.handled)

    @property
    def per_resolved(self) -> Decimal | None:
        return self._per(lambda one: one.billed, lambda one: one.resolved)

    @property
    def resolution(self) -> str:
        """How the contacts resolved are known: the least sure of the months' ways."""
        ways = {one.cost.resolution for one in self.ended if one.cost.resolution}
        return "repeats" if "repeats" in ways else next(iter(ways), "")

    def _per(
        self, amount: Callable[[MonthCost], Decimal], count: Callable[[MonthCost], Decimal | None]
    ) -> Decimal | None:
        costs = [one.cost for one in self.ended if count(one.cost)]
        contacts = sum((count(one) or ZERO for one in costs), ZERO)
        total = sum((amount(one) for one in costs), ZERO)
        return round_half_up(total / contacts, CENT) if contacts else None


def years(db: Database, actor: Actor, *, year: int) -> tuple[Year, ...]:
    """Each contract that the actor sees, by vendor, over the calendar year until today; a contract
    without figures in it is left out. Raises `RefusedError`.
    """
    found = (year_of(db, actor, card=card, year=year) for card in catalogue.contracts(db, actor))
    return tuple(one for one in found if one.months)


def year_of(db: Database, actor: Actor, *, card: ContractCard, year: int) -> Year:
    """One contract's year. Raises `RefusedError`, `UnknownContractError`."""
    terms, now = catalogue.contract(db, actor, ref=card.ref), Month.of(catalogue.today(db))
    first, last = Month(year, 1), min(Month(year, 12), now)
    if card.first_month is None or card.last_month is None:
        return Year(card, terms, ())
    months = (
        max(first, card.first_month).to(min(last, card.last_month))
        if max(first, card.first_month) <= min(last, card.last_month)
        else ()
    )
    return Year(card, terms, tuple(_month(db, actor, card.ref, month, now) for month in months))


def _month(db: Database, actor: Actor, ref: str, month: Month, now: Month) -> YearMonth:
    return YearMonth(
        month,
        full_cost.month_cost(db, actor, contract=ref, month=month),
        budgets.standing(db, actor, contract=ref, month=month),
        month == now,
    )


def added(found: Iterable[Mapping[str, Decimal]]) -> Mapping[str, Decimal]:
    """Causes of several months or contracts of one currency, added up; empty without any."""
    every = [one for one in found if one]
    if not every:
        return {}
    return {cause: sum((one[cause] for one in every), ZERO) for cause in CAUSES}
