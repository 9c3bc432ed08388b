"""What a contract file can have wrong, in words: a sentence for each code of `pilotage.contract`."""

from collections.abc import Mapping

from pilotage.locale import N_
from pilotage.locale.sentences_consequences import OF_CONTRACTS as OF_CONSEQUENCES
from pilotage.locale.sentences_limits import OF_CONTRACTS
from pilotage.locale.sentences_promises import OF_CONTRACTS as OF_PROMISES

SENTENCES: Mapping[str, str] = {
    # the file as a whole
    "contract.empty": N_("The file is empty."),
    "contract.too_long": N_("The file holds more than {most} characters: this is not a contract."),
    "contract.too_deep": N_("The file holds lists within lists too deep to be read."),
    "contract.number_too_long": N_("A number of the file has too many digits."),
    "contract.unreadable": N_(
        "Line {line} cannot be read: “{read}”. A line is a key, an equals sign and a value."
    ),
    "contract.duplicate_key": N_("Line {line} says a second time what the file already says: “{read}”."),
    "contract.no_such_date": N_("Line {line}: this date does not exist: “{read}”."),
    "contract.date_form": N_("Line {line}: a date is written 2026-07-01 (year, month, day): “{read}”."),
    "contract.decimal_comma": N_("Line {line}: decimals follow a point, not a comma: “{read}”."),
    "contract.unclosed": N_(
        "A quote or a bracket is opened and never closed; the file was read up to line {line}."
    ),
    "contract.unquoted": N_("Line {line}: a text stands between quotes: “{read}”."),
    # keys and types
    "contract.missing_key": N_("{place}: this key is missing."),
    "contract.unknown_key": N_("{place}: there is no such key here; did you mean “{suggestion}”?"),
    "contract.unknown_key_list": N_("{place}: there is no such key here. The keys are: {expected}."),
    "contract.key_of_contract": N_(
        "{place}: this key belongs to the contract itself; it stands above the first table of the file."
    ),
    "contract.key_of_terms": N_("{place}: this key has a date; it stands in a {table} block."),
    "contract.key_of_clause": N_(
        "{place}: this key has no date; it stands under {table}, above the dated blocks."
    ),
    "contract.not_in_list": N_("{place}: “{read}” is not one of the possible words: {expected}."),
    "contract.not_in_list_close": N_(
        "{place}: “{read}” is not one of the possible words ({expected}); did you mean “{suggestion}”?"
    ),
    "contract.not_a_number": N_("{place}: a number is expected, not “{read}”."),
    "contract.quoted_number": N_(
        "{place}: a number stands without quotes or sign, with a point for decimals: “{read}”."
    ),
    "contract.not_finite": N_("{place}: “{read}” is not a number that can be counted with."),
    "contract.bad_recurrence": N_(
        "{place}: {read} is no rule of recurrence; expected one of RFC 5545, an RRULE."
    ),
    "contract.number_range": N_("{place}: {read} is too large, or has too many decimals."),
    "contract.not_a_date": N_(
        "{place}: a date is expected, written 2026-07-01 without quotes or hour, not “{read}”."
    ),
    "contract.not_whole": N_("{place}: a whole number is expected, not “{read}”."),
    "contract.not_yes_no": N_("{place}: true or false is expected, not “{read}”."),
    "contract.not_a_text": N_("{place}: a text between quotes is expected, not “{read}”."),
    "contract.empty_text": N_("{place}: this text is empty."),
    "contract.text_too_long": N_("{place}: this text is too long."),
    "contract.empty_list": N_("{place}: this list is empty."),
    "contract.bad_identifier": N_(
        "{place}: “{read}” cannot be an id; letters without accent, digits, hyphen, underscore"
        " and point can."
    ),
    "contract.bad_country": N_("{place}: a country is two capital letters, such as FR; read “{read}”."),
    "contract.bad_currency": N_(
        "{place}: a currency is three capital letters, such as EUR; read “{read}”."
    ),
    "contract.bad_clock": N_("{place}: an hour is written 08:00, up to 24:00; read “{read}”."),
    "contract.out_of_bounds": N_("{place}: {read} is out of bounds; {expected} is expected."),
    "contract.single_brackets": N_(
        "{place}: this table can come several times, so its name stands between double "
        "brackets, after the table that it belongs to."
    ),
    "contract.double_brackets": N_("{place}: a single value or table is expected, not a list."),
    "contract.not_a_list": N_(
        "{place}: a list between square brackets is expected, even of one, not “{read}”."
    ),
    "contract.wrong_shape": N_("{place}: “{read}” has not the shape that is expected here."),
    # the contract and its names
    "contract.unknown_timezone": N_(
        "{place}: there is no time zone “{read}”; one is written Europe/Paris."
    ),
    "contract.unknown_currency": N_("{place}: there is no currency “{read}”."),
    "contract.unknown_country": N_("{place}: the holidays of “{read}” are not known."),
    "contract.date_before": N_("{place}: {read} comes before {expected}, the date of “{other}”."),
    "contract.date_after": N_("{place}: {read} comes after {expected}, the date of “{other}”."),
    "contract.review_past": N_("{place}: the terms were to be read again by {read}; that day is past."),
    "contract.vat_late": N_(
        "{place}: the VAT begins on {read}, after the contract, which starts on {expected}."
    ),
    "contract.opening_order": N_("{place}: it closes at {read}, before it opens at {expected}."),
    "contract.openings_overlap": N_(
        "{place}: these hours overlap those of opening {other} of the same activity."
    ),
    "contract.duplicate_id": N_("{place}: “{read}” is the id of an earlier {table} too."),
    "contract.duplicate_line_id": N_(
        "{place}: “{read}” is the id of a {table} too, and both make lines of the pre-invoice."
    ),
    "contract.reference_twice": N_(
        "{place}: two references are in force for “{read}” on {day}, this one and “{other}”:"
        " one source is believed, not two."
    ),
    "contract.unknown_reference": N_("{place}: no {table} has the id “{read}”. The ids are: {expected}."),
    "contract.unknown_reference_close": N_(
        "{place}: no {table} has the id “{read}”; did you mean “{suggestion}”?"
    ),
    "contract.named_twice": N_("{place}: “{read}” is named twice in this list."),
    "contract.unknown_document": N_(
        "{place}: a source begins with the id of a [[document]]; “{read}” is none of them ({expected})."
    ),
    "contract.before_document": N_(
        "{place}: {read} comes before {expected}, the day on which {document} takes effect."
    ),
    # KPIs
    "contract.custom_incomplete": N_(
        "{place}: a KPI of formula “custom” states its numerator, denominator, unit and direction."
    ),
    "contract.only_custom": N_(
        "{place}: only a KPI of formula “custom” writes its own sums; “{read}” has those of "
        "the catalogue."
    ),
    "contract.unknown_formula": N_("{place}: the catalogue has no formula “{read}”. It has: {expected}."),
    "contract.unknown_formula_close": N_(
        "{place}: the catalogue has no formula “{read}”; did you mean “{suggestion}”?"
    ),
    "contract.unknown_variant": N_(
        "{place}: the formula {formula} has no variant “{read}” (variants: {expected})."
    ),
    "contract.missing_threshold": N_("{place}: the formula {formula} needs this delay."),
    "contract.unused_threshold": N_("{place}: the formula {formula} makes no use of this delay."),
    "contract.bad_counter": N_(
        "{place}: “{read}” cannot be a counter’s id; small letters, digits and underscore can."
    ),
    "contract.already_listed": N_(
        "{place}: “{read}” is in the list already; it needs no table of its own."
    ),
    "contract.counter_taken": N_("{place}: the catalogue already has a counter “{read}”."),
    "contract.unknown_counter": N_("{place}: there is no counter “{read}”, and no [[counter]] adds it."),
    "contract.unknown_counter_close": N_(
        "{place}: there is no counter “{read}”; did you mean “{suggestion}”?"
    ),
    # dated terms
    "contract.same_from": N_("{place}: another block begins on {read} too; a day has one block."),
    "contract.until_before_from": N_(
        "{place}: {read} comes before {expected}, the first day of this block."
    ),
    "contract.empty_block": N_("{place}: this block changes nothing."),
    "contract.before_start": N_(
        "{place}: {read} comes before {expected}, the first day of the contract."
    ),
    "contract.after_end": N_("{place}: {read} comes after {expected}, the last day of the contract."),
    "contract.incomplete": N_(
        "{place}: from this day something is missing that no block has stated ({expected})."
    ),
    "contract.both_keys": N_("{place}: this key and “{other}” exclude each other; keep one."),
    "contract.one_edge": N_("{place}: exactly one edge is expected: below, at_most, above or at_least."),
    "contract.no_edge": N_("{place}: an edge is expected: at_least, above, below or at_most."),
    # prices, bands and limits
    "contract.negative_price": N_("{place}: a price cannot be negative ({read})."),
    "contract.tier_open_early": N_("{place}: only the last tier goes without “up_to”."),
    "contract.tiers_order": N_(
        "{place}: {read} does not lie above {expected}, where the tier before ends."
    ),
    "contract.tiers_closed": N_(
        "{place}: the last tier goes without “up_to”; nothing prices what lies above {read}."
    ),
    "contract.band_empty": N_("{place}: no value can fall into this band."),
    "contract.bands_overlap": N_("{place}: this band, from {read} on, overlaps band {other}."),
    "contract.bands_gap": N_("{place}: no band holds the values between {low} and {high}."),
    "contract.bands_edge": N_("{place}: no band holds {read} itself."),
    "contract.bands_below": N_(
        "{place}: no band holds the values below {read}; the lowest band goes without a lower edge."
    ),
    "contract.bands_above": N_(
        "{place}: no band holds the values above {read}; the highest band goes without an upper edge."
    ),
    "contract.base_empty": N_(
        "{place}: no [[price]] has the activity {read}: the base would always be zero."
    ),
    "contract.base_shared": N_(
        "{place}: the streams are judged one by one, and [[price]] {read} counts several of them "
        "together ({expected}…): the base of one is unknown; give each stream its own [[price]]."
    ),
    "contract.sign": N_(
        "{place}: {read} is above zero, so falling short would pay the vendor; a malus is negative."
    ),
    "contract.mixed_units": N_(
        "{place}: these prices count different units ({read}) that cannot be added up."
    ),
    "contract.tiered_in_limit": N_(
        "{place}: the price “{read}” has tiers or a baseline, so it cannot say what one unit is worth "
        "here."
    ),
    "contract.no_stream": N_("{place}: no [[stream]] belongs to {read}: nothing would ever be measured."),
    "contract.price_scope": N_("{place}: this price belongs to {read} and counts streams of {other}."),
    # units of price, revision
    "contract.unit_needs": N_("{place}: a price in “{read}” needs “{expected}”."),
    "contract.unit_reads_not": N_("{place}: “{read}” means nothing for a price in “{unit}”."),
    "contract.provisional_unit": N_(
        "{place}: “{read}” counts nothing by itself; bill meanwhile a share of a unit that days count."
    ),
    "contract.set_up_day": N_("{place}: this price is not in force on {read}: it would never be billed."),
    "contract.increment_counter": N_(
        "{place}: minutes rounded call by call cannot be made from a day’s seconds; name in “counter” "
        "the counter of rounded seconds that the file gives."
    ),
    "contract.uplift_price": N_("{place}: an uplift needs a “price”; tiers and brackets have several."),
    "contract.uplift_hours": N_("{place}: say both hours of the uplift “{read}”, “from” and “to”."),
    "contract.uplift_clock": N_(
        "{place}: {read} is outside the day: the two hours differ and stand on a half-hour."
    ),
    "contract.baseline_rates": N_(
        "{place}: a baseline needs what more costs (“additional”), what less gives back (“reduced”), "
        "or both."
    ),
    "contract.minimum_ends": N_("{place}: a minimum over the contract’s life needs the day it “ends”."),
    "contract.minimum_rate": N_(
        "{place}: a percentage of the forecast is held month by month; over longer, state a quantity."
    ),
    "contract.activity_unpaid": N_("{place}: no [[price]] pays the activity {read}."),
    "contract.base_of_window": N_("{place}: only an SLA with a rolling window has a base of its window."),
    "contract.index_weights": N_(
        "{place}: the fixed part and the weights add up to {read}; they must make 1."
    ),
    "contract.index_base": N_("{place}: the series {read} has no “base” to be compared with."),
    "contract.index_edges": N_("{place}: the floor {read} lies above the cap {expected}."),
    "contract.index_rate": N_(
        "{place}: “{read}” is not an amount a point or an event; a rate follows its base by itself."
    ),
    "contract.index_twice": N_("{place}: {read} is revised by {other} already."),
    "contract.relief_without_limit": N_(
        "{place}: what lies above the forecast needs “above”, in percent of it."
    ),
    "contract.relief_without_forecast": N_("{place}: the contract never freezes a forecast."),
    "contract.base_of": N_(
        "{place}: the base is that of the next invoice where “place” is “next_invoice” too, for a rate in"
        " percent."
    ),
    "contract.relief_share_only": N_("{place}: only a pro rata is taken on the denominator."),
    "contract.relief_on_hours": N_("{place}: idle hours are added where “may_change” names the billing."),
    "contract.relief_silence": N_("{place}: silence needs a day to decide, “decide_days”."),
    "contract.relief_decided_before": N_(
        "{place}: to be decided by J+{read}, before the last day to ask, J+{expected}."
    ),
    **OF_CONTRACTS,
    **OF_CONSEQUENCES,
    **OF_PROMISES,
}
