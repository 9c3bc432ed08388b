"""What is in a file before any decision, as one document in the reader's language."""

from typing import Any

from pilotage.feeds.guards import COMMAND_LINE, PAGE
from pilotage.feeds.inspecting import inspect as look
from pilotage.locale import Words
from pilotage.locale.sentences import sentence
from pilotage.problems import Problem
from pilotage.services import audit as trail
from pilotage.services.actor import Actor, Right
from pilotage.services.intake import Content
from pilotage.store.database import Database


def inspect(db: Database, actor: Actor, *, content: Content, name: str, t: Words) -> dict[str, Any]:
    """The file as the command line's `inspect --json` gives it; `questions` are sentences, `rows` the
    first ones below the header. Nothing is written.
    """
    trail.require(db, actor, Right.IMPORT, entity=name)
    limits = PAGE if isinstance(content, bytes) else COMMAND_LINE
    found = look(content, name=name, limits=limits)
    return {
        "file": found.file,
        "sha256": found.sha256,
        "kind": found.kind,
        "encoding": found.encoding,
        "delimiter": found.delimiter,
        "sheet": found.sheet,
        "sheets": list(found.sheets),
        "header_row": found.header_row,
        "layout": found.layout,
        "columns": [
            {
                "name": column.name,
                "type": column.type,
                "format": column.format,
                "sample": ", ".join(column.sample),
                "counter": column.guess.counter if column.guess else None,
                "confidence": column.guess.confidence if column.guess else None,
            }
            for column in found.columns
        ],
        "rows": [list(row) for row in found.rows],
        "questions": [sentence(question, t) for question in found.questions],
        "problems": [_document(problem, t) for problem in found.problems],
    }


def _document(problem: Problem, t: Words) -> dict[str, Any]:
    return {
        "code": problem.code,
        "row": problem.row,
        "column": problem.column,
        "read": problem.read,
        "expected": problem.expected,
        "message": sentence(problem, t),
    }
