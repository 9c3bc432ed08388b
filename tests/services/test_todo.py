"""What awaits whom, and since when: files, committees, figures that move, actions."""

from datetime import date, timedelta

import pytest

from pilotage.committee.model import ActionStatus, CommitteeType
from pilotage.periods import Month
from pilotage.services import catalogue, committees, imports, outcomes, publishing, todo
from pilotage.services.actor import Actor, Role, local_administrator
from pilotage.services.todo import StepState
from services import books
from services.portal import ADMIN, ATLAS_ONLY, calls, contract_text, feeds_text, month_of_calls, on

WHO = local_administrator()
OCTOBER = Month(2026, 10)
CALENDAR = "calendar.steps = { agenda_sent = 8, steering_committee = 10, minutes_sent = 11 }\n"


def tasks(desk, vendor=""):
    return [task for task in desk.tasks if not vendor or task.contract.startswith(vendor)]


def codes(desk, vendor=""):
    return [task.code for task in tasks(desk, vendor)]


# ---- the demo, on its own day ------------------------------------------------------------------


def test_the_desk_opens_on_the_month_before_today_with_a_card_a_vendor(demo):
    desk = todo.desk(demo, WHO)
    assert (desk.today, desk.month, desk.working_day) == (date(2026, 11, 12), OCTOBER, 8)
    assert [vendor.card.vendor for vendor in desk.vendors] == ["armor", "atlas", "ravinala", "tejo"]
    assert all(len(vendor.trend) == 12 for vendor in desk.vendors)


def test_tasks_come_by_date_the_oldest_first(demo):
    days = [task.due for task in todo.desk(demo, WHO).tasks]
    assert days == sorted(days)


def test_the_brief_has_been_owed_by_the_client_for_six_days(demo):
    (brief,) = [task for task in tasks(todo.desk(demo, WHO), "TEJO") if task.code == "action"]
    assert (brief.awaits, brief.due) == ("client", date(2026, 11, 12) - timedelta(days=6))
    assert brief.query["action"] == f"TEJO-2025:{brief.values['number']}"


def test_relief_has_awaited_the_pilot_for_three_days(demo):
    (asked,) = [task for task in tasks(todo.desk(demo, WHO), "ARMOR") if task.code == "relief"]
    assert asked.awaits == "client"
    assert asked.values["days"] == 3


def test_the_contested_hours_await_the_pilot_today(demo):
    mine = [task for task in tasks(todo.desk(demo, WHO), "ATLAS") if task.code == "action"]
    assert [(task.awaits, task.due) for task in mine] == [("client", date(2026, 11, 12))]


def test_an_action_postponed_twice_is_to_be_settled(demo):
    (postponed,) = [task for task in todo.desk(demo, WHO).tasks if task.code == "action_postponed"]
    assert (postponed.contract, postponed.values["times"]) == ("ATLAS-2025", 2)


def test_net_sales_are_awaited_until_they_no_longer_move(demo):
    (moving,) = [task for task in todo.desk(demo, WHO).tasks if task.code == "provisional"]
    assert (moving.contract, moving.due, moving.awaits) == ("TEJO-2025", date(2026, 11, 14), "vendor")


def test_a_file_that_did_not_come_is_asked_of_the_vendor(demo):
    missing = [task for task in todo.desk(demo, WHO).tasks if task.code == "files_missing"]
    assert missing
    assert all(task.awaits == "vendor" and task.page == "received_files" for task in missing)


def test_agendas_are_due_today_for_who_has_none(demo):
    due = [task for task in todo.desk(demo, WHO).tasks if task.code == "agenda_due"]
    assert {task.contract for task in due} == {"ARMOR-2025", "ATLAS-2025", "RAVINALA-2025", "TEJO-2025"}
    assert {task.due for task in due} == {date(2026, 11, 12)}


def test_old_months_ask_for_no_committee_once_the_next_one_was_due(demo):
    desk = todo.desk(demo, WHO, month=Month(2026, 4))
    assert not {"agenda_due", "committee_due", "minutes_due"} & set(codes(desk))


def test_another_vendors_tasks_are_out_of_sight(demo):
    desk = todo.desk(demo, Actor("pilot", Role.PILOT, frozenset({"tejo"})))
    assert {task.contract for task in desk.tasks} == {"TEJO-2025"}
    assert [vendor.card.vendor for vendor in desk.vendors] == ["tejo"]


def test_a_portal_without_contract_has_an_empty_desk(db):
    on(db, date(2026, 11, 12))
    desk = todo.desk(db, WHO)
    assert (desk.vendors, desk.tasks) == ((), ())


# ---- a committee's own road --------------------------------------------------------------------


@pytest.fixture
def september(db):
    """One contract with its September, and the dates of its month."""
    text = contract_text().replace('timezone = "Europe/Paris"', 'timezone = "Europe/Paris"\n' + CALENDAR)
    published = publishing.publish(db, ADMIN, contract_text=text, feeds_text=feeds_text())
    assert not published.problems
    on(db, date(2026, 10, 8))
    report = imports.import_file(
        db, ADMIN, content=calls(month_of_calls()), name="armor_appels_2026-09.csv"
    )
    assert report.status == "imported"
    return db


def awaited(db):
    return [code for code in codes(todo.desk(db, WHO)) if code.endswith("_due")]


