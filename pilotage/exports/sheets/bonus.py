"""Sheet Bonus_Malus: from the judged figures to the amounts, within their conditions and caps."""

from __future__ import annotations

from decimal import Decimal

from pilotage.consequences import ConsequenceResult
from pilotage.contract.model import CapLimit, CapTerms, FloorLimit, OffsetLimit
from pilotage.exports.book import AMBER, RED, Content, Live, Sheet, Styled, number_format
from pilotage.exports.caps import (
    before_cap,
    cap_amount,
    cap_lines,
    cap_terms,
    caps_of,
    concerned,
    is_live,
    others_of,
    part_under,
)
from pilotage.exports.paper import BaseOf, Judged, Paper, limit_key
from pilotage.exports.sheets.common import NEUTRAL, ROUNDING, note, title
from pilotage.exports.sheets.lines import price_format, rate_format
from pilotage.exports.tables import Tables
from pilotage.locale.judged import (
    clause_words,
    consequence_name,
    limit_name,
    line_label,
    maturity_words,
    per_words,
    sla_name,
    status_shape,
    status_words,
    stream_name,
    treatment_words,
    zone_words,
)
from pilotage.locale.window_words import occurrence_words
from pilotage.money import ZERO

HEADER_ROW = 5


def write_bonus(sheet: Sheet, paper: Paper, tables: Tables) -> None:
    """Four tables under one another: commitments, amounts, caps, and what the bases are made of."""
    t = paper.t
    title(sheet, paper, t("Bonus and malus"))
    sheet.heading(3, t("Commitments judged"))
    row = sheet.table(HEADER_ROW - 1, 0, tables.slas, [_sla(f, paper, tables) for f in paper.figures])
    row = _section(sheet, row, t("Amounts by clause"), t("Amount = base × rate, rounded to the cent."))
    row = sheet.table(row, 0, tables.bonus, [_bonus(n, r, paper, tables) for n, r in paper.rows])
    caps = [_cap(limit, paper, tables) for limit in caps_of(paper)]
    caps += [_other(limit, paper) for limit in others_of(paper)]
    if caps:
        row = _section(sheet, row, t("Caps"), t("What exceeds a cap comes back as a line of its own."))
        row = sheet.table(row, 0, tables.caps, caps)
    capped = _capped(paper, tables)
    # Even where no clause gave anything: the caps above sum this table.
    if capped or any(cap_amount(paper, limit) is not None for limit in caps_of(paper)):
        row = _section(sheet, row, t("Amounts under a cap"), "")
        row = sheet.table(row, 0, tables.capped, capped)
    row = _section(sheet, row, t("What the bases are made of"), t("The sum of rounded fee lines."))
    sheet.table(row, 0, tables.bases, _bases(paper, tables))
    sheet.widths(tables.slas.columns.values())
    sheet.freeze(3)
    sheet.print_on_a4(landscape=True, repeat=(0, 1))
    sheet.lock()


def _section(sheet: Sheet, row: int, heading: str, text: str) -> int:
    sheet.heading(row + 1, heading)
    if text:
        note(sheet, row + 2, text)
    return row + 3


def share_format(figure: Judged, value: Decimal, *, most: int = 6) -> str:
    """How a judged figure shows: a percentage, or a plain number."""
    suffix = "%" if figure.sla.unit == "percent" else ""
    return number_format(value, least=1, most=most, suffix=suffix)


