"""The shape of tables: whether the cells of each row fill the columns, widths add up, a chart's table is one of figures."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from briefing.compose.place import Place, attribute
from briefing.problems import Problem, problem

#: The kinds of chart, and the one whose rows are dates and what happened.
CHARTS = ("bar", "grouped-bar", "column", "grouped-column", "stacked-bar", "line", "timeline")
TIMELINE = "timeline"


def check_tables(root: etree._Element, places: Place) -> Iterator[Problem]:
    """Everything wrong with the shape of the tables and charts in the markup."""
    for table in root.iter("table"):
        parent = table.getparent()
        if parent is None or parent.tag != "figure":
            yield from _table(table, places)
    for chart in root.iter("figure"):
        yield from _chart(chart, places)


def across(cell: etree._Element, name: str = "colspan") -> int:
    """How many columns (or rows, by ``name``) a cell takes; 1 where the attribute says nothing."""
    given = attribute(cell, name)
    return int(given) if given.isdecimal() and int(given) > 0 else 1


def columns_in(table: etree._Element) -> int:
    """How many columns a table has: by its ``<col>``s, else by its first row."""
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
    if kind == TIMELINE:
        marked = chart.find(".//th[@data-look]") is not None
        if heads or marked or not {"data-unit", "data-factor"}.isdisjoint(chart.attrib):
            yield problem("chart-timeline", *places.of(chart), chart=name)
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
