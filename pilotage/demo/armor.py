"""Armor Dialogue: inbound calls paid by the call, the crisis of February, the client's own count."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from math import sin

import pandas as pd

from pilotage.demo import facts
from pilotage.demo.allotment import share_out
from pilotage.demo.clock import MONTHS, OPENING, TODAY, Rhythm, near, noise, slot_weight
from pilotage.demo.facts import Calls
from pilotage.demo.voice import Period, Voice, calls_of, forecast_of
from pilotage.periods import DAY, Month, Window

RHYTHM = Rhythm(opens=16, closes=40)
VOICE = Voice(
    "armor",
    RHYTHM,
    {"n1": 0.88, "reclamations": 0.12},
    talk=318.0,
    hold=24.0,
    wrap=58.0,
    transfers=0.081,
)
_FAILURE_DAY = date(2026, 11, 5)
_CRISIS = Month(2026, 2)
#: How easy each open day of February was, from Mon 2 to Sat 28, once the crisis is set apart.
_EASE = (70, 64, 65, 66, 69, 74, 63, 62, 65, 67, 69, 77, 67, 69, 72, 74, 75, 79, 70, 73, 74, 72, 74, 83)


@cache
def calls(month: Month) -> pd.DataFrame:
    """The calls of a month by half-hour and queue, as the client's telephone system counts those
    offered and abandoned; November stops the day before « today ».
    """
    key = str(month)
    if month == OPENING:
        failure = facts.ARMOR_FAILURE
        return calls_of(
            VOICE,
            Period(
                key,
                RHYTHM.days(Window(OPENING.first, TODAY - DAY)),
                {"": facts.ARMOR_OPENING.less(failure), "failure": failure},
                lambda day, slot: (
                    "failure" if day == _FAILURE_DAY and slot in facts.ARMOR_FAILURE_SLOTS else ""
                ),
            ),
        )
    if month == _CRISIS:
        return _crisis()
    return calls_of(VOICE, Period(key, RHYTHM.days(month.window), {"": facts.ARMOR[key]}))


def _crisis() -> pd.DataFrame:
    days = RHYTHM.days(_CRISIS.window)
    crisis = _crisis_slots(days)
    ease = dict(zip(days, _EASE, strict=True))
    excess = dict(zip(days, facts.ARMOR_CRISIS_SLOTS, strict=True))
    total = facts.ARMOR[str(_CRISIS)]
    return calls_of(
        VOICE,
        Period(
            str(_CRISIS),
            days,
            {"": total.less(facts.ARMOR_CRISIS), "crisis": facts.ARMOR_CRISIS},
            lambda day, slot: "crisis" if (day, slot) in crisis else "",
            pressure=lambda day: 1 + excess[day] / 60,
            flat=0.45,
            ease=lambda day: ease[day] / 80,
        ),
    )


def _crisis_slots(days: list[date]) -> frozenset[tuple[date, int]]:
    """The half-hours above 110 % of their forecast: so many a day, off the peaks first, because
    those who could not get through at the peak call again around it.
    """
    chance = noise("armor crisis")
    chosen: set[tuple[date, int]] = set()
    for day, number in zip(days, facts.ARMOR_CRISIS_SLOTS, strict=True):
        phase = 6.3 * chance.random()
        rank = {
            slot: slot_weight(slot) + near(0.3 * sin(slot * 0.7 + phase)) for slot in RHYTHM.slots(day)
        }
        chosen.update((day, slot) for slot in sorted(rank, key=lambda slot: rank[slot])[:number])
    return frozenset(chosen)


@cache
def forecast(month: Month) -> pd.DataFrame:
    """The forecast that was frozen on the 15th of the month two months before."""
    known = calls(month) if month in MONTHS or month == OPENING else None
    total = facts.ARMOR_FORECAST[str(month)]
    return forecast_of(VOICE, str(month), total, known, RHYTHM.days(month.window))


@cache
def printed(month: Month) -> pd.DataFrame:
    """What Armor's own files count: the calls lost between the client's voice server and the vendor
    are not there, neither offered nor abandoned. What it answered is what everybody counts.
    """
    frame = calls(month).copy()
    offered = {queue: int(part["offered"].sum()) for queue, part in frame.groupby("stream")}
    total = sum(offered.values())
    lost = total - round(total * 1000 / (1000 + facts.ACD_LOST_PER_MILLE))
    chance = noise(f"acd {month}")
    for queue, share in zip(offered, share_out(lost, list(offered.values())), strict=True):
        part = frame[frame["stream"] == queue]
        weights = [n * near(chance.random() ** 3) for n in part["offered"]]
        missed = share_out(share, weights, upper=list(part["abandoned"]))
        frame.loc[part.index, "offered"] -= missed
        frame.loc[part.index, "abandoned"] -= missed
    frame["abandoned_in_time"] = frame[["abandoned_in_time", "abandoned"]].min(axis=1)
    frame["short_abandoned"] = frame[["short_abandoned", "abandoned_in_time"]].min(axis=1)
    return frame


def surveys(month: Month) -> pd.DataFrame:
    """One row an answer: `day`, `slot`, `stream`, `score` 1 to 5, `recommend` 0 to 10.

    The month's number of answers is the first above 2.9 % of calls for which whole answers give the
    satisfaction of the story to the tenth of a percent.
    """
    taken = calls(month)
    target = facts.ARMOR_CSAT.get(str(month), 82)
    number, satisfied = _answers(round(int(taken["answered"].sum()) * 0.029), target)
    chance = noise(f"armor surveys {month}")
    per_cell = share_out(number, [n * (0.5 + chance.random()) for n in taken["answered"]])
    cells = [
        (day, slot, stream)
        for day, slot, stream, n in zip(
            taken["day"], taken["slot"], taken["stream"], per_cell, strict=True
        )
        for _ in range(n)
    ]
    happy = set(sorted(range(number), key=lambda _: chance.random())[:satisfied])
    rows = [
        (*cell, *_answer(n in happy, chance.random(), chance.random())) for n, cell in enumerate(cells)
    ]
    return pd.DataFrame(rows, columns=["day", "slot", "stream", "score", "recommend"])


def _answers(wished: int, percent: int) -> tuple[int, int]:
    """How many answers, and how many satisfied, for a share within 0.04 point above `percent`."""
    number = wished
    while True:
        satisfied = -(-number * percent // 100)
        if satisfied * 10000 - number * percent * 100 < 4 * number:
            return number, satisfied
        number += 1


def _answer(happy: bool, first: float, second: float) -> tuple[int, int]:  # noqa: FBT001
    if happy:
        score = 5 if first < 0.55 else 4
        return score, min(10, (9 if score == 5 else 7) + int(second * 2.2))
    score = 3 if first < 0.5 else 2 if first < 0.75 else 1
    return score, int((score - 1) * 2.4 + second * 3)


def repeats(month: Month) -> pd.DataFrame:
    """Calls of one reason by day and queue (`resolvable`), and those repeated within 7 days."""
    daily = calls(month).groupby(["day", "stream"], as_index=False)[["answered"]].sum()
    raw = facts.ARMOR.get(str(month), facts.ARMOR_OPENING)
    share = 0.131 + max(0.0, 0.80 - raw.in_time / raw.offered) * 0.28
    chance = noise(f"armor repeats {month}")
    daily["resolvable"] = [round(n * 0.86) for n in daily["answered"]]
    daily["repeats"] = [round(n * share * (0.9 + 0.2 * chance.random())) for n in daily["resolvable"]]
    return daily.drop(columns="answered")


def month_sheet(month: Month) -> Mapping[str, int]:
    """The month's sheet of the vendor: hours in tenths, people, listenings and their scores in tenths."""
    key = str(month)
    rank = MONTHS.index(month)
    handled = facts.ARMOR[key].answered
    productive = round(handled * 1000 / facts.ARMOR_PACE[rank])
    scheduled = round(productive * 1.28)
    crisis = 12 if month == _CRISIS else 0
    listened = 116 + rank * 3 % 11
    return {
        "productive_10": productive,
        "scheduled_10": scheduled,
        "absent_10": round(scheduled * (70 + crisis + (rank * 7 % 5 - 2)) / 1000),
        "headcount": facts.ARMOR_HEADCOUNT[rank],
        "leavers": facts.ARMOR_LEAVERS[rank],
        "quality_n": listened,
        "quality_sum_10": facts.ARMOR_QUALITY_TENTHS[key] * listened,
        "critical_errors": (1, 2, 2, 3, 3, 2, 1, 1, 2, 1, 1, 2, 1)[rank],
    }


def total(frame: pd.DataFrame) -> Calls:
    """The sums of a frame of calls."""
    return Calls(int(frame["offered"].sum()), int(frame["answered"].sum()), int(frame["in_time"].sum()))
