"""From nothing to a first contract and a first feed: drafts that a person completes."""

from dataclasses import replace
from datetime import date

import pytest

from pilotage.contract.loading import load_contract
from pilotage.contract.model import Contract
from pilotage.feeds.model import Feed
from pilotage.kpi.known import KNOWN
from pilotage.services.actor import Actor, RefusedError, Role, local_administrator
from pilotage.services.setup import Answers, contract_draft, identifier
from pilotage.wizard.proposing import propose

ANSWERS = Answers(
    "Ma Société", "FR", "Été Contact", "FR", "ETE-2026", "Service clients", date(2026, 4, 1)
)
FILE = (
    "Date;Présentés;Décrochés;Décrochés <= 20 s;QS %;DMT;Conseiller;Humeur\n"
    "01/04/2026;100;90;80;80,0 %;00:05:12;A12;bonne\n"
    "02/04/2026;110;95;85;77,3 %;00:05:10;A12;moyenne\n"
    "13/04/2026;110;95;85;77,3 %;00:05:10;A12;moyenne\n"
).encode("cp1252")


def drafted(answers: Answers = ANSWERS) -> Contract:
    contract, problems = load_contract(contract_draft(local_administrator(), answers), known=KNOWN)
    assert problems == ()
    assert contract is not None
    return contract


def feed(contract: Contract) -> Feed:
    """The feed that the wizard makes of the first file, under the contract drafted."""
    found = propose(FILE, name="appels_2026-04.csv", contract=contract)
    assert found.feed is not None, found.questions
    return found.feed


def test_the_answers_make_a_contract_that_loads_without_a_problem() -> None:
    contract = drafted()
    assert (contract.ref, contract.vendor, contract.vendor_name) == (
        "ETE-2026",
        "ete-contact",
        "Été Contact",
    )
    assert contract.client.name == "Ma Société"


def test_every_date_of_the_draft_follows_the_day_it_starts() -> None:
    contract = drafted()
    assert contract.starts == date(2026, 4, 1)
    assert {terms.since for price in contract.price for terms in price.terms} == {date(2026, 4, 1)}
    assert contract.document[0].signed < contract.document[0].effective == date(2026, 4, 1)


def test_a_vendor_abroad_leaves_its_vat_to_the_client() -> None:
    home, abroad = drafted(), drafted(replace(ANSWERS, vendor_country="MA"))
    assert home.vat.terms[0].regime == "standard"
    assert abroad.vat.terms[0].regime == "reverse_charge"


def test_the_draft_keeps_the_comments_that_explain_it() -> None:
    assert "# Engagement / what is promised." in contract_draft(local_administrator(), ANSWERS)


def test_the_columns_of_a_first_file_become_its_feed_without_a_question() -> None:
    found = feed(drafted())
    assert found.when.date == "Date"
    assert {"offered", "answered", "answered_within_20s", "handled"} <= set(found.counters)
    assert found.personal == ("Conseiller",)
    assert found.recognise.files == ("appels_*.csv",)


def test_a_rate_printed_beside_its_count_is_compared_and_never_added() -> None:
    rate = next(column for column in feed(drafted()).column if column.title == "QS %")
    assert rate.counter is None
    assert rate.check is not None
    assert rate.check.numerator == "answered_within_20s"


@pytest.mark.parametrize(
    ("name", "expected"), [("Été Contact", "ete-contact"), ("  ", "vendor"), ("A/B", "a-b")]
)
def test_a_name_makes_an_identifier(name: str, expected: str) -> None:
    assert identifier(name) == expected


def test_whoever_may_not_publish_gets_no_draft() -> None:
    with pytest.raises(RefusedError):
        contract_draft(Actor("somebody", Role.VIEWER), ANSWERS)
