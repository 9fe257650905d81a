"""The canvas of a chart: plotted values, scales, axes, labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from html import escape

from briefing.document.nodes import Chart, Figure
from briefing.problems import ProblemsFound, problem
from briefing.render.columns import is_wide, pieces, text_width, wrap
from briefing.render.theme import TARGET, Look, Theme, aimed, looks

LINE_HEIGHT = Decimal("1.28")
BASELINE = Decimal("0.36")  # from the middle of a line of text down to its baseline, in ems
HATCHES = ("", "M0 5L5 0", "M0 2.5H5", "M2.5 0V5", "M0 0L5 5", "M0 5L5 0M0 0L5 5")  # told apart in grey too


def number(value: Decimal) -> str:
    """Return a coordinate with at most two decimals."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


@dataclass(slots=True)
class Canvas:
    """The sheet of one chart; ``height`` is set by the drawing once it knows how much it needs."""

    chart: Chart
    theme: Theme
    family: str
    width: Decimal
    size: Decimal
    looks: tuple[Look, ...]
    height: Decimal = Decimal(0)
    parts: list[str] = field(default_factory=list)

    @property
    def leading(self) -> Decimal:
        """From one line of text to the next."""
        return self.size * LINE_HEIGHT

    def colour(self, name: str) -> str:
        """Return a colour of the theme."""
        return self.theme.colour[name]

    def fill(self, series: int) -> str:
        """Return the colour of a series."""
        return self.looks[series].colour

    def rectangle(self, x: Decimal, y: Decimal, width: Decimal, height: Decimal, fill: str) -> None:
        """Draw a filled rectangle."""
        self.parts.append(
            f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}" fill="{fill}"/>'
        )

    def block(
        self, x: Decimal, y: Decimal, width: Decimal, height: Decimal, series: int, category: int | None = None
    ) -> None:
        """Draw a rectangle in the look of a series, hatched where its category is a target."""
        self.rectangle(x, y, width, height, self.fill(series))
        hatched = self.looks[series].hatch or (category is not None and aimed(self.chart, category))
        if hatched and width > 0 and height > 0:
            self.rectangle(x, y, width, height, f"url(#{escape(self.chart.id)}-hatch-{series})")

    def line(self, x1: Decimal, y1: Decimal, x2: Decimal, y2: Decimal, stroke: str, width: str = "0.6") -> None:
        """Draw a straight line."""
        self.parts.append(
            f'<line x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}" '
            f'stroke="{stroke}" stroke-width="{width}"/>'
        )

    def words(
        self,
        x: Decimal,
        y: Decimal,
        text: str,
        *,
        anchor: str = "start",
        fill: str = "",
        bold: bool = False,
        data: str = "",
    ) -> None:
        """Draw one line of text, ``y`` being the middle of its height. Raises ``ProblemsFound`` where it would be cut off."""
        wide = text_width(text, self.size)
        left = x - (wide if anchor == "end" else wide / 2 if anchor == "middle" else 0)
        if left < -1 or left + wide > self.width + 1:
            raise self.no_room(text)
        weight = ' font-weight="700"' if bold else ""
        self.parts.append(
            f'<text x="{number(x)}" y="{number(y + BASELINE * self.size)}" text-anchor="{anchor}" '
            f'fill="{fill or self.colour("ink")}"{weight}{data}>{escape(text, quote=False)}</text>'
        )

    def no_room(self, text: str) -> ProblemsFound:
        """Return what is raised where a text does not fit."""
        count = len(self.chart.categories)
        return ProblemsFound([problem("chart-too-narrow", chart=self.chart.id, text=text, categories=count)])

    def wrapped(self, text: str, width: Decimal) -> list[str]:
        """Return the lines of a name. Raises ``ProblemsFound`` where a word of it would have to be broken."""
        if any(text_width(piece.strip(" "), self.size) > width for piece in pieces(text)):
            raise self.no_room(text)
        lines = wrap(text, width, self.size)
        if len(lines) > 1 and len(lines[-1]) == 1 and is_wide(lines[-1]):  # no character stands alone on the last line
            mark = max(map(lines[-2].rfind, "，、：；")) + 1
            cut = mark if mark and text_width(lines[-2][mark:] + lines[-1], self.size) <= width else len(lines[-2]) - 1
            lines[-2:] = [lines[-2][:cut], lines[-2][cut:] + lines[-1]]
        return lines

    def lines(
        self, x: Decimal, middle: Decimal, texts: Sequence[str], *, anchor: str = "start", fill: str = ""
    ) -> None:
        """Draw lines of text around a middle height."""
        top = middle - self.leading * (len(texts) - 1) / 2
        for index, text in enumerate(texts):
            self.words(x, top + self.leading * index, text, anchor=anchor, fill=fill)

    def figure(self, x: Decimal, y: Decimal, figure: Figure, *, anchor: str = "start", fill: str = "") -> None:
        """Draw the printed text of a figure, as it is in the tree, with its identity."""
        data = (
            f' data-fact="{escape(figure.fact)}" data-value="{escape(figure.value)}" data-unit="{escape(figure.unit)}"'
        )
        self.words(x, y, figure.text, anchor=anchor, fill=fill, bold=True, data=data)

    def plate(self, x: Decimal, middle: Decimal, figure: Figure) -> None:
        """Draw a figure on a ground of paper, so that it is read on any colour and hatch."""
        wide = text_width(figure.text, self.size) + self.size * Decimal("0.5")
        high = self.size * Decimal("1.15")
        self.rectangle(x - wide / 2, middle - high / 2, wide, high, self.colour("paper"))
        self.figure(x, middle, figure, anchor="middle")

    def hatches(self) -> str:
        """Return the patterns of the series that are hatched."""
        stroke = f'stroke="{self.colour("paper")}" stroke-width="0.5" stroke-opacity="0.75"'
        return "".join(
            f'<pattern id="{escape(self.chart.id)}-hatch-{index}" width="5" height="5" patternUnits="userSpaceOnUse">'
            f'<path d="{HATCHES[look.hatch or 1]}" fill="none" {stroke}/></pattern>'
            for index, look in enumerate(self.looks)
            if look.hatch or TARGET in self.chart.looks
        )

    def head(self) -> Decimal:
        """Return the unit and, on its line, the legend where there is more than one series; returns the height at which the
        drawing starts."""
        if self.chart.unit:
            self.words(Decimal(0), self.leading / 2, self.chart.unit, fill=self.colour("quiet"))
        if len(self.chart.series) < 2:
            return self.leading * Decimal("1.5" if self.chart.unit else "0.5")
        beside = text_width(self.chart.unit, self.size) + self.size * 2 if self.chart.unit else Decimal(0)
        x, y = beside, self.leading / 2
        for index, series in enumerate(self.chart.series):
            step = self.size * 2 + text_width(series.name, self.size) + self.size
            if x > beside and x + step > self.width:
                x, y = beside, y + self.leading
            self.block(x, y - self.size / 2, self.size, self.size, index)
            self.words(x + self.size * Decimal("1.5"), y, series.name)
            x += step
        return y + self.leading


