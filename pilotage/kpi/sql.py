"""The SQL of a KPI, generated from the same data as its computation.

For who reads the projection with a tool of his own: exact integer sums by stream and month, which a
test holds equal to `pilotage.kpi.computation.compute`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pilotage.counters import CATALOGUE, ancestors, comes_with_parent
from pilotage.kpi.model import Combination, Kpi

_NAME = re.compile(r"^[a-z][a-z0-9_]*\Z")
SqlDialect = Literal["sqlite", "postgresql"]
_MONTH: Mapping[SqlDialect, str] = {
    "sqlite": "strftime('%Y-%m', {day})",
    "postgresql": "to_char({day}, 'YYYY-MM')",
}
_WEEK_END: Mapping[SqlDialect, str] = {"sqlite": "date(start, '+6 days')", "postgresql": "start + 6"}
_EXTRA: Mapping[SqlDialect, str] = {
    "sqlite": "json_extract(extra, '$.{name}')",
    "postgresql": "CAST(extra ->> '{name}' AS bigint)",
}


@dataclass(frozen=True, slots=True)
class KpiQuery:
    """A statement with the parameters `:vendor` and `:contract`.

    Its rows are (stream, month `YYYY-MM`, numerator, denominator, unsettled), the sums being
    integers: times `unit` they are the sums of the KPI, which is their ratio times its scale. A sum
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
    week_end, columns = _WEEK_END[dialect], ", ".join(names)
    first, last = (_MONTH[dialect].format(day=day) for day in ("start", week_end))
    astride = f"grain = 'week' AND {first} <> {last}"
    sql = f"""\
WITH slot AS (
    SELECT stream, start, grain,
           {sums}
    FROM {table}
    WHERE vendor = :vendor AND contract = :contract
    GROUP BY stream, start, grain
), placed AS (
    SELECT stream, {first} AS month, grain, CASE WHEN {astride} THEN 1 ELSE 0 END AS astride, {columns}
    FROM slot
    UNION ALL
    SELECT stream, {last} AS month, grain, 1 AS astride, {columns}
    FROM slot WHERE {astride}
)
SELECT stream, month,
       {_sum(kpi.numerator, factor)} AS numerator,
       {_sum(kpi.denominator, factor)} AS denominator,
       {" + ".join(_doubts(kpi))} AS unsettled
FROM placed
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


def _sum(weights: Combination, factor: int) -> str:
    terms = [
        f"{int(weight * factor)} * SUM(CASE WHEN astride = 0 THEN {name} END)"
        for name, weight in weights.items()
    ]
    return " + ".join(terms)


def _doubts(kpi: Kpi) -> Iterator[str]:
    """Counts that are zero when the sums may be trusted."""
    for name in kpi.counters:
        yield f"COUNT(CASE WHEN astride = 1 THEN {name} END)"
        grains = f"COUNT(DISTINCT CASE WHEN {name} IS NOT NULL THEN grain END)"
        yield f"CASE WHEN {grains} > 1 THEN 1 ELSE 0 END"
        if comes_with_parent(name):
            busy = " OR ".join(f"{parent} > 0" for parent in ancestors(name))
            yield f"COUNT(CASE WHEN {name} IS NULL AND ({busy}) THEN 1 END)"
