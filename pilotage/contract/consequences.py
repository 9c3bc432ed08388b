"""What a promise kept or missed is worth: the kinds of consequence, each with its dated terms."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from pilotage.contract.base import (
    Base,
    Closed,
    Dated,
    Edges,
    Identifier,
    Named,
    Number,
    Scope,
    Terms,
    Whole,
    YesNo,
)
from pilotage.contract.promises import SlaWindow

VatTreatment = Literal["price_reduction", "damages"]
Months = Annotated[Whole, Field(ge=1, le=36)]


class Band(Edges):
    """A step of a ladder: the rate, in percent of the base, negative for a malus."""

    rate: Number = Field(ge=-100, le=100)


class LadderTerms(Terms):
    """The steps, which leave no value without a rate once the SLA's `round_to` is applied."""

    needed: ClassVar[tuple[tuple[str, ...], ...]] = (("bands",),)

    bands: tuple[Band, ...] | None = Field(default=None, min_length=1)


class PerUnitTerms(Terms):
    """`amount` a unit beyond the edge, or `rate` percent of the base; `ceiling` counts every portion of a
    unit as one.
    """

    needed: ClassVar[tuple[tuple[str, ...], ...]] = (("beyond",), ("amount", "rate"))
    alternatives: ClassVar[tuple[frozenset[str], ...]] = (frozenset({"amount", "rate"}),)

    beyond: Edges | None = None
    unit: Number = Field(default=Decimal(1), gt=0)
    portion: Literal["ceiling", "floor", "exact"] = "exact"
    amount: Number | None = None
    rate: Number | None = Field(default=None, ge=-100, le=100)


class PerEventTerms(Terms):
    """`amount` for each event that the counter counts, beyond `tolerance`, or beyond
    `tolerance_percent` of the counter `of`.
    """

    alternatives: ClassVar[tuple[frozenset[str], ...]] = (frozenset({"tolerance", "tolerance_percent"}),)
    needed: ClassVar[tuple[tuple[str, ...], ...]] = (("counter",), ("amount",))

    counter: Identifier | None = None
    amount: Number | None = None
    tolerance: Number = Field(default=Decimal(0), ge=0)
    tolerance_percent: Number | None = Field(default=None, gt=0, le=100)
    of: Identifier | None = None
    portion: Literal["ceiling", "floor", "exact"] = "exact"


class SeverityPoints(Edges):
    """Points for an SLA missed by a gap that lies between the edges; of one SLA when it is named."""

    sla: Identifier | None = None
    points: Number = Field(ge=0)


class Repeat(Closed):
    """The points of an SLA missed again within so many months are multiplied."""

    within: Months = 1
    factor: Number = Field(ge=1)


class PointsTerms(Terms):
    """Points of each SLA missed, added up, then a rate of the base by their sum (`table`)."""

    needed: ClassVar[tuple[tuple[str, ...], ...]] = (("severities",), ("table",))

    severities: tuple[SeverityPoints, ...] | None = Field(default=None, min_length=1)
    repeat: Repeat | None = None
    table: tuple[Band, ...] | None = Field(default=None, min_length=1)


class AtRiskTerms(Terms):
    """An amount at risk, or `rate` percent of the base, times the weight of the SLA (percent, all of it
    when none is said), times the share that the band puts at stake, negative for a malus.
    """

    alternatives: ClassVar[tuple[frozenset[str], ...]] = (frozenset({"rate", "amount"}),)
    needed: ClassVar[tuple[tuple[str, ...], ...]] = (("amount", "rate"), ("bands",))

    amount: Number | None = Field(default=None, gt=0)
    rate: Number | None = Field(default=None, gt=0, le=100)
    weights: Mapping[Identifier, Annotated[Number, Field(gt=0, le=100)]] | None = None
    bands: tuple[Band, ...] | None = Field(default=None, min_length=1)


class PaymentShareTerms(Terms):
    """The share, in percent, of the prices' lines that is payable only when every SLA is met."""

    needed: ClassVar[tuple[tuple[str, ...], ...]] = (("share",),)

    share: Number | None = Field(default=None, gt=0, le=100)


class CoefficientBand(Edges):
    """What the price is multiplied by when the KPI lies in the band."""

    coefficient: Number = Field(gt=0, le=10)


class CoefficientTerms(Terms):
    """The bands of the KPI, which leave no value out once `round_to` is applied."""

    needed: ClassVar[tuple[tuple[str, ...], ...]] = (("bands",),)

    bands: tuple[CoefficientBand, ...] | None = Field(default=None, min_length=1)
    round_to: Number | None = Field(default=None, gt=0)


