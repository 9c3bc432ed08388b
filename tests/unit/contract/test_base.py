"""Dated terms: what is in force on a day, from which document, over any blocks in any order."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from pilotage.contract.base import terms_on
from pilotage.contract.caps import CapTerms
from pilotage.contract.prices import PriceTerms, Tier
from pilotage.contract.promises import SlaTerms

START = date(2026, 1, 1)


def block(day, source="contrat", **values):
    return SlaTerms(since=START + timedelta(days=day), source=source, **values)


VALUES = st.fixed_dictionaries(
    {},
    optional={
        "target": st.integers(0, 100),
        "round_to": st.sampled_from([1, Decimal("0.1")]),
        "minimum_sample": st.integers(1, 500),
    },
)
BLOCKS = st.lists(st.tuples(st.integers(0, 400), VALUES), min_size=1, unique_by=lambda pair: pair[0]).map(
    lambda pairs: tuple(block(day, f"doc-{day}", **values) for day, values in pairs)
)
DAYS = st.integers(-10, 420).map(lambda number: START + timedelta(days=number))


@given(BLOCKS, DAYS)
def test_a_value_is_that_of_the_last_block_that_states_it_and_names_its_document(blocks, day):
    force = terms_on(blocks, day)
    begun = sorted((b for b in blocks if b.since <= day), key=lambda b: b.since)
    assert (force is None) == (not begun)
    for name in ("target", "round_to", "minimum_sample"):
        stating = [b for b in begun if name in b.model_fields_set]
        if stating:
            assert getattr(force.terms, name) == getattr(stating[-1], name)
            assert force.source(name) == stating[-1].origin
        elif force is not None:
            assert getattr(force.terms, name) is None


@given(BLOCKS, DAYS, st.randoms())
def test_the_order_of_the_blocks_in_the_file_does_not_matter(blocks, day, random):
    shuffled = list(blocks)
    random.shuffle(shuffled)
    assert terms_on(tuple(shuffled), day) == terms_on(blocks, day)


@given(BLOCKS, DAYS, st.integers(1, 400))
def test_a_later_block_never_changes_an_earlier_day(blocks, day, later):
    amended = (*blocks, SlaTerms(since=day + timedelta(days=later), source="avenant", target=1))
    assert terms_on(amended, day) == terms_on(blocks, day)


def test_nothing_is_in_force_before_the_first_day():
    assert terms_on((block(0, target=80),), START - timedelta(days=1)) is None


def test_an_until_ends_the_entity_after_its_day():
    blocks = (block(0, target=80, until=START + timedelta(days=30)),)
    assert terms_on(blocks, START + timedelta(days=30)).terms.target == 80
    assert terms_on(blocks, START + timedelta(days=31)) is None


def test_an_amendment_within_the_term_keeps_the_end():
    blocks = (block(0, target=80, until=START + timedelta(days=30)), block(10, target=82))
    assert terms_on(blocks, START + timedelta(days=30)).terms.target == 82
    assert terms_on(blocks, START + timedelta(days=31)) is None


def test_a_block_after_the_end_starts_the_entity_again():
    blocks = (block(0, target=80, until=START + timedelta(days=30)), block(60, target=82))
    assert terms_on(blocks, START + timedelta(days=45)) is None
    assert terms_on(blocks, START + timedelta(days=400)).terms.target == 82
    assert terms_on(blocks, START + timedelta(days=400)).terms.until is None


def test_tiers_replace_a_price_and_a_price_tiers():
    plain = PriceTerms(since=START, source="contrat", price=5)
    tiered = PriceTerms(since=START + timedelta(days=9), source="avenant-1", tiers=(Tier(price=4),))
    again = PriceTerms(since=START + timedelta(days=19), source="avenant-2", price=3)
    blocks = (plain, tiered, again)
    assert terms_on(blocks, START + timedelta(days=9)).terms.price is None
    last = terms_on(blocks, START + timedelta(days=19))
    assert (last.terms.price, last.terms.tiers) == (3, None)
    assert last.source("price").document == "avenant-2"


def test_an_amount_replaces_the_rate_of_a_cap():
    blocks = (
        CapTerms(since=START, source="contrat", rate=8),
        CapTerms(since=START + timedelta(days=9), source="avenant-1", amount=1500),
    )
    terms = terms_on(blocks, START + timedelta(days=9)).terms
    assert (terms.rate, terms.amount) == (None, 1500)


def test_a_source_tells_the_document_from_the_clause():
    origin = block(0, "contrat, annexe 4, art. 2").origin
    assert (origin.document, origin.clause, origin.since) == ("contrat", "annexe 4, art. 2", "2026-01-01")
