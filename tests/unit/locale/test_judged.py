"""Words of a judged month: never a colour alone, never a code on the screen."""

from typing import get_args

import pytest

from pilotage.contract.model import PriceUnit
from pilotage.counters import BASE_COLUMNS
from pilotage.locale import LANGUAGES, Words
from pilotage.locale.counter_names import counter_words
from pilotage.locale.judged import (
    clause_words,
    kind_words,
    line_label,
    maturity_words,
    reason_words,
    status_shape,
    status_words,
    stream_name,
    unit_words,
    vat_words,
    zone_words,
)
from pilotage.money import exact
from pilotage.pricing import LineKind
from pilotage.sla import Maturity, Status, Zone
from pilotage.trace import Source
from tests.unit.exports.judged_months import contract_of, judged

FRENCH, ENGLISH = Words("fr"), Words("en")


@pytest.mark.parametrize(
    ("status", "zone", "shape", "words"),
    [
        ("met", "bonus", "●", "Atteint"),
        ("missed", "neutral", "▲", "Sous l'objectif, sans malus"),
        ("missed", "malus", "■", "Non atteint"),
        ("not_measured", None, "○", "Non mesuré"),
        ("excluded", None, "○", "Neutralisé"),
        ("error", None, "■", "À corriger"),
    ],
)
def test_a_status_is_a_word_and_a_shape(status, zone, shape, words):
    assert (status_shape(status, zone), status_words(status, zone, FRENCH)) == (shape, words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_of_the_closed_lists_has_words(language):
    t = Words(language)
    assert all(status_words(status, None, t) for status in Status)
    assert all(zone_words(zone, t) for zone in Zone)
    assert all(maturity_words(maturity, t) for maturity in Maturity)
    assert all(kind_words(kind, t) for kind in LineKind)
    assert zone_words(None, t) == ""


@pytest.mark.parametrize("unit", [*get_args(PriceUnit), "base", "point", "event", "amount"])
def test_every_unit_of_a_line_has_words(unit):
    assert "_" not in unit_words(unit, FRENCH)
    assert unit_words(unit, FRENCH) != unit or unit in {"base", "point"}


@pytest.mark.parametrize("counter", BASE_COLUMNS)
def test_every_counter_has_a_name_in_both_languages(counter):
    assert counter_words(counter, ENGLISH) != counter
    assert counter_words(counter, FRENCH) != counter_words(counter, ENGLISH) or counter == "backlog"


def test_a_counter_with_a_threshold_says_it():
    assert counter_words("answered_within_20s", FRENCH) == "Décrochés en 20\u00a0s"
    assert counter_words("responded_within_24wh", FRENCH) == "Répondus sous 24 heures ouvrées"
    assert counter_words("abandoned_within_5s", ENGLISH) == "Abandoned within 5\u00a0s"


@pytest.mark.parametrize("reason", ["no_data", "grain", "zero_denominator", "missing_days", "sample"])
def test_every_reason_for_no_measure_has_words(reason):
    assert reason_words(reason, FRENCH, ("offered",)) != reason


def test_a_reason_that_is_a_problem_of_the_contract_shows_no_code():
    assert reason_words("kpi.unknown_formula", FRENCH) == "À corriger"


def test_a_missing_counter_is_named():
    words = reason_words("counter_missing", FRENCH, ("answered_within_20s",))
    assert words == "le flux ne donne pas\u00a0: Décrochés en 20\u00a0s"


def test_a_clause_is_named_by_the_title_of_its_document():
    contract = contract_of("ARMOR-2025")
    assert clause_words(Source("avenant-1", "art. 4"), contract) == "Avenant n°1, art. 4"
    assert clause_words(Source("avenant-1", "art. 4"), None) == "avenant-1, art. 4"
    assert clause_words(Source("autre"), contract) == "autre"


def test_vat_codes_tell_treatment_and_rate():
    assert vat_words("standard", exact(20), FRENCH) == "TVA 20\u00a0%"
    assert vat_words("reverse_charge", exact("5.5"), ENGLISH) == "Reverse charge 5.5%"
    assert vat_words("outside", exact(0), FRENCH) == "Hors TVA"


def label_of(month: str, line: str, t: Words) -> str:
    result, contract = judged(month)
    found = next(each for each in result.bill.lines if each.id == line)
    return line_label(found, contract, t).replace("\u202f", " ").replace("\u00a0", " ")


def test_a_line_is_named_by_its_clause_and_what_completes_it():
    assert label_of("armor_crisis", "appel.3", FRENCH) == "Appels traités, tranche 3, au-delà de 24 000"
    assert label_of("armor_crisis", "appel.2", ENGLISH) == "Calls handled, tier 2, 18,000 to 24,000"
    assert label_of("armor_crisis", "QS-bonus-malus", FRENCH) == "Bonus/malus qualité de service"


def test_a_month_in_part_says_its_days_and_dates():
    label = label_of("tejo_amended", "forfait@2026-08-11", FRENCH)
    assert label == "Forfait mensuel, 21 jours sur 31, du 11/08/2026 au 31/08/2026"


def test_a_provisional_quantity_says_what_it_is_taken_on():
    label = label_of("tejo_provisional", "vente-nette.1", FRENCH)
    assert label == "Ventes nettes, tranche 1, de 0 à 900, provisoire, 86 % × vente brute"


def test_hours_beyond_the_maximum_are_told():
    label = label_of("atlas_hours", "heure-jour", FRENCH)
    assert label == "Heures de production, jour, 18 retirées au-delà du maximum"


def test_a_stream_has_its_name_and_no_stream_is_the_whole_scope():
    contract = contract_of("ARMOR-2025")
    assert stream_name("n1", contract, FRENCH) == "Niveau 1"
    assert stream_name("", contract, FRENCH) == "Ensemble"
