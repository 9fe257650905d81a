"""Formulas of a data annex computed anew: ROUND over the four operations and powers, cells and whole numbers, nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

_TOKEN = re.compile(r"\s*(?:(?P<cell>\$?[A-Z]{1,3}\$?[1-9]\d*)|(?P<number>\d+)|(?P<sign>[-+*/^(),])|(?P<name>ROUND))")
_DEEPEST = 20
#: Growth over less than a month is none that an edition computes.
_HIGHEST = 12


class WrongFormula(ValueError):  # noqa: N818 - says what it is
    """A formula that no edition writes, with the reason in plain words."""


def computed(formula: str, cells: Mapping[str, Decimal]) -> Decimal:
    """Return what a formula gives over the values of its sheet, rounded half away from zero as ROUND does (ECMA-376 Part 1,
    18.17.7.280). Raises ``WrongFormula``."""
    reader = _Reader(_tokens(formula.removeprefix("=")), cells)
    reader.take("ROUND")
    reader.take("(")
    value = reader.sum(0)
    reader.take(",")
    negative = reader.skip("-")
    digits = int(reader.number()) * (-1 if negative else 1)
    reader.take(")")
    if reader.left:
        raise WrongFormula(f"something stands after it: {reader.left[0]}")
    if abs(digits) > 30:
        raise WrongFormula("it rounds beyond any figure")
    scaled = abs(value) * Fraction(10) ** digits
    whole = int(scaled + Fraction(1, 2))
    rounded = Decimal(whole).scaleb(-digits)
    return -rounded if value < 0 else rounded


def _tokens(text: str) -> list[str]:
    found: list[str] = []
    at = 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        if match is None:
            raise WrongFormula(f"it holds {text[at : at + 20]}")
        found.append(match[0].strip())
        at = match.end()
    return found


@dataclass(slots=True)
class _Reader:
    left: list[str]
    cells: Mapping[str, Decimal]

    def take(self, wanted: str) -> None:
        if not self.skip(wanted):
            raise WrongFormula(f"it lacks {wanted}")

    def skip(self, token: str) -> bool:
        if self.left and self.left[0] == token:
            self.left.pop(0)
            return True
        return False

    def number(self) -> str:
        if not self.left or not self.left[0].isdigit():
            raise WrongFormula("it lacks a number")
        return self.left.pop(0)

    def sum(self, depth: int) -> Fraction:
        if depth > _DEEPEST:
            raise WrongFormula("it is nested too deeply")
        value = self.product(depth)
        while self.left and self.left[0] in "+-":
            sign = self.left.pop(0)
            other = self.product(depth)
            value = value + other if sign == "+" else value - other
        return value

    def product(self, depth: int) -> Fraction:
        value = self.power(depth)
        while self.left and self.left[0] in "*/":
            sign = self.left.pop(0)
            other = self.power(depth)
            if sign == "/" and not other:
                raise WrongFormula("it divides by nought")
            value = value * other if sign == "*" else value / other
        return value

    def power(self, depth: int) -> Fraction:
        value = self.operand(depth)
        if not self.skip("^"):
            return value
        exponent = self.operand(depth)
        if value <= 0 or abs(exponent) > _HIGHEST:
            raise WrongFormula("it takes a power that no growth has")
        with localcontext() as context:
            context.prec = 60
            base = Decimal(value.numerator) / Decimal(value.denominator)
            return Fraction(base ** (Decimal(exponent.numerator) / Decimal(exponent.denominator)))

    def operand(self, depth: int) -> Fraction:
        if self.skip("("):
            value = self.sum(depth + 1)
            self.take(")")
            return value
        if self.left and self.left[0].isdigit():
            return Fraction(self.left.pop(0))
        cell = self.left.pop(0).replace("$", "") if self.left else ""
        if cell not in self.cells:
            raise WrongFormula(f"it rests on {cell or 'nothing'}, where no number stands")
        return Fraction(self.cells[cell])
