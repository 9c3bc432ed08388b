"""Atlas Relation: inbound calls paid by the hour, a client outage, a missing day, a slow drift."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

import pandas as pd

from pilotage.demo import facts
from pilotage.demo.allotment import share_out
from pilotage.demo.clock import MONTHS, OPENING, TODAY, Rhythm, noise
from pilotage.demo.facts import Hours
from pilotage.demo.voice import Period, Voice, calls_of, forecast_of
from pilotage.periods import DAY, Month, Window

RHYTHM = Rhythm(opens=16, closes=42, sunday=0.10, sunday_opens=18, sunday_closes=36)
VOICE = Voice(
    "atlas", RHYTHM, {"appels": 1.0}, talk=338.0, hold=31.0, wrap=61.0, transfers=0.094, patience=110.0
)
OUTAGE_DAY = date(2026, 3, 17)
LATE_DAY = date(2026, 9, 22)
DAYTIME, EVENING, SUNDAY = "heures-jour", "heures-soiree", "heures-dimanche"
_EVENING_FROM, _SATURDAY_EVENING_FROM = 40, 36
_RAMADAN = Window(date(2026, 2, 18), date(2026, 3, 19))
HUNDRED = 100


def _window(month: Month) -> Window:
    return Window(month.first, TODAY - DAY) if month == OPENING else month.window


@cache
def calls(month: Month) -> pd.DataFrame:
    """The calls of a month by half-hour, in Paris time, the missing day of September among them."""
    total = facts.ATLAS_OPENING if month == OPENING else facts.ATLAS[str(month)]
    totals = {"": total}
    if month == Month.of(OUTAGE_DAY):
        totals = {"": total.less(facts.ATLAS_OUTAGE), "outage": facts.ATLAS_OUTAGE}
    elif month == Month.of(LATE_DAY):
        totals = {"": total.less(facts.ATLAS_LATE_DAY), "late": facts.ATLAS_LATE_DAY}
    return calls_of(VOICE, Period(str(month), RHYTHM.days(_window(month)), totals, _group))


def _group(day: date, slot: int) -> str:
    if day == OUTAGE_DAY and slot in facts.ATLAS_OUTAGE_SLOTS:
        return "outage"
    return "late" if day == LATE_DAY else ""


@cache
def forecast(month: Month) -> pd.DataFrame:
    """The forecast that was frozen on the 15th of the month two months before.

    The outage's half-hours are above 110 % of it (customers call again); no other one is.
    """
    known = None
    if month in MONTHS or month == OPENING:
        known = calls(month).replace({"group": {"outage": "crisis"}})
    total = facts.ATLAS_FORECAST[str(month)]
    return forecast_of(VOICE, str(month), total, known, RHYTHM.days(month.window))


def band(day: date, slot: int) -> str:
    """The tariff of a half-hour: evening from 20:00, on Saturday from 18:00; Sunday and holidays."""
    if RHYTHM.is_rest(day):
        return SUNDAY
    start = _SATURDAY_EVENING_FROM if day.weekday() == 5 else _EVENING_FROM
    return EVENING if slot >= start else DAYTIME


@cache
def hours(month: Month) -> pd.DataFrame:
    """Hours by half-hour, in hundredths: `ordered`, `connected`, `breaks`, `productive`.

    Half-hours are ordered by whole seats. What is productive is connected less breaks.
    """
    total = facts.ATLAS_OPENING_HOURS if month == OPENING else facts.ATLAS_HOURS[str(month)]
    chance = noise(f"atlas hours {month}")
    taken = calls(month)
    weights = {
        (day, slot): 4 + n
        for day, slot, n in zip(taken["day"], taken["slot"], taken["offered"], strict=True)
    }
    rows = [(day, slot, band(day, slot)) for day, slot in weights]
    frame = pd.DataFrame(rows, columns=["day", "slot", "stream"])
    loads = [float(weights[day, slot]) for day, slot, _ in rows]
    seats = _by_band(frame, _ordered_seats(total), loads, facts.ATLAS_OUTAGE_SEATS)
    frame["ordered"] = [50 * n for n in seats]
    done = {DAYTIME: total.day, EVENING: total.evening, SUNDAY: total.sunday}
    worked = [n * (0.93 + 0.14 * chance.random()) for n in seats]
    frame["productive"] = _by_band(
        frame, {name: n * HUNDRED for name, n in done.items()}, worked, facts.ATLAS_OUTAGE_SEATS * 50
    )
    frame["breaks"] = share_out(total.breaks * HUNDRED, [float(n) for n in frame["productive"]])
    frame["connected"] = frame["productive"] + frame["breaks"]
    return frame


def _ordered_seats(total: Hours) -> Mapping[str, int]:
    """Ordered half-hours of one seat by band, in the proportion of what was done."""
    bands = (DAYTIME, EVENING, SUNDAY)
    shares = share_out(total.ordered * 2, [float(total.day), float(total.evening), float(total.sunday)])
    return dict(zip(bands, shares, strict=True))


def _by_band(
    frame: pd.DataFrame, totals: Mapping[str, int], weights: list[float], idle: int
) -> list[int]:
    """Exact totals by band; each half-hour of the outage is `idle`, the seats that waited."""
    pinned = [
        _group(day, slot) == "outage" for day, slot in zip(frame["day"], frame["slot"], strict=True)
    ]
    given = [idle if pin else 0 for pin in pinned]
    for name, total in totals.items():
        inside = [n for n, stream in enumerate(frame["stream"]) if stream == name]
        places = [n for n in inside if not pinned[n]]
        rest = total - sum(given[n] for n in inside)
        for place, units in zip(places, share_out(rest, [weights[n] for n in places]), strict=True):
            given[place] = units
    return given


def month_sheet(month: Month) -> Mapping[str, int]:
    """The month's sheet: training, people in tenths, absence in tenths of a percent, surveys, quality."""
    rank = MONTHS.index(month)
    done = facts.ATLAS_HOURS[str(month)]
    surveyed = 640 + rank * 17 % 60
    listened = 150 + rank * 7 % 20
    return {
        "training": done.training,
        "scheduled": round(done.done * 1.31),
        "absence_10": facts.ATLAS_ABSENCE_TENTHS[rank] + _ramadan_tenths(month),
        "headcount_10": facts.ATLAS_HEADCOUNT_TENTHS[rank],
        "leavers_10": facts.ATLAS_LEAVERS_TENTHS[rank],
        "csat_n": surveyed,
        "csat_satisfied": round(surveyed * facts.ATLAS_CSAT[rank] / 100),
        "quality_n": listened,
        "quality_sum_10": facts.ATLAS_QUALITY_TENTHS[rank] * listened,
        "critical_errors": (2, 2, 1, 2, 3, 3, 2, 2, 2, 2, 3, 4, 5)[rank],
    }


def _ramadan_tenths(month: Month) -> int:
    """Two points of absence more on the days of Ramadan, as a share of the month."""
    part = month.window.within(_RAMADAN)
    return round(20 * part.days / month.window.days) if part else 0
