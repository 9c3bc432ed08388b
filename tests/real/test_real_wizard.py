"""Files that nobody prepared, read from nothing: the wizard proposes, a person answers the few questions
that no file could answer, and every figure agrees with the reference values beside the files.
"""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from real.roads import FILES, Road, assert_agrees, printed

from pilotage.contract.loading import load_contract
from pilotage.feeds.normalising import normalise
from pilotage.wizard.proposing import propose

HERE = Path(__file__).parent
QUESTIONS = {
    "daily": ["period", "rows", "weight:Service Level (20 Seconds)", "weight:Waiting Time (AVG)"],
    "desks": ["period", "rows", "weight:Service Level (20 Seconds)", "weight:Waiting Time (AVG)"],
    "2023": ["threshold:ServiceLevel", "weight:ServiceLevel"],
    "2024": ["weight:ServiceLevel"],
    "calls": ["time_zone"],
    "nhs": [],
    "sf": ["same_slot"],
    "sf-all": ["same_slot"],
    "absences": ["period"],
    "week": ["time_zone"],
    "year": ["time_zone"],
}


@pytest.mark.parametrize("name", FILES)
def test_only_what_the_file_cannot_tell_is_asked(road: Road, name: str):
    told = road.told["en", name]
    assert [question["id"] for question in told["questions"]] == QUESTIONS[name]
    assert told["complete"]
    given = {answer.rpartition("=")[0] for answer in FILES[name].answers}
    proposed = {q["id"] for q in told["questions"] if q["proposed"]}
    assert {q["id"] for q in told["questions"]} == given | proposed, "nothing else had to be said"


@pytest.mark.parametrize("name", FILES)
def test_the_preview_has_the_figures_that_the_import_then_gives(road: Road, name: str):
    told, report = road.told["en", name], road.imported[name]
    assert report["status"] == "imported"
    assert told["preview"]["rows"] == report["rows"]
    assert [p["code"] for p in told["preview"]["problems"]] == [p["code"] for p in report["problems"]]


def test_next_year_s_file_needs_no_answer_at_all(road: Road):
    assert FILES["2024"].answers == ()
    weight = road.told["en", "2024"]["questions"][0]
    assert (weight["proposed"], weight["answer"]) == ("offered", None)


# ---- one row a day, and no date -------------------------------------------------------------


def daily(found, key, expected):
    """The columns of the reference table of the daily calls, but the one of the other weight."""

    def figure(kpi: str, part: str = "value") -> str:
        return found[*key, kpi][part]

    return {
        "offered": figure("ANSWERED", "denominator"),
        "answered": figure("ANSWERED", "numerator"),
        "abandoned": figure("ABANDON", "numerator"),
        "answer_rate": figure("ANSWERED"),
        "abandon_rate": figure("ABANDON"),
        "asa_s_w_answered": figure("ASA"),
        "talk_s_w_answered": figure("TALK"),
        "wait_s_w_offered": figure("WAIT"),
        expected: figure("SL20" if expected == "sl20_w_offered" else "SL20-ANSWERED"),
    }


@pytest.mark.parametrize(("name", "last"), [("all", "2024-06-04"), ("rows 1-31", "2021-01-31")])
def test_the_daily_calls_agree_once_their_first_day_is_said(road: Road, reference, name, last):
    row = next(row for row in reference("D1")[0] if row["slice"] == name)
    found = road.kpis("DAILY-CALLS", "2021-01-01", last, "total")
    assert_agrees(daily(found, (f"2021-01-01/{last}", ""), "sl20_w_offered"), row)


def test_each_row_is_a_day_of_its_own(road: Road, shared_data: Path):
    found = road.kpis("DAILY-CALLS", "2021-01-01", "2024-06-04", "day")
    levels = [round(Decimal(row["value"]), 4) for (_, _, kpi), row in found.items() if kpi == "SL20"]
    lost = [Decimal(row["value"]) for (_, _, kpi), row in found.items() if kpi == "ABANDON"]
    text = (shared_data / "REFERENCE.md").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("days (rows) with SL20"))
    counts = [int(number) for number in re.findall(r": (\d+)", line)]
    assert f"{sum(level >= 80 for level in levels)} of {len(levels)};" in line
    assert [sum(rate > 5 for rate in lost), 0] == counts[-2:]
    assert "row.unbalanced" not in [p["code"] for p in road.imported["daily"]["problems"]]


def test_a_column_of_people_is_read_only_where_the_contract_has_its_values_as_streams(road: Road):
    role = {c["name"]: c["role"] for c in road.told["en", "daily"]["columns"]}
    assert role["Sales Rep"] == "personal"
    role = {c["name"]: c["role"] for c in road.told["en", "desks"]["columns"]}
    assert role["Sales Rep"] == "stream"


