"""What a feed already knows, as the answers that it would give: nobody is asked twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilotage.feeds.model import Column, Feed
from pilotage.wizard.proposal import OWN_ANSWER, Answers

TOTAL = "total:"
"""`total:<column>` is remembered of a column that the feed adds up as it stands: no mean."""
_DELAY = re.compile(r"_within_(\d+)")


def remembered(feed: Feed) -> Answers:
    """The questions that the profile settles, by id, and the part of each column that it names."""
    return dict(_of_file(feed)) | {
        key: value for column in feed.column for key, value in _of_column(column, feed)
    }


def _of_file(feed: Feed) -> Iterator[tuple[str, str]]:
    fmt, when = feed.format, feed.when
    sheets = fmt.sheets[0] if fmt.sheets not in {("first",), ("all",)} else ""
    grouped = "thousands" if fmt.thousands and not fmt.decimal else ""
    settled = {
        "time_zone": feed.time_zone or "",
        "stream": feed.stream.constant,
        "date_order": when.format if when.date else "",
        "rows": when.rows if when.date_in == "asked" else "",
        "encoding": fmt.encoding or "",
        "sheet": sheets,
        "number_mark": grouped,
        "same_slot": feed.same_slot if feed.same_slot != "problem" else "",
        OWN_ANSWER + feed.stream.column: "stream" if feed.stream.column else "",
    }
    yield from ((key, value) for key, value in settled.items() if value)
    yield from ((f"stream:{value}", stream) for value, stream in feed.stream.values.items())
    yield from ((f"stream:{value}", "ignore") for value in feed.stream.ignore)
    for names, part in ((feed.personal, "personal"), (feed.ignore, "ignored")):
        yield from ((OWN_ANSWER + name, part) for name in names)


def _of_column(column: Column, feed: Feed) -> Iterator[tuple[str, str]]:
    name = column.title
    if column.counter is None:
        return
    if feed.wide is None:
        yield OWN_ANSWER + name, column.counter
    yield (f"weight:{name}", column.times) if column.times else (TOTAL + name, "yes")
    if delay := _DELAY.search(column.counter):
        yield f"threshold:{name}", delay[1]
    if column.form:
        yield f"duration:{name}", column.form[0]
        yield f"unit:{name}", column.form[0]
