"""A million half-hours of fifty streams and ten counters, as a vendor would send them, with the
contract and the feed profile that read them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl

STREAMS, SLOTS = 50, 20_000
ROWS = STREAMS * SLOTS
FIRST = datetime(2025, 1, 1)  # noqa: DTZ001  local time, as the file prints it
SEED = 20_251_122
#: A month in the middle of the file.
MONTH = (datetime(2025, 6, 1).date(), datetime(2025, 6, 30).date())  # noqa: DTZ001  as above
COUNTERS = {
    "Presentes": "offered",
    "Decroches": "answered",
    "Decroches 20s": "answered_within_20s",
    "Abandons": "abandoned",
    "Abandons courts": "short_abandoned",
    "Traites": "handled",
    "Communication": "talk_s",
    "Attente client": "hold_s",
    "Post-appel": "wrap_s",
    "Attente": "wait_s",
}

CONTRACT = """
ref = "BENCH"
title = "Benchmark"
vendor = "bench"
vendor_name = "Bench"
currency = "EUR"
timezone = "UTC"
starts = 2025-01-01
client = {{ name = "Client", country = "FR" }}
entity = {{ name = "Bench", country = "FR" }}

[vat]
  [[vat.terms]]
  from = 2025-01-01
  source = "contrat, art. 1"
  regime = "standard"
  rate = 20

[[document]]
id = "contrat"
title = "Contrat"
signed = 2024-12-01
effective = 2025-01-01

[[activity]]
id = "voix"
name = "Appels"
channel = "voice_inbound"

{streams}

[[kpi]]
id = "QS20"
formula = "service_level"
source = "contrat, art. 2"
variant = "answered_in_time_over_offered"
within_s = 20

[[kpi]]
id = "TD"
formula = "answer_rate"
source = "contrat, art. 2"

[[sla]]
id = "QS"
kpi = "QS20"
activities = ["voix"]
window = "month"

  [[sla.terms]]
  from = 2025-01-01
  source = "contrat, art. 2"
  target = 80
"""

FEEDS = """
[[feed]]
id = "half-hours"
name = "Half-hours"
schedule = "monthly"
grain = "half_hour"
time_zone = "UTC"
recognise = {{ columns = ["Decroches 20s"] }}
format = {{ encoding = "utf-8", delimiter = ";", decimal = "," }}
when = {{ date = "Horodatage", format = "dd/mm/yyyy hh:mm" }}
stream = {{ column = "File", verbatim = true }}
{columns}
"""


def contract_text() -> str:
    """The contract of the fifty streams."""
    streams = "\n\n".join(
        f'[[stream]]\nid = "{name}"\nname = "{name}"\nactivity = "voix"' for name in names()
    )
    return CONTRACT.format(streams=streams)


def feeds_text() -> str:
    """The profile that reads the file."""
    columns = "\n".join(
        f'\n  [[feed.column]]\n  name = "{title}"\n  counter = "{counter}"\n  kind = "{_kind(counter)}"'
        for title, counter in COUNTERS.items()
    )
    forms = columns.replace('kind = "duration"', 'kind = "duration"\n  form = "seconds"')
    return FEEDS.format(columns=forms)


def names() -> list[str]:
    return [f"rennes-niveau-1-file-{number:02d}" for number in range(1, STREAMS + 1)]


def _kind(counter: str) -> str:
    return "duration" if counter.endswith("_s") else "count"


def write_csv(path: Path) -> None:
    """Writes the million rows (about 60 MB): counters that balance, the same each time."""
    draw = np.random.default_rng(SEED)
    offered = draw.poisson(20, ROWS)
    answered = draw.binomial(offered, 0.93)
    abandoned = offered - answered
    seconds = {name: answered * draw.integers(low, high, ROWS) for name, low, high in _SECONDS}
    columns = (
        offered,
        answered,
        draw.binomial(answered, 0.85),
        abandoned,
        draw.binomial(abandoned, 0.3),
        answered,
        *seconds.values(),
    )
    slots = [FIRST + timedelta(minutes=30 * number) for number in range(SLOTS)]
    frame = pl.DataFrame(
        {
            "Horodatage": [slot.strftime("%d/%m/%Y %H:%M") for slot in slots for _ in range(STREAMS)],
            "File": names() * SLOTS,
            **dict(zip(COUNTERS, columns, strict=True)),
        }
    )
    frame.write_csv(path, separator=";")


_SECONDS = (("talk", 200, 420), ("hold", 0, 40), ("wrap", 20, 90), ("wait", 5, 60))


def bare_read(path: Path) -> pl.DataFrame:
    """The floor: the fastest plain read of the same file, its moments typed."""
    frame = pl.read_csv(path, separator=";")
    return frame.with_columns(pl.col("Horodatage").str.to_datetime("%d/%m/%Y %H:%M"))
