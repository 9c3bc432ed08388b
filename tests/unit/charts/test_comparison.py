"""Figures of one KPI on one scale: intervals, targets, and those that are not measured in words."""

from decimal import Decimal

from pilotage.charts.comparison import ComparedFigure, ComparisonWords, ranked_dots

FIGURES = (
    ComparedFigure(
        "Armor", Decimal(82), "82,0 %", Decimal(79), Decimal(85), Decimal(80), "80 %", strong=True
    ),
    ComparedFigure("Atlas", Decimal(79), "79,0 %"),
    ComparedFigure("Ravinala", None, "Non mesuré : le flux ne donne pas : Décrochés en 20 s"),
)


def spec() -> dict:
    return ranked_dots(FIGURES, words=ComparisonWords(unit=" %"), theme="light", language="fr")


def layer(kind: str) -> dict:
    return next(one for one in spec()["layer"] if one["mark"]["type"] == kind)


def test_every_vendor_stands_on_the_same_scale_in_the_order_given():
    scales = {
        str(one["encoding"]["x"].get("scale"))
        for one in spec()["layer"]
        if "field" in one["encoding"]["x"]
    }
    assert len(scales) == 1
    assert layer("point")["encoding"]["y"]["sort"] == ["Armor", "Atlas", "Ravinala"]


def test_a_vendor_that_is_not_measured_says_why_and_has_no_dot():
    assert [row["name"] for row in layer("point")["data"]["values"]] == ["Armor", "Atlas"]
    silent = spec()["layer"][-1]["data"]["values"]
    assert [row["shown"] for row in silent] == ["Non mesuré : le flux ne donne pas : Décrochés en 20 s"]


def test_intervals_and_targets_are_drawn_where_there_are_some():
    spans = {row["name"]: (row["low"], row["high"]) for row in layer("rule")["data"]["values"]}
    assert spans == {"Armor": (79.0, 85.0), "Atlas": (79.0, 79.0)}
    assert [row["name"] for row in layer("tick")["data"]["values"]] == ["Armor"]


def test_a_long_name_is_broken_in_lines():
    long = ComparedFigure("Atlas Relation, appels entrants grand public et réclamations", Decimal(1), "1")
    found = ranked_dots([long], words=ComparisonWords(), theme="dark", language="en")
    assert "|" in found["layer"][0]["encoding"]["y"]["sort"][0]


def test_a_figure_near_the_right_edge_is_written_before_its_dot():
    written = {
        row["name"]: one["mark"]["align"]
        for one in spec()["layer"]
        if one["mark"]["type"] == "text"
        for row in one["data"]["values"]
        if row["value"] is not None
    }
    assert written == {"Armor": "left", "Atlas": "left"}
    late = ComparedFigure("Ravinala", Decimal(100), "1 min 40 s")
    layers = ranked_dots([*FIGURES[:2], late], words=ComparisonWords(), theme="light", language="fr")[
        "layer"
    ]
    (before,) = [one for one in layers if one["mark"].get("align") == "right"]
    assert [row["name"] for row in before["data"]["values"]] == ["Ravinala"]


def test_why_a_vendor_is_not_measured_is_written_in_lines_that_are_not_cut():
    reason = "Non mesuré : le flux ne donne pas : Décrochés en 20 s, Présentés (reçus), Abandons courts"
    drawn = ranked_dots(
        [FIGURES[0], ComparedFigure("Atlas", None, reason)],
        words=ComparisonWords(), theme="light", language="fr",
    )  # fmt: skip
    last = drawn["layer"][-1]
    assert last["mark"]["lineBreak"] == "|"
    assert all(len(line) <= 60 for row in last["data"]["values"] for line in row["shown"].split("|"))
