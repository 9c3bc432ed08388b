"""Files of many layouts that all import as they are, and what chance can do to their bytes."""

# ruff: noqa: E501  lines of files and of profiles stand as they are

import io
import random
import zipfile
from dataclasses import dataclass
from datetime import date, timedelta

import xlwt

from tests.unit.feeds.binary_workbook import binary_workbook
from tests.unit.feeds.feed_fixtures import DAILY, HALF_HOURS, workbook

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


@dataclass(frozen=True)
class Seed:
    """A file that imports as it is: its name, the profile that reads it, the rows kept."""

    name: str
    profile: str
    data: bytes
    kept: int = 30
    period: str = ""
    told: tuple[str, ...] = ()


def profile(body: str, *, grain: str = "day") -> str:
    """A feed of that grain."""
    return f'[[feed]]\nid = "essai"\ngrain = "{grain}"\n{body}\n'


TWO = '{ name = "Reçus", counter = "offered" }, { name = "Traités", counter = "answered" }'
BY_QUEUE = 'stream = { column = "File", values = { "N1" = "n1", "N2" = "n2" } }'
WIDE_DAYS = profile(
    f'when = {{ date = "Jour", format = "dd/mm/yyyy" }}\n{BY_QUEUE}\nwide = {{ name = "Jour", value = "Appels" }}\n'
    'column = [{ name = "Appels", counter = "offered" }]'
)
WIDE_INDICATORS = profile(
    f'when = {{ date = "Jour", format = "dd/mm", year = "2026" }}\n{BY_QUEUE}\nfill_down = ["File"]\n'
    f'wide = {{ name = "Jour", indicator = "Indicateur" }}\ncolumn = [{TWO}]'
)
TWO_ROWS = profile(
    'format = { header_rows = 2 }\nwhen = { date = "Date", format = "dd/mm/yyyy" }\n'
    'stream = { column = "Site", values = { "Rennes" = "n1", "Brest" = "n2" } }\nwide = { name = "Site" }\n'
    f"column = [{TWO}]"
)
PIVOT = profile(
    f'fill_down = ["Date"]\nwhen = {{ date = "Date", format = "d mmmm yyyy" }}\n{BY_QUEUE}\ncolumn = [{TWO}]'
)
AMERICAN = profile(
    'when = { date = "Month", format = "mm/dd/yyyy hh:mm:ss AM/PM" }\nstream = { constant = "n1" }\n'
    'column = [{ name = "Calls", counter = "answered" }, { name = "Svc Level", counter = "answered_within_60s", kind = "rate", times = "answered" }]',
    grain="month",
)
WEEKS = profile(
    'when = { date = "Week", format = "mm/dd/yy-mm/dd/yy" }\nstream = { constant = "n1" }\n'
    f"column = [{TWO}]",
    grain="week",
)
UNDATED = profile(
    f'when = {{ date_in = "asked", rows = "consecutive" }}\nstream = {{ constant = "n1" }}\ncolumn = [{TWO}]'
)
SWISS = profile(
    'format = { decimal = ".", delimiter = "|" }\nwhen = { date = "Datum", format = "dd.mm.yy" }\nstream = { constant = "n1" }\n'
    'column = [{ name = "Anrufe", counter = "offered" }, { name = "Dauer", counter = "handle_s", kind = "duration" }]'
)
SHEETS = profile(
    'format = { sheets = ["all"] }\nwhen = { date_in = "title", format = "\'Journée du \'dd/mm/yyyy", time = "Heure" }\n'
    'stream = { found_in = "sheet", values = { "Rennes" = "n1", "*Brest*" = "n2" } }\n'
    f"column = [{TWO}]",
    grain="half_hour",
)


def text_seeds() -> list[Seed]:
    rows = daily_rows()
    slots = "Date;Heure;Présentés;Décrochés\n" + "".join(
        f"02/03/2026;{h:02d}:{m:02d};{h + m};{h}\n" for h in range(8, 23) for m in (0, 30)
    )
    contacts = "Date;Heure;Pris;Attente;Note\n" + "".join(
        f"02/03/2026;10:{n:02d}:13;{'ON'[n % 2]};0:00:{n:02d};{n % 5 + 1}\n" for n in range(30)
    )
    rates = "Export\n\nDate;File;Présentés;Décrochés;QS;DMT\n" + "".join(
        f"{n + 1:02d}/03/2026;N{n % 2 + 1};1 2{n:02d};11{n:02d};75,{n % 10} %;0:05:{n % 60:02d}\n"
        for n in range(30)
    )
    return [
        Seed("utf8.csv", DAILY, as_csv(rows).encode()),
        Seed("bom.csv", DAILY, as_csv(rows).encode("utf-8-sig")),
        Seed("cp1252.csv", DAILY, as_csv(rows).encode("cp1252")),
        Seed("utf16.csv", DAILY, as_csv(rows, "\t").encode("utf-16")),
        Seed("utf16be.csv", DAILY, as_csv(rows, "|").encode("utf-16-be")),
        Seed(
            "mac.csv",
            DAILY.replace("format = {", 'format = { encoding = "mac-roman",'),
            as_csv(rows).encode("mac-roman"),
        ),
        Seed("commas.csv", DAILY, as_csv(rows, ",").encode()),
        Seed("quoted.csv", DAILY, as_csv([[f'"{cell}"' for cell in row] for row in rows]).encode()),
        Seed("slots.csv", HALF_HOURS, slots.encode()),
        Seed("contacts.csv", CONTACTS, contacts.encode()),
        Seed("rates.csv", RATES, (rates + "Total;;31 000;;;\n").encode("cp1252")),
    ]


