"""Export, edit as Excel, a translation tool and a script would, import: for every format; Word has a module of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import polib
import pytest
from lxml import etree
from openpyxl.worksheet.worksheet import Worksheet

from briefing.catalogue.messages import State
from briefing.review.formats import WRITERS
from briefing.review.importing import read_file
from briefing.review.printed import Piece, Shown
from tests.review.desk import ASSETS, ENGLISH, LOANS, exported, imported, segment, small_project, target

FORMATS = ("docx", "xlsx", "xliff", "po")
X = "{urn:oasis:names:tc:xliff:document:2.0}"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_project(tmp_path)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("domain", ["small", "content", "house"])
def test_what_nobody_touched_comes_back_unchanged(root: Path, form: str, domain: str) -> None:
    before = {p: p.read_bytes() for p in (root / "i18n").rglob("*.po")}
    path, rows = exported(root, form, domain)
    made = imported(root, path)
    assert [o.verdict for o in made.outcomes] == ["unchanged"] * len(rows)
    assert {p: p.read_bytes() for p in (root / "i18n").rglob("*.po")} == before


@pytest.mark.parametrize("form", FORMATS)
def test_a_figure_that_prints_nothing_today_comes_back_as_well(root: Path, form: str) -> None:
    before = {p: p.read_bytes() for p in (root / "i18n").rglob("*.po")}
    path, rows = exported(root, form)

    def silent(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
        return tuple(replace(piece, text="") if isinstance(piece, Shown) else piece for piece in pieces)

    path.write_bytes(WRITERS[form]([replace(row, shown=silent(row.shown)) for row in rows], "zh-CN", "en-GB"))
    made = imported(root, path)
    assert [o.verdict for o in made.outcomes] == ["unchanged"] * len(rows)
    assert {p: p.read_bytes() for p in (root / "i18n").rglob("*.po")} == before


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_rows_give_the_same_bytes(root: Path, form: str) -> None:
    path, _ = exported(root, form)
    first = path.read_bytes()
    exported(root, form)
    assert path.read_bytes() == first


def test_refused_rows_can_be_mended_and_imported(root: Path) -> None:
    path, _ = exported(root, "xlsx")
    sheet_edit(path, LOANS, lambda text: text.replace("{loans}", "RMB 7 trillion"))
    made = imported(root, path)
    kept = root / "review.refused.xlsx"
    kept.write_bytes(made.refused)
    assert "RMB 7 trillion" in cell_text(kept, 2, "English")
    book = openpyxl.load_workbook(kept)
    book.active.cell(2, 3).value = "<strong>Loans are rising.</strong> They stand at {loans}, about half of the total."
    book.save(kept)
    assert imported(root, kept).count("changed") == 1
    assert target(root, LOANS).startswith("<strong>Loans are rising.</strong>")


def sheet_edit(path: Path, source: str, change: Callable[[str], str], column: int = 3) -> None:
    """Change a cell of the row of a source text, and save as openpyxl saves."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    bare = re.sub(r"%\(([^)]*)\)s", r"{\1}", source)
    for line in range(2, sheet.max_row + 1):
        if sheet.cell(line, 2).value == bare:
            sheet.cell(line, column).value = change(str(sheet.cell(line, column).value or ""))
    book.save(path)


def cell_text(path: Path, line: int, head: str) -> str:
    """The text of a cell by the head of its column."""
    sheet = openpyxl.load_workbook(path).active
    heads = [c.value for c in sheet[1]]
    return str(sheet.cell(line, heads.index(head) + 1).value)


def test_characters_that_cannot_be_seen_do_not_come_back_from_a_reviewer(root: Path) -> None:
    path, _ = exported(root, "xlsx")
    sheet_edit(path, ASSETS, lambda text: "\u202e" + text.replace("assets", "as\u00adsets\u200b", 1))
    sheet_edit(path, LOANS, lambda text: f"{text}\ufffd")
    before = segment(root, LOANS).message.target
    made = imported(root, path)
    assert segment(root, ASSETS).message.target.isprintable()
    assert segment(root, LOANS).message.target == before
    assert "character-refused" in {p.code for o in made.outcomes for p in o.reasons}


