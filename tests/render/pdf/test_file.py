"""The PDF: valid, whole, the same twice, and saying what the tree says."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from briefing.render import pdf as writer
from briefing.render.html import render_html
from briefing.render.pdf import finish, render_pdf, tags
from tests.render.pdf.files import (
    FACTS,
    drawn,
    failures,
    objects,
    poppler,
    rendered,
    structure,
    structure_text,
    without_schema,
)
from tests.render.reading import CALL, ROOT, bare, block_text, body_text, house
from tests.support.sample_document import sample

LONG = 60  # rows: a table over three pages
CASES = [("en", 3, ""), ("zh", 3, "草稿"), ("en", LONG, "DRAFT")]
ALL = [("zh", 3, ""), *CASES]


@pytest.mark.parametrize(("language", "rows", "stamp"), ALL)
def test_valid_as_pdf_ua_and_pdf_a(language: str, rows: int, stamp: str) -> None:
    assert failures(rendered(language, rows, stamp).bytes) == set()


@pytest.mark.parametrize(("language", "rows", "stamp"), CASES)
def test_read_aloud_it_is_the_tree(language: str, rows: int, stamp: str) -> None:
    document = sample(language, rows, stamp)
    read = bare(structure_text(rendered(language, rows, stamp).bytes))
    assert read.endswith(body_text(document, notes=True))
    # the caption that a table repeats on its later pages is for the eye alone
    assert "续" not in read
    assert "(continued)" not in read


@pytest.mark.parametrize("language", ["zh", "en"])
def test_copied_text_is_that_of_the_tree_in_its_order(language: str) -> None:
    copied = bare(poppler("pdftotext", rendered(language).bytes, "-raw", "-enc", "UTF-8"))
    position = 0
    for section in sample(language).sections:
        for text in block_text(section):
            for part in text.split(CALL):
                found = copied.find(bare(part), position)
                assert found >= 0, part
                position = found + len(bare(part))


def test_no_space_is_copied_from_the_gap_between_scripts() -> None:
    copied = poppler("pdftotext", rendered("zh").bytes, "-enc", "UTF-8")
    assert "截至2025年末，全市金融资产规模达9.6万亿元，是投资者" in copied
    assert copied.count("A股、H股与REITs等字样夹在汉字之") >= 3


def test_chinese_lines_end_at_the_margin() -> None:
    boxes = poppler("pdftotext", rendered("zh").bytes, "-bbox")
    ends = [float(line.split('xMax="')[1].split('"')[0]) for line in boxes.splitlines() if "等字样夹在汉字之" in line]
    assert len(ends) >= 3
    assert max(ends) - min(ends) < 0.3
    assert abs(ends[0] - (210 - 25) * 72 / 25.4) < 0.3


def test_title_language_bookmarks_attachment() -> None:
    result = rendered("en")
    inside = objects(result.bytes)
    information = poppler("pdfinfo", result.bytes)
    assert "Title:           Western Financial Centre: Investor Briefing" in information
    assert "Tagged:          yes" in information
    assert b"/Lang (en-GB)" in inside
    assert b"/DisplayDocTitle true" in inside
    for title in ("1 Scale and institutions", "1.1 Institutions", "Sources"):
        assert f"/Title ({title})".encode() in inside
    assert "figures.json" in poppler("pdfdetach", result.bytes, "-list")
    assert b"/AFRelationship /Data" in inside
    listed = re.search(rb"/AF \[([^\]]*)\]", inside)
    assert listed is not None
    assert listed[1].split().count(b"R") == 1, "an associated file is named once"


def test_passages_in_another_language_are_marked() -> None:
    assert b"/Lang (en)" in objects(rendered("zh").bytes)
    assert b"/Lang (zh-CN)" in objects(rendered("en").bytes)


def test_a_table_over_pages_is_one_table_read_with_one_header() -> None:
    result = rendered("en", LONG, "DRAFT")
    tree = structure(result.bytes)
    assert result.page_count > 5
    assert tree.count("Table (block)") == 1
    assert tree.count("THead") == 1
    assert "(continued)" not in tree
    assert tree.count("/Scope /Column") == 2
    assert tree.count("/Scope /Row") == LONG + 1
    assert poppler("pdftotext", result.bytes).count("Investment (RMB billion)") > 2  # printed on every page


def test_notes_stand_where_they_are_called() -> None:
    tree = structure(rendered("en").bytes)
    paragraph = tree[tree.index("end-2025") : tree.index('"Table 1"')]
    assert "Note <note-1>" in paragraph


def test_same_tree_same_bytes_whatever_the_hash_seed() -> None:
    program = "from tests.render.pdf.test_file import digests\nprint(*digests())"
    environment = os.environ | {"PYTHONHASHSEED": "1", "TZ": "Asia/Chongqing"}
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, check=True)
    assert ran.stdout.decode().split() == digests()


def digests() -> list[str]:
    """SHA-256 of the sample as PDF, in the language of more fonts, and as page in each language."""
    made = (rendered("zh").bytes, *(render_html(sample(tag), house()) for tag in ("zh", "en")))
    return [hashlib.sha256(data).hexdigest() for data in made]


def test_every_font_is_embedded_and_named_by_the_theme() -> None:
    rows = poppler("pdffonts", rendered("zh").bytes).splitlines()[2:]
    assert rows
    for row in rows:
        assert "Noto-S" in row
        assert row.split()[-5:-2] == ["yes", "yes", "yes"]


# ---- the gates catch what is planted ------------------------------------------------------------------------------


def _without_scope(root: Any, dress: Any = tags._dress) -> None:
    dress(root)
    for tag in root.tags():
        if tag.role == "TH":
            tag.entry["A"].pop("Scope")


def _without_alternative(root: Any, dress: Any = tags._dress) -> None:
    dress(root)
    for tag in root.tags():
        tag.entry.pop("Alt", None)


def _jumping_heading(root: Any, dress: Any = tags._dress) -> None:
    dress(root)
    for tag in root.tags():
        if tag.role == "H3":
            tag.role = "H5"


@pytest.mark.parametrize(
    ("planted", "rule"),
    [
        (_without_scope, "PDFUA1-TABLE-HEADERS-SCOPE-001"),
        (_without_alternative, "PDFUA1-FIGURE-ALTERNATIVE-TEXT-001"),
        (_jumping_heading, "PDFUA1-HEADING-NESTING-001"),
    ],
)
def test_validator_catches_faults_of_the_tree(monkeypatch: pytest.MonkeyPatch, planted: Any, rule: str) -> None:
    monkeypatch.setattr(tags, "_dress", planted)
    assert rule in failures(drawn())


def test_validator_catches_missing_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finish, "packet", without_schema)
    assert any(rule.startswith("PDFA3A") for rule in failures(drawn()))


def test_validator_catches_missing_identification(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "complete", lambda *_: None)
    monkeypatch.setattr(writer, "ends_plainly", lambda _: True)
    assert "PDFUA1-ID-SCHEMA-001" in failures(drawn())


def test_validator_catches_an_attachment_without_relationship(monkeypatch: pytest.MonkeyPatch) -> None:
    def without(pdf: Any, *rest: Any) -> None:
        finish.complete(pdf, *rest)
        for entry in pdf.objects:
            if isinstance(entry, dict) and entry.get("Type") == "/Filespec":
                del entry["AFRelationship"]

    monkeypatch.setattr(writer, "complete", without)
    assert any(rule.startswith("PDFA3A") for rule in failures(drawn(FACTS)))


def test_a_file_that_is_drawn_again_has_its_attachment_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """One file in some hundreds is drawn twice, because a stream ends in a carriage return."""
    once = rendered("en").bytes
    answers = iter([False, True])
    monkeypatch.setattr(writer, "ends_plainly", lambda _data: next(answers))
    again = drawn(FACTS)
    assert again.count(b"/EmbeddedFile") == once.count(b"/EmbeddedFile") > 0


def test_two_threads_get_the_bytes_that_one_gets_alone() -> None:
    documents = [sample(tag) for tag in ("zh", "en")]
    alone = [rendered(tag).bytes for tag in ("zh", "en")]
    with ThreadPoolExecutor(2) as threads:
        together = list(threads.map(lambda document: render_pdf(document, house(), [FACTS]).bytes, documents))
    assert together == alone
