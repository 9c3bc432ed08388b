"""A table as a file: what a French or an English spreadsheet opens as numbers, and never as a formula."""

from datetime import date, time
from decimal import Decimal

import pytest

from pilotage.exports.csv_file import csv_bytes


def lines(*rows, language="fr", headers=("Jour", "Valeur")):
    return csv_bytes(headers, rows, language).decode("utf-8-sig").splitlines()


def test_a_french_file_has_a_mark_semicolons_and_decimal_commas():
    content = csv_bytes(("Jour", "Qualité"), [(date(2026, 2, 2), Decimal("58.4"))], "fr")
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == "Jour;Qualité\r\n2026-02-02;58,4\r\n"


def test_an_english_file_has_commas_and_points():
    assert lines(("Monday", Decimal("58.4")), language="en")[1] == "Monday,58.4"


def test_numbers_have_six_decimals_at_most_and_no_thousands_mark():
    found = lines((Decimal(33900), Decimal(1) / 3), (Decimal("-0.5"), 12), (Decimal("1E+3"), 0))
    assert found[1:] == ["33900;0,333333", "-0,5;12", "1000;0"]


def test_hours_and_nothing_at_all():
    assert lines((time(8, 30), None))[1] == "08:30;"


@pytest.mark.parametrize("text", ["=1+1", "+33", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_text_that_a_spreadsheet_would_run_stays_a_text(text):
    content = csv_bytes((text,), [(text,)], "fr").decode("utf-8-sig")
    assert content.count("'" + text) == 2


def test_a_negative_number_is_not_taken_for_a_formula():
    assert lines((Decimal(-2), Decimal("-2.5")))[1] == "-2;-2,5"


def test_a_text_with_the_delimiter_or_a_quote_is_quoted():
    assert lines(("a;b", 'c"d'))[1] == '"a;b";"c""d"'
