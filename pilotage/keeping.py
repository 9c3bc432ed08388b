"""Results kept for what never changes once read: a contract, its clauses, their blocks of terms."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import TypeVar, cast

Pure = TypeVar("Pure", bound=Callable[..., object])
MOST = 16384


def kept_by_identity(things: int = 1) -> Callable[[Pure], Pure]:
    """A pure function of positional arguments, whose results are kept.

    Its first arguments, `things` of them, are told by identity, which costs nothing; the others by their
    value. The things are held beside each result: a copy with other terms is another thing, and an id
    is never that of something gone.
    """

    def keeping(function: Pure) -> Pure:
        kept: dict[Hashable, tuple[object, tuple[object, ...]]] = {}

        @wraps(function)
        def found(*given: object) -> object:
            held = given[:things]
            key = (*map(id, held), *given[things:])
            known = kept.get(key)
            if known is None:
                if len(kept) >= MOST:
                    kept.clear()
                known = kept[key] = function(*given), held
            return known[0]

        return cast("Pure", found)

    return keeping
