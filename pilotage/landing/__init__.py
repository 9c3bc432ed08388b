"""Where a month will end: what its rest must do, what it will likely do, and how sure that is. Pure."""

from pilotage.landing.completing import Completed, Past, adjusted, completed
from pilotage.landing.needed import Needed, bounds, needed
from pilotage.landing.outlook import Miss, Outlook, TargetOutlook, outlook

__all__ = [
    "Completed",
    "Miss",
    "Needed",
    "Outlook",
    "Past",
    "TargetOutlook",
    "adjusted",
    "bounds",
    "completed",
    "needed",
    "outlook",
]
