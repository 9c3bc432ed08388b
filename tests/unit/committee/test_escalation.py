"""Trade.md part C's ladder: what a level could not settle reaches the next one, once, on its day."""

from datetime import date
from decimal import Decimal

from pilotage.committee.escalation import Judged, Outlived, Rule, escalated, house_rules
from pilotage.committee.model import CommitteeType
from pilotage.periods import Month
from pilotage.sla import Status

MISSED, MET = Status.MISSED, Status.MET
STEERING, STRATEGIC = CommitteeType.STEERING, CommitteeType.STRATEGIC


def months(*statuses: Status | None) -> list[Judged]:
    ends = [Month(2026, 1).plus(n).last for n in range(len(statuses))]
    return [Judged("QS", "month", last, status) for last, status in zip(ends, statuses, strict=True)]


def sent(judged: list[Judged] | None = None, **given: object) -> list[tuple[str, str, CommitteeType]]:
    found = escalated(house_rules(), judged or (), **given)  # type: ignore[arg-type]
    return [(one.rule, one.subject, one.to) for one in found]


def test_one_missed_month_goes_nowhere():
    assert sent(months(MET, MISSED)) == []


def test_two_missed_months_ask_the_steering_committee_for_a_progress_plan():
    (found,) = escalated(house_rules(), months(MET, MISSED, MISSED))
    assert (found.to, found.asks, found.since) == (STEERING, "progress_plan", date(2026, 3, 31))


def test_three_missed_months_reach_the_strategic_committee_and_stay_on_the_steering_one():
    assert sent(months(MISSED, MISSED, MISSED)) == [
        ("two_months", "QS", STEERING),
        ("three_months", "QS", STRATEGIC),
    ]


def test_a_month_that_was_met_ends_the_run():
    assert sent(months(MISSED, MISSED, MET, MISSED)) == []


def test_a_month_that_was_not_due_neither_ends_the_run_nor_lengthens_it():
    assert sent(months(MISSED, None, MISSED)) == [("two_months", "QS", STEERING)]


def test_two_missed_weeks_are_a_point_of_the_steering_committee_on_the_second_sunday():
    weeks = [Judged("QS", "week", date(2026, 11, day), MISSED) for day in (8, 15)]
    (found,) = escalated(house_rules(), weeks)
    assert (found.to, found.asks, found.since) == (STEERING, "point", date(2026, 11, 15))


def test_weeks_and_months_missed_together_are_one_item_that_asks_for_the_plan():
    weeks = [Judged("QS", "week", date(2026, 3, day), MISSED) for day in (22, 29)]
    assert sent([*weeks, *months(MET, MISSED, MISSED)]) == [("two_months", "QS", STEERING)]


def test_half_of_the_cap_asks_for_a_plan_and_the_whole_cap_for_a_formal_notice():
    half = {date(2026, 2, 28): Decimal(50)}
    assert sent(shares=half) == [("half_cap", "cap", STEERING)]
    whole = {date(2026, 2, 28): Decimal(100)}
    assert sent(shares=whole) == [("half_cap", "cap", STEERING), ("whole_cap", "cap", STRATEGIC)]


def test_only_the_last_month_s_share_of_the_cap_counts():
    assert sent(shares={date(2026, 1, 31): Decimal(100), date(2026, 2, 28): Decimal(12)}) == []


def test_an_action_that_outlived_two_sessions_goes_one_level_up():
    days = (date(2026, 9, 14), date(2026, 10, 14), date(2026, 11, 16))
    kept = Outlived("CP-2026-09-A01", CommitteeType.PRODUCTION, days[:2])
    assert sent(actions=[kept]) == []
    late = Outlived("CP-2026-09-A01", CommitteeType.PRODUCTION, days)
    (found,) = escalated(house_rules(), actions=[late])
    assert (found.to, found.since, found.asks) == (STEERING, date(2026, 11, 16), "decision")


def test_nothing_goes_above_the_strategic_committee():
    late = Outlived("COSTRAT-2026-01-A01", STRATEGIC, tuple(date(2026, n, 1) for n in (1, 4, 7, 10)))
    assert sent(actions=[late]) == []


def test_a_contract_s_own_rule_says_when():
    strict = Rule("first_month", "misses", Decimal(1), "formal_notice", STRATEGIC)
    assert [one.to for one in escalated([strict], months(MISSED))] == [STRATEGIC]
