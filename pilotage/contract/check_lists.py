"""Words of a closed list that a contract may extend: channels, and types of activity."""

from __future__ import annotations

from collections.abc import Iterator

from pilotage.contract.findings import Finding, found, nearest
from pilotage.contract.model import ACTIVITY_TYPES, CHANNELS, Contract


def list_findings(contract: Contract) -> Iterator[Finding]:
    """A word that neither the list nor the contract has, or that the contract adds though it is there."""
    for table, key, listed, own in (
        ("channel", "channel", CHANNELS, contract.channel),
        ("activity_type", "type", ACTIVITY_TYPES, contract.activity_type),
    ):
        for index, word in enumerate(own):
            if word.id in listed:
                yield found("contract.already_listed", (table, index, "id"), word.id)
        words = (*listed, *(word.id for word in own))
        for index, activity in enumerate(contract.activity):
            read, path = getattr(activity, key), ("activity", index, key)
            if read not in words:
                close = nearest(read, words)
                code = "contract.not_in_list_close" if close else "contract.not_in_list"
                yield found(code, path, read, ", ".join(words), suggestion=close)
