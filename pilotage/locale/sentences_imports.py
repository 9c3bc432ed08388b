"""Sentences on publishing contracts and taking files in, where the database has its word."""

from collections.abc import Mapping

from pilotage.locale import N_

SENTENCES: Mapping[str, str] = {
    "import.counted_twice": N_(
        "“{counters}” already comes from {read} for the same streams, from {since} on: the two would "
        "add up. Keep it out of one of the two feeds."
    ),
    "import.no_reference": N_(
        "“{counters}” is counted by the client and by the vendor ({read}) from {since} on, and the "
        "contract does not say which one is believed: add a clause [[reference]] with "
        'counters = ["{name}"] and its holder, then publish it.'
    ),
    "import.typed_replaced": N_(
        "“{counters}” was typed by hand for these days ({read}): the file takes its place."
    ),
    "import.two_grains": N_(
        "“{counters}” comes from {read} too, in periods of another length: the longer ones are left out "
        "of every sum."
    ),
    "import.replaced_since": N_(
        "A later file has taken the place of {file}; withdraw that one to bring it back."
    ),
    "import.rows_left_out": N_(
        "{file} is not imported: rows that cannot be read: {count}; good rows: {kept}. Correct the file, "
        "or take in the good rows alone (option --partial)."
    ),
    "import.no_reason": N_("Say why the file is withdrawn."),
    "import.withdrawn": N_("{file} was withdrawn already."),
    "publish.not_utf8": N_("{file} is not written in UTF-8: save it again in that encoding."),
    "publish.unreadable": N_("{file} cannot be opened."),
    "publish.unknown_stream": N_(
        "Feed {column}: the contract has no stream “{read}” (it has {expected})."
    ),
    "publish.other_vendor": N_(
        "This reference is that of another vendor's contract: choose another one."
    ),
    "publish.overtaken": N_(
        "{read} was published by somebody else in the meantime: nothing was changed; do it again from "
        "what is in force now."
    ),
    "publish.other_currency": N_(
        "The contract is in {expected}: a contract keeps its currency; give this one another reference."
    ),
    "publish.no_reference": N_(
        "“{counters}” is given by feeds of the client and of the vendor, and no clause [[reference]] "
        'with counters = ["{name}"] says which one is believed: the second file will be refused.'
    ),
    "publish.no_client_feed": N_(
        "The reference “{reference}” believes the client for “{counters}”, and no feed with "
        'source = "client" gives it: it will not be measured.'
    ),
    "publish.no_vendor_feed": N_(
        "The reference “{reference}” believes the vendor for “{counters}”, and no feed of the vendor "
        "gives it: it will not be measured."
    ),
    "publish.stream_with_figures": N_(
        "Stream “{read}” has figures and is no longer in the contract: nothing judges them now."
    ),
}
