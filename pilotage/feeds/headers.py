"""The header of a grid, found by the names that the profile expects, whatever stands above it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pilotage.feeds.cells import Cell
from pilotage.feeds.grids import HEAD_ROWS

_JOIN = " / "


@lru_cache(4096)
def normal(name: str) -> str:
    """A column's name without what does not matter: case, width and number of spaces, a BOM."""
    return " ".join(unicodedata.normalize("NFKC", name).replace("\ufeff", "").casefold().split())


@dataclass(frozen=True)
class Header:
    """Where the header stands (row index from 0) and its names by position. `missing` are the
    expected columns that it does not have, each as its first name; `twice` the expected names that
    stand more than once.
    """

    index: int
    names: tuple[str, ...]
    missing: tuple[str, ...]
    found: int
    twice: tuple[str, ...] = ()

    def position(self, names: Iterable[str]) -> int | None:
        """The position of the first of `names` that the header has, or None."""
        known = {normal(name): at for at, name in reversed(list(enumerate(self.names)))}
        return next((known[normal(name)] for name in names if normal(name) in known), None)


def find_header(
    head: Sequence[Sequence[Cell]], required: Sequence[Sequence[str]], header_rows: int = 1
) -> Header | None:
    """The row of the head with the most of the `required` names; None when none of them is there.

    With two header rows, a merged title above stands before each of its names: `Appels / Reçus`.
    """
    best: Header | None = None
    deep = range(header_rows - 1, min(len(head), HEAD_ROWS))
    for index in (*deep, *range(min(header_rows - 1, len(head)))):
        names = names_at(head, index, header_rows)
        header = _header(index, names, required)
        if header.found and (best is None or header.found > best.found):
            best = header
            if not header.missing:
                break
    return best


def names_at(head: Sequence[Sequence[Cell]], index: int, header_rows: int) -> tuple[str, ...]:
    """The names of the columns if the header stands there, a merged title before each of its own."""
    names = [str(cell).strip() if cell is not None else "" for cell in head[index]]
    if header_rows == 1 or index == 0:
        return tuple(names)
    above = ""
    joined: list[str] = []
    titles = head[index - 1]
    for at, name in enumerate(names):
        title = str(titles[at]).strip() if at < len(titles) and titles[at] is not None else ""
        above = title or above
        joined.append(f"{above}{_JOIN}{name}" if above and name else name or title)
    return tuple(joined)


def _header(index: int, names: tuple[str, ...], required: Sequence[Sequence[str]]) -> Header:
    standing = [normal(name) for name in names]
    known = set(standing) - {""}
    missing, twice, found = [], [], 0
    for group in required:
        here = [normal(name) for name in group if normal(name) in known]
        found += bool(here)
        if not here:
            missing.append(group[0])
        elif standing.count(here[0]) > 1:
            twice.append(names[standing.index(here[0])])
    return Header(index, names, tuple(missing), found, tuple(twice))
