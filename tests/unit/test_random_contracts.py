"""What holds of any contract and any months: clauses of every kind, drawn and put together at random."""

import random
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pilotage.contract.model import Contract
from pilotage.judgement import MonthResult
from pilotage.money import ZERO
from pilotage.periods import Month
from tests.months import contract, judged
from tests.steps import assert_every_step_evaluates

SINCE = date(2025, 1, 1)
MONTHS = tuple(Month(2025, 11).to(Month(2026, 2)))
CALLS = {"id": "appel", "activity": "voix", "unit": "handled_contact"}
BANDS = [{"below": 80, "rate": -3}, {"at_least": 80, "below": 90, "rate": 0}, {"at_least": 90, "rate": 2}]


def terms(**values: Any) -> list[dict[str, Any]]:
    return [{"from": SINCE, "source": "contrat, 1", **values}]


def kinds(draw: Any, sla: str) -> dict[str, Any]:
    """A consequence of any kind on an SLA judged by month, with figures of its own."""
    rate = draw(st.integers(1, 8))
    named = {
        "ladder": {"bands": BANDS},
        "per_unit": {
            "beyond": {"below": 80},
            "portion": draw(st.sampled_from(["ceiling", "floor", "exact"])),
            "amount": -100 * rate,
        },
        "at_risk": {"amount": 5000, "bands": [{"below": 80, "rate": -50}, {"at_least": 80, "rate": 0}]},
        "escalating": {"within": 3, "rates": [-rate, -2 * rate, -3 * rate]},
        "points": {
            "severities": [{"at_most": 5, "points": 1}, {"above": 5, "points": 3}],
            "repeat": {"within": 2, "factor": 2},
            "table": [{"below": 2, "rate": 0}, {"at_least": 2, "rate": -rate}],
        },
    }
    kind = draw(st.sampled_from(sorted(named)))
    place = draw(st.sampled_from(["this_invoice", "next_invoice"]))
    vat = draw(st.sampled_from(["price_reduction", "damages"]))
    own = {"id": f"c-{sla}", "kind": kind, "slas": [sla], "place": place, "vat_treatment": vat}
    return {**own, "terms": terms(**named[kind])}


@st.composite
def contracts(draw: Any) -> Contract:
    """Two SLAs, by month, week or quarter; a consequence each; a price and perhaps a cap and a gate."""
    windows = [draw(st.sampled_from(["month", "quarter", "week"])) for _ in range(2)]
    slas = [
        {
            "id": "QS",
            "kpi": "QS",
            "window": windows[0],
            "terms": terms(target=80, round_to=Decimal("0.1")),
        },
        {"id": "SAT", "kpi": "SAT", "window": windows[1], "terms": terms(target=80)},
    ]
    consequences = []
    for sla in slas:
        if sla["window"] == "month":
            consequences.append(kinds(draw, str(sla["id"])))
        else:
            told = terms(beyond={"below": 80}, amount=-250)
            consequences.append(
                {"id": f"c-{sla['id']}", "kind": "per_unit", "slas": [sla["id"]], "terms": told}
            )
    limits = []
    if draw(st.booleans()):
        per = draw(st.sampled_from(["month", "quarter", "contract_year", "rolling_12"]))
        limits.append(
            {"id": "cap", "kind": "cap_malus", "per": per, "terms": terms(rate=draw(st.integers(1, 10)))}
        )
    tiers = [{"up_to": 3000, "price": Decimal("5.35")}, {"price": Decimal("4.80")}]
    return contract(
        {
            "kpi": [
                {"id": "QS", "formula": "service_level", "within_s": 20, "source": "contrat, 1"},
                {"id": "SAT", "formula": "csat", "source": "contrat, 1"},
            ],
            "sla": slas,
            "consequence": consequences,
            "limit": limits,
            "price": [
                {
                    "id": "appel",
                    "activity": "voix",
                    "unit": "handled_contact",
                    "terms": terms(tiers=tiers),
                },
                {"id": "gestion", "unit": "month", "terms": terms(price=480)},
            ],
        }
    )


