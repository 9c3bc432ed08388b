"""The bands of a ladder typed over: what nobody touched stays as it was signed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from pilotage.services import amending
from tests.months import contract

LATER = date(2026, 11, 1)
MIXED = ("below = 80, rate = -5", "at_least = 80, at_most = 90, rate = 0", "above = 90, rate = 2")
POINT = ("below = 80, rate = -5", "at_least = 80, at_most = 80, rate = 0", "above = 80, rate = 2")
SAME = ("at_most = 80, rate = -5", "above = 80, at_most = 90, rate = 0", "above = 90, rate = 2")


def bands_after(bands, *steps):
    """The edges that the guided amendment writes, band after band, once rows are typed over."""
    source = 'from = 2025-01-01, source = "contrat, art. 1"'
    ladder = (
        "consequence = [{{ id = 'm', kind = 'ladder', slas = ['QS'], terms = [{{ {}, bands = [{}] }}] }}]"
    )
    terms = contract(ladder.format(source, ", ".join(f"{{ {band} }}" for band in bands)))
    (before,) = amending.clauses(terms, LATER)
    typed = tuple((high and Decimal(high), Decimal(rate)) for high, rate in steps)
    new = amending.changed(before, replace(before, steps=typed), LATER, "art. 1")
    return [", ".join(f"{key} = {value}" for key, value in band.items()) for band in new.values["bands"]]


@pytest.mark.parametrize("bands", [MIXED, POINT, SAME])
def test_a_rate_that_changes_moves_no_edge(bands):
    edge = 80 if bands is POINT else 90
    made = bands_after(bands, (80, -5), (edge, 0), (None, 3))
    assert made == [*bands[:-1], bands[-1].replace("rate = 2", "rate = 3")]


def test_an_edge_that_moves_keeps_its_side_and_those_beside_it_theirs():
    made = bands_after(MIXED, (82, -5), (90, 0), (None, 2))
    assert made == ["below = 82, rate = -5", "at_least = 82, at_most = 90, rate = 0", MIXED[2]]


def test_a_band_taken_away_leaves_the_other_edges_as_they_were():
    assert bands_after(MIXED, (80, -5), (None, 2)) == ["below = 80, rate = -5", "at_least = 80, rate = 2"]
    added = bands_after(SAME, (70, -8), (80, -5), (90, 0), (None, 2))
    assert added == ["at_most = 70, rate = -8", "above = 70, at_most = 80, rate = -5", *SAME[1:]]
