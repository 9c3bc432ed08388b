"""What a contract file may say: dated terms, each with the document and clause that set it.

The models are closed (an unknown key is refused) and frozen. No term is read from them directly:
`terms_on(day)` of a dated entity is the only way, and it says where each value comes from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Generic, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pilotage.trace import Source

Number = Annotated[Decimal, Field(allow_inf_nan=False)]
Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.\-]*$", max_length=60)]
Text = Annotated[str, Field(min_length=1, max_length=500)]

Channel = Literal[
    "voice_inbound", "voice_outbound", "email", "letter", "sms", "chat", "social", "back_office"
]
ActivityType = Literal["service", "after_sales", "orders", "survey", "prospecting", "sales", "helpdesk"]
VatTreatment = Literal["price_reduction", "damages"]
Base = Literal["activity_fees", "all_fees"]


class Closed(BaseModel):
    """A table of the file: only the keys it names, and no change once read."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Terms(Closed):
    """One dated block: it states only what its document changes."""

    since: date = Field(alias="from", description="First day in force")
    until: date | None = Field(default=None, description="Last day in force; ends the entity")
    source: Text = Field(description="Document id, then the clause: 'avenant-1, art. 4'")

    @property
    def origin(self) -> Source:
        document, _, clause = self.source.partition(",")
        return Source(document.strip(), clause.strip(), self.since.isoformat())


T = TypeVar("T", bound=Terms)


@dataclass(frozen=True, slots=True)
class InForce(Generic[T]):
    """The terms on a day, merged from every block in force, each value with its own origin."""

    terms: T
    origins: Mapping[str, Source]

    def source(self, name: str) -> Source:
        """The document and clause that last set the value `name`, else those of the last block."""
        return self.origins.get(name, self.terms.origin)


def terms_on(blocks: tuple[T, ...], day: date) -> InForce[T] | None:
    """The values in force on `day`, or None before the first block and after an `until`."""
    begun = sorted((block for block in blocks if block.since <= day), key=lambda b: b.since)
    if not begun or (begun[-1].until is not None and day > begun[-1].until):
        return None
    values: dict[str, object] = {}
    origins: dict[str, Source] = {}
    for block in begun:
        for name in block.model_fields_set:
            values[name] = getattr(block, name)
            origins[name] = block.origin
    return InForce(type(begun[-1]).model_construct(**values), origins)  # type: ignore[arg-type]


class Dated(Closed, Generic[T]):
    """An entity whose values change with the documents that are signed."""

    terms: tuple[T, ...] = Field(min_length=1)

    def terms_on(self, day: date) -> InForce[T] | None:
        """The values in force on `day`: the only way to read a term."""
        return terms_on(self.terms, day)


class Named(Closed):
    """What is shown under a name; `name_en` serves the English interface, else `name` does."""

    id: Identifier
    name: str = ""
    name_en: str = ""

    def label(self, language: str) -> str:
        return (self.name_en if language == "en" else "") or self.name or self.id


class Document(Closed):
    """A signed paper: the contract itself, an amendment, an agreed interpretation."""

    id: Identifier
    title: Text
    signed: date
    effective: date


class Activity(Named):
    """A line of work that is bought: its channel decides which counters mean something."""

    channel: Channel
    type: ActivityType = "service"


class Stream(Named):
    """The finest additive cell that a feed gives, under its activity."""

    activity: Identifier
    site: str = ""
    language: str = ""
    reason: str = ""


class Opening(Closed):
    """When an activity is open. Days are `mon` to `sun`; hours are local, `08:00`."""

    activity: Identifier
    days: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...]
    opens: str = Field(pattern=r"^\d\d:\d\d$")
    closes: str = Field(pattern=r"^\d\d:\d\d$")
    on_holidays: bool = False


class KpiDefinition(Named):
    """A KPI of the contract: a formula of the catalogue, or its own sums of counters.

    It never changes: a later definition is another KPI that a later block of `sla.terms` names.
    """

    formula: Identifier
    source: Text
    variant: str = ""
    within_s: int | None = Field(default=None, ge=0)
    short_s: int | None = Field(default=None, ge=0)
    within_h: int | None = Field(default=None, ge=0)
    numerator: Mapping[str, Number] | None = None
    denominator: Mapping[str, Number] | None = None
    scale: Number = Decimal(1)
    unit: Literal["percent", "seconds", "count", "hours", "points", "ratio"] | None = None
    direction: Literal["higher", "lower"] | None = None
    matures_after_days: int = Field(default=0, ge=0)


