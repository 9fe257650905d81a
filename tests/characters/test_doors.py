"""Every file a text comes from folds its odd characters and names them with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.catalogue.updating import extract
from briefing.document.nodes import Document, Text, walk
from briefing.problems import Problem
from briefing.project.opening import Project, open_project
from tests.support.mini_project import INDICATORS, TEMPLATE, mini_project


def problems_of(root: Path) -> list[Problem]:
    project = open_project(root)
    found = [*project.problems, *extract(project.templates, project.content)[1], *composed(project, "en")[1]]
    return [p for p in dict.fromkeys(found) if p.code.startswith("character-")]


def composed(project: Project, language: str) -> tuple[Document | None, tuple[Problem, ...]]:
    day = project.newest_source()
    return project.compose(project.pack("tiny"), language, project.context(day.isoformat(), day))


def changed(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


#: Where a text comes in, what stands there, what it is changed to, and the code.
DOORS = {
    "content": ("content/indicators/one.yaml", "label: 金融资产规模", "label: ⾦融资产规模", "character-folded"),
    "template": ("templates/tiny.html", "规模在扩大", "规模在扩⼤", "character-folded"),
    "translation": ("i18n/en/tiny.po", "The base is growing.", "The base is grow\u00ading.", "character-folded"),
    "furniture": ("templates/house/furniture.yaml", "目录", "⽬录", "character-folded"),
    "glossary": ("i18n/glossary.yaml", "Land-Sea", "Land\u200b-Sea", "character-folded"),
    "content, unreadable": (
        "content/indicators/one.yaml",
        "label: 金融资产规模",
        "label: 金融\ufffd规模",
        "character-refused",
    ),
    "template, private": ("templates/tiny.html", "规模在扩大", "规模在扩\ue000大", "character-refused"),
}


@pytest.mark.parametrize("door", DOORS)
def test_an_odd_character_is_named_where_it_stands(door: str, tmp_path: Path) -> None:
    name, old, new, code = DOORS[door]
    root = mini_project(tmp_path)
    assert not problems_of(root)
    changed(root / name, old, new)
    line = next(n for n, text in enumerate((root / name).read_text("utf-8").split("\n"), 1) if new in text)
    line -= 2 if name.endswith(".po") else 0  # a message is named where it begins: with its context or place
    assert {(p.code, p.file, p.line) for p in problems_of(root)} == {(code, name, line)}


def test_what_is_printed_holds_the_folded_text(tmp_path: Path) -> None:
    root = mini_project(
        tmp_path,
        TEMPLATE.replace("规模在扩大", "规模在扩⼤"),
        content__indicators__one=INDICATORS.replace("金融资产规模", "⾦融资产规模"),
    )
    for language in ("zh", "en"):
        document, problems = composed(open_project(root), language)
        assert document is not None
        assert not [p for p in problems if p.code == "translation-missing"]
        said = "".join(node.text for node in walk(document) if isinstance(node, Text))
        assert ("金融资产规模" if language == "zh" else "Financial assets") in said
        assert "⾦" not in said


def test_a_template_that_is_no_utf8_is_told(tmp_path: Path) -> None:
    root = mini_project(tmp_path)
    (root / "templates" / "tiny.html").write_bytes("<p>银行</p>".encode("gb18030"))
    project = open_project(root)
    assert [p.code for p in extract(project.templates, project.content)[1]] == ["template-error"]
    assert [p.code for p in composed(project, "zh")[1]] == ["template-error"]
