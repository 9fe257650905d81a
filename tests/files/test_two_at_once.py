"""Two people change the project at the same moment, each in a process of its own: both pieces of work stand, or the second
is told what has changed. A process that is killed on the way leaves the old or the new."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from briefing import Workspace
from briefing.files.writing import locked
from briefing.problems import ProblemsFound, has_errors
from briefing.workspace.folder import Plan
from tests.files.test_writing import dying, in_child
from tests.projects.workbooks import ROOT, sheet
from tests.review.desk import small_project
from tests.support.mini_project import mini_project
from tests.support.running import done, run

TODAY = date(2026, 4, 20)
EDITION = "2026-04-10"


def at_once(root: Path, *commands: Sequence[str]) -> list[int]:
    """Run commands in processes that all start while somebody else holds the project; their exit statuses."""
    children = []
    with locked(root, "test"):
        for words in commands:
            child = os.fork()
            if child == 0:
                code = 99
                try:
                    ran = run(root, *words)
                    (root / f"{os.getpid()}.log").write_text(f"{words}\n{ran.stdout}{ran.stderr}", "utf-8")
                    code = ran.returncode
                finally:
                    os._exit(code)
            children.append(child)
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


def review_file(root: Path, name: str, edits: dict[str, str]) -> Path:
    """A review workbook of the whole project in which some English texts (found by their beginning) are others."""
    every = root / "every.xlsx"
    if not every.exists():
        done(root, "review", "export", "-f", "xlsx", "-o", str(every))
    book = openpyxl.load_workbook(every)
    rows = book.active
    assert rows is not None
    head = {str(cell.value): cell.column for cell in rows[1]}
    left = dict(edits)
    for row in range(2, rows.max_row + 1):
        cell = rows.cell(row, head["English"])
        for old in [old for old in left if str(cell.value or "").startswith(old)]:
            cell.value = left.pop(old)
    assert not left
    book.save(root / name)
    return root / name


def english(root: Path) -> str:
    return "".join(path.read_text("utf-8") for path in sorted((root / "i18n/en").glob("*.po")))


def with_lists(root: Path) -> Path:
    for name in ("content/workbooks", "content/places"):
        (root / name).mkdir(parents=True)
        for path in (ROOT / name).iterdir():
            (root / name / path.name).write_bytes(path.read_bytes())
    for name, projects in (("a", ["甲", "丙"]), ("b", ["乙"])):
        head = ["项目名称", "所属行业", "属地", "总投资（亿元）"]
        (root / f"{name}.xlsx").write_bytes(sheet([head, *([p, "生物医药", "忠县", 1] for p in projects)]))
    return root


def importing(name: str, list_id: str) -> tuple[str, ...]:
    return (
        "lists",
        "import",
        f"{name}.xlsx",
        "--list",
        list_id,
        "--title",
        "清单",
        "--issuer",
        "单位",
        "--date",
        "2026-04-01",
    )


def test_two_reviewers_import_at_once_what_both_changed_is_told_and_all_else_is_kept(tmp_path: Path) -> None:
    root = small_project(tmp_path)
    ann = review_file(root, "ann.xlsx", {"Scale": "Scale by Ann", "Assets &": "Assets by Ann"})
    bob = review_file(root, "bob.xlsx", {"Scale": "Scale by Bob", "There are": "There are {count} by Bob."})
    codes = at_once(root, *(("review", "import", str(p), "--by", p.stem) for p in (ann, bob)))
    assert sorted(codes) == [0, 1]
    text = english(root)
    assert "Assets by Ann" in text
    assert "by Bob." in text
    assert ("Scale by Ann" in text) != ("Scale by Bob" in text)
    assert len([*root.glob("*.refused.xlsx")]) == 1  # with both texts, to be decided by a person


def test_marking_while_a_review_is_imported_loses_neither(tmp_path: Path) -> None:
    root = small_project(tmp_path)
    ann = review_file(root, "ann.xlsx", {"Scale": "Scale by Ann"})
    codes = at_once(
        root,
        ("review", "import", str(ann), "--by", "Ann"),
        ("review", "mark", "reviewed", "--by", "Bob", "--file", "content"),
    )
    assert codes == [0, 0]
    assert "Scale by Ann" in english(root)
    assert "Bob" in (root / "i18n/en/content.po").read_text("utf-8")


def test_two_waivers_at_once_both_stand(tmp_path: Path) -> None:
    root = small_project(tmp_path)
    po = root / "i18n/en/small.po"
    text = po.read_text("utf-8")
    po.write_text(
        text.replace("Loans are growing", "Loans are are growing").replace("There are", "There are are"), "utf-8"
    )
    found = json.loads(run(root, "review", "lint", "--json").stdout)
    rows = sorted({entry["row"] for entry in found if entry["code"] == "review-doubled-word"})
    assert len(rows) == 2
    waive = [
        ("review", "waive", row, "review-doubled-word", "--by", by, "--reason", "wanted")
        for row, by in zip(rows, ("Ann", "Bob"), strict=True)
    ]
    assert at_once(root, *waive) == [0, 0]
    kept = (root / "i18n/en/waivers.yaml").read_text("utf-8")
    assert all(word in kept for word in (*rows, "Ann", "Bob"))


@pytest.mark.parametrize("other", ["one", "two"])
def test_two_list_importers_at_once_lose_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, other: str) -> None:
    root = with_lists(mini_project(tmp_path))
    monkeypatch.chdir(root)
    assert at_once(root, importing("a", "one"), importing("b", other)) == [0, 0]
    ws = Workspace(root, TODAY)
    there = {p.name: p.withdrawn is None for p in ws.project().content.projects}
    if other == "two":
        assert there == {"甲": True, "丙": True, "乙": True}
    else:  # the workbook that came last is the list; what only the first had is withdrawn, and still there
        assert set(there) == {"甲", "丙", "乙"}
        assert {name for name, live in there.items() if live} in ({"乙"}, {"甲", "丙"})
    assert not has_errors(ws.project().problems)


def test_two_approve_at_once_and_both_names_stand(tmp_path: Path) -> None:
    root = mini_project(tmp_path)
    done(root, "build", "--out", str(root / "out"), "-f", "html")
    by = [
        ("approve", EDITION, f"tiny.{tag}", "--by", who, "--date", "2026-04-12")
        for tag, who in (("zh", "王"), ("en", "Li"))
    ]
    assert at_once(root, *by) == [0, 0]
    told = json.loads(run(root, "status", "--json").stdout)[EDITION]
    assert {d["document"]: (d["state"], d["by"]) for d in told} == {
        "tiny.zh": ("approved", "王"),
        "tiny.en": ("approved", "Li"),
    }


def test_two_figures_entered_at_once_are_both_saved(tmp_path: Path) -> None:
    root = mini_project(tmp_path)
    rest = ("--period", "2026-03-31", "--source", "s1", "--locator", "L5", "--yes")
    codes = at_once(
        root, ("observe", "financial-assets", "9.9万亿元", *rest), ("observe", "assets-growth", "增长8.5%", *rest)
    )
    assert codes == [0, 0]
    text = (root / "content/indicators/one.yaml").read_text("utf-8")
    assert "9.9万亿" in text
    assert '"8.5"' in text


def test_a_file_that_somebody_is_about_to_put_in_place_stops_nobody(tmp_path: Path) -> None:
    root = mini_project(tmp_path)
    (root / "content/indicators/.one.yaml.new").symlink_to("gone")  # listed, and not there any more
    done(
        root,
        "observe",
        "financial-assets",
        "9.9万亿元",
        "--period",
        "2026-03-31",
        "--source",
        "s1",
        "--locator",
        "L5",
        "--yes",
    )
    assert "9.9万亿" in (root / "content/indicators/one.yaml").read_text("utf-8")


def plans(root: Path) -> dict[str, Callable[[Workspace], Plan]]:
    """One change of each kind, by name; all of one kind touch the same files."""
    term = root / "t.tbx"
    term.write_text(
        '<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"><text><body><conceptEntry id="c1">'
        '<langSec xml:lang="zh"><termSec><term>新词</term></termSec></langSec>'
        '<langSec xml:lang="en"><termSec><term>new term</term></termSec></langSec></conceptEntry></body></text></tbx>',
        "utf-8",
    )
    ann = review_file(root, "ann.xlsx", {"Scale": "Scale by Ann"})
    return {
        "import a review": lambda ws: ws.import_review(ann, "en", by="Ann"),
        "mark": lambda ws: ws.mark("reviewed", "en", by="Bob", file="tiny"),
        "import terms": lambda ws: ws.import_terms(term, "en"),
        "import a list": lambda ws: ws.import_list(root / "a.xlsx", "one", title="清单", issuer="单位"),
        "look for figures": lambda ws: ws.sought("financial-assets", TODAY),
        "refresh catalogues": lambda ws: ws.refresh_catalogues(),
    }


def test_a_plan_made_before_somebody_elses_edit_is_refused_and_can_be_made_again(tmp_path: Path) -> None:
    root = with_lists(mini_project(tmp_path))
    (root / "templates/tiny.html").write_text(
        (root / "templates/tiny.html").read_text("utf-8").replace("规模没有扩大", "规模持平"), "utf-8"
    )
    for name, make in plans(root).items():
        ws = Workspace(root, TODAY)
        plan = make(ws)
        assert plan.files, name
        touched = root / plan.files[0]
        before = touched.read_bytes() if touched.exists() else None
        touched.parent.mkdir(parents=True, exist_ok=True)
        touched.write_bytes((before or b"") + b"# hers\n")
        with pytest.raises(ProblemsFound) as caught:
            ws.save(plan)
        assert [(p.code, p.file) for p in caught.value.problems] == [("edit-conflict", plan.files[0])], name
        assert touched.read_bytes().endswith(b"# hers\n"), name
        touched.unlink() if before is None else touched.write_bytes(before)
        assert ws.save(make(ws)), name


@pytest.mark.parametrize(
    ("first", "call", "number"), [(True, "stage", -2), (False, "stage", -1), (True, "apply", 3), (False, "apply", -1)]
)
def test_an_import_killed_on_the_way_leaves_the_old_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: bool, call: str, number: int
) -> None:
    root = with_lists(mini_project(tmp_path))
    monkeypatch.chdir(root)
    if not first:
        done(root, *importing("b", "kill"))
    before = {p.name for p in Workspace(root, TODAY).project().content.projects}
    with monkeypatch.context() as patch:
        dying(patch, call, number)
        assert in_child(lambda: run(root, *importing("a", "kill"))) == 9
    ws = Workspace(root, TODAY)
    there = {p.name for p in ws.project().content.projects}
    assert there == (before if call == "stage" else {*before, "甲", "丙"})
    assert not has_errors(ws.project().problems)
    done(root, *importing("a", "kill"))
    assert {p.name for p in Workspace(root, TODAY).project().content.projects} == {*before, "甲", "丙"}
    assert not list(root.rglob(".*.new"))


def test_what_older_versions_left_in_a_staging_folder_is_not_content(tmp_path: Path) -> None:
    root = with_lists(mini_project(tmp_path))
    done(root, "lists", "import", str(root / "a.xlsx"), "--list", "one", "--title", "清单", "--issuer", "单位")
    left = root / "content/projects/.one.new"
    left.mkdir()
    for path in (root / "content/projects/one").iterdir():
        (left / path.name).write_bytes(path.read_bytes())
    (root / "content/indicators/.#one.yaml").write_text("indicators: [", "utf-8")
    assert {p.name for p in Workspace(root, TODAY).project().content.projects} == {"甲", "丙"}
    assert not has_errors(Workspace(root, TODAY).project().problems)
    done(root, "lists", "import", str(root / "b.xlsx"), "--list", "one")
    assert not left.exists()
