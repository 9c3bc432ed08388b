"""Dates and times as files print them, read with the declared format; never guessed.

A format is made of `dd d mm m mmm mmmm yyyy yy ww hh ss` and the characters between them; `mm` is the
minute after `hh`. Months and days of the week are known by their French and English names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from pilotage.feeds.cells import Cell

_MONTHS = (
    ("janvier", "janv", "jan", "january"),
    ("février", "fevrier", "févr", "fevr", "fév", "fev", "feb", "february"),
    ("mars", "mar", "march"),
    ("avril", "avr", "apr", "april"),
    ("mai", "may"),
    ("juin", "jun", "june"),
    ("juillet", "juil", "jul", "july"),
    ("août", "aout", "aoû", "aou", "aug", "august"),
    ("septembre", "sept", "sep", "september"),
    ("octobre", "oct", "october"),
    ("novembre", "nov", "november"),
    ("décembre", "decembre", "déc", "dec", "december"),
)
_DAYS = (
    ("lundi", "lun", "monday", "mon"),
    ("mardi", "mar", "tuesday", "tue"),
    ("mercredi", "mer", "wednesday", "wed"),
    ("jeudi", "jeu", "thursday", "thu"),
    ("vendredi", "ven", "friday", "fri"),
    ("samedi", "sam", "saturday", "sat"),
    ("dimanche", "dim", "sunday", "sun"),
)
MONTH_OF = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
WEEKDAY_OF = {name: number for number, names in enumerate(_DAYS) for name in names}

EXCEL = "excel"
_TOKEN = re.compile(r"y{4}|y{2}|m{1,4}|d{1,4}|w{2}|h{1,2}|s{2}", re.IGNORECASE)
_PIECES = {
    "yyyy": r"(?P<year>\d{4})",
    "yy": r"(?P<short_year>\d{2})",
    "mmmm": r"(?P<month_name>[^\W\d_]+)\.?",
    "mmm": r"(?P<month_name>[^\W\d_]+)\.?",
    "mm": r"(?P<month>\d{2})",
    "m": r"(?P<month>\d{1,2})",
    "dddd": r"[^\W\d_]+\.?",
    "ddd": r"[^\W\d_]+\.?",
    "dd": r"(?P<day>\d{2})",
    "d": r"(?P<day>\d{1,2})",
    "ww": r"(?P<week>\d{1,2})",
    "hh": r"(?P<hour>\d{2})",
    "h": r"(?P<hour>\d{1,2})",
    "ss": r"(?P<second>\d{2})",
}


def has_year(form: str) -> bool:
    """Whether the format tells the year."""
    return form == EXCEL or any(token[0].lower().startswith("y") for token in _TOKEN.finditer(form))


@cache
def pattern_of(form: str) -> re.Pattern[str]:
    """The regular expression of a date format. The seconds after the minutes may be missing."""
    pieces: list[str] = []
    position, hours = 0, False
    for token in _TOKEN.finditer(form):
        pieces.append(re.escape(form[position : token.start()]))
        name = token[0].lower()
        if hours and name in {"mm", "m"}:
            pieces.append(r"(?P<minute>\d{2})" + ("" if "ss" in form.lower() else r"(?::\d{2})?"))
        else:
            pieces.append(_PIECES[name])
        hours = hours or name in {"h", "hh"}
        position = token.end()
    pieces.append(re.escape(form[position:]))
    return re.compile("".join(pieces), re.IGNORECASE)


def _moment(match: re.Match[str]) -> datetime | None:
    found = {name: text for name, text in match.groupdict().items() if text}
    year = int(found["year"]) if "year" in found else 2000 + int(found.get("short_year", 0))
    try:
        if "week" in found:
            return datetime.combine(date.fromisocalendar(year, int(found["week"]), 1), time())
        month = MONTH_OF.get(found["month_name"].lower().rstrip(".")) if "month_name" in found else None
        month = month or int(found.get("month", 0 if "month_name" in found else 1))
        clock = (int(found.get("hour", 0)), int(found.get("minute", 0)), int(found.get("second", 0)))
        return datetime(year, month, int(found.get("day", 1)), *clock)  # noqa: DTZ001
    except ValueError:
        return None


def moments(form: str) -> Callable[[Cell], datetime | str]:
    """How a date cell is read: a true date of a workbook, or a text that fits `form` entirely.

    Gives a naive local moment, or the code of the problem.
    """
    pattern = pattern_of(form)

    def understand(cell: Cell) -> datetime | str:
        if isinstance(cell, datetime):
            return _to_second(cell)
        if isinstance(cell, date):
            return datetime.combine(cell, time())
        if not isinstance(cell, str):
            return "date.not_a_date"
        match = pattern.fullmatch(cell)
        found = _moment(match) if match else None
        return found if found is not None else "date.not_a_date"

    return understand


_FIXED = {"dd": "%d", "yyyy": "%Y", "hh": "%H", "ss": "%S"}


def _strptime_format(form: str) -> str | None:
    """The format as `strptime` knows it, when each of its parts is a number of fixed width."""
    pieces: list[str] = []
    position, hours = 0, False
    for token in _TOKEN.finditer(form):
        name = token[0].lower()
        known = ("%M" if hours else "%m") if name == "mm" else _FIXED.get(name)
        if known is None:
            return None
        pieces += [form[position : token.start()].replace("%", "%%"), known]
        position, hours = token.end(), hours or name == "hh"
    return "".join(pieces) + form[position:].replace("%", "%%")


def seconds_of_many(texts: Sequence[str], form: str) -> list[int | None]:
    """The seconds since 1970 of texts in `form`, all at once; None for those to be looked at one by
    one: another format than a fixed one, another length, a date that does not exist.
    """
    fixed = _strptime_format(form)
    if fixed is None:
        return [None] * len(texts)
    column = pa.array(texts, pa.string())
    read = pc.strptime(column, format=fixed, unit="s", error_is_null=True)
    same = pc.fill_null(pc.equal(pc.strftime(read, format=fixed), column), False)
    seconds: list[int | None] = pc.if_else(same, pc.cast(read, pa.int64()), None).to_pylist()
    return seconds


def _to_second(moment: datetime) -> datetime:
    """A spreadsheet keeps a moment as a fraction: 08:29:59.9999 is half past eight."""
    return (moment + timedelta(milliseconds=500)).replace(microsecond=0)


def date_within(text: str, form: str) -> datetime | None:
    """The first date that fits `form` anywhere in `text` (a title, a sheet's or a file's name)."""
    for match in pattern_of(form).finditer(text):
        found = _moment(match)
        if found is not None:
            return found
    return None


_TIME = re.compile(
    r"^(\d{1,2})\s*[:hH]\s*(\d{2})?(?::(\d{2}))?(?:\s*(?:-|–|à|to|/)\s*\d{1,2}\s*[:hH].*)?$"
)


def time_of_day(cell: Cell) -> int | str:
    """The seconds after midnight of a slot: `08:00`, `8h30`, `08:00-08:30` (its start), a time cell,
    a fraction of a day, or a moment. 24:00 is a day later.
    """
    match cell:
        case datetime():
            moment = _to_second(cell)
            return moment.hour * 3600 + moment.minute * 60 + moment.second
        case time():
            return cell.hour * 3600 + cell.minute * 60 + cell.second
        case timedelta() if 0 <= cell.total_seconds() <= 86_400:
            return round(cell.total_seconds())
        case float() if 0 <= cell < 1:
            return round(cell * 86_400)
        case str() if match := _TIME.match(cell):
            hour, minute, second = (int(part or 0) for part in match.groups())
            if (hour < 24 and minute < 60 and second < 60) or (hour, minute, second) == (24, 0, 0):
                return hour * 3600 + minute * 60 + second
    return "date.not_a_time"


def weekday(cell: Cell) -> int | str:
    """0 for Monday, from a French or English name, whole or short."""
    name = cell.strip().lower().split()[0].rstrip(".") if isinstance(cell, str) and cell.strip() else ""
    found = WEEKDAY_OF.get(name)
    return found if found is not None else "date.not_a_weekday"
