"""The views of one vendor's KPI over time: its trend, and its days one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import streamlit as st

from pilotage.charts.distribution import DayDot, DistributionWords, Line, distribution
from pilotage.counters import Period
from pilotage.exports.csv_file import Value
from pilotage.kpi.model import Figure
from pilotage.locale import N_, NBSP, Words
from pilotage.locale.counter_names import counter_words
from pilotage.locale.judged import clause_words, reason_words
from pilotage.locale.kpi_definitions import DEFINITIONS
from pilotage.locale.kpi_names import variant_name
from pilotage.periods import DAY, Window, week_of
from pilotage.services.comparison import variants
from pilotage.services.kpis import KpiRow, kpi_rows
from pilotage.trace import Source
from pilotage.web.drawings import drawing
from pilotage.web.figures import (
    exact_words,
    marks,
    meets,
    missed_days,
    missing_words,
    period_words,
    unit_suffix,
    value_words,
    volume_words,
)
from pilotage.web.kpi_choice import Choice, View, pick
from pilotage.web.sheets import Column, Sheet
from pilotage.web.text import plain


def rows_of(choice: Choice, variant: str = "") -> tuple[KpiRow, ...]:
    """Thirteen months, thirteen weeks or the days, up to the end of the month on screen."""
    month = choice.visit.month
    first = {
        "month": month.plus(-12).first,
        "week": week_of(month.last - DAY * 7 * 12).first,
        "day": month.first,
    }[choice.grain]
    return series(choice, Window(first, month.last), choice.grain, variant)


def series(choice: Choice, window: Window, by: Period, variant: str = "") -> tuple[KpiRow, ...]:
    """The KPI on screen over a window, by another formula of the catalogue when one is named."""
    return kpi_rows(
        choice.visit.db,
        choice.visit.actor,
        contract=choice.contract.ref,
        window=window,
        by=by,
        kpi=choice.kpi.id,
        activity=choice.activity,
        variant=variant,
    )


def not_measured(choice: Choice, reason: str, missing: Sequence[str] = ()) -> View:
    """A view without a figure, and why."""
    t = choice.visit.t
    words = reason_words(reason, t, tuple(missing))
    return View(choice.name, empty=t(N_("Not measured: {reason}."), reason=words))


def trend(choice: Choice) -> View:
    """The KPI over time against its target, beside the same by another formula when one is asked for."""
    t, kpi = choice.visit.t, choice.kpi
    found = rows_of(choice)
    if all(row.figure.value is None for row in found):
        figure = found[0].figure if found else None
        return not_measured(
            choice, figure.reason if figure else "no_data", figure.missing if figure else ()
        )
    other = _other(choice)
    finding, spec = drawing(
        choice.visit, found, choice.grain, t(N_("Contract")) if other else choice.name,
        unit=kpi.unit, direction=kpi.direction, denominator=tuple(kpi.denominator), height=320,
        other=other,
    )  # fmt: skip
    caption = t(N_("{name}; the bars are the volume behind each point"), name=choice.name)
    if any(row.provisional and row.figure.value is not None for row in found):
        caption += t(N_("; hollow points may still move"))
    if found[-1].figure.interval:
        caption += t(N_("; the pale strokes are the 95% interval"))
    title = choice.name if finding == t(N_("Contract")) else finding
    return View(title, caption, spec, _figures(choice, found), notes=_gaps(found, t))


def beside(choice: Choice) -> None:
    """Which other formula stands beside the contract's, and the way back."""
    t, asked = choice.visit.t, choice.asked("variant")
    if asked:
        with st.container(horizontal=True, gap="small", key="list-beside"):
            told = t(N_("Beside the contract's formula: {name}"), name=variant_name(asked, t))
            st.markdown(f":gray[{plain(told)}]", width="content")
            pick(choice, t(N_("Remove")), current=False, variant="")


