"""Tables of the data annex: those of a document and the data of its charts, without the notes called in them, and new ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from briefing.document.nodes import (
    Break,
    Caption,
    Cell,
    Chart,
    Column,
    Document,
    Emphasis,
    Figure,
    Foreign,
    Inline,
    Moment,
    Name,
    Note,
    Reference,
    Row,
    Section,
    SourceLink,
    Strong,
    Table,
    Text,
    walk,
)

#: Sheets of projects: the tables of a booklet, one a project.
PROJECT = "project-"


def printed_blocks(document: Document) -> dict[str, Table | Chart]:
    """Return the tables and charts of a document by id, those of single projects and timelines left out."""
    blocks = [n for n in walk(document.sections) if isinstance(n, Table | Chart)]
    kept = [b for b in blocks if not b.id.startswith(PROJECT) and not (isinstance(b, Chart) and b.kind == "timeline")]
    return {b.id or f"{type(b).__name__.lower()}-{b.caption.number}": b for b in kept}


def table_sheet(name: str, tag: str, block: Table | Chart) -> Section:
    """Return a table, or the data of a chart, as a section of its own without the notes called in it."""
    table = block if isinstance(block, Table) else _data_of(block)
    bare = replace(
        table,
        id=f"{name}-data",
        head=_without_notes(table.head),
        body=_without_notes(table.body),
        foot=_without_notes(table.foot),
        notes=tuple(bare_run(run) for run in table.notes),
        source=bare_run(table.source),
    )
    label = table.caption.label.replace("\N{NO-BREAK SPACE}", " ")  # a person types the name of a sheet
    return Section(name, 1, "", (Text(f"{label} {tag}"),), (bare,))


def _data_of(chart: Chart) -> Table:
    head: Row = (
        Cell((Text(chart.unit),) if chart.unit else (), "col"),
        *(Cell((Text(s.name),), "col") for s in chart.series),
    )
    body = tuple(
        (Cell((Text(category),), "row"), *(Cell((s.points[at],) if s.points[at] else ()) for s in chart.series))  # type: ignore[arg-type]
        for at, category in enumerate(chart.categories)
    )
    return Table(chart.id, chart.caption, _columns(len(head)), (head,), body, (), chart.notes, chart.source)


def bare_run(run: Sequence[Inline]) -> tuple[Inline, ...]:
    """Return a run without the notes called in it, which are elsewhere."""
    made: list[Inline] = []
    for node in run:
        match node:
            case Strong() | Emphasis() | Name():
                made.append(replace(node, children=bare_run(node.children)))
            case Text() | Figure() | Moment() | Foreign() | Reference() | Break() | SourceLink():
                made.append(node)
            case Note():
                pass
    return tuple(made)


def _without_notes(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    return tuple(tuple(replace(cell, children=bare_run(cell.children)) for cell in row) for row in rows)


def table_of(caption: str, name: str, heads: Iterable[str], rows: tuple[Row, ...]) -> Table:
    """Return a table of columns that share the width, under one row of heads."""
    head = tuple(Cell((Text(text),), "col") for text in heads)
    return Table(name, Caption("", 0, "", (Text(caption),)), _columns(len(head)), (head,), rows)


def _columns(count: int) -> tuple[Column, ...]:
    width = 100 // count
    return tuple(Column("start", width if at else 100 - width * (count - 1)) for at in range(count))


def head_cell(text: str) -> Cell:
    """Return a cell that names its row."""
    return Cell((Text(text),), "row")


def text_cell(text: str) -> Cell:
    """Return a cell of text; an empty one has none."""
    return Cell((Text(text),) if text else ())
