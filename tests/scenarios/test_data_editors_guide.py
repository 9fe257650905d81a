"""Every command of the data editor's guide is run, in its order, on a copy of the project."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.support.real_project import copied_project
from tests.support.running import ROOT, run

#: The fact sheet stands in the place of its pack: commands are the same, documents short. The whole packs are built and
#: compared in ``test_second_quarter``.
PACK = "western-financial-centre"
SHEET = f"{PACK}-factsheet"
GUIDE = (ROOT / "docs" / "guides" / "data-editor.md").read_text("utf-8")


def commands() -> list[list[str]]:
    blocks = re.findall(r"^```sh\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    return [shlex.split(line, comments=True)[2:] for block in blocks for line in block.splitlines() if line]


def test_every_example_runs_and_says_what_the_guide_says(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    copied_project(tmp_path, tmp_path_factory)
    given = commands()
    assert len(given) > 12
    said = ""
    place = {name: str(tmp_path / name) for name in ("figures.xlsx", "changes.html", "changes.docx", "redlines")}
    place |= {PACK: SHEET, f"{PACK}.zh": f"{SHEET}.zh"}
    for words in given:
        out = ["--out", str(tmp_path / "out")] if words[0] in ("build", "diff", "approve", "status") else []
        ran = run(tmp_path, *(place.get(word, word) for word in words), *out)
        assert ran.returncode == 0 or words[0] == "check", f"{words}\n{ran.stderr}"
        assert "Traceback" not in ran.stderr
        said += ran.stdout
    shown = re.search(r"^```\n(rmb-loans.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    assert shown
    for line in shown[1].splitlines():
        assert line.replace("\u00a0", " ") in said.replace("\u00a0", " ")
    assert (tmp_path / "changes.html").is_file()
    assert list((tmp_path / "redlines").glob("*.docx"))
