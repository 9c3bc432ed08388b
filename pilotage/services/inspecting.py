"""What is in a file, before any decision: nothing is written, no contract is needed."""

from __future__ import annotations

from pathlib import Path

from pilotage.feeds import inspecting
from pilotage.feeds.guards import COMMAND_LINE
from pilotage.feeds.inspecting import Inspection
from pilotage.services.actor import Actor, Right


def inspect(actor: Actor, *, content: bytes | Path, name: str) -> Inspection:
    """What was found in the file, known to the user as `name`. Never raises for what it holds."""
    actor.require(Right.READ)
    return inspecting.inspect(content, name=name, limits=COMMAND_LINE)
