"""What is promised: a KPI, its window and its target."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from pilotage.contract.base import (
    Dated,
    Edges,
    Identifier,
    Named,
    Number,
    Scope,
    Terms,
    Whole,
)

SlaWindow = Literal[
    "half_hour",
    "day",
    "week",
    "half_month",
    "month",
    "quarter",
    "half_year",
    "contract_year",
    "rolling",
]
MONTHS_OF = {"month": 1, "quarter": 3, "half_year": 6, "contract_year": 12}
"""The windows made of whole months, beside `rolling`, which says how many."""
SHORT = frozenset({"half_hour", "day", "week", "half_month"})
"""The windows of which several may end in one month."""


class SlaTerms(Terms):
    """What is promised: met at (or only beyond) `target` in the KPI's direction, after `round_to`.

    `aggregation`: the KPI of the window's sums (`ratio`), the share, in percent, of its half-hours or
    days (`grain`) whose own KPI is `compliant`, or their `mean`; those without activity do not count.
    `smoothing`: the value is that of so many windows, the earlier ones included, by the mean of their
    values or by the ratio of their sums.
    """

    needed: ClassVar[tuple[tuple[str, ...], ...]] = (("target",),)

    target: Number | None = None
    round_to: Number | None = Field(default=None, gt=0)
    met: Literal["at", "beyond"] = "at"
    kpi: Identifier | None = None
    minimum_sample: Number | None = Field(default=None, gt=0)
    aggregation: Literal["ratio", "share_of_compliant", "mean"] = "ratio"
    grain: Literal["half_hour", "day"] = "day"
    compliant: Edges | None = None
    smoothing: Annotated[Whole, Field(ge=1, le=36)] | None = None
    smoothed_by: Literal["mean", "ratio"] = "mean"


class Sla(Named, Scope, Dated[SlaTerms]):
    """A KPI judged over a window; `per = "stream"` judges each stream apart.

    Quarters and half-years are those of the calendar, or begin with the contract (`of = "contract"`).
    A `rolling` window is the last `months`.
    """

    kpi: Identifier
    window: SlaWindow = "month"
    of: Literal["calendar", "contract"] = "calendar"
    months: Annotated[Whole, Field(ge=1, le=36)] | None = None
    per: Literal["scope", "stream"] = "scope"