def _other(choice: Choice) -> tuple[str, Sequence[KpiRow]] | None:
    """The KPI by the formula that the link names, where it is another than the contract's."""
    asked = choice.asked("variant")
    known = variants(
        choice.visit.db, choice.visit.actor, contract=choice.contract.ref,
        activity=choice.activity, kpi=choice.kpi.id, window=choice.visit.month.window,
    ) if asked else ()  # fmt: skip
    if not any(one.variant == asked and not one.agreed for one in known):
        return None
    return variant_name(asked, choice.visit.t), rows_of(choice, asked)


def _gaps(found: Sequence[KpiRow], t: Words) -> tuple[str, ...]:
    """The open days without data of the last period that lacks some; by day, all those on screen."""
    short = [row for row in found if row.missing]
    by_day = bool(found) and found[0].period.days == 1
    days = [day for row in (short if by_day else short[-1:]) for day in row.missing]
    if not days or (not by_day and short[-1].figure.value is None):
        return ()
    told = ", ".join(t.date(day, "day") for day in days[:6]) + (" …" if len(days) > 6 else "")
    return (t(N_("{what}: {days}"), what=missing_words(len(days), t), days=told),)


def _figures(choice: Choice, found: Sequence[KpiRow]) -> Sheet:
    """The figures period by period, the latest first, with the two sums behind each."""
    t, kpi = choice.visit.t, choice.kpi
    sampled = any(row.figure.interval for row in found)
    edges = (Column(t(N_("Low (95%)")), kpi.unit), Column(t(N_("High (95%)")), kpi.unit))
    columns = (
        Column(t(N_("Period"))),
        Column(t(N_("Value")), kpi.unit, bold=True),
        Column(t(N_("Target")), kpi.unit),
        Column(sum_words(kpi.numerator, t), "count"),
        *((Column(sum_words(kpi.denominator, t), "count"),) if kpi.denominator else ()),
        *(edges if sampled else ()),
        Column(t(N_("Note"))),
    )
    rows = [_line(choice, row, sampled=sampled) for row in reversed(found)]
    return Sheet(f"{kpi.id}_{t(N_('trend'))}", columns, tuple(rows))


def _line(choice: Choice, row: KpiRow, *, sampled: bool) -> tuple[Value, ...]:
    figure, interval = row.figure, row.figure.interval
    low, high = (interval.low, interval.high) if interval else (None, None)
    return (
        period_words(row.period, choice.grain, choice.visit.t),
        figure.value,
        row.target,
        figure.numerator,
        *((figure.denominator,) if choice.kpi.denominator else ()),
        *((low, high) if sampled else ()),
        note_words(row, choice.visit.t),
    )


def note_words(row: KpiRow, t: Words) -> str:
    """What a figure must not be taken for, or why there is none."""
    if row.figure.value is None:
        reason = reason_words(row.figure.reason, t, row.figure.missing)
        return t(N_("Not measured: {reason}."), reason=reason)
    return ", ".join(marks(row, t))


def sum_words(weights: Mapping[str, Decimal], t: Words) -> str:
    """`Présentés − Abandons courts`: a sum of counters by their names."""
    text = ""
    for name, weight in weights.items():
        sign = "−" if weight < 0 else "+"
        size = "" if abs(weight) == 1 else f"{t.number(abs(weight))}{NBSP}×{NBSP}"
        joined = f" {sign} " if text else ("− " if weight < 0 else "")
        text += joined + size + counter_words(name, t)
    return text


def definition(choice: Choice) -> str:
    """What the KPI means, how the contract counts it, and where it says so."""
    t, kpi = choice.visit.t, choice.kpi
    told = t(DEFINITIONS[kpi.formula]) if kpi.formula in DEFINITIONS else ""
    ratio = sum_words(kpi.numerator, t)
    ratio += f" ÷ {sum_words(kpi.denominator, t)}" if kpi.denominator else ""
    clause = clause_words(Source.of(kpi.source), choice.contract) if kpi.source else ""
    return " ".join(part for part in (told, f"{ratio}.", clause) if part)


