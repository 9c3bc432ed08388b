"""Seed files of many layouts with bytes or cells changed at random: never an uncaught exception, never a
partial result, and every rejection says where.
"""

import csv
import io
import random
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilotage.feeds.model import Feed
from pilotage.feeds.normalised import Normalised
from pilotage.feeds.normalising import normalise
from pilotage.feeds.numbers import Marks, number
from pilotage.feeds.profile import load_profiles
from pilotage.locale import Words
from pilotage.locale.sentences import sentence, sentences
from pilotage.problems import Severity
from pilotage.wizard.inspecting import inspect
from tests.unit.feeds.feed_fixtures import DAILY, HALF_HOURS, TODAY, contract_of, feed_of
from tests.unit.feeds.seeds import CONTACTS, RATES, SEEDS, Seed, mutated


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


#: Codes of rejected rows that are of no column: a row cut short, a slot told twice, a row left out whole.
OF_NO_COLUMN = {"row.ragged", "slot.conflict"}
#: Refusals of a file as a whole that still stand on a row, once its table is found.
ON_A_ROW = {"file.column_missing", "file.column_twice", "file.wide_missing", "date.swapped"}


def says_where(found: Normalised, name: str) -> None:
    """Every problem is of this file and has a sentence; a rejected row has its number and column."""
    for problem in found.problems:
        assert problem.code in sentences(), problem.code
        assert problem.file == name
        assert name in sentence(problem, WORDS)
        if problem.severity is Severity.ROW:
            assert problem.row is not None, problem
            assert problem.row > 0, problem
            undated = problem.code.startswith("date.") and not FEEDS[name].when.date
            assert problem.column or undated or problem.code in OF_NO_COLUMN, problem
            assert len(problem.rows) <= problem.count
        if problem.code in ON_A_ROW:
            assert problem.row is not None, problem


def read(seed: Seed, content: bytes) -> Normalised:
    """The content under the seed's profile."""
    feed = FEEDS.setdefault(seed.name, feed_of(seed.profile))
    return normalise(
        content, name=seed.name, feed=feed, contract=CONTRACT, today=TODAY, period=seed.period
    )


WORDS, CONTRACT = Words("fr"), contract_of()
FEEDS: dict[str, Feed] = {}


@pytest.mark.parametrize("seed", SEEDS, ids=[seed.name for seed in SEEDS])
def test_every_seed_imports_as_it_is(seed):
    found = read(seed, seed.data)
    assert {problem.code for problem in found.problems} == set(seed.told)
    assert found.read == found.kept == seed.kept
    whole_or_refused(found)


def test_the_seeds_are_of_many_layouts():
    assert len({seed.profile for seed in SEEDS}) >= 12
    assert {seed.name.rpartition(".")[2] for seed in SEEDS} == {
        *("csv", "tsv", "txt", "xlsx", "xls", "xlsb", "ods", "zip")
    }


def test_mutated_files_are_read_whole_or_refused_with_a_sentence(soak):
    rng = random.Random(20261112)
    for turn in range(10_000 if soak else 1_000):
        seed = SEEDS[turn % len(SEEDS)]
        content = mutated(seed.data, rng)
        found = read(seed, content)
        whole_or_refused(found)
        says_where(found, seed.name)


CELLS = st.one_of(
    st.integers(-5, 2_000).map(str),
    st.sampled_from(
        ["", "-", "1 234", "1.234", "12,5", "95,6 %", "n/a", "Total", "#DIV/0!", "05:12", "'"]
    ),
    st.text(max_size=8),
)
DATES = st.one_of(
    st.dates(date(2025, 1, 1), TODAY).map(lambda day: f"{day:%d/%m/%Y}"),
    st.sampled_from(["", "Total", "31/02/2026", "2026-10-01", "13/25/2026", "10/13/2026", "Date"]),
    st.text(max_size=10),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True, max_examples=200)
@given(st.lists(st.tuples(DATES, CELLS, CELLS, CELLS), min_size=1, max_size=12))
def test_any_cells_under_a_good_header_are_kept_exactly_or_told(rows):
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerows([["Date", "Présentés", "Décrochés", "Abandonnés"], *rows])
    seed = Seed("cellules.csv", DAILY, b"")
    found = read(seed, out.getvalue().encode("utf-8", "replace"))
    whole_or_refused(found)
    says_where(found, seed.name)
    if not found.refused:
        numbers = {number(cell.strip(), Marks(",")) for _, cell, _, _ in rows}
        kept = {value for value in found.rows["offered"].to_pylist() if value is not None}
        assert kept <= {int(value * 1_000_000) for value in numbers if isinstance(value, Decimal)}


def test_mutated_files_are_inspected_without_a_crash(soak):
    rng = random.Random(11)
    for turn in range(2_000 if soak else 200):
        seed = SEEDS[turn % len(SEEDS)]
        found = inspect(mutated(seed.data, rng), name=seed.name)
        assert len(found.sha256) == 64
        assert all(problem.code in sentences() for problem in (*found.problems, *found.questions))


def test_mutated_profiles_load_or_say_why(soak):
    rng = random.Random(7)
    texts = [DAILY, HALF_HOURS, CONTACTS, RATES, *(seed.profile for seed in SEEDS)]
    for _ in range(2_000 if soak else 200):
        text = mutated(rng.choice(texts).encode(), rng).decode("utf-8", "replace")
        profiles, problems = load_profiles(text, "feeds.toml")
        assert (profiles is None) == bool(problems)
        assert all(problem.code in sentences() for problem in problems)
