"""Feed profiles: what a vendor's file looks like and which counter each column gives (`feeds.toml`).

One `[[feed]]` a kind of file. The models are closed (an unknown key is refused) and frozen; every
key is told where it stands. `load_profiles` turns the text into models, or into problems.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from pilotage.contract.base import Day
from pilotage.contract.model import Closed, Identifier, Named, Number
from pilotage.contract.references import Holder
from pilotage.counters import CATALOGUE, FORETOLD, is_threshold
from pilotage.feeds.writing import (
    ColumnName,
    Format,
    Names,
    Recognise,
    SkipRow,
    StreamOf,
    When,
    Wide,
    listed,
)

__all__ = [
    "Check",
    "Column",
    "Derived",
    "Feed",
    "FeedProfiles",
    "Format",
    "Measure",
    "Recognise",
    "SkipRow",
    "StreamOf",
    "When",
    "Where",
    "Wide",
]

Grain = Literal["half_hour", "quarter_hour", "day", "week", "month", "contact"]
Kind = Literal["count", "duration", "hours", "points", "rate", "number", "text"]
Form = Literal["h:mm:ss", "mm:ss", "h:mm", "seconds", "minutes", "hours", "days", "percent", "fraction"]
CounterName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]


Forms = Annotated[tuple[Form, ...], BeforeValidator(listed)]


class Check(Closed):
    """A printed rate held against `numerator / denominator`, within `tolerance` points of percent."""

    numerator: CounterName
    denominator: CounterName
    tolerance: Number = Decimal("0.1")


class Column(Closed):
    """A column that is read.

    - `name`: as printed, or several names that mean the same (capitals and spaces do not matter).
    - `counter`: the counter it gives. Without one: a raw measure of a contact, or a `check`.
    - `kind`: `count`, `duration` (to seconds), `hours` (decimal), `points` (a sum of scores),
      `rate`, `number` (a mean, with `times`), `text` (contact level, for conditions).
    - `form`: of a duration `h:mm:ss` (default; reads `5'12`, `1h05` and time cells too), `mm:ss`,
      `h:mm`, or a number of `seconds`, `minutes`, `hours`, `days` (a fraction of a day); of hours
      `h:mm:ss` or `h:mm` when they are not decimal; of a rate `percent` or `fraction` (a `%` in the
      cell settles it). Several forms: the first is expected, the others are read and reported.
    - `times`: the cell is a mean or a rate; the counter is cell x this counter, and it is marked
      *estimated* unless `exact = true` (the vendor prints a mean that is not rounded).
    - `blank`: an empty cell is `missing` (default), `zero`, or a `problem`.
    - `stream`: this column is of another stream than the row.
    - `optional`: the file may come without this column.
    - `check`: the rate is not kept, only compared with the counters.
    """

    name: Names = Field(min_length=1)
    counter: CounterName | None = None
    kind: Kind = "count"
    form: Forms = ()
    times: CounterName | None = None
    exact: bool = False
    blank: Literal["missing", "zero", "problem"] = "missing"
    stream: Identifier | None = None
    optional: bool = False
    check: Check | None = None

    @property
    def title(self) -> str:
        """The name under which the column is spoken of, and kept in contact-level evidence."""
        return self.name[0]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.check and (self.counter or self.kind != "rate"):
            raise ValueError("check goes with kind = rate and without a counter")
        if self.kind == "rate" and self.counter and not self.times:
            raise ValueError("a rate adds up to nothing: times names its weight")
        if self.kind == "number" and self.counter and not self.times:
            raise ValueError("a mean adds up to nothing: times names its weight")
        if self.kind == "text" and self.counter:
            raise ValueError("a text is not a counter")
        allowed = _FORMS.get(self.kind, frozenset())
        if not allowed.issuperset(self.form):
            raise ValueError("form does not go with this kind")
        return self


_DELAY = re.compile(r"_(\d{1,9})(s|h)")  # working hours are not to be had from seconds elapsed
_FORMS: Mapping[str, frozenset[str]] = {
    "duration": frozenset({"h:mm:ss", "mm:ss", "h:mm", "seconds", "minutes", "hours", "days"}),
    "hours": frozenset({"h:mm:ss", "h:mm", "hours", "days"}),
    "rate": frozenset({"percent", "fraction"}),
}


class Where(Closed):
    """A condition on a contact: `equals` texts (whatever the case), edges on a number, or `filled`."""

    column: ColumnName
    equals: Names = ()
    at_least: Number | None = None
    above: Number | None = None
    below: Number | None = None
    at_most: Number | None = None
    filled: bool | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        edges = (self.at_least, self.above, self.below, self.at_most, self.filled)
        if not self.equals and all(edge is None for edge in edges):
            raise ValueError("a condition needs equals, an edge, or filled")
        return self


class Measure(Closed):
    """A counter made from contacts: their number, or the `sum` of a column, where all of `where` holds.

    A contact whose condition reads a blank cell does not count.

    With `within`, a column of seconds, `counter` is only the beginning of a name (`answered_within`):
    one counter is made for each threshold that the contract's KPIs have (`answered_within_20s`,
    `responded_within_24h`), of the contacts whose cell is at most that. Another threshold agreed later
    needs no new file: those already received are counted again.

    A `sum` of seconds billed call by call is rounded up to the next `increment_s`, `minimum_s` at least;
    a contact without a second is not billed.
    """

    counter: CounterName
    sum: str = ""
    increment_s: int | None = Field(default=None, gt=0)
    minimum_s: int | None = Field(default=None, gt=0)
    within: str = ""
    where: tuple[Where, ...] = ()

    @property
    def squares(self) -> str:
        """The counter of the squares of what is summed (`csat_sum_sq`), that the interval of a mean
        needs: made without being asked for, where the catalogue has one.
        """
        name = f"{self.counter}_sq"
        return name if self.sum and name in CATALOGUE else ""

    @model_validator(mode="after")
    def _a_threshold_counts(self) -> Self:
        if self.within and (self.sum or not is_threshold(f"{self.counter}_1s")):
            raise ValueError("within goes with answered_within, abandoned_within or responded_within")
        if (self.increment_s or self.minimum_s) and not self.sum:
            raise ValueError("increment_s and minimum_s go with sum")
        return self

    def at_thresholds(self, names: Iterable[str]) -> Iterator[Measure]:
        """Itself, or with `within` a measure for each of the counters `names` that it can give."""
        if not self.within:
            yield self
            return
        for name in sorted(set(names)):
            found = _DELAY.fullmatch(name.removeprefix(self.counter))
            if found and name.startswith(self.counter):
                seconds = Decimal(found[1]) * (3600 if found[2] == "h" else 1)
                edge = Where(column=self.within, at_most=seconds)
                yield Measure(counter=name, where=(*self.where, edge))


class Derived(Closed):
    """A counter that the file does not print: the sum of `plus` less the sum of `minus`."""

    counter: CounterName
    plus: tuple[CounterName, ...] = Field(min_length=1)
    minus: tuple[CounterName, ...] = ()
    stream: Identifier | None = None


class Feed(Named):
    """One kind of file that a vendor sends.

    - `schedule`: `daily`, `weekly`, `monthly`, or `occasional` (never awaited); `due_days`: working days
      after the period's end; `due_hour`: the hour of that day (`09:00`). `since`: the first day of
      service for which a file is awaited, for a feed agreed after the contract began.
    - `grain`: what a row is: `half_hour`, `quarter_hour`, `day`, `week`, `month` or `contact`.
    - `source`: who counted, the `vendor` (default) or the `client`: the contract says whose count is
      believed (`[[reference]]`).
    - `time_zone`: of the times printed; the contract's when absent.
    - `wide`: columns that stand for rows, see there.
    - `fill_down`: columns whose blank cells repeat the one above (merged cells, pivot tables).
    - `totals`: rows that words or arithmetic show to be totals are `left_out` and told (default), or
      `kept` as any row.
    - `skip`: rows to leave out without a word. `ignore`: columns not read (patterns with `*`).
    - `personal`: columns naming people: never read, their presence is reported. So are those that
      look so, whatever the profile reads, unless the contract names staff (`named_staff`).
    - `same_slot`: two rows of one slot and stream are a `problem` (default), or `add` up; or the
      `first` or the `last` of them counts, and the others are told.
    - `over_parent`: a row with more answered than offered (any counter above the one that it is part
      of) is left out (`refuse`), or kept with a warning (`warn`: calls astride two half-hours).
      Default: `warn` below the day, `refuse` from the day up.
    """

    schedule: Literal["daily", "weekly", "monthly", "occasional"] = "daily"
    due_days: int = Field(default=1, ge=0, le=60)
    due_hour: str | None = Field(default=None, pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    since: Day | None = None
    grain: Grain
    source: Holder = "vendor"
    time_zone: str | None = None
    recognise: Recognise = Recognise()
    format: Format = Format()
    when: When
    stream: StreamOf
    column: tuple[Column, ...] = ()
    derived: tuple[Derived, ...] = ()
    measure: tuple[Measure, ...] = ()
    wide: Wide | None = None
    fill_down: Names = ()
    totals: Literal["left_out", "kept"] = "left_out"
    skip: tuple[SkipRow, ...] = ()
    ignore: Names = ()
    personal: Names = ()
    same_slot: Literal["problem", "add", "first", "last"] = "problem"
    over_parent: Literal["warn", "refuse"] | None = None

    def required(self) -> tuple[tuple[str, ...], ...]:
        """The columns that the file must have, each as the names it may go by."""
        return tuple(dict.fromkeys(self._required()))

    def _required(self) -> Iterator[tuple[str, ...]]:
        told = {self.wide.name, self.wide.value} if self.wide else set()
        for name in (self.when.date, self.when.time, self.when.weekday, self.stream.column):
            if name and name not in told:
                yield (name,)
        if self.wide and self.wide.indicator:
            yield (self.wide.indicator,)
        for column in self.column:
            if not column.optional and not self.wide:
                yield column.name
        yield from ((name,) for name in self.recognise.columns)

    @property
    def slot_grain(self) -> str:
        """The grain of what a later file replaces: contacts are replaced a day at a time."""
        return "day" if self.grain == "contact" else self.grain

    @property
    def counters(self) -> tuple[str, ...]:
        """Every counter that the feed gives, in the order of the file."""
        given = [column.counter for column in self.column if column.counter]
        made = [derived.counter for derived in self.derived]
        counted = [measure.counter for measure in self.measure if not measure.within]
        squares = [measure.squares for measure in self.measure if measure.squares]
        return tuple(dict.fromkeys([*given, *made, *counted, *squares]))

    def at_thresholds(self, names: Iterable[str]) -> Feed:
        """The feed with a measure for each of the counters `names` that its contacts can give.

        `names` are those that the contract's KPIs need; a feed of another grain is returned as it is.
        """
        if not any(measure.within for measure in self.measure):
            return self
        wanted = tuple(names)
        measures = (one for measure in self.measure for one in measure.at_thresholds(wanted))
        return self.model_copy(update={"measure": tuple(measures)})

    @property
    def measured_columns(self) -> frozenset[str]:
        """The columns that the measures of contacts read."""
        read = [(m.sum, m.within, *(where.column for where in m.where)) for m in self.measure]
        return frozenset(name for names in read for name in names if name)

    @property
    def foretells(self) -> bool:
        """Whether the feed only tells ahead (a forecast, hours to come): it may name days to come."""
        return bool(self.counters) and FORETOLD.issuperset(self.counters)

    @property
    def estimated(self) -> frozenset[str]:
        """The counters made from a printed rate or mean, directly or through a derived one."""
        names = {c.counter for c in self.column if c.counter and c.times and not c.exact}
        for derived in self.derived:
            if names & {*derived.plus, *derived.minus}:
                names.add(derived.counter)
        return frozenset(names)

    @property
    def refuses_over_parent(self) -> bool:
        if self.over_parent is not None:
            return self.over_parent == "refuse"
        return self.grain not in {"half_hour", "quarter_hour"}


class FeedProfiles(Closed):
    """A `feeds.toml`: the feeds of one contract."""

    feed: tuple[Feed, ...] = Field(min_length=1)

    def get(self, feed_id: str) -> Feed | None:
        """The feed of that id, or None."""
        return next((feed for feed in self.feed if feed.id == feed_id), None)
