"""A line answers why: its steps, its counters, its clause, its received files."""

import pytest

from pilotage.locale import Words
from pilotage.locale.explain import explain
from pilotage.periods import Month
from tests.months import contract, read
from tests.months import judged as month
from tests.unit.exports.judged_months import judged
from tests.unit.locale.test_steps import plain

FRENCH = Words("fr")


def test_a_malus_goes_from_its_counters_to_its_clause_and_files():
    result, contract = judged("armor_crisis")
    texts = explain(result, contract, FRENCH, "QS-bonus-malus", {1: "appels.csv", 2: "csat.xlsx"})
    lines = [plain(text.strip()) for text in texts]
    assert lines[0] == "QS-bonus-malus · Bonus/malus qualité de service · -6 997,20 €"
    assert "Compteur · Décrochés en 20 s · 19 798" in lines
    assert "Compteur · Présentés (reçus) · 33 900" in lines
    assert "Article · Contrat cadre et annexes, annexe 4, art. 5" in lines
    assert "Fichiers reçus · appels.csv, csat.xlsx" in lines
    assert any(
        line.startswith("Assiette × taux, arrondi au centime · 139 944,00 × -5 % = -6 997,20 €")
        for line in lines
    )


def test_a_fee_without_volume_comes_from_the_contract():
    result, contract = judged("armor_crisis")
    texts = [plain(text.strip()) for text in explain(result, contract, FRENCH, "gestion")]
    assert "Fichiers reçus · aucun : fixé par le contrat" in texts


def test_the_whole_month_ends_with_its_totals():
    result, contract = judged("armor_crisis")
    last = plain(explain(result, contract, FRENCH)[-1].strip())
    assert last == "Total TTC · 136 347,36 + 27 269,47 = 163 616,83 €"


def test_every_line_of_the_bill_is_explained():
    result, contract = judged("tejo_amended")
    texts = explain(result, contract, Words("en"))
    for line in result.bill.lines:
        assert any(text.startswith(f"{line.id} · ") for text in texts)


def test_an_unknown_line_is_refused():
    result, contract = judged("armor_crisis")
    with pytest.raises(KeyError):
        explain(result, contract, FRENCH, "nothing")


def test_a_bonus_that_a_condition_took_away_says_why():
    held = "contrat, annexe 4, art. 4"
    excerpt = read(
        f"""
kpi = [{{ id = "QS", formula = "service_level", within_s = 20, source = "{held}" }}]
sla = [{{ id = "QS", kpi = "QS", terms = [{{ from = 2025-01-01, source = "{held}", target = 80 }}] }}]
[[price]]
id = "appel"
activity = "voix"
unit = "handled_contact"
terms = [{{ from = 2025-01-01, source = "{held}", price = 10 }}]
[[consequence]]
id = "bonus"
kind = "ladder"
slas = ["QS"]
  [[consequence.terms]]
  from = 2025-01-01
  source = "{held}"
  bands = [{{ below = 90, rate = 0 }}, {{ at_least = 90, rate = 2 }}]
[[gate]]
id = "tard"
consequences = ["bonus"]
  [[gate.terms]]
  from = 2025-01-01
  source = "{held}"
  requires = {{ sla = "QS", at_least = 97 }}
"""
    )
    terms = contract(excerpt)
    row = {"offered": 100, "answered_within_20s": 95, "handled": 100}
    texts = [plain(x.strip()) for x in explain(month(terms, Month(2026, 1), [row]), terms, FRENCH)]
    assert "bonus · bonus · Condition non remplie : tard" in texts
    assert any(text.startswith("Valeur constatée · 95") for text in texts)
    assert any(text.startswith("Exigé : au moins · 97") for text in texts)
    assert any(text.startswith("La condition n'est pas remplie : rien n'est dû · 20") for text in texts)
