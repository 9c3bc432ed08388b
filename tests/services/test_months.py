"""The judged month as services give it: its documents, what they promise, and when they move."""

import re
from datetime import date
from decimal import Decimal

import pytest

from pilotage.consequences.kinds import KINDS
from pilotage.demo.clock import MONTHS
from pilotage.periods import Month, contract_year_start
from pilotage.services import catalogue, imports, months, settling
from pilotage.services.actor import Actor, Role, local_administrator
from pilotage.services.catalogue import UnknownContractError
from pilotage.services.demo import REFS
from pilotage.services.documents import bill_document, sla_document
from pilotage.services.months import judged, judged_live, worth
from pilotage.sla import Zone
from tests.months import contract
from tests.months import judged as judged_by_hand
from tests.steps import assert_every_step_evaluates

WHO = local_administrator()
ARMOR, ATLAS, RAVINALA, TEJO = REFS
EXACT = re.compile(r"-?\d+(\.\d+)?")
CENTS = re.compile(r"-?\d+\.\d\d")

BY_STREAM = """
stream = [
  { id = "n1", name = "Niveau 1", activity = "voix" },
  { id = "n2", name = "Niveau 2", activity = "voix" },
  { id = "n3", name = "Niveau 3", activity = "voix" },
]
[[kpi]]
id = "QS20"
formula = "service_level"
within_s = 20
source = "contrat, art. 1"
[[price]]
id = "n1"
activity = "voix"
streams = ["n1"]
unit = "handled_contact"
terms = [{ from = 2025-01-01, source = "contrat, art. 2", price = 5 }]
[[price]]
id = "n2"
activity = "voix"
streams = ["n2"]
unit = "handled_contact"
terms = [{ from = 2025-01-01, source = "contrat, art. 2", price = 6 }]
[[sla]]
id = "QS"
kpi = "QS20"
activities = ["voix"]
window = "month"
per = "stream"
terms = [{ from = 2025-01-01, source = "contrat, art. 3", target = 80 }]
[[sla]]
id = "alerte"
kpi = "QS20"
activities = ["voix"]
window = "month"
terms = [{ from = 2025-01-01, source = "contrat, art. 3", target = 80 }]
[[consequence]]
id = "bonus-malus"
kind = "ladder"
slas = ["QS"]
base = "activity_fees"
[[consequence.terms]]
from = 2025-01-01
source = "contrat, art. 4"
bands = [{ below = 70, rate = -5 }, { at_least = 70, below = 90, rate = 0 }, { at_least = 90, rate = 2 }]
"""


def rows(n1, n2):
    """A month of 1,000 contacts on each of two streams, with so many in time; the third has no data."""
    common = {"offered": 1000, "answered": 1000, "handled": 1000}
    return [
        {"stream": "n1", **common, "answered_within_20s": n1},
        {"stream": "n2", **common, "answered_within_20s": n2},
    ]


def by_stream(n1, n2):
    terms = contract(BY_STREAM)
    return sla_document(judged_by_hand(terms, Month(2026, 1), rows(n1, n2)), terms)


def slas_of(demo, ref, month, **asked):
    result = judged(demo, WHO, contract=ref, month=Month.parse(month), **asked)
    document = sla_document(result, catalogue.contract(demo, WHO, ref=ref))
    return {sla["id"]: sla for sla in document["slas"]}, document["consequences"]


def bill_of(demo, ref, month, language="fr"):
    result = judged(demo, WHO, contract=ref, month=Month.parse(month))
    return bill_document(result, catalogue.contract(demo, WHO, ref=ref), language)


def test_an_sla_judged_stream_by_stream_has_no_single_value_and_an_amount_a_stream():
    sla = by_stream(600, 800)["slas"][0]
    # n1: 60 %, -5 % of 1,000 x 5 = -250; n2: 80 %, the dead band; n3: nothing received.
    assert (sla["value"], sla["zone"], sla["amount"]) == (None, "malus", "-250.00")
    assert [
        (o["stream"], o["value"], o["status"], o["zone"], o["amount"]) for o in sla["occurrences"]
    ] == [
        ("n1", "60", "missed", "malus", "-250.00"),
        ("n2", "80", "met", "neutral", "0.00"),
        ("n3", None, "not_measured", None, None),
    ]
    assert sla["status"] == "missed", "the worst of its streams"
    assert sla["occurrences"][2]["reason"] == "no_data"


