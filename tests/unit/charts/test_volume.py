"""Volume against forecast: three series on one scale from zero, named beside their last figures."""

from decimal import Decimal

from pilotage.charts.volume import VolumeBar, VolumeWords, spread, volume_against_forecast

WORDS = VolumeWords("Présentés", "Traités", "Prévision figée", "Jour")


def bar(key: str, offered: int | None, handled: int | None, forecast: int | None) -> VolumeBar:
    figures = (None if one is None else Decimal(one) for one in (offered, handled, forecast))
    return VolumeBar(key, key, *figures)


def spec(*bars: VolumeBar) -> dict:
    return volume_against_forecast(bars, words=WORDS, theme="light", language="fr", height=200)


def test_bars_start_at_zero_on_one_scale_for_the_three_series():
    found = spec(bar("1", 100, 80, 120))
    domains = [
        layer["encoding"]["y"]["scale"]["domain"]
        for layer in found["layer"]
        if "scale" in layer["encoding"]["y"]
    ]
    assert len(domains) == 4
    assert all(domain == domains[0] for domain in domains)
    assert domains[0][0] == 0
    assert domains[0][1] > 120


def test_a_day_without_figures_is_a_gap():
    found = spec(bar("1", 100, 80, 120), bar("2", None, None, None))
    assert found["layer"][0]["data"]["values"][1]["offered"] is None


def test_the_series_are_named_once_each_at_their_last_figure():
    names = spec(bar("1", 100, 80, 120), bar("2", 100, 50, None))["layer"][3]["data"]["values"]
    assert {row["text"]: row["at"] for row in names} == {
        "Traités": 50,
        "Présentés": 100,
        "Prévision figée": 120,
    }


def test_names_that_would_overlap_are_spread_and_keep_their_order():
    assert spread({"a": 100.0, "b": 101.0, "c": 50.0}, 10.0) == {"c": 50.0, "a": 100.0, "b": 110.0}


def test_a_quote_in_a_label_does_not_break_the_axis():
    found = volume_against_forecast(
        [VolumeBar("k", "l'an", Decimal(1), None, None)], words=WORDS, theme="dark", language="fr"
    )
    assert "'l’an'" in found["layer"][0]["encoding"]["x"]["axis"]["labelExpr"]
