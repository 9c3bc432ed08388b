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
