"""Real third-party files, read with the profiles that the wizard proposes, against independent figures.

The files and `REFERENCE.md` are not part of the project: they stand in `../shared/data`, or where
PILOTAGE_SHARED_DATA says. Where they are absent these tests skip, and say so (`pytest -rs`).
"""

import re
import time
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from pilotage.contract.loading import load_contract
from pilotage.contract.model import Contract
from pilotage.feeds.model import Feed
from pilotage.feeds.normalised import Normalised
from pilotage.feeds.normalising import normalise
from pilotage.feeds.recognising import recognise
from pilotage.kpi.needs import thresholds_of
from pilotage.locale import Words
from pilotage.locale.sentences import sentence
from pilotage.wizard.proposing import propose

HERE = Path(__file__).parent
TODAY = date(2026, 11, 12)
Row = dict[str, str]


ASKED = {"d2": {"weight:ServiceLevel": "offered"}}
"""The only answers that a person gives before these files are read."""


@cache
def contract_of(name: str) -> Contract:
    contract, problems = load_contract((HERE / f"{name}.contract.toml").read_text(), name)
    assert contract is not None, problems
    return contract


@cache
def terms(path: Path, name: str) -> tuple[Contract, Feed]:
    """The contract written for a data set, and the feed proposed for its file."""
    contract = contract_of(name)
    proposal = propose(path, name=path.name, contract=contract, answers=ASKED.get(name))
    assert proposal.complete, proposal.questions
    assert proposal.feed is not None
    return contract, proposal.feed.at_thresholds(thresholds_of(contract))


@cache
def read(path: Path, name: str) -> Normalised:
    contract, feed = terms(path, name)
    return normalise(path, name=path.name, feed=feed, contract=contract, today=TODAY)


def tables(shared: Path, section: str) -> Iterator[list[Row]]:
    """The tables of a section of REFERENCE.md, each as rows by column name."""
    text = (shared / "REFERENCE.md").read_text()
    body = re.search(rf"^## {section} .*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert body is not None
    for block in re.findall(r"(?:^\|.*\n)+", body[0], re.MULTILINE):
        lines = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in block.splitlines()]
        yield [dict(zip(lines[0], line, strict=True)) for line in lines[2:]]


def sums(frame: pd.DataFrame) -> dict[str, Decimal]:
    """The exact sums of a slice of the projection."""
    counters = frame.columns.difference(["stream", "start", "grain", "estimated"])
    return {name: Decimal(int(frame[name].sum())) / 1_000_000 for name in counters}


def share(above: Decimal, below: Decimal, scale: int = 100, digits: int = 4) -> str:
    step = Decimal(1).scaleb(-digits)
    return str((above * scale / below).quantize(step, rounding=ROUND_HALF_UP))


def of_month(frame: pd.DataFrame, month: str) -> pd.DataFrame:
    return frame[frame["start"].dt.strftime("%Y-%m") == month]


@pytest.mark.parametrize("year", ["2023", "2024"])
def test_vancouver_agrees_month_by_month_to_the_last_digit(shared_data, year):
    path = shared_data / "vancouver-311-xlsx" / f"3-1-1-contact-centre-metrics-{year}.xlsx"
    frame = read(path, "d2").projection
    expected = next(rows for rows in tables(shared_data, "D2") if rows[0]["month"].startswith(year))
    assert len(expected) > 7
    for row in expected:
        mine = frame if row["month"] == "total" else of_month(frame, row["month"])
        s = sums(mine)
        assert {
            "month": row["month"],
            "days": str(len(mine)),
            "offered": f"{s['offered']:.0f}",
            "handled": f"{s['handled']:.0f}",
            "abandoned": f"{s['abandoned']:.0f}",
            "unexplained": f"{s['offered'] - s['handled'] - s['abandoned']:.0f}",
            "answer_rate": share(s["answered"], s["offered"]),
            "abandon_rate": share(s["abandoned"], s["offered"]),
            "asa_s_w_handled": share(s["wait_s"], s["handled"], 1),
            "sl_w_offered": share(s["answered_within_60s"], s["offered"]),
            "sl_simple_mean": row["sl_simple_mean"],  # a plain mean of daily rates: not ours to give
        } == row
    assert set(frame["estimated"]) == {"answered_within_60s"}


def test_vancouver_says_that_its_columns_do_not_balance(shared_data):
    path = shared_data / "vancouver-311-xlsx" / "3-1-1-contact-centre-metrics-2023.xlsx"
    found = {problem.code: problem for problem in read(path, "d2").problems}
    assert set(found) == {"row.unbalanced", "row.exceeds_offered"}
    assert found["row.unbalanced"].count == 340
    assert found["row.unbalanced"].sheet == "Feuil1"
    assert "340 rows: 2, 3, 4" in sentence(found["row.unbalanced"], Words("en"))


def test_the_call_level_workbook_agrees_on_its_total_and_months(shared_data):
    path = shared_data / "pwc-calls-xlsx" / "01 Call-Center-Dataset.xlsx"
    found = read(path, "d3")
    (expected,) = tables(shared_data, "D3")
    checked = 0
    for row in expected:
        if row["slice"] != "all" and not row["slice"].startswith("2021"):
            continue  # agents are counted by nobody
        s = sums(found.projection if row["slice"] == "all" else of_month(found.projection, row["slice"]))
        assert {
            "slice": row["slice"],
            "offered": f"{s['offered']:.0f}",
            "answered": f"{s['answered']:.0f}",
            "unanswered": f"{s['abandoned']:.0f}",
            "answer_rate": share(s["answered"], s["offered"]),
            "resolved": f"{s['resolved']:.0f}",
            "fcr_of_answered": share(s["resolved"], s["resolvable"]),
            "fcr_of_offered": share(s["resolved"], s["offered"]),
            "sl60_answered_base": share(s["answered_within_60s"], s["answered"]),
            "sl60_offered_base": share(s["answered_within_60s"], s["offered"]),
            "sl20_offered_base": share(s["answered_within_20s"], s["offered"]),
            "asa_s": share(s["wait_s"], s["answered"], 1),
            "talk_s": share(s["talk_s"], s["handled"], 1),
            "csat_mean": share(s["csat_sum"], s["csat_n"], 1),
            "csat_4_5": share(s["csat_satisfied"], s["csat_n"]),
        } == row
        checked += 1
    assert checked == 4


