"""The SQL of a KPI says what the computation says, stream by stream and month by month."""

import json
import sqlite3
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from pilotage.contract.model import KpiDefinition
from pilotage.counters import BASE_COLUMNS, CATALOGUE, KEY_COLUMNS, CounterTable
from pilotage.kpi.catalogue import FORMULAS
from pilotage.kpi.computation import compute, resolve
from pilotage.kpi.model import Kpi
from pilotage.kpi.sql import SqlDialect, kpi_query
from pilotage.money import MILLION
from pilotage.periods import Month
from tests.months import table

ROWS: list[dict[str, Any]] = [
    {"stream": "a", "day": date(2026, 1, 5), "offered": 100, "answered_within_20s": 80, "handled": 95},
    {"stream": "a", "day": date(2026, 1, 6), "offered": 50, "answered_within_20s": 41, "handled": 45},
    {"stream": "a", "day": date(2026, 1, 6), "talk_s": Decimal("1234.567891"), "batch": 2},
    {"stream": "a", "day": date(2026, 2, 2), "offered": 10, "answered_within_20s": 7, "handled": 9},
    {"stream": "a", "day": date(2026, 2, 3), "offered": 10, "handled": 9},  # a busy day, no threshold
    {"stream": "b", "month": "2026-01", "offered": 300, "answered_within_20s": 200, "handled": 290},
    {"stream": "b", "day": date(2026, 2, 9), "offered": 3, "answered_within_20s": 3},
    {"stream": "b", "month": "2026-02", "offered": 30, "answered_within_20s": 10},  # two grains
    {"stream": "c", "week": date(2026, 1, 26), "offered": 30, "answered_within_20s": 10, "handled": 1},
    {"stream": "c", "week": date(2026, 1, 12), "offered": 30, "answered_within_20s": 10, "handled": 8},
    {"stream": "d", "day": date(2026, 1, 12), "offered": 0, "answered_within_20s": 0, "handled": 0},
    {"stream": "d", "day": date(2026, 2, 12), "csat_n": 10},
    {"stream": "a", "day": date(2026, 1, 7), "csat_n": 10, "csat_satisfied": 8},
    {"stream": "a", "day": date(2026, 2, 4), "csat_n": 10, "csat_satisfied": 8},
    {"stream": "a", "day": date(2026, 2, 5), "csat_n": 10},  # answers, none of them sorted
]
KPIS = [
    {"formula": "service_level", "within_s": 20},
    {"formula": "dmc"},
    {"formula": "csat"},
    {"formula": "volume"},
    {
        "formula": "custom",
        "numerator": {"handled": Decimal("0.25"), "offered": Decimal("-1.5")},
        "denominator": {"handled": 1},
        "unit": "ratio",
        "direction": "higher",
    },
]
COLUMNS = ", ".join(f"{name} BIGINT" for name in BASE_COLUMNS)
CREATE = f"""CREATE TABLE projection (vendor TEXT, contract TEXT, stream TEXT, start DATE, grain TEXT,
             batch INTEGER, {COLUMNS}, extra {{json}}, estimated TEXT)"""


def records(rows: list[dict[str, Any]] = ROWS) -> list[dict[str, Any]]:
    frame = table(rows).frame
    found = []
    for row in frame.to_dict("records"):
        counters = {k: int(v) for k, v in row.items() if k not in KEY_COLUMNS and not pd.isna(v)}
        extra = {k: v for k, v in counters.items() if k not in CATALOGUE}
        found.append(
            {
                "vendor": "v",
                "contract": "C",
                "stream": row["stream"],
                "start": row["start"].date().isoformat(),
                "grain": row["grain"],
                "batch": row["batch"],
                "extra": json.dumps(extra) if extra else None,
                "estimated": "",
                **{k: v for k, v in counters.items() if k in CATALOGUE},
            }
        )
    return found


def kpi(values: dict[str, Any]) -> Kpi:
    found, problems = resolve(KpiDefinition(id="K", source="contrat, 1", **values))
    assert found, problems
    return found


def assert_same(
    rows: list[tuple[Any, ...]],
    made: Kpi,
    unit: Decimal,
    counters: CounterTable | None = None,
) -> int:
    """The rows of the query against the computation on the same counters; says how many are measured."""
    counters, measures = counters or table(ROWS), 0
    asked = {(stream, month): rest for stream, month, *rest in rows}
    for stream in "abcd":
        for month in (Month(2026, 1), Month(2026, 2)):
            figure = compute(made, counters.sums((stream,), month.window))
            top, bottom, unsettled, factor = asked.get((stream, str(month)), (None, None, 0, 1))
            measured = None not in (top, bottom) and not unsettled and bottom != 0
            assert measured == (figure.value is not None), (made, stream, month, figure)
            if measured:
                measures += 1
                assert (top * unit, bottom * unit) == (figure.numerator, figure.denominator or 1)
                ratio = Decimal(top) / Decimal(bottom) * made.scale * factor
                assert abs(ratio - figure.value) < Decimal("1e-18"), (made, stream, month)
    return measures


