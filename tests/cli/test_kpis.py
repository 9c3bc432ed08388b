"""`kpi`: periods that say what they lack, half-hours, vendors, formulas, volumes, reasons."""

from decimal import Decimal

import pytest

ARMOR, ATLAS, RAVINALA = (("--contract", ref) for ref in ("ARMOR-2025", "ATLAS-2025", "RAVINALA-2025"))
NOVEMBER = ("--from", "2026-11-01", "--to", "2026-11-30")
FEBRUARY = ("--from", "2026-02-01", "--to", "2026-02-28")


@pytest.fixture
def kpi(cli_on, demo_url):
    return lambda *words, lang="en": cli_on(demo_url, "kpi", *words, lang=lang)


def near(text: str, value: str) -> bool:
    return abs(Decimal(text) - Decimal(value)) < Decimal("0.05")


def test_a_month_that_lacks_an_open_day_does_not_pass_for_whole(kpi):
    found = kpi(*RAVINALA, *NOVEMBER, "--kpi", "chat-60s", "--json").json
    row = found["rows"][0]
    assert row["status"] == "incomplete"
    assert "2026-11-09" in row["missing_days"]
    assert row["maturity"] == "provisional"
    eye = kpi(*RAVINALA, *NOVEMBER, "--kpi", "chat-60s").out
    assert "open day without data" in eye


def test_a_month_that_lacks_nothing_is_measured(kpi):
    row = kpi(*ARMOR, *FEBRUARY, "--kpi", "QS20", "--json").json["rows"][0]
    assert (row["status"], row["missing_days"], row["maturity"]) == ("measured", [], "final")


def test_one_kpi_alone_is_all_that_is_asked_for(kpi):
    rows = kpi(*ARMOR, *FEBRUARY, "--kpi", "CSAT", "--json").json["rows"]
    assert {row["kpi"] for row in rows} == {"CSAT"}


def test_a_contact_reason_has_only_the_kpis_that_it_counts_something_of(kpi):
    rows = kpi(*ARMOR, *FEBRUARY, "--json").json["rows"]
    assert {row["kpi"] for row in rows if row["stream"] == "motif-facture"} == {"evitables"}


def test_half_hours_of_the_week_add_up_to_the_month(kpi):
    rows = kpi(*ARMOR, *FEBRUARY, "--kpi", "QS20", "--by", "half_hour", "--json").json["rows"]
    assert len(rows) == 6 * 24
    assert sum(Decimal(row["numerator"]) for row in rows) == 19_798
    assert sum(Decimal(row["denominator"]) for row in rows) == 33_900
    worst = min(rows, key=lambda row: Decimal(row["value"]))
    assert (worst["weekday"], worst["at"]) == (1, "12:00")


def test_a_feed_by_day_has_no_half_hours_and_says_so(kpi):
    rows = kpi(*RAVINALA, *FEBRUARY, "--kpi", "email-24h", "--by", "half_hour", "--json").json["rows"]
    assert [(row["status"], row["reason"]) for row in rows] == [("not_measured", "grain")]
    assert "handled" in rows[0]["missing"]


def test_vendors_are_compared_by_one_definition_and_a_delay_not_given_is_not_measured(kpi):
    found = kpi(*ARMOR, *FEBRUARY, "--kpi", "QS20", "--compare", "--json").json
    by_vendor = {row["vendor"]: row for row in found["rows"]}
    assert near(by_vendor["armor"]["value"], "58.4")
    assert by_vendor["atlas"]["status"] == "not_measured"
    assert by_vendor["atlas"]["missing"] == ["answered_within_20s"]
    assert {tuple(one["contracts"]) for one in found["definitions"]} >= {("ARMOR-2025",), ("ATLAS-2025",)}


def test_each_vendor_by_its_own_definition_when_asked(kpi):
    found = kpi(*ARMOR, *FEBRUARY, "--kpi", "QS20", "--compare", "--definition", "own", "--json").json
    assert found["definition"] == "own"
    assert all(row["status"] == "measured" for row in found["rows"])


def test_the_six_service_levels_stand_side_by_side(kpi):
    rows = kpi(*ARMOR, *FEBRUARY, "--kpi", "QS20", "--formulas", "--json").json["rows"]
    assert len(rows) == 6
    assert [row["variant"] for row in rows if row["agreed"]] == ["answered_in_time_over_offered"]
    assert all(row["status"] == "measured" for row in rows)


def test_volume_stands_against_the_forecast_that_was_frozen(kpi):
    found = kpi(*ARMOR, *FEBRUARY, "--volume", "--by", "total", "--json").json
    row = found["rows"][0]
    assert (row["offered"], row["handled"], Decimal(row["forecast"])) == ("33900", "26780", 25_400)
    assert near(found["accuracy"][0]["bias"], "33.5")


def test_the_half_hours_of_a_day_against_their_forecast(kpi):
    day = ("--from", "2026-02-09", "--to", "2026-02-09")
    rows = kpi(*ARMOR, *day, "--volume", "--by", "half_hour", "--json").json["rows"]
    assert rows[0]["at"] == "08:00"
    assert len(rows) == 24
    assert all(row["forecast"] is not None for row in rows)


def test_half_hours_of_volume_are_those_of_one_day(kpi):
    assert kpi(*ARMOR, *FEBRUARY, "--volume", "--by", "half_hour").code == 2


def test_the_tariff_change_is_the_first_reason_of_february(kpi):
    rows = kpi(*ARMOR, *FEBRUARY, "--reasons", "--json").json["rows"]
    assert rows[0]["reason"] == "facture"
    assert 46 < Decimal(rows[0]["share"]) < 48
    assert Decimal(rows[-1]["cumulative"]) == 100
    assert all(Decimal(row["avoidable"]) <= Decimal(row["contacts"]) for row in rows)


def test_reasons_read_in_french(kpi):
    assert "Facture et tarif" in kpi(*ARMOR, *FEBRUARY, "--reasons", lang="fr").out


@pytest.mark.parametrize(
    "words",
    [
        ("--compare",),
        ("--compare", "--reasons"),
        ("--kpi", "nothing"),
        ("--kpi", "ecart", "--compare", "--volume"),
    ],
)
def test_what_cannot_be_answered_is_a_misuse(kpi, words):
    assert kpi(*ARMOR, *FEBRUARY, *words).code == 2
