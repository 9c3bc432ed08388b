"""Bands and tiers: every value falls into exactly one, once values are rounded as the SLA says."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotage.contract.bands import band_findings, tier_findings
from pilotage.contract.consequences import Band
from pilotage.contract.prices import Tier


def codes(bands, round_to=None):
    step = None if round_to is None else Decimal(round_to)
    made = [Band(rate=0, **{k: Decimal(str(v)) for k, v in edges.items()}) for edges in bands]
    return [finding.code.removeprefix("contract.") for finding in band_findings((), made, step)]


def test_seconds_from_45_to_46_are_no_gap_when_seconds_are_whole():
    nashua = [{"at_most": 45}, {"at_least": 46, "at_most": 48}, {"at_least": 49}]
    assert codes(nashua, "1") == []
    assert codes(nashua) == ["bands_gap", "bands_gap"]
    assert codes(nashua, "0.5") == ["bands_gap", "bands_gap"]


@pytest.mark.parametrize(
    ("step", "found"),
    [("0.01", []), ("0.001", ["bands_gap"]), (None, ["bands_gap"])],
)
def test_a_gap_of_a_hundredth_is_stepped_over_by_hundredths_only(step, found):
    assert codes([{"at_most": "3.00"}, {"at_least": "3.01"}], step) == found


def test_two_open_edges_leave_their_own_value_out_unless_rounding_skips_it():
    assert codes([{"below": "80.05"}, {"above": "80.05"}]) == ["bands_edge"]
    assert codes([{"below": "80.05"}, {"above": "80.05"}], "0.1") == []


def test_bands_may_stand_in_any_order():
    assert codes([{"at_least": 80}, {"below": 70}, {"at_least": 70, "below": 80}]) == []


def test_a_band_inside_another_is_an_overlap():
    assert "bands_overlap" in codes([{"below": 90}, {"at_least": 80, "below": 85}, {"at_least": 90}])


def test_one_band_without_edges_covers_everything():
    assert codes([{}]) == []


def test_no_band_at_all_leaves_nothing_to_say():
    assert codes([]) == []


@given(
    st.lists(st.integers(-50, 150), min_size=1, max_size=6, unique=True).map(sorted),
    st.integers(-600, 1600),
)
def test_bands_cut_at_any_points_hold_every_value_exactly_once(cuts, tenths):
    edges = [{"below": cuts[0]}]
    edges += [{"at_least": low, "below": high} for low, high in pairwise(cuts)]
    edges.append({"at_least": cuts[-1]})
    assert codes(edges) == []
    bands = [Band(rate=0, **edge) for edge in edges]
    assert sum(band.holds(Decimal(tenths) / 10) for band in bands) == 1


def test_tiers_rise_and_the_last_one_is_open():
    good = [Tier(up_to=18000, price=Decimal("5.35")), Tier(price=Decimal("4.80"))]
    assert list(tier_findings((), good)) == []
    closed = [finding.code for finding in tier_findings((), good[:1])]
    assert closed == ["contract.tiers_closed"]
    falling = [Tier(up_to=10, price=1), Tier(up_to=10, price=1), Tier(price=1)]
    assert [finding.code for finding in tier_findings((), falling)] == ["contract.tiers_order"]
