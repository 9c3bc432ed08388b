"""What a file must pass before anything parses it: every file is hostile until checked.

Sizes are counted while inflating, never believed; the content says what a file is, not its name.
"""

from __future__ import annotations

import io
import mmap
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Literal

from pilotage.feeds.extents import Extent
from pilotage.feeds.sharing import SharedTexts
from pilotage.problems import Problem, Severity

Kind = Literal["text", "xlsx", "xls", "xlsb", "ods"]
Data = bytes | mmap.mmap

MIB = 1 << 20
_CHUNK = 1 << 18


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is accepted: bytes of a text file and of a workbook, what it inflates to, how far
    its cells reach (blank ones between included; less where the parser is not trusted).
    """

    text: int = 50 * MIB
    workbook: int = 50 * MIB
    inflated: int = 300 * MIB
    ratio: int = 100
    entries: int = 400
    cells: int = 8_000_000
    cells_apart: int = 2_000_000
    copied: int = 100 * MIB
    columns: int = 400


PAGE = Limits()
COMMAND_LINE = Limits(text=1024 * MIB)


class RefusedFileError(Exception):
    """The file cannot be read at all. Carries the one problem that says why."""

    def __init__(
        self,
        code: str,
        *,
        read: str = "",
        expected: str = "",
        row: int | None = None,
        column: str = "",
        rows: Sequence[int] = (),
        count: int = 1,
    ) -> None:
        self.code, self.read, self.expected, self.row = code, read, expected, row
        self.column, self.rows, self.count = column, tuple(rows), count
        super().__init__(f"{code} {read}".strip())

    def problem(self, file: str, sheet: str = "") -> Problem:
        return Problem(
            self.code,
            Severity.REFUSED,
            file,
            sheet,
            self.row,
            self.column,
            self.read,
            self.expected,
            self.count,
            self.rows if self.count > 1 else (),
        )


_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"MZ", "exe"),
    (b"\x7fELF", "exe"),
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"{\\rtf", "rtf"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"PAR1", "parquet"),
    (b"SQLite format 3", "database"),
)
_OFFICE = frozenset({"[content_types].xml", "content.xml", "mimetype"})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(rb"\s*<(?:!doctype html|html|head|table|meta|\?xml)", re.IGNORECASE)
_SPREADSHEETS = {".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xls", ".xlsb": "xlsb", ".ods": "ods"}


def opened(source: bytes | Path, limits: Limits) -> Data:
    """The bytes of `source`, a path being mapped rather than read. Refuses what is empty or too big."""
    size = source.stat().st_size if isinstance(source, Path) else len(source)
    if not size:
        raise RefusedFileError("file.empty")
    if size > max(limits.text, limits.workbook):
        raise too_big(size, max(limits.text, limits.workbook))
    if not isinstance(source, Path):
        return source
    with source.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def release(data: Data, before: int) -> None:
    """Gives the pages of a mapped file `before` that byte back: they are not needed in memory."""
    pages = before // mmap.PAGESIZE * mmap.PAGESIZE
    if pages and isinstance(data, mmap.mmap) and hasattr(data, "madvise"):
        data.madvise(mmap.MADV_DONTNEED, 0, pages)


def too_big(size: int, limit: int) -> RefusedFileError:
    """The refusal of a file of `size` bytes."""
    return RefusedFileError("file.too_big", read=str(-(-size // MIB)), expected=str(limit // MIB))


@dataclass(frozen=True, slots=True)
class Content:
    """What a file's bytes are. `contradicted` is the extension of its name when it says otherwise;
    `plain` marks an xlsx written as spreadsheets do, whose size the guard could tell; `uncalculated`
    one with formulas that no spreadsheet has calculated: their cells are blank.
    """

    kind: Kind
    contradicted: str = ""
    plain: bool = False
    uncalculated: bool = False


@dataclass
class _Looked:
    """What was seen while a workbook's parts were inflated: filled cells, the cells that a parser makes
    room for, the names of sheets (each of a part of its own), the texts that cells share.
    """

    plain: bool = True
    uncalculated: bool = False
    cells: int = 0
    reach: int = 0
    names: int = 0
    texts: SharedTexts = field(default_factory=SharedTexts)


def content_of(data: Data, name: str, limits: Limits) -> Content:
    """What the content is, whatever the name says.

    Raises `RefusedFileError` for what is no table, too big, locked by a password or broken.
    """
    head = bytes(data[:4096])
    packed = head.startswith((b"PK", _OLE))
    limit = limits.workbook if packed else limits.text
    if len(data) > limit:
        raise too_big(len(data), limit)
    kind = _kind(head, data)
    extension = PurePath(name).suffix.lower()
    said = _SPREADSHEETS.get(extension, "text" if extension in {".csv", ".txt", ".tsv"} else kind)
    zipped = kind in {"xlsx", "xlsb", "ods"}
    looked = check_zip(data, limits) if zipped else _Looked(plain=False)
    contradicted = extension if said != kind else ""
    return Content(kind, contradicted, looked.plain and kind == "xlsx", looked.uncalculated)


def _kind(head: bytes, data: Data) -> Kind:
    if head.startswith(b"PK"):
        return _kind_of_zip(data)
    if head.startswith(_OLE):
        return _kind_of_ole(data)
    for magic, what in _MAGIC:
        if head.startswith(magic):
            raise RefusedFileError("file.not_a_table", read=what)
    if _HTML.match(head):
        raise RefusedFileError("file.not_a_table", read="html")
    return "text"


def _kind_of_zip(data: Data) -> Kind:
    try:
        names = {info.filename for info in directory_of(data).infolist()}
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError, OSError) as error:
        raise RefusedFileError("file.truncated") from error
    if "xl/workbook.bin" in names:
        return "xlsb"
    if any(name.lower().startswith("xl/") for name in names):
        return "xlsx"
    if "content.xml" in names:
        return "ods"
    raise RefusedFileError("file.not_a_table", read="archive")


def _kind_of_ole(data: Data) -> Kind:
    if data.find("EncryptedPackage".encode("utf-16-le")) >= 0:
        raise RefusedFileError("file.password")
    if any(data.find(stream.encode("utf-16-le")) >= 0 for stream in ("Workbook", "Book")):
        return "xls"
    raise RefusedFileError("file.not_a_table", read="office")


def is_office(names: Iterable[str]) -> bool:
    """Whether these are the parts of an office document rather than files put together."""
    return any(name.startswith("xl/") or name in _OFFICE for name in map(str.lower, names))


def is_archive(data: bytes) -> bool:
    """Whether these bytes are an archive of files (a workbook is not)."""
    if data.startswith(b"PK"):
        try:
            return not is_office(directory_of(data).namelist())
        except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError, OSError):
            return True
    return any(what == "archive" and data.startswith(magic) for magic, what in _MAGIC)


def directory_of(data: Data) -> zipfile.ZipFile:
    """The directory of a zip. Raises `BadZipFile` and its like when it has none."""
    return zipfile.ZipFile(io.BytesIO(data) if isinstance(data, bytes) else data)  # type: ignore[arg-type]


def check_zip(data: Data, limits: Limits) -> _Looked:
    """Inflates every entry once, counting, and looks at the cells' addresses on the way.

    Raises `RefusedFileError` for a bomb, a lying or broken archive, a password, an XML document
    type (nothing that Excel writes has one), or a sheet larger than the limits.
    """
    infos = directory_of(data).infolist()
    if len(infos) > limits.entries or sum(info.file_size for info in infos) > limits.inflated:
        raise zip_bomb(limits)
    total, looked = 0, _Looked()
    for info in infos:
        if info.flag_bits & 1:
            raise RefusedFileError("file.password")
        total = _look(data, info, limits, looked, total)
    sheets = sum(info.filename.startswith(_PAGES) for info in infos)
    if looked.names > max(sheets, 1) or looked.reach > 3 * limits.cells:
        raise zip_bomb(limits)
    _check_copies(data, infos, limits, looked)
    return looked


def _look(data: Data, info: zipfile.ZipInfo, limits: Limits, looked: _Looked, total: int) -> int:
    """Inflates one entry; gives the bytes inflated so far."""
    sheet = Extent() if info.filename.startswith(_SHEETS) else None
    first = True
    for chunk in inflated(data, info, limits):
        total += len(chunk)
        if total > limits.inflated or total > max(len(data) * limits.ratio, 10 * MIB):
            raise zip_bomb(limits)
        if first and info.filename.endswith((".xml", ".rels")):
            _check_prolog(chunk)
        first = False
        if sheet is not None:
            sheet.look(chunk)
            looked.uncalculated = looked.uncalculated or _is_uncalculated(chunk)
        elif _HUGE_COUNT.search(chunk):
            looked.plain = False
        if info.filename == _TEXTS:
            looked.texts.look(chunk)
        elif info.filename == _BOOK:
            looked.names += chunk.count(b"sheetId=")
    if sheet is not None:
        sheet = _bounded(data, info, sheet, limits)
        looked.plain = looked.plain and sheet.plain
        looked.cells += sheet.filled
        looked.reach += sheet.cells
    return total


def _is_uncalculated(chunk: bytes) -> bool:
    return b"</f>" in chunk and _UNCALCULATED.search(chunk) is not None


def _check_copies(data: Data, infos: Sequence[zipfile.ZipInfo], limits: Limits, looked: _Looked) -> None:
    """Refuses texts that the cells copy beyond the limit; looks closer only where they might."""
    if looked.texts.longest * looked.cells <= limits.copied:
        return
    sheets = (inflated(data, info, limits) for info in infos if info.filename.startswith(_SHEETS))
    if looked.texts.copied(sheets) > limits.copied:
        raise zip_bomb(limits)


def _check_prolog(chunk: bytes) -> None:
    """An XML part begins with its first element, not with a document type that could pull in others."""
    if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk or not _ELEMENT.search(chunk):
        raise RefusedFileError("file.doctype")


def _bounded(data: Data, info: zipfile.ZipInfo, sheet: Extent, limits: Limits) -> Extent:
    """How far the sheet's cells reach, looked at closer when it is wide. Raises when that is too far."""
    if sheet.wide:
        sheet = Extent(exact=True)
        for chunk in inflated(data, info, limits):
            sheet.look(chunk)
    sparse = sheet.cells > _SPARSE and sheet.cells > 30 * sheet.filled
    if sheet.columns > limits.columns or sheet.cells > limits.cells or sparse:
        read = f"{sheet.rows} x {sheet.columns}"
        raise RefusedFileError("file.too_many_cells", read=read, expected=str(limits.cells))
    return sheet


