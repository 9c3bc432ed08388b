"""How a vendor's file is written and laid out: what a feed profile says before any figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from pilotage.contract.model import Closed, Identifier

ColumnName = Annotated[str, Field(min_length=1, max_length=200)]


def listed(value: object) -> object:
    """A single text stands for a list of one."""
    return (value,) if isinstance(value, str) else value


Names = Annotated[tuple[ColumnName, ...], BeforeValidator(listed)]


class Recognise(Closed):
    """How to tell that a file is of this feed.

    - `files`: patterns of the file's name with `*` and `?`, whatever the case (`armor_*_appels.csv`).
    - `columns`: names that must stand in the header beside those that the profile reads.
    """

    files: Names = ()
    columns: Names = ()


class SkipRow(Closed):
    """Rows that are not data: totals, averages, signatures.

    A row is left out, without a problem, when its cell in `column` is like one of `like`
    (patterns with `*` and `?`, whatever the case: `Total*`).
    """

    column: ColumnName
    like: Names


class Format(Closed):
    """How the file is written. What is not declared is found by itself and shown to the user.

    - `encoding`: `utf-8`, `utf-16`, `cp1252` ...; declared, it wins over every guess.
    - `delimiter`: `;` `,` tab or `|` (CSV only).
    - `decimal`: the decimal mark, `,` or `.`. Undeclared, `1.234` and `1,234` are problems.
    - `thousands`: `.` or `,` when the file groups digits with it. Spaces of any width and
      apostrophes between groups of three digits are always understood.
    - `sheets`: `first`, `all`, or patterns of sheet names (`Semaine *`), workbooks only.
    - `header_rows`: 2 when merged titles stand above the names; they are joined by ` / `.
      The header itself is found by its names, whatever stands above it.
    - `missing`: texts that mean a blank cell.
    - `comments`: patterns of a row's first filled cell that make it a remark (`# *`, `Source*`). Rows
      of words without a figure are noticed by themselves.
    """

    encoding: str | None = None
    delimiter: Literal[";", ",", "\t", "|"] | None = None
    decimal: Literal[",", "."] | None = None
    thousands: Literal[".", ","] | None = None
    sheets: Names = ("first",)
    header_rows: Literal[1, 2] = 1
    missing: tuple[str, ...] = ("-", "–", "n/a", "N/A", "NA", "#N/A", "#N/D", "#DIV/0!", "NULL", "n.d.")
    comments: Names = ()

    @model_validator(mode="after")
    def _one_mark_for_each(self) -> Self:
        if self.decimal is not None and self.decimal == self.thousands:
            raise ValueError("decimal and thousands are the same mark")
        return self


class When(Closed):
    """Where the moment of a row stands.

    - `date`: the column, with `format` such as `dd/mm/yyyy`, `yyyy-mm-dd`, `d/m/yy`, `mmm-yy`
      (oct-26, Apr-15), `dd/mm/yyyy hh:mm`, `mmmm yyyy`, `mm/dd/yyyy hh:mm:ss AM/PM`, `yyyy-Www`. A
      date twice is a range, its first day read: `mm/dd/yy-mm/dd/yy`. `excel` is the number that a
      spreadsheet keeps of a day. Words stand between apostrophes: `'semaine' ww yyyy`. Date cells of
      a workbook need none.
    - `year`: of a format without one (`dd/mm`, `d mmm`, `m`, `'S'ww`): `2026`, or where to find it:
      `sheet`, `title`, `file`, or `asked`.
    - `time`: the column of the slot's time; `08:00`, `8h30`, `08:00-08:30` (its start is read).
    - `date_in`: where the date stands when no column has it: `sheet`, `title` (a cell above the
      header) or `file`: the first text there that fits `format`; `fixed`: the day, the week or the
      month that `fixed` declares (`2026-10-01`, `2026-W43`, `2026-10`); `asked`: nowhere, whoever
      imports the file says it (`--period 2026-10-01`).
    - `rows`: without a date column, the rows are all of the `same` period, or `consecutive`: the
      first of a stream is the period found, the next one the day after (or the next half-hour, week or
      month, as the grain is).
    - `weekday`: with `date_in`, a column of day names (lundi, Tue ...): the day of that ISO week.
    - `slot`: `end` when the time printed is the end of the slot.
    """

    date: str = ""
    format: str = "yyyy-mm-dd"
    year: str = Field(default="", pattern=r"^(\d{4}|sheet|title|file|asked|)$")
    time: str = ""
    date_in: Literal["column", "sheet", "title", "file", "fixed", "asked"] = "column"
    fixed: str = Field(default="", pattern=r"^(\d{4}-(\d\d(-\d\d)?|W\d\d)|)$")
    rows: Literal["same", "consecutive"] = "same"
    weekday: str = ""
    slot: Literal["start", "end"] = "start"

    @model_validator(mode="before")
    @classmethod
    def _fixed_says_where(cls, given: object) -> object:
        if isinstance(given, dict) and given.get("fixed") and "date_in" not in given:
            return {**given, "date_in": "fixed"}
        return given

    @model_validator(mode="after")
    def _a_date_somewhere(self) -> Self:
        if (self.date_in == "column") != bool(self.date):
            raise ValueError("name the date column, or say where the date stands with date_in")
        if bool(self.fixed) != (self.date_in == "fixed"):
            raise ValueError("fixed goes with date_in = fixed")
        if self.weekday and self.date_in == "column":
            raise ValueError("weekday goes with date_in")
        if self.rows == "consecutive" and (self.date_in == "column" or self.weekday):
            raise ValueError("consecutive rows go with date_in and without weekday")
        return self


class StreamOf(Closed):
    """Which stream of the contract a row belongs to.

    - `constant`: every row, the same stream.
    - `column` and `values`: by the cell, `{ "N1 Rennes" = "appels-n1" }`; two values of one stream
      add up; another value is a problem, unless `ignore` names it (patterns with `*`).
    - `column` and `verbatim = true`: the cell is the stream's id.
    - `found_in`: `sheet`, `title` or `file` when no column has it, with `values`: the first text
      there that is like a value (patterns with `*`: `{ "*rennes*" = "appels-n1" }`).
    - `label`: a column with the name of that stream, only to notice that a name changes.
    """

    constant: str = ""
    column: str = ""
    found_in: Literal["column", "sheet", "title", "file"] = "column"
    values: Mapping[str, Identifier] = Field(default_factory=dict)
    verbatim: bool = False
    ignore: Names = ()
    label: str = ""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        elsewhere = self.found_in != "column"
        if bool(self.constant) + bool(self.column) + elsewhere != 1:
            raise ValueError("constant, or column")
        if not self.constant and self.verbatim == bool(self.values):
            raise ValueError("a stream column needs values, or verbatim = true")
        return self


class Wide(Closed):
    """Columns that stand for rows: one a day, a site, a queue or a shift, turned into rows.

    - `name`: what their headers tell, under a name of yours: `when`, `stream` and `column` read it
      like any column (`when = { date = "Jour", format = "dd/mm/yyyy" }`).
    - `columns`: patterns of their headers (`*/2026`, `Site *`). Without any: every header that
      reads as the date, the time or the stream that `name` stands for.
    - `value`: the name that their cells go by, when each has one figure; `column` reads it.
    - `indicator`: else, the column whose cell says which figure the row holds (`Reçus`, `Traités`):
      its texts go as names of `column`. Or the figures' names stand in a second row of headers,
      under the days (`header_rows = 2`), and neither key is needed.
    """

    name: ColumnName
    columns: Names = ()
    value: str = ""
    indicator: str = ""

    @model_validator(mode="after")
    def _one_naming(self) -> Self:
        if self.value and self.indicator:
            raise ValueError("value, or indicator")
        return self