def test_bonus_and_malus_of_several_streams_add_up():
    # n1: 95 %, +2 % of 5,000 = 100; n2: 60 %, -5 % of 6,000 = -300.
    sla = by_stream(950, 600)["slas"][0]
    assert (sla["zone"], sla["amount"]) == ("malus", "-200.00")
    sla = by_stream(950, 900)["slas"][0]
    assert (sla["zone"], sla["amount"]) == ("bonus", "220.00")


def test_an_sla_without_a_ladder_of_its_own_has_neither_zone_nor_amount():
    alert = by_stream(600, 800)["slas"][1]
    assert (alert["id"], alert["value"], alert["status"]) == ("alerte", "70", "missed")
    assert (alert["zone"], alert["amount"]) == (None, None)
    (one,) = alert["occurrences"]
    assert (one["zone"], one["amount"], one["stream"]) == (None, None, None)


def test_a_month_without_data_is_worth_nothing_known_rather_than_zero():
    terms = contract(BY_STREAM)
    result = judged_by_hand(terms, Month(2026, 1), [])
    assert worth(result, "QS") == months.Worth(None, None)
    sla = sla_document(result, terms)["slas"][0]
    assert (sla["status"], sla["zone"], sla["amount"]) == ("not_measured", None, None)


def test_one_consequence_stands_once_a_stream():
    found = by_stream(600, 950)["consequences"]
    assert [(c["id"], c["stream"], c["slas"], c["computed"]) for c in found] == [
        ("bonus-malus", "n1", ["QS"], "-250.00"),
        ("bonus-malus", "n2", ["QS"], "120.00"),
        ("bonus-malus", "n3", ["QS"], "0.00"),
    ]


def test_a_figure_says_what_it_was_before_anything_was_neutralised(demo):
    found = settling.three_amounts(demo, WHO, contract=ARMOR, month=Month(2026, 2))
    terms = catalogue.contract(demo, WHO, ref=ARMOR)
    (service, *_) = sla_document(found.agreed, terms, found.computed)["slas"]
    (occurrence,) = service["occurrences"]
    assert (service["zone"], service["amount"]) == ("malus", "-4198.32")
    assert (occurrence["value"], occurrence["amount"]) == ("71.9", "-4198.32")
    assert occurrence["without_neutralisation"] == {"value": "58.4", "amount": "-6997.20"}
    assert (occurrence["from"], occurrence["to"]) == ("2026-02-01", "2026-02-28")


def test_an_amount_a_point_is_told_of_its_sla_like_a_ladder(demo):
    result = judged_live(demo, WHO, contract=RAVINALA, month=Month(2026, 5))
    document = sla_document(result, catalogue.contract(demo, WHO, ref=RAVINALA))
    slas = {sla["id"]: sla for sla in document["slas"]}
    assert (slas["email24"]["zone"], slas["email24"]["amount"]) == ("malus", "-500.00")
    found = next(c for c in document["consequences"] if c["id"] == "email24-malus")
    assert (found["kind"], found["slas"], found["computed"]) == ("per_unit", ["email24"], "-500.00")
    shown = worth(result, "email24")
    assert shown == months.Worth(Zone.MALUS, Decimal("-500.00"))


def test_events_are_a_consequence_of_no_sla(demo):
    _, consequences = slas_of(demo, TEJO, "2026-07")
    found = next(c for c in consequences if c["kind"] == "per_event")
    assert (found["slas"], found["computed"]) == ([], "-1500.00")


def test_the_cap_that_bites_is_named_and_what_is_left_is_told():
    terms = contract(
        BY_STREAM
        + """
[[limit]]
id = "plafond"
kind = "cap_malus"
per = "month"
consequences = ["bonus-malus"]
base = "activity_fees"
terms = [{ from = 2025-01-01, source = "contrat, art. 5", rate = 2 }]
"""
    )
    result = judged_by_hand(terms, Month(2026, 1), rows(600, 800))
    found = sla_document(result, terms)["consequences"][0]
    # -250 against 2 % of 11,000 = 220.
    assert (found["computed"], found["limit"], found["retained"]) == ("-250.00", "plafond", "-220.00")


def test_the_bill_under_reverse_charge_asks_no_vat_and_says_what_the_client_accounts_for(demo):
    bill = bill_of(demo, ATLAS, "2026-10")
    assert {line["vat_treatment"] for line in bill["lines"]} == {"reverse_charge"}
    assert (bill["vat"], bill["self_assessed_vat"]) == ("0.00", "18199.64")
    assert bill["total"] == bill["subtotal"] == "90998.18"


