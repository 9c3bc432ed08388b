"""A draft clause tried on the past: what it would have cost, month by month, one vendor or several."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from pilotage import backtest
from pilotage.backtest import TriedMonth
from pilotage.contract.comparison import Change, changes
from pilotage.contract.loading import load_contract
from pilotage.contract.model import Contract
from pilotage.exports.backtest_paper import backtest_document
from pilotage.judgement import MonthInputs, MonthResult, reach
from pilotage.kpi.known import KNOWN
from pilotage.locale import Language, Words
from pilotage.money import ZERO
from pilotage.periods import Month, Window
from pilotage.problems import Problem, ProblemsFoundError, Severity, stops
from pilotage.services import catalogue
from pilotage.services.actor import Actor, Right
from pilotage.services.frozen import closed_inputs, closed_months, first_month
from pilotage.services.months import inputs_of, worth
from pilotage.services.slots import half_hours_of
from pilotage.sla import Zone
from pilotage.store.database import Database


@dataclass(frozen=True, slots=True)
class Tried:
    """A draft on the months of one contract, oldest first. `since` is the day whose terms of the draft
    were taken for every month; `changes` what the draft changes in the contract in force; `problems`
    what of it means nothing for the contract that it is tried on.
    """

    contract: Contract
    draft: Contract
    since: date
    months: tuple[TriedMonth, ...]
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def current(self) -> Decimal:
        """The totals before tax of all the months, as signed."""
        return sum((one.current.bill.subtotal for one in self.months), ZERO)

    @property
    def drafted(self) -> Decimal:
        """The same under the draft."""
        return sum((one.draft.bill.subtotal for one in self.months), ZERO)

    @property
    def difference(self) -> Decimal:
        return self.drafted - self.current

    @property
    def bonus_malus(self) -> tuple[Decimal, Decimal]:
        """Bonus and malus of all the months, as signed and under the draft."""
        return backtest.total(self.months)


def read_draft(text: str, file: str = "") -> tuple[Contract, tuple[Problem, ...]]:
    """The draft's contract, with what is doubtful in it. Raises `ProblemsFoundError` with all that is
    wrong.
    """
    contract, problems = load_contract(text, file, KNOWN)
    if contract is None or stops(problems):
        raise ProblemsFoundError(problems)
    return contract, problems


def try_draft(
    db: Database,
    actor: Actor,
    *,
    draft: Contract,
    first: Month,
    last: Month,
    ref: str = "",
    since: date | None = None,
) -> Tried:
    """The draft tried on past months of a contract: the one that it redrafts, or (`ref`) another one of
    any vendor, at that one's own prices. The draft's terms are those of the day `since` (of its last
    block when None), as if they had always been in force. The months of the range that have no figures,
    or are not over, are told in its problems. Nothing is written.

    Raises `RefusedError`, `UnknownContractError`, and `ProblemsFoundError` when no month of the range
    has figures or the draft says nothing that the other contract's channels know.
    """
    actor.require(Right.READ)
    terms = catalogue.contract(db, actor, ref=ref or draft.ref)
    day = since or backtest.latest(draft)
    asked, problems = backtest.pinned(draft, day), tuple[Problem, ...]()
    if terms.ref != draft.ref:
        pinned = asked
        asked = backtest.transplanted(pinned, terms)
        problems = backtest.left_out(pinned, asked)
        if not asked.sla:
            raise _problem("backtest.no_channel", contract=terms.ref, draft=draft.ref)
    months = _months(db, actor, terms, asked, first, last)
    if not months:
        raise _problem("backtest.no_month", contract=terms.ref, first=str(first), last=str(last))
    version, present = catalogue.data_version(db, actor, ref=terms.ref), catalogue.today(db)
    given, signed = _signed(db, actor, terms.ref, version, tuple(months), present)
    given = tuple(_clocked(db, actor, terms, asked, one) for one in given)
    tried = backtest.back_test(given, asked, signed)
    kept = tuple(one for one in tried if one.month >= first)
    told = changes(terms, draft) if terms.ref == draft.ref else ()
    problems = (*problems, *_untried(db, actor, terms, first, last))
    return Tried(terms, asked, day, kept, told, problems)


def _untried(
    db: Database, actor: Actor, terms: Contract, first: Month, last: Month
) -> tuple[Problem, ...]:
    """The months asked for that could not be tried, a run of them at a time, and why."""
    card, present = catalogue.card(db, actor, ref=terms.ref), catalogue.today(db)
    if card.first_month is None or card.last_month is None:
        return ()
    over = Month.of(present).plus(-1)
    runs = {
        "before_figures": (first, min(last, card.first_month.plus(-1))),
        "after_figures": (max(first, card.last_month.plus(1)), min(last, over)),
        "not_over": (max(first, over.plus(1)), last),
    }
    return tuple(
        Problem(
            f"backtest.{why}_one" if begins == ends else f"backtest.{why}",
            Severity.NOTE,
            params=(("contract", terms.ref), ("first", str(begins)), ("last", str(ends))),
        )
        for why, (begins, ends) in runs.items()
        if begins <= ends
    )


def _problem(code: str, **params: str) -> ProblemsFoundError:
    return ProblemsFoundError([Problem(code, Severity.REFUSED, params=tuple(params.items()))])


def _months(
    db: Database, actor: Actor, terms: Contract, draft: Contract, first: Month, last: Month
) -> list[Month]:
    """The months of the range that have figures, after those on which the first of them depends, as
    signed or under the draft.
    """
    card = catalogue.card(db, actor, ref=terms.ref)
    if card.first_month is None or card.last_month is None:
        return []
    present = catalogue.today(db)
    over = [m for m in card.first_month.to(card.last_month) if m.last < present]
    wanted = [month for month in over if first <= month <= last]
    if not wanted:
        return []
    first_read = min(first_month(terms, wanted[0]), reach(draft, wanted[0]).results)
    begins = min(first_read, reach(draft, first_read).counters)
    return [month for month in over if begins <= month <= wanted[-1]]


@lru_cache(maxsize=32)
def _signed(
    db: Database, actor: Actor, ref: str, version: int, months: tuple[Month, ...], day: date
) -> tuple[tuple[MonthInputs, ...], tuple[MonthResult, ...]]:
    """What each month was judged on (a closed one on what its closing froze), and the months as signed.

    Kept by data version: another draft judges its own side alone.
    """
    given = tuple(_given(db, actor, ref, version, month, day) for month in months)
    return given, backtest.as_signed(given)


@lru_cache(maxsize=512)
def _given(
    db: Database, actor: Actor, ref: str, _data_version: int, month: Month, day: date
) -> MonthInputs:
    """Kept by data version: trying another draft reads nothing again."""
    for key in closed_months(db, actor, contract=ref):
        if key.month == month:
            return closed_inputs(db, actor, ref, key)
    terms = catalogue.contract(db, actor, ref=ref)
    return inputs_of(db, actor, terms=terms, month=month, day=day)


def _clocked(
    db: Database, actor: Actor, terms: Contract, draft: Contract, given: MonthInputs
) -> MonthInputs:
    """The month with the half-hours that the draft reads, and those of the months before it that its
    windows hold; a closed month that was judged without any has those that are known now.
    """
    wanted, had = reach(draft, given.month), reach(given.contract, given.month)
    if not wanted.half_hours or (given.half_hours is not None and wanted.counters >= had.counters):
        return given
    window = Window(wanted.counters.first, given.month.last)
    found = half_hours_of(db, actor, terms=terms, window=window, day=given.today)
    return replace(given, half_hours=found)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an SLA would have been in one month: zones and amounts of its own clauses, both sides."""

    sla: str
    month: Month
    before: Zone | None
    after: Zone | None
    amount_before: Decimal | None
    amount_after: Decimal | None

    @property
    def moved(self) -> bool:
        return (self.before, self.amount_before) != (self.after, self.amount_after)


