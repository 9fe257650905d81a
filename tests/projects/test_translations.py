"""The words of projects with a reviewer: out as a file, back as plain text, printed as typed."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.projects.workbooks import ROOT
from tests.review.desk import exported, imported, refresh, small_project, target

LIST = """\
project_lists:
  - {id: test, title: 清单, issuer: 单位, file: a.xlsx, sha256: x, date: "2026-04-10"}
projects:
  - {id: "0001", list: test, name: 手术机器人研发基地, owner: 重庆某某科技有限公司, content: 回收率不低于95%,
     investment: {value: null, published: 3—5亿元}}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small project with a list of one project."""
    small_project(tmp_path)
    for name in ("workbooks", "places"):
        shutil.copytree(ROOT / "content" / name, tmp_path / "content" / name, dirs_exist_ok=True)
    (tmp_path / "content/projects/test").mkdir(parents=True)
    (tmp_path / "content/projects/test/list.yaml").write_text(LIST, "utf-8")
    refresh(tmp_path)
    return tmp_path


def test_signs_come_back_as_they_were_typed(root: Path) -> None:
    path, rows = exported(root, "xlsx", "projects-test")
    english = {
        "手术机器人研发基地": "Surgical robot R&D base",
        "重庆某某科技有限公司": "Moumou <Chongqing> Technology",
        "回收率不低于95%": "Recovery rate of at least 95%",
        "3—5亿元": "RMB 300 million to RMB 500 million",
    }
    assert {r.segment.message.source for r in rows} == set(english)
    book = openpyxl.load_workbook(path)
    for row in book.active.iter_rows(min_row=2):
        row[2].value = english[row[1].value]
    book.save(path)
    assert imported(root, path).count("changed") == len(english)
    assert {source: target(root, source) for source in english} == english


def test_a_translation_with_another_amount_is_refused(root: Path) -> None:
    path, _ = exported(root, "xlsx", "projects-test")
    book = openpyxl.load_workbook(path)
    for row in book.active.iter_rows(min_row=2):
        if row[1].value == "3—5亿元":
            row[2].value = "RMB 3 billion to RMB 5 billion"
    book.save(path)
    assert imported(root, path).count("refused") == 1
