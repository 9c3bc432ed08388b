"""Two sources: which one counts, day by day, and what the other says."""

from datetime import date, timedelta
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotage.contract.loading import load_contract
from pilotage.counters import KEY_COLUMNS, CounterTable
from pilotage.periods import Month, Window
from pilotage.sources import believed, gaps, of_side, refer, silent
from tests.written_contract import written_contract

MILLION = 1_000_000
FEBRUARY = Month(2026, 2).window
CLIENT, VENDOR, TYPED = 1, 2, 9
HOLDERS = {CLIENT: "client", VENDOR: "vendor"}
AMENDMENT = """
[[document]]
id = "avenant"
title = "Avenant"
signed = 2026-01-20
effective = 2026-02-10
"""
HEAD = written_contract(
    "X", vendor="x", starts="2026-01-01", signed="2025-12-01", streams=("n1", "n2"), more=AMENDMENT
)
CLAUSE = """
[[reference]]
id = "acd"
counters = ["offered"]
{scope}
[[reference.terms]]
from = 2026-01-01
source = "contrat, art. 6"
holder = "{holder}"
fallback = "{fallback}"
"""


def contract(*clauses):
    found, problems = load_contract(HEAD + "\n".join(clauses))
    assert problems == ()
    return found


def clause(holder="client", fallback="none", scope=""):
    return CLAUSE.format(holder=holder, fallback=fallback, scope=scope)


def day(number):
    return date(2026, 2, number)


def row(start, batch, stream="n1", grain="day", **counters):
    return {"stream": stream, "start": start, "grain": grain, "batch": batch, "estimated": "", **counters}


def table(*rows, typed=()):
    names = sorted({name for one in rows for name in one} - set(KEY_COLUMNS))
    frame = pd.DataFrame([{name: one.get(name) for name in (*KEY_COLUMNS, *names)} for one in rows])
    frame["start"] = pd.to_datetime(frame["start"]).astype("datetime64[s]")
    for name in names:
        frame[name] = pd.array(
            [None if pd.isna(v) else int(v * MILLION) for v in frame[name]], dtype="Int64"
        )
    return CounterTable(frame, frozenset(typed))


def total(counters, name, window=FEBRUARY, streams=("n1", "n2")):
    return counters.sums(streams, window).get(name)


def both(client=100, vendor=98, days=(2, 3, 4)):
    return table(
        *(row(day(n), CLIENT, offered=client) for n in days),
        *(row(day(n), VENDOR, offered=vendor, answered=90) for n in days),
    )


def test_the_source_that_the_contract_names_is_the_one_that_counts():
    assert total(refer(both(), contract(clause("client")), HOLDERS), "offered") == 300
    assert total(refer(both(), contract(clause("vendor")), HOLDERS), "offered") == 294


def test_what_the_clause_does_not_name_comes_from_whoever_gives_it():
    assert total(refer(both(), contract(clause("client")), HOLDERS), "answered") == 270


def test_the_other_side_can_be_believed_for_the_sake_of_comparison():
    terms = contract(clause("client"))
    assert total(refer(both(), terms, HOLDERS, "vendor"), "offered") == 294
    assert total(refer(both(), terms, HOLDERS, "client"), "offered") == 300
    assert total(refer(both(), terms, HOLDERS, "client"), "answered") == 270


def test_a_later_clause_changes_the_reference_from_its_day_on():
    later = '[[reference.terms]]\nfrom = 2026-02-10\nsource = "avenant, art. 1"\nholder = "vendor"\n'
    terms = contract(clause("client") + later)
    counted = refer(both(days=(8, 9, 10, 11)), terms, HOLDERS)
    assert [total(counted, "offered", Window(day(n), day(n))) for n in (8, 9, 10, 11)] == [
        100,
        100,
        98,
        98,
    ]
    force = believed(terms, "offered", "n1", day(10))
    assert (force.terms.holder, str(force.source("holder"))) == ("vendor", "avenant, art. 1")
    assert believed(terms, "answered", "n1", day(10)) is None


