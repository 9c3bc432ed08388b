"""The SQL of a KPI, generated from the same data as its computation.

For who reads the projection with a tool of his own: exact integer sums by stream and month, which a
test holds equal to `pilotage.kpi.computation.compute`.

The projection keeps what every source counted. Where the client and the vendor both count, or where a
typed figure gave way to a file, the rows that are not believed are to be left out first, by `batch`:
`pilotage.sources` knows them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pilotage.counters import CATALOGUE, MADE, ancestors, comes_with_parent, over_time
from pilotage.kpi.model import Combination, Kpi, Per

_NAME = re.compile(r"^[a-z][a-z0-9_]*\Z")
SqlDialect = Literal["sqlite", "postgresql"]
_MONTH: Mapping[SqlDialect, str] = {
    "sqlite": "strftime('%Y-%m', {day})",
    "postgresql": "to_char({day}, 'YYYY-MM')",
}
_WEEK_END: Mapping[SqlDialect, str] = {"sqlite": "date(start, '+6 days')", "postgresql": "start + 6"}
_MONTH_DAYS: Mapping[SqlDialect, str] = {
    "sqlite": "CAST(strftime('%d', month || '-01', '+1 month', '-1 day') AS INTEGER)",
    "postgresql": "CAST(to_char(to_date(month, 'YYYY-MM') + INTERVAL '1 month - 1 day', 'DD') AS int)",
}
_HALF_UP: Mapping[SqlDialect, str] = {"sqlite": "({0}) / ({1})", "postgresql": "DIV({0}, {1})"}
_MADE: Mapping[str, str] = {
    "worked_days": "CASE WHEN grain = 'day' AND handled > 0 THEN 1 END",
    "offered_gap": "CASE WHEN grain = 'day' THEN ABS(offered - forecast) END",
    "handled_gap": "CASE WHEN grain = 'day' THEN ABS(handled - forecast) END",
    "offered_forecast": "CASE WHEN grain = 'day' AND offered IS NOT NULL THEN forecast END",
    "handled_forecast": "CASE WHEN grain = 'day' AND handled IS NOT NULL THEN forecast END",
}
_EXTRA: Mapping[SqlDialect, str] = {
    "sqlite": "json_extract(extra, '$.{name}')",
    "postgresql": "CAST(extra ->> '{name}' AS bigint)",
}


@dataclass(frozen=True, slots=True)
class KpiQuery:
    """A statement with the parameters `:vendor` and `:contract`.

    Its rows are (stream, month `YYYY-MM`, numerator, denominator, unsettled, factor), the sums being
    integers: times `unit` they are the sums of the KPI, which is their ratio times its scale and
    `factor` (the days or the twelve months of a KPI that is counted by day or by year, else 1). A sum
    is NULL when a counter of it is absent. `unsettled` is above zero when the figure is not measured
    all the same: a week astride two months, two grains in one month, or a counter that the feed lacks
    on a day that had what it is part of.
    """

    sql: str
    unit: Decimal


def kpi_query(kpi: Kpi, dialect: SqlDialect = "sqlite", table: str = "projection") -> KpiQuery:
    """The query of a KPI over every stream and month of one contract."""
    names = _needed(kpi)
    unsafe = [name for name in names if not _NAME.match(name)]
    if unsafe:
        raise ValueError(f"not names of counters: {', '.join(unsafe)}")
    weights = (*kpi.numerator.values(), *kpi.denominator.values())
    factor = _to_integers(weights)
    sums = ",\n           ".join(f"SUM({_column(name, dialect)}) AS {name}" for name in names)
    made = "".join(f",\n           {_MADE[name]} AS {name}" for name in kpi.terms if name in MADE)
    columns = ", ".join(dict.fromkeys((*names, *kpi.terms)))
    week_end = _WEEK_END[dialect]
    first, last = (_MONTH[dialect].format(day=day) for day in ("start", week_end))
    astride = f"grain = 'week' AND {first} <> {last}"
    sql = f"""\
