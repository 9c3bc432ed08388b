"""Figures in a terminal and in a program: exact texts for one, the reader's form for the other."""

from __future__ import annotations

from decimal import Decimal

from pilotage.cli.frame import frame
from pilotage.locale import NBSP

_UNITS = {"seconds": f"{NBSP}s", "hours": f"{NBSP}h"}


def exact_text(value: Decimal | None) -> str | None:
    """The figure as JSON carries it: all its decimals, a point, no thousands mark."""
    return None if value is None else f"{value:f}"


def number_text(value: Decimal | None) -> str:
    """All the decimals that can be read, dots where there are more."""
    from pilotage.locale.formulas import figure

    return "" if value is None else figure(value, frame().t)


def value_text(value: Decimal | None, unit: str, *, estimated: bool = False, typed: bool = False) -> str:
    """A figure as it is read: two decimals at most, none in a plain count, its unit, and where it does
    not come from counts.
    """
    if value is None:
        return ""
    t = frame().t
    whole = unit == "count" and value == value.to_integral_value()
    number = t.number(value, 0 if whole else 2) + _UNITS.get(unit, "")
    shown = t.percent(value) if unit == "percent" else number
    shown = t("{volume}, estimated", volume=shown) if estimated else shown
    return t("{volume}, typed in", volume=shown) if typed else shown
