"""A month written by hand: a contract from an excerpt, counters from a few rows."""

import copy
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from pilotage.consequences import Agreed
from pilotage.contract.model import Contract
from pilotage.counters import KEY_COLUMNS, CounterTable
from pilotage.counters.half_hours import HalfHours
from pilotage.judgement import MonthInputs, MonthResult, judge
from pilotage.money import MILLION
from pilotage.neutralisation import Relief, Span
from pilotage.periods import Month
from pilotage.pricing import Correction, IndexValue, LineKind, Order
from pilotage.trace import Source

ROOT = Path(__file__).resolve().parent.parent

FRAME: Mapping[str, Any] = tomllib.loads(
    """
ref = "CAS"
title = "Contrat de cas d'école"
vendor = "prestataire"
vendor_name = "Prestataire"
currency = "EUR"
timezone = "Europe/Paris"
starts = 2025-01-01
client = { name = "Donneur d'ordre", country = "FR" }
entity = { name = "Prestataire SAS", country = "FR" }
vat = { terms = [{ from = 2025-01-01, source = "contrat, TVA", regime = "standard", rate = 20 }] }
document = [{ id = "contrat", title = "Contrat", signed = 2024-12-01, effective = 2025-01-01 }]
activity = [{ id = "voix", name = "Appels", channel = "voice_inbound" }]
stream = [{ id = "n1", name = "Niveau 1", activity = "voix" }]
""",
    parse_float=Decimal,
)


def read(text: str) -> dict[str, Any]:
    """TOML with exact numbers."""
    return tomllib.loads(text, parse_float=Decimal)


def contract(excerpt: Mapping[str, Any] | str | Path = "") -> Contract:
    """A contract: a file of the project by its path, or an excerpt completed with the usual frame."""
    if isinstance(excerpt, Path):
        return Contract.model_validate(read((ROOT / excerpt).read_text(encoding="utf-8")))
    values = read(excerpt) if isinstance(excerpt, str) else dict(excerpt)
    return Contract.model_validate(copy.deepcopy({**FRAME, **values}))


def table(rows: Iterable[Mapping[str, Any]], month: Month | None = None) -> CounterTable:
    """Counters from rows: `stream`, then `day`, `week` (its Monday) or `month` (else the month given),
    `batch`, `estimated` (names), and the counters in plain numbers.
    """
    records = []
    for row in rows:
        values = dict(row)
        record: dict[str, Any] = {"stream": values.pop("stream", "n1"), "batch": values.pop("batch", 1)}
        record["estimated"] = ",".join(values.pop("estimated", ()))
        grain = next((grain for grain in ("day", "week", "month") if grain in values), "")
        start = values.pop(grain) if grain else (month or Month(2026, 1)).first
        record["grain"] = grain or "month"
        record["start"] = Month.parse(start).first if isinstance(start, str) else start
        record |= {name: int(Decimal(value) * MILLION) for name, value in values.items()}
        records.append(record)
    frame = pd.DataFrame(records, columns=None if records else list(KEY_COLUMNS))
    frame["start"] = pd.to_datetime(frame["start"])
    for name in frame.columns.difference(list(KEY_COLUMNS)):
        frame[name] = frame[name].astype("Int64")
    return CounterTable(frame)


def half_hours(rows: Iterable[Mapping[str, Any]]) -> HalfHours:
    """Half-hours from rows: `stream`, `at` (local date and hour), and the counters in plain numbers."""
    records = []
    for row in rows:
        values = dict(row)
        record = {"stream": values.pop("stream", "n1"), "start": values.pop("at"), "batch": 1}
        record |= {"holder": "vendor", "estimated": ""}
        records.append(record | {name: int(Decimal(value) * MILLION) for name, value in values.items()})
    frame = pd.DataFrame(records)
    frame["start"] = pd.to_datetime(frame["start"])
    for name in frame.columns.difference(["stream", "start", "batch", "holder", "estimated"]):
        frame[name] = frame[name].astype("Int64")
    return HalfHours(frame)


def extras(case: Mapping[str, Any]) -> dict[str, Any]:
    """What a case gives beside its counters, as `MonthInputs` takes it."""
    given: dict[str, Any] = {}
    if "half_hours" in case:
        given["half_hours"] = half_hours(case["half_hours"])
    for name, kind in (("agreed", Agreed), ("orders", Order), ("index_values", IndexValue)):
        if name in case:
            given[name] = tuple(kind(**_exact(one)) for one in case[name])
    given["relief"] = tuple(_relief(one) for one in case.get("relief", ()))
    given["corrections"] = tuple(_correction(one) for one in case.get("corrections", ()))
    return given


def _correction(values: Mapping[str, Any]) -> Correction:
    exact = {k: Decimal(v) if type(v) is int else v for k, v in values.items()}
    if "of_month" in exact:
        exact["of_month"] = Month.parse(exact["of_month"])
    exact["kind"] = LineKind(exact["kind"])
    return Correction(**exact, source=Source(document=exact.get("document", "")))


def _exact(values: Mapping[str, Any]) -> dict[str, Any]:
    exact = {k: Decimal(v) if isinstance(v, int) else v for k, v in values.items()}
    return exact | ({"period": Month.parse(exact["period"])} if "period" in exact else {})


def _relief(values: Mapping[str, Any]) -> Relief:
    spans = tuple(Span(*pair) for pair in values.get("spans", ()))
    idle = tuple((price, Decimal(hours)) for price, hours in values.get("idle_hours", {}).items())
    kept = {k: v for k, v in values.items() if k not in {"spans", "idle_hours", "streams"}}
    kept.setdefault("decided_on", date(2026, 1, 5))
    return Relief(**kept, spans=spans, idle_hours=idle, streams=tuple(values.get("streams", ())))


def judged(
    terms: Contract,
    month: Month,
    rows: Iterable[Mapping[str, Any]],
    today: date = date(2026, 11, 12),
    history: tuple[MonthResult, ...] = (),
    **beside: Any,
) -> MonthResult:
    """The month judged, long after its end unless said otherwise; `beside` are other inputs."""
    return judge(MonthInputs(terms, month, table(rows, month), today, history, **beside))


def terms_of_case(case: Mapping[str, Any]) -> Contract:
    """The contract of a case: a file of the project, or its excerpt."""
    given = case["contract"]
    return contract(Path(given)) if isinstance(given, str) else contract(given)


def judge_case(case: Mapping[str, Any]) -> MonthResult:
    """The month of a case of `tests/cases`, after its earlier months."""
    terms, history = terms_of_case(case), tuple[MonthResult, ...]()
    for earlier in case.get("earlier", ()):
        beside = extras({"index_values": case.get("index_values", ()), **earlier})
        month = Month.parse(earlier["month"])
        history += (judged(terms, month, earlier["counters"], history=history, **beside),)
    kept = {"today": case["today"]} if "today" in case else {}
    counters = case.get("counters", ())
    return judged(terms, Month.parse(case["month"]), counters, history=history, **kept, **extras(case))
