"""What is still possible on a closed month: nothing on it, an adjustment in the first open one."""

from __future__ import annotations

import streamlit as st

from pilotage.locale import N_
from pilotage.periods import Month
from pilotage.services.closed_moves import taker
from pilotage.web.session import Visit
from pilotage.web.text import plain


def into(visit: Visit) -> Month | None:
    """The month that takes what is settled of the month in sight; None while that one is open."""
    ref = visit.the_card.ref
    return visit.kept(
        "after-closing",
        build=lambda: taker(visit.db, visit.actor, contract=ref, month=visit.month),
    )


def stays(visit: Visit, month: Month) -> None:
    """Why nothing is asked nor waived any more, and where to go instead."""
    t = visit.t
    text = N_(
        "{closed} is closed: nothing is neutralised or waived on it any more. What is settled since is "
        "an adjustment of {month}, the first open month: a line by hand of its expected invoice."
    )
    st.caption(plain(t(text, closed=visit.month, month=month)))
    st.page_link(
        "pages/preinvoice.py",
        label=plain(t(N_("Expected invoice of {month}"), month=month)),
        icon=":material/receipt_long:",
        query_params=visit.link(month=str(month)),
    )
