"""The SLA page tells the month before and after relief, in points and euros, and gives a malus away."""

from decimal import Decimal
from pathlib import Path

import pytest

from pilotage.locale import Words
from pilotage.locale.explain import explain
from pilotage.locale.steps import rule_words, steps_of_line
from pilotage.periods import Month
from pilotage.services import maintenance, months, publishing, settling
from pilotage.services.actor import local_administrator
from tests.pages.conftest import texts
from tests.pages.test_figures_on_pages import spaced

WHO = local_administrator()
CONTRACTS = Path(__file__).resolve().parents[2] / "contracts"
OCTOBER = Month(2026, 10)
ATLAS = "ATLAS-2025"
ALERT = """
[[consequence]]
id = "droit-de-sortie"
name = "Droit de résiliation"
kind = "alert"
slas = ["heures"]

  [[consequence.terms]]
  from = 2025-03-01
  source = "contrat, art. 15.2"
  misses = 1
  within = 3
"""


def read(at) -> str:
    return spaced(texts(at))


def settlements(url: str, contract: str = ATLAS):
    return settling.settlements(maintenance.opened(url), WHO, contract=contract, month=OCTOBER)


def waive(at, *, left: str, who: str, in_return: str = "Une journée de formation.") -> None:
    key = "waive-heures-malus"
    at.text_input(key=f"{key}-left").set_value(left)
    at.selectbox(key=f"{key}-who").set_value(who)
    at.text_input(key=f"{key}-reason").set_value("Pauses comptées à tort, corrigées depuis.")
    at.text_input(key=f"{key}-return").set_value(in_return)
    at.text_input(key=f"{key}-reference").set_value("COPIL du 16 novembre 2026")
    button = next(one for one in at.button if "Remettre ce malus" in one.label)
    button.click().run()
    assert not at.exception, [one.value for one in at.exception]


def test_the_crisis_of_february_shows_its_three_amounts_and_what_lies_between(portal, demo_url):
    said = read(portal(demo_url, "sla", vendor="armor", month="2026-02"))
    assert "Qualité de service (QS 80/20) à 58,4 %, 71,9 % après neutralisation" in said
    assert "Calculé, brut -8 396,64 €" in said
    assert "Proposé -5 597,76 € +2 798,88 € neutralisés" in said
    assert "Retenu, COPIL du 13 mars 2026 -4 198,32 € +1 399,44 € de remise" in said
    assert "58,4 → **71,9 %**" in said


def test_a_row_unfolds_to_what_came_what_leaves_and_what_is_kept(portal, demo_url):
    said = read(portal(demo_url, "sla", vendor="armor", month="2026-02"))
    for figures in ("19 798 ÷ 33 900", "19 798 - 5 848", "33 900 - 14 500", "13 950 ÷ 19 400"):
        assert figures in said, figures
    assert "139 944,00 × -3 %" in said
    assert "139 944,00 × -5 %" in said, "the same without any neutralisation"


def test_an_exclusion_says_who_asked_who_decided_its_evidence_its_points_and_its_euros(portal, demo_url):
    at = portal(demo_url, "sla", vendor="armor", month="2026-02")
    said = read(at)
    assert "04/03/2026, par le prestataire, reçue hors du portail" in said
    assert "dernier jour pour demander : 06/03/2026" in said
    assert "06/03/2026 · local (administrateur)" in said
    assert "demi-heures : 192" in said
    assert "+13,5 pt, +2 798,88 €" in said
    buttons = [one.proto.label.replace("\\", "") for one in at.get("download_button")]
    assert "courriel-armor-2026-03-04.txt" in buttons


def test_a_waiver_says_who_signed_why_and_against_what(portal, demo_url):
    said = read(portal(demo_url, "sla", vendor="armor", month="2026-02", sla="SAT"))
    assert "1 399,44 € de remise, signée par Directeur de la relation client le 13/03/2026." in said
    assert "En contrepartie : Deux jours de formation gratuits." in said
    assert "-1 399,44 + 1 399,44" in said


def test_the_outage_of_march_is_under_target_without_malus(portal, demo_url):
    said = read(portal(demo_url, "sla", vendor="atlas", month="2026-03"))
    assert "Calculé, brut -1 921,22 €" in said
    assert "Proposé 0,00 € +1 921,22 € neutralisés" in said
    assert "76,8 → **78,4 %**" in said
    assert ":orange-badge[▲ Sous l'objectif, sans malus]" in said
    assert "demi-heures : 11 sur 12" in said
    assert "mar. 17 mars, 10:00 à 15:30" in said
    assert "104,5 h · Heures de production, jour · 1 839,20 €" in said


def test_the_same_in_english(portal, demo_url):
    said = texts(portal(demo_url, "sla", lang="en", vendor="atlas", month="2026-03"))
    assert "Service level (80/30) at 76.8%, 78.4% after neutralisation" in said
    assert "half-hours: 11 of 12" in said


def test_a_month_that_is_not_over_judges_nothing_yet(portal, demo_url):
    said = read(portal(demo_url, "sla", vendor="atlas", month="2026-11"))
    assert "Aucun SLA n’est encore dû en novembre 2026" in said


