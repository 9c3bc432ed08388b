"""A workbook of an old or rare format read in a process of its own, with bounded memory and time.

Their parsers may ask for any amount of memory on a damaged file, which would end the portal; here it
ends only the child. Run as a script: the workbook on standard input, JSON on standard output.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

MEMORY = 384 << 20
SECONDS, SECONDS_A_MIB, MOST_SECONDS = 8, 12, 60
_TOO_MANY = 3
_DATES: dict[str, Any] = {"date": date, "datetime": datetime, "time": time}


class ParserEndedError(Exception):
    """The parser failed, ran out of memory or of time."""


class TooManyCellsError(Exception):
    """The sheets reach farther than the limit."""


def read_apart(data: bytes, most_cells: int) -> dict[str, Any]:
    """`{"shown": [names], "password": bool, "sheets": {name: rows}}` of a workbook.

    Raises `TooManyCellsError` beyond `most_cells`, blank ones between included, `ParserEndedError` when
    it cannot be read within the bounds of memory and time.
    """
    seconds = min(SECONDS + SECONDS_A_MIB * (len(data) >> 20), MOST_SECONDS)
    command = [sys.executable, str(Path(__file__)), str(most_cells)]
    try:
        done = subprocess.run(  # noqa: S603  our own script, no shell
            command, input=data, capture_output=True, timeout=seconds, check=False
        )
    except (subprocess.TimeoutExpired, OSError) as error:
        raise ParserEndedError from error
    if done.returncode == _TOO_MANY:
        raise TooManyCellsError
    if done.returncode != 0:
        raise ParserEndedError
    found: dict[str, Any] = json.loads(done.stdout)
    for rows in found["sheets"].values():
        for row in rows:
            row[:] = [_cell(cell) if isinstance(cell, list) else cell for cell in row]
    return found


def _cell(tagged: list[Any]) -> object:
    kind, value = tagged
    if kind == "timedelta":
        return timedelta(seconds=value)
    read: object = _DATES[kind].fromisoformat(value)
    return read


def _tagged(value: object) -> list[object]:
    if isinstance(value, timedelta):
        return ["timedelta", value.total_seconds()]
    if isinstance(value, date | time):
        return [type(value).__name__, value.isoformat()]
    raise TypeError(type(value).__name__)


def _bounded() -> None:
    """Bounds on the memory of this process, where the system has them."""
    try:
        import resource  # noqa: PLC0415  not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """The child: 0 with the cells on standard output, anything else when it failed."""
    _bounded()
    from python_calamine import (  # noqa: PLC0415  only the child needs it
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    most = int(sys.argv[1])
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    except PasswordError:
        json.dump({"shown": [], "password": True, "sheets": {}}, sys.stdout)
        return 0
    sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    found: dict[str, Any] = {}
    for sheet in sheets:
        cells = book.get_sheet_by_name(sheet.name)
        last_row, last_column = cells.end or (0, 0)
        most -= (last_row + 1) * (last_column + 1)
        if most < 0:
            return _TOO_MANY
        found[sheet.name] = cells.to_python(skip_empty_area=False)
    shown = [sheet.name for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible]
    document = {"shown": shown, "password": False, "sheets": found}
    json.dump(document, sys.stdout, default=_tagged)
    return 0


if __name__ == "__main__":
    sys.exit(main())
