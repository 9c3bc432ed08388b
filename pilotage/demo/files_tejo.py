"""Tejo's files: Portuguese headers, `01.10.2026`, hours as `7:30`, a workbook with a row a sale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

import pandas as pd

from pilotage.demo import arrivals, tejo
from pilotage.demo.clock import MONTHS, OPENING
from pilotage.demo.writing import DemoFile, Workbook, decimal, put, text_file
from pilotage.periods import DAY, Month

REF = "TEJO-2025"
_CAMPAIGNS = {"entretien": "Manutenção", "option-verte": "Opção verde"}
_PRODUCTION = (
    "Data", "Campanha", "Chamadas", "Contactos úteis", "Horas", "Consentimentos", "Fora de horário",
)  # fmt: skip
_SALES = ("Venda", "Data", "Hora", "Campanha", "Telefone")
_WITHDRAWALS = ("Venda", "Data da venda", "Campanha", "Data da desistência")


def files() -> Iterator[DemoFile]:
    """Every file of the vendor, in no order."""
    for month in MONTHS:
        made, sold = tejo.production(month), tejo.sales(month)
        yield _production(made, str(month), arrivals.morning_after(month.last, 50))
        yield _sales(sold, str(month), arrivals.morning_after(month.last, 51))
        settled = arrivals.next_working_day(month.last + DAY * tejo.WITHDRAWAL_DAYS)
        received = min(arrivals.moment(settled, 9, 15), arrivals.moment(date(2026, 11, 9), 9, 15))
        yield _withdrawals(sold, str(month), received)
        yield _sheet(month)
    made, sold = tejo.production(OPENING), tejo.sales(OPENING)
    for day in sorted(set(made["day"])):
        yield _production(made[made["day"] == day], str(day), arrivals.morning_after(day, 50))
        yield _sales(sold[sold["day"] == day], str(day), arrivals.morning_after(day, 51))
    yield _withdrawals(sold, str(OPENING), arrivals.moment(date(2026, 11, 9), 9, 20))


def _dotted(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def _production(made: pd.DataFrame, name: str, received: datetime) -> DemoFile:
    rows: list[Sequence[object]] = [_PRODUCTION]
    for record in made.to_dict("records"):
        minutes = record["hours_10"] * 6
        consents = record["consents"]
        rows.append(
            (
                _dotted(record["day"]),
                _CAMPAIGNS[record["stream"]],
                record["calls"],
                record["contacts"],
                f"{minutes // 60}:{minutes % 60:02d}",
                "-" if pd.isna(consents) else int(consents),
                record["off_hours"],
            )
        )
    content = text_file(rows, delimiter="|", encoding="cp1252")
    return DemoFile(f"tejo/tejo_producao_{name}.csv", REF, received, content)


def _sales(sold: pd.DataFrame, name: str, received: datetime) -> DemoFile:
    book = Workbook()
    sheet = book.sheet("Vendas")
    sheet.merge_range(0, 0, 0, 4, "TEJO VENDAS - Vendas brutas - cliente Belval Énergie", book.title)
    put(sheet, 2, _SALES, book.head)
    sheet.set_column(0, 4, 14)
    for line, record in enumerate(sold.to_dict("records"), 3):
        sheet.write(line, 0, record["number"])
        sheet.write_datetime(line, 1, datetime.combine(record["day"], time()), book.day)
        sheet.write_datetime(line, 2, timedelta(minutes=record["minute"]), book.minute)
        sheet.write(line, 3, _CAMPAIGNS[record["stream"]])
        sheet.write(line, 4, record["phone"])
    return DemoFile(f"tejo/tejo_vendas_{name}.xlsx", REF, received, book.bytes())


def _withdrawals(sold: pd.DataFrame, name: str, received: datetime) -> DemoFile:
    """One row a sale withdrawn within 14 days, under the day of the sale."""
    rows: list[Sequence[object]] = [_WITHDRAWALS]
    for record in sold.to_dict("records"):
        if record["withdrawn"] is not None:
            ended = _dotted(record["withdrawn"])
            rows.append((record["number"], _dotted(record["day"]), _CAMPAIGNS[record["stream"]], ended))
    content = text_file(rows, delimiter="|", encoding="cp1252")
    return DemoFile(f"tejo/tejo_desistencias_{name}.csv", REF, received, content)


def _sheet(month: Month) -> DemoFile:
    figures = tejo.month_sheet(month)
    rows: list[Sequence[object]] = [
        ("Mês", "Horas planeadas", "Horas de ausência", "Efetivo", "Saídas", "Escutas", "Soma das notas"),
        (
            f"{month.first:%m/%Y}",
            decimal(figures["scheduled_10"], 1, space="."),
            decimal(figures["absent_10"], 1),
            figures["headcount"],
            figures["leavers"],
            figures["quality_n"],
            decimal(figures["quality_sum_10"], 1, space="."),
        ),
    ]
    content = text_file(rows, delimiter="|", encoding="cp1252")
    return DemoFile(f"tejo/tejo_mensal_{month}.csv", REF, arrivals.month_sheet(month, 55), content)
