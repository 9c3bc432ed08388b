"""Reads a workbook back as finance would: its formulas, and the values stored beside them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet


@dataclass(frozen=True)
class Back:
    """The same file read twice: with its formulas, and with their stored values."""

    formulas: Workbook
    values: Workbook

    @classmethod
    def of(cls, content: bytes) -> "Back":
        return cls(load_workbook(BytesIO(content)), load_workbook(BytesIO(content), data_only=True))

    def live(self) -> Iterator[tuple[str, Cell, object]]:
        """(sheet, cell with its formula, stored value) of every formula of the file."""
        for sheet in self.formulas.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        yield sheet.title, cell, self.values[sheet.title][cell.coordinate].value

    def table(self, name: str) -> list[dict[str, object]]:
        """The rows of an Excel table, by header, as stored values."""
        sheet, table = self._find(name)
        rows = [[c.value for c in row] for row in self.values[sheet.title][table.ref]]
        return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]

    def _find(self, name: str) -> tuple[Worksheet, Table]:
        for sheet in self.formulas.worksheets:
            if name in sheet.tables:
                return sheet, sheet.tables[name]
        raise AssertionError(f"no table {name}")

    def beside(self, sheet: str, label: str) -> object:
        """The stored value on the right of the last cell that holds `label`."""
        page = self.values[sheet]
        found = [cell for row in page.iter_rows() for cell in row if cell.value == label]
        assert found, f"no cell {label!r} on {sheet}"
        return page.cell(found[-1].row, found[-1].column + 1).value


def tables_missing(back: Back) -> set[str]:
    """The tables that a formula names and that the file lacks: Excel would offer to repair it."""
    there = {name for sheet in back.formulas.worksheets for name in sheet.tables}
    named = {name for _, cell, _ in back.live() for name in _TABLE.findall(_QUOTED.sub("", cell.value))}
    return named - there


def cells_of_tables_named(back: Back) -> list[str]:
    """The formulas that name a cell of a table by its address instead of its column."""
    held = {
        f"{sheet.title}!{cell.coordinate}"
        for sheet in back.formulas.worksheets
        for table in sheet.tables.values()
        for row in sheet[table.ref]
        for cell in row
    }
    return [
        f"{title}!{cell.coordinate}: {cell.value}"
        for title, cell, _ in back.live()
        for address in _CELL.findall(_STRUCTURED.sub("", _QUOTED.sub("", cell.value)))
        if f"{title}!{address.replace('$', '')}" in held
    ]


def formulas_beside_cells(back: Back) -> list[str]:
    """The formulas of conditional formats and of names, which hold no number either."""
    rules = (
        str(one)
        for sheet in back.formulas.worksheets
        for found in sheet.conditional_formatting
        for rule in found.rules
        for one in rule.formula
    )
    return [*rules, *(name.attr_text for name in back.formulas.defined_names.values())]


ALLOWED = {"SUM", "ROUND", "IF", "SUMIFS", "INDEX", "MATCH"}
"""The functions that Excel 2016 and LibreOffice read alike."""
_TABLE = re.compile(r"\b(tbl\w+)\[")
_STRUCTURED = re.compile(r"tbl\w+\[(\[#This Row\],)?\[?[^\[\]]+\]?\]")
_CELL = re.compile(r"\$?\b[A-Z]{1,3}\$?\d+\b")
_QUOTED = re.compile(r'"[^"]*"')


def constants_of(formula: str) -> list[str]:
    """The numbers typed in a formula: what is left of it without texts, tables and cell names."""
    bare = _CELL.sub("", _STRUCTURED.sub("", _QUOTED.sub("", formula)))
    return re.findall(r"\d+(?:\.\d+)?", bare)


def functions_of(formula: str) -> set[str]:
    return set(re.findall(r"([A-Z][A-Z.]+)\(", _QUOTED.sub("", formula)))
