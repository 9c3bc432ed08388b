"""A sample in words: « ± 3,5 pt, n = 412 », or its two edges where it is not symmetrical."""

from __future__ import annotations

from decimal import Decimal

from pilotage.kpi.model import Figure
from pilotage.locale import NBSP, Words

_EVEN = Decimal("0.05")


def sample_words(figure: Figure, t: Words) -> str:
    """What a sampled KPI says of its precision at 95 %; empty for a KPI that counts everything.

    A share in percent and a score in points are told in points; a mean of scores keeps two decimals.
    """
    if figure.sample is None:
        return ""
    n = f"n{NBSP}={NBSP}{t.number(figure.sample, 0)}"
    found = figure.interval
    if found is None or figure.value is None:
        return n
    digits = 1 if figure.unit == "percent" else 2 if found.half < 1 else 1
    suffix = t("pts") if figure.unit in {"percent", "points"} else ""
    suffix = f"{NBSP}{suffix}" if suffix else ""
    if abs(found.high - figure.value - (figure.value - found.low)) < _EVEN:
        return f"±{NBSP}{t.number(found.half, digits)}{suffix}, {n}"
    edges = {"low": t.number(found.low, digits), "high": t.number(found.high, digits) + suffix}
    return f"{t('from {low} to {high}', **edges)}, {n}"
