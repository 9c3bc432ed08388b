"""A back-test once the counters are read: twenty SLAs, two years, ten vendors, both sides judged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from random import Random

import pandas as pd

from benchmarks.rounds import Row, interleaved
from pilotage.backtest import as_signed, back_test, pinned
from pilotage.contract.loading import load_contract
from pilotage.contract.model import Contract
from pilotage.counters import CounterTable
from pilotage.judgement import MonthInputs, MonthResult
from pilotage.kpi.known import KNOWN
from pilotage.money import MILLION
from pilotage.periods import Month

SLAS, VENDORS = 20, 10
MONTHS = tuple(Month(2024, 1).to(Month(2025, 12)))
AFTER = date(2026, 1, 15)
GOAL = "under 2 s on 2 cores"
_FORMULAS = ("service_level", "answer_rate", "abandon_rate", "csat", "aht")
_EVERY_DAY = {
    "offered": 1000,
    "answered": 900,
    "abandoned": 90,
    "handled": 900,
    "csat_n": 50,
    "talk_s": 300_000,
    "hold_s": 1000,
    "wrap_s": 4000,
}
_HEAD = """
ref = "BANC-2024"
title = "Banc"
vendor = "banc"
vendor_name = "Banc"
currency = "EUR"
timezone = "Europe/Paris"
starts = 2024-01-01
[calendar]
country = "FR"
[client]
name = "Client"
country = "FR"
[entity]
name = "Banc"
country = "FR"
[[document]]
id = "contrat"
title = "Contrat"
signed = 2023-12-01
effective = 2024-01-01
[[activity]]
id = "voix"
name = "Appels"
channel = "voice_inbound"
[[stream]]
id = "n1"
activity = "voix"
[[price]]
id = "appel"
activity = "voix"
unit = "handled_contact"
[[price.terms]]
from = 2024-01-01
source = "contrat, art. 4"
price = 5
[[limit]]
id = "an"
kind = "cap_malus"
per = "contract_year"
[[limit.terms]]
from = 2024-01-01
source = "contrat, art. 3"
rate = 10
[vat]
[[vat.terms]]
from = 2024-01-01
source = "contrat, art. 5"
regime = "standard"
rate = 20
"""
_CLAUSE = """
[[kpi]]
id = "K{n}"
formula = "{formula}"
source = "contrat, art. 1"
{within}
[[sla]]
id = "S{n}"
kpi = "K{n}"
activities = ["voix"]
[[sla.terms]]
from = 2024-01-01
source = "contrat, art. 1"
target = 80
[[consequence]]
id = "C{n}"
kind = "ladder"
slas = ["S{n}"]
[[consequence.terms]]
from = 2024-01-01
source = "contrat, art. 2"
bands = [{{ below = 80, rate = -1 }}, {{ at_least = 80, rate = 1 }}]
"""


def rows(_folder: Path) -> list[Row]:
    """The ten vendors one after the other, in one process, each side a fold over the months."""
    contract = _contract()
    draft = pinned(contract, AFTER)
    vendors = [_months(contract, Random(seed)) for seed in range(VENDORS)]  # noqa: S311  figures, no secret
    signed = [as_signed(months) for months in vendors]
    works = {
        "both sides": partial(_tried, vendors, [None] * VENDORS, draft),
        "another draft": partial(_tried, vendors, signed, draft),
    }
    work = f"Back-test, {SLAS} SLAs, {len(MONTHS)} months, {VENDORS} vendors"
    taken = interleaved(works, rounds=3)
    return [Row(f"{work}, {name}", seconds, "-", None, GOAL) for name, seconds in taken.items()]


def _tried(
    vendors: Sequence[list[MonthInputs]],
    signed: Sequence[tuple[MonthResult, ...] | None],
    draft: Contract,
) -> None:
    for months, known in zip(vendors, signed, strict=True):
        back_test(months, draft, known)


def _contract() -> Contract:
    text = _HEAD
    for n in range(SLAS):
        formula = _FORMULAS[n % len(_FORMULAS)]
        within = "within_s = 20" if formula == "service_level" else ""
        text += _CLAUSE.format(n=n, formula=formula, within=within)
    contract, problems = load_contract(text, "banc.toml", KNOWN)
    if contract is None:
        raise ValueError(problems)
    return contract


def _months(contract: Contract, random: Random) -> list[MonthInputs]:
    return [MonthInputs(contract, month, _counters(month, random), AFTER) for month in MONTHS]


def _counters(month: Month, random: Random) -> CounterTable:
    found = []
    for day in month.window:
        counted = {
            **_EVERY_DAY,
            "answered_within_20s": random.randint(600, 900),
            "csat_satisfied": random.randint(20, 50),
        }
        key = {"stream": "n1", "start": pd.Timestamp(day), "grain": "day", "batch": 1, "estimated": ""}
        found.append({**key, **{name: int(value * MILLION) for name, value in counted.items()}})
    table = CounterTable(pd.DataFrame(found))
    table.sums(("n1",), month.window)
    return table
