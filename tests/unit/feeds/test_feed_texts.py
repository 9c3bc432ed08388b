"""Text files as vendors write them: encodings, delimiters, titles, totals, quotes, odd rows."""

import csv
import io

import pytest

from pilotage.feeds import texts
from tests.unit.feeds.feed_fixtures import DAILY, HALF_HOURS, codes, english, french, total

FILE = "Date;Présentés;Décrochés\n01/10/2026;120;110\n02/10/2026;130;121\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_encoding_is_found(read, encoding):
    found = read(FILE.encode(encoding))
    assert total(found, "offered") == 250
    assert not found.problems


def test_a_small_windows_file_is_not_taken_for_another_code_page(read):
    """Libraries that guess take these very accents for cp775."""
    content = "Site;Présentés;Décrochés;Date\nBéziers; 12;11;01/10/2026\n".encode("cp1252")
    profile = DAILY.replace('constant = "n1"', 'column = "Site", values = { "Béziers" = "n2" }')
    found = read(content, profile)
    assert total(found, "offered", "n2") == 12


def test_a_declared_encoding_wins_and_is_held_to(read):
    profile = DAILY.replace("decimal =", 'encoding = "utf-8", decimal =')
    found = read(FILE.encode("cp1252"), profile)
    assert codes(found) == ["file.encoding"]
    assert "le texte n’est pas écrit en utf-8" in french(found)[0].lower().replace("\u00a0", " ")
    unknown = read(FILE, DAILY.replace("decimal =", 'encoding = "utf8000", decimal ='))
    assert codes(unknown) == ["file.encoding_unknown"]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiter_and_line_ends_are_found(read, delimiter, end):
    found = read(FILE.replace(";", delimiter).replace("\n", end))
    assert total(found, "answered") == 231


def test_titles_above_the_header_and_totals_below_are_not_data(read):
    content = (
        "Armor Dialogue;;\nExport du 03/10/2026 à 7h12\n\n" + FILE + "Total;250;231\n;;\nSource : ACD\n"
    )
    profile = DAILY + 'skip = [{ column = "Date", like = ["total*", "source*"] }]\n'
    profile = DAILY.replace(
        'grain = "day"', 'grain = "day"\nskip = [{ column = "Date", like = ["total*", "source*"] }]'
    )
    found = read(content, profile)
    assert not found.problems
    assert (found.read, found.kept) == (2, 2)


def test_words_where_a_date_should_be_are_a_problem_with_its_row(read):
    found = read(FILE + "Jeudi;250;230\n")
    assert english(found) == [
        "appels_test.csv, row 4, column “Date”: “Jeudi” is not a date written dd/mm/yyyy."
    ]
    assert french(found)[0].replace("\u00a0", " ") == (
        "appels_test.csv, ligne 4, colonne « Date » : « Jeudi » n’est pas une date écrite jj/mm/aaaa."
    )


def test_quotes_hold_delimiters_and_line_ends(read):
    content = (
        'Note;Date;Présentés;Décrochés\n"a;b";01/10/2026;"120";110\n"deux\nlignes";02/10/2026;130;12x\n'
    )
    found = read(content)
    assert (found.read, found.kept) == (2, 1)
    bad = next(problem for problem in found.problems if problem.code == "number.not_a_number")
    assert bad.row == 3, "rows are counted as a spreadsheet shows them"


def test_a_quote_within_a_cell_is_only_a_character(read):
    profile = DAILY.replace(
        'counter = "abandoned"', 'counter = "handle_s", kind = "duration", times = "answered"'
    )
    content = (
        "Date;Présentés;Décrochés;Abandonnés\n01/10/2026;120;110;5'12\"\n02/10/2026;130;121;5'00\"\n"
    )
    assert total(read(content, profile), "handle_s") == 110 * 312 + 121 * 300


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("03/10/2026;140", "row.ragged"),
        ("03/10/2026;140;130;9;9", "row.ragged"),
        ("03/10/2026;140;130;;", ""),
    ],
)
def test_a_row_with_other_cells_than_the_header_is_left_out(read, line, problem):
    found = read(FILE + line + "\n04/10/2026;10;9\n")
    assert [code for code in codes(found) if code] == ([problem] if problem else [])
    if problem:
        assert found.problems[0].row == 4
        assert (found.read, found.kept) == (4, 3)


