"""The client's own files: frozen forecasts by half-hour, and what its telephone system counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

import pandas as pd

from pilotage.demo import armor, arrivals, atlas, files_armor, files_atlas
from pilotage.demo.clock import MONTHS, OPENING, slot_time
from pilotage.demo.writing import DemoFile, decimal, text_file
from pilotage.periods import Month

_QUEUES = {"n1": "ARM_N1", "reclamations": "ARM_RECLA", "appels": "ATL_GP"}
_FORECAST = ("jour", "tranche", "file", "prevision")


def files() -> Iterator[DemoFile]:
    """Every file of the client, in no order; forecasts go on to December 2026."""
    for month in (*MONTHS, OPENING, OPENING.plus(1)):
        yield _forecast("armor", files_armor.REF, month, armor.forecast(month))
        yield _forecast("atlas", files_atlas.REF, month, atlas.forecast(month))
    for month in MONTHS:
        yield _acd(armor.calls(month), str(month), arrivals.morning_after(month.last, 5))
    counted = armor.calls(OPENING)
    for day in sorted(set(counted["day"])):
        yield _acd(counted[counted["day"] == day], str(day), arrivals.morning_after(day, 5))


def _forecast(vendor: str, ref: str, month: Month, frame: pd.DataFrame) -> DemoFile:
    rows: list[Sequence[object]] = [_FORECAST]
    for record in frame.to_dict("records"):
        slot = record["slot"]
        span = f"{slot_time(slot):%H:%M}-{slot_time(slot + 1):%H:%M}"
        figure = decimal(record["forecast_10"], 1)
        rows.append((_iso(record["day"]), span, _QUEUES[record["stream"]], figure))
    content = text_file(rows, encoding="utf-8-sig", newline="\n")
    return DemoFile(
        f"belval/prevision_figee_{vendor}_{month}.csv", ref, arrivals.frozen(month, 30), content
    )


def _acd(counted: pd.DataFrame, name: str, received: datetime) -> DemoFile:
    rows: list[Sequence[object]] = [("day", "interval", "queue", "calls_offered", "calls_abandoned")]
    rows += [
        (
            _iso(record["day"]),
            f"{slot_time(record['slot']):%H:%M}",
            _QUEUES[record["stream"]],
            record["offered"],
            record["abandoned"],
        )
        for record in counted.to_dict("records")
    ]
    content = text_file(rows, delimiter=",", newline="\n")
    return DemoFile(f"belval/acd_belval_armor_{name}.csv", files_armor.REF, received, content)


def _iso(day: date) -> str:
    return day.isoformat()