def zip_bomb(limits: Limits) -> RefusedFileError:
    """The refusal of what unfolds to far more than its size."""
    return RefusedFileError("file.zip_bomb", expected=str(limits.inflated // MIB))


def inflated(data: Data, info: zipfile.ZipInfo, limits: Limits) -> Iterator[bytes]:
    """The entry's bytes as they really inflate: `zipfile` would stop where the header says."""
    at = info.header_offset
    header = bytes(data[at : at + 30])
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise RefusedFileError("file.truncated")
    name_length, extra_length = struct.unpack("<HH", header[26:30])
    at += 30 + name_length + extra_length
    end = at + info.compress_size
    if end > len(data):
        raise RefusedFileError("file.truncated")
    if info.compress_type == zipfile.ZIP_STORED:
        for start in range(at, end, _CHUNK):
            yield bytes(data[start : min(start + _CHUNK, end)])
        return
    if info.compress_type != zipfile.ZIP_DEFLATED:
        if info.file_size > limits.inflated or info.file_size > max(len(data) * limits.ratio, 10 * MIB):
            raise zip_bomb(limits)
        raise RefusedFileError("file.compression", read=_METHODS.get(info.compress_type, "?"))
    yield from _deflated(bytes(data[at:end]), info.file_size, limits)


def _deflated(packed: bytes, declared: int, limits: Limits) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-15)
    given, out = 0, b"-"
    # What is read whole may still have bytes to give: only nothing in and nothing out is the end.
    while not inflater.eof and (packed or out):
        try:
            out = inflater.decompress(packed, 4 * MIB)
        except zlib.error as error:
            raise RefusedFileError("file.truncated") from error
        given += len(out)
        if given > min(declared, limits.inflated):
            raise zip_bomb(limits)
        yield out
        packed = inflater.unconsumed_tail
    if not inflater.eof or given != declared:
        raise RefusedFileError("file.truncated")


_METHODS = {9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "XZ"}
_ELEMENT = re.compile(rb"<[A-Za-z_]")
_SHEETS, _TEXTS, _BOOK = "xl/worksheets/", "xl/sharedStrings.xml", "xl/workbook.xml"
_PAGES = (_SHEETS, "xl/chartsheets/", "xl/dialogsheets/", "xl/macrosheets/", "xl/externalLinks/")
_SPARSE = 1_000_000
"""Cells that a parser makes room for, nearly all of them blank: no spreadsheet is laid out so."""
_UNCALCULATED = re.compile(rb'<c r="[A-Z]+\d+"(?: s="\d+")?><f[^>]*>[^<]*</f>(?:<v ?/>|<v></v>)?</c>')
_HUGE_COUNT = re.compile(rb'ount\s*=\s*["\']\s*[\d&#x]{8}')
