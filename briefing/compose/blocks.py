"""The reader of a document's blocks, in reading order: a table of small functions, one per element."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from lxml import etree

from briefing.compose.grammar import SCHEMATIC, TIMELINE, WAYS, WORDED, across, attribute, columns_in
from briefing.compose.inline import InlineReader, figures_in
from briefing.compose.translator import Translator
from briefing.document import nodes
from briefing.document.nodes import Block, Inline, plain
from briefing.language.figures import join
from briefing.language.model import NumberSigns


@dataclass(slots=True)
class BlockReader:
    """Reads the blocks of a document in reading order, numbering notes as it goes.

    ``automatic`` makes the blocks that write themselves (glossary, sources, caveats)."""

    inline: InlineReader
    words: Translator
    automatic: Callable[[etree._Element], tuple[Block, ...]]

    def blocks(self, element: etree._Element) -> tuple[Block, ...]:
        """Return the block children of an element."""
        return tuple(block for child in element if child.tag in READERS for block in READERS[child.tag](self, child))

    def sentence(self, element: etree._Element, before: tuple[Inline, ...] | None = None) -> tuple[Inline, ...]:
        """Return a run of running text with the note that cites its figures at its end, and those of the run ``before`` it,
        which was read by ``heading``."""
        if before is None:
            self.inline.cited.clear()
        run = self.inline.read(element, running=True)
        facts = list(dict.fromkeys(figures_in((*(before or ()), *run))))
        citations = self.inline.citations
        cited = [*self.inline.cited, *(c for f in facts for c in citations.of_fact(f))]
        note = citations.note(cited, citations.caveats(facts, again=False))
        return (*run, note) if note else run

    def heading(self, element: etree._Element) -> tuple[Inline, ...]:
        """Return a run that is before a sentence and has its sources in the note of that one."""
        self.inline.cited.clear()
        return self.inline.read(element, running=False)

    def sources_of(self, runs: list[tuple[Inline, ...]]) -> tuple[Inline, ...]:
        """Return the source line of everything printed in these runs."""
        citations = self.inline.citations
        facts = dict.fromkeys(f for run in runs for f in figures_in(run))
        return citations.line([*self.inline.cited, *(c for f in facts for c in citations.of_fact(f))])


#: The attribute with the number of a section as printed, or that of a table or chart among its kind.
NUMBER = "data-number"
#: Forms that print a number without its unit.
NUMBER_FORMS = frozenset({"cell", "number", "bare"})
#: So far a printed number may lie from the value it rounds, as a share of it; another scale lies ten times as far at least.
SLACK = Decimal("0.2")


def caption(reader: BlockReader, element: etree._Element | None, name: str, number: int) -> nodes.Caption:
    """Return the caption of a table or chart; ``name`` is the furniture pattern of its label."""
    words = reader.words
    prefix, _, _ = words.house(name).partition("%(number)s")
    run = reader.inline.read(element, running=False) if element is not None else ()
    return nodes.Caption(prefix, number, words.language.furniture["caption_gap"], run)


def columns_of(element: etree._Element) -> tuple[nodes.Column, ...]:
    """Return alignment and width of each column; without ``<col>``s, equal widths. A column whose alignment is not given has
    its numbers at the end and its words at the start."""
    count = columns_in(element)
    given = element.findall("colgroup/col")
    equal = [100 - 100 // count * (count - 1)] + [100 // count] * (count - 1)
    widths = [int(attribute(c, "data-width", str(w))) for c, w in zip(given, equal, strict=False)] or equal
    aligned = [attribute(c, "data-align") or _natural(element, place) for place, c in enumerate(given)]
    return tuple(map(nodes.Column, aligned or ["start"] + ["end"] * (count - 1), widths))


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


def read_table(reader: BlockReader, element: etree._Element) -> nodes.Table:
    """Return a table with everything below it. The sheet of one project is of a kind of its own, numbered and named so."""
    reader.inline.cited.clear()
    number = int(attribute(element, NUMBER))
    title = caption(reader, element.find("caption"), attribute(element, "data-kind", "table"), number)
    head = _rows(reader, element, "thead", "col")
    body = _rows(reader, element, "tbody", "row")
    foot = _rows(reader, element, "tfoot", "row")
    runs = [title.children, *(cell.children for row in (*head, *body, *foot) for cell in row)]
    facts = list(dict.fromkeys(f for run in runs for f in figures_in(run)))
    return nodes.Table(
        attribute(element, "id", f"table-{number}"), title, columns_of(element), head, body, foot,
        notes_below(reader, facts), reader.sources_of(runs),
    )  # fmt: skip


def notes_below(reader: BlockReader, facts: list[str]) -> tuple[tuple[Inline, ...], ...]:
    """Return a line for each known conflict that touches the facts shown."""
    citations = reader.inline.citations
    return tuple(citations.caveat_line(c) for c in citations.caveats(facts, again=True))


def _rows(reader: BlockReader, element: etree._Element, part: str, scope: str) -> tuple[nodes.Row, ...]:
    return tuple(
        tuple(
            nodes.Cell(
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


#: What is before a name in a schematic: where it lies.
ARROWS = {"north": "↑", "west": "←", "hub": "", "east": "→", "south": "↓"}


def read_chart(reader: BlockReader, element: etree._Element) -> nodes.Chart:
    """Return the chart of a ``<figure data-chart="kind">``; points that cannot be drawn are recorded as problems."""
    inline = reader.inline
    inline.cited.clear()
    number = int(attribute(element, NUMBER))
    name, kind = attribute(element, "id", f"chart-{number}"), attribute(element, "data-chart")
    title = caption(reader, element.find("figcaption"), "figure", number)
    heads = element.findall("table/thead/tr/th")
    corner, *head = [(inline.read(c, running=False), attribute(c, "data-look")) for c in heads] or [((), "")]
    lines = element.findall("table/tbody/tr")
    if kind == SCHEMATIC:
        lines.sort(key=lambda line: WAYS.index(attribute(line, "data-way")))
    rows = [[inline.read(cell, running=False) for cell in line] for line in lines]
    dates = kind == TIMELINE
    if kind in WORDED:
        series: tuple[nodes.Series, ...] = (nodes.Series("", tuple(None for _ in rows)),)
    else:
        points = [[_point(reader, cell, run, element) for cell, run in zip(line.iterchildren("td"), row[1:], strict=True)]
                  for line, row in zip(lines, rows, strict=True)]  # fmt: skip
        series = tuple(
            nodes.Series(plain(run), tuple(row[at] for row in points), look) for at, (run, look) in enumerate(head)
        )
        for line, row, found in zip(lines, rows, points, strict=True):
            if not any(found):
                inline.report("chart-data-missing", line, chart=name, category=plain(row[0]))
    looks = tuple(attribute(line[0], "data-look") for line in lines)
    runs = [title.children, corner[0], *(run for run, _ in head), *(run for row in rows for run in row)]
    facts = list(dict.fromkeys(f for row in rows for run in row for f in figures_in(run)))
    begins = tuple(plain(row[0]) for row in rows)
    ways = tuple(attribute(line, "data-way") for line in lines) if kind == SCHEMATIC else ()
    if ways:
        begins = tuple(f"{ARROWS[way]} {name}".strip() for way, name in zip(ways, begins, strict=True))
    alt = _alt(reader, plain(title.children), plain(corner[0]), rows, series)
    return nodes.Chart(
        name, title, kind, tuple(_iso(row[0]) for row in rows) if dates else begins, series,
        attribute(element, "data-unit"), attribute(element, "data-factor", "1"), alt,
        notes_below(reader, facts), reader.sources_of(runs), tuple(plain(r[1]) for r in rows) if kind in WORDED else (),
        begins if dates else (), looks if any(looks) else (),
        ways,
    )  # fmt: skip


def _point(
    reader: BlockReader, cell: etree._Element, run: tuple[Inline, ...], chart: etree._Element
) -> nodes.Figure | None:
    """Return the figure of one point, ``None`` where there is none. Anything else is a problem, for nothing else is drawn; so
    is a number in another scale than the axis says."""
    details = {"chart": attribute(chart, "id", "without id"), "words": plain(run)}
    match run:
        case () | (nodes.Text(),) if plain(run) in ("", reader.words.language.furniture["not_available"]):
            return None
        case (nodes.Figure(value=value, form=form) as figure,) if value and form in NUMBER_FORMS:
            plotted = Decimal(value) / Decimal(attribute(chart, "data-factor", "1"))
            printed = _number(reader.words.language.number, figure.text)
            if printed is not None and abs(printed - plotted) > max(abs(printed), abs(plotted)) * SLACK:
                unit = attribute(chart, "data-unit")
                reader.inline.report("chart-scale", cell, plotted=f"{plotted.normalize():f}", unit=unit, **details)
            return figure
        case _:
            reader.inline.report("chart-point", cell, **details)
            return None


def _number(signs: NumberSigns, text: str) -> Decimal | None:
    """Return the number in the words of a point (约430, more than 81,000); ``None`` where it holds none."""
    plain_digits = (
        text.replace(signs.table_group or "\0", "").replace(signs.group or "\0", "").replace(signs.decimal, ".")
    )
    found = re.search(r"[0-9]+(?:\.[0-9]+)?", plain_digits)
    return None if found is None else Decimal(found[0]) * (-1 if signs.minus in text else 1)


def _iso(run: tuple[Inline, ...]) -> str:
    return next((node.datetime for node in run if isinstance(node, nodes.Moment)), "")


def _alt(
    reader: BlockReader, title: str, corner: str, rows: list[list[tuple[Inline, ...]]], series: tuple[nodes.Series, ...]
) -> str:
    """Return what the chart shows, in words: its caption, what its categories are, and every point."""
    words = reader.words

    def items(place: int) -> str:
        pairs = [(plain(r[0]), plain(r[place])) for r in rows if place < len(r)]
        return semicolon.join(words.filled("alt_item", category=c, value=v) for c, v in pairs if v)

    semicolon = words.language.typography.semicolon
    opening, closing = words.language.typography.brackets
    names = join(words.language, [plain(row[0]) for row in rows])
    several = len(series) > 1
    parts = [words.filled("alt_item", category=corner, value=names)] if corner and several else []
    for place, one in enumerate(series, 1):
        label = f"{one.name}{opening}{corner}{closing}" if one.name and corner and not several else one.name or corner
        parts.append(words.filled("alt_series", series=label, items=items(place)) if label else items(place))
    return words.filled("alt", caption=title, items=semicolon.join(parts))


def _section(reader: BlockReader, element: etree._Element) -> Iterator[Block]:
    level = 1 + sum(1 for _ in element.iterancestors("section"))
    title = _title(reader, element)
    yield nodes.Section(attribute(element, "id"), level, attribute(element, NUMBER), title, reader.blocks(element))


def _title(reader: BlockReader, element: etree._Element) -> tuple[Inline, ...]:
    heading = element.find("h1")
    return reader.inline.read(heading, running=False) if heading is not None else ()


def _paragraph(reader: BlockReader, element: etree._Element) -> Iterator[Block]:
    if run := reader.sentence(element):
        yield nodes.Paragraph(run, attribute(element, "class", "body"))


def _list(reader: BlockReader, element: etree._Element) -> Iterator[Block]:
    items: list[tuple[Block, ...]] = []
    for item in element:
        run = reader.sentence(item)
        if blocks := (*((nodes.Paragraph(run),) if run else ()), *reader.blocks(item)):
            items.append(blocks)
    yield nodes.ListBlock(tuple(items), ordered=element.tag == "ol")


def _definitions(reader: BlockReader, element: etree._Element) -> Iterator[Block]:
    if attribute(element, "class") == "key-figures":
        yield _key_figures(reader, element)
        return
    items: list[nodes.Definition] = []
    for term, text in zip(element.iterchildren("dt"), element.iterchildren("dd"), strict=True):
        heading = reader.heading(term)
        items.append(nodes.Definition(heading, reader.sentence(text, heading)))
    yield nodes.Definitions(tuple(items))


def _key_figures(reader: BlockReader, element: etree._Element) -> nodes.KeyFigures:
    reader.inline.cited.clear()
    items: list[nodes.KeyFigure] = []
    label: tuple[Inline, ...] = ()
    for child in element:
        run = reader.inline.read(child, running=False)
        if child.tag == "dt":
            label = run
        elif attribute(child, "class") == "detail":
            items[-1] = replace(items[-1], detail=run)
        else:
            items.append(nodes.KeyFigure(run, label))
    return nodes.KeyFigures(tuple(items), reader.sources_of([r for i in items for r in (i.label, i.figure, i.detail)]))


def _aside(reader: BlockReader, element: etree._Element) -> Iterator[Block]:
    kind = attribute(element, "class")
    if kind == "pull":
        figure, *words = element
        run = reader.heading(figure) if words else reader.sentence(figure)
        yield nodes.PullFact(run, reader.sentence(words[0], run) if words else ())
        return
    own = _title(reader, element)
    yield nodes.Callout(kind, own or (nodes.Text(reader.words.house(kind)),), reader.blocks(element))


READERS: Mapping[str, Callable[[BlockReader, etree._Element], Iterator[Block]]] = {
    "section": _section,
    "p": _paragraph,
    "ul": _list,
    "ol": _list,
    "dl": _definitions,
    "table": lambda reader, element: iter((read_table(reader, element),)),
    "figure": lambda reader, element: iter((read_chart(reader, element),)),
    "aside": _aside,
    "div": lambda reader, element: iter(reader.automatic(element)),
}
