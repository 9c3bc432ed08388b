"""An amendment written into a contract's own text."""

import difflib
import tomllib
from datetime import date
from decimal import Decimal

import pytest

from pilotage.contract.amending import Amendment, NewTerms, amended
from pilotage.contract.loading import load_contract
from pilotage.kpi.known import KNOWN
from tests.months import ROOT

BANDS = [
    {"below": Decimal("80"), "rate": Decimal(-2)},
    {"at_least": Decimal("80"), "rate": Decimal("0.5")},
]
FIRST = date(2027, 1, 1)


def text_of(ref: str) -> str:
    return (ROOT / "contracts" / ref / "contract.toml").read_text(encoding="utf-8")


def amendment(*terms: NewTerms, document: str = "avenant-9") -> Amendment:
    return Amendment(document, 'Avenant n°9 « prix "et" bandes »', date(2026, 12, 1), FIRST, terms)


def new(table: str, name: str, **values: object) -> NewTerms:
    return NewTerms(table, name, FIRST, "art. 2", values)


def test_a_price_and_a_band_from_a_date_are_two_blocks_and_a_document():
    text = text_of("ARMOR-2025")
    price = new(
        "price", "appel", tiers=[{"up_to": 18000, "price": Decimal("5.40")}, {"price": Decimal("5")}]
    )
    made, problems = amended(text, amendment(price, new("consequence", "QS-bonus-malus", bands=BANDS)))
    assert problems == ()
    contract, found = load_contract(made, "contract.toml", KNOWN)
    assert [p.code for p in found] == []
    assert contract is not None
    appel = next(one for one in contract.price if one.id == "appel")
    in_force = appel.terms_on(FIRST)
    assert in_force is not None
    assert in_force.terms.tiers[0].price == Decimal("5.40")
    assert str(in_force.source("tiers")) == "avenant-9, art. 2"
    ladder = next(one for one in contract.consequence if one.id == "QS-bonus-malus")
    assert ladder.terms_on(FIRST).terms.bands[1].rate == Decimal("0.5")
    assert ladder.terms_on(date(2026, 12, 31)).terms.bands[0].rate == -5
    assert contract.document[-1].title == 'Avenant n°9 « prix "et" bandes »'


@pytest.mark.parametrize("ref", ["ARMOR-2025", "ATLAS-2025", "RAVINALA-2025", "TEJO-2025"])
def test_nothing_else_of_the_text_moves(ref):
    """Every dated clause of the demo's contracts can be amended; lines are added, none is touched."""
    text = text_of(ref)
    before, _ = load_contract(text, "contract.toml", KNOWN)
    for price in before.price:
        made, problems = amended(text, amendment(new("price", price.id, price=Decimal("9.5"))))
        assert problems == (), price.id
        moved = [line for line in difflib.ndiff(text.splitlines(), made.splitlines()) if line[0] in "+-"]
        assert not [line for line in moved if line[0] == "-"], price.id
        after, found = load_contract(made, "contract.toml", KNOWN)
        assert after is not None, found
        changed = next(one for one in after.price if one.id == price.id)
        assert changed.terms_on(FIRST).terms.price == Decimal("9.5")


def test_a_document_that_is_already_there_is_not_written_twice():
    made, _ = amended(text_of("ARMOR-2025"), amendment(new("sla", "QS", target=82), document="avenant-1"))
    assert made.count("[[document]]") == 2


def test_a_clause_may_be_ended():
    end = NewTerms("gate", "bonus-si-QS", FIRST, "art. 3", {}, until=date(2027, 6, 30))
    text = text_of("ARMOR-2025")
    gate = load_contract(text, "", KNOWN)[0].gate[0].id
    made, problems = amended(text, amendment(NewTerms("gate", gate, FIRST, "art. 3", {}, end.until)))
    assert problems == ()
    contract, _ = load_contract(made, "", KNOWN)
    assert contract.gate[0].terms_on(date(2027, 7, 1)) is None


def test_what_cannot_be_written_is_said_and_changes_nothing():
    text = text_of("ARMOR-2025")
    made, problems = amended(text, amendment(new("price", "inconnu", price=1)))
    assert (made, [p.code for p in problems]) == (text, ["amend.no_clause"])
    inline = text.replace(
        "[[document]]",
        '[[price]]\nid = "x"\nunit = "month"\nterms = [{ from = 2025-01-01 }]\n\n[[document]]',
        1,
    )
    made, problems = amended(inline, amendment(new("price", "x", price=1)))
    assert (made, [p.code for p in problems]) == (inline, ["amend.terms_on_one_line"])


def test_a_text_without_a_last_line_feed_is_amended_too():
    text = text_of("ARMOR-2025").rstrip("\n")
    last = load_contract(text, "", KNOWN)[0]
    made, problems = amended(text, amendment(new("price", last.price[0].id, price=1)))
    assert problems == ()
    assert load_contract(made, "", KNOWN)[0] is not None


NESTED = """
[[document]]
id = "contrat"
title = "Contrat"
signed = 2025-01-01
effective = 2025-01-01
{remark}
[[price]]
id = "heure"
unit = "productive_hour"

  [[price.terms]]
  from = 2025-01-01
  source = "contrat, art. 1"
  price = 30

{between}    [[price.terms.uplifts]]
    when = "sunday"
    percent = 50

[[price]]
id = "forfait"
unit = "month"

  [[price.terms]]
  from = 2025-01-01
  source = "contrat, art. 2"
  price = 900
"""


def blocks(text: str) -> list[list[dict[str, object]]]:
    return [one["terms"] for one in tomllib.loads(text)["price"]]


def test_the_tables_inside_a_block_stay_in_it():
    text = NESTED.format(remark="", between="")
    made, problems = amended(text, amendment(new("price", "heure", price=31)))
    assert problems == ()
    (signed, since), _ = blocks(made)
    assert signed == blocks(text)[0][0]
    assert "uplifts" not in since


@pytest.mark.parametrize("marks", range(1, 12))
def test_a_mark_that_is_no_line_feed_moves_no_block(marks):
    text = NESTED.format(remark="# " + "\u2028\x85"[marks % 2] * marks, between="")
    made, problems = amended(text, amendment(new("price", "heure", price=31)))
    assert problems == ()
    assert [len(terms) for terms in blocks(made)] == [2, 1]


def test_two_blocks_of_one_clause_stand_in_their_order():
    later = NewTerms("price", "forfait", date(2027, 7, 1), "art. 3", {"price": 950})
    made, _ = amended(
        NESTED.format(remark="", between=""), amendment(new("price", "forfait", price=920), later)
    )
    assert [block["price"] for block in blocks(made)[1]] == [900, 920, 950]


def test_a_text_in_which_another_clause_would_change_is_refused():
    sla = '[[sla]]\nid = "QS"\nkpi = "QS"\n\n'
    text = NESTED.format(remark="", between=sla)
    made, problems = amended(text, amendment(new("price", "heure", price=31)))
    assert (made, [p.code for p in problems]) == (text, ["amend.not_the_same"])
