"""Forecasts as they were received: their versions, the one that was frozen, how near it came."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from pilotage.periods import Month, Window
from pilotage.services import catalogue, closing, forecasts, imports, kpis, months, publishing
from pilotage.services.catalogue import UnknownContractError
from services.portal import ADMIN, ATLAS_ONLY, calls, contract_text, feeds_text, on

REF = "ARMOR-2025"
NOVEMBER = Month(2026, 11)
CLAUSE = """
[[forecast]]
id = "volumes"
activities = ["voix"]
  [[forecast.terms]]
  from = 2025-01-01
  source = "contrat, art. 3"
  freeze_day = 15
  months_before = 2
"""
FEEDS = """
[[feed]]
id = "prevision-{grain}"
schedule = "occasional"
grain = "{grain}"
recognise = {{ files = ["prevision_{grain}*"] }}
when = {{ date = "debut"{time} }}
stream = {{ column = "file", verbatim = true }}
column = [{{ name = "prevision", counter = "forecast" }}]
"""
GRAINS = ("month", "week", "day", "half_hour")


@pytest.fixture
def portal(db):
    on(db, date(2026, 11, 12))
    feeds = feeds_text() + "".join(
        FEEDS.format(grain=grain, time=', time = "heure"' if grain == "half_hour" else "")
        for grain in GRAINS
    )
    done = publishing.publish(db, ADMIN, contract_text=contract_text() + CLAUSE, feeds_text=feeds)
    assert not done.problems, done.problems
    return db


def told(db, grain, rows, received, name=""):
    """A forecast file: rows of (first day, stream, volume), or (day, time, stream, volume)."""
    timed = grain == "half_hour"
    lines = ["debut;heure;file;prevision" if timed else "debut;file;prevision"]
    lines += [";".join(str(value) for value in row) for row in rows]
    report = imports.import_file(
        db,
        ADMIN,
        content=("\n".join(lines) + "\n").encode(),
        name=f"prevision_{grain}_{name or received}.csv",
        contract=REF,
        feed=f"prevision-{grain}",
        received=datetime(*received, tzinfo=UTC),
    )
    assert report.status == "imported", report.problems


def midnight(day):
    return datetime.combine(date(2026, 11, day), time())


def total(db, version="frozen", by="day", window=NOVEMBER.window):
    return forecasts.forecast(db, ADMIN, contract=REF, window=window, version=version, by=by).total


def test_the_frozen_forecast_is_what_was_known_on_the_15th_of_the_month_two_before(portal):
    told(portal, "month", [("2026-11-01", "n1", 25_000)], (2026, 6, 1))
    told(portal, "month", [("2026-11-01", "n1", 26_000)], (2026, 9, 15, 20))
    told(portal, "month", [("2026-11-01", "n1", 30_000)], (2026, 9, 16))
    assert (total(portal), total(portal, "latest"), total(portal, 1)) == (26_000, 30_000, 25_000)


def test_a_forecast_after_the_freezing_day_is_said_late(portal):
    told(portal, "month", [("2026-11-01", "n1", 25_000)], (2026, 9, 1))
    told(portal, "day", [("2026-11-02", "n1", 1500)], (2026, 10, 20))
    found = forecasts.forecast(portal, ADMIN, contract=REF, window=NOVEMBER.window)
    (month,) = found.months
    assert (month.frozen, month.in_time, month.late) == (date(2026, 9, 15), (1,), (2,))
    one, two = forecasts.versions(portal, ADMIN, contract=REF)
    assert (one.late, two.late) == ((), (NOVEMBER,))


def test_a_month_whose_forecast_only_came_late_has_no_frozen_one(portal):
    told(portal, "month", [("2026-11-01", "n1", 25_000)], (2026, 10, 1))
    assert (total(portal), total(portal, "latest")) == (0, 25_000)


def test_grains_refine_one_another_and_are_never_added(portal):
    told(portal, "month", [("2026-11-01", "n1", 25_000)], (2026, 7, 1))
    told(portal, "week", [("2026-11-02", "n1", 7000), ("2026-11-09", "n1", 5000)], (2026, 7, 1, 1))
    told(portal, "day", [("2026-11-03", "n1", 1400)], (2026, 7, 1, 2))
    halves = [("2026-11-04", "08:00", "n1", 300), ("2026-11-04", "08:30", "n1", 700)]
    told(portal, "half_hour", halves, (2026, 7, 1, 3))
    by_day = forecasts.forecast(portal, ADMIN, contract=REF, window=NOVEMBER.window).by_start()
    assert by_day[midnight(3)] == 1400
    assert by_day[midnight(4)] == 1000
    week = Window(date(2026, 11, 2), date(2026, 11, 8))
    assert Decimal(6000) < total(portal, window=week) < Decimal(8000)
    assert total(portal, by="week") == total(portal, by="month") == total(portal)


def test_two_grains_of_a_forecast_are_not_a_clash_for_who_reads_the_counters(portal):
    told(portal, "month", [("2026-11-01", "n1", 25_000)], (2026, 7, 1))
    told(portal, "day", [("2026-11-02", "n1", 1500)], (2026, 7, 1, 2))
    sums = catalogue.counters(portal, ADMIN, ref=REF, window=NOVEMBER.window).sums(
        ("n1",), NOVEMBER.window
    )
    assert "forecast" not in sums.coarse
    assert sums.values["forecast"] == total(portal, "latest")


def test_two_streams_have_forecasts_of_their_own(portal):
    told(portal, "day", [("2026-11-02", "n1", 1500), ("2026-11-02", "n2", 200)], (2026, 7, 1))
    found = forecasts.forecast(portal, ADMIN, contract=REF, window=NOVEMBER.window)
    assert [(row.stream, row.value) for row in found.rows] == [("n1", 1500), ("n2", 200)]
    assert found.by_start(["n2"]) == {midnight(2): Decimal(200)}


def test_accuracy_is_the_error_on_the_forecast_and_finer_slots_show_more_of_it(portal):
    day = date(2026, 11, 2)
    halves = [(f"{day}", "08:00", "n1", 100), (f"{day}", "08:30", "n1", 100)]
    told(portal, "half_hour", halves, (2026, 7, 1))
    content = calls([(day, "08:00", "n1", 140, 100, 90), (day, "08:30", "n1", 80, 80, 70)])
    imports.import_file(portal, ADMIN, content=content, name="armor_appels.csv", contract=REF)
    window = Window(day, day)
    by_half = forecasts.accuracy(portal, ADMIN, contract=REF, window=window, by="half_hour")
    by_day = forecasts.accuracy(portal, ADMIN, contract=REF, window=window, by="day")
    assert (by_half.wape, by_half.bias, by_half.slots) == (30, 10, 2)
    assert (by_day.wape, by_day.slots) == (10, 1)


def test_a_forecast_of_another_vendor_is_out_of_sight(portal):
    told(portal, "month", [("2026-11-01", "n1", 25_000)], (2026, 7, 1))
    with pytest.raises(UnknownContractError):
        forecasts.forecast(portal, ATLAS_ONLY, contract=REF, window=NOVEMBER.window)


# ---- the demo ------------------------------------------------------------------------------------


def test_the_demo_has_fifteen_versions_none_of_them_late(demo):
    found = forecasts.versions(demo, ADMIN, contract=REF)
    assert len(found) == 15
    assert all(not version.late for version in found)


def test_february_was_foreseen_at_25400_and_came_33_percent_above(demo):
    found = forecasts.accuracy(demo, ADMIN, contract=REF, window=Month(2026, 2).window, by="month")
    assert (found.forecast, found.actual) == (25_400, 33_900)
    assert round(found.bias, 1) == Decimal("33.5")


def test_the_daily_error_is_the_one_of_the_catalogue(demo):
    window = Month(2026, 4).window
    streams = [one.id for one in catalogue.contract(demo, ADMIN, ref=REF).stream]
    sums = catalogue.counters(demo, ADMIN, ref=REF, window=window).sums(streams, window)
    found = forecasts.accuracy(demo, ADMIN, contract=REF, window=window, by="day")
    assert (found.error, found.forecast) == (sums.values["offered_gap"], sums.values["offered_forecast"])


AGREED = """
[[kpi]]
id = "ecart"
formula = "wape"
source = "contrat, art. 3"

