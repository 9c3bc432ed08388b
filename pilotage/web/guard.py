"""What a visitor reads when the link names what is not there, or when an act is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import time_ns

import streamlit as st
import structlog

from pilotage.locale import N_
from pilotage.services.actor import RefusedError, Right
from pilotage.web.components import Link, empty
from pilotage.web.session import Visit, here, words
from pilotage.web.shell import PageInfo, head, where

_LOG = structlog.get_logger(__name__)
_RIGHTS = {
    Right.READ: N_("You may not see this."),
    Right.IMPORT: N_("Your role does not import files."),
    Right.PUBLISH: N_("Your role does not publish contracts."),
    Right.MEET: N_("Your role does not run committees."),
    Right.EXPORT: N_("Your role does not export figures."),
    Right.CLOSE: N_("Your role does not close months."),
    Right.RELIEVE: N_("Your role does not decide neutralisations."),
    Right.AGREE: N_("Your role does not record what was agreed."),
    Right.SUBMIT: N_("Your role does not submit pre-invoices."),
    Right.CLEAR: N_("Your role does not clear to invoice or to pay."),
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


def breakdown(error: Exception) -> bool:
    """What a visitor reads when a page breaks: a sentence and a number to quote, never a trace.

    Says to Streamlit that the error was shown; the log keeps it whole under the same number.
    """
    number = f"{time_ns() // 1_000_000 % 10**8:08d}"
    _LOG.error("page broken", number=number, page=st.query_params.to_dict(), exc_info=error)
    sentence = N_(
        "This page could not be drawn. Nothing was changed. Quote number {number} to your administrator."
    )
    st.error(words()(sentence, number=number), icon=":material/report:")
    return True


@contextmanager
def refusals() -> Iterator[None]:
    """Turns a refused act into its sentence."""
    try:
        yield
    except RefusedError as error:
        st.error(here().t(_RIGHTS[error.right]), icon=":material/block:")
