"""A company's own portal: the first contract from the commented template, the first feed from a file.

Both are drafts, texts that a person reads, completes and publishes; nothing is written here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import tomlkit

from pilotage.contract.loading import load_contract
from pilotage.contract.model import Contract
from pilotage.feeds.guessing import Guess
from pilotage.feeds.inspecting import InspectedColumn, Inspection, inspect
from pilotage.feeds.profile import load_profiles
from pilotage.kpi.known import KNOWN
from pilotage.problems import Problem
from pilotage.services.actor import Actor, Right

TEMPLATE = Path(__file__).parents[2] / "contracts" / "TEMPLATE.toml"
#: The dates that the template bears, to be replaced throughout, its optional lines included.
_STARTS, _SIGNED = "2026-01-01", "2025-12-01"
#: A guess below this confidence is left in the draft as a comment.
_SURE = 75
_MEAN = "moyenne par contact ? sinon ôter times / a mean per contact? else take times away"
_GRAINS = {"half_hour", "quarter_hour", "day", "week", "month"}


@dataclass(frozen=True, slots=True)
class Answers:
    """What the first page asks: who buys, who answers the calls, since when."""

    client: str
    client_country: str
    vendor: str
    vendor_country: str
    ref: str
    title: str
    starts: date


def contract_draft(actor: Actor, answers: Answers) -> str:
    """The commented template with the answers in their places, ready to be completed.

    A vendor that invoices from another country gives a VAT that the client accounts for itself.
    """
    actor.require(Right.PUBLISH)
    signed = answers.starts - timedelta(days=1)
    text = TEMPLATE.read_text("utf-8").replace(_STARTS, answers.starts.isoformat())
    document: Any = tomlkit.parse(text.replace(_SIGNED, signed.isoformat()))
    document["ref"] = answers.ref
    document["title"] = answers.title
    document["title_en"] = answers.title
    document["vendor"] = identifier(answers.vendor)
    document["vendor_name"] = answers.vendor
    document["client"]["name"] = answers.client
    document["client"]["country"] = answers.client_country
    document["calendar"]["country"] = answers.client_country
    document["entity"]["name"] = answers.vendor
    document["entity"]["country"] = answers.vendor_country
    if answers.vendor_country != answers.client_country:
        document["vat"]["terms"][0]["regime"] = "reverse_charge"
    return tomlkit.dumps(document)


def contract_problems(actor: Actor, text: str) -> tuple[Problem, ...]:
    """What keeps the text of a contract from being published; nothing when it reads well."""
    actor.require(Right.READ)
    return load_contract(text, known=KNOWN)[1]


def look_into(actor: Actor, *, content: bytes, name: str) -> Inspection:
    """What is in a file that no feed knows yet."""
    actor.require(Right.READ)
    return inspect(content, name=name)


def identifier(name: str) -> str:
    """A name as an identifier: `Mon Prestataire` gives `mon-prestataire`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "vendor"


def feed_draft(
    actor: Actor, inspection: Inspection, contract: Contract
) -> tuple[str, tuple[Problem, ...]]:
    """A `feeds.toml` for a file that no feed knows, from its columns, and what is wrong with it.

    Columns whose name says what they count are read; the others are named in comments, so that a
    person decides. Problems are those that publishing the draft as it stands would meet.
    """
    actor.require(Right.PUBLISH)
    columns = inspection.columns
    feed = tomlkit.table()
    stem = re.sub(r"[\d_\-. ]+", " ", Path(inspection.file).stem).strip() or "feed"
    feed["id"] = identifier(stem)
    feed["name"] = stem
    grain = inspection.layout if inspection.layout in _GRAINS else "day"
    feed["schedule"] = "monthly" if grain == "month" else "weekly" if grain == "week" else "daily"
    feed["grain"] = grain
    feed["recognise"] = _inline(files=[_pattern(inspection.file)])
    feed["when"] = _when(columns)
    feed["stream"] = _stream(columns, contract)
    people = [c.name for c in columns if c.guess and c.guess.counter == "person"]
    if people:
        feed["personal"] = people
    _counters(feed, [column for column in columns if _is_counter(column)])
    document = tomlkit.document()
    for line in _left_out(columns):
        document.add(tomlkit.comment(line))
    feeds = tomlkit.aot()
    feeds.append(feed)
    document["feed"] = feeds
    text = tomlkit.dumps(document)
    return text, load_profiles(text, "feeds.toml")[1]