def test_excel_with_another_form_a_status_and_a_note(root: Path) -> None:
    path, _ = exported(root, "xlsx")
    sheet_edit(path, ASSETS, lambda _: "{when.as-of-initial}, assets {growth.verb}, to {assets}.")
    sheet_edit(path, ASSETS, lambda _: "reviewed", 6)
    sheet_edit(path, ASSETS, lambda _: "verb first", 7)
    imported(root, path)
    found = segment(root, ASSETS)
    assert found.message.target == "%(when.as-of-initial)s, assets %(growth.verb)s, to %(assets)s."
    assert (found.standing.state, found.note) == (State.REVIEWED, "verb first")


def test_a_form_that_does_not_exist_is_refused(root: Path) -> None:
    path, _ = exported(root, "xlsx")
    sheet_edit(path, ASSETS, lambda text: text.replace("{growth}", "{growth.banana}"))
    assert [r.code for o in imported(root, path).outcomes for r in o.reasons] == ["import-form"]


def test_excel_rows_reordered_repeated_and_deleted(root: Path) -> None:
    path, rows = exported(root, "xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.active
    lines = [[c.value for c in line] for line in sheet.iter_rows(min_row=2)]
    sheet.delete_rows(2, len(lines))
    for line in [*reversed(lines[1:]), lines[1]]:
        sheet.append(line)
    book.save(path)
    assert [o.verdict for o in imported(root, path).outcomes] == ["unchanged"] * len(rows)
    assert [str(p) for p in read_file(path).told if f"1 of the {len(rows)} rows" in str(p)]


def test_repeated_rows_that_disagree_are_refused(root: Path) -> None:
    path, _ = exported(root, "xlsx")
    book = openpyxl.load_workbook(path)
    line = [c.value for c in book.active[2]]
    line[2] = "Size"
    book.active.append(line)
    book.save(path)
    made = imported(root, path)
    assert [r.code for o in made.outcomes for r in o.reasons] == ["import-duplicate"] * 2


def test_a_column_sorted_alone_is_refused(root: Path) -> None:
    path, rows = exported(root, "xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.active
    ids = [sheet.cell(n, 1).value for n in range(2, len(rows) + 2)]
    for n, identity in enumerate([*ids[1:], ids[0]], 2):
        sheet.cell(n, 1).value = identity
    book.save(path)
    assert {r.code for o in imported(root, path).outcomes for r in o.reasons} == {"import-wrong-row"}


def test_formulas_and_merged_cells_are_refused(root: Path) -> None:
    path, _ = exported(root, "xlsx")
    book = openpyxl.load_workbook(path)
    book.active.cell(2, 3).value = '=HYPERLINK("http://example.com")'
    book.active.merge_cells("B3:C3")
    book.save(path)
    assert {r.code for o in imported(root, path).outcomes for r in o.reasons} == {"import-formula", "import-merged"}


@pytest.mark.parametrize("left", ["#REF!", "#N/A", True])
def test_what_a_formula_left_is_no_translation(root: Path, left: object) -> None:
    path, _ = exported(root, "xlsx")
    book = openpyxl.load_workbook(path)
    book.active.cell(2, 3).value = left
    book.save(path)
    assert [r.code for o in imported(root, path).outcomes for r in o.reasons] == ["import-formula"]


def test_straight_quotes_and_odd_spaces_change_nothing(root: Path) -> None:
    path, rows = exported(root, "xlsx", "house")
    book = openpyxl.load_workbook(path)
    for line in book.active.iter_rows(min_row=2):
        for cell in line[1:3]:
            cell.value = str(cell.value or "").translate(str.maketrans("“”‘’", "\"\"''")).replace(" ", "\u00a0")
    book.save(path)
    assert [o.verdict for o in imported(root, path).outcomes] == ["unchanged"] * len(rows)


def test_xliff_edited_by_a_tool(root: Path) -> None:
    path, _ = exported(root, "xliff")
    tree = etree.parse(str(path))
    unit = next(u for u in tree.iter(f"{X}unit") if "贷款" in "".join(u.itertext()))
    found = unit.find(f"{X}segment")
    found.set("state", "final")
    codes = list(found.find(f"{X}target").iter(f"{X}ph"))
    codes[0].tail = ", roughly half of the total."
    note = etree.SubElement(unit.find(f"{X}notes"), f"{X}note")
    note.text = "checked"
    tree.write(str(path), encoding="UTF-8", xml_declaration=True)
    imported(root, path)
    assert target(root, LOANS).endswith("%(loans)s, roughly half of the total.")
    assert (segment(root, LOANS).standing.state, segment(root, LOANS).note) == (State.APPROVED, "checked")


def test_xliff_is_sound(root: Path) -> None:
    path, _ = exported(root, "xliff")
    tree = etree.parse(str(path))
    for unit in tree.iter(f"{X}unit"):
        data = {d.get("id") for d in unit.iter(f"{X}data")}
        ids = {}
        for side in ("source", "target"):
            codes = [e for s in unit.iter(f"{X}{side}") for e in s.iter(f"{X}ph", f"{X}pc")]
            ids[side] = [c.get("id") for c in codes]
            assert len(set(ids[side])) == len(ids[side])
            assert {c.get("dataRef") for c in codes} - {None} <= data
        assert set(ids["target"]) == set(ids["source"])


def test_po_edited_by_polib(root: Path) -> None:
    path, _ = exported(root, "po")
    file = polib.pofile(str(path))
    entry = file.find(LOANS)
    entry.msgstr = entry.msgstr.replace("about half", "roughly half")
    other = file.find(ASSETS)
    other.msgstr = other.msgstr.replace("%(assets)s", "RMB 9.6 trillion")
    file.save()
    made = imported(root, path, State.REVIEWED)
    assert made.count("refused") == 1
    assert segment(root, LOANS).standing.state is State.REVIEWED
    assert target(root, ASSETS) == ENGLISH[ASSETS]


def test_a_translation_changed_meanwhile_is_not_overwritten(root: Path) -> None:
    path, _ = exported(root, "xlsx")
    other, _ = exported(root, "po")
    file = polib.pofile(str(other))
    file.find("规模").msgstr = "Size"
    file.save()
    imported(root, other)
    sheet_edit(path, "规模", lambda _: "Extent")
    assert [r.code for o in imported(root, path).outcomes for r in o.reasons] == ["import-conflict"]
    assert target(root, "规模") == "Size"


def test_an_approval_is_not_inherited_by_another_text(root: Path) -> None:
    path, _ = exported(root, "xlsx")
    sheet_edit(path, LOANS, lambda _: "approved", 6)
    imported(root, path)
    assert segment(root, LOANS).standing.state is State.APPROVED
    path, _ = exported(root, "xlsx")
    sheet_edit(path, LOANS, lambda text: text.replace("about half", "some half"))
    imported(root, path)
    assert segment(root, LOANS).standing.state is State.REVIEWED


@pytest.mark.parametrize("form", ["docx", "xlsx", "xliff"])
def test_an_old_file_takes_no_newer_state_back(root: Path, form: str) -> None:
    path, rows = exported(root, form)
    old = path.read_bytes()
    newer, _ = exported(root, "xlsx")
    sheet_edit(newer, LOANS, lambda _: "approved", 6)
    imported(root, newer)
    path.write_bytes(old)
    assert imported(root, path).count("unchanged") == len(rows)
    assert segment(root, LOANS).standing.state is State.APPROVED


def test_a_workbook_is_read_no_further_than_it_reaches(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[int, int]] = []
    make = Worksheet._get_cell

    def counted(sheet: Worksheet, row: int, column: int) -> object:
        made.append((row, column))
        return make(sheet, row, column)

    path, rows = exported(root, "xlsx")
    monkeypatch.setattr(Worksheet, "_get_cell", counted)
    assert len(read_file(path).rows) == len(rows)
    assert len(made) < 2000
