"""The words of a computation: each rule code as a sentence, its formula with the figures, its result.

Prints only what the step kept. A test demands words, in both languages, for every rule code that
the core writes.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import NamedTuple

from pilotage.counters import is_counter
from pilotage.judgement import MonthResult
from pilotage.locale import N_, Words
from pilotage.locale.consequence_words import RULES as CONSEQUENCE_RULES
from pilotage.locale.counter_names import counter_words
from pilotage.locale.formulas import formula_words, quantity
from pilotage.locale.limit_words import RULES as LIMIT_RULES
from pilotage.locale.preinvoice_words import RULES as PREINVOICE_RULES
from pilotage.locale.price_words import RULES as PRICE_RULES
from pilotage.locale.reconciliation_words import RULES as RECONCILIATION_RULES
from pilotage.locale.relief_words import RULES as RELIEF_RULES
from pilotage.pricing import Line
from pilotage.trace import Step


class RuleWords(NamedTuple):
    """A step in words. `formula` is empty when the rule only reads a value."""

    rule: str
    formula: str
    result: str


RULES: Mapping[str, str] = {
    "kpi.gap": N_("Gap to the forecast, day by day"),
    "kpi.numerator": N_("Numerator"),
    "kpi.denominator": N_("Denominator"),
    "kpi.ratio": N_("Ratio of the sums"),
    "sla.share": N_("Share of the compliant periods among those with activity"),
    "sla.mean": N_("Mean of the periods with activity"),
    "sla.smoothed": N_("Smoothed with the windows before it"),
    "sla.round": N_("Rounded as the contract says"),
    "sla.gap": N_("Gap to the target"),
    "fee.quantity": N_("Quantity measured"),
    "fee.provisional": N_("Provisional quantity, until the final one is known"),
    "fee.days": N_("Share of the month, by calendar day"),
    "fee.tier": N_("Part of the quantity in this tier"),
    "fee.tier_reached": N_("Price of the tier that the whole volume reaches"),
    "fee.amount": N_("Quantity × price, rounded to the cent"),
    "limit.done": N_("Quantity done under the limit"),
    "limit.allowed": N_("Most that is billed"),
    "limit.excess": N_("Quantity beyond the maximum"),
    "limit.cut": N_("Taken off this line, the cheapest first"),
    "limit.billed": N_("Quantity billed"),
    "limit.shortfall": N_("Shortfall below the minimum"),
    "base.activity_fees": N_("Base: rounded fees of the activity"),
    "base.all_fees": N_("Base: all rounded fees"),
    "ladder.band": N_("Rate of the band reached"),
    "ladder.amount": N_("Base × rate, rounded to the cent"),
    "unit.beyond": N_("Points beyond the threshold"),
    "unit.count": N_("Points counted"),
    "unit.amount": N_("Points × amount, rounded to the cent"),
    "event.count": N_("Events beyond the tolerance"),
    "event.amount": N_("Events × amount, rounded to the cent"),
    "vat.standard": N_("VAT, rounded once a rate"),
    "vat.reverse_charge": N_("VAT self-assessed by the client"),
    "vat.exempt": N_("Exempt from VAT"),
    "bill.subtotal": N_("Total excl. VAT: the sum of rounded lines"),
    "bill.vat": N_("VAT to pay"),
    "bill.total": N_("Total incl. VAT"),
    **PRICE_RULES,
    **LIMIT_RULES,
    **CONSEQUENCE_RULES,
    **RELIEF_RULES,
    **PREINVOICE_RULES,
    **RECONCILIATION_RULES,
}


def rule_words(step: Step, t: Words, currency: str) -> RuleWords:
    """The step for a reader: « Rapport des sommes », « 19 798 ÷ 33 900 », « 58,4012… % »."""
    sentence = RULES.get(step.rule)
    rule = t(sentence) if sentence else step.rule
    return RuleWords(rule, _formula(step, t), quantity(step.value, step.unit, t, currency))


def _formula(step: Step, t: Words) -> str:
    """A single counter is named; « round(x, cent) » is read in the rule, not in the formula."""
    if step.formula.isidentifier():
        return counter_words(step.formula, t) if is_counter(step.formula) else ""
    return formula_words(step, t)


def steps_of_line(line: Line, result: MonthResult) -> tuple[Step, ...]:
    """The steps of a line, after those of the judged figures behind it."""
    judged = (
        step
        for sla in result.slas
        if sla.id in line.slas
        for occurrence in sla.occurrences
        if not line.streams or not occurrence.stream or occurrence.stream in line.streams
        for step in occurrence.steps
    )
    return (*judged, *line.steps)


def counters_of(step: Step) -> tuple[str, ...]:
    """The counters that a step reads, in the order of its formula."""
    names = [node.id for node in ast.walk(ast.parse(step.formula)) if isinstance(node, ast.Name)]
    return tuple(name for name in dict.fromkeys(names) if is_counter(name))
