"""What if, on the month of the sidebar: a clause or a volume moved, and the euros."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from pilotage.contract.model import Contract
from pilotage.locale import N_, Words
from pilotage.locale.changes import signed_money
from pilotage.locale.judged import consequence_name, limit_name, name_of
from pilotage.problems import ProblemsFoundError
from pilotage.services import amending
from pilotage.services import what_if as service
from pilotage.services.what_if import WhatIf
from pilotage.sla import Zone
from pilotage.web import clauses
from pilotage.web import components as ui
from pilotage.web.guard import refusals
from pilotage.web.restatement import compared
from pilotage.web.session import Visit
from pilotage.web.text import plain


def finding(found: WhatIf, t: Words) -> str:
    """What the month would cost, in one sentence."""
    values = {"month": found.month, "amount": t.money(abs(found.difference), found.contract.currency)}
    if not found.difference:
        return t(N_("The same cost in {month}"), **values)
    if found.difference > 0:
        return t(N_("{amount} more in {month}"), **values)
    return t(N_("{amount} less in {month}"), **values)


def tried(visit: Visit, contract: Contract) -> WhatIf | None:
    """The hypothesis at left, what it moves at right; None while there is none or it cannot be."""
    left, right = st.columns([1, 2], gap="small")
    try:
        with left:
            draft, volume = _asked(visit, contract)
        with right, refusals(), st.spinner(visit.t(N_("Judging the month"))):
            return _result(visit, contract, draft, volume)
    except ProblemsFoundError as error:
        with right:
            ui.findings(error.problems, visit.t)
    return None


def _asked(visit: Visit, contract: Contract) -> tuple[Contract | None, Decimal]:
    t = visit.t
    with ui.card(t(N_("What if"))):
        draft = changed_clause(visit, contract, "wi")
        volume = st.number_input(
            t(N_("Volume to come (%)")), min_value=-90, max_value=300, step=1, value=0, key="wi-volume"
        )
        text = N_("Zero: as expected. It counts while the month runs.")
        st.caption(plain(t(text)))
    return draft, Decimal(volume)


def changed_clause(visit: Visit, contract: Contract, key: str) -> Contract | None:
    """A clause of the month as it is typed now; None while nothing is changed."""
    t, month = visit.t, visit.month
    known = {f"{one.table}:{one.id}": one for one in amending.clauses(contract, month.last)}
    if not known:
        st.caption(plain(t(N_("No clause of this month has a figure to move."))))
        return None
    names = list(known)
    first = next((n for n, name in enumerate(names) if name.startswith("consequence:")), 0)
    name = st.selectbox(
        t(N_("Clause to change")),
        names,
        index=first,
        key=f"{key}-clause",
        format_func=lambda name: plain(clauses.clause_label(known[name], contract, t)),
    )
    typed = clauses.editor(known[name], t, f"{key}-{month}")
    if typed is None:
        return None
    return service.with_clause(
        visit.db,
        visit.actor,
        contract=contract.ref,
        month=month,
        before=known[name],
        after=typed,
        title=t(N_("Draft")),
    )


def _why_nothing(found: WhatIf, contract: Contract, t: Words) -> None:
    """What holds the euros where they are: a dead band, a cap, a condition, the same step."""
    before = {(one.id, one.stream, one.key): one for one in found.before.consequences}
    told = []
    for one in found.after.consequences:
        name = consequence_name(one.id, contract, t)
        same = before.get((one.id, one.stream, one.key))
        if one.limit:
            limit = limit_name(one.limit, contract, t)
            told.append(t(N_("{name}: held by the limit {limit}"), name=name, limit=limit))
        elif one.gated:
            gate = name_of(one.gated, contract, t, ("gate",))
            told.append(t(N_("{name}: its condition is not met, {gate}"), name=name, gate=gate))
        elif one.zone == Zone.NEUTRAL:
            told.append(t(N_("{name}: still in the dead band"), name=name))
        elif same is not None and same.zone == one.zone and one.zone:
            told.append(t(N_("{name}: still on the same step"), name=name))
    st.markdown(plain(t(N_("Why nothing moves:"))))
    lines = list(dict.fromkeys(told)) or [t(N_("No line of this month reads the figure that moved."))]
    st.markdown("\n".join(f"- {plain(line)}" for line in lines))


def _result(visit: Visit, contract: Contract, draft: Contract | None, volume: Decimal) -> WhatIf:
    t, currency = visit.t, contract.currency
    found = service.what_if(
        visit.db, visit.actor, contract=contract.ref, month=visit.month, draft=draft, volume=volume
    )
    with ui.card():
        ui.pair(
            "what-if",
            (
                (t(N_("Total excl. VAT")), plain(t.money(found.before.bill.subtotal, currency))),
                (t(N_("Total excl. VAT, supposed")), plain(t.money(found.after.bill.subtotal, currency))),
                (t(N_("Difference")), plain(signed_money(found.difference, currency, t))),
            ),
        )
    with ui.card():
        state = N_("Known as of today; the months before it stay as they were judged.")
        if found.running:
            state = N_("As the month will likely end; the months before it stay as they were judged.")
        st.caption(plain(t(state)))
        if draft is None and not volume:
            st.markdown(plain(t(N_("Move a figure: the month is judged again at once."))))
        else:
            compared(found.comparison, contract, t, "what-if")
            if not found.difference:
                _why_nothing(found, contract, t)
    return found
