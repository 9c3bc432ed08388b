"""Steps: how a figure was reached, kept so that every amount can answer "why".

Each stage of the road leaves steps. Pages, the command line, the workbook and Word only print them;
none of them computes. `evaluate` computes a step again from its own inputs: a test does so for every
step of every demo month.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from pilotage.money import ceiling, floor, round_half_up

Value = Decimal | None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a term comes from: the document, its clause, and the day it took effect."""

    document: str = ""
    clause: str = ""
    since: str = ""

    @classmethod
    def of(cls, text: str, since: str = "") -> Source:
        """From `avenant-1, art. 4`: the document, then its clause."""
        document, _, clause = text.partition(",")
        return cls(document.strip(), clause.strip(), since)

    def __str__(self) -> str:
        return f"{self.document}, {self.clause}" if self.clause else self.document


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a computation.

    `rule` is a code (`kpi.ratio`, `sla.round`, `ladder.band`, `cap.month` ...) that the view turns
    into words; `formula` is an expression over the names of `inputs` (see `evaluate`); `unit` is
    `percent`, `currency`, `count`, `hours`, `seconds`, `points` or empty; `note` is data to show
    beside (a counter, a file), never a sentence.
    """

    rule: str
    inputs: Mapping[str, Value]
    formula: str
    value: Decimal
    unit: str = ""
    source: Source = field(default_factory=Source)
    note: str = ""


def _band(
    value: Decimal, at_least: Value, above: Value, below: Value, at_most: Value, result: Decimal
) -> Decimal:
    """`result`, once it is checked that `value` lies between the edges, each open or closed."""
    inside = (
        (at_least is None or value >= at_least)
        and (above is None or value > above)
        and (below is None or value < below)
        and (at_most is None or value <= at_most)
    )
    if not inside:
        raise ValueError(f"{value} is not in the band {at_least} {above} {below} {at_most}")
    return result


_FUNCTIONS: Mapping[str, Callable[..., Decimal]] = {
    "abs": abs,
    "band": _band,
    "ceiling": ceiling,
    "floor": floor,
    "max": max,
    "min": min,
    "round": round_half_up,
}
_OPERATORS: Mapping[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def evaluate(step: Step) -> Decimal:
    """What the step's formula gives for its inputs. Raises `ValueError` outside the small grammar:
    names, numbers, `+ - * /`, and `abs band ceiling floor max min round`.
    """
    return result(step.formula, step.inputs)


def result(formula: str, inputs: Mapping[str, Value]) -> Decimal:
    """What a step's formula gives for the inputs, when no one asks to see it. Raises as `evaluate`."""
    return _read(formula)(inputs)


def computed(
    rule: str,
    formula: str,
    inputs: Mapping[str, Value],
    unit: str = "",
    source: Source | None = None,
    note: str = "",
) -> Step:
    """A step whose value is what its own formula gives: what is shown is what was computed."""
    value = result(formula, inputs)
    return Step(rule, inputs, formula, value, unit, source or _NO_SOURCE, note)


_NO_SOURCE = Source()


@cache
def _read(formula: str) -> Callable[[Mapping[str, Value]], Decimal]:
    """The formula, read once: what it gives for its inputs. A sum of many names is read without a tree,
    which Python does not make as deep as a bill may be long.
    """
    if _SUM.fullmatch(formula):
        terms = [_named(name) for name in formula.split(" + ")]
        return lambda inputs: sum((term(inputs) for term in terms[1:]), terms[0](inputs))
    return _number(ast.parse(formula, mode="eval").body)


_SUM = re.compile(r"[A-Za-z_]\w*(?: \+ [A-Za-z_]\w*)+")


def _number(node: ast.expr) -> Callable[[Mapping[str, Value]], Decimal]:
    match node:
        case ast.Name(id=name):
            return _named(name)
        case ast.Constant(value=int(number)):
            constant = Decimal(number)
            return lambda inputs: constant
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            inner = _number(operand)
            return lambda inputs: -inner(inputs)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            apply, a, b = _OPERATORS[type(op)], _number(left), _number(right)
            return lambda inputs: apply(a(inputs), b(inputs))
        case ast.Call(func=ast.Name(id=name), args=args) if name in _FUNCTIONS:
            function, values = _FUNCTIONS[name], [_argument(argument) for argument in args]
            return lambda inputs: function(*[value(inputs) for value in values])
    raise ValueError(f"not a step formula: {ast.unparse(node)}")


def _named(name: str) -> Callable[[Mapping[str, Value]], Decimal]:
    def number(inputs: Mapping[str, Value]) -> Decimal:
        value = inputs.get(name)
        if value is None:
            raise _absent(name, inputs)
        return value

    return number


def _argument(node: ast.expr) -> Callable[[Mapping[str, Value]], Value]:
    """What a function is given: the edge of a band may be open, and then has no value."""
    if not isinstance(node, ast.Name):
        return _number(node)
    name = node.id

    def value(inputs: Mapping[str, Value]) -> Value:
        if name not in inputs:
            raise _absent(name, inputs)
        return inputs[name]

    return value


def _absent(name: str, inputs: Mapping[str, Value]) -> ValueError:
    return ValueError(f"no value: {name}" if name in inputs else f"not a step formula: {name}")
