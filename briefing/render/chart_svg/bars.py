"""Horizontal bars: simple, and stacked."""

from __future__ import annotations

from decimal import Decimal

from briefing.document.nodes import Figure
from briefing.render.chart_looks import exclusive
from briefing.render.chart_svg.canvas import ZERO, Canvas, plotted, span
from briefing.render.chart_svg.measure import text_width

LABELS = Decimal("0.42")  # at most this share of the width goes to the names of the categories
THICK, SLIM, AIR = Decimal("1.6"), Decimal("1.2"), Decimal("0.7")  # of a bar, of one beside others, and between, in ems
GAP = Decimal("0.6")
SIDES = (1, -1)  # above nought and below it


def _names(canvas: Canvas) -> tuple[list[list[str]], Decimal]:
    """Return the wrapped names of the categories and the width their column takes."""
    most = canvas.width * LABELS
    wrapped = [canvas.wrapped(name, most) for name in canvas.chart.categories]
    widest = max(text_width(line, canvas.size) for lines in wrapped for line in lines)
    return wrapped, min(most, widest) + canvas.size * GAP


def bar(canvas: Canvas) -> None:
    """For each category, in the order given, a bar of each series with its figure at the end. Bars of one category touch;
    where no category has two, they stand in one place. A bar without a figure leaves a stroke in its place."""
    chart = canvas.chart
    y = canvas.head()
    names, left = _names(canvas)
    figures = [figure for series in chart.series for figure in series.points if figure]
    low, high = span(chart)
    room = max((text_width(f.text, canvas.size) for f in figures), default=ZERO) + canvas.size * GAP * 2
    left_room = room if low < 0 else ZERO
    unit = (canvas.width - left - room - left_room) / ((high - low) or Decimal(1))
    zero = left + left_room - low * unit
    top = y
    alone = len(chart.series) == 1 or exclusive(chart)
    thick = canvas.size * (THICK if alone else SLIM)
    for at, lines in enumerate(names):
        bars = Decimal(1 if alone else len(chart.series))
        height = max(thick * bars, canvas.leading * len(lines)) + canvas.size * AIR
        canvas.lines(left - canvas.size * GAP, y + height / 2, lines, anchor="end")
        for number, series in enumerate(chart.series):
            middle = y + height / 2 + (ZERO if alone else thick * (number - (bars - 1) / 2))
            if series.points[at] is None:
                if not alone:
                    canvas.line(zero, middle, zero + canvas.size / 2, middle, canvas.colour("quiet"))
                continue
            _bar(canvas, zero, middle, unit, thick, number, at)
        y += height
    canvas.line(zero, top, zero, y, canvas.colour("quiet"))
    canvas.height = y + canvas.size / 2


def _bar(canvas: Canvas, zero: Decimal, middle: Decimal, unit: Decimal, thick: Decimal, number: int, at: int) -> None:
    """One bar from the zero line, and its figure beyond its end."""
    figure = canvas.chart.series[number].points[at]
    value = plotted(canvas.chart, figure)
    if value is not None:
        x = zero + min(value, ZERO) * unit
        canvas.block(x, middle - thick / 2, max(abs(value) * unit, Decimal("0.75")), thick, number, at)
    if figure is not None:
        backward = value is not None and value < 0
        shift = canvas.size * GAP * (-1 if backward else 1)
        canvas.figure(zero + (value or ZERO) * unit + shift, middle, figure, anchor="end" if backward else "start")


def stacked_bar(canvas: Canvas) -> None:
    """For each category the parts of its whole, side by side, those below nought to the left of it; a part too narrow for its
    figure has it beyond the end of the bar."""
    y = top = canvas.head()
    names, left = _names(canvas)
    zero, unit = _scale(canvas, left)
    for category, lines in enumerate(names):
        height = max(canvas.size * THICK, canvas.leading * len(lines)) + canvas.size * AIR
        canvas.lines(left - canvas.size * GAP, y + height / 2, lines, anchor="end")
        for side in SIDES:
            _stack(canvas, category, side, zero, y + height / 2, unit)
        y += height
    canvas.line(zero, top, zero, y, canvas.colour("quiet"))
    canvas.height = y + canvas.size / 2


def _scale(canvas: Canvas, left: Decimal) -> tuple[Decimal, Decimal]:
    """Where nought lies right of the names, and the length of one unit: what does not fit inside a part needs room beyond the
    bar, which makes the parts narrower."""
    count = len(canvas.chart.categories)
    totals = {side: [sum((v for _, _, v in _parts(canvas, at, side)), ZERO) for at in range(count)] for side in SIDES}
    ends = {side: max(map(abs, totals[side]), default=ZERO) for side in SIDES}
    reserve = dict.fromkeys(SIDES, ZERO)
    unit = ZERO
    for _ in range(2):
        unit = (canvas.width - left - sum(reserve.values())) / (sum(ends.values()) or Decimal(1))
        reserve = {side: max(ZERO, *(
            sum((text_width(f.text, canvas.size) + canvas.size * 2 for _, f, v in _parts(canvas, at, side)
                 if not _fits(canvas, f, abs(v) * unit)), ZERO) - (ends[side] - abs(totals[side][at])) * unit
            for at in range(count)
        )) for side in SIDES}  # fmt: skip
    return left + reserve[-1] + ends[-1] * unit, unit


def _parts(canvas: Canvas, category: int, side: int) -> list[tuple[int, Figure, Decimal]]:
    """Return the parts of a category above nought (``side`` 1) or below it (-1): number of the series, figure, value."""
    found = ((n, series.points[category]) for n, series in enumerate(canvas.chart.series))
    known = ((n, figure, plotted(canvas.chart, figure)) for n, figure in found)
    return [(n, f, v) for n, f, v in known if f is not None and v is not None and (v < 0) == (side < 0)]


def _stack(canvas: Canvas, category: int, side: int, x: Decimal, middle: Decimal, unit: Decimal) -> None:
    """Draw the parts of a category on one side of nought, from ``x`` outwards, then the figures that do not fit into them."""
    thick, size = canvas.size * THICK, canvas.size
    late: list[tuple[int, Figure]] = []
    for number, figure, value in _parts(canvas, category, side):
        wide = abs(value) * unit
        canvas.block(min(x, x + wide * side), middle - thick / 2, wide, thick, number)
        if _fits(canvas, figure, wide):
            canvas.plate(x + wide * side / 2, middle, figure)
        else:
            late.append((number, figure))
        x += wide * side
        canvas.line(x, middle - thick / 2, x, middle + thick / 2, canvas.colour("paper"), "0.8")
    for number, figure in late:
        x += size * GAP * side
        square = size * Decimal("0.7")
        canvas.block(x if side > 0 else x - square, middle - square / 2, square, square, number)
        canvas.figure(x + size * side, middle, figure, anchor="start" if side > 0 else "end")
        x += (size + text_width(figure.text, size)) * side


def _fits(canvas: Canvas, figure: Figure, width: Decimal) -> bool:
    return text_width(figure.text, canvas.size) + canvas.size <= width
