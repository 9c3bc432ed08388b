"""Days of zeros that somebody knows to be true: why, and in which files (values of the portal)."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date

from sqlmodel import Session, col, select

from pilotage.store import settings
from pilotage.store.tables import Setting


def _key(contract: str) -> str:
    """A key of fixed length, whatever the contract's reference is."""
    return f"zeros.{hashlib.sha256(contract.encode()).hexdigest()[:16]}."


def known(session: Session, contract: str) -> Mapping[date, frozenset[int]]:
    """The files whose zeros were accepted, by day. None stands behind what was accepted when only the
    reason was kept: nobody knows what was seen, so the question is asked again.
    """
    key = _key(contract)
    rows = session.exec(select(Setting).where(col(Setting.key).startswith(key, autoescape=True)))
    return {date.fromisoformat(row.key.removeprefix(key)): _files(row.value) for row in rows}


def _files(value: str) -> frozenset[int]:
    try:
        found = json.loads(value)
    except ValueError:
        return frozenset()
    return frozenset(found["files"]) if isinstance(found, dict) else frozenset()


def put(session: Session, contract: str, files: Mapping[date, frozenset[int]], reason: str) -> None:
    """Keeps the reason for each of the days, with the files that were seen beside those seen before."""
    before = known(session, contract)
    for day, numbers in files.items():
        seen = sorted(numbers | before.get(day, frozenset()))
        value = json.dumps({"reason": reason, "files": seen}, ensure_ascii=False)
        settings.put(session, f"{_key(contract)}{day.isoformat()}", value)
