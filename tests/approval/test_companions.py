"""Approvals and seals cover a deck, a fact sheet, a data annex and the data package as they cover the briefing."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from datetime import date
from pathlib import Path

import pytest

from briefing.workspace import Workspace
from tests.approval.test_seals import rewrite_hash
from tests.formats.test_deck import SLIDES
from tests.formats.test_factsheet import CHART, SHEET, TILE
from tests.support.mini_project import ROOT, mini_project

TODAY = date(2026, 4, 20)
EDITION = "2026-04-10"
PACK = "id: {id}\ntemplate: tiny.html\nlanguages: [zh, en]\nseries: 投资重庆\ntitle: 小简报\nformats: {formats}\n{more}"
BASE = PACK.format(id="base", formats="[html, xlsx, zip]", more="")
KINDS = {
    "deck": ("[pptx]", SLIDES, ("tiny.zh.pptx", "ppt/slides/slide2.xml", "9.6", "9.7")),
    "factsheet": (
        "[docx, pdf]",
        SHEET.format(tiles=TILE * 8, chart=CHART, more=""),
        ("tiny.zh.docx", "word/document.xml", "9.6", "9.7"),
    ),
}
#: What is tampered with beside the companion: the annex and the data package.
ANNEX = ("base-data.zh-en.xlsx", "xl/sharedStrings.xml", "9.6", "9.7")
PACKAGE = ("base-data.zh-en.zip", "figures.csv", "9600000000000", "9700000000000")


@pytest.fixture(scope="module", params=sorted(KINDS))
def sealed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A kind of companion, and the root of a project with it, approved and sealed."""
    formats, template, _ = KINDS[request.param]
    more = f"kind: {request.param}\nof: base\n"
    packs = {"content__packs__tiny": PACK.format(id="tiny", formats=formats, more=more), "content__packs__base": BASE}
    root = mini_project(tmp_path_factory.mktemp(request.param), template, **packs)
    shutil.copy(ROOT / "i18n" / "allowed-numbers.yaml", root / "i18n")
    ws = Workspace(root, TODAY)
    ws.build(jobs=1)
    ws.save(ws.approve(EDITION, by="王编审"))
    ws.save(ws.seal(EDITION, by="Li Na"))
    return request.param, root


def test_each_document_is_approved_and_the_seal_names_each_file(sealed: tuple[str, Path]) -> None:
    _, root = sealed
    ws = Workspace(root, TODAY)
    stands = {a.document: (a.state, a.by) for a in ws.approvals(EDITION)[EDITION]}
    names = {"tiny.zh", "tiny.en", "base.zh", "base.en", "base-data.zh-en"}
    assert stands == dict.fromkeys(names, ("approved", "王编审"))
    (found,) = ws.verify((), out=root / "out", again=False)
    assert found.proved, [str(p) for p in found.problems]
    manifest = json.loads((root / "out" / EDITION / "manifest.json").read_bytes())["documents"]
    told = "".join(path.read_text("utf-8") for path in (root / "seals").rglob("*") if path.is_file())
    assert [n for n, e in manifest.items() for form in e["files"] if f"{n}.{form}" not in told] == []


@pytest.mark.parametrize("which", ["companion", "annex", "package"])
def test_a_file_altered_after_the_seal_is_found_though_the_manifest_was_rewritten(
    which: str, sealed: tuple[str, Path], tmp_path: Path
) -> None:
    kind, built = sealed
    root = Path(shutil.copytree(built, tmp_path / "project"))
    name, part, old, new = {"companion": KINDS[kind][2], "annex": ANNEX, "package": PACKAGE}[which]
    path = root / "out" / EDITION / name
    buffer = io.BytesIO()
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(buffer, "w") as after:
        assert old in before.read(part).decode(), name
        for info in before.infolist():
            data = before.read(info)
            after.writestr(info, data.replace(old.encode(), new.encode()) if info.filename == part else data)
    path.write_bytes(buffer.getvalue())
    rewrite_hash(path.parent, name)
    (found,) = Workspace(root, TODAY).verify((), out=root / "out", again=False)
    assert not found.proved
    codes = {p.code for p in found.problems}
    assert "sealed-otherwise" in codes
    assert {code for code in codes if code.startswith("proof-")}, codes
