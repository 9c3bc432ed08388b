"""The landing drawn: gaps where nothing came, the range as a fan, the target, the volumes."""

from datetime import date, timedelta
from decimal import Decimal

from pilotage.charts.landing import Ending, LandingPoint, LandingWords, landing_chart

WORDS = LandingWords("Objectif 80 %", "79,1 %", "\N{NO-BREAK SPACE}%", "Jour", "QS", "Reçus", "Prévus")
FIRST = date(2026, 11, 2)


def point(number, value, forecast="100"):
    known = None if value is None else Decimal(value)
    return LandingPoint(
        day=FIRST + timedelta(days=number),
        value=known,
        so_far=known,
        volume=None if value is None else Decimal(90),
        forecast=Decimal(forecast),
        label=f"jour {number}",
        shown=str(value),
    )


POINTS = [point(0, "78"), point(1, None), point(2, "80"), point(3, None), point(4, None)]
ENDING = Ending(Decimal("79.1"), Decimal("77.9"), Decimal("80.3"), Decimal(80))


def drawn(points=POINTS, ending=ENDING, **more):
    options = {"words": WORDS, "theme": "light", "language": "fr", **more}
    return landing_chart(points, ending, **options)


def marks(spec, kind):
    return [layer for layer in spec["layer"] if layer["mark"]["type"] == kind]


def texts(spec):
    return [row["text"] for layer in marks(spec, "text") for row in layer["data"]["values"]]


def test_a_day_without_figures_is_a_gap():
    spec = drawn()
    line = next(one for one in marks(spec, "line") if one["encoding"]["y"]["field"] == "so_far")
    assert [row["so_far"] for row in line["data"]["values"]][:3] == [78.0, None, 80.0]
    assert line["mark"]["invalid"] == "break-paths-show-domains"
    points = next(one for one in marks(spec, "point") if one["encoding"]["y"]["field"] == "value")
    assert points["data"]["values"]


def test_the_range_opens_from_the_last_known_day_to_the_end_of_the_month():
    (fan,) = marks(drawn(), "area")
    first, last = fan["data"]["values"]
    assert (first["low"], first["high"]) == (80.0, 80.0)
    assert (last["low"], last["high"]) == (77.9, 80.3)
    assert last["at"].startswith("2026-11-06")


def test_target_and_likely_value_are_written_and_do_not_meet():
    spec = drawn()
    assert set(texts(spec)) == {"Objectif 80 %", "79,1 %"}
    (label,) = [one for one in marks(spec, "text") if one["data"]["values"][0]["text"].startswith("Obj")]
    assert label["mark"]["dy"] < 0  # above its line, since the month lands below it


def test_without_a_range_there_is_a_likely_value_and_no_fan():
    spec = drawn(ending=Ending(Decimal("79.1"), None, None, Decimal(80)))
    assert marks(spec, "area") == []
    assert "79,1 %" in texts(spec)


def test_a_month_that_is_over_is_drawn_without_a_future():
    whole = [point(number, "80") for number in range(5)]
    spec = drawn(whole)
    assert marks(spec, "area") == []
    assert texts(spec) == ["Objectif 80 %"]


def test_what_came_stands_before_what_was_expected():
    expected, came = marks(drawn(), "bar")
    assert expected["mark"]["size"] > came["mark"]["size"]
    assert len(expected["data"]["values"]) == 5
    assert len(came["data"]["values"]) == 2


def test_numbers_follow_the_reader():
    assert drawn(language="fr")["config"]["locale"]["number"]["decimal"] == ","
    assert drawn(language="en")["config"]["locale"]["number"]["decimal"] == "."


def test_a_month_without_any_day_can_still_be_drawn():
    spec = drawn([point(0, None), point(1, None)], Ending(Decimal(80), None, None, None))
    assert spec["layer"]


def test_the_words_of_the_target_end_at_the_edge_and_are_never_cut():
    (target,) = [layer for layer in marks(drawn(), "text") if "Objectif" in str(layer["data"]["values"])]
    assert (target["mark"]["align"], target["encoding"]["x"]) == ("right", {"value": "width"})
