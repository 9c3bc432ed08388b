"""Sharing a whole number out without losing a unit: every total of the demo is exact by construction."""

import math
from collections.abc import Sequence


def share_out(
    total: int,
    weights: Sequence[float],
    *,
    upper: Sequence[int] | None = None,
    lower: Sequence[int] | None = None,
) -> list[int]:
    """`total` shared over the cells in proportion to `weights`, by largest remainder.

    Each share stays between its `lower` (0 by default) and `upper` (none by default); the sum is
    exactly `total`. Raises `ValueError` when the bounds leave no such sharing.
    """
    floors = list(lower) if lower is not None else [0] * len(weights)
    ceilings = list(upper) if upper is not None else [total] * len(weights)
    left = total - sum(floors)
    room = [high - low for low, high in zip(floors, ceilings, strict=True)]
    if left < 0 or left > sum(room) or min(room, default=0) < 0:
        raise ValueError(f"{total} cannot be shared out between {sum(floors)} and {sum(ceilings)}")
    given = list(floors)
    while left:
        open_cells = [n for n, space in enumerate(room) if space > 0]
        weight = math.fsum(weights[n] for n in open_cells)
        wished = {n: left * weights[n] / weight if weight else left / len(open_cells) for n in open_cells}
        full = {n: room[n] for n in open_cells if wished[n] >= room[n]}
        for n, units in (full or _nearest(left, wished)).items():
            given[n] += units
            room[n] -= units
            left -= units
    return given


def _nearest(left: int, wished: dict[int, float]) -> dict[int, int]:
    """Whole parts, then one unit each to the largest remainders, the first ones on a tie."""
    whole = {n: math.floor(wish) for n, wish in wished.items()}
    order = sorted(wished, key=lambda n: (whole[n] - wished[n], n))
    for n in order[: left - sum(whole.values())]:
        whole[n] += 1
    return whole


def fit(total: int, wished: Sequence[float], lower: Sequence[int], upper: Sequence[int]) -> list[int]:
    """Whole numbers near `wished`, each between its bounds, whose sum is exactly `total`."""
    near = [
        min(max(round(wish), low), high) for wish, low, high in zip(wished, lower, upper, strict=True)
    ]
    gap = total - sum(near)
    if gap >= 0:
        spaces = [high - value for value, high in zip(near, upper, strict=True)]
        extra = share_out(gap, [float(space) for space in spaces], upper=spaces)
        return [value + more for value, more in zip(near, extra, strict=True)]
    spaces = [value - low for value, low in zip(near, lower, strict=True)]
    less = share_out(-gap, [float(space) for space in spaces], upper=spaces)
    return [value - fewer for value, fewer in zip(near, less, strict=True)]
