"""What cells look like when nothing is declared: numbers, rates, durations, dates, and their rhythm."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal

from pilotage.feeds.cells import Cell
from pilotage.feeds.dates import moments, time_of_day, unaccented
from pilotage.feeds.numbers import number, seconds

CellKind = Literal[
    "blank",
    "whole",
    "decimal",
    "ambiguous",
    "percent",
    "duration",
    "short_duration",
    "date",
    "time",
    "text",
]
DATE_FORMATS = (
    "dd/mm/yyyy",
    "mm/dd/yyyy",
    "yyyy-mm-dd",
    "dd-mm-yyyy",
    "dd.mm.yyyy",
    "dd.mm.yy",
    "yyyy/mm/dd",
    "yyyymmdd",
    "d/m/yyyy",
    "m/d/yyyy",
    "dd/mm/yy",
    "mm/dd/yy",
    "d/m/yy",
    "m/d/yy",
    "dd/mm/yyyy hh:mm",
    "mm/dd/yyyy hh:mm",
    "d/m/yyyy hh:mm",
    "m/d/yyyy hh:mm",
    "dd/mm/yy hh:mm",
    "mm/dd/yyyy hh:mm:ss AM/PM",
    "m/d/yyyy hh:mm AM/PM",
    "dd/mm/yyyy-dd/mm/yyyy",
    "dd/mm/yyyy - dd/mm/yyyy",
    "dd/mm/yy-dd/mm/yy",
    "mm/dd/yy-mm/dd/yy",
    "m/d/yy-m/d/yy",
    "yyyy-mm-dd hh:mm",
    "yyyy-mm-ddThh:mm",
    "mmm-yy",
    "mmm-yyyy",
    "mmmm yyyy",
    "mmm. yy",
    "mmm yyyy",
    "d mmm yyyy",
    "d mmmm yyyy",
    "dddd d mmmm yyyy",
    "d-mmm-yy",
    "d-mmm-yyyy",
    "mmmm d, yyyy",
    "dddd, mmmm d, yyyy",
    "'du 'dd/mm/yyyy' au 'dd/mm/yyyy",
    "yyyy-Sww",
    "yyyy-Www",
    "'S'ww yyyy",
    "'Semaine 'ww yyyy",
    "mm/yyyy",
    "yyyy-mm",
)
_TEXTS = 20_000
_PARTED = re.compile(r"^\d+([./-])\d+\1\d+$")
_MONTHLY = frozenset({"mmm-yy", "mmm-yyyy", "mmmm yyyy", "mmm. yy", "mmm yyyy", "mm/yyyy", "yyyy-mm"})


def kind_of_cells(cells: Sequence[Cell]) -> tuple[CellKind, int]:
    """What most of the cells look like (four in five, else `text`), and how many do."""
    if not cells:
        return "blank", 0
    kinds = Counter(_kind(cell) for cell in cells)
    if {"whole", "decimal", "ambiguous"} >= set(kinds) and len(kinds) > 1:
        mixed: CellKind = "ambiguous" if kinds["ambiguous"] and not kinds["decimal"] else "decimal"
        return mixed, len(cells)
    kind, count = kinds.most_common(1)[0]
    return (kind, count) if count * 5 >= len(cells) * 4 else ("text", count)


def _kind(cell: Cell) -> CellKind:
    match cell:
        case bool():
            return "text"
        case int():
            return "whole"
        case float():
            return "whole" if cell.is_integer() else "decimal"
        case datetime() | date():
            return "date"
        case time():
            return "time"
        case timedelta():
            return "duration"
    return _kind_of_text(str(cell).strip())


@lru_cache(maxsize=_TEXTS)
def _kind_of_text(text: str) -> CellKind:
    """Kept: a file repeats its texts, and a wizard looks at the same file at every answer."""
    if _PARTED.match(text) and date_formats([text]):
        return "date"
    return _kind_of_number(text) or _kind_of_moment(text)


def _kind_of_number(text: str) -> CellKind | None:
    value = number(text)
    if value == "number.ambiguous":
        return "ambiguous"
    if isinstance(value, str):
        return None
    if text.endswith("%"):
        return "percent"
    return "decimal" if "," in text or "." in text else ("date" if _is_compact_date(text) else "whole")


def _is_compact_date(text: str) -> bool:
    return len(text) == 8 and text.startswith("20") and not isinstance(moments("yyyymmdd")(text), str)


def _kind_of_moment(text: str) -> CellKind:
    if date_formats([text]):
        return "date"
    found = seconds(text, "h:mm:ss")
    if not isinstance(found, str):
        return "duration"
    if not isinstance(time_of_day(text), str):
        return "time"
    return "short_duration" if found == "duration.ambiguous" else "text"


_PERSON = re.compile(
    r"\b(agents?|(tele)?conseillers?|(tele)?conseilleres?|operateurs?|operators?|advisors?|noms?|prenoms?"
    r"|names?|logins?|users?|utilisateurs?|matricules?|superviseurs?|supervisors?|managers?|employees?"
    r"|collaborateurs?|salaries?|rep|phones?|telephones?|mobiles?|msisdn|ani|numero appelant|caller"
    r"|e ?mails?|courriels?)\b"
)
_THING = re.compile(
    r"\b(file|queue|site|activite|activity|service|motif|reason|campagne|campaign|produit|product|topic|sujet"
    r"|canal|channel|types?|statut|status|langue|language|pays|country|equipe|team|groupe|group|nb|nombre"
    r"|count|number of|note|score|flux|stream|societe|company|fichier)\b"
)
_NUMBERED = re.compile(r"\b(logins?|matricules?|(tele)?phones?|mobiles?|msisdn|ani)\b")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.\w+|\+?\d[\d .()-]{7,}\d")


def names_people(name: str, texts: Sequence[str]) -> bool:
    """Whether a column of texts names people: by its name (agent, login, phone ...), or because most
    of its cells are e-mail addresses or telephone numbers.
    """
    words = " ".join(re.split(r"[^a-z0-9]+", unaccented(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name))))
    named = _PERSON.search(words) and not _THING.search(words)
    if named and (_NUMBERED.search(words) or any(map(_is_no_figure, texts or ("-",)))):
        return True
    reached = [text for text in texts if _ADDRESS.fullmatch(text.strip())]
    # A day written 12.10.2025 looks like a number to dial.
    return len(reached) * 2 > len(texts) and not date_formats(reached)


def _is_no_figure(text: str) -> bool:
    """Whether a cell may be a name or a login, not a count, a mark or an answer."""
    return text.lower() not in _YES_NO and isinstance(number(text), str)


_YES_NO = {"y", "n", "yes", "no", "o", "oui", "non", "1", "0", "true", "false", "vrai", "faux", "x"}


def moment_as(form: str, cell: Cell) -> datetime | str:
    """The moment that the cell is in that format; the first day of a range of a week or a month."""
    found: datetime | str = "date.not_a_date"
    for grain in ("week", "month") if is_range(form) else ("",):
        found = moments(form, grain=grain)(cell)
        if isinstance(found, datetime):
            break
    return found


@cache
def is_range(form: str) -> bool:
    """Whether the format has two dates: `mm/dd/yy-mm/dd/yy`."""
    return any(len(re.findall(token, form.lower())) > 1 for token in (r"(?<!d)d{1,2}(?!d)", "y+"))


def date_formats(cells: Sequence[Cell]) -> tuple[str, ...]:
    """The formats that read every one of these texts: several when day and month cannot be told."""
    texts = [cell for cell in cells if isinstance(cell, str)]
    if not texts:
        return ()
    return tuple(
        form
        for form in DATE_FORMATS
        if not any(isinstance(moment_as(form, text.strip()), str) for text in texts)
    )


def layout_of(columns: Sequence[tuple[CellKind, str, Sequence[Cell]]]) -> str:
    """The grain that dates and times suggest: `half_hour`, `quarter_hour`, `day`, `week`, `month`,
    `contact`, or `unknown`.
    """
    dates = next(((form, cells) for kind, form, cells in columns if kind == "date"), None)
    if dates is None:
        return "unknown"
    form, cells = dates
    if form in _MONTHLY:
        return "month"
    times = next((cells for kind, _, cells in columns if kind == "time"), None)
    clock = times if times is not None else (cells if "hh" in form else None)
    if clock is not None:
        return _rhythm(clock, form)
    days = sorted({_day(cell, form) for cell in cells} - {None}, key=str)
    steps = {(b - a).days for a, b in pairwise(days) if a and b}
    if steps and min(steps) >= 28:
        return "month"
    return "week" if steps and min(steps) == 7 else "day"


def _rhythm(clock: Sequence[Cell], form: str) -> str:
    found = set()
    for cell in clock:
        at = time_of_day(cell)
        if isinstance(at, str):
            moment = moments(form)(cell)
            at = moment if isinstance(moment, str) else moment.hour * 3600 + moment.minute * 60
        if not isinstance(at, str):
            found.add(at)
    if any(at % 900 for at in found):
        return "contact"
    return "quarter_hour" if any(at % 1800 for at in found) else "half_hour"


def _day(cell: Cell, form: str) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    moment = moments(form)(cell) if form else ""
    return moment.date() if isinstance(moment, datetime) else None
