"""A panel of key figures in Word: however many there are and however long, no card of it is empty."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import etree

from briefing.document.nodes import KeyFigure, KeyFigures, Section, Text
from briefing.render.docx import render_docx
from briefing.render.docx.styles import W
from briefing.render.theme import load_theme
from tests.render.docx.reading import HOUSE_FOLDER, xml
from tests.support.sample_document import sample

FIGURES = ("46%", "RMB\u00a06.42\u00a0trillion", "Nearly RMB\u00a0500\u00a0billion")


def panel(figure: str, count: int, *, leaf: bool) -> etree._Element:
    """The table that a panel of so many figures becomes."""
    tiles = tuple(KeyFigure((Text(figure),), (Text(f"What it is {n}"),), ()) for n in range(count))
    section = Section("s", 1, "", (Text("Figures"),), (KeyFigures(tiles, ()),))
    document = replace(sample("en"), sections=(section,))
    body = xml(render_docx(document, load_theme(HOUSE_FOLDER, leaf=leaf)), "word/document.xml")
    return next(t for t in body.iter(f"{{{W}}}tbl") if "What it is 0" in "".join(t.itertext()))


def rows_of(table: etree._Element) -> list[list[tuple[int, str]]]:
    """Row by row how many columns each card takes, and its text."""
    return [
        [
            (int(next((s.get(f"{{{W}}}val") for s in card.iter(f"{{{W}}}gridSpan")), 1)), "".join(card.itertext()))
            for card in row.iter(f"{{{W}}}tc")
        ]
        for row in table.iter(f"{{{W}}}tr")
    ]


@pytest.mark.parametrize("leaf", [False, True])
@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("count", range(1, 13))
def test_every_row_is_full_and_no_card_is_empty(count: int, figure: str, leaf: bool) -> None:
    table = panel(figure, count, leaf=leaf)
    columns = len(list(table.iter(f"{{{W}}}gridCol")))
    rows = rows_of(table)
    assert sum(map(len, rows)) == count
    assert all(sum(span for span, _ in row) == columns for row in rows)
    assert all(text for row in rows for _, text in row)


def test_three_long_figures_stand_side_by_side_in_smaller_letters() -> None:
    assert [len(row) for row in rows_of(panel(FIGURES[1], 3, leaf=False))] == [3]


def test_on_one_leaf_the_tiles_of_the_last_row_share_it() -> None:
    rows = rows_of(panel(FIGURES[2], 8, leaf=True))
    assert [[span for span, _ in row] for row in rows] == [[2, 2, 2], [2, 2, 2], [3, 3]]
