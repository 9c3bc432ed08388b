"""Seed files with bytes changed at random: never an uncaught exception, never a partial result."""

# ruff: noqa: E501  lines of files and of profiles stand as they are

import io
import random
import zipfile
from collections import Counter
from datetime import date, timedelta

import pytest
import xlwt

from pilotage.feeds.inspecting import inspect
from pilotage.feeds.normalised import Normalised
from pilotage.feeds.normalising import normalise
from pilotage.feeds.profile import load_profiles
from pilotage.locale import Words
from pilotage.locale.sentences import sentence, sentences
from pilotage.problems import Severity
from tests.unit.feeds.binary_workbook import binary_workbook
from tests.unit.feeds.feed_fixtures import DAILY, HALF_HOURS, TODAY, contract_of, feed_of, workbook

CONTACTS = """
[[feed]]
id = "contacts"
grain = "contact"
when = { date = "Date", format = "dd/mm/yyyy", time = "Heure" }
stream = { constant = "n1" }
column = [{ name = "Pris", kind = "text" }, { name = "Attente", kind = "duration" }, { name = "Note", kind = "number" }]
measure = [
  { counter = "offered" },
  { counter = "answered", where = [{ column = "Pris", equals = "O" }] },
  { counter = "answered_within_20s", where = [{ column = "Attente", at_most = 20 }] },
  { counter = "csat_sum", sum = "Note" },
]
"""
RATES = """
[[feed]]
id = "taux"
grain = "day"
format = { decimal = "," }
when = { date = "Date", format = "dd/mm/yyyy" }
stream = { column = "File", values = { "N1" = "n1", "N2" = "n2" } }
skip = [{ column = "Date", like = "Total*" }]
column = [
  { name = "Présentés", counter = "offered" },
  { name = "Décrochés", counter = "answered" },
  { name = "QS", counter = "answered_within_20s", kind = "rate", times = "offered" },
  { name = "DMT", counter = "handle_s", kind = "duration", form = ["h:mm:ss", "days"], times = "answered" },
]
"""


def daily_rows(count: int = 30) -> list[list[object]]:
    head: list[object] = ["Date", "Présentés", "Décrochés", "Abandonnés"]
    return [
        head,
        *([f"{n % 28 + 1:02d}/{n // 28 + 1:02d}/2026", 100 + n, 90 + n, 10] for n in range(count)),
    ]


def as_csv(rows: list[list[object]], delimiter: str = ";") -> str:
    return "".join(delimiter.join(str(cell) for cell in row) + "\r\n" for row in rows)


def old_workbook(rows: list[list[object]]) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Feuille")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            sheet.write(r, c, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def open_document(rows: list[list[object]]) -> bytes:
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
            if isinstance(cell, int)
            else f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = (
        '<?xml version="1.0"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Feuille">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return out.getvalue()


def seeds() -> list[tuple[str, str, bytes]]:
    """Thirteen files that import: (name, profile, bytes)."""
    rows = daily_rows()
    day = date(2026, 3, 2)
    slots = "Date;Heure;Présentés;Décrochés\n" + "".join(
        f"02/03/2026;{h:02d}:{m:02d};{h + m};{h}\n" for h in range(8, 20) for m in (0, 30)
    )
    contacts = "Date;Heure;Pris;Attente;Note\n" + "".join(
        f"02/03/2026;10:{n:02d}:13;{'ON'[n % 2]};0:00:{n:02d};{n % 5 + 1}\n" for n in range(40)
    )
    rates = "Export\n\nDate;File;Présentés;Décrochés;QS;DMT\n" + "".join(
        f"{n + 1:02d}/03/2026;N{n % 2 + 1};1 2{n:02d};11{n:02d};75,{n % 10} %;0:05:{n:02d}\n"
        for n in range(25)
    )
    rates += "Total;;31 000;;;\n"
    true_dates = [
        rows[0],
        *([day + timedelta(days=n), *row[1:]] for n, row in enumerate(rows[1:])),
    ]
    return [
        ("utf8.csv", DAILY, as_csv(rows).encode()),
        ("bom.csv", DAILY, as_csv(rows).encode("utf-8-sig")),
        ("cp1252.csv", DAILY, as_csv(rows).encode("cp1252")),
        ("utf16.csv", DAILY, as_csv(rows, "\t").encode("utf-16")),
        ("commas.csv", DAILY, as_csv(rows, ",").encode()),
        ("quoted.csv", DAILY, as_csv([[f'"{cell}"' for cell in row] for row in rows]).encode()),
        ("slots.csv", HALF_HOURS, slots.encode()),
        ("contacts.csv", CONTACTS, contacts.encode()),
        ("rates.csv", RATES, rates.encode("cp1252")),
        ("book.xlsx", DAILY, workbook(("Feuille", true_dates), date="dd/mm/yyyy")),
        ("book.xls", DAILY, old_workbook(rows)),
        ("book.xlsb", DAILY, binary_workbook(rows)),
        ("book.ods", DAILY, open_document(rows)),
    ]


def mutated(data: bytes, rng: random.Random) -> bytes:
    """The bytes with some changed, cut, doubled, or inserted."""
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 5, 20))):
        at = rng.randrange(len(out)) if out else 0
        match rng.randrange(7):
            case 0 if out:
                out[at] = rng.randrange(256)
            case 1:
                out[at:at] = bytes(rng.randrange(256) for _ in range(rng.choice((1, 3, 50))))
            case 2:
                del out[at : at + rng.choice((1, 4, 200))]
            case 3:
                del out[at:]
            case 4:
                out[at:at] = out[at : at + rng.choice((10, 400))]
            case 5 if out:
                out[at] = rng.choice(b'";,\t\n\r\0-9.%\xe9')
            case _:
                out[at:at] = rng.choice(
                    (b"999999999999999999999", b"\n\n", b'"', "é".encode(), b"1e308", b"-1")
                )
    return bytes(out)


