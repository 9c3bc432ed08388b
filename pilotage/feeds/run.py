"""What is known while one file is read: its profile, its contract, where each column stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from pilotage.contract.model import Contract
from pilotage.feeds.credible import Tally
from pilotage.feeds.findings import Findings
from pilotage.feeds.headers import Header
from pilotage.feeds.model import Feed
from pilotage.feeds.numbers import Marks


@dataclass
class Streams:
    """The stream values of a file: each distinct one once, with the stream it gives (empty: none)."""

    ranks: dict[str, int] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    ignored: list[bool] = field(default_factory=list)
    labels: dict[int, dict[str, int]] = field(default_factory=dict)


@dataclass
class Run:
    """One file being read. `period` is the first day that whoever imports it gave. `counted` is how
    many consecutive rows each stream has had, `above` what the rows of earlier blocks sum up to by
    column, `people` the columns that name some, `tallies` how counters stand to those that they are part
    of; `uncalculated` says that the workbook's blank cells may be formulas.
    """

    feed: Feed
    contract: Contract
    today: date
    findings: Findings
    marks: Marks
    missing: frozenset[str]
    period: date | None = None
    streams: Streams = field(default_factory=Streams)
    seen_repeated: dict[tuple[int, int], int] = field(default_factory=dict)
    counted: dict[int, int] = field(default_factory=dict)
    above: dict[str, int] = field(default_factory=dict)
    people: set[str] = field(default_factory=set)
    tallies: dict[str, Tally] = field(default_factory=dict)
    uncalculated: bool = False

    @property
    def file(self) -> str:
        return self.findings.file

    @property
    def known_streams(self) -> frozenset[str]:
        return frozenset(stream.id for stream in self.contract.stream)


@dataclass(frozen=True)
class Place:
    """A grid's header, and what stands above it or in its name if the profile says so: the date, the
    year (0 for none) and the stream's value.
    """

    header: Header
    day: datetime | None = None
    year: int = 0
    stream: str = ""

    def at(self, *names: str) -> int | None:
        """The position of a column by its names, None when the grid does not have it."""
        return self.header.position(names) if any(names) else None
