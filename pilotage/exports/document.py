"""A Word document of the house: real styles, tables whose header repeats, pages counted, A4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from pilotage.locale import Words

INK, GREY, NAVY, AMBER = (
    RGBColor(0x14, 0x20, 0x2E),
    RGBColor(0x56, 0x62, 0x73),
    RGBColor(0x0B, 0x3D, 0x78),
    RGBColor(0x7A, 0x52, 0x00),
)
_NAVY_FILL, _PALE_FILL, _RULE = "0B3D78", "F3F6FA", "D5DCE5"
_WIDTH_CM = 17.0
_LANGUAGES = {"fr": "fr-FR", "en": "en-GB"}
_LONGEST_TEXT = 20_000


def clean(text: str) -> str:
    """A foreign text as XML can hold it: no control character, no half of a character."""
    kept = "".join(c for c in text if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff"))
    return kept.replace("\ufffe", "").replace("\uffff", "")[:_LONGEST_TEXT]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: headers, rows of texts, the columns of figures, whether the last row is a sum."""

    headers: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    right: frozenset[int] = frozenset()
    total: bool = False
    weights: tuple[float, ...] = field(default=())


class WordFile:
    """The document being written, in the order in which it reads."""

    def __init__(self, t: Words, *, title: str, subject: str, author: str, on: date) -> None:
        self.t = t
        self._document = Document()
        self._styles()
        page = self._document.sections[0]
        page.page_width, page.page_height = Cm(21), Cm(29.7)
        page.left_margin = page.right_margin = Cm(2)
        page.top_margin, page.bottom_margin = Cm(2), Cm(1.8)
        properties = self._document.core_properties
        properties.title, properties.subject = clean(title)[:250], clean(subject)[:250]
        properties.author = properties.last_modified_by = clean(author)[:250]
        properties.comments = ""
        properties.language = _LANGUAGES[t.language]
        properties.created = properties.modified = datetime.combine(on, time())

    def _styles(self) -> None:
        styles = self._document.styles
        normal = styles["Normal"]
        normal.font.name, normal.font.size, normal.font.color.rgb = "Calibri", Pt(10.5), INK
        normal.paragraph_format.space_after = Pt(4)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), _LANGUAGES[self.t.language])
        normal.element.get_or_add_rPr().append(language)
        for name, size, before in (("Title", 22, 0), ("Heading 1", 15, 16), ("Heading 2", 12, 12)):
            style = styles[name]
            style.font.name, style.font.size, style.font.bold = "Calibri", Pt(size), True
            style.font.color.rgb = NAVY
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{theme}"), None)
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(4)
            style.paragraph_format.keep_with_next = True
        border = styles["Title"].element.find(f".//{qn('w:pBdr')}")
        if border is not None:
            border.getparent().remove(border)

    def title(self, text: str, under: str) -> None:
        """The title, and the grey line that says of whom and when."""
        self._document.add_paragraph(clean(text), style="Title").paragraph_format.space_after = Pt(0)
        self._coloured(under, GREY, size=12)

    def heading(self, text: str, level: int = 1) -> None:
        self._document.add_heading(clean(text), level)

    def text(self, text: str) -> None:
        """A text typed by someone: each of its lines is a paragraph."""
        for line in clean(text).split("\n"):
            self._document.add_paragraph(line)

    def note(self, text: str) -> None:
        """A grey sentence of the portal."""
        self._coloured(text, GREY, size=9.5)

    def question(self, text: str) -> None:
        """What the room is asked to settle."""
        self._coloured(text, AMBER, bold=True)

    def marked(self, mark: str, text: str) -> None:
        """A paragraph that begins with a number or a name in bold."""
        paragraph = self._document.add_paragraph(style="List Bullet")
        paragraph.add_run(clean(mark)).bold = True
        paragraph.add_run(" " + clean(text))

    def _coloured(self, text: str, colour: RGBColor, *, bold: bool = False, size: float = 10.5) -> None:
        run = self._document.add_paragraph().add_run(clean(text))
        run.font.color.rgb, run.bold, run.font.size = colour, bold, Pt(size)

    def grid(self, grid: Grid) -> None:
        """A table; its header repeats on each page and no row is cut in two."""
        table = self._document.add_table(rows=1, cols=len(grid.headers))
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        _borders(table)
        widths = _widths(grid)
        self._fill(table.rows[0], grid.headers, grid, header=True)
        _repeat(table.rows[0])
        for number, texts in enumerate(grid.rows, start=1):
            row = table.add_row()
            self._fill(row, texts, grid, strong=grid.total and number == len(grid.rows))
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        for row in table.rows:
            _keep_whole(row)
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Cm(width)
        self._document.add_paragraph().paragraph_format.space_after = Pt(2)

    def _fill(
        self,
        row: _Row,
        texts: Sequence[str],
        grid: Grid,
        *,
        header: bool = False,
        strong: bool = False,
    ) -> None:
        for column, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(1)
            run = paragraph.add_run(clean(text))
            run.font.size, run.bold = Pt(9.5), header or strong
            if column in grid.right:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            if header:
                run.font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
                _shade(cell, _NAVY_FILL)
            elif strong:
                _shade(cell, _PALE_FILL)

    def foot(self, left: str, header: str) -> None:
        """The header and the footer of every page, which counts them."""
        section = self._document.sections[0]
        top = section.header.paragraphs[0]
        top.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _small(top, clean(header))
        bottom = section.footer.paragraphs[0]
        _small(bottom, clean(left) + "   ·   ")
        before, _, after = self.t("Page {page} of {pages}", page="\x1e", pages="\x1f").partition("\x1e")
        between, _, end = after.partition("\x1f")
        for text, code in ((before, "PAGE"), (between, "NUMPAGES"), (end, "")):
            _small(bottom, text)
            if code:
                _field(bottom, code)

    def content(self) -> bytes:
        out = BytesIO()
        self._document.save(out)
        return out.getvalue()


def _widths(grid: Grid) -> list[float]:
    """Centimetres by column, from the lengths of the texts or from the weights given."""
    weights = grid.weights or tuple(
        float(min(max([len(header), *(len(row[n]) for row in grid.rows)], default=1) + 2, 60))
        for n, header in enumerate(grid.headers)
    )
    return [_WIDTH_CM * weight / sum(weights) for weight in weights]


def _small(paragraph: Paragraph, text: str) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = Pt(8.5), GREY


def _field(paragraph: Paragraph, code: str) -> None:
    """A field that Word computes: the page's number, how many there are."""
    run = paragraph.add_run()
    run.font.size, run.font.color.rgb = Pt(8.5), GREY
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("text", "1"), ("end", "")):
        tag = "w:instrText" if kind == "" else "w:t" if kind == "text" else "w:fldChar"
        element = OxmlElement(tag)
        if kind in {"begin", "separate", "end"}:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _repeat(row: _Row) -> None:
    _row_property(row, "w:tblHeader")


def _keep_whole(row: _Row) -> None:
    _row_property(row, "w:cantSplit")


def _row_property(row: _Row, name: str) -> None:
    element = OxmlElement(name)
    element.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(element)


def _shade(cell: _Cell, fill: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _borders(table: Table) -> None:
    """Horizontal rules only."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", _RULE)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    properties = table._tbl.tblPr
    after = (properties.find(qn(f"w:{name}")) for name in ("tblLayout", "tblCellMar", "tblLook"))
    following = next((element for element in after if element is not None), None)
    if following is None:
        properties.append(borders)
    else:  # the order of the properties of a table is fixed: Word refuses another
        following.addprevious(borders)