def test_nobody_is_named_by_the_call_level_evidence(shared_data):
    found = read(shared_data / "pwc-calls-xlsx" / "01 Call-Center-Dataset.xlsx", "d3")
    assert [(p.code, p.read) for p in found.problems] == [("column.personal", "Agent")]
    assert found.rows.num_rows == 5000
    assert "Agent" not in found.rows.column_names
    assert "Becky" not in str(found.rows.slice(0, 500).to_pydict())


def nhs(shared_data: Path) -> Normalised:
    return read(shared_data / "nhs111-mds-2015-16" / "NHS Calls.csv", "d4")


def test_46_providers_are_read_in_less_than_a_minute(shared_data):
    started = time.monotonic()
    found = nhs(shared_data)
    assert time.monotonic() - started < 60
    assert (found.read, found.kept) == (534, 534)
    assert found.projection["stream"].nunique() == 46
    assert set(found.projection["grain"]) == {"month"}


def slice_of(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """The whole file, a month (`Apr-15`), or a provider by its name."""
    if name == "all":
        return frame
    if re.fullmatch(r"[A-Z][a-z]{2}-\d\d", name):
        return frame[frame["start"].dt.strftime("%b-%y") == name]
    codes = [stream.id for stream in contract_of("d4").stream if stream.name == name]
    return frame[frame["stream"].isin(codes)]


def test_the_providers_agree_by_month_and_by_name(shared_data):
    frame = nhs(shared_data).projection
    checked = 0
    for rows in tables(shared_data, "D4"):
        for row in rows:
            mine = slice_of(frame, row["slice"])
            s = sums(mine)
            assert {
                "slice": row["slice"],
                "rows": str(len(mine)),
                "offered": f"{s['offered']:.0f}",
                "answered": f"{s['answered']:.0f}",
                "abandoned": f"{s['abandoned']:.0f}",
                "answered_60s": f"{s['answered_within_60s']:.0f}",
                "abandon_rate": share(s["abandoned"], s["offered"]),
                "sl60_of_answered": share(s["answered_within_60s"], s["answered"]),
                "sl60_of_offered": share(s["answered_within_60s"], s["offered"]),
            } == row
            checked += 1
    assert checked == 13 + 6


def test_the_providers_that_meet_the_standards_are_as_many(shared_data):
    frame = nhs(shared_data).projection
    in_time = frame["answered_within_60s"] * 100 >= frame["answered"] * 95
    kept = frame["abandoned"] * 100 <= frame["offered"] * 5
    text = (shared_data / "REFERENCE.md").read_text()
    counts = re.search(
        r"provider-months: (\d+); SL60.*?: (\d+); abandon.*?: (\d+); both met: (\d+)", text
    )
    assert counts is not None
    assert [len(frame), int(in_time.sum()), int(kept.sum()), int((in_time & kept).sum())] == [
        int(number) for number in counts.groups()
    ]


def test_the_durations_of_march_are_read_as_fractions_of_a_day(shared_data):
    frame = nhs(shared_data).projection
    text = (shared_data / "REFERENCE.md").read_text()
    means = re.search(r"over all rows ([\d.]+) s; Mar-16 only .*? ([\d.]+) s", text)
    assert means is not None
    everything, march = sums(frame), sums(slice_of(frame, "Mar-16"))
    assert share(everything["handle_s"], everything["handled"], 1, 2) == means[1]
    assert share(march["handle_s"], march["handled"], 1, 2) == means[2]


def test_where_the_file_lies_the_import_says_so_by_row(shared_data):
    found = {problem.code: problem for problem in nhs(shared_data).problems}
    assert set(found) == {
        "row.unbalanced",
        "row.exceeds_offered",
        "stream.two_names",
        "duration.other_form",
    }
    march = found["duration.other_form"]
    assert (march.count, march.row, march.column) == (44, 492, "Nhs1 Ave Episode Length SUM")
    assert found["row.exceeds_offered"].count == 3
    assert found["stream.two_names"].params == (("stream", "111AF5"),)
    text = sentence(march, Words("en"))
    assert "was read as a fraction of a day" in text
    assert "44 rows: 492, 493" in text


def test_each_real_file_is_recognised_among_the_others(shared_data):
    files = {
        "d2": "vancouver-311-xlsx/3-1-1-contact-centre-metrics-2024.xlsx",
        "d3": "pwc-calls-xlsx/01 Call-Center-Dataset.xlsx",
        "d4": "nhs111-mds-2015-16/NHS Calls.csv",
    }
    candidates = [terms(shared_data / file, name) for name, file in files.items()]
    for name, file in files.items():
        found = recognise(shared_data / file, name="received.bin", candidates=candidates)
        assert (found.contract, found.feed) == terms(shared_data / file, name)
    stranger = shared_data / "uci-absenteeism" / "Absenteeism_at_work.csv"
    lost = recognise(stranger, name=stranger.name, candidates=candidates)
    assert [problem.code for problem in lost.problems] == ["file.not_recognised"]
