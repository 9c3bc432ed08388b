"""Rows that are no figures: totals, means, remarks, headers that stand again."""

# ruff: noqa: E501  lines of files and of profiles stand as they are

from pilotage.problems import Severity
from tests.unit.feeds.feed_fixtures import BY_QUEUE, DAILY, HEAD, codes, english, french, total


def test_a_totals_row_is_left_out_with_its_arithmetic(read):
    found = read(
        HEAD + "01/10/2026;120;110;10\n02/10/2026;130;121;9\n03/10/2026;100;95;5\nTotal;350;326;24\n"
    )
    assert (found.read, found.kept, total(found, "offered")) == (3, 3, 350)
    assert english(found) == [
        "appels_test.csv, row 5, column “Présentés”: “Total” is a total (350, the sum of 3 rows): it was left out."
    ]
    assert "est un total (350, la somme de 3 lignes)" in french(found)[0]
    assert found.problems[0].severity is Severity.NOTE


def test_a_total_without_a_word_is_known_by_its_figures(read):
    found = read(HEAD + "01/10/2026;120;110;10\n02/10/2026;130;121;9\n;250;231;19\n")
    assert (found.kept, codes(found)) == (2, ["row.total"])


def test_a_total_that_its_rows_do_not_make_is_told(read):
    found = read(HEAD + "01/10/2026;120;110;10\n02/10/2026;130;121;9\nTOTAL GÉNÉRAL;251;231;19\n")
    assert codes(found) == ["row.total_differs"]
    assert "it says 251, and the 2 rows that it sums up make 250" in english(found)[0]
    assert found.problems[0].severity is Severity.WARNING
    assert found.kept == 2


def test_subtotals_a_grand_total_and_a_mean_are_all_left_out(read):
    rows = (
        "01/10/2026;10;9;1\n02/10/2026;20;18;2\nSous-total S40;30;27;3\n05/10/2026;40;39;1\n06/10/2026;50;45;5\n"
        "Sous-total S41;90;84;6\nTotal octobre;120;111;9\nMoyenne;30;27,75;2,25\n"
    )
    found = read(HEAD + rows)
    assert (found.read, found.kept, total(found, "offered")) == (4, 4, 120)
    assert codes(found) == ["row.total", "row.total", "row.total", "row.summary"]
    assert [p.row for p in found.problems] == [4, 7, 8, 9]
    assert [dict(p.params).get("summed") for p in found.problems] == [2, 2, 4, None]


def test_a_total_of_all_queues_by_day_is_no_queue(read):
    rows = "".join(
        f"{d:02d}/10/2026;N1;{10 + d};{9 + d};1\n{d:02d}/10/2026;N2;{20 + d};{18 + d};2\n{d:02d}/10/2026;Toutes files;{30 + 2 * d};{27 + 2 * d};3\n"
        for d in range(1, 8)
    )
    found = read("Date;File;Présentés;Décrochés;Abandonnés\n" + rows, BY_QUEUE)
    assert found.kept == 14
    assert set(codes(found)) == {"row.total"}


def test_totals_under_a_table_sorted_by_queue_are_those_of_their_day(read):
    rows = [f"{d:02d}/10/2026;{q};{n + d};{n}" for q, n in (("N1", 10), ("N2", 20)) for d in range(1, 5)]
    rows += [f"{d:02d}/10/2026;Armor;{30 + 2 * d};30" for d in range(1, 5)]
    found = read("Date;File;Présentés;Décrochés\n" + "\n".join(rows), BY_QUEUE)
    assert (found.kept, set(codes(found))) == (8, {"row.total"})


def test_an_unknown_queue_that_equals_two_others_once_is_not_taken_for_a_total(read):
    rows = "01/10/2026;N1;10;9;1\n01/10/2026;N2;20;18;2\n01/10/2026;N3;30;27;3\n02/10/2026;N1;10;9;1\n02/10/2026;N2;20;18;2\n02/10/2026;N3;31;27;4\n"
    found = read("Date;File;Présentés;Décrochés;Abandonnés\n" + rows, BY_QUEUE)
    assert codes(found) == ["stream.unknown"]
    assert found.problems[0].rows == (4, 7)


def test_a_total_above_its_rows_is_noticed(read):
    found = read(HEAD + "Total;250;231;19\n01/10/2026;120;110;10\n02/10/2026;130;121;9\n")
    assert (found.kept, codes(found)) == (2, ["row.total"])


def test_a_total_that_bears_a_day_of_its_own_is_left_out_with_a_warning(read):
    rows = "".join(f"{d:02d}/10/2026;{100 + d};{90 + d};10\n" for d in range(1, 8))
    found = read(HEAD + rows + "31/10/2026;728;658;70\n")
    assert found.kept == 7
    assert [(p.code, p.severity, p.row) for p in found.problems] == [("row.total", Severity.WARNING, 9)]


def test_totals_are_kept_when_the_profile_says_so(read):
    kept = DAILY.replace('grain = "day"', 'grain = "day"\ntotals = "kept"')
    found = read(HEAD + "01/10/2026;120;110;10\n02/10/2026;130;121;9\nTotal;250;231;19\n", kept)
    assert codes(found) == ["date.not_a_date"]


def test_remarks_are_left_out_and_told(read):
    found = read(
        HEAD
        + "01/10/2026;120;110;10\nSource : export du 3 novembre\n02/10/2026;130;121;9\n* chiffres provisoires;;;\n"
    )
    assert (found.read, found.kept) == (2, 2)
    assert codes(found) == ["row.comment"]
    assert found.problems[0].rows == (3, 5)


def test_what_the_profile_calls_a_comment_is_one(read):
    remarks = DAILY.replace('format = { decimal = "," }', 'format = { decimal = ",", comments = ["#*"] }')
    found = read(HEAD + "01/10/2026;120;110;10\n# 02/10/2026;130;121;9\n", remarks)
    assert (found.kept, codes(found)) == (1, ["row.comment"])


def test_a_date_alone_on_its_row_is_no_remark(read):
    found = read(HEAD + "01/10/2026;120;110;10\n2026-10-02;;;\n")
    assert codes(found) == ["date.not_a_date"]


def test_headers_that_stand_again_are_left_out(read):
    found = read(
        HEAD + "01/10/2026;120;110;10\n" + HEAD + "02/10/2026;130;121;9\n" + HEAD + "03/10/2026;1;1;0\n"
    )
    assert (found.read, found.kept) == (3, 3)
    assert [(p.code, p.rows) for p in found.problems] == [("row.header_again", (3, 5))]


def test_a_total_at_the_end_of_a_large_file_sums_what_stands_in_earlier_blocks(read, monkeypatch):
    from pilotage.feeds import texts

    monkeypatch.setattr(texts, "_BLOCK_BYTES", 200)
    rows = "".join(f"{n % 28 + 1:02d}/{n // 28 + 1:02d}/2026;{100 + n};90;{10 + n}\n" for n in range(56))
    made = sum(100 + n for n in range(56))
    found = read(HEAD + rows + f"Total;{made};{56 * 90};{made - 56 * 90}\n")
    assert (found.kept, codes(found)) == (56, ["row.total"])
