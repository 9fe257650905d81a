"""Lines over categories in order of time."""

from __future__ import annotations

from decimal import Decimal

from briefing.render.chart_svg.canvas import ZERO, Canvas, number, plotted, span
from briefing.render.chart_svg.measure import text_width, wrap
from briefing.render.theme import points

DASHES = ("", "5 2.5", "1.5 2", "8 2 1.5 2")
MARKS = ("circle", "square", "diamond", "circle")


def line(canvas: Canvas) -> None:
    """One line for each series from zero up, marked and labelled at every point; each series has its own dash and mark."""
    chart = canvas.chart
    top = canvas.head() + canvas.leading * 2
    slot = canvas.width / len(chart.categories)
    names = [wrap(name, slot - canvas.size * Decimal("0.6"), canvas.size) for name in chart.categories]
    low, high = span(chart)
    foot = canvas.leading * max(len(lines) for lines in names) + canvas.size
    room = points(canvas.theme.chart.height) - top - foot
    unit = room / ((high - low) or Decimal(1))
    base = top + high * unit
    canvas.line(ZERO, base, canvas.width, base, canvas.colour("quiet"))
    labels: list[tuple[Decimal, Decimal, Decimal]] = []
    at_x = {
        slot * at + slot / 2: [plotted(chart, series.points[at]) for series in chart.series] for at in range(len(names))
    }
    for index, series in enumerate(chart.series):
        known = [(slot * at + slot / 2, plotted(chart, figure), figure) for at, figure in enumerate(series.points)]
        runs: list[list[str]] = [[]]
        for x, value, _ in known:
            if value is None:
                runs.append([])
            else:
                runs[-1].append(f"{number(x)},{number(base - value * unit)}")
        dash = f' stroke-dasharray="{DASHES[index % len(DASHES)]}"' if DASHES[index % len(DASHES)] else ""
        canvas.parts += [
            f'<polyline points="{" ".join(run)}" fill="none" stroke="{canvas.fill(index)}" stroke-width="1.8"{dash}/>'
            for run in runs
            if len(run) > 1
        ]
        for x, value, figure in known:
            if value is None or figure is None:
                continue
            y = base - value * unit
            _mark(canvas, x, y, index)
            # the highest line is labelled above its points, the others below
            step = canvas.leading * (-1 if value == max(v for v in at_x[x] if v is not None) else 1) * Decimal("0.85")
            half, height = text_width(figure.text, canvas.size) / 2, y + step
            while any(abs(height - h) < canvas.size and x - half < r and x + half > left for left, r, h in labels):
                height += step
            labels.append((x - half, x + half, height))
            canvas.figure(x, height, figure, anchor="middle")
    for at, lines in enumerate(names):
        middle = top + room + canvas.size + canvas.leading * (len(lines) - 1) / 2
        canvas.lines(slot * at + slot / 2, middle, lines, anchor="middle")
    canvas.height = top + room + foot


def _mark(canvas: Canvas, x: Decimal, y: Decimal, series: int) -> None:
    kind, r = MARKS[series % len(MARKS)], Decimal("2.6")
    if kind == "circle":
        canvas.parts.append(f'<circle cx="{number(x)}" cy="{number(y)}" r="{r}" fill="{canvas.fill(series)}"/>')
    elif kind == "square":
        canvas.rectangle(x - r, y - r, r * 2, r * 2, canvas.fill(series))
    else:
        tips = ((x, y - r - 1), (x + r + 1, y), (x, y + r + 1), (x - r - 1, y))
        corners = " ".join(f"{number(a)},{number(b)}" for a, b in tips)
        canvas.parts.append(f'<polygon points="{corners}" fill="{canvas.fill(series)}"/>')
