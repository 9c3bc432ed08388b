"""The demo end to end: what the story says, from the files to the cent."""

from datetime import date
from decimal import Decimal

import pytest

from pilotage.demo.clock import MONTHS, TODAY
from pilotage.demo.files import received
from pilotage.periods import Month, Window
from pilotage.scenarios import compare
from pilotage.services import audit, catalogue, imports, outcomes, relief, settling
from pilotage.services.actor import Actor, RefusedError, Role, local_administrator
from pilotage.services.adjusting import adjustments
from pilotage.services.closing import closed
from pilotage.services.demo import DATA, REFS, load_demo
from pilotage.services.months import judged, judged_live
from pilotage.sla import Maturity, Status
from pilotage.sources import gaps
from pilotage.store.database import open_database

WHO = local_administrator()
ARMOR, ATLAS, RAVINALA, TEJO = REFS


def month_of(db, ref, text, as_of=None):
    return judged(db, WHO, contract=ref, month=Month.parse(text), as_of=as_of)


def amounts(result):
    return {line.id: line.amount for line in result.bill.lines}


def value(result, sla):
    return next(s.value for s in result.slas if s.id == sla)


def test_the_ordinary_month_of_armor(demo):
    bill = month_of(demo, ARMOR, "2026-04").bill
    assert (bill.subtotal, bill.vat, bill.total) == (
        Decimal("114634.00"),
        Decimal("22926.80"),
        Decimal("137560.80"),
    )


def test_february_at_armor_before_relief_after_it_and_once_agreed(demo):
    found = settling.three_amounts(demo, WHO, contract=ARMOR, month=Month(2026, 2))
    told = {one.line: (one.computed, one.proposed, one.agreed) for one in found.lines}
    service, satisfaction = told["QS-bonus-malus"], told["CSAT-bonus-malus"]
    assert service == (Decimal("-6997.20"), Decimal("-4198.32"), Decimal("-4198.32"))
    assert satisfaction == (Decimal("-1399.44"), Decimal("-1399.44"), 0)
    raw = found.computed.bill
    assert (raw.subtotal, raw.vat, raw.total) == tuple(
        map(Decimal, ("136347.36", "27269.47", "163616.83"))
    )
    assert found.proposed.bonus_malus == Decimal("-5597.76")
    assert found.agreed.bonus_malus == Decimal("-4198.32")
    assert value(found.computed, "QS") == Decimal("58.4")
    after = month_of(demo, ARMOR, "2026-02")
    figure = next(sla for sla in after.slas if sla.id == "QS").occurrences[0].figure
    assert (figure.numerator, figure.denominator) == (13950, 19400)
    assert value(after, "QS") == Decimal("71.9")
    assert after.closed_on == date(2026, 3, 20)


def test_what_was_given_away_is_totalled_by_year_and_vendor(demo):
    (given,) = settling.given_away(demo, WHO)
    assert (given.vendor, given.year, given.amount) == ("armor", 2026, Decimal("1399.44"))
    (waiver,) = given.waivers
    assert (waiver.signed_by, waiver.decided_on) == ("directeur", date(2026, 3, 13))
    assert "formation" in waiver.in_return


def test_the_outage_of_march_at_atlas_costs_the_client_and_not_the_vendor(demo):
    found = settling.three_amounts(demo, WHO, contract=ATLAS, month=Month(2026, 3))
    hours = {line.id: line.amount for line in found.agreed.bill.lines if line.unit == "productive_hour"}
    assert sum(hours.values()) == Decimal("96060.80")
    (line,) = [one for one in found.lines if one.line == "QS-bonus-malus"]
    assert (line.computed, line.proposed, line.agreed) == (Decimal("-1921.22"), 0, 0)
    assert (line.value_before, line.value_after) == (Decimal("76.8"), Decimal("78.4"))
    sla = next(sla for sla in found.agreed.slas if sla.id == "QS")
    figure = sla.occurrences[0].figure
    assert (figure.numerator, figure.denominator) == (29071, 37060)
    assert sla.status == "missed", "under the target, without a malus"


def test_one_neutralisation_waits_for_the_pilot_since_three_days(demo):
    (waiting,) = relief.requests(demo, WHO, waiting=True)
    assert (TODAY - waiting.asked_on).days == 3
    assert waiting.pieces


