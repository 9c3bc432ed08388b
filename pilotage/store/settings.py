"""Values of the portal itself, by key: `today` (the demo's clock), `demo` (its marker), and the data
version at which a contract begins.
"""

from sqlmodel import Session, col, select

from pilotage.store.tables import Setting


def get(session: Session, key: str) -> str | None:
    """The value under `key`, or None."""
    found = session.get(Setting, key)
    return found.value if found else None


def put(session: Session, key: str, value: str) -> None:
    """Sets the value under `key`."""
    found = session.get(Setting, key)
    if found is None:
        session.add(Setting(key=key, value=value))
    else:
        found.value = value
    session.flush()


def beginning(session: Session, prefix: str) -> dict[str, str]:
    """The values whose key begins with `prefix`, by what follows it."""
    rows = session.exec(select(Setting).order_by(col(Setting.key)))
    return {row.key.removeprefix(prefix): row.value for row in rows if row.key.startswith(prefix)}
