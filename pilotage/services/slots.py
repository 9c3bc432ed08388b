"""The half-hours of a month as its judgement takes them, the frozen forecast among their counters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd

from pilotage.contract.model import Contract
from pilotage.counters.half_hours import HalfHours
from pilotage.money import MILLION
from pilotage.periods import Window
from pilotage.services import catalogue, forecasts
from pilotage.services.actor import Actor
from pilotage.sources import Side
from pilotage.store.database import Database

FORECAST = "forecast"
_TEXTS = ("stream", "holder", "estimated")


def half_hours_of(
    db: Database,
    actor: Actor,
    *,
    terms: Contract,
    window: Window,
    day: date,
    holder: Side = "reference",
) -> HalfHours:
    """The live half-hours of the window, as `holder` counts them, and the forecast that was frozen for
    each as `forecast`, where the contract freezes one. Raises `RefusedError`, and `UnknownContractError`.
    """
    version = catalogue.data_version(db, actor, ref=terms.ref)
    return _half_hours(db, actor, terms.ref, version, window, day, holder)


@lru_cache(maxsize=32)
def _half_hours(
    db: Database, actor: Actor, ref: str, _version: int, window: Window, day: date, holder: Side
) -> HalfHours:
    """Kept by data version: a write that moves a figure makes another key."""
    found = catalogue.half_hours(db, actor, ref=ref, window=window, holder=holder)
    frame = found.frame.drop(columns=FORECAST, errors="ignore")
    if not catalogue.contract(db, actor, ref=ref).forecast:
        return found
    said = forecasts.forecast(db, actor, contract=ref, window=window, by="half_hour", as_of=day).rows
    fine = [row for row in said if row.stated == "half_hour"]
    if not fine:
        return HalfHours(frame)
    expected = pd.DataFrame(
        {
            "stream": [row.stream for row in fine],
            "start": pd.to_datetime([row.start for row in fine]),
            "batch": 0,
            "holder": "client",
            "estimated": "",
            FORECAST: pd.array([int(row.value * MILLION) for row in fine], dtype="Int64"),
        }
    )
    return HalfHours(pd.concat([frame, expected], ignore_index=True))


def frozen_rows(found: HalfHours | None) -> dict[str, Any] | None:
    """Half-hours as JSON, as a closing keeps them."""
    if found is None:
        return None
    frame = found.frame
    return {
        "columns": list(frame.columns),
        "rows": [
            [_plain(name, value) for name, value in zip(frame.columns, row, strict=True)]
            for row in frame.itertuples(index=False)
        ],
    }


def _plain(name: str, value: Any) -> Any:  # noqa: ANN401  a cell
    if name == "start":
        return value.isoformat()
    if name in _TEXTS:
        return "" if pd.isna(value) else value
    return None if pd.isna(value) else int(value)


def thawed(kept: Mapping[str, Any] | None) -> HalfHours | None:
    """The half-hours that a closing kept."""
    if kept is None:
        return None
    frame = pd.DataFrame(kept["rows"], columns=kept["columns"])
    frame["start"] = pd.to_datetime(frame["start"])
    for name in frame.columns.difference(["stream", "start", "holder", "estimated"]):
        frame[name] = frame[name].astype("Int64")
    frame["batch"] = frame["batch"].astype("int64")
    return HalfHours(frame)
