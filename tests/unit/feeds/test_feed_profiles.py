"""What a feeds.toml may say, and the sentence for each thing that it may not."""

import re
from pathlib import Path

import pytest

from pilotage.feeds.profile import load_profiles
from pilotage.locale import Words
from pilotage.locale.sentences import sentence
from tests.unit.feeds.feed_fixtures import DAILY

EXAMPLE = Path(__file__).parent / "example.feeds.toml"


def sentences_of(text: str, language: str = "en") -> list[str]:
    profiles, problems = load_profiles(text, "feeds.toml")
    assert profiles is None
    return [sentence(problem, Words(language)) for problem in problems]


def test_the_documented_example_loads_and_says_what_it_reads():
    profiles, problems = load_profiles(EXAMPLE.read_text(), "example.feeds.toml")
    assert problems == ()
    calls, surveys, weekly, *others = profiles.feed
    assert calls.counters == (
        "offered",
        "answered",
        "answered_within_20s",
        "handle_s",
        "worked_hours",
        "handled",
        "abandoned",
    )
    assert calls.estimated == {"answered_within_20s"}
    assert ("Présentés", "Appels présentés") in calls.required()
    assert ("Heures log",) not in calls.required()
    assert not calls.refuses_over_parent
    assert surveys.counters == ("csat_n", "csat_satisfied", "csat_sum", "billed_s", "csat_sum_sq")
    assert surveys.slot_grain == "day"
    assert weekly.refuses_over_parent
    assert profiles.get("semaine") is weekly
    assert [feed.required() for feed in others] == [(("Indicateur",),), (("N°",),), (("Reçus",),)]
    assert profiles.get("autre") is None


def test_the_example_uses_every_key_that_a_profile_knows():
    """A key that nobody documents is a key that nobody uses."""
    from pilotage.feeds import model

    text = EXAMPLE.read_text()
    for name in (
        "Recognise",
        "Format",
        "When",
        "StreamOf",
        "Wide",
        "Column",
        "Check",
        "Measure",
        "Derived",
        "Feed",
    ):
        for key in getattr(model, name).model_fields:
            assert f"{key} =" in text or f"feed.{key}]" in text, f"{name}.{key}"


@pytest.mark.parametrize(
    ("old", "new", "english", "french"),
    [
        ("grain =", "graine =", "feed 'jour' > graine: there is no such key", "pas de telle clé"),
        ('grain = "day"', "", "feed 'jour' > grain: this key is missing.", "cette clé manque"),
        ('"day"', '"days"', "“days” is not one of the possible words: half_hour", "mots possibles"),
        ('"offered"', '"ofered"', "no counter “ofered”; did you mean “offered”?", "vouliez-vous dire"),
        (
            '"offered"',
            '"worked_days"',
            "is made from other counters (handled)",
            "se fait à partir d’autres",
        ),
        ('"answered"', '"offered"', "two columns give the counter “offered”", "deux colonnes donnent"),
        ('constant = "n1"', 'column = "File"', "needs values, or verbatim = true", "veut values"),
        ('constant = "n1"', "", "constant, or column", "constant, ou bien column"),
        (
            'date = "Date"',
            'date_in = "sheet", date = "Date"',
            "say where the date stands",
            "dites avec date_in",
        ),
        ('decimal = ","', 'decimal = ",", thousands = ","', "are the same mark", "le même signe"),
        ('grain = "day"', 'grain = "half_hour"', "need a column of times", "une colonne d’heures"),
        (
            'grain = "day"',
            'grain = "contact"',
            "a contact feed needs at least one",
            "en veut au moins une",
        ),
        ('grain = "day"', 'grain = "day"\ntime_zone = "Europe/Pari"', "not a time zone", "pas un fuseau"),
        (
            'counter = "offered"',
            'counter = "offered", kind = "rate"',
            "times names its weight",
            "nomme son poids",
        ),
        (
            'counter = "answered"',
            'counter = "answered", kind = "rate", times = "handled"',
            "no column gives the counter “handled”",
            "aucune colonne ne donne",
        ),
        (
            'counter = "answered"',
            'kind = "count"',
            "“Décrochés” gives no counter",
            "ne donne pas de compteur",
        ),
        (
            'counter = "offered"',
            'counter = "offered", form = "percent"',
            "does not go with this kind",
            "ne va pas",
        ),
        ("[[feed]]", "[[feed]", "cannot be read as TOML", "ne se lit pas comme du TOML"),
        ('id = "jour"', 'id = "jour"\ndue_days = -1', "is not a number in the accepted range", "bornes"),
        (
            'id = "jour"',
            'id = "jour"\ndue_hour = "9h"',
            "is not written in the expected form",
            "forme attendue",
        ),
    ],
)
def test_each_mistake_has_one_sentence_that_names_its_place(old, new, english, french):
    assert old in DAILY
    text = DAILY.replace(old, new, 1)
    assert any(english in found for found in sentences_of(text)), sentences_of(text)
    assert any(french in found for found in sentences_of(text, "fr")), sentences_of(text, "fr")


def test_two_feeds_of_one_id_are_told():
    assert "Two feeds have the id “jour”." in sentences_of(DAILY + DAILY)[0]


def test_every_mistake_is_told_at_once():
    text = DAILY.replace('"day"', '"days"').replace("recognise", "reconnaitre")
    assert len(sentences_of(text)) == 2


def test_a_condition_on_a_column_that_is_not_read_is_told():
    text = """
[[feed]]
id = "c"
grain = "contact"
when = { date = "Date" }
stream = { constant = "n1" }
column = [{ name = "Note", kind = "number" }]
measure = [{ counter = "csat_n", where = [{ column = "Notes", filled = true }] }]
"""
    assert "a measure reads “Notes”" in sentences_of(text)[0]
    assert sentences_of(
        text.replace(', where = [{ column = "Notes", filled = true }]', ', where = [{ column = "Note" }]')
    )


GUIDE = Path(__file__).parents[3] / "contracts" / "README.md"


def test_the_excerpts_of_the_guide_load_and_speak_of_every_way_to_lay_out_a_file():
    guide = GUIDE.read_text(encoding="utf-8")
    excerpts = re.findall(r"^```toml feeds\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)
    assert len(excerpts) >= 2
    for excerpt in excerpts:
        profiles, problems = load_profiles(excerpt, "feeds.toml")
        assert (problems, profiles is not None) == ((), True)
    from pilotage.feeds import writing

    for key in ("year", "date_in", "fixed", "rows", "found_in", "comments", "fill_down", "totals"):
        assert f"{key}`" in guide, key
    assert all(f"`wide.{key}`" in guide for key in writing.Wide.model_fields)
