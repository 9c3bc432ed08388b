"""What the feeds give against what the contract judges, and files that came late or too early."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pilotage.controls.model import Finding, Gravity, Line

_THRESHOLD = re.compile(r"^(?P<what>\w+)_within_(?P<delay>\d+)(?P<unit>s|h|wh)$")


def other_thresholds(needed: Mapping[str, str], given: Mapping[str, str]) -> Iterator[Finding]:
    """Counters with a threshold that the contract's SLAs need and that feeds give with another one.

    `needed` tells the SLA by counter, `given` the feed by counter.
    """
    for name, sla in needed.items():
        wanted = _THRESHOLD.match(name)
        if wanted is None or name in given:
            continue
        near = [
            other
            for other in given
            if (found := _THRESHOLD.match(other)) and found["what"] == wanted["what"]
        ]
        if near:
            yield Finding(
                "controls.other_threshold",
                Gravity.SERIOUS,
                params=(("sla", sla), ("counters", name), ("given", ", ".join(near))),
                feed=given[near[0]],
                measure=name,
            )


@dataclass(frozen=True, slots=True)
class Delivery:
    """A file that was due for a period: its first and last day, the last moment in time, when it
    came (empty: not yet) as a text in the contract's time, and the cut-off of its month.
    """

    feed: str
    first: date
    due: date
    came: str = ""
    state: str = "received"
    cutoff: date | None = None


def deliveries(found: Iterable[Delivery]) -> Iterator[Finding]:
    """One finding a feed and state: files that did not come, that came late, after the accounting
    cut-off of their month, or too early to be whole.
    """
    grouped: dict[tuple[str, str], list[Delivery]] = {}
    for one in found:
        grouped.setdefault((one.feed, one.state), []).append(one)
    gravities = {
        "missing": Gravity.SERIOUS,
        "after_cutoff": Gravity.WATCH,
        "early": Gravity.WATCH,
        "late": Gravity.NOTE,
    }
    for (feed, state), files in grouped.items():
        if state not in gravities:
            continue
        yield Finding(
            f"controls.{state}_file",
            gravities[state],
            params=(
                ("feed", feed),
                ("count", len(files)),
                ("first", files[0].first),
                ("due", files[0].due),
                ("came", files[0].came),
                ("cutoff", files[0].cutoff or ""),
            ),
            feed=feed,
            days=tuple(file.first for file in files),
            lines=tuple(
                Line(day=file.first, what=feed, read=file.came or None, expected=file.due.isoformat())
                for file in files
            ),
        )
