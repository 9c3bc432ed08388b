"""How a vendor lays out its invoice in a workbook: said once, kept, and read again by it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pilotage.feeds.cells import Cell

#: What a column may be; the first two are asked for, the others are read when they are there.
COLUMNS = (
    *("label", "amount", "quantity", "unit", "unit_price", "order", "order_line"),
    *("reference", "period", "vat_rate"),
)
REQUIRED_COLUMNS = ("label", "amount")
#: What stands once in the sheet, beside the words that name it.
FIELDS = ("number", "issued_on", "currency", "about", "subtotal", "vat", "total")
REQUIRED_FIELDS = ("number",)

_WORDS: Mapping[str, tuple[str, ...]] = {
    "label": ("designation", "libelle", "prestation", "description", "label", "item"),
    "amount": ("montant ht", "total ht", "montant", "amount excl vat", "amount", "net amount"),
    "quantity": ("quantite", "qte", "qty", "quantity", "volume"),
    "unit": ("unite", "unit", "uo"),
    "unit_price": ("prix unitaire ht", "prix unitaire", "pu ht", "pu", "unit price", "price", "tarif"),
    "order": ("bon de commande", "commande", "purchase order", "po", "n commande"),
    "order_line": ("ligne de commande", "ligne bc", "poste", "po line", "order line"),
    "reference": ("reference client", "reference", "code", "ref"),
    "period": ("periode", "mois", "period", "month"),
    "vat_rate": ("taux tva", "tva %", "vat rate", "vat %", "tva"),
}
_FIELD_WORDS: Mapping[str, tuple[str, ...]] = {
    "number": ("facture n", "numero de facture", "n facture", "invoice number", "invoice no", "facture"),
    "issued_on": ("date de facture", "date d emission", "date", "invoice date", "issue date"),
    "currency": ("devise", "currency"),
    "about": ("avoir sur facture", "facture d origine", "credit note for"),
    "subtotal": ("total ht", "sous total", "total excl vat", "subtotal"),
    "vat": ("total tva", "montant tva", "tva", "vat", "total vat"),
    "total": ("total ttc", "net a payer", "total incl vat", "amount due", "total due"),
}


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout of a vendor's workbook. `columns` are heads as they are written, by what they hold;
    `fields` the words beside which a value stands, on its right. The head row is found by its words.
    `decimal` is the mark of figures written as text.
    """

    sheet: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    decimal: str = ","

    def as_data(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "sheet": self.sheet,
            "columns": dict(self.columns),
            "fields": dict(self.fields),
            "decimal": self.decimal,
        }

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Layout:
        """From what was kept."""
        return cls(
            str(data.get("sheet", "")),
            {str(k): str(v) for k, v in data.get("columns", {}).items() if k in COLUMNS and v},
            {str(k): str(v) for k, v in data.get("fields", {}).items() if k in FIELDS and v},
            "." if data.get("decimal") == "." else ",",
        )

    def missing(self) -> tuple[str, ...]:
        """What it must still say before a workbook can be read by it."""
        columns = (one for one in REQUIRED_COLUMNS if not self.columns.get(one))
        return (*columns, *(one for one in REQUIRED_FIELDS if not self.fields.get(one)))


def plain(text: object) -> str:
    """A text as it is compared: small letters, no accent, single spaces, no punctuation but `%`."""
    bare = unicodedata.normalize("NFKD", str(text)).encode("ascii", "ignore").decode().lower()
    return " ".join(re.sub(r"[^a-z0-9%]+", " ", bare).split())


def texts_of(row: Sequence[Cell]) -> list[str]:
    """The cells of a row that hold a text, empty for the others."""
    return [plain(cell) if isinstance(cell, str) else "" for cell in row]


def head_of(rows: Sequence[Sequence[Cell]], wanted: Sequence[str]) -> int | None:
    """The row that holds all the wanted heads, None when there is none."""
    names = [plain(one) for one in wanted if one]
    for number, row in enumerate(rows):
        found = texts_of(row)
        if names and all(name in found for name in names):
            return number
    return None


def proposed(sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> Layout:
    """What a workbook looks like it says: the sheet and row with most heads that invoices use. Only a
    proposal: a person confirms it.
    """
    best: tuple[int, str, dict[str, str]] = (0, next(iter(sheets), ""), {})
    for name, rows in sheets.items():
        for row in rows[:200]:
            columns = _columns(row)
            if len(columns) > best[0] and {"label", "amount"} <= set(columns):
                best = (len(columns), name, columns)
    _, sheet, columns = best
    return Layout(sheet, columns, _fields(sheets.get(sheet, ()), set(columns.values())))


def _columns(row: Sequence[Cell]) -> dict[str, str]:
    written = {plain(cell): str(cell).strip() for cell in row if isinstance(cell, str) and cell.strip()}
    found: dict[str, str] = {}
    for name in COLUMNS:
        for word in _WORDS[name]:
            if word in written and written[word] not in found.values():
                found[name] = written[word]
                break
    return found


def _fields(rows: Sequence[Sequence[Cell]], heads: set[str]) -> dict[str, str]:
    known = {plain(head) for head in heads}
    beside: dict[str, str] = {}
    for row in rows:
        for at, text in enumerate(texts_of(row)):
            if text and text not in known and any(_filled(cell) for cell in row[at + 1 :]):
                beside.setdefault(text, str(row[at]).strip())
    found: dict[str, str] = {}
    for name in FIELDS:
        for word in _FIELD_WORDS[name]:
            same = next((text for text in beside if text == word), None)
            same = same or next((text for text in beside if text.startswith(f"{word} ")), None)
            if same is not None and beside[same] not in found.values():
                found[name] = beside[same]
                break
    return found


def _filled(cell: Cell) -> bool:
    return cell is not None and str(cell).strip() != ""
