"""Charts: every kind drawn, its texts those of the figures, nothing beyond its edge, faults told."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from lxml import etree

from briefing.document.nodes import Caption, Chart, Figure, Series, Text
from briefing.problems import ProblemsFound
from briefing.render.chart_looks import exclusive, looks
from briefing.render.chart_svg import DRAWINGS, draw
from briefing.render.chart_svg.canvas import KINDS
from briefing.render.chart_svg.measure import text_width, wrap
from tests.render.reading import house

SVG = "{http://www.w3.org/2000/svg}"
NAMES = (
    "Intelligent connected new-energy vehicles and their supply chains in the district",
    "智能网联新能源汽车产业链及其配套",
    "C",
)


def chart(kind: str, series: int = 1, tag: str = "") -> Chart:
    drawn = tuple(
        Series(
            f"series {s}",
            tuple(Figure(f"f{s}@{i}", str((s + 1) * (i + 1) * 10**9), "CNY", f"text {s}.{i}") for i in range(3)),
        )
        for s in range(series)
    )
    caption = Caption("Figure ", 1, " ", (Text("t"),))
    return Chart(f"c{tag}", caption, kind, NAMES, drawn, "RMB billion", "1e9", "what it shows & more")


def texts(svg: str) -> list[Any]:
    return list(etree.fromstring(svg).iter(f"{SVG}text"))


CASES = [("bar", 1), ("grouped-bar", 2), ("column", 1), ("grouped-column", 3), ("stacked-bar", 3), ("line", 2)]


def test_every_kind_is_drawn() -> None:
    assert set(DRAWINGS) == set(KINDS) - {"timeline"} == {kind for kind, _ in CASES}  # a timeline is text


@pytest.mark.parametrize(("kind", "series"), CASES)
def test_printed_numbers_are_the_texts_of_the_figures(kind: str, series: int) -> None:
    given = chart(kind, series)
    shown = {
        (t.get("data-fact"), t.get("data-value"), t.text)
        for t in texts(draw(given, house(), "en-GB"))
        if t.get("data-fact")
    }
    assert shown == {(p.fact, p.value, p.text) for s in given.series for p in s.points if p}


@pytest.mark.parametrize(("kind", "series"), CASES)
@pytest.mark.parametrize("tag", ["en-GB", "zh-CN"])
def test_nothing_is_cut_off(kind: str, series: int, tag: str) -> None:
    svg = draw(chart(kind, series), house(), tag)
    _, _, width, height = (Decimal(n) for n in etree.fromstring(svg).get("viewBox").split())
    size = house().chart.font
    for text in texts(svg):
        x, y, wide = Decimal(text.get("x")), Decimal(text.get("y")), text_width(text.text or "", size)
        left = x - wide * {"start": 0, "middle": Decimal("0.5"), "end": 1}[text.get("text-anchor")]
        assert left >= -1, text.text
        assert left + wide <= width + 1, text.text
        assert 0 <= y <= height, text.text


@pytest.mark.parametrize(("kind", "series"), CASES)
def test_title_description_and_same_bytes(kind: str, series: int) -> None:
    svg = draw(chart(kind, series), house(), "en-GB")
    tree = etree.fromstring(svg)
    assert tree.findtext(f"{SVG}title") == "t"
    assert tree.findtext(f"{SVG}desc") == chart(kind, series).alt
    assert svg == draw(chart(kind, series), house(), "en-GB")


def test_series_are_told_apart_without_colour() -> None:
    svg = draw(chart("grouped-column", 3), house(), "en-GB")
    assert svg.count("<pattern") == 1
    dark, light = (look.colour for look in looks(chart("grouped-bar", 2), house()))
    shades = [sum(int(colour[at : at + 2], 16) for at in (1, 3, 5)) / 3 for colour in (dark, light)]
    assert abs(shades[0] - shades[1]) > 60  # of 255: two plain fills differ in grey
    assert "stroke-dasharray" in draw(chart("line", 2), house(), "en-GB")


def test_what_is_aimed_at_is_hatched_and_what_happened_is_plain() -> None:
    given = chart("grouped-column", 4)
    aims = (replace(series, look="target") for series in given.series[2:])
    found = looks(replace(given, series=(*given.series[:2], *aims)), house())
    assert [look.hatch > 0 for look in found] == [False, False, True, True]
    assert len({(look.colour, look.hatch) for look in found}) == 4
    assert found[1].colour == house().colour.series[0]  # the latest actual figure in the colour of the house


@pytest.mark.parametrize("kind", ["grouped-bar", "grouped-column"])
def test_series_without_a_category_in_common_stand_in_one_place(kind: str) -> None:
    given = chart(kind, 2)
    one, other = given.series
    apart = (replace(one, points=(one.points[0], None, None)), replace(other, points=(None, *other.points[1:])))
    alone, side_by_side = replace(given, series=apart), replace(given, series=(one, apart[1]))
    assert exclusive(alone)
    assert not exclusive(side_by_side)
    strokes = [etree.fromstring(draw(c, house(), "en-GB")).findall(f"{SVG}line") for c in (alone, side_by_side)]
    assert len(strokes[1]) == len(strokes[0]) + 1  # a stroke where one of two is missing


def test_a_gap_is_drawn_as_a_gap() -> None:
    given = chart("line", 1)
    points = (given.series[0].points[0], None, given.series[0].points[2])
    svg = draw(replace(given, series=(Series("s", points),)), house(), "en-GB")
    assert "polyline" not in svg
    assert len([t for t in texts(svg) if t.get("data-fact")]) == 2


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (replace(chart("bar"), kind="pie"), "chart-kind"),
        (
            replace(chart("bar"), categories=("a",) * 90, series=(Series("s", (Figure("f", "1", "CNY", "1"),) * 90),)),
            "chart-too-tall",
        ),
        (replace(chart("bar"), series=(Series("s", (None, None, None)),)), "chart-empty"),
        (replace(chart("bar"), categories=("one",)), "chart-points"),
        (replace(chart("bar"), series=(Series("s", (Figure("f", "many", "CNY", "many"), None, None)),)), "chart-value"),
    ],
)
def test_a_chart_that_cannot_be_drawn_is_told(broken: Chart, code: str) -> None:
    with pytest.raises(ProblemsFound) as found:
        draw(broken, house(), "en-GB")
    assert {p.code for p in found.value.problems} == {code}
    assert all("c" in p.message for p in found.value.problems)


def test_wrapping_keeps_every_character_and_the_prohibitions() -> None:
    text = "智能网联新能源汽车（含配套），以及其他"
    lines = wrap(text, Decimal(60), Decimal(10))
    assert "".join(lines) == text
    assert not any(line[0] in "，）、。" or line[-1] in "（《" for line in lines)
    assert max(text_width(line, Decimal(10)) for line in lines) <= 70
