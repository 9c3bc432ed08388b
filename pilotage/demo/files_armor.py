"""Armor's files: cp1252 with semicolons, title rows above the header, a totals row, `00:05:12`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from pilotage.demo import armor, arrivals
from pilotage.demo.clock import MONTHS, OPENING, slot_time
from pilotage.demo.writing import (
    NBSP,
    DemoFile,
    clock,
    decimal,
    french,
    grouped,
    percent,
    short_month,
    text_file,
)
from pilotage.periods import DAY, Month

REF = "ARMOR-2025"
_QUEUES = {"n1": "N1 Rennes", "reclamations": "RECLA Rennes"}
#: A file sent before the day was over (until 17:00), and sent again complete the day after.
_CUT_SHORT, _CUT_AT = date(2026, 11, 3), 34
_CALLS = (
    "Date", "Tranche", "File", "Présentés", "Décrochés", "Décrochés <= 20 s", "QS %", "Abandonnés",
    "Abandons <= 20 s", "Abandons < 5 s", "Durée comm.", "Mise en attente", "Post-appel",
    "Attente totale", "Transferts",
)  # fmt: skip
_COUNTS = ("offered", "answered", "in_time", "abandoned", "abandoned_in_time", "short_abandoned")
_SECONDS = ("talk_s", "hold_s", "wrap_s", "wait_s")


def files() -> Iterator[DemoFile]:
    """Every file of the vendor, in no order."""
    for month in MONTHS:
        yield from _month(month)
    calls = armor.printed(OPENING)
    for day in sorted(set(calls["day"])):
        of_day = calls[calls["day"] == day]
        received = arrivals.morning_after(day, 42)
        if day == _CUT_SHORT:
            yield _calls(of_day[of_day["slot"] < _CUT_AT], day, day, received)
            yield _calls(of_day, day, day, received + timedelta(days=1, hours=2), "_complet")
        else:
            yield _calls(of_day, day, day, received)
    yield from _opening_surveys()
    yield _repeats(OPENING, date(2026, 11, 4), arrivals.moment(date(2026, 11, 12), 9, 5))


def _month(month: Month) -> Iterator[DemoFile]:
    calls = armor.printed(month)
    yield _calls(calls, month.first, month.last, arrivals.morning_after(month.last, 42))
    surveys = armor.surveys(month)
    yield _surveys(surveys, str(month), arrivals.morning_after(month.last, 55))
    later = arrivals.next_working_day(month.last + DAY * 7)
    yield _repeats(month, month.last, arrivals.moment(later, 9, 5))
    yield _sheet(month)


def _calls(
    calls: pd.DataFrame, first: date, last: date, received: datetime, suffix: str = ""
) -> DemoFile:
    rows: list[Sequence[object]] = [
        ("Armor Dialogue - plateau de Rennes",),
        ("Statistiques téléphoniques par demi-heure - client Belval Énergie",),
        (f"Période du {french(first)} au {french(last)}", None, f"édité le {french(received.date())}"),
        (),
        _CALLS,
    ]
    rows += [
        (french(record["day"]), f"{slot_time(record['slot']):%H:%M}", *_cells(record))
        for record in calls.to_dict("records")
    ]
    total = {name: int(calls[name].sum()) for name in (*_COUNTS, *_SECONDS, "transfers")}
    rows.append(("TOTAL", None, *_cells({**total, "stream": None}, NBSP)))
    name = f"{first:%Y-%m}" if first != last else f"{first:%Y-%m-%d}"
    content = text_file(rows, encoding="cp1252")
    return DemoFile(f"armor/ARMOR_appels_{name}{suffix}.csv", REF, received, content)


def _cells(record: Mapping[Any, Any], space: str = "") -> list[object]:
    count = {name: int(str(record[name])) for name in (*_COUNTS, *_SECONDS, "transfers")}
    return [
        _QUEUES.get(str(record["stream"])),
        *(grouped(count[name], space) for name in ("offered", "answered", "in_time")),
        percent(count["in_time"], count["offered"]),
        *(grouped(count[name], space) for name in ("abandoned", "abandoned_in_time", "short_abandoned")),
        *(clock(count[name]) for name in _SECONDS),
        grouped(count["transfers"], space),
    ]


def _surveys(surveys: pd.DataFrame, name: str, received: datetime) -> DemoFile:
    """One row an answer; the number that was called back is a personal column."""
    rows: list[Sequence[object]] = [
        ("Répondu le", "File", "Téléphone", "Note (1 à 5)", "Recommandation (0 à 10)")
    ]
    for rank, record in enumerate(surveys.to_dict("records")):
        moment = f"{french(record['day'])} {slot_time(record['slot']):%H}:{rank * 7 % 60:02d}"
        phone = f"0639 98 {rank * 37 % 100:02d} {rank * 11 % 100:02d}"
        rows.append((moment, _QUEUES[record["stream"]], phone, record["score"], record["recommend"]))
    return DemoFile(f"armor/ARMOR_enquetes_{name}.csv", REF, received, text_file(rows, encoding="cp1252"))


def _opening_surveys() -> Iterator[DemoFile]:
    """November's answers, a file a week; the first one came late."""
    surveys = armor.surveys(OPENING)
    week = surveys["day"] <= date(2026, 11, 8)
    yield _surveys(surveys[week], "2026-11-S45", arrivals.moment(date(2026, 11, 10), 11, 20))
    yield _surveys(surveys[~week], "2026-11-S46", arrivals.moment(date(2026, 11, 12), 7, 55))


def _repeats(month: Month, last: date, received: datetime) -> DemoFile:
    """Calls repeated within 7 days, so known a week later."""
    rows: list[Sequence[object]] = [("Jour", "File", "Appels éligibles", "Réitérés à 7 j")]
    for record in armor.repeats(month).to_dict("records"):
        if record["day"] <= last:
            queue = _QUEUES[record["stream"]]
            rows.append((f"{record['day']:%d/%m/%y}", queue, record["resolvable"], record["repeats"]))
    return DemoFile(
        f"armor/ARMOR_reiteration_{month}.csv", REF, received, text_file(rows, encoding="cp1252")
    )


def _sheet(month: Month) -> DemoFile:
    sheet = armor.month_sheet(month)
    hours = (sheet["productive_10"], sheet["scheduled_10"], sheet["absent_10"])
    rows: list[Sequence[object]] = [
        ("Fiche mensuelle Armor Dialogue / Belval Énergie",),
        (),
        ("Mois", "Heures de production", "Heures planifiées", "Heures d'absence", "Effectif", "Départs",
         "Écoutes", "Total des notes", "Erreurs critiques"),
        (
            short_month(month),
            *(decimal(number, 1, space=NBSP) for number in hours),
            sheet["headcount"],
            sheet["leavers"],
            sheet["quality_n"],
            decimal(sheet["quality_sum_10"], 1, space=NBSP),
            sheet["critical_errors"],
        ),
    ]  # fmt: skip
    content = text_file(rows, encoding="cp1252")
    received = arrivals.month_sheet(month, 10)
    return DemoFile(f"armor/ARMOR_fiche_{month}.csv", REF, received, content)
