"""From a definition to a KPI, from sums to a figure: a ratio of sums, or the reason there is none."""

from collections.abc import Mapping
from decimal import Decimal

from pilotage.contract.model import KpiDefinition
from pilotage.counters import CATALOGUE, Sums
from pilotage.kpi.catalogue import CUSTOM, FORMULAS, Formula, Weights
from pilotage.kpi.model import Combination, Figure, Kpi
from pilotage.problems import Problem, Severity
from pilotage.trace import Source, Step, computed


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


def compute(kpi: Kpi, sums: Sums) -> Figure:
    """The KPI of these sums, with the steps that lead to it.

    Not measured, with its reason, when a counter comes in periods too coarse (`grain`), is absent
    (`counter_missing`, or `no_data` when all are) or when the denominator is zero: a ratio to
    nothing is not zero.
    """
    needed = kpi.counters
    coarse = tuple(name for name in needed if name in sums.coarse)
    missing = tuple(name for name in needed if name not in sums.values or name in sums.partial)
    estimated = not sums.estimated.isdisjoint(needed)
    typed = not sums.typed.isdisjoint(needed)
    if coarse or missing:
        reason = "grain" if coarse else "counter_missing"
        if not coarse and not any(name in sums.values for name in needed):
            reason = "no_data"
        return Figure(
            kpi.id,
            None,
            None,
            None,
            kpi.unit,
            estimated=estimated,
            typed=typed,
            reason=reason,
            missing=coarse or missing,
            batches=sums.batches_of(needed),
        )
    source = Source.of(kpi.source)
    top = _total("kpi.numerator", kpi.numerator, sums, source)
    bottom = _total("kpi.denominator", kpi.denominator, sums, source)
    steps: tuple[Step, ...] = (top, bottom)
    if bottom.value:
        ratio = {"numerator": top.value, "denominator": bottom.value, "scale": kpi.scale}
        formula = "numerator * scale / denominator"
        steps += (computed("kpi.ratio", formula, ratio, kpi.unit, source, kpi.id),)
    return Figure(
        kpi.id,
        steps[-1].value if bottom.value else None,
        top.value,
        bottom.value,
        kpi.unit,
        estimated=estimated,
        typed=typed,
        reason="" if bottom.value else "zero_denominator",
        missing=() if bottom.value else tuple(kpi.denominator),
        batches=sums.batches_of(needed),
        steps=steps,
    )


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
