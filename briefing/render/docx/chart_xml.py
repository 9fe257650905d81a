"""Charts as DrawingML, with the workbook behind them."""

from __future__ import annotations

import io
from datetime import datetime
from decimal import Decimal
from xml.sax.saxutils import escape

from briefing.document.nodes import Chart, Figure, Series
from briefing.render.chart_svg.canvas import plotted
from briefing.render.docx.styles import DECLARATION, A, C, R, attr, hexa
from briefing.render.theme import Look, Theme, aimed, exclusive, looks
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
PATTERNS = ("", "wdUpDiag", "ltHorz", "ltVert", "wdDnDiag", "diagCross")  # as the hatches of the other formats
CATEGORY_AXIS, VALUE_AXIS = 111111111, 222222222
DARK = 118  # a fill darker than this (of 255, by luminance) takes white labels


def chart_xml(chart: Chart, theme: Theme, language: str, workbook_relation: str) -> str:
    """Return the chart part; ``workbook_relation`` is the relation id of its embedded workbook."""
    horizontal = chart.kind in HORIZONTAL
    plot = _lines(chart, theme) if chart.kind == "line" else _bars(chart, theme, horizontal)
    legend = _LEGEND if len(chart.series) > 1 else ""
    return (
        f'{DECLARATION}<c:chartSpace xmlns:c="{C}" xmlns:a="{A}" xmlns:r="{R}"><c:date1904 val="0"/><c:lang '
        f"val={attr(language)}/>"
        f'<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>{plot}'
        f"{_category_axis(theme, horizontal)}{_value_axis(chart, theme, horizontal)}</c:plotArea>{legend}"
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>'
        f"{_letters(theme, language=language)}"
        f'<c:externalData r:id="{workbook_relation}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def _letters(theme: Theme, colour: str = "", bold: bool = False, language: str = "", box: str = "") -> str:
    """Text properties of a part of the chart; ``box`` are those of what the text is in."""
    fonts = theme.fonts_of(language) if language else next(iter(theme.fonts.values()))
    size = int(theme.chart.font * 100)
    ink = hexa(colour or theme.colour["ink"])
    return (
        f'<c:txPr><a:bodyPr{box}/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{size}" b="{int(bold)}"><a:solidFill>'
        f'<a:srgbClr val="{ink}"/>'
        f"</a:solidFill><a:latin typeface={attr(fonts.latin_head)}/><a:ea typeface={attr(fonts.word_head)}/></a:defRPr></a:pPr>"
        "<a:endParaRPr/></a:p></c:txPr>"
    )


#: The names of the series, which Microsoft's programs list as the bars are, counted from the top. LibreOffice turns them round
#: for bars, whichever way their axis runs (its ``VSeriesPlotter``), and no setting changes that.
_LEGEND = '<c:legend><c:legendPos val="t"/><c:overlay val="0"/></c:legend>'


def _line(theme: Theme, colour: str) -> str:
    return f'<a:ln w="9525"><a:solidFill><a:srgbClr val="{hexa(theme.colour[colour])}"/></a:solidFill></a:ln>'


def _category_axis(theme: Theme, horizontal: bool) -> str:
    order, side = ("maxMin", "l") if horizontal else ("minMax", "b")
    return (
        f'<c:catAx><c:axId val="{CATEGORY_AXIS}"/><c:scaling><c:orientation val="{order}"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{side}"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f"<c:minorTickMark "
        f'val="none"/><c:tickLblPos val="low"/><c:spPr>{_line(theme, "quiet")}</c:spPr>{_letters(theme)}'
        f'<c:crossAx val="{VALUE_AXIS}"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset '
        'val="100"/><c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def _value_axis(chart: Chart, theme: Theme, horizontal: bool) -> str:
    """Return the value axis carries only its unit: the labels carry the values. Under bars counted from the top it crosses at
    the last category, so that it is below them."""
    side, crosses = ("b", "max") if horizontal else ("l", "autoZero")
    size = int(theme.chart.font * 100)
    ink = hexa(theme.colour["quiet"])
    turn = "" if horizontal else ' rot="-5400000" vert="horz"'
    title = (
        f'<c:title><c:tx><c:rich><a:bodyPr{turn}/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{size}" b="0"/></a:pPr>'
        f"<a:r><a:rPr "
        f'sz="{size}" b="0"><a:solidFill><a:srgbClr val="{ink}"/></a:solidFill></a:rPr><a:t>'
        f"{escape(chart.unit)}</a:t></a:r></a:p></c:rich>"
        '</c:tx><c:overlay val="0"/></c:title>'
        if chart.unit
        else ""
    )
    return (
        f'<c:valAx><c:axId val="{VALUE_AXIS}"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos '
        f'val="{side}"/>{title}<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark '
        f'val="none"/><c:tickLblPos val="none"/><c:spPr><a:ln><a:noFill/></a:ln></c:spPr>{_letters(theme)}<c:crossAx '
        f'val="{CATEGORY_AXIS}"/><c:crosses val="{crosses}"/><c:crossBetween val="between"/></c:valAx>'
    )


def _bars(chart: Chart, theme: Theme, horizontal: bool) -> str:
    stacked = chart.kind == "stacked-bar"
    direction, gap = ("bar", 55) if horizontal else ("col", 90)
    grouping = "stacked" if stacked else "clustered"
    overlap = 100 if stacked or exclusive(chart) else 0
    place = "ctr" if stacked else "outEnd"
    series = "".join(_series(chart, theme, at, place) for at in range(len(chart.series)))
    return (
        f'<c:barChart><c:barDir val="{direction}"/><c:grouping val="{grouping}"/><c:varyColors val="0"/>'
        f'{series}<c:gapWidth val="{gap}"/>'
        f'<c:overlap val="{overlap}"/><c:axId val="{CATEGORY_AXIS}"/><c:axId val="{VALUE_AXIS}"/></c:barChart>'
    )


def _lines(chart: Chart, theme: Theme) -> str:
    series = "".join(_series(chart, theme, at, "t") for at in range(len(chart.series)))
    return (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{series}<c:marker val="1"/>'
        f'<c:axId val="{CATEGORY_AXIS}"/><c:axId val="{VALUE_AXIS}"/></c:lineChart>'
    )


def _series(chart: Chart, theme: Theme, at: int, place: str) -> str:
    """One series: its name, look, labels and exact values, each with its place in the data sheet."""
    from xlsxwriter.utility import xl_col_to_name  # noqa: PLC0415 - heavy, and only documents with charts need it

    series = chart.series[at]
    look = looks(chart, theme)[at]
    column, last = xl_col_to_name(at + 1), len(chart.categories) + 1
    count = f'<c:ptCount val="{len(chart.categories)}"/>'
    names = "".join(f'<c:pt idx="{i}"><c:v>{escape(name)}</c:v></c:pt>' for i, name in enumerate(chart.categories))
    values = [plotted(chart, point) for point in series.points]
    points = "".join(
        f'<c:pt idx="{i}"><c:v>{number_text(v)}</c:v></c:pt>' for i, v in enumerate(values) if v is not None
    )
    is_line = chart.kind == "line"
    return (
        f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/><c:tx><c:strRef><c:f>Data!${column}$1</c:f><c:strCache>'
        f'<c:ptCount val="1"/>'
        f'<c:pt idx="0"><c:v>{escape(series.name)}</c:v></c:pt></c:strCache></c:strRef></c:tx>{_look(theme, look, is_line, at)}'
        f"{_aims(chart, theme, look, is_line)}"
        f"{_labels(chart, theme, series, place, look.colour)}<c:cat><c:strRef><c:f>Data!$A$2:$A${last}</c:f><c:strCache>"
        f"{count}{names}</c:strCache></c:strRef></c:cat><c:val><c:numRef><c:f>Data!${column}$2:${column}${last}"
        f'</c:f><c:numCache><c:formatCode>General</c:formatCode><c:ptCount val="{len(values)}"/>'
        f"{points}</c:numCache></c:numRef></c:val>" + ('<c:smooth val="0"/></c:ser>' if is_line else "</c:ser>")
    )


MARKERS = ("circle", "square", "triangle", "diamond", "x", "star")  # so that lines differ without their colour


def _look(theme: Theme, look: Look, is_line: bool, at: int) -> str:
    fill = f'<a:solidFill><a:srgbClr val="{hexa(look.colour)}"/></a:solidFill>'
    if is_line:
        return (
            f'<c:spPr><a:ln w="25400" cap="rnd">{fill}<a:round/></a:ln></c:spPr><c:marker><c:symbol '
            f'val="{MARKERS[at % len(MARKERS)]}"/>'
            f'<c:size val="6"/><c:spPr>{fill}<a:ln w="9525">{fill}</a:ln></c:spPr></c:marker>'
        )
    if look.hatch:
        lines = f'<a:fgClr><a:srgbClr val="{hexa(theme.colour["paper"])}"/></a:fgClr>'
        ground = f'<a:bgClr><a:srgbClr val="{hexa(look.colour)}"/></a:bgClr>'
        fill = f'<a:pattFill prst="{PATTERNS[look.hatch]}">{lines}{ground}</a:pattFill>'
    edge = _line(theme, "paper")
    return f'<c:spPr>{fill}{edge}</c:spPr><c:invertIfNegative val="0"/>'


def _aims(chart: Chart, theme: Theme, look: Look, is_line: bool) -> str:
    """Return the points of a series that are targets, each with a look of its own."""
    if is_line:
        return ""
    hatched = _look(theme, Look(look.colour, 1), False, 0)
    fill, _, invert = hatched.partition("</c:spPr>")
    return "".join(
        f'<c:dPt><c:idx val="{at}"/>{invert}<c:bubble3D val="0"/>{fill}</c:spPr></c:dPt>'
        for at in range(len(chart.categories))
        if aimed(chart, at)
    )


def _labels(chart: Chart, theme: Theme, series: Series, place: str, colour: str) -> str:
    inside = place == "ctr"
    ink = theme.colour["paper"] if inside and _is_dark(colour) else theme.colour["ink"]
    shown = (
        '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/>'
        '<c:showBubbleSize val="0"/>'
    )
    letters = _letters(theme, ink, bold=True, box=' wrap="none"')  # a label is not parted over two lines
    labels = "".join(
        _label(chart, at, point, _place(chart, series, at, place), letters, shown)
        for at, point in enumerate(series.points)
        if point is not None
    )
    return f'<c:dLbls>{labels}<c:spPr><a:noFill/></c:spPr>{letters}<c:dLblPos val="{place}"/>{shown}</c:dLbls>'


def _place(chart: Chart, series: Series, at: int, place: str) -> str:
    """Where a label is: on lines above the highest point of a category, below the lowest, beside those between."""
    if chart.kind != "line":
        return place
    values = [plotted(chart, other.points[at]) for other in chart.series]
    known = [value for value in values if value is not None]
    own = plotted(chart, series.points[at])
    return "t" if own == max(known) else "b" if own == min(known) else "r"


def _label(chart: Chart, at: int, point: Figure, place: str, letters: str, shown: str) -> str:
    """Return the label of one point, reading as the figure's own text."""
    value = plotted(chart, point)
    code = number_format(value, point.text) if value is not None else ""
    if code:
        body = f'<c:numFmt formatCode={attr(code)} sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>{letters}'
    else:
        look = letters.removeprefix("<c:txPr>").removesuffix("</c:txPr>")
        start, _, end = look.partition("<a:endParaRPr/>")
        held = point.text.replace(" ", SPACE)  # a label is not parted over two lines
        words = f'<a:r><a:rPr b="1"/><a:t>{escape(held)}</a:t></a:r>'  # PowerPoint and LibreOffice ask each run
        body = f"<c:tx><c:rich>{start}{words}{end}</c:rich></c:tx><c:spPr><a:noFill/></c:spPr>"
    return f'<c:dLbl><c:idx val="{at}"/>{body}<c:dLblPos val="{place}"/>{shown}</c:dLbl>'


def _is_dark(colour: str) -> bool:
    red, green, blue = (int(colour.lstrip("#")[at : at + 2], 16) for at in (0, 2, 4))
    return (red * 299 + green * 587 + blue * 114) // 1000 < DARK
