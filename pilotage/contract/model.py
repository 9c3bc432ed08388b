"""What a contract file may say: who, what is measured, and the clauses with their dated terms.

The models are closed (an unknown key is refused) and frozen. No term is read from them directly:
`terms_on(day)` of a dated entity is the only way, and it says where each value comes from. The
building blocks stand in `base`, each kind of clause in a module of its own; all are read from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, JsonValue

from pilotage.contract.accounting import Accounting, OrderLine, Tolerance
from pilotage.contract.base import (
    Base,
    Clock,
    Closed,
    Dated,
    Day,
    Edges,
    Identifier,
    InForce,
    Name,
    Named,
    Number,
    Scope,
    Terms,
    Text,
    Whole,
    YesNo,
    terms_on,
)
from pilotage.contract.caps import CapLimit, CapTerms, DueLimit, FloorLimit, OffsetLimit
from pilotage.contract.committees import Committee, Participant, Weekday
from pilotage.contract.consequences import (
    AlertConsequence,
    AlertTerms,
    AtRiskConsequence,
    AtRiskTerms,
    Band,
    CoefficientConsequence,
    CoefficientTerms,
    Consequence,
    EarnBackConsequence,
    EarnBackTerms,
    EscalatingConsequence,
    EscalatingTerms,
    LadderConsequence,
    LadderTerms,
    PaymentShareConsequence,
    PaymentShareTerms,
    PerEventConsequence,
    PerEventTerms,
    PerUnitConsequence,
    PerUnitTerms,
    PointsConsequence,
    PointsTerms,
    VatTreatment,
)
from pilotage.contract.forecasts import Forecast, ForecastTerms
from pilotage.contract.gates import Cohort, Gate, GateTerms, Phase, Requirement
from pilotage.contract.indexes import Index, IndexTerms, Series
from pilotage.contract.limits import Limit
from pilotage.contract.prices import Baseline, Price, PriceTerms, PriceUnit, Provisional, Tier, Uplift
from pilotage.contract.promises import Sla, SlaTerms
from pilotage.contract.quantities import MaxQuantityLimit, MaxQuantityTerms, MinimumLimit, MinimumTerms
from pilotage.contract.references import Reference, ReferenceTerms
from pilotage.contract.relief import Delegation, DelegationTerms, Neutralisation, NeutralisationTerms
from pilotage.contract.vat import Vat, VatTerms
from pilotage.contract.waivers import WaiverLimit, WaiverTerms
from pilotage.keeping import kept_by_identity

__all__ = [
    "ACTIVITY_TYPES",
    "CHANNELS",
    "Activity",
    "ActivityType",
    "AlertConsequence",
    "AlertTerms",
    "AtRiskConsequence",
    "AtRiskTerms",
    "Band",
    "Base",
    "Baseline",
    "Calendar",
    "CalendarStep",
    "CapLimit",
    "CapTerms",
    "Channel",
    "Closed",
    "CoefficientConsequence",
    "CoefficientTerms",
    "Cohort",
    "Committee",
    "Consequence",
    "Contract",
    "Dated",
    "Delegation",
    "DelegationTerms",
    "Document",
    "DueLimit",
    "EarnBackConsequence",
    "EarnBackTerms",
    "Edges",
    "Entity",
    "EscalatingConsequence",
    "EscalatingTerms",
    "FloorLimit",
    "Forecast",
    "ForecastTerms",
    "Gate",
    "GateTerms",
    "Identifier",
    "InForce",
    "Index",
    "IndexTerms",
    "Interpretation",
    "KpiDefinition",
    "LadderConsequence",
    "LadderTerms",
    "Limit",
    "MaxQuantityLimit",
    "MaxQuantityTerms",
    "MinimumLimit",
    "MinimumTerms",
    "Named",
    "NamedStaff",
    "Neutralisation",
    "NeutralisationTerms",
    "Number",
    "OffsetLimit",
    "Opening",
    "OwnCounter",
    "OwnWord",
    "Participant",
    "PaymentShareConsequence",
    "PaymentShareTerms",
    "PerEventConsequence",
    "PerEventTerms",
    "PerUnitConsequence",
    "PerUnitTerms",
    "Phase",
    "PointsConsequence",
    "PointsTerms",
    "Price",
    "PriceTerms",
    "PriceUnit",
    "Provisional",
    "Reference",
    "ReferenceTerms",
    "Requirement",
    "Scope",
    "Series",
    "Sla",
    "SlaTerms",
    "Stream",
    "Terms",
    "Text",
    "Tier",
    "Uplift",
    "Vat",
    "VatTerms",
    "VatTreatment",
    "WaiverLimit",
    "WaiverTerms",
    "Weekday",
    "terms_on",
]


def _or_own(listed: tuple[str, ...]) -> dict[str, JsonValue]:
    """For the schema: the words that an editor offers, any other being one that the contract adds."""
    return {"anyOf": [{"enum": [*listed]}, {}]}


CHANNELS = (
    *("voice_inbound", "voice_outbound", "email", "letter", "sms", "chat", "social"),
    *("remote_assistance", "self_service", "back_office"),
)
"""What contacts come through: `self_service` is what the voice server or the bot contains alone."""
ACTIVITY_TYPES = ("service", "after_sales", "orders", "survey", "prospecting", "sales", "helpdesk")
Channel = Annotated[Identifier, Field(json_schema_extra=_or_own(CHANNELS))]
"""One of `CHANNELS`, or a `[[channel]]` of the contract (`pilotage.contract.check_lists`)."""
ActivityType = Annotated[Identifier, Field(json_schema_extra=_or_own(ACTIVITY_TYPES))]
"""One of `ACTIVITY_TYPES`, or an `[[activity_type]]` of the contract."""
CalendarStep = Literal[
    "completeness",
    "cutoff",
    "month_file",
    "reference_check",
    "relief_decided",
    "pre_invoice",
    "quality_committee",
    "vendor_remarks",
    "agenda_sent",
    "steering_committee",
    "minutes_sent",
    "clear_to_invoice",
    "vendor_invoice",
    "closing",
    "tacit_approval",
    "forecast_frozen",
    "flash",
]


class Document(Closed):
    """A signed paper: the contract itself, an amendment, an agreed interpretation."""

    id: Identifier
    title: Text
    signed: Day
    effective: Day


class OwnWord(Named):
    """A channel or a type of activity that the closed list does not have."""

    name: Text


class NamedStaff(Closed):
    """Whether columns that name the vendor's staff may be kept, and the clause that says so."""

    allowed: YesNo
    source: Text

    def __bool__(self) -> bool:
        return self.allowed


