"""Bonus and malus: what the judged SLAs are worth on the fee lines, within caps and conditions."""

from pilotage.consequences.model import ConsequenceResult, PastMonth, Settlement
from pilotage.consequences.settling import settle

__all__ = ["ConsequenceResult", "PastMonth", "Settlement", "settle"]
