"""Pictures of pages and the contact sheet; which edition is looked at."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from briefing.document.reading import to_json
from briefing.editions.manifest import FACTS, FOLDER, NAME
from briefing.render.pdf import render_pdf
from tests.render.reading import house
from tests.support.sample_document import sample
from tools.quality import pages
from tools.quality.editions import standing


def edition(out: Path, name: str, data: bytes = b"") -> None:
    folder = out / name / FOLDER
    folder.mkdir(parents=True)
    (out / name / NAME).write_text("{}", "utf-8")
    (folder / FACTS).write_text(
        json.dumps({"edition": name, "date": date(2026, 7, 3).isoformat(), "claims": {}, "facts": []})
    )
    (folder / "pack.en.json").write_bytes(to_json(sample("en")))
    if data:
        (out / name / "pack.en.pdf").write_bytes(data)


def test_every_page_becomes_an_image_and_all_a_sheet(tmp_path: Path) -> None:
    result = render_pdf(sample("en"), house())
    edition(tmp_path, "2026-07-03", result.bytes)
    (sheet,) = pages.depict(standing(tmp_path), tmp_path / "pages")
    images = sorted((tmp_path / "pages" / "pack.en.pdf").glob("page-*.png"))
    assert len(images) == result.page_count
    with Image.open(sheet) as opened, Image.open(images[0]) as first:
        assert (
            opened.width > result.page_count * pages.THUMB if result.page_count < pages.ACROSS else opened.width > 1800
        )
        assert first.width == pytest.approx(210 / 25.4 * pages.RESOLUTION, abs=2)


def test_the_newest_edition_is_looked_at_unless_another_is_named(tmp_path: Path) -> None:
    for name in ("2026-01-01", "2026-07-03"):
        edition(tmp_path, name)
    assert standing(tmp_path).folder.name == "2026-07-03"
    assert standing(tmp_path, "2026-01-01").folder.name == "2026-01-01"
    with pytest.raises(FileNotFoundError, match="make packs"):
        standing(tmp_path, "2020-01-01")


def test_without_an_edition_it_is_told_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert pages.main([str(tmp_path)]) == 1
    assert "make packs" in capsys.readouterr().err