_PLACES = {"date", "time", "stream", "person"}


def _is_counter(column: InspectedColumn) -> bool:
    found = column.guess
    return (
        found is not None
        and found.counter not in _PLACES
        and found.confidence >= _SURE
        and "{" not in found.counter
    )


def _counters(feed: Any, columns: list[InspectedColumn]) -> None:  # noqa: ANN401  a TOML table
    """A column a counter. A rate beside its own count is only compared with it; what the price of a
    contact counts, and the handling time, are made from what the file has when it does not print them.
    """
    counted = {c.guess.counter for c in columns if c.guess and not c.guess.times}
    feed["column"] = tomlkit.aot()
    given: set[str] = set()
    for column in columns:
        found = column.guess
        if found is None or (found.counter in given and found.kind != "rate"):
            continue
        if found.kind != "rate" or found.counter not in counted:
            given.add(found.counter)
        feed["column"].append(_column(column.name, found, counted))
    derived = tomlkit.aot()
    for counter, plus in (("handled", ("answered",)), ("handle_s", ("talk_s", "hold_s", "wrap_s"))):
        if counter not in given and given.issuperset(plus):
            derived.append(_table(counter=counter, plus=list(plus)))
    if derived:
        feed["derived"] = derived


def _column(name: str, found: Guess, counted: set[str]) -> Any:  # noqa: ANN401  a TOML table
    if found.kind == "rate" and found.counter in counted:
        check = _inline(numerator=found.counter, denominator=found.times)
        return _table(name=name, kind="rate", form="percent", check=check)
    table = _table(name=name, counter=found.counter)
    if found.kind != "count":
        table["kind"] = found.kind
    if found.kind == "rate":
        table["form"] = "percent"
    if found.times:
        # What is paid by the contact is what was answered, until somebody says otherwise.
        table["times"] = found.times if found.times in counted else "answered"
        table.add(tomlkit.comment(_MEAN))
    return table


def _when(columns: tuple[InspectedColumn, ...]) -> Any:  # noqa: ANN401  a TOML table
    dates = [column for column in columns if column.type == "date"]
    times = [c for c in columns if c.guess and c.guess.counter == "time"]
    if not dates:
        return _inline(date_in="file", format="yyyy-mm-dd")
    when: dict[str, Any] = {"date": dates[0].name}
    if dates[0].format:
        when["format"] = dates[0].format
    if times:
        when["time"] = times[0].name
    return _inline(**when)


def _stream(columns: tuple[InspectedColumn, ...], contract: Contract) -> Any:  # noqa: ANN401
    """One stream: every row is of it. Several: by the column that looks like a queue."""
    named = next((c for c in columns if c.guess and c.guess.counter == "stream"), None)
    if named is None or len(contract.stream) == 1:
        return _inline(constant=contract.stream[0].id)
    values = tomlkit.inline_table()
    values.update(dict(zip(named.sample, (s.id for s in contract.stream), strict=False)))
    return _inline(column=named.name, values=values)


def _left_out(columns: tuple[InspectedColumn, ...]) -> Iterator[str]:
    taken = {"date", "time"}
    for column in columns:
        guess = column.guess
        if column.type == "date" or _is_counter(column) or (guess and guess.counter in taken):
            continue
        sample = ", ".join(column.sample)
        supposed = f" (peut-être / perhaps {guess.counter})" if guess else ""
        yield f"à décider / to decide: {column.name!r}{supposed}: {sample}"


def _pattern(name: str) -> str:
    """The file's name with its figures left open: `appels_2026-10.csv` gives `appels_*.csv`."""
    path = Path(name)
    return re.sub(r"(?:[\d]+[\-_. ]?)+", "*", path.stem) + path.suffix


def _table(**values: Any) -> Any:  # noqa: ANN401  a TOML table
    table = tomlkit.table()
    table.update(values)
    return table


def _inline(**values: Any) -> Any:  # noqa: ANN401  a TOML table
    table = tomlkit.inline_table()
    table.update(values)
    return table
