"""Contact-level evidence: the raw measures of each contact, without what names people."""

from __future__ import annotations

import numpy as np

from pilotage.feeds.cells import Cells, Mask
from pilotage.feeds.columns import Values, read_column
from pilotage.feeds.findings import shown
from pilotage.feeds.grids import Block
from pilotage.feeds.guards import RefusedFileError
from pilotage.feeds.looks import names_people
from pilotage.feeds.model import Column, Feed
from pilotage.feeds.run import Place, Run
from pilotage.problems import Severity

_SOMEBODY = "•"


def contact_columns(
    run: Run, place: Place, block: Block, good: Mask
) -> tuple[dict[str, Values | Cells], Mask]:
    """The raw measures of each contact (numbers in millionths, texts as read), and the rows still good.

    A column that names people is dropped unless the contract provides for it; of one that a measure
    asks whether it is filled, only that is kept. Raises `RefusedFileError` when a measure asks who.
    """
    found: dict[str, Values | Cells] = {}
    for column in run.feed.column:
        position = place.at(*column.name)
        if position is None:
            continue
        cells = block.columns[position]
        if column.kind != "text":
            parsed, good = read_column(run, cells, column, block, good)
            found[column.title] = Values(parsed.values, parsed.known)
        elif _names_people(run, column, cells):
            if _is_asked(run.feed, column):
                found[column.title] = _masked(cells)
        else:
            found[column.title] = Cells([shown(value) for value in cells.values], cells.codes)
    return found, good


def _names_people(run: Run, column: Column, cells: Cells) -> bool:
    """Whether the column is not to be kept; told once a file."""
    if column.title in run.people:
        return True
    texts = [shown(value) for value in cells.values[:200] if value not in {None, ""}]
    if run.contract.named_staff or not names_people(column.title, texts):
        return False
    run.people.add(column.title)
    run.findings.add("column.personal_dropped", Severity.NOTE, column=column.title)
    return True


def _is_asked(feed: Feed, column: Column) -> bool:
    """Whether a measure asks if the column is filled. Raises `RefusedFileError` when it asks who."""
    wheres = [where for m in feed.measure for where in m.where if where.column == column.title]
    if any(where.equals for where in wheres):
        raise RefusedFileError("column.personal_needed", column=column.title)
    return bool(wheres)


def _masked(cells: Cells) -> Cells:
    assert cells.codes is not None  # noqa: S101  text columns are coded
    return Cells([_SOMEBODY], np.where(cells.codes < 0, -1, 0).astype(np.int32))
