"""A column of a file before it means anything: each distinct cell once, and where it stands.

A million cells of a half-hour file hold a few thousand distinct texts: each is understood once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pilotage.money import MILLION

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Cell = Any  # str, float, int, bool, date, datetime, time or timedelta, as the reader gives it

MOST = 10**9
"""The largest quantity of a cell: sums of millions of them still fit in 64 bits."""


@dataclass(frozen=True)
class Cells:
    """A column: either whole numbers already read (`ints`, blank where not `known`), or codes into
    the distinct `values` (-1 for a blank cell).
    """

    values: Sequence[Cell] = ()
    codes: npt.NDArray[np.int32] | None = None
    ints: Ints | None = None
    known: Mask | None = None

    def __len__(self) -> int:
        found = self.codes if self.codes is not None else self.ints
        return 0 if found is None else len(found)

    def at(self, index: int) -> Cell:
        """The cell as read, None when blank."""
        if self.codes is None:
            assert self.ints is not None and self.known is not None  # noqa: S101, PT018
            return int(self.ints[index]) if self.known[index] else None
        code = int(self.codes[index])
        return None if code < 0 else self.values[code]

    @property
    def blank(self) -> Mask:
        if self.codes is None:
            assert self.known is not None  # noqa: S101
            return ~self.known
        return np.asarray(self.codes < 0)


@dataclass(frozen=True)
class Parsed:
    """What a column means: whole `values`, where they are `known`, and the `bad` cells that are not
    blank and could not be understood, with the code of the reason by distinct value (`reasons`).
    `noticed` marks cells understood in another form than the one expected.
    """

    values: Ints
    known: Mask
    bad: Mask
    reasons: Sequence[str] = ()
    noticed: Mask | None = None


def of_ints(column: pa.ChunkedArray) -> Cells:
    """From a column of integers with nulls."""
    if not column.null_count:
        whole = column.to_numpy().astype(np.int64, copy=False)
        return Cells(ints=whole, known=np.ones(len(whole), bool))
    known = np.asarray(column.is_valid().to_numpy())
    return Cells(ints=column.fill_null(0).to_numpy().astype(np.int64, copy=False), known=known)


def of_texts(column: pa.ChunkedArray, missing: frozenset[str]) -> Cells:
    """From a column of dictionary-encoded texts. Spaces around do not count."""
    encoded = column.unify_dictionaries().combine_chunks() if column.num_chunks else None
    if encoded is None:
        return Cells(codes=np.empty(0, np.int32))
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.chunk(0)
    values = [text.strip() if text else "" for text in encoded.dictionary.to_pylist()]
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
    return _without_blanks(values, codes, missing)


def of_objects(column: Sequence[Cell], missing: frozenset[str], *, whole: bool = False) -> Cells:
    """From the cells of a workbook, or texts, in order. With `whole`, a column of whole numbers and
    blanks needs no distinct values.
    """
    kinds = set(map(type, column))
    if float in kinds and kinds <= {float, str}:
        texts = {cell for cell in column if isinstance(cell, str)} if str in kinds else set()
        if all(text.strip() in {"", *missing} for text in texts):
            return _of_floats(column, whole=whole, blanks=bool(texts))
    if len(kinds) == 1:
        ranks = {cell: rank for rank, cell in enumerate(dict.fromkeys(column))}
        codes = np.fromiter(map(ranks.__getitem__, column), np.int32, len(column))
        return _without_blanks([_trimmed(cell) for cell in ranks], codes, missing)
    pairs: dict[Any, int] = {}
    codes = np.empty(len(column), np.int32)
    for index, cell in enumerate(column):
        codes[index] = pairs.setdefault((type(cell), cell), len(pairs))
    return _without_blanks([_trimmed(cell) for _, cell in pairs], codes, missing)


def _trimmed(cell: Cell) -> Cell:
    return cell.strip() if isinstance(cell, str) else cell


def _of_floats(column: Sequence[Cell], *, whole: bool, blanks: bool) -> Cells:
    """Numbers of a workbook, which keeps them all as floats; texts among them are blanks."""
    filled = [cell if isinstance(cell, float) else math.nan for cell in column] if blanks else column
    numbers = np.array(filled, np.float64)
    known = ~np.isnan(numbers)
    if whole:
        finite = np.where(np.isfinite(numbers) & (np.abs(numbers) < 2**53), numbers, 0.5)
        if not (finite[known] % 1).any():
            return Cells(ints=np.where(known, finite, 0).astype(np.int64), known=known)
    values, codes = np.unique(numbers[known], return_inverse=True)
    placed = np.full(len(numbers), -1, np.int32)
    placed[known] = codes
    return Cells(values.tolist(), placed)


def _without_blanks(values: list[Cell], codes: npt.NDArray[np.int32], missing: frozenset[str]) -> Cells:
    blanks = [
        rank for rank, value in enumerate(values) if value is None or value == "" or _is(value, missing)
    ]
    if blanks:
        lookup = np.arange(len(values) + 1, dtype=np.int32)
        lookup[[*blanks, len(values)]] = -1
        codes = lookup[codes]
    return Cells(values, codes)


def _is(value: Cell, missing: frozenset[str]) -> bool:
    return isinstance(value, str) and value in missing


Understand = Callable[[Cell], int | str]
"""One cell to a whole number, or to the code of the problem."""


def understood(cells: Cells, understand: Understand, *, scale: int = MILLION) -> Parsed:
    """Every cell by `understand`, each distinct one once. Whole numbers are only scaled."""
    if cells.codes is None:
        assert cells.ints is not None and cells.known is not None  # noqa: S101, PT018
        most = _most(scale) // scale
        big = (cells.ints > most) | (cells.ints < -most)
        if not big.any():
            return Parsed(cells.ints * scale, cells.known, big)
        values = np.where(big, 0, cells.ints) * scale
        return Parsed(values, cells.known & ~big, cells.known & big, ["number.too_big"])
    most = _most(scale)
    numbers = np.zeros(len(cells.values) + 1, np.int64)
    good = np.zeros(len(cells.values) + 1, bool)
    reasons = [""] * len(cells.values)
    for rank, value in enumerate(cells.values):
        found = understand(value) if value is not None and value != "" else ""
        if isinstance(found, str):
            reasons[rank] = found
        elif abs(found) <= most:
            numbers[rank], good[rank] = found, True
        else:
            reasons[rank] = "number.too_big"
    known = good[cells.codes]
    return Parsed(numbers[cells.codes], known, (cells.codes >= 0) & ~known, reasons)


def _most(scale: int) -> int:
    """The largest scaled value: a quantity in millionths, a factor at a finer scale, or a moment."""
    if scale == MILLION:
        return MOST * MILLION
    return 10**12 if scale == 1 else 9 * 10**18


def reasons_at(parsed: Parsed, cells: Cells, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.object_]:
    """Why each of the bad cells at `rows` is bad."""
    reasons = np.array(parsed.reasons, np.object_)
    return reasons[np.zeros(len(rows), np.int64) if cells.codes is None else cells.codes[rows]]
