"""Neutralisation: what a decided relief takes out of a month's figures. Knows no euro."""

from pilotage.neutralisation.exclusions import Exclusion, Share, exclusion, reads_half_hours, worked
from pilotage.neutralisation.model import Relief, Span

__all__ = ["Exclusion", "Relief", "Share", "Span", "exclusion", "reads_half_hours", "worked"]
