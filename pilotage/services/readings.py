"""The vendor's own reading of a month beside ours: the difference in euros, cause after cause.

Each cause is one more judgement of the same month with one more thing changed, so that the differences
add up to the whole one exactly. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any, Literal

from pilotage.contract.model import Contract, KpiDefinition
from pilotage.counters import CounterTable
from pilotage.counters.joining import joined
from pilotage.judgement import MonthInputs, MonthResult, judge, reach
from pilotage.kpi.catalogue import FORMULAS
from pilotage.kpi.computation import resolve
from pilotage.neutralisation import Relief, reads_half_hours
from pilotage.periods import Month, Window
from pilotage.problems import Problem, ProblemsFoundError, Severity
from pilotage.scenarios import Comparison, compare
from pilotage.services import catalogue, comparisons, relief
from pilotage.services.actor import Actor, Right
from pilotage.services.agreed import as_agreed
from pilotage.services.frozen import closed_months
from pilotage.services.months import inputs_for, inputs_of
from pilotage.services.relief import Request
from pilotage.services.slots import half_hours_of
from pilotage.sources import gaps
from pilotage.store.database import Database

Cause = Literal["count", "formula", "neutralisation", "clause"]
Accept = Literal["all"] | Collection[int]
_DELAYS = ("within_s", "short_s", "within_h")


@dataclass(frozen=True, slots=True)
class Step:
    """One more thing read as the vendor reads it. `subject` is the KPI of a formula, the number of a
    request, empty else; `variant` the vendor's formula. `difference` is what it adds before tax.
    """

    cause: Cause
    subject: str
    comparison: Comparison
    variant: str = ""

    @property
    def difference(self) -> Decimal:
        return self.comparison.difference


@dataclass(frozen=True, slots=True)
class Unexplained:
    """What the vendor's own figure says beyond the vendor's reading: of a line, or (`line` empty) of the
    rest of the total.
    """

    line: str
    typed: Decimal
    read: Decimal

    @property
    def difference(self) -> Decimal:
        return self.typed - self.read


@dataclass(frozen=True, slots=True)
class VendorReading:
    """A month read twice, both before what was settled with the vendor: a waiver is no reading.

    The differences of `steps` and of `unexplained` add up to `difference`, theirs less ours, before tax.
    """

    contract: Contract
    month: Month
    ours: MonthResult
    theirs: MonthResult
    steps: tuple[Step, ...]
    unexplained: tuple[Unexplained, ...]
    difference: Decimal

    @property
    def comparison(self) -> Comparison:
        return compare(self.ours, self.theirs)

    @property
    def claimed(self) -> Decimal:
        """The vendor's own total before tax."""
        return self.ours.bill.subtotal + self.difference


def vendor_reading(
    db: Database,
    actor: Actor,
    *,
    contract: str,
    month: Month,
    variants: Mapping[str, str] | None = None,
    accept: Accept = (),
    draft: Contract | None = None,
    lines: Mapping[str, Decimal] | None = None,
    total: Decimal | None = None,
) -> VendorReading:
    """The month judged as we read it, then as the vendor does: its own count, then what is asked for.

    Args:
        variants: the vendor's formula by KPI, `NAME` or `NAME,short_s=5`.
        accept: requests for a neutralisation, refused, accepted in part or waiting, taken as accepted
            as they were asked; `all` for every one of the month.
        draft: the contract as the vendor reads it.
        lines: the vendor's own amounts before tax, by line of the bill.
        total: its own total before tax.

    Raises:
        RefusedError: the actor may not read.
        UnknownContractError: nothing is published under that reference.
        ProblemsFoundError: a KPI, a formula, a request, a line or a draft that cannot be.
    """
    actor.require(Right.READ)
    given = replace(inputs_for(db, actor, contract=contract, month=month), agreed=())
    asked = _asked(db, actor, given, variants or {}, accept, draft)
    ours = judge(given)
    steps, before, inputs = list[Step](), ours, given
    for cause, subject, variant, change in asked:
        inputs = change(inputs)
        after = judge(inputs)
        steps.append(Step(cause, subject, compare(before, after), variant))
        before = after
    typed = _unexplained(before, lines or {}, total)
    whole = before.bill.subtotal - ours.bill.subtotal + sum((one.difference for one in typed), Decimal())
    return VendorReading(given.contract, month, ours, before, tuple(steps), typed, whole)


_Turn = Callable[[MonthInputs], MonthInputs]
_Change = tuple[Cause, str, str, _Turn]


