"""The frame around every page: the menu, the vendor and month above it, the head, the language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from pilotage.locale import N_, Words
from pilotage.services.actor import Role
from pilotage.web.session import Visit, here, key_of, months_of
from pilotage.web.text import plain

_ROOT = Path(__file__).parents[2]
_VENDOR, _MONTH = "choice-vendor", "choice-month"


@dataclass(frozen=True, slots=True)
class PageInfo:
    """A page of the menu. `one_vendor` pages are always about one contract; a `projector` page is
    the room's: no menu, large letters; the menu opens a `running` page on the month that runs.
    """

    name: str
    title: str
    icon: str
    group: str
    one_vendor: bool = False
    in_menu: bool = True
    projector: bool = False
    running: bool = False

    @property
    def path(self) -> str:
        return f"pages/{self.name}.py"

    @property
    def address(self) -> str:
        return self.name.replace("_", "-")


MONTH, ANALYSIS = N_("The month"), N_("Analysis")
CONTRACTS, OWN = N_("Contracts"), N_("Administration")
FINANCE = N_("Finance")
PAGES = (
    PageInfo("todo", N_("To do"), "checklist", MONTH),
    PageInfo("received_files", N_("Received files"), "inbox", MONTH),
    PageInfo("sla", N_("SLA of the month"), "speed", MONTH, one_vendor=True),
    PageInfo("preinvoice", N_("Expected invoice"), "receipt_long", MONTH, one_vendor=True),
    PageInfo("committee", N_("Committee"), "groups", MONTH, one_vendor=True),
    PageInfo("calendar", N_("Calendar"), "event", MONTH),
    PageInfo("actions", N_("Actions and decisions"), "task_alt", MONTH),
    PageInfo("presentation", N_("Presentation"), "cast", MONTH, in_menu=False, projector=True),
    PageInfo("kpis", N_("KPIs"), "query_stats", ANALYSIS, one_vendor=True),
    PageInfo(
        "landing", N_("Forecast and landing"), "flight_land", ANALYSIS, one_vendor=True, running=True
    ),
    PageInfo("contract", N_("Contract"), "contract", CONTRACTS, one_vendor=True),
    PageInfo("backtest", N_("Back-test"), "history", CONTRACTS, one_vendor=True),
    PageInfo("invoices", N_("Invoices"), "request_quote", FINANCE),
    PageInfo("reconciliation", N_("Reconciliation"), "balance", FINANCE, one_vendor=True),
    PageInfo("closing", N_("Closing"), "lock_clock", FINANCE, one_vendor=True),
    PageInfo("year", N_("The year"), "calendar_month", FINANCE),
    PageInfo("start", N_("New contract"), "note_add", OWN),
)
_ROLES: Mapping[Role, str] = {
    Role.VIEWER: N_("Reading only"),
    Role.PILOT: N_("Vendor manager"),
    Role.FINANCE: N_("Finance controller"),
    Role.ADMIN: N_("Administrator"),
}


def existing() -> tuple[PageInfo, ...]:
    """The pages of this version: only what is there is linked."""
    return tuple(page for page in PAGES if (_ROOT / page.path).is_file())


def pages_by_group(t: Words) -> dict[str, list[st.Page]]:
    """What `st.navigation` is given; the menu that is shown is ours."""
    groups: dict[str, list[st.Page]] = {}
    for page in existing():
        groups.setdefault(t(page.group), []).append(
            st.Page(
                page.path,
                title=t(page.title),
                url_path=page.address,
                default=page.name == "todo",
            )
        )
    return groups


def info_of(address: str) -> PageInfo:
    """The page behind an address; the first one for the bare address."""
    return next((page for page in existing() if page.address == address), existing()[0])


def sidebar(visit: Visit, current: PageInfo) -> None:
    """Vendor and month, then the pages by group, then the language and who is here."""
    t = visit.t
    st.logo(str(_ROOT / "static" / f"logo-{visit.theme}.svg"), size="large")
    with st.sidebar:
        if visit.cards:
            _choices(visit, current)
        group = ""
        menu = st.container(gap="xxsmall", key="menu")
        for page in (page for page in existing() if page.in_menu):
            if page.group != group:
                group = page.group
                menu.space("xsmall")
                menu.caption(t(group))
            menu.page_link(
                page.path,
                label=t(page.title),
                icon=f":material/{page.icon}:",
                width="stretch",
                query_params=_query(visit, page),
            )
        _language(visit)
        st.caption(_who(visit))


def _query(visit: Visit, page: PageInfo) -> dict[str, str]:
    query = visit.link()
    if page.running:
        query["month"] = str(months_of(visit.card, visit.cards, visit.today)[0])
    if not page.one_vendor and not st.query_params.get("vendor"):
        query.pop("vendor", None)
    return query


def _choices(visit: Visit, current: PageInfo) -> None:
    """The two selects. What they show is what the address says; a choice rewrites the address."""
    t = visit.t
    names = {key_of(card, visit.cards): _name(visit, card) for card in visit.cards}
    vendors = list(names) if current.one_vendor else ["", *names]
    st.session_state[_VENDOR] = key_of(visit.card, visit.cards)
    st.selectbox(
        t(N_("Vendor")),
        vendors,
        key=_VENDOR,
        format_func=lambda key: plain(names.get(key) or t(N_("All vendors"))),
        label_visibility="collapsed",
        on_change=_choose,
        args=(_VENDOR, "vendor"),
    )
    months = {str(month): month for month in months_of(visit.card, visit.cards, visit.today)}
    months.setdefault(str(visit.month), visit.month)
    st.session_state[_MONTH] = str(visit.month)
    st.selectbox(
        t(N_("Month")),
        list(months),
        key=_MONTH,
        format_func=lambda key: titled(t.month(months[key])) if key in months else key,
        label_visibility="collapsed",
        on_change=_choose,
        args=(_MONTH, "month"),
    )


def titled(text: str) -> str:
    """The first letter in capitals, the others as they are."""
    return text[:1].upper() + text[1:]


def _name(visit: Visit, card: object) -> str:
    found = next(one for one in visit.cards if one is card)
    alone = key_of(found, visit.cards) == found.vendor
    return found.vendor_name if alone else f"{found.vendor_name}, {found.ref}"


def _choose(widget: str, name: str) -> None:
    value = st.session_state[widget]
    st.session_state[name] = value
    if value:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]


def _language(visit: Visit) -> None:
    """The other language is a plain link: the whole page is asked again, its `lang` attribute too."""
    t = visit.t
    kept = {name: st.query_params[name] for name in st.query_params if name != "lang"}
    other, name = ("en", "English") if t.language == "fr" else ("fr", "Français")
    query = urlencode({**kept, "lang": other})
    st.space("small")
    st.html(f'<a href="?{query}" lang="{other}" hreflang="{other}" style="font-size:.875rem">{name}</a>')


def _who(visit: Visit) -> str:
    t = visit.t
    who = t(_ROLES[visit.actor.role])
    if visit.actor.vendors is not None:
        who = f"{who}, {', '.join(sorted(visit.actor.vendors))}"
    return plain(t(N_("No log-in on this portal: {who}"), who=who))


def settle(visit: Visit, current: PageInfo) -> None:
    """Writes what was understood into the address, so that it can be copied; `lang` is kept apart."""
    asked = {name: value for name, value in st.query_params.to_dict().items() if name != "lang"}
    wanted = {**asked, "month": str(visit.month)}
    if current.one_vendor and visit.card:
        wanted["vendor"] = key_of(visit.card, visit.cards)
    # A link to the page that is open already reaches us, and leaves the browser's address as it was:
    # the next click would come back without it.
    place = (current.name, wanted)
    if wanted != st.query_params.to_dict() or st.session_state.get("settled") != place:
        st.query_params.from_dict(wanted)
        st.session_state["settled"] = place


def head(title: str, line: str, *, actions: Callable[[], None] | None = None) -> None:
    """The finding as the title, the grey line that names page, vendor and month, the acts at right.

    `line` is markdown: what comes from data in it has passed through `plain`.
    """
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom", wrap=True
    ):
        with st.container(gap=None, width="stretch"):
            st.title(plain(title), anchor=False)
            st.markdown(f":gray[{line}]", anchors=False)
        if actions:
            with st.container(horizontal=True, width="content", vertical_alignment="bottom"):
                actions()


def where(page: str, *more: str, visit: Visit | None = None) -> str:
    """`SLA of the month · **Armor Dialogue** · February 2026 · ...`, as markdown."""
    visit = visit or here()
    parts = [plain(visit.t(page))]
    if visit.card:
        parts.append(f"**{plain(visit.card.vendor_name)}**")
    parts.append(plain(visit.t.month(visit.month)))
    return " · ".join([*parts, *more])
