"""Sheet Détail: how each line was computed, step by step, from its counters to its clause."""

from __future__ import annotations

from pilotage.exports.book import Content, Sheet, Styled, number_format
from pilotage.exports.paper import Paper
from pilotage.exports.sheets.common import note, title
from pilotage.exports.tables import Tables
from pilotage.locale.judged import clause_words, line_label
from pilotage.locale.steps import rule_words, steps_of_line
from pilotage.trace import Step

HEADER_ROW = 4


def first_steps(paper: Paper) -> dict[int, int]:
    """The row (from 0) of the first step of each line, by the line's number."""
    rows, row = {}, HEADER_ROW + 1
    for number, line in paper.lines:
        rows[number] = row
        row += len(steps_of_line(line, paper.result))
    return rows


def write_detail(sheet: Sheet, paper: Paper, tables: Tables) -> None:
    """The table `tblDetail`: what the portal computed, as it computed it."""
    t = paper.t
    title(sheet, paper, t("How this was computed"))
    note(sheet, 2, t("What the portal computed, as it computed it; the other sheets compute it again."))
    rows: list[dict[str, Content | Styled]] = []
    for number, line in paper.lines:
        label = line_label(line, paper.contract, t)
        for rank, step in enumerate(steps_of_line(line, paper.result), start=1):
            rows.append({"number": number, "label": label, "step": rank, **_step(step, paper)})
    sheet.table(HEADER_ROW, 0, tables.detail, rows)
    sheet.widths(tables.detail.columns.values())
    sheet.freeze(HEADER_ROW + 1)
    sheet.print_on_a4(landscape=True, repeat=(HEADER_ROW, HEADER_ROW))
    sheet.lock()


def _step(step: Step, paper: Paper) -> dict[str, Content | Styled]:
    words = rule_words(step, paper.t, paper.contract.currency)
    percent = step.unit == "percent"
    look = number_format(
        step.value, least=2 if step.unit == "currency" else 0, most=4, suffix="%" if percent else ""
    )
    return {
        "rule": words.rule,
        "formula": words.formula,
        "value": Styled(step.value / 100 if percent else step.value, {"num_format": look}),
        "clause": clause_words(step.source, paper.contract) if step.source.document else "",
    }
