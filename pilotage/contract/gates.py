"""Conditions without which a bonus (or a malus) falls, whole or in part."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from pilotage.contract.base import (
    Closed,
    Dated,
    Day,
    Edges,
    Identifier,
    Named,
    Number,
    Scope,
    Terms,
    Whole,
)


class Requirement(Edges):
    """What must be shown: the value of an SLA or of a KPI, a sample, or all SLAs named met."""

    sla: Identifier | None = None
    kpi: Identifier | None = None
    all_met: tuple[Identifier, ...] | None = Field(default=None, min_length=1)
    minimum_sample: Number | None = Field(default=None, gt=0)


class Phase(Closed):
    """From this month on (1 is the first one of the block), `share` percent of the money."""

    from_month: Whole = Field(ge=1)
    share: Number = Field(ge=0, le=100)


class Cohort(Closed):
    """Staff of a seniority, as a counter gives it, and the percent of the promise they answer for."""

    counter: Identifier
    share: Number = Field(ge=0, le=100)


class GateTerms(Terms):
    """What must be so for the money to stand: a requirement, a day, a phase, or the staff's seniority."""

    needed: ClassVar[tuple[tuple[str, ...], ...]] = (("requires", "not_before", "phases", "curve"),)

    alternatives: ClassVar[tuple[frozenset[str], ...]] = (
        frozenset({"requires", "not_before", "phases", "curve"}),
    )

    requires: Requirement | None = None
    not_before: Day | None = Field(default=None, description="No money for a month that begins earlier")
    phases: tuple[Phase, ...] | None = Field(default=None, min_length=1)
    curve: tuple[Cohort, ...] | None = Field(default=None, min_length=1)


class Gate(Named, Scope, Dated[GateTerms]):
    """A condition: without it, the bonus (or the malus) of the consequences named falls to zero.

    A KPI or a cohort is measured on the streams that it names, else on all of the contract's.
    """

    consequences: tuple[Identifier, ...] = Field(min_length=1)
    applies_to: Literal["bonus", "malus", "both"] = "bonus"
