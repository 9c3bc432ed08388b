"""The register of refused files: what came, what was wrong with it, how often."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from pilotage.problems import Problem
from pilotage.store.batches import problem_data, problem_of
from pilotage.store.scope import Vendors, in_scope
from pilotage.store.tables import Quarantine


def add(
    session: Session,
    *,
    vendor: str,
    contract: str,
    feed: str,
    name: str,
    size: int,
    sha256: str,
    problems: Sequence[Problem],
    at: datetime,
    by: str,
) -> Quarantine:
    """Enters a refused file; the same bytes refused again only count once more."""
    found = session.get(Quarantine, (vendor, sha256, contract, feed))
    if found is None:
        found = Quarantine(
            vendor=vendor, sha256=sha256, contract=contract, feed=feed, name=name, size=size,
            problems=[], times=0, first_at=at, last_at=at, last_by=by,
        )  # fmt: skip
    found.sqlmodel_update(
        {
            "name": name,
            "problems": [problem_data(problem) for problem in problems],
            "times": found.times + 1,
            "last_at": at,
            "last_by": by,
        }
    )
    session.add(found)
    session.flush()
    return found


def listed(session: Session, vendors: Vendors) -> Sequence[Quarantine]:
    """The refused files of the vendors in scope, the latest first. Those of nobody known are seen by
    who sees every vendor.
    """
    query = select(Quarantine).where(in_scope(col(Quarantine.vendor), vendors))
    return session.exec(query.order_by(col(Quarantine.last_at).desc())).all()


def problems(entry: Quarantine) -> tuple[Problem, ...]:
    """What was wrong with a refused file."""
    return tuple(problem_of(data) for data in entry.problems)