def canvas_of(chart: Chart, theme: Theme, tag: str, width: Decimal) -> Canvas:
    """Return an empty sheet of a width in points, with the size of letters and the fonts of the theme."""
    family = ",".join(
        [*(f"'{name}'" for name in theme.fonts_of(tag).head), "sans-serif"]
    )  # WeasyPrint strips no spaces
    return Canvas(chart, theme, family, width, theme.chart.font, looks(chart, theme))


ZERO = Decimal(0)
LENGTHS = frozenset({"bar", "grouped-bar", "column", "grouped-column", "stacked-bar", "line"})  # kinds that plot values
KINDS = LENGTHS | {"timeline", "schematic"}
MOST_SERIES = 6  # more have no look of their own


def plotted(chart: Chart, figure: Figure | None) -> Decimal | None:
    """Return the value in the unit of the axis, ``None`` where the figure has none."""
    if figure is None or not figure.value:
        return None
    try:
        return Decimal(figure.value) / Decimal(chart.factor)
    except InvalidOperation:
        raise ProblemsFound([problem("chart-value", chart=chart.id, value=figure.value, fact=figure.fact)]) from None


def span(chart: Chart) -> tuple[Decimal, Decimal]:
    """Return the least and the greatest value to be plotted, zero always among them (a bar that does not start at zero
    misleads)."""
    values = [plotted(chart, figure) for series in chart.series for figure in series.points]
    known = [value for value in values if value is not None]
    return min([ZERO, *known]), max([ZERO, *known])


def check(chart: Chart) -> None:
    """Raise ``ProblemsFound`` when the chart cannot be drawn: unknown kind, no value, points that do not match categories."""
    found = []
    if chart.kind not in KINDS:
        found.append(problem("chart-kind", chart=chart.id, kind=chart.kind))
    shown: Sequence[object] = chart.categories
    if chart.kind in LENGTHS:
        wanted, shown = (
            len(chart.categories),
            [f for s in chart.series for f in s.points if plotted(chart, f) is not None],
        )
        for series in chart.series:
            if (points := len(series.points)) != wanted:
                found.append(
                    problem("chart-points", chart=chart.id, series=series.name, points=points, categories=wanted)
                )
        if len(chart.series) > MOST_SERIES:
            found.append(problem("chart-series", chart=chart.id, series=len(chart.series), most=MOST_SERIES))
    if not shown:
        found.append(problem("chart-empty", chart=chart.id))
    if found:
        raise ProblemsFound(found)
