"""What if, on a live month: a target, a band, a price or a volume moved, and the euros."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from pilotage import backtest
from pilotage.contract.amending import Amendment
from pilotage.contract.model import Contract
from pilotage.judgement import MonthInputs, MonthResult, judge
from pilotage.money import ZERO
from pilotage.periods import Month
from pilotage.problems import Problem, ProblemsFoundError, Severity
from pilotage.scenarios import Comparison, compare
from pilotage.services import amending, catalogue, comparisons, landing
from pilotage.services.actor import Actor, Right
from pilotage.services.amending import Clause
from pilotage.services.frozen import closed_months
from pilotage.services.months import inputs_for, inputs_of
from pilotage.store.database import Database


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A month under its contract (`before`) and as supposed (`after`), both before what was settled with
    the vendor. `running`: judged as it will likely end; else as it is known.
    """

    contract: Contract
    month: Month
    running: bool
    before: MonthResult
    after: MonthResult

    @property
    def comparison(self) -> Comparison:
        return compare(self.before, self.after)

    @property
    def difference(self) -> Decimal:
        """What the hypothesis changes in the month's total before tax."""
        return self.after.bill.subtotal - self.before.bill.subtotal


def what_if(
    db: Database,
    actor: Actor,
    *,
    contract: str,
    month: Month,
    draft: Contract | None = None,
    volume: Decimal = ZERO,
    rest: Mapping[str, Decimal] | None = None,
) -> WhatIf:
    """The month that runs, or is over and not closed, under a draft of its contract and with the
    hypotheses of the landing (which a month that is over has no rest for). Months before it stay as they
    were judged. Nothing is written.

    Raises `RefusedError`, `UnknownContractError`, and `ProblemsFoundError` for a closed month or another
    contract's draft.
    """
    actor.require(Right.READ)
    terms = catalogue.contract(db, actor, ref=contract)
    closed = closed_months(db, actor, contract=contract)
    if any(key.month == month for key in closed):
        raise _problem("what_if.closed", contract=contract, month=str(month))
    asked = draft or terms
    if asked.ref != contract:
        raise _problem("reading.other_contract", contract=contract, draft=asked.ref)
    given = landing.ended(db, actor, contract=contract, month=month)
    if given is None:
        given = inputs_for(db, actor, contract=contract, month=month)
        other = inputs_of(
            db,
            actor,
            terms=asked,
            month=month,
            day=given.today,
            history=given.history,
            closed=closed,
        )
        return _compared(terms, given, other, running=False)
    found = landing.ended(db, actor, contract=contract, month=month, volume=volume, rest=rest)
    return _compared(terms, given, replace(found or given, contract=asked), running=True)


def _compared(terms: Contract, given: MonthInputs, other: MonthInputs, *, running: bool) -> WhatIf:
    """Both judged, before any settlement: an amount agreed under one clause says nothing of another."""
    before, after = (judge(replace(one, agreed=())) for one in (given, other))
    return WhatIf(terms, given.month, running, before, after)


def _problem(code: str, **params: str) -> ProblemsFoundError:
    return ProblemsFoundError([Problem(code, Severity.REFUSED, params=tuple(params.items()))])


def with_clause(
    db: Database, actor: Actor, *, contract: str, month: Month, before: Clause, after: Clause, title: str
) -> Contract | None:
    """The contract with one clause as typed over the whole month and the windows that end in it; None
    when nothing is changed. `before` is the clause as it stands on the month's last day.

    Raises `ProblemsFoundError` with what is wrong once it is written.
    """
    day = month.last
    new = amending.changed(before, after, day, "")
    if new is None:
        return None
    amendment = Amendment(amending.DRAFT, title, day, day, (new,))
    drafted = amending.drafted(db, actor, contract=contract, amendment=amendment).contract
    always = {one.id: one for one in getattr(backtest.pinned(drafted, day), before.table)}
    terms = catalogue.contract(db, actor, ref=contract)
    entities = tuple(
        always[one.id] if one.id == before.id else one for one in getattr(terms, before.table)
    )
    documents = drafted.document
    return terms.model_copy(update={before.table: entities, "document": documents})


def what_if_document(found: WhatIf) -> dict[str, Any]:
    """The JSON of `what-if` (stable keys): totals before tax, as texts with a point."""
    return {
        "contract": found.contract.ref,
        "month": str(found.month),
        "running": found.running,
        "before": f"{found.before.bill.subtotal:.2f}",
        "after": f"{found.after.bill.subtotal:.2f}",
        **comparisons.document(found.comparison),
    }
