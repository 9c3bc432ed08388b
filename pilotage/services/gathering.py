"""Workbooks of several contracts: all the vendors of a month, and the year to date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pilotage.exports.gathered import VendorMonth
from pilotage.exports.month_book import month_book as laid_out
from pilotage.exports.month_book import month_book_name as month_workbook_name
from pilotage.exports.year_book import year_book
from pilotage.exports.year_book import year_book_name as year_workbook_name
from pilotage.locale import Language, Words
from pilotage.money import sum_of
from pilotage.periods import Month
from pilotage.services import accruals, budgets, catalogue, preinvoices, reconciling
from pilotage.services.actor import Actor, Right
from pilotage.services.catalogue import ContractCard
from pilotage.services.frozen import closed_months
from pilotage.services.months import judged, terms_of_month
from pilotage.services.preinvoice_book import files_behind, kept_accrual
from pilotage.store.database import Database

__all__ = [
    "month_workbook",
    "month_workbook_name",
    "vendor_month",
    "year_workbook",
    "year_workbook_name",
]

_States = Mapping[tuple[str, Month], str]


def month_workbook(db: Database, actor: Actor, *, month: Month, language: Language) -> tuple[str, bytes]:
    """The file name and the .xlsx of a month across the vendors that the actor sees.

    Raises `RefusedError`.
    """
    actor.require(Right.EXPORT)
    t, states = Words(language), preinvoices.states(db, actor)
    found = [
        vendor_month(db, actor, card=card, month=month, states=states)
        for card in catalogue.contracts(db, actor)
        if _in_force(db, actor, card, month)
    ]
    content = laid_out(found, month, t, catalogue.today(db))
    return month_workbook_name(month, t), content


def year_workbook(
    db: Database, actor: Actor, *, year: int, language: Language, contract: str | None = None
) -> tuple[str, bytes]:
    """The file name and the .xlsx of a year until today: one contract, or all those in sight.

    Raises `RefusedError`, and `UnknownContractError` for a contract out of sight.
    """
    actor.require(Right.EXPORT)
    if contract is None:
        cards = catalogue.contracts(db, actor)
    else:
        cards = (catalogue.card(db, actor, ref=contract),)
    t, states = Words(language), preinvoices.states(db, actor)
    found = [
        vendor_month(db, actor, card=card, month=month, states=states, files=False)
        for card in cards
        for month in _months(db, card, year)
    ]
    return year_workbook_name(year, t, contract or ""), year_book(found, year, t, catalogue.today(db))


def _in_force(db: Database, actor: Actor, card: ContractCard, month: Month) -> bool:
    terms = catalogue.contract(db, actor, ref=card.ref)
    return terms.starts <= month.last and (terms.ends is None or month.first <= terms.ends)


def _months(db: Database, card: ContractCard, year: int) -> Iterator[Month]:
    """The months of the year of which something was received, until today's."""
    if card.first_month is None or card.last_month is None:
        return
    first = max(Month(year, 1), card.first_month)
    last = min(Month(year, 12), card.last_month, Month.of(catalogue.today(db)))
    if first <= last:
        yield from first.to(last)


def vendor_month(
    db: Database,
    actor: Actor,
    *,
    card: ContractCard,
    month: Month,
    states: _States,
    files: bool = True,
) -> VendorMonth:
    """A month of a contract as these workbooks lay it out. Raises `RefusedError`."""
    actor.require(Right.EXPORT, card.vendor)
    result = judged(db, actor, contract=card.ref, month=month)
    compared = reconciling.reconciled(db, actor, contract=card.ref, month=month)
    came = compared is not None and bool(compared.counting)
    planned = budgets.budget(db, actor, contract=card.ref, month=month)
    return VendorMonth(
        result=result,
        contract=terms_of_month(db, actor, result=result),
        files=files_behind(db, actor, contract=card.ref, result=result) if files else {},
        state=_state(db, actor, card.ref, month, states),
        accrued=kept_accrual(db, actor, contract=card.ref, month=month),
        invoiced=compared.invoiced if compared is not None and came else None,
        budget=sum_of(one.amount for one in planned) if planned else None,
    )


def _state(db: Database, actor: Actor, ref: str, month: Month, states: _States) -> str:
    """In progress, closed, the state of the pre-invoice, accrued, or an estimate until then."""
    if catalogue.today(db) <= month.last:
        return "in_progress"
    if month in {key.month for key in closed_months(db, actor, contract=ref)}:
        return "closed"
    if (ref, month) in states:
        return states[ref, month]
    return "cut_off" if accruals.accrual(db, actor, contract=ref, month=month) else "estimate"
