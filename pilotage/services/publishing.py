"""Contracts put in force: their files checked, then kept for good under their SHA-256."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlmodel import Session

from pilotage.contract.loading import load_contract
from pilotage.contract.model import Contract
from pilotage.feeds.model import FeedProfiles
from pilotage.feeds.profile import load_profiles
from pilotage.kpi.known import KNOWN
from pilotage.problems import Problem, Severity, stops
from pilotage.services import audit as trail
from pilotage.services import catalogue
from pilotage.services.actor import Actor, Right
from pilotage.sources import HOLDERS
from pilotage.store import audit, contracts, projection, replacing
from pilotage.store.database import Database

_CONTRACT, _FEEDS = "contract.toml", "feeds.toml"


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication did. `version` counts the publications of the contract from 1; `changed` is
    False when the texts are those already in force, or when `problems` refuse them.
    """

    ref: str
    sha256: str
    version: int
    changed: bool
    problems: tuple[Problem, ...] = ()


def check_files(paths: Iterable[Path]) -> tuple[Problem, ...]:
    """What is wrong with contract and feed files, or with all those of a folder. A contract and the
    feeds beside it are also held against each other. Nothing is written, no database is asked.
    """
    found: list[Problem] = []
    for folder, names in _pairs(paths):
        contract = profiles = None
        for name in names:
            text, file = _text(folder / name, found), str(folder / name)
            if text is not None and name == _FEEDS:
                profiles, problems = load_profiles(text, file)
                found += problems
            elif text is not None:
                day = date.today()  # noqa: DTZ011  the office's day
                contract, problems = load_contract(text, file, KNOWN, day)
                found += problems
        if contract is not None and profiles is not None:
            found += _at_odds(contract, profiles, str(folder / _FEEDS))
    return tuple(found)


