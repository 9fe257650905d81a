"""Tables, charts and other pictures, read from markup into the tree."""

from __future__ import annotations

from lxml import etree

from briefing.compose.inline import figures_in
from briefing.compose.markup import attribute
from briefing.compose.reader import BlockReader
from briefing.document.nodes import Caption, Cell, Chart, Column, Figure, Inline, Moment, Row, Series, Table, plain
from briefing.problems import problem

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
    given = [c for group in element.iterchildren("colgroup") for c in group.iterchildren("col")]
    if given:
        aligned = [attribute(c, "data-align") or _natural(element, place) for place, c in enumerate(given)]
        return tuple(Column(a, int(attribute(c, "data-width", "0"))) for a, c in zip(aligned, given, strict=True))
    first = next(element.iter("tr"))
    count = sum(int(attribute(c, "colspan", "1")) for c in first)
    width = 100 // count
    widths = [100 - width * (count - 1)] + [width] * (count - 1)
    return tuple(Column("start" if i == 0 else "end", w) for i, w in enumerate(widths))


def _natural(element: etree._Element, place: int) -> str:
    """``end`` where a column holds numbers alone (and empty cells), ``start`` where it holds anything else."""
    cells = [
        row[place] for group in element.iterchildren("tbody") for row in group.iterchildren("tr") if len(row) > place
    ]
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
        attribute(element, "id", f"table-{number}"),
        title,
        columns_of(element),
        head,
        body,
        foot,
        notes_below(reader, facts),
        reader.sources_of(runs),
    )


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
                int(attribute(cell, "colspan", "1")),
                int(attribute(cell, "rowspan", "1")),
            )
            for cell in row
            if cell.tag in ("th", "td")
        )
        for group in element.iterchildren(part)
        for row in group.iterchildren("tr")
    )


KINDS = ("bar", "grouped-bar", "column", "grouped-column", "stacked-bar", "line", "timeline")


def read_chart(reader: BlockReader, element: etree._Element, number: int) -> Chart | None:
    """The chart of a ``<figure data-chart="kind">``, or ``None`` when its data make none (the problem is recorded)."""
    inline = reader.inline
    inline.cited.clear()
    name = attribute(element, "id", f"chart-{number}")
    kind = attribute(element, "data-chart")
    title = caption(reader, element.find("figcaption"), "figure", number)
    if kind not in KINDS:
        inline.problems.append(
            problem("chart-kind-unknown", inline.template, 0, chart=name, kind=kind, known=", ".join(KINDS))
        )
        return None
    table = element.find("table")
    heads = [] if table is None else list(table.iterfind("thead/tr/*"))[1:]
    head = [(inline.read(cell, running=False), attribute(cell, "data-look")) for cell in heads]
    rows = [] if table is None else [[inline.read(c, running=False) for c in row] for row in table.iterfind("tbody/tr")]
    begins = [] if table is None else list(table.iterfind("tbody/tr/th[1]"))
    of_rows = tuple(attribute(cell, "data-look") for cell in begins)
    if not rows:
        inline.problems.append(
            problem("chart-data-missing", inline.template, 0, chart=name, category=plain(title.children))
        )
        return None
    runs = [run for row in rows for run in row]
    facts = list(dict.fromkeys(f for run in runs for f in figures_in(run)))
    categories = tuple(plain(row[0]) for row in rows)
    if kind == "timeline":
        series: tuple[Series, ...] = (Series("", tuple(None for _ in rows)),)
        categories = tuple(_iso(row[0]) for row in rows)
    else:
        series = tuple(
            Series(plain(name), tuple(_point(row[i]) for row in rows), look)
            for i, (name, look) in zip(range(1, len(rows[0])), [*head, *[((), "")] * len(rows[0])], strict=False)
        )
        for category, row in zip(categories, rows, strict=True):
            if not any(_point(cell) for cell in row[1:]):
                inline.problems.append(problem("chart-data-missing", inline.template, 0, chart=name, category=category))
    unit, factor = attribute(element, "data-unit"), attribute(element, "data-factor", "1")
    return Chart(
        name,
        title,
        kind,
        categories,
        series,
        unit,
        factor,
        _alt(reader, title.children, kind, rows, series),
        notes_below(reader, facts),
        reader.sources_of(runs),
        tuple(plain(r[1]) for r in rows) if kind == "timeline" else (),
        tuple(plain(r[0]) for r in rows) if kind == "timeline" else (),
        of_rows if any(of_rows) else (),
    )


def _point(run: tuple[Inline, ...]) -> Figure | None:
    return next((node for node in run if isinstance(node, Figure) and node.value), None)


def _iso(run: tuple[Inline, ...]) -> str:
    return next((node.datetime for node in run if isinstance(node, Moment)), "")


def _alt(
    reader: BlockReader,
    title: tuple[Inline, ...],
    kind: str,
    rows: list[list[tuple[Inline, ...]]],
    series: tuple[Series, ...],
) -> str:
    words = reader.words
    comma = words.language.typography.semicolon

    def items(place: int) -> str:
        pairs = [(plain(r[0]), plain(r[place])) for r in rows if place < len(r)]
        return comma.join(words.filled("alt_item", {"category": c, "value": v}.__getitem__) for c, v in pairs if v)

    if len(series) == 1:
        told = items(1)
    else:
        told = comma.join(
            words.filled("alt_series", {"series": s.name, "items": items(i)}.__getitem__)
            for i, s in enumerate(series, 1)
        )
    return words.filled("alt", {"caption": plain(title), "items": told}.__getitem__)
