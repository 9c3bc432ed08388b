"""The likely landing, its range, and what it says of how sure it is."""

from datetime import date
from decimal import Decimal
from random import Random

import pytest

from pilotage.landing import Past, outlook
from pilotage.landing.outlook import Miss, held_by, lags_of
from pilotage.periods import Month, Window
from tests.months import contract, table

NOVEMBER, TODAY = Month(2026, 11), date(2026, 11, 12)
TERMS = contract(
    """
activity = [{ id = "voix", channel = "voice_inbound" }]
kpi = [
  { id = "QS20", formula = "service_level", within_s = 20, source = "contrat, annexe 1" },
  { id = "FCR", formula = "fcr", matures_after_days = 7, source = "contrat, annexe 1" },
]
sla = [{ id = "QS", kpi = "QS20", terms = [
  { from = 2025-01-01, source = "contrat, art. 1", target = 80, round_to = 0.1 },
] }]
[[opening]]
activity = "voix"
days = ["mon", "tue", "wed", "thu", "fri", "sat"]
opens = "08:00"
closes = "18:00"
"""
)


def rows(months, last=date(2026, 11, 11), seed=7):
    """Days of calls; each month has a level of its own, each day a little chance."""
    chance = Random(seed)
    found = []
    for back in range(months, -1, -1):
        month = NOVEMBER.plus(-back)
        level = 80 + chance.uniform(-3, 3)
        for day in month.window:
            if day.weekday() < 6 and day <= last and day.day != 1:
                offered = 1000 if day.weekday() < 5 else 400
                good = int(offered * (level + chance.uniform(-2, 2)) / 100)
                found.append(
                    {"day": day, "offered": offered, "answered": offered, "answered_within_20s": good}
                )
    return found


def seen(found, today=TODAY, month=NOVEMBER):
    return outlook(Past(table(found)), TERMS, month, today, {}).targets[0]


def test_the_likely_value_lies_in_its_range_and_the_needed_one_reaches_the_target():
    target = seen(rows(8))
    assert target.low < target.likely < target.high
    whole = target.so_far.numerator + target.needed.count
    assert whole * 100 / (target.so_far.denominator + target.rest) == pytest.approx(Decimal(80))


def test_at_the_end_of_the_month_the_landing_is_the_value_of_the_month():
    found = rows(8, last=NOVEMBER.last)
    target = seen(found, today=date(2026, 12, 1))
    assert target.likely == target.so_far.value == target.low == target.high
    assert target.needed.state == "over"


def test_the_range_narrows_as_the_month_goes_on():
    found = rows(12, last=NOVEMBER.last)
    widths = [one.high - one.low for one in (seen(found, date(2026, 11, day)) for day in (4, 12, 20, 28))]
    assert widths == sorted(widths, reverse=True)


def test_with_too_few_months_there_is_a_likely_value_and_no_range():
    target = seen(rows(1))
    assert target.likely is not None
    assert (target.low, target.high) == (None, None)


def test_a_share_never_lands_above_a_hundred_percent():
    perfect = [{**row, "answered_within_20s": row["offered"]} for row in rows(8)]
    wavering = [
        {**row, "answered_within_20s": int(row["answered_within_20s"] * 0.9)}
        if row["day"].month % 2 and row["day"].month != 11
        else row
        for row in perfect
    ]
    assert seen(wavering).high == 100


def test_the_guess_knows_nothing_of_the_days_after_it():
    early = rows(8)
    later = rows(8, last=NOVEMBER.last)
    assert seen(early).likely == seen(later).likely
    assert (seen(early).low, seen(early).high) == (seen(later).low, seen(later).high)


def test_nothing_is_left_to_chance():
    one, other = seen(rows(8)), seen(rows(8))
    assert (one.likely, one.low, one.high) == (other.likely, other.low, other.high)


def misses(*gaps):
    return tuple(Miss(NOVEMBER, Decimal(80), Decimal(80) + Decimal(gap)) for gap in gaps)


def test_the_range_is_the_miss_that_four_guesses_in_five_do_not_exceed():
    assert held_by(misses(*range(1, 10))) == 8  # the 8th of 9
    assert held_by(misses(*range(1, 13))) == 11  # the 11th of 12
    assert held_by(misses(1, -5, 2)) == 5  # few: the largest


def test_a_counter_that_matures_late_has_its_lag():
    assert lags_of(TERMS) == {"repeats": 7}


def test_an_sla_that_was_not_promised_before_is_not_looked_back_on():
    block = TERMS.sla[0].terms[0].model_copy(update={"since": date(2026, 10, 1)})
    sla = TERMS.sla[0].model_copy(update={"terms": (block,)})
    late = TERMS.model_copy(update={"sla": (sla,)})
    target = outlook(Past(table(rows(8))), late, NOVEMBER, TODAY, {}).targets[0]
    assert [miss.month for miss in target.misses] == [Month(2026, 10)]


def test_without_any_day_there_is_nothing_to_land():
    target = outlook(Past(table([])), TERMS, NOVEMBER, TODAY, {}).targets[0]
    assert (target.likely, target.low, target.needed.state) == (None, None, "over")
    assert Window(NOVEMBER.first, NOVEMBER.last) == NOVEMBER.window
