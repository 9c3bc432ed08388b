"""Entries as a file that an accounting program takes."""

from __future__ import annotations

from collections.abc import Sequence

from pilotage.accounting.columns import JournalLayout, header, rows
from pilotage.accounting.entries import Entry
from pilotage.contract.model import Contract
from pilotage.locale import N_, Words
from pilotage.locale.accounting_words import ACCOUNTS
from pilotage.locale.judged import name_of


def journal_file(
    entries: Sequence[tuple[Entry, Contract, str]],
    layout: JournalLayout,
    t: Words,
    numbers: Sequence[int] = (),
) -> bytes:
    """The file, in the layout's own marks and encoding; a character that it does not know becomes `?`.

    Each entry comes with its contract and the period in words; `numbers` are those of their sets in the
    books, entry by entry. Sets keep their order.
    """
    first = entries[0][1] if entries else None
    journal = first.accounting.journal if first else ""
    currency = first.currency if first else ""
    told = [(one, _words(one, contract, period, t)) for one, contract, period in entries]
    for (_, words), number in zip(told, numbers, strict=False):
        words["number"] = str(number)
    lines = [layout.separator.join(header(layout))] if layout.header else []
    cells = rows(told, layout, journal=journal, currency=currency)
    lines += [layout.separator.join(row) for row in cells]
    return ("\r\n".join(lines) + "\r\n").encode(layout.encoding, errors="replace")


def _words(entry: Entry, contract: Contract, period: str, t: Words) -> dict[str, str]:
    what = name_of(entry.term, contract, t) if entry.term else t(ACCOUNTS[entry.label])
    label = f"{contract.vendor_name}, {period}, {what}"
    if entry.reverses:
        label = t(N_("Reversal: {label}"), label=label)
    return {
        "journal": contract.accounting.journal,
        "currency": contract.currency,
        "journal_name": t(N_("Purchases")),
        "account_name": t(ACCOUNTS[entry.label]),
        "auxiliary_name": contract.entity.name,
        "label": label,
        "period": period,
    }
