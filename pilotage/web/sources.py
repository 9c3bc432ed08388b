"""Two sources side by side on a page: whose count is believed, how far apart they stand, at what cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import streamlit as st

from pilotage.contract.model import Contract
from pilotage.kpi.model import Unit
from pilotage.locale import N_, NBSP, Words
from pilotage.locale.counter_names import counter_words
from pilotage.locale.judged import clause_words, kpi_name, name_of, sla_name, status_words, stream_name
from pilotage.money import ZERO
from pilotage.scenarios import SlaChange
from pilotage.services import catalogue
from pilotage.services.sources import SourceGaps, month_gaps
from pilotage.sources import Gap
from pilotage.web import components as ui
from pilotage.web.figures import unit_suffix, value_words
from pilotage.web.session import Visit
from pilotage.web.shell import titled
from pilotage.web.text import plain

PAGE = "pages/received_files.py"
_DAYS_TOLD = 6


@dataclass(frozen=True)
class _Seen:
    """The gaps of a month with what their words need. `believed` is the holder of the first clause."""

    gaps: SourceGaps
    contract: Contract
    t: Words

    @property
    def names(self) -> tuple[str, str]:
        return self.contract.client.name, self.contract.vendor_name

    @property
    def believed(self) -> str:
        return next((g.reference.terms.holder or "" for g in self.gaps.counters if g.reference), "")

    @property
    def stakes(self) -> Decimal:
        """What believing the other source would change."""
        return -self.gaps.stakes if self.believed == "vendor" else self.gaps.stakes


def sources_section(visit: Visit) -> None:
    """The two sources of the vendor's month: in one line with its link, or whole when the link asks.

    Nothing for a contract whose figures come from one source.
    """
    if visit.card is None:
        return
    ref = visit.card.ref
    found = visit.kept("sources", build=lambda: _month_gaps(visit, ref))
    if not found.counters:
        return
    seen = _Seen(found, catalogue.contract(visit.db, visit.actor, ref=ref), visit.t)
    if st.query_params.get("sources"):
        _whole(visit, seen)
    else:
        _line(visit, seen)


def sources_link(visit: Visit) -> None:
    """The line that leads from another page to the two sources side by side."""
    if visit.card is None:
        return
    ref = visit.card.ref
    found = visit.kept("sources", build=lambda: _month_gaps(visit, ref))
    if found.counters:
        _line(visit, _Seen(found, catalogue.contract(visit.db, visit.actor, ref=ref), visit.t))


def _month_gaps(visit: Visit, ref: str) -> SourceGaps:
    return month_gaps(visit.db, visit.actor, contract=ref, month=visit.month)


def _line(visit: Visit, seen: _Seen) -> None:
    """What the gap is and what it costs, and the way to its figures."""
    label = f"{_finding(seen)} · {_cost(seen)}" if seen.gaps.money else _finding(seen)
    with st.container(key="sources-line"):
        st.page_link(
            PAGE,
            label=plain(label),
            icon=":material/compare_arrows:",
            query_params=visit.link(sources="1"),
        )


def _finding(seen: _Seen) -> str:
    """« Belval compte 1,2 % d'appels présentés de plus qu'Armor »."""
    t, (client, vendor) = seen.t, seen.names
    counter, ours, theirs = _first(seen.gaps.counters)
    if not theirs or ours is None:
        return t(N_("Two sources for one count: {client} and {vendor}"), client=client, vendor=vendor)
    share = (ours - theirs) * 100 / theirs
    places = {"client": client, "vendor": vendor, "counter": counter_words(counter, t).lower()}
    if not share:
        return t(N_("{client} and {vendor} count the same: {counter}"), **places)
    text = (
        N_("{client} counts {share} more than {vendor}: {counter}")
        if share > 0
        else N_("{client} counts {share} less than {vendor}: {counter}")
    )
    return t(text, share=t.percent(abs(share), 1), **places)


def _first(gaps: Sequence[Gap]) -> tuple[str, Decimal | None, Decimal | None]:
    """The counter told first, summed over the streams that both sources count."""
    counter = next((gap.counter for gap in gaps if gap.difference is not None), gaps[0].counter)
    both = [gap for gap in gaps if gap.counter == counter and gap.difference is not None]
    if not both:
        return counter, None, None
    return (
        counter,
        sum((g.client or ZERO for g in both), ZERO),
        sum((g.vendor or ZERO for g in both), ZERO),
    )


def _cost(seen: _Seen) -> str:
    t, stakes = seen.t, seen.stakes
    if not stakes:
        return t(N_("no euro at stake"))
    return t(N_("{amount} at stake"), amount=t.money(abs(stakes), seen.gaps.currency))


def _whole(visit: Visit, seen: _Seen) -> None:
    with ui.card(_finding(seen), plain(_caption(visit, seen))):
        _triple(seen)
        _warnings(seen)
        left, right = st.columns([1.45, 1])
        with left:
            _counters(seen)
        with right:
            _kpis(seen)
            _money(seen)
        st.page_link(
            PAGE,
            label=visit.t(N_("Close the comparison")),
            icon=":material/close:",
            query_params=visit.link(),
        )


def _caption(visit: Visit, seen: _Seen) -> str:
    """The month, and who is believed by which clause."""
    t = visit.t
    month = titled(t.month(visit.month))
    clauses = [gap.reference for gap in seen.gaps.counters if gap.reference]
    if not clauses:
        return t(N_("{month} · the contract names no reference source"), month=month)
    return t(
        N_("{month} · reference source: {name} ({clause})"),
        month=month,
        name=_name(seen, clauses[0].terms.holder),
        clause=clause_words(clauses[0].source("holder"), seen.contract),
    )


def _name(seen: _Seen, holder: str | None) -> str:
    return {"client": seen.names[0], "vendor": seen.names[1]}.get(holder or "", seen.t(N_("nobody")))


def _triple(seen: _Seen) -> None:
    """The gap in counters, in points, in euros."""
    t = seen.t
    if seen.gaps.money is None:
        return
    counter, ours, theirs = _first(seen.gaps.counters)
    other = _name(seen, "client" if seen.believed == "vendor" else "vendor")
    gap = "—" if ours is None or theirs is None else t.signed(ours - theirs)
    sla = _moved(seen.gaps)
    points = "—" if sla is None or sla.points is None else _points(-sla.points, sla.unit, t)
    sign = "+" if seen.stakes > 0 else ""
    labels = (t(N_("In counters")), t(N_("In points")), t(N_("In euros")))
    amounts = (gap, points, sign + t.money(seen.stakes, seen.gaps.currency))
    notes = (
        counter_words(counter, t),
        sla_name(sla.id, seen.contract, t) if sla else t(N_("no SLA moves")),
        t(N_("by {name}, before tax"), name=other),
    )
    for n, column in enumerate(st.columns(3)):
        ui.metric(column, labels[n], amounts[n], notes[n])


def _moved(gaps: SourceGaps) -> SlaChange | None:
    """The SLA that moves most, of those judged both ways."""
    moved = [sla for sla in gaps.money.moved_slas if sla.points] if gaps.money else []
    return max(moved, key=lambda sla: abs(sla.points or ZERO), default=None)


def _warnings(seen: _Seen) -> None:
    """Days that one source lacks, and what becomes of them."""
    t = seen.t
    for holder, other in (("client", "vendor"), ("vendor", "client")):
        days = sorted({day for gap in seen.gaps.counters for day in _lacking(gap, holder)})
        if not days:
            continue
        believed = [g.reference for g in seen.gaps.counters if g.reference and _lacking(g, holder)]
        text = N_(
            "{name} gives nothing for {days}: the other source is not believed, so nothing is measured."
        )
        if not any(one.terms.holder == holder for one in believed):
            text = N_("{name} gives nothing for {days}; the source that is believed does.")
        elif all(one.terms.fallback == "other" for one in believed):
            text = N_("{name} gives nothing for {days}: {other} stands in, marked estimated.")
        told = t(text, name=_name(seen, holder), other=_name(seen, other), days=_days(days, t))
        st.warning(plain(told), icon=":material/report:")


def _lacking(gap: Gap, holder: str) -> tuple[date, ...]:
    return gap.only_vendor if holder == "client" else gap.only_client


def _days(days: Sequence[date], t: Words) -> str:
    told = ", ".join(t.date(day, "day") for day in days[:_DAYS_TOLD])
    more = len(days) - _DAYS_TOLD
    return f"{told} {t(N_('and {n} others'), n=more)}" if more > 0 else told


def _counters(seen: _Seen) -> None:
    """A row a counter and a stream, the believed count in bold; who is believed, where it varies."""
    t, (client, vendor) = seen.t, seen.names
    varies = len({_holder(gap) for gap in seen.gaps.counters}) > 1
    headers = [
        ui.Cell(t(N_("Counter"))),
        ui.Cell(t(N_("Stream"))),
        ui.right(plain(client)),
        ui.right(plain(vendor)),
        ui.right(t(N_("Gap"))),
        *([ui.Cell(t(N_("Reference source")))] if varies else []),
    ]
    body = []
    for gap in sorted(seen.gaps.counters, key=lambda one: one.counter != seen.gaps.counters[0].counter):
        holder = _holder(gap)
        ours, theirs = (_count(value, t) for value in (gap.client, gap.vendor))
        row = [
            ui.Cell(plain(counter_words(gap.counter, t))),
            ui.Cell(plain(stream_name(gap.stream, seen.contract, t))),
            ui.right(f"**{ours}**" if holder == "client" else ours),
            ui.right(f"**{theirs}**" if holder == "vendor" else theirs),
            ui.right(plain(_difference(gap, t))),
        ]
        body.append([*row, ui.Cell(plain(_name(seen, holder)))] if varies else row)
    ui.table("sources-counters", headers, body)


def _holder(gap: Gap) -> str | None:
    return gap.reference.terms.holder if gap.reference else None


def _count(value: Decimal | None, t: Words) -> str:
    return "—" if value is None else plain(t.number(value))


def _difference(gap: Gap, t: Words) -> str:
    if gap.difference is None:
        return "—"
    if not gap.percent:
        return t.signed(gap.difference)
    sign = "+" if gap.percent > 0 else ""
    return f"{t.signed(gap.difference)} ({sign}{t.percent(gap.percent, 1)})"


def _points(points: Decimal | None, unit: Unit, t: Words) -> str:
    """A difference of two figures, to one decimal."""
    if points is None:
        return "—"
    return t.signed(points, 1) + (f"{NBSP}pt" if unit == "percent" else unit_suffix(unit, t))


def _kpis(seen: _Seen) -> None:
    t, (client, vendor) = seen.t, seen.names
    if not seen.gaps.kpis:
        return
    headers = (
        ui.Cell(t(N_("KPI"))),
        ui.right(plain(client)),
        ui.right(plain(vendor)),
        ui.right(t(N_("Gap"))),
    )
    body = [
        (
            ui.Cell(plain(kpi_name(gap.kpi, seen.contract, t))),
            ui.right(plain(value_words(gap.client.value, gap.unit, t))),
            ui.right(plain(value_words(gap.vendor.value, gap.unit, t))),
            ui.right(plain(_points(gap.points, gap.unit, t))),
        )
        for gap in seen.gaps.kpis
    ]
    ui.table("sources-kpis", headers, body)


def _money(seen: _Seen) -> None:
    """The SLAs whose status differs, and the lines of the pre-invoice that do."""
    t, money, currency = seen.t, seen.gaps.money, seen.gaps.currency
    if money is None:
        return
    for sla in money.moved_slas:
        if sla.status_before and sla.status_after and sla.status_before != sla.status_after:
            told = t(
                N_("{sla}: {before} by {client}, {after} by {vendor}"),
                sla=sla_name(sla.id, seen.contract, t),
                before=status_words(sla.status_before, sla.zone_before, t).lower(),
                after=status_words(sla.status_after, sla.zone_after, t).lower(),
                client=seen.names[0],
                vendor=seen.names[1],
            )
            st.markdown(plain(told))
    if not money.moved_lines:
        st.caption(plain(t(N_("Whoever is believed, the pre-invoice is the same."))))
        return
    headers = (
        ui.Cell(t(N_("Line"))),
        ui.right(plain(seen.names[0])),
        ui.right(plain(seen.names[1])),
        ui.right(t(N_("Gap"))),
    )
    body = [
        (
            ui.Cell(plain(name_of(line.term, seen.contract, t, ("price", "consequence", "limit")))),
            ui.right(ui.amount(line.before, t, currency)),
            ui.right(ui.amount(line.after, t, currency)),
            ui.right(ui.amount(line.before - line.after, t, currency)),
        )
        for line in money.moved_lines
    ]
    total = ui.right(f"**{ui.amount(-money.difference, t, currency)}**")
    body.append((ui.Cell(f"**{plain(t(N_('Total before tax')))}**"), ui.Cell(""), ui.Cell(""), total))
    ui.table("sources-money", headers, body)
