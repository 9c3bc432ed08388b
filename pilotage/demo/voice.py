"""Calls by half-hour: totals shared over days, peaks and queues so that every sum is the story's.

A frame of calls has one row a half-hour and queue: `day`, `slot` (half-hour of the day, Paris time),
`group`, `stream`, then the counters `offered`, `answered`, `in_time`, `abandoned`, `abandoned_in_time`,
`short_abandoned`, `talk_s`, `hold_s`, `wrap_s`, `wait_s`, `transfers`: whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from pilotage.demo.allotment import fit, share_out
from pilotage.demo.clock import Rhythm, near, noise, slot_weight
from pilotage.demo.facts import Calls

Grouping = Callable[[date, int], str]
DayFactor = Callable[[date], float]


@dataclass(frozen=True)
class Voice:
    """How a vendor's calls look: its queues and their shares, its times in seconds, its transfers."""

    name: str
    rhythm: Rhythm
    queues: Mapping[str, float]
    talk: float
    hold: float
    wrap: float
    transfers: float
    patience: float = 95.0


@dataclass(frozen=True)
class Period:
    """Some days of calls: the totals of each group of half-hours (`""` holds all that no other does),
    and how good (`ease`) or how loud (`pressure`) a day is against the others. Under 1, `flat` flattens
    the peaks of the named groups: who cannot get through at the peak calls again beside it.
    """

    key: str
    days: Sequence[date]
    totals: Mapping[str, Calls]
    group_of: Grouping = field(default=lambda _day, _slot: "")
    pressure: DayFactor = field(default=lambda _day: 1.0)
    ease: DayFactor = field(default=lambda _day: 1.0)
    flat: float = 1.0


def calls_of(voice: Voice, period: Period) -> pd.DataFrame:
    """The calls of the period, by half-hour and queue, with the exact totals of each group."""
    cells = [(day, slot) for day in period.days for slot in voice.rhythm.slots(day)]
    groups = [period.group_of(day, slot) for day, slot in cells]
    frames = [
        _group(
            voice,
            period,
            group,
            [cell for cell, name in zip(cells, groups, strict=True) if name == group],
        )
        for group in period.totals
    ]
    frame = pd.concat(frames, ignore_index=True)
    return frame.sort_values(["day", "slot", "stream"], kind="stable").reset_index(drop=True)


def _group(voice: Voice, period: Period, group: str, cells: list[tuple[date, int]]) -> pd.DataFrame:
    chance = noise(f"{voice.name} {period.key} {group}")
    total = period.totals[group]
    power = period.flat if group else 1.0
    weights = [
        voice.rhythm.day_weight(day)
        * period.pressure(day)
        * near(slot_weight(slot) ** power)
        * (0.9 + 0.2 * chance.random())
        for day, slot in cells
    ]
    offered = share_out(total.offered, weights)
    rows = _split(voice, cells, offered, chance.random)
    frame = pd.DataFrame(rows, columns=["day", "slot", "stream", "offered"])
    frame.insert(2, "group", group)
    bad = [
        (slot_weight(slot) - 0.6) * 0.12 + (0.05 if day.weekday() == 0 else 0.0) + 0.08 * chance.random()
        for day, slot in zip(frame["day"], frame["slot"], strict=True)
    ]
    ease = [period.ease(day) for day in frame["day"]]
    wish = [
        n * (1 - b * 0.5) * (0.6 + 0.4 * e) for n, b, e in zip(frame["offered"], bad, ease, strict=True)
    ]
    frame["answered"] = share_out(total.answered, wish, upper=list(frame["offered"]))
    wish = [n * (1 - b) * e for n, b, e in zip(frame["answered"], bad, ease, strict=True)]
    frame["in_time"] = share_out(total.in_time, wish, upper=list(frame["answered"]))
    return _details(voice, frame, chance.random)


