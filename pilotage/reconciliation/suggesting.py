"""What the client may answer on its e-invoicing platform: suggested, with its reasons, never sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pilotage.reconciliation.comparing import Document, another, ours, standing
from pilotage.reconciliation.layout import plain
from pilotage.reconciliation.model import Expected, Gap, GapClass, ReceivedInvoice


class Status(StrEnum):
    """The statuses of the French reform that a buyer gives: approved (205), in dispute (207), refused
    (210, the whole invoice, which the vendor must then issue again).
    """

    APPROVE = "approve"
    DISPUTE = "dispute"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: our code, and the code of reason of the reform's list that says it best."""

    code: str
    official: str
    document: str = ""
    read: str = ""
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A status and its reasons; `code` is the number of the status in the reform's list."""

    status: Status
    reasons: tuple[Reason, ...] = ()

    @property
    def code(self) -> int:
        return _NUMBERS[self.status]


_NUMBERS = {Status.APPROVE: 205, Status.DISPUTE: 207, Status.REFUSE: 210}
_OFFICIAL: Mapping[GapClass, str] = {
    GapClass.VOLUME: "QTE_ERR",
    GapClass.PRICE: "PU_ERR",
    GapClass.TIER: "PU_ERR",
    GapClass.INDEX: "PU_ERR",
    GapClass.BONUS_MALUS: "REM_ERR",
    GapClass.VAT: "TX_TVA_ERR",
    GapClass.DUPLICATE: "DOUBLE_FACT",
    GapClass.PERIOD: "CMD_ERR",
    GapClass.SIGN: "MONTANTTOTAL_ERR",
    GapClass.ARITHMETIC: "CALCUL_ERR",
}


def suggested(
    expected: Expected, documents: Sequence[Document], gaps: Iterable[Gap], accepted: frozenset[str]
) -> Suggestion:
    """Refuse what makes a whole invoice unfit (received twice, for somebody else, another currency, a
    wrong VAT, sums that do not add up); dispute what leaves a gap beyond the tolerance that nobody
    accepted and no credit note took back, and a month of which no invoice stands (credit notes cancel
    them whole); approve the rest. `accepted` are keys of gaps.
    """
    open_ones = [one for one in gaps if not one.within and one.key not in accepted and _stands(one)]
    unfit = [reason for one in documents for reason in _unfit(one, expected)]
    unfit += [
        Reason(one.kind.value, _OFFICIAL[one.kind], _first(one))
        for one in open_ones
        if one.kind in {GapClass.VAT, GapClass.ARITHMETIC} and one.line.startswith(f"{_first(one)}/")
    ]
    if unfit:
        return Suggestion(Status.REFUSE, tuple(dict.fromkeys(unfit)))
    reasons = [Reason(one.kind.value, _OFFICIAL.get(one.kind, "AUTRE"), _first(one)) for one in open_ones]
    if reasons:
        return Suggestion(Status.DISPUTE, tuple(dict.fromkeys(reasons)))
    theirs = [one.invoice for one in documents if not one.twin and ours(one.invoice, expected)]
    if theirs and all(one.credit for one in standing(theirs)):
        return Suggestion(Status.DISPUTE, (Reason("cancelled", "AUTRE", _cancelled(theirs)),))
    return Suggestion(Status.APPROVE)


def _stands(one: Gap) -> bool:
    """Whether credit notes left something of it; what never had an amount stands until it is accepted."""
    return bool(one.left) or not one.credited


def _cancelled(documents: Sequence[ReceivedInvoice]) -> str:
    return next((one.number for one in documents if not one.credit), documents[0].number)


def _first(one: Gap) -> str:
    return one.documents[0] if one.documents else ""


def _unfit(document: Document, expected: Expected) -> Iterable[Reason]:
    invoice = document.invoice
    if document.twin:
        yield Reason("duplicate", "DOUBLON", invoice.number, document.twin)
    if invoice.currency != expected.currency:
        yield Reason("currency", "NON_CONFORME", invoice.number, invoice.currency, expected.currency)
    if another(invoice.seller, expected.seller):
        yield Reason("seller", "EMMET_INC", invoice.number, invoice.seller, expected.seller)
    if another(invoice.buyer, expected.buyer):
        yield Reason("buyer", "DEST_ERR", invoice.number, invoice.buyer, expected.buyer)
    if _other_contract(invoice, expected):
        yield Reason("contract", "REF_CT_ABSENT", invoice.number, invoice.contract, expected.contract)


def _other_contract(invoice: ReceivedInvoice, expected: Expected) -> bool:
    return bool(invoice.contract) and plain(invoice.contract) != plain(expected.contract)