def test_blank_lines_do_not_shift_the_rows_that_problems_name(read):
    found = read(FILE + "\n\n03/10/2026;abc;1\n")
    assert found.problems[0].row == 6
    assert "“abc” is not a number" in english(found)[0]


def test_columns_stand_in_any_order_and_capitals_do_not_matter(read):
    found = read("DÉCROCHÉS ;date; présentés\n110;01/10/2026;120\n")
    assert total(found, "offered") == 120


def test_a_column_that_stands_twice_is_not_chosen_between(read):
    found = read("Date;Présentés;Décrochés;Présentés\n01/10/2026;1;1;2\n")
    assert codes(found) == ["file.column_twice"]


def test_only_the_column_that_fails_loses_its_type(read, monkeypatch):
    """A text in one column must not change what the others give."""
    rows = "".join(f"{n % 28 + 1:02d}/{n // 28 + 1:02d}/2026;{100 + n};{90 + n}\n" for n in range(250))
    content = "Date;Présentés;Décrochés\n" + rows.replace(";340;", ";3 40;")
    found = read(content)
    assert found.kept == 249
    assert total(found, "offered") == sum(100 + n for n in range(250)) - 340


def test_blocks_give_what_one_reading_gives(read, monkeypatch):
    rows = "".join(
        f"{d:02d}/03/2026;{h:02d}:{m};{d * h};{d}\n"
        for d in range(1, 29)
        for h in range(8, 20)
        for m in ("00", "30")
    )
    content = "Date;Heure;Présentés;Décrochés\n" + rows.replace(
        "28/03/2026;19:30;532", "28/03/2026;19:30;x"
    )
    whole = read(content, HALF_HOURS)
    monkeypatch.setattr(texts, "_BLOCK_BYTES", 1000)
    parts = read(content, HALF_HOURS)
    assert parts.rows.equals(whole.rows)
    assert parts.problems == whole.problems
    assert parts.problems[0].row == 28 * 24 + 1
    assert parts.projection.equals(whole.projection)


def test_blocks_are_never_cut_within_quotes(read, monkeypatch):
    monkeypatch.setattr(texts, "_BLOCK_BYTES", 64)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["Note", "Date", "Présentés", "Décrochés"])
    for n in range(28):
        writer.writerow([f"ligne\nde {n};", f"{n + 1:02d}/03/2026", 10 + n, 9])
    found = read(out.getvalue())
    assert found.kept == 28
    assert total(found, "offered") == sum(10 + n for n in range(28))


def test_accents_across_blocks_are_read_in_windows_encoding(read, monkeypatch):
    monkeypatch.setattr(texts, "_BLOCK_BYTES", 50)
    profile = DAILY.replace('constant = "n1"', 'column = "File", values = { "Réclamé" = "n2" }')
    rows = "".join(f"{n + 1:02d}/03/2026;10;9;Réclamé\n" for n in range(28))
    found = read(("Date;Présentés;Décrochés;File\n" + rows).encode("cp1252"), profile)
    assert total(found, "offered", "n2") == 280


def test_a_quote_never_closed_is_told_at_once_however_long_the_file(read, monkeypatch):
    """The rest of the file is looked at once, not once a line."""
    monkeypatch.setattr(texts, "_BLOCK_BYTES", 1 << 16)
    content = 'Date;Présentés;Décrochés\n"01/10/2026;1;1\n' + "02/10/2026;130;121\n" * 300_000
    assert codes(read(content)) == ["file.truncated"]
