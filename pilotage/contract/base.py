"""What every table of a contract file is made of: closed tables, dated blocks, `terms_on`.

A dated entity is read through `terms_on(day)` only, which says where each value comes from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Generic, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict, WithJsonSchema
from pydantic_core import PydanticCustomError

from pilotage.keeping import kept_by_identity
from pilotage.trace import Source

_DIGITS_BEFORE, _DIGITS_AFTER = 15, 12


def _exact(value: object) -> Decimal:
    """A plain number of the file, exact: no text, no boolean, no nan, nothing astronomical."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise PydanticCustomError("number_type", "a number is expected")
    number = Decimal(value)
    if not number.is_finite():
        raise PydanticCustomError("number_not_finite", "nan and inf are refused")
    exponent = number.as_tuple().exponent
    if number.adjusted() >= _DIGITS_BEFORE or (isinstance(exponent, int) and -exponent > _DIGITS_AFTER):
        raise PydanticCustomError("number_range", "out of range")
    return number


Number = Annotated[Decimal, BeforeValidator(_exact), WithJsonSchema({"type": "number"})]
Whole = Annotated[int, Strict()]
YesNo = Annotated[bool, Strict()]
Day = Annotated[date, Strict()]
Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.\-]*$", max_length=60)]
Text = Annotated[str, Field(min_length=1, max_length=500)]
Name = Annotated[str, Field(max_length=200)]
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]
Base = Literal[
    "activity_fees", "stream_fees", "fixed_part", "variable_part", "all_fees", "total_before_tax"
]


class Closed(BaseModel):
    """A table of the file: only the keys it names, and no change once read."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Terms(Closed):
    """One dated block: it states only what its document changes.

    `alternatives` lists keys of which one replaces the other: a block that sets `tiers` sets aside
    the `price` of an earlier one. `needed` lists what the blocks in force must have said together: of
    each group, one key at least.
    """

    alternatives: ClassVar[tuple[frozenset[str], ...]] = ()
    needed: ClassVar[tuple[tuple[str, ...], ...]] = ()

    since: Day = Field(alias="from", description="First day in force")
    until: Day | None = Field(default=None, description="Last day in force; ends the entity")
    source: Text = Field(description="Document id, then the clause: 'avenant-1, art. 4'")

    @property
    def origin(self) -> Source:
        """The document and clause of this block, and its first day."""
        document, _, clause = self.source.partition(",")
        return Source(document.strip(), clause.strip(), self.since.isoformat())


T = TypeVar("T", bound=Terms)


@dataclass(frozen=True, slots=True)
class InForce(Generic[T]):
    """The terms on a day, merged from every block in force, each value with its own origin."""

    terms: T
    origins: Mapping[str, Source]

    def source(self, name: str) -> Source:
        """The document and clause that last set the value `name`, else those of the last block."""
        return self.origins.get(name) or self.terms.origin


def last_day(blocks: tuple[T, ...]) -> date | None:
    """The day on which the blocks, in order of `from`, stop: the last `until` still standing.

    An `until` survives a block that begins before it; one that begins after it starts anew.
    """
    end: date | None = None
    for block in blocks:
        if end is not None and block.since > end:
            end = None
        if block.until is not None:
            end = block.until
    return end


def terms_on(blocks: tuple[T, ...], day: date) -> InForce[T] | None:
    """The values in force on `day`, or None before the first block and after an `until`."""
    number = sum(block.since <= day for block in blocks)
    found = _merged(blocks, number) if number else None
    end = found.terms.until if found else None
    return None if end is not None and day > end else found


@kept_by_identity()
def _merged(blocks: tuple[T, ...], number: int) -> InForce[T]:
    """The first blocks, `number` of them, one over the other; `until` is the day on which they stop."""
    begun = tuple(sorted(blocks, key=lambda block: block.since)[:number])
    values: dict[str, object] = {}
    origins: dict[str, Source] = {}
    for block in begun:
        for name in block.model_fields_set:
            for group in block.alternatives:
                for other in group - {name} if name in group else ():
                    values.pop(other, None)
                    origins.pop(other, None)
            values[name] = getattr(block, name)
            origins[name] = block.origin
    values["until"] = last_day(begun)
    return InForce(type(begun[-1]).model_construct(**values), origins)  # type: ignore[arg-type]


class Dated(Closed, Generic[T]):
    """An entity whose values change with the documents that are signed."""

    terms: tuple[T, ...] = Field(min_length=1)

    def terms_on(self, day: date) -> InForce[T] | None:
        """The values in force on `day`: the only way to read a term."""
        return terms_on(self.terms, day)


class Named(Closed):
    """What is shown under a name; `name_en` serves the English interface, else `name` does."""

    id: Identifier
    name: Name = ""
    name_en: Name = ""

    def label(self, language: str) -> str:
        """The name in the language, else the name, else the id."""
        return (self.name_en if language == "en" else "") or self.name or self.id


class Scope(Closed):
    """Which streams a clause concerns: those of the activities, or the streams themselves."""

    activities: tuple[Identifier, ...] = ()
    streams: tuple[Identifier, ...] = ()


class Edges(Closed):
    """A band of values, each edge open or closed."""

    at_least: Number | None = None
    above: Number | None = None
    below: Number | None = None
    at_most: Number | None = None

    def holds(self, value: Decimal) -> bool:
        """Whether `value` lies in the band."""
        return (
            (self.at_least is None or value >= self.at_least)
            and (self.above is None or value > self.above)
            and (self.below is None or value < self.below)
            and (self.at_most is None or value <= self.at_most)
        )