WITH slot AS (
    SELECT stream, start, grain,
           {sums}
    FROM {table}
    WHERE vendor = :vendor AND contract = :contract
    GROUP BY stream, start, grain
), made AS (
    SELECT slot.*{made}
    FROM slot
), placed AS (
    SELECT stream, start, {first} AS month, grain, CASE WHEN {astride} THEN 1 ELSE 0 END AS astride,
           {columns}
    FROM made
    UNION ALL
    SELECT stream, start, {last} AS month, grain, 1 AS astride, {columns}
    FROM made WHERE {astride}
), shown AS (
    SELECT placed.*{_edges(kpi)}
    FROM placed
)
SELECT stream, month,
       {_sum(kpi.numerator, factor, dialect)} AS numerator,
       {_sum(kpi.denominator, factor, dialect) or 1_000_000 * factor} AS denominator,
       {" + ".join(_doubts(kpi))} AS unsettled,
       {_factor(kpi.per, dialect)} AS factor
FROM shown
GROUP BY stream, month
ORDER BY stream, month"""  # noqa: S608  every name above is a counter's: letters, digits, underscores
    return KpiQuery(sql, Decimal(1) / (1_000_000 * factor))


def _needed(kpi: Kpi) -> tuple[str, ...]:
    """The KPI's counters, then those that they come with."""
    parents = (p for name in kpi.counters if comes_with_parent(name) for p in ancestors(name))
    return tuple(dict.fromkeys((*kpi.counters, *parents)))


def _column(name: str, dialect: SqlDialect) -> str:
    return name if name in CATALOGUE else _EXTRA[dialect].format(name=name)


def _to_integers(weights: tuple[Decimal, ...]) -> int:
    """The power of ten that makes every weight whole."""
    exponents = (weight.normalize().as_tuple().exponent for weight in weights)
    return int(10 ** max(-min((e for e in exponents if isinstance(e, int)), default=0), 0))


def _edges(kpi: Kpi) -> str:
    """The first or the last value of a snapshot in the month, on its own day alone."""
    text = ""
    for name in kpi.counters:
        edge = {"first": "MIN", "last": "MAX"}.get(over_time(name))
        if edge:
            days = f"{edge}(CASE WHEN astride = 0 AND {name} IS NOT NULL THEN start END)"
            text += (
                f",\n           CASE WHEN start = {days} OVER (PARTITION BY stream, month)"
                f" THEN {name} END AS {name}_at"
            )
    return text


def _sum(weights: Combination, factor: int, dialect: SqlDialect) -> str:
    terms = [f"{int(weight * factor)} * {_total(name, dialect)}" for name, weight in weights.items()]
    return " + ".join(terms)


def _total(name: str, dialect: SqlDialect) -> str:
    """What a counter is over the month: its sum, or that of a snapshot."""
    how = over_time(name)
    column = f"{name}_at" if how in {"first", "last"} else name
    inside = f"CASE WHEN astride = 0 THEN {column} END"
    if how != "mean":
        return f"SUM({inside})"
    twice = f"2 * COUNT({inside})"
    return _HALF_UP[dialect].format(f"2 * SUM({inside}) + COUNT({inside})", f"NULLIF({twice}, 0)")


def _factor(per: Per, dialect: SqlDialect) -> str:
    if per == "worked_day":
        return "COUNT(CASE WHEN astride = 0 THEN worked_days END)"
    return {"day": _MONTH_DAYS[dialect], "year": "12"}.get(per, "1")


def _doubts(kpi: Kpi) -> Iterator[str]:
    """Counts that are zero when the sums may be trusted."""
    for name in kpi.counters:
        yield f"COUNT(CASE WHEN astride = 1 THEN {name} END)"
        grains = f"COUNT(DISTINCT CASE WHEN {name} IS NOT NULL THEN grain END)"
        yield f"CASE WHEN {grains} > 1 THEN 1 ELSE 0 END"
        if comes_with_parent(name):
            busy = " OR ".join(f"{parent} > 0" for parent in ancestors(name))
            yield f"COUNT(CASE WHEN {name} IS NULL AND ({busy}) THEN 1 END)"
    for name in kpi.terms:
        for source in MADE.get(name, ()):
            yield f"COUNT(CASE WHEN grain <> 'day' THEN {source} END)"
