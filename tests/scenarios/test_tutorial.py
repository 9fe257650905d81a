"""The tutorial is followed word for word, in both languages: from nothing to a proved bilingual briefing."""

from __future__ import annotations

import re
import shlex
from datetime import date
from pathlib import Path

import polib
import pytest

from briefing.cli.app import main
from tests.support.running import ROOT

GUIDES = {name: (ROOT / "docs" / "guides" / name).read_text("utf-8") for name in ("tutorial.md", "tutorial.zh-CN.md")}
BLOCK = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TODAY = date(2026, 8, 1)


def test_both_languages_of_the_tutorial_give_the_same_steps() -> None:
    english, chinese = (BLOCK.findall(text) for text in GUIDES.values())
    assert english == chinese


def test_the_tutorial_leads_to_a_proved_bilingual_briefing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for sort, name, text in BLOCK.findall(GUIDES["tutorial.md"]):
        if sort == "po":
            translated(tmp_path / name, text)
        elif name:
            (tmp_path / name).write_text(text, "utf-8")
        else:
            for line in text.splitlines():
                words = shlex.split(line)[2:]
                if words[-1] == "build":
                    words += ["--jobs", "1"]
                assert main(words, root=ROOT, today=TODAY) == 0, f"{line}\n{capsys.readouterr().err}"
    out = tmp_path / "chengdu" / "out" / "2026-07-24"
    said = re.sub(r"<[^>]+>", "", (out / "briefing.en.html").read_text("utf-8")).replace("\u00a0", " ")
    assert "At end-June 2026, deposits in the city stood at RMB 6.2 trillion, up 8.1% year on year." in said
    assert "Increase in aggregate financing to the real economy (AFRE)" in said
    assert "translation missing" not in said
    assert (out / "briefing.zh.pdf").is_file()
    assert ": proved." in capsys.readouterr().out


def translated(path: Path, text: str) -> None:
    entries = polib.pofile(str(path), wrapwidth=0)
    for given in polib.pofile(text):
        entry = entries.find(given.msgid)
        assert entry is not None, given.msgid
        entry.msgstr = given.msgstr
    entries.save(str(path))
