"""Judged months to lay out: made from the demo's contracts and counters typed here."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pandas as pd

from pilotage.contract.loading import load_contract
from pilotage.contract.model import Contract
from pilotage.counters import CounterTable
from pilotage.exports.workbook import ReceivedFileRef
from pilotage.judgement import MonthInputs, MonthResult, judge
from pilotage.money import MILLION
from pilotage.periods import Month

ROOT = Path(__file__).resolve().parents[3]
TODAY = date(2026, 11, 12)
ISSUED = date(2026, 11, 12)
Cell = Mapping[str, int | str]
FILES = {
    1: ReceivedFileRef("Armor_appels_2026-02.csv", "ab" * 32, 1152, date(2026, 3, 2)),
    2: ReceivedFileRef("Satisfaction février 2026.xlsx", "cd" * 32, 28, date(2026, 3, 3)),
}


@cache
def contract_of(ref: str) -> Contract:
    contract, problems = load_contract((ROOT / "contracts" / ref / "contract.toml").read_text("utf-8"))
    assert contract is not None, problems
    return contract


def counters_of(month: Month, cells: Mapping[str, Cell]) -> CounterTable:
    """Counters by stream: spread over the days of the month, the first one takes the remainder."""
    rows = []
    for stream, values in cells.items():
        for n, day in enumerate(month.window):
            row: dict[str, object] = {
                "stream": stream,
                "start": pd.Timestamp(day),
                "grain": "day",
                "batch": 1 + n % 2,
                "estimated": "",
            }
            days = month.window.days
            for name, total in values.items():
                millionths = int(Decimal(str(total)) * MILLION)
                daily = millionths // days // MILLION * MILLION
                row[name] = millionths - daily * (days - 1) if n == 0 else daily
            rows.append(row)
    frame = pd.DataFrame(rows)
    names = [
        name for name in frame.columns if name not in {"stream", "start", "grain", "batch", "estimated"}
    ]
    return CounterTable(frame.astype(dict.fromkeys(names, "Int64")))


MONTHS: dict[str, tuple[str, Month, Mapping[str, Cell]]] = {
    "armor_crisis": (
        "ARMOR-2025",
        Month(2026, 2),
        {
            "n1": {
                "offered": 33900,
                "answered": 26780,
                "handled": 26780,
                "answered_within_20s": 19798,
                "csat_n": 1000,
                "csat_satisfied": 770,
                "quality_n": 100,
                "quality_sum": 8700,
            },
        },
    ),
    "armor_ordinary": (
        "ARMOR-2025",
        Month(2026, 4),
        {
            "n1": {
                "offered": 22000,
                "answered": 20680,
                "handled": 20680,
                "answered_within_20s": 18106,
                "csat_n": 900,
                "csat_satisfied": 738,
                "quality_n": 100,
                "quality_sum": 8700,
            },
        },
    ),
    "atlas_hours": (
        "ATLAS-2025",
        Month(2026, 3),
        {
            "appels": {
                "offered": 38000,
                "answered": 35300,
                "handled": 35300,
                "answered_within_30s": 29184,
            },
            "heures-jour": {"productive_hours": 4900, "ordered_hours": 4720, "training_hours": 96},
            "heures-soiree": {"productive_hours": 600, "ordered_hours": 540, "training_hours": 0},
            "heures-dimanche": {"productive_hours": 80, "ordered_hours": 140, "training_hours": 0},
        },
    ),
    "ravinala_minimum": (
        "RAVINALA-2025",
        Month(2026, 8),
        {
            "mails": {"handled": 17900, "offered": 17900, "responded_within_24wh": 14000},
            "chats": {
                "handled": 7300,
                "offered": 7400,
                "answered": 7300,
                "answered_within_60s": 6200,
            },
        },
    ),
    "tejo_provisional": (
        "TEJO-2025",
        Month(2026, 10),
        {
            "entretien": {
                "useful_contacts": 9800,
                "gross_sales": 1020,
                "withdrawals": 140,
                "off_hours_calls": 3,
                "consents": 9800,
            },
        },
    ),
    "tejo_amended": (
        "TEJO-2025",
        Month(2026, 8),
        {"entretien": {"useful_contacts": 9800, "gross_sales": 1240, "withdrawals": 200}},
    ),
    "nothing_received": ("ARMOR-2025", Month(2026, 5), {"n1": {}}),
}


def judged(name: str, contract: Contract | None = None) -> tuple[MonthResult, Contract]:
    """The month under its contract, judged once, or under the one given."""
    return _usual(name) if contract is None else _judged(name, contract)


@cache
def _usual(name: str) -> tuple[MonthResult, Contract]:
    return _judged(name, contract_of(MONTHS[name][0]))


def _judged(name: str, contract: Contract) -> tuple[MonthResult, Contract]:
    _, month, cells = MONTHS[name]
    return judge(MonthInputs(contract, month, counters_of(month, cells), TODAY)), contract
