"""Contacts kept one by one: a threshold agreed later needs no new file."""

from datetime import date
from decimal import Decimal

import pytest

from pilotage.feeds.profile import load_profiles
from pilotage.periods import Window
from pilotage.services import catalogue, imports, kpis, publishing
from pilotage.services.actor import local_administrator
from pilotage.store import contracts, projection, replacing
from tests.written_contract import written_contract

ACTOR = local_administrator()
MAY = Window(date(2026, 5, 1), date(2026, 5, 31))
KPI = """
[[kpi]]
id = "QS{seconds}"
formula = "service_level"
source = "contrat, art. 2"
variant = "answered_in_time_over_offered"
within_s = {seconds}
"""
FEEDS = """
[[feed]]
id = "appels"
grain = "contact"
recognise = { columns = ["Attente"] }
format = { encoding = "utf-8", delimiter = ";" }
when = { date = "Jour", format = "yyyy-mm-dd" }
stream = { constant = "n1" }
  [[feed.column]]
  name = "Servi"
  kind = "text"
  [[feed.column]]
  name = "Attente"
  kind = "duration"
  form = "seconds"
  [[feed.measure]]
  counter = "offered"
  [[feed.measure]]
  counter = "answered"
  where = [{ column = "Servi", equals = "O" }]
  [[feed.measure]]
  counter = "answered_within"
  within = "Attente"
  where = [{ column = "Servi", equals = "O" }]
"""
CALLS = b"Jour;Servi;Attente\n2026-05-04;O;12\n2026-05-04;O;20\n2026-05-04;O;31\n2026-05-05;N;45\n"


def contract_with(*seconds: int) -> str:
    kpis = "".join(KPI.format(seconds=n) for n in seconds)
    return written_contract(
        "CALLS", vendor="nord", timezone="UTC", starts="2026-01-01", signed="2025-12-01", more=kpis
    )


@pytest.fixture
def known(db):
    """Four calls received while the contract promised an answer within 20 seconds."""
    published = publishing.publish(db, ACTOR, contract_text=contract_with(20), feeds_text=FEEDS)
    assert published.changed, published.problems
    assert imports.import_file(db, ACTOR, content=CALLS, name="a.csv").status == "imported"
    return db


def figures(db) -> dict[str, Decimal | None]:
    rows = kpis.kpi_rows(db, ACTOR, contract="CALLS", window=MAY, by="month")
    return {row.kpi: row.figure.numerator for row in rows}


def test_the_contract_says_at_which_thresholds_contacts_are_counted(known):
    assert figures(known) == {"QS20": Decimal(2)}


def test_a_threshold_agreed_later_counts_the_contacts_already_received(known):
    version = catalogue.data_version(known, ACTOR, ref="CALLS")
    assert publishing.publish(known, ACTOR, contract_text=contract_with(20, 15, 45)).changed
    assert figures(known) == {"QS20": Decimal(2), "QS15": Decimal(1), "QS45": Decimal(3)}
    assert catalogue.data_version(known, ACTOR, ref="CALLS") > version


def test_a_threshold_given_up_leaves_the_others_as_they_were(known):
    publishing.publish(known, ACTOR, contract_text=contract_with(20, 45))
    publishing.publish(known, ACTOR, contract_text=contract_with(45))
    assert figures(known) == {"QS45": Decimal(3)}


def test_files_counted_again_and_rebuilt_from_their_evidence_say_the_same(known):
    publishing.publish(known, ACTOR, contract_text=contract_with(20, 30))
    imports.import_file(known, ACTOR, content=CALLS.replace(b"-05-0", b"-05-1"), name="b.csv")
    tables = []
    with known.writing() as session:
        for _ in range(2):
            table = projection.counter_table(session, None, "CALLS", window=MAY)
            columns = ["stream", "start", "batch", "answered_within_20s", "answered_within_30s"]
            tables.append(table.frame[columns].to_dict("records"))
            replacing.rebuild(session, contracts.required(session, "CALLS"))
    assert tables[0] == tables[1]
    assert len(tables[0]) == 4


def test_another_rule_for_counting_applies_to_contacts_already_received(known):
    silent = FEEDS.replace(
        'equals = "O" }]\n  [[feed.measure]]', 'equals = ["O", "N"] }]\n  [[feed.measure]]'
    )
    assert silent != FEEDS
    publishing.publish(known, ACTOR, contract_text=contract_with(20), feeds_text=silent)
    sums = catalogue.counters(known, ACTOR, ref="CALLS", window=MAY).sums(["n1"], MAY)
    assert sums.get("answered") == Decimal(4)


def test_a_column_that_was_not_kept_leaves_the_earlier_rule_for_the_files_of_the_time(known):
    renamed = FEEDS.replace("Attente", "Delai")
    publishing.publish(known, ACTOR, contract_text=contract_with(20, 45), feeds_text=renamed)
    assert figures(known) == {"QS20": Decimal(2), "QS45": Decimal(3)}


def test_hours_are_thresholds_too_and_working_hours_are_not_to_be_had():
    profiles, problems = load_profiles(
        FEEDS.replace('"answered_within"', '"responded_within"').replace("Servi", "Repondu")
    )
    assert problems == ()
    feed = profiles.feed[0].at_thresholds(["responded_within_24h", "responded_within_24wh", "answered"])
    counted = {measure.counter: measure.where for measure in feed.measure}
    assert set(counted) == {"offered", "answered", "responded_within_24h"}
    assert counted["responded_within_24h"][-1].at_most == Decimal(86_400)


def test_a_measure_within_a_delay_counts_and_never_sums():
    text = FEEDS.replace('within = "Attente"', 'within = "Attente"\n  sum = "Attente"')
    profiles, problems = load_profiles(text)
    assert profiles is None
    assert problems
