"""Data versions that never come twice, even when another state of the database takes the place of this
one: a portal that runs meanwhile keeps its results under them.
"""

from sqlalchemy import func, inspect, select, update
from sqlmodel import Session, col

from pilotage.store import settings
from pilotage.store.tables import ContractRow

_FROM = "data_versions_from"
#: More than others write between the reading of the highest version and the change of database.
_STEP = 1_000


def lowest(session: Session) -> int:
    """The data version at which a contract of this database begins."""
    return int(settings.get(session, _FROM) or 1)


def highest(session: Session) -> int:
    """The highest data version that this database had; 0 when it is not made yet."""
    present = inspect(session.connection())
    if not (present.has_table("contract") and present.has_table("setting")):
        return 0
    return max(session.scalar(select(func.max(col(ContractRow.data_version)))) or 0, lowest(session) - 1)


def begin_above(session: Session, past: int) -> None:
    """Puts every contract, and those to come, above `past` and above what they had."""
    first = max(past, highest(session)) + _STEP
    settings.put(session, _FROM, str(first))
    session.execute(update(ContractRow).values(data_version=first))
