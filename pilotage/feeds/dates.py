"""Dates and times as files print them, read with the declared format; never guessed.

A format is made of `dd d mm m mmm mmmm yyyy yy ww hh ss AM/PM`, words between apostrophes, and the
characters between them; `mm` after `hh` is the minute. A date that stands twice is a range, read by
its first day. Months and days of the week are known by their French and English names.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from pilotage.feeds.cells import Cell
from pilotage.feeds.numbers import plain_number

_MONTHS = (
    ("janvier", "janv", "jan", "january"),
    ("fevrier", "fevr", "fev", "feb", "february"),
    ("mars", "mar", "march"),
    ("avril", "avr", "apr", "april"),
    ("mai", "may"),
    ("juin", "jun", "june"),
    ("juillet", "juill", "juil", "jul", "july"),
    ("aout", "aou", "aug", "august"),
    ("septembre", "sept", "sep", "september"),
    ("octobre", "oct", "october"),
    ("novembre", "nov", "november"),
    ("decembre", "dec", "december"),
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
"""The format of a day kept as a number: days since 30 December 1899, as spreadsheets count."""
_EXCEL_DAYS = (20_000, 80_000)
_EXCEL_FIRST = datetime(1899, 12, 30)  # noqa: DTZ001  a spreadsheet's clock has no zone

_TOKEN = re.compile(r"'[^']*'|(?i:am/pm|y{4}|y{2}|m{1,4}|d{1,4}|h{1,2}|s{2})|w{2}")
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
    "d": r"(?P<day>\d{1,2})(?:er|st|nd|rd|th)?",
    "ww": r"(?P<week>\d{1,2})",
    "hh": r"(?P<hour>\d{2})",
    "h": r"(?P<hour>\d{1,2})",
    "ss": r"(?P<second>\d{2})",
    "am/pm": r"(?P<half>[ap])\.?m\.?",
}
_GROUP = re.compile(r"\?P<(\w+)>")


def has_year(form: str) -> bool:
    """Whether the format tells the year."""
    return form == EXCEL or any(token[0].lower().startswith("y") for token in _TOKEN.finditer(form))


def _parts(form: str) -> Iterator[tuple[str, str]]:
    """The format cut into tokens and the characters between them (the token is then empty)."""
    position, before = 0, ""
    for token in _TOKEN.finditer(form):
        if form[position : token.start()]:
            yield "", form[position : token.start()]
        name = token[0].lower()
        if name.startswith("'"):
            yield "", token[0][1:-1]
        else:
            minutes = before in {"h", "hh"} and name in {"m", "mm"}
            yield "minute" if minutes else name, token[0]
            before = name
        position = token.end()
    yield "", form[position:]


@cache
def pattern_of(form: str) -> re.Pattern[str]:
    """The regular expression of a date format. The seconds after the minutes may be missing."""
    pieces: list[str] = []
    seen: set[str] = set()
    seconds = "" if "ss" in form.lower() else r"(?::\d{2})?"
    for name, literal in _parts(form):
        piece = re.escape(literal) if not name else _PIECES.get(name, r"(?P<minute>\d{2})" + seconds)
        group = _GROUP.search(piece)
        if group and group[1] in seen:
            again = "last_" + group[1]
            piece = _GROUP.sub(f"?P<{again}>" if again not in seen else "?:", piece)
            seen.add(again)
        seen |= {group[1]} if group else set()
        pieces.append(piece)
    return re.compile("".join(pieces), re.IGNORECASE)


def unaccented(text: str) -> str:
    """Lower case, without accents."""
    return unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()


def _day_of(found: dict[str, str], year: int) -> date:
    """The day that the parts of a date name. Raises `ValueError` when there is none."""
    if "year" in found:
        year = int(found["year"])
    elif "short_year" in found:
        year = 2000 + int(found["short_year"])
    if "week" in found:
        return date.fromisocalendar(year, int(found["week"]), 1)
    if "month_name" in found:
        return date(
            year, MONTH_OF.get(unaccented(found["month_name"].rstrip(".")), 0), int(found.get("day", 1))
        )
    return date(year, int(found.get("month", 1)), int(found.get("day", 1)))


def _moment(match: re.Match[str], year: int = 0) -> tuple[datetime, date] | None:
    """The moment of a match, and the last day of a range (that of the moment without one)."""
    found = {name: text for name, text in match.groupdict().items() if text}
    last = {name[5:]: text for name, text in found.items() if name.startswith("last_")}
    hour = int(found.get("hour", 0))
    if "half" in found:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"].lower() == "p" else 0)
    try:
        first = _day_of(found, year)
        clock = time(hour, int(found.get("minute", 0)), int(found.get("second", 0)))
        end = _day_of(found | last, year) if last else first
        if end < first and not {"year", "short_year"} & set(last):
            first = first.replace(year=first.year - 1)  # 29/12-04/01/2015: the year of the end
        return datetime.combine(first, clock), end
    except ValueError:
        return None


def moments(form: str, *, year: int = 0, grain: str = "") -> Callable[[Cell], datetime | str]:
    """How a date cell is read: a true date of a workbook, or a text that fits `form` entirely.

    `year` is that of a format without one; a range must be one `grain` long. Gives a naive local
    moment, or the code of the problem.
    """
    if form == EXCEL:
        return _of_serial
    pattern = pattern_of(form)

    def understand(cell: Cell) -> datetime | str:
        if isinstance(cell, datetime):
            return _to_second(cell)
        if isinstance(cell, date):
            return datetime.combine(cell, time())
        if isinstance(cell, int | float) and not isinstance(cell, bool) and cell == cell // 1:
            cell = str(int(cell))
        if not isinstance(cell, str):
            return "date.not_a_date"
        text = cell if cell.isascii() else unicodedata.normalize("NFKC", cell)
        match = pattern.fullmatch(text)
        found = _moment(match, year) if match else None
        if found is None:
            return "date.not_a_date"
        first, last = found
        ranged = any(name.startswith("last_") for name in pattern.groupindex)
        if ranged and not _is_one(grain, first.date(), last):
            return _NOT_ONE.get(grain, "date.range_not_day")
        return first

    return understand


_NOT_ONE = {"week": "date.range_not_week", "month": "date.range_not_month"}


def _is_one(grain: str, first: date, last: date) -> bool:
    """Whether the days from `first` to `last` are one week, one month or one day."""
    match grain:
        case "week":
            return first.weekday() == 0 and last - first == timedelta(days=6)
        case "month":
            return first.day == 1 and last == first.replace(day=monthrange(first.year, first.month)[1])
    return first == last


def _of_serial(cell: Cell) -> datetime | str:
    """A day as spreadsheets number it, the hour as a fraction; a true date as it is."""
    if isinstance(cell, date):
        return _to_second(cell) if isinstance(cell, datetime) else datetime.combine(cell, time())
    number = plain_number(cell)
    if number is None or not _EXCEL_DAYS[0] <= number < _EXCEL_DAYS[1]:
        return "date.not_a_date"
    return _to_second(_EXCEL_FIRST + timedelta(seconds=round(number * 86_400)))


def swapped_form(form: str) -> str:
    """The format with day and month the other way round; empty when it has no such twin, or when the
    year stands first, which settles their order.
    """
    names = [name for name, _ in _parts(form) if name]
    if names[:1] in (["yyyy"], ["yy"]) or not ({"d", "dd"} & set(names) and {"m", "mm"} & set(names)):
        return ""
    other = {"d": "m", "dd": "mm", "m": "d", "mm": "dd"}
    pieces = [
        other.get(name, literal) if name else (f"'{literal}'" if literal.strip("/-. :") else literal)
        for name, literal in _parts(form)
    ]
    return "".join(pieces)


_FIXED = {"dd": "%d", "mm": "%m", "minute": "%M", "yyyy": "%Y", "hh": "%H", "ss": "%S"}


def _strptime_format(form: str) -> str | None:
    """The format as `strptime` knows it, when each of its parts is a number of fixed width."""
    pieces: list[str] = []
    if any(name.startswith("last_") for name in pattern_of(form).groupindex):
        return None
    for name, literal in _parts(form):
        known = _FIXED.get(name) if name else literal.replace("%", "%%")
        if known is None or literal == "m":
            return None
        pieces.append(known)
    return "".join(pieces)


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


def date_within(text: str, form: str, year: int = 0) -> datetime | None:
    """The first date that fits `form` anywhere in `text` (a title, a sheet's or a file's name)."""
    for match in pattern_of(form).finditer(unicodedata.normalize("NFKC", text)):
        found = _moment(match, year)
        if found is not None:
            return found[0]
    return None


_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_TYPED = re.compile(r"(?:(\d{1,2})[/.])?(\d{1,2})[/.](\d{4})")
_PERIOD = re.compile(r"(\d{4})-(?:W(\d\d)|(\d\d)(?:-(\d\d))?)")


def year_within(text: str) -> int | None:
    """The first year of this century in `text`."""
    found = _YEAR.search(text)
    return int(found[0]) if found else None


def period_text(text: str) -> str:
    """A period as it is kept: `01/10/2026` and `10/2026`, as the portal itself writes days, become
    `2026-10-01` and `2026-10`; anything else stays as it is.
    """
    match = _TYPED.fullmatch(text.strip())
    if match is None:
        return text.strip()
    day, month, year = match.groups()
    return "-".join([year, *(part.zfill(2) for part in (month, day) if part)])


def period_start(text: str) -> date | None:
    """The first day of a period that a person names: `2026-10-01`, `2026-W43`, `2026-10`, or as
    `period_text` reads it.
    """
    match = _PERIOD.fullmatch(period_text(text))
    if match is None:
        return None
    year, week, month, day = match.groups()
    try:
        if week:
            return date.fromisocalendar(int(year), int(week), 1)
        return date(int(year), int(month), int(day or 1))
    except ValueError:
        return None


_TIME = re.compile(
    r"(\d{1,2})\s*(?:[:hH.]\s*(\d{2})?(?::(\d{2}))?)?\s*(?:([ap])\.?m\.?)?"
    r"(?:\s*(?:-|\u2013|\u00e0|to|/)\s*\d{1,2}\s*(?:[:hH.].*|[ap]\.?m\.?)?)?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\d\s*(?:[:h.]|[ap]\.?m)", re.IGNORECASE)
_FOUR = re.compile(r"(\d\d)(\d\d)(?:\s*-\s*\d{4})?")


def time_of_day(cell: Cell) -> int | str:
    """The seconds after midnight of a slot: `08:00`, `8h30`, `8:30 PM`, `0830`, `08:00-08:30` (its
    start), a time cell, a fraction of a day, or a moment. 24:00 is a day later.
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
        case str():
            return _time_of_text(cell)
    return "date.not_a_time"


def _time_of_text(text: str) -> int | str:
    half = None
    if four := _FOUR.fullmatch(text):
        hour, minute, second = int(four[1]), int(four[2]), 0
    elif (match := _TIME.fullmatch(text)) and _CLOCK.search(text):
        hour, minute, second = (int(part or 0) for part in match.groups()[:3])
        half = (match[4] or "").lower()
    else:
        return "date.not_a_time"
    if half:
        if not 1 <= hour <= 12:
            return "date.not_a_time"
        hour = hour % 12 + (12 if half == "p" else 0)
    if (hour < 24 and minute < 60 and second < 60) or (hour, minute, second) == (24, 0, 0):
        return hour * 3600 + minute * 60 + second
    return "date.not_a_time"


def weekday(cell: Cell) -> int | str:
    """0 for Monday, from a French or English name, whole or short."""
    name = cell.strip().lower().split()[0].rstrip(".") if isinstance(cell, str) and cell.strip() else ""
    found = WEEKDAY_OF.get(name)
    return found if found is not None else "date.not_a_weekday"
