"""The numbers of a chart, for plotting only: what is printed is always the text of the figure."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from briefing.document.nodes import Chart, Figure
from briefing.problems import ProblemsFound, problem

ZERO = Decimal(0)
LENGTHS = frozenset({"bar", "grouped-bar", "column", "grouped-column", "stacked-bar", "line"})  # kinds that plot values
KINDS = LENGTHS | {"timeline"}


def plotted(chart: Chart, figure: Figure | None) -> Decimal | None:
    """The value in the unit of the axis, ``None`` where the figure has none."""
    if figure is None or not figure.value:
        return None
    try:
        return Decimal(figure.value) / Decimal(chart.factor)
    except InvalidOperation:
        raise ProblemsFound([problem("chart-value", chart=chart.id, value=figure.value, fact=figure.fact)]) from None


def span(chart: Chart) -> tuple[Decimal, Decimal]:
    """The least and the greatest value to be plotted, zero always among them (a bar that does not start at zero misleads)."""
    values = [plotted(chart, figure) for series in chart.series for figure in series.points]
    known = [value for value in values if value is not None]
    return min([ZERO, *known]), max([ZERO, *known])


def check(chart: Chart) -> None:
    """Raise ``ProblemsFound`` when the chart cannot be drawn: unknown kind, no value, points that do not match categories."""
    found = []
    if chart.kind not in KINDS:
        found.append(problem("chart-kind", chart=chart.id, kind=chart.kind))
    if chart.kind in LENGTHS:
        for series in chart.series:
            if len(series.points) != len(chart.categories):
                found.append(
                    problem("chart-points", chart=chart.id, series=series.name, points=len(series.points),
                            categories=len(chart.categories))
                )  # fmt: skip
        if not any(plotted(chart, figure) is not None for series in chart.series for figure in series.points):
            found.append(problem("chart-empty", chart=chart.id))
    elif not chart.categories:
        found.append(problem("chart-empty", chart=chart.id))
    if found:
        raise ProblemsFound(found)
