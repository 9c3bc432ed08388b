"""What a visitor reads when the link names what is not there, or when an act is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from pilotage.locale import N_
from pilotage.services.actor import RefusedError, Right
from pilotage.web.components import Link, empty
from pilotage.web.session import Visit, here
from pilotage.web.shell import PageInfo, head, where

_RIGHTS = {
    Right.READ: N_("You may not see this."),
    Right.IMPORT: N_("Your role does not import files."),
    Right.PUBLISH: N_("Your role does not publish contracts."),
    Right.MEET: N_("Your role does not run committees."),
    Right.EXPORT: N_("Your role does not export figures."),
    Right.ADMINISTER: N_("Your role does not administer the portal."),
}


def closed_door(visit: Visit, page: PageInfo) -> None:
    """The sentence, then the vendors and the months that can be opened instead."""
    t = visit.t
    head(t(N_("This link leads nowhere")), where(page.title, visit=visit))
    links = [
        Link(page.path, f"{card.vendor_name}, {t.month(visit.month)}", visit.link_to(card))
        for card in visit.cards
    ]
    empty(visit.trouble, t(N_("Choose what to open instead.")), links)


def may(visit: Visit, right: Right) -> bool:
    """Whether the visitor holds the right: to grey a button. The service checks again."""
    try:
        visit.actor.require(right)
    except RefusedError:
        return False
    return True


@contextmanager
def refusals() -> Iterator[None]:
    """Turns a refused act into its sentence."""
    try:
        yield
    except RefusedError as error:
        st.error(here().t(_RIGHTS[error.right]), icon=":material/block:")
