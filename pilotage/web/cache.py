"""What was worked out or drawn once, kept by what it depends on and shared by all visitors.

Every change of the database writes one event of the audit trail in its own transaction, so the hash
of the last event names the state of the data: a write makes another key, nothing is ever stale.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar, cast

T = TypeVar("T")
_KEPT: OrderedDict[Hashable, object] = OrderedDict()
_LOCK = Lock()
_MOST = 600


def remember(key: Hashable, build: Callable[[], T]) -> T:
    """The value of `build()`, made once for this key. Whoever receives it does not write into it."""
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
