"""What stands in a folder: the files that are ready, and those that are not to be touched."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

#: A file that was changed so few seconds ago may still be written.
SETTLED_AFTER = 3.0
_UNFINISHED = (".part", ".partial", ".tmp", ".filepart", ".crdownload", ".download", ".swp")
_OWNERS = ("~$", ".~lock")

Kind = Literal["ready", "young", "unfinished", "outside"]


@dataclass(frozen=True, slots=True)
class Found:
    """A file of a folder: `name` from the folder on; `stamp` is its size and when it was changed.

    `ready` may be read, `young` was changed a moment ago, `unfinished` says so by its name, `outside`
    is a link to something that is not in the folder.
    """

    path: Path
    name: str
    kind: Kind
    stamp: tuple[int, int] = (0, 0)


def look(folder: Path, *, now: float, but: Path | None = None) -> Iterator[Found]:
    """The files under the folder in order of names; hidden ones, and what is neither a file nor a link,
    are passed over, and so is the folder `but`. Links to other folders are never followed.
    """
    root = folder.resolve()
    for parent, folders, files in os.walk(folder):
        here = Path(parent)
        links = sorted(name for name in folders if (here / name).is_symlink())
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and name not in links and not _is(here / name, but)
        )
        for name in sorted([*files, *links]):
            path = here / name
            if name.startswith(".") and not name.startswith(_OWNERS):
                continue
            found = _found(path, path.relative_to(folder).as_posix(), root, now)
            if found is not None:
                yield found


def _is(path: Path, other: Path | None) -> bool:
    return other is not None and path.resolve() == other.resolve()


def _found(path: Path, name: str, root: Path, now: float) -> Found | None:
    if path.name.startswith(_OWNERS) or path.name.lower().endswith(_UNFINISHED):
        return Found(path, name, "unfinished")
    if path.is_symlink() and not path.resolve().is_relative_to(root):
        return Found(path, name, "outside")
    try:
        told = path.stat()
    except OSError:  # gone since, or a link to nothing
        return None
    if not path.is_file():
        return None
    stamp = (told.st_size, told.st_mtime_ns)
    return Found(path, name, "young" if now - told.st_mtime < SETTLED_AFTER else "ready", stamp)


def stamp_of(path: Path) -> tuple[int, int] | None:
    """The size of a file and when it was changed, None when it is gone."""
    try:
        told = path.stat()
    except OSError:
        return None
    return told.st_size, told.st_mtime_ns


def copied(found: Found, folder: Path) -> Path | None:
    """A copy of the file as it is, None when it changed since it was looked at or while it was copied."""
    copy = folder / found.path.name
    try:
        shutil.copyfile(found.path, copy)
    except OSError:  # taken away meanwhile
        return None
    same = stamp_of(found.path) == found.stamp and copy.stat().st_size == found.stamp[0]
    return copy if same else None


def put_away(found: Found, folder: Path) -> None:
    """Moves a file into a folder, under a name of its own when the name is taken. One that changed since
    it was looked at stays: nobody read what it says now.
    """
    if stamp_of(found.path) != found.stamp:
        return
    target = folder / found.name
    target.parent.mkdir(parents=True, exist_ok=True)
    number = 1
    while target.exists():
        number += 1
        target = target.with_name(f"{found.path.stem} ({number}){found.path.suffix}")
    shutil.move(found.path, target)
