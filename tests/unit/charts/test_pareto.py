"""Contact reasons: the tallest first, avoidable ones at the foot, a running total up to 100 %."""

from decimal import Decimal

from pilotage.charts.pareto import ParetoBar, ParetoWords, pareto

WORDS = ParetoWords("Motif", "Contacts", "Évitables", "Cumul")
BARS = (
    ParetoBar(
        "Relance après accusé de réception", Decimal(60), Decimal(40), Decimal(60), "60", "40", "60 %"
    ),
    ParetoBar("Facture", Decimal(40), None, Decimal(100), "40", "—", "100 %"),
)


def spec() -> dict:
    return pareto(BARS, words=WORDS, theme="light", language="fr")


def test_reasons_keep_the_order_given_however_their_names_are_broken():
    order = spec()["layer"][0]["encoding"]["x"]["sort"]
    rows = [row["name"] for row in spec()["layer"][0]["data"]["values"]]
    assert order == rows
    assert order[0].split("|")[0] == "Relance après"


def test_the_avoidable_part_is_drawn_over_the_whole_from_the_same_zero():
    whole, part = spec()["layer"][:2]
    assert whole["encoding"]["y"]["scale"] == part["encoding"]["y"]["scale"]
    assert part["encoding"]["y"]["field"] == "avoidable"
    assert [row["avoidable"] for row in part["data"]["values"]] == [40.0, None]


def test_the_running_total_has_a_scale_of_its_own_that_ends_above_one_hundred():
    line = next(layer for layer in spec()["layer"] if layer["mark"].get("type") == "line")
    assert line["encoding"]["y"]["scale"]["domain"][1] == 108
    assert spec()["resolve"]["scale"]["y"] == "independent"


def test_the_line_begins_above_the_tallest_bar_and_its_figure():
    """As shares of the height: what is written at the two never meets."""
    line = next(layer for layer in spec()["layer"] if layer["mark"].get("type") == "line")
    low, high = line["encoding"]["y"]["scale"]["domain"]
    bars = spec()["layer"][0]["encoding"]["y"]["scale"]["domain"][1]
    assert (60 - low) / (high - low) >= 60 / bars + 0.1


def test_the_more_bars_the_shorter_the_lines_of_their_names():
    few, many = (pareto(BARS * n, words=WORDS, theme="light", language="fr") for n in (1, 5))

    def longest(drawn):
        names = [row["name"] for row in drawn["layer"][0]["data"]["values"]]
        return max(len(line) for name in names for line in name.split("|"))

    assert longest(few) > 12 >= longest(many)
