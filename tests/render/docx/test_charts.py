"""Native charts: exact values, positive axis ids, labels that read as the text does, a data sheet that agrees."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

from briefing.document.nodes import Caption, Chart, Series, Text, walk
from briefing.problems import ProblemsFound
from briefing.render.chart_svg.canvas import plotted
from briefing.render.docx.chart_xml import chart_xml, number_format, number_text, workbook
from briefing.render.docx.styles import A, C, W
from tests.render.docx.reading import house, parts, rendered, xml
from tests.render.docx.rich_document import KINDS, chart, figure, rich


@pytest.mark.parametrize(
    ("value", "shown", "code"),
    [
        ("1008", "1008", "0"),
        ("651.13", "651.13", "0.00"),
        ("8", "8.0", "0.0"),
        ("31300", "31,300", "#,##0"),
        ("8.25", "8.3", ""),
        ("2.5", "more than 2.5", ""),
        ("8.0", "8.0%", '0.0"%"'),
    ],
)
def test_a_number_format_only_where_it_reads_the_same(value: str, shown: str, code: str) -> None:
    assert number_format(Decimal(value), shown) == code


def test_values_are_divided_exactly() -> None:
    node = replace(chart("column", 1), factor="1e9")
    value = plotted(node, figure("651130000000", "651.13"))
    assert value is not None
    assert number_text(value) == "651.13"
    assert plotted(node, None) is None
    with pytest.raises(ProblemsFound, match="chart-value"):
        plotted(node, figure("many", "many"))


def test_every_chart_of_the_document_is_native_and_what_is_worded_is_a_table() -> None:
    blob = rendered(rich())
    charts = [node for node in walk(rich()) if isinstance(node, Chart)]
    drawn = [node for node in charts if node.kind not in {"timeline", "schematic"}]
    names = sorted(name for name in parts(blob) if name.startswith("word/charts/chart"))
    assert len(names) == len(drawn) == len(KINDS) + 1
    for number, node in enumerate(drawn, 1):
        root = xml(blob, f"word/charts/chart{number}.xml")
        assert all(int(axis.get("val") or 0) > 0 for axis in root.iter(f"{{{C}}}axId"))
        values = [v.text for pt in root.iter(f"{{{C}}}numCache") for v in pt.iter(f"{{{C}}}v")]
        expected = [plotted(node, p) for s in node.series for p in s.points]
        assert values == [number_text(v) for v in expected if v is not None]
        embedded = parts(blob)[f"word/embeddings/Microsoft_Excel_Sheet{number}.xlsx"]
        assert embedded == workbook(node, "2026-07-03")


def test_a_schematic_sets_its_sides_around_the_hub_and_leaves_no_empty_card() -> None:
    root = xml(rendered(rich()), "word/document.xml")
    table = next(t for t in root.iter(f"{{{W}}}tbl") if "Northern line" in "".join(t.itertext()))
    cells = [["".join(c.itertext()) for c in row.iter(f"{{{W}}}tc")] for row in table.iter(f"{{{W}}}tr")]
    assert cells == [["↑ Northern lineto the plain"], ["Yardwhere trains start"], ["↓ Southern lineto the sea"]]
    spans = [[e.get(f"{{{W}}}val") for e in row.iter(f"{{{W}}}gridSpan")] for row in table.iter(f"{{{W}}}tr")]
    assert spans == [["3"]] * 3  # no empty card stands at a corner


def test_labels_read_as_the_text() -> None:
    root = xml(rendered(rich()), "word/charts/chart3.xml")
    labels = []
    for label in root.iter(f"{{{C}}}dLbl"):
        code = label.find(f"{{{C}}}numFmt")
        labels.append(
            "".join(t.text or "" for t in label.iter(f"{{{A}}}t")) if code is None else code.get("formatCode")
        )
    assert labels == ["0.00", "more\u00a0than\u00a02.5", "0"]  # not parted over two lines
    boxes = [box for label in root.iter(f"{{{C}}}dLbls") for box in label.iter(f"{{{A}}}bodyPr")]
    assert {box.get("wrap") for box in boxes} == {"none"}, "nor where the room beside a bar is narrow"


def test_the_data_sheet_holds_the_same_numbers() -> None:
    node = chart("line", 1)
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(node, "2026-07-03"))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["RMB billion", "2024", "2025"]
    assert [Decimal(str(v)) if v is not None else None for v in rows[2][1:]] == [Decimal("-0.5"), Decimal("2.5")]
    assert rows[3][1] is None


def test_labels_of_lines_keep_out_of_each_others_way() -> None:
    root = xml(rendered(rich()), "word/charts/chart6.xml")
    places = [
        [e.get("val") for d in s.iter(f"{{{C}}}dLbl") for e in d.iter(f"{{{C}}}dLblPos")]
        for s in root.iter(f"{{{C}}}ser")
    ]
    assert places == [["b", "b"], ["t", "t", "t"]]


def test_targets_are_hatched_points_or_series_and_the_rest_is_plain() -> None:
    names = ("2023", "2025")
    pairs = ((figure("1", "1"), figure("2", "2")), (figure("3", "3"), figure("4", "4")))
    series = (Series("a", pairs[0]), Series("b", pairs[1]))
    given = Chart("c", Caption("Figure ", 1, " ", (Text("t"),)), "grouped-column", names, series, "u", "1", "alt")
    by_category = chart_xml(replace(given, looks=("", "target")), house(), "en-GB", "rId1")
    by_series = chart_xml(
        replace(given, series=(series[0], replace(series[1], look="target"))), house(), "en-GB", "rId1"
    )
    assert by_category.count("<a:pattFill") == by_category.count('<c:dPt><c:idx val="1"/>') == 2
    assert by_series.count("<a:pattFill") == 1
    assert "<c:dPt>" not in by_series
    assert "<a:pattFill" not in chart_xml(given, house(), "en-GB", "rId1")


def test_the_data_sheet_and_the_drawing_write_a_number_alike() -> None:
    points = (figure("18.0", "18.0"),)
    given = Chart("c", Caption("Figure ", 1, " ", (Text("t"),)), "bar", ("x",), (Series("s", points),), "%", "1", "alt")
    with zipfile.ZipFile(io.BytesIO(workbook(given, "2026-07-03"))) as book:
        assert b"<v>18</v>" in book.read("xl/worksheets/sheet1.xml")
    assert "<c:v>18</c:v>" in chart_xml(given, house(), "en-GB", "rId1")


def test_every_figure_of_a_chart_is_set_bold_whether_a_number_or_words() -> None:
    for root in [xml(rendered(rich()), f"word/charts/chart{number}.xml") for number in range(1, len(KINDS) + 1)]:
        for label in root.iter(f"{{{C}}}dLbl"):
            runs = [r.find(f"{{{A}}}rPr") for r in label.iter(f"{{{A}}}r")]
            assert all(look is not None and look.get("b") == "1" for look in runs)
