"""What is typed of a draft, kept in the address: a reload, or the way back, finds it again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

import streamlit as st

_LONGEST = 4000
"""A longer draft stays in the session alone: addresses end somewhere."""


def was(prefix: str, owner: str, language: str, first: str) -> Mapping[str, str]:
    """The values of the address that belong to `prefix` and `owner` (a contract), by widget key, as
    texts. Read again when the widget `first` is not there: the page has just been entered.
    """
    held = f"{prefix}was"
    if f"{prefix}{first}" not in st.session_state or held not in st.session_state:
        st.session_state[held] = _read(prefix, owner, language)
    found: Mapping[str, str] = st.session_state[held]
    return found


def _read(prefix: str, owner: str, language: str) -> Mapping[str, str]:
    try:
        told = json.loads(st.query_params.get("draft", ""))
    except ValueError:
        return {}
    if not isinstance(told, dict) or told.get("of") != [prefix, owner, language]:
        return {}
    return {f"{prefix}{name}": str(value) for name, value in told.items() if name != "of"}


def keep(prefix: str, owner: str, language: str, *, changed: bool) -> None:
    """Writes what is typed into the address; a draft that changes nothing leaves it as it was."""
    if not changed and not st.session_state.get(f"{prefix}was"):
        return
    values = {
        name[len(prefix) :]: _text(value)
        for key, value in st.session_state.items()
        if (name := str(key)).startswith(prefix) and _typed(value)
    }
    text = json.dumps(
        {"of": [prefix, owner, language], **dict(sorted(values.items()))},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    if len(text) <= _LONGEST and st.query_params.get("draft") != text:
        st.query_params["draft"] = text


def forget(prefix: str) -> None:
    """Nothing is left of the draft."""
    st.query_params.pop("draft", None)
    st.session_state.pop(f"{prefix}was", None)


def day(known: Mapping[str, str], key: str, otherwise: date) -> date:
    """A day as it was typed."""
    try:
        return date.fromisoformat(known.get(key, ""))
    except ValueError:
        return otherwise


def _typed(value: object) -> bool:
    return isinstance(value, str | int | date) and not isinstance(value, bool)


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
