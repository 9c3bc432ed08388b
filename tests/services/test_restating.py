"""What a file that replaces another moves: counters, KPIs, euros; closed months by adjustment."""

import random
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from pilotage.scenarios import compare
from pilotage.services import adjusting, catalogue, imports, publishing, register, restating
from pilotage.services.comparisons import comparison, document
from pilotage.services.months import judged, judged_live
from pilotage.services.register import UnknownFileError
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
from services.portal import ADMIN, ATLAS_ONLY, OPENING, contents, contract_text, on
from services.test_forecasts import CLAUSE
from services.test_forecasts import FEEDS as FORECASTS

SEEN = {"offered": 100, "in_time": 90}


@pytest.fixture
def portal(db_left_by):
    return db_left_by(three_months)


def tried(db, days, **figures):
    """The effect of a file before it is confirmed."""
    content = file_of(days, **figures)
    preview = imports.preview(db, ADMIN, content=content, name="armor_appels_bis.csv")
    assert preview.status == "imported", preview.problems
    return restating.effect(db, ADMIN, preview=preview)


def result(db, month):
    return judged(db, ADMIN, contract=REF, month=month)


def told(effect):
    return [(one.month, one.state, one.comparison.difference) for one in effect.months]


def owed(db, month=None):
    found = adjusting.adjustments(db, ADMIN, contract=REF, month=month)
    return [(one.month, one.proposed_in, one.comparison.difference) for one in found]


def test_a_preview_says_the_euros_of_an_open_month_and_writes_nothing(portal):
    before = contents(portal)
    effect = tried(portal, week(JULY), offered=50, in_time=45)
    assert told(effect) == [(JULY, "open", Decimal(-6 * 50 * 5))]
    (line,) = effect.months[0].comparison.moved_lines
    assert (line.id, line.quantity, line.before, line.after) == ("appel", -300, 13000, 11500)
    assert effect.days == tuple(week(JULY))
    assert {one.counter: (one.before, one.after) for one in effect.counters}["handled"] == (600, 300)
    assert contents(portal) == before


@pytest.mark.parametrize("figures", [{"offered": 50, "in_time": 3}, {"offered": 0, "in_time": 0}])
def test_what_a_preview_says_is_what_the_import_then_does(portal, figures):
    days = [*week(JULY), *week(AUGUST)]
    before = {month: result(portal, month) for month in (JULY, AUGUST, SEPTEMBER)}
    effect = tried(portal, days, **figures)
    report = receive(portal, days, "armor_appels_bis.csv", **figures)
    after = {month: result(portal, month) for month in before}
    moved = {month: compare(before[month], after[month]) for month in before}
    assert {one.month: one.comparison for one in effect.months} == {
        month: found for month, found in moved.items() if found.changed
    }
    assert restating.restatement_of(portal, ADMIN, file=report.batch) == effect


def test_a_closed_month_stays_and_the_first_open_one_is_proposed_the_difference(portal):
    close(portal, JULY)
    effect = tried(portal, [*week(JULY), *week(AUGUST)], offered=50, in_time=45)
    assert told(effect) == [(JULY, "closed", -1500), (AUGUST, "open", -1500)]
    assert (effect.adjustment, effect.moved) == (-1500, -1500)
    assert effect.months[0].proposed_in == AUGUST
    frozen = result(portal, JULY)
    receive(portal, [*week(JULY), *week(AUGUST)], "armor_appels_bis.csv", offered=50, in_time=45)
    assert result(portal, JULY) == frozen
    assert owed(portal) == owed(portal, AUGUST) == [(JULY, AUGUST, -1500)]
    assert owed(portal, JULY) == owed(portal, SEPTEMBER) == owed(portal, OCTOBER) == []


def test_the_month_that_is_closed_next_takes_the_adjustment_once(portal):
    close(portal, JULY)
    file = receive(portal, week(JULY), "bis.csv", offered=50, in_time=45).batch
    close(portal, AUGUST)
    assert owed(portal) == owed(portal, AUGUST) == [(JULY, AUGUST, -1500)]
    assert owed(portal, SEPTEMBER) == []
    effect = restating.restatement_of(portal, ADMIN, file=file)
    assert [one.proposed_in for one in effect.months] == [AUGUST]


