from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pilotage.controls.openings import open_days
from pilotage.judgement import MonthInputs, judge
from pilotage.periods import Month
from pilotage.pricing import LineKind
from tests.months import contract, judged, table
from tests.steps import all_steps, assert_every_step_evaluates

ARMOR = contract(Path("contracts/ARMOR-2025/contract.toml"))
FEBRUARY = Month(2026, 2)
COUNTERS = (
    "offered",
    "answered_within_20s",
    "handled",
    "csat_n",
    "csat_satisfied",
    "quality_n",
    "quality_sum",
)
NONE_ARE_CONSEQUENCES = (LineKind.FEE, LineKind.MINIMUM)


def opened(month: Month) -> list[date]:
    return list(open_days(ARMOR, "voix", month.window))


@st.composite
def days(draw: Any, month: Month = FEBRUARY) -> list[dict[str, Any]]:
    """A whole month of plausible days, both streams."""
    rows = []
    for day in opened(month):
        for stream in ("n1", "reclamations"):
            offered = draw(st.integers(1, 900))
            surveyed = draw(st.integers(0, 40))
            rows.append(
                {
                    "stream": stream,
                    "day": day,
                    "offered": offered,
                    "answered_within_20s": draw(st.integers(0, offered)),
                    "handled": draw(st.integers(0, offered)),
                    "csat_n": surveyed,
                    "csat_satisfied": draw(st.integers(0, surveyed)),
                    "quality_n": 1,
                    "quality_sum": draw(st.integers(60, 100)),
                }
            )
    return rows


@settings(max_examples=25, deadline=None)
@given(days())
def test_any_month_adds_up_and_explains_itself(rows: list[dict[str, Any]]) -> None:
    result = judged(ARMOR, FEBRUARY, rows)
    assert_every_step_evaluates(result)
    bill = result.bill
    assert bill.subtotal == sum(line.amount for line in bill.lines)
    fees = sum(line.amount for line in bill.lines if line.kind in NONE_ARE_CONSEQUENCES)
    assert bill.subtotal - fees == result.bonus_malus
    assert result.bonus_malus == sum(c.retained for c in result.consequences)
    assert len({line.id for line in bill.lines}) == len(bill.lines)
    for line in bill.lines:
        assert line.amount == line.amount.quantize(Decimal("0.01"))
        assert line.source.document


@settings(max_examples=15, deadline=None)
@given(days(), st.randoms(use_true_random=False))
def test_files_and_streams_do_not_change_a_month(rows: list[dict[str, Any]], chance: Any) -> None:
    split = []
    for row in rows:
        part = {name: chance.randint(0, int(row[name])) for name in COUNTERS}
        rest = {name: row[name] - part[name] for name in COUNTERS}
        split.append({"day": row["day"], "stream": "n1", "batch": 2, **part})
        split.append({"day": row["day"], "stream": "reclamations", "batch": 3, **rest})
    chance.shuffle(split)
    one, other = judged(ARMOR, FEBRUARY, rows).bill, judged(ARMOR, FEBRUARY, split).bill
    assert [(x.id, x.quantity, x.amount) for x in one.lines] == [
        (x.id, x.quantity, x.amount) for x in other.lines
    ]
    assert one.total == other.total


@settings(max_examples=10, deadline=None)
@given(days(), st.integers(1, 500))
def test_what_happens_in_march_changes_nothing_in_february(rows: list[dict[str, Any]], more: int) -> None:
    march = {"stream": "n1", "day": date(2026, 3, 1), "offered": more, "handled": more}
    before, after = judged(ARMOR, FEBRUARY, rows), judged(ARMOR, FEBRUARY, [*rows, march])
    assert before == after


def test_the_same_inputs_give_the_same_result_and_the_clock_is_an_input() -> None:
    inputs = MonthInputs(ARMOR, FEBRUARY, table([{"handled": 100}], FEBRUARY), date(2026, 3, 5))
    assert judge(inputs) == judge(inputs)


def test_several_months_are_a_fold_and_order_their_history() -> None:
    history: tuple[Any, ...] = ()
    row = {
        "offered": 100,
        "answered_within_20s": 50,
        "handled": 1000,
        "csat_n": 400,
        "csat_satisfied": 200,
    }
    row |= {"quality_n": 10, "quality_sum": 700}
    for month in Month(2026, 1).to(Month(2026, 4)):
        history += (judged(ARMOR, month, [row], history=history),)
    yearly = sum(m.bonus_malus for m in history)
    assert yearly == Decimal("-1284.00"), "6 % of 4 x 5,350.00, whatever the months asked"
    for result in history:
        assert_every_step_evaluates(result)


def test_every_step_says_its_rule_and_a_step_of_a_clause_says_the_clause() -> None:
    row = {
        "offered": 100,
        "answered_within_20s": 50,
        "handled": 30000,
        "csat_n": 400,
        "csat_satisfied": 200,
    }
    result = judged(ARMOR, FEBRUARY, [row])
    rules = {step.rule for step in all_steps(result)}
    assert {"kpi.ratio", "sla.round", "fee.tier", "fee.amount", "ladder.band", "ladder.amount"} <= rules
    for step in all_steps(result):
        assert step.rule
        if step.rule.split(".")[0] in {"fee", "sla", "ladder", "cap", "kpi"}:
            assert step.source.document, step


def test_a_late_day_moves_a_running_month_day_by_day() -> None:
    """Story 4: not measured while a day is missing, measured when its file arrives."""
    rows = [
        {"day": day, "stream": "n1", "offered": 100, "answered_within_20s": 80, "handled": 90}
        for day in opened(FEBRUARY)
    ]
    missing = [row for row in rows if row["day"] != date(2026, 2, 24)]
    cutoff = judged(ARMOR, FEBRUARY, missing, today=FEBRUARY.last + timedelta(days=3))
    assert cutoff.slas[0].status == "not_measured"
    assert cutoff.slas[0].occurrences[0].reason == "missing_days"
    later = judged(ARMOR, FEBRUARY, rows, today=FEBRUARY.last + timedelta(days=9))
    assert (later.slas[0].status, later.slas[0].value) == ("met", 80)
