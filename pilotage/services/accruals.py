"""The accounting cut-off: a month accrued once, from what was known on the day, and never changed.

The accrual is an estimate by nature: a missing day is the mean of the same weekdays before it, whatever
matures later is taken at its value of the day. What it missed by is explained at the closing.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.exc import IntegrityError

from pilotage.accounting.accrual import Accrual, accrual_of, as_data, of_data
from pilotage.calendars import working_day_after
from pilotage.contract.model import Contract
from pilotage.money import to_cents
from pilotage.periods import Month
from pilotage.problems import Problem, ProblemsFoundError, Severity
from pilotage.services import audit as trail
from pilotage.services import catalogue
from pilotage.services.actor import Actor, Right
from pilotage.services.cutoff import estimated
from pilotage.services.frozen import closed_months
from pilotage.store import accounting, audit
from pilotage.store.accounting_tables import AccrualRow
from pilotage.store.database import Database


@dataclass(frozen=True)
class KeptAccrual:
    """An accrual as it was kept: by whom, when, with which comment, and the fingerprint of its lines."""

    accrual: Accrual
    by: str
    at: datetime
    comment: str
    sha256: str


def cutoff_day(contract: Contract, month: Month) -> date | None:
    """The day on which the contract's calendar cuts the books off; None when it names none."""
    number = contract.calendar.steps.get("cutoff")
    return working_day_after(month, number, contract.calendar.country) if number is not None else None


def accrual(db: Database, actor: Actor, *, contract: str, month: Month) -> KeptAccrual | None:
    """What was accrued of the month, None before its cut-off. Raises `RefusedError`,
    `UnknownContractError`.
    """
    catalogue.contract(db, actor, ref=contract)
    with db.reading() as session:
        row = accounting.accrual(session, actor.vendors, contract, month)
    return None if row is None else _view(row)


def accruals(db: Database, actor: Actor, *, contract: str | None = None) -> tuple[KeptAccrual, ...]:
    """Every accrual that the actor sees, by month. Raises `RefusedError`."""
    actor.require(Right.READ)
    with db.reading() as session:
        rows = accounting.accruals(session, actor.vendors, contract)
    return tuple(_view(row) for row in rows)


def proposed(db: Database, actor: Actor, *, contract: str, month: Month) -> Accrual:
    """What the cut-off would keep today: nothing is written. Raises as `cut_off` but for the right."""
    terms, today = catalogue.contract(db, actor, ref=contract), catalogue.today(db)
    found, result = estimated(db, actor, contract=contract, month=month, on=today)
    return accrual_of(result, terms, today, tuple(dict.fromkeys(one.day for one in found)))


def obstacles(db: Database, actor: Actor, *, contract: str, month: Month) -> tuple[Problem, ...]:
    """What stands against accruing the month: one that is not over, outside the contract, accrued
    already, or closed. Empty when it can be.
    """
    terms, today = catalogue.contract(db, actor, ref=contract), catalogue.today(db)
    code = ""
    if month.last < terms.starts or (terms.ends and month.first > terms.ends):
        code = "accrual.outside"
    elif today <= month.last:
        code = "accrual.not_over"
    elif accrual(db, actor, contract=contract, month=month):
        code = "accrual.already"
    elif month in {key.month for key in closed_months(db, actor, contract=contract)}:
        code = "accrual.closed"
    params = (("contract", contract), ("month", str(month)))
    return (Problem(code, Severity.REFUSED, params=params),) if code else ()


def cut_off(db: Database, actor: Actor, *, contract: str, month: Month, comment: str = "") -> KeptAccrual:
    """Accrues the month for good, in one transaction with its audit event.

    Raises `RefusedError`, `UnknownContractError`, and `ProblemsFoundError` with what stands against it;
    of two who do it at once, one does and the other is told so.
    """
    terms = catalogue.contract(db, actor, ref=contract)
    entity = f"{contract}/{month}"
    trail.require(db, actor, Right.CLOSE, terms.vendor, entity=entity)
    if found := obstacles(db, actor, contract=contract, month=month):
        codes = {"problems": [one.code for one in found]}
        trail.refused(
            db, actor, action="accrual.refused", entity=entity, vendor=terms.vendor, after=codes
        )
        raise ProblemsFoundError(found)
    made = proposed(db, actor, contract=contract, month=month)
    data = as_data(made)
    row = AccrualRow(
        vendor=terms.vendor,
        contract=contract,
        month=str(month),
        accrued_on=made.on,
        total=to_cents(made.total),
        data=data,
        sha256=hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest(),
        comment=comment.strip(),
        recorded_at=datetime.now(UTC),
        recorded_by=actor.user,
    )
    try:
        return _keep(db, actor, row)
    except IntegrityError as error:  # both had looked before either wrote: the key lets one of them in
        raise _already(contract, month) from error


def _keep(db: Database, actor: Actor, row: AccrualRow) -> KeptAccrual:
    month = Month.parse(row.month)
    with db.writing() as session:
        if accounting.accrual(session, actor.vendors, row.contract, month) is not None:
            raise _already(row.contract, month)
        session.add(row)
        session.flush()
        made = _view(row)
        audit.record(
            session,
            actor=actor.user,
            action="accrual.keep",
            entity=f"{row.contract}/{month}",
            vendor=row.vendor,
            after={"total": f"{made.accrual.total:f}", "sha256": row.sha256, "comment": row.comment},
            at=row.recorded_at,
        )
    return made


def _already(contract: str, month: Month) -> ProblemsFoundError:
    params = (("contract", contract), ("month", str(month)))
    return ProblemsFoundError([Problem("accrual.already", Severity.REFUSED, params=params)])


def _view(row: AccrualRow) -> KeptAccrual:
    made = of_data(row.contract, Month.parse(row.month), row.accrued_on, row.data)
    return KeptAccrual(made, row.recorded_by, row.recorded_at, row.comment, row.sha256)
