"""The answer proposed to a vendor on its invoice, in Word and as the text of a mail: what agrees, what
does not and why, what is asked and by when. Nobody sends it but a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pilotage.contract.model import Contract
from pilotage.exports.document import Grid, WordFile, clean
from pilotage.locale import N_, Words
from pilotage.locale.changes import signed_money
from pilotage.locale.judged import clause_words
from pilotage.locale.reconciliation_words import STATES, class_words, gap_label, why_words
from pilotage.locale.steps import rule_words
from pilotage.money import ZERO, sum_of
from pilotage.periods import Month
from pilotage.reconciliation.model import Gap

_AMOUNTS = frozenset({2, 3, 4})


@dataclass(frozen=True, slots=True)
class Asked:
    """A gap that the vendor is told of: its state, its reason, and the day to answer by."""

    gap: Gap
    state: str
    reason: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered for a month: `told` are all the gaps beyond the tolerance, `let_through` how many
    lie within it; `documents` the numbers of what was received.
    """

    contract: Contract
    month: Month
    on: date
    documents: tuple[str, ...]
    expected: Decimal
    invoiced: Decimal
    told: tuple[Asked, ...]
    let_through: int

    @property
    def asked(self) -> tuple[Asked, ...]:
        """The gaps on which the vendor has to act."""
        return tuple(one for one in self.told if one.state in _TO_ACT)

    @property
    def due_on(self) -> date | None:
        """The first day by which something is asked."""
        return min((one.due_on for one in self.asked if one.due_on), default=None)


_TO_ACT = frozenset({"open", "disputed", "credit_note", "upheld"})


def answer_name(contract: Contract, month: Month, t: Words) -> str:
    """`reponse-facture_ARMOR-2025_2026-09.docx`."""
    parts = (t(N_("answer-on-invoice")), contract.ref, str(month))
    return "_".join(re.sub(r"[^\w.\-]+", "-", part) for part in parts) + ".docx"


def answer_document(answer: Answer, t: Words) -> bytes:
    """The answer as a Word document."""
    contract, title = answer.contract, t(N_("Answer on your invoice"))
    month = t.month(answer.month)
    file = WordFile(
        t, title=f"{title} · {month}", subject=contract.ref, author=contract.client.name, on=answer.on
    )
    file.title(title, f"{contract.vendor_name} · {month} · {contract.ref}")
    for paragraph in _opening(answer, t):
        file.text(paragraph)
    file.heading(t(N_("Amounts excl. VAT")))
    file.grid(_totals(answer, t))
    if answer.told:
        file.heading(t(N_("Gaps")))
        file.grid(_gaps(answer, t))
        for one in answer.asked:
            _detail(file, one, contract)
    file.heading(t(N_("What we ask")))
    for sentence in _requests(answer, t):
        file.text(sentence)
    file.foot(f"{contract.ref} · {answer.month}", t(N_("Printed on {day}"), day=answer.on))
    return file.content()


def answer_mail(answer: Answer, t: Words) -> str:
    """The answer as the text of a mail, its subject on the first line."""
    contract, month = answer.contract, t.month(answer.month)
    numbers = ", ".join(answer.documents)
    subject = t(N_("Your invoice {numbers}, {month}, contract {ref}"), **_named(answer, month, numbers))
    lines = [
        f"{t(N_('Subject'))} : {subject}" if t.language == "fr" else f"{t(N_('Subject'))}: {subject}"
    ]
    lines += ["", t(N_("Hello,")), "", *_opening(answer, t)]
    for one in answer.asked:
        moved = signed_money(one.gap.left, contract.currency, t)
        label = gap_label(one.gap, t)
        lines += ["", f"- {label}, {class_words(one.gap.kind, t)}, {moved}", f"  {why_words(one.gap, t)}"]
        lines += [f"  {formula}" for formula in _formulas(one.gap, t, contract.currency)]
        lines += [f"  {one.reason}"] if one.reason else []
    lines += ["", *_requests(answer, t), "", t(N_("Regards,")), contract.client.name]
    return "\n".join(clean(line) for line in lines) + "\n"


def _named(answer: Answer, month: str, numbers: str) -> dict[str, object]:
    return {"numbers": numbers, "month": month, "ref": answer.contract.ref}