def _sla(figure: Judged, paper: Paper, tables: Tables) -> dict[str, Content | Styled]:
    t, sla, occurrence = paper.t, figure.sla, figure.occurrence
    zone = None if occurrence.ongoing else paper.zone_of(sla.id, occurrence.stream, occurrence.key)
    own = tables.slas
    target = tables.targets.find("target", "number", own.here("number"))
    words = f"{status_shape(occurrence.status, zone)} {status_words(occurrence.status, zone, t)}"
    look = (
        {"font_color": RED, "bold": True} if occurrence.status == "missed" and zone != "neutral" else {}
    )
    return {
        "number": figure.number,
        "id": sla.id,
        "label": sla_name(sla.id, paper.contract, t),
        "stream": occurrence_words(sla, occurrence, paper.contract, t) or t("Whole scope"),
        "target": Styled(
            Live(target, sla.target / paper.scale(figure)),
            {"num_format": share_format(figure, sla.target)},
        ),
        "value": _judged(figure, paper, tables),
        "status": Styled(words, look),
        "zone": zone_words(zone, t),
        "maturity": maturity_words(sla.maturity, t),
        "clause": clause_words(sla.source, paper.contract),
    }


def _judged(figure: Judged, paper: Paper, tables: Tables) -> Content | Styled:
    value = figure.occurrence.value
    if value is None:
        return None
    shown, scale, own = value, paper.scale(figure), tables.slas
    look = {"num_format": share_format(figure, shown)}
    measured = tables.kpis.find("value", "number", own.here("number"))
    smoothed = any(step.rule == "sla.smoothed" for step in figure.occurrence.steps)
    if paper.decimals(figure) is not None and not smoothed:
        digits = tables.targets.find("digits", "number", own.here("number"))
        return Styled(Live(f"ROUND({measured},{digits})", value / scale), look)
    if figure.occurrence.figure.value == value:
        return Styled(Live(measured, value / scale), look)
    return Styled(value / scale, look)


def _bonus(
    rank: int, result: ConsequenceResult, paper: Paper, tables: Tables
) -> dict[str, Content | Styled]:
    t, own, line = paper.t, tables.bonus, result.line
    due = paper.is_due(result)
    product = f"ROUND({own.here('quantity')}*{own.here('rate')}*{own.here('due')},{ROUNDING})"
    name = line_label(line, paper.contract, t) if line else consequence_name(result.id, paper.contract, t)
    scope = f" ({stream_name(result.stream, paper.contract, t)})" if result.stream else ""
    base = paper.consequence_base(rank, result)
    return {
        "rank": rank,
        "line": paper.number_of(line) if line else None,
        "label": name + scope,
        "base": base.number if base else None,
        "quantity": _quantity(result, base, tables),
        "rate": _rate(result, paper, tables),
        "due": Styled(due, {} if due else {"font_color": AMBER, "bold": True}),
        "amount": Live(product, line.amount if line else ZERO),
        "vat": treatment_words(paper.treatment_of(result.id), t),
        "clause": clause_words(result.source, paper.contract),
    }


def _quantity(result: ConsequenceResult, base: BaseOf | None, tables: Tables) -> Content | Styled:
    """The base as the sum of its lines, or how many points, portions or events were counted."""
    if base:
        return Live(_base_sum(tables, tables.bonus.here("base")), base.amount)
    if result.line is None:
        return None
    return Styled(result.line.quantity, {"num_format": number_format(result.line.quantity)})


def _base_sum(tables: Tables, base: str) -> str:
    return f"SUMIFS({tables.bases.all('amount')},{tables.bases.all('base')},{base})"


def _rate(result: ConsequenceResult, paper: Paper, tables: Tables) -> Content | Styled:
    """The rate of the band that is reached, or the rate or amount of the clause."""
    own, line, ladder = tables.bonus, result.line, paper.ladder(result)
    if ladder:
        bands, rate = tables.bands, paper.ladder_rate(ladder)
        reached = f"{bands.all('rank')},{own.here('rank')},{bands.all('reached')},TRUE"
        formula = f"SUMIFS({bands.all('rate')},{reached})"
        return Styled(Live(formula, rate), {"num_format": rate_format(rate)})
    if line is None:
        return None
    formula = tables.prices.find("price", "number", own.here("line"))
    return Styled(Live(formula, line.unit_price), {"num_format": price_format(line)})


