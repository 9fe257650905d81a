"""The closed grammar of templates: elements and attributes, the shape of tables, and where each element was typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import yaml
from lxml import etree

from briefing.problems import Problem, problem

#: The attribute that says it (``tiny.html:12``). An element without it was made by a function.
PLACE = "data-at"


def attribute(element: etree._Element, name: str, default: str = "") -> str:
    """Return an attribute of an element as text, or the default where it has none."""
    found = element.get(name)  # of a comment, too, nothing
    return default if found is None else str(found)


@dataclass(frozen=True, slots=True)
class Place:
    """Finds places: ``folder`` is the name of the folder of templates, ``template`` the one that was run."""

    folder: str
    template: str

    def of(self, element: etree._Element | None) -> tuple[str, int]:
        """Return file and line of an element: its own, or those of what was typed before it; line 0 where there is nothing."""
        while element is not None:
            if place := attribute(element, PLACE):
                return self.read(place)
            before = element.getprevious()
            element = before if before is not None else element.getparent()
        return self.template, 0

    def read(self, place: str) -> tuple[str, int]:
        """Return file and line of the value of the attribute."""
        name, _, line = place.rpartition(":")
        return f"{self.folder}/{name}", int(line) if line.isdigit() else 0


#: What an attribute may hold where it has no list of values: the test, and the words for a person.
KINDS: Mapping[str, tuple[Callable[[str], object], str]] = {
    "name": (re.compile(r"[^\s\"'#<>]{1,120}\Z").match, "a short name without spaces"),
    "names": (re.compile(r"[a-z0-9-]+(?: [a-z0-9-]+)*\Z").match, "names of versions, with a space between"),
    "percent": (re.compile(r"(?:100|[1-9]?[0-9])\Z").match, "a whole number up to 100, without a per cent sign"),
    "count": (re.compile(r"[1-9][0-9]{0,2}\Z").match, "a whole number from 1"),
    "decimal": (re.compile(r"(?=.*[1-9])[0-9]+(?:\.[0-9]+)?\Z").match, "a number above nought, as axis() gives it"),
    "language": (re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\Z").match, "the tag of a language (en, zh-Hans)"),
    "words": (lambda _: True, ""),
}


@dataclass(frozen=True, slots=True)
class Slot:
    """One part of what a shape holds: which shapes, and how many of them."""

    shapes: tuple[Shape, ...]
    least: int
    most: int


@dataclass(eq=False, slots=True)
class Shape:
    """An element in its place; see the head of ``grammar.yaml``."""

    name: str
    tag: str
    classes: tuple[str, ...]
    called: str
    attributes: dict[str, Any]
    needs: tuple[str, ...]
    text: bool | str
    filled: bool
    repeats: bool
    deepest: int
    made_by: str
    instead: Mapping[str, str]
    slots: tuple[Slot, ...] = ()
    homes: list[str] = field(default_factory=list)
    _held: dict[tuple[str, str], list[Shape]] = field(default_factory=dict)

    def suits(self, element: etree._Element) -> bool:
        """Return whether an element is of this shape."""
        given = attribute(element, "class")
        known = given in self.classes if "class" not in self.attributes else True
        return element.tag == self.tag and (known or (not self.classes and not given))

    def held(self, element: etree._Element) -> list[Shape]:
        """Return the shapes that a child may have, by its tag alone where its class fits none."""
        known = str(element.tag), attribute(element, "class")
        if (found := self._held.get(known)) is None:
            held = [shape for slot in self.slots for shape in slot.shapes]
            found = [s for s in held if s.suits(element)] or [s for s in held if s.tag == element.tag]
            self._held[known] = found
        return found


_COUNTS = {"": (1, 1), "?": (0, 1), "+": (1, 1_000_000), "*": (0, 1_000_000)}


@cache
def shapes() -> Mapping[str, Shape]:
    """Return every shape by name."""
    data = yaml.load((resources.files(__package__) / "grammar.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    made = {
        name: Shape(
            name, row.get("tag", name), tuple(row.get("class", ())), row.get("called", f"<{row.get('tag', name)}>"),
            row.get("attributes", {}), tuple(row.get("needs", ())), row.get("text", False),
            row.get("filled", False), row.get("repeats", False),
            row.get("deepest", 0), row.get("made_by", ""), row.get("instead", {}),
        )
        for name, row in data["shapes"].items()
    }  # fmt: skip
    for name, row in data["shapes"].items():
        slots = []
        for child in row.get("children", ()):
            word = child.rstrip("?+*")
            named = data["groups"].get(word, [word])
            slots.append(Slot(tuple(made[n] for n in named), *_COUNTS[child[len(word) :]]))
            for held in named:
                made[held].homes.append(made[name].called)
        made[name].slots = tuple(slots)
    return made


@cache
def tags() -> frozenset[str]:
    """Return every element that a template may use."""
    return frozenset(shape.tag for shape in shapes().values())


def check(root: etree._Element, places: Place) -> tuple[Problem, ...]:
    """Return everything in the markup that the grammar does not provide for."""
    return tuple(_Check(places).element(root, shapes()["article"], {}))


@dataclass(frozen=True, slots=True)
class _Check:
    places: Place

    def element(self, element: etree._Element, shape: Shape, around: Mapping[str, int]) -> Iterator[Problem]:
        """Yield the problems of an element of a shape and of all inside it. ``around`` counts the shapes it is in."""
        inside = {**around, shape.name: around.get(shape.name, 0) + 1}
        if shape.deepest and inside[shape.name] == shape.deepest + 1:
            yield self._problem("markup-deep", element, element=shape.called, deepest=shape.deepest)
        if shape.made_by and PLACE in element.attrib:
            yield self._problem("markup-typed", element, element=shape.called, functions=shape.made_by)
        if shape.filled and _is_empty(element):
            yield self._problem("markup-empty", element, element=shape.called)
        yield from self._attributes(element, shape)
        yield from self._words(element, shape)
        yield from self._children(element, shape, inside)

    def _attributes(self, element: etree._Element, shape: Shape) -> Iterator[Problem]:
        allowed = shape.attributes | ({"class": list(shape.classes)} if shape.classes else {})
        for name, value in sorted((str(k), str(v)) for k, v in element.attrib.items() if k != PLACE):
            known_by = [known for one in shapes().values() if one.tag == shape.tag for known in one.classes]
            rule = allowed.get(name) or (known_by if name == "class" else None)
            if not rule:
                yield self._problem("markup-attribute", element, element=shape.called, attribute=name)
                continue
            fits, known = KINDS[rule] if isinstance(rule, str) else (rule.__contains__, ", ".join(rule))
            if not fits(value) or name not in allowed:
                details = {"element": shape.called, "attribute": name, "value": value, "known": known}
                yield self._problem("markup-value", element, **details)
        for name in (*shape.needs, *(("class",) if shape.classes else ())):
            if name not in element.attrib:
                yield self._problem("markup-needs", element, element=shape.called, attribute=name)

    def _words(self, element: etree._Element, shape: Shape) -> Iterator[Problem]:
        if shape.text is True or not _typed_in(element):
            return
        run = shape.text == "before"
        found = [(element, element.text, run)]
        inline = {held.tag for held in shape.slots[0].shapes} if run else set()
        for child in element:
            run = run and child.tag in inline
            found.append((child, child.tail, run))
        for near, words, fits in found:
            if not fits and (words or "").strip():
                hint = "a <p>" if shape.name in ("article", "section", "callout", "li") else _order(shape)
                yield self._problem("markup-text", near, element=shape.called, hint=hint)

    def _children(self, element: etree._Element, shape: Shape, inside: Mapping[str, int]) -> Iterator[Problem]:
        """Whether the children are in the order and number of the shape; and the problems of each."""
        at = count = 0
        for child in element:
            if not isinstance(child.tag, str) or child.tag not in tags():
                name = f"<{child.tag}>" if isinstance(child.tag, str) else "a comment"
                yield self._problem("markup-element", child, element=name)
                continue
            held = shape.held(child)
            if not held:
                yield self._misplaced(child, shape)
                continue
            place = _slot(shape, held, at, count)
            if place is None:
                yield self._problem(
                    "markup-order", child, element=held[0].called, parent=shape.called, order=_order(shape)
                )
            else:
                yield from (self._missing(child, shape, slot) for slot in _passed(shape, at, count, place))
                at, count = (at, count + 1) if place == at else (place % len(shape.slots), 1)
                held = [s for s in held if s in shape.slots[at].shapes]
            yield from self.element(child, held[0], inside)
        yield from (self._missing(element, shape, slot) for slot in _passed(shape, at, count, len(shape.slots)))

    def _misplaced(self, child: etree._Element, shape: Shape) -> Problem:
        homes = [s for s in shapes().values() if s.tag == child.tag]
        called = next((s.called for s in homes if s.suits(child)), f"<{child.tag}>")
        hint = next((shape.instead[s.name] for s in homes if s.name in shape.instead), "")
        hint = hint or "it belongs in " + " or ".join(dict.fromkeys(h for s in homes for h in s.homes))
        return self._problem("markup-misplaced", child, element=called, place=f"in {shape.called}", hint=hint)

    def _missing(self, near: etree._Element, shape: Shape, slot: Slot) -> Problem:
        wanted = " or ".join(s.called for s in slot.shapes)
        return self._problem("markup-missing", near, element=wanted, parent=shape.called, order=_order(shape))

    def _problem(self, code: str, near: etree._Element, **details: object) -> Problem:
        file, line = self.places.of(near)
        return problem(code, file, line, **details)


def _typed_in(element: etree._Element) -> bool:
    """Whether words are in an element itself, before, between or after its children."""
    parts = (element.text, *(child.tail for child in element))
    return any(text and not text.isspace() for text in parts)


def _is_empty(element: etree._Element) -> bool:
    """Whether nothing is printed by an element: neither words nor anything that prints some."""
    if element.text and not element.text.isspace():
        return False
    inside = (element, *element)
    words = "".join(map(str, element.itertext())).strip()
    return not words and all(e is element or e.tag in ("strong", "em", "br") for e in inside)


def _slot(shape: Shape, held: list[Shape], at: int, count: int) -> int | None:
    """Return the slot that takes a child of one of these shapes after ``count`` in slot ``at``; beyond the last where the
    shape begins again."""
    slots = shape.slots
    first = at if at < len(slots) and count < slots[at].most else at + 1
    rounds = len(slots) + at + 1 if shape.repeats else len(slots)
    return next((p for p in range(first, rounds) if not set(held).isdisjoint(slots[p % len(slots)].shapes)), None)


def _passed(shape: Shape, at: int, count: int, place: int) -> Iterator[Slot]:
    """Yield the slots left with too little in them on the way to another."""
    for index in range(at, place):
        slot = shape.slots[index % len(shape.slots)]
        if (count if index == at else 0) < slot.least:
            yield slot


def _order(shape: Shape) -> str:
    """Return what a shape holds, for a person."""
    counts = {(1, 1): "", (0, 1): " (if wanted)", (1, 1_000_000): " (one or more)", (0, 1_000_000): " (any number)"}
    return (
        ", then ".join(" or ".join(s.called for s in t.shapes) + counts[t.least, t.most] for t in shape.slots)
        or "nothing"
    )


#: The kinds of chart; the one whose rows are dates and what happened; the one whose rows lie on different sides of a place.
CHARTS = ("bar", "grouped-bar", "column", "grouped-column", "stacked-bar", "line", "timeline", "schematic")
TIMELINE, SCHEMATIC = "timeline", "schematic"
#: What is drawn without values: its rows are words.
WORDED = frozenset({TIMELINE, SCHEMATIC})
#: The sides of a schematic as they are read and set, row by row.
WAYS = ("north", "west", "hub", "east", "south")


def check_tables(root: etree._Element, places: Place) -> Iterator[Problem]:
    """Yield everything wrong with the shape of the tables and charts in the markup."""
    for table in root.iter("table"):
        parent = table.getparent()
        if parent is None or parent.tag != "figure":
            yield from _table(table, places)
    for chart in root.iter("figure"):
        yield from _chart(chart, places)


def across(cell: etree._Element, name: str = "colspan") -> int:
    """Return how many columns (or rows, by ``name``) a cell takes; 1 where the attribute says nothing."""
    given = attribute(cell, name)
    return int(given) if given.isdecimal() and int(given) > 0 else 1


def columns_in(table: etree._Element) -> int:
    """Return how many columns a table has: by its ``<col>``s, else by its first row."""
    given = len(table.findall("colgroup/col"))
    first = next(table.iter("tr"), None)
    return given or (sum(across(cell) for cell in first) if first is not None else 0)


def _table(table: etree._Element, places: Place) -> Iterator[Problem]:
    name = attribute(table, "id", "without id")
    given = [attribute(col, "data-width") for col in table.findall("colgroup/col")]
    if any(given) and (not all(given) or sum(int(w) for w in given if w.isdecimal()) != 100):
        shown = ", ".join(width or "none" for width in given)
        yield problem("table-widths", *places.of(table.find("colgroup")), table=name, widths=shown)
    columns = columns_in(table)
    for group in table.iterchildren("thead", "tbody", "tfoot"):
        open_rows = [0] * columns
        for row in group.iterchildren("tr"):
            filled = sum(map(bool, open_rows))
            wide = filled + sum(across(cell) for cell in row)
            if wide != columns:
                yield problem("table-row", *places.of(row), table=name, cells=wide, columns=columns)
            open_rows = _below(row, open_rows)
        if any(open_rows):
            yield problem("table-span", *places.of(group), table=name, rows=max(open_rows))


def _below(row: etree._Element, open_rows: list[int]) -> list[int]:
    """For each column, how many rows below this one a cell of it or of a row above still takes."""
    free = [at for at, left in enumerate(open_rows) if not left]
    below = [max(left - 1, 0) for left in open_rows]
    for cell in row:
        taken, free = free[: across(cell)], free[across(cell) :]
        for at in taken:
            below[at] = across(cell, "rowspan") - 1
    return below


def _chart(chart: etree._Element, places: Place) -> Iterator[Problem]:
    name, kind = attribute(chart, "id", "without id"), attribute(chart, "data-chart")
    if kind and kind not in CHARTS:
        yield problem("chart-kind-unknown", *places.of(chart), chart=name, kind=kind, known=", ".join(CHARTS))
    rows = chart.findall("table/tbody/tr")
    heads = chart.findall("table/thead/tr/th")
    if kind in WORDED:
        marked = chart.find(".//th[@data-look]") is not None
        if heads or marked or not {"data-unit", "data-factor"}.isdisjoint(chart.attrib):
            yield problem(f"chart-{kind}", *places.of(chart), chart=name)
        wanted = 1
    else:
        wanted = max(len(heads) - 1, 0)
        if not heads and rows:
            yield problem("chart-head", *places.of(chart), chart=name)
            return
    for row in rows:
        points = len(row.findall("td"))
        if points != wanted:
            yield problem("chart-row", *places.of(row), chart=name, points=points, series=wanted)
        if kind == TIMELINE and [child.tag for child in row.iterfind("th/*")] != ["time"]:
            yield problem("chart-timeline", *places.of(row), chart=name)
    ways = [attribute(row, "data-way") for row in rows]
    if kind == SCHEMATIC and not ("hub" in ways and all(ways) and len(ways) == len(set(ways)) > 1):
        yield problem("chart-schematic", *places.of(chart), chart=name)
    if kind != SCHEMATIC and any(ways):
        yield problem("chart-way", *places.of(chart), chart=name, kind=kind)
