"""Sentences of a pre-invoice's life and of lines by hand, by code."""

from collections.abc import Mapping

from pilotage.locale import N_

SENTENCES: Mapping[str, str] = {
    "preinvoice.unknown_step": N_("A pre-invoice has no step “{read}”; it has: {expected}."),
    "preinvoice.not_from": N_("“{step}” is not possible now: the pre-invoice of {month} is “{state}”."),
    "preinvoice.not_from_since": N_(
        "“{step}” is not possible now: the pre-invoice of {month} is “{state}”, by {who} on {day}."
    ),
    "preinvoice.moved": N_(
        "Somebody was quicker: {who} took the step “{taken}” on {day}. Look at it again before going on."
    ),
    "preinvoice.figures_moved": N_(
        "The bill is no longer the one you looked at: figures came in or an earlier month was closed "
        "meanwhile. Look at the pre-invoice again."
    ),
    "preinvoice.closed": N_("{month} is closed: its pre-invoice takes no step any more."),
    "preinvoice.over": N_("{month} is not over."),
    "preinvoice.lines": N_("{month} has no line to bill yet."),
    "preinvoice.claim": N_("Say which lines are disputed, or the amount that the vendor asks."),
    "preinvoice.unknown_line": N_("The issued pre-invoice has no line “{read}”; it has: {expected}."),
    "preinvoice.not_cents": N_("“{read}” is not an amount in cents."),
    "preinvoice.comment": N_("Say why."),
    "preinvoice.outside": N_("This step is the vendor's: record it as received outside the portal."),
    "preinvoice.evidence": N_("Attach the vendor's message."),
    "preinvoice.evidence_too_large": N_("{read} is larger than {expected} MiB."),
    "preinvoice.same": N_(
        "Nothing changed since document {document} was issued: answer the dispute, do not issue it again."
    ),
    "preinvoice.current": N_(
        "The bill comes to {now} and document {document} to {issued}: issue it again, or the difference."
    ),
    "preinvoice.difference": N_("Nothing changed since document {document} was issued."),
    "preinvoice.no_invoice": N_(
        "No invoice of the vendor is recorded for {month}: record its file or its totals on the page "
        "Reconciliation (`reconcile` at the command line)."
    ),
    "preinvoice.unsettled": N_(
        "{n} gaps with the vendor's invoice await a decision: accept or dispute each of them."
    ),
    "preinvoice.contested": N_("The vendor disputes it since {day} and asks {amount}."),
    "preinvoice.line_waits": N_("The line “{label}” awaits a second person."),
    "manual.closed": N_("{month} is closed: it takes no line any more."),
    "manual.no_label": N_("Name the line."),
    "manual.no_reason": N_("Say why."),
    "manual.no_evidence": N_("Attach a document that is not empty."),
    "manual.evidence_too_large": N_("{read} is larger than {expected} MiB."),
    "manual.not_a_number": N_("“{read}” is not a number."),
    "manual.too_large": N_("“{read}” is more than a line can hold."),
    "manual.nothing": N_("The line comes to nothing."),
    "manual.unknown_line": N_("There is no line by hand {read}."),
    "manual.already": N_("Decided already by {who} on {day}."),
    "manual.no_name": N_("Nobody logs in on this portal: the second person gives a name (--name)."),
    "manual.same_person": N_("{who} proposed the line: another person approves it."),
    "manual.not_needed": N_("The line counts already: it needs no second person."),
    "manual.not_yours": N_("Only who proposed a line takes it back: {who}."),
    "manual.unknown_outcome": N_("A line is approved, refused or withdrawn, not “{read}”."),
}
