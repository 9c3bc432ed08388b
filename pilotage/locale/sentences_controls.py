"""Sentences of the quality controls: what was found in a month's figures, and what it means."""

from collections.abc import Mapping

from pilotage.locale import N_

SENTENCES: Mapping[str, str] = {
    "controls.missing_days": N_(
        "{activity}: open days without any figure: {count}, the first on {first}"
    ),
    "controls.zero_tail": N_(
        "{activity}: zeros from {first} to {last} ({count} open days), though the days before are "
        "filled up to {filled}: not filled in yet, so these days count as days without data."
    ),
    "controls.zero_days": N_(
        "{activity}: zeros on {count} open days, from {first} to {last}: not filled in, so they count"
        " as days without data."
    ),
    "controls.missing_slots": N_(
        "{activity}: half-hours left out of opening hours: {count}, on {days} days, the first on "
        "{first} at {at}; about {share} of these days' volume."
    ),
    "controls.outside_hours": N_(
        "{activity}: contacts outside opening hours: {volume}, {share} of the month. Wrong opening "
        "hours, or a file in another time zone?"
    ),
    "controls.over_parent": N_(
        "“{measure}” is above “{parent}”, which it is part of, on {count} days, the first on {first}."
    ),
    "controls.impossible_mean": N_(
        "“{measure}”: {value} on average on {first} (days like that: {count}). Nobody works like "
        "that: the unit of the column is probably read wrongly."
    ),
    "controls.negative": N_("“{measure}” is below zero on {count} days, the first on {first}."),
    "controls.unbalanced_days": N_(
        "Offered is not answered plus abandoned: the gap is {share} of the month (tolerance "
        "{tolerance}), on {count} days, the first on {first}."
    ),
    "controls.copied_day": N_(
        "{first} has the very same figures as {other}: one of the two days was copied over the other."
    ),
    "controls.break": N_(
        "{activity}, {measure}: {value} on {day}, {usual} on the same weekday of the {weeks} weeks "
        "before.{others}"
    ),
    "controls.step_up": N_(
        "{activity}, {measure} higher than usual for {spell} open days, from {first} to {last}: "
        "{value} on {day}, {usual} in the {weeks} weeks before.{others}"
    ),
    "controls.step_down": N_(
        "{activity}, {measure} lower than usual for {spell} open days, from {first} to {last}: "
        "{value} on {day}, {usual} in the {weeks} weeks before.{others}"
    ),
    "controls.other_threshold": N_(
        "{sla}: the contract judges “{counters}”, the feed “{feed}” gives “{given}”: not measured, "
        "and never read for the other."
    ),
    "controls.missing_file": N_(
        "{feed}: files that were due and did not come: {count}, the first for {first}, due on {due}."
    ),
    "controls.late_file": N_(
        "{feed}: files that came late: {count}, the first for {first}, due on {due}, received on {came}."
    ),
    "controls.after_cutoff_file": N_(
        "{feed}: the file for {first} came on {came}, after the accounting cut-off of {cutoff}: the "
        "accrual was made without it."
    ),
    "controls.early_file": N_(
        "{feed}: the file for {first} came on {came}, before the period was over: it cannot be whole."
    ),
    "controls.duplicates": N_(
        "{feed}: rows that say the same of the same slot, kept once: {count} of {rows}, in {files} files."
    ),
    "controls.duplicates_differ": N_(
        "{feed}: rows that contradict each other on the same slot, left out: {count} of {rows}, in "
        "{files} files."
    ),
    "controls.unbalanced": N_(
        "{feed}: rows that do not balance: {count} of {rows}. The first offers {read}, and answered "
        "plus abandoned make {expected}."
    ),
    "controls.rows_over_parent": N_(
        "{feed}: rows where “{column}” is above “{parent}”: {count} of {rows}. The first has {read}, "
        "for {expected}."
    ),
    "controls.rate_contradicted": N_(
        "{feed}: rows whose printed “{column}” contradicts its own counters: {count} of {rows}. The "
        "first prints {read}, its counters give {expected}."
    ),
    "controls.refused_column": N_(
        "{feed}: “{column}” cannot be what it is said to be: above “{parent}” in {count} rows of "
        "{compared}. It is not used for that; what needs it is not measured."
    ),
    "controls.other_form": N_(
        "{feed}: durations of “{column}” written in another form: {count} rows of {rows}; the first "
        "reads {read}."
    ),
    "controls.rows_left_out": N_(
        "{feed}: rows that could not be read, left out: {count} of {rows}; the first reads “{read}”."
    ),
    "controls.no_reason": N_("Say why these zeros are true."),
    "controls.no_such_zeros": N_("None of these days counts as not filled in: nothing to accept."),
    "import.still_written": N_("{file} is still being written: left for the next run."),
    "import.link_outside": N_(
        "{file} is a link to something outside the folder: refused. Put the file itself there."
    ),
    "import.unreadable": N_("{file} cannot be read: check who may open it."),
    "column.refused_use": N_(
        "Column “{column}” is refused as “{counters}”: it is above “{parent}” in {count} rows of "
        "{compared} (the first: {read} for {expected}). What needs it is not measured."
    ),
}
