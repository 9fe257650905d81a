"""The translation reviewer's guide: every example runs, one after the other, on a copy of the project."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.support.running import ROOT, run

GUIDES = ROOT / "docs" / "guides"
PACK, SHEET = "western-financial-centre", "western-financial-centre-factsheet"


def commands(name: str = "translation-reviewer.md") -> list[list[str]]:
    blocks = re.findall(r"^```sh\n(.*?)^```", (GUIDES / name).read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [shlex.split(line, comments=True)[2:] for block in blocks for line in block.splitlines() if line]


def without_words(words: list[str]) -> list[str]:
    """A command without what is said in it: names, notes, reasons."""
    said = {i + 1 for i, word in enumerate(words) if word in ("--by", "--text", "--reason")}
    return [word for i, word in enumerate(words) if i not in said]


@pytest.mark.parametrize("name", ["translation-reviewer", "data-editor", "officer"])
def test_the_chinese_guide_has_the_same_commands_and_pictures(name: str) -> None:
    english, chinese = (f"{name}.md", f"{name}.zh-CN.md")
    assert [*map(without_words, commands(chinese))] == [*map(without_words, commands(english))]
    shown = [
        re.findall(r"\.\./pictures/(\S+?)\.(?:en|zh)\.png", (GUIDES / n).read_text("utf-8")) for n in (english, chinese)
    ]
    assert shown[0] == shown[1] != []
    assert all((ROOT / "docs" / "pictures" / f"{p}.{tag}.png").is_file() for p in shown[0] for tag in ("en", "zh"))


def test_every_example_of_the_guide_runs(tmp_path: Path) -> None:
    for folder in ("content", "i18n", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    given = commands()
    assert len(given) > 14
    names = {
        "status.html",
        "review.docx",
        "review.xlsx",
        "review.xliff",
        "review.xlf",
        "review.po",
        "proofs",
        "terms.tbx",
        "memory.tmx",
    }
    found: dict[str, str] = {}
    for words in given:
        if "ID" in words and not found:
            listed = json.loads(run(tmp_path, "review", "lint", "--json").stdout)
            found = {"ID": listed[0]["row"], "CODE": listed[0]["code"]}
        place = found | {name: str(tmp_path / name) for name in names}
        if words[:2] == [
            "review",
            "proof",
        ]:  # a page of the pack's in the place of its many, which all are laid out alike
            place |= {PACK: SHEET}
        ran = run(tmp_path, *(place.get(word, word) for word in words))
        assert ran.returncode == 0, f"{words}\n{ran.stdout}{ran.stderr}"
        assert "Traceback" not in ran.stderr
    assert (tmp_path / "proofs" / f"{SHEET}.zh-en.pdf").stat().st_size > 10_000
    assert not (tmp_path / "review.refused.xlsx").exists()
