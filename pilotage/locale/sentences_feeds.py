"""What a vendor's file or a feed profile can have wrong, in words: a sentence for each code."""

from collections.abc import Mapping

from pilotage.locale import N_

SENTENCES: Mapping[str, str] = {
    # the file as a whole
    "file.empty": N_("The file is empty."),
    "file.too_big": N_("The file is {read} MB; the most that is accepted here is {expected} MB."),
    "file.not_a_table": N_("This is not a table but {what}, whatever its name says. Nothing was read."),
    "file.password": N_("The workbook is protected by a password. Ask for it without one."),
    "file.truncated": N_("The file is cut off before its end. Ask for it again."),
    "file.broken_workbook": N_("The workbook is damaged and cannot be opened. Ask for it again."),
    "file.zip_bomb": N_(
        "The workbook unfolds to far more than its size ({expected} MB at most): it was not opened."
    ),
    "file.compression": N_(
        "The file is compressed in a way that is not read here ({read}): save it again as an ordinary "
        "workbook or archive."
    ),
    "file.archive_several": N_(
        "The archive holds several files ({read}): send the one that has the figures, alone."
    ),
    "file.archive_nested": N_("The archive holds another archive ({read}): it was not opened."),
    "file.archive_path": N_("The archive holds a way out of it ({read}): it was not opened."),
    "file.archive_empty": N_("The archive holds no file."),
    "file.doctype": N_("The workbook holds instructions that no spreadsheet writes: it was not opened."),
    "file.too_many_cells": N_(
        "The cells of the workbook reach too far: {expected} at most, blank ones between included."
    ),
    "file.too_many_columns": N_("The file has {read} columns; {expected} at most are accepted."),
    "file.binary": N_("The file is not text: it holds bytes that no table has."),
    "file.encoding": N_("The text is not written in {expected}: byte {read} cannot be read."),
    "file.encoding_unknown": N_("The profile names an encoding that does not exist: “{read}”."),
    "file.other_extension": N_(
        "The name ends with {read} but the content is {expected}; it was read as such."
    ),
    "file.not_recognised": N_("No feed of your contracts looks like this file."),
    "file.not_recognised_near": N_(
        "No feed of your contracts looks like this file. The nearest is “{expected}”."
    ),
    "file.ambiguous": N_("The file fits several feeds ({expected}): say which one it is."),
    "file.other_vendor": N_("This is a file of {read}, not of {expected}."),
    "file.other_feed": N_("This is the file “{read}”, not the one that was expected."),
    "file.no_such_feed": N_("No feed has the id “{read}”. The ids are: {expected}."),
    "file.not_that_feed": N_(
        "The file does not have the layout of feed {feed}: columns that it lacks: {expected}; columns "
        "that this feed does not know: {read}. Its layout is that of {theirs}."
    ),
    "file.not_that_feed_bare": N_(
        "The file does not have the layout of feed {feed}: columns that it lacks: {expected}. Its layout "
        "is that of {theirs}."
    ),
    "file.other_layout": N_(
        "This is not the expected file. Columns expected: {expected}. Columns found: {read}."
    ),
    "file.other_layout_bare": N_("This is not the expected file. Columns expected: {expected}."),
    "file.column_missing": N_("A column is missing: {expected}. Columns found: {read}."),
    "file.column_twice": N_("A column stands twice: {read}. It is not known which one to read."),
    "file.no_rows": N_("The file has a header and no row below it."),
    "file.no_good_rows": N_("No row of the file could be kept; it has {read}."),
    "sheet.passed_over": N_("This sheet has none of the expected columns: it was passed over."),
    "file.wide_missing": N_("No header of a column reads as {expected}. Columns found: {read}."),
    "column.indicator_unknown": N_("Figures that the profile does not know were not read: {read}."),
    "column.personal_dropped": N_(
        "This column seems to name people: it was not kept, since the contract does not provide for it."
    ),
    "column.personal_needed": N_(
        "A measure asks who the person is; the contract does not provide for names of staff."
    ),
    "column.personal": N_("Columns naming people were not read: {read}."),
    "column.unknown": N_("Columns that the profile does not know were not read: {read}."),
    # moments
    "date.blank": N_("The cell is blank; a date or a time is expected."),
    "date.not_a_date": N_("“{read}” is not a date written {expected}."),
    "date.range_not_day": N_("“{read}” is more than one day."),
    "date.range_not_week": N_("“{read}” is not one week from Monday to Sunday."),
    "date.range_not_month": N_("“{read}” is not one month, from its first to its last day."),
    "date.swapped": N_(
        "“{read}” makes sense only with day and month the other way round: {expected} was declared."
    ),
    "date.swapped_days": N_(
        "Read as {expected}, the days jump from month to month ({read}); with day and month the other "
        "way round they follow each other."
    ),
    "date.asked": N_(
        "The file does not say which period it covers: give its first day when importing it."
    ),
    "date.not_a_period": N_("“{read}” is not a period: 2026-10-01, 2026-W43 or 2026-10 is expected."),
    "date.year_not_found": N_("No year stands where the profile looks for it: “{read}”."),
    "date.not_a_time": N_("“{read}” is not a time of the day."),
    "date.not_a_weekday": N_("“{read}” is not a day of the week."),
    "date.off_slot": N_("{read} is not the start of a slot."),
    "date.skipped_hour": N_("{read} does not exist: the clocks go forward over that hour."),
    "date.future": N_("{read} is in the future: figures are accepted up to {expected}."),
    "date.before_contract": N_("{read} is before the contract, which begins on {expected}."),
    "date.after_contract": N_("{read} is after the contract, which ends on {expected}."),
    "date.not_in_sheet": N_("The name of the sheet holds no date written {expected}: “{read}”."),
    "date.not_in_title": N_("No date written {expected} stands above the header: “{read}”."),
    "date.not_in_file": N_("The name of the file holds no date written {expected}: “{read}”."),
    # numbers
    "number.not_a_number": N_("“{read}” is not {wanted}."),
    "number.ambiguous": N_(
        "“{read}” reads differently in two countries: the profile must say which mark is the decimal one."
    ),
    "number.negative": N_("“{read}” is negative; this quantity cannot be."),
    "number.too_big": N_("“{read}” is too large to be true."),
    "number.rate_undeclared": N_(
        "“{read}” has no % sign, and the profile does not say whether rates are written 95.6 or 0.956."
    ),
    "number.rate_out_of_range": N_("“{read}” is not between 0 and 100%."),
    "duration.not_a_duration": N_("“{read}” is not a duration, {wanted} expected."),
    "duration.ambiguous": N_(
        "“{read}” may be hours and minutes or minutes and seconds: the profile must say which."
    ),
    "duration.bare_number": N_("“{read}” is a bare number where a duration is expected, {wanted}."),
    "duration.other_form": N_(
        "“{read}” is not written as the others ({wanted}); it was read as {other}."
    ),
    "cell.blank": N_("The cell is blank; a figure is expected."),
    "cell.formula": N_(
        "The cell holds a formula that was never calculated: open the workbook, save it, and send it "
        "again."
    ),
    "cell.blank_rate": N_("The mean or rate is blank though there is something to count: it is missing."),
    # rows
    "row.ragged": N_("The row has {found} cells; the header has {columns}."),
    "row.over_parent": N_(
        "{read} in “{column}” is more than the {expected} of “{parent}”: the row is left out."
    ),
    "row.over_parent_kept": N_(
        "{read} in “{column}” is more than the {expected} of “{parent}”; the row is kept."
    ),
    "row.exceeds_offered": N_("Answered and abandoned make {expected}, more than the {read} offered."),
    "row.unbalanced": N_("Answered and abandoned make {expected}, not the {read} offered."),
    "row.rate_contradicted": N_("The printed rate is {read}; its own figures make {expected}."),
    "row.header_again": N_("The header stands again among the rows: it was left out."),
    "row.comment": N_("“{read}” is a remark without a figure: it was left out."),
    "row.total": N_("“{label}” is a total ({read}, the sum of {summed} rows): it was left out."),
    "row.total_differs": N_(
        "“{label}” is a total, left out; it says {read}, and the {summed} rows that it sums up "
        "make {expected}."
    ),
    "row.summary": N_("“{label}” sums up other rows: it was left out."),
    "slot.repeated": N_(
        "The slot {read} stands several times with the same figures: it is counted once."
    ),
    "slot.conflict": N_(
        "The slot {read} stands several times with different figures: none of these rows is kept."
    ),
    "slot.one_kept": N_(
        "The slot {read} stands several times with different figures: this row does not count."
    ),
    # streams
    "stream.blank": N_("The cell is blank: it is not known which stream the row belongs to."),
    "stream.unknown": N_("“{read}” is not a stream that the profile and the contract know."),
    "stream.not_in_contract": N_(
        "The profile names streams that contract {expected} does not have: {read}."
    ),
    "stream.two_names": N_("“{stream}” goes by several names: {read}."),
    # what a person has to decide about an unknown file
    "question.encoding": N_("The text is read as Windows ({read}): do accents look right?"),
    "question.sheets": N_("The workbook has several sheets ({read}): which ones hold the figures?"),
    "question.header": N_("No row looks like a header: which one has the names of the columns?"),
    "question.date": N_("No column looks like a date: where does the date stand?"),
    "question.date_order": N_("“{read}” can be read in several ways ({expected}): which one is it?"),
    "question.time_zone": N_("In which time zone are the times?"),
    "question.stream": N_("No column tells streams apart: to which stream do the rows belong?"),
    "question.decimal": N_("In “{read}”, does the mark stand before decimals or between thousands?"),
    "question.duration": N_("Is “{read}” hours and minutes, or minutes and seconds?"),
    "question.unknown": N_("What does this column count? It can also be ignored."),
    "question.person": N_("This column seems to name people: it will not be read. Is that right?"),
    "question.weight": N_(
        "This column is a mean or a rate: which volume weighs it (for {read}, probably {expected})?"
    ),
    # profiles
    "feeds.not_toml": N_("The file cannot be read as TOML: {read}."),
    "feeds.unknown_key": N_("{place}: there is no such key in a feed profile."),
    "feeds.key_missing": N_("{place}: this key is missing."),
    "feeds.inconsistent": N_("{place}: {reason}."),
    "feeds.wrong_value": N_("{place}: “{read}” is not {wanted}."),
    "feeds.not_in_list": N_("{place}: “{read}” is not one of the possible words: {expected}."),
    "feeds.duplicate_id": N_("Two feeds have the id “{read}”."),
    "feeds.unknown_zone": N_("{place}: “{read}” is not a time zone (such as Europe/Paris)."),
    "feeds.contact_measures": N_(
        "{place}: measures go with the grain “contact”, and a contact feed needs at least one."
    ),
    "feeds.time_missing": N_("{place}: rows shorter than a day need a column of times."),
    "feeds.year_missing": N_(
        "{place}: dates written {read} have no year: the profile must say which, or where it stands."
    ),
    "feeds.wide_unread": N_("{place}: neither the date, the time nor the stream is read from “{read}”."),
    "feeds.wide_unnamed": N_(
        "{place}: wide columns need the name of their value, the column of their indicator, "
        "or two header rows."
    ),
    "feeds.wide_alone": N_("{place}: beside the wide columns, one with the names of the rows is needed."),
    "feeds.no_counter": N_("{place}: no column gives a counter."),
    "feeds.column_without_counter": N_("{place}: the column “{read}” gives no counter."),
    "feeds.counter_twice": N_("{place}: two columns give the counter “{read}”."),
    "feeds.weight_missing": N_("{place}: no column gives the counter “{read}” that others are built on."),
    "feeds.measure_column_missing": N_(
        "{place}: a measure reads “{read}”, which is not a column of the feed."
    ),
    "feeds.counter_typo": N_("{place}: there is no counter “{read}”; did you mean “{expected}”?"),
    "feeds.counter_made": N_("{place}: “{read}” is made from other counters ({expected}); give those."),
}

