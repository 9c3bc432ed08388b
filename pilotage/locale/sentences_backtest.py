"""Sentences about a draft that cannot be tried or written, by code."""

from collections.abc import Mapping

from pilotage.locale import N_

SENTENCES: Mapping[str, str] = {
    "amend.no_clause": N_("The contract has no clause “{id}” in its table [[{table}]]."),
    "amend.terms_on_one_line": N_(
        "The terms of “{id}” stand on one line of the file: write them in blocks [[{table}.terms]] first."
    ),
    "amend.not_the_same": N_(
        "The contract is so laid out that writing {document} into it would change another clause: put "
        "the tables of each clause one after another first."
    ),
    "backtest.no_channel": N_(
        "Nothing of the draft {draft} concerns the channels of {contract}: there is nothing to try."
    ),
    "backtest.left_out": N_(
        "“{id}” of the draft is left out: {contract} has no channel or price that it could be about."
    ),
    "backtest.no_month": N_(
        "{contract} has no figures for a whole month between {first} and {last}: there is nothing to try."
    ),
    "backtest.before_figures": N_(
        "{first} to {last} are not tried: the figures of {contract} begin after them."
    ),
    "backtest.before_figures_one": N_("{first} is not tried: the figures of {contract} begin after it."),
    "backtest.after_figures": N_(
        "{first} to {last} are not tried: the figures of {contract} stop before them."
    ),
    "backtest.after_figures_one": N_("{first} is not tried: the figures of {contract} stop before it."),
    "backtest.not_over": N_("{first} to {last} are not tried: these months are not over."),
    "backtest.not_over_one": N_("{first} is not tried: this month is not over."),
    "reading.delay": N_("“{read}” is no delay of a formula: it is written {expected}."),
    "reading.other_contract": N_(
        "The draft is that of {draft}: the month of {contract} takes a draft of {contract}."
    ),
    "reading.unknown_kpi": N_("The contract has no KPI “{read}”: it has {expected}."),
    "reading.unknown_line": N_("The bill has no line “{read}”: it has {expected}."),
    "reading.unknown_request": N_(
        "No request {read} of {month} was refused or waits: those to take as accepted are {listed}."
    ),
    "what_if.closed": N_(
        "{month} of {contract} is closed: a change is tried on it among the past months."
    ),
}