def test_the_daily_calls_agree_desk_by_desk_weighed_by_the_answered(road: Road, reference):
    found = road.kpis("DESK-CALLS", "2021-01-01", "2024-06-04", "total")
    rows = [row for row in reference("D1")[0] if row["slice"] != "rows 1-31"]
    assert len(rows) == 11
    for row in rows:
        stream = "" if row["slice"] == "all" else row["slice"]
        key = ("2021-01-01/2024-06-04", stream)
        assert_agrees(daily(found, key, "sl20_w_answered"), row)


def test_what_rests_on_printed_means_and_rates_is_marked_estimated(road: Road):
    found = road.kpis("DAILY-CALLS", "2021-01-01", "2024-06-04", "total")
    assert {kpi: row["estimated"] for (_, _, kpi), row in found.items()} == {
        "ANSWERED": False,
        "ABANDON": False,
        "SL20": True,
        "SL20-ANSWERED": True,
        "ASA": True,
        "TALK": True,
        "WAIT": True,
    }


# ---- one row a call, agents by their first names ---------------------------------------------


def test_calls_agree_agent_by_agent_where_a_contract_has_them_as_streams(shared_data: Path, reference):
    rows = [row for row in reference("D3")[0] if row["slice"].isalpha() and row["slice"] != "all"]
    streams = "".join(
        f'[[stream]]\nid = "{row["slice"]}"\nname = "{row["slice"]}"\nactivity = "calls"\n\n'
        for row in rows
    )
    text = (HERE / "d3.contract.toml").read_text(encoding="utf-8")
    text = re.sub(r"\[\[stream\]\].*?\n\n", "", text, flags=re.DOTALL).replace(
        "[[kpi]]", streams + "[[kpi]]", 1
    )
    contract, problems = load_contract(text, "d3")
    assert contract is not None, problems
    path = shared_data / FILES["calls"].file
    proposal = propose(path, name=path.name, contract=contract)
    assert proposal.feed is not None
    assert proposal.feed.stream.column == "Agent"
    feed = proposal.feed.at_thresholds(["answered_within_60s", "answered_within_20s"])
    found = normalise(path, name=path.name, feed=feed, contract=contract, today=date(2026, 11, 12))
    for row in rows:
        mine = found.projection[found.projection["stream"] == row["slice"]]
        s = {name: Decimal(int(mine[name].sum())) / 1_000_000 for name in feed.counters}
        assert_agrees(
            {
                "offered": str(s["offered"]),
                "answered": str(s["answered"]),
                "unanswered": str(s["abandoned"]),
                "answer_rate": str(100 * s["answered"] / s["offered"]),
                "resolved": str(s["resolved"]),
                "fcr_of_answered": str(100 * s["resolved"] / s["resolvable"]),
                "fcr_of_offered": str(100 * s["resolved"] / s["offered"]),
                "sl60_answered_base": str(100 * s["answered_within_60s"] / s["answered"]),
                "sl60_offered_base": str(100 * s["answered_within_60s"] / s["offered"]),
                "sl20_offered_base": str(100 * s["answered_within_20s"] / s["offered"]),
                "asa_s": str(s["wait_s"] / s["answered"]),
                "talk_s": str(s["talk_s"] / s["handled"]),
                "csat_mean": str(s["csat_sum"] / s["csat_n"]),
                "csat_4_5": str(100 * s["csat_satisfied"] / s["csat_n"]),
            },
            row,
        )
    assert len(rows) == 8


# ---- one row a month, one of them twice ------------------------------------------------------


def of_year(found, year: str, kpi: str) -> tuple[Decimal, Decimal, int]:
    """The sums of a KPI over the months that have it: above, below, how many months."""
    rows = [
        row
        for (period, stream, name), row in found.items()
        if name == kpi and not stream and period.startswith(year) and row["status"] == "measured"
    ]
    above, below = (
        sum((Decimal(r[part]) for r in rows), Decimal(0)) for part in ("numerator", "denominator")
    )
    return above, below, len(rows)


def test_san_francisco_agrees_year_by_year_and_in_total(road: Road, reference):
    found = road.kpis("SF311-ALL", "2007-01-01", "2017-12-31", "month")
    rows = reference("D5")[0]
    assert len(rows) == 12
    for row in rows:
        year = "20" if row["year"].startswith("total") else row["year"]
        level, answered, months = of_year(found, year, "SL60")
        waited, weighed, _ = of_year(found, year, "ASA")
        moved, handled, _ = of_year(found, year, "TRANSFERS")
        twice = year in {"20", "2015"}
        assert_agrees(
            {
                "rows": str(months + twice),
                "answered": str(answered),
                "sl60_w": str(100 * level / answered),
                "asa_s_w": str(waited / weighed),
                **({"transferred_w": str(100 * moved / handled)} if handled else {}),
            },
            row,
        )
        assert bool(handled) == bool(row["transferred_w"])