class Scope(Closed):
    """Which streams a clause concerns: those of the activities, or the streams themselves."""

    activities: tuple[Identifier, ...] = ()
    streams: tuple[Identifier, ...] = ()


class Tier(Closed):
    """A slice of volume: the last one has no `up_to`."""

    price: Number
    up_to: Number | None = None


class Provisional(Closed):
    """Before the quantity matures, `share` percent of another unit is billed instead."""

    unit: PriceUnit
    share: Number


PriceUnit = Literal[
    "handled_contact", "productive_hour", "training_hour", "gross_sale", "net_sale", "month"
]
Provisional.model_rebuild()


class PriceTerms(Terms):
    """`price` alone, or `tiers`; `month` units are pro rata by calendar day of service."""

    price: Number | None = None
    tiers: tuple[Tier, ...] | None = None
    tiering: Literal["marginal", "whole_volume"] = "marginal"
    provisional: Provisional | None = None
    matures_after_days: int = 0


class Price(Named, Scope, Dated[PriceTerms]):
    """A unit that is paid. `activity` says whose fee it is; a fee without one stays out of bases."""

    activity: Identifier | None = None
    unit: PriceUnit


class SlaTerms(Terms):
    """What is promised: met at or beyond `target` in the KPI's direction, after `round_to`."""

    target: Number | None = None
    round_to: Number | None = None
    kpi: Identifier | None = None
    minimum_sample: Number | None = None


class Sla(Named, Scope, Dated[SlaTerms]):
    """A KPI judged over a window; `per = "stream"` judges each stream apart."""

    kpi: Identifier
    window: Literal["month"] = "month"
    per: Literal["scope", "stream"] = "scope"


class Edges(Closed):
    """A band of values, each edge open or closed."""

    at_least: Number | None = None
    above: Number | None = None
    below: Number | None = None
    at_most: Number | None = None

    def holds(self, value: Decimal) -> bool:
        return (
            (self.at_least is None or value >= self.at_least)
            and (self.above is None or value > self.above)
            and (self.below is None or value < self.below)
            and (self.at_most is None or value <= self.at_most)
        )

    @model_validator(mode="after")
    def _one_edge_a_side(self) -> Self:
        if self.at_least is not None and self.above is not None:
            raise ValueError("at_least and above together")
        if self.below is not None and self.at_most is not None:
            raise ValueError("below and at_most together")
        return self


class Band(Edges):
    """A step of a ladder: the rate, in percent of the base, negative for a malus."""

    rate: Number


class LadderTerms(Terms):
    bands: tuple[Band, ...] | None = None


class PerUnitTerms(Terms):
    """`amount` a unit beyond the edge; `ceiling` counts every portion of a unit as one."""

    beyond: Edges | None = None
    unit: Number = Decimal(1)
    portion: Literal["ceiling", "floor", "exact"] = "exact"
    amount: Number | None = None


class PerEventTerms(Terms):
    """`amount` for each event that the counter counts, beyond `tolerance`."""

    counter: str | None = None
    amount: Number | None = None
    tolerance: Number = Decimal(0)


class _Consequence(Named):
    slas: tuple[Identifier, ...] = ()
    base: Base = "activity_fees"
    vat_treatment: VatTreatment = "price_reduction"


class LadderConsequence(_Consequence, Dated[LadderTerms]):
    """Bonus or malus in percent of a base, by the band in which the KPI falls."""

    kind: Literal["ladder"]


class PerUnitConsequence(_Consequence, Dated[PerUnitTerms]):
    """An amount for each unit, or portion of a unit, beyond a value."""

    kind: Literal["per_unit"]


class PerEventConsequence(_Consequence, Scope, Dated[PerEventTerms]):
    """An amount for each event beyond a tolerance."""

    kind: Literal["per_event"]


Consequence = Annotated[
    LadderConsequence | PerUnitConsequence | PerEventConsequence, Field(discriminator="kind")
]


class CapTerms(Terms):
    """The most that may be due: `rate` percent of the base, or an amount."""

    rate: Number | None = None
    amount: Number | None = None


