"""A clause laid out to be changed: its figures, its bands or its tiers, typed as one writes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import streamlit as st

from pilotage.contract.model import Contract
from pilotage.locale import N_, Words
from pilotage.locale.judged import name_of
from pilotage.services.amending import Clause
from pilotage.services.typed import value_of
from pilotage.web import drafts
from pilotage.web.text import plain

Step = tuple[Decimal | None, Decimal]
_TABLES = {
    "price": N_("Price"),
    "sla": N_("Target"),
    "consequence": N_("Bonus and malus"),
    "limit": N_("Limit"),
    "contract": N_("Dates of the contract"),
}
_FIELDS = {
    "price": N_("Price"),
    "target": N_("Target"),
    "amount": N_("Amount"),
    "rate": N_("Rate, in %"),
}
_DATES = {"ends": N_("End of the contract"), "notice": N_("Last day to give notice")}


def clause_label(clause: Clause, contract: Contract, t: Words) -> str:
    """`Bonus et malus · QS`."""
    if not clause.id:
        return t(_TABLES[clause.table])
    return f"{t(_TABLES[clause.table])} · {name_of(clause.id, contract, t)}"


def editor(clause: Clause, t: Words, key: str, was: Mapping[str, str] | None = None) -> Clause | None:
    """The clause as it is typed now, or None while something typed is no number (which is said). `was`:
    what was typed of it before, by widget key.
    """
    known_texts = was or {}
    fields = {
        name: _number(t(_FIELDS[name]), value, t, f"{key}-{clause.id}-{name}", known_texts)
        for name, value in clause.fields.items()
    }
    dates = {
        name: st.date_input(
            t(_DATES[name]),
            drafts.day(known_texts, f"{key}-{name}", day),
            key=f"{key}-{name}",
            format="DD/MM/YYYY",
        )
        for name, day in clause.dates.items()
    }
    steps = _steps(clause, t, key, known_texts) if clause.key else ()
    if steps is None or any(value is None for value in fields.values()):
        return None
    known = {name: value for name, value in fields.items() if value is not None}
    return replace(clause, fields=known, steps=steps, dates=dates)


def _number(label: str, value: Decimal, t: Words, key: str, was: Mapping[str, str]) -> Decimal | None:
    text = st.text_input(plain(label), value=was.get(key, t.number(value)), key=key)
    read = value_of(text, t.language)
    if read is None:
        st.caption(f":red[■ {plain(t(N_('“{read}” is not a number.'), read=text))}]")
    return read


def _steps(clause: Clause, t: Words, key: str, was: Mapping[str, str]) -> tuple[Step, ...] | None:
    """The rows of the bands or tiers, and an empty one: filled, it adds a band; emptied, a row goes."""
    heads = (t(N_("Up to (edge excluded)")), t(N_("Rate, in %")))
    if any(clause.upper):
        mixed = not all(clause.upper)
        head = N_("Up to (each edge on its side)") if mixed else N_("Up to (edge included)")
        heads = (t(head), heads[1])
    if clause.key == "tiers":
        heads = (t(N_("Up to (volume included)")), t(N_("Price")))
    for column, title in zip(st.columns(2), heads, strict=True):
        column.markdown(f":gray[{plain(title)}]")
    *inner, last = clause.steps
    rows = [(t.number(high), t.number(rate)) for high, rate in inner if high is not None]
    found: list[Step] = []
    whole = True
    for n, (high, rate) in enumerate((*rows, ("", ""))):
        left, right = st.columns(2)
        name = f"{key}-{clause.id}-{n}"
        typed = (
            *(
                place.text_input(
                    head,
                    was.get(f"{name}-{end}", text),
                    key=f"{name}-{end}",
                    label_visibility="collapsed",
                )
                for place, head, text, end in (
                    (left, heads[0], high, "high"),
                    (right, heads[1], rate, "rate"),
                )
            ),
        )
        if not any(text.strip() for text in typed):
            continue
        values = [value_of(text, t.language) for text in typed]
        whole = whole and None not in values
        if values[0] is not None and values[1] is not None:
            found.append((values[0], values[1]))
    left, right = st.columns(2, vertical_alignment="center")
    left.markdown(plain(t(N_("above"))), text_alignment="right")
    name = f"{key}-{clause.id}-last"
    above = value_of(
        right.text_input(
            heads[1], was.get(name, t.number(last[1])), key=name, label_visibility="collapsed"
        ),
        t.language,
    )
    kept = [high for high, _ in found[: len(rows)] if high is not None]
    if above is not None and whole and any(b <= a for a, b in pairwise(kept)):
        text = N_("The limits must rise from one row to the next.")
        st.caption(f":red[■ {plain(t(text))}]")
        return None
    if above is None or not whole:
        st.caption(f":red[■ {plain(t(N_('A row lacks a figure, or holds what is not a number.')))}]")
        return None
    return (*sorted(found, key=lambda step: step[0] or Decimal(0)), (None, above))
