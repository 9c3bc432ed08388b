"""Texts that a spreadsheet might run, and a month in which every foreign text is one of them."""

import dataclasses
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any

from pydantic import BaseModel

from pilotage.billing import bill_month
from pilotage.contract.model import Contract
from pilotage.exports.beside import Beside
from pilotage.judgement import MonthResult
from pilotage.periods import Month
from pilotage.pricing.correcting import Correction, correction_lines
from pilotage.pricing.model import LineKind
from pilotage.trace import Source
from tests.unit.exports.beside_months import beside_of
from tests.unit.exports.judged_months import judged

HOSTILE = [
    *("=1+1", "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("x")'),
    *('=DDE("cmd";"/C calc";"x")', "=WEBSERVICE(A1)", "+cmd|'/C x'!A1", "-cmd|'/C x'!A1", "  =1+1"),
    *("{=1}", "=\u00a01", "＝1+1", "＋1+1", "－1+1", "＠SUM(1)", "%0A=1", "'=1", '"=1"', "''", "*", "<>"),
    *("&P&N", "&D &T", '&"Arial"', "#REF!", "TRUE", "1e999", "0x10", "12,5", "-12,5", "2026-01-01"),
    *("http://x.test/a", "mailto:a@x.test", "internal:'A'!A1", r"external:\\x\y.xlsx", "file:///x"),
    *("<script>alert(1)</script>", "]]>", "&lt;", "\x00nul", "\x0bvt", "\x1besc", "\U0001f600"),
    *("é" * 500, "a" * 400, "ligne\nsuite", "=1\t=2\r\n=3", ";=1;=2", "\u202egauche", "  ", "=" * 300),
]

_NAMED = {"name", "name_en"}
#: What somebody outside the portal typed, by the class that holds it; `source` is a clause.
_FOREIGN: dict[str, set[str]] = {
    "Contract": {"title", "vendor_name"},
    "Client": {"name", "registration"},
    "Entity": {"name", "registration", "vat_number"},
    "Document": {"title"},
    "Accounting": {"journal", "supplier", "expense", "vat", "accrued", "credit", "income", "cost_centre"},
    "OrderLine": {"order", "line", "account", "cost_centre", *_NAMED},
    "ReceivedInvoice": {"number", "seller", "buyer", "order", "about", "contract"},
    "InvoicedLine": {"number", "label", "unit", "order", "order_line", "reference", "document"},
    "Gap": {"invoiced_label", "reason"},
    "GapRow": {"reason", "owner"},
    "AccruedMonth": {"by", "comment"},
    "Accrual": {"reference"},
    "AccrualLine": {"account", "cost_centre", "order", "order_line"},
    "ReceivedFileRef": {"name", "sha256"},
    "Correction": {"label", "reason", "document", "account", "cost_centre"},
}


def attacked(value: Any, text: str) -> Any:
    """The same, with `text` in every field that a foreign hand may fill."""
    if isinstance(value, tuple):
        return tuple(attacked(one, text) for one in value)
    if isinstance(value, Source):
        return replace(value, clause=text)
    if isinstance(value, BaseModel):
        names = type(value).model_fields
        return value.model_copy(update=_update(value, tuple(names), text))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [one.name for one in dataclasses.fields(value) if one.init]
        return replace(value, **_update(value, names, text))
    return value


def _update(value: Any, names: Any, text: str) -> dict[str, Any]:
    kind = type(value).__name__
    own = _FOREIGN.get(kind, _NAMED if isinstance(value, BaseModel) else set())
    found: dict[str, Any] = {}
    for name in names:
        old = getattr(value, name)
        if name in own and isinstance(old, str):
            found[name] = text
        elif name == "source" and isinstance(old, str):
            found[name] = f"{old.partition(',')[0]}, {text}"
        elif isinstance(old, tuple | BaseModel) or dataclasses.is_dataclass(old):
            found[name] = attacked(old, text)
    return found


@dataclasses.dataclass(frozen=True)
class Whole:
    """A month with all that can stand in its workbook."""

    result: MonthResult
    contract: Contract
    beside: Beside


def whole() -> Whole:
    """Armor's crisis, two corrections below zero, an invoice that differs, an accrual."""
    result, contract = judged("armor_crisis")
    beside = beside_of(result, contract)
    own = {"unit": "amount", "unit_price": Decimal(1), "source": Source("contrat", "art. 12")}
    named = {
        "label": "Geste",
        "reason": "Accord",
        "document": "AJ-1",
        "account": "6226",
        "issued_on": "2026-01-15",
        **own,
    }
    corrections = (
        Correction("main-1", LineKind.MANUAL, "main-1", Decimal("-250.5"), cost_centre="SC", **named),
        Correction(
            "adj-1", LineKind.ADJUSTMENT, "appel", Decimal("-12.34"), of_month=Month(2025, 12), **named
        ),
    )
    lines = (*result.bill.lines, *correction_lines(corrections))
    return Whole(replace(result, bill=bill_month(contract, result.month, lines)), contract, beside)


def whole_attacked(found: Whole, text: str) -> Whole:
    """The month, its contract and what stands beside it, with `text` in each of their foreign fields."""
    lines = tuple(
        replace(
            line,
            source=replace(line.source, clause=text),
            detail=tuple(
                (name, text if name in _FOREIGN["Correction"] else one) for name, one in line.detail
            ),
        )
        for line in found.result.bill.lines
    )
    result = replace(found.result, bill=replace(found.result.bill, lines=lines))
    return Whole(result, attacked(found.contract, text), attacked(found.beside, text))


_LIVE = re.compile(rb'<c r="([A-Z]+\d+)"[^>]*><f[^>]*>(.*?)</f>', re.DOTALL)
_ADDRESS = re.compile(r"\b[A-Z]{1,2}\d+\b")
_NUMBER = re.compile(rb'<c r="([A-Z]+\d+)"(?: s="\d+")?><v>([-\d.eE]+)</v>')


def live(content: bytes) -> Counter[tuple[str, str]]:
    """How often each formula stands on a sheet, read from the file's own XML; a cell is a cell, wherever
    it stands: a long title takes more rows.
    """
    return Counter((name, _ADDRESS.sub("A1", one)) for name, _, one in _cells(content, _LIVE))


def below_zero(content: bytes) -> Counter[tuple[str, str]]:
    """How often each number below zero, typed as one, stands on a sheet."""
    found = ((name, number) for name, _, number in _cells(content, _NUMBER))
    return Counter(one for one in found if one[1].startswith("-"))


def _cells(content: bytes, pattern: re.Pattern[bytes]) -> Iterator[tuple[str, str, str]]:
    with zipfile.ZipFile(BytesIO(content)) as file:
        for name in file.namelist():
            if name.startswith("xl/worksheets/sheet"):
                for cell, found in pattern.findall(file.read(name)):
                    yield name, cell.decode(), found.decode()


def leads_outside(content: bytes) -> list[str]:
    """The parts of an .xlsx that reach beyond the file: outside links, DDE, macros, queries."""
    with zipfile.ZipFile(BytesIO(content)) as file:
        names = file.namelist()
        found = [
            name for name in names if re.search("externalLink|vbaProject|connections|queryTable", name)
        ]
        links = (name for name in names if name.endswith(".rels"))
        return found + [name for name in links if b'TargetMode="External"' in file.read(name)]
