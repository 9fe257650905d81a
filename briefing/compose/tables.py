"""Tables: captions, column widths, header scopes, and the source line and caveats below."""

from __future__ import annotations

from lxml import etree

from briefing.compose.geometry import across, columns_in
from briefing.compose.inline import figures_in
from briefing.compose.place import attribute
from briefing.compose.reader import BlockReader
from briefing.document.nodes import Caption, Cell, Column, Inline, Row, Table

#: Forms that print a number without its unit.
NUMBER_FORMS = frozenset({"cell", "number", "bare"})


def caption(reader: BlockReader, element: etree._Element | None, name: str, number: int) -> Caption:
    """The caption of a table or chart; ``name`` is the furniture pattern of its label."""
    words = reader.words
    prefix, _, _ = words.house(name).partition("%(number)s")
    run = reader.inline.read(element, running=False) if element is not None else ()
    return Caption(prefix, number, words.language.furniture["caption_gap"], run)


def columns_of(element: etree._Element) -> tuple[Column, ...]:
    """Alignment and width of each column; without ``<col>``s, equal widths. A column whose alignment is not given has its
    numbers at the end and its words at the start."""
    count = columns_in(element)
    given = element.findall("colgroup/col")
    equal = [100 - 100 // count * (count - 1)] + [100 // count] * (count - 1)
    widths = [int(attribute(c, "data-width", str(w))) for c, w in zip(given, equal, strict=False)] or equal
    aligned = [attribute(c, "data-align") or _natural(element, place) for place, c in enumerate(given)]
    return tuple(map(Column, aligned or ["start"] + ["end"] * (count - 1), widths))


def _natural(element: etree._Element, place: int) -> str:
    """``end`` where a column holds numbers alone (and empty cells), ``start`` where it holds anything else."""
    cells = [row[place] for group in element.iterchildren("tbody") for row in group.iterchildren("tr") if len(row) > place]
    figures = [child for cell in cells for child in cell.iterchildren("data")]
    numbers = [f for f in figures if attribute(f, "data-form") in NUMBER_FORMS and not (f.tail or "").strip()]
    return "end" if numbers and len(numbers) == len(figures) and all(_lean(cell) for cell in cells) else "start"


def _lean(cell: etree._Element) -> bool:
    return len(cell) <= 1 and len((cell.text or "").strip()) <= 1


def read_table(reader: BlockReader, element: etree._Element, number: int, name: str = "table") -> Table:
    """A table with everything below it; ``name`` is the furniture pattern of its label."""
    reader.inline.cited.clear()
    title = caption(reader, element.find("caption"), name, number)
    head = _rows(reader, element, "thead", "col")
    body = _rows(reader, element, "tbody", "row")
    foot = _rows(reader, element, "tfoot", "row")
    runs = [title.children, *(cell.children for row in (*head, *body, *foot) for cell in row)]
    facts = list(dict.fromkeys(f for run in runs for f in figures_in(run)))
    return Table(
        attribute(element, "id", f"table-{number}"), title, columns_of(element), head, body, foot,
        notes_below(reader, facts), reader.sources_of(runs),
    )  # fmt: skip


def notes_below(reader: BlockReader, facts: list[str]) -> tuple[tuple[Inline, ...], ...]:
    """A line for each known conflict that touches the facts shown."""
    citations = reader.inline.citations
    return tuple(citations.caveat_line(c) for c in citations.caveats(facts, again=True))


def _rows(reader: BlockReader, element: etree._Element, part: str, scope: str) -> tuple[Row, ...]:
    return tuple(
        tuple(
            Cell(
                reader.inline.read(cell, running=False),
                attribute(cell, "scope", scope) if cell.tag == "th" else "",
                across(cell),
                across(cell, "rowspan"),
            )
            for cell in row
        )
        for group in element.iterchildren(part)
        for row in group.iterchildren("tr")
    )
