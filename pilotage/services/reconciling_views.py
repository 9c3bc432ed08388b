"""What the reconciliation of a month is told as: documents, gaps with what became of them, the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from pilotage.money import ZERO
from pilotage.periods import Month
from pilotage.problems import Problem
from pilotage.reconciliation.comparing import Compared, ours, standing
from pilotage.reconciliation.layout import Layout
from pilotage.reconciliation.model import Expected, Gap, Limits, Pair, ReceivedInvoice
from pilotage.reconciliation.suggesting import Suggestion
from pilotage.trace import Step

Outcome = Literal["accept", "dispute", "credit_note"]
End = Literal["", "upheld", "given_up", "shared"]
OUTCOMES: tuple[Outcome, ...] = ("accept", "dispute", "credit_note")
ENDS: tuple[End, ...] = ("", "upheld", "given_up", "shared")
_NOT_OURS = frozenset({"currency", "seller"})


@dataclass(frozen=True, slots=True)
class Aside:
    """Why a document counts no more: `refused` to the vendor, or recorded by `mistake`."""

    kind: str
    reason: str
    on: date
    by: str


@dataclass(frozen=True, slots=True)
class Received:
    """A document of the month: what was read of it, where it came from, what it repeats."""

    id: int
    invoice: ReceivedInvoice
    name: str
    size: int
    received_on: date
    recorded_by: str
    problems: tuple[Problem, ...] = ()
    twin: str = ""
    why: str = ""
    aside: Aside | None = None

    @property
    def counts(self) -> bool:
        return self.aside is None and not self.twin


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of a gap. `outdated` when its amounts are no longer those that were looked at."""

    outcome: str
    reason: str
    decided_on: date
    due_on: date | None
    by: str
    role: str
    outdated: bool = False


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a side said of a gap; `outcome` ends the dispute, `due_on` gives another day to answer by."""

    side: str
    on: date
    text: str
    outcome: str
    due_on: date | None
    by: str
    role: str


@dataclass(frozen=True, slots=True)
class GapView:
    """A gap, what was decided of it and what was said since. `against` is the number of the issued
    document that says what was expected; empty when nothing was issued.
    """

    gap: Gap
    decision: Decision | None = None
    exchanges: tuple[Exchange, ...] = ()
    against: str = ""

    @property
    def key(self) -> str:
        return self.gap.key

    @property
    def line(self) -> str:
        return self.gap.line

    @property
    def kind(self) -> str:
        """The class of the gap."""
        return self.gap.kind.value

    @property
    def expected(self) -> Decimal:
        return self.gap.expected

    @property
    def invoiced(self) -> Decimal:
        return self.gap.invoiced

    @property
    def difference(self) -> Decimal:
        return self.gap.difference

    @property
    def steps(self) -> tuple[Step, ...]:
        return self.gap.steps

    @property
    def end(self) -> str:
        """How the dispute ended, empty while it lasts."""
        return next((one.outcome for one in reversed(self.exchanges) if one.outcome), "")

    @property
    def due_on(self) -> date | None:
        """The day by which the vendor answers, the latest that was agreed."""
        moved = next((one.due_on for one in reversed(self.exchanges) if one.due_on), None)
        return moved or (self.decision.due_on if self.decision else None)

    @property
    def state(self) -> str:
        """`within` the tolerance, `credited` by credit notes, `open`, `accepted`, `disputed`,
        `credit_note` (awaited), or how the dispute ended: `upheld` (a credit note is owed), `given_up`,
        `shared`.
        """
        if self.gap.within:
            return "within"
        if self.gap.credited and self.gap.left == ZERO:
            return "credited"
        made = self.decision
        if made is None or made.outdated:
            return "open"
        if made.outcome in {"dispute", "credit_note"} and self.end:
            return self.end
        return {"accept": "accepted", "dispute": "disputed"}.get(made.outcome, "credit_note")

    @property
    def settled(self) -> bool:
        """Whether nothing more is to be decided before the month closes."""
        if self.state in {"disputed", "credit_note"}:
            return self.due_on is not None
        return self.state != "open"

    @property
    def accepted(self) -> bool:
        """Whether the client pays it as invoiced."""
        return self.state in {"accepted", "given_up", "shared"}

    def overdue(self, today: date) -> bool:
        """Whether the vendor has not answered in time."""
        waits = self.state in {"disputed", "credit_note", "upheld"}
        return waits and self.due_on is not None and self.due_on < today


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The month's received documents against what was expected."""

    contract: str
    month: Month
    compared: Compared
    documents: tuple[Received, ...]
    gaps: tuple[GapView, ...]
    suggestion: Suggestion
    limits: Limits

    @property
    def expectation(self) -> Expected:
        return self.compared.expected

    @property
    def pairs(self) -> tuple[Pair, ...]:
        return self.compared.pairs

    @property
    def expected(self) -> Decimal:
        """The total before tax that was expected."""
        return self.compared.expected.subtotal

    @property
    def invoiced(self) -> Decimal:
        """The total before tax of what counts, credit notes taken off."""
        return self.compared.invoiced

    @property
    def counting(self) -> tuple[Received, ...]:
        """The documents whose amounts count: neither aside nor received twice, in the contract's currency
        and from its vendor.
        """
        return tuple(one for one in self.documents if one.counts and ours(one.invoice, self.expectation))

    @property
    def came(self) -> bool:
        """Whether an invoice counts that no credit note cancels whole."""
        left = standing([one.invoice for one in self.counting])
        return any(not one.credit for one in left)

    @property
    def settled(self) -> bool:
        """Whether an invoice `came` and every gap is accepted, credited, or disputed or awaiting a credit
        note with its day. Never while a document in another currency or from another seller is not put
        aside: there is no gap to decide of, the whole of it is not ours to pay.
        """
        foreign = any(one.code in _NOT_OURS for one in self.suggestion.reasons)
        return self.came and not foreign and all(one.settled for one in self.gaps)

    def gap(self, key: str) -> GapView | None:
        return next((one for one in self.gaps if one.key == key), None)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What recording a document did: `recorded`, `already_there`, or `previewed` when nothing is kept."""

    status: str
    document: Received
    reconciliation: Reconciliation


class LayoutNeededError(Exception):
    """The workbook's layout is not known for this vendor: `proposed` is what it looks like, `heads` the
    texts of its cells to choose from, by sheet.
    """

    def __init__(self, proposed: Layout, heads: dict[str, tuple[str, ...]]) -> None:
        self.proposed, self.heads = proposed, heads
        super().__init__("layout needed")
