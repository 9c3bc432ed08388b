"""XML that strangers sent, parsed without entities, network or surprise; figures read as written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lxml import etree

from pilotage.feeds.guards import MIB, RefusedFileError, too_big
from pilotage.money import exact

MOST_BYTES, MOST_ELEMENTS = 10 * MIB, 200_000
_DECLARED = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_AMOUNT = re.compile(r"[+-]?(?:\d{1,15}(?:\.\d{0,30})?|\.\d{1,30})")
_DAYS = (re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:Z|[+-]\d\d:\d\d)?"), re.compile(r"(\d{4})(\d\d)(\d\d)"))
_LONGEST = 1_000


def root_of(data: bytes) -> etree._Element:
    """The root element of a document. Raises `RefusedFileError` for what declares a document type or
    entities, is too large, or is not well formed.
    """
    if len(data) > MOST_BYTES:
        raise too_big(len(data), MOST_BYTES)
    if _DECLARED.search(data.replace(b"\0", b"")):
        raise RefusedFileError("reconciling.doctype")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        row = getattr(error, "lineno", None) or None
        raise RefusedFileError("reconciling.xml_broken", row=row) from error
    if root.getroottree().docinfo.doctype:
        raise RefusedFileError("reconciling.doctype")
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise RefusedFileError("reconciling.too_many_elements", expected=str(MOST_ELEMENTS))
    return root


@dataclass(frozen=True, slots=True)
class Node:
    """An element and the short names of its namespaces; paths are those of ElementPath."""

    element: etree._Element
    names: Mapping[str, str]

    def all(self, path: str) -> Iterator[Node]:
        for found in self.element.iterfind(path, dict(self.names)):
            yield Node(found, self.names)

    def one(self, path: str) -> Node | None:
        return next(self.all(path), None)

    def text(self, *paths: str) -> str:
        """The first text among the paths, in one line; empty when there is none."""
        for path in paths:
            found = self.one(path)
            text = " ".join((found.element.text or "").split()) if found else ""
            if text:
                return text[:_LONGEST]
        return ""

    def attribute(self, path: str, name: str) -> str:
        found = self.one(path)
        return (found.element.get(name) or "").strip()[:60] if found else ""

    def amount(self, path: str) -> Decimal | None:
        """The figure as written; None where there is none. Raises `RefusedFileError` for another text."""
        text = self.text(path)
        if not text:
            return None
        if not _AMOUNT.fullmatch(text):
            found = self.one(path)
            row = found.element.sourceline if found else None
            column = etree.QName(found.element).localname if found else path
            raise RefusedFileError("reconciling.not_an_amount", read=text[:40], row=row, column=column)
        return exact(text)

    def day(self, *paths: str) -> date | None:
        """A day, as UBL (2026-10-31) or CII (20261031) writes it; None when it is not there."""
        text = self.text(*paths)
        if not text:
            return None
        for form in _DAYS:
            if match := form.fullmatch(text):
                try:
                    return date(*(int(part) for part in match.groups()))
                except ValueError:
                    break
        raise RefusedFileError("reconciling.not_a_day", read=text[:40], column=paths[0].split(":")[-1])
