"""Sentences on closing a month: what stands against it, and what a closed month says of itself."""

from collections.abc import Mapping

from pilotage.locale import N_

SENTENCES: Mapping[str, str] = {
    "closing.already": N_("{month} is closed already."),
    "closing.not_over": N_("{month} is not over: it can be closed from its next day on."),
    "closing.outside": N_("The contract is not in force in {month}."),
    "closing.earlier_open": N_(
        "{earlier} is still open: months are closed in order, since yearly caps read the months before."
    ),
    "closing.missing_files": N_(
        "Files that were due are missing ({feed}, {days} of them, the first for {first})."
    ),
    "closing.not_measured": N_("The SLA {sla} is not measured."),
    "closing.serious_finding": N_(
        "The controls found {found} serious points in the figures of {month}: look at them first."
    ),
    "closing.relief_waits": N_("A neutralisation waits for a decision since {since}: {name}."),
    "closing.not_agreed": N_("The amounts of {month} are not agreed with the vendor yet."),
    "closing.no_life": N_("The pre-invoice of {month} was not submitted to the vendor."),
    "closing.not_issued": N_(
        "The bill moved since document {document} was issued (lines: {n}): {month} comes to {now}, its "
        "documents to {issued}. Issue the difference: a complement or a credit note."
    ),
    "closing.gaps_open": N_("Gaps with the vendor’s invoice are still to be decided."),
    "closing.no_invoice": N_("No invoice of the vendor is recorded for {month}."),
    "closing.no_accrual": N_("{month} was not accrued at its cut-off."),
    "reopening.not_closed": N_("{month} is not closed: there is nothing to reopen."),
    "reopening.later_closed": N_(
        "{later} is closed after {month} and rests on it: reopen {later} first, or leave the difference "
        "to an adjustment."
    ),
    "reopening.asked_already": N_("{name} asked to reopen {month} already: a second person confirms."),
    "reopening.confirmed_already": N_("{name} confirmed already: {month} is open again."),
    "reopening.no_reason": N_("Say why {month} is to be reopened."),
    "reopening.no_name": N_("Nobody logs in on this portal: give your name."),
    "reopening.own_deputy": N_(
        "{name} asked or confirms: the deputy stands in for somebody else, or for nobody."
    ),
    "reopening.same_person": N_(
        "{name} asked to reopen {month}: another person, or a deputy, must confirm."
    ),
    "closing.provisional": N_(
        "Some figures may still move: the difference will be settled by an adjustment."
    ),
    "closing.moved": N_("Figures arrived while the month was being closed: look at it again."),
    "closing.not_the_same": N_(
        "The rows to be kept do not come to the figures shown: {month} is left open."
    ),
    "closing.rows": N_(
        "{contract}, {month}: the rows of the closed month are not those of the files that it lists."
    ),
    "closing.differs": N_(
        "{contract}, {month} was closed by another version of Pilotage, whose rules gave another result."
    ),
}
