"""What was drawn once: finished charts, kept by what they depend on, shared by all visitors.

The key holds the database, the contract and its data version, the visitor's scope, the language and
the theme: a write makes another key, and nobody is shown what he may not see.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar, cast

from pilotage.web.session import Visit

T = TypeVar("T")
_KEPT: OrderedDict[Hashable, object] = OrderedDict()
_LOCK = Lock()
_MOST = 600


def kept(visit: Visit, name: str, *parts: Hashable, build: Callable[[], T]) -> T:
    """The value of `build()`, made once for these parts and this state of the data.

    What is kept is never changed: callers draw it, and do not write into it.
    """
    versions = tuple((card.ref, card.data_version) for card in visit.cards)
    cards = ((visit.card.ref, visit.card.data_version),) if visit.card else versions
    key = (
        visit.db.url,
        cards,
        visit.actor.vendors,
        visit.today,
        visit.t.language,
        visit.theme,
        name,
        parts,
    )
    with _LOCK:
        if key in _KEPT:
            _KEPT.move_to_end(key)
            return cast("T", _KEPT[key])
    value = build()
    with _LOCK:
        _KEPT[key] = value
        while len(_KEPT) > _MOST:
            _KEPT.popitem(last=False)
    return value
