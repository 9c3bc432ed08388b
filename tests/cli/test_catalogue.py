"""`catalogue`, and what `kpi` says of a sample."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from pilotage.cli.kpis import By, kpi_document
from pilotage.contract.model import KpiDefinition
from pilotage.counters import Sums
from pilotage.kpi.catalogue import FORMULAS
from pilotage.kpi.computation import compute, resolve
from pilotage.periods import Window
from pilotage.services.kpis import KpiRow

APRIL = Window(date(2026, 4, 1), date(2026, 4, 30))


def test_the_catalogue_lists_every_formula_with_all_that_is_known_of_it(cli) -> None:
    listed = cli("catalogue", "--json").json["formulas"]
    assert [formula["code"] for formula in listed] == list(FORMULAS)
    for formula in listed:
        known = ("name", "definition", "family_name", "unit", "direction", "source", "variants")
        assert all(formula[key] for key in known), formula["code"]
        assert isinstance(formula["matures_after_days"], int)
        assert all(variant["formula"] for variant in formula["variants"])
    fcr = next(formula for formula in listed if formula["code"] == "fcr")
    assert fcr["matures_after_days"] == 7
    assert [v["formula"] for v in fcr["variants"]] == [
        "(resolvable - repeats) / resolvable",
        "resolved / resolvable",
        "fcr_yes / fcr_n",
    ]


def test_the_catalogue_is_told_in_the_language_asked_for(cli) -> None:
    french, english = cli("catalogue", lang="fr").out, cli("catalogue").out
    assert "Durée moyenne de traitement (DMT)  [aht]" in french
    assert "Average handle time  [aht]" in english
    assert "provisoire pendant 7 jours" in french
    assert "leavers * 12" not in french
    assert "leavers / headcount * 12 / months" in french


def test_a_delay_that_a_variant_needs_is_named(cli) -> None:
    listed = cli("catalogue", "--json").json["formulas"]
    variants = next(f for f in listed if f["code"] == "service_level")["variants"]
    assert variants[0]["delays"] == ["within_s"]
    assert variants[-1]["delays"] == ["within_s", "short_s?"]


def test_a_kpi_of_a_survey_gives_its_sample_its_interval_and_its_maturity() -> None:
    kpi, _ = resolve(KpiDefinition(id="CSAT", formula="csat", source="contrat, 1"))
    sums = Sums({"csat_n": Decimal(400), "csat_satisfied": Decimal(340)}, typed=frozenset({"csat_n"}))
    row = KpiRow(APRIL, "voix", "", "CSAT", compute(kpi, sums), None, provisional=True)
    document = kpi_document(row, By.MONTH)
    assert (document["n"], document["maturity"], document["typed"]) == ("400", "provisional", True)
    assert (document["low"][:5], document["high"][:5]) == ("81.50", "88.49")
    assert kpi_document(replace(row, provisional=False), By.MONTH)["maturity"] == "final"
