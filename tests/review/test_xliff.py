"""The XLIFF that goes out is valid, and a planted fault of every kind is seen by the rules that say so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from briefing.review.formats.xliff import read_xliff
from tests.review.desk import ROOT, exported, small_project
from tests.review.xliff_rules import faults
from tests.support.running import done


def test_every_unit_of_the_project_is_valid(tmp_path: Path) -> None:
    path = tmp_path / "all.xliff"
    done(ROOT, "review", "export", "--format", "xliff", "--out", str(path))
    data = path.read_bytes()
    assert data.count(b"<unit ") > 1000
    assert not faults(data)


FAULTS = (
    ('version="2.1"', 'version="1.2"'),
    (' trgLang="en-GB"', ""),
    ('state="translated"', 'state="done"'),
    ('<segment id="s1"', '<segment id="s 1"'),
    ('canDelete="no"', 'canDelete="never"'),
    ("<target ", "<translation "),
    ("<originalData>", "<originalData><data>x</data>"),
    ('dataRef="d1"', 'dataRef="d9"'),
    ('id="loans-1"', 'id="loans-2"'),
    ('type="fmt" subType="xlf:b"', 'subType="xlf:b"'),
    ('<data id="d2">', '<data id="d1">'),
    ('<note id="n2"', '<note id="n1"'),
)


@pytest.mark.parametrize(("sound", "broken"), FAULTS, ids=[b or "no target language" for _, b in FAULTS])
def test_a_planted_fault_is_seen(tmp_path: Path, sound: str, broken: str) -> None:
    path, _ = exported(small_project(tmp_path), "xliff")
    text = path.read_text("utf-8")
    assert not faults(text.encode())
    assert sound in text
    damaged = text.replace(sound, broken, 1)
    if sound == "<target ":
        damaged = damaged.replace("</target>", "</translation>", 1)
    assert faults(damaged.encode())


#: What tools make of the codes of emphasis, in XLIFF 2.1 and 1.2: all read as what went out.
SAVED = {
    "no type": ("xliff", r' type="fmt"', ""),
    "no subType": ("xliff", r' subType="xlf:b"', ""),
    "neither": ("xliff", r' type="fmt" subType="xlf:[a-z]+"', ""),
    "spanning": ("xliff", r"<pc (id=\"(\w+)\"[^>]*)>(.*?)</pc>", r'<sc \1/>\3<ec startRef="\2"/>'),
    "spanning, by id": ("xliff", r"<pc (id=\"(\w+)\")[^>]*>(.*?)</pc>", r'<sc \1/>\3<ec id="\2"/>'),
    "no ctype": ("xliff12", r' ctype="(?:bold|italic)"', ""),
    "begin and end": ("xliff12", r"<g id=\"(\w+)\"([^>]*)>(.*?)</g>", r'<bx id="9" rid="\1"\2/>\3<ex id="10" rid="\1"/>'),
    "begin and end, native": ("xliff12", r"<g id=\"(\w+)\"([^>]*)>(.*?)</g>",
                              r'<bpt id="\1"\2>&lt;b&gt;</bpt>\3<ept id="\1">&lt;/b&gt;</ept>'),
    "isolated": ("xliff12", r"<g id=\"(\w+)\"([^>]*)>(.*?)</g>",
                 r'<it id="1" rid="\1" pos="open"\2/>\3<it id="2" rid="\1" pos="close"/>'),
    "no type of a figure": ("xliff12", r' ctype="x-figure"', ""),
}  # fmt: skip


@pytest.mark.parametrize("saved", SAVED)
def test_codes_that_a_tool_has_saved_otherwise_read_the_same(saved: str, tmp_path: Path) -> None:
    form, pattern, new = SAVED[saved]
    path, _ = exported(small_project(tmp_path), form)
    text = path.read_text("utf-8")
    changed, count = re.subn(pattern, new, text)
    assert count
    before, after = (read_xliff(t.encode(), "x").rows for t in (text, changed))
    assert any("<strong>" in row.target for row in before)
    assert list(after) == list(before)


#: Codes that say nothing of themselves, or do not pair: the row is refused with the code's name.
STRANGE = {
    "neither type nor id of ours": (r'<pc id="strong1" type="fmt" subType="xlf:b">', '<pc id="7">', "the code 7"),
    "begins nowhere": (r"</pc>", '</pc><ec startRef="strong9"/>', "the end of the code strong9, which does not begin"),
    "ends nowhere": (r"(<target [^>]*>)", r'\1<sc id="strong8" subType="xlf:b"/>', "the code strong8, which does not end"),
    "no figure": (r' dataRef="d1"', "", "the code "),
}  # fmt: skip


@pytest.mark.parametrize("kind", STRANGE)
def test_a_code_that_says_nothing_is_told_plainly(kind: str, tmp_path: Path) -> None:
    pattern, new, said = STRANGE[kind]
    path, _ = exported(small_project(tmp_path), "xliff")
    changed, count = re.subn(pattern, new, path.read_text("utf-8"), count=1)
    assert count == 1
    told = [details["what"] for row in read_xliff(changed.encode(), "x").rows for _, details in row.faults]
    assert len(told) == 1
    assert said in told[0]
