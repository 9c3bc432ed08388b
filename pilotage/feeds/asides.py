"""Rows that are not data, though no rule of the profile names them: headers again, remarks, totals.

Looked at are the rows whose moment or stream cannot be read, and those of a day or more that are the
exact sum of all above. A total is known by its word (`Total`, `Moyenne` ...) or by its figures. Each
row left out is told, a total with its arithmetic.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import lru_cache

import numpy as np

from pilotage.feeds.cells import Ints, Mask
from pilotage.feeds.findings import shown
from pilotage.feeds.grids import Block
from pilotage.feeds.guessing import bare
from pilotage.feeds.headers import normal
from pilotage.feeds.looks import date_formats
from pilotage.feeds.run import Place, Run
from pilotage.feeds.totals import Sums, Total, figures_of
from pilotage.problems import Severity

_SUMS = re.compile(
    r"\b((sous |sub ?)?tota(l|ux|ls)|ensemble|cumuls?|sommes?|sum|overall|grand total|all|tous|toutes)\b"
)
_MEANS = re.compile(r"\b(moyennes?|moy|average|avg|mean|minimum|maximum|ecart|objectifs?|targets?)\b")
_LOOKED_AT = 20_000
_APART = 20
_SHORT = frozenset({"half_hour", "quarter_hour", "contact"})
Texts = Mapping[int, Mapping[str, str]]


def asides(run: Run, place: Place, block: Block, alive: Mask, lost: Mask, moment: Ints) -> Mask:
    """The rows that are not data, most of them among `lost`: those whose moment or stream cannot be
    read. `moment` is the slot of each row in seconds, -1 where it is not known.
    """
    short = run.feed.grain in _SHORT
    if short and not lost.any():
        return np.zeros(len(alive), bool)
    figures = figures_of(run, place, block)
    alike = np.zeros(len(alive), bool) if short else figures.like_a_total(alive & ~lost)
    suspect = np.flatnonzero((lost | alike) & alive)[:_LOOKED_AT]
    if not len(suspect):
        return alike
    texts = _texts(place, block, suspect)
    again = [row for row, cells in texts.items() if _is_header(cells)]
    if again:
        run.findings.add("row.header_again", Severity.NOTE, rows=block.rows[again])
    remarks = [row for row, cells in texts.items() if row not in again and _is_remark(run, cells)]
    if remarks:
        read = _label(texts[remarks[0]])
        run.findings.add("row.comment", Severity.NOTE, rows=block.rows[remarks], read=read)
    out = np.zeros(len(alive), bool)
    out[[*again, *remarks]] = True
    if run.feed.totals == "left_out":
        left = {row: cells for row, cells in texts.items() if not out[row]}
        sums = Sums(figures, alive & ~lost & ~alike & ~out, moment, run.above if not block.column else {})
        out[_totals(run, place, block, sums, left, alike)] = True
    return out


def _texts(place: Place, block: Block, rows: Ints) -> dict[int, dict[str, str]]:
    """By row, its filled cells by the name of their column, in the order of the file."""
    names = {at: place.header.names[at] for at in sorted(block.columns)}
    found: dict[int, dict[str, str]] = {}
    for row in rows.tolist():
        cells = {name: shown(block.columns[at].at(row)) for at, name in names.items()}
        found[row] = {name: text for name, text in cells.items() if text}
    return found


def _label(cells: Mapping[str, str]) -> str:
    return next(iter(cells.values()), "")


def _is_header(cells: Mapping[str, str]) -> bool:
    """Whether most cells say the name of their own column."""
    same = sum(
        normal(text) in {normal(name), normal(name.rpartition(" / ")[2])} for name, text in cells.items()
    )
    return same >= 2 and same * 2 > len(cells)


def _is_remark(run: Run, cells: Mapping[str, str]) -> bool:
    """A single cell of words, or what the profile calls a comment."""
    first = _label(cells)
    if any(fnmatch(normal(first), normal(pattern)) for pattern in run.feed.format.comments):
        return True
    wordy = re.search(r"[^\W\d_]{2}", first) is not None
    return len(cells) == 1 and wordy and not date_formats([first]) and not _says(first)


@lru_cache(4096)
def _says(text: str) -> str:
    """`sum` or `mean` when the text says that the row is one, else nothing."""
    words = bare(text)
    if _MEANS.search(words):
        return "mean"
    return "sum" if _SUMS.search(words) else ""


@dataclass(frozen=True)
class _Found:
    """A row that may sum up others: what it says of itself, and its arithmetic."""

    label: str
    said: str
    total: Total | None

    @property
    def told(self) -> bool:
        """Whether its words say so."""
        return bool(self.said)

    @property
    def proved(self) -> bool:
        """Whether its figures are the sum of several rows, without a word."""
        return self.total is not None and self.total.sure


def _totals(run: Run, place: Place, block: Block, sums: Sums, rows: Texts, alike: Mask) -> list[int]:
    """The rows that sum up others; each is told, beyond some of them together.

    Without a word, every row of the same stream's value must be one: a queue that nobody knows may
    have, once, the figures of two others.
    """
    titles = {column.title for column in sums.figures.columns}
    stream = place.at(run.feed.stream.column)
    found: dict[int, _Found] = {}
    wordless: dict[str, bool] = {}
    for row, cells in rows.items():
        words = (_says(text) for name, text in cells.items() if name not in titles)
        said = next((word for word in words if word), "")
        total = sums.of(row) if said != "mean" and len(sums.figures.at(row)) else None
        found[row] = one = _Found(_label(cells), said, total)
        if total is not None and total.agrees and (said or total.rows > 1):
            sums.closed(row, total)
        if not said:
            key = cells.get(place.header.names[stream], "") if stream is not None else ""
            wordless[key] = wordless.get(key, True) and one.proved
    kept: list[int] = []
    for row, one in found.items():
        key = rows[row].get(place.header.names[stream], "") if stream is not None else ""
        if one.told or alike[row] or (stream is None and one.proved) or (not one.told and wordless[key]):
            _tell(run, block, row, one, alike=bool(alike[row]), apart=len(kept) < _APART)
            kept.append(row)
    return kept


def _tell(run: Run, block: Block, row: int, found: _Found, *, alike: bool, apart: bool) -> None:
    total, rows, group = found.total, [int(block.rows[row])], str(row) if apart else ""
    if total is None or (total.rows < 2 and not total.agrees):
        params: tuple[tuple[str, str | int], ...] = (("label", found.label),)
        run.findings.add("row.summary", Severity.NOTE, rows=rows, params=params, apart=group)
        return
    run.findings.add(
        "row.total" if total.agrees else "row.total_differs",
        Severity.NOTE if total.agrees and not alike else Severity.WARNING,
        rows=rows,
        column=total.column,
        read=total.read,
        expected="" if total.agrees else total.expected,
        params=(("label", found.label), ("summed", total.rows)),
        apart=group,
    )
