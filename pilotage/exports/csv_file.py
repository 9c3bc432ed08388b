"""A table as a CSV that a spreadsheet opens as it should: the language's marks, no formula in a text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, time
from decimal import Decimal

Value = Decimal | int | str | date | time | None
"""What a cell may hold. A number stays a number; a text is never more than a text."""
_BOM = "\ufeff"
_DANGER = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Some programs drop the spaces before them, some read the wide forms alike."""


def csv_bytes(headers: Sequence[str], rows: Iterable[Sequence[Value]], language: str) -> bytes:
    """UTF-8 with its mark. In French, semicolons and decimal commas; in English, commas and points.

    Numbers have six decimals at most and no thousands mark, dates and hours are ISO 8601. A text that
    a spreadsheet would run as a formula gets an apostrophe in front.
    """
    french = language == "fr"
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";" if french else ",", lineterminator="\r\n")
    writer.writerow([_safe(header) for header in headers])
    for row in rows:
        writer.writerow([_cell(value, "," if french else ".") for value in row])
    return (_BOM + text.getvalue()).encode("utf-8")


def _cell(value: Value, mark: str) -> str:
    match value:
        case None:
            return ""
        case str():
            return _safe(value)
        case time():
            return value.isoformat("minutes")
        case date():
            return value.isoformat()
    number = f"{round(Decimal(value), 6):f}"
    return (number.rstrip("0").rstrip(".") if "." in number else number).replace(".", mark)


def _safe(text: str) -> str:
    return "'" + text if text.lstrip(" ").startswith(_DANGER) else text
