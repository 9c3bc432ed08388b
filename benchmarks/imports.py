"""The import of a million half-hours, and the KPI month on them afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import duckdb

from benchmarks import half_hours
from benchmarks.rounds import Row, interleaved
from pilotage.periods import Window
from pilotage.services import imports, kpis, maintenance, publishing
from pilotage.services.actor import local_administrator
from pilotage.store.database import Database

ACTOR = local_administrator()
WINDOW = Window(*half_hours.MONTH)
_GROUPED = """
    SELECT "File", {sums} FROM read_parquet('{path}')
    WHERE "Horodatage" >= '{first}' AND "Horodatage" < DATE '{last}' + 1 GROUP BY "File"
"""


def rows(folder: Path) -> Iterator[Row]:
    """The lines of the table on imports and on the figures after them."""
    csv = folder / "half-hours.csv"
    half_hours.write_csv(csv)
    numbers = count()
    databases: list[Database] = []

    def whole_import() -> None:
        db = empty(folder / f"{next(numbers)}.db")
        report = imports.import_file(db, ACTOR, content=csv, name=csv.name)
        if report.status != "imported" or report.rows != half_hours.ROWS:
            raise RuntimeError(f"not the import that is measured: {report.status}, {report.problems}")
        databases.append(db)

    taken = interleaved({"import": whole_import, "floor": lambda: half_hours.bare_read(csv)})
    yield Row(
        "import of a 1,000,000-row half-hour CSV: read, checked, kept, projected",
        taken["import"],
        "bare polars read of it",
        taken["floor"],
        "≤ 6 x",
    )
    yield from _figures(databases[-1], csv, folder / "half-hours.parquet")


def _figures(db: Database, csv: Path, parquet: Path) -> Iterator[Row]:
    half_hours.bare_read(csv).write_parquet(parquet)
    sums = ", ".join(f'sum("{title}")' for title in half_hours.COUNTERS)
    query = _GROUPED.format(sums=sums, path=parquet, first=WINDOW.first, last=WINDOW.last)
    works = {
        "month": lambda: kpis.kpi_rows(db, ACTOR, contract="BENCH", window=WINDOW, by="month"),
        "days": lambda: kpis.kpi_rows(db, ACTOR, contract="BENCH", window=WINDOW, by="day"),
        "floor": lambda: duckdb.sql(query).fetchall(),
    }
    for work in works.values():
        work()
    taken = interleaved(works, rounds=11)
    yield Row(
        "KPIs of one month of it, 50 streams",
        taken["month"],
        "DuckDB on the same Parquet",
        taken["floor"],
        "≤ 3 x",
    )
    yield Row("KPI page's data, day by day", taken["days"], "-", None, "≤ 20 ms")


def empty(path: Path) -> Database:
    """A database where the benchmark's contract is published and nothing was received."""
    db = maintenance.opened(f"sqlite:///{path}")
    published = publishing.publish(
        db, ACTOR, contract_text=half_hours.contract_text(), feeds_text=half_hours.feeds_text()
    )
    if published.problems:
        raise RuntimeError(f"the benchmark's contract: {published.problems}")
    return db
