"""Workbooks of public bug reports and of attacks, each with its right result, from the import to the proof."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from briefing.projects.extracting import extract
from briefing.projects.headers import Mapping
from tests.projects.test_as_offices_keep_them import INPUTS, needs_shared
from tests.projects.test_personal_data import project
from tests.projects.workbooks import vocabulary

#: The file, what is told of it, and its projects with their contacts: name, telephones.
CONTACTS: dict[str, tuple[list[str], list[tuple[str, list[tuple[str, list[str]]]]]]] = {
    "public/21-workbook-control-character": (["character-folded"], [("甲园", [])]),
    "public/23-workbook-telephone-plus86": ([], [("甲园", [("王经理", ["023-12345678"])])]),
    "public/24-workbook-two-character-name": (
        [],
        [("甲园", [("张三", ["023-60000000"])]), ("乙园", [("丁一", ["023-60000001"])])],
    ),
    "workbooks/contacts.xlsx": (
        [],
        [
            ("智能终端项目", [("张三", ["13812345678"])]),
            ("生物医药园", [("李四", ["023-67891234"])]),
            ('=cmd|"/C calc"!A0', [("@SUM(1)", ["13900000000"])]),
            ("+冷链物流", [("王五", ["13700000001"])]),
        ],
    ),
}


def path_of(name: str) -> Path:
    path = INPUTS / name
    return path / "workbook.xlsx" if path.is_dir() else path


@needs_shared
@pytest.mark.parametrize("name", CONTACTS)
def test_a_workbook_of_the_reports_is_read_right_and_its_pack_is_proved(name: str, tmp_path: Path) -> None:
    told, projects = CONTACTS[name]
    path = path_of(name)
    found = extract(path.read_bytes(), path.name, vocabulary(), Mapping(), ())
    made = [(p["name"], [(c["name"], c["telephone"]) for c in p.get("contacts") or ()]) for p in found.projects]
    assert ([p.code for p in found.problems], made) == (told, projects)
    rows: list[list[Any]] = [list(row) for row in load_workbook(path).active.iter_rows(values_only=True)]
    ws = project(tmp_path / "p", "contacts: persons\n", rows, "html, docx, pdf")
    ws.build(jobs=1)
    assert [str(p) for p in ws.verify(again=False)[0].problems if p.file.startswith("tiny")] == []
