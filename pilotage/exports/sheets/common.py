"""What the sheets share: the name of the rounding, where to lead a link, the title of a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pilotage.exports.book import AMBER, GREY, NAVY, Sheet
from pilotage.exports.paper import Paper

ROUNDING = "Arrondi"
"""The named cell of sheet Paramètres: to how many decimals a line is rounded."""

NEUTRAL = "Neutre"
"""The named cell that holds the amount between a bonus and a malus."""

SHARE_ALLOWED, AMOUNT_ALLOWED = "Tolerance_part", "Tolerance_montant"
"""The named cells that hold the contract's tolerance: a share of what was expected, and an amount."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where links lead: sheet names; the row (from 0) of the first received file, and of the first
    step of each line.
    """

    kpi: str
    first_file: int
    detail: str
    first_steps: Mapping[int, int]


def title(sheet: Sheet, paper: Paper, text: str) -> None:
    """The two first rows of a sheet: what it is, of whom, and what it is not."""
    t = paper.t
    of = f"{text} · {paper.contract.vendor_name} · {t.month(paper.result.month)}"
    sheet.write(0, 0, of, bold=True, font_size=15, font_color=NAVY)
    sheet.write(1, 0, t("Preparatory statement, not an invoice"), bold=True, font_color=AMBER)
    sheet.page.set_row(0, 22)


def note(sheet: Sheet, row: int, text: str) -> None:
    """A grey sentence on a row of its own."""
    sheet.write(row, 0, text, italic=True, font_color=GREY)
