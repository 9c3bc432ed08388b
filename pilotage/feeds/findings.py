"""Problems gathered while a file is read, many alike grouped with their count and sample rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import numpy as np
import numpy.typing as npt

from pilotage.feeds.cells import Cell
from pilotage.problems import Problem, Severity

_SAMPLE = 10
_SHOWN = 120


def shown(cell: Cell) -> str:
    """A cell as a user would recognise it in his file."""
    match cell:
        case None:
            return ""
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case datetime():
            return f"{cell:%Y-%m-%d %H:%M:%S}"
        case date() | time() | timedelta():
            return str(cell)
    text = " ".join(str(cell).split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


@dataclass
class _Group:
    problem: Problem
    rows: list[int]
    count: int


@dataclass
class Findings:
    """The problems of one file. While a wide column is read, `within` is its header: the columns
    `spread` over it go by that name, which is the one in the file.
    """

    file: str
    sheet: str = ""
    within: str = ""
    spread: frozenset[str] = frozenset()
    _refusals: list[Problem] = field(default_factory=list)
    _groups: dict[tuple[str, str, str, str], _Group] = field(default_factory=dict)

    def add(
        self,
        code: str,
        severity: Severity = Severity.ROW,
        *,
        rows: npt.NDArray[np.int64] | Sequence[int] = (),
        column: str = "",
        read: str = "",
        expected: str = "",
        count: int | None = None,
        apart: str = "",
        params: tuple[tuple[str, str | int], ...] = (),
    ) -> None:
        """One more finding; those of one code, column and `apart` are counted together."""
        number = len(rows) if count is None else count
        sample = [int(row) for row in rows[:_SAMPLE]]
        column = self.within if self.within and column in self.spread else column
        key = (code, self.sheet, column, apart)
        group = self._groups.get(key)
        if group is None:
            problem = Problem(
                code,
                severity,
                self.file,
                self.sheet,
                column=column,
                read=read,
                expected=expected,
                params=params,
            )
            self._groups[key] = _Group(problem, sample, max(number, 1))
            return
        group.rows = (group.rows + sample)[:_SAMPLE]
        group.count += number

    def refuse(self, problem: Problem) -> None:
        """The problem that refuses the whole file."""
        self._refusals.append(problem)

    @property
    def refused(self) -> bool:
        return bool(self._refusals)

    def problems(self) -> tuple[Problem, ...]:
        """Every problem: what refuses the file first, then by row."""
        made = [*self._refusals, *(_grouped(group) for group in self._groups.values())]
        order = list(Severity)
        return tuple(sorted(made, key=lambda p: (order.index(p.severity), p.sheet, p.row or 0)))


def _grouped(group: _Group) -> Problem:
    p = group.problem
    return Problem(
        p.code,
        p.severity,
        p.file,
        p.sheet,
        group.rows[0] if group.rows else None,
        p.column,
        p.read,
        p.expected,
        group.count,
        tuple(group.rows) if group.count > 1 else (),
        p.params,
    )
