"""Where UBL and CII write what EN 16931 asks of an invoice: one reader, two sets of paths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_CII = "urn:un:unece:uncefact:data:standard:"
_HEAD = "ram:ApplicableHeaderTrade"
_TRADE = "rsm:SupplyChainTradeTransaction/"
_AGREED, _SETTLED = f"{_TRADE}{_HEAD}Agreement/", f"{_TRADE}{_HEAD}Settlement/"
_SUM = f"{_SETTLED}ram:SpecifiedTradeSettlementHeaderMonetarySummation/"
_PERIOD = "ram:BillingSpecifiedPeriod/ram:{}DateTime/udt:DateTimeString"
_ROW, _PRICED = "ram:SpecifiedLineTradeSettlement/", "ram:SpecifiedLineTradeAgreement/"
_PARTY = "cac:Party/"

#: Type codes of documents that give money back (UNTDID 1001).
CREDITS = frozenset({"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532"})


@dataclass(frozen=True, slots=True)
class Standard:
    """The paths of one syntax: of the document, of a party from the root, of a line, of an allowance or
    charge, of a sum of VAT. Several paths in a tuple are tried in their order.
    """

    form: str
    names: Mapping[str, str]
    head: Mapping[str, tuple[str, ...]]
    lines: tuple[str, ...]
    line: Mapping[str, tuple[str, ...]]
    unit: tuple[tuple[str, str], ...]
    adjustments: str
    own_adjustments: str
    adjustment: Mapping[str, tuple[str, ...]]
    vats: str
    vat: Mapping[str, tuple[str, ...]]


UBL = Standard(
    form="ubl",
    names={"cac": f"{_UBL}CommonAggregateComponents-2", "cbc": f"{_UBL}CommonBasicComponents-2"},
    head={
        "number": ("cbc:ID",),
        "type": ("cbc:InvoiceTypeCode", "cbc:CreditNoteTypeCode"),
        "issued": ("cbc:IssueDate",),
        "currency": ("cbc:DocumentCurrencyCode",),
        "first": ("cac:InvoicePeriod/cbc:StartDate",),
        "last": ("cac:InvoicePeriod/cbc:EndDate",),
        "order": ("cac:OrderReference/cbc:ID",),
        "contract": ("cac:ContractDocumentReference/cbc:ID",),
        "about": ("cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID",),
        "seller": tuple(
            f"cac:AccountingSupplierParty/{_PARTY}{end}"
            for end in ("cac:PartyLegalEntity/cbc:RegistrationName", "cac:PartyName/cbc:Name")
        ),
        "seller_id": (f"cac:AccountingSupplierParty/{_PARTY}cac:PartyLegalEntity/cbc:CompanyID",),
        "buyer": tuple(
            f"cac:AccountingCustomerParty/{_PARTY}{end}"
            for end in ("cac:PartyLegalEntity/cbc:RegistrationName", "cac:PartyName/cbc:Name")
        ),
        "buyer_id": (f"cac:AccountingCustomerParty/{_PARTY}cac:PartyLegalEntity/cbc:CompanyID",),
        "subtotal": ("cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount",),
        "total": ("cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount",),
        "vat": ("cac:TaxTotal/cbc:TaxAmount",),
    },
    lines=("cac:InvoiceLine", "cac:CreditNoteLine"),
    line={
        "number": ("cbc:ID",),
        "label": ("cac:Item/cbc:Name", "cac:Item/cbc:Description"),
        "amount": ("cbc:LineExtensionAmount",),
        "quantity": ("cbc:InvoicedQuantity", "cbc:CreditedQuantity"),
        "price": ("cac:Price/cbc:PriceAmount",),
        "price_for": ("cac:Price/cbc:BaseQuantity",),
        "order": ("cac:OrderLineReference/cac:OrderReference/cbc:ID",),
        "order_line": ("cac:OrderLineReference/cbc:LineID",),
        "reference": ("cac:Item/cac:BuyersItemIdentification/cbc:ID",),
        "first": ("cac:InvoicePeriod/cbc:StartDate",),
        "last": ("cac:InvoicePeriod/cbc:EndDate",),
        "category": ("cac:Item/cac:ClassifiedTaxCategory/cbc:ID",),
        "rate": ("cac:Item/cac:ClassifiedTaxCategory/cbc:Percent",),
    },
    unit=(("cbc:InvoicedQuantity", "unitCode"), ("cbc:CreditedQuantity", "unitCode")),
    adjustments="cac:AllowanceCharge",
    own_adjustments="cac:AllowanceCharge",
    adjustment={
        "charge": ("cbc:ChargeIndicator",),
        "amount": ("cbc:Amount",),
        "label": ("cbc:AllowanceChargeReason", "cbc:AllowanceChargeReasonCode"),
        "category": ("cac:TaxCategory/cbc:ID",),
        "rate": ("cac:TaxCategory/cbc:Percent",),
    },
    vats="cac:TaxTotal/cac:TaxSubtotal",
    vat={
        "base": ("cbc:TaxableAmount",),
        "amount": ("cbc:TaxAmount",),
        "category": ("cac:TaxCategory/cbc:ID",),
        "rate": ("cac:TaxCategory/cbc:Percent",),
    },
)
CII = Standard(
    form="cii",
    names={
        "rsm": f"{_CII}CrossIndustryInvoice:100",
        "ram": f"{_CII}ReusableAggregateBusinessInformationEntity:100",
        "udt": f"{_CII}UnqualifiedDataType:100",
        "qdt": f"{_CII}QualifiedDataType:100",
    },
    head={
        "number": ("rsm:ExchangedDocument/ram:ID",),
        "type": ("rsm:ExchangedDocument/ram:TypeCode",),
        "issued": ("rsm:ExchangedDocument/ram:IssueDateTime/udt:DateTimeString",),
        "currency": (f"{_SETTLED}ram:InvoiceCurrencyCode",),
        "first": (_SETTLED + _PERIOD.format("Start"),),
        "last": (_SETTLED + _PERIOD.format("End"),),
        "order": (f"{_AGREED}ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID",),
        "contract": (f"{_AGREED}ram:ContractReferencedDocument/ram:IssuerAssignedID",),
        "about": (f"{_SETTLED}ram:InvoiceReferencedDocument/ram:IssuerAssignedID",),
        "seller": (f"{_AGREED}ram:SellerTradeParty/ram:Name",),
        "seller_id": (f"{_AGREED}ram:SellerTradeParty/ram:SpecifiedLegalOrganization/ram:ID",),
        "buyer": (f"{_AGREED}ram:BuyerTradeParty/ram:Name",),
        "buyer_id": (f"{_AGREED}ram:BuyerTradeParty/ram:SpecifiedLegalOrganization/ram:ID",),
        "subtotal": (f"{_SUM}ram:TaxBasisTotalAmount",),
        "total": (f"{_SUM}ram:GrandTotalAmount",),
        "vat": (f"{_SUM}ram:TaxTotalAmount",),
    },
    lines=(f"{_TRADE}ram:IncludedSupplyChainTradeLineItem",),
    line={
        "number": ("ram:AssociatedDocumentLineDocument/ram:LineID",),
        "label": ("ram:SpecifiedTradeProduct/ram:Name", "ram:SpecifiedTradeProduct/ram:Description"),
        "amount": (f"{_ROW}ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount",),
        "quantity": ("ram:SpecifiedLineTradeDelivery/ram:BilledQuantity",),
        "price": (f"{_PRICED}ram:NetPriceProductTradePrice/ram:ChargeAmount",),
        "price_for": (f"{_PRICED}ram:NetPriceProductTradePrice/ram:BasisQuantity",),
        "order": (f"{_PRICED}ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID",),
        "order_line": (f"{_PRICED}ram:BuyerOrderReferencedDocument/ram:LineID",),
        "reference": ("ram:SpecifiedTradeProduct/ram:BuyerAssignedID",),
        "first": (_ROW + _PERIOD.format("Start"),),
        "last": (_ROW + _PERIOD.format("End"),),
        "category": (f"{_ROW}ram:ApplicableTradeTax/ram:CategoryCode",),
        "rate": (f"{_ROW}ram:ApplicableTradeTax/ram:RateApplicablePercent",),
    },
    unit=(("ram:SpecifiedLineTradeDelivery/ram:BilledQuantity", "unitCode"),),
    adjustments=f"{_SETTLED}ram:SpecifiedTradeAllowanceCharge",
    own_adjustments=f"{_ROW}ram:SpecifiedTradeAllowanceCharge",
    adjustment={
        "charge": ("ram:ChargeIndicator/udt:Indicator",),
        "amount": ("ram:ActualAmount",),
        "label": ("ram:Reason", "ram:ReasonCode"),
        "category": ("ram:CategoryTradeTax/ram:CategoryCode",),
        "rate": ("ram:CategoryTradeTax/ram:RateApplicablePercent",),
    },
    vats=f"{_SETTLED}ram:ApplicableTradeTax",
    vat={
        "base": ("ram:BasisAmount",),
        "amount": ("ram:CalculatedAmount",),
        "category": ("ram:CategoryCode",),
        "rate": ("ram:RateApplicablePercent",),
    },
)
ROOTS: Mapping[str, Standard] = {
    f"{{{_UBL}Invoice-2}}Invoice": UBL,
    f"{{{_UBL}CreditNote-2}}CreditNote": UBL,
    f"{{{_CII}CrossIndustryInvoice:100}}CrossIndustryInvoice": CII,
}
