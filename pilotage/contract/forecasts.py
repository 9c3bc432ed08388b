"""The clause on volume forecasts: whose they are, and on which day that of a month is frozen."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from pilotage.contract.base import Dated, Named, Scope, Terms, Whole


class ForecastTerms(Terms):
    """The forecast of a month is frozen at the end of the day `freeze_day` (the last one of a month that
    is shorter) of the month `months_before` it: the 15th of M-2 is `freeze_day = 15, months_before = 2`.
    """

    needed: ClassVar[tuple[tuple[str, ...], ...]] = (("freeze_day",), ("months_before",))

    freeze_day: Whole | None = Field(default=None, ge=1, le=31)
    months_before: Whole | None = Field(default=None, ge=0, le=12)


class Forecast(Named, Scope, Dated[ForecastTerms]):
    """The volume forecast of the streams concerned, and when it stops moving."""
