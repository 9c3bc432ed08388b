"""What a month needs before it is closed, point by point, and where each point is settled.

Some points stop the closing whatever is said (`REFUSED`), others may be passed over by who says why
(`WARNING`), and kept so: among them a pre-invoice that was never submitted and an invoice that was never
recorded, where the month has something to bill.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from pilotage.contract.model import Contract
from pilotage.controls.model import Gravity
from pilotage.judgement import MonthResult
from pilotage.money import ZERO
from pilotage.periods import Month
from pilotage.problems import Problem, Severity
from pilotage.services import accruals, catalogue, controls, issuing, preinvoices, reconciling, relief
from pilotage.services.actor import Actor
from pilotage.services.arrivals import feed_days
from pilotage.services.frozen import closed_months
from pilotage.services.months import judged
from pilotage.sla import Maturity, Status
from pilotage.store import batches, closings
from pilotage.store.database import Database

ItemState = Literal["done", "missing", "not_due", "passed_over"]
CODES = (
    "period",
    "earlier",
    "feeds",
    "controls",
    "relief",
    "kpis",
    "accrual",
    "amounts",
    "invoice",
)
_AGREED = frozenset(
    {"agreed", "clear_to_invoice", "invoice_received", "clear_to_pay", "exported", "closed"}
)
_PAGES = {
    "feeds": "received_files",
    "controls": "received_files",
    "relief": "sla",
    "kpis": "sla",
    "accrual": "invoices",
    "amounts": "preinvoice",
    "invoice": "reconciliation",
    "earlier": "closing",
    "period": "closing",
}
#: Which point of the list a problem belongs to.
_POINTS = {
    "closing.missing_files": "feeds",
    "closing.not_measured": "kpis",
    "closing.provisional": "kpis",
    "closing.serious_finding": "controls",
    "closing.relief_waits": "relief",
    "closing.not_agreed": "amounts",
    "closing.no_life": "amounts",
    "closing.not_issued": "amounts",
    "closing.gaps_open": "invoice",
    "closing.no_invoice": "invoice",
    "closing.no_accrual": "accrual",
    "closing.earlier_open": "earlier",
    "closing.already": "period",
    "closing.not_over": "period",
    "closing.outside": "period",
}


@dataclass(frozen=True)
class Item:
    """A point of the list: how it stands, how many things are missing, what they are, and the page (with
    its query) that settles them. `passed_over` only in a closed month.
    """

    code: str
    state: ItemState
    problems: tuple[Problem, ...] = ()
    page: str = ""
    query: dict[str, str] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return len(self.problems)


@dataclass(frozen=True)
class Checklist:
    """The points of a month, in the order in which it is prepared."""

    contract: str
    month: Month
    closed: bool
    items: tuple[Item, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What stands against the closing; where something refuses it, nothing else is said."""
        found = [one for item in self.items for one in item.problems]
        refused = [one for one in found if one.severity is Severity.REFUSED]
        return tuple(refused[:1] or found)


def checklist(db: Database, actor: Actor, *, contract: str, month: Month) -> Checklist:
    """How the month stands before its closing; of a closed one, what its closing passed over.

    Raises `RefusedError`, and `UnknownContractError` for a contract out of sight.
    """
    terms = catalogue.contract(db, actor, ref=contract)
    keys = closed_months(db, actor, contract=contract)
    if month in {key.month for key in keys}:
        return Checklist(contract, month, True, tuple(_as_closed(db, actor, contract, month)))
    desk = _Desk(db, actor, terms, month, frozenset(key.month for key in keys))
    return Checklist(contract, month, False, tuple(desk.items()))


def serious(db: Database, actor: Actor, *, contract: str, month: Month) -> int:
    """How many serious findings the controls have on the month: its figures cannot be relied on as they
    are.
    """
    found = controls.findings(db, actor, contract=contract, month=month)
    return sum(one.gravity is Gravity.SERIOUS for one in found)


def _as_closed(db: Database, actor: Actor, contract: str, month: Month) -> Iterator[Item]:
    """The points as the closing found them."""
    with db.reading() as session:
        made = closings.get(session, actor.vendors, contract, month)
    kept = [batches.problem_of(data) for data in made.problems] if made else []
    for code in CODES:
        mine = tuple(one for one in kept if _POINTS.get(one.code) == code)
        over = any(one.severity is Severity.WARNING for one in mine)
        yield Item(code, "passed_over" if over else "done", mine, _PAGES[code], _query(contract, month))


def _query(contract: str, month: Month) -> dict[str, str]:
    return {"vendor": contract, "month": str(month)}


