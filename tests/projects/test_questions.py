"""What is asked is asked once, in a mapping file that the next run accepts; sheets come in one at a time."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import polib
import pytest

from briefing import Workspace
from briefing.problems import has_errors
from briefing.projects.drafting import drafted
from briefing.projects.extracting import extract
from briefing.projects.headers import Mapping, read_mapping
from tests.projects.test_as_offices_keep_them import INPUTS, needs_shared, result
from tests.projects.workbooks import ROOT, Rows, codes, read, sheet, vocabulary, xlsx

HEAD = ["序号", "项目名称", "建设内容", "总投资（万元）", "业主单位"]
ASKING: dict[str, Rows] = {
    "no unit": [["项目名称", "行业", "总投资"], ["甲", "金融", 52000]],
    "a sum": [
        HEAD,
        [None, "北部片", None, 3000, None],
        [1, "甲", "厂房", 1000, "甲公司"],
        [2, "乙", "仓库", 2000, "乙公司"],
    ],
    "small": [["项目名称", "行业", "总投资（元）"], ["甲", "金融", 52000], ["乙", "金融", 48000]],
    "decimals": [["Project name", "Location", "Total cost (EUR)"], ["A", "Trier", "823.171"]],
    "no header": [["甲", "乙"], [1, 2]],
    "open amounts": [["项目名称", "行业", "总投资（亿元）"], ["甲", "金融", "3-5"], ["乙", "金融", "面谈后定"]],
    "unknown columns": [["项目名称", "行业", "总投资（亿元）", "星座: x", "颜色 # 1"], ["甲", "金融", 3, "x", "y"]],
}


def accepted(text: str, folder: Path) -> Mapping:
    """A mapping file read back without a problem."""
    path = folder / "mapping.yaml"
    path.write_text(text, "utf-8")
    mapping, wrong = read_mapping(path)
    assert not wrong, [str(p) for p in wrong]
    return mapping


@pytest.mark.parametrize("name", ASKING)
def test_a_drafted_mapping_is_accepted_as_it_is_and_with_every_answer(name: str, tmp_path: Path) -> None:
    data = sheet(ASKING[name])
    found = read(data)
    draft = drafted(found, "list.xlsx")
    again = read(data, mapping=accepted(draft, tmp_path))
    assert result(again) == result(found)
    assert not {"list-mapping-unused", "list-mapping-unit"} & codes(again)
    for line in draft.splitlines():
        if re.match(r"# (?:skip|accept|unit|units|decimals|days|header|columns|sheet): ", line):
            plain = draft if line[2:].split(":")[0] not in re.findall(r"(?m)^([a-z]+):", draft) else ""
            accepted(plain.replace(line, line[2:]) or line[2:], tmp_path)


def test_the_answers_of_a_draft_end_its_questions(tmp_path: Path) -> None:
    for name, answer in (("no unit", "unit: 万元"), ("a sum", "skip: [2]"), ("small", "accept: [2-3]")):
        data = sheet(ASKING[name])
        draft = drafted(read(data), "list.xlsx")
        assert f"# {answer}" in draft
        found = read(data, mapping=accepted(draft.replace(f"# {answer}", answer), tmp_path))
        assert not has_errors(found.problems), [str(p) for p in found.problems]


@needs_shared
def test_drafts_of_all_inputs_change_nothing(tmp_path: Path) -> None:
    for path in sorted((INPUTS / "lists").glob("*.*")):
        if path.suffix == ".md":
            continue
        data = path.read_bytes()
        found = extract(data, path.name, vocabulary(), Mapping())
        again = extract(data, path.name, vocabulary(), accepted(drafted(found, path.name), tmp_path))
        assert result(again) == result(found), path.name
        assert not {"list-mapping-unused", "list-mapping-unit"} & codes(again), path.name


@pytest.mark.parametrize(
    "hint",
    ["header: 3", "skip: [40-42, 50]", "skip: 17", "accept: [17]", "columns: {B: name, F: investment, G: ignore}", "unit: 万元",
     "units: {investment: 万元}", "amounts: {17: 5.2亿元}", 'sought: {"Sheet1!17": 4亿元}', "decimals: comma", "days: dmy",
     "sheet: Sheet1", "columns: {F: contact-telephone}"],
)  # fmt: skip
def test_every_hint_that_is_printed_is_accepted(hint: str, tmp_path: Path) -> None:
    accepted(hint, tmp_path)


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    for name in ("content/workbooks", "content/places"):
        (tmp_path / name).mkdir(parents=True)
        for path in (ROOT / name).iterdir():
            (tmp_path / name / path.name).write_bytes(path.read_bytes())
    return Workspace(tmp_path, date(2026, 8, 1))


SHEETS = {
    "七月": [["项目名称", "行业", "总投资（亿元）", "区县"], ["甲", "金融", 5, "忠县"], ["乙", "金融", 6, "忠县"]],
    "八月": [["项目名称", "行业", "总投资（亿元）", "区县"], ["丙", "金融", 7, "忠县"], ["乙", "金融", 8, "忠县"]],
}


def test_a_sheet_at_a_time_withdraws_nothing_of_the_others(ws: Workspace) -> None:
    book = ws.root / "list.xlsx"
    book.write_bytes(xlsx(*((name, rows, []) for name, rows in SHEETS.items())))
    ws.save(ws.import_list(book, "both", sheets=["七月"]))
    plan = ws.import_list(book, "both", sheets=["八月"])
    assert [p.name for p in plan.added] == ["丙"]
    assert plan.withdrawn == ()
    assert {p.code for p in plan.problems} >= {"list-sheets-kept"}
    assert {c.name: c.after["value"] for c in plan.changed} == {"乙": "8亿"}
    ws.save(plan)
    assert [p.name for p in ws.import_list(book, "both", sheets=["八月"], whole=True).withdrawn] == ["甲"]
    ws.save(ws.import_list(book, "both", sheets=["七月"]))
    assert ws.import_list(book, "both", sheets=["七月", "八月"]).withdrawn == ()


def test_translations_of_earlier_lists_and_of_the_workbook_are_proposed(ws: Workspace) -> None:
    book = ws.root / "list.xlsx"
    rows: Rows = [["项目名称", "行业", "总投资（亿元）", "区县", "建设内容"],
                  ["甲产业园\nJia Park", "金融", 5, "忠县", "建设标准厂房和仓库"]]  # fmt: skip
    book.write_bytes(sheet(rows))
    ws.save(ws.import_list(book, "first"))
    path = ws.root / "i18n/en/projects-first.po"
    entries = {e.msgid: e for e in polib.pofile(str(path))}
    assert (entries["甲产业园"].msgstr, entries["甲产业园"].flags) == ("Jia Park", ["fuzzy"])
    catalogue = polib.pofile(str(path))
    catalogue[0].flags.remove("fuzzy")
    catalogue.append(polib.POEntry(msgctxt="content", msgid="建设标准厂房和仓库", msgstr="Workshops and storage"))
    catalogue.save()
    book.write_bytes(
        sheet(
            [
                rows[0],
                ["甲产业园", "金融", 5, "忠县", "建设标准厂房和仓库"],
                ["乙", "金融", 5, "忠县", "建设标准厂房及仓库"],
            ]
        )
    )
    ws.save(ws.import_list(book, "second"))
    found = {e.msgid: e for e in polib.pofile(str(ws.root / "i18n/en/projects-second.po"))}
    assert {t: found[t].msgstr for t in ("甲产业园", "建设标准厂房和仓库", "建设标准厂房及仓库")} == {
        "甲产业园": "Jia Park", "建设标准厂房和仓库": "Workshops and storage",
        "建设标准厂房及仓库": "Workshops and storage"}  # fmt: skip
    assert all("fuzzy" in e.flags for e in found.values())
    assert found["建设标准厂房及仓库"].previous_msgid == "建设标准厂房和仓库"
