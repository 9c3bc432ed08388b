"""Words of a judged month: statuses, units, counters, clauses, the labels of its lines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from pilotage.contract.model import Contract, Named
from pilotage.locale import N_, Words
from pilotage.locale.counter_names import counter_words
from pilotage.locale.formulas import quantity
from pilotage.locale.limit_words import PERIODS, carried_words
from pilotage.locale.preinvoice_words import corrected_words
from pilotage.locale.price_words import DETAILS as PRICE_DETAILS
from pilotage.locale.price_words import UNITS
from pilotage.periods import Month
from pilotage.pricing import Line
from pilotage.trace import Source

_STATUS: Mapping[str, tuple[str, str]] = {
    "met": ("●", N_("Met")),
    "met_neutral": ("▲", N_("Below target, no malus")),
    "missed": ("■", N_("Missed")),
    "not_measured": ("○", N_("Not measured")),
    "excluded": ("○", N_("Excluded")),
    "not_due": ("○", N_("Not due")),
    "error": ("■", N_("Error")),
}
_ZONES: Mapping[str, str] = {
    "malus": N_("Malus"),
    "neutral": N_("Dead band"),
    "bonus": N_("Bonus"),
}
_MATURITY: Mapping[str, str] = {"provisional": N_("Provisional"), "final": N_("Final")}
_REASONS: Mapping[str, str] = {
    "no_data": N_("no data received for the period"),
    "counter_missing": N_("the feed does not give: {counters}"),
    "zero_denominator": N_("nothing to divide by: {counters} is zero"),
    "grain": N_("the feed is not fine enough for this period"),
    "sample": N_("too few answers to be judged"),
    "missing_days": N_("open days without data"),
    "missing_half_hours": N_("half-hours without data"),
    "no_half_hours": N_("the files give no half-hours"),
    "neutralised": N_("neutralised"),
    "unfilled_days": N_("open days of zeros, not filled in yet"),
    "refused_column": N_("the column of {counters} cannot be what it is said to be"),
}
_KINDS: Mapping[str, str] = {
    "fee": N_("Fees"),
    "minimum": N_("Minimum charge"),
    "bonus": N_("Bonus"),
    "malus": N_("Malus"),
    "cap": N_("Cap"),
    "coefficient": N_("Coefficient"),
    "manual": N_("Lines by hand"),
    "adjustment": N_("Adjustments"),
}
_VAT: Mapping[str, str] = {
    "standard": N_("VAT"),
    "reverse_charge": N_("Reverse charge"),
    "outside": N_("Outside VAT"),
    "exempt": N_("Exempt from VAT"),
}
_PRICE_UNITS: Mapping[str, str] = {
    "handled_contact": N_("handled contact"),
    "productive_hour": N_("production hour"),
    "training_hour": N_("training hour"),
    "gross_sale": N_("gross sale"),
    "net_sale": N_("net sale"),
    "month": N_("month"),
    "base": N_("base"),
    "point": N_("point"),
    "event": N_("event"),
    "amount": N_("amount"),
    **UNITS,
}
_TREATMENTS: Mapping[str, str] = {
    "price_reduction": N_("Price reduction"),
    "damages": N_("Damages, outside VAT"),
}
_HOLDERS: Mapping[str, str] = {"client": N_("Client"), "vendor": N_("Vendor")}
_ENTITIES = ("price", "consequence", "limit", "sla", "kpi", "gate", "activity", "stream")


def _status_key(status: str, zone: str | None) -> str:
    return "met_neutral" if status == "missed" and zone == "neutral" else str(status)


def status_words(status: str, zone: str | None, t: Words) -> str:
    """The status of an SLA in words; missed within the dead band is « Sous l'objectif, sans malus »."""
    return t(_STATUS[_status_key(status, zone)][1])


def status_shape(status: str, zone: str | None = None) -> str:
    """The shape that stands beside the word, so that colour never speaks alone."""
    return _STATUS[_status_key(status, zone)][0]


def zone_words(zone: str | None, t: Words) -> str:
    """What the value calls for in money; empty when nothing could be said."""
    return t(_ZONES[zone]) if zone else ""


def maturity_words(maturity: str, t: Words) -> str:
    return t(_MATURITY[maturity])


def holder_words(holder: str | None, t: Words) -> str:
    """Who counted: the client or the vendor; empty for nobody."""
    return t(_HOLDERS[holder]) if holder else ""


def reason_words(reason: str, t: Words, missing: tuple[str, ...] = ()) -> str:
    """Why a figure is not measured, as the end of a sentence."""
    counters = ", ".join(counter_words(name, t) for name in missing) or "—"
    text = _REASONS.get(reason, "")
    if not text:  # a definition that cannot be computed: its problem is told beside
        return t("Error")
    return t(text, counters=counters) if "{" in text else t(text)


def kind_words(kind: str, t: Words) -> str:
    """The family of a line: fees, minimum, bonus, malus, cap."""
    return t(_KINDS[kind])


