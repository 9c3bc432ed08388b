"""Why an amount is what it is, as lines of text: a line, its steps, its clauses, its received files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pilotage.consequences import ConsequenceResult
from pilotage.contract.model import Contract
from pilotage.judgement import MonthResult
from pilotage.locale import Words
from pilotage.locale.consequence_words import clause_notes
from pilotage.locale.counter_names import counter_words
from pilotage.locale.formulas import figure
from pilotage.locale.judged import clause_words, consequence_name, line_label, name_of
from pilotage.locale.steps import counters_of, rule_words, steps_of_line
from pilotage.pricing import Line
from pilotage.trace import Step, Value


def explain(
    result: MonthResult,
    contract: Contract,
    t: Words,
    line: str | None = None,
    files: Mapping[int, str] | None = None,
) -> list[str]:
    """The computation of every line of the month, or of the one named, then of the totals.

    `files` names the received files by batch. Raises `KeyError` when no line has that id.
    """
    lines = [each for each in result.bill.lines if line is None or each.id == line]
    if line is not None and not lines:
        raise KeyError(line)
    texts = [text for each in lines for text in _line(each, result, contract, t, files or {})]
    if line is None:
        texts += [text for one in result.consequences for text in _cancelled(one, contract, t)]
        texts += _totals(result, contract, t)
    return texts


def _line(
    line: Line, result: MonthResult, contract: Contract, t: Words, files: Mapping[int, str]
) -> Iterator[str]:
    amount = t.money(line.amount, contract.currency)
    marks = (
        (line.provisional, t("Provisional")),
        (line.estimated, t("Estimated")),
        (line.typed, t("Typed in")),
    )
    told = (line.id, line_label(line, contract, t), amount, *(mark for marked, mark in marks if marked))
    yield " · ".join(told)
    steps = steps_of_line(line, result)
    for step in steps:
        yield from _step(step, contract, t)
    for name, value in _counters(steps).items():
        total = "—" if value is None else figure(value, t)
        yield f"  {t('Counter')} · {counter_words(name, t)} · {total}"
    names = [files[batch] for batch in line.batches if batch in files]
    yield f"  {t('Received files')} · {', '.join(names) or t('none: set by the contract')}"
    yield f"  {t('Clause')} · {clause_words(line.source, contract)}"
    if line.decision:
        yield f"  {t('Decision')} · {line.decision}"
    for title, text in clause_notes(line.term, contract, t):
        yield f"  {title} · {text}"
    yield ""


def _cancelled(one: ConsequenceResult, contract: Contract, t: Words) -> Iterator[str]:
    """What a condition that is not met took away: it has no line, and says why here."""
    if not one.gated:
        return
    gate = name_of(one.gated, contract, t, ("gate",))
    told = (one.id, consequence_name(one.id, contract, t), t("Condition not met: {gate}", gate=gate))
    yield " · ".join(told)
    for step in (*one.steps, *one.reasons):
        yield from _step(step, contract, t)
    yield ""


def _step(step: Step, contract: Contract, t: Words) -> Iterator[str]:
    rule, formula, value = rule_words(step, t, contract.currency)
    clause = f"  [{clause_words(step.source, contract)}]" if step.source.document else ""
    yield f"  {rule} · {f'{formula} = ' if formula else ''}{value}{clause}"


def _counters(steps: tuple[Step, ...]) -> dict[str, Value]:
    """The counters that the steps read, each once, with its sum."""
    return {name: step.inputs[name] for step in steps for name in counters_of(step)}


def _totals(result: MonthResult, contract: Contract, t: Words) -> Iterator[str]:
    for step in result.bill.steps:
        yield from _step(step, contract, t)
