"""A file that no feed knows, on the page: what must be answered, how it is read, what it would give.

Every answer is kept in the session until the file is taken in; nothing else is written before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from pilotage.locale import N_, Words
from pilotage.locale.proposed import answer_words, choice_words, question_words, stream_names
from pilotage.problems import Problem, ProblemsFoundError
from pilotage.services import imports, wizard
from pilotage.services.actor import Right
from pilotage.services.catalogue import ContractCard
from pilotage.services.imports import ImportReport
from pilotage.services.wizard import Question, WizardView
from pilotage.web import components as ui
from pilotage.web.guard import may, refusals
from pilotage.web.register import problem_table
from pilotage.web.session import Visit
from pilotage.web.text import plain
from pilotage.web.wizard_columns import columns
from pilotage.web.wizard_gives import gives, vain
from pilotage.wizard.proposal import WHERE_AND_WHEN

_UNKNOWN = frozenset({"file.not_recognised", "file.other_layout", "file.column_missing"})
_STREAM_VALUE, _FEW = "question.stream_value", 3
_SAID_ABOVE = frozenset({"wizard.questions_open"})
_MOST_PROBLEMS = 3


def concerns(problems: Sequence[Problem]) -> bool:
    """Whether the file was refused because no feed has its layout."""
    return any(problem.code in _UNKNOWN for problem in problems)


def contract_of(visit: Visit, drop: str) -> ContractCard | None:
    """Whose file it is: the vendor on screen, else the one that the pilot says."""
    if visit.card is not None:
        return visit.card
    names = {card.ref: f"{card.vendor_name}, {card.label(visit.t.language)}" for card in visit.cards}
    chosen = st.selectbox(
        visit.t(N_("Whose file is it?")),
        list(names),
        index=0 if len(names) == 1 else None,
        format_func=lambda ref: names.get(ref, ""),
        placeholder=visit.t(N_("Choose the vendor")),
        key=f"wizard-contract-{drop}",
    )
    return next((card for card in visit.cards if card.ref == chosen), None)


def look(visit: Visit, dropped: UploadedFile, ref: str) -> WizardView | None:
    """The file as it would be read with the answers so far; read again only when one changes."""
    given = answers(dropped.file_id)
    versions = tuple(card.data_version for card in visit.cards)
    key = (dropped.file_id, ref, tuple(sorted(given.items())), versions)
    known: tuple[object, WizardView] | None = st.session_state.get("wizard")
    if known and known[0] == key:
        return known[1]
    with refusals(), st.spinner(visit.t(N_("Reading {name}"), name=dropped.name)):
        view = wizard.look(
            visit.db,
            visit.actor,
            content=dropped.getvalue(),
            name=dropped.name,
            contract=ref,
            answers=given,
        )
        st.session_state["wizard"] = (key, view)
        return view
    return None


def answers(drop: str) -> dict[str, str]:
    """What was answered about the file in the drop zone."""
    found: dict[str, str] = st.session_state.setdefault(f"wizard-answers-{drop}", {})
    return found


def summary(visit: Visit, view: WizardView, drop: str) -> None:
    """Where it stands, what changed against a feed that is known, and what only a person can say."""
    with ui.card():
        st.markdown(plain(stands(view, visit.t)))
        _changed(visit, view)
        told = [one for one in view.problems if one.code not in _SAID_ABOVE]
        ui.findings(told, visit.t, most=_MOST_PROBLEMS)
        worth = tuple(one for one in view.questions if not (vain(view) and one.id in WHERE_AND_WHEN))
        if worth:
            questions(visit, replace(view, questions=worth), drop)


def show(visit: Visit, view: WizardView, drop: str) -> None:
    """The columns, and what the file would give."""
    t = visit.t
    with ui.card(t(N_("How each column is read"))):
        columns(visit, view, drop, answers(drop))
    gives(visit, view)
    # Until every question is answered, rows fail for want of the answer.
    doubts = (*view.doubts, *(() if left(view) else view.preview.problems))
    if doubts:
        with ui.card(t(N_("What the file contradicts"))):
            problem_table(doubts, t)


def left(view: WizardView) -> int:
    """How many questions wait for an answer that would change something."""
    return 0 if vain(view) else sum(question.open for question in view.questions)


def stands(view: WizardView, t: Words) -> str:
    """The one sentence of where it stands: learnt before or not, understood or not, and what is next."""
    change, kept, read = view.change, view.preview.rows_kept, view.preview.rows_read
    known = t(N_("This layout is new."))
    if change is not None:
        known = t(N_("The layout of the feed “{feed}” has changed."), feed=change.feed_name)
    if left(view):
        text = t(N_("{n} to answer before the file can be taken in."), n=left(view))
    elif view.complete and kept:
        text = t(N_("It is understood: {kept} rows of {read} would be kept."), kept=kept, read=read)
    elif kept:
        text = t(N_("It is understood, but the file cannot be taken in as it stands: see below."))
    else:
        text = t(N_("Nothing in it could be counted yet."))
    return f"{known} {text}"


def nothing_to_import(visit: Visit, view: WizardView) -> str:
    """Why the file cannot be taken in, empty when it can."""
    t = visit.t
    if not (may(visit, Right.IMPORT) and may(visit, Right.PUBLISH)):
        return t(N_("Your role does not import files."))
    if left(view):
        return t(N_("To answer before importing: {n}"), n=left(view))
    if not view.preview.rows_read:
        return t(N_("Nothing to import: no column is read as a figure that adds up."))
    if not view.preview.rows_kept:
        return t(N_("Nothing to import: none of the {n} rows can be kept."), n=view.preview.rows_read)
    return "" if view.complete else t(N_("Nothing can be imported as it stands: see why below."))


def _changed(visit: Visit, view: WizardView) -> None:
    """How the file differs from the feed that it resembles most."""
    change, t = view.change, visit.t
    if change is None:
        return
    told = []
    for names, text in (
        (change.gone, N_("No longer there: {names}.")),
        (change.added, N_("New: {names}.")),
        (tuple(f"{was} → {now}" for was, now in change.renamed), N_("Renamed: {names}.")),
    ):
        if names:
            told.append(t(text, names=", ".join(names)))
    if change.moved:
        told.append(t(N_("The columns stand in another order.")))
    for pair, text in (
        (change.grain, N_("A row was one {before}, it is one {after}.")),
        (change.encoding, N_("The text has {after}, where it had {before}.")),
        (change.decimal, N_("Decimals came after “{before}”, they come after “{after}”.")),
    ):
        if pair:
            told.append(t(text, before=choice_words(pair[0], t), after=choice_words(pair[1], t)))
    if told:
        st.info("  \n".join(plain(line) for line in told), icon=":material/difference:")


def questions(visit: Visit, view: WizardView, drop: str) -> None:
    """What only a person can say, two a row, those still open first; many values of a column in one
    table.
    """
    streams = stream_names(view.streams, visit.t.language)
    values = [one for one in view.questions if one.code == _STREAM_VALUE]
    listed = values if len(values) > _FEW else []
    alone = [one for one in view.questions if one not in listed]
    ordered = sorted(alone, key=lambda question: not question.open)
    for start in range(0, len(ordered), 2):
        for column, question in zip(st.columns(2), ordered[start : start + 2], strict=False):
            with column:
                _question(visit, question, drop, streams)
    if listed:
        _values(visit, listed, drop, streams)


def _values(visit: Visit, asked: Sequence[Question], drop: str, streams: Mapping[str, str]) -> None:
    """To which stream each value of a column belongs."""
    t = visit.t
    stream, value = t(N_("Stream")), t(N_("Value"))
    labels = {choice: answer_words(asked[0], choice, t, streams) for choice in asked[0].choices}
    column = str(dict(asked[0].params)["column"])
    st.markdown(plain(t(N_("To which stream does each value of “{column}” belong?"), column=column)))
    frame = pd.DataFrame(
        {
            value: [str(dict(one.params)["value"]) for one in asked],
            stream: [labels.get(one.value) for one in asked],
        }
    )
    key = f"wizard-values-{drop}-{hash(tuple(one.value for one in asked))}"

    def keep() -> None:
        codes = {label: code for code, label in labels.items()}
        for row, edited in st.session_state[key]["edited_rows"].items():
            if edited.get(stream):
                answers(drop)[asked[int(row)].id] = codes[edited[stream]]

    st.data_editor(
        frame,
        hide_index=True,
        width="stretch",
        height="content" if len(frame) <= 8 else 320,
        disabled=[value],
        column_config={stream: st.column_config.SelectboxColumn(options=list(labels.values()))},
        key=key,
        on_change=keep,
    )


def _question(visit: Visit, question: Question, drop: str, streams: Mapping[str, str]) -> None:
    t, key = visit.t, f"wizard-{drop}-{question.id}"
    label = plain(question_words(question, t))
    if question.open:
        label = f":orange[◆] {label}"

    def keep() -> None:
        value = st.session_state.get(key)
        if value:
            answers(drop)[question.id] = str(value)
        else:
            answers(drop).pop(question.id, None)

    if question.choices:
        listed = list(dict.fromkeys([*question.choices, *([question.value] if question.value else [])]))
        st.selectbox(
            label,
            listed,
            index=listed.index(question.value) if question.value else None,
            format_func=lambda choice: answer_words(question, choice, t, streams),
            placeholder=t(N_("Choose")),
            key=key,
            on_change=keep,
        )
    else:
        hint = t(N_("01/10/2026, 10/2026 or 2026-W43")) if question.id == "period" else ""
        st.text_input(label, value=question.value, placeholder=hint, key=key, on_change=keep)


def confirmation(
    visit: Visit, dropped: UploadedFile, view: WizardView, then: Callable[[ImportReport], None]
) -> None:
    """The layout kept for this vendor, and the file taken in, under one button; `then` goes on. Where
    nothing can be taken in there is no button: it says why.
    """
    t = visit.t
    if why := nothing_to_import(visit, view):
        st.markdown(f":gray[{plain(why)}]")
        return
    label = t(N_("Keep this layout and import the {n} rows"), n=view.preview.rows_kept)
    if st.button(label, type="primary", icon=":material/check:", key="wizard-save"):
        take_in(visit, dropped, view, then)


def take_in(
    visit: Visit, dropped: UploadedFile, view: WizardView, then: Callable[[ImportReport], None]
) -> None:
    """Publishes the feed, and imports the file with it."""
    t, content = visit.t, dropped.getvalue()
    try:
        with refusals(), st.status(t(N_("Importing {name}"), name=dropped.name)):
            saved = wizard.save(
                visit.db,
                visit.actor,
                content=content,
                name=dropped.name,
                contract=view.contract,
                answers=answers(dropped.file_id),
                feed_id=view.feed_id,
                feed_name=view.feed_name,
            )
            report = imports.import_file(
                visit.db,
                visit.actor,
                content=content,
                name=dropped.name,
                contract=saved.contract,
                feed=saved.feed,
                partial=True,
                period=saved.period,
            )
            then(report)
    except ProblemsFoundError as error:
        ui.findings(error.problems, t)
