"""The demo's contracts as read: what each signed clause says on a day, and where it stands."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pilotage.contract.loading import load_contract
from pilotage.kpi.known import KNOWN

CONTRACTS = Path(__file__).resolve().parents[3] / "contracts"
REFS = ("ARMOR-2025", "ATLAS-2025", "RAVINALA-2025", "TEJO-2025")


def load(ref):
    path = CONTRACTS / ref / "contract.toml"
    contract, problems = load_contract(path.read_text(encoding="utf-8"), str(path), KNOWN)
    assert problems == ()
    return contract


def by_id(entities, wanted):
    return next(entity for entity in entities if entity.id == wanted)


def rates(contract, consequence, day):
    bands = by_id(contract.consequence, consequence).terms_on(day).terms.bands
    return lambda value: next(band.rate for band in bands if band.holds(Decimal(value)))


@pytest.mark.parametrize("ref", REFS)
def test_a_demo_contract_loads_without_a_problem_and_names_itself(ref):
    contract = load(ref)
    assert contract.ref == ref
    assert contract.timezone == "Europe/Paris"
    assert contract.client.name == "Belval Énergie"
    assert [committee.type for committee in contract.committee] == [
        "production",
        "quality",
        "steering",
        "strategic",
    ]
    assert contract.calendar.steps["steering_committee"] == 10


@pytest.mark.parametrize(
    ("ref", "regime"),
    [
        ("ARMOR-2025", "standard"),
        ("ATLAS-2025", "reverse_charge"),
        ("RAVINALA-2025", "reverse_charge"),
        ("TEJO-2025", "reverse_charge"),
    ],
)
def test_vat_follows_the_invoicing_entity(ref, regime):
    terms = load(ref).vat.terms_on(date(2026, 4, 1)).terms
    assert (terms.regime, terms.rate) == (regime, 20)


def test_armors_amendment_moves_the_bands_and_the_top_tier_on_its_day():
    armor = load("ARMOR-2025")
    before, after = date(2026, 6, 30), date(2026, 7, 1)
    assert rates(armor, "QS-bonus-malus", before)("78.9") == 0
    assert rates(armor, "QS-bonus-malus", after)("78.9") == Decimal("-1.5")
    assert rates(armor, "QS-bonus-malus", before)("86.7") == Decimal("1.5")
    assert rates(armor, "QS-bonus-malus", after)("86.7") == 0
    price = by_id(armor.price, "appel")
    assert [tier.price for tier in price.terms_on(before).terms.tiers][-1] == Decimal("4.80")
    assert [tier.price for tier in price.terms_on(after).terms.tiers][-1] == Decimal("4.65")
    assert price.terms_on(after).terms.tiering == "marginal"
    assert str(price.terms_on(after).source("tiers")) == "avenant-1, art. 3"
    assert str(price.terms_on(after).source("tiering")) == "contrat, art. 7.1"


@pytest.mark.parametrize(
    ("value", "rate"),
    [("69.9", "-5"), ("70", "-3"), ("74.9", "-3"), ("75", "-1.5"), ("78", "0"), ("86", "1.5")],
)
def test_armors_ladder_reads_as_signed(value, rate):
    assert rates(load("ARMOR-2025"), "QS-bonus-malus", date(2026, 2, 1))(value) == Decimal(rate)


def test_armors_management_fee_stays_out_of_every_base():
    armor = load("ARMOR-2025")
    assert by_id(armor.price, "gestion").activity is None
    queues = [s for s in armor.streams_of(by_id(armor.price, "appel")) if not s.startswith("motif-")]
    assert queues == ["n1", "reclamations"], "contact reasons count no call of their own"


def test_atlas_pays_each_band_of_hours_at_its_own_price():
    atlas = load("ATLAS-2025")
    day = date(2026, 3, 1)
    priced = {
        atlas.streams_of(price): price.terms_on(day).terms.price
        for price in atlas.price
        if price.unit == "productive_hour"
    }
    assert priced == {
        ("heures-jour",): Decimal("17.60"),
        ("heures-soiree",): Decimal("19.36"),
        ("heures-dimanche",): Decimal("26.40"),
    }
    assert 4720 * Decimal("17.60") + 540 * Decimal("19.36") + 96 * Decimal("26.40") == Decimal("96060.80")
    most = by_id(atlas.limit, "heures-max").terms_on(day).terms
    assert (most.rate, most.of) == (103, "ordered_hours")


def test_ravinala_counts_e_mails_by_portion_and_chats_by_whole_points():
    ravinala = load("RAVINALA-2025")
    day = date(2026, 5, 1)
    email = by_id(ravinala.consequence, "email24-malus").terms_on(day).terms
    assert (email.beyond.below, email.portion, email.amount) == (90, "ceiling", -250)
    chat = by_id(ravinala.consequence, "chat60-malus").terms_on(day).terms
    assert (chat.beyond.below, chat.portion, chat.amount) == (85, "floor", -150)
    assert ravinala.interpretation[0].clause == "contrat, annexe 2, art. 4"
    minimum = by_id(ravinala.limit, "minimum").terms_on(day).terms
    assert (minimum.quantity, minimum.at_price_of) == (30000, "chat")


def test_tejos_amendment_takes_the_fee_down_in_mid_month():
    tejo = load("TEJO-2025")
    fee = by_id(tejo.price, "forfait")
    assert fee.terms_on(date(2026, 8, 10)).terms.price == 14500
    assert fee.terms_on(date(2026, 8, 11)).terms.price == 12900
    target = by_id(tejo.sla, "transformation")
    assert target.terms_on(date(2026, 8, 11)).terms.target == Decimal("9.5")
    assert target.terms_on(date(2026, 8, 11)).terms.round_to == Decimal("0.1")
    assert by_id(tejo.sla, "consentement").terms_on(date(2026, 8, 10)) is None


def test_tejos_sales_are_billed_on_gross_before_they_mature():
    terms = by_id(load("TEJO-2025").price, "vente-nette").terms_on(date(2026, 4, 1)).terms
    assert (terms.provisional.unit, terms.provisional.share) == ("gross_sale", 86)
    assert terms.matures_after_days == 14
    assert [tier.price for tier in terms.tiers] == [42, 46]


def test_figures_are_exact_and_never_floats():
    text = (CONTRACTS / "ARMOR-2025" / "contract.toml").read_text(encoding="utf-8")
    contract, _ = load_contract(text.replace("rate = 1.5 },", "rate = 1.50000000001 },"))
    bands = by_id(contract.consequence, "QS-bonus-malus").terms[0].bands
    assert bands[-1].rate == Decimal("1.50000000001")


def test_formulas_are_only_checked_when_the_catalogue_is_given():
    text = (CONTRACTS / "ARMOR-2025" / "contract.toml").read_text(encoding="utf-8")
    text = text.replace('formula = "asa"', 'formula = "esa"')
    assert load_contract(text)[1] == ()
    assert [p.code for p in load_contract(text, known=KNOWN)[1]] == ["contract.unknown_formula_close"]
