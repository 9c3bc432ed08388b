"""Days of zeros that somebody knows to be true, and why: kept with the values of the portal."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date

from sqlmodel import Session, col, select

from pilotage.store import settings
from pilotage.store.tables import Setting


def _key(contract: str) -> str:
    """A key of fixed length, whatever the contract's reference is."""
    return f"zeros.{hashlib.sha256(contract.encode()).hexdigest()[:16]}."


def known(session: Session, contract: str) -> Mapping[date, str]:
    """The reason by day."""
    key = _key(contract)
    rows = session.exec(select(Setting).where(col(Setting.key).startswith(key, autoescape=True)))
    return {date.fromisoformat(row.key.removeprefix(key)): row.value for row in rows}


def put(session: Session, contract: str, days: Iterable[date], reason: str) -> None:
    """Keeps the reason for each of the days."""
    for day in days:
        settings.put(session, f"{_key(contract)}{day.isoformat()}", reason)
