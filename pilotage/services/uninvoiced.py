"""What is left of a kept accrual on a day: what had been invoiced by then taken off, line by line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from pilotage.accounting.accrual import Accrual
from pilotage.accounting.remainder import Came, left_of
from pilotage.money import ZERO, sum_of
from pilotage.reconciliation.comparing import Compared, Document, compared, standing
from pilotage.services import reconciling
from pilotage.services.accruals import KeptAccrual
from pilotage.services.actor import Actor
from pilotage.services.reconciling_views import GapView, Reconciliation
from pilotage.store.database import Database

_WAITS = frozenset({"open", "disputed"})
_OF_VAT = frozenset({"vat", "arithmetic", "duplicate"})


def left(db: Database, actor: Actor, *, kept: KeptAccrual, on: date) -> Accrual | None:
    """What no invoice received by the day `on` bills, None when nothing more is awaited. Raises
    `RefusedError`, `UnknownContractError`.
    """
    made = kept.accrual
    there = reconciling.documents(db, actor, contract=made.contract, month=made.month)
    if not any(one.counts and one.received_on <= on for one in there):
        return made
    seen = reconciling.reconciled(db, actor, contract=made.contract, month=made.month)
    came = _came(seen, on) if seen is not None else None
    return made if came is None else left_of(made, came)


def _came(seen: Reconciliation, on: date) -> Came | None:
    """What had come by the day, None before an invoice that stands. A credit note brings back nothing to
    accrue, unless it takes its invoice away whole: it takes back what was billed too much.
    """
    known = [one.invoice for one in seen.counting if one.received_on <= on]
    invoices = [one for one in standing(known) if not one.credit]
    if not invoices:
        return None
    then = compared(seen.expectation, [Document(one) for one in known], seen.limits)
    placed: dict[str, Decimal] = {}
    for pair in then.pairs:
        if pair.expected is not None:
            placed[pair.expected.id] = sum_of(one.amount for one in pair.invoiced)
    waiting = {one.line for one in _of_lines(then, seen, on) if one.state in _WAITS}
    closed = {one.line for one in _of_lines(then, seen, on)} - waiting
    return Came(
        placed=placed,
        total=sum((one.before_tax for one in invoices if not one.lines), ZERO),
        expected={one.id: one.amount for one in seen.expectation.lines},
        ended=frozenset(closed),
        over=not any(one.lines for one in invoices) and not waiting,
    )


def _of_lines(then: Compared, seen: Reconciliation, on: date) -> Iterable[GapView]:
    """The gaps of that day, with what had been decided of them by then."""
    now = {one.key: one for one in seen.gaps}
    for gap in then.gaps:
        if gap.kind.value in _OF_VAT:
            continue
        view = now.get(gap.key)
        known = view is not None and view.gap.left == gap.left and _decided_on(view, on)
        yield view if view is not None and known else GapView(gap)


def _decided_on(view: GapView, on: date) -> bool:
    """Whether all that was decided of the gap was decided by the day."""
    days = [view.decision.decided_on] if view.decision else []
    return max([*days, *(one.on for one in view.exchanges if one.outcome)], default=on) <= on