def test_a_malus_is_waived_by_who_may_sign_for_it(portal, own_demo_url):
    at = portal(own_demo_url, "sla", vendor="atlas", month="2026-10", sla="heures")
    waive(at, left="400", who="directeur")
    assert [(one.agreed, one.signed_by) for one in settlements(own_demo_url)] == [
        (Decimal("-400.00"), "directeur")
    ]
    said = read(at)
    assert "Retenu, COPIL du 16 novembre 2026 -400,00 € +511,42 € de remise" in said
    assert "Malus abandonné en 2026 : 511,42 €, remises : 1" in " ".join(
        spaced(one.label) for one in at.expander
    )


def test_nothing_is_given_away_without_something_in_return(portal, own_demo_url):
    at = portal(own_demo_url, "sla", vendor="atlas", month="2026-10", sla="heures")
    waive(at, left="0", who="directeur", in_return="")
    assert "Dites ce qui est obtenu en échange." in read(at)
    assert settlements(own_demo_url) == ()


def test_above_a_delegation_the_refusal_says_the_limit(portal, own_demo_url):
    text = (CONTRACTS / ATLAS / "contract.toml").read_text(encoding="utf-8")
    lower = text.replace("up_to = 10000", "up_to = 500")
    publishing.publish(maintenance.opened(own_demo_url), WHO, contract_text=lower)
    at = portal(own_demo_url, "sla", vendor="atlas", month="2026-10", sla="heures")
    waive(at, left="0", who="directeur")
    said = read(at)
    assert "500" in said
    assert "911.42" in said or "911,42" in said
    assert settlements(own_demo_url) == ()


def test_what_is_given_away_and_who_signs_are_said_before_the_click(portal, own_demo_url):
    at = portal(own_demo_url, "sla", vendor="atlas", month="2026-10", sla="heures")
    assert "Rien n’est encore remis" in read(at)
    at.text_input(key="waive-heures-malus-left").set_value("400").run()
    said = read(at)
    assert "511,42 € de remise, 400,00 € restent dus ; signature : " in said
    assert "Dans la limite de la délégation : " in said
    assert settlements(own_demo_url) == ()


def test_a_click_before_anything_is_typed_gives_nothing_away(portal, own_demo_url):
    at = portal(own_demo_url, "sla", vendor="atlas", month="2026-10", sla="heures")
    waive(at, left="", who="directeur")
    assert "Dites ce qui reste à payer" in read(at)
    assert settlements(own_demo_url) == ()


def test_without_anybody_who_may_sign_there_is_no_button(portal, demo_url):
    at = portal(demo_url, "sla", vendor="tejo", month="2026-10")
    assert not [one for one in at.button if "Remettre" in one.label]
    assert "Le contrat ne nomme personne" in read(at)


def test_the_maturity_of_a_row_is_that_of_its_euros_too(portal, demo_url):
    said = read(portal(demo_url, "sla", vendor="tejo", month="2026-10"))
    assert "La valeur est définitive ; ses euros peuvent encore bouger" in said


def test_idle_hours_say_what_they_come_to_and_where_they_are_billed(portal, demo_url):
    said = read(portal(demo_url, "sla", vendor="atlas", month="2026-03"))
    assert "104,5 h · Heures de production, jour · 1 839,20 € : dues bien que personne" in said


def test_an_amount_that_is_no_number_is_said(portal, own_demo_url):
    at = portal(own_demo_url, "sla", vendor="atlas", month="2026-10", sla="heures")
    waive(at, left="rien", who="directeur")
    assert "« rien »" in read(at)
    assert settlements(own_demo_url) == ()


def test_who_only_reads_gives_nothing_away(portal, demo_url):
    at = portal(demo_url, "sla", role="viewer", vendor="atlas", month="2026-10", sla="heures")
    assert not [one for one in at.button if "Remettre" in one.label]


def test_an_alert_that_sounds_is_shown_with_its_clause(portal, own_demo_url):
    text = (CONTRACTS / ATLAS / "contract.toml").read_text(encoding="utf-8")
    publishing.publish(maintenance.opened(own_demo_url), WHO, contract_text=text + ALERT)
    said = read(portal(own_demo_url, "sla", vendor="atlas", month="2026-10"))
    assert "Droit de résiliation" in said
    assert "art. 15.2" in said


@pytest.mark.parametrize("month", ["2026-10", "2026-03"])
def test_there_is_one_primary_button(portal, demo_url, month):
    at = portal(demo_url, "sla", vendor="atlas", month=month)
    shown = [*at.button, *at.get("download_button")]
    assert [one.proto.label for one in shown if one.proto.type == "primary"] == ["Fiche contradictoire"]


def test_explain_and_the_page_print_the_same_formulas(portal, demo_url):
    db = maintenance.opened(demo_url)
    result = months.judged(db, WHO, contract="ARMOR-2025", month=Month(2026, 2))
    line = next(one for one in result.bill.lines if one.id == "QS-bonus-malus")
    terms = months.terms_of_month(db, WHO, result=result)
    told = "\n".join(explain(result, terms, Words("fr"), line.id))
    page = texts(portal(demo_url, "sla", vendor="armor", month="2026-02"))
    for step in steps_of_line(line, result):
        rule, formula, value = rule_words(step, Words("fr"), "EUR")
        assert f"  {rule} · {f'{formula} = ' if formula else ''}{value}" in told
        assert formula in page, formula
        if step.rule not in {"kpi.numerator", "kpi.denominator"}:
            assert value in page, "two sums that feed a ratio are read in its row"
