"""Whose file it is: by its columns, its name deciding, and never by guess."""

from pilotage.feeds.normalising import normalise
from pilotage.feeds.recognising import recognise
from pilotage.locale import Words
from pilotage.locale.sentences import sentence
from tests.unit.feeds.feed_fixtures import DAILY, TODAY, contract_of, feed_of

ARMOR = contract_of()
ATLAS = contract_of(vendor="atlas", name="Atlas Relation").model_copy(update={"ref": "ATLAS-2025"})
CALLS = feed_of(DAILY)
SALES = feed_of(
    DAILY.replace('"jour"', '"ventes"')
    .replace("Appels par jour", "Ventes")
    .replace("appels_*", "ventes_*")
    .replace("Présentés", "Argumentés")
    .replace("Décrochés", "Ventes")
    .replace('"offered"', '"useful_contacts"')
    .replace('"answered"', '"gross_sales"')
)
OTHERS = feed_of(
    DAILY.replace("Présentés", "Offered").replace("Décrochés", "Answered").replace("appels_*", "calls_*")
)
CANDIDATES = [(ARMOR, CALLS), (ARMOR, SALES), (ATLAS, OTHERS)]
FILE = b"Date;Pr\xc3\xa9sent\xc3\xa9s;D\xc3\xa9croch\xc3\xa9s\n01/10/2026;120;110\n"


def words(found, language: str = "en") -> str:
    return sentence(found.problems[0], Words(language)).replace("\u00a0", " ")


def test_a_file_is_known_by_its_columns_whatever_its_name():
    found = recognise(FILE, name="export (3).csv", candidates=CANDIDATES)
    assert (found.contract, found.feed, found.problems) == (ARMOR, CALLS, ())
    assert found.share == 1


def test_the_name_decides_between_feeds_of_the_same_columns():
    twin = feed_of(DAILY.replace('"jour"', '"nuit"').replace("appels_*", "nuit_*"))
    candidates = [(ARMOR, CALLS), (ARMOR, twin)]
    assert recognise(FILE, name="NUIT_2026.csv", candidates=candidates).feed is twin
    lost = recognise(FILE, name="export.csv", candidates=candidates)
    assert lost.feed is None
    assert "fits several feeds (TEST-2026/jour, TEST-2026/nuit)" in words(lost)
    assert recognise(FILE, name="export.csv", candidates=candidates, feed="nuit").feed is twin


def test_the_feed_with_the_most_columns_wins_over_one_that_is_part_of_it():
    wide = feed_of(DAILY.replace('"jour"', '"large"').replace(", optional = true", ""))
    content = FILE.replace(b"s\n01", b"s;Abandonn\xc3\xa9s\n01").replace(b"110\n", b"110;3\n")
    assert recognise(content, name="x.csv", candidates=[(ARMOR, CALLS), (ARMOR, wide)]).feed is wide


def test_a_named_file_that_lacks_a_column_is_recognised_and_its_column_told():
    content = b"Date;Pr\xc3\xa9sent\xc3\xa9s;Autre\n01/10/2026;120;110\n"
    found = recognise(content, name="appels_2026-10-01.csv", candidates=CANDIDATES)
    assert found.feed is CALLS
    read = normalise(found.file, name="a.csv", feed=CALLS, contract=ARMOR, today=TODAY)
    assert [problem.code for problem in read.problems] == ["file.column_missing"]


def test_the_file_of_another_vendor_is_called_so():
    found = recognise(FILE, name="appels.csv", candidates=CANDIDATES, contract="ATLAS-2025")
    assert found.feed is None
    assert words(found) == "appels.csv: This is a file of Armor Dialogue, not of Atlas Relation."
    french = "Ce fichier est celui d’un autre prestataire : Armor Dialogue, et non Atlas Relation."
    assert words(found, "fr") == f"appels.csv : {french}"