def whole_or_refused(found: Normalised) -> None:
    """Refused with nothing, or rows that agree with their projection and with the counts."""
    refusals = [p for p in found.problems if p.severity is Severity.REFUSED]
    if refusals:
        assert found.kept == 0
        assert found.rows.num_rows == 0
        assert found.projection.empty
        return
    assert 0 < found.kept <= found.read
    assert found.first is not None
    assert found.last is not None
    assert found.left_out == found.read - found.kept
    if found.left_out:
        assert any(p.severity in {Severity.ROW, Severity.WARNING} for p in found.problems)
    for name in {"offered", "answered"} & set(found.rows.column_names):
        days = Counter()
        for row in found.rows.select(["stream", "day", name]).to_pylist():
            days[row["stream"], row["day"]] += row[name] or 0
        frame = found.projection[["stream", "start", name]].dropna()
        for stream, start, total in frame.itertuples(index=False):
            assert days[stream, start.date()] == total


@pytest.mark.parametrize(("name", "profile", "data"), seeds(), ids=[seed[0] for seed in seeds()])
def test_every_seed_imports_as_it_is(name, profile, data):
    found = normalise(data, name=name, feed=feed_of(profile), contract=contract_of(), today=TODAY)
    assert not found.problems
    assert found.read == found.kept > 20
    whole_or_refused(found)


def test_mutated_files_are_read_whole_or_refused_with_a_sentence(soak):
    rng = random.Random(20261112)
    contract = contract_of()
    files = [(name, feed_of(profile), data) for name, profile, data in seeds()]
    words = Words("fr")
    for _ in range(10_000 if soak else 1_000):
        name, feed, data = rng.choice(files)
        content = mutated(data, rng)
        found = normalise(content, name=name, feed=feed, contract=contract, today=TODAY)
        whole_or_refused(found)
        for problem in found.problems:
            assert problem.code in sentences(), problem.code
            assert name in sentence(problem, words)


def test_mutated_files_are_inspected_without_a_crash(soak):
    rng = random.Random(11)
    files = seeds()
    for _ in range(2_000 if soak else 200):
        name, _, data = rng.choice(files)
        found = inspect(mutated(data, rng), name=name)
        assert len(found.sha256) == 64
        assert all(problem.code in sentences() for problem in (*found.problems, *found.questions))


def test_mutated_profiles_load_or_say_why(soak):
    rng = random.Random(7)
    texts = [DAILY, HALF_HOURS, CONTACTS, RATES]
    for _ in range(2_000 if soak else 200):
        text = mutated(rng.choice(texts).encode(), rng).decode("utf-8", "replace")
        profiles, problems = load_profiles(text, "feeds.toml")
        assert (profiles is None) == bool(problems)
        assert all(problem.code in sentences() for problem in problems)
