"""A database that third-party files went into, asked as a user would, and their reference values."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from typer.testing import CliRunner

from pilotage.cli import app

FILES = {
    "2023": "vancouver-311-xlsx/3-1-1-contact-centre-metrics-2023.xlsx",
    "2024": "vancouver-311-xlsx/3-1-1-contact-centre-metrics-2024.xlsx",
    "calls": "pwc-calls-xlsx/01 Call-Center-Dataset.xlsx",
    "nhs": "nhs111-mds-2015-16/NHS Calls.csv",
}
Row = dict[str, str]


@dataclass(frozen=True)
class Road:
    """A database that the four files went into, and what each import said in both languages."""

    folder: Path
    imported: dict[str, Any]
    french: dict[str, Any]
    again: dict[str, Any]

    def typed(self, *words: object, lang: str = "en") -> tuple[int, str]:
        """The exit code and the standard output of a command."""
        url = f"sqlite:///{self.folder / 'real.db'}"
        done = CliRunner().invoke(app, ["--database-url", url, "--lang", lang, *map(str, words)])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, done.stdout

    def document(self, *words: object, lang: str = "en") -> Any:
        return json.loads(self.typed(*words, "--json", lang=lang)[1])

    def kpis(self, contract: str, first: str, last: str, by: str) -> dict[tuple[str, str, str], Row]:
        """The figures by period, stream (empty for the activity) and KPI."""
        found = self.document("kpi", "--contract", contract, "--from", first, "--to", last, "--by", by)
        return {(row["period"], row["stream"] or "", row["kpi"]): row for row in found["rows"]}

    def slas(self, contract: str, month: str) -> dict[str, Any]:
        found = self.document("sla", "--contract", contract, "--month", month)
        return {sla["id"]: sla for sla in found["slas"]}

    def bill(self, contract: str, month: str) -> Any:
        return self.document("bill", "--contract", contract, "--month", month)


def tables_of(lines: list[str]) -> Iterator[list[Row]]:
    """The tables of a page of Markdown, each row by its headers."""
    header: list[str] = []
    rows: list[Row] = []
    for line in [*lines, ""]:
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            if rows:
                yield rows
            header, rows = [], []
        elif not header:
            header = cells
        elif not set(line) <= set("|-"):
            rows.append(dict(zip(header, cells, strict=True)))


def printed(value: str | None, like: str) -> str:
    """The exact figure with as many decimals as the reference prints."""
    assert value is not None
    places = len(like.partition(".")[2])
    return str(Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def assert_agrees(found: dict[str, str | None], expected: Row) -> None:
    """Every figure of `found` is the one printed under its name."""
    shown = {name: printed(value, expected[name]) for name, value in found.items()}
    assert shown == {name: expected[name] for name in found}


def summary(road: Road, contract: str, month: str) -> list[Decimal]:
    """Total before tax, VAT and total of the sheet Synthèse, as stored."""
    out = road.folder / f"{contract}-{month}.xlsx"
    invoice = ("invoice", "--contract", contract, "--month", month, "--out", out)
    assert road.typed(*invoice, lang="fr")[0] == 0
    book = load_workbook(BytesIO(out.read_bytes()), data_only=True)
    beside = {
        row[n].value: row[n + 1].value
        for row in book["Synthèse"].iter_rows()
        for n in range(len(row) - 1)
        if isinstance(row[n].value, str)
    }
    labels = ("Total HT", "TVA à payer", "Total TTC")
    return [Decimal(repr(beside[name])).quantize(Decimal("0.01")) for name in labels]
