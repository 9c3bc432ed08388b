"""What a neutralisation changes, before it is decided: the month judged without it and with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from pilotage.judgement import MonthInputs, judge
from pilotage.neutralisation import Relief, Span, reads_half_hours
from pilotage.scenarios import Comparison, compare
from pilotage.services.actor import Actor
from pilotage.services.months import inputs_for
from pilotage.services.relief_views import Request
from pilotage.services.slots import half_hours_of
from pilotage.store.database import Database


def effect_of(
    db: Database,
    actor: Actor,
    asked: Request,
    *,
    spans: Iterable[Span] | None = None,
    streams: Iterable[str] | None = None,
    idle_hours: Mapping[str, Decimal] | None = None,
) -> Comparison:
    """What the request moves in points and euros, the other decisions of the month standing: as it was
    decided, as it was asked while it waits, or for the part given. No waiver or agreed amount counts.
    """
    inputs = inputs_for(db, actor, contract=asked.contract, month=asked.month)
    others = tuple(one for one in inputs.relief if one.id != str(asked.number))
    relief = _as_accepted(asked, spans, streams, idle_hours, inputs)
    inputs = replace(inputs, agreed=(), relief=(*others, relief))
    if inputs.half_hours is None and reads_half_hours(inputs.contract, inputs.month, inputs.relief):
        window, terms = asked.month.window, inputs.contract
        found = half_hours_of(db, actor, terms=terms, window=window, day=inputs.today)
        inputs = replace(inputs, half_hours=found)
    return compare(judge(replace(inputs, relief=others)), judge(inputs))


def _as_accepted(
    asked: Request,
    spans: Iterable[Span] | None,
    streams: Iterable[str] | None,
    idle_hours: Mapping[str, Decimal] | None,
    inputs: MonthInputs,
) -> Relief:
    """The request as if it were accepted: the part given, else what was decided, else what was asked."""
    known = asked.decided if asked.decided and asked.decided.gives else asked
    hours = known.idle_hours if idle_hours is None else idle_hours
    return Relief(
        id=str(asked.number),
        clause=asked.clause,
        decided_on=inputs.today,
        spans=tuple(known.spans if spans is None else spans),
        streams=tuple(known.streams if streams is None else streams),
        idle_hours=tuple(hours.items()),
        month=asked.month,
    )
