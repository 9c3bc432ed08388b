"""What a closing keeps of a month: its figures, its contract, the months before it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from pilotage.services import catalogue, imports, publishing
from pilotage.services.documents import bill_document
from pilotage.services.frozen import fingerprint, frozen
from pilotage.services.months import judged_live, judged_with, terms_of_month
from pilotage.sla import Status
from services.books import (
    AUGUST,
    FEEDS,
    JULY,
    PRICES,
    REF,
    close,
    days_of,
    file_of,
    publish,
    receive,
    result,
    three_months,
)
from services.portal import ADMIN, OPENING, contract_text, on
from services.test_forecasts import FEEDS as FORECAST_FEEDS


@pytest.fixture
def portal(db_left_by):
    return db_left_by(three_months)


def test_a_closed_month_says_so_and_keeps_its_figures(portal):
    before = result(portal)
    done = close(portal, JULY, comment="Accord du prestataire")
    after = result(portal)
    assert (after.closed_on, done.closed_on) == (date(2026, 10, 20), date(2026, 10, 20))
    assert fingerprint(replace(after, closed_on=None)) == fingerprint(before)
    terms = catalogue.contract(portal, ADMIN, ref=REF)
    document = bill_document(after, terms)
    assert (document["state"], document["closed_on"]) == ("closed", "2026-10-20")
    assert bill_document(result(portal, AUGUST), terms)["state"] == "estimate"
    assert (done.comment, done.by) == ("Accord du prestataire", ADMIN.user)
    assert [one.code for one in done.problems] == ["closing.no_life", "closing.no_invoice"]
    assert len(done.files) == 2


def test_the_contract_of_a_closed_month_is_the_version_of_its_closing(portal):
    close(portal, JULY)
    before = result(portal)
    publish(portal, price=9)
    terms = terms_of_month(portal, ADMIN, result=result(portal))
    assert terms.price[0].terms[0].price == Decimal(5)
    assert result(portal).bill == before.bill
    assert result(portal, AUGUST).bill.lines[0].unit_price == Decimal(9)


def test_a_closed_month_is_judged_after_those_closed_before_it(portal):
    """A yearly cap reads the months before: as they were closed, not as they are known now."""
    cap = """
[[limit]]
id = "plafond-annuel"
kind = "cap_malus"
per = "contract_year"
consequences = ["QS-malus"]
[[limit.terms]]
from = 2025-01-01
source = "contrat, art. 8"
amount = 900
"""
    publish(portal, head=cap)
    receive(portal, days_of(JULY), "a.csv", in_time=10)
    receive(portal, days_of(AUGUST), "b.csv", in_time=10)
    close(portal, JULY)
    close(portal, AUGUST)
    before = result(portal, AUGUST)
    malus = [line.amount for line in before.bill.lines if line.kind in {"malus", "cap"}]
    assert sum(malus) == -250, "900 less what July took (650)"
    receive(portal, days_of(JULY), "c.csv", in_time=95)
    frozen.cache_clear()
    assert result(portal, AUGUST) == before
    live = judged_live(portal, ADMIN, contract=REF, month=AUGUST)
    assert sum(line.amount for line in live.bill.lines if line.kind in {"malus", "cap"}) == -625


def test_before_its_closing_a_month_is_what_was_known_then(portal):
    close(portal, JULY)
    early = result(portal, as_of=date(2026, 10, 19))
    assert early.closed_on is None
    assert result(portal, as_of=date(2026, 10, 20)).closed_on == date(2026, 10, 20)


def test_other_counters_say_what_a_closed_month_would_be_and_leave_it(portal):
    close(portal, JULY)
    table = catalogue.counters(portal, ADMIN, ref=REF, window=JULY.window)
    halved = replace(table, frame=table.frame.assign(handled=table.frame["handled"] // 2))
    asked = judged_with(portal, ADMIN, contract=REF, month=JULY, counters={JULY: halved})
    assert asked.closed_on is None
    assert asked.bill.lines[0].quantity * 2 == result(portal).bill.lines[0].quantity
    after = judged_with(portal, ADMIN, contract=REF, month=AUGUST, counters={JULY: halved})
    assert after.bill == result(portal, AUGUST).bill


def test_a_closing_whose_rules_are_no_longer_ours_says_so(portal, monkeypatch):
    close(portal, JULY)
    frozen.cache_clear()
    monkeypatch.setattr("pilotage.services.frozen.fingerprint", lambda _result: "other rules")
    assert [problem.code for problem in result(portal).problems] == ["closing.differs"]
    frozen.cache_clear()


MEASURED = """
[[kpi]]
id = "{id}"
formula = "{formula}"
source = "contrat, art. 9"
[[sla]]
id = "{id}"
kpi = "{id}"
activities = ["voix"]
window = "month"
[[sla.terms]]
from = 2025-01-01
source = "contrat, art. 9"
target = {target}
round_to = 0.1
"""


def measuring(db, feeds=FEEDS, **kpi):
    """The portal on 20 August, its contract with one KPI more."""
    on(db, date(2026, 8, 20))
    text = contract_text(
        streams=("n1",), opening=OPENING + PRICES.format(price=5) + MEASURED.format(**kpi)
    )
    assert not publishing.publish(db, ADMIN, contract_text=text, feeds_text=feeds).problems


def figures(found):
    return [(sla.id, sla.value, sla.status, sla.occurrences[0].reason) for sla in found.slas]


def test_a_column_refused_for_its_use_stays_refused_once_the_month_is_closed(db):
    feeds = FEEDS.replace(
        '  { name = "Sous 20 s"', '  { name = "Transf", counter = "transfers" },\n  { name = "Sous 20 s"'
    )
    measuring(db, feeds, id="TR", formula="transfer_rate", target=10)
    days = days_of(JULY)
    for number, (part, transfers) in enumerate(((days[:10], 5), (days[10:], 300))):
        head, *rows = file_of(part).decode("cp1252").strip().split("\r\n")
        lines = [f"{head};Transf", *(f"{row};{transfers}" for row in rows), ""]
        content = "\r\n".join(lines).encode("cp1252")
        imports.import_file(db, ADMIN, content=content, name=f"armor_appels_{number}.csv")
    seen = figures(result(db))
    assert seen[-1][1:] == (None, Status.NOT_MEASURED, "refused_column")
    close(db, JULY, despite=True, comment="Sans heures")
    assert figures(result(db)) == seen


def test_closing_keeps_the_days_that_refine_the_forecast_of_a_month(db):
    forecasts = "".join(FORECAST_FEEDS.format(grain=grain, time="") for grain in ("month", "day"))
    measuring(db, FEEDS + forecasts, id="PREV", formula="forecast_accuracy", target=90)
    days = days_of(JULY)
    told = {"month": [(JULY.first, 100 * len(days))], "day": [(day, 100) for day in days[:5]]}
    for grain, rows in told.items():
        lines = ["debut;file;prevision", *(f"{day};n1;{volume}" for day, volume in rows), ""]
        imports.import_file(db, ADMIN, content="\n".join(lines).encode(), name=f"prevision_{grain}.csv")
    receive(db, days)
    seen = figures(result(db))
    assert seen[-1][:3] == ("PREV", 100, Status.MET)
    close(db, JULY, despite=True, comment="Sans heures")
    assert figures(result(db)) == seen
