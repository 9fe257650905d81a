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
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from html import escape

from briefing.document.nodes import Chart, Figure, plain
from briefing.problems import ProblemsFound, problem
from briefing.render.chart_svg.canvas import ZERO, Canvas, canvas_of, check, number, plotted, span
from briefing.render.columns import text_width
from briefing.render.theme import Theme, exclusive, points

LABELS = Decimal("0.42")  # at most this share of the width goes to the names of the categories
THICK, SLIM, AIR = Decimal("1.6"), Decimal("1.2"), Decimal("0.7")  # of a bar, of one beside others, and between, in ems
GAP = Decimal("0.6")
SIDES = (1, -1)  # above zero and below it


def _names(canvas: Canvas) -> tuple[list[list[str]], Decimal]:
    """Return the wrapped names of the categories and the width their column takes."""
    most = canvas.width * LABELS
    wrapped = [canvas.wrapped(name, most) for name in canvas.chart.categories]
    widest = max(text_width(line, canvas.size) for lines in wrapped for line in lines)
    return wrapped, min(most, widest) + canvas.size * GAP


def bar(canvas: Canvas) -> None:
    """Draw for each category, in the order given, a bar of each series with its figure at the end. Bars of one category touch;
    where no category has two, they are in one place. A bar without a figure leaves a stroke in its place."""
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
    stretch = canvas.theme.chart.stretch
    thick = canvas.size * (THICK if alone else SLIM) * stretch
    for at, lines in enumerate(names):
        bars = Decimal(1 if alone else len(chart.series))
        height = max(thick * bars, canvas.leading * len(lines)) + canvas.size * AIR * stretch
        canvas.lines(left - canvas.size * GAP, y + height / 2, lines, anchor="end")
        for nth, series in enumerate(chart.series):
            middle = y + height / 2 + (ZERO if alone else thick * (nth - (bars - 1) / 2))
            if series.points[at] is None:
                if not alone:
                    canvas.line(zero, middle, zero + canvas.size / 2, middle, canvas.colour("quiet"))
                continue
            _bar(canvas, zero, middle, unit, thick, nth, at)
        y += height
    canvas.line(zero, top, zero, y, canvas.colour("quiet"))
    canvas.height = y + canvas.size / 2


def _bar(canvas: Canvas, zero: Decimal, middle: Decimal, unit: Decimal, thick: Decimal, nth: int, at: int) -> None:
    """One bar from the zero line, and its figure beyond its end."""
    figure = canvas.chart.series[nth].points[at]
    value = plotted(canvas.chart, figure)
    if value is not None:
        x = zero + min(value, ZERO) * unit
        canvas.block(x, middle - thick / 2, max(abs(value) * unit, Decimal("0.75")), thick, nth, at)
    if figure is not None:
        backward = value is not None and value < 0
        shift = canvas.size * GAP * (-1 if backward else 1)
        canvas.figure(zero + (value or ZERO) * unit + shift, middle, figure, anchor="end" if backward else "start")


def stacked_bar(canvas: Canvas) -> None:
    """Draw for each category the parts of its whole, side by side, those below zero to the left of it; a part too narrow for
    its figure has it beyond the end of the bar."""
    y = top = canvas.head()
    names, left = _names(canvas)
    zero, unit = _scale(canvas, left)
    for category, lines in enumerate(names):
        height = max(canvas.size * THICK, canvas.leading * len(lines)) + canvas.size * AIR * canvas.theme.chart.stretch
        canvas.lines(left - canvas.size * GAP, y + height / 2, lines, anchor="end")
        for side in SIDES:
            _stack(canvas, category, side, zero, y + height / 2, unit)
        y += height
    canvas.line(zero, top, zero, y, canvas.colour("quiet"))
    canvas.height = y + canvas.size / 2