@pytest.mark.parametrize("values", KPIS, ids=lambda v: v["formula"])
def test_the_query_equals_the_computation_on_sqlite(values: dict[str, Any]) -> None:
    made = kpi(values)
    query = kpi_query(made)
    with sqlite3.connect(":memory:") as base:
        base.execute(CREATE.format(json="JSON"))
        for record in [
            *records(),
            {"vendor": "w", "contract": "C", "stream": "a", "start": "2026-01-05"},
        ]:
            names = ", ".join(record)
            places = ", ".join(f":{name}" for name in record)
            base.execute(f"INSERT INTO projection ({names}) VALUES ({places})", record)
        rows = base.execute(query.sql, {"vendor": "v", "contract": "C"}).fetchall()
    assert all(value is None or isinstance(value, int) for row in rows for value in row[2:])
    assert_same(rows, made, query.unit)


def filled(base: sa.Connection, rows: list[dict[str, Any]]) -> None:
    """A temporary projection of PostgreSQL with these rows."""
    base.execute(sa.text(CREATE.format(json="JSON").replace("TABLE", "TEMPORARY TABLE", 1)))
    types = {"start": "CAST(:start AS date)", "extra": "CAST(:extra AS json)"}
    for record in rows:
        names, places = ", ".join(record), ", ".join(types.get(name, f":{name}") for name in record)
        base.execute(sa.text(f"INSERT INTO pg_temp.projection ({names}) VALUES ({places})"), record)


@pytest.mark.postgres
@pytest.mark.parametrize("values", KPIS, ids=lambda v: v["formula"])
def test_the_query_equals_the_computation_on_postgresql(
    values: dict[str, Any], postgres_url: str
) -> None:
    made = kpi(values)
    query = kpi_query(made, "postgresql", "pg_temp.projection")
    engine = sa.create_engine(postgres_url)
    with engine.begin() as base:
        filled(base, records())
        rows = [tuple(row) for row in base.execute(sa.text(query.sql), {"vendor": "v", "contract": "C"})]
        base.rollback()
    engine.dispose()
    assert_same(rows, made, query.unit)


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_every_formula_of_the_catalogue_has_its_query(dialect: SqlDialect) -> None:
    for code, formula in FORMULAS.items():
        for variant in formula.variants:
            made = kpi({"formula": code, "variant": variant, "within_s": 20, "within_h": 24})
            query = kpi_query(made, dialect)
            assert query.unit == Decimal(1) / MILLION
            if dialect == "sqlite":
                with sqlite3.connect(":memory:") as base:
                    base.execute(CREATE.format(json="JSON"))
                    assert base.execute(query.sql, {"vendor": "v", "contract": "C"}).fetchall() == []


def test_only_names_of_counters_enter_the_statement() -> None:
    made = Kpi(
        "K", "custom", {"x); DROP TABLE projection; --": Decimal(1)}, {}, Decimal(1), "ratio", "higher"
    )
    with pytest.raises(ValueError, match="not names of counters"):
        kpi_query(made)


# ---- every formula and variant, on rows drawn at random -------------------------------------------


def every_kpi() -> list[Kpi]:
    return [
        kpi({"formula": code, "variant": variant, "within_s": 20, "within_h": 24, **short})
        for code, formula in FORMULAS.items()
        for variant in formula.variants
        for short in ({}, {"short_s": 5})
    ]


def random_rows(chance: Random) -> list[dict[str, Any]]:
    """Days in two streams, weeks in a third, months in a fourth, each giving some of the counters."""
    names = sorted({name for made in every_kpi() for name in made.counters})
    slots = [{"stream": s, "day": date(2026, m, d)} for s in "ab" for m in (1, 2) for d in (3, 7, 20, 26)]
    slots += [{"stream": "c", "week": date(2026, 1, day)} for day in (5, 12, 26)]
    slots += [{"stream": "d", "month": month} for month in ("2026-01", "2026-02")]
    rows = []
    for slot in slots:
        for batch in (1, 2)[: chance.randint(1, 2)]:
            given = {
                n: Decimal(chance.randint(0, 10**9)).scaleb(-3) for n in names if chance.random() < 0.9
            }
            zeros = {name: 0 for name in given if chance.random() < 0.1}
            rows.append({**slot, "batch": batch, **given, **zeros})
    return rows


@pytest.mark.parametrize("seed", range(4))
def test_every_variant_of_every_formula_is_the_same_in_sql_on_sqlite(seed: int) -> None:
    rows, measures = random_rows(Random(seed)), 0
    counters = table(rows)
    with sqlite3.connect(":memory:") as base:
        base.execute(CREATE.format(json="JSON"))
        for record in records(rows):
            names, places = ", ".join(record), ", ".join(f":{name}" for name in record)
            base.execute(f"INSERT INTO projection ({names}) VALUES ({places})", record)
        for made in every_kpi():
            query = kpi_query(made)
            found = base.execute(query.sql, {"vendor": "v", "contract": "C"}).fetchall()
            measures += assert_same(found, made, query.unit, counters)
    assert measures > 200, "most of the rows measure something"


@pytest.mark.postgres
@pytest.mark.parametrize("seed", range(2))
def test_every_variant_of_every_formula_is_the_same_in_sql_on_postgresql(
    seed: int, postgres_url: str
) -> None:
    rows, measures = random_rows(Random(seed)), 0
    counters = table(rows)
    engine = sa.create_engine(postgres_url)
    with engine.begin() as base:
        filled(base, records(rows))
        for made in every_kpi():
            query = kpi_query(made, "postgresql", "pg_temp.projection")
            found = base.execute(sa.text(query.sql), {"vendor": "v", "contract": "C"})
            measures += assert_same([tuple(row) for row in found], made, query.unit, counters)
        base.rollback()
    engine.dispose()
    assert measures > 200