def test_what_comes_after_is_proposed_beyond_what_was_taken(portal):
    close(portal, JULY)
    receive(portal, week(JULY), "bis.csv", offered=50, in_time=45)
    close(portal, AUGUST)
    receive(portal, week(JULY), "ter.csv", offered=40, in_time=36)
    assert owed(portal, SEPTEMBER) == [(JULY, SEPTEMBER, -300)]
    assert owed(portal) == [(JULY, AUGUST, -1500), (JULY, SEPTEMBER, -300)]


def test_a_restatement_withdrawn_gives_back_what_was_taken(portal):
    close(portal, JULY)
    file = receive(portal, week(JULY), "bis.csv", offered=50, in_time=45).batch
    close(portal, AUGUST)
    effect = restating.withdrawal_of(portal, ADMIN, file=file)
    assert told(effect) == [(JULY, "closed", 1500)]
    assert effect.months[0].proposed_in == SEPTEMBER
    register.withdraw(portal, ADMIN, batch=file, reason="envoyé par erreur")
    assert owed(portal, SEPTEMBER) == [(JULY, SEPTEMBER, 1500)]
    assert restating.restatement_of(portal, ADMIN, file=file) is None
    assert restating.withdrawal_of(portal, ADMIN, file=file) is None


def test_withdrawing_a_whole_file_says_what_the_month_becomes(portal):
    file = next(f for f in register.received_files(portal, ADMIN, contract=REF) if f.feed == "appels")
    effect = restating.withdrawal_of(portal, ADMIN, file=file.batch)
    before = result(portal, JULY)
    register.withdraw(portal, ADMIN, batch=file.batch, reason="erreur")
    found = compare(before, result(portal, JULY))
    assert [one.comparison for one in effect.months] == [found]
    assert found.difference == -before.bill.subtotal


def test_a_file_that_was_there_at_the_closing_is_counted_by_it(portal):
    file = receive(portal, week(JULY), "bis.csv", offered=50, in_time=45).batch
    close(portal, JULY)
    effect = restating.restatement_of(portal, ADMIN, file=file)
    assert told(effect) == [(JULY, "included", -1500)]
    assert (effect.adjustment, effect.moved, owed(portal)) == (0, 0, [])
    assert told(restating.withdrawal_of(portal, ADMIN, file=file)) == [(JULY, "closed", 1500)]


def test_an_amendment_with_effect_in_a_closed_month_is_an_adjustment_too(portal):
    close(portal, JULY)
    publish(portal, price=6)
    assert owed(portal, AUGUST) == [(JULY, AUGUST, 2600)]


def test_a_malus_that_a_restatement_brings_is_a_line_of_the_adjustment(portal):
    close(portal, JULY)
    receive(portal, days_of(JULY), "bis.csv", offered=100, in_time=79)
    (found,) = adjusting.adjustments(portal, ADMIN, contract=REF)
    (malus,) = found.comparison.moved_lines
    assert (malus.id, malus.before, malus.after) == ("QS-malus", 0, Decimal("-650.00"))
    (sla,) = found.comparison.moved_slas
    assert (sla.before, sla.after, sla.points) == (90, 79, -11)


def test_a_yearly_cap_carries_a_restatement_to_the_months_after(portal):
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
    receive(portal, days_of(AUGUST), "b.csv", in_time=10)
    effect = tried(portal, days_of(JULY), in_time=10)
    assert told(effect) == [(JULY, "open", -650), (AUGUST, "open", 375)]


def test_a_file_that_replaces_nothing_has_no_effect_to_tell(portal):
    on(portal, catalogue.today(portal))
    assert tried(portal, days_of(OCTOBER)[:3]) is None
    file = register.received_files(portal, ADMIN, contract=REF)[0]
    assert restating.restatement_of(portal, ADMIN, file=file.batch) is None
    assert restating.restatements(portal, ADMIN, contract=REF) == ()


def test_a_file_out_of_sight_is_unknown(portal):
    file = receive(portal, week(JULY), "bis.csv", offered=50, in_time=45).batch
    with pytest.raises(UnknownFileError):
        restating.restatement_of(portal, ATLAS_ONLY, file=file)
    with pytest.raises(UnknownFileError):
        restating.withdrawal_of(portal, ADMIN, file=999)
    with pytest.raises(catalogue.UnknownContractError):
        adjusting.adjustments(portal, ATLAS_ONLY, contract=REF)


