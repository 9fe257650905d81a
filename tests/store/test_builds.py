"""Builds with the store and without give the same bytes; a build of nothing new loads no heavy library."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from briefing import Workspace
from briefing.editions.build import build
from briefing.editions.request import Origin, Progress, Request
from briefing.project.opening import open_project
from briefing.store import Store, engine_hash, folder_hash, font_hash
from briefing.workspace.building import build_request
from tests.editions.test_building import snapshot
from tests.support.mini_project import INDICATORS, PACK, mini_project

HEAVY = (
    "weasyprint",
    "docx",
    "lxml",
    "pydantic",
    "babel",
    "jinja2",
    "polib",
    "fontTools",
    "openpyxl",
    "xlsxwriter",
    "rich.progress",
)
#: The files of an edition. A PDF takes many times as long as the others, and is kept and found as they are.
FILES = {f"tiny.{tag}.{form}" for tag in ("zh", "en") for form in ("docx", "html")}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    quick = PACK.replace("[docx, pdf, html]", "[docx, html]")
    return mini_project(tmp_path / "project", content__packs__tiny=quick)


def request(tmp_path: Path, name: str, **how: object) -> Request:
    return Request(tmp_path / name, jobs=1, **{"store": tmp_path / "store", **how})  # type: ignore[arg-type]


def test_documents_from_the_store_are_those_of_a_fresh_build(tmp_path: Path) -> None:
    project = open_project(mini_project(tmp_path / "project"))  # with PDFs
    first = build(project, request(tmp_path, "first"))
    second = build(project, request(tmp_path, "second"))
    fresh = build(project, request(tmp_path, "third", store=None, fresh=True))
    assert (first.rendered, second.rendered, second.stored) == (("tiny.zh", "tiny.en"), (), ("tiny.en", "tiny.zh"))
    assert snapshot(first.folder) == snapshot(second.folder) == snapshot(fresh.folder)


def test_a_fresh_build_uses_nothing_that_stands(root: Path, tmp_path: Path) -> None:
    project = open_project(root)
    build(project, request(tmp_path, "out"))
    again = build(project, request(tmp_path, "out", store=None, fresh=True))
    assert sorted(again.rendered) == ["tiny.en", "tiny.zh"]


def test_a_damaged_entry_is_made_again(root: Path, tmp_path: Path) -> None:
    project = open_project(root)
    first = build(project, request(tmp_path, "first"))
    for path in (tmp_path / "store").rglob("*.zip"):
        path.write_bytes(path.read_bytes()[:-200])
    second = build(project, request(tmp_path, "second"))
    assert sorted(second.rendered) == ["tiny.en", "tiny.zh"]
    assert snapshot(first.folder) == snapshot(second.folder)
    assert Store(tmp_path / "store").check() == []


def test_a_store_that_cannot_be_written_does_not_stop_a_build(root: Path, tmp_path: Path) -> None:
    (tmp_path / "store").write_text("in the way", "utf-8")
    built = build(open_project(root), request(tmp_path, "out"))
    assert {p.name for p in built.folder.iterdir()} == FILES | {"manifest.json", "record"}
    assert "store-not-written" in {p.code for p in built.problems}


def test_a_build_that_is_stopped_keeps_what_was_finished(root: Path, tmp_path: Path) -> None:
    project = open_project(root)

    def stop(_name: str, _origin: Origin, _seconds: dict[str, float]) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(project, request(tmp_path, "out"), Progress(done=stop))
    assert not list((tmp_path / "out").glob("[!.]*"))
    assert len(build(project, request(tmp_path, "out")).stored) == 1


def test_the_engines_hash_follows_theme_and_fonts(root: Path, tmp_path: Path) -> None:
    house = root / "templates" / "house"
    before = engine_hash(house)
    assert engine_hash(house) == before
    (house / "print.css").write_text("p { color: red }", "utf-8")
    assert engine_hash(house) != before
    font = tmp_path / "font.ttf"
    font.write_bytes(b"\0\1\0\0" + bytes(100))
    one = font_hash(font)
    font.write_bytes(b"\0\1\0\0" + bytes(99) + b"\1")
    assert font_hash(font) != one


def test_another_python_cache_is_not_another_engine(tmp_path: Path) -> None:
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "a.py").write_text("x = 1", "utf-8")
    before = folder_hash(tmp_path)
    (tmp_path / "__pycache__" / "a.pyc").write_bytes(b"x")
    assert folder_hash(tmp_path) == before


TODAY = date(2026, 7, 3)

NOTHING_NEW = """
import sys
from pathlib import Path
from datetime import date
from briefing import Workspace
from briefing.editions.request import Request
from briefing.workspace.building import build_request
made = build_request(Workspace(sys.argv[1], date(2026, 7, 3)), Request(Path(sys.argv[2]), jobs=1, store=Path(sys.argv[3])))
for document in made.documents:
    for name in document.files:
        print(name, document.origin)
heavy = [name for name in sys.argv[4].split() if name in sys.modules]
print("HEAVY", heavy)
"""


def nothing_new(root: Path, tmp_path: Path) -> str:
    """What a build in a process of its own prints; its last line names the heavy libraries it loaded."""
    command = [
        sys.executable,
        "-c",
        NOTHING_NEW,
        str(root),
        str(tmp_path / "out"),
        str(tmp_path / "store"),
        " ".join(HEAVY),
    ]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]).stdout


def test_when_nothing_changed_no_heavy_library_is_loaded(root: Path, tmp_path: Path) -> None:
    build_request(Workspace(root, TODAY), request(tmp_path, "out"))
    before = snapshot(tmp_path / "out")
    said = nothing_new(root, tmp_path)
    assert said.splitlines()[-1] == "HEAVY []"
    assert said.count(" unchanged") == len(FILES)
    assert snapshot(tmp_path / "out") == before


@pytest.mark.parametrize("change", ["content", "file", "manifest", "gone"])
def test_a_change_of_content_or_of_a_finished_file_is_seen(root: Path, tmp_path: Path, change: str) -> None:
    build_request(Workspace(root, TODAY), request(tmp_path, "out"))
    folder = tmp_path / "out" / "2026-04-10"
    before = snapshot(folder)
    if change == "content":
        path = root / "content/indicators/one.yaml"
        path.write_text(INDICATORS.replace("9.6", "9.7"), "utf-8")
    elif change == "gone":
        (folder / "tiny.en.html").unlink()
    else:
        path = folder / ("manifest.json" if change == "manifest" else "tiny.en.docx")
        data = path.read_bytes()
        path.unlink()
        path.write_bytes(data[:-1] + b" ")
    said = nothing_new(root, tmp_path)
    assert "weasyprint" in said or "pydantic" in said
    assert (snapshot(folder) == before) is (change != "content")