def laid_out_seeds() -> list[Seed]:
    """Tables that are not one row a day under one header."""
    days = [date(2026, 10, 1) + timedelta(days=n) for n in range(15)]
    wide = "File;" + ";".join(f"{day:%d/%m/%Y}" for day in days) + ";Total\n"
    wide += "".join(
        f"N{q};" + ";".join(str(100 * q + n) for n in range(15)) + f";{1500 * q + 105}\n" for q in (1, 2)
    )
    figures = "File;Indicateur;" + ";".join(f"{day:%d/%m}" for day in days) + "\n"
    for q in (1, 2):
        for rank, name in enumerate(("Reçus", "Traités")):
            figures += (
                f"{f'N{q}' if not rank else ''};{name};"
                + ";".join(str(90 * q + n - rank) for n in range(15))
                + "\n"
            )
    two = "Date;Rennes;;Brest;\n;Reçus;Traités;Reçus;Traités\n"
    two += "".join(f"{day:%d/%m/%Y};{40 + n};{30 + n};{50 + n};{45 + n}\n" for n, day in enumerate(days))
    pivot = "Suivi d'octobre\nDate;File;Reçus;Traités\n" + "".join(
        f"{day.day} octobre 2026;N1;{100 + n};{90 + n}\n;N2;{50 + n};{40 + n}\nSous-total;;{150 + 2 * n};{130 + 2 * n}\n"
        for n, day in enumerate(days)
    )
    months = [(year, month) for year in (2025, 2026) for month in range(1, 13)][:22]
    american = "Month,Calls,Svc Level\n" + "".join(
        f"{m:02d}/01/{y} 12:00:00 AM,{1000 + m},{60 + m}{'.5' if m % 2 else ''}%\n" for y, m in months
    )
    first = date(2025, 1, 6)
    weeks = "Week\tReçus\tTraités\n" + "".join(
        f"{first + timedelta(days=7 * n):%m/%d/%y}-{first + timedelta(days=7 * n + 6):%m/%d/%y}\t{500 + n}\t{480 + n}\n"
        for n in range(30)
    )
    undated = "Reçus,Traités\n" + "".join(f"{200 + 7 * n % 40},{150 + 5 * n % 30}\n" for n in range(30))
    swiss = "Datum|Anrufe|Dauer\n" + "".join(
        f"{n + 1:02d}.10.26|1\u2019{200 + n}|{n + 9}\u2019{n % 60:02d}\u2033\n# geprüft\n"
        for n in range(30)
    )
    again = "Date;Présentés;Décrochés;Abandonnés\n"
    repeated = "".join(again + as_csv(daily_rows()[1 + 10 * n : 11 + 10 * n]) for n in range(3))
    return [
        Seed("jours.csv", WIDE_DAYS, wide.encode(), told=("column.unknown",)),
        Seed("indicateurs.csv", WIDE_INDICATORS, figures.encode()),
        Seed("sites.csv", TWO_ROWS, two.encode()),
        Seed("croisé.csv", PIVOT, pivot.encode("cp1252"), told=("row.total",)),
        Seed("american.csv", AMERICAN, american.encode(), 22),
        Seed("weeks.tsv", WEEKS, weeks.encode()),
        Seed("undated.csv", UNDATED, undated.encode(), period="2026-10-01"),
        Seed("swiss.txt", SWISS, swiss.encode(), told=("row.comment",)),
        Seed("again.csv", DAILY, repeated.encode(), told=("row.header_again",)),
    ]


def workbook_seeds() -> list[Seed]:
    rows = daily_rows()
    true_dates = [
        rows[0],
        *([date(2026, 3, 2) + timedelta(days=n), *row[1:]] for n, row in enumerate(rows[1:])),
    ]
    slots: list[list[object]] = [[f"{h:02d}:{m:02d}", h + m, h] for h in range(8, 23) for m in (0, 30)]
    sheet: list[list[object]] = [["Journée du 05/10/2026"], [], ["Heure", "Reçus", "Traités"], *slots]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("envoi/jours.csv", as_csv(rows).encode("cp1252"))
    return [
        Seed("book.xlsx", DAILY, workbook(("Feuille", true_dates), date="dd/mm/yyyy")),
        Seed("book.xls", DAILY, old_workbook(rows)),
        Seed("book.xlsb", DAILY, binary_workbook(rows)),
        Seed("book.ods", DAILY, open_document(rows)),
        Seed("sites.xlsx", SHEETS, workbook(("Rennes", sheet), ("Site de Brest", sheet)), 60),
        Seed("envoi.zip", DAILY, archive.getvalue()),
    ]


SEEDS = [*text_seeds(), *laid_out_seeds(), *workbook_seeds()]


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
