"""Numbers as people and machines print them in Europe, understood exactly or not at all.

Spaces of any width and apostrophes group digits; the decimal mark is the declared one. What two
countries read differently (`1.234`) is a problem unless declared, never a guess.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Literal

from pilotage.feeds.cells import Cell, Understand
from pilotage.money import MILLION

PICO = 10**12
"""The scale of a factor (a rate, a mean) before it is multiplied by its weight."""

DAY_S = 86_400
_SPACES = " \u00a0\u202f\u2009\u2007"
_UNITS = re.compile(rf"[{_SPACES}]*(?:%|€|EUR|\$|£|CHF|sec\.?|sek\.?|s|h)$", re.IGNORECASE)
_BEFORE = re.compile(rf"^(?:€|EUR|\$|£|CHF)[{_SPACES}]*", re.IGNORECASE)
_GROUPED = re.compile(rf"^\d{{1,3}}(?:[{_SPACES}'\u2019]\d{{3}})+$")
_SCIENTIFIC = re.compile(r"^([\d.,]+)[eE]([+-]?\d{1,2})$")
_FIGURE = re.compile(rf"^[\d.,'\u2019{_SPACES}]*\d[\d.,'\u2019{_SPACES}]*$")
_AMBIGUOUS = re.compile(r"^[1-9]\d{0,2}[.,]\d{3}$")  # no group of thousands begins with a zero


@dataclass(frozen=True, slots=True)
class Marks:
    """The declared marks of a file; None when it declares none."""

    decimal: Literal[",", "."] | None = None
    thousands: Literal[",", "."] | None = None


def number(text: str, marks: Marks = Marks()) -> Decimal | str:
    """The exact value of a printed number, or the code of the problem: `number.not_a_number`, or
    `number.ambiguous` for what reads differently in two countries and no mark was declared.

    >>> number("(1 234,50 €)", Marks(","))
    Decimal('-1234.50')
    """
    body, sign = _sign(_unitless(text.strip()))
    plain = _plain(body, marks)
    if plain is None:
        return "number.not_a_number"
    if plain == "?":
        return "number.ambiguous"
    try:
        return Decimal(plain) * sign
    except InvalidOperation:
        return "number.not_a_number"


def _unitless(text: str) -> str:
    """Without its unit: a digit, a mark or a parenthesis stands at both ends."""
    return _BEFORE.sub("", _UNITS.sub("", text))


_MINUS = ("-", "\u2212", "\u2013")


def _sign(text: str) -> tuple[str, int]:
    """Without its sign, which accountants also write with parentheses, or behind."""
    if text.startswith("(") and text.endswith(")"):
        return _unitless(text[1:-1].strip()), -1
    if text.startswith(_MINUS):
        return _BEFORE.sub("", text[1:].lstrip(_SPACES)), -1
    if text.endswith(_MINUS):
        return text[:-1].rstrip(_SPACES), -1
    return text.removeprefix("+"), 1


def _plain(body: str, marks: Marks) -> str | None:
    """Digits and one point, `?` when ambiguous, None when it is no number."""
    if not body.isascii():
        body = re.sub(f"[{_SPACES}]", " ", body).replace("\u2019", "'")
    if body.isdecimal() and body.isascii():
        return body
    if scientific := _SCIENTIFIC.match(body):
        plain = _plain(scientific[1], marks)
        return plain if plain in {None, "?"} else f"{plain}e{scientific[2]}"
    if not _FIGURE.match(body):
        return None
    decimal: str | None = marks.decimal
    thousands: str | None = marks.thousands
    if decimal is None:
        decimal = _decimal_of(body, thousands)
        if decimal == "?":
            return "?"
    whole, mark, fraction = body.partition(decimal) if decimal else (body, "", "")
    if mark and not (fraction.isdecimal() and fraction.isascii()):
        return None
    digits = _ungrouped(whole, thousands or _other(decimal, marks))
    if digits is None:
        return "?" if _declared_wrongly(body, marks) else None
    return f"{digits or '0'}.{fraction}" if mark else digits


def _other(decimal: str | None, marks: Marks) -> str | None:
    """Undeclared, the mark that is not the decimal one may group digits (`1.234,5`)."""
    if marks.decimal is not None or decimal is None:
        return None
    return "." if decimal == "," else ","


def _decimal_of(body: str, thousands: str | None) -> str | None:
    """The only mark that can be decimal in `body`, None when there is none, `?` when in doubt."""
    found = [mark for mark in ",." if mark in body and mark != thousands]
    if len(found) == 2:
        last = max(found, key=body.rfind)
        return last if body.count(last) == 1 else "?"
    if not found:
        return None
    if thousands is None and (_AMBIGUOUS.match(body) or body.count(found[0]) > 1):
        return "?"
    return found[0]


def _declared_wrongly(body: str, marks: Marks) -> bool:
    """`1.234` where a comma is the decimal mark: thousands to one reader, decimals to another."""
    return marks.decimal is not None and marks.thousands is None and bool(_AMBIGUOUS.match(body))


def _ungrouped(whole: str, mark: str | None) -> str | None:
    if not whole or (whole.isdecimal() and whole.isascii()):
        return whole
    if mark and mark in whole:
        head, *groups = whole.split(mark)
        well = 1 <= len(head) <= 3 and all(len(group) == 3 for group in groups)
        joined = "".join([head, *groups])
        return joined if well and joined.isdecimal() and joined.isascii() else None
    if _GROUPED.match(whole):
        return re.sub(r"\D", "", whole)
    return None


def _scaled(value: Decimal, scale: int) -> int:
    return int((value * scale).to_integral_value(ROUND_HALF_EVEN))


def _of_cell(cell: Cell, marks: Marks) -> Decimal | str:
    if isinstance(cell, str):
        return number(cell, marks)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return "number.not_a_number"
    if isinstance(cell, float) and not math.isfinite(cell):
        return "number.not_a_number"
    return Decimal(repr(cell))


def plain_number(cell: Cell) -> Decimal | None:
    """The number that a cell shows without any doubt, None when it shows none."""
    value = _of_cell(cell, Marks())
    return value if isinstance(value, Decimal) else None


def plain_numbers(marks: Marks, scale: int = MILLION) -> Understand:
    """Counts, points and decimal hours, in millionths (or another scale)."""

    def understand(cell: Cell) -> int | str:
        value = _of_cell(cell, marks)
        if isinstance(value, str):
            return value
        if isinstance(cell, str) and cell.rstrip().endswith("%"):
            return "number.not_a_number"
        return _scaled(value, scale)

    return understand


def rates(marks: Marks, forms: tuple[str, ...], scale: int = PICO) -> Understand:
    """Rates as a share of one. A `%` sign settles the form; a bare number needs a declared one, and
    must lie between 0 and 100 % (with a little room for a rounding).
    """

    def understand(cell: Cell) -> int | str:
        value = _of_cell(cell, marks)
        if isinstance(value, str):
            return value
        if isinstance(cell, str) and cell.rstrip().endswith("%"):
            value /= 100
        elif not forms:
            return "number.rate_undeclared"
        elif forms[0] == "percent":
            value /= 100
        if not 0 <= value <= Decimal("1.0005"):
            return "number.rate_out_of_range"
        return _scaled(value, scale)

    return understand


_CLOCK = re.compile(r"^(\d+):([0-5]?\d)(?::([0-5]?\d)(?:[.,](\d+))?)?$")
_DAYS = re.compile(
    r"^(\d+)\s*(?:\.|j|d|t|jours?|days?,?|tage?)?\s*(\d\d?):([0-5]\d):([0-5]\d)$", re.IGNORECASE
)
_DOTS = re.compile(r"^(\d{1,3})\.([0-5]\d)\.([0-5]\d)$")
_MINUTES = re.compile(
    r"^(\d+)\s*(?:'|\u2019|\u2032|min\.?|mn|m)\s*(?:([0-5]?\d)\s*(?:\"|''|\u2019\u2019|\u2032\u2032|\u2033|\u201d|sec\.?|sek\.?|s)?)?$",
    re.IGNORECASE,
)
_SECONDS = re.compile(r"^(\d+)(?:[.,](\d{1,2}))?\s*(?:s|sec|sek)\.?$", re.IGNORECASE)
_HOURS = re.compile(
    r"^(\d+)\s*(?:h|std\.?)\s*(?:([0-5]?\d)(?:\s*(?:min\.?|mn|'|\u2019|m)?\s*(?:([0-5]?\d)\s*(?:sec\.?|sek\.?|s|\")?)?)?)?$",
    re.IGNORECASE,
)
_PLAIN_SPACES = dict.fromkeys(map(ord, _SPACES), " ")
_PER_UNIT = {"seconds": 1, "minutes": 60, "hours": 3600, "days": DAY_S}


def seconds(text: str, form: str) -> Decimal | str:
    """The seconds of a printed duration: `0:05:12`, `9.12.58`, `5'12"`, `1h05`, `1.02:03:04` (with
    days), and `05:12` as `form` has it.
    """
    if not text.isascii():
        text = text.translate(_PLAIN_SPACES)
    if clock := _CLOCK.match(text):
        first, second, third, rest = clock.groups()
        if third is None and form in {"h:mm", "mm:ss"}:
            return Decimal(int(first) * 60 + int(second)) * (60 if form == "h:mm" else 1)
        if third is None:
            return "duration.ambiguous"
        whole = int(first) * 3600 + int(second) * 60 + int(third)
        return Decimal(f"{whole}.{rest}") if rest else Decimal(whole)
    if found := _DOTS.match(text):
        return Decimal(int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3]))
    if (found := _DAYS.match(text)) and int(found[2]) < 24:
        whole = int(found[1]) * DAY_S + int(found[2]) * 3600 + int(found[3]) * 60 + int(found[4])
        return Decimal(whole)
    if found := _SECONDS.match(text):
        return Decimal(f"{found[1]}.{found[2] or 0}")
    if found := _MINUTES.match(text):
        return Decimal(int(found[1]) * 60 + int(found[2] or 0))
    if found := _HOURS.match(text):
        return Decimal(int(found[1]) * 3600 + int(found[2] or 0) * 60 + int(found[3] or 0))
    return "duration.not_a_duration"


def durations(
    marks: Marks, forms: tuple[str, ...], scale: int = MILLION, *, unit_s: int = 1
) -> tuple[Understand, Callable[[Cell], bool]]:
    """Durations in seconds (or in units of `unit_s`), and whether a cell is not in the first form.

    A bare number is read only in a declared unit; a fraction of a day only below one day.
    """
    clocks = tuple(form for form in forms if form not in _PER_UNIT)
    units = tuple(form for form in forms if form in _PER_UNIT)
    clock = clocks[0] if clocks else "h:mm:ss"

    def understand(cell: Cell) -> int | str:
        value = _seconds_of(cell, marks, clock, units)
        return value if isinstance(value, str) else _scaled(value / unit_s, scale)

    def other_form(cell: Cell) -> bool:
        return len(forms) > 1 and (forms[0] in _PER_UNIT) != _is_bare(cell)

    return understand, other_form


def _is_bare(cell: Cell) -> bool:
    return isinstance(cell, int | float) or (
        isinstance(cell, str) and not re.search(r"[:'\u2019\u2032hm]|\..*\.", cell, re.IGNORECASE)
    )


def _seconds_of(cell: Cell, marks: Marks, clock: str, units: tuple[str, ...]) -> Decimal | str:
    match cell:
        case timedelta():
            return Decimal(cell.days * DAY_S + cell.seconds) + Decimal(cell.microseconds) / MILLION
        case datetime():
            return _seconds_since_epoch(cell)
        case time():
            return Decimal(cell.hour * 3600 + cell.minute * 60 + cell.second)
    if isinstance(cell, str):
        found = seconds(cell, clock)
        if found != "duration.not_a_duration":
            return found
    value = _of_cell(cell, marks)
    if isinstance(value, str):
        return "duration.not_a_duration" if value == "number.not_a_number" else value
    if not units:
        return "duration.bare_number"
    if units[0] == "days" and not 0 <= value < 1 and isinstance(cell, str):
        return "duration.not_a_duration"
    return value * _PER_UNIT[units[0]]


def _seconds_since_epoch(cell: datetime) -> Decimal:
    """A duration beyond a day that a workbook shows as a date of 1899 or 1900."""
    since = cell - datetime(1899, 12, 30)  # noqa: DTZ001  a spreadsheet's clock has no zone
    return Decimal(since.days * DAY_S + since.seconds)
