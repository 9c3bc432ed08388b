"""A database that third-party files went into, asked as a user would, and their reference values."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from typer.testing import CliRunner

from pilotage.cli import app

HERE = Path(__file__).parent
DESKS = "".join(
    f'[[stream]]\nid = "Rep{n:02}"\nname = "Desk {n}"\nactivity = "calls"\n\n' for n in range(1, 11)
)


def contracts() -> Iterator[str]:
    """The contracts written for the files. That of the daily calls also with a stream a desk, that of the
    intervals twice since its two files count the same days, and that of the months twice, to keep the
    first row of a month that stands twice, or both.
    """
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(HERE.glob("*.contract.toml"))}
    yield from texts.values()
    one = '[[stream]]\nid = "calls"\nname = "Inbound calls"\nactivity = "calls"\n'
    assert one in texts["d1.contract"]
    yield texts["d1.contract"].replace("DAILY-CALLS", "DESK-CALLS").replace(one, DESKS)
    yield texts["d5.contract"].replace('ref = "SF311"', 'ref = "SF311-ALL"')
    yield texts["d8.contract"].replace('ref = "WFM"', 'ref = "WFM-YEAR"')


@dataclass(frozen=True)
class Taken:
    """A file, the contract that it serves, and the answers that a person gives: nothing else is said.
    `feed` is the id under which the proposal is saved; empty, the file is of a feed saved before.
    """

    file: str
    contract: str
    feed: str = ""
    answers: tuple[str, ...] = ()
    more: tuple[str, ...] = ()


_SPELL = "period=2021-01-01", "rows=consecutive"
_WAITING, _LEVEL = "weight:Waiting Time (AVG)=offered", "weight:Service Level (20 Seconds)="
_D1 = "kaggle-daily-callcentre/Call Center Data.csv"
FILES = {
    "daily": Taken(_D1, "DAILY-CALLS", "days", (*_SPELL, _WAITING, _LEVEL + "offered")),
    "desks": Taken(_D1, "DESK-CALLS", "days", (*_SPELL, _WAITING, _LEVEL + "answered")),
    "2023": Taken(
        "vancouver-311-xlsx/3-1-1-contact-centre-metrics-2023.xlsx",
        "VAN311",
        "daily",
        ("weight:ServiceLevel=offered",),
    ),
    "2024": Taken("vancouver-311-xlsx/3-1-1-contact-centre-metrics-2024.xlsx", "VAN311"),
    "calls": Taken("pwc-calls-xlsx/01 Call-Center-Dataset.xlsx", "PWC-CALLS", "calls"),
    "nhs": Taken("nhs111-mds-2015-16/NHS Calls.csv", "NHS111", "monthly"),
    "sf": Taken("sf311-monthly/311_call_metrics.csv", "SF311", "months", ("same_slot=first",)),
    "sf-all": Taken("sf311-monthly/311_call_metrics.csv", "SF311-ALL", "months", ("same_slot=add",)),
    "absences": Taken(
        "uci-absenteeism/Absenteeism_at_work.csv",
        "ABSENCES",
        "absences",
        ("period=2010-01-01",),
        ("--partial",),
    ),
    "week": Taken("wfm-interval-15min/call_center_arrival_pattern.csv", "WFM", "intervals"),
    "year": Taken("wfm-interval-15min/call_center_annual_data.csv", "WFM-YEAR", "intervals"),
}
Row = dict[str, str]


@dataclass(frozen=True)
class Road:
    """A database that the files went into, what each proposal told and what each import said."""

    folder: Path
    shared: Path
    imported: dict[str, Any] = field(default_factory=dict)
    french: dict[str, Any] = field(default_factory=dict)
    again: dict[str, Any] = field(default_factory=dict)
    told: dict[tuple[str, str], Any] = field(default_factory=dict)

    def take_all(self, lang: str) -> dict[str, dict[str, Any]]:
        """The contracts published, every file proposed and imported, in English then once more: what each
        proposal `told`, what each file said when `imported` and when it came `again`.
        """
        for number, text in enumerate(contracts()):
            written = self.folder / f"{number}.contract.toml"
            written.write_text(text, encoding="utf-8")
            assert "is published" in self.typed("publish", written)[1]
        done: dict[str, dict[str, Any]] = {"told": {}, "imported": {}, "again": {}}
        for name in FILES:
            done["told"][name] = self.look(name, lang=lang)
            done["imported"][name] = self.take(name, lang=lang)
        for name in FILES if lang == "en" else ():
            done["again"][name] = self.take_again(name)
        return done

    def look(self, name: str, lang: str = "en") -> Any:
        """What `inspect` says of the file, with the answers given."""
        taken = FILES[name]
        return self.document("inspect", self.path(name), *self._said(taken), lang=lang)

    def take(self, name: str, lang: str = "en") -> Any:
        """The file imported: its proposed feed saved first, unless an earlier file left it."""
        taken = FILES[name]
        words = [*self._said(taken), "--save-as", taken.feed] if taken.feed else []
        return self.document("import", self.path(name), *words, *taken.more, lang=lang)

    def take_again(self, name: str) -> Any:
        """The same file, without any answer: the feed is known."""
        taken = FILES[name]
        period = [a.removeprefix("period=") for a in taken.answers if a.startswith("period=")]
        words = ["--period", period[0]] if period else []
        contract = ["--contract", taken.contract]
        return self.document("import", self.path(name), *contract, *words, *taken.more)

    def path(self, name: str) -> Path:
        return self.shared / FILES[name].file

    @staticmethod
    def _said(taken: Taken) -> list[str]:
        answers = [word for answer in taken.answers for word in ("--answer", answer)]
        return ["--contract", taken.contract, *answers]

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
