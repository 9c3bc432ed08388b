"""Windows that run over several months are judged on what the months before were closed on."""

from datetime import date
from decimal import Decimal

import pytest

from pilotage.services.documents import sla_document
from pilotage.services.frozen import fingerprint, frozen
from pilotage.services.months import judged, judged_live, terms_of_month
from services.books import (
    AUGUST,
    JULY,
    REF,
    SEPTEMBER,
    close,
    days_of,
    hours_of,
    publish,
    receive,
    restate,
    result,
)
from services.portal import ADMIN, on

WINDOWS = """
[[sla]]
id = "TRIMESTRE"
kpi = "QS20"
activities = ["voix"]
window = "quarter"
[[sla.terms]]
from = 2025-01-01
source = "contrat, art. 2"
target = 80
[[sla]]
id = "SEMAINE"
kpi = "QS20"
activities = ["voix"]
window = "week"
[[sla.terms]]
from = 2026-07-06
source = "contrat, art. 2"
target = 80
[[consequence]]
id = "TRIMESTRE-malus"
kind = "per_unit"
slas = ["TRIMESTRE"]
[[consequence.terms]]
from = 2025-01-01
source = "contrat, art. 8"
beyond = { below = 95 }
amount = -100
"""


def a_quarter(db):
    """July to September received under a contract judged by week, month and quarter."""
    on(db, date(2026, 10, 20))
    publish(db, head=WINDOWS)
    for month in (JULY, AUGUST, SEPTEMBER):
        receive(db, days_of(month), f"armor_appels_{month}.csv")
    hours_of(db)


@pytest.fixture
def portal(db_left_by):
    return db_left_by(a_quarter)


def sla(judgement, name):
    return next(one for one in judgement.slas if one.id == name)


def test_a_quarter_is_judged_in_its_last_month_on_the_calls_of_the_three(portal):
    august, september = (sla(result(portal, month), "TRIMESTRE") for month in (AUGUST, SEPTEMBER))
    assert (august.status, september.status) == ("not_due", "met")
    days = sum(len(days_of(month)) for month in (JULY, AUGUST, SEPTEMBER))
    assert september.occurrences[0].figure.denominator == days * 100
    assert august.occurrences[0].figure.denominator == (len(days_of(JULY)) + len(days_of(AUGUST))) * 100
    assert not [line for line in result(portal, AUGUST).bill.lines if line.term == "TRIMESTRE-malus"]
    malus = [line for line in result(portal, SEPTEMBER).bill.lines if line.term == "TRIMESTRE-malus"]
    assert [(line.id, line.amount) for line in malus] == [("TRIMESTRE-malus", Decimal("-500.00"))]


def test_a_week_astride_two_months_holds_the_days_of_both(portal):
    august = sla(result(portal, AUGUST), "SEMAINE")
    weeks = [(one.window.first, one.window.last) for one in august.occurrences]
    assert weeks[0] == (date(2026, 7, 27), date(2026, 8, 2))
    assert august.occurrences[0].figure.denominator == 600, "Monday to Saturday, four days of July"
    assert [one.ongoing for one in august.occurrences] == [False] * 5 + [True]


def test_a_quarter_rests_on_the_closed_months_as_they_were_closed(portal):
    close(portal, JULY)
    close(portal, AUGUST)
    before = sla(result(portal, SEPTEMBER), "TRIMESTRE")
    restate(portal)
    assert sla(result(portal, SEPTEMBER), "TRIMESTRE") == before
    live = sla(judged_live(portal, ADMIN, contract=REF, month=SEPTEMBER), "TRIMESTRE")
    assert live.value != before.value, "what is known now did move"


def test_a_closed_quarter_is_judged_again_to_the_same(portal):
    for month in (JULY, AUGUST, SEPTEMBER):
        close(portal, month)
    before = [result(portal, month) for month in (JULY, AUGUST, SEPTEMBER)]
    restate(portal)
    publish(portal, price=9)
    frozen.cache_clear()
    after = [result(portal, month) for month in (JULY, AUGUST, SEPTEMBER)]
    assert [fingerprint(one) for one in after] == [fingerprint(one) for one in before]
    assert after == before
    assert not [problem for one in after for problem in one.problems if problem.code == "closing.differs"]


def test_the_document_says_which_days_each_window_holds_and_what_is_not_due(portal):
    judgement = judged(portal, ADMIN, contract=REF, month=AUGUST)
    document = sla_document(judgement, terms_of_month(portal, ADMIN, result=judgement))
    weeks = next(one for one in document["slas"] if one["id"] == "SEMAINE")
    assert weeks["value"] is None
    last = weeks["occurrences"][-1]
    assert (last["from"], last["to"], last["status"]) == ("2026-08-31", "2026-09-06", "not_due")
    assert last["amount"] is None
    quarter = next(one for one in document["slas"] if one["id"] == "TRIMESTRE")
    assert [(o["from"], o["to"]) for o in quarter["occurrences"]] == [("2026-07-01", "2026-09-30")]
