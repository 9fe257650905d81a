"""The theme can be read by everyone: text on its ground has a contrast of 4.5:1, series differ in grey."""

from __future__ import annotations

import re

import pytest

from tests.render.reading import ROOT, house

TEXT_ON = [
    ("ink", "paper"),
    ("ink", "ground"),
    ("ink", "caveat"),
    ("ink", "insight"),
    ("quiet", "paper"),
    ("quiet", "ground"),
    ("brand", "paper"),
    ("brand", "ground"),
    ("brand", "caveat"),
    ("brand", "insight"),
    ("accent", "paper"),
    ("accent", "insight"),
    ("accent", "caveat"),
    ("accent", "ground"),
    ("gold", "caveat"),
    ("paper", "brand"),
]


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours (WCAG 2.2), 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_stands_out_from_its_ground(text: str, ground: str) -> None:
    colour = house().colour
    assert contrast(colour[text], colour[ground]) >= 4.5


def test_text_of_the_cover_stands_out() -> None:
    for sheet in ("print.css", "screen.css"):
        css = (ROOT / "templates" / "house" / sheet).read_text("utf-8")
        for given in re.findall(r"\.cover [^}]*?[{; ]color: (#[0-9A-Fa-f]{6})", css):
            assert contrast(given, house().colour["brand"]) >= 4.5


def test_the_measure_sees_a_pale_text() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#AAB4BE", "#FFFFFF") < 4.5


def test_neighbouring_series_differ_in_grey_or_are_hatched() -> None:
    from briefing.render.chart_svg.canvas import HATCHES  # noqa: PLC0415

    series = house().colour.series
    assert len(set(HATCHES[: len(series)])) == len(series)
    assert all(contrast(colour, "#FFFFFF") >= 2 for colour in series)
