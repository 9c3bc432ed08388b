"""A file whose counters another feed gives already: said before its layout is kept, not after."""

import pytest

from pilotage.locale import Words
from pilotage.locale.sentences import sentence
from pilotage.problems import ProblemsFoundError
from pilotage.services import catalogue, maintenance, wizard
from pilotage.services.actor import local_administrator

ADMIN = local_administrator()
REF, ANSWERS = "ATLAS-2025", {"stream": "appels"}
#: Calls of Atlas by day, which its own file gives by half-hour already.
AGAIN = b"Jour;Appels recus;Appels decroches\n" + b"".join(
    b"%d/10/2026;%d;%d\n" % (day, 1000 + day, 900 + day) for day in range(13, 25)
)


@pytest.fixture
def portal(own_demo_url):
    return maintenance.opened(own_demo_url)


def look(db, content):
    return wizard.look(db, ADMIN, content=content, name="suivi.csv", contract=REF, answers=ANSWERS)


def test_what_another_feed_counts_already_is_told_in_the_preview(portal):
    view = look(portal, AGAIN)
    assert "wizard.counted_twice" in {problem.code for problem in view.problems}
    assert not view.complete


def test_what_is_counted_twice_is_told_once_for_all_counters_and_files(portal):
    (told,) = [problem for problem in look(portal, AGAIN).problems if "twice" in problem.code]
    assert told.params == (("counters", "answered, handled, offered"), ("since", "2026-10-13"))
    assert "ATLAS" in told.read.upper()
    assert sentence(told, Words("fr")).count("s’additionneraient") == 1


def test_a_layout_whose_file_would_be_refused_is_not_kept(portal):
    before = [feed.id for feed in catalogue.feeds(portal, ADMIN, ref=REF).feed]
    with pytest.raises(ProblemsFoundError):
        wizard.save(portal, ADMIN, content=AGAIN, name="suivi.csv", contract=REF, answers=ANSWERS)
    assert [feed.id for feed in catalogue.feeds(portal, ADMIN, ref=REF).feed] == before


def test_the_same_layout_for_what_nobody_counts_is_complete(portal):
    other = AGAIN.replace(b"Appels recus;Appels decroches", b"Reclamations;Enquetes envoyees")
    view = look(portal, other)
    assert view.complete, (view.problems, view.questions)
