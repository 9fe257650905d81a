"""Harder releases than the scripted quarter, composed only: no template is touched, no sentence torn, nothing false said."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from briefing.document.reading import passages
from briefing.editions.request import UNSOUND
from briefing.files.writing import write_all
from briefing.observations.saving import record
from briefing.observations.understand import Entry
from briefing.problems import Severity
from briefing.project.opening import open_project
from tests.support.running import ROOT

CASES: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "other-releases.yaml").read_text("utf-8"))
SOURCE = """\
sources:
  - {{id: s900, file: 900.txt, issuer: 重庆市统计局, title: 新的发布, date: "{date}", date_basis: stated,
     kind: press-conference, sections: [{{id: all, title: 全文, lines: "1-60"}}]}}
"""


@pytest.mark.parametrize("name", CASES)
def test_a_release_needs_no_template(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    for folder in ("content", "i18n", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "content" / "sources" / "s900.yaml").write_text(SOURCE.format(date=case["date"]), "utf-8")
    entries = [
        Entry(indicator, figure, period, "s900", locator) for indicator, figure, period, locator in case["figures"]
    ]
    made = record(open_project(tmp_path), entries)
    write_all(tmp_path, made.files, made.read)
    project = open_project(tmp_path)
    day = project.newest_source()
    context = project.context(day.isoformat(), day)
    said: dict[str, set[str]] = {}
    for pack in project.content.packs:
        for tag in pack.languages:
            document, problems = project.compose(pack, tag, context)
            assert not [str(p) for p in problems if p.severity is Severity.ERROR or p.code in UNSOUND]
            assert document is not None
            said[f"{pack.id}.{tag}"] = {p.text.replace("\u00a0", " ") for p in passages(document)}
    for key, sentences in case["said"].items():
        assert not [text for text in sentences if text not in said[key]]
    for key, beginnings in case["unsaid"].items():
        assert not [text for text in said[key] if text.startswith(tuple(beginnings))]