def _asked(
    db: Database,
    actor: Actor,
    given: MonthInputs,
    variants: Mapping[str, str],
    accept: Accept,
    draft: Contract | None,
) -> list[_Change]:
    """The changes to make, in the order in which they are told."""
    known = {kpi.id: kpi for kpi in given.contract.kpi}
    kpis = {name: _redefined(known, name, text) for name, text in variants.items()}
    changes: list[_Change] = [("count", "", "", partial(_as_counted, db, actor))]
    changes += [
        ("formula", name, kpi.variant, partial(_defined, kpis=(kpi,))) for name, kpi in kpis.items()
    ]
    changes += [
        ("neutralisation", str(one.number), "", partial(_granted, db, actor, one))
        for one in _requests(db, actor, given, accept)
    ]
    if draft is not None:
        if draft.ref != given.contract.ref:
            raise _problem("reading.other_contract", contract=given.contract.ref, draft=draft.ref)
        turn = partial(_redrafted, db, actor, draft, tuple(kpis.values()))
        changes.append(("clause", "", "", turn))
    return changes


def _problem(code: str, read: str = "", **params: str) -> ProblemsFoundError:
    return ProblemsFoundError([Problem(code, Severity.REFUSED, read=read, params=tuple(params.items()))])


# --- whose count ----------------------------------------------------------------------------------


def _as_counted(db: Database, actor: Actor, inputs: MonthInputs) -> MonthInputs:
    """The month as the vendor counts it, where both count; the months before it as they were judged."""
    terms, month, day = inputs.contract, inputs.month, inputs.today
    found = catalogue.counted(db, actor, ref=terms.ref, window=month.window, known_on=day)
    told = gaps(found.table, terms, found.holders, month.window)
    if not any(gap.client is not None and gap.vendor is not None for gap in told):
        return inputs
    table = catalogue.counters(
        db, actor, ref=terms.ref, window=month.window, holder="vendor", known_on=day
    )
    window = month.window
    table = as_agreed(db, actor, contract=terms.ref, window=window, table=table, as_of=day)
    half_hours = inputs.half_hours
    if half_hours is not None:
        clocked = Window(min(reach(terms, month).counters, month).first, month.last)
        half_hours = half_hours_of(db, actor, terms=terms, window=clocked, day=day, holder="vendor")
    return replace(inputs, counters=_with_month(inputs, table), half_hours=half_hours)


def _with_month(inputs: MonthInputs, table: CounterTable) -> CounterTable:
    first = reach(inputs.contract, inputs.month).counters
    if first >= inputs.month:
        return table
    earlier = [(one, inputs.counters) for one in first.to(inputs.month.plus(-1))]
    return joined([*earlier, (inputs.month, table)])


# --- by which formula -----------------------------------------------------------------------------


def _redefined(known: Mapping[str, KpiDefinition], name: str, text: str) -> KpiDefinition:
    """The contract's KPI by another variant of its formula, its delays typed where it lacks them."""
    definition = known.get(name)
    if definition is None:
        raise _problem("reading.unknown_kpi", name, expected=", ".join(known))
    variant, *delays = (part.strip() for part in text.split(","))
    update: dict[str, object] = {"variant": variant}
    for delay in delays:
        key, _, value = delay.partition("=")
        if key not in _DELAYS or not value.isdecimal():
            raise _problem("reading.delay", delay, expected=", ".join(f"{key}=5" for key in _DELAYS))
        update[key] = int(value)
    changed = definition.model_copy(update=update)
    problems = resolve(changed)[1]
    if problems:
        raise ProblemsFoundError(problems)
    return changed


def _defined(inputs: MonthInputs, kpis: Iterable[KpiDefinition]) -> MonthInputs:
    by_id = {kpi.id: kpi for kpi in kpis}
    listed = tuple(by_id.get(kpi.id, kpi) for kpi in inputs.contract.kpi)
    return replace(inputs, contract=inputs.contract.model_copy(update={"kpi": listed}))


def variants(contract: Contract, kpi: str) -> tuple[str, ...]:
    """The other variants of a KPI's formula, those that need a delay that the contract lacks with it."""
    definition = next(one for one in contract.kpi if one.id == kpi)
    formula = FORMULAS.get(definition.formula)
    if formula is None:
        return ()
    own = definition.variant or next(iter(formula.variants))
    found = []
    for name in formula.variants:
        delayed = {"": definition, **{f",{key}=5": _delayed(definition, key) for key in _DELAYS}}
        for suffix, one in delayed.items():
            if name != own and resolve(one.model_copy(update={"variant": name}))[0] is not None:
                found.append(name + suffix)
                break
    return tuple(found)


