"""Building an edition: files, manifest, determinism, what is kept, and what a fault leaves behind."""

from __future__ import annotations

import io
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from briefing.editions.build import Request, build
from briefing.editions.collecting import beside, locked
from briefing.editions.manifest import read_manifest, sha256, write_manifest
from briefing.problems import ProblemsFound
from briefing.project.opening import open_project
from tests.support.mini_project import INDICATORS, TEMPLATE, mini_project

FILES = {f"tiny.{language}.{form}" for language in ("zh", "en") for form in ("docx", "pdf", "html")}


def snapshot(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): sha256(p.read_bytes()) for p in folder.rglob("*") if p.is_file()}


def build_all(root: Path, out: Path, **choices: object) -> Path:
    return build(open_project(root), Request(out, jobs=1, **choices)).folder  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mini_project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def edition(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_all(root, tmp_path_factory.mktemp("out"))


def test_the_edition_is_named_after_the_newest_source_and_holds_every_file(edition: Path) -> None:
    assert edition.name == "2026-04-10"
    assert {p.name for p in edition.iterdir()} == FILES | {"manifest.json", "record"}


def test_the_manifest_names_inputs_outputs_and_every_figure(edition: Path) -> None:
    manifest = json.loads((edition / "manifest.json").read_bytes())
    assert "content/indicators/one.yaml" in manifest["inputs"]
    english = manifest["documents"]["tiny.en"]
    assert english["files"]["pdf"]["sha256"] == sha256((edition / "tiny.en.pdf").read_bytes())
    first = english["figures"][0]
    assert first == {
        "fact": "financial-assets@2025-12-31",
        "value": "9600000000000",
        "unit": "CNY",
        "form": "full",
        "text": "RMB\u00a09.6\u00a0trillion",
        "source": "one.txt",
        "section": "scale",
        "qualifier": "",
        "measure": "stock",
    }


def test_the_same_inputs_give_the_same_bytes_with_one_worker_or_two(root: Path, edition: Path, tmp_path: Path) -> None:
    again = build(open_project(root), Request(tmp_path, jobs=2)).folder
    assert snapshot(again) == snapshot(edition)


@pytest.fixture
def copy(edition: Path, tmp_path: Path) -> Path:
    """The finished edition in a folder of the test's own, where it can be changed and built again."""
    return Path(shutil.copytree(edition, tmp_path / "out" / edition.name))


def test_an_unchanged_document_is_kept_and_not_rewritten(root: Path, copy: Path) -> None:
    folder = copy
    inode = (folder / "tiny.en.pdf").stat().st_ino
    built = build(open_project(root), Request(folder.parent, jobs=1))
    assert built.rendered == ()
    assert (folder / "tiny.en.pdf").stat().st_ino == inode


def test_only_the_document_that_changed_is_rendered_and_the_result_is_that_of_a_full_build(
    copy: Path, tmp_path: Path
) -> None:
    root, folder = mini_project(tmp_path / "project"), copy
    po = root / "i18n/en/tiny.po"
    po.write_text(po.read_text("utf-8").replace("The base is growing.", "The base keeps growing."), "utf-8")
    built = build(open_project(root), Request(folder.parent, jobs=1))
    assert built.rendered == ("tiny.en",)
    assert snapshot(folder) == snapshot(build_all(root, tmp_path / "full"))


def test_a_damaged_file_of_an_unchanged_document_is_made_again(root: Path, copy: Path) -> None:
    folder = copy
    before = snapshot(folder)
    (folder / "tiny.zh.pdf").unlink()
    (folder / "tiny.zh.pdf").write_bytes(b"%PDF-damaged")
    assert build(open_project(root), Request(folder.parent, jobs=1)).rendered == ("tiny.zh",)
    assert snapshot(folder) == before


def test_a_narrower_build_leaves_the_rest_of_the_edition(root: Path, copy: Path) -> None:
    folder = copy
    before = snapshot(folder)
    build_all(root, folder.parent, languages=("en",), formats=("docx",))
    assert snapshot(folder) == before


def test_an_error_in_the_content_leaves_the_edition_as_it_was(copy: Path, tmp_path: Path) -> None:
    root = mini_project(tmp_path / "project")
    before = snapshot(copy.parent)
    (root / "content/indicators/one.yaml").write_text(INDICATORS.replace("unit: CNY", "unit: XXX"), "utf-8")
    with pytest.raises(ProblemsFound) as found:
        build_all(root, copy.parent)
    assert any(p.file == "content/indicators/one.yaml" and p.line for p in found.value.problems)
    assert snapshot(copy.parent) == before


def test_an_error_in_a_template_leaves_the_edition_as_it_was(copy: Path, tmp_path: Path) -> None:
    root = mini_project(tmp_path / "project")
    before = snapshot(copy)
    (root / "templates/tiny.html").write_text(TEMPLATE.replace("assets-growth", "asset-growth"), "utf-8")
    with pytest.raises(ProblemsFound):
        build_all(root, copy.parent)
    assert snapshot(copy) == before
    assert {p.name for p in copy.parent.iterdir()} == {copy.name, ".lock"}


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        ({"packs": ("nope",)}, "pack-unknown"),
        ({"languages": ("fr",)}, "not-offered"),
        ({"formats": ("odt",)}, "not-offered"),
        ({"edition": "../x"}, "edition-name"),
        ({"edition": ".."}, "edition-name"),
        ({"edition": "a/b"}, "edition-name"),
    ],
)
def test_what_is_not_offered_is_refused_before_anything_is_written(
    root: Path, tmp_path: Path, choices: dict[str, object], code: str
) -> None:
    with pytest.raises(ProblemsFound) as found:
        build_all(root, tmp_path / "out", **choices)
    assert [p.code for p in found.value.problems] == [code]
    assert not (tmp_path / "out").exists()


