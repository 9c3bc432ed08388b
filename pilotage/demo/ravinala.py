"""Ravinala Contact: e-mails and chats paid by the contact, a restatement, mails that come back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import pandas as pd

from pilotage.demo import facts
from pilotage.demo.allotment import share_out
from pilotage.demo.clock import MONTHS, OPENING, TODAY, Rhythm, near, noise
from pilotage.periods import DAY, Month, Window

RHYTHM = Rhythm(opens=16, closes=40)
RESTATED = Window(date(2026, 5, 4), date(2026, 5, 17))
#: The chats of that day had not come on the demo's « today ».
MISSING_CHATS = date(2026, 11, 9)
_MAILS_PER_HOUR, _CHATS_PER_HOUR = 6.5, 7.5


def _days(month: Month) -> list[date]:
    return RHYTHM.days(Window(month.first, TODAY - DAY) if month == OPENING else month.window)


@cache
def mails(month: Month) -> pd.DataFrame:
    """E-mails by day as they stand today: `received`, `handled`, `in_time` (24 working hours),
    `reopened`, `backlog` (open at 20:00), `response_min` (mean, minutes), `handling_s` (mean).
    """
    key = str(month)
    handled, in_time = facts.RAVINALA_MAILS.get(key, facts.RAVINALA_OPENING_MAILS)
    days = _days(month)
    chance = noise(f"ravinala mails {month}")
    frame = pd.DataFrame({"day": days})
    weights = [near(RHYTHM.day_weight(day) ** 0.8) * (0.95 + 0.1 * chance.random()) for day in days]
    frame["handled"] = share_out(handled, weights)
    wish = [n * (0.9 + 0.1 * chance.random()) for n in frame["handled"]]
    frame["in_time"] = share_out(in_time, wish, upper=list(frame["handled"]))
    rank = MONTHS.index(month) if month in MONTHS else -1
    reopened = round(handled * facts.RAVINALA_REOPENED_TENTHS[rank] / 1000)
    frame["reopened"] = share_out(reopened, [n * (0.8 + 0.4 * chance.random()) for n in frame["handled"]])
    open_mails = handled / len(days) * facts.RAVINALA_STOCK[rank] / 100
    backlog = [round(open_mails * (0.55 + 0.25 * chance.random())) for _ in days]
    before = [backlog[0], *backlog[:-1]]
    frame["backlog"] = backlog
    frame["received"] = [
        max(0, n + now - then) for n, now, then in zip(frame["handled"], backlog, before, strict=True)
    ]
    share = in_time / handled
    frame["response_min"] = [round((38 - 30 * share) * 60 * (0.9 + 0.2 * chance.random())) for _ in days]
    frame["handling_s"] = [round(3600 / _MAILS_PER_HOUR * (0.96 + 0.08 * chance.random())) for _ in days]
    return frame


@cache
def mails_before_restatement(month: Month) -> pd.DataFrame:
    """E-mails as they first came: from 4 to 17 May with the auto-replies, all in time, and with the
    acknowledgements that counted as answers.
    """
    frame = mails(month).copy()
    touched = [n for n, day in enumerate(frame["day"]) if day in RESTATED]
    if not touched:
        return frame
    handled = [int(frame["handled"].iloc[n]) for n in touched]
    in_time = [int(frame["in_time"].iloc[n]) for n in touched]
    weights = [float(n) for n in handled]
    automatic = share_out(facts.RAVINALA_AUTO_REPLIES, weights)
    late = [n - quick for n, quick in zip(handled, in_time, strict=True)]
    acknowledged = share_out(facts.RAVINALA_ACKNOWLEDGEMENTS, weights, upper=late)
    for names, extra in (
        (("received", "handled"), automatic),
        (("in_time",), [more + quick for more, quick in zip(automatic, acknowledged, strict=True)]),
    ):
        change = pd.Series(extra, index=touched).reindex(frame.index, fill_value=0)
        for name in names:
            frame[name] = frame[name] + change
    return frame


@cache
def chats(month: Month) -> pd.DataFrame:
    """Chats by day: `offered`, `handled`, `in_time` (60 s), `handling_s` and `wait_s` (means)."""
    handled, tenths = facts.RAVINALA_CHATS.get(str(month), facts.RAVINALA_OPENING_CHATS)
    days = [day for day in _days(month) if day != MISSING_CHATS]
    offered = -(-round(handled / 0.957) // 25) * 25  # by 25, so that a whole percent is a whole number
    chance = noise(f"ravinala chats {month}")
    frame = pd.DataFrame({"day": days})
    frame["offered"] = share_out(
        offered, [RHYTHM.day_weight(day) * (0.92 + 0.16 * chance.random()) for day in days]
    )
    wish = [n * (0.96 + 0.08 * chance.random()) for n in frame["offered"]]
    frame["handled"] = share_out(handled, wish, upper=list(frame["offered"]))
    wish = [n * (0.94 + 0.12 * chance.random()) for n in frame["handled"]]
    frame["in_time"] = share_out(round(offered * tenths / 1000), wish, upper=list(frame["handled"]))
    frame["handling_s"] = [
        round(2 * 3600 / _CHATS_PER_HOUR * (0.95 + 0.1 * chance.random())) for _ in days
    ]
    frame["wait_s"] = [round(31 * (0.85 + 0.3 * chance.random())) for _ in days]
    return frame


@dataclass(frozen=True, slots=True)
class Sheet:
    """One activity of the month's sheet: hours, people, surveys, listenings and scores in tenths."""

    productive_10: int
    scheduled_10: int
    absent_10: int
    headcount: int
    leavers: int
    csat_n: int
    csat_satisfied: int
    quality_n: int
    quality_sum_10: int


def month_sheet(month: Month) -> Mapping[str, Sheet]:
    """The month's sheet by stream (`mails`, `chats`)."""
    rank = MONTHS.index(month)
    mails_done, chats_done = facts.RAVINALA_MAILS[str(month)][0], facts.RAVINALA_CHATS[str(month)][0]
    people, leavers = facts.RAVINALA_HEADCOUNT[rank], facts.RAVINALA_LEAVERS[rank]
    on_chat, pace = round(people * 0.26), facts.RAVINALA_PACE
    return {
        "mails": _sheet(rank, mails_done * 100 / pace["mails"][rank], people - on_chat, leavers, 420),
        "chats": _sheet(rank, chats_done * 100 / pace["chats"][rank], on_chat, 0, 310),
    }


def _sheet(rank: int, productive: float, people: int, leavers: int, surveyed: int) -> Sheet:
    scheduled = round(productive * 12.6)
    answers = surveyed + rank * 13 % 50
    listened = 60 + rank * 5 % 15
    return Sheet(
        productive_10=round(productive * 10),
        scheduled_10=scheduled,
        absent_10=round(scheduled * (58 + rank * 7 % 9) / 1000),
        headcount=people,
        leavers=leavers,
        csat_n=answers,
        csat_satisfied=round(answers * facts.RAVINALA_CSAT[rank] / 100),
        quality_n=listened,
        quality_sum_10=facts.RAVINALA_QUALITY_TENTHS[rank] * listened,
    )
