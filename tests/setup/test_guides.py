"""The guides: each in both languages, with pictures that are there, and links that lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDES = ROOT / "docs" / "guides"
ENGLISH = sorted(p for p in GUIDES.glob("*.md") if not p.name.endswith(".zh-CN.md"))
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def in_chinese(path: Path) -> Path:
    return path.with_name(f"{path.stem}.zh-CN.md")


@pytest.mark.parametrize("path", ENGLISH, ids=lambda p: p.stem)
def test_every_guide_stands_in_both_languages_and_each_leads_to_the_other(path: Path) -> None:
    other = in_chinese(path)
    assert f"]({other.name})" in path.read_text("utf-8")
    assert f"]({path.name})" in other.read_text("utf-8")


@pytest.mark.parametrize("path", sorted(GUIDES.glob("*.md")), ids=lambda p: p.name)
def test_every_link_and_picture_of_a_guide_is_there(path: Path) -> None:
    text = FENCED.sub("", path.read_text("utf-8"))
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        if "://" not in target:
            assert (path.parent / target).exists(), target
    tag = "zh" if path.name.endswith(".zh-CN.md") else "en"
    for picture in re.findall(r"pictures/(workbench-[^)]+)\.png", text):
        assert picture.endswith(f".{tag}"), picture


def test_the_files_of_a_new_language_are_the_same_in_both_guides() -> None:
    path = GUIDES / "new-language.md"
    assert FENCED.findall(in_chinese(path).read_text("utf-8")) == FENCED.findall(path.read_text("utf-8"))
