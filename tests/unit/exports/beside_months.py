"""Judged months with what stands beside them: an invoice that differs, an accrual, billed orders."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from pilotage.accounting.accrual import accrual_of
from pilotage.demo.invoices import Sender, invoice, with_quantity, without
from pilotage.exports.beside import AccruedMonth, Beside, DocumentRow, GapRow, ReconciledMonth
from pilotage.exports.workbook import preinvoice_workbook
from pilotage.locale import LANGUAGES, Words
from pilotage.locale.judged import line_label
from pilotage.reconciliation.comparing import Document, compared
from pilotage.reconciliation.expecting import expected_of
from pilotage.reconciliation.model import Limits
from pilotage.reconciliation.suggesting import suggested
from tests.unit.exports.judged_months import FILES, ISSUED, judged

ON = date(2026, 3, 18)


def labels_of(result, contract):
    every = [Words(language) for language in LANGUAGES]
    return {line.id: tuple(line_label(line, contract, t) for t in every) for line in result.bill.lines}


def reconciled_of(result, contract) -> ReconciledMonth:
    """An invoice with 100 calls too many in the third tier and without its malus on service."""
    labels = labels_of(result, contract)
    expected = expected_of(contract, result.month, result.bill, labels)
    sent = invoice(expected, Sender("ubl", "FA-{year}-{rank}"), ON, contract.entity.name)
    sent = with_quantity(sent, labels["appel.3"][0], Decimal(2880))
    sent = without(sent, [labels["QS-bonus-malus"][0]])
    documents, limits = [Document(sent)], Limits(Decimal("0.5"), Decimal(50))
    found = compared(expected, documents, limits)
    rows = tuple(
        GapRow(one, "within" if one.within else "disputed", "à créditer", "controleur", ON)
        for one in found.gaps
    )
    return ReconciledMonth(
        documents=(DocumentRow(sent, ON, True), DocumentRow(sent, ON, False)),
        pairs=found.pairs,
        gaps=rows,
        limits=limits,
        invoiced=found.invoiced,
        suggestion=suggested(expected, documents, found.gaps, frozenset()),
    )


def accrued_of(result, contract) -> AccruedMonth:
    """The month accrued with one hundred euros too few on its first line."""
    made = accrual_of(result, contract, date(2026, 3, 3))
    first = replace(made.lines[0], amount=made.lines[0].amount - 100)
    return AccruedMonth(
        replace(made, lines=(first, *made.lines[1:])), True, "controleur", "Mois de crise"
    )


def beside_of(result, contract) -> Beside:
    return Beside(
        reconciled=reconciled_of(result, contract),
        accrued=accrued_of(result, contract),
        billed_before={"appels": Decimal("450000.00"), "gestion": Decimal("19200.00")},
    )


def whole(t: Words, name: str = "armor_crisis") -> bytes:
    """The workbook of a month with all that stands beside it."""
    result, contract = judged(name)
    return preinvoice_workbook(result, contract, t, FILES, ISSUED, beside_of(result, contract))
