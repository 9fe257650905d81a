"""Charts: a table of figures with a kind. The alternative text writes itself from the same figures."""

from __future__ import annotations

from lxml import etree

from briefing.compose.inline import figures_in
from briefing.compose.markup import attribute
from briefing.compose.reader import BlockReader
from briefing.compose.tables import caption, notes_below
from briefing.document.nodes import Chart, Figure, Inline, Moment, Series, plain
from briefing.problems import problem

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
        name, title, kind, categories, series, unit, factor, _alt(reader, title.children, kind, rows, series),
        notes_below(reader, facts), reader.sources_of(runs), tuple(plain(r[1]) for r in rows) if kind == "timeline" else (),
        tuple(plain(r[0]) for r in rows) if kind == "timeline" else (), of_rows if any(of_rows) else (),
    )  # fmt: skip


def _point(run: tuple[Inline, ...]) -> Figure | None:
    return next((node for node in run if isinstance(node, Figure) and node.value), None)


def _iso(run: tuple[Inline, ...]) -> str:
    return next((node.datetime for node in run if isinstance(node, Moment)), "")


def _alt(reader: BlockReader, title: tuple[Inline, ...], kind: str, rows: list[list[tuple[Inline, ...]]],
         series: tuple[Series, ...]) -> str:  # fmt: skip
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
