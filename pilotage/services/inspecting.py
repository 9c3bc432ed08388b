"""What is in a file, before any decision: nothing is written, no contract is needed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pilotage.feeds.guards import COMMAND_LINE
from pilotage.services.actor import Actor, Right
from pilotage.services.wizard import WizardView
from pilotage.wizard import inspecting
from pilotage.wizard.inspecting import Inspection
from pilotage.wizard.proposing import propose


def inspect(actor: Actor, *, content: bytes | Path, name: str) -> Inspection:
    """What was found in the file, known to the user as `name`. Never raises for what it holds."""
    actor.require(Right.READ)
    return inspecting.inspect(content, name=name, limits=COMMAND_LINE)


def proposed(
    actor: Actor, *, content: bytes | Path, name: str, answers: Mapping[str, str] | None = None
) -> WizardView:
    """What each column seems to be, for no contract in particular: no feed can be saved from it."""
    actor.require(Right.READ)
    found = propose(content, name=name, contract=None, answers=answers, limits=COMMAND_LINE)
    return WizardView(
        name,
        "",
        "",
        "",
        columns=found.columns,
        questions=found.questions,
        doubts=found.doubts,
        problems=found.problems,
    )
