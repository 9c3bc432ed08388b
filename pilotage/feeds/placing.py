"""Where a grid's header stands, and what its title or its name tells: the date, the year, the stream."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from fnmatch import fnmatch

from pilotage.feeds.cells import Cell
from pilotage.feeds.dates import date_within, period_start, year_within
from pilotage.feeds.findings import shown
from pilotage.feeds.grids import Grid
from pilotage.feeds.guards import RefusedFileError
from pilotage.feeds.headers import find_header, normal
from pilotage.feeds.looks import kind_of_cells, names_people
from pilotage.feeds.model import Feed
from pilotage.feeds.run import Place, Run
from pilotage.problems import Severity


def place_of(run: Run, grid: Grid, *, several: bool) -> Place | None:
    """Where the header stands. A sheet without it is passed over when the others have one.

    Raises `RefusedFileError` when the grid is not what the profile expects.
    """
    feed = run.feed
    required = feed.required()
    header = find_header(grid.head, required, feed.format.header_rows)
    if header is None or header.found * 2 < len(required):
        if several:
            run.findings.add("sheet.passed_over", Severity.NOTE)
            return None
        names = ", ".join(shown(name) for name in (header.names if header else ())[:8])
        expected = ", ".join(group[0] for group in required)
        raise RefusedFileError("file.other_layout", read=names, expected=expected)
    if header.missing:
        read = ", ".join(name for name in header.names if name)
        expected = ", ".join(header.missing)
        raise RefusedFileError("file.column_missing", read=read, expected=expected, row=header.index + 1)
    if header.twice:
        raise RefusedFileError("file.column_twice", read=", ".join(header.twice), row=header.index + 1)
    above = [cell for row in grid.head[: header.index] for cell in row if cell not in {None, ""}]
    year = _year(run, grid, above)
    return Place(header, _day(run, grid, above, year), year, _stream(run, grid, above))


def notice_columns(run: Run, grid: Grid, names: Sequence[str], row: int) -> None:
    """Columns naming people, which are never read, and columns that the profile does not know. Those
    of the latter that look like names, logins or telephones are told as people's.
    """
    feed = run.feed
    read = set(_read(feed))
    personal = [normal(name) for name in feed.personal]
    ignored = [normal(name) for name in feed.ignore]
    people: list[str] = []
    unknown: list[str] = []
    for at, name in enumerate(names):
        standing = normal(name)
        if any(fnmatch(standing, pattern) for pattern in personal):
            people.append(name)
        elif standing and standing not in read and not any(fnmatch(standing, p) for p in ignored):
            (people if _names_people(grid, row, at, name) else unknown).append(name)
    for code, listed in (("column.personal", people), ("column.unknown", unknown)):
        if listed:
            text = ", ".join(dict.fromkeys(listed))
            run.findings.add(code, Severity.NOTE, rows=[row], read=text, apart=text)


def _names_people(grid: Grid, row: int, at: int, name: str) -> bool:
    """Whether the first cells of a column that nobody reads are texts that name people."""
    texts = [shown(line[at]) for line in grid.head[row:] if at < len(line) and shown(line[at])]
    return kind_of_cells(texts)[0] in {"text", "whole"} and any(texts) and names_people(name, texts)


def _read(feed: Feed) -> Iterator[str]:
    """The names that the profile knows."""
    for group in (*feed.required(), *(column.name for column in feed.column)):
        yield from map(normal, group)
    yield from map(normal, (feed.stream.label, *(rule.column for rule in feed.skip), *feed.fill_down))


def _texts(run: Run, grid: Grid, above: Sequence[Cell], place: str) -> Sequence[Cell]:
    """The cells above the header, or the name of the sheet or of the file."""
    return above if place == "title" else [grid.name if place == "sheet" else run.findings.file]


def _year(run: Run, grid: Grid, above: Sequence[Cell]) -> int:
    """The year of dates that have none; 0 when they have one."""
    rule = run.feed.when.year
    if rule == "asked":
        return _asked(run).year
    if not rule or rule.isdigit():
        return int(rule or 0)
    texts = _texts(run, grid, above, rule)
    for text in texts:
        found = text.year if isinstance(text, date) else year_within(shown(text))
        if found is not None:
            return found
    raise RefusedFileError("date.year_not_found", read=" | ".join(map(shown, texts[:3])))


def _asked(run: Run) -> date:
    if run.period is None:
        raise RefusedFileError("date.asked")
    return run.period


def _day(run: Run, grid: Grid, above: Sequence[Cell], year: int) -> datetime | None:
    """The date of every row, or of the first one, when no column has it."""
    when = run.feed.when
    match when.date_in:
        case "column":
            return None
        case "asked":
            return _midnight(_asked(run))
        case "fixed":
            fixed = period_start(when.fixed)
            if fixed is None:
                raise RefusedFileError("date.not_a_period", read=when.fixed)
            return _midnight(fixed)
    texts = _texts(run, grid, above, when.date_in)
    for text in texts:
        if isinstance(text, datetime):
            return text
        found = _midnight(text) if isinstance(text, date) else date_within(shown(text), when.format, year)
        if found is not None:
            return found
    read = " | ".join(shown(text) for text in texts[:3])
    raise RefusedFileError("date.not_in_" + when.date_in, read=read, expected=when.format)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001  a file's dates have no zone


def _stream(run: Run, grid: Grid, above: Sequence[Cell]) -> str:
    """The value of the stream that the title or the name holds; the text itself when none fits."""
    rule = run.feed.stream
    if rule.found_in == "column":
        return ""
    texts = [shown(text) for text in _texts(run, grid, above, rule.found_in)]
    known: list[str] = [*rule.values, *(run.known_streams if rule.verbatim else ())]
    for value in known:
        for text in texts:
            if fnmatch(normal(text), normal(value)):
                return value
    return texts[0] if texts else ""