def test_a_comparison_comes_back_from_its_json(portal):
    close(portal, JULY)
    receive(portal, week(JULY), "bis.csv", offered=50, in_time=3)
    (found,) = adjusting.adjustments(portal, ADMIN, contract=REF)
    back = comparison(document(found.comparison))
    assert back.moved_lines == found.comparison.moved_lines
    assert back.moved_slas == found.comparison.moved_slas
    assert document(back) == document(found.comparison)


@pytest.mark.soak
def test_closed_months_and_adjustments_always_add_up_to_what_is_known(fresh, soak, portal):
    """Whatever comes, leaves and is closed, in any order: what was closed, plus every adjustment taken
    or proposed since, is what the month comes to today.
    """
    for seed in range(60 if soak else 6):
        _one_story(portal, random.Random(seed))


def _one_story(db, rng):
    months, shut = [JULY, AUGUST, SEPTEMBER], [one.month for one in _closed(db)]
    for _ in range(8):
        days = week(rng.choice(months))
        match rng.choice(["file", "file", "out", "close"]):
            case "file":
                offered = rng.randint(1, 120)
                name = f"armor_appels_{rng.random()}.csv"
                content = file_of(days, offered=offered, in_time=rng.randint(0, offered))
                imports.import_file(db, ADMIN, content=content, name=name)
            case "out":
                files = [
                    file
                    for file in register.received_files(db, ADMIN, contract=REF)
                    if file.days_replaced and file.state != "withdrawn"
                ]
                if files:
                    register.withdraw(db, ADMIN, batch=rng.choice(files).batch, reason="essai")
            case "close" if len(shut) < 2 and rng.random() < 0.5:
                shut.append(months[len(shut)])
                close(db, shut[-1])
        for month in shut:
            taken = sum(difference for of, _, difference in owed(db) if of == month)
            live = judged_live(db, ADMIN, contract=REF, month=month)
            assert result(db, month).bill.subtotal + taken == live.bill.subtotal


def _closed(db):
    from pilotage.services.closing import closed

    return closed(db, ADMIN, contract=REF)


FORESEEN = """
[[kpi]]
id = "PREV"
formula = "forecast_accuracy"
source = "contrat, art. 9"
[[sla]]
id = "PREV"
kpi = "PREV"
activities = ["voix"]
window = "month"
[[sla.terms]]
from = 2025-01-01
source = "contrat, art. 9"
target = 90
round_to = 0.1
"""


def foreseen(db, clause, told):
    """July against a forecast: files of (grain, days, volume, day of receipt)."""
    opening = OPENING + PRICES.format(price=5) + FORESEEN + clause
    feeds = FEEDS + "".join(FORECASTS.format(grain=grain, time="") for grain in ("month", "day"))
    text = contract_text(streams=("n1",), opening=opening)
    publishing.publish(db, ADMIN, contract_text=text, feeds_text=feeds)
    for grain, days, volume, received in told:
        lines = ["debut;file;prevision", *(f"{day};n1;{volume}" for day in days), ""]
        report = imports.import_file(
            db,
            ADMIN,
            content="\n".join(lines).encode(),
            name=f"prevision_{grain}_{received.month}.csv",
            contract=REF,
            feed=f"prevision-{grain}",
            received=received,
        )
        assert report.status == "imported", report.problems


MAY, LATE = datetime(2026, 5, 10, tzinfo=UTC), datetime(2026, 7, 20, tzinfo=UTC)
DAYS = days_of(JULY)
FORETOLD = {
    "frozen": (CLAUSE, [("day", DAYS, 100, MAY), ("day", DAYS, 200, LATE)]),
    "refined": ("", [("month", [JULY.first], 100 * len(DAYS), MAY), ("day", DAYS[:5], 100, LATE)]),
}


@pytest.mark.parametrize("road", FORETOLD)
def test_a_restatement_is_held_against_the_forecast_that_the_month_is_judged_on(portal, road):
    foreseen(portal, *FORETOLD[road])
    before = result(portal, JULY)
    assert [(sla.id, sla.value) for sla in before.slas] == [("QS", 90), ("PREV", 100)]
    effect = tried(portal, DAYS[:2], offered=101)
    receive(portal, DAYS[:2], "armor_appels_bis.csv", offered=101)
    really = compare(before, result(portal, JULY))
    assert really.difference == 10
    assert told(effect) == [(JULY, "open", 10)]
    assert effect.months[0].comparison == really