def test_october_at_atlas_is_the_disputed_pre_invoice(demo):
    result = month_of(demo, ATLAS, "2026-10")
    assert amounts(result)["heures-malus"] == Decimal("-911.42")
    assert result.bill.subtotal == result.bill.total == Decimal("90998.18")
    assert sum(line.self_assessed for line in result.bill.vat_lines) == Decimal("18199.64")


def test_the_missing_day_of_atlas_is_there_at_last(demo):
    assert value(month_of(demo, ATLAS, "2026-09"), "QS") == Decimal("79.2")


def test_the_ordinary_month_of_ravinala_and_its_august_under_the_minimum(demo):
    assert month_of(demo, RAVINALA, "2026-04").bill.total == Decimal("51990.00")
    august = month_of(demo, RAVINALA, "2026-08")
    assert amounts(august)["minimum"] == Decimal("6624.00")
    assert august.bill.total == Decimal("45696.00")


def test_may_at_ravinala_stays_as_it_was_closed_and_would_come_to_less_today(demo):
    closed = month_of(demo, RAVINALA, "2026-05")
    assert closed.closed_on == date(2026, 6, 18)
    assert value(closed, "email24") == Decimal("90.6")
    assert amounts(closed)["email"] == Decimal("39382.20")
    live = judged_live(demo, WHO, contract=RAVINALA, month=Month(2026, 5))
    assert value(live, "email24") == Decimal("88.9")
    assert amounts(live)["email24-malus"] == Decimal("-500.00")


def test_june_at_ravinala_takes_the_adjustment_of_may(demo):
    (found,) = adjustments(demo, WHO, contract=RAVINALA)
    assert (found.month, found.proposed_in) == (Month(2026, 5), Month(2026, 6))
    assert adjustments(demo, WHO, contract=RAVINALA, month=Month(2026, 6)) == (found,)
    assert adjustments(demo, WHO, contract=RAVINALA, month=Month(2026, 10)) == ()
    sla = next(sla for sla in found.comparison.slas if sla.id == "email24")
    assert (sla.numerator_before, sla.denominator_before) == (22025, 24310)
    assert (sla.numerator_after, sla.denominator_after) == (20445, 22998)
    assert (sla.before, sla.after) == (Decimal("90.6"), Decimal("88.9"))
    lines = {line.id: line for line in found.comparison.moved_lines}
    assert (lines["email"].quantity, lines["email"].difference) == (-1312, Decimal("-2125.44"))
    assert (lines["email24-malus"].quantity, lines["email24-malus"].difference) == (2, Decimal("-500.00"))
    assert set(lines) == {"email", "email24-malus"}, "32,238 contacts: the minimum is still met"
    assert found.comparison.difference == Decimal("-2625.44")


def test_every_past_month_of_the_demo_was_closed_on_its_day(demo):
    for ref in REFS:
        months = {one.month: one for one in closed(demo, WHO, contract=ref)}
        assert list(months) == list(MONTHS[:-1]), ref
        assert {one.problems for one in months.values()} == {()}
    assert months[Month(2026, 9)].closed_on == date(2026, 10, 21)
    assert [one.month for one in adjustments(demo, WHO, contract=TEJO)] == []


@pytest.mark.parametrize("ref", REFS)
def test_a_closed_month_without_a_restatement_is_what_is_known_today(demo, ref):
    for month in MONTHS[:-1]:
        if (ref, month) != (RAVINALA, Month(2026, 5)):
            frozen = judged(demo, WHO, contract=ref, month=month)
            live = judged_live(demo, WHO, contract=ref, month=month)
            assert not compare(frozen, live).changed, month


def test_october_at_ravinala_misses_one_point_of_chats(demo):
    assert amounts(month_of(demo, RAVINALA, "2026-10"))["chat60-malus"] == Decimal("-150.00")


def test_the_ordinary_month_of_tejo_is_provisional_on_5_may_and_final_today(demo):
    early = month_of(demo, TEJO, "2026-04", as_of=date(2026, 5, 5))
    assert (early.bill.total, early.maturity) == (Decimal("51342.40"), Maturity.PROVISIONAL)
    late = month_of(demo, TEJO, "2026-04")
    assert (late.bill.total, late.maturity) == (Decimal("51460.00"), Maturity.FINAL)


