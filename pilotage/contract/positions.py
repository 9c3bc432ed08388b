"""On which line of a TOML file each value stands, so that a problem can send the user there.

tomllib keeps no positions. This walks a text that tomllib has already accepted, so it needs to
know where things begin and end, not whether they are right.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE = re.compile(r"[A-Za-z0-9_\-]+")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}' + r"|'''.*?'{3,5}" + r'|"(?:[^"\\\n]|\\.)*"' + r"|'[^'\n]*'", re.DOTALL
)
_SCALAR = re.compile(r"[^,\]}\n#]+")


class _Walk:
    """One pass over the text; `lines` maps the path of each table, key and list item to its line."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {(): 1}
        self._ends = [match.start() for match in re.finditer("\n", text)]
        self._arrays: dict[Path, int] = {}

    def run(self) -> Mapping[Path, int]:
        table: Path = ()
        self._skip()
        while self.at < len(self.text):
            if self.text.startswith("[", self.at):
                table = self._header()
            else:
                self._pair(table)
            self._skip()
        return self.lines

    def _skip(self) -> None:
        match = _BLANK.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def _note(self, path: Path) -> None:
        self.lines.setdefault(path, bisect_left(self._ends, self.at) + 1)

    def _keys(self) -> list[str]:
        """A key, dotted or not: `terms`, `calendar.steps`, `"QS 80/20"`."""
        keys: list[str] = []
        while True:
            self._skip()
            match = _STRING.match(self.text, self.at) or _BARE.match(self.text, self.at)
            if match is None:
                raise ValueError(f"no key at {self.at}")
            keys.append(match[0].strip("\"'"))
            self.at = match.end()
            self._skip()
            if not self.text.startswith(".", self.at):
                return keys
            self.at += 1

    def _header(self) -> Path:
        """`[a.b]` or `[[a.b]]`: the path under which the lines that follow stand."""
        start = self.at
        repeated = self.text.startswith("[[", self.at)
        self.at += 2 if repeated else 1
        keys = self._keys()
        after = self.at + (2 if repeated else 1)
        self.at = start
        path: Path = ()
        for place, key in enumerate(keys):
            path += (key,)
            self._note(path)
            if repeated and place == len(keys) - 1:
                self._arrays[path] = self._arrays.get(path, -1) + 1
            if path in self._arrays:
                path += (self._arrays[path],)
        self._note(path)
        self.at = after
        return path

    def _pair(self, table: Path) -> None:
        start = self.at
        path = table + tuple(self._keys())
        after, self.at = self.at + 1, start
        self._note(path)
        self.at = after
        self._skip()
        self._value(path)

    def _value(self, path: Path) -> None:
        self._note(path)
        if self.text.startswith("[", self.at):
            self._items(path)
        elif self.text.startswith("{", self.at):
            self.at += 1
            self._skip()
            while not self.text.startswith("}", self.at):
                self._pair(path)
                self._comma()
            self.at += 1
        else:
            match = _STRING.match(self.text, self.at) or _SCALAR.match(self.text, self.at)
            if match is None:
                raise ValueError(f"no value at {self.at}")
            self.at = match.end()

    def _items(self, path: Path) -> None:
        self.at += 1
        self._skip()
        number = 0
        while not self.text.startswith("]", self.at):
            self._value((*path, number))
            number += 1
            self._comma()
        self.at += 1

    def _comma(self) -> None:
        self._skip()
        if self.text.startswith(",", self.at):
            self.at += 1
            self._skip()


def lines_of(text: str) -> Mapping[Path, int]:
    """The line (1-based) of every path of a valid TOML text; empty when the text is not valid."""
    walk = _Walk(text)
    try:
        return walk.run()
    except (ValueError, RecursionError):
        return {}


def line_of(path: Path, lines: Mapping[Path, int]) -> int | None:
    """The line of a path, else that of the nearest table or key around it."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path) if path else None