# ---- day by day ----------------------------------------------------------------------------------


def days(choice: Choice) -> View:
    """The days of the month one by one against the target."""
    t, kpi, month = choice.visit.t, choice.kpi, choice.visit.month
    found = series(choice, month.window, "day")
    known = [row for row in found if row.figure.value is not None]
    if not known:
        figure = found[0].figure if found else choice.row.figure
        return not_measured(choice, figure.reason, figure.missing)
    target, value = choice.row.target, choice.row.figure.value
    spec = distribution(
        [_dot(choice, row) for row in known],
        target=_rule(target, N_("Target {value}"), choice, exact=True),
        whole=_rule(value, N_("Whole month {value}"), choice),
        words=DistributionWords(
            t(N_("Day")), t(N_("Value")), t(N_("Measured on")), unit_suffix(kpi.unit, t)
        ),
        theme=choice.visit.theme,
        language=t.language,
        height=300,
    )
    missed, measured = missed_days(known, kpi.direction)
    caption = t(N_("{name}; a dot a day, square where the target is missed"), name=choice.name)
    if target is None:
        caption = t(N_("{name}; a dot a day"), name=choice.name)
    return View(_days_finding(choice, known, missed, measured), caption, spec, _days_sheet(choice, found))


def _dot(choice: Choice, row: KpiRow) -> DayDot:
    t, kpi = choice.visit.t, choice.kpi
    value = row.figure.value or Decimal(0)
    met = None if row.target is None else meets(value, row.target, kpi.direction)
    behind = volume_words(row.figure, tuple(kpi.denominator), t)
    return DayDot(value, met, t.date(row.period.first, "day"), value_words(value, kpi.unit, t), behind)


def _rule(value: Decimal | None, text: str, choice: Choice, *, exact: bool = False) -> Line | None:
    if value is None:
        return None
    shown = exact_words if exact else value_words
    return Line(value, choice.visit.t(text, value=shown(value, choice.kpi.unit, choice.visit.t)))


def _days_finding(choice: Choice, known: Sequence[KpiRow], missed: int, measured: int) -> str:
    t = choice.visit.t
    if not measured:
        values = [row.figure.value for row in known if row.figure.value is not None]
        low, high = (value_words(edge, choice.kpi.unit, t) for edge in (min(values), max(values)))
        return t(N_("From {low} to {high} by day"), low=low, high=high)
    share = t.percent(Decimal((measured - missed) * 100) / measured, 0)
    met = measured - missed
    return t(N_("Target met on {n} days of {total} ({share})"), n=met, total=measured, share=share)


def _days_sheet(choice: Choice, found: Sequence[KpiRow]) -> Sheet:
    t, kpi = choice.visit.t, choice.kpi
    columns = (
        Column(t(N_("Day"))),
        Column(t(N_("Value")), kpi.unit, bold=True),
        Column(t(N_("Target")), kpi.unit),
        Column(t(N_("Target met"))),
        Column(sum_words(kpi.numerator, t), "count"),
        *((Column(sum_words(kpi.denominator, t), "count"),) if kpi.denominator else ()),
        Column(t(N_("Note"))),
    )
    rows = [
        (
            row.period.first,
            row.figure.value,
            row.target,
            _met(row.figure, row.target, choice),
            row.figure.numerator,
            *((row.figure.denominator,) if kpi.denominator else ()),
            note_words(row, t),
        )
        for row in found
    ]
    return Sheet(f"{kpi.id}_{t(N_('by-day'))}", columns, tuple(rows))


def _met(figure: Figure, target: Decimal | None, choice: Choice) -> str:
    if figure.value is None or target is None:
        return ""
    met = meets(figure.value, target, choice.kpi.direction)
    return choice.visit.t(N_("yes") if met else N_("no"))
