"""What the wizard says of an unknown file: its reasons, its questions, its doubts."""

from collections.abc import Mapping

from pilotage.locale import N_

SENTENCES: Mapping[str, str] = {
    # why a column would be read so
    "because.said": N_("You said so."),
    "because.remembered": N_("The feed had it so."),
    "because.date": N_("Its cells are dates."),
    "because.time": N_("Its cells are times of the day."),
    "because.month_number": N_("Its cells are the numbers of months."),
    "because.weekdays": N_("The days of the week beside it agree with {format} only."),
    "because.first_days": N_("Read as {format}, every date is the first of a month."),
    "because.stream_ids": N_("All of its {count} values are streams of the contract."),
    "because.stream_names": N_("{count} of its {of} values are streams of the contract."),
    "because.label": N_("It names what “{column}” codes."),
    "because.person": N_("Its name says that it names or describes people."),
    "because.person_cells": N_("Its cells are addresses or telephone numbers."),
    "because.identifier": N_("It tells {count} people or things apart."),
    "because.reason": N_("Its name says that it is a reason for contact."),
    "because.row_number": N_("It only numbers the rows."),
    "because.no_counter": N_("It counts nothing that adds up."),
    "because.constant": N_("It says {read} on all of the {of} rows: that is no count."),
    "because.name": N_("Its name says “{counter}”."),
    "because.delay": N_(
        "Its name says a delay of {seconds} s and nothing else: as a rule, {counter}. Say otherwise if "
        "not."
    ),
    "because.part_of": N_("It never exceeds “{column}” on {agree} of {of} rows, as a part of it would."),
    "because.own_counter": N_("Its name is that of “{name}”, a counter of the contract."),
    "because.short": N_("The contract counts {counter}: those of this column."),
    "because.sum": N_("{whole} = {parts}, row by row."),
    "because.balance": N_("Offered = answered + abandoned on {agree} of {of} rows."),
    "because.handled_is_answered": N_(
        "Calls are offered and abandoned here, and none is said answered: those handled are."
    ),
    "because.other_better": N_("“{column}” says the same, and says it better."),
    "because.same_as": N_("It prints the same as “{column}” on {agree} of {of} rows."),
    "because.above_parent": N_(
        "It is at most “{column}” on {agree} of {of} rows only: it cannot be a part of it."
    ),
    "because.ratio": N_("It is {above} / {below} on {agree} of {of} rows: it will be compared."),
    "because.contradicted": N_(
        "It is {above} / {below} on {agree} of {of} rows only: it is not believed, and every row that "
        "differs is told."
    ),
    "because.estimated": N_("Only the rate is printed: {counter} = rate × {weight}, an estimate."),
    "because.mean": N_("It is a mean: {counter} = mean × {weight}."),
    "because.weight_asked": N_("It is a mean or a rate of contacts: of which ones is asked above."),
    "because.total": N_("It is a total, that adds up as it is."),
    "because.whole": N_("Times {weight}, it gives whole numbers on {agree} of {of} rows: no rounding."),
    "because.no_weight": N_(
        "A mean or a rate adds up only with the contacts that it is one of, here “{weight}”: no column "
        "of the file counts them. Ask the vendor for that column."
    ),
    "because.unit_name": N_("Its name says {unit}."),
    "because.plausible": N_("“{read}” is likely in {unit}."),
    "because.two_forms": N_("It is written in two ways: {count} bare numbers like {read}, in {unit}."),
    "because.still": N_(
        "It says {read} on {rows} rows from row {first} on, though what it is a mean of varies."
    ),
    "because.outcome": N_("It says yes with “{read}”: {counter}."),
    "because.lapse": N_("Its name says “{counter}”, contact by contact."),
    "because.score": N_("It is a score, of {highest} at most."),
    "because.merged_down": N_("Its {count} blank cells repeat the one above."),
    "because.no_value": N_("It has a name and no value."),
    "because.weekday": N_("It names the days of the week, that the dates say already."),
    "because.date_texts": N_("Its cells are dates written as texts, read as {format}."),
    "because.time_cells": N_("Its cells are times as a workbook keeps them."),
    "because.blank_where": N_("It is blank on {count} rows, all of them where “{column}” says {read}."),
    "because.blank": N_("It is blank on {count} rows of {of}."),
    "because.unknown": N_("Nothing tells what it is: it is not read."),
    # what only a person knows
    "question.period": N_("The file has no date: on which day, week or month does it begin?"),
    "question.year": N_("“{column}” has months without a year: which year is it?"),
    "question.value": N_("The cells of the wide table have no name: what do they count?"),
    "question.rows": N_("The {rows} rows have no date: is each one the day after the one before?"),
    "question.date_order": N_("“{read}” in “{column}” can be read in several ways: which one is it?"),
    "question.sheet": N_("The workbook has several sheets with figures ({read}): which one?"),
    "question.encoding_of": N_("Accents: which of these is written as it should be?"),
    "question.number_mark": N_(
        "In “{read}” of “{column}”, does the mark stand before decimals or between thousands?"
    ),
    "question.time_zone": N_("In which time zone are the times?"),
    "question.stream": N_("No column tells streams apart: to which stream do the rows belong?"),
    "question.stream_value": N_("“{value}” in “{column}”: which stream of the contract is it?"),
    "question.threshold": N_("“{column}”: answered within how many seconds?"),
    "question.weight_of": N_("“{column}” is a mean or a rate: of the {first}, or of the {second}?"),
    "question.weight_missing": N_(
        "“{column}” is a mean or a rate of “{counter}”, which the file does not count: of which contacts "
        "that it does?"
    ),
    "question.duration_form": N_("“{read}” in “{column}”: minutes and seconds, or hours and minutes?"),
    "question.unit": N_("“{read}” in “{column}”: in which unit?"),
    "question.same_slot": N_(
        "{rows} rows of {of} stand for a period and a stream that another row stands for too: what is "
        "to be done with them?"
    ),
    # what contradicts itself
    "wizard.above_parent": N_(
        "{read} is more than the {expected} of “{parent}”, of which it should be a part: the column is "
        "not read as such."
    ),
    "wizard.rate_contradicted": N_(
        "The printed rate is {read}; {above} / {below} make {expected}. It is not believed: {count} of "
        "{of} rows differ."
    ),
    "wizard.still": N_(
        "{read} on {count} rows running, though what it is a mean of varies: the column is not read."
    ),
    "wizard.two_forms": N_(
        "{count} cells are bare numbers like {read} among durations written otherwise."
    ),
    "wizard.rounded": N_(
        "“{read}” is a fraction of a day rounded to {step} s, where the others are to the second."
    ),
    "wizard.stream_ends": N_("“{stream}” has no row after {read}; the file goes on until {expected}."),
    "wizard.not_in_order": N_("The rows are not in order of dates: {read} comes after a later one."),
    "wizard.no_value": N_("The column has a name and no value: a formula that was never computed?"),
    "wizard.titles": N_("{count} rows stand above the header ({read}): they were passed over."),
    # what keeps it from going on
    "wizard.no_table": N_("No row of the file looks like the names of columns above figures."),
    "wizard.no_counter": N_(
        "No column could be read as something that adds up: nothing can be imported. Give a column its "
        "part in the table below, or ask the vendor for the numbers of contacts."
    ),
    "wizard.counted_twice": N_(
        "From {since} on, other files ({read}) already give for the same streams: {counters}. The two "
        "would add up. Say below that these columns are not read, or that the file belongs to a feed "
        "that is already known."
    ),
    "wizard.answer_not_listed": N_("“{read}” is no answer to “{question}”: {expected}."),
    "wizard.answer_to_nothing": N_("“{question}” is not asked of this file. Questions: {expected}."),
    "wizard.questions_open": N_("Before the file can be taken in, answer: {expected}."),
}