def test_tejo_pays_for_three_calls_in_july_and_its_fee_by_the_day_in_august(demo):
    assert amounts(month_of(demo, TEJO, "2026-07"))["appels-hors-plage"] == Decimal("-1500.00")
    fees = [line.amount for line in month_of(demo, TEJO, "2026-08").bill.lines if line.term == "forfait"]
    assert sum(fees) == Decimal("13416.13")


def test_october_at_tejo_stays_provisional_until_its_withdrawals_are_known(demo):
    result = month_of(demo, TEJO, "2026-10")
    assert result.maturity is Maturity.PROVISIONAL
    assert amounts(result)["transformation-bonus-malus"] == Decimal("-987.62")
    assert month_of(demo, TEJO, "2026-10", as_of=date(2026, 11, 16)).maturity is Maturity.FINAL


@pytest.mark.parametrize("ref", REFS)
@pytest.mark.parametrize("month", MONTHS, ids=str)
def test_every_month_is_measured_in_full(demo, ref, month):
    result = judged(demo, WHO, contract=ref, month=month)
    assert {sla.status for sla in result.slas} <= {Status.MET, Status.MISSED}
    assert result.problems == ()


def test_the_client_counts_more_than_armor_and_is_believed(demo):
    month = Month(2026, 1)
    found = catalogue.counted(demo, WHO, ref=ARMOR, window=month.window)
    told = gaps(found.table, found.contract, found.holders, month.window)
    offered = [gap for gap in told if gap.counter == "offered"]
    assert [gap.stream for gap in offered] == ["n1", "reclamations"]
    ours, theirs = sum(gap.client for gap in offered), sum(gap.vendor for gap in offered)
    assert (ours, round((ours - theirs) * 100 / theirs, 1)) == (25_284, Decimal("1.2"))
    assert {str(gap.reference.source("holder")) for gap in told} == {"contrat, art. 6"}
    assert value(month_of(demo, ARMOR, "2026-01"), "QS") == Decimal("77.1")


def test_the_demo_lives_on_12_november_2026(demo):
    assert catalogue.today(demo) == date(2026, 11, 12)
    assert catalogue.is_demo(demo)
    assert [card.ref for card in catalogue.contracts(demo, WHO)] == list(REFS)


def test_files_bear_the_day_on_which_they_came(demo):
    window = Window(date(2026, 9, 22), date(2026, 9, 22))
    late = [f for f in imports.feed_days(demo, WHO, window=window) if f.contract == ATLAS]
    assert {f.feed: f.status for f in late}["appels"] == "late"
    assert {f.feed: f.status for f in late}["heures"] == "received"


def test_the_calendar_of_november_shows_what_is_missing_replaced_late_and_doubtful(demo):
    window = Window(date(2026, 11, 1), date(2026, 11, 11))
    found = {(f.contract, f.feed, f.day): f.status for f in imports.feed_days(demo, WHO, window=window)}
    assert found[RAVINALA, "chats", date(2026, 11, 9)] == "missing"
    assert found[ARMOR, "appels", date(2026, 11, 3)] == "replaced"
    assert found[ARMOR, "enquetes", date(2026, 11, 2)] == "late"
    assert found[ATLAS, "heures", date(2026, 11, 11)] == "doubtful"
    ordinary = [status for status in found.values() if status != "received"]
    assert len(ordinary) == 4


@pytest.mark.parametrize("month", [m for m in MONTHS if m != Month(2026, 9)], ids=str)
def test_nothing_is_late_or_missing_in_the_ordinary_months(demo, month):
    odd = {
        (f.contract, f.feed, f.day, f.status)
        for f in imports.feed_days(demo, WHO, window=month.window)
        if f.status in {"late", "missing", "doubtful"}
    }
    assert odd == set()


def test_the_restatement_of_ravinala_replaced_ten_days(demo):
    window = Window(date(2026, 5, 4), date(2026, 5, 17))
    found = [f for f in imports.feed_days(demo, WHO, window=window) if f.feed == "mails"]
    assert [f.status for f in found] == ["replaced"] * 10


