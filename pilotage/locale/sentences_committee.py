"""Sentences on committees: what cannot be written, and why."""

from collections.abc import Mapping

from pilotage.locale import N_

SENTENCES: Mapping[str, str] = {
    "meeting.closed": N_("This meeting is closed: its agenda and its minutes no longer change."),
    "meeting.unknown": N_("There is no meeting {read} here, or it is not open to you."),
    "meeting.unknown_item": N_("This item is no longer on the agenda."),
    "meeting.unknown_outcome": N_("There is no decision or action {read} in this meeting."),
    "meeting.item_has_outcomes": N_(
        "A decision or an action was taken under this item: it stays on the agenda."
    ),
    "meeting.empty_text": N_("A text is missing: nothing was written."),
    "meeting.too_long": N_("The text is longer than {expected} characters: nothing was written."),
    "meeting.minutes_allotted": N_("The time of an item is between {expected} minutes."),
    "meeting.same_day": N_("Another meeting of this committee is already held on that day."),
    "meeting.no_occurrence": N_("The rule of this committee gives no meeting on {read}."),
    "action.unknown": N_("There is no action {read} here, or it is not open to you."),
    "action.settled": N_("The action {read} is no longer open: reopen it to change its date."),
}
