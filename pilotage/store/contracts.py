"""Published contracts: the row of today, every version for good, and the texts by their SHA-256."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Integer, Select, Table, and_, bindparam, func, update
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from pilotage.contract.model import Contract
from pilotage.store import data_versions
from pilotage.store.audit import digest
from pilotage.store.scope import Vendors, in_scope
from pilotage.store.tables import ContractRow, ContractText, ContractVersion, Vendor


@dataclass(frozen=True, slots=True)
class Texts:
    """The two files of a version, as they were published."""

    version: int
    contract: str
    feeds: str
    sha256: str
    feeds_sha256: str


def listed(session: Session, vendors: Vendors) -> Sequence[ContractRow]:
    """The contracts in scope, by vendor and reference."""
    query = select(ContractRow).where(in_scope(col(ContractRow.vendor), vendors))
    return session.exec(query.order_by(col(ContractRow.vendor), col(ContractRow.ref))).all()


def find(session: Session, vendors: Vendors, ref: str) -> ContractRow | None:
    """The contract of that reference, or None when there is none in scope."""
    query = select(ContractRow).where(ContractRow.ref == ref)
    return session.exec(query.where(in_scope(col(ContractRow.vendor), vendors))).first()


def required(session: Session, ref: str) -> ContractRow:
    """The contract of that reference, which is known to be published."""
    return session.exec(select(ContractRow).where(ContractRow.ref == ref)).one()


def vendor_names(session: Session, vendors: Vendors) -> dict[str, str]:
    """Names of the vendors in scope, by id."""
    rows = session.exec(select(Vendor).where(in_scope(col(Vendor.id), vendors)))
    return {vendor.id: vendor.name for vendor in rows}


def texts(session: Session, vendors: Vendors, ref: str, version: int | None = None) -> Texts | None:
    """The texts of a version (the one in force without a number), or None out of scope."""
    given: dict[str, Any] = {"ref": ref, "version": version}
    if vendors is not None:
        given["vendors"] = sorted(vendors)
    found = session.execute(_texts_query(scoped=vendors is not None), given).first()
    return None if found is None else Texts(*found)


@cache
def _texts_query(*, scoped: bool) -> Select[Any]:
    """Built once: it is the question that is asked most."""
    versions, rows, kept = _table(ContractVersion), _table(ContractRow), _table(ContractText)
    own, feeds = kept.alias(), kept.alias()
    query = (
        select_columns(
            *(versions.c.version, own.c.text, feeds.c.text),
            *(versions.c.sha256, versions.c.feeds_sha256),
        )
        .join(rows, and_(rows.c.vendor == versions.c.vendor, rows.c.ref == versions.c.contract))
        .join(own, and_(own.c.vendor == versions.c.vendor, own.c.sha256 == versions.c.sha256))
        .join(feeds, and_(feeds.c.vendor == versions.c.vendor, feeds.c.sha256 == versions.c.feeds_sha256))
        .where(versions.c.contract == bindparam("ref"))
        .where(versions.c.version == func.coalesce(bindparam("version", type_=Integer), rows.c.version))
    )
    if scoped:
        query = query.where(versions.c.vendor.in_(bindparam("vendors", expanding=True)))
    return query


def _table(model: Any) -> Table:  # noqa: ANN401  a class of `tables`
    return cast("Table", model.__table__)


def in_force(session: Session, vendors: Vendors) -> list[tuple[ContractRow, Texts]]:
    """The contracts in scope with the texts of their version in force, in one query."""
    own, feeds = aliased(ContractText), aliased(ContractText)
    version = aliased(ContractVersion)
    query = (
        select(ContractRow, version, own.text, feeds.text)
        .join(
            version,
            and_(
                col(version.vendor) == ContractRow.vendor,
                col(version.contract) == ContractRow.ref,
                col(version.version) == ContractRow.version,
            ),
        )
        .join(own, and_(col(own.vendor) == version.vendor, col(own.sha256) == version.sha256))
        .join(feeds, and_(col(feeds.vendor) == version.vendor, col(feeds.sha256) == version.feeds_sha256))
        .where(in_scope(col(ContractRow.vendor), vendors))
        .order_by(col(ContractRow.vendor), col(ContractRow.ref))
    )
    return [
        (row, Texts(found.version, contract, profiles, found.sha256, found.feeds_sha256))
        for row, found, contract, profiles in session.exec(query)
    ]


def feeds_sha256(session: Session, vendors: Vendors, ref: str, version: int) -> str | None:
    """The SHA-256 of the feeds of a version, None out of scope."""
    query = select(ContractVersion.feeds_sha256).where(
        ContractVersion.contract == ref,
        ContractVersion.version == version,
        in_scope(col(ContractVersion.vendor), vendors),
    )
    return session.exec(query).first()


def feeds_texts(session: Session, vendors: Vendors, ref: str) -> dict[int, str]:
    """The feeds of every version of a contract in scope, by its number."""
    same = (
        col(ContractText.vendor) == col(ContractVersion.vendor),
        col(ContractText.sha256) == col(ContractVersion.feeds_sha256),
    )
    query = select(col(ContractVersion.version), col(ContractText.text)).join(ContractText, and_(*same))
    scoped = query.where(
        col(ContractVersion.contract) == ref, in_scope(col(ContractVersion.vendor), vendors)
    )
    return dict(session.exec(scoped).all())


def versions(session: Session, vendors: Vendors, ref: str) -> Sequence[ContractVersion]:
    """Every publication of a contract in scope, oldest first."""
    query = select(ContractVersion).where(ContractVersion.contract == ref)
    scoped = query.where(in_scope(col(ContractVersion.vendor), vendors))
    return session.exec(scoped.order_by(col(ContractVersion.version))).all()


def save(
    session: Session, contract: Contract, texts: tuple[str, str], *, file: str, at: datetime, by: str
) -> ContractVersion:
    """A new version of the contract, from its own text and that of its feeds; moves its figures."""
    vendor = session.get(Vendor, contract.vendor)
    if vendor is None:
        session.add(Vendor(id=contract.vendor, name=contract.vendor_name))
    else:
        vendor.name = contract.vendor_name
    session.flush()
    row = _row(session, contract)
    own, feeds = (_keep(session, contract.vendor, text) for text in texts)
    session.flush()
    version = ContractVersion(
        vendor=contract.vendor,
        contract=contract.ref,
        version=row.version,
        sha256=own,
        feeds_sha256=feeds,
        file=file,
        published_at=at,
        published_by=by,
    )
    session.add(version)
    session.flush()
    return version


def _row(session: Session, contract: Contract) -> ContractRow:
    values: dict[str, Any] = {
        "title": contract.title,
        "title_en": contract.title_en,
        "currency": contract.currency,
        "timezone": contract.timezone,
        "starts": contract.starts,
        "ends": contract.ends,
    }
    row = session.get(ContractRow, (contract.vendor, contract.ref))
    if row is None:
        values |= {"version": 1, "data_version": data_versions.lowest(session)}
        row = ContractRow(vendor=contract.vendor, ref=contract.ref, **values)
    else:
        row.sqlmodel_update({**values, "version": row.version + 1, "data_version": row.data_version + 1})
    session.add(row)
    return row


def bump(session: Session, vendor: str, ref: str) -> None:
    """Says that the contract's figures moved: what is cached under its `data_version` is stale."""
    row = col(ContractRow.data_version)
    where = (col(ContractRow.vendor) == vendor, col(ContractRow.ref) == ref)
    session.execute(update(ContractRow).where(*where).values(data_version=row + 1))


def _keep(session: Session, vendor: str, text: str) -> str:
    key = digest(text)
    if session.get(ContractText, (vendor, key)) is None:
        session.add(ContractText(vendor=vendor, sha256=key, text=text))
    return key


def _text(session: Session, vendor: str, key: str) -> str:
    found = session.get(ContractText, (vendor, key))
    return found.text if found else ""
