"""`inspect`: what is in a file, how it would be read, and what must be answered before it is."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pilotage.cli.frame import (
    JsonOption,
    exit_with,
    frame,
    misuse,
    present,
    print_json,
    problem_documents,
    say,
    show_problems,
    table,
)
from pilotage.locale import N_

if TYPE_CHECKING:
    from pilotage.services.wizard import WizardView
    from pilotage.wizard.inspecting import Inspection
    from pilotage.wizard.proposal import LayoutChange, Question

commands = typer.Typer()
_File = Annotated[Path, typer.Argument(metavar="FILE", help=N_("A file as the vendor sent it."))]
_Contract = Annotated[
    str | None,
    typer.Option("--contract", metavar="REF", help=N_("The contract that the file is to serve.")),
]
AnswerOption = Annotated[
    list[str] | None,
    typer.Option(
        "--answer",
        metavar="ID=VALUE",
        help=N_("The answer to a question, or column:NAME=COUNTER; may be given several times."),
    ),
]
_Propose = Annotated[
    Path | None,
    typer.Option(
        "--propose", metavar="OUT.toml", help=N_("Writes the proposed feed there, to be read and edited.")
    ),
]


@commands.command(help=N_("What is in this file, before any decision."))
def inspect(
    file: _File,
    *,
    contract: _Contract = None,
    answer: AnswerOption = None,
    propose: _Propose = None,
    as_json: JsonOption = False,
) -> None:
    from pilotage.services import inspecting, wizard

    here = frame()
    present(file)
    if propose is not None and contract is None:
        misuse(here.t("--propose goes with --contract: a feed is proposed for a contract."))
    found = inspecting.inspect(here.actor, content=file, name=file.name)
    given = answers(answer)
    if contract is None:
        view = inspecting.proposed(here.actor, content=file, name=file.name, answers=given)
    else:
        view = wizard.look(
            here.db, here.actor, content=file, name=file.name, contract=contract, answers=given
        )
    if as_json:
        print_json(inspection_document(found, view))
    else:
        _show(found, view)
    if propose is not None and view.toml:
        propose.write_text(view.toml, encoding="utf-8")
        if not as_json:
            say(here.t("The proposed feed is in {name}.", name=str(propose)))
    exit_with((*found.problems, *view.problems, *view.doubts))


def answers(given: list[str] | None) -> dict[str, str]:
    """`ID=VALUE` options by id; ends the command on one that is not."""
    found: dict[str, str] = {}
    for text in given or ():
        name, mark, value = text.rpartition("=")
        if not mark or not name.strip():
            misuse(frame().t("{given}: ID=VALUE is expected after --answer.", given=text))
        found[name.strip()] = value.strip()
    return found


def inspection_document(found: Inspection, view: WizardView) -> dict[str, Any]:
    """What is in a file as one JSON document; a `counter` is a proposal, with a confidence in percent."""
    t = frame().t
    return {
        "file": found.file,
        "sha256": found.sha256,
        "kind": found.kind,
        "encoding": found.encoding or None,
        "delimiter": found.delimiter or None,
        "sheet": found.sheet or None,
        "sheets": list(found.sheets),
        "header_row": found.header_row,
        "layout": found.layout,
        "columns": _columns(found, view),
        "questions": [_question(question, found.file) for question in view.questions],
        "problems": problem_documents((*found.problems, *view.problems), t),
        "doubts": problem_documents(view.doubts, t),
        "contract": view.contract or None,
        "feed": view.feed_id or None,
        "complete": view.complete,
        "toml": view.toml or None,
        "preview": _preview(view),
        "kpis": [
            {
                "kpi": one.kpi.id,
                "formula": one.kpi.formula,
                "value": None if one.figure.value is None else str(one.figure.value),
                "unit": one.figure.unit,
                "estimated": one.figure.estimated,
                "reason": one.figure.reason or None,
            }
            for one in view.kpis
        ],
        "missing": [{"kpi": one.kpi, "counters": list(one.counters)} for one in view.missing],
        "change": change_document(view.change) if view.change else None,
    }


def _columns(found: Inspection, view: WizardView) -> list[dict[str, Any]]:
    from pilotage.locale.proposed import because_words

    t = frame().t
    looks = {column.name: column for column in found.columns}
    documents = []
    for column in view.columns:
        look = looks.get(column.name)
        documents.append(
            {
                "name": column.name,
                "type": look.type if look else "",
                "format": look.format if look else "",
                "sample": list(column.sample),
                "role": column.role,
                "counter": column.counter or (column.role if column.role != "ignored" else None),
                "confidence": str(column.confidence),
                "kind": column.kind or None,
                "form": list(column.form),
                "times": column.times or None,
                "exact": column.exact,
                "refused": column.refused,
                "because": [
                    {"code": reason.code, "message": because_words(reason, t)}
                    for reason in column.because
                ],
            }
        )
    return documents


def _question(question: Question, file: str) -> dict[str, Any]:
    from pilotage.locale.proposed import question_words

    told = dict(question.params)
    return {
        "id": question.id,
        "code": question.code,
        "file": file,
        "row": None,
        "column": told.get("column", ""),
        "read": told.get("read", ""),
        "expected": ", ".join(question.choices),
        "message": question_words(question, frame().t),
        "choices": list(question.choices),
        "proposed": question.proposed or None,
        "answer": question.answer,
    }


def _preview(view: WizardView) -> dict[str, Any] | None:
    shown = view.preview
    if not shown.columns:
        return None
    return {
        "rows": shown.rows_kept,
        "first": shown.first.isoformat() if shown.first else None,
        "last": shown.last.isoformat() if shown.last else None,
        "totals": [
            {
                "stream": total.stream,
                "counter": total.counter,
                "value": str(total.value),
                "estimated": total.estimated,
            }
            for total in shown.totals
        ],
        "problems": problem_documents(shown.problems, frame().t),
    }


def change_document(change: LayoutChange) -> dict[str, Any]:
    """What changed in a layout as a JSON document."""
    return {
        "feed": change.feed,
        "added": list(change.added),
        "gone": list(change.gone),
        "renamed": [list(pair) for pair in change.renamed],
        "moved": change.moved,
        "grain": list(change.grain) if change.grain else None,
        "encoding": list(change.encoding) if change.encoding else None,
        "decimal": list(change.decimal) if change.decimal else None,
    }


def _show(found: Inspection, view: WizardView) -> None:
    t = frame().t
    facts = (
        (t("File"), found.file),
        (t("Kind"), found.kind),
        (t("Layout"), found.layout),
        (t("Sheet"), found.sheet),
        (t("Encoding"), found.encoding),
        (t("Separator"), found.delimiter.replace("\t", "⇥")),
        (t("Header on row"), found.header_row),
    )
    for name, value in facts:
        if value not in {None, ""}:
            say(f"{name}: {value}")
    if view.columns:
        say()
        _show_columns(view)
    show_view(view)
    show_problems((*found.problems, *view.problems, *view.doubts))


def _show_columns(view: WizardView) -> None:
    from pilotage.locale.proposed import because_words, choice_words

    t = frame().t
    rows = [
        (
            column.name,
            " | ".join(column.sample[:2]),
            choice_words(column.role, t),
            column.counter,
            t.percent(Decimal(column.confidence), 0),
            because_words(column.because[-1], t) if column.because else "",
        )
        for column in view.columns
    ]
    headers = (t("Column"), t("Sample"), t("Part"), t("Counter"), t("Confidence"), t("Because"))
    table(headers, rows, right={4})
    say()


def show_view(view: WizardView) -> None:
    """Questions with their possible answers, the KPIs that the file gives and those that it does not."""
    from pilotage.locale.layout_changes import change_sentences
    from pilotage.locale.proposed import answer_words, question_words, stream_names

    t = frame().t
    streams = stream_names(view.streams, t.language)
    for question in view.questions:
        mark = "?" if question.open else "✓"
        named = ((one, answer_words(question, one, t, streams)) for one in question.choices[:8])
        listed = ", ".join(c if c == words else f"{c} ({words})" for c, words in named)
        value = f" → {question.value}" if question.value else ""
        say(f"{mark} {question.id}: {question_words(question, t)} {listed}{value}".rstrip())
    for one in view.kpis:
        value = "" if one.figure.value is None else t.number(one.figure.value, 2)
        say(f"{one.kpi.id} · {one.name}: {value or t('not measured')}")
    for lacking in view.missing:
        say(t("{kpi} would lack: {counters}.", kpi=lacking.kpi, counters=", ".join(lacking.counters)))
    if view.change is not None:
        for text in change_sentences(view.change, t):
            say(text)
