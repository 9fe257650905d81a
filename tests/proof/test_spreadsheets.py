"""Words that a spreadsheet would run stay words in every workbook and every CSV that leaves us."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from briefing.workspace import Workspace
from tests.proof.tampering.beside import _packed
from tests.support.mini_project import ENGLISH, INDICATORS, PACK, SOURCES, mini_project, translations

ENGINE = Path(__file__).parents[2] / "briefing"
#: As a label, its English, a title of a source and its English.
WORDS = ("=HYPERLINK(A)", "+cmd|A", "@SUM(A)", "-A")
OURS = {"content": ENGLISH["content"] | {WORDS[0]: WORDS[1], WORDS[2]: WORDS[3]}}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, Path]:
    """A project whose label and title begin as formulas do, and the edition with its annex and its package."""
    root = mini_project(
        tmp_path_factory.mktemp("p"),
        content__packs__tiny=PACK.replace("[docx, pdf, html]", "[html, xlsx, zip]"),
        content__indicators__one=INDICATORS.replace("label: 金融资产规模", f"label: '{WORDS[0]}'"),
        content__sources__one=SOURCES.replace("title: 金融资产再上台阶", f"title: '{WORDS[2]}'"),
    )
    translations(root, ENGLISH | OURS)
    ws = Workspace(root, date(2026, 4, 20))
    built = ws.build(formats=("html", "xlsx", "zip"), jobs=1)
    return ws, built.folder


def cells(data: bytes) -> set[str]:
    """The text of a workbook, none of it a formula but those of figures."""
    book = load_workbook(io.BytesIO(data))
    found = [cell for sheet in book for row in sheet for cell in row if cell.value is not None]
    assert {c.data_type for c in found if any(str(c.value).startswith(w) for w in WORDS)} <= {"s"}
    return {str(c.value) for c in found}


def test_words_stay_words_in_every_workbook(made: tuple[Workspace, Path]) -> None:
    ws, folder = made
    (annex,) = folder.glob("*.xlsx")
    name, review = ws.take_out("xlsx", "en", pack="tiny")
    assert name.endswith(".xlsx")
    for data, wanted in ((annex.read_bytes(), WORDS), (ws.figures_workbook(), WORDS[:1]), (review, WORDS[:2])):
        assert all(any(w in text for text in cells(data)) for w in wanted)


def test_words_of_a_csv_are_kept_from_running_and_the_package_proves(made: tuple[Workspace, Path]) -> None:
    ws, folder = made
    (package,) = folder.glob("*.zip")
    with zipfile.ZipFile(package) as archive:
        tables = {n: archive.read(n).decode() for n in archive.namelist() if n.endswith(".csv")}
    found = [cell for text in tables.values() for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert {f"'{w}" for w in WORDS} <= set(found)
    assert [c for c in found if c[:1] in "=+-@\t\r" and c and not re.fullmatch(r"[+-]?[0-9.]+", c)] == []
    problems = ws.verify(again=False)[0].problems
    assert [str(p) for p in problems if p.file.endswith(".zip")] == []


def test_a_cell_of_a_package_that_would_run_is_told(made: tuple[Workspace, Path]) -> None:
    ws, folder = made
    (package,) = folder.glob("*.zip")
    kept = package.read_bytes()
    with zipfile.ZipFile(io.BytesIO(kept)) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    package.write_bytes(_packed(parts | {"figures.csv": parts["figures.csv"].replace(b"'=HYPER", b"=HYPER")}))
    try:
        said = [p.message for p in ws.verify(again=False)[0].problems]
    finally:
        package.write_bytes(kept)
    assert any("a spreadsheet would run “=HYPERLINK(A)” of its figures.csv as a formula" in text for text in said)


def unguarded(text: str) -> list[str]:
    """Workbooks that a module opens without saying that words are no formulas, and cells written by what they look like."""
    opened = len(re.findall(r"xlsxwriter\.Workbook\(", text))
    guarded = len(re.findall(r'"strings_to_formulas": False', text))
    return ["a workbook"] * max(opened - guarded, 0) + re.findall(r"\w*sheet\.write(?:_row|_column)?\(", text)


def test_no_writer_of_workbooks_takes_words_for_formulas() -> None:
    modules = {p: p.read_text("utf-8") for p in ENGINE.rglob("*.py")}
    writers = [p for p, text in modules.items() if "xlsxwriter.Workbook(" in text]
    assert len(writers) >= 6
    assert {p.name: unguarded(text) for p, text in modules.items() if "xlsxwriter" in text and unguarded(text)} == {}
    assert unguarded('book = xlsxwriter.Workbook(buffer)\nsheet.write(0, 0, "=A1")') == ["a workbook", "sheet.write("]
