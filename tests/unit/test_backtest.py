"""A draft tried on past months: what a clause would have given, and nothing else."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pilotage.backtest import back_test, latest, left_out, pinned, total, transplanted
from pilotage.consequences import Agreed
from pilotage.judgement import MonthInputs
from pilotage.periods import Month
from tests.months import contract, table

ARMOR = contract(Path("contracts/ARMOR-2025/contract.toml"))
ATLAS = contract(Path("contracts/ATLAS-2025/contract.toml"))
TODAY = date(2026, 11, 12)


def inputs(month: str, in_time: int, handled: int = 20_000, offered: int = 100_000) -> MonthInputs:
    row = {"handled": handled, "offered": offered, "answered_within_20s": in_time}
    when = Month.parse(month)
    days = [{**dict.fromkeys(row, 0), "day": day} for day in when.window][1:]
    return MonthInputs(ARMOR, when, table([{**row, "day": when.first}, *days]), TODAY)


def ladder(result):
    return next(one.computed for one in result.consequences if one.id == "QS-bonus-malus")


@pytest.mark.parametrize(
    ("month", "in_time", "signed", "amended"),
    [
        ("2025-11", 79_300, "0", "0"),
        ("2026-03", 78_900, "0", "-1.5"),
        ("2026-05", 86_700, "1.5", "0"),
        ("2026-08", 87_200, "1.5", "1.5"),
    ],
)
def test_amendment_1_of_armor_moves_the_months_of_its_story(month, in_time, signed, amended):
    (tried,) = back_test([inputs(month, in_time)], pinned(ARMOR, date(2026, 7, 1)))
    fees = Decimal("18000") * Decimal("5.35") + Decimal("2000") * Decimal("5.05")
    assert ladder(tried.current) == fees * Decimal(signed) / 100
    assert ladder(tried.draft) == fees * Decimal(amended) / 100
    assert tried.difference == fees * (Decimal(amended) - Decimal(signed)) / 100


def test_the_price_of_a_tier_reached_once_shows_in_its_month():
    (tried,) = back_test([inputs("2026-02", 79_500, handled=26_780)], pinned(ARMOR, date(2026, 7, 1)))
    lines = {line.id: line.after - line.before for line in tried.comparison.lines}
    assert lines["appel.3"] == Decimal("-417.00")  # 2 780 x (4,65 - 4,80)


def test_a_contract_pinned_on_today_changes_nothing_since_its_last_block():
    months = [inputs(f"2026-{n:02d}", 79_000 + n) for n in (7, 8, 9)]
    for tried in back_test(months, pinned(ARMOR, TODAY)):
        assert tried.difference == 0
        assert tried.current.bill.subtotal == tried.draft.bill.subtotal


def test_what_was_settled_with_the_vendor_is_no_part_of_a_clause():
    given = inputs("2026-03", 76_000)
    settled = MonthInputs(
        given.contract, given.month, given.counters, TODAY, agreed=(Agreed("QS-bonus-malus", 0, "W"),)
    )
    (tried,) = back_test([settled], ARMOR)
    assert tried.difference == 0
    assert ladder(tried.current) < 0


def test_each_side_reads_its_own_earlier_months():
    """The malus of the year stops at 6 % of its fees: the draft meets it, the contract never."""
    bands = {"bands": ARMOR.consequence[0].terms[0].bands[:1]}
    always = bands["bands"][0].model_copy(update={"below": None, "rate": Decimal(-8)})
    ladder_of_armor = ARMOR.consequence[0]
    terms = ladder_of_armor.terms[0].model_copy(update={"bands": (always,)})
    harsh = ladder_of_armor.model_copy(update={"terms": (terms,)})
    draft = ARMOR.model_copy(update={"consequence": (harsh, *ARMOR.consequence[1:])})
    january, february = back_test([inputs("2026-01", 80_000), inputs("2026-02", 80_000)], draft)
    assert (january.current.bonus_malus, february.current.bonus_malus) == (0, 0)
    fees = sum(line.amount for line in february.draft.bill.lines if line.id.startswith("appel"))
    assert total([january, february]) == (0, -2 * fees * 6 / 100)
    taken = next(s for line in february.draft.bill.lines for s in line.steps if s.rule == "cap.taken")
    assert taken.value == -january.draft.bonus_malus


def test_the_latest_block_of_a_contract_is_that_of_its_last_amendment():
    assert latest(ARMOR) == date(2026, 7, 1)


def test_a_clause_that_has_ended_is_no_part_of_the_contract_pinned_later():
    ended = contract(
        {
            "kpi": [{"id": "QS", "formula": "answer_rate", "source": "contrat, 1"}],
            "sla": [
                {
                    "id": "QS",
                    "kpi": "QS",
                    "terms": [
                        {
                            "from": date(2025, 1, 1),
                            "until": date(2025, 12, 31),
                            "source": "contrat, 1",
                            "target": 80,
                        }
                    ],
                }
            ],
        }
    )
    assert pinned(ended, date(2026, 6, 1)).sla == ()
    assert pinned(ended, date(2025, 6, 1)).sla[0].terms_on(date(2026, 9, 1)) is not None


def test_the_promises_of_one_vendor_are_tried_on_another_at_its_own_prices():
    tried = transplanted(pinned(ARMOR, TODAY), ATLAS)
    assert tried.ref == ATLAS.ref
    assert tried.price == ATLAS.price
    assert {sla.id for sla in tried.sla} == {sla.id for sla in ARMOR.sla}
    voice = {one.id for one in ATLAS.activity if one.channel == "voice_inbound"}
    assert all(set(sla.activities) <= voice for sla in tried.sla)


def test_a_clause_about_a_channel_that_the_other_vendor_does_not_have_is_left_out():
    ravinala = contract(Path("contracts/RAVINALA-2025/contract.toml"))
    tried = transplanted(ARMOR, ravinala)
    assert tried.sla == ()
    assert tried.consequence == ()


def test_a_draft_by_quarter_sums_the_months_before_though_the_contract_judges_by_month():
    months = [inputs(f"2026-{n:02d}", 79_000) for n in (4, 5)] + [inputs("2026-06", 85_000)]
    quarterly = [
        one.model_copy(update={"window": "quarter"}) if one.id == "QS" else one for one in ARMOR.sla
    ]
    tried = back_test(months, ARMOR.model_copy(update={"sla": tuple(quarterly)}))
    judged = [next(sla for sla in one.draft.slas if sla.id == "QS") for one in tried]
    assert [sla.status for sla in judged] == ["not_due", "not_due", "met"]
    figure = judged[-1].occurrences[0].figure
    assert (figure.numerator, figure.denominator) == (79_000 + 79_000 + 85_000, 300_000)


SOURCE = 'from = 2025-01-01, source = "contrat, art. 1"'
KPI = 'kpi = [{ id = "QS", formula = "service_level", within_s = 20, source = "contrat, 1" }]'


def terms(body):
    return f"terms = [{{ {SOURCE}, {body} }}]"


CALLS = (
    f'price = [{{ id = "appel", activity = "voix", unit = "handled_contact", {terms("price = 10")} }}]'
)
ONE_SLA = f'{{ id = "QS", kpi = "QS", {terms("target = 80")} }}'
DEAD = "bands = [{ below = 80, rate = 0 }, { at_least = 80, rate = 0 }]"
BONUS = "bands = [{ below = 80, rate = 0 }, { at_least = 80, rate = 2 }]"


def ladder_of(bands):
    return f'{{ id = "m", kind = "ladder", slas = ["QS"], {terms(bands)} }}'


def written(*lines, ref="A"):
    return contract("\n".join((f'ref = "{ref}"', KPI, *lines)))


def one_month(terms, in_time=900):
    month = Month(2026, 1)
    rows = table([{"handled": 1000, "offered": 1000, "answered_within_20s": in_time}], month)
    return MonthInputs(terms, month, rows, TODAY)


def test_a_draft_without_an_sla_that_has_ended_is_judged():
    ended = SOURCE.replace("source", "until = 2025-06-30, source")
    old = f'{{ id = "OLD", kpi = "QS", terms = [{{ {ended}, target = 80 }}] }}'
    terms = written(CALLS, f"sla = [{ONE_SLA}, {old}]", f"consequence = [{ladder_of(BONUS)}]")
    (tried,) = back_test([one_month(terms)], pinned(terms, TODAY))
    assert tried.difference == 0
    assert tried.draft.bonus_malus == 200


def test_what_a_vendor_bills_at_least_and_at_most_stays_its_own():
    """3 000 calls are guaranteed and 1 000 came: the draft of another, without money, moves nothing."""
    guaranteed = terms('quantity = 3000, at_price_of = "appel"')
    onto = written(
        CALLS,
        f"sla = [{ONE_SLA}]",
        f'limit = [{{ id = "min", kind = "minimum", prices = ["appel"], {guaranteed} }}]',
        ref="B",
    )
    capped = f'{{ id = "cap", kind = "cap_malus", consequences = ["m"], {terms("rate = 5")} }}'
    floor = f'{{ id = "floor", kind = "floor", {terms("rate = 90")} }}'
    draft = written(
        CALLS, f"sla = [{ONE_SLA}]", f"consequence = [{ladder_of(DEAD)}]", f"limit = [{capped}, {floor}]"
    )
    tried = transplanted(draft, onto)
    assert [limit.id for limit in tried.limit] == ["min", "cap"]
    (month,) = back_test([one_month(onto)], tried)
    assert (month.current.bill.subtotal, month.difference) == (30_000, 0)
    assert left_out(draft, tried) == ()


SHARE = (
    f'{{ id = "ps", kind = "payment_share", prices = ["appel"], slas = ["QS"], {terms("share = 5")} }}'
)
REACH = "reach = { at_least = 90 }, look_back = 3"
KPI_OF_HALF = 'requires = { kpi = "QS", at_least = 50 }'
ALL_MET = 'requires = { all_met = ["QS"] }'
ELSEWHERE = (
    'activity = [{ id = "tel", name = "Appels", channel = "voice_inbound" }]',
    'stream = [{ id = "n1", name = "Niveau 1", activity = "tel" }]',
    CALLS.replace("voix", "tel").replace('"appel"', '"call"'),
)


@pytest.mark.parametrize(("in_time", "due"), [(900, 200), (700, -500)])
def test_conditions_prices_and_earn_backs_follow_the_channel(in_time, due):
    """At 90 % the bonus of 2 % stands, its condition being met; at 70 % the share of 5 % is lost."""
    gate = f'{{ id = "g", consequences = ["m"], activities = ["voix"], {terms(KPI_OF_HALF)} }}'
    back = f'{{ id = "eb", kind = "earn_back", of = "m", {terms(REACH)} }}'
    draft = written(
        CALLS,
        f"sla = [{ONE_SLA}]",
        f"gate = [{gate}]",
        f"consequence = [{ladder_of(BONUS)}, {SHARE}, {back}]",
    )
    onto = written(*ELSEWHERE, ref="B")
    tried = transplanted(draft, onto)
    assert [one.id for one in tried.consequence] == ["m", "ps", "eb"]
    assert left_out(draft, tried) == ()
    (month,) = back_test([one_month(onto, in_time)], tried)
    assert month.draft.bonus_malus == due


def test_what_finds_nothing_to_be_about_is_left_out_and_said():
    """The other vendor has no month's fee to hold a share of; a condition on what it lacks goes too."""
    month = f'{{ id = "forfait", unit = "month", {terms("price = 10")} }}'
    share = SHARE.replace("appel", "forfait")
    back = f'{{ id = "eb", kind = "earn_back", of = "ps", {terms(REACH)} }}'
    gate = f'{{ id = "g", consequences = ["ps"], {terms(ALL_MET)} }}'
    cap = f'{{ id = "cap", kind = "cap_malus", consequences = ["ps"], {terms("rate = 5")} }}'
    draft = written(
        f"price = [{month}]",
        f"sla = [{ONE_SLA}]",
        f"consequence = [{ladder_of(BONUS)}, {share}, {back}]",
        f"gate = [{gate}]",
        f"limit = [{cap}]",
    )
    tried = transplanted(draft, written(*ELSEWHERE, ref="B"))
    assert [one.id for one in tried.consequence] == ["m"]
    assert (tried.gate, tried.limit) == ((), ())
    told = [dict(problem.params) for problem in left_out(draft, tried)]
    assert told == [{"id": name, "contract": "B"} for name in ("ps", "eb", "g", "cap")]