def test_past_committees_left_decisions_and_open_actions(demo):
    decided = " ".join(decision.text for _, decision in outcomes.decisions(demo, WHO, contract=ARMOR))
    assert "1\u202f399,44\u00a0€" in decided
    open_actions = {
        action.due: action for _, action in outcomes.actions(demo, WHO) if action.status == "open"
    }
    assert open_actions[date(2026, 11, 13)].postponed == 2
    done = [action for _, action in outcomes.actions(demo, WHO) if action.status == "done"]
    assert [action.closed_on for action in done] == [date(2026, 4, 30)]
    assert open_actions[date(2026, 11, 6)].side == "client"


def test_the_trail_is_whole(demo):
    assert audit.verify(demo, WHO) == ()


def test_loading_again_changes_nothing(demo_db):
    before = audit.head(demo_db, WHO), [c.data_version for c in catalogue.contracts(demo_db, WHO)]
    again = load_demo(demo_db, WHO)
    assert (again.imported, again.problems) == (0, ())
    after = audit.head(demo_db, WHO), [c.data_version for c in catalogue.contracts(demo_db, WHO)]
    assert after == before


def test_a_load_that_was_cut_short_is_finished_without_taking_a_file_twice(demo_db):
    from pilotage.store import settings

    with demo_db.writing() as session:
        settings.put(session, "demo", "loading")
    versions = [c.data_version for c in catalogue.contracts(demo_db, WHO)]
    again = load_demo(demo_db, WHO)
    assert (again.imported, again.already_there, again.problems) == (0, len(received(DATA)), ())
    assert [c.data_version for c in catalogue.contracts(demo_db, WHO)] == versions


def test_a_database_of_one_s_own_is_refused_even_with_reset(demo_db):
    from pilotage.store import settings

    with demo_db.writing() as session:
        session.delete(session.get(settings.Setting, "demo"))
    for reset in (False, True):
        refused = load_demo(demo_db, WHO, reset=reset)
        assert [problem.code for problem in refused.problems] == ["demo.not_alone"]
    assert len(catalogue.contracts(demo_db, WHO)) == 4


def test_only_an_administrator_loads_the_demo(tmp_path):
    db = open_database(f"sqlite:///{tmp_path}/other.db")
    with pytest.raises(RefusedError):
        load_demo(db, Actor("pilot", Role.PILOT))
    db.close()


def test_the_demo_loads_on_every_kind_of_database(db, monkeypatch):
    some = [file for file in received(DATA) if "2026-04" in file[2].name]
    monkeypatch.setattr("pilotage.services.demo.received", lambda _folder: some)
    assert load_demo(db, WHO).problems == ()
    assert month_of(db, TEJO, "2026-04").bill.total == Decimal("51460.00")
    assert load_demo(db, WHO, reset=True).imported == len(some)
    assert month_of(db, TEJO, "2026-04").bill.total == Decimal("51460.00")
    assert audit.verify(db, WHO) == ()


def test_reset_begins_again_and_comes_to_the_same(demo_db, monkeypatch):
    april = [file for file in received(DATA) if "2026-04" in file[2].name]
    monkeypatch.setattr("pilotage.services.demo.received", lambda _folder: april)
    imports.import_file(demo_db, WHO, content=b"Date;Tranche\nnothing;here\n", name="junk.csv")
    seen = []
    had = max(card.data_version for card in catalogue.contracts(demo_db, WHO))
    again = load_demo(demo_db, WHO, reset=True, progress=lambda *step: seen.append(step))
    assert (again.imported, again.problems) == (len(april), ())
    assert seen[-1][:2] == (len(april), len(april))
    now = [card.data_version for card in catalogue.contracts(demo_db, WHO)]
    assert min(now) > had, "a portal that runs meanwhile keeps its results under the versions of before"
    assert month_of(demo_db, ARMOR, "2026-04").bill.total == Decimal("137560.80")
    assert value(month_of(demo_db, ARMOR, "2026-03"), "QS") is None, "March is gone with the rest"
    assert audit.verify(demo_db, WHO) == ()
    assert {event.action for event in audit.events(demo_db, WHO)}.isdisjoint({"file.refused"})