def _pairs(paths: Iterable[Path]) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Folders, and which of the two files to read there. Any other name is read as a contract."""
    for path in paths:
        if path.is_dir():
            found = {*path.rglob(_CONTRACT), *path.rglob(_FEEDS)}
            for folder in sorted({file.parent for file in found}):
                yield folder, tuple(name for name in (_CONTRACT, _FEEDS) if folder / name in found)
        else:
            yield path.parent, (path.name,)


def _text(path: Path, problems: list[Problem]) -> str | None:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        problems.append(Problem("publish.not_utf8", Severity.REFUSED, str(path)))
    except OSError:
        problems.append(Problem("publish.unreadable", Severity.REFUSED, str(path)))
    return None


def _at_odds(contract: Contract, profiles: FeedProfiles, file: str) -> Iterator[Problem]:
    """Streams that a feed names and the contract does not have."""
    known = {stream.id for stream in contract.stream}
    for feed in profiles.feed:
        rule = feed.stream
        named = {rule.constant, *rule.values.values(), *(column.stream or "" for column in feed.column)}
        for name in sorted(named - known - {""}):
            yield Problem(
                "publish.unknown_stream",
                Severity.REFUSED,
                file,
                column=feed.id,
                read=name,
                expected=", ".join(sorted(known)),
            )
    yield from _undecided(contract, profiles, file)


def _undecided(contract: Contract, profiles: FeedProfiles, file: str) -> Iterator[Problem]:
    """Counters that two sources give and no clause decides; references to a source that gives nothing."""
    given = {
        holder: {name for feed in profiles.feed if feed.source == holder for name in feed.counters}
        for holder in HOLDERS
    }
    named = {name for reference in contract.reference for name in reference.counters}
    for name in sorted((given["client"] & given["vendor"]) - named):
        params = (("counters", name), ("name", name))
        yield Problem("publish.no_reference", Severity.WARNING, file, params=params)
    for reference in contract.reference:
        for holder in HOLDERS:
            lost = sorted(set(reference.counters) - given[holder])
            if lost and any(block.holder == holder for block in reference.terms):
                params = (("counters", ", ".join(lost)), ("reference", reference.id))
                yield Problem(f"publish.no_{holder}_feed", Severity.WARNING, file, params=params)


def publish(
    db: Database,
    actor: Actor,
    *,
    contract_text: str,
    feeds_text: str = "",
    file: str = "",
    after: int | None = None,
) -> Published:
    """Puts a contract in force, with the profiles of its feeds; without any, those in force stay.

    `after` is the version that the texts were written from: refused when another came meanwhile.
    The same texts again change nothing. What is refused changes nothing but the audit trail.
    Raises `RefusedError` when the actor may not publish for this vendor.
    """
    contract, problems = load_contract(contract_text, file, KNOWN, catalogue.today(db))
    trail.require(db, actor, Right.PUBLISH, contract.vendor if contract else "", entity=file)
    profiles = None
    if feeds_text:
        profiles, about_feeds = load_profiles(
            feeds_text, str(Path(file).with_name(_FEEDS)) if file else ""
        )
        problems += about_feeds
        if contract is not None and profiles is not None:
            problems += tuple(_at_odds(contract, profiles, file))
    if contract is None or stops(problems):
        return _refused(db, actor, contract, problems, file)
    with db.writing() as session:
        taken = _taken(session, contract, file, after)
        if not taken:
            return _publish(session, actor, contract, (contract_text, feeds_text), problems, file)
    return _refused(db, actor, contract, (*problems, *taken), file)


def _refused(
    db: Database, actor: Actor, contract: Contract | None, problems: Sequence[Problem], file: str
) -> Published:
    ref, vendor = (contract.ref, contract.vendor) if contract else ("", "")
    told = {"problems": [asdict(problem) for problem in problems]}
    trail.refused(db, actor, action="contract.refused", entity=ref or file, vendor=vendor, after=told)
    return Published(ref, "", 0, changed=False, problems=tuple(problems))


def _taken(session: Session, contract: Contract, file: str, after: int | None) -> tuple[Problem, ...]:
    """A reference is one contract's for good, with one vendor and one currency; and nobody undoes what
    another published in between.
    """
    row = contracts.find(session, None, contract.ref)
    if row is None:
        return ()
    found = []
    if after is not None and row.version != after:
        found.append(Problem("publish.overtaken", Severity.REFUSED, file, read=contract.ref))
    if row.vendor != contract.vendor:
        found.append(Problem("publish.other_vendor", Severity.REFUSED, file, read=contract.vendor))
    elif row.currency != contract.currency:
        found.append(
            Problem(
                "publish.other_currency",
                Severity.REFUSED,
                file,
                read=contract.currency,
                expected=row.currency,
            )
        )
    return tuple(found)


def _publish(
    session: Session,
    actor: Actor,
    contract: Contract,
    texts: tuple[str, str],
    problems: tuple[Problem, ...],
    file: str,
) -> Published:
    before = contracts.texts(session, None, contract.ref)
    own, feeds = texts[0], texts[1] or (before.feeds if before else "")
    if before is not None and (before.contract, before.feeds) == (own, feeds):
        return Published(contract.ref, before.sha256, before.version, changed=False, problems=problems)
    now = datetime.now(UTC)
    counted = _counting(session, contract) if before else None
    kept = contracts.save(session, contract, (own, feeds), file=file, at=now, by=actor.user)
    if before and _counting(session, contract) != counted:
        replacing.rebuild(session, contracts.required(session, contract.ref))
    audit.record(
        session,
        actor=actor.user,
        action="contract.publish",
        entity=contract.ref,
        vendor=contract.vendor,
        before=_identity(before.version, before.sha256, before.feeds_sha256) if before else None,
        after=_identity(kept.version, kept.sha256, kept.feeds_sha256),
        at=now,
    )
    problems += _forgotten(session, contract, file)
    return Published(contract.ref, kept.sha256, kept.version, changed=True, problems=problems)


def _counting(session: Session, contract: Contract) -> replacing.CountingNow:
    """How contacts are counted: when it changes, those already received are counted again."""
    return replacing.counting_now(session, contracts.required(session, contract.ref))


def _identity(version: int, sha256: str, feeds_sha256: str) -> dict[str, object]:
    return {"version": version, "contract": sha256, "feeds": feeds_sha256}


def _forgotten(session: Session, contract: Contract, file: str) -> tuple[Problem, ...]:
    """Streams that have figures and that this version no longer names: nothing judges them now."""
    known = {stream.id for stream in contract.stream}
    lost = projection.streams(session, frozenset({contract.vendor}), contract.ref) - known
    return tuple(
        Problem("publish.stream_with_figures", Severity.WARNING, file, read=name) for name in sorted(lost)
    )
