"""What `kpi` answers beside its periods: the same views as the page, as a document and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pilotage.cli.frame import frame, misuse
from pilotage.cli.kpis import By, figure_document, figure_text, period_of, period_text, reason_text
from pilotage.cli.reading import exact_text, number_text
from pilotage.locale import N_

if TYPE_CHECKING:
    from pilotage.periods import Window
    from pilotage.services.analysis import Grid, VolumeRow, Volumes


@dataclass(frozen=True)
class Answer:
    """The same figures twice: a JSON document, and a table whose `right` columns are figures."""

    document: dict[str, Any]
    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    right: tuple[int, ...]


def _headers(*texts: str) -> list[str]:
    t = frame().t
    return [t(text) for text in texts]


def _span(window: Window) -> dict[str, str]:
    return {"from": window.first.isoformat(), "to": window.last.isoformat()}


def _activities(contract: str) -> list[str]:
    from pilotage.services import catalogue

    here = frame()
    return [one.id for one in catalogue.contract(here.db, here.actor, ref=contract).activity]


def half_hours(contract: str, kpi: str, window: Window) -> Answer:
    """Every KPI that comes by half-hour, by half-hour and weekday (1 is Monday) over the window."""
    from pilotage.services.kpis import kpi_rows

    here = frame()
    whole = kpi_rows(here.db, here.actor, contract=contract, window=window, by="total", kpi=kpi)
    documents: list[dict[str, Any]] = []
    rows: list[tuple[str, ...]] = []
    for row in whole:
        grid = _grid(contract, row.activity, row.kpi, window)
        if grid is None or (grid.reason == "grain" and not kpi):
            continue
        place = {"activity": row.activity, "kpi": row.kpi}
        if grid.reason:
            documents.append({**place, "weekday": None, "at": None, "value": None, "unit": grid.kpi.unit,
                              "status": "not_measured", "reason": grid.reason,
                              "missing": list(grid.missing)})  # fmt: skip
            continue
        for cell in grid.cells:
            documents.append(
                {
                    **place,
                    "weekday": cell.weekday + 1,
                    "at": f"{cell.at:%H:%M}",
                    **figure_document(cell.figure),
                    "volume_a_day": exact_text(cell.volume),
                    "open": cell.open,
                    "target": exact_text(grid.target),
                }
            )
            rows.append(
                (
                    row.activity, row.kpi, str(cell.weekday + 1), f"{cell.at:%H:%M}",
                    figure_text(cell.figure) or reason_text(cell.figure),
                    number_text(cell.figure.numerator), number_text(cell.figure.denominator),
                )
            )  # fmt: skip
    titles = _headers(
        N_("Activity"), N_("KPI"), N_("Weekday"), N_("Half-hour"), N_("Value"), N_("Numerator"),
        N_("Denominator"),
    )  # fmt: skip
    return Answer({**_span(window), "rows": documents}, titles, rows, (4, 5, 6))


def _grid(contract: str, activity: str, kpi: str, window: Window) -> Grid | None:
    from pilotage.services import analysis

    here = frame()
    return analysis.half_hour_grid(
        here.db, here.actor, contract=contract, activity=activity, kpi=kpi, window=window
    )


def vendors(contract: str, kpi: str, window: Window, definition: str) -> Answer:
    """Every vendor in sight under one definition of the KPI."""
    from pilotage.services import comparison

    here = frame()
    found = comparison.compare(
        here.db, here.actor, contract=contract, kpi=kpi, window=window, definition=definition
    )
    if found is None:
        misuse(here.t("The contract writes this KPI itself: no other vendor counts the same."))
    definitions = [
        {
            "key": one.key, "formula": one.formula, "variant": one.variant, "within_s": one.within_s,
            "short_s": one.short_s, "within_h": one.within_h, "contracts": list(one.contracts),
        }
        for one in found.definitions
    ]  # fmt: skip
    documents = [
        {
            "contract": row.card.ref,
            "vendor": row.card.vendor,
            "activity": row.activity.id,
            "own": row.own,
            "same": row.same,
            **figure_document(row.figure),
            "missing": list(row.figure.missing),
            "target": exact_text(row.target),
        }
        for row in found.rows
    ]
    rows = [
        (
            row.card.vendor_name, row.activity.id, figure_text(row.figure) or reason_text(row.figure),
            number_text(row.figure.numerator), number_text(row.figure.denominator),
            here.t("that of its contract") if row.same else here.t("its contract defines it otherwise"),
        )
        for row in found.rows
    ]  # fmt: skip
    titles = _headers(
        N_("Vendor"), N_("Activity"), N_("Value"), N_("Numerator"), N_("Denominator"), N_("Definition")
    )
    head = {"kpi": kpi, **_span(window), "definition": found.chosen, "definitions": definitions}
    return Answer({**head, "rows": documents}, titles, rows, (2, 3, 4))


def formulas(contract: str, kpi: str, window: Window) -> Answer:
    """The KPI by every formula that bears its name, for each activity that is about it."""
    from pilotage.locale.kpi_names import variant_name
    from pilotage.services import comparison
    from pilotage.services.kpis import kpi_rows

    here = frame()
    concerned = kpi_rows(here.db, here.actor, contract=contract, window=window, by="total", kpi=kpi)
    documents: list[dict[str, Any]] = []
    rows: list[tuple[str, ...]] = []
    for activity in dict.fromkeys(row.activity for row in concerned):
        for one in comparison.variants(
            here.db, here.actor, contract=contract, activity=activity, kpi=kpi, window=window
        ):
            head = {"activity": activity, "kpi": kpi, "variant": one.variant, "agreed": one.agreed}
            documents.append({**head, **figure_document(one.figure), "missing": list(one.figure.missing)})
            rows.append(
                (
                    activity, variant_name(one.variant, here.t), here.t("contract") if one.agreed else "",
                    figure_text(one.figure) or reason_text(one.figure),
                    number_text(one.figure.numerator), number_text(one.figure.denominator),
                )
            )  # fmt: skip
    titles = _headers(
        N_("Activity"), N_("Formula"), N_("Note"), N_("Value"), N_("Numerator"), N_("Denominator")
    )
    return Answer({"kpi": kpi, **_span(window), "rows": documents}, titles, rows, (3, 4, 5))


def volume(contract: str, window: Window, by: By) -> Answer:
    """What was offered and handled against the frozen forecast, by period, or a day by half-hour."""
    if by is By.HALF_HOUR and window.days > 1:
        misuse(frame().t("Half-hours of volume are those of one day: --from and --to the same."))
    accuracies: list[dict[str, Any]] = []
    documents: list[dict[str, Any]] = []
    rows: list[tuple[str, ...]] = []
    for activity in _activities(contract):
        found = _volumes(contract, activity, window, by)
        accuracies.append(
            {
                "activity": activity,
                "wape": exact_text(found.accuracy.wape),
                "bias": exact_text(found.accuracy.bias),
            }
        )
        for row in found.rows:
            documents.append(_volume_document(activity, row, by))
            at = "" if row.at is None else f" {row.at:%H:%M}"
            figures = (row.offered, row.handled, row.forecast)
            when = period_text(row.period, by) + at
            rows.append((activity, when, *(number_text(figure) for figure in figures)))
    titles = _headers(N_("Activity"), N_("Period"), N_("Offered"), N_("Handled"), N_("Frozen forecast"))
    return Answer({**_span(window), "accuracy": accuracies, "rows": documents}, titles, rows, (2, 3, 4))


def _volumes(contract: str, activity: str, window: Window, by: By) -> Volumes:
    from pilotage.services import analysis

    here = frame()
    asked = {"contract": contract, "activity": activity}
    if by is By.HALF_HOUR:
        return analysis.volumes_of_day(here.db, here.actor, **asked, day=window.first)
    return analysis.volumes(
        here.db, here.actor, contract=contract, activity=activity, window=window, by=period_of(by)
    )


def _volume_document(activity: str, row: VolumeRow, by: By) -> dict[str, Any]:
    return {
        "activity": activity,
        "period": period_text(row.period, by),
        "at": None if row.at is None else f"{row.at:%H:%M}",
        "offered": exact_text(row.offered),
        "handled": exact_text(row.handled),
        "forecast": exact_text(row.forecast),
    }


def reasons(contract: str, window: Window) -> Answer:
    """Why customers made contact, by activity, the most frequent reason first."""
    from pilotage.services import analysis

    here = frame()
    documents: list[dict[str, Any]] = []
    rows: list[tuple[str, ...]] = []
    for activity in _activities(contract):
        found = analysis.reasons(here.db, here.actor, contract=contract, activity=activity, window=window)
        for row in found.rows:
            figures: tuple[Decimal | None, ...] = (
                row.contacts, row.avoidable, row.share, row.cumulative
            )  # fmt: skip
            names = ("contacts", "avoidable", "share", "cumulative")
            exact = {name: exact_text(value) for name, value in zip(names, figures, strict=True)}
            documents.append(
                {"activity": activity, "reason": row.reason, "counter": found.counter, **exact}
            )
            label = row.stream.label(here.language)
            rows.append((activity, label, *(number_text(value) for value in figures)))
    titles = _headers(
        N_("Activity"), N_("Contact reason"), N_("Contacts"), N_("Could have been avoided"),
        N_("Share"), N_("Running total"),
    )  # fmt: skip
    return Answer({**_span(window), "rows": documents}, titles, rows, (2, 3, 4, 5))
