"""The columns of an unknown file: what each is read as, which can be changed, and why, in full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import streamlit as st

from pilotage.locale import N_
from pilotage.locale.proposed import because_words, choice_words
from pilotage.services.wizard import ProposedColumn, WizardView
from pilotage.web.session import Visit
from pilotage.web.text import plain
from pilotage.wizard.proposal import OWN_ANSWER

_LONGEST = 18
_SHOWN = 30
_WIDTHS = (3, 4, 7)
_ROLES = ("date", "time", "weekday", "stream", "label", "check", "reason", "personal", "ignored")


def columns(visit: Visit, view: WizardView, drop: str, answers: dict[str, str]) -> None:
    """A row a column: its name over some of its cells, its part (which can be changed), the reasons
    written out, so that a room reads them too. Those of a very wide file unfold.
    """
    t = visit.t
    labels = _labels(visit, view.columns)
    with st.container(key="table-wizard-columns", gap=None):
        _headers(visit)
        for n, column in enumerate(view.columns[:_SHOWN]):
            _row(visit, column, f"{drop}-{n}", labels, answers)
        rest = view.columns[_SHOWN:]
        if not rest:
            return
        place = st.expander(
            plain(t(N_("and {n} others"), n=len(rest))), key=f"wizard-rest-{drop}", on_change="rerun"
        )
        if place.open:
            with place:
                for n, column in enumerate(rest, _SHOWN):
                    _row(visit, column, f"{drop}-{n}", labels, answers)


def _headers(visit: Visit) -> None:
    titles = (N_("Column"), N_("Read as"), N_("Because"))
    for place, title in zip(st.columns(_WIDTHS, gap="small"), titles, strict=True):
        place.markdown(f":gray[{plain(visit.t(title))}]")


def _row(
    visit: Visit, column: ProposedColumn, row: str, labels: Mapping[str, str], answers: dict[str, str]
) -> None:
    t, now = visit.t, _part(column)
    name, part, why = st.columns(_WIDTHS, gap="small", vertical_alignment="center")
    cells = plain(" | ".join(_short(text) for text in column.sample[:3]))
    name.markdown(f"**{plain(column.name)}**  \n:gray[:small[{cells or '—'}]]")
    key = f"wizard-part-{row}-{now}"

    def keep() -> None:
        answers[OWN_ANSWER + column.name] = str(st.session_state[key])

    listed = [code for code in labels if code != now]
    part.selectbox(
        t(N_("Read as")),
        [now, *listed],
        format_func=lambda code: labels.get(code, code),
        key=key,
        on_change=keep,
        label_visibility="collapsed",
    )
    sure = ""
    if _part(column) != "ignored":
        sure = t(N_("sure: {percent}"), percent=t.percent(Decimal(column.confidence), 0))
    reasons = " ".join(because_words(reason, t) for reason in column.because)
    why.markdown(f"{plain(reasons)} :gray[:small[{plain(sure)}]]" if sure else plain(reasons))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _part(column: ProposedColumn) -> str:
    """What the column is read as: its counter, else its role."""
    return column.counter if column.role == "counter" else column.role


def _labels(visit: Visit, found: Sequence[ProposedColumn]) -> dict[str, str]:
    """Every part that a column may be given, by its words; two that share their words add their code."""
    t = visit.t
    codes = dict.fromkeys(
        (*_ROLES, *(code for column in found for code in (_part(column), *column.choices)))
    )
    words = {code: choice_words(code, t) for code in codes}
    seen = list(words.values())
    return {code: text if seen.count(text) == 1 else f"{text} ({code})" for code, text in words.items()}
