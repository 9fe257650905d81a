"""Every line of docs/api.md runs and does what is said beside it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.mini_project import ROOT, mini_project, with_reading

RELEASE = """\
运行情况新闻发布会

6月22日，有关部门介绍运行情况。

截至5月末，全市金融资产规模达9.9万亿元。养老产业贷款余额86.3亿元。
"""
BLOCKS = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "api.md").read_text("utf-8"), re.DOTALL)


def test_the_examples_run_on_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(with_reading(mini_project(tmp_path)))
    Path("release.txt").write_text(RELEASE, "utf-8")
    done: dict[str, object] = {}
    for block in BLOCKS:
        exec(compile(block, "docs/api.md", "exec"), done)
    assert done["facts"]["financial-assets@2025-12-31"].value == 9_600_000_000_000
    assert done["errors"] == []
    assert "A small briefing" in done["page"]
    assert [d.name for d in done["built"].documents] == ["tiny.en"]
    assert done["moved"] == ()
    assert [p.code for p in done["proofs"][0].problems if p.file.startswith("tiny")] == []
    assert done["data"]["counts"] == {"found": 2, "accepted": 1, "new": 0, "ignored": 1, "open": 0}
    assert done["data"]["figures"][0]["fact"] == "financial-assets@2026-05-31"
    assert {f.id for f in done["ws"].facts()} >= {"financial-assets@2026-03-31", "financial-assets@2026-05-31"}
    reviewed = done["ws"].segments("en", states=["reviewed"])
    assert [(s.target, s.by) for s in reviewed] == [("Scale", "Li Wei"), ("References", "Li Wei")]
    asked = done["ws"].segment_desk(done["desk"].row.id, "en")
    assert ([n.by for n in asked.notes], asked.open_note) == (["Li Wei", "Wang Min", "Wang Min"], False)


def test_the_page_has_a_dozen_calls() -> None:
    assert len(re.findall(r"\bws\.\w+\(", "".join(BLOCKS))) >= 12