WANTED: Mapping[str, str] = {
    "number.count": N_("a number"),
    "number.hours": N_("a number of hours"),
    "number.points": N_("a sum of scores"),
    "number.number": N_("a number"),
    "number.rate": N_("a rate"),
    "number.duration": N_("written h:mm:ss"),
    "h:mm:ss": N_("written h:mm:ss"),
    "mm:ss": N_("written mm:ss"),
    "h:mm": N_("written h:mm"),
    "seconds": N_("a number of seconds"),
    "minutes": N_("a number of minutes"),
    "hours": N_("a number of hours"),
    "days": N_("a fraction of a day"),
    "percent": N_("a rate in percent"),
    "fraction": N_("a rate between 0 and 1"),
    "value.whole": N_("a whole number"),
    "value.range": N_("a number in the accepted range"),
    "value.text": N_("a text"),
    "value.pattern": N_("written in the expected form"),
    "value.yes_no": N_("true or false"),
    "value.list": N_("a list with something in it"),
    "value.table": N_("a table of keys"),
    "value.other": N_("what is expected here"),
}

KINDS_OF_FILE: Mapping[str, str] = {
    "exe": N_("a program"),
    "pdf": N_("a PDF document"),
    "image": N_("an image"),
    "rtf": N_("a text document"),
    "archive": N_("an archive"),
    "parquet": N_("a Parquet file"),
    "database": N_("a database"),
    "html": N_("a web page"),
    "office": N_("an office document"),
}

REASONS: tuple[str, ...] = (
    N_("decimal and thousands are the same mark"),
    N_("name the date column, or say where the date stands with date_in"),
    N_("weekday goes with date_in"),
    N_("fixed goes with date_in = fixed"),
    N_("consecutive rows go with date_in and without weekday"),
    N_("value, or indicator"),
    N_("constant, or column"),
    N_("a stream column needs values, or verbatim = true"),
    N_("check goes with kind = rate and without a counter"),
    N_("a rate adds up to nothing: times names its weight"),
    N_("a mean adds up to nothing: times names its weight"),
    N_("a text is not a counter"),
    N_("form does not go with this kind"),
    N_("a condition needs equals, an edge, or filled"),
)
