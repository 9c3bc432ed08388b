"""Ravinala's files: a workbook with merged titles and a sheet a week, a tab-separated text, `9'14`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

import pandas as pd

from pilotage.demo import arrivals, ravinala
from pilotage.demo.clock import MONTHS, OPENING
from pilotage.demo.writing import (
    DemoFile,
    Workbook,
    decimal,
    hours_minutes,
    long_month,
    percent,
    primes,
    put,
    text_file,
)
from pilotage.periods import Month

REF = "RAVINALA-2025"
_ACTIVITIES = {"mails": "E-mails", "chats": "Chats"}
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_GROUPS = ((2, 3, "Volumes"), (4, 6, "Délais"), (7, 8, "Suivi"))
_MAILS = ("Jour", "Date", "Reçus", "Traités", "<= 24 h ouvrées", "DMR", "DMT", "Rouverts", "Stock 20 h")
_CHATS = ("DATE", "PRESENTES", "TRAITES", "PRIS_60S", "TAUX_60S", "ATTENTE_MOY", "DMT")


def files() -> Iterator[DemoFile]:
    """Every file of the vendor, in no order; May's e-mails come twice, as they were and restated."""
    for month in MONTHS:
        received = arrivals.morning_after(month.last, 20)
        yield _mails(ravinala.mails_before_restatement(month), str(month), received)
        yield _chats(ravinala.chats(month), str(month), arrivals.morning_after(month.last, 22))
        yield _sheet(month)
    yield _restatement()
    mails, chats = ravinala.mails(OPENING), ravinala.chats(OPENING)
    for day in mails["day"]:
        yield _mails(mails[mails["day"] == day], str(day), arrivals.morning_after(day, 20))
    for day in chats["day"]:
        yield _chats(chats[chats["day"] == day], str(day), arrivals.morning_after(day, 22))


def _restatement() -> DemoFile:
    mails = ravinala.mails(Month.of(ravinala.RESTATED.first))
    inside = [day in ravinala.RESTATED for day in mails["day"]]
    received = arrivals.moment(date(2026, 6, 25), 11, 30)
    return _mails(mails[inside], "2026-05-04_au_2026-05-17_rectificatif", received)


def _mails(mails: pd.DataFrame, name: str, received: datetime) -> DemoFile:
    book = Workbook()
    weeks = [day.isocalendar().week for day in mails["day"]]
    for week in dict.fromkeys(weeks):
        rows = mails[[each == week for each in weeks]]
        _week(book, week, rows)
    return DemoFile(f"ravinala/Ravinala_mails_{name}.xlsx", REF, received, book.bytes())


def _week(book: Workbook, week: int, rows: pd.DataFrame) -> None:
    sheet = book.sheet(f"Semaine {week:02d}")
    sheet.merge_range(
        0, 0, 0, 8, f"RAVINALA CONTACT - E-mails Belval Énergie - semaine {week}", book.title
    )
    for first, last, group in _GROUPS:
        sheet.merge_range(2, first, 2, last, group, book.head)
    put(sheet, 3, _MAILS, book.head)
    sheet.set_column(0, 8, 14)
    line = 4
    for record in rows.to_dict("records"):
        sheet.write(line, 0, _DAYS[record["day"].weekday()])
        sheet.write_datetime(line, 1, datetime.combine(record["day"], datetime.min.time()), book.day)
        figures = (
            record["received"],
            record["handled"],
            record["in_time"],
            hours_minutes(record["response_min"]),
            primes(record["handling_s"]),
            record["reopened"],
            record["backlog"],
        )
        for column, figure in enumerate(figures, 2):
            sheet.write(line, column, figure)
        line += 1
    totals = [int(rows[name].sum()) for name in ("received", "handled", "in_time")]
    put(sheet, line, ("Total semaine", None, *totals, None, None, int(rows["reopened"].sum())), book.bold)


def _chats(chats: pd.DataFrame, name: str, received: datetime) -> DemoFile:
    rows: list[Sequence[object]] = [_CHATS]
    rows += [
        (
            f"{record['day']:%d-%m-%Y}",
            record["offered"],
            record["handled"],
            record["in_time"],
            percent(record["in_time"], record["offered"]),
            primes(record["wait_s"]),
            primes(record["handling_s"]),
        )
        for record in chats.to_dict("records")
    ]
    content = text_file(rows, delimiter="\t", newline="\n")
    return DemoFile(f"ravinala/Ravinala_chats_{name}.txt", REF, received, content)


def _sheet(month: Month) -> DemoFile:
    rows: list[Sequence[object]] = [
        ("Période", "Activité", "Heures de production", "Heures planifiées", "Heures d'absence",
         "Effectif", "Départs", "Réponses enquête", "Réponses 4 et 5", "Évaluations", "Somme des notes"),
    ]  # fmt: skip
    for stream, sheet in ravinala.month_sheet(month).items():
        hours = (sheet.productive_10, sheet.scheduled_10, sheet.absent_10)
        rows.append(
            (
                long_month(month),
                _ACTIVITIES[stream],
                *(decimal(number, 1, space=" ") for number in hours),
                sheet.headcount,
                sheet.leavers,
                sheet.csat_n,
                sheet.csat_satisfied,
                sheet.quality_n,
                decimal(sheet.quality_sum_10, 1, space=" "),
            )
        )
    content = text_file(rows, delimiter="\t", newline="\n")
    received = arrivals.month_sheet(month, 25)
    return DemoFile(f"ravinala/Ravinala_mensuel_{month}.txt", REF, received, content)
