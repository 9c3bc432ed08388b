"""Zeros that are true: somebody knows why nothing came on an open day, and says it."""

from collections.abc import Collection
from datetime import UTC, date, datetime

from pilotage.problems import Problem, ProblemsFoundError, Severity
from pilotage.services import audit as trail
from pilotage.services import catalogue
from pilotage.services.actor import Actor, Right
from pilotage.store import audit, contracts, true_zeros
from pilotage.store.database import Database


def accept_zeros(
    db: Database, actor: Actor, *, contract: str, days: Collection[date], reason: str
) -> tuple[date, ...]:
    """Makes days of zeros count as the quiet days that they are, for a reason that is kept. Only in the
    files that hold them now: one that comes later for such a day asks the question again.

    Raises `ProblemsFoundError` without a reason, or when none of the days is one that counts as not
    filled in; `RefusedError` and `UnknownContractError` as usual.
    """
    terms = catalogue.contract(db, actor, ref=contract)
    trail.require(db, actor, Right.IMPORT, terms.vendor, entity=contract)
    if not reason.strip():
        raise ProblemsFoundError([Problem("controls.no_reason", Severity.REFUSED)])
    seen: dict[date, frozenset[int]] = {}
    for one in catalogue.unfilled(db, actor, ref=contract):
        for day, files in zip(one.days, one.files, strict=True):
            if day in days:
                seen[day] = seen.get(day, frozenset()) | files
    found = tuple(sorted(seen))
    if not found:
        raise ProblemsFoundError([Problem("controls.no_such_zeros", Severity.REFUSED)])
    with db.writing() as session:
        true_zeros.put(session, contract, seen, reason.strip())
        contracts.bump(session, terms.vendor, contract)
        audit.record(
            session,
            actor=actor.user,
            action="zeros.accept",
            entity=contract,
            vendor=terms.vendor,
            after={
                "days": [day.isoformat() for day in found],
                "files": sorted(frozenset().union(*seen.values())),
                "reason": reason.strip(),
            },
            at=datetime.now(UTC),
        )
    return found
