"""From a definition to a KPI, from sums to a figure: a ratio of sums, or the reason there is none."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import cast

from pilotage.contract.model import KpiDefinition
from pilotage.counters import CATALOGUE, Sums, made_of
from pilotage.keeping import kept_by_identity
from pilotage.kpi.catalogue import CUSTOM, FORMULAS, Formula, Weights
from pilotage.kpi.model import Combination, Figure, Kpi
from pilotage.kpi.sampling import interval, sample_of
from pilotage.periods import Month, Window
from pilotage.problems import Problem, Severity
from pilotage.trace import Source, Step, Value, computed


@kept_by_identity()
def resolve(definition: KpiDefinition) -> tuple[Kpi | None, tuple[Problem, ...]]:
    """The KPI that a contract's definition stands for, or what is wrong with the definition.

    A value of the definition (unit, direction, days to mature) goes before that of the catalogue.
    """
    if definition.formula == CUSTOM:
        return _custom(definition)
    formula = FORMULAS.get(definition.formula)
    if formula is None:
        return _refused(definition, "kpi.unknown_formula", read=definition.formula)
    variant = definition.variant or next(iter(formula.variants))
    if variant not in formula.variants:
        known = ", ".join(formula.variants)
        return _refused(definition, "kpi.unknown_variant", read=variant, expected=known)
    places = _places(definition)
    absent = _absent_place(formula.variants[variant], places)
    if absent:
        return _refused(definition, "kpi.threshold_missing", expected=absent)
    return _from_catalogue(definition, formula, variant, places), ()


def _from_catalogue(
    definition: KpiDefinition, formula: Formula, variant: str, places: Mapping[str, str]
) -> Kpi:
    top, bottom = formula.variants[variant]
    stated = "matures_after_days" in definition.model_fields_set
    return Kpi(
        id=definition.id,
        formula=formula.code,
        numerator=_filled(top, places),
        denominator=_filled(bottom, places),
        scale=Decimal(formula.scale),
        unit=definition.unit or formula.unit,
        direction=definition.direction or formula.direction,
        matures_after_days=definition.matures_after_days if stated else formula.matures_after_days,
        variant=variant,
        source=definition.source,
        per=formula.per.get(variant, ""),
    )


def _custom(definition: KpiDefinition) -> tuple[Kpi | None, tuple[Problem, ...]]:
    stated = {
        "numerator": definition.numerator,
        "denominator": definition.denominator,
        "unit": definition.unit,
        "direction": definition.direction,
    }
    absent = ", ".join(name for name, value in stated.items() if not value)
    if absent:
        return _refused(definition, "kpi.custom_incomplete", expected=absent)
    numerator, denominator = dict(definition.numerator or {}), dict(definition.denominator or {})
    kpi = Kpi(
        id=definition.id,
        formula=CUSTOM,
        numerator=numerator,
        denominator=denominator,
        scale=definition.scale,
        unit=definition.unit or "ratio",
        direction=definition.direction or "higher",
        matures_after_days=definition.matures_after_days,
        source=definition.source,
    )
    return kpi, ()


def _refused(
    definition: KpiDefinition, code: str, read: str = "", expected: str = ""
) -> tuple[None, tuple[Problem, ...]]:
    params = (("kpi", definition.id),)
    return None, (Problem(code, Severity.REFUSED, read=read, expected=expected, params=params),)


def _places(definition: KpiDefinition) -> Mapping[str, str]:
    short = definition.short_s
    places = {"short": "short_abandoned" if short is None else f"abandoned_within_{short}s"}
    if definition.within_s is not None:
        places["within_s"] = str(definition.within_s)
    if definition.within_h is not None:
        places["within_h"] = str(definition.within_h)
    return places


def _absent_place(sums: tuple[Weights, Weights], places: Mapping[str, str]) -> str:
    names = "".join((*sums[0], *sums[1]))
    return ", ".join(p for p in ("within_s", "within_h") if f"{{{p}}}" in names and p not in places)


def _filled(weights: Weights, places: Mapping[str, str]) -> Combination:
    return {name.format(**places): Decimal(weight) for name, weight in weights.items()}


def matures_on(kpi: Kpi, window: Window) -> date:
    """The first day on which the KPI's figure over the window may no longer move: before it, the figure
    is provisional.
    """
    return window.last + timedelta(days=kpi.matures_after_days + 1)


def compute(kpi: Kpi, sums: Sums) -> Figure:
    """The KPI of these sums, with the steps that lead to it.

    Not measured, with its reason, when a counter comes in periods too coarse (`grain`), in a column that
    was refused for that use (`refused_column`), is absent
    (`counter_missing`, or `no_data` when all are) or when the denominator is zero: a ratio to
    nothing is not zero.
    """
    known = sums.figures.get(id(kpi))
    if known is None:  # the KPI is held beside its figure: its id is never that of something gone
        known = sums.figures[id(kpi)] = kpi, _computed(kpi, sums)
    return cast("Figure", known[1])


def _computed(kpi: Kpi, sums: Sums) -> Figure:
    needed = kpi.counters
    figure = partial(
        Figure,
        kpi=kpi.id,
        unit=kpi.unit,
        estimated=not sums.estimated.isdisjoint(needed),
        batches=sums.batches_of(needed),
        typed=not sums.typed.isdisjoint(needed),
    )
    reason, missing = _lacking(kpi, sums, needed)
    if reason:
        return figure(value=None, numerator=None, denominator=None, reason=reason, missing=missing)
    source = Source.of(kpi.source)
    steps = [*_gaps(kpi, sums, source), _total("kpi.numerator", kpi.numerator, sums, source)]
    numerator, denominator, sample = steps[-1].value, None, None
    if kpi.denominator:
        steps.append(_total("kpi.denominator", kpi.denominator, sums, source))
        denominator, sample = steps[-1].value, sample_of(kpi, sums)
    told = partial(figure, numerator=numerator, denominator=denominator, sample=sample)
    if kpi.denominator and not denominator:
        lacks = tuple(kpi.denominator)
        return told(value=None, reason="zero_denominator", missing=lacks, steps=tuple(steps))
    steps.append(_ratio(kpi, sums, numerator, denominator, source))
    return told(value=steps[-1].value, interval=interval(kpi, sums), steps=tuple(steps))


def _lacking(kpi: Kpi, sums: Sums, needed: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Why the sums cannot give the KPI, and the counters at fault; an empty reason when they can."""
    coarse = [name for name in (*needed, *kpi.terms) if name in sums.coarse]
    if coarse:
        return "grain", tuple(dict.fromkeys(source for name in coarse for source in made_of(name)))
    refused = tuple(name for name in needed if name in sums.refused)
    if refused:
        return "refused_column", refused
    missing = tuple(name for name in needed if name not in sums.values or name in sums.partial)
    # A forecast for other days than those counted is there, and no day has both.
    missing = missing or tuple(
        source for name in kpi.terms if name not in sums.values for source in made_of(name)
    )
    if missing:
        known = any(name in sums.values for name in needed)
        return "counter_missing" if known else "no_data", tuple(dict.fromkeys(missing))
    return "", ()


