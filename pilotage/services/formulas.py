"""The catalogue of KPIs for a reader: what each formula counts, in words, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pilotage.counters import CATALOGUE, over_time, parent_of
from pilotage.kpi.catalogue import FAMILIES, SHORT, Formula, Weights
from pilotage.kpi.known import KNOWN
from pilotage.locale import Language, Words
from pilotage.locale.counter_names import counter_words
from pilotage.locale.kpi_definitions import DEFINITIONS, FAMILY_NAMES
from pilotage.locale.kpi_names import FORMULA_NAMES, variant_name

_THRESHOLDS = (
    *("answered_within_20s", "abandoned_within_20s", "responded_within_24wh", "responded_within_48h"),
    *("responded_within_60s", "resolved_within_48h", "closed_within_72h", "backlog_within_48h"),
)
_PER = {
    "worked_day": " * worked_days",
    "day": " * days",
    "month": " / months",
    "year": " * 12 / months",
}


@dataclass(frozen=True, slots=True)
class VariantCard:
    """One way of counting: `formula` as a text over counters, `delays` the keys that it needs."""

    code: str
    name: str
    formula: str
    delays: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormulaCard:
    """A formula of the catalogue; its first variant is the default."""

    code: str
    name: str
    definition: str
    family: str
    family_name: str
    unit: str
    direction: str
    matures_after_days: int
    source: str
    variants: tuple[VariantCard, ...]


@dataclass(frozen=True, slots=True)
class CounterCard:
    """A counter that a feed may give. `part_of` is the one that it never exceeds, and `over_time` what a
    longer period has of it: `sum`, `mean`, `first` or `last`.
    """

    name: str
    words: str
    kind: str
    part_of: str
    over_time: str


def counters(language: Language) -> tuple[CounterCard, ...]:
    """Every counter of the catalogue; those with a threshold are shown for one."""
    t = Words(language)
    names = (*CATALOGUE, *_THRESHOLDS)
    kinds = {name: counter.kind for name, counter in CATALOGUE.items()}
    return tuple(
        CounterCard(
            name, counter_words(name, t), kinds.get(name, "count"), parent_of(name), over_time(name)
        )
        for name in names
    )


def formulas(language: Language) -> tuple[FormulaCard, ...]:
    """Every formula, family by family, in the words of the language."""
    t = Words(language)
    return tuple(
        FormulaCard(
            code=formula.code,
            name=t(FORMULA_NAMES[formula.code]),
            definition=t(DEFINITIONS[formula.code]),
            family=family,
            family_name=t(FAMILY_NAMES[family]),
            unit=formula.unit,
            direction=formula.direction,
            matures_after_days=formula.matures_after_days,
            source=formula.source,
            variants=tuple(_variants(formula, t)),
        )
        for family, listed in FAMILIES.items()
        for formula in listed
    )


def _variants(formula: Formula, t: Words) -> Iterator[VariantCard]:
    for code, (top, bottom) in formula.variants.items():
        known = KNOWN.formulas[formula.code].variants[code]
        text = _text(top, bottom) + _PER.get(formula.per.get(code, ""), "")
        delays = tuple(sorted(known.needs)) + tuple(f"{key}?" for key in sorted(known.uses))
        yield VariantCard(code, variant_name(code, t), text, delays)


def _text(top: Weights, bottom: Weights) -> str:
    """`(gross_sales - withdrawals) / useful_contacts`."""
    parts = [_sum(weights) for weights in (top, bottom) if weights]
    several = [len(weights) > 1 for weights in (top, bottom) if weights]
    return " / ".join(
        f"({p})" if many and len(parts) > 1 else p for p, many in zip(parts, several, strict=True)
    )


def _sum(weights: Weights) -> str:
    text = ""
    for name, weight in weights.items():
        shown = "short_abandoned" if name == SHORT else name
        times = "" if abs(weight) == 1 else f"{abs(weight)} * "
        sign = "-" if weight < 0 else "+"
        text += f" {sign} {times}{shown}" if text else f"{'-' if weight < 0 else ''}{times}{shown}"
    return text


def markdown() -> str:
    """The catalogue as the tables of `contracts/README.md`, in French and English side by side."""
    return "\n".join(_markdown(zip(formulas("fr"), formulas("en"), strict=True)))


def counters_markdown() -> str:
    """The counters as the table of `contracts/README.md`."""
    lines = ["", "| `counter` | FR | EN | Unité · Unit | |", "|---|---|---|---|---|"]
    kinds = {"count": "nombre · number", "seconds": "s", "hours": "h", "points": "points"}
    times = {
        "sum": "",
        "mean": "moyenne de la période · mean of the period",
        "first": "premier de la période · first of the period",
        "last": "dernier de la période · last of the period",
    }
    for french, english in zip(counters("fr"), counters("en"), strict=True):
        marks = (
            f"part de · part of `{french.part_of}`" if french.part_of else "",
            times[french.over_time],
        )
        lines.append(
            f"| `{french.name}` | {french.words} | {english.words} | {kinds[french.kind]}"
            f" | {'; '.join(filter(None, marks))} |"
        )
    return "\n".join([*lines, ""])


def _markdown(cards: Iterable[tuple[FormulaCard, FormulaCard]]) -> Iterator[str]:
    family = ""
    for french, english in cards:
        if french.family != family:
            family = french.family
            yield from ("", f"**{french.family_name} · {english.family_name}**", "")
            yield "| `formula` | FR | EN | Calcul, par variante · Computation, by variant |"
            yield "|---|---|---|---|"
        days = french.matures_after_days
        late = (f" *(J+{days})*", f" *(D+{days})*") if days else ("", "")
        yield (
            f"| `{french.code}` | **{french.name}** {french.definition}{late[0]}"
            f" | **{english.name}** {english.definition}{late[1]}"
            f" | {'<br>'.join(_lines(french, english))} |"
        )
    yield ""


def _lines(french: FormulaCard, english: FormulaCard) -> Iterator[str]:
    for one, other in zip(french.variants, english.variants, strict=True):
        named = f"`{one.code}` ({one.name} · {other.name}): " if one.code else ""
        yield f"{named}`{one.formula}`"
