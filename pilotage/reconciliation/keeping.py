"""A received document as plain data, exactly, and back; the fingerprint of what it invoices."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from pilotage.money import exact
from pilotage.reconciliation.layout import plain
from pilotage.reconciliation.model import InvoicedLine, InvoicedVat, ReceivedInvoice

_DAYS = frozenset({"issued_on", "first", "last"})
_FIGURES = frozenset(
    {
        "amount",
        "quantity",
        "unit_price",
        "vat_rate",
        "adjusted",
        "rate",
        "base",
        "subtotal",
        "vat",
        "total",
    }
)


def as_data(found: ReceivedInvoice) -> dict[str, Any]:
    """The document as it is kept: figures and days as text."""
    data = _plain(found)
    data["lines"] = [_plain(one) for one in found.lines]
    data["vat_lines"] = [_plain(one) for one in found.vat_lines]
    return data


def of_data(data: Mapping[str, Any]) -> ReceivedInvoice:
    """The document that `as_data` gave."""
    read = _read(ReceivedInvoice, data)
    read["lines"] = tuple(InvoicedLine(**_read(InvoicedLine, one)) for one in data["lines"])
    read["vat_lines"] = tuple(InvoicedVat(**_read(InvoicedVat, one)) for one in data["vat_lines"])
    return ReceivedInvoice(**read)


def _plain(found: object) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for each in fields(found):  # type: ignore[arg-type]
        value = getattr(found, each.name)
        if isinstance(value, Decimal):
            value = f"{value:f}"
        elif isinstance(value, date):
            value = value.isoformat()
        data[each.name] = value
    return data


def _read(kind: type, data: Mapping[str, Any]) -> dict[str, Any]:
    known = {each.name for each in fields(kind)}
    return {name: _value(name, value) for name, value in data.items() if name in known}


def _value(name: str, value: Any) -> Any:  # noqa: ANN401  what JSON holds
    if value is None:
        return None
    if name in _DAYS:
        return date.fromisoformat(value)
    return exact(value) if name in _FIGURES else value


def content_of(found: ReceivedInvoice) -> str:
    """The fingerprint of what is invoiced, whatever the number and the day of the document."""
    rows = sorted(
        [plain(one.label), *(_shown(value) for value in (one.quantity, one.unit_price, one.amount))]
        for one in found.lines
    )
    text = json.dumps([found.credit, _shown(found.before_tax), _shown(found.total), rows])
    return hashlib.sha256(text.encode()).hexdigest()


def _shown(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