def state_of(db, code):
    steps = todo.desk(db, WHO).vendors[0].steps
    return next(step.state for step in steps if step.code == code)


def test_the_committee_asks_for_one_step_at_a_time(september):
    assert awaited(september) == ["agenda_due"]
    meeting = committees.prepare(
        september, WHO, contract="ARMOR-2025", committee=CommitteeType.STEERING, month=Month(2026, 9)
    )
    assert awaited(september) == ["committee_due"]
    committees.start(september, WHO, meeting=meeting.id)
    assert awaited(september) == ["committee_due"]  # in session is not yet settled
    committees.close(september, WHO, meeting=meeting.id)
    assert awaited(september) == []
    assert state_of(september, "minutes_sent") is StepState.DONE


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 10, 12), StepState.COMING),
        (date(2026, 10, 13), StepState.LATE),
        (date(2026, 11, 11), StepState.LATE),
    ],
)
def test_an_agenda_is_late_from_the_day_after_its_date(september, today, state):
    on(september, today)
    steps = todo.desk(september, WHO, month=Month(2026, 9)).vendors[0].steps
    assert next(step.state for step in steps if step.code == "agenda_sent") is state


def test_an_agenda_that_was_never_made_is_asked_until_the_next_month_takes_over(september):
    def asked(today):
        on(september, today)
        return "agenda_due" in codes(todo.desk(september, WHO, month=Month(2026, 9)))

    assert asked(date(2026, 11, 11))
    assert not asked(date(2026, 11, 12))  # J+8 of October


def test_a_production_committee_does_not_stand_for_the_steering_one(september):
    committees.prepare(
        september, WHO, contract="ARMOR-2025", committee=CommitteeType.PRODUCTION, month=Month(2026, 9)
    )
    assert awaited(september) == ["agenda_due"]


def test_a_settled_action_awaits_nobody(september):
    meeting = committees.prepare(
        september, WHO, contract="ARMOR-2025", committee=CommitteeType.STEERING, month=Month(2026, 9)
    )
    number = outcomes.add_action(
        september,
        WHO,
        meeting=meeting.id,
        item=meeting.items[0].id,
        text="Former",
        owner="Directeur de compte",
        side="vendor",
        due=date(2026, 10, 6),
    )
    (task,) = [task for task in todo.desk(september, WHO).tasks if task.code == "action"]
    assert (task.awaits, task.page, task.due) == ("vendor", "actions", date(2026, 10, 6))
    outcomes.update_action(september, WHO, contract="ARMOR-2025", number=number, status=ActionStatus.DONE)
    assert "action" not in codes(todo.desk(september, WHO))


def test_a_desk_of_another_vendor_shows_nothing_of_this_one(september):
    assert todo.desk(september, ATLAS_ONLY).vendors == ()
    assert catalogue.contracts(september, ATLAS_ONLY) == ()


def test_the_closing_is_owed_from_its_day_until_it_is_done(db):
    books.three_months(db)
    books.publish(db, calendar="calendar.steps = { closing = 10 }\n")
    tasks = todo.desk(db, ADMIN, month=Month(2026, 7)).tasks
    assert [(task.code, task.due, task.awaits) for task in tasks if task.code == "closing_due"] == [
        ("closing_due", date(2026, 8, 14), "client")
    ]
    books.close(db, Month(2026, 7))
    after = todo.desk(db, ADMIN, month=Month(2026, 7)).vendors[0]
    assert "closing_due" not in {task.code for task in after.tasks}
    assert [step.state for step in after.steps] == [StepState.DONE]
    assert after.result.closed_on == date(2026, 10, 20)


def test_an_adjustment_is_looked_at_in_the_first_open_month(db):
    books.three_months(db)
    books.close(db, Month(2026, 7))
    books.receive(db, books.week(Month(2026, 7)), "bis.csv", offered=50, in_time=45)
    owed = [
        task for task in todo.desk(db, ADMIN, month=Month(2026, 8)).tasks if task.code == "adjustment"
    ]
    assert [(task.values["amount"], task.values["past"]) for task in owed] == [(-1500, date(2026, 7, 1))]
    for number in (7, 9):
        tasks = todo.desk(db, ADMIN, month=Month(2026, number)).tasks
        assert "adjustment" not in {task.code for task in tasks}


def test_a_month_that_moved_after_its_closing_is_on_every_desk_until_it_is_a_year_old(db):
    books.three_months(db)
    books.close(db, Month(2026, 7))
    books.receive(db, books.week(Month(2026, 7)), "bis.csv", offered=50, in_time=45)
    for number in (7, 8, 9):
        (one,) = todo.desk(db, ADMIN, month=Month(2026, number)).vendors[0].adjusted
        assert (one.month, one.into, one.difference) == (Month(2026, 7), Month(2026, 8), -1500)
        assert one.waits
    books.close(db, Month(2026, 8))
    (taken,) = todo.desk(db, ADMIN, month=Month(2026, 9)).vendors[0].adjusted
    assert (taken.into, taken.waits) == (Month(2026, 8), False)


def test_a_missing_file_leads_to_the_month_that_lacks_it(demo):
    (task,) = [one for one in todo.desk(demo, WHO).tasks if one.code == "files_missing"]
    assert task.query["month"] == "2026-11"