class EscalatingTerms(Terms):
    """The rate of the first failure, of the second ... within so many months, the month itself
    included; with `bands`, the multiple of the band's rate instead (`factors`).
    """

    alternatives: ClassVar[tuple[frozenset[str], ...]] = (
        frozenset({"rates", "factors"}),
        frozenset({"rates", "bands"}),
    )
    needed: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("rates", "factors"),
        ("rates", "bands"),
        ("within",),
    )

    within: Months | None = None
    rates: tuple[Annotated[Number, Field(ge=-100, le=0)], ...] | None = Field(default=None, min_length=1)
    factors: tuple[Annotated[Number, Field(ge=1)], ...] | None = Field(default=None, min_length=1)
    bands: tuple[Band, ...] | None = Field(default=None, min_length=1)


class EarnBackTerms(Terms):
    """What the SLA must reach to recover `share` percent of the malus of the `look_back` months
    before; a malus of `except_months` (1 to 12) has no second chance.
    """

    needed: ClassVar[tuple[tuple[str, ...], ...]] = (("reach",), ("look_back",))

    reach: Edges | None = None
    look_back: Months | None = None
    share: Number = Field(default=Decimal(100), gt=0, le=100)
    except_months: tuple[Annotated[Whole, Field(ge=1, le=12)], ...] = ()


class AlertTerms(Terms):
    """Any one of these raises the alert: an SLA missed `misses` times `within` so many months, or
    `consecutive` times, or deductions of a month from `deductions_from` percent of the base.
    """

    needed: ClassVar[tuple[tuple[str, ...], ...]] = (("misses", "consecutive", "deductions_from"),)

    misses: Annotated[Whole, Field(ge=1)] | None = None
    within: Months = 12
    consecutive: Months | None = None
    deductions_from: Number | None = Field(default=None, gt=0, le=100)


class _Consequence(Named):
    """What every clause may say. `place` puts what is due on the invoice of the next month, and `base_of`
    takes its rate on the fees of that one (or on those of a whole rolling window); the vendor brings
    evidence within `evidence_days` of the month's end and may contest for `contest_days` more, silence
    being agreement when `tacit`; `interpretation` names how an ambiguous clause was read.
    """

    slas: tuple[Identifier, ...] = ()
    base: Base = "activity_fees"
    window: SlaWindow | None = None
    vat_treatment: VatTreatment = "price_reduction"
    place: Literal["this_invoice", "next_invoice"] = "this_invoice"
    base_of: Literal["this_month", "next_invoice", "window"] = "this_month"
    obligation: Literal["means", "result"] | None = None
    evidence_days: Annotated[Whole, Field(ge=0, le=365)] | None = None
    contest_days: Annotated[Whole, Field(ge=0, le=365)] | None = None
    tacit: YesNo = False
    interpretation: Identifier | None = None


class LadderConsequence(_Consequence, Dated[LadderTerms]):
    """Bonus or malus in percent of a base, by the band in which the KPI falls."""

    kind: Literal["ladder"]


class PerUnitConsequence(_Consequence, Dated[PerUnitTerms]):
    """An amount for each unit, or portion of a unit, beyond a value."""

    kind: Literal["per_unit"]


class PerEventConsequence(_Consequence, Scope, Dated[PerEventTerms]):
    """An amount for each event beyond a tolerance, in the month or in a longer `window`."""

    kind: Literal["per_event"]
    window: Literal["month", "quarter", "half_year", "contract_year"] | None = None


class PointsConsequence(_Consequence, Dated[PointsTerms]):
    """Points of severity over several SLAs, which make a rate of the base."""

    kind: Literal["points"]


class AtRiskConsequence(_Consequence, Dated[AtRiskTerms]):
    """A share of an amount at risk, by the band in which the KPI falls."""

    kind: Literal["at_risk"]


class PaymentShareConsequence(_Consequence, Dated[PaymentShareTerms]):
    """A part of the lines of some prices that is payable only if what is required is met."""

    kind: Literal["payment_share"]
    prices: tuple[Identifier, ...] = Field(min_length=1)


class CoefficientConsequence(_Consequence, Scope, Dated[CoefficientTerms]):
    """A coefficient on the prices named, by the band in which a KPI of the month falls: a line of its
    own, before every ladder and outside their base.
    """

    kind: Literal["coefficient"]
    kpi: Identifier
    prices: tuple[Identifier, ...] = Field(min_length=1)


class EscalatingConsequence(_Consequence, Dated[EscalatingTerms]):
    """A rate that rises when the SLA fails again."""

    kind: Literal["escalating"]


class EarnBackConsequence(_Consequence, Dated[EarnBackTerms]):
    """What a later, higher level gives back of the malus of another consequence (`of`)."""

    kind: Literal["earn_back"]
    of: Identifier


class AlertConsequence(_Consequence, Dated[AlertTerms]):
    """A right that repeated failures open (most often to terminate); no money."""

    kind: Literal["alert"]


Consequence = Annotated[
    LadderConsequence
    | PerUnitConsequence
    | PerEventConsequence
    | PointsConsequence
    | AtRiskConsequence
    | PaymentShareConsequence
    | CoefficientConsequence
    | EscalatingConsequence
    | EarnBackConsequence
    | AlertConsequence,
    Field(discriminator="kind"),
]
