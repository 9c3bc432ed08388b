"""What one decision takes out of an SLA, by the shape and the grain of its clause."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from pilotage.neutralisation import Relief, Span, exclusion, reads_half_hours, worked
from pilotage.neutralisation.slots import Cell
from pilotage.periods import Month, Window
from tests.months import contract, half_hours, table

JANUARY = Month(2026, 1)
MONDAY, TUESDAY = date(2026, 1, 5), date(2026, 1, 6)
FRAME = """
stream = [
  {{ id = "n1", name = "Niveau 1", activity = "voix" }},
  {{ id = "n2", name = "Niveau 2", activity = "voix" }},
]
kpi = [{{ id = "QS", formula = "service_level", within_s = 20, source = "contrat, 1" }}]
sla = [{{ id = "QS", kpi = "QS", terms = [{{ from = 2025-01-01, source = "contrat, 2", target = 80 }}] }}]
[[price]]
id = "heure"
activity = "voix"
unit = "productive_hour"
terms = [{{ from = 2025-01-01, source = "contrat, 4", price = 30 }}]
[[neutralisation]]
id = "clause"
cause = "volume_above_forecast"
terms = [{{ from = 2025-01-01, source = "contrat, 6", {terms} }}]
"""


def terms(text):
    return contract(FRAME.format(terms=text))


def at(day, hour=0, minute=0):
    return datetime.combine(day, time(hour, minute))


def relief(*spans, name="1", **more):
    return Relief(name, "clause", MONDAY, tuple(Span(*one) for one in spans), **more)


MORNING = (at(MONDAY, 9), at(MONDAY, 10))
JANUARY_DAYS = {at(date(2026, 1, n)) for n in range(1, 32)}


def days(offered=150, forecast=100, **more):
    return table([{"day": MONDAY, "offered": offered, "forecast": forecast, **more}])


def left(text, *decided, counters=None, clock=None):
    made = terms(text)
    given = counters if counters is not None else days()
    return exclusion(made, made.sla[0], given, clock, decided, JANUARY)


@pytest.mark.parametrize(
    ("text", "spans", "read"),
    [
        ('shape = "slots_out", grain = "half_hour"', (), True),
        ('shape = "slots_out", grain = "day"', (MORNING,), False),
        ('shape = "pro_rata", grain = "day", above = 110', (), False),
        ('shape = "pro_rata", grain = "day", above = 110', (MORNING,), True),
    ],
)
def test_half_hours_are_read_for_slots_of_half_hours_and_for_shares_of_spans(text, spans, read):
    assert reads_half_hours(terms(text), JANUARY, [relief(*spans)]) is read
    assert not reads_half_hours(terms(text), JANUARY, [])


def test_a_decision_of_before_the_clause_is_in_force_reads_nothing():
    text = 'shape = "slots_out", grain = "half_hour"'
    assert not reads_half_hours(terms(text), Month(2024, 12), [relief()])


def test_a_decision_on_one_stream_leaves_the_others():
    found = left('shape = "slots_out"', relief(MORNING, streams=("n2",)))
    assert found.cells == {Cell("n2", at(MONDAY, 9)), Cell("n2", at(MONDAY, 9, 30))}


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ('shape = "slots_out", grain = "window"', ()),
        ('shape = "slots_out", grain = "window"', (MORNING,)),
        ('shape = "slots_out", grain = "window", above = 110', (MORNING,)),
        ('shape = "slots_out", grain = "window", above = 149.9', ()),
    ],
)
def test_a_clause_by_window_takes_every_day_of_its_month(text, spans):
    found = left(text, relief(*spans)).cells
    assert found == {Cell(name, day, whole=True) for name in ("n1", "n2") for day in JANUARY_DAYS}


def test_a_clause_by_window_takes_nothing_at_its_margin_or_without_a_forecast():
    text = 'shape = "slots_out", grain = "window", above = 150'
    assert left(text, relief()).cells == frozenset()
    alone = table([{"day": MONDAY, "offered": 150}])
    assert left(text, relief(), counters=alone).cells == frozenset()


def test_a_whole_window_is_out_when_a_span_meets_it_and_all_decisions_are_named():
    found = left('shape = "whole"', relief(MORNING, name="b"), relief(MORNING, name="a"))
    assert found.whole(["n1"], Window(MONDAY, MONDAY)) == "a, b"
    assert found.whole(["n1"], Window(TUESDAY, TUESDAY)) == ""
    assert found.whole(["n1"], Window(date(2026, 1, 4), date(2026, 1, 4))) == ""


def test_a_span_that_ends_at_midnight_does_not_touch_the_next_day_nor_the_one_before():
    found = left('shape = "whole"', relief((at(MONDAY), at(TUESDAY))))
    assert found.whole(["n1"], Window(MONDAY, MONDAY)) == "1"
    assert found.whole(["n1"], Window(TUESDAY, TUESDAY)) == ""
    assert found.whole(["n1"], Window(date(2026, 1, 4), date(2026, 1, 4))) == ""


def test_a_whole_month_is_out_above_the_margin_and_never_the_month_after():
    found = left('shape = "whole", above = 149', relief())
    assert found.whole(["n1"], JANUARY.window) == "1"
    assert found.whole(["n1"], Month(2026, 2).window) == ""
    assert left('shape = "whole", above = 150', relief()).whole(["n1"], JANUARY.window) == ""


def test_the_share_kept_is_what_came_less_what_lies_above_the_margin():
    found = left('shape = "pro_rata", above = 110', relief()).share(["n1"], JANUARY.window)
    assert found is not None
    assert (found.kept, found.actual, found.on, found.reliefs) == (110, 150, "consequence", "1")


def test_a_share_cites_the_clause_that_set_its_margin_and_not_the_last_one():
    amended = (
        'shape = "pro_rata", above = 110 }, { from = 2026-01-01, source = "contrat, 7", request_days = 5'
    )
    share = left(amended, relief()).share(["n1"], JANUARY.window)
    assert share is not None
    assert str(share.source) == "contrat, 6"


@pytest.mark.parametrize(("offered", "kept"), [(110, None), (Decimal("110.5"), 110), (0, None)])
def test_a_volume_at_the_margin_leaves_no_share_and_half_a_call_above_it_does(offered, kept):
    counters = days(offered=offered)
    found = left('shape = "pro_rata", above = 110', relief(), counters=counters)
    share = found.share(["n1"], JANUARY.window)
    assert (share and share.kept) == kept


def test_the_share_of_spans_is_worked_out_on_their_half_hours():
    clock = half_hours(
        [
            {"at": at(MONDAY, 9), "offered": 50, "forecast": 20},
            {"at": at(MONDAY, 11), "offered": 100, "forecast": 80},
        ]
    )
    found = left('shape = "pro_rata", above = 110', relief(MORNING), clock=clock)
    share = found.share(["n1"], JANUARY.window)
    assert share is not None
    assert (share.kept, share.actual) == (150 - (50 - 22), 150)
    assert found.share(["n1"], Window(TUESDAY, TUESDAY)) is None
    assert left('shape = "pro_rata", above = 110', relief(MORNING)).share(["n1"], JANUARY.window) is None


def test_spans_outside_the_window_leave_its_volume_as_it_came():
    elsewhere = relief((at(TUESDAY, 9), at(TUESDAY, 10)))
    found = left('shape = "pro_rata", above = 110', elsewhere)
    assert found.share(["n1"], Window(MONDAY, MONDAY)) is None


def test_idle_hours_leave_the_days_of_their_spans_alone():
    rows = [{"day": date(2026, 1, n), "productive_hours": 8, "handled": 5} for n in (4, 5, 6)]
    made, counters = terms('shape = "slots_out"'), table(rows)

    def hours(*spans):
        given = relief(*spans, idle_hours=(("heure", Decimal(10)),))
        frame = worked(made, counters, [given], JANUARY).frame
        return [one // 1_000_000 for one in frame["productive_hours"]]

    assert hours((at(MONDAY, 9), at(TUESDAY))) == [8, 0, 8]
    assert hours((at(MONDAY, 9), datetime.combine(TUESDAY, time(0, 0, 1)))) == [8, 0, 6]
    assert hours() == [0, 6, 8]


def test_idle_hours_leave_only_what_is_divided_by_hours_worked():
    given = relief(idle_hours=(("heure", Decimal(3)),))
    found = left('shape = "whole"', given, counters=days(productive_hours=8))
    assert found.table(("productive_hours",)) is found.without_idle
    assert found.table(("offered",)) is found.counters
    none = left('shape = "whole"', relief())
    assert none.table(("productive_hours",)) is none.counters


@pytest.mark.parametrize(
    ("per", "out"), [("scope", set()), ("stream", {Cell("n1", at(MONDAY), whole=True)})]
)
def test_a_stream_judged_apart_is_held_against_its_own_forecast(per, out):
    text = FRAME.format(terms='shape = "slots_out", grain = "day", above = 110')
    made = contract(text.replace('kpi = "QS", terms', f'kpi = "QS", per = "{per}", terms'))
    rows = [
        {"stream": name, "day": MONDAY, "offered": offered, "forecast": 100}
        for name, offered in (("n1", 120), ("n2", 50))
    ]
    found = exclusion(made, made.sla[0], table(rows), None, [relief()], JANUARY)
    assert found.cells == out


def test_of_several_shares_the_least_counts_and_at_the_same_the_first_decision():
    text = (
        FRAME.format(terms='shape = "pro_rata", above = 110, on = "denominator"')
        + """
