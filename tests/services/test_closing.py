"""A month is closed once, in order, for a reason when it must, and nothing moves it any more."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from pilotage.periods import Month
from pilotage.problems import ProblemsFoundError
from pilotage.services import audit, catalogue, closing, imports, maintenance, publishing, register
from pilotage.services.actor import Actor, RefusedError, Role
from pilotage.services.frozen import fingerprint, frozen, judge_closing
from pilotage.services.months import bill_document, judged, judged_live, judged_with, terms_of_month
from pilotage.sla import Status
from pilotage.store import closings, contracts, projection, replacing
from services.books import (
    AUGUST,
    FEEDS,
    JULY,
    OCTOBER,
    PRICES,
    REF,
    SEPTEMBER,
    close,
    days_of,
    file_of,
    publish,
    receive,
    three_months,
    week,
)
from services.portal import (
    ADMIN,
    ATLAS_ONLY,
    OPENING,
    PILOT,
    VIEWER,
    actions,
    contents,
    contract_text,
    on,
)
from services.test_forecasts import FEEDS as FORECAST_FEEDS

FINANCE = Actor("finance", Role.FINANCE)


@pytest.fixture
def portal(db):
    three_months(db)
    return db


def codes(error):
    return [problem.code for problem in error.value.problems]


def refused(db, month, **asked):
    with pytest.raises(ProblemsFoundError) as error:
        close(db, month, **asked)
    return codes(error)


def result(db, month=JULY, **asked):
    return judged(db, ADMIN, contract=REF, month=month, **asked)


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
    assert (done.comment, done.problems, done.by) == ("Accord du prestataire", (), ADMIN.user)
    assert len(done.files) == 2


def restate(db):
    """A week of July comes again, with half of the calls."""
    return receive(db, week(JULY), "armor_appels_bis.csv", offered=50, in_time=10)


def later_import(db):
    restate(db)


def withdrawal(db):
    files = register.received_files(db, ADMIN, contract=REF, window=JULY.window)
    register.withdraw(db, ADMIN, batch=files[0].batch, reason="erreur")


def rebuild(db):
    restate(db)
    with db.writing() as session:
        replacing.rebuild(session, contracts.required(session, REF))


def republication(db):
    publish(db, price=9)


def another_month(db):
    close(db, AUGUST)


def an_earlier_month(db):
    receive(db, days_of(Month(2026, 6)), "armor_appels_2026-06.csv")


def raw_projection(db):
    run(
        db,
        "UPDATE projection SET handled = 1 WHERE start < '2026-08-01'",
        "DELETE FROM projection WHERE start < '2026-07-15'",
    )


def run(db, *statements):
    with db.connection(writes=True) as connection:
        for statement in statements:
            connection.execute(text(statement))
        connection.commit()


ATTACKS = [
    later_import,
    withdrawal,
    rebuild,
    republication,
    another_month,
    an_earlier_month,
    raw_projection,
]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_nothing_that_comes_later_moves_a_closed_month(portal, attack):
    close(portal, JULY)
    before = result(portal)
    attack(portal)
    frozen.cache_clear()
    after = result(portal)
    assert fingerprint(after) == fingerprint(before)
    assert after == before
    assert audit.verify(portal, ADMIN) == ()


def test_many_things_that_come_later_move_no_closed_month(portal):
    for month in (JULY, AUGUST):
        close(portal, month)
    before = [result(portal, month) for month in (JULY, AUGUST)]
    for attack in (later_import, republication, an_earlier_month, withdrawal, raw_projection):
        attack(portal)
    frozen.cache_clear()
    assert [result(portal, month) for month in (JULY, AUGUST)] == before
    live = judged_live(portal, ADMIN, contract=REF, month=JULY)
    assert live.bill.subtotal != before[0].bill.subtotal, "what is known now did move"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE closing SET comment = 'x'",
        "UPDATE closing SET month = '2026-12'",
        "UPDATE closing SET result_sha256 = 'x'",
        "DELETE FROM closing",
        "UPDATE closed_projection SET counters = '{}'",
        "UPDATE closed_projection SET month = '2026-12'",
        "DELETE FROM closed_projection WHERE stream = 'n1'",
    ],
)
def test_the_database_itself_refuses_to_rewrite_a_closing(portal, statement):
    close(portal, JULY)
    before = contents(portal)
    with pytest.raises(DBAPIError):
        run(portal, statement)
    assert contents(portal) == before


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


# --- what stands against it -----------------------------------------------------------------------


def test_a_month_is_closed_once(portal):
    close(portal, JULY)
    assert refused(portal, JULY) == ["closing.already"]


def test_a_month_is_closed_after_its_end_only(portal):
    assert refused(portal, OCTOBER) == ["closing.not_over"]
    assert refused(portal, OCTOBER, despite=True, comment="pressé") == ["closing.not_over"]


def test_months_are_closed_in_order(portal):
    assert refused(portal, AUGUST) == ["closing.earlier_open"]
    close(portal, JULY)
    close(portal, AUGUST)
    close(portal, SEPTEMBER)
    made = closing.closed(portal, ADMIN, contract=REF)
    assert [one.month for one in made] == [JULY, AUGUST, SEPTEMBER]


def test_a_month_outside_the_contract_is_not_closed(portal):
    assert refused(portal, Month(2024, 12)) == ["closing.outside"]


@pytest.fixture
def with_a_gap(db):
    """September lacks the week of the 7th: files are missing and the SLA is not measured."""
    on(db, date(2026, 10, 20))
    publish(db)
    days = [day for day in days_of(SEPTEMBER) if day not in week(SEPTEMBER)]
    receive(db, days, "armor_appels_2026-09.csv")
    return db


def test_a_month_with_missing_days_is_closed_for_a_reason_only(with_a_gap):
    expected = ["closing.missing_files"] * 2 + ["closing.not_measured", "closing.provisional"]
    assert refused(with_a_gap, SEPTEMBER) == expected
    assert refused(with_a_gap, SEPTEMBER, despite=True) == expected
    assert refused(with_a_gap, SEPTEMBER, comment="Système en panne") == expected
    done = close(with_a_gap, SEPTEMBER, despite=True, comment="Système en panne")
    assert [problem.code for problem in done.problems] == expected
    assert done.comment == "Système en panne"
    assert actions(with_a_gap)[-1] == "month.close"


def test_a_refused_closing_is_kept_in_the_trail_and_changes_nothing_else(portal):
    before = contents(portal, "audit_event", "audit_text")
    refused(portal, AUGUST)
    assert contents(portal, "audit_event", "audit_text") == before
    assert actions(portal)[-1] == "month.close.refused"
    assert audit.verify(portal, ADMIN) == ()


@pytest.mark.parametrize("actor", [VIEWER, PILOT], ids=lambda actor: actor.user)
def test_who_may_not_close_does_not(portal, actor):
    with pytest.raises(RefusedError):
        close(portal, JULY, actor)
    assert closing.closed(portal, ADMIN, contract=REF) == ()
    assert actions(portal)[-1] == "close.refused"


def test_finance_closes_and_another_vendor_s_pilot_sees_nothing(portal):
    close(portal, JULY, FINANCE)
    with pytest.raises(catalogue.UnknownContractError):
        closing.closed(portal, ATLAS_ONLY, contract=REF)
    with pytest.raises(catalogue.UnknownContractError):
        close(portal, AUGUST, ATLAS_ONLY)


def test_figures_that_arrive_in_between_stop_the_closing(portal, monkeypatch):
    def slow(*given, **asked):
        restate(portal)
        return ()

    monkeypatch.setattr(closing, "adjustments", slow)
    assert refused(portal, JULY) == ["closing.moved"]
    assert closing.closed(portal, ADMIN, contract=REF) == ()


def test_two_who_close_at_once_leave_one_closing(portal):
    def attempt(number):
        try:
            return close(portal, JULY, Actor(f"finance {number}", Role.FINANCE)).by
        except ProblemsFoundError as error:
            return error.problems[0].code

    with ThreadPoolExecutor(4) as pool:
        told = sorted(pool.map(attempt, range(4)))
    assert told[:3] == ["closing.already"] * 3
    (done,) = closing.closed(portal, ADMIN, contract=REF)
    assert done.by == told[3]
    assert audit.verify(portal, ADMIN) == ()


def test_the_rows_of_a_closing_come_back_from_the_files_that_it_lists(portal):
    close(portal, JULY)
    restate(portal)
    withdrawal(portal)
    with portal.reading() as session:
        row = contracts.required(session, REF)
        kept = closings.counter_table(session, None, REF, JULY).frame
        made = closings.rebuilt(session, row, closings.get(session, None, REF, JULY)).frame
        live = projection.counter_table(session, None, REF, window=JULY.window).frame
    assert made[kept.columns].equals(kept)
    assert not live.equals(kept)


def test_a_closing_whose_rules_are_no_longer_ours_says_so(portal, monkeypatch):
    close(portal, JULY)
    frozen.cache_clear()
    monkeypatch.setattr("pilotage.services.frozen.fingerprint", lambda _result: "other rules")
    assert [problem.code for problem in result(portal).problems] == ["closing.differs"]
    frozen.cache_clear()


def test_the_check_of_the_database_holds_closed_months_against_their_files(portal):
    close(portal, JULY)
    restate(portal)
    withdrawal(portal)
    assert maintenance.check(portal, ADMIN) == ()


def test_rows_altered_behind_the_guards_are_found(portal):
    """Whoever owns the database can take a guard away: the files and the fingerprint tell."""
    close(portal, JULY)
    table = "" if portal.is_sqlite else " ON closed_projection"
    guard = "closed_projection_no_update" if portal.is_sqlite else "closed_projection_insert_only"
    run(
        portal,
        f"DROP TRIGGER {guard}{table}",
        """UPDATE closed_projection SET counters = '{"handled": 1000000}' WHERE start = '2026-07-06'""",
    )
    frozen.cache_clear()
    assert [problem.code for problem in maintenance.check(portal, ADMIN)] == ["database.guard"]
    assert maintenance.upgrade(portal, ADMIN), "the guard is put back"
    codes_found = [problem.code for problem in maintenance.check(portal, ADMIN)]
    assert codes_found == ["closing.rows", "closing.differs"]
    frozen.cache_clear()


def test_a_closed_month_of_a_contract_published_with_other_feeds_stays(portal):
    close(portal, JULY)
    before = result(portal)
    feeds = FEEDS.replace("Présentés", "Offerts")
    text_of = "ref = "
    with portal.reading() as session:
        kept = contracts.texts(session, None, REF)
    assert kept.contract.lstrip().startswith(text_of)
    assert publishing.publish(portal, ADMIN, contract_text=kept.contract, feeds_text=feeds).changed
    assert result(portal) == before


def test_a_file_is_still_imported_for_a_closed_month(portal):
    close(portal, JULY)
    report = restate(portal)
    assert report.days_replaced == tuple(week(JULY))
    assert imports.import_file(portal, ADMIN, content=b"", name="x.csv").status == "refused"


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


def test_a_month_whose_kept_rows_do_not_come_to_its_figures_stays_open(portal, monkeypatch):
    def dearer(*asked):
        found = judge_closing(*asked)
        return replace(found, bill=replace(found.bill, subtotal=found.bill.subtotal + 1))

    monkeypatch.setattr(closing, "judge_closing", dearer)
    before = contents(portal)
    assert refused(portal, JULY) == ["closing.not_the_same"]
    assert contents(portal) == before
