"""What the pre-invoice workbook is made from, and what of it a spreadsheet can compute again.

A formula is written only where its result is known to be the judged one: each `Live...` value below
is computed here as the sheet will, and compared with the result; where they differ (a clause that a
spreadsheet cannot follow) the sheet shows the judged value, and its computation step by step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from pilotage.consequences import ConsequenceResult
from pilotage.consequences.bases import Ground, ground_of, in_base
from pilotage.contract.model import Band, Base, CapLimit, Contract, LadderConsequence
from pilotage.exports.beside import ALONE, Beside
from pilotage.judgement import MonthResult
from pilotage.locale import Words
from pilotage.locale.judged import vat_words
from pilotage.money import ZERO, round_half_up
from pilotage.pricing import Line, LineKind
from pilotage.sla import Occurrence, SlaResult, Zone
from pilotage.trace import Source


def consequence_key(number: int) -> str:
    """The key of the base of a consequence result."""
    return f"consequence {number}"


def limit_key(limit: CapLimit) -> str:
    """The key of the base of a cap."""
    return f"limit {limit.id}"


FEES = (LineKind.FEE, LineKind.MINIMUM)
_SHOWN_FILES = 3


@dataclass(frozen=True, slots=True)
class ReceivedFileRef:
    """A received file as the workbook names it."""

    name: str
    sha256: str = ""
    rows: int = 0
    received_on: date | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """One judged figure: an SLA and one of its occurrences, numbered across the workbook."""

    number: int
    sla: SlaResult
    occurrence: Occurrence


@dataclass(frozen=True, slots=True)
class BaseOf:
    """The lines that make a base, numbered across the workbook."""

    number: int
    lines: tuple[int, ...]
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Ladder:
    """A ladder that the sheet can read again: its bands, and the judged figure it reads."""

    bands: tuple[Band, ...]
    source: Source
    figure: Judged


@dataclass(frozen=True)
class Paper:
    """A judged month, ready to be laid out under its `heading`. Everything is in the order in which it
    prints.
    """

    result: MonthResult
    contract: Contract
    t: Words
    files: Mapping[int, ReceivedFileRef]
    beside: Beside = ALONE
    heading: str = ""

    @cached_property
    def lines(self) -> tuple[tuple[int, Line], ...]:
        """The lines of the bill, numbered from 1."""
        return tuple(enumerate(self.result.bill.lines, start=1))

    @cached_property
    def figures(self) -> tuple[Judged, ...]:
        """Every judged figure, numbered from 1."""
        pairs = [(sla, occurrence) for sla in self.result.slas for occurrence in sla.occurrences]
        return tuple(Judged(n, sla, occurrence) for n, (sla, occurrence) in enumerate(pairs, start=1))

    @cached_property
    def rows(self) -> tuple[tuple[int, ConsequenceResult], ...]:
        """What each consequence gives, numbered from 1."""
        return tuple(enumerate(self.result.consequences, start=1))

    @cached_property
    def bases(self) -> Mapping[str, BaseOf]:
        """The base of each consequence result and of each cap that has one, by `consequence_key` or
        `limit_key`; equal bases share a number.
        """
        wanted: dict[str, tuple[int, ...]] = {}
        clauses = {consequence.id: consequence for consequence in self.contract.consequence}
        for number, result in self.rows:
            clause = clauses[result.id]
            if isinstance(clause, LadderConsequence):
                ground = ground_of(self.contract, (clause,), result.stream)
                wanted[consequence_key(number)] = self._base(clause.base, ground)
        for limit in self.contract.limit:
            if isinstance(limit, CapLimit) and self._takes_a_share(limit):
                named = (
                    c for c in clauses.values() if not limit.consequences or c.id in limit.consequences
                )
                wanted[limit_key(limit)] = self._base(limit.base, ground_of(self.contract, named))
        numbers: dict[tuple[int, ...], int] = {}
        amounts = {number: line.amount for number, line in self.lines}
        bases = {}
        for name, lines in wanted.items():
            if lines:
                number = numbers.setdefault(lines, len(numbers) + 1)
                bases[name] = BaseOf(number, lines, sum((amounts[n] for n in lines), start=ZERO))
        return bases

    def _takes_a_share(self, limit: CapLimit) -> bool:
        terms = limit.terms_on(self.result.month.first)
        return terms is not None and terms.terms.rate is not None

    def _base(self, base: Base, ground: Ground) -> tuple[int, ...]:
        held = {line.id for line in in_base(base, self.result.bill.lines, ground)}
        return tuple(number for number, line in self.lines if line.id in held)

    @property
    def sum_of_bases(self) -> Decimal:
        """The sum of the distinct bases."""
        return sum((base.amount for base in self.distinct_bases), start=ZERO)

    @property
    def distinct_bases(self) -> tuple[BaseOf, ...]:
        """Each base once, by number."""
        found = {base.number: base for base in self.bases.values()}
        return tuple(found[number] for number in sorted(found))

    def consequence_base(self, number: int, result: ConsequenceResult) -> BaseOf | None:
        """The base of a result, when the judged line was computed on that very amount."""
        base, line = self.bases.get(consequence_key(number)), result.line
        if base and (line is None or (line.unit == "base" and line.quantity == base.amount)):
            return base
        return None

    def ladder(self, result: ConsequenceResult) -> Ladder | None:
        """The ladder behind a result, when reading it again gives the judged rate."""
        clause = next((c for c in self.contract.consequence if c.id == result.id), None)
        figure = self._figure_of(result)
        if not isinstance(clause, LadderConsequence) or figure is None:
            return None
        terms, value = clause.terms_on(self.result.month.first), figure.occurrence.value
        if terms is None or value is None:
            return None
        bands = terms.terms.bands or ()
        held = [band for band in bands if band.holds(value)]
        judged = result.line.unit_price * 100 if result.line else None
        if len(held) != 1 or (judged is not None and judged != held[0].rate):
            return None
        return Ladder(bands, terms.source("bands"), figure)

    def _figure_of(self, result: ConsequenceResult) -> Judged | None:
        """The judged figure that a result reads."""
        own = (f for f in self.figures if result.slas == (f.sla.id,))
        which = (result.stream, result.key)
        return next((f for f in own if (f.occurrence.stream, f.occurrence.key) == which), None)

    @staticmethod
    def is_due(result: ConsequenceResult) -> bool:
        """Whether what the clause gives is billed: its condition is met, and the month is over."""
        return not result.gated and (result.line is not None or not result.computed)

    def decimals(self, figure: Judged) -> int | None:
        """How many decimals the clause keeps of a figure as the sheet shows it (a share of 1 for a
        percentage); None when the value is not rounded, or not to a power of ten.
        """
        sla = next((sla for sla in self.contract.sla if sla.id == figure.sla.id), None)
        terms = sla.terms_on(figure.occurrence.window.first) if sla else None
        step = terms.terms.round_to if terms else None
        value, raw = figure.occurrence.value, self.ratio(figure)
        if step is None or value is None or raw is None or step.normalize().as_tuple().digits != (1,):
            return None
        if round_half_up(raw * self.scale(figure), step) != value:
            return None
        exponent = step.normalize().as_tuple().exponent
        assert isinstance(exponent, int)  # noqa: S101  a contract's number is finite
        return -exponent + (2 if self.scale(figure) != 1 else 0)

    @staticmethod
    def scale(figure: Judged) -> int:
        """100 for a percentage, which the sheet keeps as a share of 1."""
        return 100 if figure.sla.unit == "percent" else 1

    def ratio(self, figure: Judged) -> Decimal | None:
        """Numerator over denominator, when that is the figure as the sheet shows it."""
        shown = figure.occurrence.figure
        if shown.value is None or shown.numerator is None or not shown.denominator:
            return None
        ratio = shown.numerator / shown.denominator
        return ratio if abs(ratio * self.scale(figure) - shown.value) < Decimal("1e-12") else None

    def zone_of(self, sla: str, stream: str = "", key: str = "") -> Zone | None:
        """The zone in which an SLA's own consequence puts it."""
        which = ((sla,), stream, key)
        own = (c.zone for c in self.result.consequences if (c.slas, c.stream, c.key) == which)
        return next((zone for zone in own if zone), None)

    def kpis_of(self, line: Line) -> tuple[str, ...]:
        """The ids of the indicators behind a line: those that its commitments judge."""
        found = (sla.occurrences for sla in self.result.slas if sla.id in line.slas)
        return tuple(dict.fromkeys(one.figure.kpi for each in found for one in each))

    def number_of(self, line: Line) -> int | None:
        """The number of a line of the bill."""
        return next((number for number, other in self.lines if other.id == line.id), None)

    def has_row(self, line: Line) -> bool:
        """Whether a bonus or malus line has its row in the table of amounts by clause."""
        return any(c.line is not None and c.line.id == line.id for c in self.result.consequences)

    def rate_is_in_bands(self, line: Line) -> bool:
        """Whether the rate of a line is read from the bands rather than from the prices."""
        own = (r for _, r in self.rows if r.line is not None and r.line.id == line.id)
        return any(self.ladder(result) is not None for result in own)

    def treatment_of(self, consequence: str) -> str:
        """`price_reduction` or `damages`, as the clause has it."""
        found = (c.vat_treatment for c in self.contract.consequence if c.id == consequence)
        return next(found, "price_reduction")

    @staticmethod
    def ladder_rate(ladder: Ladder) -> Decimal:
        """The rate of the band that the judged value reaches, as a share of 1."""
        value = ladder.figure.occurrence.value
        return next((b.rate / 100 for b in ladder.bands if value is not None and b.holds(value)), ZERO)

    def vat_code(self, line: Line) -> str:
        vat = self.result.bill.vat_of(line)
        return vat_words(vat.treatment, vat.rate, self.t)

    def file_names(self, batches: Iterable[int]) -> str:
        """The received files by name: the first ones, and how many more."""
        names = list(dict.fromkeys(self.files[b].name for b in batches if b in self.files))
        if not names:
            return self.t("none: set by the contract")
        shown = ", ".join(names[:_SHOWN_FILES])
        more = len(names) - _SHOWN_FILES
        return self.t("{files} and {n} more", files=shown, n=more) if more > 0 else shown

    def file_rank(self, batches: Iterable[int]) -> int | None:
        """The rank, from 0, of the first of these files in the list of the workbook."""
        wanted = set(batches)
        return next((rank for rank, batch in enumerate(self.used_files) if batch in wanted), None)

    @cached_property
    def used_files(self) -> tuple[int, ...]:
        """The received files behind the month, in order of number."""
        used: set[int] = set()
        for _, line in self.lines:
            used.update(line.batches)
        for figure in self.figures:
            used.update(figure.occurrence.figure.batches)
        return tuple(sorted(batch for batch in used if batch in self.files))
