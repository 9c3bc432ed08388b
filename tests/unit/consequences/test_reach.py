"""How far back the clauses of a month look, clause by clause: no further than they need, and no less."""

import pytest

from pilotage.consequences import first_counters, first_result
from pilotage.periods import Month
from tests.months import contract

SIGNED = 'from = 2025-01-01, source = "contrat, art. 7"'
SLAS = f"""
starts = 2023-09-01
kpi = [{{ id = "QS", formula = "service_level", within_s = 20, source = "contrat, annexe 1" }}]
[[sla]]
id = "QS"
kpi = "QS"
terms = [{{ {SIGNED}, target = 80 }}]
[[sla]]
id = "QS-jour"
kpi = "QS"
window = "day"
terms = [{{ {SIGNED}, target = 80 }}]
"""
QUARTERLY = f"""
[[sla]]
id = "QS-trimestre"
kpi = "QS"
window = "quarter"
terms = [{{ {SIGNED}, target = 80 }}]
"""
BANDS = "bands = [{ below = 80, rate = -5 }, { at_least = 80, rate = 0 }]"
MALUS = f"""
[[consequence]]
id = "malus"
kind = "ladder"
slas = ["QS"]
PLACE
terms = [{{ {SIGNED}, {BANDS} }}]
"""
MONTHLY = MALUS.replace("PLACE", "")
PLACED = MALUS.replace("PLACE", 'place = "next_invoice"')
REBASED = MALUS.replace("PLACE", 'place = "next_invoice"\nbase_of = "next_invoice"')


def clause(kind: str, slas: str, terms: str, rest: str = "") -> str:
    return f"""
[[consequence]]
id = "{kind}"
kind = "{kind}"
slas = [{slas}]
{rest}
terms = [{{ {SIGNED}, {terms} }}]
"""


def cap(per: str, rest: str = "") -> str:
    terms = f"terms = [{{ {SIGNED}, amount = 1000{rest} }}]"
    return f'[[limit]]\nid = "{per}"\nkind = "cap_malus"\nper = "{per}"\n{terms}\n'


def gate(requires: str) -> str:
    terms = f"terms = [{{ {SIGNED}, requires = {{ {requires} }} }}]"
    return f'[[gate]]\nid = "condition"\nconsequences = ["malus"]\n{terms}\n'


@pytest.mark.parametrize(
    ("clauses", "first"),
    [
        (MONTHLY, "2026-05"),
        (PLACED, "2026-04"),
        (REBASED, "2026-03"),
        (MONTHLY + cap("month"), "2026-05"),
        (MONTHLY + cap("quarter"), "2026-04"),
        (MONTHLY + cap("half_year"), "2026-01"),
        (MONTHLY + cap("calendar_year"), "2025-09"),
        (MONTHLY + cap("contract_year"), "2025-09"),
        (MONTHLY + cap("rolling_12"), "2025-06"),
        (MONTHLY + cap("month", ', excess = "carried"'), "2023-09"),
        (clause("escalating", '"QS"', "rates = [-1, -2], within = 4"), "2026-02"),
        (clause("alert", '"QS"', "misses = 2, within = 6"), "2025-12"),
        (clause("alert", '"QS"', "consecutive = 3"), "2026-02"),
        (clause("alert", '"QS-jour"', "consecutive = 3"), "2026-02"),
        (clause("alert", "", "deductions_from = 5"), "2026-05"),
        (
            MONTHLY + clause("earn_back", "", "reach = { at_least = 90 }, look_back = 2", 'of = "malus"'),
            "2026-03",
        ),
        (MONTHLY + QUARTERLY + gate('sla = "QS-trimestre", at_least = 80'), "2026-03"),
        (MONTHLY + gate('sla = "QS-jour", at_least = 80'), "2026-05"),
        (REBASED + QUARTERLY + gate('sla = "QS-trimestre", at_least = 80'), "2026-02"),
        (REBASED + gate('sla = "QS", at_least = 80'), "2026-03"),
    ],
)
def test_the_first_result_that_the_clauses_of_may_read(clauses: str, first: str) -> None:
    assert first_result(contract(SLAS + clauses), Month(2026, 5)) == Month.parse(first)


def test_an_alert_on_quarters_reads_as_many_quarters_as_it_counts() -> None:
    terms = contract(SLAS + QUARTERLY + clause("alert", '"QS-trimestre"', "consecutive = 3"))
    assert first_result(terms, Month(2026, 6)) == Month(2025, 9)


def test_a_cap_of_the_year_reads_from_january_in_a_contract_year_that_began_later() -> None:
    terms = contract(SLAS + MONTHLY + cap("contract_year"))
    assert first_result(terms, Month(2026, 11)) == Month(2026, 1)


def test_a_contract_without_a_clause_reads_no_month_before_its_own() -> None:
    assert first_result(contract(SLAS), Month(2026, 5)) == Month(2026, 5)
    assert first_result(contract(SLAS + gate('sla = "QS", at_least = 80')), Month(2026, 5)) == Month(
        2026, 5
    )


@pytest.mark.parametrize(
    ("clauses", "first"),
    [
        ("", "2026-05"),
        (gate('kpi = "QS", at_least = 80'), "2026-05"),
        (MONTHLY + gate('kpi = "QS", at_least = 80'), "2026-05"),
        (REBASED, "2026-05"),
        (REBASED + gate('kpi = "QS", at_least = 80'), "2026-04"),
        (clause("per_event", "", 'counter = "plaintes", amount = -5', 'window = "quarter"'), "2026-04"),
    ],
)
def test_the_first_counters_that_the_clauses_of_may_sum(clauses: str, first: str) -> None:
    assert first_counters(contract(SLAS + clauses), Month(2026, 5)) == Month.parse(first)