[[sla]]
id = "ecart"
kpi = "ecart"
terms = [{ from = 2025-01-01, source = "contrat, art. 3", target = 10 }]
"""


def test_a_kpi_is_held_against_the_frozen_forecast_and_not_against_its_last_correction(portal):
    done = publishing.publish(
        portal,
        ADMIN,
        contract_text=contract_text() + CLAUSE + AGREED,
        feeds_text=feeds_text() + FEEDS.format(grain="day", time=""),
    )
    assert not done.problems, done.problems
    on(portal, date(2026, 12, 12))
    days = [date(2026, 11, day) for day in (2, 3)]
    received = calls([(day, "08:00", "n1", 100, 90, 80) for day in days])
    imports.import_file(portal, ADMIN, content=received, name="appels.csv", contract=REF, feed="appels")
    told(portal, "day", [(day, "n1", 80) for day in days], (2026, 9, 10))
    told(portal, "day", [(day, "n1", 100) for day in days], (2026, 10, 30))
    window = Window(*days)
    rows = kpis.kpi_rows(portal, ADMIN, contract=REF, window=window, by="total", kpi="ecart")
    assert [row.figure.value for row in rows] == [25], "100 came for 80 foretold in time"
    judged = months.judged(portal, ADMIN, contract=REF, month=NOVEMBER)
    (sla,) = [sla for sla in judged.slas if sla.id == "ecart"]
    assert sla.occurrences[0].figure.value == 25
    assert sla.occurrences[0].figure.batches == (1, 2), "the calls, and the forecast that was in time"


def test_a_closed_month_keeps_the_forecast_that_it_was_held_against(portal):
    test_a_kpi_is_held_against_the_frozen_forecast_and_not_against_its_last_correction(portal)
    closing.close(portal, ADMIN, contract=REF, month=NOVEMBER, comment="jours manquants", despite=True)
    told(portal, "day", [(date(2026, 11, 2), "n1", 50)], (2026, 9, 11), "tard")
    judged = months.judged(portal, ADMIN, contract=REF, month=NOVEMBER)
    assert judged.closed_on is not None
    assert "closing.differs" not in {problem.code for problem in judged.problems}
    (sla,) = [sla for sla in judged.slas if sla.id == "ecart"]
    assert sla.occurrences[0].figure.value == 25
