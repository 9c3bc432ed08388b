"""How a file of entries is laid out: which columns, in which order, in which marks.

Every accounting program reads its own; one mapper serves them. `FEC` is the order of the French *fichier
des écritures comptables* (article A47 A-1 of the *livre des procédures fiscales*: eighteen columns, tabs,
dates AAAAMMJJ, decimal commas), which most French programs import.

It is an import of entries, not the file that the tax administration asks for: that one holds a whole year
of the books, and it alone is called `SIRENFECAAAAMMJJ`. The portal holds no rate of exchange: debits and
credits are in the contract's currency, and `Montantdevise` and `Idevise` say so when it is not the euro.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pilotage.accounting.entries import Entry

FieldName = Literal[
    "journal",
    "journal_name",
    "number",
    "day",
    "account",
    "account_name",
    "auxiliary",
    "auxiliary_name",
    "piece",
    "piece_day",
    "label",
    "debit",
    "credit",
    "signed",
    "side",
    "currency",
    "foreign_amount",
    "foreign_currency",
    "order",
    "order_line",
    "cost_centre",
    "vat_code",
    "period",
    "empty",
]
Words = Mapping[str, str]
"""What an entry is called, in the reader's language: `label`, `account_name` and the like, by field."""


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class JournalColumn(_Closed):
    """A column: its header, and the `field` that fills it, or a `constant`."""

    name: str = Field(min_length=1, max_length=60)
    field: FieldName = "empty"
    constant: str = Field(default="", max_length=60)


class JournalLayout(_Closed):
    """A file of entries. `signed` is debit less credit, `side` D or C; `foreign_amount` (signed too) and
    `foreign_currency` are empty in euros. Dates are written as `date_format` says: `AAAAMMJJ`,
    `JJ/MM/AAAA` or `AAAA-MM-JJ`.
    """

    id: str = Field(min_length=1, max_length=40)
    columns: tuple[JournalColumn, ...] = Field(min_length=1)
    separator: Literal["\t", "|", ";", ","] = "\t"
    decimal: Literal[",", "."] = ","
    encoding: Literal["utf-8", "utf-8-sig", "cp1252", "iso-8859-15"] = "utf-8"
    date_format: Literal["AAAAMMJJ", "JJ/MM/AAAA", "AAAA-MM-JJ"] = "AAAAMMJJ"
    header: bool = True
    extension: Literal["txt", "csv"] = "txt"

    @model_validator(mode="after")
    def _marks_apart(self) -> JournalLayout:
        if self.separator == self.decimal:
            raise ValueError("the separator is the decimal mark")
        return self


def _fec() -> JournalLayout:
    fields: tuple[tuple[str, FieldName], ...] = (
        ("JournalCode", "journal"),
        ("JournalLib", "journal_name"),
        ("EcritureNum", "number"),
        ("EcritureDate", "day"),
        ("CompteNum", "account"),
        ("CompteLib", "account_name"),
        ("CompAuxNum", "auxiliary"),
        ("CompAuxLib", "auxiliary_name"),
        ("PieceRef", "piece"),
        ("PieceDate", "piece_day"),
        ("EcritureLib", "label"),
        ("Debit", "debit"),
        ("Credit", "credit"),
        ("EcritureLet", "empty"),
        ("DateLet", "empty"),
        ("ValidDate", "day"),
        ("Montantdevise", "foreign_amount"),
        ("Idevise", "foreign_currency"),
    )
    return JournalLayout(id="fec", columns=tuple(JournalColumn(name=n, field=f) for n, f in fields))


def _sheet() -> JournalLayout:
    """Every field that we hold, for a program that takes a spreadsheet's CSV."""
    fields: tuple[FieldName, ...] = (
        *("journal", "number", "day", "account", "auxiliary", "label", "debit", "credit", "currency"),
        *("piece", "piece_day", "order", "order_line", "cost_centre", "vat_code", "period"),
    )
    columns = tuple(JournalColumn(name=name, field=name) for name in fields)
    return JournalLayout(
        id="csv",
        columns=columns,
        separator=";",
        encoding="utf-8-sig",
        date_format="JJ/MM/AAAA",
        extension="csv",
    )


PRESETS: Mapping[str, JournalLayout] = {layout.id: layout for layout in (_fec(), _sheet())}
"""The layouts that come with the portal, by id: `fec` and `csv`."""
_DATES = {"AAAAMMJJ": "%Y%m%d", "JJ/MM/AAAA": "%d/%m/%Y", "AAAA-MM-JJ": "%Y-%m-%d"}
_BOOKS = "EUR"
#: What would break a row, and what a spreadsheet would run as a formula at the head of a text.
_BREAKS = str.maketrans({"\t": " ", "\r": " ", "\n": " ", "\0": " "})
_DANGER = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def rows(
    entries: Sequence[tuple[Entry, Words]], layout: JournalLayout, *, journal: str, currency: str
) -> Iterator[tuple[str, ...]]:
    """The cells of each entry, in the layout's order, as text. An entry comes with its words, which may
    name a journal, a currency and a number of its own; sets without one are numbered in their order, from
    one. A text never holds the separator, nor begins as a formula.
    """
    sets = {name: n for n, name in enumerate(dict.fromkeys(one.set for one, _ in entries), 1)}
    for entry, words in entries:
        known = _known(entry, words, sets[entry.set], journal, currency)
        yield tuple(_cell(known, column, layout) for column in layout.columns)


def _known(
    entry: Entry, words: Words, number: int, journal: str, currency: str
) -> Mapping[str, str | Decimal | date | None]:
    written = words.get("currency", currency)
    foreign = written != _BOOKS
    return {
        "journal": words.get("journal", journal),
        "journal_name": words.get("journal_name", ""),
        "number": words.get("number", str(number)),
        "day": entry.day,
        "account": entry.account,
        "account_name": words.get("account_name", ""),
        "auxiliary": entry.auxiliary,
        "auxiliary_name": words.get("auxiliary_name", "") if entry.auxiliary else "",
        "piece": entry.piece,
        "piece_day": entry.piece_day,
        "label": words.get("label", ""),
        "debit": entry.debit,
        "credit": entry.credit,
        "signed": entry.debit - entry.credit,
        "side": "D" if entry.debit else "C",
        "currency": written,
        "foreign_amount": entry.debit - entry.credit if foreign else None,
        "foreign_currency": written if foreign else "",
        "order": entry.order,
        "order_line": entry.order_line,
        "cost_centre": entry.cost_centre,
        "vat_code": entry.vat_code,
        "period": words.get("period", ""),
        "empty": "",
    }


def _cell(
    known: Mapping[str, str | Decimal | date | None], column: JournalColumn, layout: JournalLayout
) -> str:
    value = column.constant or known[column.field]
    match value:
        case None:
            return ""
        case Decimal():
            return f"{value:.2f}".replace(".", layout.decimal)
        case date():
            return value.strftime(_DATES[layout.date_format])
    return _text(str(value), layout)


def header(layout: JournalLayout) -> tuple[str, ...]:
    """The names of the columns, as safe as the texts under them."""
    return tuple(_text(column.name, layout) for column in layout.columns)


def _text(text: str, layout: JournalLayout) -> str:
    text = text.translate(_BREAKS).replace(layout.separator, " ").replace('"', "'").strip()
    return f"'{text}" if text.startswith(_DANGER) else text
