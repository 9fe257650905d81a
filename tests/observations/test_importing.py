"""Sheets of figures: what is read, what is refused, and the workbook to start from."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import load_workbook

from briefing.observations.workbook import HEADS, SHOWN, entries_of, template_workbook
from briefing.project.opening import open_project
from tests.support.mini_project import mini_project
from tests.support.open_xml_sdk import open_xml_errors
from tests.support.running import done

TYPED = [head for head in HEADS if head not in SHOWN]
ROW = ("financial-assets", "9.9万亿元", "2026-03-31", "s1", "L5")


def book(path: Path, *rows: Sequence[object]) -> Path:
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet("observations")
        for number, row in enumerate([TYPED, *rows]):
            for column, cell in enumerate(row):
                sheet.write(number, column, cell)
    return path


def sheet(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def codes(path: Path) -> list[str]:
    return [p.code for p in entries_of(path)[1]]


def test_a_workbook_and_a_csv_say_the_same(tmp_path: Path) -> None:
    text = ",".join(TYPED[:5]) + "\n" + ",".join(ROW) + "\n"
    (one,), none = entries_of(book(tmp_path / "a.xlsx", ROW))
    (other,), nothing = entries_of(sheet(tmp_path / "a.csv", text))
    assert (none, nothing) == ((), ())
    assert [getattr(one, n) for n in TYPED[:5]] == [getattr(other, n) for n in TYPED[:5]] == list(ROW)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_of_every_program_is_read(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = delimiter.join(TYPED[:5]) + "\r\n" + delimiter.join(ROW) + "\r\n"
    entries, problems = entries_of(sheet(tmp_path / "a.csv", text, encoding))
    assert problems == ()
    assert [e.figure for e in entries] == ["9.9万亿元"]


def test_a_quotation_mark_never_closed_is_told_at_its_row(tmp_path: Path) -> None:
    text = ",".join(TYPED[:5]) + "\n" + ",".join(ROW) + '\n"financial-assets,1\n'
    (told,) = entries_of(sheet(tmp_path / "a.csv", text))[1]
    assert (told.code, told.line) == ("sheet-unreadable", 3)
    assert "never closed" in told.message


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("financial-assets", 9.9, "2026-03-31", "s1", "L5"), "sheet-cell"),
        (("financial-assets", "=1+1", "2026-03-31", "s1", "L5"), "sheet-formula"),
        (("financial-assets", "9.9万亿元", "2026-03-31", "", "L5"), "sheet-empty"),
        ((*ROW, "", "", "", "", "delete"), "sheet-action"),
    ],
)
def test_cells_that_are_not_what_a_source_prints_are_refused(tmp_path: Path, row: Sequence[object], code: str) -> None:
    assert codes(book(tmp_path / "a.xlsx", row)) == [code]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("indicator,colour\n", "sheet-head"),
        ("name,amount\n", "sheet-foreign"),
        ("indicator,figure\n", "sheet-column"),
        ("", "sheet-unreadable"),
    ],
)
def test_heads_are_checked(tmp_path: Path, text: str, code: str) -> None:
    assert code in codes(sheet(tmp_path / "a.csv", text))


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    assert codes(sheet(tmp_path / "a.xlsx", "no zip")) == ["sheet-unreadable"]
    assert codes(tmp_path / "missing.csv") == ["file-missing"]


def test_a_document_type_and_a_bomb_are_refused(tmp_path: Path) -> None:
    for name, data in (("a", b"<!DOCTYPE x []><x/>"), ("b", b" " * 60_000_000)):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", data)
        (tmp_path / f"{name}.xlsx").write_bytes(buffer.getvalue())
        assert codes(tmp_path / f"{name}.xlsx") == ["sheet-unreadable"]


def test_rows_without_a_figure_are_passed_over(tmp_path: Path) -> None:
    entries, problems = entries_of(book(tmp_path / "a.xlsx", ("financial-assets",), (None,), ROW))
    assert (len(entries), problems) == (1, ())
    assert entries[0].where.line == 4


def test_the_template_is_valid_stable_and_reads_back_empty(tmp_path: Path) -> None:
    root = mini_project(tmp_path / "p")
    project = open_project(root)
    path = tmp_path / "o.xlsx"
    path.write_bytes(template_workbook(project))
    assert path.read_bytes() == template_workbook(project)
    assert not open_xml_errors(path)
    assert entries_of(path) == ((), ())
    first, *rows = load_workbook(path)["observations"].iter_rows(values_only=True)
    shown = [dict(zip(first, row, strict=True)) for row in rows]
    assert next((r["indicator"], r["label"], r["latest"]) for r in shown) == (
        "financial-assets",
        "金融资产规模",
        "9.6万亿元（2025年末）",
    )
    names = [row[0] for row in load_workbook(path)["indicators"].iter_rows(values_only=True)]
    assert names == ["indicator", "financial-assets", "assets-growth"]
    assert str(path) in done(root, "observations", "template", str(path))
