"""Files for reviewers through the programs that reviewers use, where these are installed: gettext, translate-toolkit, OmegaT,
LibreOffice."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import etree
from translate.storage import tbx, tmx, xliff, xliff2

from briefing.catalogue.glossary import read_glossary
from briefing.review.exchange import read_tmx, take_tbx, write_tbx, write_tmx
from briefing.review.segment import Entry
from tests.review.desk import ROOT, exported, imported, small_project, target
from tests.review.test_alike import memory

ASSETS = "%(when)s，资产规模%(assets)s，%(growth)s。"
LOANS = "<strong>贷款在增加。</strong>余额%(loans)s，约占一半。"
GLOSSARY = ROOT / "i18n" / "glossary.yaml"


def needs(program: str) -> pytest.MarkDecorator:
    """Leave a test out where a program is not installed."""
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_project(tmp_path)


def unchanged(root: Path, path: Path) -> bool:
    """Whether a file that came back changes nothing."""
    return {o.verdict for o in imported(root, path).outcomes} == {"unchanged"}


@needs("msgfmt")
def test_gettext_finds_no_fault_in_a_po_file(root: Path) -> None:
    path, _ = exported(root, "po")
    done = subprocess.run(["msgfmt", "--check", "-o", "/dev/null", path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@needs("msgcat")
def test_a_po_file_that_gettext_has_wrapped_and_sorted_comes_back_unchanged(root: Path) -> None:
    path, _ = exported(root, "po")
    subprocess.run(["msgcat", "--width=60", "--sort-output", "-o", path, path], check=True)
    assert unchanged(root, path)


@needs("msgconv")
def test_a_po_file_recoded_to_gb_18030_comes_back_unchanged_and_with_an_edit(root: Path) -> None:
    path, _ = exported(root, "po")
    subprocess.run(["msgconv", "--to-code=GB18030", "-o", path, path], check=True)
    data = path.read_bytes()
    assert "规模".encode("gb18030") in data
    assert unchanged(root, path)
    path.write_bytes(data.replace(b'msgstr "Scale"', b'msgstr "Size"'))
    assert imported(root, path).count("changed") == 1
    assert target(root, "规模") == "Size"


def test_translate_toolkit_reads_xliff_21_and_what_it_saves_is_taken(root: Path) -> None:
    path, rows = exported(root, "xliff", memory=memory())
    store = xliff2.Xliff2File.parsefile(str(path))
    assert len(store.units) == len(rows)
    store.savefile(str(path))
    assert unchanged(root, path)
    unit = next(u for u in store.units if str(u.source) == "规模")
    unit.target = "Size"
    store.savefile(str(path))
    assert imported(root, path).count("changed") == 1
    assert target(root, "规模") == "Size"


def test_translate_toolkit_reads_the_memory_and_what_it_writes_is_taken() -> None:
    entries = [Entry("规模%(a)s", "Size %(a)s", "1"), Entry("%(a)s%(b)s", "%(a)s %(b)s", "2")]
    store = tmx.tmxfile.parsestring(write_tmx(entries, "zh-CN", "en-GB"))
    assert [(str(u.source), str(u.target)) for u in store.units] == [(e.source, e.target) for e in entries]
    store.addtranslation("新句。", "zh-CN", "A new sentence.", "en-GB")
    taken, problems = read_tmx(bytes(store), "theirs.tmx", "zh-CN", "en-GB")
    assert not problems
    assert [(e.source, e.target) for e in taken][:2] == [(e.source, e.target) for e in entries]
    assert [(e.source, e.target) for e in taken][-1] == ("新句。", "A new sentence.")


def test_translate_toolkit_sees_every_segment_with_its_translation(root: Path) -> None:
    path, rows = exported(root, "xliff12")
    units = xliff.xlifffile.parsefile(str(path)).units
    assert [u.getid().rpartition("\x04")[2] for u in units] == [r.segment.row_id for r in rows]
    assert all(str(u.target) for u in units)


def test_a_translation_changed_with_translate_toolkit_is_taken(root: Path) -> None:
    path, _ = exported(root, "xliff12")
    store = xliff.xlifffile.parsefile(str(path))
    unit = next(u for u in store.units if str(u.source) == "规模")
    unit.target = "Size"
    store.savefile(str(path))
    assert imported(root, path).count("changed") == 1
    assert target(root, "规模") == "Size"


def test_translate_toolkit_reads_the_glossary_and_what_it_writes_is_taken() -> None:
    glossary, _ = read_glossary(GLOSSARY)
    store = tbx.tbxfile.parsestring(write_tbx(glossary, "zh", "en", "zh-CN", "en-GB"))
    assert len(store.units) == len(glossary.terms)
    other = tbx.tbxfile(sourcelanguage="zh", targetlanguage="en")
    other.addsourceunit("新术语").target = "new term"
    taken = take_tbx(bytes(other), "theirs.tbx", glossary, GLOSSARY.read_text("utf-8"), "zh", "en")
    assert (taken.changed, taken.new, taken.problems) == ((), ("新术语",), ())


def test_tmx_keeps_placeholders_emphasis_and_signs() -> None:
    entries = (
        Entry(
            LOANS,
            "<strong>Loans <em>are</em> growing.</strong> At %(loans.full)s &amp; more.<br/>100%%",
            "small.1a2b3c4d",
        ),
        Entry("研发", "R&D", "content.1a2b3c4d"),
    )
    assert read_tmx(write_tmx(entries, "zh-CN", "en-GB"), "m.tmx", "zh", "en") == (entries, ())


@needs("omegat")
def test_omegat_sees_the_segments_and_gives_them_back(root: Path, tmp_path: Path) -> None:
    path, rows = exported(root, "xliff12")
    project = tmp_path / "omegat-project"
    for name in ("source", "target", "omegat", "tm", "glossary", "dictionary"):
        (project / name).mkdir(parents=True)
    shutil.copy(path, project / "source" / "review.xlf")
    po, _ = exported(root, "po")
    shutil.copy(po, project / "source" / "review.po")
    (project / "omegat.project").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><omegat><project version="1.0">'
        + "".join(f"<{n}_dir>__DEFAULT__</{n}_dir>" for n in ("source", "target", "tm", "glossary", "dictionary"))
        + "<source_lang>ZH-CN</source_lang><target_lang>EN-GB</target_lang><sentence_seg>false</sentence_seg>"
        + "</project></omegat>",
        "utf-8",
    )
    entries = [Entry("规模", "Size", "1")]
    (project / "tm" / "reviewer.tmx").write_bytes(write_tmx(entries, "ZH-CN", "EN-GB"))
    subprocess.run(
        ["omegat", str(project), "--mode=console-translate"],
        check=True,
        capture_output=True,
        timeout=300,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )
    told = (project / "omegat" / "project_stats.txt").read_text("utf-8")
    counted = {line.split()[0]: int(line.split()[1]) for line in told.splitlines() if line.startswith("review.")}
    assert counted == {
        "review.xlf": len(rows),
        "review.po": len(rows) + 1,
    }  # the head of a PO file is a segment to OmegaT
    assert unchanged(root, project / "target" / "review.xlf")
    assert unchanged(root, project / "target" / "review.po")


@needs("soffice")
def test_libreoffice_changes_no_translation_that_nobody_touched(root: Path, tmp_path: Path) -> None:
    path, rows = exported(root, "docx")
    out = tmp_path / "saved"
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "docx",
            "--outdir",
            out,
            path,
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    assert unchanged(root, out / path.name), [r.segment.id for r in rows]


def test_a_form_lost_with_its_control_is_taken_from_the_translation_before(root: Path) -> None:
    path, _ = exported(root, "docx")
    from tests.review.test_word_round_trips import W, rewrite  # noqa: PLC0415 - the helper of that module

    def drop(tree: etree._Element) -> None:
        for control in list(tree.iter(f"{W}sdt")):
            content = control.find(f"{W}sdtContent")
            parent = control.getparent()
            for child in list(content):
                parent.insert(parent.index(control), child)
            parent.remove(control)

    rewrite(path, "word/document.xml", drop)
    made = imported(root, path)
    assert {o.verdict for o in made.outcomes} == {"unchanged"}
    assert "%(when.as-of-initial)s" in target(root, ASSETS)
