"""Export, edit as Word, LibreOffice and a script would edit a Word file, import."""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from lxml import etree

from briefing.catalogue.messages import State
from briefing.review.formats.docx import tag_of
from briefing.review.importing import read_file
from tests.review.desk import ASSETS, ENGLISH, LOANS, exported, imported, segment, small_project, target

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


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


def test_a_row_simply_deleted_from_a_word_file_is_told(root: Path) -> None:
    path, _ = exported(root, "docx")
    document = Document(str(path))
    table = document.tables[0]
    table._tbl.remove(table.rows[1]._tr)
    document.save(str(path))
    assert [p.code for p in read_file(path).told] == ["import-rows-gone"]
    whole, _ = exported(root, "docx")
    assert not read_file(whole).told
