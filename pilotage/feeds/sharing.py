"""Texts that the cells of a workbook share: written once, copied by a parser into every cell.

A file of some kilobytes can so ask for gigabytes. What the cells would really hold is counted first.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable

import numpy as np

_END = b"</si>"
_USED = re.compile(rb'<c [^>]*t="s"[^>]*><v>(\d{1,9})</v>')
_CUT = b"<c "


class SharedTexts:
    """The length of each shared text, counted as its part inflates (tags included)."""

    def __init__(self) -> None:
        self.lengths = array("I")
        self._open, self._tail = 0, b""

    def look(self, chunk: bytes) -> None:
        """The next bytes of the part."""
        chunk = self._tail + chunk
        first, *others = chunk.split(_END)
        if not others:
            self._open += len(chunk) - len(chunk[-4:])
            self._tail = chunk[-4:]
            return
        self.lengths.append(min(self._open + len(first), 2**31))
        self.lengths.extend(map(len, others[:-1]))
        self._open, self._tail = len(others[-1]) - len(others[-1][-4:]), others[-1][-4:]

    @property
    def longest(self) -> int:
        return max(self.lengths, default=0)

    def copied(self, sheets: Iterable[Iterable[bytes]]) -> int:
        """The bytes that the cells of these sheets hold once each has its own copy."""
        lengths = np.frombuffer(self.lengths, np.uint32).astype(np.int64)
        total = 0
        for chunks in sheets:
            rest = b""
            for chunk in chunks:
                whole = rest + chunk
                cut = whole.rfind(_CUT)  # the last cell may go on in the next chunk
                cut = cut if cut >= 0 else max(len(whole) - len(_CUT), 0)
                total += _sum(lengths, whole[:cut])
                rest = whole[cut:]
            total += _sum(lengths, rest)
        return total


def _sum(lengths: np.ndarray[tuple[int], np.dtype[np.int64]], piece: bytes) -> int:
    used = np.array([int(rank) for rank in _USED.findall(piece)], np.int64)
    return int(lengths[used[used < len(lengths)]].sum())
