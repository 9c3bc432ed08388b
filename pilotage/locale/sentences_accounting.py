"""Sentences on accruals, budgets and entries: what stands against them."""

from collections.abc import Mapping

from pilotage.locale import N_

SENTENCES: Mapping[str, str] = {
    "accrual.already": N_("{month} is accrued already: an accrual is made once and never changed."),
    "accrual.closed": N_("{month} is closed: there is nothing to accrue any more."),
    "accrual.not_over": N_("{month} is not over: it can be accrued from its next day on."),
    "accrual.outside": N_("The contract is not in force in {month}."),
    "budget.file": N_("{file} cannot be read as a budget: the columns {expected} are not there."),
    "budget.row": N_("{file}, row {row}: “{read}” stands under {column}, {expected} was expected."),
    "budget.unknown_term": N_("{file}, row {row}: the contract has no price or clause “{read}”."),
    "budget.empty": N_("{file} holds no line for this contract."),
    "journal.no_layout": N_("There is no layout “{read}” for the file of entries."),
    "journal.nothing": N_("Nothing is accrued in {month}: make the accounting cut-off first."),
    "journal.no_credit": N_("No credit note is awaited for {month}."),
    "journal.no_invoice": N_("No invoice was received for {month}."),
    "journal.no_split": N_(
        "{document}, {month}: a total without lines, and nothing was expected to split it by: enter its"
        " lines, or put it aside."
    ),
    "journal.layout": N_("{file}: “{read}” cannot stand under {column} in a layout of entries."),
    "journal.not_json": N_("{file} is not a layout of entries: JSON was expected ({read})."),
    "cost.file": N_("{file} cannot be read as costs: the columns {expected} are not there."),
    "cost.row": N_("{file}, row {row}: “{read}” stands under {column}, {expected} was expected."),
    "cost.empty": N_("{file} holds no cost."),
    "cost.again": N_("{file} was kept already, row by row: its costs would count twice."),
    "cost.nothing": N_("A cost needs a label, an amount other than zero and where it comes from."),
}
