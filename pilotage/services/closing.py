"""Closing a month: frozen with the figures, the contract and the files of the day, once and for good.

What the closing freezes is a copy: the live figures go on saying what is known now, and the difference
becomes an adjustment in an open month (`adjusting.adjustments`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlmodel import Session

from pilotage.contract.model import Contract
from pilotage.judgement import MonthResult
from pilotage.periods import Month
from pilotage.problems import Problem, ProblemsFoundError, Severity
from pilotage.services import audit as trail
from pilotage.services import catalogue, entered
from pilotage.services.actor import Actor, Right
from pilotage.services.adjusting import adjustments
from pilotage.services.agreed import agreed_days
from pilotage.services.checklist import checklist
from pilotage.services.comparisons import document
from pilotage.services.documents import bill_document, sla_document
from pilotage.services.frozen import (
    closed_months,
    decided_facts,
    facts_of,
    fingerprint,
    frozen,
    judge_closing,
)
from pilotage.services.months import inputs_for, judged
from pilotage.services.settling import three_results
from pilotage.store import audit, batches, closings, contracts
from pilotage.store.database import Database
from pilotage.store.tables import Closing, ContractRow


@dataclass(frozen=True, slots=True)
class ClosedMonth:
    """A closing as it was made. `files` are the received files that counted, `problems` those that were
    passed over, for the reason that `comment` gives; `version` is that of the contract.
    """

    contract: str
    month: Month
    closed_on: date
    closed_at: datetime
    by: str
    comment: str
    version: int
    files: tuple[int, ...]
    problems: tuple[Problem, ...]
    sha256: str


def closed(db: Database, actor: Actor, *, contract: str) -> tuple[ClosedMonth, ...]:
    """The closed months of a contract, in the order in which they were closed.

    Raises `RefusedError`, and `UnknownContractError` for a contract out of sight.
    """
    catalogue.data_version(db, actor, ref=contract)
    with db.reading() as session:
        return tuple(_view(row) for row in closings.listed(session, actor.vendors, contract))


def _view(row: Closing) -> ClosedMonth:
    return ClosedMonth(
        contract=row.contract,
        month=Month.parse(row.month),
        closed_on=row.closed_on,
        closed_at=row.closed_at,
        by=row.closed_by,
        comment=row.comment,
        version=row.contract_version,
        files=tuple(row.batches),
        problems=tuple(batches.problem_of(data) for data in row.problems),
        sha256=row.result_sha256,
    )


def check(db: Database, actor: Actor) -> tuple[Problem, ...]:
    """What keeps the closed months in sight from being trusted: rows that the evidence of their files
    does not give back, figures that no longer come to what was closed. Empty when all is well.
    """
    found: list[Problem] = []
    for card in catalogue.contracts(db, actor):
        with db.reading() as session:
            row = contracts.required(session, card.ref)
            for made in closings.listed(session, actor.vendors, card.ref, reopened=True):
                params = (("contract", card.ref), ("month", made.month))
                if not closings.stands(session, row, made):
                    found.append(Problem("closing.rows", Severity.REFUSED, params=params))
        for key in closed_months(db, actor, contract=card.ref):
            problems = frozen(db, actor, card.ref, key).problems
            found += [one for one in problems if one.code == "closing.differs"]
    return tuple(found)


def obstacles(db: Database, actor: Actor, *, contract: str, month: Month) -> tuple[Problem, ...]:
    """What stands against closing the month: the points of its checklist.

    *Refused*, whatever is said: a month that is not over, closed already, outside the contract, or
    before which another one is still open (what a month is judged after must not move). A *warning*
    may be passed over by who says why: files that are missing, a serious finding, a neutralisation that
    waits, an SLA that is not measured, a month that was not accrued, amounts that are not agreed or not
    what was issued, an invoice that is not there or not reconciled. Only a *note*: figures that still
    mature, whose difference is settled by adjustment.
    """
    found = checklist(db, actor, contract=contract, month=month)
    return (_problem("already", Severity.REFUSED, month),) if found.closed else found.problems


def _problem(code: str, severity: Severity, month: Month, **params: str | int) -> Problem:
    return Problem(f"closing.{code}", severity, params=(("month", str(month)), *params.items()))


def close(
    db: Database, actor: Actor, *, contract: str, month: Month, comment: str = "", despite: bool = False
) -> ClosedMonth:
    """Closes the month for good: its rows, its files, its contract and what it came to are kept, and
    nothing that arrives later moves them. Problems that can be passed over are, with `despite` and a
    comment that says why. The adjustments of months closed before are taken by this one.

    Raises `RefusedError`, `UnknownContractError`, and `ProblemsFoundError` with what stands against it;
    a refusal is kept in the trail.
    """
    terms = catalogue.contract(db, actor, ref=contract)
    entity = f"{contract}/{month}"
    trail.require(db, actor, Right.CLOSE, terms.vendor, entity=entity)
    version, today = catalogue.data_version(db, actor, ref=contract), catalogue.today(db)
    with trail.keeping_refusals(
        db, actor, action="month.close.refused", entity=entity, vendor=terms.vendor
    ):
        found = obstacles(db, actor, contract=contract, month=month)
        if any(_stands(one, despite=despite and bool(comment.strip())) for one in found):
            raise ProblemsFoundError(found)
        return _close(db, actor, terms, month, (version, today), (found, comment.strip()))


def _close(
    db: Database,
    actor: Actor,
    terms: Contract,
    month: Month,
    asked: tuple[int, date],
    said: tuple[tuple[Problem, ...], str],
) -> ClosedMonth:
    """Closes on what was known when it was asked: its data version and its day."""
    contract, (version, today), (found, comment) = terms.ref, asked, said
    taken = [document(one.comparison) for one in adjustments(db, actor, contract=contract, month=month)]
    zeros = catalogue.unfilled(db, actor, ref=contract)
    counted = catalogue.counted(db, actor, ref=contract, window=month.window)
    live = catalogue.counters(db, actor, ref=contract, window=month.window)
    agreed = agreed_days(db, actor, contract=contract, window=month.window, as_of=today)
    seen = judged(db, actor, contract=contract, month=month)
    given = inputs_for(db, actor, contract=contract, month=month)
    closed = [key.month for key in closed_months(db, actor, contract=contract)]
    earlier = entered.delivered_before(db, actor, terms=terms, month=month, closed=closed, as_of=today)
    with db.writing() as session:
        row = contracts.required(session, contract)
        if closings.get(session, actor.vendors, contract, month):
            raise ProblemsFoundError([_problem("already", Severity.REFUSED, month)])
        if {key.month for key in closings.keys(session, actor.vendors, contract)} != set(closed):
            raise ProblemsFoundError([_problem("moved", Severity.REFUSED, month)])
        if row.data_version != version:
            raise ProblemsFoundError([_problem("moved", Severity.REFUSED, month)])
        made = _closing(session, row, month, actor.user, today)
        made.comment, made.adjustments = comment, taken
        made.problems = [batches.problem_data(one) for one in found]
        made.facts = facts_of(counted, live, zeros, month.window, agreed)
        made.facts |= decided_facts(given, earlier)
        return _write(db, actor, session, row, made, _Open(seen, three_results(given)[0]))


def _stands(problem: Problem, *, despite: bool) -> bool:
    """Whether a problem stops the closing."""
    if problem.severity is Severity.WARNING:
        return not despite
    return problem.severity is not Severity.NOTE


def _closing(session: Session, row: ContractRow, month: Month, user: str, today: date) -> Closing:
    """The closing, before anything is frozen."""
    keys = closings.every(session, frozenset({row.vendor}), row.ref)
    return Closing(
        vendor=row.vendor,
        contract=row.ref,
        month=str(month),
        edition=1 + sum(key.month == month for key in keys),
        number=len(keys) + 1,
        closed_on=today,
        closed_at=datetime.now(UTC),
        closed_by=user,
        contract_version=row.version,
        data_version=row.data_version,
        batches=[file.id for file in closings.files_of(session, row, month)],
        facts={},
        problems=[],
        result={},
        result_sha256="",
        adjustments=[],
    )


class _Open(NamedTuple):
    """The month as it was seen while it was open, and what it was before anything was neutralised."""

    seen: MonthResult
    raw: MonthResult


def _write(
    db: Database, actor: Actor, session: Session, row: ContractRow, made: Closing, open_now: _Open
) -> ClosedMonth:
    """Freezes the rows, judges the month on them, and writes both with their audit event. Raises
    `ProblemsFoundError` when they do not come to what was seen while the month was open.
    """
    month, scope = Month.parse(made.month), frozenset({row.vendor})
    earlier = closings.keys(session, scope, row.ref)
    closings.freeze(session, row, month, made.edition)
    rows = closings.counter_table(session, scope, row.ref, month, made.edition)
    result = judge_closing(db, actor, made, rows, earlier)
    terms = catalogue.contract(db, actor, ref=row.ref)
    if _documents(result, open_now.raw, terms) != _documents(open_now.seen, open_now.raw, terms):
        raise ProblemsFoundError([_problem("not_the_same", Severity.REFUSED, month)])
    made.result = _documents(replace(result, closed_on=made.closed_on), open_now.raw, terms)
    made.result_sha256 = fingerprint(result)
    session.add(made)
    session.flush()
    _trace(session, actor, made)
    return _view(made)


def _documents(result: MonthResult, raw: MonthResult, terms: Contract) -> dict[str, Any]:
    return {"bill": bill_document(result, terms), "sla": sla_document(result, terms, raw)}


def _trace(session: Session, actor: Actor, made: Closing) -> None:
    audit.record(
        session,
        actor=actor.user,
        action="month.close",
        entity=f"{made.contract}/{made.month}",
        vendor=made.vendor,
        after={
            "result_sha256": made.result_sha256,
            "contract_version": made.contract_version,
            "files": made.batches,
            "subtotal": made.result["bill"]["subtotal"],
            "comment": made.comment,
            "passed_over": [problem["code"] for problem in made.problems],
            "adjustments": [one["month"] for one in made.adjustments],
        },
        at=made.closed_at,
    )
