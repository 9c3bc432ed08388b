"""A folder taken in with nobody watching, every half-hour if need be: what is new, and nothing twice."""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pilotage.problems import Problem, Severity
from pilotage.services import audit as trail
from pilotage.services import catalogue, folders
from pilotage.services.actor import Actor, Right
from pilotage.services.folders import SETTLED_AFTER, Found
from pilotage.services.imports import ImportReport, import_file
from pilotage.store import known, locking
from pilotage.store.database import Database

FolderStatus = Literal[
    "imported", "already_there", "refused", "refused_before", "still_written", "outside", "unreadable"
]
Tell = Callable[["FolderFile"], None]


@dataclass(frozen=True, slots=True)
class FolderFile:
    """What became of a file of the folder. `refused_before`: quarantined by an earlier run, its bytes
    and the answer the same; `still_written`: left for the next run. `report` is that of the import.
    """

    name: str
    status: FolderStatus
    report: ImportReport
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class FolderRun:
    """A run over a folder. `busy`: another one was at it, so this one did nothing."""

    files: tuple[FolderFile, ...] = ()
    busy: bool = False

    @property
    def counts(self) -> Mapping[str, int]:
        """How many files of each status."""
        return Counter(file.status for file in self.files)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What there is to read that no run said before."""
        return tuple(problem for file in self.files for problem in file.problems)


def import_folder(
    db: Database,
    actor: Actor,
    *,
    folder: Path,
    contract: str | None = None,
    feed: str | None = None,
    dry_run: bool = False,
    partial: bool = False,
    move_to: Path | None = None,
    tell: Tell | None = None,
    clock: Callable[[], float] = time.time,
    wait: Callable[[float], None] = time.sleep,
) -> FolderRun:
    """Takes in the new files of a folder in order of names, each in a transaction of its own.

    A file is told by its bytes: one that came already, even withdrawn since, is never taken in again;
    one that was refused is tried again without a trace, since a profile may have been corrected. What
    is still being written is waited for a moment, then left for the next run. Nothing in the folder is
    changed, unless `move_to` names where files that are in are put away. Two runs at once do not meet:
    the second is told that it is `busy`.

    Raises `RefusedError` when the actor may not import, `UnknownContractError` for a contract that he
    does not see.
    """
    trail.require(db, actor, Right.IMPORT, entity=folder.name)
    if contract is not None:
        catalogue.data_version(db, actor, ref=contract)
    with locking.alone(db, "import") as mine:
        if not mine:
            return FolderRun(busy=True)
        with tempfile.TemporaryDirectory(prefix="pilotage-import-") as room:
            run = _Run(db, actor, contract, feed, dry_run, partial, move_to, Path(room))
            files = []
            for file in run.all(folder, clock, wait):
                files.append(file)
                if tell is not None:
                    tell(file)
    return FolderRun(tuple(files))


@dataclass(frozen=True)
class _Run:
    """One run over one folder."""

    db: Database
    actor: Actor
    contract: str | None
    feed: str | None
    dry_run: bool
    partial: bool
    move_to: Path | None
    room: Path

    def all(
        self, folder: Path, clock: Callable[[], float], wait: Callable[[float], None]
    ) -> Iterator[FolderFile]:
        found = list(folders.look(folder, now=clock(), but=self.move_to))
        if any(one.kind == "young" for one in found):
            wait(SETTLED_AFTER)
        whole = [
            one
            for one in found
            if one.kind == "ready" or (one.kind == "young" and folders.stamp_of(one.path) == one.stamp)
        ]
        yield from self._taken(whole)
        taken = {one.name for one in whole}
        for one in found:
            if one.kind == "outside":
                yield _told(one, "outside", "import.link_outside")
            elif one.name not in taken:
                yield _left(one)

    def _taken(self, ready: Sequence[Found]) -> Iterator[FolderFile]:
        """Files that are whole, hashed side by side, then taken in one after the other."""
        if not ready:
            return
        with self.db.reading() as session:
            received = dict(known.received(session, self.actor.vendors, self.contract))
            refused = known.refused(session, self.actor.vendors)
        with ThreadPoolExecutor(4) as pool:
            for one, sha256 in zip(ready, pool.map(_sha256, ready), strict=True):
                if sha256 is None:
                    yield _told(one, "unreadable", "import.unreadable")
                    continue
                if folders.stamp_of(one.path) != one.stamp:  # other bytes came since: for the next run
                    yield _left(one)
                    continue
                file = self._known(one, received.get(sha256)) or self._new(one, again=sha256 in refused)
                if file.status == "imported" and file.report.batch is not None:
                    report = file.report
                    received[sha256] = known.KnownFile(
                        report.batch or 0, report.contract, report.feed, report.rows
                    )
                if file.status in {"imported", "already_there"} and self.move_to and not self.dry_run:
                    folders.put_away(one, self.move_to)
                yield file

    def _known(self, one: Found, there: known.KnownFile | None) -> FolderFile | None:
        """A file whose bytes came already."""
        if there is None:
            return None
        report = ImportReport(there.batch, "already_there", there.contract, there.feed, there.rows)
        return FolderFile(one.name, "already_there", report)

    def _new(self, one: Found, *, again: bool) -> FolderFile:
        """A file whose bytes are new; or that was refused, and would be taken in now or refused again."""
        copy = folders.copied(one, self.room)
        if copy is None:
            return _left(one)
        try:
            report = self._import(copy, dry_run=self.dry_run or again)
            if again and report.status == "refused":
                quiet = replace(report, problems=())
                return FolderFile(one.name, "refused_before", quiet)
            if again and not self.dry_run:
                report = self._import(copy, dry_run=False)
        finally:
            copy.unlink()
        return FolderFile(one.name, report.status, report, report.problems)

    def _import(self, copy: Path, *, dry_run: bool) -> ImportReport:
        return import_file(
            self.db,
            self.actor,
            content=copy,
            name=copy.name,
            contract=self.contract,
            feed=self.feed,
            dry_run=dry_run,
            partial=self.partial,
        )


def _sha256(one: Found) -> str | None:
    try:
        with one.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None


def _left(one: Found) -> FolderFile:
    """A file for the next run: nothing to worry about."""
    note = Problem("import.still_written", Severity.NOTE, one.name)
    return FolderFile(one.name, "still_written", ImportReport(None, "refused"), (note,))


def _told(one: Found, status: FolderStatus, code: str) -> FolderFile:
    problem = Problem(code, Severity.REFUSED, one.name)
    return FolderFile(one.name, status, ImportReport(None, "refused"), (problem,))