def test_two_builds_at_once_are_one_clear_line(root: Path, tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(ProblemsFound) as found:
        build_all(root, tmp_path)
    assert [p.code for p in found.value.problems] == ["out-busy"]


def test_a_file_where_editions_are_to_go_is_called_a_file(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", "utf-8")
    with pytest.raises(ProblemsFound) as found, locked(tmp_path / "out"):
        pass
    assert [p.code for p in found.value.problems] == ["out-not-folder"]
    assert (tmp_path / "out").read_text("utf-8") == "mine"


def test_a_failure_while_writing_keeps_the_old_folder(tmp_path: Path) -> None:
    target = tmp_path / "edition"
    target.mkdir()
    (target / "a").write_text("old", "utf-8")
    with pytest.raises(ProblemsFound) as found, beside(target) as folder:
        (folder / "a").write_text("new", "utf-8")
        raise OSError(28, os.strerror(28))
    assert [p.code for p in found.value.problems] == ["out-not-writable"]
    assert {p.name: p.read_text("utf-8") for p in target.iterdir()} == {"a": "old"}
    assert [p.name for p in tmp_path.iterdir()] == ["edition"]


def test_leftovers_of_a_killed_build_are_cleared(tmp_path: Path) -> None:
    target = tmp_path / "edition"
    for name in (".edition.new", ".edition.old"):
        (tmp_path / name).mkdir()
    (tmp_path / ".edition.old" / "a").write_text("old", "utf-8")
    with beside(target) as folder:
        assert (target / "a").read_text("utf-8") == "old"  # killed between the two renames: put back first
        (folder / "b").write_text("new", "utf-8")
    assert [p.name for p in tmp_path.iterdir()] == ["edition"]
    assert [p.name for p in target.iterdir()] == ["b"]


def test_a_manifest_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) is None
    (tmp_path / "manifest.json").write_text("{", "utf-8")
    with pytest.raises(ProblemsFound) as found:
        read_manifest(tmp_path)
    assert [p.code for p in found.value.problems] == ["manifest-unreadable"]


def test_a_manifest_written_entry_by_entry_has_the_bytes_of_one_written_whole(edition: Path) -> None:
    whole = read_manifest(edition)
    assert whole is not None
    for entries in (whole.documents, {}):
        stream = io.BytesIO()
        write_manifest(stream, whole, sorted(entries.items()))
        assert stream.getvalue() == replace(whole, documents=entries).to_bytes()


def test_the_record_of_facts_is_plain_json_with_every_fact(root: Path, edition: Path) -> None:
    data = (edition / "record" / "facts.json").read_bytes()
    facts = json.loads(data)
    assert {fact["id"] for fact in facts["facts"]} == set(open_project(root).base.facts)
    assert data == json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
