"""Each bad file that the issue names: one clear sentence, and nothing of it is kept."""

# ruff: noqa: E501  lines of files and of profiles stand as they are

import io
import random
import zipfile

import msoffcrypto
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from pilotage.feeds.guards import COMMAND_LINE, MIB, Limits
from tests.unit.feeds.feed_fixtures import DAILY, codes, english, french, workbook

ROWS = [["Date", "Présentés", "Décrochés"], ["01/10/2026", 120, 110], ["02/10/2026", 130, 121]]
BOOK = workbook(("Feuille", ROWS))
FILE = "".join(";".join(str(cell) for cell in row) + "\n" for row in ROWS)


def refused(found, code: str, words: str) -> None:
    assert codes(found) == [code]
    assert found.refused
    assert found.rows.num_rows == 0
    assert found.projection.empty
    assert found.first is None
    assert words in french(found)[0].replace("\u00a0", " ")
    assert found.file in english(found)[0]


@pytest.mark.parametrize("content", [b"", b"\n\n  \r\n", b"\xef\xbb\xbf"])
def test_an_empty_file(read, content):
    refused(read(content), "file.empty", "Le fichier est vide.")


def test_a_header_and_nothing_below(read):
    refused(read("Date;Présentés;Décrochés\n"), "file.no_rows", "un en-tête et aucune ligne dessous")


def test_a_text_file_cut_within_a_quote(read):
    content = 'Date;Présentés;Décrochés\n"01/10/2026";"120";"110"\n"02/10/2026";"13'
    refused(read(content), "file.truncated", "Le fichier est coupé avant la fin.")


def test_a_text_file_cut_within_its_last_row(read):
    refused(read(FILE + "03/10/2026;14"), "file.truncated", "coupé avant la fin")


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
def test_a_workbook_cut_anywhere(read, share):
    found = read(BOOK[: int(len(BOOK) * share)], name="appels.xlsx")
    refused(found, "file.truncated", "Demandez-le à nouveau.")


def test_the_file_of_another_vendor(read):
    content = "Fecha;Llamadas;Atendidas\n01/10/2026;1;1\n"
    refused(read(content), "file.other_layout", "Colonnes attendues : Date, Présentés, Décrochés.")


def test_a_missing_column_is_named(read):
    content = "Date;Présentés;Autre\n01/10/2026;120;4\n"
    found = read(content)
    refused(found, "file.column_missing", "Il manque une colonne : Décrochés.")
    assert "Date, Présentés, Autre" in english(found)[0]


def test_a_text_in_a_number_loses_its_row_only(read):
    found = read(FILE + "03/10/2026;à vérifier;3\n")
    assert english(found) == ["appels_test.csv, row 4, column “Présentés”: “à vérifier” is not a number."]
    assert (found.read, found.kept) == (3, 2)


def test_a_date_in_the_future_loses_its_row_only(read):
    found = read(FILE + "13/11/2026;1;1\n")
    assert french(found)[0].replace("\u00a0", " ") == (
        "appels_test.csv, ligne 4, colonne « Date » : 13/11/2026 est dans le futur : les chiffres sont acceptés"
        " jusqu’au 12/11/2026."
    )
    assert found.kept == 2


def test_dates_outside_the_contract_lose_their_rows(read):
    found = read(FILE + "31/12/2024;1;1\n")
    assert codes(found) == ["date.before_contract"]
    assert "begins on 01/01/2025" in english(found)[0]


def test_a_file_of_dates_all_in_the_future_keeps_nothing(read):
    found = read("Date;Présentés;Décrochés\n01/12/2026;1;1\n")
    assert codes(found) == ["file.no_good_rows", "date.future"]
    assert found.refused
    assert found.rows.num_rows == 0


def test_a_page_takes_50_megabytes_and_the_command_line_a_gigabyte(read):
    limits = Limits()
    assert (limits.text, limits.workbook, COMMAND_LINE.text) == (50 * MIB, 50 * MIB, 1024 * MIB)
    content = FILE.encode() + b" " * (50 * MIB)
    refused(read(content), "file.too_big", "Le fichier pèse 51 Mo ; 50 Mo au plus sont acceptés ici.")
    assert read(content, limits=COMMAND_LINE).kept == 2


def test_a_workbook_over_50_megabytes_is_refused_on_the_command_line_too(read):
    content = BOOK + b"\0" * (50 * MIB)
    refused(read(content, name="a.xlsx", limits=COMMAND_LINE), "file.too_big", "50 Mo au plus")


@pytest.mark.parametrize("name", ["appels.xlsx", "appels.csv", "appels.xls"])
def test_a_renamed_program(read, name):
    refused(
        read(b"MZ\x90\0\3" + bytes(400), name=name),
        "file.not_a_table",
        "pas un tableau mais un programme",
    )


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (b"%PDF-1.7\n", "un document PDF"),
        (b"\x89PNG\r\n\x1a\n", "une image"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "une page web"),
        (b"\x1f\x8b\x08", "une archive"),
        (b"PAR1", "un fichier Parquet"),
    ],
)
def test_what_is_no_table_is_called_by_its_name(read, start, words):
    refused(read(start + bytes(200), name="appels.csv"), "file.not_a_table", words)


def test_a_workbook_named_as_text_is_read_and_told(read):
    found = read(BOOK, name="appels.csv")
    assert codes(found) == ["file.other_extension"]
    assert found.kept == 2


def test_a_workbook_protected_by_a_password(read):
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(BOOK)).encrypt("secret", out)
    assert msoffcrypto.OfficeFile(io.BytesIO(out.getvalue())).is_encrypted()
    refused(read(out.getvalue(), name="appels.xlsx"), "file.password", "protégé par un mot de passe")


def test_binary_rubbish_named_as_text(read):
    rng = random.Random(3)
    content = bytes(rng.randrange(256) for _ in range(5000))
    found = read(content)
    assert found.refused
    assert found.rows.num_rows == 0


def test_zeros_within_a_text_file(read):
    refused(read(FILE.encode() + b"03/10/2026;1\0;1\n"), "file.binary", "contient des octets")


def test_an_office_document_that_is_no_workbook(read):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")
    refused(read(out.getvalue(), name="appels.xlsx"), "file.not_a_table", "une archive")


def test_streams_that_the_contract_does_not_have(read):
    found = read(FILE, DAILY.replace('"n1"', '"n9"'))
    refused(found, "stream.not_in_contract", "files que le contrat TEST-2026 n’a pas : n9")
