"""`forecast`, `landing`, `staffing`, `capacity`, on the demo."""

from decimal import Decimal

import pytest

NOVEMBER = ("--contract", "ARMOR-2025", "--month", "2026-11")


@pytest.fixture
def demo(cli_on, demo_url):
    return lambda *words, lang="en": cli_on(demo_url, *words, lang=lang)


def test_a_landing_says_what_the_rest_must_show_and_the_euros(demo):
    found = demo("landing", *NOVEMBER, "--json").json
    qs = found["targets"][0]
    assert (found["contract"], found["month"], found["as_of"]) == ("ARMOR-2025", "2026-11", "2026-11-12")
    assert qs["needed"]["state"] == "open"
    assert Decimal(qs["low"]) < Decimal(qs["likely"]) < Decimal(qs["high"])
    assert Decimal(found["bonus_malus"]["worst"]) < 0
    assert found["supposed"] is None


def test_a_hypothesis_is_judged_in_euros(demo):
    found = demo("landing", *NOVEMBER, "--volume", "+5", "--rest", "QS=70", "--json").json
    assert Decimal(found["supposed"]["difference"]) != 0
    qs = next(sla for sla in found["supposed"]["slas"] if sla["id"] == "QS")
    assert Decimal(qs["after"]) < Decimal(qs["before"])


def test_a_landing_is_read_as_a_table_in_both_languages(demo):
    assert "Probable" in demo("landing", *NOVEMBER, lang="fr").out
    said = demo("landing", *NOVEMBER, "--volume", "5")
    assert "Under that hypothesis" in said.out
    assert said.code == 0


def test_a_landing_may_be_seen_from_a_past_day(demo):
    found = demo(
        "landing", "--contract", "ARMOR-2025", "--month", "2026-10", "--as-of", "2026-10-12", "--json"
    )
    assert found.json["days_left"] > 10


def test_the_published_staffing_example_takes_fourteen_agents(demo):
    found = demo(
        "staffing", "--calls", "100", "--aht", "180", "--target", "80", "--within", "20",
        "--shrinkage", "30", "--json",
    ).json  # fmt: skip
    assert (found["agents"], found["rostered"]) == (14, 20)
    assert found["service_level"] == "88.835"
    text = demo("staffing", "--calls", "100", "--aht", "180", "--target", "80", "--within", "20").out
    assert "14 agents" in text


@pytest.mark.parametrize(
    "wrong",
    [
        ("--target", "100"),
        ("--aht", "0"),
        ("--calls", "many"),
        ("--shrinkage", "100"),
    ],
)
def test_a_staffing_that_makes_no_sense_is_a_misuse(demo, wrong):
    asked = {"--calls": "100", "--aht": "180", "--target": "80", "--within": "20", **dict([wrong])}
    said = demo("staffing", *(word for pair in asked.items() for word in pair))
    assert said.code == 2
    assert said.out == ""


def test_a_forecast_says_its_version_and_how_near_it_came(demo):
    asked = ("--contract", "ARMOR-2025", "--from", "2026-02-01", "--to", "2026-02-28")
    found = demo("forecast", *asked, "--by", "month", "--json").json
    assert found["total"] == "25400"
    assert found["months"][0]["frozen_on"] == "2025-12-15"
    assert found["accuracy"]["bias"].startswith("33.4")
    (version,) = found["versions"]
    assert (version["version"], version["grain"], version["late_for"]) == (5, "half_hour", [])
    table = demo("forecast", *asked, "--by", "week", lang="fr").out
    assert "WAPE 33,5" in table


@pytest.mark.parametrize("version", ["0x1", "newest", "-1"])
def test_an_unknown_version_is_a_misuse(demo, version):
    asked = ("--contract", "ARMOR-2025", "--from", "2026-02-01", "--to", "2026-02-28")
    assert demo("forecast", *asked, f"--version={version}").code == 2


def test_an_unknown_sla_is_a_misuse_that_names_those_known(demo):
    said = demo("landing", *NOVEMBER, "--rest", "QOS=80")
    assert said.code == 2
    assert "QS" in said.aside


def test_capacity_lists_the_weeks_to_come(demo):
    found = demo("capacity", "--contract", "ATLAS-2025", "--json").json
    assert [week["cover"] for week in found["weeks"]][:2] == ["tight", "short"]
    assert "2026-11-16" in demo("capacity", "--contract", "ATLAS-2025").out
    assert "forecast" in demo("capacity", "--contract", "TEJO-2025").out


def test_the_roster_of_the_rest_of_the_month_is_what_the_page_shows(demo):
    asked = ("roster", "--contract", "ATLAS-2025", "--month", "2026-11")
    found = demo(*asked, "--json").json
    assert found["peak"]["agents"] == max(one["agents"] for one in found["half_hours"]) == 39
    assert Decimal(found["hours"]) * 2 == sum(one["agents"] for one in found["half_hours"])
    assert "39 agents" in demo(*asked).out
    assert Decimal(demo(*asked, "--aht", "600", "--json").json["hours"]) > Decimal(found["hours"])
    assert (
        demo("roster", "--contract", "TEJO-2025", "--month", "2026-11", "--json").json["half_hours"] == []
    )
