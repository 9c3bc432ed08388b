"""Tejo Vendas: outbound sales paid by the net sale, withdrawals within 14 days, the opt-in law."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from random import Random

import pandas as pd

from pilotage.demo import facts
from pilotage.demo.allotment import share_out
from pilotage.demo.clock import MONTHS, OPENING, TODAY, Rhythm, near, noise
from pilotage.periods import DAY, Month, Window

RHYTHM = Rhythm(opens=20, closes=40, saturday=False)
CAMPAIGNS: Mapping[str, float] = {"entretien": 0.58, "option-verte": 0.42}
WITHDRAWAL_DAYS = 14
#: The withdrawals known on « today »: the last list stops on this day.
WITHDRAWALS_KNOWN = date(2026, 11, 8)
_CALLS_PER_USEFUL = 1.46
_LUNCH = range(26, 28)


def _totals(month: Month) -> facts.Sales:
    return facts.TEJO_OPENING if month == OPENING else facts.TEJO[str(month)]


def _days(month: Month) -> list[date]:
    last = TODAY - DAY * 2 if month == OPENING else month.last
    return RHYTHM.days(Window(month.first, last))


@cache
def production(month: Month) -> pd.DataFrame:
    """By day and campaign: `calls` made, `contacts` (useful), `hours_10`, `consents` (None before the
    law), `off_hours` (calls outside permitted hours, if only on a closed day).
    """
    total = _totals(month)
    chance = noise(f"tejo production {month}")
    cells = [(day, name) for day in _days(month) for name in CAMPAIGNS]
    weights = [
        (0.9 + 0.1 * RHYTHM.day_weight(day))
        * CAMPAIGNS[name]
        * (0.9 + 0.2 * chance.random())
        * (0.62 if month == Month(2026, 8) and _consented(day) else 1.0)
        for day, name in cells
    ]
    frame = pd.DataFrame(cells, columns=["day", "stream"])
    frame["contacts"] = share_out(total.contacts, weights)
    frame["calls"] = [
        round(n * _CALLS_PER_USEFUL * (0.95 + 0.1 * chance.random())) for n in frame["contacts"]
    ]
    frame["hours_10"] = share_out(total.hours * 10, [float(n) for n in frame["contacts"]])
    frame["off_hours"] = 0
    return _with_events(_with_consents(frame), month)


def _consented(day: date) -> bool:
    return day.isoformat() >= facts.TEJO_CONSENT_FROM


def _with_consents(frame: pd.DataFrame) -> pd.DataFrame:
    frame["consents"] = pd.array(
        [
            int(n) if _consented(day) else None
            for day, n in zip(frame["day"], frame["contacts"], strict=True)
        ],
        dtype="Int64",
    )
    return frame


def _with_events(frame: pd.DataFrame, month: Month) -> pd.DataFrame:
    for text in facts.TEJO_OFF_HOURS:
        day = date.fromisoformat(text)
        if Month.of(day) != month:
            continue
        place = frame.index[(frame["day"] == day) & (frame["stream"] == "entretien")]
        if len(place):
            frame.loc[place[0], "off_hours"] = 1
        else:
            row = {
                "day": day,
                "stream": "entretien",
                "contacts": 0,
                "calls": 1,
                "hours_10": 0,
                "off_hours": 1,
            }
            frame = pd.concat([frame, pd.DataFrame([row])], ignore_index=True)
    return frame.sort_values(["day", "stream"], kind="stable").reset_index(drop=True)


@cache
def sales(month: Month) -> pd.DataFrame:
    """One row a gross sale: `number`, `day`, `minute` of the day, `stream`, `phone` (a range kept for
    fiction), `withdrawn` (the day of the withdrawal, None when the sale stands or is still open).
    """
    total = _totals(month)
    chance = noise(f"tejo sales {month}")
    made = production(month)
    made = made[made["contacts"] > 0]
    per_cell = share_out(
        total.gross,
        [n * (0.8 + 0.4 * chance.random()) for n in made["contacts"]],
        upper=list(made["contacts"]),
    )
    rows = [
        (day, _minute(chance), stream)
        for day, stream, number in zip(made["day"], made["stream"], per_cell, strict=True)
        for _ in range(number)
    ]
    frame = pd.DataFrame(sorted(rows), columns=["day", "minute", "stream"])
    prefix = f"{month.year % 100:02d}{month.number:02d}"
    frame.insert(0, "number", [f"TV{prefix}-{n + 1:04d}" for n in range(len(frame))])
    frame["phone"] = [f"0639 98 {chance.randrange(100):02d} {chance.randrange(100):02d}" for _ in rows]
    frame["withdrawn"] = _withdrawals(frame, total.withdrawn, chance)
    return frame


def _minute(chance: Random) -> int:
    """A minute of the permitted hours: 10:00 to 13:00, 14:00 to 20:00."""
    minute = 600 + int(chance.random() * 540)
    return minute + 60 if minute >= _LUNCH.start * 30 else minute


def _withdrawals(frame: pd.DataFrame, number: int, chance: Random) -> list[date | None]:
    """So many sales cancelled, each within 14 days and no later than what is known today."""
    days = list(frame["day"])
    delays = [1 + int(near(chance.random() ** 1.4) * WITHDRAWAL_DAYS) for _ in days]
    ends = [day + timedelta(days=delay) for day, delay in zip(days, delays, strict=True)]
    open_to = [n for n, end in enumerate(ends) if end <= WITHDRAWALS_KNOWN]
    drawn = sorted(open_to, key=lambda _: chance.random())[:number]
    chosen = set(drawn)
    return [end if n in chosen else None for n, end in enumerate(ends)]


def month_sheet(month: Month) -> Mapping[str, int]:
    """The month's sheet: hours in tenths, people, listenings and their scores in tenths."""
    rank = MONTHS.index(month)
    scheduled = round(_totals(month).hours * 12.8)
    listened = 48 + rank * 5 % 9
    return {
        "scheduled_10": scheduled,
        "absent_10": round(scheduled * (62 + rank * 7 % 11) / 1000),
        "headcount": facts.TEJO_HEADCOUNT[rank],
        "leavers": facts.TEJO_LEAVERS[rank],
        "quality_n": listened,
        "quality_sum_10": facts.TEJO_QUALITY_TENTHS[rank] * listened,
    }
