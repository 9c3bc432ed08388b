"""The views across: reasons of contact, vendors under one definition, one KPI by several formulas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import streamlit as st

from pilotage.charts.comparison import ComparedFigure, ComparisonWords, ranked_dots
from pilotage.charts.pareto import ParetoBar, ParetoWords, pareto
from pilotage.kpi.model import Figure
from pilotage.locale import N_, Words
from pilotage.locale.counter_names import counter_words
from pilotage.locale.judged import reason_words
from pilotage.locale.kpi_names import variant_name
from pilotage.locale.samples import sample_words
from pilotage.services import analysis, comparison
from pilotage.services.analysis import ReasonRow, Reasons
from pilotage.services.comparison import OWN, Comparison, Definition, VariantFigure, VendorFigure
from pilotage.web.figures import exact_words, unit_suffix, value_words
from pilotage.web.kpi_choice import Choice, View, pick
from pilotage.web.kpi_views import not_measured, sum_words
from pilotage.web.sheets import Column, Sheet

# ---- reasons -------------------------------------------------------------------------------------


def reasons(choice: Choice) -> View:
    """Why customers made contact in the month, and what could have been avoided."""
    visit, t = choice.visit, choice.visit.t
    found = analysis.reasons(
        visit.db, visit.actor, contract=choice.contract.ref, activity=choice.activity,
        window=visit.month.window,
    )  # fmt: skip
    if not found.rows:
        text = N_("No contact reason was received for this month.")
        if not any(one.reason and one.activity == choice.activity for one in choice.contract.stream):
            text = N_("No feed of this contract gives contact reasons: a stream with a reason would.")
        return View(t(N_("Contact reasons")), empty=t(text))
    words = ParetoWords(
        t(N_("Contact reason")), counter_words(found.counter, t), t(N_("Could have been avoided")),
        t(N_("Running total")),
    )  # fmt: skip
    spec = pareto(
        [_bar(row, t) for row in found.rows], words=words, theme=visit.theme, language=t.language
    )
    caption = t(N_("Contacts by reason; the line is their running total"))
    if found.avoidable is not None:
        caption += t(N_("; at the foot of the bars, those that could have been avoided"))
    return View(_reasons_finding(found, t), caption, spec, _reasons_sheet(choice, found))


def _bar(row: ReasonRow, t: Words) -> ParetoBar:
    return ParetoBar(
        row.stream.label(t.language),
        row.contacts,
        row.avoidable,
        row.cumulative,
        t.number(row.contacts, 0),
        "—" if row.avoidable is None else t.number(row.avoidable, 0),
        t.percent(row.cumulative, 0),
    )


def _reasons_finding(found: Reasons, t: Words) -> str:
    first = found.rows[0]
    told = {"reason": first.stream.label(t.language), "share": t.percent(first.share, 0)}
    if found.avoidable is None:
        return t(N_("{reason}: {share} of contacts"), **told)
    avoidable = t.percent(found.avoidable * 100 / found.total, 0)
    return t(N_("{reason}: {share} of contacts; {avoidable} of all could have been avoided"), **told,
             avoidable=avoidable)  # fmt: skip


def _reasons_sheet(choice: Choice, found: Reasons) -> Sheet:
    t = choice.visit.t
    columns = (
        Column(t(N_("Contact reason"))),
        Column(counter_words(found.counter, t), "count", bold=True),
        Column(t(N_("Share")), "percent"),
        Column(t(N_("Running total")), "percent"),
        Column(t(N_("Could have been avoided")), "count"),
        Column(t(N_("Share that could have been avoided")), "percent"),
    )
    rows = tuple(
        (
            row.stream.label(t.language),
            row.contacts,
            row.share,
            row.cumulative,
            row.avoidable,
            None if row.avoidable is None else row.avoidable * 100 / row.contacts,
        )
        for row in found.rows
    )
    return Sheet(f"{choice.activity}_{t(N_('reasons'))}", columns, rows)


# ---- vendors -------------------------------------------------------------------------------------


def compared(choice: Choice) -> Comparison | None:
    """The vendors in sight under the definition of the link; None where no other has the KPI."""
    visit = choice.visit
    return visit.kept(
        "compare", choice.kpi.id, choice.asked("definition"),
        build=lambda: comparison.compare(
            visit.db, visit.actor, contract=choice.contract.ref, kpi=choice.kpi.id,
            window=visit.month.window, definition=choice.asked("definition"),
        ),
    )  # fmt: skip


def definitions(choice: Choice) -> None:
    """The definitions that the contracts use, when they differ, and each by its own."""
    found = compared(choice)
    if found is None or len(found.definitions) < 2:
        return
    t = choice.visit.t
    with st.container(horizontal=True, gap="small", width="content", key="list-definitions"):
        for one in found.definitions:
            label = _short_words(one, found.definitions, t)
            pick(choice, label, current=found.chosen == one.key, definition=one.key)
        pick(choice, t(N_("Each by its own contract")), current=found.chosen == OWN, definition=OWN)


def definition_words(one: Definition, t: Words) -> str:
    """`en 20 s, réponses dans le délai sur présentés`: a definition in a few words."""
    delays = []
    if one.within_s is not None:
        delays.append(t(N_("within {n} s"), n=one.within_s))
    if one.within_h is not None:
        delays.append(t(N_("within {n} h"), n=one.within_h))
    if one.short_s is not None:
        delays.append(t(N_("short abandons under {n} s"), n=one.short_s))
    name = variant_name(one.variant, t) if one.variant else ""
    return ", ".join(part for part in (*delays, name) if part) or t(N_("one definition"))


def _short_words(one: Definition, among: Sequence[Definition], t: Words) -> str:
    """What tells a definition from the others: the delay alone where they count in the same way."""
    same = len({each.variant for each in among}) == 1
    return definition_words(replace(one, variant="") if same else one, t)


def vendors(choice: Choice) -> View:
    """The KPI of the month for every vendor in sight, on one scale and by one definition."""
    t, visit = choice.visit.t, choice.visit
    found = compared(choice)
    if found is None or not found.rows:
        return View(
            choice.name,
            empty=t(N_("The contract writes this KPI itself: no other vendor counts the same.")),
        )
    spec = ranked_dots(
        [_vendor(choice, row) for row in found.rows],
        words=_words(choice, t(N_("Vendor"))),
        theme=visit.theme,
        language=t.language,
    )
    caption = t(N_("Each vendor by its own contract: these definitions differ"))
    if found.chosen != OWN:
        told = _chosen_words(found, t)
        caption = t(N_("Same definition for all: {definition}"), definition=told)
        if len(found.definitions) == 1:
            caption = t(N_("Every contract defines it in the same way"))
        caption += t(N_("; the upright mark is what each contract promises of its own"))
    return View(_vendors_finding(choice, found), caption, spec, _vendors_sheet(choice, found))


def _chosen_words(found: Comparison, t: Words) -> str:
    return next((definition_words(d, t) for d in found.definitions if d.key == found.chosen), "")


def _words(choice: Choice, name: str) -> ComparisonWords:
    t = choice.visit.t
    return ComparisonWords(
        name, t(N_("Value")), t(N_("Target")), t(N_("95% interval")), unit_suffix(choice.kpi.unit, t)
    )


def _place(row: VendorFigure, t: Words) -> str:
    return f"{row.card.vendor_name}, {row.activity.label(t.language)}"


def _vendor(choice: Choice, row: VendorFigure) -> ComparedFigure:
    t, unit, figure = choice.visit.t, row.kpi.unit, row.figure
    return ComparedFigure(
        _place(row, t),
        figure.value,
        _shown(figure, t),
        low=figure.interval.low if figure.interval else None,
        high=figure.interval.high if figure.interval else None,
        target=row.target if row.same else None,
        target_shown=exact_words(row.target, unit, t) if row.target is not None and row.same else "—",
        interval_shown=sample_words(figure, t) or "—",
        strong=row.card.ref == choice.contract.ref and row.activity.id == choice.activity,
    )


def _shown(figure: Figure, t: Words) -> str:
    if figure.value is None:
        return t(N_("Not measured: {reason}."), reason=reason_words(figure.reason, t, figure.missing))
    return value_words(figure.value, figure.unit, t)


def _vendors_finding(choice: Choice, found: Comparison) -> str:
    t = choice.visit.t
    values = [row.figure.value for row in found.rows if row.figure.value is not None]
    silent = len(found.rows) - len(values)
    if len(values) < 2:
        text = N_("{name}: measured so at one vendor alone")
        return t(text, name=choice.name) if values else t(N_("{name}: not measured"), name=choice.name)
    low, high = (value_words(edge, choice.kpi.unit, t) for edge in (min(values), max(values)))
    title = t(N_("{name}: from {low} to {high}"), name=choice.name, low=low, high=high)
    if silent == 1:
        return title + t(N_(", 1 not measured"))
    return title + t(N_(", {n} not measured"), n=silent) if silent else title


def _vendors_sheet(choice: Choice, found: Comparison) -> Sheet:
    t, unit = choice.visit.t, choice.kpi.unit
    columns = (
        Column(t(N_("Vendor"))),
        Column(t(N_("Activity"))),
        Column(t(N_("Value")), unit, bold=True),
        Column(t(N_("Low (95%)")), unit),
        Column(t(N_("High (95%)")), unit),
        Column(t(N_("Numerator")), "count"),
        Column(t(N_("Denominator")), "count"),
        Column(t(N_("Target of its contract")), unit),
        Column(t(N_("Definition"))),
        Column(t(N_("Note"))),
    )
    rows = tuple(
        (
            row.card.vendor_name,
            row.activity.label(t.language),
            row.figure.value,
            row.figure.interval.low if row.figure.interval else None,
            row.figure.interval.high if row.figure.interval else None,
            row.figure.numerator,
            row.figure.denominator,
            row.target,
            t(N_("that of its contract")) if row.same else t(N_("its contract defines it otherwise")),
            "" if row.figure.value is not None else _shown(row.figure, t),
        )
        for row in found.rows
    )
    return Sheet(f"{choice.kpi.id}_{t(N_('vendors'))}", columns, rows)


# ---- formulas ------------------------------------------------------------------------------------


def known_formulas(choice: Choice) -> Sequence[VariantFigure]:
    """The KPI of the month by every formula of its name."""
    visit = choice.visit
    return visit.kept(
        "formulas", choice.kpi.id, choice.activity,
        build=lambda: comparison.variants(
            visit.db, visit.actor, contract=choice.contract.ref, activity=choice.activity,
            kpi=choice.kpi.id, window=visit.month.window,
        ),
    )  # fmt: skip


def formulas(choice: Choice) -> View:
    """The same counters by each formula: what a definition is worth."""
    t, visit = choice.visit.t, choice.visit
    found = known_formulas(choice)
    values = [one.figure.value for one in found if one.figure.value is not None]
    if not values:
        figure = found[0].figure if found else choice.row.figure
        return not_measured(choice, figure.reason, figure.missing)
    spec = ranked_dots(
        [_formula(choice, one) for one in found],
        words=_words(choice, t(N_("Formula"))),
        theme=visit.theme,
        language=t.language,
    )
    low, high = (value_words(edge, choice.kpi.unit, t) for edge in (min(values), max(values)))
    finding = t(N_("{name}: from {low} to {high} by the formula, on the same counts"), name=choice.name,
                low=low, high=high)  # fmt: skip
    caption = t(N_("Strong: the formula of the contract; the upright mark is its target"))
    return View(finding, caption, spec, _formulas_sheet(choice, found))


def formula_links(choice: Choice) -> None:
    """Another formula over time, beside that of the contract."""
    t, key = choice.visit.t, "choice-formula"
    found = [one for one in known_formulas(choice) if not one.agreed and one.figure.value is not None]
    st.session_state[key] = ""
    st.selectbox(
        t(N_("Over time")),
        ["", *(one.variant for one in found)],
        key=key,
        format_func=lambda one: variant_name(one, t) if one else t(N_("Another formula over time")),
        label_visibility="collapsed",
        width=330,
        on_change=_choose_formula,
    )


def _choose_formula() -> None:
    chosen = st.session_state["choice-formula"]
    if chosen:
        st.query_params.update({"view": "trend", "variant": chosen})


def _formula(choice: Choice, one: VariantFigure) -> ComparedFigure:
    t = choice.visit.t
    name = variant_name(one.variant, t)
    target = choice.row.target if one.agreed else None
    return ComparedFigure(
        t(N_("{name} (contract)"), name=name) if one.agreed else name,
        one.figure.value,
        _shown(one.figure, t),
        target=target,
        target_shown="—" if target is None else exact_words(target, choice.kpi.unit, t),
        interval_shown=sample_words(one.figure, t) or "—",
        strong=one.agreed,
    )


def _formulas_sheet(choice: Choice, found: Sequence[VariantFigure]) -> Sheet:
    t, unit = choice.visit.t, choice.kpi.unit
    agreed = next((one.figure.value for one in found if one.agreed), None)
    columns = (
        Column(t(N_("Formula"))),
        Column(t(N_("Value")), unit, bold=True),
        Column(t(N_("Gap to the contract's")), "points" if unit == "percent" else unit),
        Column(t(N_("Numerator")), "count"),
        Column(t(N_("Denominator")), "count"),
        Column(t(N_("Counted as"))),
        Column(t(N_("Note"))),
    )
    rows = tuple(
        (
            variant_name(one.variant, t) or choice.name,
            one.figure.value,
            _gap(one.figure.value, agreed),
            one.figure.numerator,
            one.figure.denominator,
            f"{sum_words(one.kpi.numerator, t)} / {sum_words(one.kpi.denominator, t)}",
            t(N_("contract"))
            if one.agreed
            else ""
            if one.figure.value is not None
            else _shown(one.figure, t),
        )
        for one in found
    )
    return Sheet(f"{choice.kpi.id}_{t(N_('formulas'))}", columns, rows)


def _gap(value: Decimal | None, agreed: Decimal | None) -> Decimal | None:
    return None if value is None or agreed is None else value - agreed
