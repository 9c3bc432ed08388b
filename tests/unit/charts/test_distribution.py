"""Days one by one: each day once, met and missed by shape as well as colour, target and whole drawn."""

from decimal import Decimal

import pytest

from pilotage.charts.distribution import DayDot, DistributionWords, Line, distribution, nice_step


def spec(*days: DayDot, target: str | None = "80") -> dict:
    goal = Line(Decimal(target), "Objectif 80 %") if target else None
    whole = Line(Decimal(75), "Mois entier 75 %")
    words = DistributionWords(unit=" %")
    return distribution(days, target=goal, whole=whole, words=words, theme="light", language="fr")


def dots(found: dict) -> list[dict]:
    return found["layer"][-1]["data"]["values"]


def test_every_day_is_one_dot_and_days_alike_are_stacked():
    found = dots(spec(*(DayDot(Decimal(value), False) for value in (70, 70, 70, 90))))
    assert len(found) == 4
    assert len({(row["at"], row["rank"]) for row in found}) == 4
    assert max(row["rank"] for row in found) > 2


def test_shape_says_what_colour_says():
    found = dots(spec(DayDot(Decimal(70), False), DayDot(Decimal(90), True)))
    assert {(row["shape"], row["colour"]) for row in found} == {
        ("square", "#D55E00"),
        ("circle", "#0072B2"),
    }


def test_without_a_target_days_have_neither_state():
    found = spec(DayDot(Decimal(70), None), target=None)
    assert {row["shape"] for row in dots(found)} == {"circle"}
    texts = [layer["data"]["values"][0].get("text") for layer in found["layer"][:-1]]
    assert "Objectif 80 %" not in texts


def test_target_and_whole_period_are_drawn_and_labelled():
    texts = {
        layer["data"]["values"][0].get("text") for layer in spec(DayDot(Decimal(70), False))["layer"][:-1]
    }
    assert texts == {"Objectif 80 %", "Mois entier 75 %"}


def test_a_single_day_is_drawn():
    assert len(dots(spec(DayDot(Decimal(75), False), target=None))) == 1


@pytest.mark.parametrize(
    ("raw", "step"), [(0.0, 1.0), (0.7, 1.0), (1.0, 1.0), (2.2, 2.5), (26, 50), (0.03, 0.05)]
)
def test_steps_are_round(raw, step):
    assert nice_step(raw) == pytest.approx(step)