def _cap(limit: CapLimit, paper: Paper, tables: Tables) -> dict[str, Content | Styled]:
    t, own = paper.t, tables.caps
    lines, cap, found = cap_lines(paper, limit), cap_amount(paper, limit), cap_terms(paper, limit)
    base = paper.bases.get(limit_key(limit))
    row: dict[str, Content | Styled] = {
        "id": limit.id,
        "line": paper.number_of(lines[0]) if len(lines) == 1 else None,
        "label": limit_name(limit.id, paper.contract, t),
        "base": base.number if base and found and found[0].rate is not None else None,
        "per": per_words(limit.per, t),
        "clause": clause_words(found[1], paper.contract) if found else "",
        "cut": sum((line.quantity for line in lines), start=ZERO),
    }
    if cap is None or found is None:
        return row
    row["cap"] = Live(_cap_formula(found[0], tables), cap)
    before = before_cap(paper, limit)
    amounts = f"SUMIFS({tables.capped.all('amount')},{tables.capped.all('id')},{own.here('id')})"
    row["before"] = Live(amounts, before)
    size = ("-" if limit.kind == "cap_malus" else "") + own.here("before")
    row["reached"] = Live(f"{size}>{own.here('cap')}", abs(before) > cap)
    if is_live(paper, limit):
        excess = f"IF({own.here('reached')},{size}-{own.here('cap')},{NEUTRAL})"
        row["cut"] = Live(excess, max(abs(before) - cap, ZERO))
    return row


def _other(limit: OffsetLimit | FloorLimit, paper: Paper) -> dict[str, Content | Styled]:
    """What an offset took off both sides, or what a floor gave back; its steps stand with its lines."""
    lines = cap_lines(paper, limit)
    return {
        "id": limit.id,
        "line": paper.number_of(lines[0]) if len(lines) == 1 else None,
        "label": limit_name(limit.id, paper.contract, paper.t),
        "per": per_words("month", paper.t),
        "clause": clause_words(lines[0].source, paper.contract),
        "cut": sum((line.quantity for line in lines), start=ZERO),
    }


def _cap_formula(terms: CapTerms, tables: Tables) -> str:
    """The rate of the base, the amount, or the lower of both."""
    own, limits = tables.caps, tables.limits
    amount = limits.find("amount", "id", own.here("id"))
    rate = limits.find("rate", "id", own.here("id"))
    share = f"ROUND({_base_sum(tables, own.here('base'))}*{rate},{ROUNDING})"
    if terms.rate is None:
        return amount
    return share if terms.amount is None else f"IF({share}<{amount},{share},{amount})"


def _capped(paper: Paper, tables: Tables) -> list[dict[str, Content | Styled]]:
    """What counts under each cap: the sign of an amount says whether it does."""
    rows: list[dict[str, Content | Styled]] = []
    own = tables.capped
    for limit in caps_of(paper):
        for rank, result in concerned(paper, limit):
            amount = tables.bonus.find("amount", "rank", own.here("rank"))
            sign = "<" if limit.kind == "cap_malus" else ">"
            part = f"IF({amount}{sign}{NEUTRAL},{amount},{NEUTRAL})"
            rows.append(
                {
                    "id": limit.id,
                    "rank": rank,
                    "label": consequence_name(result.id, paper.contract, paper.t),
                    "amount": Live(part, part_under(limit, result)),
                }
            )
    return rows


def _bases(paper: Paper, tables: Tables) -> list[dict[str, Content | Styled]]:
    rows: list[dict[str, Content | Styled]] = []
    lines = dict(paper.lines)
    for base in paper.distinct_bases:
        for number in base.lines:
            formula = tables.lines.find("base", "number", tables.bases.here("number"))
            rows.append(
                {
                    "base": base.number,
                    "number": number,
                    "label": line_label(lines[number], paper.contract, paper.t),
                    "amount": Live(formula, lines[number].amount),
                }
            )
    return rows
