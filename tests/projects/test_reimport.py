"""A workbook that comes again: matched by identity, translations kept, hand edits never lost."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest

from briefing import as_data
from briefing.content.load import load_content
from briefing.files.writing import write_all
from briefing.problems import has_errors
from briefing.projects.importing import Asked, Import, prepare
from briefing.workspace.lists import import_told
from tests.projects.workbooks import Rows, sheet, vocabulary

HEAD = ["项目编号", "项目名称", "所属行业", "属地", "总投资（亿元）", "建设内容"]
FIRST: Rows = [
    HEAD,
    ["A1", "甲产业园一期", "生物医药", "忠县", 10, "厂房一栋"],
    ["A2", "乙基地", "先进材料", "涪陵区", 20, "厂房两栋"],
    [None, "丙中心", "先进材料", "黔江区", 30, "仓库"],
]


def bring(root: Path, rows: Rows, day: str = "2026-07-01", keep: bool = True) -> Import:
    """Import rows into a folder."""
    made = prepare(root, sheet(rows), "list.xlsx", Asked("test", day, "清单", "单位"), vocabulary())
    assert not has_errors(made.problems), [str(p) for p in made.problems]
    if keep:
        write_all(root, made.files, made.read)
    return made


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    bring(tmp_path, FIRST)
    return tmp_path


def test_the_same_workbook_changes_nothing(root: Path) -> None:
    folder = root / "content/projects/test"
    before = {
        p.name: p.read_bytes() for p in folder.iterdir() if p.name != "list.yaml"
    }  # which names the file's own hash
    made = bring(root, FIRST)
    assert made.merged.unchanged == 3
    assert {p.name: p.read_bytes() for p in folder.iterdir() if p.name != "list.yaml"} == before


def test_added_changed_withdrawn_and_returned(root: Path) -> None:
    second = [
        HEAD,
        ["A2", "乙新基地", "先进材料", "涪陵区", 25, "厂房两栋"],
        [None, "丁项目", "生物医药", "忠县", 5, "仓库"],
    ]
    made = bring(root, second, "2026-08-01")
    said = as_data(import_told(made))
    assert [p["name"] for p in said["added"]] == ["丁项目"]
    assert {(c["id"], c["field"]) for c in said["changed"]} == {("0002", "name"), ("0002", "investment")}
    assert {p["id"] for p in said["withdrawn"]} == {"0001", "0003"}
    records = {p.id: p for p in load_content(root)[0].projects}
    assert records["0001"].withdrawn == "2026-08-01"
    assert records["0001"].as_of == "2026-07-01"
    assert records["0004"].name == "丁项目"
    made = bring(root, FIRST, "2026-09-01")
    assert made.merged.returned == ["0001", "0003"]
    records = {p.id: p for p in load_content(root)[0].projects}
    assert records["0001"].withdrawn is None
    assert records["0004"].withdrawn == "2026-09-01"


def test_a_renamed_project_is_matched_by_likeness_and_told(root: Path) -> None:
    rows = [*FIRST[:3], [None, "丙物流中心", "先进材料", "黔江区", 30, "仓库"]]
    rows[3][1] = "丙中心（升级）"
    made = bring(root, rows)
    assert made.merged.added == [] or [p.code for p in made.problems].count("list-matched-by-likeness") == 0
    rows = [HEAD, [None, "渝东智能仓储中心项目", "先进材料", "黔江区", 30, "仓库"]]
    bring(root, rows, "2026-08-01")
    made = bring(root, [HEAD, [None, "渝东智能仓储物流中心项目", "先进材料", "黔江区", 30, "仓库"]], "2026-09-01")
    assert "list-matched-by-likeness" in {p.code for p in made.problems}
    made = bring(root, [HEAD, [None, "渝东智能仓储物流中心项目二期", "先进材料", "黔江区", 30, "仓库"]], "2026-10-01")
    assert len(made.merged.added) == 1


def test_hand_edits_and_comments_survive(root: Path) -> None:
    path = root / "content/projects/test/0001.yaml"
    text = path.read_text("utf-8").replace('content: "厂房一栋"', 'content: "标准厂房一栋"  # 已与业主核对')
    path.write_text(text.replace('name: "乙基地"', 'name: "乙基地"\n    note: "手工补充"'), "utf-8")
    rows = [HEAD, ["A1", "甲产业园一期", "生物医药", "忠县", 11, "厂房三栋"], *FIRST[2:]]
    made = bring(root, rows, "2026-08-01")
    assert [p.code for p in made.problems if p.code.startswith("list-hand")] == ["list-hand-edit-kept"]
    after = path.read_text("utf-8")
    assert 'content: "标准厂房一栋"  # 已与业主核对' in after
    assert 'note: "手工补充"' in after
    assert '"11亿"' in after
    changed = [line for line in after.splitlines() if line not in path.read_text("utf-8").splitlines()]
    assert not changed
    again = bring(root, rows, "2026-09-01")
    assert again.merged.touched == {}
    assert path.read_text("utf-8") == after


def test_an_old_translation_is_kept_as_a_suggestion(root: Path) -> None:
    po = root / "i18n/en/projects-test.po"
    po.parent.mkdir(parents=True)
    po.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgctxt "content"\nmsgid "厂房一栋"\nmsgstr "One workshop"\n',
        "utf-8",
    )
    bring(root, [HEAD, ["A1", "甲产业园一期", "生物医药", "忠县", 10, "厂房五栋"], *FIRST[2:]], "2026-08-01")
    entries = {e.msgid: e for e in polib.pofile(po.read_text("utf-8"))}
    assert entries["厂房五栋"].msgstr == "One workshop"
    assert entries["厂房五栋"].fuzzy
    assert entries["厂房五栋"].previous_msgid == "厂房一栋"
    assert entries["厂房一栋"].msgstr == "One workshop"


def test_a_workbook_that_empties_the_list_is_doubted_and_what_it_withdrew_returns(root: Path) -> None:
    made = bring(root, [HEAD, ["B9", "别的项目", "生物医药", "忠县", 5, "仓库"]], "2026-08-01")
    assert "list-mostly-withdrawn" in {p.code for p in made.problems}
    made = bring(root, FIRST, "2026-08-02")
    assert made.merged.returned == ["0001", "0002", "0003"]
    assert "list-mostly-withdrawn" not in {p.code for p in made.problems}


def test_projects_with_one_name_and_place_stay_themselves(root: Path) -> None:
    twins = [[None, "丁项目", "生物医药", "忠县", 5, "仓库"], [None, "丁项目", "生物医药", "忠县", 6, "厂房"]]
    bring(root, [*FIRST, *twins], "2026-08-01")
    made = bring(root, [*FIRST, *reversed(twins)], "2026-08-02")
    assert made.merged.unchanged == 5
    twins[0][4], twins[1][4] = 7, 8
    made = bring(root, [*FIRST, *twins], "2026-08-03")
    assert (made.merged.added, made.merged.withdrawn) == ([], [])
    assert {c.id: c.after["value"] for c in made.merged.changed} == {"0004": "7亿", "0005": "8亿"}
    twins[0][4:], twins[1][4:] = [9, "车间"], [10, "车间"]
    made = bring(root, [*FIRST, *twins], "2026-08-04")
    assert [len(c.rows) for c in made.merged.causes.of("list-matched-by-order")] == [2]
    assert {c.id: c.after["value"] for c in made.merged.changed if c.field == "investment"} == {
        "0004": "9亿",
        "0005": "10亿",
    }


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    made = bring(tmp_path, FIRST, keep=False)
    assert len(made.merged.added) == 3
    assert not (tmp_path / "content/projects").exists()


def test_ids_are_never_used_twice(root: Path) -> None:
    bring(root, [HEAD, FIRST[1]], "2026-08-01")
    made = bring(root, [HEAD, FIRST[1], [None, "戊项目", "生物医药", "忠县", 1, "x"]], "2026-09-01")
    assert made.merged.added == ["0004"]
