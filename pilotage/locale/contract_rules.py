"""What a contract says beside money, as sentences: who waives, whose count is believed, the forecasts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pilotage.contract.model import Contract
from pilotage.locale import N_, Words
from pilotage.locale.counter_names import counter_words
from pilotage.locale.judged import holder_words, name_of

Held = Any
"""A clause, or its terms: each function below is given those of its own kind."""


def rule_words(table: str, clause: Held, force: Held, contract: Contract, t: Words) -> Iterator[str]:
    """A delegation, a reference source or a forecast clause in words."""
    terms = force.terms
    match table:
        case "delegation":
            role = clause.role_en if t.language == "en" and clause.role_en else clause.role
            if terms.up_to is None:
                yield t(N_("{role}: any amount."), role=role)
            else:
                amount = t.money(terms.up_to, contract.currency)
                yield t(N_("{role}: {amount} at most, each time."), role=role, amount=amount)
        case "reference":
            counters = ", ".join(counter_words(name, t) for name in clause.counters)
            yield t(N_("{counters}: {holder}."), counters=counters, holder=holder_words(terms.holder, t))
            if terms.fallback == "other":
                yield t(N_("Where it gives nothing, the other source stands in, marked estimated."))
            if names := ", ".join(name_of(one, contract, t) for one in clause.activities):
                yield t(N_("On: {scope}."), scope=names)
        case "forecast":
            yield t(
                N_("Frozen on day {day} of the month M-{n}."), day=terms.freeze_day, n=terms.months_before
            )
