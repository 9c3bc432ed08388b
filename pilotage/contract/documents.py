"""What each signed document changed in the contract, told from its dated blocks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import get_origin

from pilotage.contract.base import Closed, Dated, Terms
from pilotage.contract.comparison import Change
from pilotage.contract.model import Contract

_TOLD_APART = frozenset({"since", "until", "source"})


def changed_by(contract: Contract, document: str) -> tuple[Change, ...]:
    """Every value that the document set to something else than what stood the day before, in the order
    of the contract; a clause that begins with it is told whole. Nothing for the first document.
    """
    if document == contract.document[0].id:
        return ()
    return tuple(
        change
        for table, name, entity in _dated(contract)
        for block in entity.terms
        if block.origin.document == document
        for change in _changes(table, name, entity, block)
    )


def _dated(contract: Contract) -> Iterator[tuple[str, str, Dated[Terms]]]:
    for table, field in Contract.model_fields.items():
        held = getattr(contract, table)
        listed: tuple[Closed, ...] = held if get_origin(field.annotation) is tuple else (held,)
        for one in listed:
            if isinstance(one, Dated):
                yield table, getattr(one, "id", ""), one


def _changes(table: str, name: str, entity: Dated[Terms], block: Terms) -> Iterator[Change]:
    before = entity.terms_on(block.since - timedelta(days=1)) if block.since > date.min else None
    after = entity.terms_on(block.since)
    if before is None or after is None:
        yield Change(table, name, "", block.since, None, entity, block.origin)
        return
    for key in type(block).model_fields:
        if key in block.model_fields_set - _TOLD_APART:
            old, new = getattr(before.terms, key), getattr(after.terms, key)
            if old != new:
                yield Change(table, name, key, block.since, old, new, block.origin)