def _split(
    voice: Voice, cells: list[tuple[date, int]], offered: list[int], chance: Callable[[], float]
) -> list[tuple[date, int, str, int]]:
    """Each half-hour's calls over the queues: the month's shares are exact, the half-hours vary."""
    left = list(offered)
    rows: list[tuple[date, int, str, int]] = []
    *others, main = sorted(voice.queues, key=lambda name: voice.queues[name])
    for queue in others:
        part = share_out(
            round(sum(offered) * voice.queues[queue]),
            [n * (0.7 + 0.6 * chance()) for n in offered],
            upper=left,
        )
        left = [n - taken for n, taken in zip(left, part, strict=True)]
        rows += [(day, slot, queue, n) for (day, slot), n in zip(cells, part, strict=True)]
    return rows + [(day, slot, main, n) for (day, slot), n in zip(cells, left, strict=True)]


def _details(voice: Voice, frame: pd.DataFrame, chance: Callable[[], float]) -> pd.DataFrame:
    """What follows from the calls: abandons and when, seconds, transfers."""
    offered, answered, in_time = frame["offered"], frame["answered"], frame["in_time"]
    abandoned = [int(o - a) for o, a in zip(offered, answered, strict=True)]
    frame["abandoned"] = abandoned
    frame["abandoned_in_time"] = [round(n * (0.24 + 0.12 * chance())) for n in abandoned]
    frame["short_abandoned"] = [
        min(early, round(n * (0.06 + 0.06 * chance())))
        for n, early in zip(abandoned, frame["abandoned_in_time"], strict=True)
    ]
    for name, mean in (("talk_s", voice.talk), ("hold_s", voice.hold), ("wrap_s", voice.wrap)):
        frame[name] = [round(n * mean * (0.94 + 0.12 * chance())) for n in answered]
    frame["wait_s"] = [
        round(quick * 7 + (n - quick) * voice.patience * (0.8 + 0.4 * chance()))
        for n, quick in zip(answered, in_time, strict=True)
    ]
    frame["transfers"] = [round(n * voice.transfers * (0.8 + 0.4 * chance())) for n in answered]
    return frame


TENTH = 10
_LIMIT = 110


def forecast_of(
    voice: Voice, key: str, total: int, calls: pd.DataFrame | None, days: Sequence[date]
) -> pd.DataFrame:
    """The frozen forecast of a month, in tenths of a call by half-hour and queue (`forecast_10`).

    Half-hours of the group `crisis` were offered more than 110 % of it, queue by queue; no other one
    was. `calls` may stop before the month does; None for a month to come.
    """
    chance = noise(f"{voice.name} forecast {key}")
    cells = [(d, s, q) for d in days for s in voice.rhythm.slots(d) for q in sorted(voice.queues)]
    offered, group = _known(calls)
    shape = [voice.rhythm.day_weight(d) * slot_weight(s) * voice.queues[q] for d, s, q in cells]
    scale = total * TENTH / sum(shape)
    wished, lower, upper = [], [], []
    for cell, weight in zip(cells, shape, strict=True):
        seen = offered.get(cell)
        plain = weight * scale
        if seen is None:
            low, high, wish = 0, round(plain * 1.5) + 1, plain
        elif group[cell] == "crisis":
            # strictly less than offered / 1.10
            high = max(0, (seen * TENTH * 100 - 1) // _LIMIT)
            low, wish = min(high, seen * 2), min(plain * 0.75, float(high))
        else:
            low = -(-seen * TENTH * 100 // _LIMIT)
            high, wish = seen * 14 + 10, seen * TENTH * (0.93 + 0.13 * chance.random())
        lower.append(low)
        upper.append(high)
        wished.append(wish)
    frame = pd.DataFrame(cells, columns=["day", "slot", "stream"])
    frame["forecast_10"] = fit(total * TENTH, wished, lower, upper)
    return frame


Cell = tuple[date, int, str]


def _known(calls: pd.DataFrame | None) -> tuple[dict[Cell, int], dict[Cell, str]]:
    if calls is None:
        return {}, {}
    keys = list(zip(calls["day"], calls["slot"], calls["stream"], strict=True))
    offered = dict(zip(keys, (int(n) for n in calls["offered"]), strict=True))
    return offered, dict(zip(keys, calls["group"], strict=True))
