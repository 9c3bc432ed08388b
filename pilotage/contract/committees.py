"""The committees that a contract imposes: when, who, what is looked at, what must be ready by when.

What the contract leaves open is the house's (`pilotage/committee/house.toml`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from dateutil.rrule import rrulestr
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from pilotage.contract.base import Closed, Name, Named, Text, Whole

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
AgendaItem = Literal[
    "open_actions",
    "escalations",
    "scorecard",
    "breach",
    "near_miss",
    "drift",
    "not_measured",
    "missing_feed",
    "volumes",
    "service_level",
    "hours",
    "absence",
    "incidents",
    "backlog",
    "outlook",
    "quality_scores",
    "calibration",
    "surveys",
    "complaints",
    "critical_errors",
    "training",
    "relief",
    "disputes",
    "restatements",
    "amounts",
    "invoice",
    "reasons",
    "workforce",
    "risks",
    "deadlines",
    "decisions",
    "client_debts",
    "trends",
    "cost",
    "year_money",
    "comparison",
    "projections",
    "roadmap",
    "proposals",
    "amendments",
    "indexation",
    "renewal",
    "reversibility",
    "free",
]


def _recurrence(text: str) -> str:
    """An RRULE of RFC 5545 without its DTSTART."""
    try:
        rrulestr(text)
    except ValueError as wrong:
        raise PydanticCustomError("recurrence", "not a recurrence rule") from wrong
    return text


class Participant(Closed):
    """A role around the table, never a person's name."""

    role: Text
    role_en: Name = ""
    side: Literal["client", "vendor"]

    def label(self, language: str) -> str:
        """The role in the language, else as it is written."""
        return (self.role_en if language == "en" else "") or self.role


class Quorum(Closed):
    """How many seats of each side must be taken, in person or by somebody who represents them."""

    client: Whole = Field(default=1, ge=0)
    vendor: Whole = Field(default=1, ge=0)


class Committee(Named):
    """A committee that the contract imposes.

    `rule` is an RRULE (RFC 5545: `FREQ=MONTHLY;BYDAY=3TH`) in place of `every` and its day. A day that
    the client or the vendor does not work gives way as `shift` says. In working days: `agenda_days` and
    `proposals_days` before the meeting, the agenda is sent and the vendor has proposed its items and its
    justifications; `minutes_days` after it the minutes are sent; `tacit_days` after that, those that
    nobody contested are approved.
    """

    type: Literal["production", "quality", "steering", "strategic"]
    source: Text
    every: Literal["week", "month", "quarter", "half_year"] = "month"
    weekday: Weekday | None = Field(default=None, description="The usual day of a weekly committee")
    working_day: Whole | None = Field(default=None, ge=1, description="J+n after the month's end")
    rule: Annotated[Text, AfterValidator(_recurrence)] | None = None
    at: str | None = Field(default=None, pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    place: Name = ""
    shift: Literal["next", "previous", "none"] | None = None
    duration_min: Whole = Field(default=60, gt=0)
    participants: tuple[Participant, ...] = ()
    quorum: Quorum | None = None
    mandatory: tuple[AgendaItem, ...] = ()
    inputs: tuple[Text, ...] = ()
    outputs: tuple[Text, ...] = ()
    agenda_days: Whole | None = Field(default=None, ge=0)
    proposals_days: Whole | None = Field(default=None, ge=0)
    minutes_days: Whole | None = Field(default=None, ge=0)
    tacit_days: Whole | None = Field(default=None, ge=0)
