"""A step's formula with the reader's figures in it: « 19 798 ÷ 33 900 », « 139 944,00 × −5 % ».

Only prints: the figures are those that the step kept, in the form of the reader's language.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from pilotage.counters import is_counter
from pilotage.locale import MINUS, NBSP, Words
from pilotage.locale.counter_names import counter_words
from pilotage.trace import Step, Value

_SIGNS: Mapping[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: MINUS,
    ast.Mult: "×",
    ast.Div: "÷",
}
_TIGHT = (ast.Mult, ast.Div)
# What an input is, by its name: these carry money or a rate; every other input is a plain number.
_MONEY = frozenset({"amount", "base", "due", "excess", "limit", "price", "subtotal", "taken", "vat"})
_MONEY_MARKS = ("base_", "due_", "fee_", "line_", "taken_", "vat_")
_PERCENT = frozenset({"rate", "share", "vat_rate"})
_SHOWN_DECIMALS = 4
_WHOLE_DECIMALS = 6  # a revision coefficient is agreed to the sixth
_SHOWN_TERMS = 8


def figure(value: Decimal, t: Words, *, least: int = 0) -> str:
    """A number with all its decimals up to six, else four and three dots; at least `least`."""
    exponent = value.normalize().as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    if decimals > _WHOLE_DECIMALS:
        return t.number(value, _SHOWN_DECIMALS) + "…"
    return t.number(value, max(decimals, least))


def quantity(value: Decimal, unit: str, t: Words, currency: str) -> str:
    """A value with its unit: `percent currency count hours seconds points ratio` or none."""
    match unit:
        case "percent":
            return figure(value, t) + (NBSP + "%" if t.language == "fr" else "%")
        case "currency":
            text = t.money(abs(value), currency, _money_digits(value))
            return text if value >= 0 else MINUS + text
        case "hours":
            return figure(value, t) + NBSP + "h"
        case "seconds":
            return figure(value, t) + NBSP + "s"
    return figure(value, t)


def _money_digits(value: Decimal) -> int:
    """Cents, and the decimals beyond them that a unit price or an amount not yet rounded has."""
    exponent = value.normalize().as_tuple().exponent
    return min(max(2, -exponent if isinstance(exponent, int) else 2), _SHOWN_DECIMALS)


@dataclass(frozen=True, slots=True)
class _Printer:
    """Walks the formula of one step."""

    step: Step
    t: Words

    def text(self) -> str:
        return self._node(self._without_scale(ast.parse(self.step.formula, mode="eval").body))

    def _without_scale(self, node: ast.expr) -> ast.expr:
        """`a / b * 100` of a result in percent is read « a ÷ b »: the result carries the sign."""
        match node:
            case ast.BinOp(
                left=ast.BinOp(left=left, op=ast.Mult(), right=ast.Name(id="scale")),
                op=ast.Div(),
                right=right,
            ) if self._scale_is_read_in_the_unit():
                return ast.BinOp(left=left, op=ast.Div(), right=right)
            case ast.BinOp(left=left, op=ast.Mult(), right=right) if self.step.unit == "percent":
                if self._is_hundred(right):
                    return left
                if self._is_hundred(left):
                    return right
        return node

    def _scale_is_read_in_the_unit(self) -> bool:
        return self.step.inputs.get("scale") == (100 if self.step.unit == "percent" else 1)

    def _is_hundred(self, node: ast.expr) -> bool:
        match node:
            case ast.Constant(value=100):
                return True
            case ast.Name(id="scale"):
                return self.step.inputs.get("scale") == 100
        return False

    def _node(self, node: ast.expr) -> str:
        match node:
            case ast.Name(id=name):
                return self._input(name)
            case ast.Constant(value=int(number)):
                return self.t.number(number)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return MINUS + self._inside(operand)
            case ast.BinOp(
                left=ast.BinOp(left=left, op=ast.Mult(), right=rate),
                op=ast.Div(),
                right=ast.Constant(value=100),
            ):
                return f"{self._inside(left)} × {self._percent(rate)}"
            case ast.BinOp(op=ast.Add()) if len(terms := _terms(node)) > _SHOWN_TERMS:
                first, last = (" + ".join(map(self._node, part)) for part in (terms[:3], terms[-1:]))
                return f"{first} + … + {last}"
            case ast.BinOp(left=left, op=ast.Add(), right=ast.Name(id=name)) if self._is_negative(name):
                return f"{self._node(left)} {MINUS} {self._input(name).removeprefix(MINUS)}"
            case ast.BinOp(left=left, op=ast.Sub(), right=ast.Name(id=name)) if not self.step.inputs[
                name
            ]:
                return self._node(left)
            case ast.BinOp(left=left, op=op, right=right):
                inside = self._inside if isinstance(op, _TIGHT) else self._node
                return f"{inside(left)} {_SIGNS[type(op)]} {self._right(op, right)}"
            case ast.Call(func=ast.Name(id=name), args=args):
                return self._call(name, args)
        return self.step.formula

    def _right(self, op: ast.operator, node: ast.expr) -> str:
        """What stands after a sign, with the brackets without which it would be read wrong."""
        if isinstance(op, ast.Div) and isinstance(node, ast.BinOp):
            return f"({self._node(node)})"
        return self._node(node) if isinstance(op, ast.Add) else self._inside(node)

    def _is_negative(self, name: str) -> bool:
        value = self.step.inputs.get(name)
        return value is not None and value < 0 and not is_counter(name)

    def _inside(self, node: ast.expr) -> str:
        """With brackets where the sum would otherwise be read wrong."""
        text = self._node(node)
        loose = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub)
        return f"({text})" if loose else text

    def _percent(self, node: ast.expr) -> str:
        text = self._inside(node)
        return text if text.endswith("%") else text + (NBSP + "%" if self.t.language == "fr" else "%")

    def _input(self, name: str) -> str:
        value = self.step.inputs.get(name)
        if value is None:
            return "—"
        if is_counter(name):
            return f"{counter_words(name, self.t)} {figure(value, self.t)}"
        if name in _PERCENT or name.endswith("_rate"):
            return quantity(value, "percent", self.t, "")
        money = name in _MONEY or name.startswith(_MONEY_MARKS)
        return figure(value, self.t, least=2 if money else 0)

    def _call(self, name: str, args: list[ast.expr]) -> str:
        if name == "band":
            return self._band(args)
        if name == "round":
            if len(args) == 1 or (isinstance(args[1], ast.Name) and args[1].id == "cent"):
                return self._node(args[0])
            value, step = (self._node(argument) for argument in args)
            return self.t("{value} to the nearest {step}", value=value, step=step)
        if name == "max" and self.step.value > 0 and isinstance(args[-1], ast.Constant):
            return self._node(args[0])  # « never below zero » says nothing of what is above it
        texts = [self._node(argument) for argument in args]
        if name == "abs":
            return f"|{texts[0]}|"
        if name == "ceiling":
            return self.t("{value}, every portion counts", value=texts[0])
        if name == "floor":
            return self.t("{value}, whole units only", value=texts[0])
        listed = " ; ".join(texts) if self.t.language == "fr" else "; ".join(texts)
        if name == "min":
            return self.t("the lowest of ({values})", values=listed)
        return self.t("the highest of ({values})", values=listed)

    def _band(self, args: list[ast.expr]) -> str:
        """« 75 ≤ 76,4 < 79 » from `band(value, at_least, above, below, at_most, result)`."""
        value, at_least, above, below, at_most = (self._value(argument) for argument in args[:5])
        low = _edge((at_least, "≤"), (above, "<"))
        high = _edge((below, "<"), (at_most, "≤"))
        shown = "—" if value is None else figure(value, self.t)
        if low and not high:
            band = f"{shown} {'≥' if low[1] == '≤' else '>'} {figure(low[0], self.t)}"
        else:
            left = f"{figure(low[0], self.t)} {low[1]} " if low else ""
            right = f" {high[1]} {figure(high[0], self.t)}" if high else ""
            band = left + shown + right
        if isinstance(args[5], ast.Name) and args[5].id == "price":
            return self.t("{band}, price", band=band)
        return self.t("{band}, rate", band=band)

    def _value(self, node: ast.expr) -> Value:
        match node:
            case ast.Name(id=name):
                return self.step.inputs.get(name)
            case ast.Constant(value=int(number)):
                return Decimal(number)
        return None


def _edge(closed: tuple[Value, str], opened: tuple[Value, str]) -> tuple[Decimal, str] | None:
    """The side of a band that is there, with the sign it is written with."""
    return next(((edge, sign) for edge, sign in (closed, opened) if edge is not None), None)


def _terms(node: ast.expr) -> list[ast.expr]:
    """The terms of a sum, in order."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [*_terms(node.left), node.right]
    return [node]


def formula_words(step: Step, t: Words) -> str:
    """The formula of a step with its figures; empty when the step only repeats a value."""
    text = "" if step.formula.isidentifier() else _Printer(step, t).text()
    return text if " " in text else ""
