"""A file that no feed knows, on the page: what must be answered, how it is read, what it would give.

Every answer is kept in the session until the file is taken in; nothing else is written before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from pilotage.locale import N_
from pilotage.locale.counter_names import counter_words
from pilotage.locale.judged import reason_words
from pilotage.locale.proposed import because_words, choice_words, question_words
from pilotage.money import ZERO
from pilotage.problems import Problem, ProblemsFoundError
from pilotage.services import imports, wizard
from pilotage.services.actor import Right
from pilotage.services.catalogue import ContractCard
from pilotage.services.imports import ImportReport
from pilotage.services.wizard import ProposedColumn, Question, WizardView
from pilotage.web import components as ui
from pilotage.web.figures import value_words
from pilotage.web.guard import may, refusals
from pilotage.web.register import problem_table
from pilotage.web.session import Visit
from pilotage.web.text import plain
from pilotage.wizard.proposal import OWN_ANSWER

_UNKNOWN = frozenset({"file.not_recognised", "file.other_layout", "file.column_missing"})
_STREAM_VALUE, _FEW = "question.stream_value", 3
_LONGEST = 18
_ROLES = ("date", "time", "weekday", "stream", "label", "check", "reason", "personal", "ignored")


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
        st.markdown(plain(_stands(visit, view)))
        _changed(visit, view)
        ui.findings([one for one in view.problems if one.code != "wizard.questions_open"], visit.t)
        if view.questions:
            questions(visit, view, drop)


def show(visit: Visit, view: WizardView, drop: str) -> None:
    """The columns, and what the file would give."""
    t = visit.t
    left, right = st.columns([5, 2])
    with left, ui.card(t(N_("How each column is read"))):
        columns(visit, view, drop)
    with right:
        gives(visit, view)
    # Until every question is answered, rows fail for want of the answer.
    doubts = (*view.doubts, *(view.preview.problems if view.complete else ()))
    if doubts:
        with ui.card(t(N_("What the file contradicts"))):
            problem_table(doubts, t)


def _stands(visit: Visit, view: WizardView) -> str:
    t = visit.t
    left = sum(question.open for question in view.questions)
    if left:
        text = N_("This layout is new. {n} to answer before the file can be taken in.")
        return t(text, n=left)
    if not view.complete:
        return t(N_("This layout is new, and nothing in it could be counted yet."))
    preview = view.preview
    text = N_("This layout is new, and understood: {kept} rows of {read} would be kept.")
    return t(text, kept=preview.rows_kept, read=preview.rows_read)


def _changed(visit: Visit, view: WizardView) -> None:
    """How the file differs from the feed that it resembles most."""
    change, t = view.change, visit.t
    if change is None:
        return
    told = [t(N_("It resembles the feed “{feed}”, whose layout has changed."), feed=change.feed_name)]
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
        (change.encoding, N_("The text was written in {before}, it is in {after}.")),
        (change.decimal, N_("Decimals came after “{before}”, they come after “{after}”.")),
    ):
        if pair:
            told.append(t(text, before=choice_words(pair[0], t), after=choice_words(pair[1], t)))
    st.warning("  \n".join(plain(line) for line in told), icon=":material/difference:")


def questions(visit: Visit, view: WizardView, drop: str) -> None:
    """What only a person can say, two a row, those still open first; many values of a column in one
    table.
    """
    values = [one for one in view.questions if one.code == _STREAM_VALUE]
    listed = values if len(values) > _FEW else []
    alone = [one for one in view.questions if one not in listed]
    ordered = sorted(alone, key=lambda question: not question.open)
    for start in range(0, len(ordered), 2):
        for column, question in zip(st.columns(2), ordered[start : start + 2], strict=False):
            with column:
                _question(visit, question, drop)
    if listed:
        _values(visit, listed, drop)


def _values(visit: Visit, asked: Sequence[Question], drop: str) -> None:
    """To which stream each value of a column belongs."""
    t = visit.t
    stream, value = t(N_("Stream")), t(N_("Value"))
    labels = {choice: choice_words(choice, t) for choice in asked[0].choices}
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


def _question(visit: Visit, question: Question, drop: str) -> None:
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
            format_func=lambda choice: choice_words(choice, t),
            placeholder=t(N_("Choose")),
            key=key,
            on_change=keep,
        )
    else:
        hint = t(N_("01/10/2026, 10/2026 or 2026-W43")) if question.id == "period" else ""
        st.text_input(label, value=question.value, placeholder=hint, key=key, on_change=keep)


def columns(visit: Visit, view: WizardView, drop: str) -> None:
    """One table: a column, some of its cells, its part (which can be changed) and the reasons."""
    t = visit.t
    part, why = t(N_("Read as")), t(N_("Because"))
    labels = _labels(visit, view.columns)
    shown = [_part(column) for column in view.columns]
    cells = t(N_("Some cells"))
    frame = pd.DataFrame(
        {
            t(N_("Column")): [column.name for column in view.columns],
            part: [labels.get(name, name) for name in shown],
            t(N_("Sure")): [t.percent(Decimal(column.confidence), 0) for column in view.columns],
            why: [" ".join(because_words(r, t) for r in column.because) for column in view.columns],
            cells: [" | ".join(_short(text) for text in column.sample[:3]) for column in view.columns],
        }
    )
    key = f"wizard-columns-{drop}-{hash(tuple(shown))}"

    def keep() -> None:
        codes = {label: code for code, label in labels.items()}
        for row, edited in st.session_state[key]["edited_rows"].items():
            if edited.get(part):
                answers(drop)[OWN_ANSWER + view.columns[int(row)].name] = codes[edited[part]]

    st.data_editor(
        frame,
        hide_index=True,
        width="stretch",
        height="content" if len(frame) <= 14 else 520,
        disabled=[name for name in frame.columns if name != part],
        column_config={
            part: st.column_config.SelectboxColumn(options=list(labels.values()), required=True),
            why: st.column_config.TextColumn(width="large"),
            cells: st.column_config.TextColumn(width="medium"),
        },
        key=key,
        on_change=keep,
    )


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _part(column: ProposedColumn) -> str:
    """What the column is read as: its counter, else its role."""
    return column.counter if column.role == "counter" else column.role


def _labels(visit: Visit, found: tuple[ProposedColumn, ...]) -> dict[str, str]:
    """Every part that a column may be given, by its words; two that share their words add their code."""
    t = visit.t
    codes = dict.fromkeys(
        (*_ROLES, *(code for column in found for code in (_part(column), *column.choices)))
    )
    words = {code: choice_words(code, t) for code in codes}
    seen = list(words.values())
    return {code: text if seen.count(text) == 1 else f"{text} ({code})" for code, text in words.items()}


def gives(visit: Visit, view: WizardView) -> None:
    """The counters and the KPIs of the contract that the file would give, and what would still lack."""
    t = visit.t
    with ui.card(t(N_("What it would give"))):
        preview = view.preview
        if preview.first is None or preview.last is None:
            st.markdown(f":gray[{plain(t(N_('Nothing yet: answer what is asked above.')))}]")
            return
        span = t(
            N_("from {first} to {last}"),
            first=t.date(preview.first, "medium"),
            last=t.date(preview.last, "medium"),
        )
        st.caption(plain(span))
        _table(visit, "wizard-kpis", t(N_("KPI")), _kpis(visit, view))
        _table(visit, "wizard-totals", t(N_("Counter")), _totals(visit, view))
    if view.missing:
        with ui.card(t(N_("What the contract would still lack"))):
            lines = {
                one.name or one.kpi: ", ".join(counter_words(name, t) for name in one.counters)
                for one in view.missing
            }
            st.markdown(
                "\n".join(f"- **{plain(name)}** : {plain(needs)}" for name, needs in lines.items())
            )


def _kpis(visit: Visit, view: WizardView) -> Mapping[str, str]:
    t = visit.t
    told = {}
    for one in view.kpis:
        figure = one.figure
        if figure.value is None:
            value = t(N_("not measured: {reason}"), reason=reason_words(figure.reason, t, figure.missing))
        else:
            value = value_words(figure.value, figure.unit, t)
            value = t(N_("{volume}, estimated"), volume=value) if figure.estimated else value
        told[one.name or one.kpi.id] = value
    return told


def _totals(visit: Visit, view: WizardView) -> Mapping[str, str]:
    """The sum of each counter over all the streams."""
    t = visit.t
    sums: dict[str, Decimal] = {}
    for one in view.preview.totals:
        sums[one.counter] = sums.get(one.counter, ZERO) + one.value
    marked = {one.counter for one in view.preview.totals if one.estimated}
    estimated = N_("{volume}, estimated")
    return {
        counter_words(name, t): t(estimated, volume=t.number(value))
        if name in marked
        else t.number(value)
        for name, value in sums.items()
    }


def _table(visit: Visit, name: str, title: str, lines: Mapping[str, str]) -> None:
    if lines:
        headers = (ui.Cell(plain(title)), ui.right(plain(visit.t(N_("Over the file")))))
        ui.table(
            name,
            headers,
            [(ui.Cell(plain(label)), ui.right(plain(value))) for label, value in lines.items()],
        )


def confirmation(
    visit: Visit, dropped: UploadedFile, view: WizardView, then: Callable[[ImportReport], None]
) -> None:
    """The layout kept for this vendor, and the file taken in, under one button; `then` goes on."""
    t = visit.t
    allowed = may(visit, Right.IMPORT) and may(visit, Right.PUBLISH)
    label = t(N_("Keep this layout and import the {n} rows"), n=view.preview.rows_kept)
    ready = view.complete and allowed and bool(view.preview.rows_kept)
    if st.button(label, type="primary", icon=":material/check:", key="wizard-save", disabled=not ready):
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
