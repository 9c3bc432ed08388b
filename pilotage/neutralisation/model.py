"""A neutralisation that was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from pilotage.periods import Month


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """A run of time by the contract's own clock: `start` is in it, `end` is not."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Relief:
    """What was accepted of a request: `clause` is the id of the contract's `[[neutralisation]]`.

    `spans` are the times accepted; none means every slot of the month that the clause's own rule finds.
    `streams` narrow the clause's own (all of them when empty). `idle_hours` are hours that stay payable
    though nobody worked, by the price that they are billed at. `month` is the one that it was asked for,
    the judged one when None.
    """

    id: str
    clause: str
    decided_on: date
    spans: tuple[Span, ...] = ()
    streams: tuple[str, ...] = ()
    idle_hours: tuple[tuple[str, Decimal], ...] = ()
    month: Month | None = None