def _opening(answer: Answer, t: Words) -> Iterable[str]:
    contract, numbers = answer.contract, ", ".join(answer.documents)
    yield t(
        N_("We compared your invoice {numbers} with what the contract {ref} gives for {month}."),
        **_named(answer, t.month(answer.month), numbers),
    )
    if not answer.told:
        yield t(N_("It agrees: {amount} excl. VAT."), amount=t.money(answer.invoiced, contract.currency))
    elif not answer.asked:
        yield t(N_("The gaps found are settled; nothing more is asked of you."))
    else:
        amount = signed_money(sum_of(one.gap.left for one in answer.asked), contract.currency, t)
        yield t(
            N_("Gaps on which we need your answer: {n}, {amount} in all."),
            n=len(answer.asked),
            amount=amount,
        )


def _totals(answer: Answer, t: Words) -> Grid:
    currency = answer.contract.currency
    moved = answer.invoiced - answer.expected
    rows = [
        (t(N_("Expected")), t.money(answer.expected, currency)),
        (t(N_("Invoiced, credit notes taken off")), t.money(answer.invoiced, currency)),
        (t(N_("Gap")), signed_money(moved, currency, t) if moved else t.money(ZERO, currency)),
    ]
    return Grid((t(N_("Amount")), ""), rows, right=frozenset({1}), total=True, weights=(11, 6))


def _gaps(answer: Answer, t: Words) -> Grid:
    currency = answer.contract.currency
    rows = [
        (
            gap_label(one.gap, t),
            class_words(one.gap.kind, t),
            t.money(one.gap.expected, currency),
            t.money(one.gap.invoiced, currency),
            signed_money(one.gap.difference, currency, t) if one.gap.difference else "0",
            t(STATES[one.state][1]),
        )
        for one in answer.told
    ]
    heads = (
        *(t(N_("Line")), t(N_("Class")), t(N_("Expected")), t(N_("Invoiced"))),
        *(t(N_("Gap")), t(N_("State"))),
    )
    return Grid(heads, rows, right=_AMOUNTS, weights=(5, 2.4, 2.6, 2.6, 2.4, 3))


def _detail(file: WordFile, one: Asked, contract: Contract) -> None:
    """A gap: why it is one, its arithmetic and clause, what was decided."""
    t = file.t
    file.heading(f"{gap_label(one.gap, t)} · {class_words(one.gap.kind, t)}", 2)
    file.text(why_words(one.gap, t))
    rows = []
    for step in one.gap.steps:
        rule, formula, value = rule_words(step, t, contract.currency)
        clause = clause_words(step.source, contract) if step.source.document else ""
        rows.append((rule, formula, value, clause))
    heads = (t(N_("Step")), t(N_("Formula")), t(N_("Result")), t(N_("Clause")))
    file.grid(Grid(heads, rows, right=frozenset({2}), weights=(5, 5, 2.8, 4.2)))
    if one.reason:
        file.marked(t(N_("Why")), one.reason)


def _formulas(gap: Gap, t: Words, currency: str) -> Iterable[str]:
    for step in gap.steps:
        words = rule_words(step, t, currency)
        if words.formula:
            yield f"{words.formula} = {words.result}"


def _requests(answer: Answer, t: Words) -> Iterable[str]:
    currency = answer.contract.currency
    if not answer.asked:
        yield t(N_("Nothing: the invoice follows its course."))
        return
    credit = [one for one in answer.asked if one.gap.left > 0]
    more = [one for one in answer.asked if one.gap.left < 0]
    if credit:
        amount = t.money(sum_of(one.gap.left for one in credit), currency)
        yield t(
            N_("A credit note of {amount} excl. VAT, naming the invoice that it corrects."), amount=amount
        )
    if more:
        amount = t.money(-sum_of(one.gap.left for one in more), currency)
        yield t(N_("Your confirmation of what was left out: {amount} excl. VAT."), amount=amount)
    if any(one.gap.left == 0 for one in answer.asked):
        yield t(N_("A corrected invoice where the gap has no amount before tax."))
    if answer.due_on:
        yield t(N_("Please answer by {day}."), day=t.date(answer.due_on, "long"))
