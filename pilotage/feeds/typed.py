"""Figures typed by hand: each is a small file of its own, with a profile that nobody has to write.

The feed of a typed figure is `saisie.<counter>`, so that one typed again takes the place of the first,
counter by counter, and what holds for any received file (evidence, withdrawal, rebuilding) holds here.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pilotage.counters import CATALOGUE, is_threshold
from pilotage.counters import Kind as CounterKind
from pilotage.feeds.model import Column, Feed, Format, Kind, StreamOf, When
from pilotage.periods import Month, Window, week_of

PREFIX = "saisie."
#: Every feed of typed figures, as a pattern.
TYPED_FEEDS = PREFIX + "*"
_DAY, _STREAM, _VALUE = "day", "stream", "value"
Grain = Literal["day", "week", "month"]


def is_typed(feed: str) -> bool:
    """Whether a feed is that of a figure typed by hand."""
    return feed.startswith(PREFIX)


def grain_of(period: Window) -> Grain | None:
    """What a typed figure may be about: a day, a week from Monday to Sunday, or a calendar month."""
    if period == Month.of(period.first).window:
        return "month"
    if period == week_of(period.first):
        return "week"
    return "day" if period.days == 1 else None


def typed_feed(feed: str, grain: str) -> Feed:
    """The profile of a typed figure, by the id of its feed."""
    counter = feed.removeprefix(PREFIX)
    kind: CounterKind = CATALOGUE[counter].kind if counter in CATALOGUE else "count"
    kinds: dict[str, Kind] = {"seconds": "duration", "hours": "hours", "points": "points"}
    column = Column(
        name=(_VALUE,),
        counter=counter,
        kind="count" if is_threshold(counter) else kinds.get(kind, "count"),
        form=("seconds",) if kind == "seconds" else (),
        blank="problem",
    )
    return Feed.model_validate(
        {
            "id": feed,
            "grain": grain,
            "schedule": "monthly",
            "when": When(date=_DAY),
            "stream": StreamOf(column=_STREAM, verbatim=True),
            "format": Format(encoding="utf-8", delimiter=";", decimal="."),
            "column": (column,),
        }
    )


def typed_file(stream: str, period: Window, value: Decimal) -> bytes:
    """What was typed, as the file that is kept."""
    return f"{_DAY};{_STREAM};{_VALUE}\n{period.first};{stream};{value:f}\n".encode()