def _ratio(kpi: Kpi, sums: Sums, numerator: Value, denominator: Value, source: Source) -> Step:
    """The last step: the ratio of the two sums, by day or brought to a month or a year."""
    inputs: dict[str, Value] = {"numerator": numerator, "scale": kpi.scale}
    formula = "numerator * scale" if kpi.scale != 1 else "numerator"
    if denominator is not None:
        inputs["denominator"] = denominator
        formula = "numerator * scale / denominator"
    if kpi.per:
        if sums.window is None:
            raise ValueError(f"{kpi.id}: a figure by {kpi.per} needs its window")
        months = months_of(sums.window)
        match kpi.per:
            case "worked_day":
                inputs["days"] = sums.values["worked_days"]
                formula = "numerator * days * scale / denominator"
            case "day":
                inputs["days"] = Decimal(sums.window.days)
                formula = "numerator * days * scale / denominator"
            case "month" if months != 1:
                inputs["months"] = months
                formula = "numerator * scale / (denominator * months)"
            case "year" if months != 1:
                inputs["months"] = months
                formula = "numerator * 12 * scale / (denominator * months)"
            case "year":
                formula = "numerator * 12 * scale / denominator"
    return computed("kpi.ratio", formula, inputs, kpi.unit, source, kpi.id)


def months_of(window: Window) -> Decimal:
    """How many months a window is: whole ones counted, else its days over those of a mean month."""
    first, last = Month.of(window.first), Month.of(window.last)
    if (first.first, last.last) == (window.first, window.last):
        return Decimal((last.year - first.year) * 12 + last.number - first.number + 1)
    return Decimal(window.days * 12) / 365


def _gaps(kpi: Kpi, sums: Sums, source: Source) -> Iterator[Step]:
    """The gap to the forecast, day by day: `abs(actual_1 - forecast_1) + ...`."""
    for name in kpi.numerator:
        days = sums.compared.get(name.removesuffix("_gap"), ()) if name.endswith("_gap") else ()
        if days:
            inputs: dict[str, Decimal | None] = {}
            terms = []
            for rank, found in enumerate(days, start=1):
                inputs |= {f"actual_{rank}": found.actual, f"forecast_{rank}": found.forecast}
                terms.append(f"abs(actual_{rank} - forecast_{rank})")
            yield computed("kpi.gap", " + ".join(terms), inputs, "count", source, name)


def _total(rule: str, weights: Combination, sums: Sums, source: Source) -> Step:
    """The weighted sum as a step: `offered - short_abandoned`, weights other than one as inputs."""
    inputs: dict[str, Decimal | None] = {}
    formula = ""
    for name, weight in weights.items():
        inputs[name] = sums.values[name]
        term = name
        if abs(weight) != 1:
            inputs[f"weight_{name}"] = abs(weight)
            term = f"weight_{name} * {name}"
        sign = "-" if weight < 0 else "+"
        formula += f" {sign} {term}" if formula else ("-" if weight < 0 else "") + term
    return computed(rule, formula, inputs, _unit_of(weights), source)


def _unit_of(weights: Combination) -> str:
    """The unit of a sum of counters, when they share one."""
    kinds = {CATALOGUE[name].kind if name in CATALOGUE else "count" for name in weights}
    return kinds.pop() if len(kinds) == 1 else ""
