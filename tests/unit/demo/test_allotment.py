import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotage.demo.allotment import fit, share_out

WEIGHTS = st.lists(st.floats(0, 1000), min_size=1, max_size=40)


@given(st.integers(0, 10_000), WEIGHTS)
def test_nothing_is_lost_nor_made_in_the_sharing(total, weights):
    shares = share_out(total, weights)
    assert sum(shares) == total
    assert min(shares) >= 0


@given(st.lists(st.tuples(st.floats(0, 100), st.integers(0, 50)), min_size=1, max_size=40), st.data())
def test_no_share_goes_over_its_bound(cells, data):
    weights, bounds = [w for w, _ in cells], [b for _, b in cells]
    total = data.draw(st.integers(0, sum(bounds)))
    shares = share_out(total, weights, upper=bounds)
    assert sum(shares) == total
    assert all(share <= bound for share, bound in zip(shares, bounds, strict=True))


def test_shares_follow_the_weights_by_largest_remainder():
    assert share_out(10, [1.0, 1.0, 2.0]) == [3, 2, 5]
    assert share_out(0, [1.0, 2.0]) == [0, 0]


def test_bounds_that_leave_no_sharing_are_refused():
    with pytest.raises(ValueError, match="cannot be shared out"):
        share_out(10, [1.0, 1.0], upper=[4, 4])
    with pytest.raises(ValueError, match="cannot be shared out"):
        share_out(1, [1.0, 1.0], lower=[1, 1])


def test_fitting_keeps_near_the_wish_within_the_bounds_and_makes_the_total():
    assert fit(10, [3.0, 3.0], [0, 0], [4, 9]) == [4, 6]
    assert fit(4, [3.0, 3.0], [2, 0], [4, 9]) == [2, 2]
