"""Tables of the data annex: those of a document and the data of its charts, without the notes called in them, new ones, and
derived figures as formulas of a workbook (ECMA-376 Part 1, 18.17), over the cells of the facts they rest on.

A cell holds a percentage as a plain proportion (0.068 shown as 6.8%), everything else in its base unit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import prod

from briefing.document import nodes
from briefing.document.nodes import Document, walk
from briefing.facts import Fact
from briefing.facts.carrying import rounded_as
from briefing.facts.operations import OPERATIONS, compounded, years_between
from briefing.quantities import Qualifier

#: Sheets of projects: the tables of a booklet, one a project.
PROJECT = "project-"


def printed_blocks(document: Document) -> dict[str, nodes.Table | nodes.Chart]:
    """Return the tables and charts of a document by id, those of single projects and timelines left out."""
    blocks = [n for n in walk(document.sections) if isinstance(n, nodes.Table | nodes.Chart)]
    kept = [
        b for b in blocks if not b.id.startswith(PROJECT) and not (isinstance(b, nodes.Chart) and b.kind == "timeline")
    ]
    return {b.id or f"{type(b).__name__.lower()}-{b.caption.number}": b for b in kept}


def table_sheet(name: str, tag: str, block: nodes.Table | nodes.Chart) -> nodes.Section:
    """Return a table, or the data of a chart, as a section of its own without the notes called in it."""
    table = block if isinstance(block, nodes.Table) else _data_of(block)
    bare = replace(nodes.without_notes(table), id=f"{name}-data", caption=table.caption)
    label = table.caption.label.replace("\N{NO-BREAK SPACE}", " ")  # a person types the name of a sheet
    return nodes.Section(name, 1, "", (nodes.Text(f"{label} {tag}"),), (bare,))


def _data_of(chart: nodes.Chart) -> nodes.Table:
    named = (nodes.Cell((nodes.Text(series.name),), "col") for series in chart.series)
    head = (replace(text_cell(chart.unit), scope="col"), *named)
    points = zip(*(series.points for series in chart.series), strict=True)
    body = tuple(
        (head_cell(category), *(nodes.Cell((point,) if point else ()) for point in row))
        for category, row in zip(chart.categories, points, strict=True)
    )
    return nodes.Table(chart.id, chart.caption, _columns(len(head)), (head,), body, (), chart.notes, chart.source)


def table_of(caption: str, name: str, heads: Iterable[str], rows: tuple[nodes.Row, ...]) -> nodes.Table:
    """Return a table of columns that share the width, under one row of heads."""
    head = tuple(nodes.Cell((nodes.Text(text),), "col") for text in heads)
    return nodes.Table(name, nodes.Caption("", 0, "", (nodes.Text(caption),)), _columns(len(head)), (head,), rows)


def _columns(count: int) -> tuple[nodes.Column, ...]:
    width = 100 // count
    return tuple(nodes.Column("start", width if at else 100 - width * (count - 1)) for at in range(count))


def head_cell(text: str) -> nodes.Cell:
    """Return a cell that names its row."""
    return nodes.Cell((nodes.Text(text),), "row")


def text_cell(text: str) -> nodes.Cell:
    """Return a cell of text; an empty one has none."""
    return nodes.Cell((nodes.Text(text),) if text else ())


Values = Sequence[Fraction]


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as text over ``{0}``, ``{1}`` … and what it gives."""

    text: str
    apply: Callable[[Values], Fraction]


def _quotient(v: Values) -> Fraction:
    return v[0] / v[1]


def _joined(sign: str, count: int) -> str:
    return sign.join(f"{{{at}}}" for at in range(count))


