"""Earlier sentences alike go out with every format, and nothing of them comes back."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pytest
from docx import Document
from lxml import etree
from openpyxl import load_workbook
from translate.storage import xliff

from briefing.catalogue.messages import Catalogue
from briefing.review.formats import WRITERS
from briefing.review.formats.xliff import MATCHES
from briefing.review.lint.checks import READERS, read_pairs
from briefing.review.segment import Entry, Memory, make_memory
from tests.review.desk import exported, imported, small_project, target
from tests.review.xliff_rules import faults

SOURCE, EARLIER = (
    "%(when)s，资产规模约%(assets)s，%(growth)s。",
    "%(when)s, assets were about %(assets)s, %(growth.verb)s.",
)
BOLD, BOLD_EARLIER = (
    "<strong>贷款在增加。</strong>余额%(loans)s，占一半。",
    "<strong>Loans rise.</strong> At %(loans)s, half of all.",
)


def memory() -> Memory:
    return make_memory(Catalogue("en"), (), (Entry(SOURCE, EARLIER, "history"), Entry(BOLD, BOLD_EARLIER, "old.tmx")))


def everything(path: Path) -> str:
    """All text of a file, archive or not."""
    if not is_zipfile(path):
        return path.read_text("utf-8")
    with ZipFile(path) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))


@pytest.mark.parametrize("form", WRITERS)
def test_every_format_offers_earlier_sentences_and_takes_nothing_of_them_back(tmp_path: Path, form: str) -> None:
    root = small_project(tmp_path)
    path, rows = exported(root, form, memory=memory())
    assert [len(r.proposals) for r in rows].count(1) == 2
    for text in (", assets were about ", "Loans rise."):
        assert text in everything(path)
    report = imported(root, path)
    assert {o.verdict for o in report.outcomes} == {"unchanged"}
    assert len(report.outcomes) == len(rows)
    if path.suffix in READERS:
        assert len(read_pairs(path)) == len(rows)
        assert not any("assets were about" in p.target for p in read_pairs(path))
    bare, _ = exported(root, form)
    assert "assets were about" not in everything(bare)


def test_the_word_file_has_a_column_of_its_own_for_them_and_ignores_what_is_typed_there(tmp_path: Path) -> None:
    root = small_project(tmp_path)
    path, rows = exported(root, "docx", memory=memory())
    document = Document(str(path))
    table = document.tables[0]
    heads = [c.text for c in table.rows[0].cells]
    assert heads == ["ID", "中文", "English", "Figures", "Earlier sentences alike", "Status", "Comment"]
    number = next(n for n, r in enumerate(rows, 1) if r.proposals)
    cell = table.rows[number].cells[4]
    assert cell.text.endswith(
        "% {when}，资产规模约{assets}，{growth}。 → {when}, assets were about {assets}, {growth.verb}."
    )
    cell.paragraphs[0].add_run(" Take this.")
    document.save(str(path))
    assert {o.verdict for o in imported(root, path).outcomes} == {"unchanged"}


def test_the_workbook_wraps_them_in_the_last_column(tmp_path: Path) -> None:
    path, rows = exported(small_project(tmp_path), "xlsx", memory=memory())
    sheet = load_workbook(path).active
    assert sheet is not None
    column = [c.value for c in list(sheet.columns)[-1]]
    assert column[0] == "Earlier sentences alike"
    assert [bool(v) for v in column[1:]] == [bool(r.proposals) for r in rows]


def test_candidates_of_xliff_are_valid_and_keep_their_codes_to_themselves(tmp_path: Path) -> None:
    root = small_project(tmp_path)
    path, _ = exported(root, "xliff", memory=memory())
    assert not faults(path.read_bytes())
    tree = etree.parse(str(path))
    match = next(tree.iter(f"{{{MATCHES}}}match"))
    data = [d.text for d in match.iter("{*}data")]
    assert data == ["%(when)s", "%(assets)s", "%(growth)s", "%(growth.verb)s"]
    assert match.get("origin") == "history"
    for broken in ((b'ref="#s1"', b'ref="#s9"'), (b'similarity="', b'similarity="x'), (b'type="tm"', b'type="own"')):
        assert faults(path.read_bytes().replace(*broken, 1)), broken


def test_translate_toolkit_reads_the_candidates_of_xliff_12(tmp_path: Path) -> None:
    root = small_project(tmp_path)
    path, _ = exported(root, "xliff12", memory=memory())
    units = xliff.xlifffile.parsefile(str(path)).units
    alternatives = [str(a.target) for u in units for a in u.getalttrans()]
    assert len(alternatives) == 2
    assert any("assets were about" in a for a in alternatives)
    assert target(root, "规模") == "Scale"
