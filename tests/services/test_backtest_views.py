"""Who would have been where under a draft, and what it would have changed at every vendor."""

from pilotage.periods import Month
from pilotage.services import backtest, backtest_views, catalogue
from pilotage.services.actor import Actor, Role, local_administrator
from pilotage.sla import Zone

WHO = local_administrator()
FIRST, LAST = Month(2025, 10), Month(2026, 10)


def test_every_month_of_an_sla_stands_in_one_zone_on_each_side(demo):
    draft = catalogue.contract(demo, WHO, ref="ARMOR-2025")
    tried = backtest.try_draft(demo, WHO, draft=draft, first=FIRST, last=LAST)
    found = {one.sla: one for one in backtest_views.spread(tried)}
    qs = found["QS"]
    assert (qs.before[Zone.MALUS], qs.after[Zone.MALUS]) == (3, 4)
    assert (qs.before[Zone.BONUS], qs.after[Zone.BONUS]) == (2, 1)
    assert sum(qs.before.values()) == sum(qs.after.values()) == 13
    assert qs.moved
    assert not found["NQ"].moved


def test_a_draft_is_tried_on_every_vendor_and_who_lacks_the_channel_says_so(demo):
    draft = catalogue.contract(demo, WHO, ref="ARMOR-2025")
    found = {
        one.card.ref: one for one in backtest_views.across(demo, WHO, draft=draft, first=FIRST, last=LAST)
    }
    assert next(iter(found)) == "ARMOR-2025"
    alone = backtest.try_draft(demo, WHO, draft=draft, first=FIRST, last=LAST, ref="ATLAS-2025")
    assert found["ATLAS-2025"].difference == alone.difference
    assert found["ARMOR-2025"].moved == (Month(2026, 2), Month(2026, 3), Month(2026, 5))
    assert found["RAVINALA-2025"].difference is None
    assert [one.code for one in found["RAVINALA-2025"].problems] == ["backtest.no_channel"]


def test_months_that_could_not_be_tried_are_told_with_why(demo):
    """Today is in November 2026, which is not over."""
    draft = catalogue.contract(demo, WHO, ref="ARMOR-2025")
    begins = catalogue.card(demo, WHO, ref="ARMOR-2025").first_month
    asked = begins.plus(-2), Month(2026, 11)
    tried = backtest.try_draft(demo, WHO, draft=draft, first=asked[0], last=asked[1])
    told = {one.code: dict(one.params) for one in tried.problems}
    assert set(told) == {"backtest.before_figures", "backtest.not_over_one"}
    assert told["backtest.before_figures"]["first"] == str(asked[0])
    assert told["backtest.before_figures"]["last"] == str(begins.plus(-1))
    assert told["backtest.not_over_one"]["first"] == "2026-11"


def test_a_vendor_out_of_sight_is_no_row(demo):
    draft = catalogue.contract(demo, WHO, ref="ARMOR-2025")
    mine = Actor("pilot", Role.PILOT, frozenset({"atlas"}))
    rows = backtest_views.across(demo, mine, draft=draft, first=FIRST, last=LAST)
    assert [one.card.ref for one in rows] == ["ATLAS-2025"]
