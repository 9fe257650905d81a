"""Hostile and broken files: read what can be read, refuse the rest in one plain line, write nothing."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest

from briefing.files.foreign import DOCUMENT, refusals
from briefing.files.reading import Refused
from briefing.files.writing import write
from briefing.problems import ProblemsFound
from briefing.review.formats import read_po
from briefing.review.formats.xliff import read_xliff
from briefing.review.formats.xlsx import read_xlsx
from briefing.review.importing import read_file
from tests.review.desk import exported, imported, refresh, small_project

BOMB = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
THEFT = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
XLIFF = '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1"><file id="f">%s</file></xliff>'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_project(tmp_path)


def archive(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not an Office file"),
        (b"PK\x03\x04 nothing", "not an Office file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "in the format of Office 97"),
        (archive({"word/other.xml": b"<a/>"}), "without a Word document in it"),
        (archive({"word/document.xml": b"<a/>", "../../etc/cron.d/x": b"x"}), "leads out of the archive"),
        (archive({"word/document.xml": b"<a/>", "/abs": b"x"}), "leads out of the archive"),
        (archive({"word/document.xml": b" " * 20_000_000}), "would unpack to 20 MB"),
        (archive({"word/document.xml": BOMB.encode() + b"<x>&b;</x>"}), "declares a document type or entities"),
        (archive({"word/document.xml": THEFT.encode("utf-16-le") + b"<x/>"}), "declares a document type or entities"),
        (archive({"word/document.xml": b"<a", "word/vbaProject.bin": b"x"}), "macros"),
        (archive({"word/document.xml": b"<a><b></a>"}), "word/document.xml: "),
        (archive({"word/document.xml": b"<a/>"}), "no table with the columns"),
    ],
)
def test_word_files_that_must_not_be_read(data: bytes, words: str, tmp_path: Path) -> None:
    (tmp_path / "x.docx").write_bytes(data)
    with pytest.raises(ProblemsFound) as refused:
        read_file(tmp_path / "x.docx")
    assert any(words in str(p) for p in refused.value.problems), refused.value.problems


def test_a_size_declared_falsely_is_not_believed(root: Path) -> None:
    path, _ = exported(root, "docx")
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 4_000_000_000)
    assert refusals(bytes(data), DOCUMENT)


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9])
@pytest.mark.parametrize("form", ["docx", "xlsx", "xliff"])
def test_a_file_cut_short_is_refused(root: Path, form: str, cut: float) -> None:
    path, _ = exported(root, form)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * cut)])
    before = {p: p.read_bytes() for p in (root / "i18n").rglob("*.po")}
    with pytest.raises(ProblemsFound) as refused:
        imported(root, path)
    assert [p.code for p in refused.value.problems] == ["import-unreadable"]
    assert {p: p.read_bytes() for p in (root / "i18n").rglob("*.po")} == before


@pytest.mark.parametrize("data", [BOMB + "<x>&b;</x>", THEFT + XLIFF % "&a;", "<xliff", "<html/>", ""])
def test_xliff_that_must_not_be_read(data: str) -> None:
    with pytest.raises(Refused):
        read_xliff(data.encode(), "x.xliff")


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b'msgid "a"\nmsgid "b"\nnonsense', "msgid".encode("utf-16")])
def test_po_that_must_not_be_read(data: bytes) -> None:
    with pytest.raises(Refused, match="it is not a PO file"):
        read_po(data, "x.po")


def test_a_workbook_with_entities_is_refused() -> None:
    data = archive({"xl/workbook.xml": b"<a/>", "xl/sharedStrings.xml": BOMB.encode() + b"<x/>"})
    with pytest.raises(Refused, match="declares a document type or entities"):
        read_xlsx(data, "x.xlsx")


def test_a_workbook_without_our_columns_is_refused(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "x.xlsx")
    with pytest.raises(ProblemsFound) as refused:
        read_file(tmp_path / "x.xlsx")
    assert [p.code for p in refused.value.problems] == ["import-no-table"]


def test_other_kinds_of_file_are_refused(tmp_path: Path) -> None:
    for name in ("a.pdf", "a.doc", "missing.docx"):
        with pytest.raises(ProblemsFound):
            read_file(tmp_path / name)


def test_a_review_file_of_an_older_edition(root: Path) -> None:
    path, rows = exported(root, "xlsx")
    template = root / "templates" / "small.html"
    template.write_text(template.read_text("utf-8").replace("余额{{", "贷款余额{{"), "utf-8")
    refresh(root)
    book = openpyxl.load_workbook(path)
    for line in book.active.iter_rows(min_row=2):
        if "贷款在增加" in str(line[1].value):
            line[2].value = str(line[2].value).replace("growing", "rising")
    book.save(path)
    made = imported(root, path)
    assert [r.code for o in made.outcomes for r in o.reasons] == ["import-source-changed"]
    assert made.count("unchanged") == len(rows) - 1
    kept = openpyxl.load_workbook(io.BytesIO(made.refused)).active
    assert "贷款余额{loans}" in str(kept.cell(2, 2).value)
    assert "rising" in str(kept.cell(2, 3).value)


def test_nothing_is_written_by_halves(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    first = tmp_path / "a.po"
    first.write_text("old")
    with pytest.raises(ProblemsFound):
        write({first: b"new", tmp_path / "file" / "b.po": b"new", first / "impossible": b"x"})
    assert first.read_text() == "old"
    assert not list(tmp_path.glob(".*.new"))