class Activity(Named):
    """A line of work that is bought: its channel decides which counters mean something."""

    channel: Channel
    type: ActivityType = "service"


class Stream(Named):
    """The finest additive cell that a feed gives, under its activity."""

    activity: Identifier
    site: Name = ""
    language: Name = ""
    reason: Name = ""


class Opening(Closed):
    """When an activity is open. Days are `mon` to `sun`; hours are local, `08:00`."""

    activity: Identifier
    days: tuple[Weekday, ...] = Field(min_length=1)
    opens: Clock
    closes: Clock
    on_holidays: YesNo = False


class OwnCounter(Closed):
    """A counter that the catalogue does not have, given by a feed and used by a `custom` KPI."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
    name: Text
    name_en: Name = ""
    unit: Literal["count", "seconds", "hours", "points"] = "count"


class KpiDefinition(Named):
    """A KPI of the contract: a formula of the catalogue, or (`custom`) its own sums of counters.

    It never changes: a later definition is another KPI that a later block of `sla.terms` names.
    """

    formula: Identifier
    source: Text
    variant: Name = ""
    within_s: Annotated[Whole, Field(ge=0)] | None = None
    short_s: Annotated[Whole, Field(ge=0)] | None = None
    within_h: Annotated[Whole, Field(ge=0)] | None = None
    numerator: Mapping[Identifier, Number] | None = None
    denominator: Mapping[Identifier, Number] | None = None
    scale: Number = Decimal(1)
    unit: Literal["percent", "seconds", "count", "hours", "points", "ratio"] | None = None
    direction: Literal["higher", "lower"] | None = None
    matures_after_days: Whole = Field(default=0, ge=0)


class Entity(Closed):
    """Who signs the invoice."""

    name: Text
    country: str = Field(pattern=r"^[A-Z]{2}$")
    registration: Name = ""


class Calendar(Closed):
    """Working days of the client's `country`, and the day (J+n) of each step of the month."""

    country: str = Field(default="FR", pattern=r"^[A-Z]{2}$")
    steps: Mapping[CalendarStep, Annotated[Whole, Field(ge=1, le=60)]] = Field(default_factory=dict)


class Interpretation(Closed):
    """How an ambiguous clause was read: what was agreed, when, where. A consequence names its id."""

    id: Identifier | None = None
    clause: Text
    agreed: Text
    on: Day
    where: Text


class Contract(Closed):
    """One contract with one vendor, in one currency and one time zone."""

    ref: Identifier
    title: Text
    title_en: Name = ""
    vendor: Identifier
    vendor_name: Text
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    timezone: Text
    starts: Day
    ends: Day | None = None
    notice: Day | None = None
    review: Day | None = Field(default=None, description="Day by which the terms are to be read again")
    client: Entity
    entity: Entity
    vat: Vat
    calendar: Calendar = Field(default_factory=Calendar)
    accounting: Accounting = Field(default_factory=Accounting)
    reconciliation: Tolerance = Field(default_factory=Tolerance)
    named_staff: NamedStaff | None = None
    document: tuple[Document, ...] = Field(min_length=1)
    channel: tuple[OwnWord, ...] = ()
    activity_type: tuple[OwnWord, ...] = ()
    activity: tuple[Activity, ...] = Field(min_length=1)
    stream: tuple[Stream, ...] = Field(min_length=1)
    opening: tuple[Opening, ...] = ()
    counter: tuple[OwnCounter, ...] = ()
    kpi: tuple[KpiDefinition, ...] = ()
    reference: tuple[Reference, ...] = ()
    forecast: tuple[Forecast, ...] = ()
    price: tuple[Price, ...] = ()
    index: tuple[Index, ...] = ()
    sla: tuple[Sla, ...] = ()
    consequence: tuple[Consequence, ...] = ()
    limit: tuple[Limit, ...] = ()
    gate: tuple[Gate, ...] = ()
    neutralisation: tuple[Neutralisation, ...] = ()
    delegation: tuple[Delegation, ...] = ()
    order_line: tuple[OrderLine, ...] = ()
    committee: tuple[Committee, ...] = ()
    interpretation: tuple[Interpretation, ...] = ()

    def streams_of(self, scope: Scope) -> tuple[str, ...]:
        """The streams that a clause concerns, in the contract's order.

        A price that names neither takes those of its own activity; any other clause that names
        neither concerns all of the contract's.
        """
        return _streams_of(self, scope)


@kept_by_identity(2)
def _streams_of(contract: Contract, scope: Scope) -> tuple[str, ...]:
    activities = scope.activities
    if not activities and not scope.streams:
        if not isinstance(scope, Price) or scope.activity is None:
            return tuple(stream.id for stream in contract.stream)
        activities = (scope.activity,)
    return tuple(
        stream.id
        for stream in contract.stream
        if stream.id in scope.streams or stream.activity in activities
    )
