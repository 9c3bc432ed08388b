"""What typed figures rest on: a reason and a document, written once with the figure."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from pilotage.store import batches
from pilotage.store.scope import Vendors, in_scope
from pilotage.store.tables import Attachment


def listed(session: Session, vendors: Vendors, numbers: Iterable[int]) -> dict[int, Attachment]:
    """The attachments in scope of these files, by the number of the file."""
    query = select(Attachment).where(in_scope(col(Attachment.vendor), vendors))
    query = query.where(col(Attachment.batch).in_(sorted(numbers)))
    return {row.batch: row for row in session.exec(query)}


def document(session: Session, vendors: Vendors, number: int) -> tuple[str, bytes] | None:
    """The name and the bytes of the document behind a typed figure, or None out of scope."""
    found = listed(session, vendors, [number]).get(number)
    return None if found is None else (found.name, batches.content(session, found.vendor, found.sha256))
