"""Charts as DrawingML, with the workbook behind them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from briefing.document.nodes import Chart, Series
from briefing.render.chart_svg.canvas import plotted
from briefing.render.docx.styles import DECLARATION
from briefing.render.office import xml_template
from briefing.render.theme import Theme, aimed, exclusive, looks
from briefing.render.unparted import SPACE

FORMATS = tuple(
    f"{whole}{'.' + '0' * places if places else ''}{tail}"
    for tail in ("", "%")
    for whole in ("0", "#,##0")
    for places in range(5)
)


def number_text(value: Decimal) -> str:
    """Return a decimal as a file holds it: plain digits, no exponent, no trailing zeros."""
    shown = f"{value:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def number_format(value: Decimal, shown: str) -> str:
    """Return the spreadsheet number format under which ``value`` reads exactly ``shown``; empty when there is none."""
    for code in FORMATS:
        if printed(value, code) == shown:
            return code.replace("%", '"%"')
    return ""


def printed(value: Decimal, code: str) -> str:
    """Return ``value`` under a format of ``FORMATS``, or an empty string where the format would lose a digit."""
    pattern = code.removesuffix("%")
    places = len(pattern.partition(".")[2])
    if value != value.quantize(Decimal(1).scaleb(-places)):
        return ""
    return f"{value:{',' if ',' in pattern else ''}.{places}f}" + ("%" if code.endswith("%") else "")


def workbook(chart: Chart, edition_date: str) -> bytes:
    """Return the data sheet of a chart: categories in the first column, one column per series; the same chart gives the same
    bytes."""
    import xlsxwriter  # noqa: PLC0415 - heavy, and only documents with charts need it

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": chart.unit, "created": datetime.fromisoformat(edition_date)})
    sheet = book.add_worksheet("Data")
    sheet.set_column(0, 0, 40)
    sheet.write_string(0, 0, chart.unit)
    for row, category in enumerate(chart.categories, 1):
        sheet.write_string(row, 0, category)
    for column, series in enumerate(chart.series, 1):
        sheet.write_string(0, column, series.name)
        for row, point in enumerate(series.points, 1):
            value = plotted(chart, point)
            if value is not None and point is not None:
                code = number_format(value, point.text)
                look = book.add_format({"num_format": code}) if code else None
                sheet.write_number(row, column, Decimal(number_text(value)), look)
    book.close()
    return buffer.getvalue()


HORIZONTAL = frozenset({"bar", "grouped-bar", "stacked-bar"})
DARK = 118  # a fill darker than this (of 255, by luminance) takes white labels


def chart_xml(chart: Chart, theme: Theme, language: str, workbook_relation: str) -> str:
    """Return the chart part; ``workbook_relation`` is the relation id of its embedded workbook."""
    from xlsxwriter.utility import xl_col_to_name  # noqa: PLC0415 - heavy, and only documents with charts need it

    side = {"line": "t", "stacked-bar": "ctr"}.get(chart.kind, "outEnd")
    return DECLARATION + xml_template("docx/chart.xml").render(
        chart=chart,
        theme=theme,
        language=language,
        relation=workbook_relation,
        side=side,
        across=chart.kind in HORIZONTAL,
        exclusive=exclusive(chart),
        looks=looks(chart, theme),
        is_dark=_is_dark,
        columns=[xl_col_to_name(at) for at in range(1, len(chart.series) + 1)],
        aims=[at for at in range(len(chart.categories)) if aimed(chart, at)],
        points=[[*_points(chart, series, side)] for series in chart.series],
    )


@dataclass(frozen=True, slots=True)
class _Point:
    """A point of a series: its place, its exact value as a file holds it, its text with the number format under which the value
    reads so, and the side of the point where its label is."""

    at: int
    value: str
    text: str
    code: str
    side: str


def _points(chart: Chart, series: Series, side: str) -> Iterator[_Point]:
    """The points of a series that have a figure. On lines a label is above the highest point of a category, below the lowest,
    beside those between."""
    for at, point in enumerate(series.points):
        if point is None:
            continue
        value = plotted(chart, point)
        if chart.kind == "line":
            known = [v for other in chart.series if (v := plotted(chart, other.points[at])) is not None]
            side = "t" if value == max(known) else "b" if value == min(known) else "r"
        code = number_format(value, point.text) if value is not None else ""
        held = point.text.replace(" ", SPACE)  # a label is not parted over two lines
        yield _Point(at, "" if value is None else number_text(value), held, code, side)


def _is_dark(colour: str) -> bool:
    red, green, blue = (int(colour.lstrip("#")[at : at + 2], 16) for at in (0, 2, 4))
    return (red * 299 + green * 587 + blue * 114) // 1000 < DARK
