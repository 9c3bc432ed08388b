"""Sentences of neutralisations, waivers and agreed amounts, by code."""

from collections.abc import Mapping

from pilotage.locale import N_

SENTENCES: Mapping[str, str] = {
    "relief.unknown_clause": N_(
        "The contract has no neutralisation “{read}” in that month; it has: {expected}."
    ),
    "relief.unknown_side": N_("A request comes from the client or from the vendor, not from “{read}”."),
    "relief.no_reason": N_("Say why."),
    "relief.no_evidence": N_("Attach a document that is not empty."),
    "relief.evidence_too_large": N_("{read} is larger than {expected} MiB."),
    "relief.late": N_("Asked on {asked}, after the last day, {due}: refused."),
    "relief.month_closed": N_(
        "{month} is closed and stays as it is: what is settled since is an adjustment of {into}, the "
        "first open month."
    ),
    "relief.span_order": N_("A period ends after it begins: {start} to {end}."),
    "relief.span_outside": N_("From {start} to {end} is not in {month}."),
    "relief.span_half_hours": N_("A period begins and ends on a half-hour: {start} to {end}."),
    "relief.unknown_stream": N_("The contract has no stream “{read}”; it has: {expected}."),
    "relief.unknown_price": N_("The contract has no price “{read}”; it has: {expected}."),
    "relief.spans_not_asked": N_("What is accepted lies within what was asked."),
    "relief.streams_not_asked": N_(
        "Accepted streams are among those asked: {read} is not within {expected}."
    ),
    "relief.hours_not_asked": N_("No more hours are accepted than were asked: {read} for {expected}."),
    "relief.hours": N_("“{read}” is not a number."),
    "relief.part_is_all": N_("All that was asked is accepted: it is not accepted in part."),
    "relief.not_all": N_("Less than what was asked is accepted: it is accepted in part."),
    "relief.already": N_("Decided already by {who} on {day}."),
    "relief.not_yours": N_("Only who asked takes a request back: {who}."),
    "relief.silence": N_("Nobody decided in time: the clause accepted the request on {day}."),
    "relief.no_clause": N_(
        "Neutralisation {relief} changes nothing: the contract has no clause “{read}” in {month}."
    ),
    "relief.no_half_hours": N_("Neutralisation {relief} changes nothing: the files give no half-hours."),
    "settling.no_line": N_("{month} has no bonus or malus “{line}”."),
    "settling.month_closed": N_(
        "{month} is closed and stays as it is: what is settled since is an adjustment of {into}, the "
        "first open month."
    ),
    "settling.nothing_said": N_("Say what is left to pay, 0 to give it all away."),
    "settling.not_cents": N_("“{read}” is not an amount in cents."),
    "settling.no_reason": N_("Say why."),
    "settling.no_reference": N_("Name the decision, or the minutes, that settles it."),
    "settling.same": N_("“{line}” is at that amount already."),
    "settling.nothing_in_return": N_("Say what is obtained in return."),
    "settling.not_a_waiver": N_(
        "A waiver lowers the malus of “{line}” to nothing at most: {read} for {expected}."
    ),
    "settling.no_delegation": N_(
        "“{read}” may not sign a waiver under the contract; who may: {expected}."
    ),
    "settling.beyond": N_("{role} signs for {limit} at most: {given} is given away."),
}
