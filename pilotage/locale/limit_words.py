"""Words of limits, conditions and agreed amounts: the rules of their computation, their periods."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from pilotage.locale import N_, Words
from pilotage.periods import Month

RULES: Mapping[str, str] = {
    "base.stream_fees": N_("Base: rounded fees of the streams"),
    "base.fixed_part": N_("Base: fixed part of the fees"),
    "base.variable_part": N_("Base: variable part of the fees"),
    "base.next_invoice": N_("Base: fees of the invoice that bears it"),
    "base.total_before_tax": N_("Base: total before tax, without any bonus or malus"),
    "unit.rate": N_("Points × rate"),
    "cap.due": N_("Amount before the cap"),
    "cap.taken": N_("Already retained since the start of the period"),
    "cap.year_base": N_("Base of the period so far"),
    "cap.limit": N_("Cap"),
    "cap.excess": N_("Part beyond the cap"),
    "cap.amount": N_("Given back by the cap"),
    "cap.carried": N_("Excess of an earlier month, due now"),
    "offset.amount": N_("What bonus and malus make up for in each other"),
    "floor.total": N_("Total before the floor: fees, bonus and malus"),
    "floor.least": N_("Floor"),
    "floor.amount": N_("Malus given back up to the floor"),
    "gate.value": N_("Value shown"),
    "gate.sample": N_("Sample counted"),
    "gate.at_least": N_("Required: at least"),
    "gate.above": N_("Required: above"),
    "gate.below": N_("Required: below"),
    "gate.at_most": N_("Required: at most"),
    "gate.minimum_sample": N_("Required: a sample of at least"),
    "gate.missed": N_("Commitments due that are not met"),
    "gate.not_before": N_("No money before this day"),
    "gate.phase": N_("Share of the money in this phase"),
    "gate.curve": N_("Share that the staff answers for, by seniority"),
    "gate.kept": N_("Amount × share, rounded to the cent"),
    "gate.closed": N_("The condition is not met: nothing is due"),
    "agreed.amount": N_("Amount agreed: what was proposed and what was waived"),
}
PERIODS: Mapping[str, str] = {
    "month": N_("month"),
    "quarter": N_("quarter"),
    "half_year": N_("half-year"),
    "contract_year": N_("contract year"),
    "calendar_year": N_("calendar year"),
    "rolling_12": N_("rolling twelve months"),
}


def carried_words(detail: Mapping[str, Decimal | str], t: Words) -> str:
    """The month from which the excess of a cap is carried."""
    if "carried_from" not in detail:
        return ""
    return t("carried from {month}", month=t.month(Month.parse(str(detail["carried_from"]))))
