"""The controls of a month on a portal: what they find, and what they keep from passing for good."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from pilotage.periods import Month
from pilotage.problems import ProblemsFoundError
from pilotage.services import catalogue, controls, cutoff, imports, kpis, months, true_zeros
from pilotage.services.actor import RefusedError
from pilotage.services.catalogue import UnknownContractError
from pilotage.sla import Status
from services.portal import ADMIN, ARMOR_ONLY, ATLAS_ONLY, VIEWER, actions, calls, opened

REF, SEPTEMBER = "ARMOR-2025", Month(2026, 9)
SLOTS = [f"{hour:02d}:{minute}" for hour in range(8, 20) for minute in ("00", "30")]


@pytest.fixture
def portal(db_left_by):
    return db_left_by(opened)


def month(offered=20, first=SEPTEMBER.first, days=30, fast=None, slots=SLOTS, but=()):
    """Half-hours of every day but Sundays: (day, time, stream, offered, answered, in time)."""
    rows = []
    for n in range(days):
        day = first + timedelta(days=n)
        if day.weekday() == 6:
            continue
        came = offered(day) if callable(offered) else offered
        quick = max(came - 2, 0) if fast is None else fast
        rows += [
            (day, slot, "n1", came, max(came - 1, 0), quick) for slot in slots if (day, slot) not in but
        ]
    return calls(rows)


def take(db, content, name="armor_appels.csv", **more):
    report = imports.import_file(db, ADMIN, content=content, name=name, **more)
    assert report.status == "imported", report.problems
    return report


def found(db, month=SEPTEMBER, actor=ADMIN):
    return {one.code: one for one in controls.findings(db, actor, contract=REF, month=month)}


def sla(db, month=SEPTEMBER):
    return months.judged(db, ADMIN, contract=REF, month=month).slas[0]


def test_a_whole_month_has_nothing_to_report(portal):
    take(portal, month(), received=_moment("2026-10-01"))
    assert set(found(portal)) <= {"controls.missing_file"}
    assert sla(portal).status is Status.MET


def _moment(day):
    return datetime.fromisoformat(f"{day}T07:00").replace(tzinfo=UTC)


def test_zeros_after_the_twelfth_make_the_sla_not_measured_and_are_told(portal):
    take(portal, month(lambda day: 20 if day.day <= 12 else 0))
    one = found(portal)["controls.zero_tail"]
    assert (one.gravity, one.days[0], len(one.days)) == ("serious", date(2026, 9, 14), 15)
    judged = sla(portal)
    assert (judged.status, judged.value) == (Status.NOT_MEASURED, None)
    assert judged.occurrences[0].reason == "unfilled_days"


def test_the_file_that_fills_them_makes_the_month_whole_again(portal):
    take(portal, month(lambda day: 20 if day.day <= 12 else 0))
    take(portal, month())
    assert "controls.zero_tail" not in found(portal)
    assert sla(portal).status is Status.MET


def test_a_column_that_cannot_be_what_it_is_said_to_be_is_not_measured(portal):
    take(portal, month(fast=40))
    one = found(portal)["controls.refused_column"]
    assert one.gravity == "serious"
    judged = sla(portal)
    assert (judged.status, judged.value) == (Status.NOT_MEASURED, None)
    assert judged.occurrences[0].reason == "refused_column"
    window = SEPTEMBER.window
    rows = kpis.kpi_rows(portal, ADMIN, contract=REF, window=window, by="month")
    assert [(row.figure.value, row.figure.reason) for row in rows] == [(None, "refused_column")]
    table = catalogue.counters(portal, ADMIN, ref=REF, window=window)
    assert table.sums(("n1",), window).get("offered") == 26 * 24 * 20, "the other columns still count"


def test_half_hours_left_out_are_found_in_the_evidence(portal):
    gone = {(date(2026, 9, 9), slot) for slot in ("10:00", "10:30", "11:00")}
    take(portal, month(but=gone))
    one = found(portal)["controls.missing_slots"]
    assert [(line.day, line.at) for line in one.lines] == [
        (date(2026, 9, 9), "10:00"),
        (date(2026, 9, 9), "10:30"),
        (date(2026, 9, 9), "11:00"),
    ]
    assert {line.expected for line in one.lines} == {Decimal(20)}


def test_a_correction_that_brings_them_settles_it(portal):
    take(portal, month(but={(date(2026, 9, 9), "10:00")}))
    take(portal, calls([(date(2026, 9, 9), "10:00", "n1", 20, 19, 18)]))
    assert "controls.missing_slots" not in found(portal)


def test_an_open_day_without_a_row_is_told_with_what_it_usually_brings(portal):
    holed = month(but={(date(2026, 9, 9), slot) for slot in SLOTS})
    take(portal, holed)
    one = found(portal)["controls.missing_days"]
    assert one.days == (date(2026, 9, 9),)
    assert (one.lines[0].what, one.lines[0].expected) == ("offered", 24 * 20)


def test_a_file_of_the_day_itself_cannot_be_whole(portal):
    take(portal, month(first=date(2026, 9, 7), days=1), received=_moment("2026-09-07"))
    assert found(portal)["controls.early_file"].days == (date(2026, 9, 7),)


def test_a_break_is_told_with_the_weeks_before_it(portal):
    def fast(day):
        return 2 if day == date(2026, 9, 15) else 18

    rows = []
    first = date(2026, 6, 1)
    for n in range(122):
        day = first + timedelta(days=n)
        rows += [(day, slot, "n1", 20, 19, fast(day)) for slot in SLOTS if day.weekday() != 6]
    take(portal, calls(rows))
    one = found(portal)["controls.break"]
    assert (one.days, one.measure) == ((date(2026, 9, 15),), "QS20")
    assert len(one.history.values) == 13, "twelve Tuesdays before it, 14 July left aside"


def test_each_contract_is_seen_by_those_who_see_its_vendor(portal):
    take(portal, month())
    assert found(portal, actor=ARMOR_ONLY) == found(portal)
    with pytest.raises(UnknownContractError):
        controls.findings(portal, ATLAS_ONLY, contract=REF, month=SEPTEMBER)


# --- what was known on a day ------------------------------------------------------------------------


def table(db, day):
    window = SEPTEMBER.window
    known = catalogue.counters(db, ADMIN, ref=REF, window=window, known_on=day)
    return known.sums(("n1",), window).get("offered")


def test_a_file_that_came_later_was_not_known(portal):
    take(portal, month(days=15), received=_moment("2026-09-16"))
    take(portal, month(first=date(2026, 9, 16), days=15), received=_moment("2026-10-08"))
    assert table(portal, date(2026, 10, 2)) == 13 * 24 * 20
    assert table(portal, date(2026, 10, 8)) == 26 * 24 * 20
    assert table(portal, date(2026, 9, 15)) is None


def test_what_a_later_file_replaced_was_known_as_it_stood(portal):
    take(portal, month(), received=_moment("2026-10-01"))
    take(portal, month(first=date(2026, 9, 7), days=1, offered=50), received=_moment("2026-10-05"))
    assert table(portal, date(2026, 10, 2)) == 26 * 24 * 20
    assert table(portal, date(2026, 10, 5)) == 26 * 24 * 20 + 24 * 30


def test_a_file_withdrawn_since_still_counted_then(portal):
    first = take(portal, month(days=10), received=_moment("2026-09-11")).batch
    imports.withdraw(portal, ADMIN, batch=first, reason="wrong site")
    assert table(portal, date(2026, 10, 2)) == 9 * 24 * 20
    window = SEPTEMBER.window
    assert catalogue.counters(portal, ADMIN, ref=REF, window=window).frame.empty


def test_a_month_is_judged_with_what_was_known_on_the_day(portal):
    take(portal, month(but={(date(2026, 9, 22), slot) for slot in SLOTS}), received=_moment("2026-10-01"))
    take(portal, month(first=date(2026, 9, 22), days=1), received=_moment("2026-10-08"))
    then = months.judged(portal, ADMIN, contract=REF, month=SEPTEMBER, as_of=date(2026, 10, 2)).slas[0]
    assert (then.status, then.occurrences[0].reason) == (Status.NOT_MEASURED, "missing_days")
    now = months.judged(portal, ADMIN, contract=REF, month=SEPTEMBER).slas[0]
    assert now.status is Status.MET


# --- the demo ---------------------------------------------------------------------------------------


def rung(demo):
    """(contract, month) of every break and step, from the first month with a past."""
    return {
        (card.ref, str(month)): [one for one in found if one.history]
        for card in catalogue.contracts(demo, ADMIN)
        for month in Month(2025, 10).to(Month(2026, 10))
        for found in [controls.findings(demo, ADMIN, contract=card.ref, month=month)]
    }


def test_the_stories_ring_and_ordinary_months_do_not(demo):
    alarms = {key: found for key, found in rung(demo).items() if found}
    stories = {
        ("ARMOR-2025", "2026-02"): date(2026, 2, 3),  # the crisis
        ("ATLAS-2025", "2026-03"): date(2026, 3, 17),  # the outage
        ("ATLAS-2025", "2026-09"): date(2026, 9, 22),  # the missing day
        ("TEJO-2025", "2026-08"): date(2026, 8, 12),  # the opt-in law
    }
    for key, day in stories.items():
        assert any(day in one.days for one in alarms.get(key, ())), key
    quiet = len(alarms.keys() - stories.keys())
    assert quiet <= 5, f"{quiet} months of 52 ring besides the stories: {sorted(alarms)}"
    assert sum(len(found) for found in alarms.values()) <= 16


def test_no_demo_month_is_accused_of_a_serious_fault_that_it_has_not(demo):
    told = {
        (card.ref, str(month), one.code)
        for card in catalogue.contracts(demo, ADMIN)
        for month in Month(2025, 10).to(Month(2026, 11))
        for one in controls.findings(demo, ADMIN, contract=card.ref, month=month)
        if one.gravity == "serious"
    }
    assert told == {("RAVINALA-2025", "2026-11", "controls.missing_days")}


def test_the_missing_tuesday_is_not_measured_then_estimated_then_costs_three_tenths(demo):
    seen = cutoff.cutoff(demo, ADMIN, contract="ATLAS-2025", month=SEPTEMBER)
    assert (seen.on, seen.working_day, seen.days) == (date(2026, 10, 2), 2, (date(2026, 9, 22),))
    known, accrued, now = (result.slas[0] for result in (seen.known, seen.accrued, seen.now))
    assert (known.status, known.occurrences[0].reason) == (Status.NOT_MEASURED, "missing_days")
    assert (accrued.value, accrued.occurrences[0].figure.estimated) == (Decimal("79.5"), True)
    assert (now.value, now.occurrences[0].figure.estimated) == (Decimal("79.2"), False)
    (change,) = [change for change in seen.change.slas if change.id == "QS"]
    assert change.points == Decimal("-0.3")
    (estimate,) = seen.estimates
    assert estimate.alike == tuple(date(2026, 9, 22) - timedelta(weeks=n) for n in range(1, 5))
    late = {
        one.code: one for one in controls.findings(demo, ADMIN, contract="ATLAS-2025", month=SEPTEMBER)
    }
    assert late["controls.after_cutoff_file"].days == (date(2026, 9, 22),)


def test_without_the_tuesday_the_other_days_said_three_tenths_more(demo):
    window = SEPTEMBER.window
    known = catalogue.counters(
        demo, ADMIN, ref="ATLAS-2025", window=window, known_on=date(2026, 10, 2)
    ).sums(("appels",), window)
    rate = known.get("answered_within_30s") * 100 / known.get("offered")
    assert round(rate, 1) == Decimal("79.5")


def test_no_other_month_of_the_demo_lacked_a_day_at_its_cut_off(demo):
    for card in catalogue.contracts(demo, ADMIN):
        for month in Month(2025, 10).to(Month(2026, 10)):
            if (card.ref, month) != ("ATLAS-2025", SEPTEMBER):
                assert cutoff.cutoff(demo, ADMIN, contract=card.ref, month=month) is None, (
                    card.ref,
                    month,
                )


def test_findings_are_worked_out_once(demo):
    first = controls.findings(demo, ADMIN, contract="ATLAS-2025", month=SEPTEMBER)
    assert controls.findings(demo, ADMIN, contract="ATLAS-2025", month=SEPTEMBER) is first


# --- zeros that are true ----------------------------------------------------------------------------


def test_zeros_that_somebody_knows_to_be_true_count_as_quiet_days(portal):
    take(portal, month(lambda day: 20 if day.day <= 12 else 0))
    days = found(portal)["controls.zero_tail"].days
    accepted = true_zeros.accept_zeros(portal, ADMIN, contract=REF, days=days, reason="strike, site shut")
    assert accepted == days
    assert "controls.zero_tail" not in found(portal)
    assert sla(portal).status is Status.MET
    assert actions(portal)[-1] == "zeros.accept"


def test_a_reason_is_owed_and_only_days_that_count_as_not_filled_in_are_accepted(portal):
    take(portal, month(lambda day: 20 if day.day <= 12 else 0))
    for days, reason, code in (
        ([date(2026, 9, 15)], "  ", "controls.no_reason"),
        ([date(2026, 9, 2)], "strike", "controls.no_such_zeros"),
    ):
        with pytest.raises(ProblemsFoundError) as refusal:
            true_zeros.accept_zeros(portal, ADMIN, contract=REF, days=days, reason=reason)
        assert [problem.code for problem in refusal.value.problems] == [code]
    assert sla(portal).status is Status.NOT_MEASURED


def test_who_only_looks_accepts_nothing(portal):
    take(portal, month(lambda day: 20 if day.day <= 12 else 0))
    with pytest.raises(RefusedError):
        true_zeros.accept_zeros(portal, VIEWER, contract=REF, days=[date(2026, 9, 15)], reason="strike")
