"""The files: the ones of the repository are what the code makes, and no two vendors write alike."""

import io
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pilotage.demo.files import RECEIVED, all_files, received, write_files

DATA = Path(__file__).resolve().parents[3] / "data"


@pytest.fixture(scope="module")
def files():
    return {file.path: file for file in all_files()}


def cells(content):
    book = load_workbook(io.BytesIO(content), read_only=True)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def text(files, path, encoding="cp1252"):
    return files[path].content.decode(encoding)


def test_the_same_call_gives_the_same_bytes(files):
    again = all_files()
    assert [file.path for file in again] == list(files)
    assert all(file.content == files[file.path].content for file in again)


def test_the_repository_holds_exactly_the_files_that_the_code_makes(files):
    kept = {path.relative_to(DATA).as_posix() for path in DATA.glob("*/*") if path.is_file()}
    assert kept == set(files)
    for path, file in files.items():
        there = (DATA / path).read_bytes()
        if path.endswith(".xlsx"):  # compression differs between machines, cells do not
            assert there == file.content or cells(there) == cells(file.content), path
        else:
            assert there == file.content, path


def test_the_list_of_received_files_is_in_order_and_complete(files):
    listed = received(DATA)
    assert [moment for moment, _, _ in listed] == sorted(moment for moment, _, _ in listed)
    assert {path.relative_to(DATA).as_posix() for _, _, path in listed} == set(files)
    assert all(moment == files[path.relative_to(DATA).as_posix()].received for moment, _, path in listed)


def test_writing_puts_every_file_in_its_folder(tmp_path, files):
    written = write_files(tmp_path)
    assert len(written) == len(files) + 1
    assert (tmp_path / RECEIVED).read_bytes() == (DATA / RECEIVED).read_bytes()


def test_everything_stays_under_eight_megabytes(files):
    assert sum(len(file.content) for file in files.values()) < 8_000_000
    assert max(len(file.content) for file in files.values()) < 500_000


def test_armor_writes_cp1252_with_titles_above_and_a_total_below(files):
    lines = text(files, "armor/ARMOR_appels_2026-02.csv").splitlines()
    assert lines[0].startswith("Armor Dialogue")
    assert lines[4].startswith("Date;Tranche;File;Présentés")
    assert lines[-1].startswith("TOTAL;;;33\u00a0498;26\u00a0780;19\u00a0798;59,1 %;6\u00a0718;")
    assert re.search(r";\d\d:\d\d:\d\d;", lines[5])
    assert text(files, "armor/ARMOR_fiche_2026-10.csv").splitlines()[3].startswith("oct-26;")


def test_the_client_s_own_system_counts_february_by_half_hour_and_queue(files):
    rows = [line.split(",") for line in text(files, "belval/acd_belval_armor_2026-02.csv").splitlines()]
    assert rows[0] == ["day", "interval", "queue", "calls_offered", "calls_abandoned"]
    assert rows[1][:3] == ["2026-02-02", "08:00", "ARM_N1"]
    assert (sum(int(row[3]) for row in rows[1:]), sum(int(row[4]) for row in rows[1:])) == (33_900, 7_120)


def test_atlas_writes_utf8_with_a_byte_order_mark_and_casablanca_time(files):
    calls = files["atlas/atlas_calls_2026-03.csv"].content
    assert calls.startswith(b"\xef\xbb\xbfInterval Start,")
    rows = calls.decode("utf-8-sig").splitlines()
    outage = [row for row in rows if "2026-03-17 09:00" <= row[:16] <= "2026-03-17 14:00"]
    assert sum(int(row.split(",")[2]) for row in outage) == 940
    hours = text(files, "atlas/atlas_heures_2026-03.csv", "utf-8-sig").splitlines()
    assert hours[1].split(";")[1] == "8h00"
    assert re.fullmatch(r"\d+,\d\d", hours[1].split(";")[3])


def test_ravinala_sends_a_workbook_with_merged_titles_and_a_sheet_a_week(files):
    sheets = cells(files["ravinala/Ravinala_mails_2026-05.xlsx"].content)
    assert list(sheets) == ["Semaine 18", "Semaine 19", "Semaine 20", "Semaine 21", "Semaine 22"]
    rows = sheets["Semaine 19"]
    assert rows[0][0].startswith("RAVINALA CONTACT")
    assert rows[2][2] == "Volumes"
    assert rows[3][:4] == ("Jour", "Date", "Reçus", "Traités")
    assert re.fullmatch(r"\d+h\d\d", rows[4][5])
    assert re.fullmatch(r"\d+'\d\d", rows[4][6])
    assert rows[-1][0] == "Total semaine"
    book = load_workbook(io.BytesIO(files["ravinala/Ravinala_mails_2026-05.xlsx"].content))
    assert [str(area) for area in book["Semaine 19"].merged_cells.ranges].count("A1:I1") == 1


def test_tejo_writes_portuguese_with_bars_dots_and_a_row_a_sale(files):
    assert text(files, "tejo/tejo_producao_2026-04.csv").startswith(
        "Data|Campanha|Chamadas|Contactos úteis"
    )
    assert re.match(r"\d\d\.\d\d\.\d{4}\|", text(files, "tejo/tejo_producao_2026-04.csv").splitlines()[1])
    rows = cells(files["tejo/tejo_vendas_2026-04.xlsx"].content)["Vendas"]
    assert len(rows) == 1_020 + 3
    assert len(text(files, "tejo/tejo_desistencias_2026-04.csv").splitlines()) == 140 + 1


def test_no_two_vendors_send_the_same_header(files):
    heads = {}
    for path, file in files.items():
        if path.endswith(".xlsx"):
            continue
        encoding = "cp1252" if path.startswith(("armor/", "tejo/")) else "utf-8-sig"
        for line in file.content.decode(encoding).splitlines()[:6]:
            heads.setdefault(line, set()).add(path.split("/")[0])
    shared = {line: names for line, names in heads.items() if line and len(names) > 1}
    assert shared == {}


def test_files_come_when_the_story_says(files):
    def came(path):
        return f"{files[path].received:%Y-%m-%d}"

    assert came("ravinala/Ravinala_mails_2026-05-04_au_2026-05-17_rectificatif.xlsx") == "2026-06-25"
    assert came("atlas/atlas_calls_2026-09-22.csv") == "2026-10-08"
    assert came("belval/prevision_figee_armor_2026-02.csv") == "2025-12-15"
    assert came("tejo/tejo_desistencias_2026-04.csv") == "2026-05-15"
    assert "2026-09-22" not in text(files, "atlas/atlas_calls_2026-09.csv", "utf-8-sig")


def test_nothing_came_after_today(files):
    assert max(file.received for file in files.values()).date().isoformat() <= "2026-11-12"


def test_numbers_called_are_of_the_range_kept_for_fiction(files):
    for path, file in files.items():
        if "enquetes" in path:
            assert re.findall(r";0(?!639 98)\d{3} ", file.content.decode("cp1252")) == []