def test_the_months_below_half_are_as_many(road: Road, reference):
    found = road.kpis("SF311", "2007-01-01", "2017-12-31", "month")
    for row in reference("D5")[0][:-1]:
        below = [
            period
            for (period, _, kpi), figure in found.items()
            if kpi == "SL60" and period.startswith(row["year"]) and figure["value"] is not None
            if Decimal(figure["value"]) < 50
        ]
        assert str(len(below)) == row["months_sl_below_50"]


def test_the_month_that_stands_twice_counts_as_somebody_said(road: Road, shared_data: Path):
    text = (shared_data / "REFERENCE.md").read_text(encoding="utf-8")
    first = re.search(r"2015 without the second row: answered (\d+)", text)
    assert first is not None
    found = road.kpis("SF311", "2015-01-01", "2015-12-31", "month")
    assert str(of_year(found, "2015", "SL60")[1]) == first[1]


# ---- absences: months without a year, and people in every column ------------------------------


def test_the_absences_agree_month_by_month_once_the_year_is_said(
    road: Road, reference, shared_data: Path
):
    found = road.kpis("ABSENCES", "2010-01-01", "2010-12-31", "month")
    rows = {row["month"]: row for row in reference("D7")[0]}
    for month in range(1, 13):
        assert_agrees(
            {"hours": found[f"2010-{month:02}", "", "FAILURES"]["denominator"]}, rows[str(month)]
        )
    total = road.kpis("ABSENCES", "2010-01-01", "2010-12-31", "total")[
        "2010-01-01/2010-12-31", "", "FAILURES"
    ]
    text = (shared_data / "REFERENCE.md").read_text(encoding="utf-8")
    assert f"hours {total['denominator']}, " in text
    assert f"disciplinary failures {total['numerator']}\n" in text
    (lost,) = [p for p in road.imported["absences"]["problems"] if p["severity"] == "row"]
    assert (lost["code"], lost["column"], lost["read"]) == ("date.not_a_date", "Month of absence", "0")
    assert f"rows with month 0 {lost['count']}," in text
    kept = road.imported["absences"]["rows"]
    assert f"rows {kept + lost['count']}, employees " in text
    mean = Decimal(total["denominator"]) / (kept + lost["count"])
    assert f"mean hours per row {printed(str(mean), '0.0000')}," in text


def test_rows_of_no_hour_and_people_are_counted_and_nobody_is_kept(shared_data: Path, reference):
    contract, _ = load_contract((HERE / "d7.contract.toml").read_text(encoding="utf-8"), "d7")
    path = shared_data / FILES["absences"].file
    proposal = propose(path, name=path.name, contract=contract, answers={"period": "2010-01-01"})
    assert proposal.feed is not None
    assert contract is not None
    found = normalise(
        path,
        name=path.name,
        feed=proposal.feed,
        contract=contract,
        today=date(2026, 11, 12),
        period="2010-01-01",
    )
    rows = found.rows.to_pandas()
    text = (shared_data / "REFERENCE.md").read_text(encoding="utf-8")
    lost = found.read - found.kept
    assert f"rows with 0 hours {int((rows['absent_hours'] == 0).sum()) + lost}," in text
    by_month = rows.groupby(rows["start"].dt.month).size()
    assert {str(month): str(count) for month, count in by_month.items()} == {
        row["month"]: row["rows"] for row in reference("D7")[0] if row["month"] != "0"
    }
    people = next(column for column in proposal.columns if column.name == "ID")
    assert people.role == "personal"
    assert f"employees {dict(people.because[0].params)['count']}," in text
    assert set(rows.columns) == {
        "stream",
        "start",
        "start_utc",
        "day",
        "absent_hours",
        "disciplinary_failures",
    }


# ---- quarter-hours, and a printed rate that is not what it says --------------------------------


def interval_row(found, period: str) -> dict[str, str]:
    return {
        "offered": found[period, "", "ABANDON"]["denominator"],
        "answered": found[period, "", "ASA"]["denominator"],
        "abandoned": found[period, "", "ABANDON"]["numerator"],
        "abandon_rate": found[period, "", "ABANDON"]["value"],
        "aht_s_w_answered": found[period, "", "AHT"]["value"],
        "asa_s_w_answered": found[period, "", "ASA"]["value"],
    }


