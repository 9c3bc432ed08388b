"""Bonus and malus: what the judged SLAs are worth on the fee lines, within caps and conditions."""

from pilotage.consequences.model import Agreed, ConsequenceResult, PastMonth, Settlement
from pilotage.consequences.reach import first_counters, first_result
from pilotage.consequences.settling import settle

__all__ = [
    "Agreed",
    "ConsequenceResult",
    "PastMonth",
    "Settlement",
    "first_counters",
    "first_result",
    "settle",
]