def test_between_vendors_of_the_same_columns_the_name_says_whose_file_it_is():
    twin = (ATLAS, feed_of(DAILY.replace("appels_*", "atlas_*")))
    candidates = [(ARMOR, CALLS), twin]
    assert recognise(FILE, name="atlas_1.csv", candidates=candidates).contract is ATLAS
    lost = recognise(FILE, name="atlas_1.csv", candidates=candidates, contract="TEST-2026")
    assert words(lost) == "atlas_1.csv: This is a file of Atlas Relation, not of Armor Dialogue."


def test_a_file_that_has_not_the_layout_of_the_feed_that_was_named_says_which_columns_differ():
    found = recognise(FILE, name="appels.csv", candidates=CANDIDATES, contract="TEST-2026", feed="ventes")
    assert words(found) == (
        "appels.csv: The file does not have the layout of feed ventes: columns that it lacks: "
        "Argumentés, Ventes; columns that this feed does not know: Présentés, Décrochés. Its layout is "
        "that of Armor Dialogue, Appels par jour."
    )


def test_a_feed_of_two_vendors_under_one_id_is_told_by_its_layout_and_nobody_is_called_a_stranger():
    night = feed_of(DAILY.replace('"jour"', '"nuit"').replace("Présentés", "Offered"))
    found = recognise(FILE, name="a.csv", candidates=[(ATLAS, night), (ARMOR, CALLS)], feed="nuit")
    assert "does not have the layout of feed nuit: columns that it lacks: Offered;" in words(found)
    assert "does not know: Présentés. Its layout is that of Armor Dialogue" in words(found)


def test_a_file_of_fewer_columns_only_says_what_it_lacks():
    wide = feed_of(DAILY.replace('"jour"', '"large"').replace(", optional = true", ""))
    candidates = [(ARMOR, CALLS), (ARMOR, wide)]
    found = recognise(FILE, name="x.csv", candidates=candidates, feed="large")
    assert "layout of feed large: columns that it lacks: Abandonnés. Its layout" in words(found)


def test_a_feed_that_nobody_declared_is_named_with_those_that_are():
    found = recognise(FILE, name="x.csv", candidates=CANDIDATES, contract="TEST-2026", feed="mails")
    assert words(found) == "x.csv: No feed has the id “mails”. The ids are: jour, ventes."


def test_a_stranger_is_not_recognised_and_the_nearest_feed_is_named():
    found = recognise(b"a;b\n1;2\n", name="x.csv", candidates=CANDIDATES)
    assert words(found) == "x.csv: No feed of your contracts looks like this file."
    near = recognise(
        FILE.replace(b"D\xc3\xa9croch\xc3\xa9s", b"Autre"), name="x.csv", candidates=CANDIDATES
    )
    assert "The nearest is “Armor Dialogue, Appels par jour”." in words(near)


def test_what_cannot_be_opened_says_why_and_nobody_is_asked():
    found = recognise(b"MZ" + bytes(100), name="appels.csv", candidates=CANDIDATES)
    assert found.file is None
    assert [problem.code for problem in found.problems] == ["file.not_a_table"]
    assert recognise(b"", name="appels.csv", candidates=[]).problems[0].code == "file.empty"


def test_a_profile_of_another_encoding_does_not_hide_the_right_one():
    strict = feed_of(
        DAILY.replace('"jour"', '"strict"').replace("decimal =", 'encoding = "utf-8", decimal =')
    )
    content = FILE.decode().encode("cp1252")
    assert recognise(content, name="x.csv", candidates=[(ARMOR, strict), (ARMOR, CALLS)]).feed is CALLS
    alone = recognise(content, name="x.csv", candidates=[(ARMOR, strict)])
    assert alone.problems[0].code == "file.encoding"


def test_a_file_with_nobody_to_belong_to_is_not_recognised():
    assert recognise(FILE, name="x.csv", candidates=[]).problems[0].code == "file.not_recognised"
