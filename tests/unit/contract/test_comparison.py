"""Two versions of a contract compared: what changes, from which day, under which clause."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from pilotage.contract.comparison import changes
from pilotage.contract.loading import load_contract
from pilotage.locale import Words
from pilotage.locale.change_words import changes_words

CONTRACTS = Path(__file__).resolve().parents[3] / "contracts"


def text_of(ref):
    return (CONTRACTS / ref / "contract.toml").read_text(encoding="utf-8")


def load(text):
    contract, problems = load_contract(text)
    assert problems == ()
    return contract


def without_amendment(text, source):
    """The text without the dated blocks that come from a document."""
    kept = [block for block in text.split("\n\n") if f'source = "{source}' not in block]
    return "\n\n".join(kept)


def found(old, new):
    return {(one.table, one.id, one.key, one.since): one for one in changes(load(old), load(new))}


def test_a_contract_compared_with_itself_shows_nothing():
    armor = load(text_of("ARMOR-2025"))
    assert changes(armor, armor) == ()


def test_armors_amendment_shows_as_two_changes_from_its_day_under_its_clauses():
    new = text_of("ARMOR-2025")
    old = without_amendment(new, "avenant-1")
    day = date(2026, 7, 1)
    told = found(old, new)
    assert set(told) == {
        ("price", "appel", "tiers", day),
        ("consequence", "QS-bonus-malus", "bands", day),
    }
    tiers = told["price", "appel", "tiers", day]
    assert [tier.price for tier in tiers.before][-1] == Decimal("4.80")
    assert [tier.price for tier in tiers.after][-1] == Decimal("4.65")
    assert str(tiers.source) == "avenant-1, art. 3"


def test_a_value_that_a_block_repeats_is_no_change():
    new = text_of("TEJO-2025")
    block = '\n\n  [[price.terms]]\n  from = 2026-01-01\n  source = "contrat, art. 5.1"\n  price = 14500'
    assert found(new, new.replace("  price = 14500", "  price = 14500" + block, 1)) == {}


def test_a_new_clause_and_a_dropped_one_are_told_as_such():
    new = text_of("ARMOR-2025")
    old = new.replace('id = "bonus-si-QS"', 'id = "condition"')
    told = found(old, new)
    gone = told["gate", "condition", "", date(2025, 1, 1)]
    come = told["gate", "bonus-si-QS", "", date(2025, 1, 1)]
    assert gone.after is None
    assert come.before is None
    assert str(come.source) == "contrat, annexe 4, art. 7"


def test_an_end_shows_from_the_day_after_it():
    new = text_of("RAVINALA-2025").replace(
        "  quantity = 30000", "  quantity = 30000\n  until = 2026-12-31"
    )
    told = found(text_of("RAVINALA-2025"), new)
    one = told["limit", "minimum", "quantity", date(2027, 1, 1)]
    assert (one.before, one.after) == (30000, None)


def test_a_shorter_change_within_a_longer_one_is_told_where_it_begins():
    old = text_of("TEJO-2025")
    more = '\n\n  [[price.terms]]\n  from = 2026-10-01\n  source = "avenant-1, art. 2"\n  price = 12000'
    told = found(old, old.replace("  price = 12900", "  price = 12900" + more, 1))
    assert list(told) == [("price", "forfait", "price", date(2026, 10, 1))]


def test_what_has_no_date_is_told_without_one():
    old = text_of("ATLAS-2025")
    new = old.replace("notice = 2027-08-31", "notice = 2027-06-30").replace(
        'closes = "21:00"', 'closes = "20:00"'
    )
    told = found(old, new)
    assert told["", "", "notice", None].after == date(2027, 6, 30)
    openings = [one for one in changes(load(old), load(new)) if one.table == "opening"]
    assert [(one.before is None, one.after is None) for one in openings] == [(False, True), (True, False)]


def test_other_accounts_are_told_in_a_sentence_and_not_as_a_clause():
    new = load(text_of("ARMOR-2025"))
    old = new.model_copy(update={"accounting": type(new.accounting)()})
    told = changes_words(changes(old, new), new, Words("fr"))
    assert told == ("Les comptes où les montants sont enregistrés changent.",)


def test_an_order_line_of_an_unknown_price_is_named():
    text = text_of("ARMOR-2025").replace('terms = ["gestion"]', 'terms = ["gestio"]')
    _, problems = load_contract(text)
    assert [one.read for one in problems] == ["gestio"]
