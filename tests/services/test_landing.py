"""Where the demo's months land, and whether their ranges would have told the truth."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from pilotage.judgement import judge
from pilotage.kpi.computation import compute
from pilotage.landing import Past, outlook
from pilotage.money import MILLION
from pilotage.neutralisation import Relief, Span
from pilotage.periods import Month, Window
from pilotage.services import catalogue, forecasts, landing, months
from pilotage.services.actor import Actor, Role
from pilotage.services.catalogue import UnknownContractError
from pilotage.services.landing_document import landing_document
from pilotage.sla import Status, Zone
from services.portal import ADMIN, contents, on, publish

NOVEMBER, OCTOBER = Month(2026, 11), Month(2026, 10)
REFS = ("ARMOR-2025", "ATLAS-2025", "RAVINALA-2025", "TEJO-2025")


@pytest.fixture(scope="module")
def armor(demo):
    return landing.landing(demo, ADMIN, contract="ARMOR-2025", month=NOVEMBER)


def target(found, sla):
    return next(one for one in found.targets if one.outlook.sla == sla)


def test_november_opens_at_79_1_and_needs_80_5_on_the_rest_to_land_80(armor):
    qs = target(armor, "QS").outlook
    assert round(qs.so_far.value, 1) == Decimal("79.1")
    assert round(qs.needed.value, 1) == Decimal("80.5")
    assert qs.needed.state == "open"
    whole = (qs.so_far.numerator + qs.needed.count) * 100 / (qs.so_far.denominator + qs.rest)
    assert whole == 80


def test_it_likely_ends_below_target_without_malus_and_at_worst_costs_a_malus(armor):
    qs = target(armor, "QS")
    assert (qs.likely.status, qs.likely.zone, qs.likely.amount) == (Status.MISSED, Zone.NEUTRAL, 0)
    assert (qs.worst.status, qs.worst.zone) == (Status.MISSED, Zone.MALUS)
    assert qs.worst.amount < 0 == qs.best.amount
    assert armor.worst.bonus_malus < armor.likely.bonus_malus == 0


def test_the_euros_at_stake_are_the_clause_on_the_fees_of_the_whole_month(armor):
    fees = sum(
        line.amount
        for line in armor.worst.bill.lines
        if line.activity == "voix" and str(line.kind) == "fee"
    )
    qs = target(armor, "QS")
    assert qs.worst.amount == round(-fees * Decimal("1.5") / 100, 2)


def test_the_month_ends_with_the_forecast_of_its_last_days(demo, armor):
    expected = forecasts.forecast(
        demo, ADMIN, contract="ARMOR-2025", window=NOVEMBER.window, version="latest"
    )
    left = sum(value for at, value in expected.by_start().items() if at.date() in armor.rest)
    qs = target(armor, "QS").outlook
    assert qs.rest == pytest.approx(left, abs=Decimal("0.01"))


def test_a_month_that_is_over_lands_on_its_own_value(demo):
    found = landing.landing(demo, ADMIN, contract="ARMOR-2025", month=OCTOBER)
    result = months.judged(demo, ADMIN, contract="ARMOR-2025", month=OCTOBER)
    assert found.over
    for one in found.targets:
        seen = one.outlook
        assert seen.likely == seen.low == seen.high == seen.so_far.value
    assert found.likely == found.worst == found.best == result


def test_the_same_month_seen_earlier_is_less_sure_of_itself(demo):
    early = landing.landing(demo, ADMIN, contract="ARMOR-2025", month=OCTOBER, as_of=date(2026, 10, 6))
    late = landing.landing(demo, ADMIN, contract="ARMOR-2025", month=OCTOBER, as_of=date(2026, 10, 27))
    widths = [target(one, "QS").outlook.high - target(one, "QS").outlook.low for one in (early, late)]
    assert widths[0] > widths[1]


@pytest.mark.parametrize("ref", REFS)
def test_every_vendor_lands_without_writing_anything(demo_db, ref):
    before = contents(demo_db)
    found = landing.landing(
        demo_db, ADMIN, contract=ref, month=NOVEMBER, volume=Decimal(10), rest={"QS": Decimal(70)}
    )
    assert any(one.outlook.likely is not None for one in found.targets)
    assert contents(demo_db) == before


def test_what_comes_late_is_guessed_from_days_that_no_longer_move(demo):
    found = landing.landing(demo, ADMIN, contract="TEJO-2025", month=NOVEMBER)
    withdrawals = target(found, "retractation").outlook
    assert withdrawals.likely > 8  # not the 3.8 % of sales that had no time to be withdrawn


def test_a_day_without_its_file_is_part_of_what_is_left(demo):
    found = landing.landing(demo, ADMIN, contract="RAVINALA-2025", month=NOVEMBER)
    assert date(2026, 11, 9) in found.rest
    assert target(found, "chat60").outlook.likely is not None


# ---- hypotheses ----------------------------------------------------------------------------------


def supposed(demo, **more):
    return landing.landing(demo, ADMIN, contract="ARMOR-2025", month=NOVEMBER, **more).supposed


def test_without_hypothesis_there_is_nothing_to_compare(armor):
    assert armor.supposed is None


def test_more_volume_costs_more_fees_and_moves_no_ratio(demo):
    found = supposed(demo, volume=Decimal(10))
    assert found.difference > 0
    assert all(sla.before == sla.after for sla in found.slas)


def test_a_worse_rest_of_the_month_costs_its_malus(demo, armor):
    found = supposed(demo, rest={"QS": Decimal(70)})
    qs = next(sla for sla in found.slas if sla.id == "QS")
    assert qs.after < qs.before
    assert found.difference < 0
    malus = next(line for line in found.moved_lines if line.id == "QS-bonus-malus")
    assert malus.difference == found.difference


def test_what_was_needed_then_supposed_lands_on_the_target(demo, armor):
    needed = target(armor, "QS").outlook.needed.value
    found = supposed(demo, rest={"QS": needed})
    qs = next(sla for sla in found.slas if sla.id == "QS")
    assert qs.after == 80
    assert qs.status_after is Status.MET


# ---- does the range tell the truth? --------------------------------------------------------------


def test_seven_months_in_ten_ended_within_their_range(demo, soak):
    """The demo's months guessed again, each with what was known on that day of it: 80 % are promised,
    seven in ten are asked of so few months (measured: 80 % over the five days 6, 11, 16, 21 and 26).
    """
    for day in (6, 11, 16, 21, 26) if soak else (12,):
        ended = [inside for ref in REFS for inside in guessed_again(demo, ref, day)]
        assert len(ended) > 80
        assert sum(ended) / len(ended) >= 0.7


def guessed_again(demo, ref, day):
    """For each target of each of the last ten months, whether it ended within its range."""
    terms = catalogue.contract(demo, ADMIN, ref=ref)
    table = catalogue.counters(demo, ADMIN, ref=ref, window=Window(date(2025, 10, 1), OCTOBER.last))
    past = Past(table)
    for back in range(10):
        month = OCTOBER.plus(-back)
        today = date(month.year, month.number, day)
        for one in outlook(past, terms, month, today, volumes(demo, ref, month)).targets:
            actual = compute(one.kpi, table.sums(one.streams, month.window)).value
            if actual is not None and one.low is not None and one.high is not None:
                yield one.low <= actual <= one.high


def volumes(demo, ref, month):
    found = forecasts.forecast(demo, ADMIN, contract=ref, window=month.window)
    return {(row.stream, row.start.date()): int(row.value * MILLION) for row in found.rows}


# ---- who may look --------------------------------------------------------------------------------


def test_another_vendors_landing_is_out_of_sight(demo):
    other = Actor("pilot", Role.PILOT, frozenset({"tejo"}))
    with pytest.raises(UnknownContractError):
        landing.landing(demo, other, contract="ARMOR-2025", month=NOVEMBER)
    with pytest.raises(UnknownContractError):
        landing.glance(demo, other, contract="ARMOR-2025", month=NOVEMBER)


def test_a_contract_without_figures_has_no_landing(db):
    publish(db)
    on(db, date(2026, 11, 12))
    found = landing.landing(db, ADMIN, contract="ARMOR-2025", month=NOVEMBER)
    assert [one.outlook.likely for one in found.targets] == [None]
    assert landing.glance(db, ADMIN, contract="ARMOR-2025", month=NOVEMBER) is None


# ---- at a glance, and as JSON --------------------------------------------------------------------


def test_a_glance_says_the_same_as_the_landing(demo, armor):
    found = landing.glance(demo, ADMIN, contract="ARMOR-2025", month=NOVEMBER)
    assert found.target.likely == target(armor, "QS").outlook.likely
    assert found.likely.bill == armor.likely.bill


def test_days_carry_what_came_and_what_was_expected(demo, armor):
    rows = landing.days(
        demo, ADMIN, contract="ARMOR-2025", target=target(armor, "QS").outlook, seen=armor.outlook
    )
    assert len(rows) == 30
    known = [row for row in rows if row.value is not None]
    assert known[-1].day == date(2026, 11, 10)
    assert known[-1].so_far == target(armor, "QS").outlook.so_far.value
    assert sum(row.forecast or 0 for row in rows) == 23_100


def test_the_document_has_texts_for_figures(demo, armor):
    terms = catalogue.contract(demo, ADMIN, ref="ARMOR-2025")
    told = landing_document(armor, terms)
    first = told["targets"][0]
    assert {"sla", "target", "so_far", "needed", "likely", "low", "high", "amount"} <= first.keys()
    assert first["target"] == "80"
    assert first["amount"]["likely"] == "0.00"
    assert told["forecast"] == {"frozen_on": "2026-09-15", "versions": [14], "late_versions": []}


def test_78_9_on_the_rest_is_enough_to_stay_out_of_the_malus(armor):
    qs = target(armor, "QS")
    assert qs.edge == 79  # amendment 1: nothing between 79 and 87
    assert qs.spared.state == "open"
    assert qs.spared.value < qs.outlook.needed.value
    assert round(qs.spared.value, 1) == Decimal("78.9")


def test_the_hours_left_are_those_that_were_ordered(demo):
    found = landing.landing(demo, ADMIN, contract="ATLAS-2025", month=NOVEMBER)
    hours = target(found, "heures").outlook
    assert hours.so_far.denominator + hours.rest == pytest.approx(5670, abs=40)
    assert found.rest[0] == date(2026, 11, 12)


def test_what_was_accepted_of_a_running_month_is_out_of_what_it_lands_on(demo, armor, monkeypatch):
    """`armor` first: the month as it stands is kept, and judged without the outage."""
    outage = Span(datetime.fromisoformat("2026-11-03T09:00"), datetime.fromisoformat("2026-11-03T12:00"))
    accepted = Relief("1", "panne", date(2026, 11, 9), spans=(outage,))
    monkeypatch.setattr(months, "decided", lambda *_, **__: (accepted,))
    found = landing.ended(demo, ADMIN, contract="ARMOR-2025", month=NOVEMBER)
    assert found is not None
    assert found.relief == (accepted,)
    (whole,) = (one for one in armor.likely.slas if one.id == "QS")
    (left,) = (one for one in judge(found).slas if one.id == "QS")
    counted = [one.occurrences[0].figure.denominator for one in (whole, left)]
    assert counted[1] < counted[0]
