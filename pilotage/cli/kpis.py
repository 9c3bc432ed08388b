"""`kpi`: figures by period or half-hour, by vendor, by formula; volume against forecast; reasons."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pilotage.cli.frame import (
    ContractOption,
    JsonOption,
    day_of,
    frame,
    misuse,
    print_json,
    table,
)
from pilotage.cli.reading import exact_text, number_text, value_text
from pilotage.locale import N_
from pilotage.periods import Month, Window

if TYPE_CHECKING:
    from pilotage.counters import Period
    from pilotage.kpi.model import Figure
    from pilotage.services.kpis import KpiRow

commands = typer.Typer()


class By(StrEnum):
    """The grain of a KPI's periods; `half_hour` is by half-hour and weekday over the whole."""

    HALF_HOUR = "half_hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    TOTAL = "total"


class Across(StrEnum):
    """Another way to look than by period."""

    VENDORS = "compare"
    FORMULAS = "formulas"
    VOLUME = "volume"
    REASONS = "reasons"


_From = Annotated[str, typer.Option("--from", metavar="DATE", help=N_("The first day."))]
_To = Annotated[str, typer.Option("--to", metavar="DATE", help=N_("The last day, included."))]
_By = Annotated[
    By,
    typer.Option(
        "--by", help=N_("One figure a day, week or month, or for the whole; or by half-hour and weekday.")
    ),
]
_Kpi = Annotated[str, typer.Option("--kpi", metavar="ID", help=N_("One KPI alone; else all."))]
_Compare = Annotated[bool, typer.Option("--compare", help=N_("Every vendor under one definition."))]
_Definition = Annotated[
    str,
    typer.Option(
        "--definition", metavar="KEY", help=N_("Another contract's definition, or “own”: each its own.")
    ),
]
_Formulas = Annotated[
    bool, typer.Option("--formulas", help=N_("The KPI by every formula that bears its name."))
]
_Volume = Annotated[bool, typer.Option("--volume", help=N_("Volume against the frozen forecast."))]
_Reasons = Annotated[
    bool, typer.Option("--reasons", help=N_("Contact reasons, and those that could have been avoided."))
]


@commands.command(help=N_("The contract's KPIs over a period, with the two sums behind each."))
def kpi(
    contract: ContractOption,
    first: _From,
    last: _To,
    *,
    by: _By = By.MONTH,
    one: _Kpi = "",
    compare: _Compare = False,
    definition: _Definition = "",
    formulas: _Formulas = False,
    volume: _Volume = False,
    reasons: _Reasons = False,
    as_json: JsonOption = False,
) -> None:
    from pilotage.cli import kpi_views

    window = _window(first, last)
    flags = (compare, formulas, volume, reasons)
    asked = [view for view, flag in zip(Across, flags, strict=True) if flag]
    if len(asked) > 1:
        misuse(frame().t("One of --compare, --formulas, --volume, --reasons at a time."))
    _known(contract, one, needed=bool(asked) and asked[0] in {Across.VENDORS, Across.FORMULAS})
    match asked[0] if asked else by:
        case Across.VENDORS:
            found = kpi_views.vendors(contract, one, window, definition)
        case Across.FORMULAS:
            found = kpi_views.formulas(contract, one, window)
        case Across.VOLUME:
            found = kpi_views.volume(contract, window, by)
        case Across.REASONS:
            found = kpi_views.reasons(contract, window)
        case By.HALF_HOUR:
            found = kpi_views.half_hours(contract, one, window)
        case _:
            _periods(contract, one, window, by, as_json=as_json)
            return
    if as_json:
        print_json({"contract": contract, **found.document})
    else:
        table(found.headers, found.rows, right=found.right)


def _window(first: str, last: str) -> Window:
    window = Window(day_of(first), day_of(last))
    if window.days < 1:
        misuse(frame().t("The last day stands before the first."))
    return window


def _known(contract: str, kpi: str, *, needed: bool) -> None:
    """Ends the command when the KPI named is not the contract's, or one is needed and none is named."""
    from pilotage.services import catalogue

    here = frame()
    terms = catalogue.contract(here.db, here.actor, ref=contract)
    if needed and not kpi:
        misuse(here.t("Name the KPI with --kpi."))
    if kpi and kpi not in {known.id for known in terms.kpi}:
        misuse(here.t("The contract has no KPI {name}.", name=kpi))


