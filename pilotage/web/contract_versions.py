"""The documents of a contract and what each changed; two versions compared in words."""

from __future__ import annotations

import streamlit as st

from pilotage.locale import N_
from pilotage.locale.change_words import changes_words, day_words
from pilotage.services import contract_page
from pilotage.services.contract_page import Opened
from pilotage.web import components as ui
from pilotage.web.contract_terms import interpretations
from pilotage.web.session import Visit
from pilotage.web.text import plain


def documents(visit: Visit, page: Opened) -> None:
    """The timeline: a card a document, in the order in which they take effect."""
    t = visit.t
    for one in contract_page.signed(page.contract):
        ahead = one.document.effective > visit.today
        mark = (
            ui.badge(t(N_("To come")), "orange", "▲")
            if ahead
            else ui.badge(t(N_("In force")), "blue", "●")
        )
        with ui.card():
            dates = t(
                N_("signed on {signed}, in force since {day}")
                if not ahead
                else N_("signed on {signed}, in force from {day} on"),
                signed=day_words(one.document.signed, t),
                day=day_words(one.document.effective, t),
            )
            st.markdown(f"**{plain(one.document.title)}** · :gray[{plain(dates)}] {mark}", anchors=False)
            said = changes_words(one.changes, page.contract, t)
            if said:
                st.markdown("\n".join(f"- {plain(text)}" for text in said), anchors=False)
            elif one.document.id == page.contract.document[0].id:
                st.markdown(f":gray[{plain(t(N_('The contract as it was first signed.')))}]")
    interpretations(visit, page)


def show(visit: Visit, page: Opened) -> None:
    """Two versions side by side in words, and the text of each as a file."""
    t, ref = visit.t, visit.the_card.ref
    made = contract_page.versions(visit.db, visit.actor, ref=ref)
    numbers = [one.number for one in made]
    labels = {
        one.number: t(
            N_("version {n}, published on {day} by {who}"),
            n=one.number,
            day=t.date(one.published_at.date()),
            who=one.by,
        )
        for one in made
    }
    left, right = st.columns(2)

    def words(number: int) -> str:
        return plain(labels[number])

    first, last = max(0, len(numbers) - 2), len(numbers) - 1
    old: int = left.selectbox(
        t(N_("From version")), numbers, index=first, key="contract-old", format_func=words
    )
    new: int = right.selectbox(
        t(N_("To version")), numbers, index=last, key="contract-new", format_func=words
    )
    with ui.card(t(N_("What changes"))):
        _compared(visit, ref, old, new)
    for place, number in ((left, old), (right, new)):
        place.download_button(
            t(N_("Text of version {n}"), n=number),
            contract_page.text_of(visit.db, visit.actor, ref=ref, version=number).encode(),
            file_name=f"{ref}_v{number}.toml",
            mime="application/toml",
            icon=":material/download:",
            key=f"contract-text-{'old' if place is left else 'new'}",
        )


def _compared(visit: Visit, ref: str, old: int, new: int) -> None:
    t = visit.t
    if old == new:
        st.markdown(f":gray[{plain(t(N_('Choose two versions to compare.')))}]")
        return
    found = contract_page.compared(visit.db, visit.actor, ref=ref, before=old, after=new)
    newer = contract_page.version_of(visit.db, visit.actor, ref=ref, version=new)
    said = changes_words(found, newer, t)
    if not said:
        st.markdown(f":gray[{plain(t(N_('No term differs: only the text or the feeds changed.')))}]")
        return
    st.markdown("\n".join(f"- {plain(text)}" for text in said), anchors=False)
