"""One figure that changes: briefing, deck, fact sheet and data annex all say the new one, and a comparison says so."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

from briefing.workspace import Workspace
from tests.formats.test_deck import SLIDES
from tests.formats.test_factsheet import CHART, SHEET, TILE
from tests.support.mini_project import ENGLISH, INDICATORS, PACK, mini_project, translations

TODAY = date(2026, 4, 20)
FILES = ("tiny.zh.docx", "tiny-deck.zh.pptx", "tiny-sheet.zh.docx", "tiny-data.zh-en.xlsx")


def companion(name: str, kind: str, form: str) -> str:
    pack = PACK.replace("id: tiny", f"id: {name}\nkind: {kind}\nof: tiny").replace("tiny.html", f"{name}.html")
    return pack.replace("[docx, pdf, html]", f"[{form}]")


def project(folder: Path) -> Path:
    packs = {
        "content__packs__tiny": PACK.replace("[docx, pdf, html]", "[docx, xlsx]"),
        "content__packs__tiny-deck": companion("tiny-deck", "deck", "pptx"),
        "content__packs__tiny-sheet": companion("tiny-sheet", "factsheet", "docx"),
    }
    root = mini_project(folder, **packs)
    (root / "templates" / "tiny-deck.html").write_text(SLIDES, "utf-8")
    (root / "templates" / "tiny-sheet.html").write_text(SHEET.format(tiles=TILE * 8, chart=CHART, more=""), "utf-8")
    translations(root, dict.fromkeys(("tiny-deck", "tiny-sheet"), ENGLISH["tiny"]))
    return root


def words(path: Path) -> str:
    """The text of all parts of an Office file."""
    with zipfile.ZipFile(path) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels")))


def test_a_changed_figure_changes_every_file_and_the_comparison_says_so(tmp_path: Path) -> None:
    root = project(tmp_path)
    ws = Workspace(root, TODAY)
    before = ws.build(languages=("zh",), edition="before", jobs=1).folder
    path = root / "content/indicators/one.yaml"
    path.write_text(INDICATORS.replace("9.6万亿", "9.8万亿"), "utf-8")
    after = ws.build(languages=("zh",), edition="after", jobs=1).folder
    for name in FILES:
        said = [("9.6" in words(folder / name), "9.8" in words(folder / name)) for folder in (before, after)]
        assert said == [(True, False), (False, True)], name
    found = ws.compare("before", "after")
    assert set(found.documents) == {name.rpartition(".")[0] for name in FILES}
    assert [f.fact for f in found.figures] == ["financial-assets@2025-12-31"]
    assert ws.compare("before", "before").documents == {}
