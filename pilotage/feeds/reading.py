"""A file to its grids: guarded once, then a text file's single grid or a workbook's sheets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from pilotage.feeds.archives import unpacked
from pilotage.feeds.grids import Grid
from pilotage.feeds.guards import Content, Data, Limits, content_of, opened
from pilotage.feeds.model import Format
from pilotage.feeds.texts import TextGrid, encoding_of
from pilotage.feeds.workbooks import Workbook


@dataclass
class OpenFile:
    """A file that passed the guards; `inner` is its name within the archive that it came in.

    Sheets and the guessed encoding are kept: recognising, inspecting and normalising read once.
    """

    name: str
    data: Data
    content: Content
    limits: Limits
    inner: str = ""
    _workbook: Workbook | None = None
    _encoding: str = ""
    _texts: dict[tuple[str, str], TextGrid] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """`text`, `xlsx`, `xls`, `xlsb` or `ods`."""
        return self.content.kind

    def encoding(self, declared: str | None) -> str:
        """The declared encoding, else the one that is found in the bytes."""
        if declared:
            return encoding_of(self.data, declared)
        self._encoding = self._encoding or encoding_of(self.data)
        return self._encoding

    def grids(self, fmt: Format) -> Iterator[Grid]:
        """The grids that the format asks for. Raises `RefusedFileError` when one cannot be read."""
        if self.kind == "text":
            yield self.text(fmt)
        else:
            yield from self.sheets(fmt.sheets)

    def text(self, fmt: Format) -> TextGrid:
        """The grid of a text file, in the declared or found encoding and delimiter."""
        key = (self.encoding(fmt.encoding), fmt.delimiter or "")
        if key not in self._texts:
            self._texts[key] = TextGrid(self.data, key[0], fmt.delimiter)
        return self._texts[key]

    def sheets(self, patterns: Sequence[str]) -> Iterator[Grid]:
        """The sheets of a workbook: `first`, `all` (those that are shown), or by name pattern."""
        if self._workbook is None:
            self._workbook = Workbook(self.data, self.limits, plain=self.content.plain)
        yield from self._workbook.sheets(patterns)


def open_file(source: bytes | Path | OpenFile, name: str, limits: Limits) -> OpenFile:
    """The file behind the guards, known to the user as `name`. Raises `RefusedFileError`."""
    if isinstance(source, OpenFile):
        return source
    data, inner = unpacked(opened(source, limits), limits)
    content = content_of(data, inner or name, limits)
    return OpenFile(PurePath(name).name or name, data, content, limits, inner)
