"""Columns: amounts and words stay whole, no line more than needed, and a table that cannot be set is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from briefing.document.nodes import Caption, Cell, Column, Figure, Table, Text
from briefing.problems import ProblemsFound
from briefing.render.columns import ColumnSheet, fitted, is_short, kept_whole, pieces, text_width
from tests.render.reading import house

SHEET = ColumnSheet(Decimal(453), Decimal(9), Decimal(5), Decimal("3.5"))
AMOUNT = Figure("f", "203200000000", "CNY", "RMB\u00a0203.2\u00a0billion")


def table(rows: Sequence[Sequence[str | Figure]], widths: list[int]) -> Table:
    made = tuple(tuple(Cell((Text(c) if isinstance(c, str) else c,)) for c in row) for row in rows)
    return Table("t", Caption("Table ", 1, " ", ()), tuple(Column("start", w) for w in widths), made[:1], made[1:])


def room(widths: tuple[int, ...], at: int, size: Decimal) -> Decimal:
    return SHEET.width * widths[at] / 100 - SHEET.beside * 2


def test_an_amount_stays_whole_where_the_width_given_is_too_narrow() -> None:
    fit = fitted(table([["What", "How much"], ["words " * 30, AMOUNT]], [88, 12]), SHEET)
    assert fit.whole
    assert fit.size == 9
    assert sum(fit.widths) == 100
    assert room(fit.widths, 1, fit.size) >= text_width(AMOUNT.text, fit.size)


def test_widths_that_save_nothing_stay_as_given() -> None:
    assert fitted(table([["a", "b"], ["c", "d"]], [30, 70]), SHEET).widths == (30, 70)


def test_a_percent_moves_where_it_saves_a_line() -> None:
    rows = [["a", "b"], ["one two three four five six seven eight nine ten eleven twelve", "x"]]
    fit = fitted(table(rows, [50, 50]), SHEET)
    assert fit.widths[0] > 50
    assert fit.height < fitted(table([*rows, ["y", rows[1][0]]], [50, 50]), SHEET).height


def test_letters_shrink_before_a_word_is_broken() -> None:
    word = "Pneumonoultramicroscopic"
    fit = fitted(table([[word] * 4, ["x"] * 4], [25] * 4), SHEET)
    assert fit.whole
    assert fit.size < 9


def test_a_word_too_long_for_any_column_is_broken_and_the_columns_still_fit() -> None:
    fit = fitted(table([["Pneumonoultramicroscopicsilicovolcanoconiosis" * 3] * 3, ["x"] * 3], [34, 33, 33]), SHEET)
    assert not fit.whole
    assert sum(fit.widths) == 100
    assert min(fit.widths) > 5


def test_a_table_wider_than_the_page_is_told() -> None:
    with pytest.raises(ProblemsFound) as found:
        fitted(table([["x"] * 40], [2] * 40), SHEET)
    (problem,) = found.value.problems
    assert problem.code == "table-too-wide"
    assert "table t with its 40 columns" in problem.message


def test_short_and_long_tables() -> None:
    """How large a table is kept whole is data of the house: a larger one would leave as much of the page before it empty."""
    theme = house()
    for share, most in ((Decimal("0.18"), 6), (Decimal("0.30"), 10)):
        given = replace(theme, table={"whole": share, "sheet": share * 2})
        assert is_short(fitted(table([["a", "b"]] * most, [50, 50]), SHEET), given)
        assert not is_short(fitted(table([["a", "b"]] * (most + 1), [50, 50]), SHEET), given)
        assert is_short(fitted(table([["a", "b"]] * most * 2, [50, 50]), SHEET), given, headed=False)
        assert not is_short(fitted(table([["a", "b"]] * (most + 1) * 2, [50, 50]), SHEET), given, headed=False)
    assert theme.table["whole"] <= Decimal("0.2")
    assert theme.table["sheet"] <= Decimal("0.5")


def test_a_figure_is_one_piece_and_a_code_is_not_cut_before_a_digit() -> None:
    assert kept_whole((Text("共"), Figure("f", "1", "CNY", "203.2亿元"), Text("资金"))) == ["共", "203.2亿元", "资金"]
    assert pieces("End-2025 a/b 1/2 on-line") == ["End-2025 ", "a/", "b ", "1/2 ", "on-", "line"]


@pytest.mark.parametrize(
    "address", ["https://www.example.gov.cn/" + "item/" * 75, "https://www.example.gov.cn/" + "x" * 375]
)
def test_an_address_of_400_letters_breaks_and_leaves_the_labels_their_room(address: str) -> None:
    labels = ["行业、地点、阶段", "建设内容及规模"]
    fit = fitted(table([[labels[0], "忠县"], [labels[1], f"厂房，详见{address}"]], [22, 78]), SHEET)
    assert sum(fit.widths) == 100
    assert all(room(fit.widths, 0, fit.size) >= text_width(label, fit.size) for label in labels)
    assert fit.size == SHEET.size
    assert fit.whole == ("/item/item" in address)
