"""A zip archive that holds exactly one file: that file. Anything else in it is refused, by its name."""

from __future__ import annotations

import stat
import struct
import zipfile
from pathlib import PurePosixPath

from pilotage.feeds.guards import (
    MIB,
    Data,
    Limits,
    RefusedFileError,
    directory_of,
    inflated,
    is_archive,
    is_office,
    too_big,
    zip_bomb,
)

_LITTER = frozenset({".ds_store", "thumbs.db", "desktop.ini"})


def unpacked(data: Data, limits: Limits) -> tuple[Data, str]:
    """The bytes of the only file of an archive and its name there; the same bytes and no name when
    `data` is no archive (workbooks are archives of another kind).

    Raises `RefusedFileError` for an archive of several files or of none, one within another, a path
    or a link that leads out of it, a password, or a bomb.
    """
    if not bytes(data[:4]).startswith(b"PK"):
        return data, ""
    if len(data) > limits.workbook:
        raise too_big(len(data), limits.workbook)
    try:
        infos = directory_of(data).infolist()
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError, OSError) as error:
        raise RefusedFileError("file.truncated") from error
    if is_office(info.filename for info in infos):
        return data, ""
    if len(infos) > limits.entries:
        raise zip_bomb(limits)
    files = [info for info in infos if not info.filename.endswith("/") and not _is_litter(info.filename)]
    for info in infos:
        _check_path(info)
    if not files:
        raise RefusedFileError("file.archive_empty")
    if len(files) > 1:
        names = ", ".join(info.filename for info in files[:4])
        raise RefusedFileError("file.archive_several", read=names + (" …" if len(files) > 4 else ""))
    return _only(data, files[0], limits), PurePosixPath(files[0].filename).name


def _is_litter(name: str) -> bool:
    """What systems leave beside the files."""
    return name.startswith("__MACOSX/") or PurePosixPath(name).name.lower() in _LITTER


def _check_path(info: zipfile.ZipInfo) -> None:
    name = info.filename.replace("\\", "/")
    parts = name.split("/")
    link = stat.S_ISLNK(info.external_attr >> 16)
    if link or name.startswith("/") or ".." in parts or ":" in parts[0]:
        raise RefusedFileError("file.archive_path", read=info.filename[:80])


def _only(data: Data, info: zipfile.ZipInfo, limits: Limits) -> bytes:
    """The bytes of the entry, counted while they inflate."""
    if info.flag_bits & 1:
        raise RefusedFileError("file.password")
    most = min(limits.inflated, max(len(data) * limits.ratio, 10 * MIB))
    pieces: list[bytes] = []
    total = 0
    for chunk in inflated(data, info, limits):
        total += len(chunk)
        if total > most:
            raise zip_bomb(limits)
        pieces.append(chunk)
    found = b"".join(pieces)
    if not found:
        raise RefusedFileError("file.empty")
    if is_archive(found):
        raise RefusedFileError("file.archive_nested", read=info.filename[:80])
    return found
