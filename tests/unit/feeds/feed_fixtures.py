"""A small contract, profiles from a few lines, files from a few rows."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
import xlsxwriter

from pilotage.contract.loading import load_contract
from pilotage.contract.model import Contract
from pilotage.feeds.guards import PAGE
from pilotage.feeds.model import Feed
from pilotage.feeds.normalised import Normalised
from pilotage.feeds.normalising import normalise
from pilotage.feeds.profile import load_profiles
from pilotage.locale import Words
from pilotage.locale.sentences import sentence

TODAY = date(2026, 11, 12)
CONTRACT = """
ref = "TEST-2026"
title = "Contrat d'essai"
vendor = "{vendor}"
vendor_name = "{vendor_name}"
currency = "EUR"
timezone = "{zone}"
starts = 2025-01-01
ends = 2027-12-31
client = {{ name = "Client", country = "FR" }}
entity = {{ name = "Prestataire", country = "FR" }}
document = [{{ id = "contrat", title = "Contrat", signed = 2024-12-01, effective = 2025-01-01 }}]
activity = [{{ id = "voix", name = "Voix", channel = "voice_inbound" }}]

[vat]
terms = [{{ from = 2025-01-01, source = "contrat, art. 1", regime = "standard", rate = 20 }}]
"""
DAILY = """
[[feed]]
id = "jour"
name = "Appels par jour"
grain = "day"
recognise = { files = ["appels_*"] }
format = { decimal = "," }
when = { date = "Date", format = "dd/mm/yyyy" }
stream = { constant = "n1" }
column = [
  { name = "Présentés", counter = "offered" },
  { name = "Décrochés", counter = "answered" },
  { name = "Abandonnés", counter = "abandoned", optional = true },
]
"""
HALF_HOURS = """
[[feed]]
id = "demi-heures"
name = "Appels par demi-heure"
grain = "half_hour"
when = { date = "Date", format = "dd/mm/yyyy", time = "Heure" }
stream = { constant = "n1" }
column = [{ name = "Présentés", counter = "offered" }, { name = "Décrochés", counter = "answered" }]
"""
HEAD = "Date;Présentés;Décrochés;Abandonnés\n"
BY_QUEUE = DAILY.replace(
    'stream = { constant = "n1" }', 'stream = { column = "File", values = { "N1" = "n1", "N2" = "n2" } }'
)


def profile(body: str, *, grain: str = "day") -> str:
    return f'[[feed]]\nid = "essai"\ngrain = "{grain}"\n{body}\n'


@cache
def contract_of(
    *streams: str, zone: str = "Europe/Paris", vendor: str = "armor", name: str = "Armor Dialogue"
) -> Contract:
    """A contract with these streams (n1, n2 and n3 without any)."""
    text = CONTRACT.format(zone=zone, vendor=vendor, vendor_name=name)
    for stream in streams or ("n1", "n2", "n3"):
        text += f'\n[[stream]]\nid = "{stream}"\nname = "{stream}"\nactivity = "voix"\n'
    contract, problems = load_contract(text)
    assert contract is not None, problems
    return contract


@cache
def feed_of(text: str) -> Feed:
    profiles, problems = load_profiles(text)
    assert profiles is not None, problems
    return profiles.feed[0]


def workbook(*sheets: tuple[str, list[list[object]]], **formats: str) -> bytes:
    """An xlsx of these sheets; dates and times are written with the formats given by type name."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    styles = {name: book.add_format({"num_format": text}) for name, text in formats.items()}
    for title, rows in sheets:
        sheet = book.add_worksheet(title)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                style = styles.get(type(value).__name__)
                if style is not None:
                    sheet.write_datetime(r, c, value, style)
                else:
                    sheet.write(r, c, value)
    book.close()
    return out.getvalue()


Read = Callable[..., Normalised]


@pytest.fixture
def read() -> Read:
    """Reads content under a profile: `read(text or bytes, profile, contract=..., name=...)`."""

    def reader(
        content: str | bytes,
        profile: str = DAILY,
        *,
        contract: Contract | None = None,
        name: str = "appels_test.csv",
        today: date = TODAY,
        limits: object = PAGE,
        period: str = "",
    ) -> Normalised:
        data = content.encode() if isinstance(content, str) else content
        return normalise(
            data,
            name=name,
            feed=feed_of(profile),
            contract=contract or contract_of(),
            today=today,
            limits=limits,
            period=period,
        )

    return reader


def total(normalised: Normalised, counter: str, stream: str | None = None) -> Decimal | None:
    """The sum of a counter over the projection, None when it is missing everywhere."""
    frame = normalised.projection
    if stream is not None:
        frame = frame[frame["stream"] == stream]
    known = frame[counter].dropna()
    return Decimal(int(known.sum())) / 1_000_000 if len(known) else None


def days(found: Normalised, counter: str = "offered") -> list[tuple[str, str, int]]:
    """The counter by day and stream, in whole units."""
    rows = sorted(found.rows.to_pylist(), key=lambda row: (row["day"], row["stream"]))
    return [
        (str(row["day"]), row["stream"], row[counter] // 1_000_000)
        for row in rows
        if row[counter] is not None
    ]


def codes(normalised: Normalised) -> list[str]:
    return [problem.code for problem in normalised.problems]


def french(normalised: Normalised) -> list[str]:
    return [sentence(problem, Words("fr")) for problem in normalised.problems]


def english(normalised: Normalised) -> list[str]:
    return [sentence(problem, Words("en")) for problem in normalised.problems]
