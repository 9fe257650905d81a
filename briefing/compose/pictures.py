"""Charts: a table of figures with a kind. The alternative text writes itself from the same figures."""

from __future__ import annotations

from lxml import etree

from briefing.compose.geometry import TIMELINE
from briefing.compose.inline import figures_in
from briefing.compose.place import attribute
from briefing.compose.reader import BlockReader
from briefing.compose.tables import caption, notes_below
from briefing.document.nodes import Chart, Figure, Inline, Moment, Series, Text, plain
from briefing.language.printing import join


def read_chart(reader: BlockReader, element: etree._Element, number: int) -> Chart:
    """The chart of a ``<figure data-chart="kind">``; points that cannot be drawn are recorded as problems."""
    inline = reader.inline
    inline.cited.clear()
    name, kind = attribute(element, "id", f"chart-{number}"), attribute(element, "data-chart")
    title = caption(reader, element.find("figcaption"), "figure", number)
    heads = element.findall("table/thead/tr/th")
    corner, *head = [(inline.read(c, running=False), attribute(c, "data-look")) for c in heads] or [((), "")]
    lines = element.findall("table/tbody/tr")
    rows = [[inline.read(cell, running=False) for cell in line] for line in lines]
    dates = kind == TIMELINE
    if dates:
        series: tuple[Series, ...] = (Series("", tuple(None for _ in rows)),)
    else:
        points = [[_point(reader, cell, run, name) for cell, run in zip(line.iterchildren("td"), row[1:], strict=True)]
                  for line, row in zip(lines, rows, strict=True)]  # fmt: skip
        series = tuple(
            Series(plain(run), tuple(row[at] for row in points), look) for at, (run, look) in enumerate(head)
        )
        for line, row, found in zip(lines, rows, points, strict=True):
            if not any(found):
                inline.tell("chart-data-missing", line, chart=name, category=plain(row[0]))
    looks = tuple(attribute(line[0], "data-look") for line in lines)
    runs = [title.children, corner[0], *(run for run, _ in head), *(run for row in rows for run in row)]
    facts = list(dict.fromkeys(f for row in rows for run in row for f in figures_in(run)))
    begins = tuple(plain(row[0]) for row in rows)
    alt = _alt(reader, plain(title.children), plain(corner[0]), rows, series)
    return Chart(
        name, title, kind, tuple(_iso(row[0]) for row in rows) if dates else begins, series,
        attribute(element, "data-unit"), attribute(element, "data-factor", "1"), alt,
        notes_below(reader, facts), reader.sources_of(runs), tuple(plain(r[1]) for r in rows) if dates else (),
        begins if dates else (), looks if any(looks) else (),
    )  # fmt: skip


def _point(reader: BlockReader, cell: etree._Element, run: tuple[Inline, ...], chart: str) -> Figure | None:
    """The figure of one point, ``None`` where there is none; anything else is a problem, for nothing else is drawn."""
    match run:
        case (Figure(value=value) as figure,) if value:
            return figure
        case () | (Text(),) if plain(run) in ("", reader.words.language.furniture["not_available"]):
            return None
    reader.inline.tell("chart-point", cell, chart=chart, words=plain(run))
    return None


def _iso(run: tuple[Inline, ...]) -> str:
    return next((node.datetime for node in run if isinstance(node, Moment)), "")


def _alt(reader: BlockReader, title: str, corner: str, rows: list[list[tuple[Inline, ...]]], series: tuple[Series, ...]) -> str:
    """What the chart shows, in words: its caption, what its categories are, and every point."""
    words = reader.words

    def said(pattern: str, **values: str) -> str:
        return words.filled(pattern, values.__getitem__)

    def items(place: int) -> str:
        pairs = [(plain(r[0]), plain(r[place])) for r in rows if place < len(r)]
        return semicolon.join(said("alt_item", category=c, value=v) for c, v in pairs if v)

    semicolon = words.language.typography.semicolon
    if len(series) == 1:
        told = [said("alt_series", series=corner, items=items(1)) if corner else items(1)]
    else:
        names = join(words.language, [plain(row[0]) for row in rows])
        told = [said("alt_item", category=corner, value=names)] if corner else []
        told += [said("alt_series", series=s.name, items=items(i)) for i, s in enumerate(series, 1)]
    return said("alt", caption=title, items=semicolon.join(told))
