"""Bars and columns."""

from __future__ import annotations

from decimal import Decimal

from briefing.document.nodes import Figure
from briefing.render.chart_looks import exclusive
from briefing.render.chart_svg.canvas import ZERO, Canvas, plotted, span
from briefing.render.chart_svg.measure import text_width, wrap
from briefing.render.theme import points

LABELS = Decimal("0.42")  # at most this share of the width goes to the names of the categories
THICK, SLIM, AIR = Decimal("1.6"), Decimal("1.2"), Decimal("0.7")  # of a bar, of one beside others, and between, in ems
GAP = Decimal("0.6")


def _names(canvas: Canvas) -> tuple[list[list[str]], Decimal]:
    """The wrapped names of the categories and the width their column takes."""
    most = canvas.width * LABELS
    wrapped = [wrap(name, most, canvas.size) for name in canvas.chart.categories]
    widest = max(text_width(line, canvas.size) for lines in wrapped for line in lines)
    return wrapped, min(most, widest) + canvas.size * GAP


def _row_height(canvas: Canvas, lines: list[str]) -> Decimal:
    return max(canvas.size * THICK, canvas.leading * len(lines)) + canvas.size * AIR


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
    """For each category the parts of its whole, side by side; a part too narrow for its figure has it after the bar."""
    chart = canvas.chart
    y = canvas.head()
    names, left = _names(canvas)
    totals = [sum(((plotted(chart, s.points[i]) or ZERO) for s in chart.series), ZERO) for i in range(len(names))]
    widest = max(totals) or Decimal(1)
    reserve = ZERO
    unit = (canvas.width - left) / widest
    for _ in range(2):  # what does not fit inside a part needs room after the bar, which makes the parts narrower
        unit = (canvas.width - left - reserve) / widest
        reserve = max(
            sum((text_width(f.text, canvas.size) + canvas.size * 2 for f in _outside(canvas, i, unit)), ZERO)
            - (widest - total) * unit
            for i, total in enumerate(totals)
        )
        reserve = max(reserve, ZERO)
    top = y
    for index, lines in enumerate(names):
        height = _row_height(canvas, lines)
        middle, thick, x = y + height / 2, canvas.size * THICK, left
        canvas.lines(left - canvas.size * GAP, middle, lines, anchor="end")
        late: list[tuple[int, Figure]] = []
        for number, series in enumerate(chart.series):
            figure = series.points[index]
            value = plotted(chart, figure)
            if figure is None or value is None:
                continue
            wide = value * unit
            canvas.block(x, middle - thick / 2, wide, thick, number)
            if _fits(canvas, figure, wide):
                _plate(canvas, x + wide / 2, middle, figure)
            else:
                late.append((number, figure))
            x += wide
            canvas.line(x, middle - thick / 2, x, middle + thick / 2, canvas.colour("paper"), "0.8")
        for number, figure in late:
            x += canvas.size * GAP
            canvas.block(
                x,
                middle - canvas.size * Decimal("0.35"),
                canvas.size * Decimal("0.7"),
                canvas.size * Decimal("0.7"),
                number,
            )
            canvas.figure(x + canvas.size, middle, figure)
            x += canvas.size + text_width(figure.text, canvas.size)
        y += height
    canvas.line(left, top, left, y, canvas.colour("quiet"))
    canvas.height = y + canvas.size / 2


def _fits(canvas: Canvas, figure: Figure, width: Decimal) -> bool:
    return text_width(figure.text, canvas.size) + canvas.size <= width


def _plate(canvas: Canvas, x: Decimal, middle: Decimal, figure: Figure) -> None:
    """A figure on a ground of paper, so that it is read on any colour and hatch."""
    wide = text_width(figure.text, canvas.size) + canvas.size * Decimal("0.5")
    high = canvas.size * Decimal("1.15")
    canvas.rectangle(x - wide / 2, middle - high / 2, wide, high, canvas.colour("paper"))
    canvas.figure(x, middle, figure, anchor="middle")


def _outside(canvas: Canvas, index: int, unit: Decimal) -> list[Figure]:
    """The figures of a category that do not fit into their parts."""
    figures = [series.points[index] for series in canvas.chart.series]
    return [
        figure
        for figure in figures
        if figure is not None and not _fits(canvas, figure, (plotted(canvas.chart, figure) or ZERO) * unit)
    ]


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
    room = points(canvas.theme.chart.height) * share - top - foot
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
                while any(
                    abs(y - other) < canvas.size and centre - half < right and centre + half > left
                    for left, right, other in taken
                ):
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
