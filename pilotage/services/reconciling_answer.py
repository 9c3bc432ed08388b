"""The answer proposed to a vendor on its invoice, in Word and as mail text: the portal never sends it."""

from __future__ import annotations

from pilotage.exports.answer import Answer, Asked, answer_document, answer_mail, answer_name
from pilotage.locale import Language, Words
from pilotage.periods import Month
from pilotage.problems import Problem, ProblemsFoundError, Severity
from pilotage.services import catalogue
from pilotage.services.actor import Actor, Right
from pilotage.services.reconciling import reconciled
from pilotage.store.database import Database


def answer(
    db: Database, actor: Actor, *, contract: str, month: Month, language: Language
) -> tuple[str, bytes, str]:
    """The name and the bytes of the Word document, and the text of the mail, in the vendor's language.

    Raises `RefusedError`, `UnknownContractError`, and `ProblemsFoundError` before an invoice came.
    """
    terms = catalogue.contract(db, actor, ref=contract)
    actor.require(Right.EXPORT, terms.vendor)
    found = reconciled(db, actor, contract=contract, month=month)
    if found is None:
        raise ProblemsFoundError([Problem("reconciling.no_invoice", Severity.REFUSED)])
    t = Words(language)
    told = tuple(
        Asked(one.gap, one.state, one.decision.reason if one.decision else "", one.due_on)
        for one in found.gaps
        if not one.gap.within
    )
    made = Answer(
        contract=terms,
        month=month,
        on=catalogue.today(db),
        documents=tuple(one.invoice.number for one in found.documents if one.aside is None),
        expected=found.expected,
        invoiced=found.invoiced,
        told=told,
        let_through=len(found.gaps) - len(told),
    )
    return answer_name(terms, month, t), answer_document(made, t), answer_mail(made, t)
