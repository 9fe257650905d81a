"""A file changed by hand since it was built is never recorded as built: it is told by name, and nobody seals or approves it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from briefing.editions.build import Built, Request, build
from briefing.editions.manifest import read_manifest
from briefing.problems import ProblemsFound
from briefing.project.opening import open_project
from briefing.workspace import Workspace
from tests.support.mini_project import PACK, mini_project

TODAY = date(2026, 4, 20)
EDITION = "2026-04-10"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with an edition of two formats in two languages."""
    made = mini_project(tmp_path, content__packs__tiny=PACK.replace("[docx, pdf, html]", "[docx, html]"))
    built(made)
    return made


def built(root: Path, **choices: object) -> Built:
    return build(open_project(root), Request(root / "out", jobs=1, **choices))  # type: ignore[arg-type]


def altered(root: Path, name: str) -> Path:
    """Change a file of the edition as somebody does who opens and saves it: another file under the same name."""
    path = root / "out" / EDITION / name
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data.replace(b"9.6", b"9.7") if name.endswith(("html", "json")) else data + b"\0")
    return path


def told(found: Built) -> list[tuple[str, str]]:
    return [(p.code, p.file) for p in found.problems if p.code == "edition-file-altered"]


@pytest.mark.parametrize(
    ("name", "choices"),
    [
        ("tiny.en.docx", {"formats": ("html",)}),  # a format of a document that is built
        ("tiny.zh.docx", {"languages": ("en",)}),  # a document that is not
        ("tiny.zh.html", {"languages": ("en",)}),
        ("record/tiny.zh.json", {"languages": ("en",)}),
    ],
)
def test_a_file_that_comes_along_keeps_the_digest_it_was_built_with(
    root: Path, name: str, choices: dict[str, object]
) -> None:
    before = read_manifest(root / "out" / EDITION)
    path = altered(root, name)
    by_hand = path.read_bytes()
    found = built(root, **choices)
    after = read_manifest(found.folder)
    assert told(found) == [("edition-file-altered", name)]
    assert path.read_bytes() == by_hand
    assert before is not None
    assert after is not None
    assert after.documents["tiny.zh"]["files"] == before.documents["tiny.zh"]["files"]
    assert after.documents["tiny.en"]["files"] == before.documents["tiny.en"]["files"]
    assert after.record == before.record
    looks = json.loads((found.folder / "record" / "looks.json").read_bytes())
    assert looks == json.loads((built(root, fresh=True, edition="whole").folder / "record/looks.json").read_bytes())
    ws = Workspace(root, TODAY)
    (proof,) = ws.verify((EDITION,), out=root / "out", again=False)
    assert ("proof-hash", name) in {(p.code, p.file) for p in proof.problems}
    with pytest.raises(ProblemsFound) as refused:
        ws.seal(EDITION, by="Li Na", out=root / "out")
    assert [(p.code, p.file) for p in refused.value.problems] == [("proof-hash", name)]


def test_building_the_edition_whole_makes_it_as_it_was(root: Path) -> None:
    folder = root / "out" / EDITION
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    altered(root, "tiny.en.docx")
    altered(root, "tiny.en.html")
    found = built(root)
    assert (found.rendered, told(found)) == (("tiny.en",), [])
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def test_a_file_that_somebody_laid_beside_the_others_is_not_taken_for_one_of_the_edition(tmp_path: Path) -> None:
    root = mini_project(tmp_path, content__packs__tiny=PACK.replace("[docx, pdf, html]", "[docx, html]"))
    folder = built(root, formats=("html",)).folder
    (folder / "tiny.en.docx").write_bytes(b"PK not ours")
    manifest = read_manifest(built(root, formats=("html",)).folder)
    assert manifest is not None
    assert set(manifest.documents["tiny.en"]["files"]) == {"html"}


def test_a_document_is_not_approved_when_the_file_that_was_read_is_another(root: Path) -> None:
    altered(root, "tiny.en.docx")
    ws = Workspace(root, TODAY)
    assert ws.approve(EDITION, ("tiny.zh",), by="Li Na", out=root / "out").documents == ("tiny.zh",)
    with pytest.raises(ProblemsFound) as refused:
        ws.approve(EDITION, (), by="Li Na", out=root / "out")
    assert [(p.code, p.file) for p in refused.value.problems] == [("proof-hash", "tiny.en.docx")]


def test_the_record_is_part_of_what_is_sealed(root: Path) -> None:
    altered(root, "record/facts.json").write_text("{}", "utf-8")
    (root / "out" / EDITION / "record" / "tiny.fr.json").write_text("{}", "utf-8")
    with pytest.raises(ProblemsFound) as refused:
        Workspace(root, TODAY).seal(EDITION, by="Li Na", out=root / "out")
    assert [(p.code, p.file) for p in refused.value.problems] == [
        ("proof-hash", "record/facts.json"),
        ("proof-hash", "record/tiny.fr.json"),
    ]


def test_a_build_that_is_known_by_its_inputs_is_not_known_with_a_file_that_was_altered(root: Path) -> None:
    ws = Workspace(root, TODAY)
    ws.build(formats=("html",), jobs=1)
    altered(root, "tiny.en.docx")
    for _ in range(2):  # the first remembers what it made, the second asks what is remembered
        result = ws.build(formats=("html",), jobs=1)
        assert [(p.code, p.file) for p in result.problems if p.code == "edition-file-altered"] == [
            ("edition-file-altered", "tiny.en.docx")
        ]
