"""Conditions without which a bonus (or a malus) falls."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from pilotage.contract.base import (
    Dated,
    Edges,
    Identifier,
    Named,
    Terms,
)


class Requirement(Edges):
    """A value that an SLA must show."""

    sla: Identifier


class GateTerms(Terms):
    """What must be so for the bonus (or the malus) to stand."""

    needed: ClassVar[tuple[tuple[str, ...], ...]] = (("requires",),)

    requires: Requirement | None = None


class Gate(Named, Dated[GateTerms]):
    """A condition: without it, the bonus (or the malus) of the consequences named falls to zero."""

    consequences: tuple[Identifier, ...] = Field(min_length=1)
    applies_to: Literal["bonus", "malus"] = "bonus"
