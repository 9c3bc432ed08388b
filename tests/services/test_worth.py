"""What an SLA is said to be worth: what the clauses on it alone make of it, whatever their kind."""

from decimal import Decimal
from typing import Any

import pytest

from pilotage.periods import Month
from pilotage.services.months import Worth, worth
from pilotage.sla import Zone
from tests.months import contract, judged, read

CONTRACT = """
kpi = [
  { id = "QS", formula = "service_level", within_s = 20, source = "contrat, 1" },
  { id = "DEC", formula = "answer_rate", source = "contrat, 1" },
]
sla = [
  { id = "QS", kpi = "QS", terms = [{ from = 2025-01-01, source = "contrat, 2", target = 80 }] },
  { id = "DEC", kpi = "DEC", terms = [{ from = 2025-01-01, source = "contrat, 2", target = 90 }] },
]
[[price]]
id = "appel"
activity = "voix"
unit = "handled_contact"
terms = [{ from = 2025-01-01, source = "contrat, 4", price = 10 }]

"""
BANDS = "bands = [{ below = 80, rate = -50 }, { at_least = 80, rate = 0 }]"
ROW = {"handled": 1000, "offered": 1000, "answered": 950, "answered_within_20s": 700}


def with_clause(clause: str) -> Any:
    head = '{ from = 2025-01-01, source = "contrat, 3",'
    text = f'consequence = [{{ id = "clause", {clause.replace("TERMS", "terms = [" + head)} }}] }}]\n'
    return judged(contract(read(text + CONTRACT)), Month(2026, 1), [ROW])


@pytest.mark.parametrize(
    ("clause", "amount"),
    [
        (f'kind = "ladder", slas = ["QS"], TERMS {BANDS}', -5000),
        ('kind = "per_unit", slas = ["QS"], TERMS beyond = { below = 80 }, amount = -7', -70),
        (f'kind = "at_risk", slas = ["QS"], TERMS amount = 1200, {BANDS}', -600),
        ('kind = "escalating", slas = ["QS"], TERMS within = 3, rates = [-5, -10]', -500),
    ],
)
def test_an_sla_says_what_a_clause_on_it_alone_gives(clause, amount):
    assert worth(with_clause(clause), "QS") == Worth(Zone.MALUS, Decimal(amount))


def test_what_several_slas_cost_together_is_said_of_none_of_them():
    points = (
        'kind = "points", slas = ["QS", "DEC"], TERMS severities = [{ points = 5 }],'
        " table = [{ below = 5, rate = 0 }, { at_least = 5, rate = -2 }]"
    )
    share = 'kind = "payment_share", slas = ["QS", "DEC"], prices = ["appel"], TERMS share = 60'
    for clause in (points, share):
        result = with_clause(clause)
        assert result.bonus_malus < 0
        assert worth(result, "QS") == worth(result, "DEC") == Worth()
