"""The pictures of the README are pages of documents that are there, found by what they say."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages import pofile
from PIL import Image

from tests.support.mini_project import ROOT
from tools import page_pictures
from tools.page_pictures import FOLDER, PICTURES, keep, page_of


def test_a_page_is_found_by_its_words_after_cover_and_contents(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = "Cover\fContents: By industry 3\f3 On one page\f3.2 By\nindustry\f"
    monkeypatch.setattr(page_pictures, "poppler", lambda *_: pages)
    assert page_of(Path("a.pdf"), "By industry") == 4
    with pytest.raises(LookupError, match=r"no page of a\.pdf"):
        page_of(Path("a.pdf"), "By size")


def test_a_picture_keeps_a_colour_that_few_dots_have(tmp_path: Path) -> None:
    page = Image.new("RGB", (200, 200), "white")
    for at in range(200):
        for grey in range(100):
            page.putpixel((at, grey), (grey * 2, grey * 2, grey * 2))
    page.putpixel((5, 150), (168, 76, 37))
    page.save(tmp_path / "page.png")
    keep(tmp_path / "page.png", tmp_path / "kept.png")
    with Image.open(tmp_path / "kept.png") as kept:
        red, _, blue = kept.convert("RGB").getpixel((5, 150))
        assert kept.mode == "P"
    assert red - blue > 60


def test_every_picture_of_a_document_is_one_that_is_taken() -> None:
    assert {path.stem for path in FOLDER.glob("*.png") if not path.stem.startswith("workbench-")} == set(PICTURES)


def test_every_page_is_looked_for_by_words_that_the_document_has() -> None:
    for file, words, _ in PICTURES.values():
        catalogue = ROOT / "i18n" / "en" / f"{file.partition('.')[0].removesuffix('-deck')}.po"
        known = {text for message in pofile.read_po(catalogue.open("rb")) for text in (message.id, message.string)}
        assert words in known or words == "Figure 1", file
