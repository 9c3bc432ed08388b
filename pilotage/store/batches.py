"""Received files: their bytes, their evidence and their problems, written once and found again."""

import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import ColumnElement, insert, or_, select
from sqlmodel import Session, col
from sqlmodel import select as select_row

from pilotage.periods import Window
from pilotage.problems import Problem, Severity
from pilotage.store.scope import Vendors, in_scope
from pilotage.store.tables import Batch, BatchProblem, Withdrawal, blob

PART = 64 * 2**20
_PROBLEMS = BatchProblem.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Kept:
    """Bytes ready to be stored: their name (the SHA-256 of what they hold once decompressed), and
    the parts in which they travel.
    """

    sha256: str
    codec: str
    parts: tuple[bytes, ...]


def compressed(source: BinaryIO, sha256: str) -> Kept:
    """The bytes of `source`, compressed block by block, in parts of 64 MiB at most."""
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as out:
        while block := source.read(4 * 2**20):
            out.write(block)
    return Kept(sha256, "zstd", tuple(_parts(sink.getvalue())))


def parquet(rows: pa.Table) -> Kept:
    """The normalised rows as Parquet, named by the hash of its bytes."""
    # Parquet has dictionaries of its own, and refuses those of Arrow that hold a null.
    plain = pa.schema(
        [
            field.with_type(pa.string()) if pa.types.is_dictionary(field.type) else field
            for field in rows.schema
        ]
    )
    sink = pa.BufferOutputStream()
    pq.write_table(rows.cast(plain), sink, compression="zstd", row_group_size=2**17)
    content = sink.getvalue()
    return Kept(hashlib.sha256(content).hexdigest(), "none", tuple(_parts(content)))


def _parts(content: pa.Buffer) -> Iterator[bytes]:
    for start in range(0, max(content.size, 1), PART):
        yield content.slice(start, min(PART, content.size - start)).to_pybytes()


def save(session: Session, batch: Batch, problems: Sequence[Problem], contents: Iterable[Kept]) -> None:
    """Writes a received file, its problems and its bytes (which may be there already)."""
    session.add(batch)
    session.flush()
    if problems:
        session.execute(
            insert(_PROBLEMS),
            [
                {
                    "vendor": batch.vendor,
                    "batch": batch.id,
                    "position": position,
                    "code": problem.code,
                    "severity": str(problem.severity),
                    "data": problem_data(problem),
                }
                for position, problem in enumerate(problems, 1)
            ],
        )
    for kept in contents:
        save_content(session, batch.vendor, kept)


def save_content(session: Session, vendor: str, kept: Kept) -> None:
    """Writes bytes under their name, unless they are there."""
    where = (blob.c.vendor == vendor, blob.c.sha256 == kept.sha256)
    if session.execute(select(blob.c.part).where(*where)).first() is not None:
        return
    for number, part in enumerate(kept.parts):
        row = {
            "vendor": vendor,
            "sha256": kept.sha256,
            "part": number,
            "codec": kept.codec,
            "bytes": part,
        }
        session.execute(insert(blob).values(row))


def problem_data(problem: Problem) -> dict[str, Any]:
    """A problem as plain values for a JSON column."""
    return asdict(problem)


def problem_of(data: Mapping[str, Any]) -> Problem:
    """The problem that `problem_data` wrote."""
    given = dict(data)
    given["severity"] = Severity(given["severity"])
    given["rows"] = tuple(given["rows"])
    given["params"] = tuple((name, value) for name, value in given["params"])
    return Problem(**given)


def get(session: Session, vendors: Vendors, number: int) -> Batch | None:
    """The received file of that number, or None out of scope."""
    query = select_row(Batch).where(Batch.id == number)
    return session.exec(query.where(in_scope(col(Batch.vendor), vendors))).first()


def listed(
    session: Session, vendors: Vendors, *, contract: str | None = None, window: Window | None = None
) -> Sequence[Batch]:
    """Received files in scope whose days touch the window, oldest first; withdrawn ones included."""
    query = select_row(Batch).where(in_scope(col(Batch.vendor), vendors))
    if contract is not None:
        query = query.where(Batch.contract == contract)
    if window is not None:
        query = query.where(Batch.last_day >= window.first, Batch.first_day <= window.last)
    return session.exec(query.order_by(col(Batch.id))).all()


def standing(
    session: Session, vendors: Vendors, contract: str, window: Window | None = None
) -> list[Batch]:
    """The files of a contract that were not withdrawn, oldest first."""
    query = select_row(Batch).where(in_scope(col(Batch.vendor), vendors), _counts())
    query = query.where(Batch.contract == contract)
    if window is not None:
        query = query.where(Batch.last_day >= window.first, Batch.first_day <= window.last)
    return list(session.exec(query.order_by(col(Batch.id))))


