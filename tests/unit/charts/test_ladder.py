"""Where a value stands on its ladder, at the size of a projector."""

from decimal import Decimal

from pilotage.charts.ladder import LadderBand, Mark, ladder_position

BANDS = (
    LadderBand(None, Decimal(70), "malus", "malus −5 %"),
    LadderBand(Decimal(70), Decimal(78), "malus", "−3 %"),
    LadderBand(Decimal(78), Decimal(86), "neutral", "zone neutre"),
    LadderBand(Decimal(86), None, "bonus", "bonus"),
)
RAW = Mark(Decimal("58.4"), "Brut", "58,4 %")


def ladder(**more) -> dict:
    options = {"target": Decimal(80), "target_label": "Objectif 80", "theme": "light", "language": "fr"}
    return ladder_position(BANDS, value=RAW, **{**options, **more})


def texts(found: dict) -> set[str]:
    return {
        str(value[layer["encoding"]["text"]["field"]])
        for layer in found["layer"]
        if "text" in layer["encoding"]
        for value in layer["data"]["values"]
    }


def test_every_band_is_named_and_the_target_too():
    assert {"malus −5 %", "−3 %", "zone neutre", "bonus", "Objectif 80", "58,4 %"} <= texts(ladder())


def test_open_bands_reach_the_ends_of_the_axis():
    bands = ladder()["layer"][0]
    low, high = bands["encoding"]["x"]["scale"]["domain"]
    drawn = bands["data"]["values"]
    assert drawn[0]["low"] == low
    assert drawn[-1]["high"] == high


def test_a_value_far_below_the_ladder_is_still_shown():
    found = ladder_position(
        BANDS,
        value=Mark(Decimal(5), "Brut", "5 %"),
        target=Decimal(80),
        target_label="x",
        theme="dark",
        language="en",
    )
    assert found["layer"][0]["encoding"]["x"]["scale"]["domain"][0] < 5


def test_relief_draws_an_arrow_between_the_two_values():
    after = Mark(Decimal("71.9"), "Après neutralisation", "71,9 %")
    assert {"71,9 %", "+13,5 points"} <= texts(ladder(after=after, move="+13,5 points"))


def test_figures_are_read_from_the_back_of_the_room():
    sizes = [one["mark"]["fontSize"] for one in ladder()["layer"] if one["mark"].get("type") == "text"]
    assert min(sizes) >= 26
    assert max(sizes) == 84
