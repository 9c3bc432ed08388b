"""Small pictures inside a card or a row, as SVG: no chart engine is started for twelve points."""

from collections.abc import Sequence
from decimal import Decimal

from pilotage.charts.theme import PALETTES, ThemeName


def sparkline(
    values: Sequence[Decimal | None],
    *,
    theme: ThemeName,
    target: Decimal | None = None,
    width: int = 200,
    height: int = 44,
) -> str:
    """A line of a few values with gaps, the target dashed, and a dot on the last one."""
    palette = PALETTES[theme]
    known = [float(value) for value in values if value is not None]
    if not known:
        return _svg(width, height, [])
    edges = [*known, *([float(target)] if target is not None else [])]
    low, high = min(edges), max(edges)
    span = (high - low) or 1.0
    step = (width - 14) / max(len(values) - 1, 1)

    def place(n: int, value: float) -> tuple[float, float]:
        return 4 + n * step, 6 + (height - 12) * (1 - (value - low) / span)

    parts = []
    if target is not None:
        y = place(0, float(target))[1]
        parts.append(
            f'<line x1="0" x2="{width}" y1="{y:.1f}" y2="{y:.1f}" stroke="{palette.muted}"'
            ' stroke-width="1.2" stroke-dasharray="4 3"/>'
        )
    for run in _runs(values):
        points = " ".join("{:.1f},{:.1f}".format(*place(n, value)) for n, value in run)
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{palette.first}" stroke-width="2"'
            ' stroke-linecap="round" stroke-linejoin="round"/>'
        )
    n, last = [run for run in _runs(values) if run][-1][-1]
    x, y = place(n, last)
    parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{palette.first}"/>')
    return _svg(width, height, parts)


def month_strip(steps: Sequence[int], *, now: int, last: int, theme: ThemeName, width: int = 240) -> str:
    """The working days after a month's end as a strip: those past filled, `now` ringed, and a tick
    on each day of `steps` (the J+2, J+6 ... of the contract's calendar).
    """
    palette = PALETTES[theme]
    cell = width / last
    parts = []
    for day in range(1, last + 1):
        fill = palette.first if day < now else palette.volume
        parts.append(
            f'<rect x="{(day - 1) * cell:.1f}" y="6" width="{cell - 2:.1f}" height="7" rx="1.5"'
            f' fill="{palette.first if day == now else fill}"/>'
        )
        if day in steps:
            parts.append(
                f'<rect x="{(day - 1) * cell + cell / 2 - 2:.1f}" y="16" width="2.5" height="5"'
                f' fill="{palette.muted}"/>'
            )
    if 1 <= now <= last:
        x = (now - 1) * cell
        parts.append(
            f'<rect x="{x - 1:.1f}" y="2.5" width="{cell:.1f}" height="14" rx="3" fill="none"'
            f' stroke="{palette.watch_edge}" stroke-width="2"/>'
        )
    return _svg(width, 23, parts)


def _runs(values: Sequence[Decimal | None]) -> list[list[tuple[int, float]]]:
    """The values in runs without a gap, each with its rank."""
    runs: list[list[tuple[int, float]]] = [[]]
    for n, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((n, float(value)))
    return [run for run in runs if run]


def _svg(width: int, height: int, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
        f' height="{height}">{"".join(parts)}</svg>'
    )
