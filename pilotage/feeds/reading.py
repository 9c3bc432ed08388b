"""A file to its grids: guarded first, then a text file's single grid or a workbook's sheets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pilotage.feeds.findings import Findings
from pilotage.feeds.grids import Grid
from pilotage.feeds.guards import Kind, Limits, kind_of, opened
from pilotage.feeds.model import Format
from pilotage.feeds.texts import TextGrid, encoding_of
from pilotage.feeds.workbooks import sheets_of
from pilotage.problems import Severity


@dataclass(frozen=True)
class Grids:
    """The grids of a file, read as they are asked for."""

    kind: Kind
    grids: Iterator[Grid]
    several: bool
    encoding: str = ""
    delimiter: str = ""

    def __iter__(self) -> Iterator[Grid]:
        return self.grids


def read_grids(source: bytes | Path, name: str, limits: Limits, fmt: Format, findings: Findings) -> Grids:
    """The grids of `source` that the format asks for.

    A name that says something else than the content is noticed. Raises `RefusedFileError`.
    """
    data = opened(source, limits)
    kind, contradicted = kind_of(data, name, limits)
    if contradicted:
        findings.add("file.other_extension", Severity.WARNING, read=contradicted, expected=kind)
    if kind == "text":
        grid = TextGrid(data, encoding_of(data, fmt.encoding), fmt.delimiter)
        return Grids(kind, iter([grid]), several=False, encoding=grid.encoding, delimiter=grid.delimiter)
    several = fmt.sheets != ("first",)
    return Grids(kind, sheets_of(data, fmt.sheets), several)
