"""Who visits, in which language, before which vendor and month: read from the link, checked, kept."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from pilotage.charts.theme import ThemeName
from pilotage.locale import LANGUAGES, N_, Language, Words
from pilotage.periods import Month
from pilotage.services import audit, catalogue, maintenance
from pilotage.services.actor import Actor, Role, local_administrator
from pilotage.services.catalogue import ContractCard
from pilotage.store.database import Database
from pilotage.web.cache import remember

T = TypeVar("T")
LANGUAGE_COOKIE = "pilotage_language"
_HERE: ContextVar[Visit] = ContextVar("visit")


@dataclass(frozen=True)
class Visit:
    """What a page needs to know of its visitor and its address.

    `card` is the contract looked at, None for all of them; `trouble` is the sentence owed when the
    link names a vendor or a month that is unknown here, or closed to this visitor; `trail` the hash
    of the last audit event, which names the state of the data.
    """

    db: Database
    actor: Actor
    t: Words
    theme: ThemeName
    today: date
    cards: tuple[ContractCard, ...]
    card: ContractCard | None
    month: Month
    trouble: str = ""
    trail: str = ""

    def kept(self, name: str, *parts: Hashable, build: Callable[[], T]) -> T:
        """`build()`, once for this state of the data, this visitor's scope, language and theme."""
        seen = (self.db.url, self.trail, self.today, self.actor.role, self.actor.vendors)
        looked_at = self.card.ref if self.card else ""
        key = (*seen, self.t.language, self.theme, looked_at, self.month, name, parts)
        return remember(key, build)

    def link(self, **more: str) -> dict[str, str]:
        """The query of a link to another page on the same vendor and month, plus `more`."""
        vendor = {"vendor": key_of(self.card, self.cards)} if self.card else {}
        return {**vendor, "month": str(self.month), **more}

    def link_to(self, card: ContractCard, month: Month | None = None, **more: str) -> dict[str, str]:
        """The query of a link to a page on another vendor."""
        return replace(self, card=card, month=month or self.month).link(**more)

    @property
    def the_card(self) -> ContractCard:
        """The contract of a page that is always about one."""
        if self.card is None:
            raise LookupError("this page is about one contract")
        return self.card


@st.cache_resource(show_spinner=False)
def _database(url: str) -> Database:
    return maintenance.opened(url or None)


def database() -> Database:
    """The database of `DATABASE_URL`, its tables up to date; one engine for the whole server."""
    return _database(os.environ.get("DATABASE_URL", ""))


def actor() -> Actor:
    """The single user of a portal without log-in: an administrator, unless the server says less.

    `PILOTAGE_ROLE` (viewer, pilot, finance, admin) and `PILOTAGE_VENDORS` (ids, separated by
    commas) open a portal that only shows, or shows some vendors: a screen in a corridor.
    """
    role, vendors = os.environ.get("PILOTAGE_ROLE", ""), os.environ.get("PILOTAGE_VENDORS", "")
    if not (role or vendors):
        return local_administrator()
    seen = frozenset(name.strip() for name in vendors.split(",") if name.strip()) or None
    return Actor("local", Role(role) if role else Role.ADMIN, seen)


def language() -> Language:
    """Asked for in the link, else kept for this visitor, else the browser's; French or English."""
    asked = st.query_params.get("lang", "")
    kept = st.session_state.get("language") or st.context.cookies.get(LANGUAGE_COOKIE, "")
    browser = (st.context.locale or "fr").split("-")[0].lower()
    for wish in (asked, kept, browser):
        for known in LANGUAGES:
            if wish == known:
                st.session_state["language"] = known
                return known
    return "en"


def words() -> Words:
    """The words of this visitor's language."""
    return Words(language())


def key_of(card: ContractCard | None, cards: tuple[ContractCard, ...]) -> str:
    """How a link names a contract: its vendor, or its reference when the vendor has several."""
    if card is None:
        return ""
    alone = sum(other.vendor == card.vendor for other in cards) == 1
    return card.vendor if alone else card.ref


def find_card(name: str, cards: tuple[ContractCard, ...]) -> ContractCard | None:
    """The contract that a link names, by vendor or by reference."""
    return next((card for card in cards if name in {card.ref, key_of(card, cards)}), None)


def months_of(card: ContractCard | None, cards: tuple[ContractCard, ...], today: date) -> list[Month]:
    """The months that can be looked at, latest first: those of the contract, or of all of them."""
    chosen = [card] if card else list(cards)
    present = Month.of(today)
    starts = [one.first_month for one in chosen if one.first_month]
    ends = [one.last_month for one in chosen if one.last_month]
    first, last = min(starts, default=present), max(ends, default=present)
    return list(first.to(last))[::-1]


def theme() -> ThemeName:
    """The theme that the visitor sees."""
    return "dark" if st.context.theme.type == "dark" else "light"


def visit(*, one_vendor: bool) -> Visit:
    """Reads the address. A page about one vendor falls back on the last one looked at."""
    db, who, t = database(), actor(), words()
    trail, today = audit.head(db, who)[1], catalogue.today(db)
    cards = remember(
        ("cards", db.url, trail, who.role, who.vendors), lambda: catalogue.contracts(db, who)
    )
    card, trouble = _card(cards, t, one_vendor=one_vendor)
    month, late = _month(months_of(card, cards, today), today, t)
    here = Visit(db, who, t, theme(), today, cards, card, month, trouble or late, trail)
    _HERE.set(here)
    return here


def here() -> Visit:
    """The visit of this run, as the router read it.

    Until a first run has called st.navigation, Streamlit takes pages/ for its own and runs the page
    of a link without its router: it is then asked to start again, from the router.
    """
    found = _HERE.get(None)
    if found is None:
        PagesManager.uses_pages_directory = False
        st.rerun()
    return found


def _card(
    cards: tuple[ContractCard, ...], t: Words, *, one_vendor: bool
) -> tuple[ContractCard | None, str]:
    asked = st.query_params.get("vendor", "")
    found = find_card(asked, cards)
    if asked and not found:
        return (cards[0] if one_vendor and cards else None), t(
            N_("The link names a vendor, “{name}”, that does not exist here or is not open to you."),
            name=asked[:60],
        )
    if not found and one_vendor and cards:
        found = find_card(st.session_state.get("vendor", ""), cards) or cards[0]
    if found:
        st.session_state["vendor"] = key_of(found, cards)
    return found, ""


def _month(known: list[Month], today: date, t: Words) -> tuple[Month, str]:
    asked = st.query_params.get("month", "")
    usual = Month.of(today).plus(-1)
    fallback = usual if usual in known else known[0]
    if not asked:
        kept = st.session_state.get("month", "")
        return next((month for month in known if str(month) == kept), fallback), ""
    month = next((month for month in known if str(month) == asked), None)
    if month is None:
        sentence = N_("The link names a month, “{name}”, for which nothing is known.")
        return fallback, t(sentence, name=asked[:20])
    st.session_state["month"] = asked
    return month, ""
