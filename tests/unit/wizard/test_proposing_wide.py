"""Wide tables, and whole layouts: what is proposed reads what a profile written by hand reads."""

import pytest

from pilotage.feeds.normalising import normalise
from pilotage.feeds.profile import load_profiles
from pilotage.wizard.proposing import propose
from tests.unit.feeds.feed_fixtures import TODAY, contract_of
from tests.unit.feeds.seeds import SEEDS
from tests.unit.wizard.proposals import asked, proposed

DAYS = "File;01/10/2026;02/10/2026;13/10/2026;Total\nN1;10;11;12;33\nN2;20;21;22;63\n"
FIGURES = """\
File;Indicateur;01/10;02/10;13/10
N1;Reçus;10;11;12
;Traités;9;10;11
N2;Reçus;20;21;22
;Traités;19;20;21
"""
SITES = "Date;N1;;N2;\n;Reçus;Traités;Reçus;Traités\n13/10/2026;10;9;20;19\n14/10/2026;11;10;21;20\n"


def test_one_column_a_day_asks_what_its_figures_count():
    found = proposed(DAYS.encode(), "n1:N1", "n2:N2", name="tableau.csv")
    assert asked(found) == {"value": ""}
    said = proposed(DAYS.encode(), "n1:N1", "n2:N2", name="tableau.csv", value="offered")
    assert said.complete
    assert said.feed is not None
    assert said.feed.wide is not None
    assert (said.feed.wide.name, said.feed.wide.value, said.feed.when.date) == ("Jour", "Valeur", "Jour")


def test_what_the_figures_count_may_stand_in_the_file_s_name():
    found = proposed(DAYS.encode(), "n1:N1", "n2:N2", name="appels reçus.csv")
    assert asked(found) == {"value": "offered"}


def test_days_by_indicator_ask_their_year_and_repeat_the_queue_above():
    found = proposed(FIGURES.encode(), "n1:N1", "n2:N2")
    assert asked(found) == {"period": ""}
    assert found.feed is not None
    assert found.feed.wide is not None
    assert (found.feed.wide.indicator, found.feed.fill_down) == ("Indicateur", ("File",))
    assert set(found.feed.counters) == {"offered", "handled"}
    named = proposed(FIGURES.encode(), "n1:N1", "n2:N2", name="suivi 2026.csv")
    assert named.feed is not None
    assert (named.complete, named.feed.when.year) == (True, "file")


def test_sites_above_their_figures_are_streams():
    found = proposed(SITES.encode(), "n1:N1", "n2:N2")
    assert found.complete
    assert found.feed is not None
    assert (found.feed.format.header_rows, found.feed.stream.column) == (2, "Flux")


ANSWERS = {
    "stream": "n1",
    "stream:Rennes": "n1",
    "stream:Brest": "n2",
    "value": "offered",
    "date_order": "dd/mm/yyyy",
    "period": "2026-10-01",
    "rows": "consecutive",
    "threshold:QS": "20",
    "threshold:Svc Level": "60",
    "weight:QS": "offered",
    "same_slot": "add",
}
APART = {"american.csv": "Calls are read as offered", "sites.xlsx": "a stream a sheet is for a profile"}


@pytest.mark.parametrize("seed", [s for s in SEEDS if s.name not in APART], ids=lambda seed: seed.name)
def test_each_layout_gives_what_a_profile_written_by_hand_gives(seed):
    contract = contract_of()
    found = propose(seed.data, name=seed.name, contract=contract, answers=ANSWERS)
    assert found.complete, [question.id for question in found.questions if question.open]
    assert found.feed is not None
    profiles, _ = load_profiles(seed.profile)
    assert profiles is not None
    mine, hand = (
        normalise(
            seed.data,
            name=seed.name,
            feed=feed.at_thresholds(["answered_within_20s"]),
            contract=contract,
            today=TODAY,
            period=period,
        )
        for feed, period in ((found.feed, found.asked), (profiles.feed[0], seed.period))
    )
    assert (mine.kept, mine.first, mine.last) == (hand.kept, hand.first, hand.last)
    assert mine.projection["offered"].sum() == hand.projection["offered"].sum()
    if "answered" in {*mine.projection} & {*hand.projection}:
        assert mine.projection["answered"].sum() == hand.projection["answered"].sum()


def test_a_row_of_data_that_names_streams_is_no_header():
    content = "Date;Code;Nom;Reçus\n13/10/2026;n1;N2;10\n14/10/2026;n1;N2;11\n15/10/2026;n2;N1;12\n"
    found = proposed(content.encode(), "n1:N1", "n2:N2")
    assert [column.name for column in found.columns] == ["Date", "Code", "Nom", "Reçus"]
