"""Charts as SVG with real text, drawn by our own small writer.

Not matplotlib: its import and one figure cost more than the layout of a page, it places text by the glyphs of fonts it
finds on the machine (so the bytes depend on the machine), draws no Han text without a font file named, breaks no long
category names, and its figures are pictures of numbers. Here every printed number is the text of its ``Figure``, carries
its fact in ``data-fact``, and the fonts are those of the page around it. Series are told apart by hatch, dash or mark as
well as by colour; bars start at zero; there is no grid where every value is labelled.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from html import escape

from briefing.document.nodes import Chart, plain
from briefing.problems import ProblemsFound, problem
from briefing.render.chart_svg.bars import bar, column, line, stacked_bar
from briefing.render.chart_svg.canvas import Canvas, canvas_of, check, number
from briefing.render.rendering import Theme, points

AROUND = Decimal(90)  # points of a page that caption, notes and source of a chart may take

DRAWINGS: dict[str, Callable[[Canvas], None]] = {
    "bar": bar,
    "grouped-bar": bar,
    "column": column,
    "grouped-column": column,
    "stacked-bar": stacked_bar,
    "line": line,
}


def draw(chart: Chart, theme: Theme, language_tag: str) -> str:
    """Return the chart as one ``<svg>`` element, its user unit a point, with ``title`` (the caption) and ``desc`` (the words
    for those who do not see it). Raises ``ProblemsFound`` for a chart that cannot be drawn."""
    check(chart)
    canvas = canvas_of(chart, theme, language_tag)
    DRAWINGS[chart.kind](canvas)
    paper = theme.page
    room = points(paper.size[1]) - points(paper.margin["top"]) - points(paper.margin["bottom"]) - AROUND
    if canvas.height > room:
        raise ProblemsFound([problem("chart-too-tall", chart=chart.id, categories=len(chart.categories))])
    name = escape(chart.id)
    title = escape(plain(chart.caption.children), quote=False)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" role="img" aria-labelledby="{name}-title {name}-desc" '
        f'viewBox="0 0 {number(canvas.width)} {number(canvas.height)}" width="{number(canvas.width)}pt" '
        f'height="{number(canvas.height)}pt" font-family="{canvas.family}" font-size="{number(canvas.size)}">'
        f'<title id="{name}-title">{title}</title><desc id="{name}-desc">{escape(chart.alt, quote=False)}</desc>'
        f"<defs>{canvas.hatches()}</defs>{''.join(canvas.parts)}</svg>"
    )
