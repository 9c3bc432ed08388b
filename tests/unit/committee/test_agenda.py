"""The agenda says what the month calls for, and nothing else."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from pilotage.billing import Bill
from pilotage.committee.agenda import Matter, propose
from pilotage.committee.frozen import freeze, thaw
from pilotage.committee.model import Action, ActionStatus, CommitteeType, Fact, ItemKind, Rung
from pilotage.committee.template import house
from pilotage.consequences import ConsequenceResult
from pilotage.judgement import MonthResult
from pilotage.kpi.model import Figure
from pilotage.periods import Month
from pilotage.pricing import Line, LineKind
from pilotage.sla import Maturity, Occurrence, SlaResult, Status, Zone
from pilotage.trace import Source, Step

FEBRUARY = Month(2026, 2)
STEP = Step(
    "kpi.ratio", {"a": Decimal(19798), "b": Decimal(33900)}, "a / b * 100", Decimal("58.4"), "percent"
)
STEERING = house()[CommitteeType.STEERING]


def sla(status: Status, value: str | None = "58.4") -> SlaResult:
    number = None if value is None else Decimal(value)
    figure = Figure("QS20", number, None, None, "percent", steps=(STEP,))
    return SlaResult(
        id="QS",
        kpi="QS20",
        window="month",
        target=Decimal(80),
        unit="percent",
        direction="higher",
        status=status,
        maturity=Maturity.FINAL,
        value=number,
        source=Source("contrat"),
        occurrences=(Occurrence(FEBRUARY.window, "", figure, number, status, steps=figure.steps),),
    )


def malus(amount: str) -> ConsequenceResult:
    step = Step("ladder.amount", {"rate": Decimal(-5)}, "rate", Decimal(-5), "percent")
    zone = Zone.MALUS if Decimal(amount) else Zone.NEUTRAL
    line = fee(amount, LineKind.MALUS)
    return ConsequenceResult(
        "QS-malus", "ladder", ("QS",), zone, Decimal(amount), Source("contrat"), (step,), line
    )


def fee(amount: str, kind: LineKind = LineKind.FEE) -> Line:
    value = Decimal(amount)
    return Line("appel", "appel", kind, Decimal(1), "month", value, value, Source("contrat"))


def month(
    *, slas: tuple[SlaResult, ...], consequences: tuple[ConsequenceResult, ...] = ()
) -> MonthResult:
    lines = (fee("139944.00"), *(fee(str(c.computed), LineKind.MALUS) for c in consequences))
    total = sum(line.amount for line in lines)
    bill = Bill("EUR", lines, (), Decimal(total), Decimal(0), Decimal(total), ())
    return MonthResult(
        contract="ARMOR-2025",
        month=FEBRUARY,
        today=date(2026, 3, 10),
        slas=slas,
        consequences=consequences,
        bill=bill,
        maturity=Maturity.FINAL,
        problems=(),
    )


def action(number: str, due: date, status: ActionStatus = ActionStatus.OPEN) -> Action:
    return Action(
        number, "Former 4 conseillers", "Directeur de compte", "vendor", date(2026, 1, 5), due, status
    )


def kinds(result: MonthResult, *actions: Action) -> list[ItemKind]:
    return [item.kind for item in propose(STEERING, Matter(result, actions, date(2026, 3, 13)))]


def test_a_breach_is_an_item_of_its_own_with_its_steps_and_its_cost() -> None:
    result = month(slas=(sla(Status.MISSED),), consequences=(malus("-6997.20"),))
    items = propose(STEERING, Matter(result, (), date(2026, 3, 13)))
    breach = next(item for item in items if item.kind is ItemKind.BREACH)
    assert breach.subject == "QS"
    assert breach.facts[0].value == Decimal("58.4")
    assert breach.facts[0].amount == Decimal("-6997.20")
    assert [step.rule for step in breach.steps] == ["kpi.ratio", "ladder.amount"]


def test_a_target_that_is_met_asks_for_no_item_of_its_own() -> None:
    assert ItemKind.BREACH not in kinds(month(slas=(sla(Status.MET, "81.2"),)))


def test_a_figure_that_nobody_measured_is_discussed_and_never_passes_for_met() -> None:
    assert ItemKind.NOT_MEASURED in kinds(month(slas=(sla(Status.NOT_MEASURED, None),)))


def test_the_amounts_add_up_to_the_bonus_and_malus_of_the_bill() -> None:
    result = month(slas=(sla(Status.MISSED),), consequences=(malus("-6997.20"),))
    items = propose(STEERING, Matter(result, (), date(2026, 3, 13)))
    amounts = next(item for item in items if item.kind is ItemKind.AMOUNTS)
    assert amounts.facts[-1] == Fact("total", unit="currency", amount=Decimal("-6997.20"))


def test_open_actions_come_first_the_oldest_due_date_on_top_and_late_ones_say_so() -> None:
    late, ahead = action("A2", date(2026, 3, 1)), action("A1", date(2026, 3, 30))
    done = action("A0", date(2026, 1, 1), ActionStatus.DONE)
    items = propose(
        STEERING, Matter(month(slas=(sla(Status.MET),)), (ahead, done, late), date(2026, 3, 13))
    )
    assert items[0].kind is ItemKind.OPEN_ACTIONS
    assert [(fact.name, fact.status) for fact in items[0].facts] == [("A2", "late"), ("A1", "open")]


def test_without_open_actions_the_meeting_does_not_start_with_an_empty_item() -> None:
    assert kinds(month(slas=(sla(Status.MET),)))[0] is ItemKind.SCORECARD


def test_frozen_figures_come_back_as_they_were() -> None:
    facts = (
        Fact(
            "QS",
            Decimal("58.4"),
            "percent",
            Decimal(80),
            "missed",
            "malus",
            Decimal("-6997.20"),
            direction="higher",
            rungs=(
                Rung(None, Decimal(70), Decimal(-5), here=True),
                Rung(Decimal(70), None, amount=Decimal(-250)),
            ),
        ),
        Fact("A1", text="Former", owner="Directeur de compte", due=date(2026, 3, 1)),
    )
    steps = (replace(STEP, source=Source("contrat", "art. 2", "2025-01-01"), note="QS20"),)
    assert thaw(freeze(facts, steps)) == (facts, steps)


def test_a_cap_is_a_row_of_its_own_and_the_rows_still_add_up() -> None:
    result = month(slas=(sla(Status.MISSED),), consequences=(malus("-6997.20"),))
    lines = (*result.bill.lines, fee("1000.00", LineKind.CAP))
    result = replace(result, bill=replace(result.bill, lines=lines))
    items = propose(STEERING, Matter(result, (), date(2026, 3, 13)))
    facts = next(item for item in items if item.kind is ItemKind.AMOUNTS).facts
    assert [(fact.name, fact.amount) for fact in facts] == [
        ("QS-malus", Decimal("-6997.20")),
        ("caps", Decimal("1000.00")),
        ("total", Decimal("-5997.20")),
    ]


def test_nothing_is_asked_while_the_month_is_not_over() -> None:
    at_stake = replace(malus("-6997.20"), line=None)
    result = month(slas=(sla(Status.NOT_DUE),), consequences=(at_stake,))
    result = replace(result, bill=replace(result.bill, lines=(fee("139944.00"),)))
    items = propose(STEERING, Matter(result, (), date(2026, 3, 13)))
    facts = next(item for item in items if item.kind is ItemKind.AMOUNTS).facts
    assert [fact.amount for fact in facts] == [Decimal(0), Decimal(0)]


def test_a_breach_judged_stream_by_stream_names_the_streams_that_missed() -> None:
    one = sla(Status.MISSED)
    occurrence = one.occurrences[0]
    rennes = replace(occurrence, stream="rennes")
    brest = replace(occurrence, stream="brest", status=Status.MET, value=Decimal(85))
    result = month(slas=(replace(one, value=None, occurrences=(rennes, brest)),))
    items = propose(STEERING, Matter(result, (), date(2026, 3, 13)))
    breach = next(item for item in items if item.kind is ItemKind.BREACH)
    assert [fact.name for fact in breach.facts] == ["QS", "rennes"]
