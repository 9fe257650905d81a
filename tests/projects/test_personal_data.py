"""Contacts of named persons: printed only where a pack asks for them, gone with a withdrawn project, deleted on request."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from briefing.content.projects import Contact
from briefing.problems import ProblemsFound
from briefing.projects.project_facts import Publishing
from briefing.workspace import Workspace
from tests.projects.test_reimport import bring
from tests.support.mini_project import ENGLISH, ROOT, TEMPLATE, mini_project, translations
from tests.support.running import run

HEAD = [
    "项目编号",
    "项目名称",
    "所属行业",
    "属地",
    "总投资（亿元）",
    "建设内容",
    "联系人",
    "联系单位",
    "联系电话",
    "电子邮箱",
]
ROWS = [
    HEAD,
    ["A1", "甲产业园", "生物医药", "忠县", 10, "厂房", "王五", "忠县招商局", "13700000001、023-54200000", "w@x.cn"],
    ["A2", "乙基地", "先进材料", "涪陵区", 20, "厂房", "李四", "涪陵区招商局", "13800000002", "l@x.cn"],
]
PERSONAL = ("王五", "李四", "Wang", "13700000001", "13800000002", "w@x.cn", "l@x.cn")
MOBILE = "(?:^|86)1[3-9][0-9]{9}(?:$|1[3-9])"


@pytest.mark.parametrize(
    ("mode", "names", "numbers"),
    [("persons", ["王五"], ["13700000001", "023-54200000"]), ("offices", [None], ["023-54200000"]), ("none", [], [])],
)
def test_what_of_a_contact_is_printed(mode: str, names: list[str | None], numbers: list[str]) -> None:
    contact = Contact(name="王五", office="招商局", telephone=("13700000001", "023-54200000"), email="w@x.cn")
    made = Publishing(mode, MOBILE).of([contact])  # type: ignore[arg-type]
    assert [c.name for c in made] == names
    assert [n for c in made for n in c.telephone] == numbers
    assert all(c.email is None for c in made) or mode == "persons"


@pytest.mark.parametrize(
    ("number", "public"),
    [("13700000001", False), ("+86 137 0000 0001", False), ("86-13700000001", False), ("023-54200000", True),
     ("0513-12345678", True), ("400-800-1234", True), ("12345", True), ("13700000001/13800000002", False)],
)  # fmt: skip
def test_a_mobile_is_told_from_an_office_number(number: str, public: bool) -> None:
    made = Publishing("offices", MOBILE).of([Contact(office="局", telephone=(number,))])
    assert bool(made[0].telephone) is public
    assert Publishing("offices", None).of([Contact(office="局", telephone=(number,))])[0].telephone == ()


def project(folder: Path, contacts: str, rows: list[list[object]] = ROWS, formats: str = "html") -> Workspace:
    """A small pack that prints the contacts of an imported list."""
    pack = (
        f"id: tiny\ntemplate: tiny.html\nlanguages: [zh]\nformats: [{formats}]\n"
        f"series: 投资重庆\ntitle: 小简报\n{contacts}"
    )
    words = "{{ [c.name, c.office, c.telephone, c.email] | select | join('，') }}"
    contact = f"{{% for c in item.contacts %}}<li><p>{words}</p></li>{{% endfor %}}"
    items = "{% for item in projects().total.items %}<li><p>{{ item.name }}</p></li>" + contact + "{% endfor %}"
    template = TEMPLATE.replace("<table", f"<ul>{items}</ul>\n<table", 1)
    root = mini_project(folder, template, content__packs__tiny=pack)
    for name in ("regions", "workbooks"):
        if (ROOT / "content" / name).is_dir():
            (root / "content" / name).symlink_to(ROOT / "content" / name)
    bring(root, rows)
    translations(root, ENGLISH)
    return Workspace(root, date(2026, 7, 10))


def everything(root: Path) -> str:
    """All that a build leaves: documents, manifest, record, store."""
    paths = [p for folder in ("out", ".cache") for p in (root / folder).rglob("*") if p.is_file()]
    return "\n".join(p.read_bytes().decode("utf-8", "replace") for p in paths)


@pytest.mark.parametrize("asked", [False, True])
def test_persons_stay_out_of_everything_unless_the_pack_asks_for_them(asked: bool, tmp_path: Path) -> None:
    ws = project(tmp_path / "p", "contacts: persons\n" if asked else "")
    ws.build(jobs=1)
    made = everything(ws.root)
    assert "忠县招商局" in made
    assert "023-54200000" in made
    assert [word for word in ("王五", "13700000001", "w@x.cn") if word in made] == (
        ["王五", "13700000001", "w@x.cn"] if asked else []
    )


def test_a_name_that_contains_a_numeral_accounts_for_itself(tmp_path: Path) -> None:
    ws = project(tmp_path / "p", "contacts: persons\n")
    ws.build(jobs=1)
    codes = {p.code for p in ws.verify(again=False)[0].problems if p.file.startswith("tiny")}
    assert "proof-number-unaccounted" not in codes


def test_a_name_that_would_run_as_a_formula_is_a_name_like_any_other(tmp_path: Path) -> None:
    rows = [HEAD, [*ROWS[1][:6], "@SUM(1)", *ROWS[1][7:]]]
    ws = project(tmp_path / "p", "contacts: persons\n", rows, "docx, html, pdf")
    folder = ws.build(jobs=1).folder
    assert "<p>@SUM(1)，忠县招商局" in (folder / "tiny.zh.html").read_text("utf-8")
    assert [str(p) for p in ws.verify(again=False)[0].problems if p.file.startswith("tiny")] == []


def test_a_withdrawn_project_takes_its_contacts_along(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    bring(tmp_path, ROWS)
    bring(tmp_path, [ROWS[0], ROWS[2]], "2026-08-01")
    files = {p.name: p.read_text("utf-8") for p in (tmp_path / "content/projects/test").iterdir()}
    assert not [n for n, text in files.items() if any(word in text for word in ("王五", "13700000001", "w@x.cn"))]
    assert any("李四" in text for text in files.values())
    bring(tmp_path, ROWS, "2026-09-01")
    assert any("王五" in p.read_text("utf-8") for p in (tmp_path / "content/projects/test").iterdir())


def test_contacts_are_deleted_on_request_and_only_they(tmp_path: Path) -> None:
    ws = project(tmp_path / "p", "")
    folder = ws.root / "content/projects/test"
    plan = ws.forget_contacts("test", ["0001"])
    assert plan.projects == ("0001",)
    ws.save(plan)
    text = "".join(p.read_text("utf-8") for p in folder.iterdir())
    assert "王五" not in text
    assert "李四" in text
    assert "甲产业园" in text
    ws.save(ws.forget_contacts("test"))
    text = "".join(p.read_text("utf-8") for p in folder.iterdir())
    assert not [word for word in PERSONAL if word in text]
    assert json.loads((folder / "imported.json").read_bytes())["0001"]["name"] == "甲产业园"
    assert ws.forget_contacts("test").projects == ()
    for wrong in (lambda: ws.forget_contacts("nowhere"), lambda: ws.forget_contacts("test", ["9999"])):
        with pytest.raises(ProblemsFound):
            wrong()


def test_the_command_deletes_them_says_what_is_not_reached_and_asks_first(tmp_path: Path) -> None:
    ws = project(tmp_path / "p", "contacts: persons\n")
    ws.build(jobs=1)
    folder = ws.root / "content/projects/test"
    kept = {p.name: p.read_bytes() for p in folder.iterdir()}
    asked = run(ws.root, "lists", "forget", "test", "0001")
    assert (asked.returncode, "Delete the contacts of 1 projects of test?" in asked.stdout) == (1, True)
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == kept
    done = run(ws.root, "lists", "forget", "test", "0001", "--yes")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert "the contacts of 1 projects were deleted; the store of finished documents was emptied" in lines[0]
    assert lines[1].startswith("editions that print contacts and still lie there: ")
    assert "earlier versions in version control and copies sent on are not reached from here" in lines[2]
    text = "".join(p.read_text("utf-8") for p in folder.iterdir())
    assert ("王五" in text, "李四" in text) == (False, True)
    store = [p.read_bytes() for p in (ws.root / ".cache").rglob("*") if p.is_file()]
    assert not [data for data in store if "王五".encode() in data]
    again = run(ws.root, "lists", "forget", "test", "0001", "--yes")
    assert (again.returncode, again.stdout) == (0, "test: no contacts are kept\n")
    wrong = run(ws.root, "lists", "forget", "nowhere", "--yes")
    assert wrong.returncode != 0
    assert "nowhere" in wrong.stdout + wrong.stderr
    assert "Traceback" not in wrong.stdout + wrong.stderr
