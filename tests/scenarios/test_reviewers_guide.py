"""The translation reviewer's guide: every example runs, one after the other, on a copy of the project."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path

from tests.support.running import ROOT, run

GUIDE = (ROOT / "docs" / "guides" / "translation-reviewer.md").read_text("utf-8")


def commands() -> list[list[str]]:
    blocks = re.findall(r"^```sh\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    return [shlex.split(line)[2:] for block in blocks for line in block.splitlines() if line]


def test_every_example_of_the_guide_runs(tmp_path: Path) -> None:
    for folder in ("content", "i18n", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "i18n" / "en" / "waivers.yaml").unlink()
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
        if words[:2] == ["review", "waive"]:
            listed = json.loads(run(tmp_path, "review", "lint", "--json").stdout)
            found = {"ID": listed[0]["row"], "CODE": listed[0]["code"]}
        place = found | {name: str(tmp_path / name) for name in names}
        ran = run(tmp_path, *(place.get(word, word) for word in words))
        assert ran.returncode == 0, f"{words}\n{ran.stdout}{ran.stderr}"
        assert "Traceback" not in ran.stderr
    assert (tmp_path / "proofs" / "western-financial-centre.zh-en.pdf").stat().st_size > 10_000
    assert not (tmp_path / "review.refused.xlsx").exists()