def test_a_clause_that_ended_leaves_nobody_believed_and_another_may_follow_it():
    ended = '[[reference.terms]]\nfrom = 2026-01-15\nuntil = 2026-02-09\nsource = "contrat, art. 6"\n'
    following = clause("vendor").replace('"acd"', '"prestataire"').replace("2026-01-01", "2026-02-10")
    following = following.replace("contrat, art. 6", "avenant, art. 1")
    for clauses in ((clause("client") + ended, following), (following, clause("client") + ended)):
        counted = refer(both(days=(9, 10)), contract(*clauses), HOLDERS)
        assert [total(counted, "offered", Window(day(n), day(n))) for n in (9, 10)] == [100, 98]


def test_the_reference_may_differ_from_stream_to_stream():
    terms = contract(clause("client", scope='streams = ["n1"]'))
    counted = table(
        row(day(2), CLIENT, offered=100),
        row(day(2), VENDOR, offered=98),
        row(day(2), VENDOR, "n2", offered=40),
    )
    assert total(refer(counted, terms, HOLDERS), "offered") == 140


def test_where_both_count_and_no_clause_decides_neither_counts():
    sums = refer(both(), contract(), HOLDERS).sums(("n1",), FEBRUARY)
    assert "offered" not in sums.values
    assert "offered" in sums.partial
    assert sums.get("answered") == 270


def test_a_single_source_without_a_clause_stays_as_it_is():
    alone = table(row(day(2), VENDOR, offered=98), row(day(2), VENDOR, "n2", offered=12))
    assert refer(alone, contract(), HOLDERS) is alone


def test_a_day_that_the_reference_lacks_makes_the_sum_not_whole():
    counted = table(
        row(day(2), CLIENT, offered=100),
        row(day(2), VENDOR, offered=98, answered=90),
        row(day(3), VENDOR, offered=98, answered=90),
    )
    sums = refer(counted, contract(clause("client")), HOLDERS).sums(("n1",), FEBRUARY)
    assert sums.get("offered") == 100
    assert "offered" in sums.partial
    assert (
        "offered"
        not in refer(counted, contract(clause("client")), HOLDERS)
        .sums(("n1",), Window(day(2), day(2)))
        .partial
    )


def test_the_other_source_stands_in_only_where_the_clause_allows_it_and_is_marked_estimated():
    counted = table(
        row(day(2), CLIENT, offered=100),
        row(day(2), VENDOR, offered=98),
        row(day(3), VENDOR, offered=97),
    )
    sums = refer(counted, contract(clause("client", "other")), HOLDERS).sums(("n1",), FEBRUARY)
    assert (sums.get("offered"), sums.partial, sums.estimated) == (197, frozenset(), {"offered"})
    first = refer(counted, contract(clause("client", "other")), HOLDERS)
    assert first.sums(("n1",), Window(day(2), day(2))).estimated == frozenset()


def test_two_grains_meet_day_by_day():
    counted = table(
        row(day(1), VENDOR, grain="month", offered=980),
        *(row(day(n), CLIENT, offered=100) for n in range(2, 12)),
    )
    assert total(refer(counted, contract(clause("client")), HOLDERS), "offered") == 1000
    by_vendor = refer(counted, contract(clause("vendor")), HOLDERS)
    assert total(by_vendor, "offered") == 980


def test_a_typed_figure_is_the_reference_s_and_gives_way_to_its_file():
    terms = contract(clause("client"))
    alone = table(row(day(2), VENDOR, offered=98), row(day(2), TYPED, offered=101), typed=[TYPED])
    sums = refer(alone, terms, HOLDERS).sums(("n1",), FEBRUARY)
    assert (sums.get("offered"), sums.typed) == (101, {"offered"})
    come = table(
        row(day(2), VENDOR, offered=98), row(day(2), TYPED, offered=101),
        row(day(2), CLIENT, offered=100), typed=[TYPED],
    )  # fmt: skip
    counted = refer(come, terms, HOLDERS)
    assert (total(counted, "offered"), counted.sums(("n1",), FEBRUARY).typed) == (100, frozenset())
    assert silent(counted) == {TYPED}
    assert silent(refer(alone, terms, HOLDERS)) == frozenset()


