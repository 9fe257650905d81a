"""Export, edit as Word, LibreOffice, Excel and a script would, import: for every format."""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import polib
import pytest
from docx import Document
from lxml import etree
from openpyxl.worksheet.worksheet import Worksheet

from briefing.catalogue.messages import State
from briefing.review.formats import WRITERS
from briefing.review.formats.docx import tag_of
from briefing.review.importing import read_file
from briefing.review.printed import Piece, Shown
from tests.review.desk import ENGLISH, exported, imported, segment, small_project, target

FORMATS = ("docx", "xlsx", "xliff", "po")
LOANS = "<strong>贷款在增加。</strong>余额%(loans)s，约占一半。"
ASSETS = "%(when)s，资产规模%(assets)s，%(growth)s。"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
X = "{urn:oasis:names:tc:xliff:document:2.0}"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_project(tmp_path)


def rewrite(path: Path, part: str, change: Callable[[etree._Element], None]) -> None:
    """Change one XML part of an Office file, as a script would."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == part:
                tree = etree.fromstring(data)
                change(tree)
                data = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
            new.writestr(name, data)
    path.write_bytes(out.getvalue())


def row_of(tree: etree._Element, words: str) -> etree._Element:
    """The table row that shows certain words."""
    return next(r for r in tree.iter(f"{W}tr") if words in "".join(map(str, r.itertext())))


def english(row: etree._Element) -> etree._Element:
    """The English cell of a row."""
    return list(row.iterchildren(f"{W}tc"))[2]


def run(text: str, *looks: str) -> etree._Element:
    """A run of Word text."""
    element = etree.Element(f"{W}r")
    if looks:
        properties = etree.SubElement(element, f"{W}rPr")
        for look in looks:
            etree.SubElement(properties, f"{W}{look}").set(f"{W}val", "single" if look == "u" else "true")
    body = etree.SubElement(element, f"{W}t")
    body.text = text
    body.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element


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


def test_a_field_that_was_written_empty_is_its_figure_and_not_a_figure_taken_out(root: Path) -> None:
    path, rows = exported(root, "docx")

    def emptied(tree: etree._Element) -> None:
        for control in english(row_of(tree, "They stand at")).iter(f"{W}sdt"):
            tag = control.find(f"{W}sdtPr/{W}tag")
            tag.set(f"{W}val", tag_of(tag.get(f"{W}val").partition("|")[0], ""))
            for text in control.iter(f"{W}t"):
                text.text = ""

    rewrite(path, "word/document.xml", emptied)
    assert [o.verdict for o in imported(root, path).outcomes] == ["unchanged"] * len(rows)


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_rows_give_the_same_bytes(root: Path, form: str) -> None:
    path, _ = exported(root, form)
    first = path.read_bytes()
    exported(root, form)
    assert path.read_bytes() == first


def test_word_with_tracked_changes_and_a_comment(root: Path) -> None:
    path, _ = exported(root, "docx")

    def edit(tree: etree._Element) -> None:
        row = row_of(tree, "They stand at")
        paragraph = english(row).find(f"{W}p")
        last = list(paragraph.iterchildren(f"{W}r"))[-1]
        gone = etree.Element(
            f"{W}del", {f"{W}author": "Ann Reader", f"{W}date": "2026-07-02T10:00:00Z", f"{W}id": "9001"}
        )
        old = copy.deepcopy(last)
        for text in old.iter(f"{W}t"):
            text.tag = f"{W}delText"
        gone.append(old)
        new = etree.Element(
            f"{W}ins", {f"{W}author": "Ann Reader", f"{W}date": "2026-07-02T10:00:00Z", f"{W}id": "9002"}
        )
        new.append(run(", roughly half "))
        new.append(run("of the total."))
        paragraph.replace(last, gone)
        paragraph.append(new)

    rewrite(path, "word/document.xml", edit)
    made = imported(root, path)
    changed = [o for o in made.outcomes if o.verdict == "changed"]
    assert (
        target(root, LOANS) == "<strong>Loans are growing.</strong> They stand at %(loans)s, roughly half of the total."
    )
    assert [o.row.tracked for o in changed] == [("Ann Reader 2026-07-02",)]
    assert segment(root, LOANS).standing.state is State.DRAFT


def test_a_word_comment_becomes_a_note_and_a_status_a_state(root: Path) -> None:
    path, _ = exported(root, "docx")
    document = Document(str(path))
    row = next(r for r in document.tables[0].rows if "They stand at" in r._tr.xpath("string()"))
    document.add_comment(row.cells[2].paragraphs[0].runs[:1], "Should this say balances?", author="Ann Reader")
    document.save(str(path))

    def approve(tree: etree._Element) -> None:
        status = list(row_of(tree, "They stand at").iterchildren(f"{W}tc"))[4]
        next(status.iter(f"{W}t")).text = "approved"

    rewrite(path, "word/document.xml", approve)
    imported(root, path)
    found = segment(root, LOANS)
    assert found.note == "Ann Reader: Should this say balances?"
    assert (found.standing.state, found.standing.by, found.standing.when) == (State.APPROVED, "Li Wei", "2026-07-03")


def test_word_moves_a_figure_with_its_sentence(root: Path) -> None:
    path, _ = exported(root, "docx")

    def edit(tree: etree._Element) -> None:
        paragraph = english(row_of(tree, "They stand at")).find(f"{W}p")
        control = paragraph.find(f"{W}sdt")
        paragraph.remove(control)
        bold = next(paragraph.iterchildren(f"{W}r"))
        bold.addprevious(run("At "))
        bold.addprevious(control)
        for text in paragraph.iter(f"{W}t"):
            text.text = (text.text or "").replace("Loans are growing.", ", loans grow.").replace(" They stand at ", "")

    rewrite(path, "word/document.xml", edit)
    imported(root, path)
    assert target(root, LOANS) == "At %(loans)s<strong>, loans grow.</strong>, about half of the total."


def test_a_program_that_drops_content_controls_loses_nothing(root: Path) -> None:
    path, rows = exported(root, "docx")

    def unwrap(tree: etree._Element) -> None:
        for control in list(tree.iter(f"{W}sdt")):
            parent = control.getparent()
            for child in control.find(f"{W}sdtContent"):
                control.addprevious(child)
            parent.remove(control)
        for text in english(row_of(tree, "They stand at")).iter(f"{W}t"):
            text.text = (text.text or "").replace("about half", "some half")

    rewrite(path, "word/document.xml", unwrap)
    made = imported(root, path)
    assert [o.verdict for o in made.outcomes].count("unchanged") == len(rows) - 1
    assert target(root, LOANS) == ENGLISH[LOANS].replace("about half", "some half")


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda p: next(p.find(f"{W}sdt").iter(f"{W}t")).__setattr__("text", "RMB 7 trillion"), "import-figure"),
        (lambda p: p.remove(p.find(f"{W}sdt")), "import-unsound"),
        (lambda p: p.append(run(" It was RMB 5 trillion before.")), "import-number"),
        (lambda p: p.append(run("underlined", "u")), "import-markup"),
        (lambda p: p.append(copy.deepcopy(p.find(f"{W}sdt"))), "import-unsound"),
        (lambda p: p.append(run(" {loans.banana}")), "import-unsound"),
        (lambda p: p.append(run("bold", "b")), "import-unsound"),
    ],
)
def test_word_damage_is_refused_and_the_rest_is_taken(
    root: Path, damage: Callable[[etree._Element], None], code: str
) -> None:
    path, rows = exported(root, "docx")

    def edit(tree: etree._Element) -> None:
        damage(english(row_of(tree, "They stand at")).find(f"{W}p"))
        for text in english(row_of(tree, "assets came to")).iter(f"{W}t"):
            text.text = (text.text or "").replace("assets came to", "assets amounted to")

    rewrite(path, "word/document.xml", edit)
    made = imported(root, path)
    refused = [o for o in made.outcomes if o.verdict == "refused"]
    assert [code in [r.code for r in o.reasons] for o in refused] == [True]
    assert target(root, LOANS) == ENGLISH[LOANS]
    assert "amounted to" in target(root, ASSETS)
    assert made.count("unchanged") == len(rows) - 2


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


def test_a_row_simply_deleted_from_a_word_file_is_told(root: Path) -> None:
    path, _ = exported(root, "docx")
    document = Document(str(path))
    table = document.tables[0]
    table._tbl.remove(table.rows[1]._tr)
    document.save(str(path))
    assert [p.code for p in read_file(path).told] == ["import-rows-gone"]
    whole, _ = exported(root, "docx")
    assert not read_file(whole).told


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