def _counts() -> ColumnElement[bool]:
    """That a file was not withdrawn."""
    same = (col(Withdrawal.vendor) == col(Batch.vendor), col(Withdrawal.batch) == col(Batch.id))
    return ~select(col(Withdrawal.batch)).where(*same).exists()


def of_feed(
    session: Session, vendors: Vendors, contract: str, feed: str, window: Window | None = None
) -> list[Batch]:
    """The files of one feed that were not withdrawn, oldest first."""
    return [batch for batch in standing(session, vendors, contract, window) if batch.feed == feed]


def fed_by(
    session: Session, vendor: str, contract: str, feeds: Iterable[str]
) -> dict[int, tuple[str, int]]:
    """The feed of each file of a contract that came by one of these feeds (`saisie.*` names several),
    and the version of the contract that read it.
    """
    names = sorted(feeds)
    exact = [name for name in names if not name.endswith("*")]
    starts = [
        col(Batch.feed).startswith(name[:-1], autoescape=True) for name in names if name[-1:] == "*"
    ]
    query = select(col(Batch.id), col(Batch.feed), col(Batch.contract_version))
    query = query.where(or_(col(Batch.feed).in_(exact), *starts))
    query = query.where(col(Batch.vendor) == vendor, col(Batch.contract) == contract)
    return {row.id: (row.feed, row.contract_version) for row in session.execute(query)}


def same(
    session: Session, vendors: Vendors, contract: str, *, sha256: str = "", rows_sha256: str = ""
) -> list[Batch]:
    """The files of a contract, not withdrawn, with these bytes or these rows, oldest first."""
    key = Batch.sha256 == sha256 if sha256 else Batch.rows_sha256 == rows_sha256
    query = select_row(Batch).where(key, Batch.contract == contract, _counts())
    scoped = query.where(in_scope(col(Batch.vendor), vendors))
    return list(session.exec(scoped.order_by(col(Batch.id))))


def withdrawn(session: Session, vendors: Vendors) -> dict[int, Withdrawal]:
    """The withdrawals in scope, by the number of the file."""
    query = select_row(Withdrawal).where(in_scope(col(Withdrawal.vendor), vendors))
    return {row.batch: row for row in session.exec(query)}


def problems(
    session: Session, vendors: Vendors, numbers: Iterable[int]
) -> dict[int, tuple[Problem, ...]]:
    """What was found wrong in these files, in the order in which it was found; nothing for the
    others.
    """
    query = select_row(BatchProblem).where(in_scope(col(BatchProblem.vendor), vendors))
    query = query.where(col(BatchProblem.batch).in_(sorted(numbers)))
    found: dict[int, list[Problem]] = {}
    for row in session.exec(query.order_by(col(BatchProblem.batch), col(BatchProblem.position))):
        found.setdefault(row.batch, []).append(problem_of(row.data))
    return {number: tuple(listed) for number, listed in found.items()}


def with_problems(
    session: Session, vendors: Vendors, numbers: Iterable[int], severities: Iterable[Severity]
) -> frozenset[int]:
    """Those of these files that have a problem of one of the severities."""
    query = select(col(BatchProblem.batch)).distinct()
    query = query.where(
        in_scope(col(BatchProblem.vendor), vendors),
        col(BatchProblem.batch).in_(sorted(numbers)),
        col(BatchProblem.severity).in_(sorted(severities)),
    )
    return frozenset(session.scalars(query))


def evidence(session: Session, batch: Batch, window: Window | None = None) -> pa.Table:
    """The normalised rows of a file that was found in scope; those of a window only, when given."""
    source = pa.BufferReader(_bytes(session, batch.vendor, batch.evidence_sha256))
    filters = [("day", ">=", window.first), ("day", "<=", window.last)] if window else None
    return pq.read_table(source, filters=filters)


def original(session: Session, vendors: Vendors, number: int) -> tuple[str, bytes] | None:
    """The name and the bytes of a file as it was received, or None out of scope."""
    batch = get(session, vendors, number)
    if batch is None:
        return None
    return batch.name, content(session, batch.vendor, batch.sha256)


def content(session: Session, vendor: str, sha256: str) -> bytes:
    """Compressed bytes as they were given, by the SHA-256 of what they hold."""
    packed = io.BytesIO(_bytes(session, vendor, sha256))
    with pa.CompressedInputStream(packed, "zstd") as stream:
        found: bytes = stream.read()
    return found


def _bytes(session: Session, vendor: str, sha256: str) -> bytes:
    query = select(blob.c.bytes).where(blob.c.vendor == vendor, blob.c.sha256 == sha256)
    return b"".join(session.execute(query.order_by(blob.c.part)).scalars())
