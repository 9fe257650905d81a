"""Charts: every kind drawn, its texts those of the figures, nothing beyond its edge, faults told."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from lxml import etree

from briefing.document.nodes import Caption, Chart, Figure, Series, Text
from briefing.problems import ProblemsFound
from briefing.render.chart_svg import DRAWINGS, draw
from briefing.render.chart_svg.canvas import KINDS, Canvas
from briefing.render.columns import text_width, wrap
from briefing.render.theme import exclusive, looks
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
    assert set(DRAWINGS) == set(KINDS) - {"timeline", "schematic"} == {kind for kind, _ in CASES}  # the others are text


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


def series(name: str, *values: str | None) -> Series:
    return Series(
        name, tuple(None if v is None else Figure(f"{name}@{i}", v, "percent", v) for i, v in enumerate(values))
    )


def of(kind: str, categories: tuple[str, ...], *given: Series) -> Chart:
    return Chart("c", Caption("Figure ", 1, " ", (Text("t"),)), kind, categories, given, "%", "1", "alt")


def blocks(svg: str) -> list[tuple[Decimal, Decimal, Decimal, Decimal]]:
    found = etree.fromstring(svg).iter(f"{SVG}rect")
    return [tuple(Decimal(r.get(n)) for n in ("x", "y", "width", "height")) for r in found]  # type: ignore[misc]


def boxes(svg: str) -> list[tuple[Decimal, Decimal, Decimal, Decimal, str]]:
    """Left, right, top and foot of every text drawn, with what it says."""
    size = house().chart.font
    made = []
    for text in texts(svg):
        x, y, wide = Decimal(text.get("x")), Decimal(text.get("y")), text_width(text.text or "", size)
        left = x - wide * {"start": 0, "middle": Decimal("0.5"), "end": 1}[text.get("text-anchor")]
        made.append((left, left + wide, y - size * Decimal("0.8"), y, text.text or ""))
    return made


#: Charts that used to be drawn wrongly: parts below nought, nought only, many quarters, figures wider than their column.
HARD = {
    "stacked below nought": of(
        "stacked-bar", ("甲", "乙", "丙"), series("a", "12.3", "-33.3", "3.1"), series("b", "-5.2", "-5.2", "20")
    ),
    "stacked all below nought": of("stacked-bar", ("甲", "乙"), series("a", "-12.3", "-33"), series("b", "-5.2", "-0.1")),
    "stacked nought": of("stacked-bar", ("甲",), series("a", "0"), series("b", "0")),
    "bars both ways": of("grouped-bar", ("甲", "乙"), series("a", "1", "-20"), series("b", "-7", None)),
    "nought bars": of("bar", ("甲", "乙"), series("a", "0", "0")),
    "nought columns": of("column", ("甲", "乙"), series("a", "0", "0")),
    "nought lines": of("line", ("甲", "乙"), series("a", "0", "0")),
    "twelve quarters": of("line", tuple(f"Q{q} {y}" for y in (2023, 2024, 2025) for q in (1, 2, 3, 4)),
                          *(series(n, *(f"{v + i / 10:.1f}" for i in range(12))) for n, v in (("a", 6), ("b", 6.1), ("c", 1)))),
    "columns below nought": of("grouped-column", ("甲", "乙"), series("a", "-3", "4"), series("b", "2", "-1.55")),
    "wide figures": of("grouped-column", ("甲", "乙", "丙", "丁", "戊", "己"),
                       *(series(n, *(["1234.55"] * 6)) for n in ("a", "b", "c"))),
    "long names": of("column", NAMES, series("a", "1", "2", "3")),
}  # fmt: skip


@pytest.mark.parametrize("name", HARD)
def test_hard_charts_show_every_figure_once_inside_and_apart(name: str) -> None:
    given = HARD[name]
    svg = draw(given, house(), "en-GB")
    printed = sorted(t.text for t in texts(svg) if t.get("data-fact"))
    assert printed == sorted(p.text for s in given.series for p in s.points if p)
    _, _, width, height = (Decimal(n) for n in etree.fromstring(svg).get("viewBox").split())
    found = boxes(svg)
    assert all(
        left >= -1 and right <= width + 1 and top >= -1 and foot <= height + 1 for left, right, top, foot, _ in found
    )
    for at, (left, right, top, foot, text) in enumerate(found):
        for other in found[at + 1 :]:
            over = left < other[1] and right > other[0] and top < other[3] - 1 and foot > other[2] + 1
            assert not over, f"{text} lies over {other[4]}"
    assert all(x >= -1 and x + wide <= width + 1 for x, _, wide, _ in blocks(svg))


def test_parts_below_nought_lie_left_of_it() -> None:
    svg = draw(HARD["stacked below nought"], house(), "en-GB")
    line = etree.fromstring(svg).findall(f"{SVG}line")[-1]
    zero = Decimal(line.get("x1"))
    at = {t.text: Decimal(t.get("x")) for t in texts(svg) if t.get("data-fact")}
    assert at["-33.3"] < zero and at["-5.2"] < zero < min(at["12.3"], at["3.1"], at["20"])
    lengths = sorted(wide for _, _, wide, high in blocks(svg) if high > 13)
    assert lengths[-1] / lengths[-2] == pytest.approx(Decimal("33.3") / 20, rel=Decimal("0.01"))


@pytest.mark.parametrize("kind", ["column", "line"])
@pytest.mark.parametrize("name", ["Biomedicine {}", "类别{}"])
def test_more_categories_than_there_is_room_for_are_refused(kind: str, name: str) -> None:
    given = of(kind, tuple(name.format(i) for i in range(40)), series("a", *(str(i) for i in range(40))))
    with pytest.raises(ProblemsFound) as found:
        draw(given, house(), "en-GB")
    assert [p.code for p in found.value.problems] == ["chart-too-narrow"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (of("bar", ("Donaudampfschifffahrtsgesellschaftskapitän" * 2, "b"), series("a", "1", "2")), "chart-too-narrow"),
        (of("column", ("Biomedicine",) * 12, series("a", *"123456789012")), "chart-too-narrow"),
        (of("grouped-bar", ("a",), series("x" * 200, "1"), series("b", "2")), "chart-too-narrow"),
        (of("grouped-bar", ("a",), *(series(str(i), "1") for i in range(7))), "chart-series"),
    ],
)
def test_words_are_not_broken_and_series_not_confused(given: Chart, code: str) -> None:
    with pytest.raises(ProblemsFound) as found:
        draw(given, house(), "en-GB")
    assert [p.code for p in found.value.problems] == [code]


def test_every_family_of_the_theme_is_named_without_a_space_before_it() -> None:
    svg = draw(chart("bar"), house(), "en-GB")
    families = etree.fromstring(svg).get("font-family").split(",")
    assert [name.strip("'") for name in families] == [*house().fonts_of("en").head, "sans-serif"]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("力争目标，2025年末", ["力争目标，", "2025年末"]),
        ("西部陆海新通道班列线路", ["西部陆海新通道班", "列线路"]),
        ("西部陆海新通道班列", ["西部陆海新通道", "班列"]),
    ],
)
def test_no_character_of_a_name_stands_alone_on_its_last_line(name: str, lines: list[str]) -> None:
    given = chart("column")
    canvas = Canvas(given, house(), "serif", Decimal(400), Decimal(10), tuple(looks(given, house())))
    assert canvas.wrapped(name, Decimal(85)) == lines
