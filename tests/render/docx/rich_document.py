"""A document with the hard cases of the Word writer: every kind of chart, spans, repeated notes, nested lists, long ids."""

from __future__ import annotations

from dataclasses import replace

from briefing.document.nodes import (
    Block,
    Callout,
    Caption,
    Cell,
    Chart,
    Column,
    Document,
    Figure,
    KeyFigure,
    KeyFigures,
    ListBlock,
    Note,
    Paragraph,
    Reference,
    Section,
    Series,
    SourceLink,
    Strong,
    Table,
    Text,
)
from tests.support.sample_document import sample

KINDS = ("bar", "column", "grouped-column", "stacked-bar", "line")
LONG_FACT = "opportunity-investment.high-end-specialised-equipment-manufacturing-cluster@2024-04-10"


def figure(value: str, text: str, fact: str = "") -> Figure:
    """A figure in a cell."""
    return Figure(fact or f"fact-{value}@2025-12-31", value, "CNY", text, "cell")


def chart(kind: str, number: int) -> Chart:
    """A chart of one kind with a missing point, a negative value and a label that no number format gives."""
    first = Series("2024", (figure("1200000000", "1.2"), figure("-500000000", "-0.5"), None))
    second = Series(
        "2025", (figure("1500000000", "1.50"), figure("2500000000", "more than 2.5"), figure("9000000000", "9"))
    )
    series = (first, second) if kind not in ("bar", "column") else (second,)
    return Chart(
        f"chart-{kind}",
        Caption("Figure ", number, "\u2002", (Text(f"A {kind} chart"),)),
        kind,
        ("North & west", "South", "East"),
        series,
        "RMB billion",
        "1e9",
        f"A {kind} chart of three regions",
        source=(Text("Source: S1"),),
    )


def rich() -> Document:
    """The document."""
    note = Note("note-7", 1, (SourceLink("source-s000", "S1"), Text(" p. 3")))
    spans = Table(
        "table-spans",
        Caption("Table ", 2, "\u2002", (Text("Spans"),)),
        (Column("start", 40), Column("end", 30), Column("centre", 30)),
        head=(
            (Cell((Text("Place"),), "col", rowspan=2), Cell((Text("Both years"),), "col", colspan=2)),
            (Cell((Text("2024"),), "col"), Cell((Text("2025"),), "col")),
        ),
        body=(
            (Cell((Text("North"), note), "row", rowspan=2), Cell((figure("1", "1"),)), Cell((Text("–"),))),
            (Cell((figure("2", "2"),)), Cell((Text("–"),))),
        ),
    )
    timeline = Chart(
        "chart-timeline",
        Caption("Figure ", 7, "\u2002", (Text("Milestones"),)),
        "timeline",
        ("2024-04-10", "2025-12-31"),
        (Series("", (None, None)),),
        "",
        "1",
        "Two milestones",
        labels=("Plan published", "First review"),
        dates=("10 April 2024", "End-2025"),
    )
    schematic = Chart(
        "chart-ways",
        Caption("Figure ", 8, "\u2002", (Text("Ways out"),)),
        "schematic",
        ("↑ Northern line", "Yard", "↓ Southern line"),
        (Series("", (None, None, None)),),
        "",
        "1",
        "Two lines from a yard",
        labels=("to the plain", "where trains start", "to the sea"),
        ways=("north", "hub", "south"),
    )
    inner = ListBlock(((Paragraph((Text("inner"),)),),), ordered=True)
    lists = ListBlock(((Paragraph((Text("outer"),)), Paragraph((Text("goes on"),)), inner),))
    panel = KeyFigures(tuple(KeyFigure((figure(str(n), f"{n} units"),), (Text(f"Label {n}"),)) for n in range(1, 8)))
    again = Paragraph(
        (
            Text("Once more"),
            note,
            Text(", see "),
            Reference("chart-line", "Figure 6"),
            Text(" and "),
            Reference("scale", "Section 1"),
            Strong((figure("3", "three", LONG_FACT),)),
        )
    )
    box = Callout("method", (Text("Method"),), (Paragraph((Text("As counted."),)), lists))
    charts: tuple[Block, ...] = tuple(chart(kind, number) for number, kind in enumerate(KINDS, 2))
    whole = sample("en", stamp="DRAFT")
    appendix = Section(
        "annex",
        1,
        "Annex A",
        (Text("Annex"),),
        (spans, *charts, timeline, schematic, lists, inner, panel, box, box, again),
    )
    return replace(whole, sections=(_quiet(whole.sections[0]), *whole.sections[1:], appendix))


def _quiet(section: Section) -> Section:
    """The section without its own note, so that the first note of the document stands in a table."""
    blocks = tuple(
        replace(b, children=tuple(c for c in b.children if not isinstance(c, Note))) if isinstance(b, Paragraph) else b
        for b in section.blocks
    )
    return replace(section, blocks=blocks)