@dataclass(frozen=True)
class _Desk:
    """An open month looked at from every side."""

    db: Database
    actor: Actor
    terms: Contract
    month: Month
    closed: frozenset[Month]

    def items(self) -> Iterator[Item]:
        """Every point; those that cannot be looked at yet are not due."""
        period = tuple(self._period())
        yield self._item("period", period)
        earlier = () if period else tuple(self._earlier())
        first = str(dict(earlier[0].params)["earlier"]) if earlier else str(self.month)
        query = {"vendor": self.terms.ref, "month": first}
        yield self._item("earlier", earlier, due=not period, query=query)
        looked: dict[str, Callable[[], Iterator[Problem]]] = {
            "feeds": self._feeds,
            "controls": self._controls,
            "relief": self._relief,
            "kpis": self._kpis,
            "accrual": self._accrual,
            "amounts": self._amounts,
            "invoice": self._invoice,
        }
        for code in CODES[2:]:
            yield self._item(code, () if period else tuple(looked[code]()), due=not period)

    def _item(
        self,
        code: str,
        found: tuple[Problem, ...],
        *,
        due: bool = True,
        query: dict[str, str] | None = None,
    ) -> Item:
        missing = any(one.severity is not Severity.NOTE for one in found)
        state: ItemState = "missing" if missing else "done" if due else "not_due"
        return Item(code, state, found, _PAGES[code], query or _query(self.terms.ref, self.month))

    def _problem(self, code: str, severity: Severity, **params: str | int) -> Problem:
        told = (("month", str(self.month)), *params.items())
        return Problem(f"closing.{code}", severity, params=told)

    def _period(self) -> Iterator[Problem]:
        today, terms, month = catalogue.today(self.db), self.terms, self.month
        if today <= month.last:
            yield self._problem("not_over", Severity.REFUSED)
        elif month.last < terms.starts or (terms.ends and month.first > terms.ends):
            yield self._problem("outside", Severity.REFUSED)

    def _earlier(self) -> Iterator[Problem]:
        first = catalogue.card(self.db, self.actor, ref=self.terms.ref).first_month or self.month
        since = max(first, Month.of(self.terms.starts))
        still = [past for past in since.to(self.month.plus(-1)) if past not in self.closed]
        if still:
            yield self._problem("earlier_open", Severity.REFUSED, earlier=str(still[0]))

    def _feeds(self) -> Iterator[Problem]:
        due = feed_days(self.db, self.actor, window=self.month.window, contract=self.terms.ref)
        missing = [day for day in due if day.status == "missing"]
        for feed in sorted({day.feed for day in missing}):
            days = [day.day for day in missing if day.feed == feed]
            told: dict[str, str | int] = {"feed": feed, "days": len(days), "first": min(days).isoformat()}
            yield self._problem("missing_files", Severity.WARNING, **told)

    def _controls(self) -> Iterator[Problem]:
        if found := serious(self.db, self.actor, contract=self.terms.ref, month=self.month):
            yield self._problem("serious_finding", Severity.WARNING, found=found)

    def _relief(self) -> Iterator[Problem]:
        asked = relief.requests(self.db, self.actor, contract=self.terms.ref, waiting=True)
        for one in asked:
            if one.month == self.month:
                names = {each.id: each.name for each in self.terms.neutralisation}
                told = {"name": names.get(one.clause, one.clause), "since": one.asked_on.isoformat()}
                yield self._problem("relief_waits", Severity.WARNING, **told)

    def _kpis(self) -> Iterator[Problem]:
        for sla in self._result.slas:
            if sla.status in {Status.NOT_MEASURED, Status.ERROR}:
                yield self._problem("not_measured", Severity.WARNING, sla=sla.id)
        if self._result.maturity is Maturity.PROVISIONAL:
            yield self._problem("provisional", Severity.NOTE)

    def _accrual(self) -> Iterator[Problem]:
        made = accruals.accrual(self.db, self.actor, contract=self.terms.ref, month=self.month)
        if made is None and accruals.cutoff_day(self.terms, self.month) is not None:
            yield self._problem("no_accrual", Severity.WARNING)

    def _amounts(self) -> Iterator[Problem]:
        """The pre-invoice: submitted, agreed, and still what the month comes to."""
        states = preinvoices.states(self.db, self.actor, contract=self.terms.ref)
        state = states.get((self.terms.ref, self.month))
        if state is None:
            if self._result.bill.lines:
                yield self._problem("no_life", Severity.WARNING)
            return
        if state not in _AGREED:
            yield self._problem("not_agreed", Severity.WARNING)
        issued = issuing.documents(self.db, self.actor, contract=self.terms.ref, month=self.month)
        moved = issuing.differences(issued, self._result) if issued else ()
        if moved:
            base, currency = issuing.standing(issued), self.terms.currency
            told = sum(issuing.amounts_issued(issued).values(), ZERO)
            yield self._problem(
                *("not_issued", Severity.WARNING),
                n=len(moved),
                now=f"{self._result.bill.subtotal:.2f} {currency}",
                issued=f"{told:.2f} {currency}",
                document=base.number if base else "-",
            )

    def _invoice(self) -> Iterator[Problem]:
        result = reconciling.reconciled(self.db, self.actor, contract=self.terms.ref, month=self.month)
        if result is None or not result.came:
            if self._result.bill.lines:
                yield self._problem("no_invoice", Severity.WARNING)
        elif not result.settled:
            yield self._problem("gaps_open", Severity.WARNING)

    @cached_property
    def _result(self) -> MonthResult:
        return judged(self.db, self.actor, contract=self.terms.ref, month=self.month)
