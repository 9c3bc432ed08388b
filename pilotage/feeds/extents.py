"""How far a sheet's cells reach, read from its XML before any parser makes room for all between.

Spreadsheets write every address in one way (`<c r="B12"`). Whatever is written otherwise is legal XML
perhaps, but not theirs: such a sheet is not `plain`, and is parsed with bounded memory.
"""

from __future__ import annotations

import re

_CAPITALS = bytes(range(65, 91))
_FOLDED = bytes.maketrans(_CAPITALS, b"A" * 26)
_DROPPED = b"0123456789 \t\r\n"
_ROW = re.compile(rb'<row r="(\d+)"')
_FAR = re.compile(rb'<c r="[A-Z]+(\d{6,})"')
_WIDE = re.compile(rb'<c r="([A-Z]{2,})\d+"')
_EVERY = re.compile(rb'<c r="[A-Z]+(\d+)"')
_NEAR = 99_999
"""Rows of at most five digits are not looked at one by one, unless the sheet is wide."""


class Extent:
    """The farthest row and column of a sheet and its `filled` cells; with `exact`, every address is
    looked at.
    """

    def __init__(self, *, exact: bool = False) -> None:
        self.exact, self.plain = exact, True
        self.rows, self.columns, self.filled, self._rest = 1, 1, 0, b""

    def look(self, chunk: bytes) -> None:
        """The next bytes of the sheet."""
        chunk = self._rest + chunk
        cut = chunk.rfind(b"<")
        chunk, self._rest = (chunk[:cut], chunk[cut:]) if cut > 0 else (chunk, b"")
        bare = chunk.translate(_FOLDED, _DROPPED)
        cells, near = chunk.count(b'<c r="'), bare.count(b'<cr="A"')
        far = _WIDE.findall(chunk) if near != cells else []
        self.plain = self.plain and near + len(far) == cells and _written_plainly(chunk, bare, cells)
        self.filled += cells
        if cells:
            self.columns = max(self.columns, 26, *(_column_number(letters) for letters in set(far)))
        numbers = [*_ROW.findall(chunk), *(_EVERY if self.exact else _FAR).findall(chunk)]
        self.rows = max(self.rows, max((int(number[:9]) for number in numbers), default=1))

    @property
    def wide(self) -> bool:
        """Whether it is worth looking at every address: the sheet is wider than a letter."""
        return self.columns > 26 and not self.exact

    @property
    def cells(self) -> int:
        """The most cells that a parser may have to make room for."""
        rows = max(self.rows, _NEAR) if self.wide else self.rows
        return rows * self.columns


def _written_plainly(chunk: bytes, bare: bytes, cells: int) -> bool:
    """Whether every address is the first attribute of its cell or row, spaced and quoted as usual."""
    rows = chunk.count(b'<row r="')
    if bare.count(b"<cr=") != cells or bare.count(b"<rowr=") != rows:
        return False
    if bare.count(b"r=") == cells + rows:
        return True
    return not any(bare.find(place) >= 0 for place in (b'"r=', b"'r=", b":cr=", b":rowr="))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters[:4]:
        number = number * 26 + letter - 64
    return number