def test_a_typed_month_gives_way_to_the_first_file_of_one_of_its_days():
    terms = contract()
    counted = table(
        row(day(1), TYPED, grain="month", quality_n=40), row(day(3), VENDOR, quality_n=2), typed=[TYPED]
    )
    assert total(refer(counted, terms, HOLDERS), "quality_n") == 2
    alone = table(row(day(1), TYPED, grain="month", quality_n=40), typed=[TYPED])
    assert refer(alone, terms, HOLDERS).sums(("n1",), FEBRUARY).typed == {"quality_n"}


def test_the_gap_is_taken_over_the_days_that_both_count():
    counted = table(
        *(row(day(n), CLIENT, offered=100) for n in (2, 3, 4)),
        *(row(day(n), VENDOR, offered=98, answered=90) for n in (3, 4, 5)),
    )
    (gap,) = gaps(counted, contract(clause("client")), HOLDERS, FEBRUARY)
    assert (gap.stream, gap.counter, gap.client, gap.vendor, gap.days) == ("n1", "offered", 200, 196, 2)
    assert (gap.difference, round(gap.percent, 2)) == (4, Decimal("2.04"))
    assert (gap.only_client, gap.only_vendor) == ((day(2),), (day(5),))
    assert str(gap.reference.source("holder")) == "contrat, art. 6"


def test_a_gap_against_a_month_is_that_of_the_totals():
    counted = table(
        row(day(1), VENDOR, grain="month", offered=980),
        *(row(day(n), CLIENT, offered=100) for n in range(2, 12)),
    )
    (gap,) = gaps(counted, contract(clause("client")), HOLDERS, FEBRUARY)
    assert (gap.client, gap.vendor, gap.difference) == (1000, 980, 20)


def test_a_counter_that_the_clause_gives_to_an_absent_source_is_told():
    (gap,) = gaps(table(row(day(2), VENDOR, offered=98)), contract(clause("client")), HOLDERS, FEBRUARY)
    assert (gap.client, gap.vendor, gap.only_vendor) == (None, None, (day(2),))
    assert gap.difference is None
    assert gap.percent is None


counts = st.integers(0, 500)
rows = st.lists(
    st.builds(
        row,
        st.integers(2, 9).map(day),
        st.sampled_from([CLIENT, VENDOR]),
        st.sampled_from(["n1", "n2"]),
        offered=counts | st.none(),
        answered=counts | st.none(),
    ),
    min_size=1,
    max_size=25,
    unique_by=lambda one: (one["start"], one["batch"], one["stream"]),
)


@settings(deadline=None)
@given(rows, st.sampled_from(["client", "vendor"]), st.sampled_from(["none", "other"]))
@pytest.mark.parametrize("scope", ["", 'streams = ["n1"]'])
def test_reference_and_other_conserve_every_row(scope, found, holder, fallback):
    whole = table(*found)
    terms = contract(clause(holder, fallback, scope))
    kept = refer(whole, terms, HOLDERS)
    assert len(kept.frame) == len(whole.frame)
    for name in ("offered", "answered"):
        if name not in whole.frame:
            continue
        before, after = whole.frame[name], kept.frame[name]
        stays = after.notna()
        assert (before[stays] == after[stays]).all(), "a figure is kept or set aside, never altered"
        aside = before[before.notna() & ~stays]
        sides = [of_side(whole, HOLDERS, side).frame.get(name, pd.Series(dtype="Int64"))
                 for side in ("client", "vendor")]  # fmt: skip
        assert after.sum() + aside.sum() == sum(side.sum() for side in sides) == before.sum()
        # one source at most for each stream and day, unless no clause is about it and one alone gives it
        keys = kept.frame[stays].groupby(["stream", "start"])["batch"].nunique()
        assert (keys <= 1).all()


@settings(deadline=None)
@given(rows)
def test_believing_the_reference_s_own_side_changes_nothing_but_the_stand_ins(found):
    whole = table(*found)
    terms = contract(clause("client"))
    reference, client = (refer(whole, terms, HOLDERS, side) for side in ("reference", "client"))
    window = Window(day(1), day(1) + timedelta(days=20))
    assert total(reference, "offered", window) == total(client, "offered", window)
