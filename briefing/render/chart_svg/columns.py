"""Vertical columns, one or several for each category, with the figure above each."""

from __future__ import annotations

from decimal import Decimal

from briefing.render.chart_looks import exclusive
from briefing.render.chart_svg.canvas import Canvas
from briefing.render.chart_svg.measure import text_width, wrap
from briefing.render.chart_svg.values import ZERO, plotted, span
from briefing.render.house import points

SHARE = Decimal("0.72")  # of a category's slot that its columns fill
BROADEST = Decimal(46)
FEW, LOW = 4, Decimal("0.66")  # so few columns need only this share of the usual height


def column(canvas: Canvas) -> None:
    """Columns in the order of the categories; the figures of neighbours that would touch are set one line higher."""
    chart = canvas.chart
    top = canvas.head() + canvas.leading * 2
    slot = canvas.width / len(chart.categories)
    names = [wrap(name, slot - canvas.size * Decimal("0.6"), canvas.size) for name in chart.categories]
    low, high = span(chart)
    foot = canvas.leading * max(len(lines) for lines in names) + canvas.size
    alone = exclusive(chart)
    across = 1 if alone else len(chart.series)
    columns = len(chart.categories) * across
    share = Decimal(1) if columns > FEW else LOW
    room = points(canvas.house.chart.height) * share - top - foot
    below = canvas.leading if low < 0 else ZERO
    unit = (room - below) / ((high - low) or Decimal(1))
    base = top + high * unit
    bottom = top + room
    broad = min(slot * SHARE / across, BROADEST)
    for at, lines in enumerate(names):
        middle = slot * at + slot / 2
        x = middle - broad * across / 2
        taken: list[tuple[Decimal, Decimal, Decimal]] = []
        for number, series in enumerate(chart.series):
            figure = series.points[at]
            value = plotted(chart, figure)
            if figure is not None and value is not None:
                tall = max(abs(value) * unit, Decimal("0.75"))
                canvas.block(x, base - tall if value >= 0 else base, broad, tall, number, at)
                y = base - tall - canvas.leading / 2 if value >= 0 else base + tall + canvas.leading / 2
                half = text_width(figure.text, canvas.size) / 2
                centre = x + broad / 2
                while any(abs(y - other) < canvas.size and centre - half < right and centre + half > left
                          for left, right, other in taken):  # fmt: skip
                    y -= canvas.leading
                taken.append((centre - half, centre + half, y))
                canvas.figure(centre, y, figure, anchor="middle")
            elif figure is None and across > 1:  # where a column is missing a stroke says so
                quarter = broad / 4
                canvas.line(x + quarter, base - 3, x + broad - quarter, base - 3, canvas.colour("quiet"), "1")
            x += ZERO if alone else broad
        canvas.lines(middle, bottom + canvas.size + canvas.leading * (len(lines) - 1) / 2, lines, anchor="middle")
    canvas.line(ZERO, base, canvas.width, base, canvas.colour("quiet"))
    canvas.height = bottom + foot