def places(tried: Tried) -> tuple[Place, ...]:
    """Every SLA of both sides, month by month, in the order of the draft."""
    names = dict.fromkeys(sla.id for one in tried.months for sla in (*one.draft.slas, *one.current.slas))
    return tuple(
        _place(name, one.month, one.current, one.draft) for name in names for one in tried.months
    )


def _place(sla: str, month: Month, current: MonthResult, draft: MonthResult) -> Place:
    a, b = worth(current, sla), worth(draft, sla)
    return Place(sla, month, a.zone, b.zone, a.amount, b.amount)


def paper(tried: Tried, on: date, language: Language, kind: Literal["docx", "pdf"] = "docx") -> bytes:
    """The page of the negotiation, in Word or in PDF."""
    return backtest_document(tried.contract, tried.months, tried.since, on, Words(language), kind)


def tried_document(tried: Tried) -> dict[str, Any]:
    """The JSON of `simulate` (stable keys): totals before tax, as texts with a point."""
    malus, drafted = tried.bonus_malus
    return {
        "contract": tried.contract.ref,
        "since": tried.since.isoformat(),
        "months": [
            {
                "month": str(one.month),
                **_both(one.current.bill.subtotal, one.draft.bill.subtotal),
                "bonus_malus": _both(one.current.bonus_malus, one.draft.bonus_malus),
            }
            for one in tried.months
        ],
        "total": {
            **_both(tried.current, tried.drafted),
            "bonus_malus": _both(malus, drafted),
        },
    }


def _both(current: Decimal, draft: Decimal) -> dict[str, str]:
    return {
        "current": f"{current:.2f}",
        "draft": f"{draft:.2f}",
        "difference": f"{draft - current:.2f}",
    }