def _formula(fact: Fact, inputs: Sequence[Fact]) -> Formula | None:
    """The formula of an operation, for these units; ``None`` for one that a workbook does not compute."""
    units = [f.quantity.unit for f in inputs if f.quantity is not None]
    unit = fact.quantity.unit if fact.quantity else ""
    points = unit == "percentage-point"
    match OPERATIONS[fact.operation].name:
        case "share" | "progress" | "ratio" | "implied-whole":
            return Formula("{0}/{1}", _quotient)
        case "growth" if unit == "percent":
            return Formula("{0}/{1}-1", lambda v: v[0] / v[1] - 1)
        case "growth":
            return Formula("{0}/{1}", _quotient)
        case "sum":
            return Formula(_joined("+", len(inputs)), lambda v: sum(v, Fraction(0)))
        case "average":
            count = len(inputs)
            return Formula(f"({_joined('+', count)})/{count}", lambda v: sum(v, Fraction(0)) / count)
        case "difference" | "turn":
            scale = 100 if points else 1
            return Formula("({0}-{1})*100" if points else "{0}-{1}", lambda v: (v[0] - v[1]) * scale)
        case "gap":
            scale = 100 if points else 1
            return Formula("({1}-{0})*100" if points else "{1}-{0}", lambda v: (v[1] - v[0]) * scale)
        case "annual-increase" if years_between(inputs).denominator == 1:
            years, scale = years_between(inputs), 100 if points else 1
            tail = "*100" if points else ""
            return Formula(f"({{0}}-{{1}})/{years}{tail}", lambda v: (v[0] - v[1]) / years * scale)
        case "annual-growth":
            years = years_between(inputs)
            root = f"1/{years}" if years.denominator == 1 else f"{years.denominator}/{years.numerator}"
            return Formula(f"({{0}}/{{1}})^({root})-1", lambda v: compounded(v[0] / v[1], years) - 1)
        case "implied-base" if units[1] == "percent":
            return Formula("{0}/(1+{1})", lambda v: v[0] / (1 + v[1]))
        case "implied-base" if units[1] == "percentage-point":
            return Formula("{0}-{1}/100", lambda v: v[0] - v[1] / 100)
        case "implied-base":
            return Formula("{0}/{1}", _quotient)
        case "product":
            return Formula(_joined("*", len(inputs)), lambda v: prod(v, start=Fraction(1)))
        case "annual-increase" | "convert":
            return None


#: How a workbook rounds a result, by what its qualifier says.
_ROUNDS: Mapping[Qualifier | None, str] = {
    None: "ROUND",
    Qualifier.ABOUT: "ROUND",
    Qualifier.MORE_THAN: "ROUNDDOWN",
    Qualifier.AT_LEAST: "ROUNDDOWN",
    Qualifier.LESS_THAN: "ROUNDUP",
    Qualifier.AT_MOST: "ROUNDUP",
    Qualifier.NEARLY: "ROUNDUP",
}


def formula_of(fact: Fact, facts: Mapping[str, Fact]) -> str:
    """Return the formula of a derived fact, its inputs in braces (``ROUND({deposits@…}/{loans@…},3)``), rounded as the engine
    rounds. Empty for any other fact, and where the formula would not give the value as checked."""
    if fact.quantity is None or not fact.inputs:
        return ""
    inputs = [facts[key] for key in fact.inputs]
    values = [_held(f) for f in inputs]
    made = _formula(fact, inputs)
    if made is None or any(v is None for v in values):
        return ""
    digits = -int(fact.quantity.quantum.normalize().adjusted()) + (2 if fact.quantity.unit == "percent" else 0)
    try:
        result = made.apply([v for v in values if v is not None])
    except ZeroDivisionError:
        return ""
    qualifier = fact.quantity.stated
    if Fraction(rounded_as(qualifier, result, digits)) != _held(fact):
        return ""
    return f"{_ROUNDS[qualifier]}({made.text.format(*(f'{{{key}}}' for key in fact.inputs))},{digits})"


def _held(fact: Fact) -> Fraction | None:
    """The value of a fact as a cell holds it."""
    if fact.quantity is None:
        return None
    return Fraction(fact.quantity.value) / (100 if fact.quantity.unit == "percent" else 1)
