"""Sheet KPI: the judged figures with their two sums, and the received files behind the month."""

from __future__ import annotations

from pilotage.exports.book import AMBER, Content, Live, Sheet, Styled, number_format
from pilotage.exports.paper import Judged, Paper
from pilotage.exports.sheets.bonus import share_format
from pilotage.exports.sheets.common import note, title
from pilotage.exports.tables import Tables
from pilotage.locale.judged import kpi_name, reason_words, stream_name
from pilotage.locale.samples import sample_words

HEADER_ROW = 4


def first_file_row(paper: Paper) -> int:
    """The row (from 0) of the first received file on the sheet."""
    return HEADER_ROW + 1 + max(1, len(paper.figures)) + 4


def write_figures(sheet: Sheet, paper: Paper, tables: Tables) -> None:
    """The tables `tblKPI` and `tblFichiers`."""
    t = paper.t
    title(sheet, paper, t("Indicators of the month"))
    note(
        sheet, 2, t("Measured value = numerator ÷ denominator: a ratio of sums, never a mean of ratios.")
    )
    row = sheet.table(HEADER_ROW, 0, tables.kpis, [_figure(f, paper, tables) for f in paper.figures])
    sheet.heading(row + 1, t("Received files"))
    note(
        sheet, row + 2, t("The fingerprint (SHA-256) tells whether a file is the one that was received.")
    )
    sheet.table(row + 3, 0, tables.files, _files(paper))
    sheet.widths(tables.kpis.columns.values())
    sheet.freeze(HEADER_ROW + 1)
    sheet.print_on_a4(landscape=True, repeat=(HEADER_ROW, HEADER_ROW))
    sheet.lock()


def _figure(figure: Judged, paper: Paper, tables: Tables) -> dict[str, Content | Styled]:
    t, occurrence = paper.t, figure.occurrence
    shown, own = occurrence.figure, tables.kpis
    row: dict[str, Content | Styled] = {
        "number": figure.number,
        "kpi": kpi_name(shown.kpi, paper.contract, t),
        "stream": stream_name(occurrence.stream, paper.contract, t),
        "first": occurrence.window.first,
        "last": occurrence.window.last,
        "unit": figure_unit(figure, paper),
        "quality": _quality(figure, paper),
        "files": paper.file_names(shown.batches) if shown.batches else t("none"),
    }
    for key, amount in (("numerator", shown.numerator), ("denominator", shown.denominator)):
        row[key] = None if amount is None else Styled(amount, {"num_format": number_format(amount)})
    if shown.value is not None:
        look = {"num_format": share_format(figure, shown.value, most=4)}
        ratio = paper.ratio(figure)
        quotient = f"{own.here('numerator')}/{own.here('denominator')}"
        row["value"] = Styled(
            shown.value / paper.scale(figure) if ratio is None else Live(quotient, ratio), look
        )
    return row


def figure_unit(figure: Judged, paper: Paper) -> str:
    """The unit of a figure in words; a percentage carries its own sign."""
    t = paper.t
    units = {
        "percent": "%",
        "seconds": t("seconds"),
        "hours": t("hours"),
        "points": t("points"),
        "count": t("number"),
        "ratio": t("ratio"),
    }
    return units[figure.sla.unit]


def _quality(figure: Judged, paper: Paper) -> Styled:
    """Why there is no value, or that it comes from a printed rate, or that it may still move; the sample
    of a survey and what it is known to.
    """
    t, occurrence = paper.t, figure.occurrence
    shown = occurrence.figure
    words = []
    reason = occurrence.reason or shown.reason
    if reason:
        words.append(f"{t('Not measured')} ({reason_words(reason, t, shown.missing)})")
    if shown.estimated:
        words.append(t("Estimated"))
    if shown.typed:
        words.append(t("Typed in"))
    if figure.sla.maturity == "provisional":
        words.append(t("Provisional"))
    text = ", ".join(words) or t("Measured, final")
    sample = sample_words(shown, t)
    return Styled(f"{text} ({sample})" if sample else text, {"font_color": AMBER} if words else {})


def _files(paper: Paper) -> list[dict[str, Content | Styled]]:
    rows: list[dict[str, Content | Styled]] = []
    for rank, batch in enumerate(paper.used_files, start=1):
        file = paper.files[batch]
        users = [str(number) for number, line in paper.lines if batch in line.batches]
        rows.append(
            {
                "number": rank,
                "name": file.name,
                "received": file.received_on,
                "rows": file.rows,
                "lines": paper.t("lines {numbers}", numbers=", ".join(users)) if users else "",
                "sha256": file.sha256,
            }
        )
    return rows
