"""An invoice ends the accruing of what it bills, not of its month."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from pilotage.accounting.accrual import Accrual, AccrualLine, AccruedVat
from pilotage.accounting.entries import accrual_entries, balance
from pilotage.accounting.remainder import Came, left_of
from pilotage.accounting.sharing import shared
from pilotage.contract.accounting import Accounting
from pilotage.periods import Month

D = Decimal


def accrual(damages="0", **amounts):
    lines = [
        AccrualLine(name, name, "fee", D(amount), "611", "", "", "", vat="standard 20")
        for name, amount in amounts.items()
    ]
    base = sum((one.amount for one in lines), D(0))
    if D(damages):
        lines.append(
            AccrualLine("late", "late", "malus", D(damages), "7588", "", "", "", vat="outside 0")
        )
    vat = (
        AccruedVat("standard 20", base, base / 5, D(0)),
        AccruedVat("outside 0", D(damages), D(0), D(0)),
    )
    return Accrual("ARMOR-2025", Month(2026, 7), date(2026, 8, 4), "EUR", tuple(lines), vat, (), "FNP")


def came(total="0", ended=(), over=False, expected=None, **placed):
    wanted = expected or {"calls": "900", "fee": "100", "late": "-50"}
    return Came(
        {name: D(amount) for name, amount in placed.items()},
        D(total),
        {name: D(amount) for name, amount in wanted.items()},
        frozenset(ended),
        over,
    )


def rest(made, told):
    found = left_of(made, told)
    return None if found is None else {one.line: one.amount for one in found.lines}


def test_an_invoice_of_one_euro_leaves_the_rest_of_the_accrual():
    assert rest(accrual(calls="900", fee="100"), came(calls="1")) == {"calls": D(899), "fee": D(100)}
    assert rest(accrual(calls="900", fee="100"), came("1")) == {"calls": D("899.10"), "fee": D("99.90")}


def test_a_line_that_was_billed_is_ended_and_what_was_billed_too_much_is_no_rest():
    made = accrual(calls="900", fee="100")
    assert rest(made, came(calls="900")) == {"fee": D(100)}
    assert rest(made, came(calls="950")) == {"fee": D(100)}
    assert rest(made, came(calls="900", fee="100")) is None
    assert rest(made, came("1000")) is None
    assert rest(made, came("1200")) is None


def test_an_estimate_that_was_too_high_is_not_owed_once_the_bill_came():
    made = accrual(calls="960", fee="100")
    assert rest(made, came(calls="900")) == {"fee": D(100)}
    assert rest(made, came(calls="900", fee="100")) is None
    assert rest(made, came(calls="1", expected={"calls": "900"})) == {"calls": D(899)}, (
        "the fee is no more"
    )


def test_nothing_is_awaited_of_what_was_accepted():
    made = accrual(calls="900", fee="100")
    assert rest(made, came(calls="880", ended=["calls"])) == {"fee": D(100)}
    assert rest(made, came("940", over=True)) is None


def test_a_malus_alone_is_no_rest_and_its_damages_bear_no_vat():
    made = accrual(damages="-50", calls="900", fee="100")
    found = left_of(made, came(calls="900"))
    assert {one.line: one.amount for one in found.lines} == {"fee": D(100), "late": D(-50)}
    assert [(one.base, one.amount) for one in found.vat] == [(D(100), D(20)), (D(-50), D(0))]
    assert found.total == D(70)
    assert rest(made, came(calls="900", fee="100")) is None, "what it owes is a credit note"


cents = st.decimals(min_value=D("0.01"), max_value=D(500_000), places=2)


@given(calls=cents, fee=cents, total=cents)
def test_what_is_left_and_what_came_add_up_and_its_entries_balance(calls, fee, total):
    made = accrual(calls=calls, fee=fee)
    found = left_of(made, came(total, expected={"calls": calls, "fee": fee}))
    if total >= calls + fee:
        assert found is None
    else:
        assert found.subtotal + total == calls + fee
        assert balance(accrual_entries(found, Accounting())) == 0


@given(st.decimals(min_value=-5000, max_value=5000, places=2), st.lists(cents, min_size=1, max_size=6))
def test_parts_add_up_to_the_cent(total, weights):
    parts = shared(total, weights)
    assert sum(parts) == total
    assert all(part == part.quantize(D("0.01")) for part in parts)
