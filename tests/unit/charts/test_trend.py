"""A KPI over time: gaps, targets that change, volume beneath, the reader's numbers."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest

from pilotage.charts.trend import Point, Series, TrendWords, kpi_trend, sla_days
from pilotage.periods import Month

WORDS = TrendWords(target="Objectif 80 %", unit="\N{NO-BREAK SPACE}%", period="Période", value="QS")


def day(number: int, value: str | None, *, target: str = "80", volume: str | None = "100") -> Point:
    at = date(2026, 2, 2) + timedelta(days=number)
    return Point(
        first=at,
        last=at,
        value=None if value is None else Decimal(value),
        target=Decimal(target),
        volume=None if volume is None else Decimal(volume),
        label=f"jour {number}",
        shown=f"{value}",
    )


def spec(points: list[Point], **more: str) -> dict:
    options = {"theme": "light", "language": "fr", **more}
    return kpi_trend([Series(tuple(points))], grain="day", words=WORDS, **options)


def layers(found: dict, mark: str) -> list[dict]:
    def kind(layer):
        return layer["mark"] if isinstance(layer["mark"], str) else layer["mark"]["type"]

    return [layer for layer in found["layer"] if kind(layer) == mark]


def lines(found: dict) -> list[dict]:
    return [one for one in layers(found, "line") if one["encoding"]["y"]["field"] == "value"]


def test_a_day_without_data_is_a_gap_in_the_line():
    found = spec([day(0, "70"), day(1, None), day(2, "75")])
    line = lines(found)[0]
    assert [row["value"] for row in line["data"]["values"]] == [70.0, None, 75.0]
    assert line["mark"]["invalid"] == "break-paths-show-domains"


def test_the_target_is_labelled_at_its_right_end():
    found = spec([day(0, "70"), day(1, "72")])
    label = layers(found, "text")[0]
    assert label["data"]["values"][0]["text"] == "Objectif 80 %"
    assert label["encoding"]["x"] == {"value": "width"}


def test_a_target_that_an_amendment_changes_is_drawn_as_two_runs():
    months = [Month(2026, number) for number in range(5, 9)]
    points = tuple(
        Point(m.first, m.last, Decimal(81), Decimal(80) if m < Month(2026, 7) else Decimal(82))
        for m in months
    )
    found = kpi_trend([Series(points)], grain="month", words=WORDS, theme="light", language="fr")
    runs = next(o for o in layers(found, "line") if o["encoding"]["y"]["field"] == "target")
    assert {(row["run"], row["target"]) for row in runs["data"]["values"]} == {(0, 80.0), (1, 82.0)}


def test_without_a_target_no_target_is_drawn():
    found = spec([Point(date(2026, 2, 2), date(2026, 2, 2), Decimal(70))])
    assert layers(found, "text") == []


def test_bars_of_volume_stay_in_the_lowest_sixth_and_start_at_zero():
    bars = layers(spec([day(0, "70", volume="300"), day(1, "71", volume="600")]), "bar")[0]
    assert bars["encoding"]["y"]["scale"]["domain"] == [0, 3600.0]
    assert [row["volume"] for row in bars["data"]["values"]] == [300.0, 600.0]


def test_without_volume_there_are_no_bars():
    assert layers(spec([day(0, "70", volume=None)]), "bar") == []


def test_provisional_figures_are_drawn_hollow():
    hollow = Point(date(2026, 2, 3), date(2026, 2, 3), Decimal(75), provisional=True)
    points = layers(spec([day(0, "70"), hollow]), "point")[0]
    assert [row["hollow"] for row in points["data"]["values"]] == [False, True]
    assert points["encoding"]["fill"]["condition"]["value"] == "#FFFFFF"


def test_after_relief_comes_first_and_both_lines_are_named():
    raw, after = [day(0, "58.4"), day(1, "60")], [day(0, "71.9"), day(1, "73")]
    found = sla_days(
        raw,
        after=after,
        names=("Après neutralisation", "Brut"),
        words=WORDS,
        theme="light",
        language="fr",
    )
    names = [one["data"]["values"][0]["text"] for one in layers(found, "text")]
    assert {"Après neutralisation", "Brut"} <= set(names)
    drawn = {one["mark"]["color"]: one["data"]["values"][0]["value"] for one in lines(found)}
    assert drawn == {"#0B3D78": 71.9, "#6B7686": 58.4}


def test_the_vertical_axis_is_written_once_in_the_readers_numbers():
    found = spec([day(0, "70"), day(1, "72")])
    axes = [one["encoding"]["y"]["axis"] for one in found["layer"] if one["encoding"]["y"].get("axis")]
    assert len(axes) == 1
    assert found["config"]["locale"]["number"]["decimal"] == ","
    assert found["config"]["locale"]["number"]["thousands"] == "\N{NARROW NO-BREAK SPACE}"


def test_english_readers_get_points_and_english_days():
    locale = spec([day(0, "70")], language="en")["config"]["locale"]
    assert locale["number"]["decimal"] == "."
    assert locale["time"]["shortDays"][1] == "Mon"


def test_data_lie_in_the_layers_where_streamlit_leaves_them_alone():
    found = spec([day(0, "70"), day(1, "72")])
    assert "datasets" not in found
    assert "data" not in found
    assert all("values" in layer["data"] for layer in found["layer"])


def test_the_specification_is_plain_json():
    assert json.loads(json.dumps(spec([day(0, "70"), day(1, None)])))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_ground_of_the_page_shows_through(theme):
    assert spec([day(0, "70")], theme=theme)["config"]["background"] == "transparent"


def test_a_month_of_days_is_ticked_on_its_mondays():
    points = [day(number, "70") for number in range(28)]
    axis = next(one["encoding"]["x"]["axis"] for one in lines(spec(points)))
    assert [tick[:10] for tick in axis["values"]] == [
        "2026-02-02",
        "2026-02-09",
        "2026-02-16",
        "2026-02-23",
    ]


def banded(number: int, low: str | None, high: str | None) -> Point:
    at = date(2026, 2, 2) + timedelta(days=number)
    edges = tuple(None if edge is None else Decimal(edge) for edge in (low, high))
    return Point(at, at, Decimal(75), Decimal(80), corridor=edges)


def test_the_dead_band_is_shaded_between_its_edges_and_labelled():
    words = TrendWords(target="Objectif 80 %", corridor="Zone neutre, 78 % à 86 %")
    points = (banded(0, "78", "86"), banded(1, "78", "86"))
    found = kpi_trend([Series(points)], grain="day", words=words, theme="light", language="fr")
    band = layers(found, "rect")[0]["data"]["values"]
    assert [(row["low"], row["high"]) for row in band] == [(78.0, 86.0)]
    assert any(one["data"]["values"][0].get("text") == words.corridor for one in layers(found, "text"))


def test_a_dead_band_that_an_amendment_moves_is_two_bands_and_an_open_edge_reaches_the_end():
    points = (banded(0, "78", "86"), banded(1, "79", None))
    found = kpi_trend([Series(points)], grain="day", words=WORDS, theme="light", language="fr")
    band = layers(found, "rect")[0]["data"]["values"]
    assert [row["low"] for row in band] == [78.0, 79.0]
    assert band[1]["high"] > 86


def test_the_interval_of_a_sampled_figure_is_an_upright_stroke_inside_the_view():
    at = date(2026, 2, 2)
    point = Point(at, at, Decimal(77), interval=(Decimal(74), Decimal(80)))
    found = kpi_trend([Series((point,))], grain="day", words=WORDS, theme="light", language="fr")
    stroke = layers(found, "rule")[0]
    assert [(row["low"], row["high"]) for row in stroke["data"]["values"]] == [(74.0, 80.0)]
    low, high = stroke["encoding"]["y"]["scale"]["domain"]
    assert low < 74
    assert high > 80


def test_what_a_point_must_not_be_taken_for_is_told_when_it_is_pointed_at():
    at = date(2026, 2, 2)
    point = Point(at, at, Decimal(77), provisional=True, note="provisoire")
    found = kpi_trend([Series((point,))], grain="day", words=WORDS, theme="light", language="fr")
    assert "note" in [tip["field"] for tip in layers(found, "point")[0]["encoding"]["tooltip"]]


def test_the_name_of_the_lower_line_stands_under_it():
    raw, after = [day(0, "58.4"), day(1, "60")], [day(0, "71.9"), day(1, "73")]
    found = sla_days(raw, after=after, names=("Après", "Brut"), words=WORDS, theme="light", language="fr")
    sides = {one["data"]["values"][0]["text"]: one["mark"]["dy"] for one in layers(found, "text")}
    assert sides["Après"] < 0 < sides["Brut"]
