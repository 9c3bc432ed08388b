"""Workbooks made to harm: refused before a parser opens them, or read where they can do no harm."""

import io
import re
import resource
import time
import zipfile

import pytest

from pilotage.feeds.guards import PAGE, RefusedFileError, content_of
from pilotage.feeds.inspecting import inspect
from tests.unit.feeds.binary_workbook import binary_workbook
from tests.unit.feeds.feed_fixtures import codes, workbook
from tests.unit.feeds.test_feed_fuzz import open_document

ROWS = [["Date", "Présentés", "Décrochés"], ["01/10/2026", 120, 110]]
BOOK = workbook(("Feuille", ROWS))
SHEET = "xl/worksheets/sheet1.xml"


def remade(name: str, change, extra: dict[str, bytes] | None = None) -> bytes:
    """The workbook with one part changed, and others added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(BOOK)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info.filename, change(data) if info.filename == name else data)
        for other, data in (extra or {}).items():
            new.writestr(other, data)
    return out.getvalue()


def lying(size: int) -> bytes:
    """A sheet that says it is small and inflates to `size`."""
    data = bytearray(remade(SHEET, lambda xml: xml + b" " * size))
    true = (len(zipfile.ZipFile(io.BytesIO(bytes(data))).read(SHEET))).to_bytes(4, "little")
    return bytes(data).replace(true, (900).to_bytes(4, "little"))


def far(address: bytes):
    return lambda xml: xml.replace(b'r="B2"', address)


def repeated_rows() -> bytes:
    """An OpenDocument sheet of which one filled row stands a million times, a thousand columns wide."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(open_document(ROWS))) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            wide = b'<table:table-row table:number-rows-repeated="1000000">'
            data = data.replace(b"<table:table-row>", wide)
            data = data.replace(
                b'office:value="120"', b'office:value="120" table:number-columns-repeated="1000"'
            )
            new.writestr(info.filename, data)
    return out.getvalue()


HOSTILE = {
    "bomb": (remade(SHEET, lambda xml: xml + b" " * (320 << 20)), "file.zip_bomb"),
    "ratio": (remade(SHEET, lambda xml: xml + b" " * (40 << 20)), "file.zip_bomb"),
    "lying header": (lying(40 << 20), "file.zip_bomb"),
    "ten thousand parts": (
        remade("", None, {f"xl/worksheets/s{n}.xml": b"" for n in range(10_000)}),
        "file.zip_bomb",
    ),
    "billion laughs": (
        remade(SHEET, lambda xml: b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + xml),
        "file.doctype",
    ),
    "external entity": (
        remade("xl/sharedStrings.xml", lambda xml: b'<!DOCTYPE x SYSTEM "file:///etc/passwd">' + xml),
        "file.doctype",
    ),
    "far cell": (remade(SHEET, far(b'r="XFD1048576"')), "file.too_many_cells"),
    "far row": (remade(SHEET, far(b'r="B1048576"')), "file.too_many_cells"),
    "far cell in a disguise": (remade(SHEET, far(b"r='XFD1048576'")), "file.broken_workbook"),
    "far cell with an entity": (remade(SHEET, far(b'r="XFD104857&#54;"')), "file.broken_workbook"),
    "far row of an xlsb": (
        binary_workbook([*ROWS, ["02/10/2026", 1, 1]], last_row=1_048_575),
        "file.too_many_cells",
    ),
    "repeated rows of an ods": (repeated_rows(), "file.broken_workbook"),
    "nested archive": (remade("[Content_Types].xml", lambda _: BOOK), ""),
    "huge count": (
        remade("xl/sharedStrings.xml", lambda xml: re.sub(rb'count="\d+"', b'count="4294967290"', xml)),
        "",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_costs_little_and_is_refused(read, name):
    content, code = HOSTILE[name]
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    found = read(content, name="appels.xlsx")
    if code:
        assert [problem for problem in codes(found) if problem != "file.other_extension"] == [code]
        assert found.rows.num_rows == 0
    assert found.refused or found.kept == 1
    assert time.monotonic() - started < 4
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 << 10
    assert inspect(content, name="appels.xlsx").file == "appels.xlsx"


def test_a_workbook_as_spreadsheets_write_it_is_plain():
    assert content_of(BOOK, "a.xlsx", PAGE).plain
    wide = workbook(("Large", [[f"c{n}" for n in range(300)], list(range(300))]))
    assert content_of(wide, "a.xlsx", PAGE).plain


def test_a_sheet_too_wide_is_refused():
    wide = workbook(("Large", [[f"c{n}" for n in range(500)]]))
    with pytest.raises(RefusedFileError, match=r"file\.too_many_cells"):
        content_of(wide, "a.xlsx", PAGE)


def test_an_encrypted_part_is_a_password():
    data = bytearray(BOOK)
    for at in [match.start() for match in re.finditer(b"PK\x01\x02", BOOK)]:
        data[at + 8] |= 1
    with pytest.raises(RefusedFileError, match=r"file\.password"):
        content_of(bytes(data), "a.xlsx", PAGE)


def test_a_part_packed_in_another_way_is_not_opened():
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(BOOK)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as new:
        for info in old.infolist():
            new.writestr(info.filename, old.read(info))
    with pytest.raises(RefusedFileError, match=r"file\.truncated"):
        content_of(out.getvalue(), "a.xlsx", PAGE)


def test_a_changed_byte_within_a_part_is_noticed_before_parsing():
    data = bytearray(BOOK)
    start = BOOK.find(b"sheet1.xml") + 40
    data[start] ^= 0xFF
    with pytest.raises(RefusedFileError, match=r"file\.(truncated|zip_bomb)"):
        content_of(bytes(data), "a.xlsx", PAGE)


@pytest.mark.parametrize(
    "writing",
    [
        b"r='B2'",
        b'r = "B2"',
        b'r\n="B2"',
        b'r="B&#50;"',
        b's="0" r="B2"',
        b'\tr="B2"',
        b'r="b2"',
    ],
)
def test_an_address_written_otherwise_is_read_apart_and_still_read(read, writing):
    """Legal XML, but not as spreadsheets write it: the parser gets bounded memory, the user his rows."""
    content = remade(SHEET, far(writing))
    assert not content_of(content, "a.xlsx", PAGE).plain
    found = read(content, name="appels.xlsx")
    assert found.refused or found.kept == 1


def test_cells_with_a_prefix_are_not_plain():
    content = remade(SHEET, lambda xml: xml.replace(b'<c r="B2"', b'<x:c r="B2"'))
    assert not content_of(content, "a.xlsx", PAGE).plain
