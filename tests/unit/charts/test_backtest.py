"""Two amounts a month: what is drawn, and only drawn where it moved."""

from decimal import Decimal

from pilotage.charts.backtest import TwoAmounts, two_by_month

MONTHS = [
    TwoAmounts("mars 26", Decimal(0), Decimal("-1750.38"), "0,00 €", "−1 750,38 €", "−1 750"),
    TwoAmounts("avr. 26", Decimal(10), Decimal(10), "10,00 €", "10,00 €"),
]


def drawn():
    return two_by_month(MONTHS, names=("Signé", "Projet"), theme="light", language="fr")


def test_each_month_has_both_sides_in_order():
    bars = drawn()["layer"][0]["data"]["values"]
    assert [(row["label"], row["side"]) for row in bars] == [
        ("mars 26", "Signé"),
        ("mars 26", "Projet"),
        ("avr. 26", "Signé"),
        ("avr. 26", "Projet"),
    ]
    assert [row["value"] for row in bars] == [0, -1750.38, 10, 10]


def test_the_difference_is_written_where_there_is_one():
    told = drawn()["layer"][2]["data"]["values"]
    assert [(row["label"], row["moved"], row["top"]) for row in told] == [("mars 26", "−1 750", 0)]
