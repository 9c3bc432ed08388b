"""What leaves a month's figures when it is not the vendor's doing, and who may give an amount away."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from pilotage.contract.base import Dated, Identifier, Named, Number, Scope, Terms, Text, Whole

Cause = Literal[
    "volume_above_forecast",
    "client_outage",
    "force_majeure",
    "client_staffing",
    "missing_brief",
    "late_forecast",
]
PortalRole = Literal["pilot", "finance", "admin"]


class NeutralisationTerms(Terms):
    """What a decided neutralisation does.

    `shape`: the window is excluded (`whole`), slots leave both sums (`slots_out`), or what lies above the
    frozen forecast is set aside in proportion (`pro_rata`), on the consequence or, for shares, on the
    denominator. `above` is in percent of the frozen forecast (110: ten percent of tolerance); `grain` is
    that of the slots. `request_days` and `decide_days` are working days after the month's end (J+n), and
    `tacit` what silence is worth once the second has passed. `idle`: the hours that stay payable are in
    the hours already counted, or are `added` in a line of their own.
    """

    needed: ClassVar[tuple[tuple[str, ...], ...]] = (("shape",),)

    shape: Literal["whole", "slots_out", "pro_rata"] | None = None
    on: Literal["consequence", "denominator"] = "consequence"
    above: Number | None = Field(default=None, gt=0)
    forecast: Literal["frozen"] = "frozen"
    grain: Literal["half_hour", "day", "window"] = "half_hour"
    may_change: Literal["sla", "billing", "both"] = "sla"
    request_days: Whole | None = Field(default=None, ge=1, le=60)
    decide_days: Whole | None = Field(default=None, ge=1, le=60)
    decided_by: PortalRole = "pilot"
    tacit: Literal["accepted", "refused"] | None = None
    idle: Literal["counted", "added"] = "counted"


class Neutralisation(Named, Scope, Dated[NeutralisationTerms]):
    """A cause for which figures are set aside once somebody decided so. `slas` are those that it changes:
    all that judge its streams, when none is named.
    """

    cause: Cause
    slas: tuple[Identifier, ...] = ()


class DelegationTerms(Terms):
    """How much may be given away at once, in the contract's currency; without `up_to`, any amount."""

    up_to: Number | None = Field(default=None, ge=0)


class Delegation(Named, Dated[DelegationTerms]):
    """Who may sign a waiver: `role` is that of the trade, which the minutes show."""

    role: Text
    role_en: str = Field(default="", max_length=200)
