"""The name of who acted, as it is shown."""

from pilotage.services.actor import local_administrator


def shown(user: str) -> str:
    """The name; empty for whoever acted on a portal that nobody logs into: there is none to show."""
    return "" if user == local_administrator().user else user
