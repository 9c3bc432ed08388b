"""How far a sheet's cells reach, read from its XML before any parser makes room for all between.

Spreadsheets write every address in one way (` r="B12"`). Whatever is written otherwise is legal XML
perhaps, but not theirs: such a sheet is not `plain`, and is parsed with bounded memory.
"""

from __future__ import annotations

import re

_ODD_WRITING = (b"r='", b"r =", b"r\t=", b"r\n=", b"r\r=", b"\tr=", b"\nr=", b"\rr=")
_FAR = re.compile(rb' r="(?:([A-Z]{2,})(\d+)"|([N-Z])\d|[A-Z]?(\d{6,})"|(?![A-Z]?\d{1,5}"))')
_ROWS = re.compile(rb'<row r="(\d+)"')
_EVERY = re.compile(rb' r="[A-Z]*(\d+)"')
_NEAR = 99_999
"""Addresses of one letter and at most five digits are not looked at one by one."""


class Extent:
    """The farthest row and column of a sheet; with `exact`, every address is looked at."""

    def __init__(self, *, exact: bool = False) -> None:
        self.exact, self.plain = exact, True
        self.rows, self.columns, self._rest = 1, 13, b""

    def look(self, chunk: bytes) -> None:
        """The next bytes of the sheet."""
        chunk = self._rest + chunk
        cut = chunk.rfind(b"<")
        chunk, self._rest = (chunk[:cut], chunk[cut:]) if cut > 0 else (chunk, b"")
        if self.plain and any(chunk.find(writing) >= 0 for writing in _ODD_WRITING):
            self.plain = False
        for letters, number, second_half, far in _FAR.findall(chunk):
            if letters:
                self.columns = max(self.columns, _column_number(letters))
            elif second_half:
                self.columns = max(self.columns, 26)
            elif not far:
                self.plain = False
            self.rows = max(self.rows, _number(number or far))
        for found in (_EVERY if self.exact else _ROWS).findall(chunk):
            self.rows = max(self.rows, _number(found))

    @property
    def wide(self) -> bool:
        """Whether it is worth looking at every address: the sheet is wider than a letter."""
        return self.columns > 26 and not self.exact

    @property
    def cells(self) -> int:
        """The most cells that a parser may have to make room for."""
        rows = max(self.rows, _NEAR) if self.columns > 26 and not self.exact else self.rows
        return rows * self.columns


def _number(digits: bytes) -> int:
    return int(digits[:9]) if digits else 0


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters[:4]:
        number = number * 26 + letter - 64
    return number
