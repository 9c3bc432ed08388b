"""A minimal xlsb, record by record: no library writes them."""

# ruff: noqa: E501  the schema names of the format are long

import io
import struct
import zipfile
from collections.abc import Iterable, Sequence

_RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.bin"/></Relationships>'
)


def record(kind: int, data: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = b"", len(data)
    while True:
        length, low = length >> 7, length & 0x7F
        size += bytes([low | (0x80 if length else 0)])
        if not length:
            return head + size + data


def wide(text: str) -> bytes:
    encoded = text.encode("utf-16-le")
    return struct.pack("<I", len(encoded) // 2) + encoded


def cell(column: int, value: object) -> bytes:
    if isinstance(value, str):
        return record(6, struct.pack("<II", column, 0) + wide(value))
    return record(5, struct.pack("<IId", column, 0, float(value)))


def sheet(rows: Sequence[Sequence[object]], *, last_row: int | None = None) -> bytes:
    last = len(rows) - 1 if last_row is None else last_row
    body = record(129) + record(148, struct.pack("<IIII", 0, last, 0, len(rows[0]) - 1)) + record(145)
    for number, row in enumerate(rows):
        at = last if last_row is not None and number == len(rows) - 1 else number
        body += record(0, struct.pack("<IIHHBI", at, 0, 300, 0, 0, 0))
        body += b"".join(cell(column, value) for column, value in enumerate(row))
    return body + record(146) + record(130)


def binary_workbook(rows: Sequence[Sequence[object]], *, last_row: int | None = None) -> bytes:
    """The rows as the only sheet; `last_row` puts the last one that far down."""
    book = (
        record(131) + record(143) + record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("Feuille"))
    )
    parts: Iterable[tuple[str, bytes | str]] = (
        ("xl/workbook.bin", book + record(144) + record(132)),
        ("xl/_rels/workbook.bin.rels", _RELS),
        ("xl/worksheets/sheet1.bin", sheet(rows, last_row=last_row)),
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            archive.writestr(name, data)
    return out.getvalue()