def _periods(contract: str, kpi: str, window: Window, by: By, *, as_json: bool) -> None:
    from pilotage.services.kpis import kpi_rows

    here = frame()
    found = kpi_rows(
        here.db, here.actor, contract=contract, window=window, by=period_of(by), each_stream=True, kpi=kpi
    )
    if as_json:
        print_json({"contract": contract, "rows": [kpi_document(row, by) for row in found]})
        return
    t = here.t
    rows = [
        (
            period_text(row.period, by), row.activity, row.stream, row.kpi,
            shown(row) or reason_text(row.figure),
            number_text(row.figure.numerator), number_text(row.figure.denominator),
        )
        for row in found
    ]  # fmt: skip
    headers = (t("Period"), t("Activity"), t("Stream"), t("KPI"), t("Value"))
    table((*headers, t("Numerator"), t("Denominator")), rows, right=(4, 5, 6))


def period_of(by: By) -> Period:
    """The grain of the periods; by half-hour, those of the days."""
    match by:
        case By.WEEK:
            return "week"
        case By.MONTH:
            return "month"
        case By.TOTAL:
            return "total"
    return "day"


def kpi_document(row: KpiRow, by: By) -> dict[str, Any]:
    """A figure as one JSON object; `status` is `measured`, `incomplete` when open days are missing under
    it (`missing_days` names them), or `not_measured` with its `reason`. `n`, `low` and `high` are the
    sample of a survey or of monitored contacts and its interval at 95 %.
    """
    document = {
        "period": period_text(row.period, by),
        "activity": row.activity,
        "stream": row.stream or None,
        "kpi": row.kpi,
        **figure_document(row.figure),
        "maturity": "provisional" if row.provisional else "final",
        "missing_days": [day.isoformat() for day in row.missing],
        "target": exact_text(row.target),
    }
    if row.missing and row.figure.value is not None:
        document["status"] = "incomplete"
    return document


def figure_document(figure: Figure) -> dict[str, Any]:
    """What any figure says of itself."""
    interval = figure.interval
    return {
        "value": exact_text(figure.value),
        "unit": figure.unit,
        "numerator": exact_text(figure.numerator),
        "denominator": exact_text(figure.denominator),
        "estimated": figure.estimated,
        "typed": figure.typed,
        "n": exact_text(figure.sample),
        "low": exact_text(interval.low if interval else None),
        "high": exact_text(interval.high if interval else None),
        "status": "not_measured" if figure.value is None else "measured",
        "reason": figure.reason,
    }


def period_text(window: Window, by: By) -> str:
    """`2026-10-05`, `2026-W41`, `2026-10`, or first and last day: `2026-10-01/2026-10-31`."""
    match by:
        case By.DAY | By.HALF_HOUR:
            return window.first.isoformat()
        case By.WEEK:
            year, week, _ = window.first.isocalendar()
            return f"{year}-W{week:02d}"
        case By.MONTH:
            return str(Month.of(window.first))
    return f"{window.first}/{window.last}"


def shown(row: KpiRow) -> str:
    """A KPI as it is read: with its sample, and all that keeps it from being a plain final figure."""
    t = frame().t
    text = figure_text(row.figure)
    marks = []
    if row.missing:
        days = len(row.missing)
        one = t("1 open day without data")
        marks.append(one if days == 1 else t("{n} open days without data", n=days))
    elif row.provisional:
        marks.append(t("provisional"))
    return ", ".join((text, *marks)) if text else ""


def figure_text(figure: Figure) -> str:
    """A figure with its sample and where it comes from; empty when there is none."""
    from pilotage.locale.samples import sample_words

    if figure.value is None:
        return ""
    t = frame().t
    said = (
        (sample_words(figure, t), True), (t("estimated"), figure.estimated), (t("typed in"), figure.typed)
    )  # fmt: skip
    marks = [word for word, holds in said if holds and word]
    return ", ".join((value_text(figure.value, figure.unit), *marks))


def reason_text(figure: Figure) -> str:
    """Why there is no figure."""
    from pilotage.locale.judged import reason_words

    return reason_words(figure.reason, frame().t, figure.missing)