def _scale(canvas: Canvas, left: Decimal) -> tuple[Decimal, Decimal]:
    """Where zero lies right of the names, and the length of one unit: what does not fit inside a part needs room beyond the
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
    """Return the parts of a category above zero (``side`` 1) or below it (-1): number of the series, figure, value."""
    found = ((n, series.points[category]) for n, series in enumerate(canvas.chart.series))
    known = ((n, figure, plotted(canvas.chart, figure)) for n, figure in found)
    return [(n, f, v) for n, f, v in known if f is not None and v is not None and (v < 0) == (side < 0)]


def _stack(canvas: Canvas, category: int, side: int, x: Decimal, middle: Decimal, unit: Decimal) -> None:
    """Draw the parts of a category on one side of zero, from ``x`` outwards, then the figures that do not fit into them."""
    thick, size = canvas.size * THICK, canvas.size
    late: list[tuple[int, Figure]] = []
    for nth, figure, value in _parts(canvas, category, side):
        wide = abs(value) * unit
        canvas.block(min(x, x + wide * side), middle - thick / 2, wide, thick, nth)
        if _fits(canvas, figure, wide):
            canvas.plate(x + wide * side / 2, middle, figure)
        else:
            late.append((nth, figure))
        x += wide * side
        canvas.line(x, middle - thick / 2, x, middle + thick / 2, canvas.colour("paper"), "0.8")
    for nth, figure in late:
        x += size * GAP * side
        square = size * Decimal("0.7")
        canvas.block(x if side > 0 else x - square, middle - square / 2, square, square, nth)
        canvas.figure(x + size * side, middle, figure, anchor="start" if side > 0 else "end")
        x += (size + text_width(figure.text, size)) * side


def _fits(canvas: Canvas, figure: Figure, width: Decimal) -> bool:
    return text_width(figure.text, canvas.size) + canvas.size <= width


SHARE = Decimal("0.72")  # of a category's slot that its columns fill
BROADEST = Decimal(46)
FEW, LOW = 4, Decimal("0.66")  # so few columns need only this share of the usual height
DASHES = ("", "5 2.5", "1.5 2", "8 2 1.5 2")
MARKS = ("circle", "square", "diamond", "circle")
APART = Decimal("0.4")  # ems between the figures of one line
LEAST = 6  # lines of text that the drawing itself is high at least, however long the names below it


@dataclass(slots=True)
class Upright:
    """The slots of the categories and the heights of the drawing, in points; ``unit`` is the length of one unit of the axis.
    ``taken`` are the places of figures set so far (left, right, middle of the height), ``columns`` those of the columns (left,
    right, upper and lower end)."""

    canvas: Canvas
    slot: Decimal
    names: list[list[str]]
    top: Decimal
    bottom: Decimal
    base: Decimal
    unit: Decimal
    taken: list[tuple[Decimal, Decimal, Decimal]] = field(default_factory=list)
    columns: list[tuple[Decimal, Decimal, Decimal, Decimal]] = field(default_factory=list)

    def middle(self, category: int) -> Decimal:
        """Return the middle of the slot of a category."""
        return self.slot * category + self.slot / 2

    def figure(self, x: Decimal, y: Decimal, step: Decimal, figure: Figure) -> None:
        """Set a figure around ``x`` at height ``y``, or as many steps further as keep it off those set before. Raises
        ``ProblemsFound`` where that leads out of the drawing."""
        canvas = self.canvas
        half = text_width(figure.text, canvas.size) / 2
        near = half + canvas.size * APART
        while any(abs(y - h) < canvas.size and x - near < right and x + near > left for left, right, h in self.taken):
            y += step
        lowest, highest = self.bottom, self.top - canvas.leading * Decimal("1.5")
        if x - half < -1 or x + half > canvas.width + 1 or not highest <= y <= lowest:
            raise canvas.no_room(figure.text)
        self.taken.append((x - half, x + half, y))
        over = any(x - half < right - 1 and x + half > left + 1 and upper < y + canvas.size / 2 and y - canvas.size / 2 < lower
                   for left, right, upper, lower in self.columns)  # fmt: skip
        (canvas.plate if over else partial(canvas.figure, anchor="middle"))(x, y, figure)

    def name(self, category: int) -> None:
        """Draw the name of a category below it."""
        lines = self.names[category]
        y = self.bottom + self.canvas.size + self.canvas.leading * (len(lines) - 1) / 2
        self.canvas.lines(self.middle(category), y, lines, anchor="middle")

    @property
    def foot(self) -> Decimal:
        """The height of the names."""
        return self.canvas.leading * max(len(lines) for lines in self.names) + self.canvas.size


def upright(canvas: Canvas, share: Decimal = Decimal(1), below: Decimal = ZERO) -> Upright:
    """Return the ground of a chart: ``share`` of the usual height, ``below`` points for the figures under the lowest value.
    Raises ``ProblemsFound`` where a name does not fit into its slot without breaking a word."""
    chart = canvas.chart
    top = canvas.head() + canvas.leading * 2
    slot = canvas.width / len(chart.categories)
    names = [canvas.wrapped(name, slot - canvas.size * Decimal("0.6")) for name in chart.categories]
    low, high = span(chart)
    made = Upright(canvas, slot, names, top, ZERO, ZERO, ZERO)
    usual = points(canvas.theme.chart.height) * canvas.theme.chart.stretch
    room = max(usual * share - top - made.foot, canvas.leading * LEAST)
    made.unit = (room - below) / ((high - low) or Decimal(1))
    made.bottom = top + room
    made.base = top + high * made.unit if high > low else made.bottom - below
    canvas.height = made.bottom + made.foot
    return made


def column(canvas: Canvas) -> None:
    """Draw columns in the order of the categories; the figures of neighbours that would touch are set one line higher."""
    chart = canvas.chart
    alone = exclusive(chart)
    across = 1 if alone else len(chart.series)
    share = Decimal(1) if len(chart.categories) * across > FEW else LOW
    ground = upright(canvas, share, canvas.leading if span(chart)[0] < 0 else ZERO)
    broad = min(ground.slot * SHARE / across, BROADEST)
    for at in range(len(chart.categories)):
        left = ground.middle(at) - broad * across / 2
        places = [left + (ZERO if alone else broad * index) for index in range(len(chart.series))]
        drawn = [_column(ground, x, broad, index, at, gap=across > 1) for index, x in enumerate(places)]
        for x, (figure, end, side) in ((x, one) for x, one in zip(places, drawn, strict=True) if one):
            step = canvas.leading * side
            ground.figure(x + broad / 2, end + step / 2, step, figure)
        ground.name(at)
    canvas.line(ZERO, ground.base, canvas.width, ground.base, canvas.colour("quiet"))


def _column(
    ground: Upright, x: Decimal, broad: Decimal, index: int, at: int, *, gap: bool
) -> tuple[Figure, Decimal, int] | None:
    """One column; with ``gap`` a stroke says where one is missing. Return its figure, its end, and on which side that is."""
    canvas, base = ground.canvas, ground.base
    figure = canvas.chart.series[index].points[at]
    value = plotted(canvas.chart, figure)
    if figure is not None and value is not None:
        side = -1 if value >= 0 else 1
        tall = max(abs(value) * ground.unit, Decimal("0.75"))
        upper = min(base, base + tall * side)
        canvas.block(x, upper, broad, tall, index, at)
        ground.columns.append((x, x + broad, upper, upper + tall))
        return figure, base + tall * side, side
    if figure is None and gap:
        canvas.line(x + broad / 4, base - 3, x + broad - broad / 4, base - 3, canvas.colour("quiet"), "1")
    return None


def line(canvas: Canvas) -> None:
    """Draw one line for each series from zero up, marked and labelled at every point; each series has its own dash and mark."""
    lonely = len(canvas.chart.series) == 1 and span(canvas.chart)[0] == 0  # every figure is above its point
    ground = upright(canvas, below=ZERO if lonely else canvas.leading * Decimal("1.5"))
    canvas.line(ZERO, ground.base, canvas.width, ground.base, canvas.colour("quiet"))
    values = [[plotted(canvas.chart, figure) for figure in series.points] for series in canvas.chart.series]
    for index, known in enumerate(values):
        _strokes(ground, index, known)
        for at, value in enumerate(known):
            figure = canvas.chart.series[index].points[at]
            if value is None or figure is None:
                continue
            x, y = ground.middle(at), ground.base - value * ground.unit
            _mark(canvas, x, y, index)
            # the highest line is labelled above its points, the others below
            highest = value == max(v for row in values if (v := row[at]) is not None)
            step = canvas.leading * (-1 if highest else 1) * Decimal("0.85")
            ground.figure(x, y + step, step, figure)
    for at in range(len(canvas.chart.categories)):
        ground.name(at)


def _strokes(ground: Upright, index: int, values: list[Decimal | None]) -> None:
    """Draw the line of a series, broken where it has no value."""
    canvas = ground.canvas
    runs: list[list[str]] = [[]]
    for at, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(f"{number(ground.middle(at))},{number(ground.base - value * ground.unit)}")
    dash = f' stroke-dasharray="{DASHES[index % len(DASHES)]}"' if DASHES[index % len(DASHES)] else ""
    canvas.parts += [
        f'<polyline points="{" ".join(run)}" fill="none" stroke="{canvas.fill(index)}" stroke-width="1.8"{dash}/>'
        for run in runs
        if len(run) > 1
    ]


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
    if canvas.height > theme.page.text[1] - AROUND:
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
