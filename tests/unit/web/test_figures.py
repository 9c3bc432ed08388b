"""Figures for the eye: units, gaps, what misses its target."""

from datetime import date
from decimal import Decimal

import pytest

from pilotage.kpi.model import Figure
from pilotage.locale import Words
from pilotage.periods import Window
from pilotage.services.kpis import KpiRow
from pilotage.web.figures import gap_words, meets, missed_days, points, target_words, value_words
from pilotage.web.findings import periods_finding

FR, EN = Words("fr"), Words("en")
NBSP, MINUS = "\N{NO-BREAK SPACE}", "\N{MINUS SIGN}"


def row(number: int, value: str | None, target: str | None = "80") -> KpiRow:
    day = date(2026, 2, number)
    figure = Figure(
        kpi="QS",
        value=None if value is None else Decimal(value),
        numerator=None,
        denominator=Decimal(100),
        unit="percent",
    )
    return KpiRow(Window(day, day), "", "", "QS", figure, None if target is None else Decimal(target))


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ("58.4012", "percent", f"58,4{NBSP}%"),
        ("400.4", "seconds", f"6{NBSP}min{NBSP}40{NBSP}s"),
        ("36191", "seconds", f"10{NBSP}h{NBSP}03{NBSP}min"),
        ("19.4", "seconds", f"19{NBSP}s"),
        ("85.6", "points", "85,6"),
        ("0.555", "ratio", "0,56"),
        ("2954", "hours", f"2\N{NARROW NO-BREAK SPACE}954,0{NBSP}h"),
    ],
)
def test_a_kpi_is_shown_in_its_unit(value, unit, shown):
    assert value_words(Decimal(value), unit, FR) == shown


def test_what_was_not_measured_is_a_dash_and_never_zero():
    assert value_words(None, "percent", FR) == "—"
    assert gap_words(None, Decimal(80), "percent", FR) == "—"


def test_the_gap_of_a_percentage_is_in_points():
    assert gap_words(Decimal("58.4"), Decimal(80), "percent", FR) == f"{MINUS}21,6{NBSP}pt"
    assert gap_words(Decimal("86"), Decimal(85), "points", EN) == "+1"


def test_a_target_says_which_way_it_is_better():
    assert target_words(Decimal(80), "percent", "higher", FR) == f"≥{NBSP}80{NBSP}%"
    assert target_words(Decimal(15), "percent", "lower", EN) == f"≤{NBSP}15%"


def test_at_the_target_it_is_met_in_both_directions():
    assert meets(Decimal(80), Decimal(80), "higher")
    assert meets(Decimal(80), Decimal(80), "lower")
    assert not meets(Decimal("79.9"), Decimal(80), "higher")
    assert not meets(Decimal("80.1"), Decimal(80), "lower")


def test_days_without_a_figure_or_a_target_are_not_counted():
    rows = [row(2, "70"), row(3, "81"), row(4, None), row(5, "60", target=None)]
    assert missed_days(rows, "higher") == (1, 2)


def test_the_finding_counts_what_was_measured():
    assert periods_finding(9, 22, "day", EN) == "Target missed on 9 of 22 days"
    assert periods_finding(0, 13, "month", EN) == "Target met in all 13 months"
    assert periods_finding(0, 0, "week", EN) == "No day measured"


def test_a_point_carries_what_is_read_when_pointed_at():
    point = points([row(2, "58.4")], "day", FR, denominator=("offered",))[0]
    assert point.shown == f"58,4{NBSP}%"
    assert point.label == "lun. 2 févr."
    assert point.volume_shown.startswith(f"100{NBSP}")


def test_an_estimated_figure_is_drawn_as_provisional():
    day = date(2026, 2, 2)
    figure = Figure("QS", Decimal(1), Decimal(1), Decimal(1), "percent", estimated=True)
    assert points([KpiRow(Window(day, day), "", "", "QS", figure, None)], "day", FR)[0].provisional
