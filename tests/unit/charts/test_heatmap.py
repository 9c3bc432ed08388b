"""Half-hours of the week: closed hours blank, colours that turn at the target and can be read."""

from decimal import Decimal

import pytest

from pilotage.charts.heatmap import HeatCell, HeatWords, contrast, heat_map, mixed, readable_on
from pilotage.charts.theme import PALETTES

COLUMNS = ("08:00", "08:30", "09:00")


def cell(column: str, value: str | None, row: str = "lundi") -> HeatCell:
    return HeatCell(column, row, None if value is None else Decimal(value), text=value or "")


def spec(cells: list[HeatCell], target: str | None = "80", **more) -> dict:
    options = {"theme": "light", "language": "fr", "higher": True, **more}
    goal = None if target is None else Decimal(target)
    return heat_map(cells, columns=COLUMNS, rows=["lundi"], target=goal, words=HeatWords(), **options)


def drawn(found: dict, layer: int = 0) -> dict[str, dict]:
    return {row["column"]: row for row in found["layer"][layer]["data"]["values"]}


def test_a_closed_half_hour_has_no_cell_and_an_open_one_without_data_an_empty_frame():
    found = spec([cell("08:00", "70"), cell("08:30", None)])
    assert set(drawn(found)) == {"08:00"}
    frame = found["layer"][2]
    assert [row["column"] for row in frame["data"]["values"]] == ["08:30"]
    assert frame["mark"]["filled"] is False


def test_the_scale_turns_at_the_target_as_far_on_either_side():
    palette = PALETTES["light"]
    fills = drawn(spec([cell("08:00", "60"), cell("08:30", "80"), cell("09:00", "100")]))
    assert fills["08:00"]["fill"] == palette.missed
    assert fills["08:30"]["fill"] == palette.bands["neutral"]
    assert fills["09:00"]["fill"] == palette.met


def test_a_delay_below_its_target_is_on_the_good_side():
    fills = drawn(spec([cell("08:00", "10"), cell("09:00", "30")], "20", higher=False))
    assert fills["08:00"]["fill"] == PALETTES["light"].met
    assert fills["09:00"]["fill"] == PALETTES["light"].missed


def test_without_a_target_colours_go_from_pale_to_dark():
    palette = PALETTES["light"]
    fills = drawn(spec([cell("08:00", "10"), cell("09:00", "90")], None))
    assert (fills["08:00"]["fill"], fills["09:00"]["fill"]) == (palette.shade, palette.first)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_figure_in_every_cell_can_be_read(theme):
    palette = PALETTES[theme]
    ends = (palette.missed, palette.met, palette.first, palette.shade)
    for start in ends:
        for share in range(11):
            fill = mixed(palette.bands["neutral"], start, share / 10)
            assert contrast(readable_on(fill, (palette.ink, palette.ground)), fill) >= 3.5, fill


def test_weekdays_and_hours_stand_in_their_order():
    found = spec([cell("08:00", "70")])
    encoding = found["layer"][0]["encoding"]
    assert encoding["x"]["sort"] == list(COLUMNS)
    assert encoding["x"]["axis"]["values"] == ["08:00", "09:00"]
    assert encoding["y"]["sort"] == ["lundi"]


def test_data_lie_in_the_layers_and_the_language_in_the_configuration():
    found = spec([cell("08:00", "70")], language="en")
    assert "datasets" not in found
    assert found["config"]["locale"]["number"]["decimal"] == "."
    assert found["config"]["aria"] is False