def test_the_week_of_intervals_agrees_by_day(road: Road, reference):
    days = road.kpis("WFM", "2025-01-06", "2025-01-11", "day")
    total = road.kpis("WFM", "2025-01-06", "2025-01-11", "total")
    for row in reference("D8")[0]:
        if "week" in row["slice"]:
            assert_agrees(interval_row(total, "2025-01-06/2025-01-11"), row)
        else:
            assert_agrees(interval_row(days, f"2025-01-{int(row['slice'].split('/')[1]):02}"), row)


def test_the_year_of_intervals_agrees_by_month(road: Road, reference):
    months = road.kpis("WFM-YEAR", "2025-01-01", "2025-12-31", "month")
    total = road.kpis("WFM-YEAR", "2025-01-01", "2025-12-31", "total")
    rows = reference("D8")[1]
    assert len(rows) == 13
    for row in rows:
        whole = "year" in row["slice"]
        found, period = (total, "2025-01-01/2025-12-31") if whole else (months, row["slice"])
        assert_agrees(interval_row(found, period), row)


@pytest.mark.parametrize(("name", "table"), [("week", 0), ("year", 1)])
def test_the_quarters_of_an_hour_within_twenty_seconds_are_as_many(shared_data, reference, name, table):
    contract, _ = load_contract((HERE / "d8.contract.toml").read_text(encoding="utf-8"), "d8")
    path = shared_data / FILES[name].file
    proposal = propose(path, name=path.name, contract=contract)
    assert proposal.feed is not None
    assert contract is not None
    found = normalise(
        path, name=path.name, feed=proposal.feed, contract=contract, today=date(2026, 11, 12)
    )
    rows = found.rows.to_pandas()
    rows["in_time"] = rows["wait_s"] <= 20 * rows["answered"]
    for row in reference("D8")[table]:
        if "file" in row["slice"]:
            mine = rows
        elif "/" in row["slice"]:
            mine = rows[rows["start"].dt.day == int(row["slice"].split("/")[1])]
        else:
            mine = rows[rows["start"].dt.strftime("%Y-%m") == row["slice"]]
        assert [row["intervals"], row["intervals_asa_le_20"]] == [
            str(len(mine)),
            str(int(mine["in_time"].sum())),
        ]


def test_the_weekdays_settle_that_the_month_comes_first(road: Road):
    columns = {c["name"]: c for c in road.told["en", "week"]["columns"]}
    assert columns["Date"]["form"] == ["m/d/yy"]
    assert "because.weekdays" in [reason["code"] for reason in columns["Date"]["because"]]


def test_a_printed_rate_that_contradicts_its_counters_is_refused_with_its_arithmetic(
    road: Road, shared_data: Path
):
    text = (shared_data / "REFERENCE.md").read_text(encoding="utf-8")
    wrong, of = re.findall(r"by more than 0.01 point: (\d+) of (\d+)", text)[0]
    columns = {c["name"]: c for c in road.told["en", "year"]["columns"]}
    rate = columns["Abandonment_Rate_%"]
    assert (rate["role"], rate["refused"]) == ("check", True)
    assert rate["because"][-1]["message"].startswith(
        f"It is Abandoned / Offered on {int(of) - int(wrong)} of {int(of):,} rows only"
    )
    (doubt,) = road.told["en", "year"]["doubts"]
    assert (doubt["code"], doubt["count"]) == ("wizard.rate_contradicted", int(wrong))
    (problem,) = road.imported["year"]["problems"]
    assert (problem["code"], problem["count"], problem["row"]) == ("row.rate_contradicted", int(wrong), 2)


# ---- a workbook with titles, formulas never computed, and two sheets ---------------------------


def test_the_workbook_of_the_planners_says_what_it_lacks(shared_data: Path):
    contract, _ = load_contract((HERE / "d8.contract.toml").read_text(encoding="utf-8"), "d8")
    path = shared_data / "wfm-interval-15min" / "erlang_c_staffing_forecast.xlsx"
    asked = propose(path, name=path.name, contract=contract)
    sheet = next(question for question in asked.questions if question.id == "sheet")
    assert sheet.choices == ("Schedule_Service_Level", "erlang_c_staffing_forecast")
    assert not asked.complete
    first = propose(path, name=path.name, contract=contract, answers={"sheet": sheet.choices[0]})
    assert {"wizard.titles", "wizard.no_value"} <= {doubt.code for doubt in first.doubts}
    second = propose(path, name=path.name, contract=contract, answers={"sheet": sheet.choices[1]})
    assert second.complete
    empty = [doubt.column for doubt in second.doubts if doubt.code == "wizard.no_value"]
    assert {"Calls_Abandoned", "Abandonment_Rate_%", "Required_Agents"} <= set(empty)
