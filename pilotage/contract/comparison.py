"""What changed between two versions of a contract, in terms of clauses and not of lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import get_origin

from pilotage.contract.base import Closed, Dated, Terms
from pilotage.contract.model import Contract
from pilotage.trace import Source

NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Change:
    """One value that differs. `table` and `id` say whose it is (`price`, `appel`; empty for the
    contract's own keys). `since` is the day from which it differs, None for what has no date.
    `before` or `after` is None where the value, or its whole entity, is absent; `key` is then empty
    when the entity itself came or went. `source` is the clause of the new version, else of the old.
    """

    table: str
    id: str
    key: str
    since: date | None
    before: object
    after: object
    source: Source


def changes(old: Contract, new: Contract) -> tuple[Change, ...]:
    """Every difference that the new version makes, in the order of the model's tables.

    A term that both versions leave as it was on a day is not told, however its blocks are cut.
    """
    return tuple(_changes(old, new))


def _changes(old: Contract, new: Contract) -> Iterator[Change]:
    for name, field in Contract.model_fields.items():
        before, after = getattr(old, name), getattr(new, name)
        if get_origin(field.annotation) is tuple:
            yield from _tables(name, before, after)
        elif isinstance(before, Dated) and isinstance(after, Dated):
            yield from _dated(name, "", before, after)
        elif before != after:
            yield Change("", "", name, None, before, after, Source())


def _by_id(entities: tuple[Closed, ...]) -> dict[str, Closed]:
    """Entities by id; what has none (openings, interpretations) by its own content."""
    return {getattr(one, "id", "") or one.model_dump_json(): one for one in entities}


def _tables(table: str, before: tuple[Closed, ...], after: tuple[Closed, ...]) -> Iterator[Change]:
    olds, news = _by_id(before), _by_id(after)
    for key in (*olds, *(key for key in news if key not in olds)):
        old, new = olds.get(key), news.get(key)
        name = getattr(old or new, "id", "")
        if old is None or new is None or type(old) is not type(new):
            yield Change(table, name, "", _first(new or old), old, new, _source(new or old))
        else:
            yield from _values(table, name, old, new)
            if isinstance(old, Dated) and isinstance(new, Dated):
                yield from _dated(table, name, old, new)


def _values(table: str, name: str, old: Closed, new: Closed) -> Iterator[Change]:
    for key in type(new).model_fields:
        before, after = getattr(old, key), getattr(new, key)
        if key != "terms" and before != after:
            yield Change(table, name, key, None, before, after, _source(new))


def _first(entity: Closed | None) -> date | None:
    return min(block.since for block in entity.terms) if isinstance(entity, Dated) else None


def _source(entity: Closed | None) -> Source:
    if isinstance(entity, Dated):
        last: Terms = max(entity.terms, key=lambda block: block.since)
        return last.origin
    document, _, clause = str(getattr(entity, "source", "")).partition(",")
    return Source(document.strip(), clause.strip())


def _dated(table: str, name: str, old: Dated[Terms], new: Dated[Terms]) -> Iterator[Change]:
    """Values that differ from a day on, told again only when what differs changes."""
    days = sorted({day for one in (old, new) for day in _days(one)})
    told: dict[str, tuple[object, object]] = {}
    for day in days:
        before, after = _in_force(old, day), _in_force(new, day)
        force = new.terms_on(day) or old.terms_on(day)
        for key in {**before, **after}:
            pair = (before.get(key), after.get(key))
            if pair[0] == pair[1]:
                told.pop(key, None)
            elif told.get(key) != pair:
                told[key] = pair
                source = force.source(key) if force else Source()
                yield Change(table, name, key, day, *pair, source)


def _days(entity: Dated[Terms]) -> Iterator[date]:
    """The days on which something may change: each `from`, and the day after each `until`."""
    for block in entity.terms:
        yield block.since
        if block.until is not None and block.until < date.max:
            yield date.fromordinal(block.until.toordinal() + 1)


def _in_force(entity: Dated[Terms], day: date) -> Mapping[str, object]:
    force = entity.terms_on(day)
    if force is None:
        return NOTHING
    keys = type(force.terms).model_fields
    return {key: getattr(force.terms, key) for key in keys if key not in {"since", "source", "until"}}
