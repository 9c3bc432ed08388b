"""Atlas's files: UTF-8 with a byte order mark, Casablanca time, hours with a decimal comma, `8h30`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pandas as pd

from pilotage.calendars import working_day_after
from pilotage.demo import arrivals, atlas
from pilotage.demo.clock import CLIENT_COUNTRY, MONTHS, OPENING, slot_time
from pilotage.demo.writing import (
    DemoFile,
    Workbook,
    decimal,
    french,
    hours_minutes,
    put,
    short_month,
    text_file,
)
from pilotage.periods import Month

REF = "ATLAS-2025"
_PARIS, _CASABLANCA = ZoneInfo("Europe/Paris"), ZoneInfo("Africa/Casablanca")
_BANDS = {atlas.DAYTIME: "Jour", atlas.EVENING: "Soirée", atlas.SUNDAY: "Dimanche/JF"}
_CALLS = (
    "Interval Start", "Queue", "Offer", "Answer", "Answer <= 30s", "Abandon", "Abandon <= 30s",
    "Short Abandon", "Total Talk", "Total Hold", "Total ACW", "Total Wait", "Transferred",
)  # fmt: skip
_FIGURES = (
    "offered", "answered", "in_time", "abandoned", "abandoned_in_time", "short_abandoned",
    "talk_s", "hold_s", "wrap_s", "wait_s", "transfers",
)  # fmt: skip
_HOURS = ("Date", "Début", "Tranche", "H. commandées", "H. connectées", "Pauses", "H. production")
#: The hours of 11 November end with rows typed by hand: a note for a number, a day that is not.
_CARELESS = date(2026, 11, 11)
_SLIPS: tuple[Sequence[object], ...] = (
    ("11/11/2026", "18h00", "Dimanche/JF", "0,00", "à vérifier", "0,00", "0,00"),
    ("31/11/2026", "8h00", "Dimanche/JF", "0,00", "1,00", "0,00", "1,00"),
)


def local(day: date, slot: int) -> datetime:
    """What the vendor's clock shows at a half-hour of Paris."""
    return datetime.combine(day, slot_time(slot), _PARIS).astimezone(_CASABLANCA)


def files() -> Iterator[DemoFile]:
    """Every file of the vendor, in no order."""
    for month in MONTHS:
        calls = atlas.calls(month)
        late = calls["day"] == atlas.LATE_DAY
        received = arrivals.morning_after(month.last, 35)
        yield _calls(calls[~late], str(month), received)
        if late.any():
            sixth = working_day_after(month, 6, CLIENT_COUNTRY)
            yield _calls(calls[late], str(atlas.LATE_DAY), arrivals.moment(sixth, 10, 25))
        yield _hours(atlas.hours(month), str(month), arrivals.morning_after(month.last, 36))
        yield _sheet(month)
    calls, hours = atlas.calls(OPENING), atlas.hours(OPENING)
    for day in sorted(set(calls["day"])):
        received = arrivals.morning_after(day, 35)
        yield _calls(calls[calls["day"] == day], str(day), received)
        yield _hours(hours[hours["day"] == day], str(day), received)


def _calls(calls: pd.DataFrame, name: str, received: datetime) -> DemoFile:
    rows: list[Sequence[object]] = [_CALLS]
    rows += [
        (
            f"{local(record['day'], record['slot']):%Y-%m-%d %H:%M}",
            "BELVAL_GP",
            *(record[key] for key in _FIGURES),
        )
        for record in calls.to_dict("records")
    ]
    content = text_file(rows, delimiter=",", encoding="utf-8-sig", newline="\n")
    return DemoFile(f"atlas/atlas_calls_{name}.csv", REF, received, content)


def _hours(hours: pd.DataFrame, name: str, received: datetime) -> DemoFile:
    rows: list[Sequence[object]] = [_HOURS]
    for record in hours.to_dict("records"):
        start = local(record["day"], record["slot"])
        figures = (decimal(record[key], 2) for key in ("ordered", "connected", "breaks", "productive"))
        minutes = start.hour * 60 + start.minute
        rows.append((french(start.date()), hours_minutes(minutes), _BANDS[record["stream"]], *figures))
    if name == str(_CARELESS):
        rows += _SLIPS
    content = text_file(rows, encoding="utf-8-sig")
    return DemoFile(f"atlas/atlas_heures_{name}.csv", REF, received, content)


def _sheet(month: Month) -> DemoFile:
    """The month's sheet, a workbook: retraining after departures is shown and is not paid."""
    figures = atlas.month_sheet(month)
    book = Workbook()
    sheet = book.sheet("Mois")
    sheet.merge_range(0, 0, 0, 11, "Atlas Relation - reporting mensuel Belval Énergie", book.title)
    head = (
        "Mois", "Formation initiale (h)", "Formation remplacement (h)", "Heures planifiées",
        "Taux d'absence", "Effectif moyen (ETP)", "Sorties (ETP)", "Enquêtes", "Satisfaits (4-5)",
        "Écoutes", "Total des notes", "Erreurs rédhibitoires",
    )  # fmt: skip
    put(sheet, 2, head, book.head)
    put(
        sheet,
        3,
        (
            short_month(month),
            figures["training"],
            figures["leavers_10"] * 4,
            figures["scheduled"],
            f"{decimal(figures['absence_10'], 1)} %",
            figures["headcount_10"] / 10,
            figures["leavers_10"] / 10,
            figures["csat_n"],
            figures["csat_satisfied"],
            figures["quality_n"],
            figures["quality_sum_10"] / 10,
            figures["critical_errors"],
        ),
    )
    sheet.set_column(0, 11, 18)
    received = arrivals.month_sheet(month, 40)
    return DemoFile(f"atlas/atlas_mensuel_{month}.xlsx", REF, received, book.bytes())