def _delayed(definition: KpiDefinition, key: str) -> KpiDefinition:
    return definition.model_copy(update={key: 5})


# --- which neutralisations ------------------------------------------------------------------------


def disputed(db: Database, actor: Actor, *, contract: str, month: Month) -> tuple[Request, ...]:
    """The month's requests that were not accepted whole: refused, accepted in part, or still waiting."""
    found = relief.requests(db, actor, contract=contract, month=month)
    return tuple(one for one in found if one.decided is None or one.decided.outcome != "accepted")


def _requests(db: Database, actor: Actor, given: MonthInputs, accept: Accept) -> tuple[Request, ...]:
    found = disputed(db, actor, contract=given.contract.ref, month=given.month)
    if accept == "all":
        return found
    numbers = {one.number for one in found}
    for number in accept:
        if number not in numbers:
            listed = ", ".join(str(one) for one in sorted(numbers))
            raise _problem("reading.unknown_request", str(number), month=str(given.month), listed=listed)
    return tuple(one for one in found if one.number in accept)


def _granted(db: Database, actor: Actor, one: Request, inputs: MonthInputs) -> MonthInputs:
    """The inputs with the request accepted as it was asked."""
    whole = Relief(
        id=str(one.number),
        clause=one.clause,
        decided_on=inputs.today,
        spans=one.spans,
        streams=one.streams,
        idle_hours=tuple(one.idle_hours.items()),
        month=one.month,
    )
    others = tuple(known for known in inputs.relief if known.id != whole.id)
    return _clocked(db, actor, replace(inputs, relief=(*others, whole)))


def _clocked(db: Database, actor: Actor, inputs: MonthInputs) -> MonthInputs:
    """The inputs with the half-hours that a neutralisation is measured by, as the vendor counts them."""
    terms, month, day = inputs.contract, inputs.month, inputs.today
    if inputs.half_hours is not None or not reads_half_hours(terms, month, inputs.relief):
        return inputs
    found = half_hours_of(db, actor, terms=terms, window=month.window, day=day, holder="vendor")
    return replace(inputs, half_hours=found)


# --- which clause, and the vendor's own figures ---------------------------------------------------


def _redrafted(
    db: Database,
    actor: Actor,
    draft: Contract,
    kpis: Iterable[KpiDefinition],
    inputs: MonthInputs,
) -> MonthInputs:
    """The inputs under the vendor's draft, its formulas kept, with what the draft looks back on."""
    table, month = inputs.counters, inputs.month
    if reach(draft, month).counters < reach(inputs.contract, month).counters:
        closed = closed_months(db, actor, contract=draft.ref)
        closed = tuple(key for key in closed if key.month < month)
        wide = inputs_of(db, actor, terms=draft, month=month, day=inputs.today, closed=closed)
        table = _with_month(replace(wide, contract=draft), table)
    return _clocked(db, actor, _defined(replace(inputs, contract=draft, counters=table), kpis))


def _unexplained(
    theirs: MonthResult, lines: Mapping[str, Decimal], total: Decimal | None
) -> tuple[Unexplained, ...]:
    read = {line.id: line.amount for line in theirs.bill.lines}
    for name in lines:
        if name not in read:
            raise _problem("reading.unknown_line", name, expected=", ".join(read))
    found = [Unexplained(name, typed, read[name]) for name, typed in lines.items()]
    if total is not None:
        told = sum((one.difference for one in found), theirs.bill.subtotal)
        found.append(Unexplained("", total, told))
    return tuple(found)


# --- as JSON --------------------------------------------------------------------------------------


def reading_document(found: VendorReading) -> dict[str, Any]:
    """The JSON of `reading` (stable keys): amounts before tax, as texts with a point."""
    return {
        "contract": found.contract.ref,
        "month": str(found.month),
        "currency": found.ours.bill.currency,
        "ours": f"{found.ours.bill.subtotal:.2f}",
        "vendor": f"{found.claimed:.2f}",
        "difference": f"{found.difference:.2f}",
        "causes": [
            {
                "cause": one.cause,
                "subject": one.subject or None,
                "variant": one.variant or None,
                "difference": f"{one.difference:.2f}",
                "moved": comparisons.document(one.comparison),
            }
            for one in found.steps
        ],
        "unexplained": [
            {
                "line": one.line or None,
                "vendor": f"{one.typed:.2f}",
                "read": f"{one.read:.2f}",
                "difference": f"{one.difference:.2f}",
            }
            for one in found.unexplained
        ],
        "slas": [comparisons.sla_document(sla) for sla in found.comparison.slas],
    }
