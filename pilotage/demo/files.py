"""The folder of the demo: every file as it was received, and the list that says when."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pilotage.demo import (
    capacity,
    files_armor,
    files_atlas,
    files_belval,
    files_ravinala,
    files_tejo,
    reasons,
)
from pilotage.demo.writing import DemoFile, text_file

RECEIVED = "received.csv"
_COLUMNS = ("received_at", "contract", "path")


def all_files() -> tuple[DemoFile, ...]:
    """Every file, in the order in which they were received. The same call gives the same bytes."""
    sources = (files_armor, files_atlas, files_ravinala, files_tejo, files_belval, capacity, reasons)
    files = [file for source in sources for file in source.files()]
    return tuple(sorted(files, key=lambda file: (file.received, file.path)))


def write_files(folder: Path) -> tuple[Path, ...]:
    """Writes every file under `folder`, and `received.csv` beside them. Returns what was written."""
    files = all_files()
    written = []
    for file in files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
        written.append(path)
    rows = [_COLUMNS, *((f"{file.received:%Y-%m-%dT%H:%MZ}", file.contract, file.path) for file in files)]
    listing = folder / RECEIVED
    listing.write_bytes(text_file(rows, delimiter=",", newline="\n"))
    return (*written, listing)


def received(folder: Path) -> tuple[tuple[datetime, str, Path], ...]:
    """What `received.csv` says: moment (UTC), contract and path of each file, in order."""
    lines = (folder / RECEIVED).read_text(encoding="utf-8").splitlines()[1:]
    rows = (line.split(",") for line in lines)
    return tuple(
        (datetime.fromisoformat(moment.replace("Z", "+00:00")), contract, folder / path)
        for moment, contract, path in rows
    )
