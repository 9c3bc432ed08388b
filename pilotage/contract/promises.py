"""What is promised: a KPI, its window and its target."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from pilotage.contract.base import (
    Dated,
    Identifier,
    Named,
    Number,
    Scope,
    Terms,
)


class SlaTerms(Terms):
    """What is promised: met at or beyond `target` in the KPI's direction, after `round_to`."""

    needed: ClassVar[tuple[tuple[str, ...], ...]] = (("target",),)

    target: Number | None = None
    round_to: Number | None = Field(default=None, gt=0)
    kpi: Identifier | None = None
    minimum_sample: Number | None = Field(default=None, gt=0)


class Sla(Named, Scope, Dated[SlaTerms]):
    """A KPI judged over a window; `per = "stream"` judges each stream apart."""

    kpi: Identifier
    window: Literal["month"] = "month"
    per: Literal["scope", "stream"] = "scope"