def test_damages_are_outside_vat(demo):
    bill = bill_of(demo, TEJO, "2026-07")
    damages = next(line for line in bill["lines"] if line["id"] == "appels-hors-plage")
    assert (damages["vat_treatment"], damages["vat_rate"]) == ("outside", "0")


def test_a_vendor_exempt_from_vat_is_outside_too_and_told_apart():
    exempt = "vat = { terms = [{ from = 2025-01-01, source = 'contrat, TVA', regime = 'exempt' }] }"
    terms = contract(exempt + BY_STREAM)
    bill = bill_document(judged_by_hand(terms, Month(2026, 1), rows(800, 800)), terms)
    assert {(x["vat_treatment"], x["vat_regime"], x["vat_rate"]) for x in bill["lines"]} == {
        ("outside", "exempt", "0")
    }


def test_labels_of_a_bill_are_in_the_language_asked_for_and_tell_tiers_apart(demo):
    french, english = bill_of(demo, ARMOR, "2026-02"), bill_of(demo, ARMOR, "2026-02", "en")
    labels = [line["label"] for line in french["lines"]]
    assert len(set(labels)) == len(labels)
    assert any("tranche 2" in label for label in labels)
    assert any("tier 2" in line["label"] for line in english["lines"])


@pytest.mark.parametrize("ref", REFS)
@pytest.mark.parametrize("month", MONTHS, ids=str)
def test_every_document_holds_exact_texts_that_add_up_and_steps_that_compute_again(demo, ref, month):
    result = judged(demo, WHO, contract=ref, month=month)
    terms = catalogue.contract(demo, WHO, ref=ref)
    assert_every_step_evaluates(result)
    slas, bill = sla_document(result, terms), bill_document(result, terms)
    amounts = [line["amount"] for line in bill["lines"]]
    for text in (*amounts, bill["subtotal"], bill["vat"], bill["total"], slas["bonus_malus"]):
        assert CENTS.fullmatch(text), text
    for line in bill["lines"]:
        for key in ("quantity", "unit_price", "vat_rate"):
            assert EXACT.fullmatch(line[key]), line
        assert line["vat_treatment"] in {"standard", "reverse_charge", "outside"}
        assert line["basis"] in {"computed", "agreed"}
    assert sum(map(Decimal, amounts)) == Decimal(bill["subtotal"])
    assert Decimal(bill["subtotal"]) + Decimal(bill["vat"]) == Decimal(bill["total"])
    own = {c["slas"][0]: c for c in slas["consequences"] if c["kind"] in KINDS}
    for sla in slas["slas"]:
        assert EXACT.fullmatch(sla["target"])
        assert (sla["value"] is None) == (len(sla["occurrences"]) != 1)
        expected = own.get(sla["id"])
        assert sla["amount"] == (expected["computed"] if expected else None)
        assert sla["zone"] == (expected["zone"] if expected else None)


def test_a_month_moves_with_what_is_known_and_comes_back_with_it(demo_db):
    month = Month(2026, 10)
    before = judged(demo_db, WHO, contract=ARMOR, month=month)
    assert judged(demo_db, WHO, contract=ARMOR, month=month) is before, "kept while nothing moves"
    files = imports.received_files(demo_db, WHO, contract=ARMOR, window=month.window)
    calls = [file for file in files if file.feed == "appels"]
    imports.withdraw(demo_db, WHO, batch=calls[0].batch, reason="essai")
    after = judged(demo_db, WHO, contract=ARMOR, month=month)
    assert after.bill.subtotal != before.bill.subtotal
    early = judged(demo_db, WHO, contract=ARMOR, month=month, as_of=date(2026, 10, 20))
    assert {str(sla.status) for sla in early.slas} == {"not_due"}


def test_the_contract_year_begins_on_the_anniversary():
    terms = contract(BY_STREAM).model_copy(update={"starts": date(2024, 7, 15)})
    found = {
        str(month): str(contract_year_start(terms.starts, month))
        for month in (Month(2024, 7), Month(2025, 6), Month(2025, 7), Month(2026, 1))
    }
    assert found == {
        "2024-07": "2024-07",
        "2025-06": "2024-07",
        "2025-07": "2025-07",
        "2026-01": "2025-07",
    }


def test_a_contract_out_of_sight_is_unknown(demo):
    atlas_only = Actor("atlas.pilot", Role.PILOT, frozenset({"atlas"}))
    with pytest.raises(UnknownContractError):
        judged(demo, atlas_only, contract=ARMOR, month=Month(2026, 4))
    with pytest.raises(UnknownContractError):
        judged(demo, WHO, contract="NOBODY-2025", month=Month(2026, 4))
