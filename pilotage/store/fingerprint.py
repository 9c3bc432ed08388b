"""A fingerprint of normalised rows: the same for a file saved again in another order or encoding."""

import hashlib
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

_Words: TypeAlias = npt.NDArray[np.uint64]
#: The local time and the business day follow from the moment in UTC.
_LEFT_OUT = frozenset({"start", "day"})
_ZERO = np.uint64(0)


def fingerprint(rows: pa.Table) -> str:
    """SHA-256 of the sorted 64-bit hashes of the rows, whatever their order and that of the columns.

    A column that is blank throughout counts for nothing: the file may come without it.
    """
    total: _Words = np.zeros(rows.num_rows, dtype=np.uint64)
    for name in rows.column_names:
        if name not in _LEFT_OUT:
            words, known = _words(rows[name])
            # A multilinear hash: an odd factor and a term of its own for each column.
            words = words * (_word(name) | np.uint64(1)) + _word(f"{name} is known")
            total += words if known is None else np.where(known, words, _ZERO)
    ordered = np.sort(_mixed(total))
    return hashlib.sha256(ordered.astype("<u8").tobytes()).hexdigest()


def _words(column: pa.ChunkedArray) -> tuple[_Words, npt.NDArray[np.bool_] | None]:
    """A column as 64-bit words, and where it is known (None: everywhere)."""
    known = None if column.null_count == 0 else pc.is_valid(column).to_numpy()
    kind = column.type
    if pa.types.is_dictionary(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind):
        coded = pc.dictionary_encode(pc.cast(column, pa.string())).combine_chunks()
        texts = np.array([_word(text) for text in coded.dictionary.to_pylist()] or [_ZERO])
        return texts[pc.fill_null(coded.indices, 0).to_numpy()], known
    if pa.types.is_timestamp(kind):
        column = pc.cast(column, pa.timestamp("s", tz=kind.tz))
    elif pa.types.is_date(kind):
        column = pc.cast(column, pa.int32())
    numbers = pc.cast(column, pa.int64())
    filled: npt.NDArray[Any] = (numbers if known is None else pc.fill_null(numbers, 0)).to_numpy()
    return filled.view(np.uint64), known


def _word(text: str) -> np.uint64:
    return np.uint64(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little"))


def _mixed(words: _Words) -> _Words:
    """Every bit of a word spread over all of them (the finaliser of SplitMix64)."""
    mixed: _Words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