class CapLimit(Named, Dated[CapTerms]):
    """A cap on the malus, or on the bonus, of the consequences named (all of them when none is)."""

    kind: Literal["cap_malus", "cap_bonus"]
    per: Literal["month", "contract_year", "calendar_year"] = "month"
    consequences: tuple[Identifier, ...] = ()
    base: Base = "activity_fees"


class MinimumTerms(Terms):
    """The shortfall below `quantity` is billed at the price `at_price_of`."""

    quantity: Number | None = None
    at_price_of: Identifier | None = None


class MinimumLimit(Named, Dated[MinimumTerms]):
    """A minimum charge on the volume of the prices named together."""

    kind: Literal["minimum"]
    prices: tuple[Identifier, ...]


class MaxQuantityTerms(Terms):
    """At most `rate` percent of a counter is billed; the excess leaves the cheapest price first."""

    rate: Number | None = None
    of: str | None = None


class MaxQuantityLimit(Named, Dated[MaxQuantityTerms]):
    """A ceiling on the volume of the prices named together, on the month's total."""

    kind: Literal["max_quantity"]
    prices: tuple[Identifier, ...]


Limit = Annotated[CapLimit | MinimumLimit | MaxQuantityLimit, Field(discriminator="kind")]


class Requirement(Edges):
    """A value that an SLA must show."""

    sla: Identifier


class GateTerms(Terms):
    requires: Requirement | None = None


class Gate(Named, Dated[GateTerms]):
    """A condition: without it, the bonus (or the malus) of the consequences named falls to zero."""

    consequences: tuple[Identifier, ...]
    applies_to: Literal["bonus", "malus"] = "bonus"


class VatTerms(Terms):
    regime: Literal["standard", "reverse_charge", "exempt"] | None = None
    rate: Number | None = None


class Vat(Dated[VatTerms]):
    """The VAT of the invoicing entity (not of the site)."""


class Entity(Closed):
    """Who signs the invoice."""

    name: Text
    country: str = Field(pattern=r"^[A-Z]{2}$")
    registration: str = ""


class Participant(Closed):
    """A role around the table, never a person's name."""

    role: Text
    role_en: str = ""
    side: Literal["client", "vendor"]


class Committee(Named):
    """A committee that the contract imposes."""

    type: Literal["production", "quality", "steering", "strategic"]
    source: Text
    every: Literal["week", "month", "quarter", "half_year"] = "month"
    working_day: int | None = Field(default=None, ge=1, description="J+n after the month's end")
    duration_min: int = 60
    participants: tuple[Participant, ...] = ()


class Calendar(Closed):
    """Working days of the client's `country`, and the day (J+n) of each step of the month."""

    country: str = Field(default="FR", pattern=r"^[A-Z]{2}$")
    steps: Mapping[str, int] = Field(default_factory=dict)


class Interpretation(Closed):
    """How an ambiguous clause was read: what was agreed, when, where."""

    clause: Text
    agreed: Text
    on: date
    where: Text


class Contract(Closed):
    """One contract with one vendor, in one currency and one time zone."""

    ref: Identifier
    title: Text
    title_en: str = ""
    vendor: Identifier
    vendor_name: Text
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    timezone: str
    starts: date
    ends: date | None = None
    notice: date | None = None
    client: Entity
    entity: Entity
    vat: Vat
    calendar: Calendar = Field(default_factory=Calendar)
    document: tuple[Document, ...] = Field(min_length=1)
    activity: tuple[Activity, ...] = Field(min_length=1)
    stream: tuple[Stream, ...] = Field(min_length=1)
    opening: tuple[Opening, ...] = ()
    kpi: tuple[KpiDefinition, ...] = ()
    price: tuple[Price, ...] = ()
    sla: tuple[Sla, ...] = ()
    consequence: tuple[Consequence, ...] = ()
    limit: tuple[Limit, ...] = ()
    gate: tuple[Gate, ...] = ()
    committee: tuple[Committee, ...] = ()
    interpretation: tuple[Interpretation, ...] = ()

    def streams_of(self, scope: Scope) -> tuple[str, ...]:
        """The streams that a clause concerns; all of the contract's when it names none."""
        if not scope.activities and not scope.streams:
            return tuple(stream.id for stream in self.stream)
        return tuple(
            stream.id
            for stream in self.stream
            if stream.id in scope.streams or stream.activity in scope.activities
        )
