"""Workbooks made to harm, each from a small good one."""

import io
import re
import zipfile
from collections.abc import Callable

from tests.unit.feeds.binary_workbook import binary_workbook
from tests.unit.feeds.feed_fixtures import workbook
from tests.unit.feeds.seeds import open_document

ROWS: list[list[object]] = [["Date", "Présentés", "Décrochés"], ["01/10/2026", 120, 110]]
BOOK = workbook(("Feuille", ROWS))
SHEET, TEXTS, PARTS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
Change = Callable[[bytes], bytes]


def remade(name: str, change: Change, extra: dict[str, bytes] | None = None, book: bytes = BOOK) -> bytes:
    """The workbook with one part changed, and others added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info.filename, change(data) if info.filename == name else data)
        for other, data in (extra or {}).items():
            new.writestr(other, data)
    return out.getvalue()


def same(data: bytes) -> bytes:
    return data


def lying(size: int) -> bytes:
    """A sheet that says it is small and inflates to `size`."""
    data = bytearray(remade(SHEET, lambda xml: xml + b" " * size))
    true = (len(zipfile.ZipFile(io.BytesIO(bytes(data))).read(SHEET))).to_bytes(4, "little")
    return bytes(data).replace(true, (900).to_bytes(4, "little"))


def far(address: bytes) -> Change:
    """The last cell at another address."""
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


def sheets(count: int, *, parts: bool) -> bytes:
    """A workbook of many sheets, each in a part of its own, or all in the same one."""
    entries = "".join(
        f'<sheet name="s{n}" sheetId="{n + 2}" r:id="rId{n + 100 if parts else 1}"/>'
        for n in range(count)
    ).encode()
    named = remade(PARTS, lambda xml: xml.replace(b"</sheets>", entries + b"</sheets>"))
    extra = {f"xl/worksheets/s{n}.xml": b"<worksheet/>" for n in range(count)} if parts else {}
    return remade("", same, extra, named)


def copied_text(cells: int, size: int) -> bytes:
    """A text of `size` bytes, written once and shown by `cells` cells."""
    with zipfile.ZipFile(io.BytesIO(BOOK)) as book:
        rank = book.read(TEXTS).count(b"<si>")
    rows = "".join(
        f'<row r="{r}"><c r="D{r}" t="s"><v>{rank}</v></c></row>' for r in range(3, cells + 3)
    ).encode()
    pointing = remade(SHEET, lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"))
    text = b"<si><t>" + b"x" * size + b"</t></si></sst>"
    return remade(TEXTS, lambda xml: xml.replace(b"</sst>", text), book=pointing)


def formulas() -> bytes:
    """Cells that hold formulas nobody calculated."""

    def without_values(xml: bytes) -> bytes:
        xml = xml.replace(b'<c r="B2"><v>120</v></c>', b'<c r="B2"><f>100+20</f></c>')
        return xml.replace(b'<c r="C2"><v>110</v></c>', b'<c r="C2"><f>B2-10</f><v></v></c>')

    return remade(SHEET, without_values)


def external_link() -> bytes:
    """A formula that asks another file, with the link to it."""
    link = b'<externalLink xmlns="x"><externalBook r:id="rId1"/></externalLink>'
    target = b'<Relationships><Relationship Id="rId1" Target="file:///etc/passwd"/></Relationships>'
    asking = b"<c r=\"B2\"><f>'[1]Feuil1'!A1</f><v>120</v></c>"
    return remade(
        SHEET,
        lambda xml: xml.replace(b'<c r="B2"><v>120</v></c>', asking),
        {
            "xl/externalLinks/externalLink1.xml": link,
            "xl/externalLinks/_rels/externalLink1.xml.rels": target,
        },
    )


def encrypted() -> bytes:
    """What a spreadsheet with a password is: a compound file with an encrypted package."""
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    return ole + "EncryptedPackage".encode("utf-16-le") + bytes(4096)


def zipped(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


#: By name, the file and the code that refuses it; without one it is read, harmlessly.
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb": (lambda: remade(SHEET, lambda xml: xml + b" " * (320 << 20)), "file.zip_bomb"),
    "ratio": (lambda: remade(SHEET, lambda xml: xml + b" " * (40 << 20)), "file.zip_bomb"),
    "lying header": (lambda: lying(40 << 20), "file.zip_bomb"),
    "ten thousand sheets": (lambda: sheets(10_000, parts=True), "file.zip_bomb"),
    "one sheet ten thousand times": (lambda: sheets(10_000, parts=False), "file.zip_bomb"),
    "billion laughs": (
        lambda: remade(SHEET, lambda xml: b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + xml),
        "file.doctype",
    ),
    "external entity": (
        lambda: remade(TEXTS, lambda xml: b'<!DOCTYPE x SYSTEM "file:///etc/passwd">' + xml),
        "file.doctype",
    ),
    "far cell": (lambda: remade(SHEET, far(b'r="XFD1048576"')), "file.too_many_cells"),
    "far row": (lambda: remade(SHEET, far(b'r="B1048576"')), "file.too_many_cells"),
    "far cell within the limits": (lambda: remade(SHEET, far(b'r="CV79000"')), "file.too_many_cells"),
    "far cell in a disguise": (lambda: remade(SHEET, far(b"r='XFD1048576'")), "file.broken_workbook"),
    "far cell with an entity": (
        lambda: remade(SHEET, far(b'r="XFD104857&#54;"')),
        "file.broken_workbook",
    ),
    "far row of an xlsb": (
        lambda: binary_workbook([*ROWS, ["02/10/2026", 1, 1]], last_row=1_048_575),
        "file.too_many_cells",
    ),
    "repeated rows of an ods": (repeated_rows, "file.broken_workbook"),
    "shared text in every cell": (lambda: copied_text(100_000, 32_000), "file.zip_bomb"),
    "encrypted": (encrypted, "file.password"),
    "formulas alone": (formulas, "file.no_good_rows"),
    "macros": (lambda: remade("", same, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 4000}), ""),
    "external link": (external_link, ""),
    "path out of the archive": (
        lambda: remade("", same, {"../../xl/worksheets/sheet9.xml": b"<worksheet/>"}),
        "",
    ),
    "workbook within a workbook": (lambda: remade("[Content_Types].xml", lambda _: BOOK), ""),
    "bomb in an archive": (
        lambda: zipped("a.xlsx", remade(SHEET, lambda xml: xml + b" " * (40 << 20))),
        "file.zip_bomb",
    ),
    "archive in an archive": (
        lambda: zipped("a.zip", zipped("b.zip", zipped("a.xlsx", BOOK))),
        "file.archive_nested",
    ),
    "huge count": (
        lambda: remade(TEXTS, lambda xml: re.sub(rb'count="\d+"', b'count="4294967290"', xml)),
        "",
    ),
    "truncated": (lambda: BOOK[: len(BOOK) * 2 // 3], "file.truncated"),
    "old workbook of noise": (
        lambda: (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 40 + "Workbook".encode("utf-16-le")
        ),
        "file.broken_workbook",
    ),
}
