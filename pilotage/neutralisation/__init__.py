"""Neutralisation: what a decided relief takes out of a month's figures. Knows no euro."""

from pilotage.neutralisation.model import Relief, Span

__all__ = ["Relief", "Span"]