def vat_words(treatment: str, rate: Decimal, t: Words) -> str:
    """The VAT a line falls under, unique to its treatment and rate: « TVA 20 % »."""
    name = t(_VAT[treatment])
    return name if treatment in {"outside", "exempt"} else f"{name} {quantity(rate, 'percent', t, '')}"


def unit_words(unit: str, t: Words) -> str:
    """A price unit in words; an unknown unit stands as it is."""
    return t(_PRICE_UNITS[unit]) if unit in _PRICE_UNITS else unit


def clause_words(source: Source, contract: Contract | None) -> str:
    """« Avenant n°1, art. 4 »: the document by its title when the contract is at hand."""
    titles = {document.id: document.title for document in contract.document} if contract else {}
    document = titles.get(source.document, source.document)
    return f"{document}, {source.clause}" if source.clause else document


def name_of(identifier: str, contract: Contract, t: Words, among: tuple[str, ...] = _ENTITIES) -> str:
    """The name of an entity of the contract by its id: the first found of the kinds `among`."""
    for kind in among:
        entities: tuple[Named, ...] = getattr(contract, kind)
        for entity in entities:
            if entity.id == identifier:
                return entity.label(t.language)
    return identifier


def sla_name(identifier: str, contract: Contract, t: Words) -> str:
    return name_of(identifier, contract, t, ("sla",))


def kpi_name(identifier: str, contract: Contract, t: Words) -> str:
    return name_of(identifier, contract, t, ("kpi",))


def consequence_name(identifier: str, contract: Contract, t: Words) -> str:
    return name_of(identifier, contract, t, ("consequence",))


def limit_name(identifier: str, contract: Contract, t: Words) -> str:
    return name_of(identifier, contract, t, ("limit",))


def stream_name(identifier: str, contract: Contract, t: Words) -> str:
    """The stream an SLA is judged on, or the whole scope of the SLA."""
    return name_of(identifier, contract, t, ("stream",)) if identifier else t("Whole scope")


def per_words(per: str, t: Words) -> str:
    """The period of a cap."""
    return t(PERIODS[per])


def treatment_words(treatment: str, t: Words) -> str:
    """Whether a bonus or a malus changes the price, or is damages outside VAT."""
    return t(_TREATMENTS[treatment])


def line_label(line: Line, contract: Contract, t: Words) -> str:
    """The label of a line of the pre-invoice: the name of its clause and what completes it."""
    detail = detail_words(line, t)
    typed = next((str(value) for name, value in line.detail if name == "label"), "")
    name = typed or name_of(line.term, contract, t, ("price", "consequence", "limit"))
    return f"{name}, {detail}" if detail else name


def detail_words(line: Line, t: Words) -> str:
    """What completes the label of a line: its tier, its days, its shortfall; empty when nothing does."""
    return details_words(dict(line.detail), t)


Detail = Mapping[str, Decimal | str]


def details_words(detail: Detail, t: Words) -> str:
    """The same from the figures of the detail alone."""
    return ", ".join(text for write in _DETAILS if (text := write(detail, t)))


def _tier(detail: Detail, t: Words) -> str:
    if "tier" not in detail:
        return ""
    above, up_to = detail.get("above"), detail.get("up_to")
    places = {"tier": detail["tier"], "above": above or Decimal(0)}
    if up_to is None or up_to == "":
        return t("tier {tier}, above {above}", **places)
    return t("tier {tier}, {above} to {up_to}", **places, up_to=up_to)


def _days(detail: Detail, t: Words) -> str:
    if "days" not in detail:
        return ""
    return t("{days} days of {of_days}", days=detail["days"], of_days=detail["of_days"])


def _dates(detail: Detail, t: Words) -> str:
    if "since" not in detail:
        return ""
    first, last = (date.fromisoformat(str(detail[name])) for name in ("since", "until"))
    return t("from {first} to {last}", first=first, last=last)


def _provisional(detail: Detail, t: Words) -> str:
    if "share" not in detail:
        return ""
    share = detail["share"]
    shown = quantity(share, "percent", t, "") if isinstance(share, Decimal) else share
    return t("provisional on {share} of: {unit}", share=shown, unit=unit_words(str(detail["of_unit"]), t))


def _maximum(detail: Detail, t: Words) -> str:
    return t("{n} beyond the maximum taken off", n=detail["cut"]) if "cut" in detail else ""


def _shortfall(detail: Detail, t: Words) -> str:
    if "minimum" not in detail:
        return ""
    done, minimum = detail.get("done", Decimal(0)), detail["minimum"]
    return t("{done} done of {minimum}", done=done, minimum=minimum)


def _of_month(detail: Detail, t: Words) -> str:
    if "of_month" not in detail:
        return ""
    return t("of {month}", month=t.month(Month.parse(str(detail["of_month"]))))


def _idle(detail: Detail, t: Words) -> str:
    if "idle" not in detail:
        return ""
    return t("idle hours of {day}", day=date.fromisoformat(str(detail["idle"])))


_DETAILS = (
    _idle,
    _tier,
    _days,
    _dates,
    _of_month,
    carried_words,
    _provisional,
    _maximum,
    _shortfall,
    *PRICE_DETAILS,
    corrected_words,
)
