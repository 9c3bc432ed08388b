"""`index` and `order` on the command line."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ON = ("--contract", "MON-CONTRAT-2027")


@pytest.fixture
def published(cli, tmp_path):
    text = (ROOT / "contracts" / "TEMPLATE.toml").read_text(encoding="utf-8")
    text += """
[[price]]
id = "script"
unit = "purchase"

  [[price.terms]]
  from = 2026-01-01
  source = "contrat, art. 8"
  price = 450

[[index]]
id = "revision"
prices = ["appel"]

  [[index.terms]]
  from = 2026-01-01
  source = "contrat, art. 12"
  series = [{ id = "ICHT", weight = 1, base = 120 }]
  first_revision = 2027-01-01
"""
    folder = tmp_path / "contrat"
    folder.mkdir()
    (folder / "contract.toml").write_text(text, encoding="utf-8")
    assert cli("publish", folder).code == 0
    return cli


def test_a_value_is_kept_with_its_source_and_listed(published):
    said = published("index", "add", "ICHT", "2026-10", "126,4", *ON, "--source", "INSEE")
    assert (said.code, "ICHT 2026-10: 126,4 is kept." in said.out) == (0, True), said
    assert "INSEE" in published("index", "list", *ON).out
    (value,) = published("index", "list", *ON, "--json").json["values"]
    assert (value["series"], value["value"], value["source"]) == ("ICHT", "126.4", "INSEE")


def test_a_value_without_source_or_of_another_series_says_why(published):
    said = published("index", "add", "PIB", "2026-10", "126.4", *ON, "--source", " ")
    assert said.code == 1
    assert "PIB" in said.aside
    assert "Say where the value was published." in said.aside
    assert published("index", "add", "ICHT", "2026-10", "126.4", *ON).code == 2
    assert published("index", "add", "ICHT", "2026-10", "much", *ON, "--source", "INSEE").code == 2


def test_an_order_is_kept_and_listed_and_a_second_time_refused(published):
    add = ("order", "add", "script", "BC-17", "3", *ON, "--on", "2026-01-12")
    assert published(*add).code == 0
    assert published(*add).code == 1
    (order,) = published("order", "list", *ON, "--json").json["orders"]
    assert order == {"price": "script", "order": "BC-17", "on": "2026-01-12", "quantity": "3"}
    assert "BC-17" in published("order", "list", *ON).out
