"""Small pictures: sparklines, the strip of a month; the palettes are those of the portal."""

import tomllib
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from pilotage.charts.small import month_strip, sparkline
from pilotage.charts.theme import PALETTES

CONFIG = tomllib.loads((Path(__file__).parents[3] / ".streamlit" / "config.toml").read_text("utf-8"))
SVG = "{http://www.w3.org/2000/svg}"


def drawn(picture: str, tag: str) -> list[ET.Element]:
    return ET.fromstring(picture).findall(SVG + tag)  # noqa: S314  our own picture


def test_a_gap_breaks_the_sparkline():
    values = [Decimal(1), Decimal(2), None, Decimal(3), Decimal(4)]
    assert len(drawn(sparkline(values, theme="light"), "polyline")) == 2


def test_the_last_known_value_carries_a_dot():
    picture = sparkline([Decimal(1), Decimal(3), None], theme="light", width=200)
    dot = drawn(picture, "circle")[0]
    assert 90 < float(dot.get("cx")) < 105


def test_the_target_is_dashed():
    picture = sparkline([Decimal(70), Decimal(90)], theme="light", target=Decimal(80))
    assert drawn(picture, "line")[0].get("stroke-dasharray")


def test_no_value_at_all_draws_an_empty_picture():
    assert drawn(sparkline([None, None], theme="dark"), "polyline") == []


def test_a_flat_series_does_not_divide_by_zero():
    assert drawn(sparkline([Decimal(5)] * 3, theme="light", target=Decimal(5)), "polyline")


def test_the_strip_fills_the_days_past_and_rings_today():
    cells = drawn(month_strip((2, 6, 10), now=8, last=15, theme="light"), "rect")
    full = [one for one in cells if one.get("fill") == PALETTES["light"].first]
    rings = [one for one in cells if one.get("fill") == "none"]
    assert len(full) == 8
    assert len(rings) == 1


def test_a_month_long_past_has_no_ring():
    cells = drawn(month_strip((2,), now=40, last=15, theme="light"), "rect")
    assert [one for one in cells if one.get("fill") == "none"] == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_charts_use_the_colours_of_the_pages(theme):
    palette, page = PALETTES[theme], CONFIG["theme"][theme]
    assert palette.ink == page["textColor"]
    assert palette.ground == page["backgroundColor"]
    assert palette.grid == page["dataframeBorderColor"]
    assert (palette.met, palette.watch, palette.missed) == (
        page["blueColor"],
        page["orangeColor"],
        page["redColor"],
    )
    assert palette.watch_edge == page["orangeTextColor"]
    assert palette.muted == page["grayTextColor"]
