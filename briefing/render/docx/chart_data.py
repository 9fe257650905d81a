"""What a chart plots: exact decimals, the number format that prints them as the text does, and the workbook behind it."""

from __future__ import annotations

import io
from datetime import datetime
from decimal import Decimal, InvalidOperation

from briefing.document.nodes import Chart, Figure

FORMATS = tuple(
    f"{whole}{'.' + '0' * places if places else ''}{tail}"
    for tail in ("", "%")
    for whole in ("0", "#,##0")
    for places in range(5)
)


def plotted(point: Figure | None, factor: str) -> Decimal | None:
    """The value of a point on the chart's axis, exactly: the fact's value divided by the chart's factor; None without one.

    Raises ``ArithmeticError`` when a value or the factor is no decimal number.
    """
    if point is None or not point.value:
        return None
    try:
        return Decimal(point.value) / Decimal(factor)
    except InvalidOperation as error:
        raise ArithmeticError(f"chart value {point.value!r} by factor {factor!r} is not a decimal number") from error


def number_text(value: Decimal) -> str:
    """A decimal as a file holds it: plain digits, no exponent, no trailing zeros."""
    shown = f"{value:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def number_format(value: Decimal, shown: str) -> str:
    """The spreadsheet number format under which ``value`` reads exactly ``shown``; empty when there is none."""
    for code in FORMATS:
        if printed(value, code) == shown:
            return code.replace("%", '"%"')
    return ""


def printed(value: Decimal, code: str) -> str:
    """``value`` under a format of ``FORMATS``, or an empty string where the format would lose a digit."""
    pattern = code.removesuffix("%")
    places = len(pattern.partition(".")[2])
    if value != value.quantize(Decimal(1).scaleb(-places)):
        return ""
    return f"{value:{',' if ',' in pattern else ''}.{places}f}" + ("%" if code.endswith("%") else "")


def workbook(chart: Chart, edition_date: str) -> bytes:
    """The data sheet of a chart: categories in the first column, one column per series; the same chart gives the same bytes."""
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
            value = plotted(point, chart.factor)
            if value is not None and point is not None:
                code = number_format(value, point.text)
                look = book.add_format({"num_format": code}) if code else None
                sheet.write_number(row, column, Decimal(number_text(value)), look)
    book.close()
    return buffer.getvalue()
