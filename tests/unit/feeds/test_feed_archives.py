"""A zip of one file is that file; anything else in a zip is refused by its name."""

import io
import stat
import zipfile

import pytest

from pilotage.feeds.guards import PAGE, Limits
from pilotage.feeds.reading import open_file
from pilotage.feeds.recognising import recognise
from pilotage.wizard.inspecting import inspect
from tests.unit.feeds.feed_fixtures import DAILY, codes, contract_of, english, feed_of, total, workbook
from tests.unit.feeds.seeds import (
    as_csv,
    binary_workbook,
    daily_rows,
    old_workbook,
    open_document,
)

ROWS = daily_rows()
CSV = as_csv(ROWS).encode("cp1252")
KINDS = {
    "appels.csv": CSV,
    "appels.tsv": as_csv(ROWS, "\t").encode("utf-16"),
    "appels.txt": as_csv(ROWS, "|").encode(),
    "appels.xlsx": workbook(("Feuille", ROWS)),
    "appels.xls": old_workbook(ROWS),
    "appels.xlsb": binary_workbook(ROWS),
    "appels.ods": open_document(ROWS),
}


def zipped(*files: tuple[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("name", KINDS)
def test_a_zip_of_one_file_is_read_as_that_file(read, name):
    found = read(zipped(("envoi/" + name, KINDS[name])), name="envoi.zip")
    assert (found.problems, found.kept) == ((), 30)
    assert total(found, "offered") == sum(100 + n for n in range(30))


def test_what_systems_leave_in_an_archive_does_not_count(read):
    content = zipped(
        ("__MACOSX/._a.csv", b"x"), ("a/.DS_Store", b"x"), ("a/", b""), ("a/appels.csv", CSV)
    )
    assert read(content, name="envoi.zip").kept == 30


def test_a_packed_file_is_recognised_by_its_own_name_too():
    feeds = [
        feed_of(DAILY),
        feed_of(DAILY.replace('id = "jour"', 'id = "autre"').replace("appels_*", "x_*")),
    ]
    content = zipped(("appels_octobre.csv", CSV))
    found = recognise(content, name="envoi.zip", candidates=[(contract_of(), feed) for feed in feeds])
    assert found.feed is not None
    assert found.feed.id == "jour"


def test_an_inspection_looks_into_the_archive():
    found = inspect(zipped(("appels.csv", CSV)), name="envoi.zip")
    assert (found.kind, found.delimiter, len(found.columns)) == ("text", ";", 4)


@pytest.mark.parametrize(
    ("files", "code", "read_text"),
    [
        ((("a.csv", CSV), ("b.csv", CSV)), "file.archive_several", "a.csv, b.csv"),
        ((), "file.archive_empty", ""),
        ((("vide.csv", b""),), "file.empty", ""),
        ((("dedans.zip", zipped(("a.csv", CSV))),), "file.archive_nested", "dedans.zip"),
        ((("dedans.gz", b"\x1f\x8b" + bytes(40)),), "file.archive_nested", "dedans.gz"),
        ((("dedans.zip", b"PK\x03\x04" + bytes(40)),), "file.archive_nested", "dedans.zip"),
        ((("../../etc/cron.d/a.csv", CSV),), "file.archive_path", "../../etc/cron.d/a.csv"),
        ((("/etc/a.csv", CSV),), "file.archive_path", "/etc/a.csv"),
        ((("c:\\a.csv", CSV),), "file.archive_path", "c:\\a.csv"),
        ((("bombe.csv", b"0" * (40 << 20)),), "file.zip_bomb", ""),
        (tuple((f"{n}.csv", b"x") for n in range(500)), "file.zip_bomb", ""),
        ((("programme.csv", b"MZ" + bytes(400)),), "file.not_a_table", "exe"),
    ],
)
def test_an_archive_that_is_not_one_file_is_refused(read, files, code, read_text):
    found = read(zipped(*files), name="envoi.zip")
    assert (codes(found), found.problems[0].read) == ([code], read_text)
    assert english(found)[0].startswith("envoi.zip: ")


def test_a_link_in_an_archive_is_not_followed(read):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("appels.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert codes(read(out.getvalue(), name="envoi.zip")) == ["file.archive_path"]


def test_a_locked_archive_is_a_password(read):
    data = bytearray(zipped(("appels.csv", CSV)))
    data[data.find(b"PK\x01\x02") + 8] |= 1
    assert codes(read(bytes(data), name="envoi.zip")) == ["file.password"]


def test_a_damaged_archive_is_truncated(read):
    whole = zipped(("appels.csv", CSV))
    for cut in (5, 40, len(whole) // 2, len(whole) - 3):
        assert codes(read(whole[:cut], name="envoi.zip"))[0] in {"file.truncated", "file.archive_nested"}


def test_a_file_that_says_it_is_smaller_than_it_is_stays_within_bounds():
    with pytest.raises(Exception, match=r"file\.zip_bomb"):
        open_file(zipped(("a.csv", b"1" * 5_000_000)), "a.zip", Limits(inflated=1_000_000))
    assert open_file(zipped(("a.csv", b"1;2\n" * 9)), "a.zip", PAGE).inner == "a.csv"
