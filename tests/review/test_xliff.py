"""The XLIFF that goes out is valid, and a planted fault of every kind is seen by the rules that say so."""

from __future__ import annotations

from pathlib import Path

import pytest

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