[[neutralisation]]
id = "autre"
cause = "volume_above_forecast"
terms = [{ from = 2025-01-01, source = "contrat, 7", shape = "pro_rata", above = 110 }]
[[neutralisation]]
id = "stricte"
cause = "volume_above_forecast"
terms = [{ from = 2025-01-01, source = "contrat, 8", shape = "pro_rata", above = 100 }]
"""
    )
    made = contract(text)

    def share(*clauses):
        decided = [Relief(str(n), clause, MONDAY) for n, clause in enumerate(clauses)]
        return exclusion(made, made.sla[0], days(), None, decided, JANUARY).share(["n1"], JANUARY.window)

    same = share("clause", "autre")
    assert (same.kept, same.reliefs, same.on) == (110, "0", "denominator")
    least = share("clause", "autre", "stricte")
    assert (least.kept, least.reliefs, str(least.source)) == (100, "2", "contrat, 8")


def test_the_half_hours_taken_leave_what_is_measured_by_half_hour_and_are_kept_beside():
    clock = half_hours([{"at": at(MONDAY, hour), "offered": hour} for hour in (9, 11)])
    found = left('shape = "slots_out"', relief(MORNING), clock=clock)
    assert found.half_hours is not None
    assert [one.hour for one in found.half_hours.frame["start"]] == [11]
    assert found.raw_half_hours is clock
    untouched = left('shape = "whole"', relief(MORNING), clock=clock)
    assert untouched.half_hours is clock


@pytest.mark.parametrize("decided", [(), (relief(MORNING),)])
def test_what_concerns_the_bill_alone_takes_nothing_from_what_is_judged(decided):
    clock, given = half_hours([{"at": at(MONDAY, 9), "offered": 5}]), days()
    found = left('shape = "slots_out", may_change = "billing"', *decided, counters=given, clock=clock)
    assert (found.counters, found.raw) == (given, given)
    assert (found.half_hours, found.raw_half_hours) == (clock, clock)
    assert (found.held, found.cells, found.reliefs, found.without_idle) == ((), frozenset(), "", None)
    assert found.table(("productive_hours",)) is given


def test_idle_hours_at_a_price_that_the_contract_does_not_have_take_nothing():
    counters = days(productive_hours=8)
    given = relief(idle_hours=(("inconnu", Decimal(3)),))
    assert worked(terms('shape = "slots_out"'), counters, [given], JANUARY) is counters
