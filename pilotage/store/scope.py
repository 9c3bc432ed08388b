"""The vendors that a reader may see, applied by every read of the store."""

from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, func, true
from sqlmodel import Session, select

#: The vendors in sight; None is all of them. It is never optional: a read that forgets it fails.
Vendors: TypeAlias = frozenset[str] | None


def in_scope(column: Any, vendors: Vendors) -> ColumnElement[bool]:  # noqa: ANN401  a mapped column
    """The condition that keeps to the vendors in sight."""
    if vendors is None:
        return true()
    condition: ColumnElement[bool] = column.in_(sorted(vendors))
    return condition


def next_id(session: Session, column: Any) -> int:  # noqa: ANN401  a mapped column
    """The number after the highest of `column`: safe, since writers come one at a time."""
    highest = session.exec(select(func.max(column))).one()
    return int(highest or 0) + 1