#: The possible answers to a question, and the parts of a column, in words.
CHOICES: Mapping[str, str] = {
    "consecutive": N_("Each row is the period after the one before"),
    "same": N_("All the rows are of the same period"),
    "thousands": N_("Between thousands"),
    "decimal": N_("Before decimals"),
    "mm:ss": N_("Minutes and seconds"),
    "h:mm": N_("Hours and minutes"),
    "seconds": N_("Seconds"),
    "minutes": N_("Minutes"),
    "hours": N_("Hours"),
    "days": N_("Fractions of a day"),
    "add": N_("Add them up"),
    "first": N_("Keep the first"),
    "last": N_("Keep the last"),
    "problem": N_("Keep none"),
    "left_out": N_("None of them: do not read this column"),
    "cp1252": N_("accents written by Windows"),
    "mac-roman": N_("accents written by a Mac"),
    "utf-8": N_("accents that any computer reads"),
    "utf-16": N_("accents that any computer reads (two bytes a letter)"),
    "ignore": N_("None: leave these rows out"),
    "date": N_("Date"),
    "time": N_("Time of the day"),
    "weekday": N_("Day of the week"),
    "stream": N_("Stream"),
    "label": N_("Name of the stream"),
    "counter": N_("Counter"),
    "measure": N_("Measure of a contact"),
    "check": N_("Printed rate, compared"),
    "reason": N_("Reason for contact"),
    "personal": N_("Personal, not read"),
    "ignored": N_("Not read"),
}
