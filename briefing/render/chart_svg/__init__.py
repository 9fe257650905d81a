"""Charts as SVG with real text, drawn by our own small writer.

Not matplotlib: its import and one figure cost more than the layout of a page, it places text by the glyphs of fonts it
finds on the machine (so the bytes depend on the machine), draws no Han text without a font file named, breaks no long
category names, and its figures are pictures of numbers. Here every printed number is the text of its ``Figure``, carries
its fact in ``data-fact``, and the fonts are those of the page around it. Series are told apart by hatch, dash or mark as
well as by colour; bars start at zero; there is no grid where every value is labelled.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from html import escape

from briefing.document.nodes import Chart, plain
from briefing.problems import ProblemsFound, problem
from briefing.render.chart_svg.bars import bar, column, line, stacked_bar
from briefing.render.chart_svg.canvas import Canvas, canvas_of, check, number
from briefing.render.rendering import Theme, points

AROUND = Decimal(90)  # points of a page that caption, notes and source of a chart may take

NARROW = Decimal("0.66")  # of the width on paper: what a telephone shows with letters that can be read

DRAWINGS: dict[str, Callable[[Canvas], None]] = {
    "bar": bar,
    "grouped-bar": bar,
    "column": column,
    "grouped-column": column,
    "stacked-bar": stacked_bar,
    "line": line,
}


def _drawn(chart: Chart, theme: Theme, tag: str, width: Decimal) -> Canvas:
    canvas = canvas_of(chart, theme, tag, width)
    DRAWINGS[chart.kind](canvas)
    return canvas


def draw(chart: Chart, theme: Theme, language_tag: str, *, narrow: bool = False) -> str:
    """Return the chart as one ``<svg>`` element, its user unit a point, with ``title`` (the caption) and ``desc`` (the words
    for those who do not see it); ``narrow`` for screens as small as a telephone, where its words find room on so small a
    sheet. Raises ``ProblemsFound`` for a chart that cannot be drawn."""
    check(chart)
    full = points(theme.chart.width)
    canvas = _drawn(chart, theme, language_tag, full)
    if narrow:
        with suppress(ProblemsFound):  # else it stays as wide as on paper
            canvas = _drawn(chart, theme, language_tag, full * NARROW)
    paper = theme.page
    room = points(paper.size[1]) - points(paper.margin["top"]) - points(paper.margin["bottom"]) - AROUND
    if canvas.height > room:
        raise ProblemsFound([problem("chart-too-tall", chart=chart.id, categories=len(chart.categories))])
    name = escape(chart.id)
    small = " small" if canvas.width < full else ""
    title = escape(plain(chart.caption.children), quote=False)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing{small}" role="img" aria-labelledby="{name}-title {name}-desc" '
        f'viewBox="0 0 {number(canvas.width)} {number(canvas.height)}" width="{number(canvas.width)}pt" '
        f'height="{number(canvas.height)}pt" font-family="{canvas.family}" font-size="{number(canvas.size)}">'
        f'<title id="{name}-title">{title}</title><desc id="{name}-desc">{escape(chart.alt, quote=False)}</desc>'
        f"<defs>{canvas.hatches()}</defs>{''.join(canvas.parts)}</svg>"
    )
