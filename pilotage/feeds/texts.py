"""Delimited text files: encoding, delimiter, and their columns read typed, in blocks.

A block is read by Arrow; a column that is not what it should be, and only that one, is read again as
text. A block whose rows do not all have the same number of cells is walked row by row.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from pilotage.feeds.cells import Cell, Cells, of_ints, of_objects, of_texts
from pilotage.feeds.grids import HEAD_ROWS, Block
from pilotage.feeds.guards import Data, RefusedFileError, release

DELIMITERS = (";", ",", "\t", "|")
_HEAD_BYTES = 1 << 18
_BLOCK_BYTES = 48 << 20
_COLUMNS = 2_000
_TEXT = pa.dictionary(pa.int32(), pa.string())
_FAILED = re.compile(r"In CSV column #(\d+)")
_UTF8 = {"utf-8", "utf8", "ascii", "us-ascii"}


def encoding_of(data: Data, declared: str | None = None) -> str:
    """The encoding: the declared one, else the mark at the start, strict UTF-8, UTF-16 by its zeros,
    and Windows 1252 last. Raises `RefusedFileError` for an unknown name or a binary file.
    """
    head = bytes(data[:4096])
    if declared:
        try:
            name = codecs.lookup(declared).name
        except LookupError as error:
            raise RefusedFileError("file.encoding_unknown", read=declared) from error
        return "utf-8-sig" if name == "utf-8" and head.startswith(codecs.BOM_UTF8) else name
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    zeros = head.count(0)
    if zeros > len(head) // 4:
        odd, even = head[1::2].count(0), head[::2].count(0)
        if odd != even and min(odd, even) <= len(head) // 100:
            return "utf-16-le" if odd > even else "utf-16-be"
    return "utf-8" if _is_utf8(data) else "cp1252"


def _is_utf8(data: Data) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), _BLOCK_BYTES):
            chunk = bytes(data[start : start + _BLOCK_BYTES])
            release(data, start + len(chunk))
            if not (chunk.isascii() and decoder.getstate()[0] == b""):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _first_rows(text: str, delimiter: str) -> list[list[str]]:
    """The first rows, up to one that cannot be read (a quote that is never closed)."""
    rows: list[list[str]] = []
    with suppress(csv.Error):
        rows.extend(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), HEAD_ROWS))
    return rows


def delimiter_of(text: str) -> str:
    """The delimiter that cuts the first lines into the most columns, the same number each time."""
    best, score = ";", (0, 0)
    for delimiter in DELIMITERS:
        widths = [len(row) for row in _first_rows(text, delimiter) if row]
        common = max(set(widths), key=lambda width: (widths.count(width), width)) if widths else 0
        found = (widths.count(common) if common > 1 else 0, common)
        if found > score:
            best, score = delimiter, found
    return best


class TextGrid:
    """A delimited text file."""

    name = ""

    def __init__(self, data: Data, encoding: str, delimiter: str | None = None) -> None:
        self.encoding = encoding
        self.start = 3 if encoding == "utf-8-sig" else 0
        if encoding.startswith("utf-16"):
            data, self._codec = _utf8(bytes(data), encoding), "utf-8"
            self.start = 3 if data.startswith(codecs.BOM_UTF8) else 0
        else:
            self._codec = "utf-8" if encoding in {*_UTF8, "utf-8-sig"} else encoding
        self.data = data
        self.end = _end_of(data)
        if self.end <= self.start:
            raise RefusedFileError("file.empty")
        self._head_text = self._decoded_head()
        self.delimiter = delimiter or delimiter_of(self._head_text)
        self._as_text: set[int] = set()

    def _decoded_head(self) -> str:
        chunk = bytes(self.data[self.start : min(self.start + _HEAD_BYTES, self.end)])
        if self.start + len(chunk) < self.end:
            chunk = chunk[: chunk.rfind(b"\n") + 1] or chunk
        if b"\0" in chunk:
            raise RefusedFileError("file.binary")
        return self._text(chunk, final=False)

    def _text(self, chunk: bytes, *, final: bool = True) -> str:
        try:
            return codecs.getincrementaldecoder(self._codec)().decode(chunk, final)
        except UnicodeDecodeError as error:
            raise RefusedFileError(
                "file.encoding", read=chunk[error.start : error.start + 1].hex(), expected=self.encoding
            ) from error

    @cached_property
    def _records(self) -> tuple[list[list[str]], list[int]]:
        """The first records, and the byte where each one ends."""
        records: list[list[str]] = []
        ends: list[int] = []
        consumed = self.start

        def lines() -> Iterator[str]:
            nonlocal consumed
            for line in io.StringIO(self._head_text, newline=""):
                consumed += len(line.encode(self._codec))
                yield line

        try:
            for record in islice(csv.reader(lines(), delimiter=self.delimiter), HEAD_ROWS):
                records.append(record)
                ends.append(consumed)
        except csv.Error as error:
            raise RefusedFileError("file.truncated") from error
        widest = max(map(len, records), default=0)
        if widest > _COLUMNS:
            raise RefusedFileError("file.too_many_columns", read=str(widest), expected=str(_COLUMNS))
        return records, ends

    @property
    def head(self) -> Sequence[Sequence[Cell]]:
        return self._records[0]

    def blocks(self, after: int, wanted: Mapping[int, bool], missing: frozenset[str]) -> Iterator[Block]:
        records, ends = self._records
        width, row = len(records[after]), after + 2
        for chunk, last in self._chunks(ends[after]):
            block = self._fast(chunk, width, row, wanted, missing, last=last)
            if block is None:
                block, count = self._slow(chunk, width, row, wanted, missing, last=last)
                row += count
            else:
                row += len(block.rows)
            yield block

    def _chunks(self, start: int) -> Iterator[tuple[bytes, bool]]:
        """The bytes after `start` in UTF-8, cut between records; the last one is told."""
        while start < self.end:
            stop = self._line_end(start + _BLOCK_BYTES)
            chunk = bytes(self.data[start:stop])
            quoted = b'"' in chunk and _quoting(self.delimiter).search(chunk) is not None
            if quoted and chunk.count(b'"') % 2:
                rest, stop = self._up_to_the_closing_quote(stop)
                chunk += rest
            if b"\0" in chunk:
                raise RefusedFileError("file.binary")
            if self._codec == "utf-8":
                if not chunk.isascii():
                    self._text(chunk)
            elif not chunk.isascii():
                chunk = self._text(chunk).encode()
            yield chunk, stop >= self.end
            release(self.data, stop)
            start = stop

    def _up_to_the_closing_quote(self, position: int) -> tuple[bytes, int]:
        """The lines from `position` on that belong to an open quote, and where they end."""
        lines: list[bytes] = []
        opened = True
        while opened:
            if position >= self.end:
                raise RefusedFileError("file.truncated")
            further = self._line_end(position)
            lines.append(bytes(self.data[position:further]))
            opened = lines[-1].count(b'"') % 2 == 0
            position = further
        return b"".join(lines), position

    def _line_end(self, position: int) -> int:
        if position >= self.end:
            return self.end
        found = self.data.find(b"\n", position, self.end)
        return self.end if found < 0 else found + 1

    def _fast(
        self,
        chunk: bytes,
        width: int,
        row: int,
        wanted: Mapping[int, bool],
        missing: frozenset[str],
        *,
        last: bool,
    ) -> Block | None:
        """The block as Arrow reads it, or None when its rows are not all alike."""
        table = self._table(chunk, width, wanted, missing)
        if table is None or table.num_rows != chunk.count(b"\n") + _cut(chunk):
            return None  # blank lines, or lines within a cell: rows are to be counted one by one
        columns: dict[int, Cells] = {}
        for position in wanted:
            column = table[f"c{position}"]
            whole = pa.types.is_integer(column.type)
            columns[position] = of_ints(column) if whole else of_texts(column, missing)
        return Block(columns, np.arange(row, row + table.num_rows), last=last)

    def _table(
        self, chunk: bytes, width: int, wanted: Mapping[int, bool], missing: frozenset[str]
    ) -> pa.Table | None:
        quoted = b'"' in chunk and _quoting(self.delimiter).search(chunk) is not None
        while True:
            types = {
                f"c{position}": pa.int64() if whole and position not in self._as_text else _TEXT
                for position, whole in wanted.items()
            }
            try:
                return arrow_csv.read_csv(
                    pa.BufferReader(chunk),
                    arrow_csv.ReadOptions(
                        column_names=[f"c{n}" for n in range(width)], block_size=1 << 21
                    ),
                    arrow_csv.ParseOptions(
                        delimiter=self.delimiter,
                        quote_char='"' if quoted else False,
                        newlines_in_values=quoted,
                    ),
                    arrow_csv.ConvertOptions(
                        column_types=types,
                        include_columns=list(types),
                        null_values=["", *missing],
                        strings_can_be_null=False,
                    ),
                )
            except pa.ArrowInvalid as error:
                failed = _FAILED.search(str(error))
                if failed is None or int(failed[1]) in self._as_text:
                    return None
                self._as_text.add(int(failed[1]))

    def _slow(
        self,
        chunk: bytes,
        width: int,
        row: int,
        wanted: Mapping[int, bool],
        missing: frozenset[str],
        *,
        last: bool,
    ) -> tuple[Block, int]:
        """The block walked record by record: shorter rows are ragged unless they are a single cell
        (a line of words), longer ones unless what they have more is blank.
        """
        rows: list[int] = []
        records: list[list[str]] = []
        ragged: list[tuple[int, int, int]] = []
        number, cut = row - 1, False
        try:
            text = io.StringIO(chunk.decode(), newline="")
            for number, record in enumerate(csv.reader(text, delimiter=self.delimiter), row):
                filled = _filled(record)
                if not filled:
                    continue
                cut = _beheaded(record, filled, width)
                if filled > width or (len(record) < width and filled > 1 and not _padded(record)):
                    ragged.append((number, len(record), width))
                    continue
                rows.append(number)
                records.append(record + [""] * (width - len(record)))
        except csv.Error as error:
            raise RefusedFileError("file.truncated", row=number + 1) from error
        if last and cut and _cut(chunk):
            raise RefusedFileError("file.truncated", row=number)
        columns = {at: of_objects([record[at] for record in records], missing) for at in wanted}
        return Block(columns, np.asarray(rows, np.int64), ragged, last=last), number - row + 1


def _quoting(delimiter: str) -> re.Pattern[bytes]:
    """Where a cell begins with a quote: elsewhere a quote is only a character (5'12")."""
    return re.compile(rb"(?:\A|[\r\n]|" + re.escape(delimiter.encode()) + rb')"')


def _filled(record: Sequence[str]) -> int:
    """How many cells there are up to the last that is not blank."""
    return next((n for n in range(len(record), 0, -1) if record[n - 1].strip()), 0)


def _padded(record: Sequence[str]) -> bool:
    """A row that ends with blank cells was cut on purpose (a totals row), not by accident."""
    return not record[-1].strip()


def _beheaded(record: Sequence[str], filled: int, width: int) -> bool:
    """A row that breaks off: too few cells, or a single one that begins a figure or a date (a single
    one that begins with a letter is a line of words).
    """
    broken = len(record) < width and not _padded(record)
    return broken and (filled > 1 or record[0].lstrip()[:1].isdigit())


def _cut(chunk: bytes) -> bool:
    return not chunk.endswith((b"\n", b"\r"))


def _utf8(data: bytes, encoding: str) -> bytes:
    try:
        return data.decode(encoding).encode()
    except UnicodeDecodeError as error:
        raise RefusedFileError("file.encoding", expected=encoding) from error


def _end_of(data: Data) -> int:
    """Where the text ends, the blank lines after it left out, the last line's end kept."""
    end = len(data)
    while end:
        kept = bytes(data[max(0, end - 65536) : end]).rstrip(b" \t\r\n")
        end = max(0, end - 65536) + len(kept)
        if kept:
            break
    if not end:
        return 0
    following = bytes(data[end : end + 2])
    return end + (2 if following == b"\r\n" else 1 if following[:1] in {b"\n", b"\r"} else 0)