def days(seed: int, quality: int) -> dict[Month, list[dict[str, Any]]]:
    """A row a day over the months, each day near `quality` percent."""
    chance = random.Random(seed)
    rows: dict[Month, list[dict[str, Any]]] = {}
    for month in MONTHS:
        for day in month.window:
            n = chance.randint(50, 200)
            good = min(n, max(0, n * (quality + chance.randint(-15, 15)) // 100))
            row = {"day": day, "offered": n, "handled": n, "answered_within_20s": good}
            rows.setdefault(month, []).append({**row, "csat_n": n, "csat_satisfied": good})
    return rows


def walk(terms_: Contract, rows: dict[Month, list[dict[str, Any]]], **beside: Any) -> list[MonthResult]:
    """The months judged one after the other; each is given the rows of those before it too."""
    results: list[MonthResult] = []
    seen: list[dict[str, Any]] = []
    for month, own in rows.items():
        seen = [*seen, *own]
        results.append(judged(terms_, month, seen, history=tuple(results), **beside))
    return results


def shown(results: list[MonthResult]) -> list[Any]:
    """The amounts and the values, without the files that they come from."""
    return [
        (
            [(line.id, line.quantity, line.amount) for line in result.bill.lines],
            [(o.window, o.status, o.value) for sla in result.slas for o in sla.occurrences],
            result.bill.total,
        )
        for result in results
    ]


SEEDS, QUALITY = st.integers(0, 10_000), st.integers(40, 100)


@settings(max_examples=40, deadline=None)
@given(contracts(), SEEDS, QUALITY)
def test_the_lines_are_the_total_and_every_step_gives_its_value(
    terms_: Contract, seed: int, quality: int
) -> None:
    for result in walk(terms_, days(seed, quality)):
        assert_every_step_evaluates(result)
        assert sum((line.amount for line in result.bill.lines), ZERO) == result.bill.subtotal


@settings(max_examples=25, deadline=None)
@given(contracts(), SEEDS, QUALITY)
def test_neither_the_order_of_rows_nor_the_split_into_files_changes_anything(
    terms_: Contract, seed: int, quality: int
) -> None:
    rows, chance = days(seed, quality), random.Random(seed)
    cut: dict[Month, list[dict[str, Any]]] = {}
    for month, own in rows.items():
        parts = []
        for row in own:
            first = {k: v if k == "day" else v // 3 for k, v in row.items()}
            rest = {k: v if k == "day" else v - first[k] for k, v in row.items()}
            parts += [{**first, "batch": chance.randint(1, 4)}, {**rest, "batch": chance.randint(5, 9)}]
        chance.shuffle(parts)
        cut[month] = parts
    assert shown(walk(terms_, rows)) == shown(walk(terms_, cut))


@settings(max_examples=25, deadline=None)
@given(contracts(), SEEDS, QUALITY)
def test_an_amendment_that_takes_effect_later_changes_nothing_before(
    terms_: Contract, seed: int, quality: int
) -> None:
    later = {"since": date(2026, 3, 1), "source": "contrat, 9"}

    def with_later(one: Any, **values: Any) -> Any:
        block = one.terms[0].model_copy(update={**later, **values})
        return one.model_copy(update={"terms": (*one.terms, block)})

    slas = tuple(with_later(one, target=Decimal(99)) for one in terms_.sla)
    prices = tuple(with_later(one) for one in terms_.price)
    amended = terms_.model_copy(update={"sla": slas, "price": prices})
    rows = days(seed, quality)
    assert shown(walk(terms_, rows)) == shown(walk(amended, rows))


@settings(max_examples=25, deadline=None)
@given(contracts(), SEEDS)
def test_no_activity_gives_no_score_and_no_money(terms_: Contract, seed: int) -> None:
    nothing = {
        month: [{k: v if k == "day" else 0 for k, v in row.items()} for row in own]
        for month, own in days(seed, 80).items()
    }
    for result in walk(terms_, nothing):
        assert result.bonus_malus == 0
        assert all(o.value is None for sla in result.slas for o in sla.occurrences)
        assert {o.status for sla in result.slas for o in sla.occurrences} <= {"not_measured", "not_due"}


@settings(max_examples=25, deadline=None)
@given(contracts(), SEEDS, st.integers(40, 95))
def test_a_better_month_never_costs_the_vendor_more(terms_: Contract, seed: int, quality: int) -> None:
    """The first month of a history, where no clause remembers anything."""
    month = MONTHS[0]
    worse, better = (days(seed, q)[month] for q in (quality, quality + 5))
    assert judged(terms_, month, worse).bonus_malus <= judged(terms_, month, better).bonus_malus
