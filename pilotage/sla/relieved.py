"""A figure before and after what was neutralised: what was taken out stands in its steps."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from pilotage.kpi.model import Figure, Kpi
from pilotage.neutralisation import Exclusion, Share
from pilotage.sla.measuring import IDLE
from pilotage.trace import Step, Value, computed

EXCLUDED = "neutralised"
"""The reason of a value that was excluded as a whole."""


def after(raw: Figure, kept: Figure, left: Exclusion) -> Figure:
    """The figure that is left, its steps those of the raw one, then what leaves each of its sums. One
    that loses all that it was measured on is neutralised, and has no value.
    """
    if raw.value is None:
        return raw
    if kept.value is None:
        return replace(kept, reason=EXCLUDED if kept.reason in IDLE else kept.reason, steps=raw.steps)
    if (raw.numerator, raw.denominator) == (kept.numerator, kept.denominator):
        return raw
    steps = [
        _left(name, before, now, left)
        for name, before, now in (
            ("numerator", raw.numerator, kept.numerator),
            ("denominator", raw.denominator, kept.denominator),
        )
        if before is not None and now is not None
    ]
    return replace(kept, steps=(*raw.steps, *steps, kept.steps[-1]))


def _left(name: str, before: Decimal, now: Decimal, left: Exclusion) -> Step:
    """What is left of a sum."""
    inputs: dict[str, Value] = {name: before, "excluded": before - now}
    return computed(f"relief.{name}", f"{name} - excluded", inputs, "", left.source, left.reliefs)


def on_denominator(figure: Figure, kpi: Kpi, share: Share) -> Figure:
    """The share with its denominator brought back to the volume held against the vendor: never below its
    numerator, so never above the whole.
    """
    if figure.denominator is None or figure.numerator is None:
        return figure
    inputs: dict[str, Value] = {
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "kept": share.kept,
        "actual": share.actual,
    }
    formula = "max(numerator, denominator * kept / actual)"
    step = computed("relief.share", formula, inputs, "count", share.source, share.reliefs)
    ratio: dict[str, Value] = {
        "numerator": figure.numerator,
        "scale": kpi.scale,
        "denominator": step.value,
    }
    value = computed(
        "kpi.ratio", "numerator * scale / denominator", ratio, figure.unit, share.source, kpi.id
    )
    steps = (*figure.steps, step, value)
    return replace(figure, value=value.value, denominator=step.value, steps=steps, interval=None)
