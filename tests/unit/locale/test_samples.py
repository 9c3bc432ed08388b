"""What a survey's figure says of its precision, in both languages."""

from decimal import Decimal
from typing import Any

import pytest

from pilotage.kpi.model import Figure, Interval
from pilotage.locale import Words
from pilotage.locale.samples import sample_words

FRENCH, ENGLISH = Words("fr"), Words("en")


def figure(value: str | None, **more: Any) -> Figure:
    number = None if value is None else Decimal(value)
    return Figure("K", number, number, Decimal(412), **{"unit": "percent", **more})


def between(low: str, high: str) -> Interval:
    return Interval(Decimal(low), Decimal(high), Decimal(412))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_a_share_is_known_to_so_many_points() -> None:
    made = figure("85", sample=Decimal(412), interval=between("81.5", "88.5"))
    assert plain(sample_words(made, ENGLISH)) == "± 3.5 pts, n = 412"
    assert plain(sample_words(made, FRENCH)) == "± 3,5 pt, n = 412"


def test_few_answers_on_a_side_show_both_edges() -> None:
    made = figure("100", sample=Decimal(40), interval=between("91.24", "100"))
    assert plain(sample_words(made, FRENCH)) == "de 91,2 à 100,0 pt, n = 40"
    assert plain(sample_words(made, ENGLISH)) == "from 91.2 to 100.0 pts, n = 40"


def test_a_mean_of_scores_keeps_two_decimals_and_no_unit() -> None:
    made = figure("4.1", unit="ratio", sample=Decimal(1250), interval=between("4.04", "4.16"))
    assert plain(sample_words(made, FRENCH)).replace("\u202f", " ") == "± 0,06, n = 1 250"


@pytest.mark.parametrize("value", ["85", None])
def test_without_an_interval_only_the_number_of_answers_is_said(value: str | None) -> None:
    assert plain(sample_words(figure(value, sample=Decimal(412)), FRENCH)) == "n = 412"


def test_what_is_counted_in_full_says_nothing() -> None:
    assert sample_words(figure("85"), FRENCH) == ""
